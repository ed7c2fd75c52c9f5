"""Which place a word means: a key, the end of a key, or a Chinese or English name."""

from __future__ import annotations

from typing import NamedTuple

import pyoxigraph as ox

from cfgraph.analysis.query import run
from cfgraph.errors import Problem, UsageError
from cfgraph.namespaces import key_of
from cfgraph.store.base import Store


class Place(NamedTuple):
    """A place with all its names, what it is part of (itself excluded), and the keys of the plans that are about it."""

    iri: str
    labels: dict[str, str]
    parents: tuple[str, ...]
    plans: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """``region``, ``zone`` or ``park``."""
        return self.iri.rsplit("/id/", 1)[-1].partition("/")[0]


def read_places(store: Store) -> list[Place]:
    """All places."""
    found: dict[str, tuple[dict[str, str], set[str]]] = {}
    plans: dict[str, set[str]] = {}
    for row in run(store, "plan/places").rows:
        labels, parents = found.setdefault(row["place"].value, ({}, set()))
        label = row["label"]
        if isinstance(label, ox.Literal):
            labels[label.language or ""] = label.value
        if "parent" in row:
            parents.add(row["parent"].value)
        if "plan" in row:
            plans.setdefault(row["place"].value, set()).add(key_of(row["plan"].value))
    return [
        Place(iri, labels, tuple(sorted(parents)), tuple(sorted(plans.get(iri, ()))))
        for iri, (labels, parents) in found.items()
    ]


def names(places: list[Place], lang: str) -> dict[str, str]:
    """IRI → name."""
    return {place.iri: place.labels.get(lang, place.iri) for place in places}


def resolve(places: list[Place], words: str, plan: str = "") -> Place:
    """The place that ``words`` mean; the empty word means the one zone that the plans (or the one plan) are about.

    Of several places that a part of a name fits, the one that holds the others is meant.
    Raises UsageError when none or several do, or when no plan speaks of the place, and names what there is.
    """
    zones = [p for p in places if p.plans and (not plan or plan in p.plans)]
    if words:
        exact = [p for p in places if words in (key_of(p.iri), p.iri, *p.labels.values())]
        found = exact or [p for p in places if key_of(p.iri).endswith("/" + words)]
        found = found or _outermost([p for p in places if any(words in label for label in p.labels.values())])
    else:
        found = zones
    known = ", ".join(f"{key_of(p.iri)} ({' / '.join(p.labels.values())})" for p in (found or places))
    if len(found) != 1:
        key = "place-unknown" if not found else "place-many" if words else "place-needed"
        raise UsageError(Problem(key, {"value": words, "known": known}))
    if not any(_speaks_of(zone, found[0]) for zone in zones):
        told = ", ".join(f"{key_of(zone.iri)} ({' / '.join(zone.labels.values())})" for zone in zones)
        raise UsageError(Problem("place-outside", {"value": words, "known": told}))
    return found[0]


def _speaks_of(zone: Place, place: Place) -> bool:
    """True where a place is a plan's zone, a part of it, or what it is part of."""
    return place.iri == zone.iri or zone.iri in place.parents or place.iri in zone.parents


def _outermost(places: list[Place]) -> list[Place]:
    inner = {p.iri for p in places}
    return [p for p in places if not inner & set(p.parents)]


def zone_of(places: list[Place], place: Place) -> str:
    """The zone around a park; any other place itself."""
    zones = {p.iri for p in places if p.kind == "zone"}
    return (
        next((parent for parent in place.parents if parent in zones), place.iri) if place.kind == "park" else place.iri
    )
