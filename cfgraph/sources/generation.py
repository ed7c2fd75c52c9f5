"""A folder of generations: every change is a whole new folder beside the others, and one small file names the current.

Whoever dies while writing leaves the file as it was, so that the state is the old one or the new, never half of one.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path

POINTER, ROOM = "current.json", "generations"
NUMBER = re.compile(r"\d{4,}")


def current(folder: Path) -> Path | None:
    """The current generation; None where there is none. Raises OSError or ValueError where its file is damaged."""
    try:
        found = json.loads((folder / POINTER).read_text(encoding="utf-8"))["generation"]
    except FileNotFoundError:
        return None
    except (KeyError, TypeError) as error:
        raise ValueError(POINTER) from error
    if found is None:
        return None
    if not isinstance(found, str) or not NUMBER.fullmatch(found) or not (folder / ROOM / found).is_dir():
        raise ValueError(POINTER)
    return folder / ROOM / found


def plans(folder: Path) -> list[Path]:
    """The plan folders of the current generation; none where its file is damaged: whoever writes tells of that."""
    try:
        found = current(folder)
    except (OSError, ValueError):
        return []
    return [path.parent for path in sorted(found.glob("*/plan.toml"))] if found else []


def add(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write a new generation, whole and on the disk before it gets its name; it is not current yet."""
    import shutil
    import tempfile

    room = folder / ROOM
    room.mkdir(parents=True, exist_ok=True)
    numbers = [int(path.name) for path in room.iterdir() if NUMBER.fullmatch(path.name)]
    beside = Path(tempfile.mkdtemp(prefix="new-", dir=room))
    try:
        for name, data in files.items():
            path = beside / name
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(path, data)
        for made in {beside, *(path.parent for path in beside.rglob("*"))}:
            _sync(made)
        target = room / f"{max(numbers, default=0) + 1:04d}"
        os.rename(beside, target)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    _sync(room)
    return target


def point(folder: Path, generation: Path | None) -> None:
    """Make a generation the current one, in one step."""
    beside = folder / f".{POINTER}.{os.getpid()}.tmp"
    _write(beside, json.dumps({"generation": generation.name if generation else None}).encode())
    os.replace(beside, folder / POINTER)
    _sync(folder)


def _write(path: Path, data: bytes) -> None:
    with open(path, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    """The folder's own entries, where the system can put a folder on the disk (Windows does so by itself)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
