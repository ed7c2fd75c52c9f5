"""Which graphs everybody may see: the one rule that every dump, page and endpoint goes by."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from cfgraph.analysis.query import run
from cfgraph.store.base import Store


def public_graphs(store: Store) -> list[str]:
    """The names of the graphs that are marked public, sorted. A graph without a mark is not public."""
    return sorted(name for name, kind in _marks(store).items() if kind == "public")


def public_quads(store: Store) -> Iterator[ox.Quad]:
    """The quads of the public graphs, without what they say about graphs that are not public."""
    marks = _marks(store)
    hidden = {ox.NamedNode(name) for name, kind in marks.items() if kind != "public"}
    for name in public_graphs(store):
        yield from (quad for quad in store.quads(name) if quad.subject not in hidden)


def _marks(store: Store) -> dict[str, str]:
    """Graph → visibility; a graph that is marked twice counts as the stricter says."""
    marks: dict[str, str] = {}
    for row in run(store, "plan/graphs").rows:
        name, kind = row["graph"].value, row["visibility"].value
        marks[name] = kind if marks.get(name, "public") == "public" else marks[name]
    return marks
