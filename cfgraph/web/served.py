"""The copy of the public graphs that is served: what is internal is not in it, so that nothing can bring it out."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import pyoxigraph as ox

from cfgraph.analysis.visibility import shown_quads
from cfgraph.errors import Problem, StoreError
from cfgraph.store.base import Answer, Store
from cfgraph.store.embedded import EmbeddedStore
from cfgraph.web.views import STORE, newest_view, open_for_writing, show

SERVED = "served"
TRIES = 3
T = TypeVar("T")


class ServedStore:
    """A store on disk that is read anew when it was written; see :class:`cfgraph.store.base.Store`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.inner = EmbeddedStore(newest_view(folder))

    def reopen(self) -> None:
        """See what was written since. Who is reading goes on reading what was there before."""
        with suppress(OSError):
            self.inner = EmbeddedStore(newest_view(self.folder))

    def query(self, query: str, *, keep: bool = False) -> Answer:
        """See :meth:`cfgraph.store.base.Store.query`."""
        return self._read(lambda: self.inner.query(query))

    def graphs(self) -> list[str]:
        """See :meth:`cfgraph.store.base.Store.graphs`."""
        return self._read(lambda: self.inner.graphs())

    def _read(self, read: Callable[[], T]) -> T:
        """What a read gives; once more where files that it had not opened yet were cleared away after a write."""
        for _ in range(TRIES - 1):
            try:
                return read()
            except (OSError, RuntimeError, StoreError):
                self.reopen()
        return read()

    def quads(self, graph: str | None = None) -> Iterator[ox.Quad]:
        """See :meth:`cfgraph.store.base.Store.quads`."""
        return self.inner.quads(graph)

    def replace_graph(self, graph: str, quads: list[ox.Quad]) -> None:
        """See :meth:`cfgraph.store.base.Store.replace_graph`."""
        store = EmbeddedStore(open_for_writing(self.folder))
        store.replace_graph(graph, quads)
        show(store.store, self.folder)
        self.reopen()


def served_copy(store: Store, workspace: Path) -> Path:
    """The folder of the served copy of a store's public graphs, made when there is none of these very quads.

    A copy keeps what was written to it until the graph is built anew; copies of other builds are removed.
    Raises StoreError when the disk refuses.
    """
    quads = sorted(shown_quads(store), key=str)
    digest = hashlib.blake2b(digest_size=12)
    for quad in quads:
        digest.update(str(quad).encode())
    home = workspace / SERVED
    folder = home / digest.hexdigest()
    try:
        home.mkdir(parents=True, exist_ok=True)
        for other in home.iterdir():
            if other != folder:
                shutil.rmtree(other, ignore_errors=True)
        if not folder.is_dir():
            made = Path(tempfile.mkdtemp(dir=home))
            EmbeddedStore.create(made / STORE, quads)
            os.replace(made, folder)
        with suppress(OSError):  # another server writes there, and shows what it writes
            show(open_for_writing(folder), folder)
    except OSError as error:
        raise StoreError(Problem("store-open", {"folder": str(home), "reason": str(error)})) from None
    return folder
