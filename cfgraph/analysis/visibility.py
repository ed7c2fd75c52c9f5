"""Which graphs everybody may see: the one rule that every dump, page and endpoint goes by.

A graph without a mark is not public.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from cfgraph.analysis.query import run
from cfgraph.store.base import Store


def shown_graphs(store: Store, *, internal: bool = False) -> list[str]:
    """The names of the graphs that are marked public, or with ``internal`` all that are marked, sorted."""
    return sorted(name for name, kind in _marks(store).items() if internal or kind == "public")


def shown_quads(store: Store, *, internal: bool = False) -> Iterator[ox.Quad]:
    """The quads of the shown graphs, without those that name a graph that is not shown."""
    shown = shown_graphs(store, internal=internal)
    hidden = {ox.NamedNode(name) for name in set(_marks(store)) - set(shown)}
    for name in shown:
        yield from (quad for quad in store.quads(name) if quad.subject not in hidden and quad.object not in hidden)


def touched_inside(store: Store) -> frozenset[str]:
    """The IRIs of all things that a graph which is marked, but not public, speaks of."""
    inside = set(shown_graphs(store, internal=True)) - set(shown_graphs(store))
    ends = (end for name in inside for quad in store.quads(name) for end in (quad.subject, quad.object))
    return frozenset(end.value for end in ends if isinstance(end, ox.NamedNode))


def _marks(store: Store) -> dict[str, str]:
    """Graph → visibility; a graph that is marked twice counts as the stricter says."""
    marks: dict[str, str] = {}
    for row in run(store, "plan/graphs").rows:
        name, kind = row["graph"].value, row["visibility"].value
        marks[name] = kind if marks.get(name, "public") == "public" else marks[name]
    return marks
