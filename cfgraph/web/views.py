"""A store that one process writes and others read: after each write they are given a view of it that never changes.

A reader of the store itself would miss files that the writer clears away. A view is a checkpoint of the store
(hard links to its files, about a millisecond), and readers open only views.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

import pyoxigraph as ox

STORE, VIEW = "store", "view-"
KEPT = 8
"""Views that stay: who is in the middle of an answer still reads an older one."""


def open_for_writing(folder: Path) -> ox.Store:
    """The store of a folder. Raises OSError when another process writes it."""
    return ox.Store(str(folder / STORE))


def show(store: ox.Store, folder: Path) -> None:
    """Make a view of the store as it is now, and clear away the oldest ones. Only the writer calls this."""
    store.flush()
    there = _views(folder)
    newest = _number(there[-1]) + 1 if there else 1
    made = folder / f"new-{newest}"
    shutil.rmtree(made, ignore_errors=True)
    store.backup(str(made))
    made.rename(folder / f"{VIEW}{newest}")
    for old in there[: len(there) + 1 - KEPT]:
        shutil.rmtree(old, ignore_errors=True)


def newest_view(folder: Path) -> ox.Store:
    """The newest view of a folder, opened for reading. Raises OSError when there is none."""
    for path in reversed(_views(folder)):
        with suppress(OSError, RuntimeError):  # cleared away since the folder was listed
            return ox.Store.read_only(str(path))
    raise FileNotFoundError(f"no view in {folder}")


def _views(folder: Path) -> list[Path]:
    return sorted(folder.glob(f"{VIEW}*"), key=_number)


def _number(path: Path) -> int:
    return int(path.name.removeprefix(VIEW))
