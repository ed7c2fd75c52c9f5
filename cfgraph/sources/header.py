"""The header of a saved query: ``#+`` lines in YAML, as grlc writes them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cfgraph.errors import BadInputError, Problem
from cfgraph.sources.text import decode

MARK = "#+"


@dataclass(frozen=True)
class Header:
    """What a query's header says: the question, its columns, the defaults of its parameters."""

    summary: str
    summary_en: str
    description: str = ""
    description_en: str = ""
    tags: tuple[str, ...] = ()
    severity: str = "violation"
    columns: dict[str, tuple[str, str]] = field(default_factory=dict)
    defaults: dict[str, Any] = field(default_factory=dict)


def read_header(path: Path) -> tuple[Header, str]:
    """Header and text of a query file.

    Raises BadInputError for a file that is missing, is not UTF-8, has no header, or whose header is broken.
    """
    if not path.is_file():
        raise BadInputError(Problem("file-missing", file=str(path)))
    query = decode(path.read_bytes(), path.name)
    return parse_header(query, path.name), query


def parse_header(query: str, name: str) -> Header:
    """The header of a query's text. Raises BadInputError where it is absent, broken, or lacks ``summary``."""
    import yaml

    lines = [line.removeprefix(MARK) for line in query.splitlines() if line.startswith(MARK)]
    try:
        found = yaml.safe_load("\n".join(line.removeprefix(" ") for line in lines)) if lines else None
    except yaml.YAMLError as error:
        raise BadInputError(Problem("header-broken", {"reason": " ".join(str(error).split())}, name)) from None
    if not isinstance(found, dict) or not {"summary", "summary_en"} <= set(found):
        raise BadInputError(Problem("header-missing", {}, name, 1))
    columns = {}
    for entry in found.get("columns", []):
        for column, labels in entry.items():
            zh, _, en = str(labels).partition("|")
            columns[column] = (zh.strip(), en.strip() or column)
    defaults = {key: value for entry in found.get("defaults", []) for key, value in entry.items()}
    return Header(
        str(found["summary"]),
        str(found["summary_en"]),
        str(found.get("description", "")).strip(),
        str(found.get("description_en", "")).strip(),
        tuple(map(str, found.get("tags", []))),
        str(found.get("severity", "violation")),
        columns,
        defaults,
    )
