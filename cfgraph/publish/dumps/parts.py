"""What may be dumped: the graphs that a reader may see, with their quads in a fixed order."""

from __future__ import annotations

import hashlib
import re
from typing import NamedTuple

import pyoxigraph as ox

from cfgraph.analysis.visibility import shown_graphs, shown_quads
from cfgraph.namespaces import BASE, graph
from cfgraph.rdf import graph_name
from cfgraph.store.base import Store

WHOLE = f"{BASE}dataset"
"""The IRI of the dataset that all graphs are part of."""
KINDS = ("plan", "evidence", "ontology", "shapes", "knowledge", "inferred", "analysis", "meta")
KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(?:/[A-Za-z0-9][A-Za-z0-9._-]*)*")
STEM = "cfgraph"
"""The name of the files that hold all graphs."""


class Part(NamedTuple):
    """A graph to be dumped: its IRI, its triples sorted by their N-Triples form, and the plan text it rests on."""

    iri: str
    triples: tuple[ox.Triple, ...]
    source: str = ""

    @property
    def stem(self) -> str:
        """``plan-chifeng-2023``: the name of its files without the ending."""
        return stem(self.iri)

    @property
    def kind(self) -> str:
        """``plan`` for every plan: what kind of graph it is; ``other`` for one that is none of ours."""
        kind = self.iri.removeprefix(graph("")).partition("/")[0]
        return kind if kind in KINDS and self.iri.startswith(graph("")) else "other"


def stem(iri: str) -> str:
    """The graph's key as the name of a file; a graph that is none of ours goes by a digest of its IRI."""
    if iri == WHOLE:
        return STEM
    key = iri.removeprefix(graph(""))
    if iri.startswith(graph("")) and KEY.fullmatch(key):
        return key.replace("/", "-")
    return f"other-{hashlib.sha256(iri.encode()).hexdigest()[:12]}"


def read(store: Store, internal: bool) -> list[Part]:
    """The graphs to be dumped, sorted by name; what the others are called is said nowhere in them."""
    names = shown_graphs(store, internal=internal)
    found: dict[str, list[ox.Triple]] = {name: [] for name in names}
    for quad in shown_quads(store, internal=internal):
        found[graph_name(quad)].append(quad.triple)
    sources = {
        str(triple.subject): str(getattr(triple.object, "value", ""))
        for triple in found.get(graph("meta"), [])
        if triple.predicate.value == "http://purl.org/dc/terms/source"
    }
    return [Part(name, tuple(sorted(found[name], key=str)), sources.get(f"<{name}>", "")) for name in names]


def whole(parts: list[Part]) -> Part:
    """All graphs as one: each triple once, however many graphs say it."""
    return Part(WHOLE, tuple(sorted({triple for part in parts for triple in part.triples}, key=str)))
