"""What there is to draw: the links of a chain in layers, and what flows from one to the next."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from cfgraph.analysis.gaps import Gaps
from cfgraph.analysis.model import Link


class Edge(NamedTuple):
    """A product flow from a link to the link that takes it."""

    source: str
    target: str
    products: tuple[str, ...]


@dataclass(frozen=True)
class Structure:
    """The links in their order, those told apart, the flows, and the layer of each link from the raw material on."""

    links: tuple[Link, ...]
    beside: tuple[Link, ...]
    edges: tuple[Edge, ...]
    layers: dict[str, int]

    @cached_property
    def core_edges(self) -> tuple[Edge, ...]:
        """The flows between links that are not told apart."""
        return tuple(edge for edge in self.edges if edge.source in self.layers and edge.target in self.layers)


def structure(found: Gaps) -> Structure:
    """Links, flows and layers of a chain in a scenario."""
    drawn = found.links()
    core = tuple(link for link in drawn if not link.beside)
    edges = []
    for target in drawn:
        for source in drawn:
            if source.iri in found.suppliers[target.iri]:
                taken = found.materials[target.iri]
                products = tuple(p for p in taken if source.iri in found.model.links_of.get(p, ()))
                edges.append(Edge(source.iri, target.iri, products))
    own = [link.iri for link in core]
    layers = layer(own, edges)
    tied = {iri for edge in edges for iri in (edge.source, edge.target)}
    for link in core:  # what is tied to nothing stands with its segment
        near = [layers[other.iri] for other in core if other.segment_zh == link.segment_zh and other.iri in tied]
        if link.iri not in tied and near:
            layers[link.iri] = max(near)
    return Structure(core, tuple(link for link in drawn if link.beside), tuple(edges), layers)


def layer(links: list[str], edges: list[Edge]) -> dict[str, int]:
    """Link → layer: behind all that it takes, and as close to what takes it as can be; circles are cut."""
    suppliers: dict[str, list[str]] = {link: [] for link in links}
    for edge in edges:
        if edge.source in suppliers and edge.target in suppliers:
            suppliers[edge.target].append(edge.source)
    depth: dict[str, int] = {}
    ahead: dict[str, list[str]] = {link: [] for link in links}

    def visit(link: str, trail: frozenset[str]) -> int:
        if link not in depth:
            taken = [source for source in suppliers[link] if source not in trail]
            depth[link] = 1 + max([-1, *(visit(source, trail | {link}) for source in taken)])
            for source in taken:
                ahead[source].append(link)
        return depth[link]

    for link in links:
        visit(link, frozenset({link}))
    layers = dict(depth)
    for link in sorted(links, key=lambda iri: -depth[iri]):
        nearest = [layers[target] - 1 for target in ahead[link] if layers[target] > depth[link]]
        layers[link] = max(depth[link], min(nearest)) if nearest else depth[link]
    return layers
