"""A named graph under construction: triples, and the table cell that each came from."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

import pyoxigraph as ox

from cfgraph.namespaces import PREFIXES, expand, unit
from cfgraph.sources.quantity import plain
from cfgraph.sources.tables import Row

XSD = PREFIXES["xsd"]
TYPE = ox.NamedNode(expand("rdf:type"))


@dataclass(frozen=True)
class Origin:
    """The cell a triple came from."""

    file: str
    row: int
    column: str = ""


def node(name: str) -> ox.NamedNode:
    """A node by its full IRI or by a prefixed name such as ``cf:Project``."""
    return ox.NamedNode(name if "://" in name else expand(name))


def text(words: str, lang: str = "") -> ox.Literal:
    """A string literal, with a language where one is given."""
    return ox.Literal(words, language=lang) if lang else ox.Literal(words)


def number(value: Decimal | int) -> ox.Literal:
    """An xsd:integer where the value is whole, else an xsd:decimal; never a double."""
    kind = "integer" if value == int(value) else "decimal"
    return ox.Literal(plain(Decimal(value)), datatype=ox.NamedNode(XSD + kind))


def typed(words: str, datatype: str) -> ox.Literal:
    """A literal of a datatype given by its full IRI or a prefixed name such as ``xsd:date``."""
    return ox.Literal(words, datatype=node(datatype))


def flag(value: bool) -> ox.Literal:
    """An xsd:boolean."""
    return ox.Literal("true" if value else "false", datatype=ox.NamedNode(XSD + "boolean"))


Object = str | ox.NamedNode | ox.Literal


@dataclass
class GraphUnderConstruction:
    """Triples of one named graph, each with its origin (None for what no table states)."""

    name: str
    origins: dict[ox.Triple, Origin | None] = field(default_factory=dict)

    def add(self, subject: str, predicate: str, value: Object, row: Row | None = None, column: str = "") -> ox.Triple:
        """Add a triple; a str value is a node. An origin once known is kept."""
        target = node(value) if isinstance(value, str) else value
        triple = ox.Triple(node(subject), node(predicate), target)
        if self.origins.get(triple) is None:
            self.origins[triple] = Origin(row.file, row.row, column) if row else None
        return triple

    def label(self, subject: str, row: Row) -> None:
        """``skos:prefLabel`` from the columns zh and en, ``skos:altLabel`` from alt_zh and alt_en."""
        for lang in ("zh", "en"):
            self.add(subject, "skos:prefLabel", text(row[lang], lang), row, lang)
            for alias in filter(None, row.cells.get(f"alt_{lang}", "").split(";")):
                self.add(subject, "skos:altLabel", text(alias.strip(), lang), row, f"alt_{lang}")

    def quantity(self, iri: str, value: Decimal, unit_name: str, printed: str, row: Row, *columns: str) -> str:
        """A ``qudt:QuantityValue``; ``columns`` are those that number and unit stand in (one where it is the same)."""
        self.add(iri, "rdf:type", "qudt:QuantityValue", row)
        self.add(iri, "qudt:numericValue", number(value), row, columns[0])
        self.add(iri, "qudt:hasUnit", unit(unit_name), row, columns[-1])
        self.add(iri, "cf:asPrinted", text(printed), row, columns[0])
        return iri

    def quads(self) -> list[ox.Quad]:
        """All triples as quads of this graph, sorted by their N-Quads form."""
        graph = ox.NamedNode(self.name)
        return sorted((ox.Quad(t.subject, t.predicate, t.object, graph) for t in self.origins), key=str)
