"""The answer of ``gaps`` as CSV: the JSON's fields, one link a row, the same columns for every scenario."""

from __future__ import annotations

from typing import Any

from cfgraph.analysis.gaps import Gaps
from cfgraph.analysis.scoring import PARTS
from cfgraph.publish.render import to_csv

ABSENT: dict[str, Any] = {
    "sufficiency": {"probability": None, "break_even": None},
    "sufficiency.break_even": {"low": None, "high": None, "unit": None},
    "score_parts": dict.fromkeys(PARTS),
}
"""What stands for an object that a link does not have, so that its columns are there all the same."""


def gap_csv(gaps: Gaps, *, everything: bool = False) -> str:
    """Objects as ``demand.low``; lists are joined by ``;``, lists of objects by their IRI, quote, key or text."""
    rows = [_flat(record) for record in gaps.record(everything=everything)["links"]]
    header = list(rows[0]) if rows else []
    return to_csv(header, [[row[name] for name in header] for row in rows])


def _flat(record: dict[str, Any], start: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in record.items():
        name = f"{start}{key}"
        found = ABSENT.get(name) if value is None else value
        if isinstance(found, dict):
            flat |= _flat(found, f"{name}.")
        else:
            flat[name] = _cell(found)
    return flat


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return ";".join(_entry(entry) for entry in value)
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else value


def _entry(entry: Any) -> str:
    if not isinstance(entry, dict):
        return str(entry)
    return str(next(entry[name] for name in ("iri", "quote", "product", "key", "zh") if entry.get(name)))
