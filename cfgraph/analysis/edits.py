"""What a scenario's words mean, and the graph as it would be without the projects left out and with those assumed.

The saved queries answer some of the states, so a scenario that leaves out or assumes projects is asked of a store of
its own: the asserted graphs without what the plan says of the one, with what it would say of the other, closed again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from hashlib import blake2b
from typing import Any, TypeVar

import pyoxigraph as ox

from cfgraph.analysis.chains import resolve_chain
from cfgraph.analysis.documents import plan_documents
from cfgraph.analysis.places import Place, read_places, resolve
from cfgraph.analysis.query import run
from cfgraph.analysis.scenario import Added, Excluded, Scenario, parse_chemistry, require_key
from cfgraph.errors import BadInputError, Problem, UsageError
from cfgraph.namespaces import STAGES, expand, graph, key_of, short_key, thing, unit
from cfgraph.rdf import graph_name
from cfgraph.sources.quantity import RATE_SUFFIX, plain
from cfgraph.sources.scenario_file import AddedText, ScenarioText
from cfgraph.store.base import Store
from cfgraph.store.embedded import EmbeddedStore

Closure = Callable[[list[ox.Quad]], list[ox.Quad]]
"""Asserted quads → what follows from them, in the graph ``inferred``."""
ASSUMED = "scenario"
"""The graph of assumed projects, and the second part of their keys in the place of a plan's."""
COMPUTED = (graph("inferred"), graph("analysis"))
KINDS = ("project", "enterprise", "product")
Meant = TypeVar("Meant")


class Book:
    """What projects, enterprises and products are called, by kind and IRI."""

    def __init__(self, store: Store) -> None:
        self.store = store

    @cached_property
    def labels(self) -> dict[str, dict[str, str]]:
        """IRI → language → label, of everything."""
        found: dict[str, dict[str, str]] = {}
        for row in run(self.store, "plan/labels").rows:
            if isinstance(row["label"], ox.Literal):
                found.setdefault(row["thing"].value, {})[row["label"].language or ""] = row["label"].value
        return found

    @cached_property
    def names(self) -> dict[str, dict[str, list[str]]]:
        """Kind → IRI → keys, labels and aliases."""
        found: dict[str, dict[str, list[str]]] = {}
        for kind in KINDS:
            things = [iri for iri in self.labels if iri.startswith(thing(kind, ""))]
            found[kind] = {iri: [short_key(iri), key_of(iri), iri] for iri in things}
        for row in run(self.store, "plan/aliases").rows:
            for named in found.values():
                if row["thing"].value in named:
                    named[row["thing"].value].append(row["name"].value)
        return found

    def called(self, kind: str, words: str) -> list[str]:
        """The things of a kind that have this very key or name."""
        return sorted(iri for iri, names in self.names[kind].items() if words in names)

    def holding(self, kind: str, words: str) -> list[str]:
        """The things of a kind whose label holds the words."""
        return sorted(iri for iri in self.names[kind] if any(words in label for label in self.labels[iri].values()))

    def told(self, things: Iterable[str]) -> str:
        """Things as a message offers them: key and Chinese name."""
        shown = dict.fromkeys(f"{short_key(iri)} ({self.labels[iri].get('zh', '—')})" for iri in things)
        return ", ".join(shown) or "—"

    def close(self, words: str, *kinds: str) -> list[str]:
        """What may have been meant, the likeliest first."""
        import difflib

        owners = {name: iri for kind in kinds for iri, names in self.names[kind].items() for name in names}
        held = [iri for kind in kinds for iri in self.holding(kind, words)]
        alike = [owners[name] for name in difflib.get_close_matches(words, owners, n=4, cutoff=0.4)]
        return list(dict.fromkeys((held or alike)[:6]))

    def near(self, words: str, *kinds: str) -> str:
        """What may have been meant, as a message offers it."""
        return self.told(self.close(words, *kinds))


def settle(store: Store, texts: Sequence[ScenarioText], base: Mapping[str, str]) -> list[Scenario]:
    """The scenarios that the texts mean; ``base`` holds what they leave unsaid (from, chemistry, place, plan, chain).

    Raises BadInputError where a file has mistakes, else UsageError, with every mistake of all texts.
    """
    book, places = Book(store), read_places(store)
    problems: list[Problem] = []
    scenarios = []
    for text in texts:
        found = [*text.problems]
        scenarios.append(_scenario(store, book, places, text, base, found))
        problems += [problem for problem in found if problem not in problems]
    if problems:
        files = {text.where for text in texts if text.is_file}
        raise (BadInputError if any(p.file in files for p in problems) else UsageError)(*problems)
    return scenarios


def _scenario(
    store: Store, book: Book, places: list[Place], text: ScenarioText, base: Mapping[str, str], problems: list[Problem]
) -> Scenario:
    """The scenario of one text; what cannot be made out is noted, and its value is of no use."""
    said = {**base, **text.values}

    def read(key: str, meaning: Callable[[str], Meant], otherwise: Meant) -> Meant:
        try:
            return meaning(said.get(key, ""))
        except UsageError as error:
            own = key in text.values
            problems.extend(p._replace(file=text.where, column=key) if own else p for p in error.problems)
            return otherwise

    def plan_key(words: str) -> str:
        require_key(words)
        if words:
            plan_documents(store, Scenario(thing("zone", ASSUMED), plan=words))  # of any place: only the plan matters
        return words

    plan = read("plan", plan_key, "")
    place = read("place", lambda words: resolve(places, words, plan).iri, "")
    return Scenario(
        place,
        read("chain", lambda words: resolve_chain(store, words), ""),
        plan,
        said["from"],
        read("chemistry", lambda words: parse_chemistry(words or "lfp"), {}),
        () if said.get("chemistry") else ("chemistry",),
        said.get("coefficients", ""),
        _excluded(store, book, text, problems),
        _added(store, book, places, text, place, problems),
    )


def _excluded(store: Store, book: Book, text: ScenarioText, problems: list[Problem]) -> tuple[Excluded, ...]:
    """The projects left out, each once."""
    found: dict[str, Excluded] = {}
    for words in text.exclude:
        try:
            for iri in _meant(store, book, words):
                found[iri] = Excluded(iri, book.labels[iri].get("zh", ""), book.labels[iri].get("en", ""))
        except UsageError as error:
            problems += [problem._replace(file=text.where, column="exclude") for problem in error.problems]
    return tuple(found.values())


def _meant(store: Store, book: Book, words: str) -> list[str]:
    """The projects of a key or name, or all that an enterprise of this key or name undertakes by the plan's words.

    Raises UsageError for what is unknown, fits several, or is an enterprise that undertakes nothing.
    """
    exact = book.called("project", words)
    if exact:
        return exact
    firms = book.called("enterprise", words) or book.holding("enterprise", words)
    if len(firms) == 1:
        rows = run(store, "projects/by-enterprise", enterprise=ox.NamedNode(firms[0])).rows
        projects = [row["project"].value for row in rows if row["certain"].value == "true"]
        if not projects:
            possible = book.told(row["project"].value for row in rows)
            raise UsageError(Problem("scenario-idle", {"value": words, "possible": possible}))
        return projects
    held = firms or book.holding("project", words)
    if held and len({short_key(iri) for iri in held}) == 1:
        return held
    if held:
        raise UsageError(Problem("scenario-many", {"value": words, "known": book.told(held)}))
    raise UsageError(Problem("scenario-project", {"value": words, "near": book.near(words, "project", "enterprise")}))


def _added(
    store: Store, book: Book, places: list[Place], text: ScenarioText, place: str, problems: list[Problem]
) -> tuple[Added, ...]:
    """The assumed projects; one without a place is where the question is asked."""
    if not text.added:
        return ()
    units = {row["product"].value: short_key(row["unit"].value) for row in run(store, "chains/products").rows}
    added = []
    for entry in text.added:
        found: list[Problem] = []
        products = book.called("product", entry.product)
        if entry.product and len(products) != 1:
            near = book.near(entry.product, "product")
            found.append(Problem("scenario-product", {"value": entry.product, "near": near}, column="product"))
        where = place
        try:
            where = resolve(places, entry.place).iri if entry.place else place
        except UsageError as error:
            found += [problem._replace(column="place") for problem in error.problems]
        value = None
        if len(products) == 1 and entry.capacity:
            try:
                value = entry.capacity.to(units[products[0]]).value
            except ValueError:
                params = {
                    "printed": entry.capacity.as_printed,
                    "expected": units[products[0]].removesuffix(RATE_SUFFIX),
                }
                found.append(Problem("unit-mismatch", params, column="capacity"))
        problems += [p._replace(file=text.where, column=f"add {entry.number}: {p.column}") for p in found]
        if not found and products:
            added.append(_assumed(entry, products[0], where, value, units[products[0]]))
    return tuple(added)


def _assumed(entry: AddedText, product: str, place: str, value: Decimal | None, unit_name: str) -> Added:
    """An assumed project; its key follows from its name, so that two scenarios mean the same by the same name."""
    key = f"assumed-{blake2b(entry.name.encode(), digest_size=4).hexdigest()}"
    printed = entry.capacity.as_printed if entry.capacity else ""
    return Added(thing("project", ASSUMED, key), entry.name, product, entry.stage, place, value, unit_name, printed)


def derive(store: Store, scenario: Scenario, closure: Closure) -> Store:
    """The store that a scenario is to be asked of: the given one, unless the scenario leaves out or assumes projects.

    The answer is what building without the rows of the excluded projects, and with rows for the assumed, would give.
    """
    if not scenario.excluded and not scenario.added:
        return store
    quads = [quad for quad in store.quads() if not graph_name(quad).startswith(COMPUTED)]
    gone = _gone(quads, {ox.NamedNode(project.iri) for project in scenario.excluded})
    asserted = [quad for quad in quads if quad.subject not in gone and quad.object not in gone]
    if scenario.added:
        document = plan_documents(store, scenario)[0].iri
        asserted += _facts(scenario.added, document)
    return EmbeddedStore.in_memory(asserted + closure(asserted))


def _gone(quads: list[ox.Quad], projects: set[ox.NamedNode]) -> set[Any]:
    """The projects with their outputs, quantities and observed stages, and the statements that say so."""
    gone: set[Any] = set(projects)
    for name in ("cf:hasOutput", "cf:capacity", "cf:investment"):
        predicate = ox.NamedNode(expand(name))
        gone |= {quad.object for quad in quads if quad.predicate == predicate and quad.subject in gone}
    observed = ox.NamedNode(expand("cf:ofProject"))
    gone |= {quad.subject for quad in quads if quad.predicate == observed and quad.object in projects}
    stated = {ox.NamedNode(expand("rdf:subject")), ox.NamedNode(expand("rdf:object"))}
    return gone | {quad.subject for quad in quads if quad.predicate in stated and quad.object in gone}


def _facts(added: Iterable[Added], document: str) -> Iterator[ox.Quad]:
    """What a plan would say of the assumed projects, in a graph of their own that stands beside the plan's."""
    name = ox.NamedNode(graph(ASSUMED))

    def node(term: str) -> ox.NamedNode:
        return ox.NamedNode(term if "://" in term else expand(term))

    yield ox.Quad(name, node("dcterms:source"), node(document), ox.NamedNode(graph("meta")))
    for project in added:
        key = short_key(project.iri)
        output, quantity = thing("output", ASSUMED, key), thing("quantity", ASSUMED, key)
        facts: list[tuple[str, str, ox.NamedNode | ox.Literal]] = [
            (project.iri, "rdf:type", node("cf:Project")),
            (project.iri, "skos:prefLabel", ox.Literal(project.name, language="zh")),
            (project.iri, "skos:prefLabel", ox.Literal(project.name, language="en")),
            (project.iri, "dcterms:isReferencedBy", node(document)),
            (project.iri, "cf:stage", node(f"cf:{STAGES[project.stage]}")),
            (project.iri, "cf:locatedIn", node(project.place)),
            (project.iri, "cf:hasOutput", node(output)),
            (output, "rdf:type", node("cf:ProductOutput")),
            (output, "cf:ofProduct", node(project.product)),
        ]
        if project.value is not None:
            decimal = node("xsd:integer" if project.value == int(project.value) else "xsd:decimal")
            facts += [
                (output, "cf:capacityBasis", node("cf:Output")),
                (output, "cf:capacity", node(quantity)),
                (quantity, "rdf:type", node("qudt:QuantityValue")),
                (quantity, "qudt:numericValue", ox.Literal(plain(project.value), datatype=decimal)),
                (quantity, "qudt:hasUnit", node(unit(project.unit))),
                (quantity, "cf:asPrinted", ox.Literal(project.printed)),
            ]
        for subject, predicate, value in facts:
            yield ox.Quad(node(subject), node(predicate), value, name)
