"""A folder of files: written all or nothing, with checksums, and without what an earlier writing left behind."""

from __future__ import annotations

import contextlib
import hashlib
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

SUMS = "SHA256SUMS"
LINE = re.compile(r"([0-9a-f]{64})  ((?:[A-Za-z0-9][A-Za-z0-9._-]*/)*[A-Za-z0-9][A-Za-z0-9._-]*)")
"""A line of ours; a name that leads out of the folder is none."""


@contextlib.contextmanager
def aside(folder: Path) -> Iterator[Path]:
    """A place beside the files of a folder, which is made first. Raises OSError when it cannot be written."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".export-") as made:
        yield Path(made)


def put(files: dict[str, bytes], made: Path, folder: Path) -> None:
    """Write ``files`` and their checksums to ``made``, then move them to ``folder``, the checksums last."""
    sums = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    contents = {**files, SUMS: "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items())).encode()}
    for name, data in contents.items():
        (made / name).parent.mkdir(parents=True, exist_ok=True)
        (made / name).write_bytes(data)
    stale = _stale(folder, set(files))
    (folder / SUMS).unlink(missing_ok=True)  # half a move must not pass for a whole dump
    for name in contents:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (made / name).replace(folder / name)
    for path in stale:
        path.unlink()


def _stale(folder: Path, names: set[str]) -> list[Path]:
    """Files that the earlier checksums name, that nobody has changed since, and that are not written any more."""
    found = []
    with contextlib.suppress(FileNotFoundError):
        for line in (folder / SUMS).read_bytes().decode(errors="replace").splitlines():
            match = LINE.fullmatch(line)
            path = folder / match[2] if match else folder
            if match and match[2] not in names and _is_untouched(path, match[1]):
                found.append(path)
    return found


def _is_untouched(path: Path, digest: str) -> bool:
    return path.is_file() and not path.is_symlink() and hashlib.sha256(path.read_bytes()).hexdigest() == digest
