"""Every sentence of a plan with the facts that quote it, and why the rest is not quoted."""

from __future__ import annotations

from typing import Any

from cfgraph.analysis.query import run
from cfgraph.namespaces import CF
from cfgraph.store.base import Store


def coverage(store: Store) -> list[dict[str, Any]]:
    """One record a sentence, in the order of the text.

    ``facts`` are the triples that rest on its words, ``reasons`` the passages explained in ``uncovered.csv``,
    ``unread`` those that announce a fact and have neither; ``read`` is true where nothing is left open.
    """
    facts: dict[str, list[dict[str, str]]] = {}
    for row in run(store, "plan/sentence-facts").rows:
        facts.setdefault(row["sentence"].value, []).append(
            {
                "subject": row["subject"].value,
                "property": row["property"].value,
                "value": row["value"].value,
                "quote": row["exact"].value,
                "reading": row["reading"].value.removeprefix(CF),
            }
        )
    passages: dict[str, list[dict[str, str]]] = {}
    for row in run(store, "plan/uncovered").rows:
        reason = row["reason"].value if "reason" in row else ""
        passages.setdefault(row["sentence"].value, []).append({"words": row["words"].value, "reason": reason})
    records = []
    for row in run(store, "plan/coverage").rows:
        sentence = row["sentence"].value
        found = passages.get(sentence, [])
        unread = list(dict.fromkeys(p["words"] for p in found if not p["reason"]))
        quoted = facts.get(sentence, [])
        records.append(
            {
                "sentence": sentence,
                "start": int(row["start"].value),
                "end": int(row["end"].value),
                "words": row["words"].value,
                "facts": quoted,
                "reasons": [p for p in found if p["reason"]],
                "unread": unread,
                "read": not unread and bool(quoted or found),
            }
        )
    return records
