"""The user's register: every row that was ever taken in, as a table; what is true now follows from it by date."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from cfgraph.errors import BadInputError, Problem
from cfgraph.sources.text import decode

FILE = "register.csv"


class Record(NamedTuple):
    """A row taken in. ``project`` and ``owner`` are keys written once; ``product`` and ``place`` are IRIs.

    ``owner`` holds the enterprise of the row or, where the row names none, those that the project had before, by ``;``.

    ``continues`` is the IRI of the project of another plan that this one is; ``kept`` lists what that plan says it
    makes and the row does not restate (product IRI, printed figure, basis and group of a shared figure, by ``|``).
    """

    project: str
    name: str
    enterprise: str
    owner: str
    product: str
    product_words: str
    capacity: str
    place: str
    place_words: str
    stage: str
    investment: str
    quote: str
    source: str
    date: str
    continues: str = ""
    kept: str = ""
    file: str = ""
    row: str = ""

    def same_statement(self, other: Record) -> bool:
        """True where two rows say the same of a project, whatever file they stood in."""
        unlike = {"file": "", "row": "", "continues": "", "kept": ""}
        return self._replace(**unlike) == other._replace(**unlike)


def dump(records: Iterable[Record]) -> bytes:
    """The table of records."""
    return table(Record._fields, records)


def load(generation: Path | None) -> tuple[Record, ...]:
    """The records of a generation. Raises BadInputError where its table was damaged."""
    rows = rows_of(generation, FILE, Record._fields)
    return tuple(Record(*row) for row in rows)


def table(header: Iterable[str], rows: Iterable[Iterable[object]]) -> bytes:
    """A CSV table as Excel opens it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def rows_of(generation: Path | None, name: str, fields: tuple[str, ...]) -> list[list[str]]:
    """The rows of a table of a generation, none where there is no generation yet."""
    if generation is None:
        return []
    path = generation / name
    label = f"{generation.name}/{name}"
    if not path.is_file():
        raise BadInputError(Problem("file-missing", file=str(path)))
    lines = list(csv.reader(io.StringIO(decode(path.read_bytes(), label), newline="")))
    if not lines or tuple(lines[0]) != fields:
        raise BadInputError(Problem("intake-damaged", {"columns": ", ".join(fields)}, label, 1))
    for number, line in enumerate(lines, start=1):
        if len(line) != len(fields):
            raise BadInputError(Problem("cell-count", {"found": len(line), "expected": len(fields)}, label, number))
    return lines[1:]


def history(records: Iterable[Record]) -> dict[str, list[Record]]:
    """Project → its records, the earliest first; of one day, those taken in later stand behind."""
    found: dict[str, list[Record]] = {}
    for record in records:
        found.setdefault(record.project, []).append(record)
    return {project: sorted(own, key=lambda record: record.date) for project, own in found.items()}
