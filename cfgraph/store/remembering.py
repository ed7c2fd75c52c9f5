"""A store on disk that remembers the answers of saved queries beside its data.

A built graph never changes, so neither do the answers of the queries that every command asks;
remembered, they are there before the store itself is open. A new build starts with an empty memory.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from cfgraph.rdf import Term
from cfgraph.store.base import Answer
from cfgraph.store.embedded import EmbeddedStore

MEMORY = "answers"


class RememberingStore:
    """The protocol of :class:`cfgraph.store.base.Store` over a built graph's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.memory = folder.parent / MEMORY

    @cached_property
    def inner(self) -> EmbeddedStore:
        """The store itself, opened when it is first needed."""
        return EmbeddedStore.open(self.folder)

    def query(self, query: str, *, keep: bool = False) -> Answer:
        """See :meth:`cfgraph.store.base.Store.query`."""
        if not keep:
            return self.inner.query(query)
        path = self.memory / f"{_name(query)}.json"
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
            return Answer(
                tuple(kept["variables"]), tuple({n: _term(t) for n, t in row.items()} for row in kept["rows"])
            )
        except (OSError, ValueError, KeyError, TypeError):
            answer = self.inner.query(query)
            self._keep(path, answer)
            return answer

    def _keep(self, path: Path, answer: Answer) -> None:
        """Write an answer down; a disk that refuses only costs time."""
        rows = [{name: _parts(term) for name, term in row.items()} for row in answer.rows]
        made = path.with_name(f"{path.name}.{os.getpid()}")
        try:
            self.memory.mkdir(exist_ok=True)
            made.write_text(
                json.dumps({"variables": answer.variables, "rows": rows}, ensure_ascii=False, separators=(",", ":")),
                encoding="utf-8",
            )
            os.replace(made, path)
        except OSError:
            return

    def graphs(self) -> list[str]:
        """See :meth:`cfgraph.store.base.Store.graphs`."""
        return self.inner.graphs()

    def quads(self, graph: str | None = None) -> Iterator[ox.Quad]:
        """See :meth:`cfgraph.store.base.Store.quads`."""
        return self.inner.quads(graph)

    def replace_graph(self, graph: str, quads: list[ox.Quad]) -> None:
        """See :meth:`cfgraph.store.base.Store.replace_graph`; whatever was remembered is forgotten."""
        import shutil

        self.__dict__.pop("inner", None)
        EmbeddedStore.open(self.folder, write=True).replace_graph(graph, quads)
        shutil.rmtree(self.memory, ignore_errors=True)


def _name(query: str) -> str:
    from hashlib import blake2b

    return blake2b(query.encode(), digest_size=12).hexdigest()


def _parts(term: Term) -> list[str]:
    if isinstance(term, ox.NamedNode):
        return [term.value]
    if isinstance(term, ox.BlankNode):
        return [term.value, "_"]
    return [term.value, "@", term.language] if term.language else [term.value, "^", term.datatype.value]


def _term(parts: list[str]) -> Term:
    if len(parts) == 1:
        return ox.NamedNode(parts[0])
    if parts[1] == "_":
        return ox.BlankNode(parts[0])
    if parts[1] == "@":
        return ox.Literal(parts[0], language=parts[2])
    return ox.Literal(parts[0], datatype=ox.NamedNode(parts[2]))
