"""The main tables as CSV: the answers of saved queries, each file named as its query.

They are UTF-8 without a mark at the start, as parsers of RFC 4180 and CSVW want it; the CSV of the pages has the mark.
"""

from __future__ import annotations

from cfgraph.analysis.query import run
from cfgraph.publish.tables import answer_in
from cfgraph.store.base import Store

QUERIES = (
    "chains/chains",
    "chains/coefficients",
    "chains/every-link",
    "chains/products",
    "chains/recipes",
    "gaps/missing",
    "gaps/single-source",
    "gaps/sought",
    "gaps/talks-only",
    "gaps/unquantified",
    "plan/bodies",
    "plan/clusters",
    "plan/documents",
    "plan/endowments",
    "plan/measures",
    "plan/places",
    "plan/target-enterprises",
    "plan/targets",
    "plan/wishes",
    "projects/outputs",
    "projects/possible-products",
    "projects/projects",
)


def table_name(query: str) -> str:
    """``tables/gaps-missing.csv`` for ``gaps/missing``."""
    return f"tables/{query.replace('/', '-')}.csv"


def tables(store: Store) -> dict[str, bytes]:
    """Name of each file → its rows, with the defaults of its query; text like a formula is escaped."""
    return {table_name(name): answer_in("csv", run(store, name), "en").encode() for name in QUERIES}
