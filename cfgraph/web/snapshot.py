"""A store as it is now, for reading, while another process may be writing.

RocksDB clears files away in the background for a while after a write; a reader that opens the store in that moment
misses one and speaks of corruption. Nothing is broken: a moment later it opens.
"""

from __future__ import annotations

import time
from pathlib import Path

import pyoxigraph as ox

TRIES = 40
PAUSE = 0.05
"""Seconds between two tries."""


def snapshot(folder: Path) -> ox.Store:
    """The store, opened for reading. Raises OSError or RuntimeError when it does not open for two seconds."""
    for _ in range(TRIES - 1):
        try:
            return ox.Store.read_only(str(folder))
        except (OSError, RuntimeError):
            time.sleep(PAUSE)
    return ox.Store.read_only(str(folder))
