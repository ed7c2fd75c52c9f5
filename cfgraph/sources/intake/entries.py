"""Rows of the sheet → entries, with every mistake of every cell told at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from cfgraph.errors import BadInputError, Problem
from cfgraph.sources.intake import cells, choices
from cfgraph.sources.intake.columns import COLUMNS, LONGEST, Entry, Vocabulary, fold, stage_list, stage_words
from cfgraph.sources.intake.sheet import Line, Sheet, read_sheet

Value = TypeVar("Value")


class Reading(NamedTuple):
    """What a workbook says: its entries, or what is wrong with it. Only where there are no problems is it of use."""

    file: str
    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]


def read_entries(path: Path, words: Vocabulary, today: date) -> Reading:
    """Read a workbook; nothing is raised for what is wrong in it, so that a page can show it beside the cells."""
    try:
        sheet = read_sheet(path)
    except BadInputError as error:
        return Reading(path.name, (), error.problems)
    reader = RowReader(path.name, sheet, words, today)
    entries = [entry for number, line in sheet.lines.items() if (entry := reader.entry(number, line))]
    problems = [*reader.problems, *repetitions(entries, path.name, sheet)]
    if not entries and not problems:
        problems.append(Problem("intake-empty", {}, path.name, None, sheet.name))
    return Reading(path.name, tuple(entries), tuple(problems))


class RowReader:
    """Reads row after row and keeps what is wrong."""

    def __init__(self, file: str, sheet: Sheet, words: Vocabulary, today: date) -> None:
        self.file, self.sheet, self.words, self.today = file, sheet, words, today
        self.problems = list(sheet.problems)
        self.stages = {word: frozenset({key}) for word, key in stage_words().items()}

    def wrong(self, place: str, key: str, **params: Any) -> None:
        """Note a mistake of a cell."""
        self.problems.append(Problem(key, params, self.file, None, f"{self.sheet.name}!{place}"))

    def entry(self, number: int, line: Line) -> Entry | None:
        """The entry of a row; None where it has mistakes."""
        before = len(self.problems)
        for column, needed in COLUMNS.items():
            cell = line[column]
            if needed and not cell.text:
                self.wrong(cell.place, "cell-empty")
            if len(cell.text) > LONGEST.get(column, 100):
                self.wrong(cell.place, "intake-long", limit=LONGEST.get(column, 100), length=len(cell.text))

        def read(column: str, meaning: Callable[[str], Value]) -> Value | None:
            cell = line[column]
            if not cell.text or cell.wrong:
                return None
            try:
                return meaning(cell.text)
            except BadInputError as error:
                for problem in error.problems:
                    self.wrong(cell.place, problem.key, **problem.params)
                return None

        words = self.words
        product = read("product", lambda text: choices.word_of(text, words.products, words.product_list)) or ""
        expected, unit = words.units.get(product, ""), line["unit"].text
        capacity = read("capacity", lambda text: cells.capacity_of(text, unit, expected))
        place = read("place", lambda text: choices.short_for(text, words.places, words.place_list)) or ""
        stage = read("stage", lambda text: choices.step_of(text, self.stages, stage_list())) or ""
        money = read("investment", cells.money_of)
        day = read("date", lambda text: cells.day_of(text, self.today)) or ""
        if len(self.problems) > before or any(cell.wrong for cell in line.values()):
            return None
        text = {column: cell.text for column, cell in line.items()}
        return Entry(
            number,
            text["name"],
            text["enterprise"],
            product,
            text["product"],
            capacity,
            place,
            text["place"],
            stage,
            money,
            text["quote"],
            text["source"],
            day,
        )


def identity(name: str, enterprise: str, place: str) -> str:
    """What makes a project of the sheet the same: its name, enterprise and place, however they are typed."""
    return "|".join((fold(name), fold(enterprise), place))


def repetitions(entries: list[Entry], file: str, sheet: Sheet) -> list[Problem]:
    """Rows that say the same again, and rows of one day that leave one project at two stages."""
    seen: dict[tuple[str, ...], int] = {}
    stages: dict[tuple[str, str], Entry] = {}
    problems = []
    for entry in entries:
        same = identity(entry.name, entry.enterprise, entry.place)
        line = sheet.lines[entry.row]
        first = seen.setdefault((same, entry.product, entry.date), entry.row)
        if first != entry.row:
            place = f"{sheet.name}!{line['name'].place}"
            problems.append(Problem("key-duplicate", {"value": entry.name, "first": first}, file, None, place))
        other = stages.setdefault((same, entry.date), entry)
        if other.stage != entry.stage:
            place = f"{sheet.name}!{line['stage'].place}"
            problems.append(Problem("intake-stages", {"first": other.row}, file, None, place))
    return problems
