"""What may be dumped: the graphs that a reader may see, with their quads in a fixed order."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from typing import NamedTuple

import pyoxigraph as ox

from cfgraph.analysis.visibility import shown_graphs, shown_quads
from cfgraph.graph.triples import node
from cfgraph.namespaces import BASE, graph
from cfgraph.rdf import graph_name
from cfgraph.rdf import value as value_of
from cfgraph.store.base import Store

WHOLE = f"{BASE}dataset"
"""The IRI of the dataset that all graphs are part of."""
CATALOGUE = f"{WHOLE}#catalogue"
DATES = ("dcterms:issued", "dcterms:modified")
KINDS = ("plan", "evidence", "ontology", "shapes", "knowledge", "inferred", "analysis", "meta")
KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(?:/[A-Za-z0-9][A-Za-z0-9._-]*)*")
STEM = "cfgraph"
"""The name of the files that hold all graphs."""


class Part(NamedTuple):
    """A graph to be dumped: its IRI, its triples sorted by their N-Triples form, the plan text it rests on, its dates.

    ``dates`` are the properties of :data:`DATES` with the dates that the graph ``meta`` states, if it states any.
    """

    iri: str
    triples: tuple[ox.Triple, ...]
    source: str = ""
    dates: tuple[tuple[str, str], ...] = ()

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
    meta = found.get(graph("meta"), [])
    sources = _told(meta, "dcterms:source")
    return [
        Part(name, tuple(sorted(found[name], key=str)), sources.get(name, ""), _dates(meta, name)) for name in names
    ]


def whole(parts: list[Part]) -> Part:
    """All graphs as one: each triple once, however many graphs say it."""
    triples = tuple(sorted({triple for part in parts for triple in part.triples}, key=str))
    meta = next((part.triples for part in parts if part.iri == graph("meta")), ())
    return Part(WHOLE, triples, dates=_dates(meta, WHOLE))


def _told(meta: Iterable[ox.Triple], term: str) -> dict[str, str]:
    """Subject → what the graph ``meta`` says of it with a property; the first of several values, as they sort."""
    said = [triple for triple in meta if triple.predicate == node(term)]
    return {value_of(t.subject): value_of(t.object) for t in sorted(said, key=str, reverse=True)}


def _dates(meta: Iterable[ox.Triple], name: str) -> tuple[tuple[str, str], ...]:
    return tuple((term, date) for term in DATES if (date := _told(meta, term).get(name)))
