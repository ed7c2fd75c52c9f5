"""What the first page shows: the chains and what the graph holds."""

from __future__ import annotations

from typing import Any

import pyoxigraph as ox

from cfgraph.analysis.query import run
from cfgraph.namespaces import CF
from cfgraph.store.base import Store
from cfgraph.web.describe import labels

KINDS = ("Project", "Enterprise", "ChainLink", "Product", "Process", "Park", "Target", "Measure", "Solicitation")


def home(store: Store, lang: str) -> dict[str, Any]:
    """The context of the template ``home.html``; the chain that is told in most detail comes first."""
    chains = [row["chain"].value for row in run(store, "chains/chains").rows]
    counts = {row["chain"].value: row for row in run(store, "chains/overview").rows}
    names = labels(store, {*chains, *(CF + kind for kind in KINDS)}, lang)
    known = [(iri, names.get(iri, iri), counts[iri]) for iri in chains if iri in counts]
    known.sort(key=lambda entry: -int(entry[2]["links"].value))
    return {
        "chains": [
            (iri, name, row["links"].value, row["filled"].value, row["projects"].value) for iri, name, row in known
        ],
        "kinds": [(CF + kind, names.get(CF + kind, kind), count(store, CF + kind)) for kind in KINDS],
    }


def count(store: Store, kind: str) -> int:
    """How many things of a class there are."""
    found = store.query(f"SELECT (COUNT(DISTINCT ?thing) AS ?n) WHERE {{ ?thing a {ox.NamedNode(kind)} }}")
    return int(found.rows[0]["n"].value)
