"""The embedded store: pyoxigraph, in memory or in a folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from cfgraph.errors import Problem, StoreError, UsageError
from cfgraph.store.base import Answer


class EmbeddedStore:
    """A pyoxigraph store behind the protocol of :class:`cfgraph.store.base.Store`."""

    def __init__(self, store: ox.Store) -> None:
        self.store = store

    @classmethod
    def in_memory(cls, quads: Iterable[ox.Quad]) -> EmbeddedStore:
        """A store in memory that holds ``quads``."""
        store = ox.Store()
        store.bulk_extend(quads)
        return cls(store)

    @classmethod
    def open(cls, folder: Path, *, write: bool = False) -> EmbeddedStore:
        """Open a store on disk; readers get a snapshot and do not hinder each other.

        Raises StoreError when it cannot be opened.
        """
        try:
            return cls(ox.Store(str(folder)) if write else ox.Store.read_only(str(folder)))
        except (OSError, RuntimeError) as error:
            raise StoreError(Problem("store-open", {"folder": str(folder), "reason": str(error)})) from None

    @staticmethod
    def create(folder: Path, quads: Iterable[ox.Quad]) -> None:
        """Write a new store to ``folder``. Raises StoreError when the disk refuses."""
        try:
            store = ox.Store(str(folder))
            store.bulk_extend(quads)
            store.flush()
        except OSError as error:
            raise StoreError(Problem("store-open", {"folder": str(folder), "reason": str(error)})) from None

    def query(self, query: str, *, keep: bool = False) -> Answer:
        """See :meth:`cfgraph.store.base.Store.query`."""
        try:
            found = self.store.query(query, use_default_graph_as_union=True)
            if isinstance(found, ox.QueryBoolean):
                return Answer(boolean=bool(found))
            if isinstance(found, ox.QueryTriples):
                return Answer(triples=tuple(found))
            names = [variable.value for variable in found.variables]
            rows = tuple(
                {name: value for name, value in zip(names, solution, strict=True) if value is not None}
                for solution in found
            )
            return Answer(tuple(names), rows)
        except SyntaxError as error:
            raise UsageError(Problem("sparql-syntax", {"reason": " ".join(str(error.msg).split())})) from None
        except (OSError, RuntimeError, ValueError) as error:
            raise StoreError(Problem("store-failed", {"reason": str(error)})) from None

    def graphs(self) -> list[str]:
        """See :meth:`cfgraph.store.base.Store.graphs`."""
        return sorted(str(name.value) for name in self.store.named_graphs())

    def quads(self, graph: str | None = None) -> Iterator[ox.Quad]:
        """See :meth:`cfgraph.store.base.Store.quads`."""
        return self.store.quads_for_pattern(None, None, None, ox.NamedNode(graph) if graph else None)

    def replace_graph(self, graph: str, quads: list[ox.Quad]) -> None:
        """See :meth:`cfgraph.store.base.Store.replace_graph`."""
        name = ox.NamedNode(graph)
        lines = " .\n".join(f"{q.subject} {q.predicate} {q.object}" for q in quads)
        try:
            self.store.update(f"CLEAR SILENT GRAPH {name} ; INSERT DATA {{ GRAPH {name} {{ {lines} }} }}")
            self.store.flush()
        except (OSError, RuntimeError) as error:
            raise StoreError(Problem("store-failed", {"reason": str(error)})) from None
