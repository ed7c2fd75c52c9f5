"""The places that the forms for officers offer: those of a plan in which it has projects."""

from __future__ import annotations

import pyoxigraph as ox

from cfgraph.analysis.places import Place
from cfgraph.analysis.query import run
from cfgraph.namespaces import thing
from cfgraph.web.officer.browse import Browse


def asked_places(browse: Browse, plan: str = "", chosen: str = "") -> list[Place]:
    """The zones that the plan (or any plan) is about, each before its parks with projects in the order of the parks.

    A part of a park follows its park. The place with the IRI ``chosen`` is always there, at the end if need be.
    """
    found = browse.memory.get(("asked-places", plan), lambda: _read(browse, plan))
    more = [] if any(place.iri == chosen for place in found) else [p for p in browse.places() if p.iri == chosen]
    return [*found, *more]


def _read(browse: Browse, plan: str) -> list[Place]:
    places = {place.iri: place for place in browse.places()}
    found: dict[str, Place] = {}
    for zone in (place for place in places.values() if place.plans and (not plan or plan in place.plans)):
        inner = [place for place in _hosts(browse, zone, plan, places) if zone.iri in place.parents]
        found |= {place.iri: place for place in (zone, *inner)}
    return list(found.values())


def _hosts(browse: Browse, zone: Place, plan: str, places: dict[str, Place]) -> list[Place]:
    """The parks of a zone that hold a project, in the order of the parks."""
    asked = {"place": ox.NamedNode(zone.iri), "plan": ox.NamedNode(thing("document", plan)) if plan else None}
    order = [row["park"].value for row in run(browse.site.store, "projects/by-park", **asked).rows]
    named = {row["park"].value for row in run(browse.site.store, "projects/projects", **asked).rows}
    held = {iri for place in named if place in places for iri in (place, *places[place].parents)}
    parks = [places[iri] for iri in held if iri in places and places[iri].kind == "park"]

    def rank(place: Place) -> tuple[int, int, str]:
        ranks = [order.index(iri) for iri in (place.iri, *place.parents) if iri in order and iri != zone.iri]
        return min(ranks, default=len(order)), len(place.parents), place.iri

    return sorted(parks, key=rank)
