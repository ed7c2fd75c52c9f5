"""What a table is made of: columns, what their cells may hold, and what names a row."""

from __future__ import annotations

from dataclasses import dataclass

KEY = r"[a-z0-9]+(-[a-z0-9]+)*"
"""One segment of a key."""


@dataclass(frozen=True)
class Column:
    """What a cell may hold.

    ``kind`` is text, key, path (a key with slashes), number, date, flag or choice;
    keys, paths and choices are several of one kind, joined by ``;``.
    ``refers`` names the table (of this folder, or of the knowledge folder) whose key the cell must be.
    """

    kind: str = "text"
    required: bool = False
    refers: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """A table: its columns, the columns that together name a row, and whether a folder may do without it."""

    columns: dict[str, Column]
    key: tuple[str, ...]
    optional: bool = False


TEXT, NEEDED = Column(), Column(required=True)
FLAG = Column("flag", required=True)
SOURCES = Column("keys", required=True, refers="sources")


def key(refers: str = "", *, required: bool = True, kind: str = "key") -> Column:
    """A column of keys of a table."""
    return Column(kind, required, refers)


def choice(*choices: str, required: bool = True) -> Column:
    """A column whose cells are one of a few words."""
    return Column("choice", required, choices=choices)


QUOTE = {"quote": NEEDED, "within": TEXT}
READING = {"interpreted": TEXT, "doubt": TEXT}
