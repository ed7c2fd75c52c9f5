"""Workbooks of others, opened with care: the archive is looked at before anything of it is unpacked or parsed.

Nothing in a workbook is run or computed: a formula comes back as the formula that it is.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any, TypeVar

from cfgraph.errors import BadInputError, Problem

UNPACKED, RATIO, MEMBERS = 20_000_000, 100, 500
"""A workbook may unpack to so many bytes, to so many times its size, from so many parts: more is no list of rows."""
OLE, ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK"
"""How a file of the old Office format, or of one with a password, begins; and how a zip archive does."""
MACROS = ("vbaproject.bin", "vbadata.xml")
NO_WORKBOOK = (KeyError, ValueError, TypeError, AttributeError, IndexError, SyntaxError)
"""What the reader raises at XML that is broken or no workbook."""
Found = TypeVar("Found")


def is_workbook(data: bytes, suffix: str) -> bool:
    """True where a file is, or says that it is, an Excel workbook of the new format or the old."""
    return data.startswith((OLE, ZIP)) or suffix.lower() in (".xlsx", ".xlsm", ".xls")


def too_large(name: str) -> BadInputError:
    """The error for a file that is, or unpacks to, more than may be."""
    return BadInputError(Problem("file-large", {"limit": UNPACKED // 1_000_000, "ratio": RATIO}, name))


def read_workbook(data: bytes, name: str, use: Callable[[Any], Found], *, macros: bool = True) -> Found:
    """Open a workbook for reading and return what ``use`` makes of it (openpyxl, read-only).

    Raises BadInputError, with the cause, for one that is damaged, protected, of the old format, too large, or packed
    beyond measure; with ``macros=False`` also for one that carries macros. ``use`` may raise BadInputError itself.
    """
    import warnings
    import zlib

    if data.startswith(OLE):
        protected = "EncryptedPackage".encode("utf-16-le") in data
        raise BadInputError(Problem("xlsx-protected" if protected else "xlsx-old", file=name))
    try:
        _check_archive(data, name, macros)
        import openpyxl

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about decoration that is not read
            return use(openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, *NO_WORKBOOK):
        raise BadInputError(Problem("xlsx-broken", file=name)) from None


def _check_archive(data: bytes, name: str, macros: bool) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
    if any(member.flag_bits & 1 for member in members):
        raise BadInputError(Problem("xlsx-protected", file=name))
    unpacked = sum(member.file_size for member in members)
    if len(members) > MEMBERS or unpacked > min(UNPACKED, RATIO * len(data)):
        raise too_large(name)
    if not macros and any(member.filename.lower().endswith(MACROS) for member in members):
        raise BadInputError(Problem("xlsx-macros", file=name))
