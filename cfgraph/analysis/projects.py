"""All projects of the graph with what the plan says of each, whatever their stage: what lists and pages show."""

from __future__ import annotations

from typing import NamedTuple

import pyoxigraph as ox

from cfgraph.analysis.places import Place
from cfgraph.analysis.query import run
from cfgraph.namespaces import CF, short_key
from cfgraph.store.base import Store


class Made(NamedTuple):
    """An output: the product's IRI (empty where the plan names none), the figure as printed, its basis and its IRI.

    Products that share one figure have the same ``quantity``.
    """

    product: str
    printed: str
    basis: str
    quantity: str


class Fill(NamedTuple):
    """A link that a project fills, and its chain; both IRIs."""

    link: str
    chain: str


class Registered(NamedTuple):
    """A project: ``park`` is the place that the plan names, enterprises are IRIs, ``rank`` is 0 out of the running."""

    iri: str
    zh: str
    en: str
    stage: str
    rank: int
    park: str
    enterprises: tuple[str, ...]
    possible: tuple[str, ...]
    outputs: tuple[Made, ...]
    fills: tuple[Fill, ...]

    @property
    def chains(self) -> tuple[str, ...]:
        """The chains that it serves."""
        return tuple(dict.fromkeys(fill.chain for fill in self.fills))


def registered(store: Store, places: list[Place]) -> dict[str, Registered]:
    """IRI → project, of every zone that a plan is about, in the order of the IRIs."""
    found: dict[str, Registered] = {}
    for zone in places:
        if zone.plans:
            found |= _of(store, ox.NamedNode(zone.iri))
    return dict(sorted(found.items()))


def _of(store: Store, place: ox.NamedNode) -> dict[str, Registered]:
    made: dict[str, list[Made]] = {}
    for row in run(store, "projects/outputs", place=place).rows:
        told = [row[name].value if name in row else "" for name in ("product", "printed", "basis", "quantity")]
        output = Made(told[0], told[1], told[2].removeprefix(CF), told[3])
        made.setdefault(row["project"].value, []).append(output)
    fills: dict[str, list[Fill]] = {}
    for row in run(store, "projects/on-chain", place=place).rows:
        fills.setdefault(row["project"].value, []).append(Fill(row["link"].value, row["chain"].value))
    found: dict[str, Registered] = {}
    for row in run(store, "projects/projects", place=place).rows:
        iri = row["project"].value
        known = found.get(iri)
        owners = [row[name].value if name in row else "" for name in ("enterprise", "possible")]
        found[iri] = Registered(
            iri,
            row["zh"].value,
            row["en"].value,
            short_key(row["stage"].value),
            int(row["rank"].value),
            row["park"].value,
            _with(known.enterprises if known else (), owners[0]),
            _with(known.possible if known else (), owners[1]),
            tuple(made.get(iri, ())),
            tuple(fills.get(iri, ())),
        )
    return found


def _with(known: tuple[str, ...], other: str) -> tuple[str, ...]:
    return known if not other or other in known else (*known, other)
