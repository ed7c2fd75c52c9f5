"""A table as a page, an Excel file and a CSV file show it: the same rows, sorted as the address says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple
from urllib.parse import quote

from starlette.responses import Response

from cfgraph.errors import Problem, UsageError
from cfgraph.publish.render import to_csv

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MARK = "\ufeff"
"""At the start of a CSV file, so that Excel on a Chinese Windows reads it as UTF-8."""


class Part(NamedTuple):
    """A piece of a cell: its text, where it leads to, and the class of its look (a state, a stage)."""

    text: str
    href: str = ""
    look: str = ""


class Cell(NamedTuple):
    """A cell: its pieces, its number for files where it is one, and what it is sorted by."""

    parts: tuple[Part, ...]
    number: float | None = None
    order: float | str | None = None

    @property
    def text(self) -> str:
        """The pieces in one line."""
        return "; ".join(part.text for part in self.parts)

    @property
    def linked(self) -> bool:
        """True where a piece leads somewhere."""
        return any(part.href for part in self.parts)

    @property
    def key(self) -> tuple[bool, float, str]:
        """Numbers before words, empty cells last."""
        told = self.number if self.order is None else self.order
        if isinstance(told, int | float):
            return (False, told, "")
        return (not (told or self.text), float("inf"), told or self.text)


class Column(NamedTuple):
    """A column: its name in the address, and its title."""

    name: str
    title: str
    numeric: bool = False


class Listing(NamedTuple):
    """A table: title, columns, rows."""

    title: str
    columns: tuple[Column, ...]
    rows: Sequence[tuple[Cell, ...]]

    def sorted(self, by: str) -> Listing:
        """The rows in the order of a column, ``-name`` for the other way round; empty cells stay last.

        Raises UsageError for a column that there is not.
        """
        if not by:
            return self
        names = [column.name for column in self.columns]
        name = by.removeprefix("-")
        if name not in names:
            raise UsageError(Problem("choice", {"value": by, "allowed": ", ".join(names)}, column="sort"))
        at = names.index(name)
        full = [row for row in self.rows if not row[at].key[0]]
        empty = [row for row in self.rows if row[at].key[0]]
        full.sort(key=lambda row: row[at].key, reverse=by.startswith("-"))
        return self._replace(rows=[*full, *empty])

    def file(self, form: str, name: str, about: Sequence[str]) -> Response:
        """The table as ``csv`` or ``xlsx`` for download; ``about`` goes into the workbook's second sheet."""
        header = [column.title for column in self.columns]
        rows = [[cell.text if cell.number is None else cell.number for cell in row] for row in self.rows]
        if form == "csv":
            return attached((MARK + to_csv(header, rows)).encode(), "text/csv; charset=utf-8", f"{name}.csv")
        from cfgraph.publish.office.sheet import sheet

        return attached(sheet(self.title, header, rows, about), XLSX, f"{name}.xlsx")


def attached(body: bytes, media: str, name: str) -> Response:
    """A file for download; its name may be Chinese."""
    plain = name.encode("ascii", "ignore").decode()
    shown = "".join(sign for sign in plain if sign.isalnum() or sign in "-_.")
    shown = f"cfgraph{shown}" if shown.startswith((".", "-")) or not shown else shown
    disposition = f"attachment; filename=\"{shown}\"; filename*=UTF-8''{quote(name, safe='')}"
    return Response(body, headers={"Content-Type": media, "Content-Disposition": disposition})


def text(words: str, href: str = "", look: str = "") -> Cell:
    """A cell of one piece; empty words make an empty cell."""
    return Cell((Part(words, href, look),) if words else ())


def number(value: float | None, words: str = "") -> Cell:
    """A cell of a number, written as it is unless ``words`` say it better; an unknown number is empty."""
    return Cell(()) if value is None else Cell((Part(words or f"{value:,}"),), value)


def several(parts: Sequence[Part]) -> Cell:
    """A cell of several pieces."""
    return Cell(tuple(parts))


def choose(name: str, value: str, allowed: Callable[[], Sequence[str]] | Sequence[str]) -> str:
    """The value of a filter, empty for none. Raises UsageError for one that there is not."""
    known = allowed() if callable(allowed) else allowed
    if value and value not in known:
        raise UsageError(Problem("choice", {"value": value[:80], "allowed": ", ".join(known[:12])}, column=name))
    return value
