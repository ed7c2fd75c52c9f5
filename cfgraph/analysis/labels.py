"""The names of things in the reader's language."""

from __future__ import annotations

import pyoxigraph as ox

from cfgraph.analysis.query import run
from cfgraph.store.base import Store


def labels(store: Store, lang: str) -> dict[str, str]:
    """IRI → label in ``lang``; things without one in that language are left out."""
    found = {}
    for row in run(store, "plan/labels").rows:
        label = row["label"]
        if isinstance(label, ox.Literal) and label.language == lang:
            found[row["thing"].value] = label.value
    return found
