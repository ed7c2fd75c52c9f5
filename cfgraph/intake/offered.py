"""The products in the order in which the workbook offers them: chain by chain, each along its links."""

from __future__ import annotations

from collections.abc import Mapping

import pyoxigraph as ox

from cfgraph.analysis.query import run
from cfgraph.analysis.scenario import Scenario
from cfgraph.namespaces import thing
from cfgraph.store.base import Store


def offered(store: Store, labels: Mapping[str, str], kinds: Mapping[str, set[str]]) -> dict[str, str]:
    """Name → the chain that it stands under (empty for none), of the products in ``labels`` (IRI → name).

    The lithium chain comes first, then the others by name; a product of several chains stands under the first.
    Within a chain the order is that of the links, from the ore on; of a link's products those stand first that are no
    kind of another of its products. ``kinds`` gives what a product is a kind of.
    """
    chains = {row["chain"].value: row["zh"].value for row in run(store, "chains/chains").rows}
    first = thing("chain", Scenario.chain)
    found: dict[str, str] = {}
    for chain in sorted(chains, key=lambda iri: (iri != first, chains[iri])):
        places = _places(store, chain)
        here = [iri for iri in places if iri in labels and iri not in found]
        narrow = {iri for iri in here if any(places.get(kind) == places[iri] for kind in kinds.get(iri, ()))}
        here.sort(key=lambda iri: (places[iri], iri in narrow, labels[iri]))
        found |= dict.fromkeys(here, chains[chain])
    rest = sorted(set(labels) - set(found), key=lambda iri: labels[iri])
    return {labels[iri]: chain for iri, chain in (found | dict.fromkeys(rest, "")).items()}


def _places(store: Store, chain: str) -> dict[str, int]:
    """Product → the first position of the links of a chain that it is a product of or counts for."""
    node, found = ox.NamedNode(chain), dict[str, int]()
    position: dict[str, int] = {}
    for row in run(store, "chains/links", chain=node).rows:
        position[row["link"].value] = int(row["position"].value)
        found.setdefault(row["product"].value, int(row["position"].value))
    for row in run(store, "chains/product-links", chain=node).rows:
        found.setdefault(row["product"].value, position.get(row["link"].value, len(position)))
    return found
