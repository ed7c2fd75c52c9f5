"""The header of a saved query: ``#+`` lines in YAML, as grlc writes them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cfgraph.errors import BadInputError, Problem
from cfgraph.sources.text import decode

MARK = "#+"
SEVERITIES = ("violation", "warning", "info")


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
    if not isinstance(found, dict) or not (found.get("summary") and found.get("summary_en")):
        raise BadInputError(Problem("header-missing", {}, name, 1))
    columns = {}
    for column, labels in _pairs(found, "columns", name):
        zh, _, en = str(labels).partition("|")
        columns[column] = (zh.strip(), en.strip() or column)
    severity = str(found.get("severity") or SEVERITIES[0])
    tags = found.get("tags") or []
    if severity not in SEVERITIES or not isinstance(tags, list):
        wrong = "tags" if severity in SEVERITIES else "severity"
        raise BadInputError(Problem("header-broken", {"reason": f"{wrong}: {found[wrong]}"}, name))
    return Header(
        str(found["summary"]),
        str(found["summary_en"]),
        str(found.get("description") or "").strip(),
        str(found.get("description_en") or "").strip(),
        tuple(map(str, tags)),
        severity,
        columns,
        dict(_pairs(found, "defaults", name)),
    )


def _pairs(found: dict[str, Any], entry: str, name: str) -> list[tuple[str, Any]]:
    """The pairs of a list such as ``- link: …``. Raises BadInputError where it is none."""
    listed = found.get(entry) or []
    if not isinstance(listed, list) or not all(isinstance(part, dict) for part in listed):
        raise BadInputError(Problem("header-broken", {"reason": f"{entry}: - name: …"}, name))
    return [pair for part in listed for pair in part.items()]
