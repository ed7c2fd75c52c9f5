"""What the graph knows already: the words that cells may hold, and the projects and enterprises that rows may mean."""

from __future__ import annotations

from typing import NamedTuple

from cfgraph.analysis.edits import Book
from cfgraph.analysis.model import Project, projects_of
from cfgraph.analysis.places import Place, read_places, zone_of
from cfgraph.analysis.query import run
from cfgraph.analysis.scenario import Scenario
from cfgraph.intake.link_products import link_products
from cfgraph.intake.offered import offered
from cfgraph.namespaces import short_key, thing
from cfgraph.sources.intake.columns import Vocabulary, fold
from cfgraph.store.base import Store


class Known(NamedTuple):
    """Projects by IRI, the names of enterprises by IRI, kinds of products, labels, and the places of all plans."""

    projects: dict[str, Project]
    enterprises: dict[str, list[str]]
    kinds: dict[str, frozenset[str]]
    book: Book
    places: dict[str, Place]
    zones: dict[str, str]
    vocabulary: Vocabulary

    def label(self, iri: str, lang: str = "zh") -> str:
        """What a thing is called."""
        return self.book.labels.get(iri, {}).get(lang, short_key(iri))


def read_known(store: Store) -> Known:
    """Everything that rows are held against, of the store as it is."""
    book, places = Book(store), {place.iri: place for place in read_places(store)}
    zones = {iri: zone_of(list(places.values()), place) for iri, place in places.items()}
    asked = [place.iri for place in places.values() if place.plans]
    projects = {project.iri: project for zone in asked for project in projects_of(store, Scenario(zone))}
    enterprises = {iri: names[3:] for iri, names in book.names["enterprise"].items()}
    kinds: dict[str, set[str]] = {}
    units = {}
    for row in run(store, "chains/products").rows:
        units[row["product"].value] = short_key(row["unit"].value)
        kinds.setdefault(row["product"].value, set())
        if "kind" in row:
            kinds[row["product"].value].add(row["kind"].value)
    inside = [p for p in places.values() if p.iri in asked or set(asked) & set(p.parents)]
    vocabulary = Vocabulary(
        _products(book, link_products(store, kinds)),
        _folded({place.iri: [*place.labels.values(), short_key(place.iri)] for place in inside}),
        units,
        offered(store, {iri: names["zh"] for iri, names in book.labels.items() if iri in units}, kinds),
        tuple(place.labels["zh"] for place in sorted(inside, key=lambda p: (p.kind != "zone", p.iri))),
    )
    frozen = {iri: frozenset(found) for iri, found in kinds.items()}
    return Known(projects, enterprises, frozen, book, places, zones, vocabulary)


def _products(book: Book, links: dict[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """Folded name → products; a label wins over that of a link, and both over what is only an alias of another.

    They stand in this order, labels first.
    """
    named = _folded({iri: list(labels.values()) for iri, labels in book.labels.items() if iri in book.names["product"]})
    aliases = _folded({iri: [short_key(iri), *names[3:]] for iri, names in book.names["product"].items()})
    called = _folded({link: list(book.labels[link].values()) for link in links})
    of_links = {word: frozenset().union(*(links[link] for link in found)) for word, found in called.items()}
    return named | of_links | aliases | of_links | named


def _folded(names: dict[str, list[str]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for iri, words in names.items():
        for word in words:
            found.setdefault(fold(word), set()).add(iri)
    return {word: frozenset(things) for word, things in found.items()}


def own_project(plan: str, key: str) -> str:
    """The IRI of a project of the register."""
    return thing("project", plan, key)
