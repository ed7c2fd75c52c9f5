"""One writer at a time in the user's folder; the system lets go of the lock when the process ends, however it ends."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cfgraph.errors import Problem, StoreError

FILE = ".cfgraph.lock"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder. Raises StoreError when somebody else does, or when it cannot be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder / FILE, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        reason = error.strerror or str(error)
        raise StoreError(Problem("intake-folder", {"folder": str(folder), "reason": reason})) from None
    try:
        try:
            _take(handle)
        except OSError:
            raise StoreError(Problem("intake-locked", {"folder": str(folder)})) from None
        yield
    finally:
        os.close(handle)


def _take(handle: int) -> None:
    if os.name == "nt":
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
