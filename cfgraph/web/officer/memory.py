"""What the pages have worked out before, as long as nobody has written to the graph."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast

from cfgraph.store.base import Store

T = TypeVar("T")
KEPT = 256
"""So many things are kept; the one asked for least recently goes first."""


class Memory:
    """Keeps what was made from a store, by a key, until the store is read anew."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.kept: OrderedDict[Hashable, Any] = OrderedDict()
        self.making: dict[Hashable, threading.Lock] = {}
        self.state: object = None
        self.lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """What was made for the key before, else what ``make`` gives now; of many who want it at once, one makes it.

        ``make`` may ask for other keys, as long as none of them asks for this one.
        """
        state = self._state()
        with self.lock:
            if key in self.kept:
                return cast(T, self._known(key))
            making = self.making.setdefault(key, threading.Lock())
        with making:
            with self.lock:
                if key in self.kept:
                    return cast(T, self._known(key))
            try:
                made = make()
            finally:
                with self.lock:
                    self.making.pop(key, None)
            with self.lock:
                if self.state is state:
                    self.kept[key] = made
                    while len(self.kept) > KEPT:
                        self.kept.popitem(last=False)
        return made

    def _state(self) -> object:
        """What the store reads from now; what was made from anything else is forgotten."""
        state = getattr(self.store, "inner", self.store)
        with self.lock:
            if self.state is not state:
                self.kept.clear()
                self.state = state
        return state

    def _known(self, key: Hashable) -> Any:
        self.kept.move_to_end(key)
        return self.kept[key]
