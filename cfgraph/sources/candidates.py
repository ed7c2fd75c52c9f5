"""A list of enterprises that officers bring along, CSV or Excel: who makes what, by which source, of which day.

Nothing is looked up here: form, figures, dates and credit codes are checked, and every mistake is told at once with
file, row and column. Columns are named in the words of people, which are those of the catalogue (section ``reach``).
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from cfgraph.errors import BadInputError, Problem
from cfgraph.sources.quantity import Quantity, parse, plain, ratio
from cfgraph.sources.text import decode
from cfgraph.sources.workbook_reader import UNPACKED, is_workbook, read_workbook, too_large
from cfgraph.words import LANGUAGES, say

COLUMNS = {"enterprise": True, "code": False, "product": True, "capacity": False, "unit": False}
COLUMNS |= {"source": True, "date": True}
"""Column → whether it and its cells must be there."""
DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 signs of a credit code: no I, O, S, V and Z (GB 32100-2015)."""
DATE = re.compile(r"(\d{4})(?:(\d\d)(\d\d)|[-/.\u5e74](\d{1,2})(?:[-/.\u6708](\d{1,2})\u65e5?|\u6708?))")
"""2024-06-19, 2024/6/19, 2024.6.19, 20240619, or the Chinese words for year, month and day; the day may be left out."""
FORMULA = re.compile(r"=|#(REF!|N/A|VALUE!|DIV/0!|NAME\?|NULL!|NUM!)$")
"""What a formula begins with, and what is left of one that failed."""

Lines = list[tuple[int, list[str]]]
"""Row numbers, as a spreadsheet counts, with the texts of their cells."""


class Candidate(NamedTuple):
    """One row: a source says that an enterprise makes a product. ``code``, ``capacity`` may be empty, None.

    ``date`` is ISO 8601, without the day where the row has none.
    """

    file: str
    row: int
    enterprise: str
    code: str
    product: str
    capacity: Quantity | None
    source: str
    date: str


def read_candidates(path: Path) -> tuple[Candidate, ...]:
    """Read a candidate file; full-width signs count as plain ones.

    Raises BadInputError with every mistake: a file that is missing, too large, damaged, protected or not UTF-8; a
    column missing, unknown or repeated; an empty cell, a formula, a figure, date or credit code that cannot be right,
    a row told twice, an enterprise with two codes.
    """
    name = path.name
    if not path.is_file():
        raise BadInputError(Problem("file-missing", file=str(path)))
    if path.stat().st_size > UNPACKED:
        raise too_large(name)
    data = path.read_bytes()
    sheet, lines = _sheet(data, name) if is_workbook(data, path.suffix) else ("", _csv(data, name))
    name += f"[{sheet}]" if sheet else ""
    header = [_clean(cell) for cell in lines[0][1]] if lines else []
    columns, problems = _columns(header, name)
    found = []
    for number, line in lines[1:]:
        if len(line) > len(header):
            params = {"found": len(line), "expected": len(header)}
            problems.append(Problem("cell-count", params, name, number))
            continue
        cells = dict(zip(header, [*map(_clean, line), *[""] * len(header)], strict=False))
        candidate, wrong = _candidate({key: cells[title] for key, title in columns.items()}, columns, name, number)
        problems += wrong
        found += [candidate] if candidate else []
    problems += _repetitions(found, columns)
    if problems:
        places = {title: place for place, title in enumerate(header)}
        raise BadInputError(*sorted(problems, key=lambda p: (p.row or 0, places.get(p.column, -1))))
    return tuple(found)


def check_digit(code: str) -> str:
    """The 18th sign of a credit code from its first 17.

    GB 32100-2015: each sign's place in :data:`DIGITS` times 3 to the power of its position, modulo 31, taken from 31.
    """
    total = sum(DIGITS.index(sign) * pow(3, position, 31) for position, sign in enumerate(code[:17]))
    return DIGITS[-total % 31]


def _clean(cell: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", cell).split())


def _columns(header: list[str], name: str) -> tuple[dict[str, str], list[Problem]]:
    """Column → its title in the file, in either language; and what is wrong with the titles."""
    known = {_clean(say(f"reach.column_{key}", lang)): key for lang in LANGUAGES for key in COLUMNS}
    columns = {known[title]: title for title in reversed(header) if title in known}
    lang = "en" if any(title.isascii() for title in columns.values()) else "zh"
    titles = {key: say(f"reach.column_{key}", lang) for key in COLUMNS}
    allowed = {"allowed": ", ".join(titles.values())}
    missing = [title for key, title in titles.items() if COLUMNS[key] and key not in columns]
    strange = [title or f"#{n}" for n, title in enumerate(header, start=1) if title not in known]
    keys = [known[title] for title in header if title in known]
    repeated = [columns[key] for key in columns if keys.count(key) > 1]
    problems = [Problem("column-missing", allowed, name, 1, title) for title in missing]
    problems += [Problem("column-unknown", allowed, name, 1, title) for title in strange]
    return columns, problems + [Problem("column-repeated", {}, name, 1, title) for title in repeated]


def _candidate(
    cells: dict[str, str], columns: dict[str, str], name: str, row: int
) -> tuple[Candidate | None, list[Problem]]:
    """One row as a candidate (None where it cannot be one), and its mistakes."""
    problems = []

    def wrong(key: str, column: str, **params: Any) -> None:
        problems.append(Problem(key, params, name, row, columns[column]))

    given = dict.fromkeys(COLUMNS, "") | cells
    for key, cell in cells.items():
        if FORMULA.match(cell):
            wrong("cell-formula", key, value=cell)
            given[key] = ""
        elif not cell and COLUMNS[key]:
            wrong("cell-empty", key)
    code = re.sub(r"[\s-]", "", given["code"]).upper()
    if code and (len(code) != 18 or set(code) - set(DIGITS)):
        wrong("credit-code-form", "code", value=code)
    elif code and code[17] != check_digit(code):
        wrong("credit-code-digit", "code", value=code, expected=check_digit(code))
    day = read_date(given["date"])
    if given["date"] and not day:
        wrong("date-unreadable", "date", printed=given["date"])
    elif day > date.today().isoformat():
        wrong("date-future", "date", printed=given["date"])
    capacity = None
    try:
        capacity = _capacity(given["capacity"], given["unit"]) if given["capacity"] else None
    except BadInputError as error:
        problems += [p._replace(file=name, row=row, column=columns["capacity"]) for p in error.problems]
    if not all(given[key] for key, needed in COLUMNS.items() if needed):
        return None, problems
    return Candidate(name, row, given["enterprise"], code, given["product"], capacity, given["source"], day), problems


def _capacity(words: str, unit: str) -> Quantity:
    """A figure that has its unit in itself or in the column beside it. Raises BadInputError where it has none."""
    try:
        found = parse(words)
    except BadInputError:
        if not unit:
            raise
        found = parse(words + unit)
        unit = ""
    if unit:
        try:
            ratio(found.unit, parse(f"1{unit}").unit)
        except ValueError:
            raise BadInputError(Problem("candidate-unit", {"printed": words, "unit": unit})) from None
    if found.value == 0:
        raise BadInputError(Problem("scenario-zero"))
    return found


def read_date(words: str) -> str:
    """ISO 8601, to the day or to the month; empty where there is no such day."""
    found = DATE.fullmatch(words.partition(" ")[0] if ":" in words else words.replace(" ", ""))
    if not found:
        return ""
    year, month, day, *rest = (int(part) if part else 0 for part in found.groups())
    month, day = (month, day) if month else rest
    try:
        whole = date(year, month, day or 1).isoformat()
    except ValueError:
        return ""
    return whole if day else whole[:7]


def _repetitions(found: list[Candidate], columns: dict[str, str]) -> list[Problem]:
    """Rows that say the same again, and enterprises that have two credit codes."""
    rows: dict[tuple[str, ...], int] = {}
    codes: dict[str, Candidate] = {}
    problems = []
    for one in found:
        same = (one.enterprise, one.product, one.source, one.date)
        column = columns["enterprise"]
        first = rows.setdefault(same, one.row)
        if first != one.row:
            params: dict[str, Any] = {"value": " / ".join(same), "first": first}
            problems.append(Problem("key-duplicate", params, one.file, one.row, column))
        earlier = codes.setdefault(one.enterprise, one) if one.code else one
        if earlier.code != one.code:
            params = {"value": one.enterprise, "code": earlier.code, "first": earlier.row}
            problems.append(Problem("credit-code-second", params, one.file, one.row, columns["code"]))
    return problems


def _csv(data: bytes, name: str) -> Lines:
    reader = csv.reader(io.StringIO(decode(data, name), newline=""), strict=True)
    lines: Lines = []
    number = 0
    try:
        for number, line in enumerate(reader, start=1):
            _append(lines, number, line)
    except csv.Error as error:
        raise BadInputError(Problem("csv-broken", {"reason": str(error)}, name, number + 1)) from None
    return lines


def _append(lines: Lines, number: int, line: list[str]) -> None:
    """Keep a row that is not empty, without the empty cells at its end."""
    while line and not line[-1].strip():
        line.pop()
    if line:
        lines.append((number, line))


def _sheet(data: bytes, name: str) -> tuple[str, Lines]:
    """Name and rows of the first sheet of a workbook."""

    def first(book: Any) -> tuple[str, Lines]:
        lines: Lines = []
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            _append(lines, number, [_text(value) for value in row])
        return str(sheet.title), lines

    return read_workbook(data, name, first)


def _text(value: Any) -> str:
    """A cell as it would be typed; a formula over several cells, which is no text, counts as one that is."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if type(value) in (int, float):
        return plain(Decimal(repr(value)))
    return "=" if hasattr(value, "ref") else "" if value is None else str(value)
