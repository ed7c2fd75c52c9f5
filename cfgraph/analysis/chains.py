"""Which chain a word means: its key, or its Chinese or English name or a part of it."""

from __future__ import annotations

from cfgraph.analysis.query import run
from cfgraph.errors import Problem, UsageError
from cfgraph.namespaces import short_key
from cfgraph.store.base import Store


def resolve_chain(store: Store, words: str) -> str:
    """The key of the chain that ``words`` mean.

    Raises UsageError when none or several do, and names what there is.
    """
    names = {
        short_key(row["chain"].value): (row["zh"].value, row["en"].value) for row in run(store, "chains/chains").rows
    }
    found = [key for key, labels in names.items() if words in (key, *labels)]
    found = found or [key for key, labels in names.items() if words and any(words in label for label in labels)]
    if len(found) == 1:
        return found[0]
    known = ", ".join(f"{key} ({names[key][0]})" for key in (found or names))
    raise UsageError(Problem("chain-many" if found else "chain-unknown", {"chain": words, "known": known}))
