"""rdflib's Turtle writer, held to the lexical form of every literal and to one fixed order."""

from __future__ import annotations

from typing import Any

from rdflib import DCTERMS, RDF, RDFS, SKOS, Literal
from rdflib.plugins.serializers.turtle import TurtleSerializer

from cfgraph.publish.dumps.syntaxes import BARE


class ReadableTurtle(TurtleSerializer):
    """As rdflib writes it, except for numbers: ``"5"^^xsd:decimal`` stays what it is and never becomes ``5.0``."""

    predicateOrder = [RDF.type, SKOS.prefLabel, RDFS.label, DCTERMS.title]  # noqa: N815, RUF012 (rdflib's name and kind)

    def label(self, node: Any, position: int) -> str:
        """A term as Turtle writes it."""
        if not isinstance(node, Literal) or node.datatype is None:
            return str(super().label(node, position))
        bare = BARE.get(str(node.datatype))
        if bare and bare.fullmatch(node):
            return str(node)
        return str(node._literal_n3(use_plain=False, qname_callback=lambda kind: self.get_pname(kind, False)))
