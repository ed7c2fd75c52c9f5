"""CSV tables → typed rows; every mistake of every table is reported in one run, with file, row and column."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from cfgraph.errors import BadInputError, Problem
from cfgraph.sources.columns import KEY, Column, Table
from cfgraph.sources.text import decode

JOINT = ";"
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
LISTS = ("keys", "paths", "choices")


@dataclass(frozen=True)
class Row:
    """A typed row and where it stands; ``row`` counts as a spreadsheet does (header = 1).

    Cells hold str, Decimal, bool or a tuple of str; an empty optional cell is "" (or an empty tuple, or None).
    """

    file: str
    row: int
    cells: Mapping[str, Any]

    def __getitem__(self, column: str) -> Any:
        return self.cells[column]

    @property
    def table(self) -> str:
        """The table that the row stands in, without folder and ending."""
        return self.file.rpartition("/")[2].removesuffix(".csv")

    def problem(self, key: str, column: str = "", **params: Any) -> Problem:
        """A problem that points at this row."""
        return Problem(key, params, self.file, self.row, column)


Rows = dict[str, list[Row]]
"""Table name → its rows."""


def read_folder(folder: Path, layout: Mapping[str, Table], known: Rows | None = None, name: str = "") -> Rows:
    """Read every table of a layout from ``folder``.

    ``known`` are tables that may be referred to as well (the knowledge, for a plan).
    A table that a folder may do without has no rows where its file is missing.
    Raises BadInputError with every mistake of all tables: a missing file or column, an unknown column, an empty
    required cell, a wrong value, a duplicate key, a key that no table has.
    """
    problems: list[Problem] = []
    rows: Rows = {}
    for table_name, table in layout.items():
        if table.optional and not (folder / f"{table_name}.csv").exists():
            rows[table_name] = []
            continue
        label = f"{name or folder.name}/{table_name}.csv"
        found, wrong = read_table(folder / f"{table_name}.csv", table, label)
        problems += wrong
        if found is not None:
            rows[table_name] = found
    problems += check_references(rows, layout, known or {})
    if problems:
        raise BadInputError(*sorted(problems, key=lambda problem: (problem.file, problem.row or 0)))
    return rows


def read_table(path: Path, table: Table, label: str) -> tuple[list[Row] | None, list[Problem]]:
    """Read one table: its rows (None where it cannot be read at all) and every mistake in it."""
    if not path.is_file():
        return None, [Problem("file-missing", file=label)]
    try:
        text = decode(path.read_bytes(), label)
    except BadInputError as error:
        return None, list(error.problems)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    lines: list[tuple[int, list[str]]] = []
    number = 0
    try:
        for number, line in enumerate(reader, start=1):
            if any(cell.strip() for cell in line):
                lines.append((number, line))
    except csv.Error as error:
        return None, [Problem("csv-broken", {"reason": str(error)}, label, number + 1)]
    header = [cell.strip() for cell in lines[0][1]] if lines else []
    problems = _header_problems(header, table, label)
    if problems:
        return None, problems
    rows = []
    for number, line in lines[1:]:
        if len(line) != len(header):
            params = {"found": len(line), "expected": len(header)}
            problems.append(Problem("cell-count", params, label, number))
            continue
        cells = {}
        for column, cell in zip(header, line, strict=True):
            cells[column], problem = _cell(cell.strip(), table.columns[column])
            if problem:
                problems.append(Problem(problem[0], problem[1], label, number, column))
        rows.append(Row(label, number, cells))
    return rows, problems + _duplicates(rows, table)


def _header_problems(header: list[str], table: Table, label: str) -> list[Problem]:
    allowed = ", ".join(table.columns)
    problems = [
        Problem("column-missing", {"allowed": allowed}, label, 1, column)
        for column in table.columns
        if column not in header
    ]
    problems += [
        Problem("column-unknown", {"allowed": allowed}, label, 1, column)
        for column in header
        if column not in table.columns
    ]
    repeated = sorted({column for column in header if header.count(column) > 1})
    return problems + [Problem("column-repeated", {}, label, 1, column) for column in repeated]


def _cell(text: str, column: Column) -> tuple[Any, tuple[str, dict[str, Any]] | None]:
    """The value of a cell, and what is wrong with it."""
    if not text:
        empty: Any = () if column.kind in LISTS else None if column.kind == "number" else ""
        return empty, ("cell-empty", {}) if column.required else None
    items = tuple(part.strip() for part in text.split(JOINT) if part.strip()) if column.kind in LISTS else (text,)
    if column.kind in ("key", "keys", "path", "paths") and column.refers != "sources":
        parts = [part for item in items for part in (item.split("/") if column.kind.startswith("path") else [item])]
        wrong = [part for part in parts if not re.fullmatch(KEY, part.strip())]
        if wrong:
            return text, ("key-form", {"value": "; ".join(wrong)})
    if column.kind in ("choice", "choices"):
        wrong = [item for item in items if item not in column.choices]
        if wrong:
            return text, ("choice", {"value": "; ".join(wrong), "allowed": ", ".join(column.choices)})
    if column.kind in LISTS:
        return items, None
    if column.kind == "number":
        try:
            number = Decimal(text)
        except InvalidOperation:
            return None, ("number-unreadable", {"printed": text})
        return number, None if number.is_finite() and number >= 0 else ("number-range", {"printed": text})
    if column.kind == "date":
        return text, None if DATE.fullmatch(text) and _is_date(text) else ("date-unreadable", {"printed": text})
    if column.kind == "flag":
        return text == "true", None if text in ("true", "false") else (
            "choice",
            {"value": text, "allowed": "true, false"},
        )
    return text, None


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _duplicates(rows: list[Row], table: Table) -> list[Problem]:
    seen: dict[tuple[Any, ...], int] = {}
    problems = []
    for row in rows:
        key = tuple(row[column] for column in table.key)
        if key in seen:
            params = {"value": " / ".join(map(str, key)), "first": seen[key]}
            problems.append(row.problem("key-duplicate", table.key[-1], **params))
        seen.setdefault(key, row.row)
    return problems


def check_references(rows: Rows, layout: Mapping[str, Table], known: Rows) -> list[Problem]:
    """Every cell that should name a row of another table and does not; an unreadable table counts as whole."""
    problems = []
    keys = {
        name: {row.cells.get("key", row.cells.get("wording")) for row in table_rows}
        for name, table_rows in {**known, **rows}.items()
    }
    for name, table_rows in rows.items():
        for column, rule in layout[name].columns.items():
            allowed = keys.get(rule.refers)
            if allowed is None:
                continue
            for row in table_rows:
                value = row[column]
                for key in value if isinstance(value, tuple) else (value,) if value else ():
                    if key not in allowed:
                        near = _nearest(key, allowed)
                        problems.append(row.problem("key-unknown", column, value=key, table=rule.refers, near=near))
    return problems


def _nearest(key: str, keys: set[Any]) -> str:
    import difflib

    return ", ".join(difflib.get_close_matches(key, sorted(map(str, keys)), n=3, cutoff=0.4)) or "—"
