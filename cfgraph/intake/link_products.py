"""Which product a link stands for where an officer writes the link's name."""

from __future__ import annotations

from collections.abc import Mapping

import pyoxigraph as ox

from cfgraph.analysis.query import run
from cfgraph.store.base import Store


def link_products(store: Store, kinds: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    """Link → its products that are no kind of another of them: one where the others are kinds of it.

    ``kinds`` gives what a product is a kind of.
    """
    products: dict[str, set[str]] = {}
    for chain in run(store, "chains/chains").rows:
        for row in run(store, "chains/links", chain=ox.NamedNode(chain["chain"].value)).rows:
            products.setdefault(row["link"].value, set()).add(row["product"].value)
    return {link: frozenset(own - _kinds_within(own, kinds)) for link, own in products.items()}


def _kinds_within(products: set[str], kinds: Mapping[str, set[str]]) -> set[str]:
    """The products that are kinds of others among them."""
    return {product for product in products if kinds.get(product, set()) & products - {product}}
