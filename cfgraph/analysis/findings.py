"""The states of links as RDF: graph ``analysis``, one finding a link and scenario."""

from __future__ import annotations

import pyoxigraph as ox

from cfgraph.analysis.gaps import Gaps
from cfgraph.namespaces import expand, graph, short_key, thing

NAMES = {
    "missing": "Missing",
    "talks-only": "TalksOnly",
    "below-cut": "BelowCut",
    "unquantified": "Unquantified",
    "short": "Short",
    "uncertain": "Uncertain",
    "adequate": "Adequate",
    "surplus": "Surplus",
    "filled": "Filled",
    "not-needed": "NotNeeded",
}
"""State → the concept of ``cf:LinkStateScheme``."""


def findings(gaps: Gaps) -> list[ox.Quad]:
    """A ``cf:Finding`` for every link of the answer."""
    scenario = gaps.main.scenario
    mix = ",".join(f"{name}={share}" for name, share in scenario.chemistry.items())
    told = f"place={scenario.place} from={scenario.start} chemistry={mix} plan={scenario.plan or '*'}"
    mixed = "-".join(f"{name}-{share}" for name, share in scenario.chemistry.items())
    key = f"{scenario.chain}/{short_key(scenario.place)}-{scenario.start}-{mixed}"
    name = ox.NamedNode(graph("analysis"))
    quads = []
    for link in gaps.links(everything=True):
        node = ox.NamedNode(thing("finding", key, link.key))
        for predicate, value in (
            ("rdf:type", ox.NamedNode(expand("cf:Finding"))),
            ("cf:aboutLink", ox.NamedNode(link.iri)),
            ("cf:linkState", ox.NamedNode(expand(f"cf:{NAMES[gaps.main.states[link.iri]]}"))),
            ("cf:scenario", ox.Literal(told)),
        ):
            quads.append(ox.Quad(node, ox.NamedNode(expand(predicate)), value, name))
    return quads
