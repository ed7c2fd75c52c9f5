"""Rows as a terminal table, CSV, Markdown or JSON; text that a spreadsheet would run as a formula is escaped."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import Any
from unicodedata import combining, east_asian_width

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def to_json(value: Any) -> str:
    """JSON with Chinese as it is, in a stable order of keys as given."""
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def to_csv(header: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """CSV (RFC 4180). Cells that are text and begin like a formula get an apostrophe in front; numbers do not."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([[safe(cell) for cell in row] for row in rows])
    return buffer.getvalue()


def safe(cell: Any) -> Any:
    """A cell that no spreadsheet takes for a formula."""
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return "'" + cell
    return "" if cell is None else cell


def to_markdown(header: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """A pipe table."""

    def line(cells: Sequence[Any]) -> str:
        escaped = [("" if c is None else str(c)).replace("\\", "\\\\").replace("|", "\\|") for c in cells]
        return "| " + " | ".join(cell.replace("\n", "<br>") for cell in escaped) + " |"

    return "\n".join([line(header), line(["---"] * len(header)), *map(line, rows)]) + "\n"


def to_table(header: Sequence[str], rows: Sequence[Sequence[Any]], width: int = 100) -> str:
    """A table of aligned columns; the last one wraps within ``width`` cells (a Chinese character takes two)."""
    if not header:
        return ""
    texts = [["" if cell is None else str(cell) for cell in row] for row in rows]
    sizes = [max([cells(header[i]), *(cells(row[i]) for row in texts)]) for i in range(len(header) - 1)]
    indent = sum(sizes) + 2 * len(sizes)
    last = max(width - indent, 24)
    lines = [_line(header, sizes), _line(["─" * size for size in sizes] + ["─" * min(last, 24)], sizes)]
    for row in texts:
        first, *more = wrap(row[-1], last)
        lines.append(_line([*row[:-1], first], sizes))
        lines += [" " * indent + part for part in more]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _line(row: Sequence[str], sizes: Sequence[int]) -> str:
    return "  ".join([pad(cell, size) for cell, size in zip(row, sizes, strict=False)] + [row[-1]])


def cells(text: str) -> int:
    """How many terminal cells a text takes."""
    if text.isascii():
        return len(text)
    return sum((east_asian_width(char) in "WF") + (not combining(char)) for char in text)


def pad(text: str, size: int) -> str:
    """The text with blanks up to ``size`` terminal cells."""
    return text + " " * (size - cells(text))


def wrap(text: str, width: int) -> list[str]:
    """The text in lines of at most ``width`` terminal cells; breaks between Chinese characters or at blanks."""
    lines, line, size = [], "", 0
    for word in _pieces(text):
        length = cells(word)
        if size + length > width and line:
            lines.append(line)
            line, size = "", 0
            word = word.lstrip()
            length = cells(word)
        line, size = line + word, size + length
    return [*lines, line]


def _pieces(text: str) -> list[str]:
    """Pieces that may stand at the end of a line: Chinese characters one by one, other words whole."""
    pieces: list[str] = []
    for char in text:
        joins = char.isascii() and not char.isspace()
        if (
            pieces and joins and pieces[-1][-1].isascii() and (not pieces[-1][-1].isspace() or pieces[-1].isspace())
        ) or (pieces and char in "，。；：、）”·"):
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces
