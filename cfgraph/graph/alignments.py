"""The alignments: a document of their own that lies in the same graph as the ontology and is imported by nothing."""

from __future__ import annotations

import pyoxigraph as ox

from cfgraph.namespaces import ONTOLOGY, PREFIXES

ALIGNMENTS = f"{ONTOLOGY}/alignments"
CLOSE = f"{PREFIXES['skos']}closeMatch"


def is_alignment(triple: ox.Triple | ox.Quad) -> bool:
    """True for a triple of the graph ``ontology`` that is of the alignments and not of the ontology."""
    subject = triple.subject
    return triple.predicate.value == CLOSE or (isinstance(subject, ox.NamedNode) and subject.value == ALIGNMENTS)
