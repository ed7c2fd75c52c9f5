"""The coverage of a plan's text as a table, CSV or JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cfgraph.namespaces import short_key
from cfgraph.publish.render import to_csv, to_json, to_table
from cfgraph.words import say

SHOWN = 30
"""So many characters of a sentence tell it from its neighbours in a table; CSV and JSON have all of it."""


def coverage_in(form: str, records: list[dict[str, Any]], labels: Mapping[str, str], lang: str) -> str:
    """Each sentence with what quotes it; CSV has a row a fact."""
    if form == "json":
        return to_json(records)
    if form == "csv":
        return to_csv(*_facts(records))
    header = [say(f"column.{name}", lang) for name in ("position", "sentence", "facts", "about")]
    rows = [
        [
            f"{record['start']}–{record['end']}",
            _short(record["words"]),
            len(record["facts"]),
            _about(record, labels, lang),
        ]
        for record in records
    ]
    read = sum(record["read"] for record in records)
    told = say("text.coverage", lang, read=read, total=len(records), facts=sum(len(r["facts"]) for r in records))
    return to_table(header, rows, 140) + told + "\n"


def _short(words: str) -> str:
    return words if len(words) <= SHOWN else words[:SHOWN] + "…"


def _about(record: dict[str, Any], labels: Mapping[str, str], lang: str) -> str:
    """The things that the sentence's facts are about; reasons for what is not quoted; what is unread."""
    mark = say("text.list_mark", lang)
    subjects = dict.fromkeys(labels[fact["subject"]] for fact in record["facts"] if fact["subject"] in labels)
    parts = [mark.join(subjects)] if subjects else []
    reasons = list(dict.fromkeys(passage["reason"] for passage in record["reasons"]))
    if reasons:
        parts.append(say("text.coverage_reason", lang, reasons=mark.join(reasons)))
    if record["unread"]:
        parts.append(say("text.coverage_unread", lang, passages=mark.join(record["unread"])))
    if not record["read"] and not record["unread"]:
        parts.append(say("text.coverage_nothing", lang))
    return say("text.part_mark", lang).join(parts)


def _facts(records: list[dict[str, Any]]) -> tuple[list[str], list[list[Any]]]:
    header = [
        "start",
        "end",
        "sentence",
        "read",
        "subject",
        "property",
        "value",
        "quote",
        "reading",
        "reason",
        "unread",
    ]
    rows: list[list[Any]] = []
    for record in records:
        place = [record["start"], record["end"], record["words"], str(record["read"]).lower()]
        for fact in record["facts"]:
            shown = [fact["subject"], short_key(fact["property"]), fact["value"], fact["quote"], fact["reading"]]
            rows.append([*place, *shown, "", ""])
        for passage in record["reasons"]:
            rows.append([*place, "", "", "", passage["words"], "", passage["reason"], ""])
        for words in record["unread"]:
            rows.append([*place, "", "", "", words, "", "", "true"])
        if not record["facts"] and not record["reasons"] and not record["unread"]:
            rows.append([*place, "", "", "", "", "", "", "true"])
    return header, rows
