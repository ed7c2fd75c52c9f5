"""The user's own plans beside the shipped ones, as the officers' pages of a server on this machine see them.

What is internal never reaches the public endpoints: those read a copy of the public graphs only. The pages read this
store, and no page of another site can read the pages.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

from cfgraph.sources import generation
from cfgraph.store.base import Answer
from cfgraph.store.embedded import EmbeddedStore
from cfgraph.workspace import Workspace

ROOM = "desk"


@dataclass(frozen=True)
class Own:
    """Where the user's plans lie, and where graphs are built: ``base`` without them, ``room`` with them."""

    folder: Path
    base: Path
    room: Path
    writing: threading.Lock = field(default_factory=threading.Lock)

    @property
    def workspace(self) -> Workspace:
        """The workspace whose graph holds the user's plans, where there are any."""
        own = Workspace(self.room, self.folder)
        return own if own.has_own_plans() else Workspace(self.base)


class OwnStore:
    """The whole graph in memory, read anew after every change; see :class:`cfgraph.store.base.Store`."""

    def __init__(self, own: Own) -> None:
        self.own = own
        self.inner = self._read()

    def _read(self) -> EmbeddedStore:
        self.seen = self._generation()
        return EmbeddedStore.in_memory(self.own.workspace.store(warn=lambda error: None).quads())

    def reopen(self) -> None:
        """Build what changed and see it. Who is reading goes on reading what was there before."""
        self.inner = self._read()

    def refresh(self) -> None:
        """Read anew where somebody else, a command say, has changed the register since."""
        if self.seen != self._generation():
            with self.own.writing:
                if self.seen != self._generation():
                    self.reopen()

    def _generation(self) -> Path | None:
        try:
            return generation.current(self.own.folder)
        except (OSError, ValueError):  # whoever writes tells of a damaged folder
            return None

    def query(self, query: str, *, keep: bool = False) -> Answer:
        """See :meth:`cfgraph.store.base.Store.query`."""
        return self.inner.query(query)

    def graphs(self) -> list[str]:
        """See :meth:`cfgraph.store.base.Store.graphs`."""
        return self.inner.graphs()

    def quads(self, graph: str | None = None) -> Iterator[ox.Quad]:
        """See :meth:`cfgraph.store.base.Store.quads`."""
        return self.inner.quads(graph)

    def replace_graph(self, graph: str, quads: list[ox.Quad]) -> None:
        """See :meth:`cfgraph.store.base.Store.replace_graph`; only this view changes, until it is read anew."""
        self.inner.replace_graph(graph, quads)
