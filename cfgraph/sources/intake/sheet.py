"""The sheet 项目 of a workbook → its rows, or every mistake in it by cell (项目!D7).

A merged cell over several rows counts for each of them; one over several columns is reported. Blank rows and the
example rows are passed over; a title above the header is allowed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from cfgraph.errors import BadInputError, Problem
from cfgraph.sources.intake.cells import clean
from cfgraph.sources.intake.columns import COLUMNS, fold, title
from cfgraph.sources.quantity import plain
from cfgraph.sources.workbook_reader import UNPACKED, is_workbook, read_workbook, too_large
from cfgraph.words import LANGUAGES, say

ROWS, WIDTH, HEAD = 5000, 60, 10
"""The window that is read: rows, columns, and the rows among which the header stands."""
FORMULA, ERROR = "f", "e"
"""openpyxl's kinds of cells that hold no value of their own."""


class Cell(NamedTuple):
    """A cell: where it stands, its text, and what is wrong with it (key of a problem, empty where nothing is)."""

    place: str
    text: str
    wrong: str = ""


Line = dict[str, Cell]
"""Column → cell, of one row."""


class Sheet(NamedTuple):
    """What was read: the sheet's name, rows by number, and the mistakes of its frame."""

    name: str
    lines: dict[int, Line]
    problems: tuple[Problem, ...]


def read_sheet(path: Path) -> Sheet:
    """Read the sheet of projects; a workbook that is open in Excel is read as it was last saved.

    Raises BadInputError where the file is missing, no workbook, damaged, protected, too large or carries macros, and
    where it has no such sheet or lacks a column.
    """
    name = path.name
    if not path.is_file():
        raise BadInputError(Problem("file-missing", file=str(path)))
    if path.stat().st_size > UNPACKED:
        raise too_large(name)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadInputError(Problem("file-unreadable", {"reason": error.strerror or str(error)}, name)) from None
    if not is_workbook(data, path.suffix):
        raise BadInputError(Problem("xlsx-broken", file=name))
    sheet, grid = read_workbook(data, name, _grid, macros=False)
    if grid is None:
        raise BadInputError(Problem("intake-sheet", {"expected": say("intake.sheet", "zh"), "found": sheet}, name))
    start, columns, problems = _header(grid, sheet, name)
    if problems:
        raise BadInputError(*problems)
    lines = {
        number: {key: cells[at] for key, at in columns.items()} for number, cells in grid.items() if number > start
    }
    kept = {number: line for number, line in lines.items() if any(c.text for c in line.values()) and not _example(line)}
    wrong = [
        Problem(cell.wrong, {"value": cell.text}, name, None, f"{sheet}!{cell.place}")
        for line in kept.values()
        for cell in line.values()
        if cell.wrong
    ]
    return Sheet(sheet, kept, tuple(wrong))


def held(path: Path) -> bool:
    """True where an office program has the workbook open."""
    locks = (f"~${path.name}", f"~${path.name[2:]}", f".~lock.{path.name}#")
    return any(path.with_name(lock).exists() for lock in locks)


Grid = dict[int, list[Cell]]


def _grid(book: Any) -> tuple[str, Grid | None]:
    """The cells of the sheet of projects by row; or the names of the sheets there are."""
    names = {fold(say("intake.sheet", lang)) for lang in LANGUAGES}
    found = [sheet for sheet in book.worksheets if fold(sheet.title) in names]
    if not found:
        return "、".join(sheet.title for sheet in book.worksheets[:8]), None
    sheet = found[0]
    sheet.reset_dimensions()
    grid: Grid = {}
    for number, row in enumerate(sheet.iter_rows(max_col=WIDTH), start=1):
        cells = [_cell(cell, number, at) for at, cell in enumerate(row)]
        cells += [Cell(_place(at, number), "") for at in range(len(cells), WIDTH)]
        if any(cell.text for cell in cells):
            grid[number] = cells
            if len(grid) > ROWS:
                raise BadInputError(Problem("intake-rows", {"limit": ROWS}, sheet.title))
    _spread(grid, _merged(sheet))
    return sheet.title, grid


def _cell(cell: Any, row: int, column: int) -> Cell:
    place = _place(column, row)
    kind, value = getattr(cell, "data_type", ""), cell.value
    if value is None:
        return Cell(place, "")
    if kind in (FORMULA, ERROR):
        return Cell(place, clean(getattr(value, "text", value)) or "=", "intake-formula")
    if isinstance(value, datetime | date):
        return Cell(place, (value.date() if isinstance(value, datetime) else value).isoformat())
    if type(value) in (int, float):
        return Cell(place, plain(Decimal(repr(value))))
    return Cell(place, clean(value))


def _place(column: int, row: int) -> str:
    from openpyxl.utils import get_column_letter

    return f"{get_column_letter(column + 1)}{row}"


def _merged(sheet: Any) -> Iterator[tuple[int, int, int, int]]:
    """Merged areas: first and last row, first and last column (from 0). The read-only sheet does not tell them."""
    from defusedxml.ElementTree import iterparse
    from openpyxl.utils.cell import range_boundaries

    with sheet.parent._archive.open(sheet._worksheet_path) as source:
        for _, part in iterparse(source):
            if part.tag.endswith("}mergeCell"):
                left, top, right, bottom = range_boundaries(part.get("ref"))
                yield top, bottom, left - 1, right - 1
            part.clear()


def _spread(grid: Grid, areas: Iterator[tuple[int, int, int, int]]) -> None:
    """What a merged cell says, each of its rows says; across columns nobody knows which is meant."""
    for top, bottom, left, right in areas:
        if top not in grid or left >= WIDTH:
            continue
        first = grid[top][left]
        if right > left and first.text:
            grid[top][left] = first._replace(wrong=first.wrong or "intake-merged")
        for number in range(top + 1, min(bottom, top + ROWS) + 1):
            if number in grid:
                grid[number][left] = Cell(_place(left, number), first.text, first.wrong)


def _header(grid: Grid, sheet: str, name: str) -> tuple[int, dict[str, int], list[Problem]]:
    """The row of the header, column → its position, and what is wrong with the titles."""
    known = {fold(title(column, lang)): column for lang in LANGUAGES for column in COLUMNS}
    heads = [number for number in grid if number <= HEAD] or [1]
    rows = {number: [known.get(fold(cell.text), "") for cell in grid.get(number, [])] for number in heads}
    start = max(heads, key=lambda number: (len(set(rows[number])), -number))
    allowed = "、".join(title(column, "zh") for column in COLUMNS)
    problems = []
    for column in COLUMNS:
        at = [place for place, found in enumerate(rows[start]) if found == column]
        if not at:
            params = {"missing": title(column, "zh"), "allowed": allowed}
            problems.append(Problem("intake-column", params, name, None, f"{sheet}!{start}"))
        elif len(at) > 1:
            problems.append(Problem("column-repeated", {}, name, None, f"{sheet}!{_place(at[1], start)}"))
    for cell, found in zip(grid.get(start, []), rows[start], strict=True):
        if cell.text and not found and not problems:
            problems.append(Problem("column-unknown", {"allowed": allowed}, name, None, f"{sheet}!{cell.place}"))
    return start, {column: at for at, column in reversed(list(enumerate(rows[start]))) if column}, problems


def _example(line: Line) -> bool:
    marks = tuple(fold(say("intake.example_mark", lang)) for lang in LANGUAGES)
    return fold(line["name"].text).startswith(marks)
