"""What the pages have worked out before, as long as nobody has written to the graph."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from cfgraph.store.base import Store

T = TypeVar("T")
KEPT = 256
"""So many things are kept; the one asked for least recently goes first."""


class Memory:
    """Keeps what was made from a store, by a key, until the store is read anew."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.kept: OrderedDict[Hashable, Any] = OrderedDict()
        self.state: object = None
        self.lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """What was made for the key before, else what ``make`` gives now; two at once may both make it."""
        state = getattr(self.store, "inner", self.store)
        with self.lock:
            if self.state is not state:
                self.kept.clear()
                self.state = state
            if key in self.kept:
                self.kept.move_to_end(key)
                found: T = self.kept[key]
                return found
        made = make()
        with self.lock:
            if self.state is state:
                self.kept[key] = made
                while len(self.kept) > KEPT:
                    self.kept.popitem(last=False)
        return made
