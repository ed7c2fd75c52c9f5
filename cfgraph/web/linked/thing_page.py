"""What the page of a thing shows: its names, its facts in both directions, each with the sentence that proves it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import pyoxigraph as ox

from cfgraph.namespaces import BASE, PREFIXES, contract, key_of
from cfgraph.rdf import Term
from cfgraph.store.base import Store
from cfgraph.web.linked.describe import Fact, Proof, incoming, labels, outgoing, proofs

ROWS = 50
"""So many facts of a direction stand on one page."""
TYPE = f"{PREFIXES['rdf']}type"
NAMES = (f"{PREFIXES['skos']}prefLabel", f"{PREFIXES['dcterms']}title", f"{PREFIXES['rdfs']}label")


class Value(NamedTuple):
    """One value of a property: its text, the IRI to link to, whether it is inferred, its proofs."""

    text: str
    iri: str
    mark: str
    inferred: bool
    proofs: list[Proof]


class Part(NamedTuple):
    """Some of the facts of a direction: a name, IRI and values for each property; which page of how many; the total."""

    groups: list[tuple[str, str, list[Value]]]
    page: int
    pages: int
    total: int


def thing_page(store: Store, thing: ox.NamedNode, lang: str, out: int = 1, into: int = 1) -> dict[str, Any]:
    """The context of the template ``thing.html``; ``out`` and ``into`` are pages of the two directions."""
    here, there = outgoing(store, thing), incoming(store, thing)
    types = [fact for fact in here if fact.property == TYPE]
    names = [fact.value for fact in here if fact.property in NAMES]
    facts = [fact for fact in here if fact.property not in (TYPE, *NAMES)]
    kept, page_out, pages_out = _slice(facts, out)
    kept_in, page_in, pages_in = _slice(there, into)
    shown = [*kept, *kept_in, *types]
    known = labels(store, {thing.value, *_iris(shown)}, lang)
    about = _by_triple(proofs(store, thing))
    into_it = _by_triple(proofs(store, thing, "object"))
    return {
        "iri": thing.value,
        "title": name_of(thing.value, known),
        "names": sorted({(term.value, term.language or "") for term in names if isinstance(term, ox.Literal)}),
        "types": [(name_of(f.value.value, known), f.value.value, f.graph.endswith("/inferred")) for f in types],
        "outgoing": Part(
            _groups(kept, known, {f: about.get((thing.value, f.property, f.value), []) for f in kept}),
            page_out,
            pages_out,
            len(facts),
        ),
        "incoming": Part(
            _groups(kept_in, known, {f: into_it.get((f.value.value, f.property, thing), []) for f in kept_in}),
            page_in,
            pages_in,
            len(there),
        ),
    }


def name_of(iri: str, known: dict[str, str]) -> str:
    """What a thing is called, else its key or its prefixed name."""
    return known.get(iri) or (key_of(iri) if iri.startswith(f"{BASE}id/") else contract(iri))


def _slice(facts: list[Fact], page: int) -> tuple[list[Fact], int, int]:
    pages = max(1, -(-len(facts) // ROWS))
    page = min(max(1, page), pages)
    return facts[(page - 1) * ROWS : page * ROWS], page, pages


def _iris(facts: Iterable[Fact]) -> set[str]:
    ends = {fact.value.value for fact in facts if isinstance(fact.value, ox.NamedNode)}
    return ends | {fact.property for fact in facts}


def _by_triple(found: list[Proof]) -> dict[tuple[str, str, Term], list[Proof]]:
    grouped: dict[tuple[str, str, Term], list[Proof]] = {}
    for proof in found:
        grouped.setdefault((proof.subject, proof.property, proof.value), []).append(proof)
    return grouped


def _groups(
    facts: list[Fact], known: dict[str, str], proved: dict[Fact, list[Proof]]
) -> list[tuple[str, str, list[Value]]]:
    groups: dict[str, list[Value]] = {}
    for fact in facts:
        groups.setdefault(fact.property, []).append(_value(fact, known, proved[fact]))
    return [(name_of(prop, known), prop, values) for prop, values in groups.items()]


def _value(fact: Fact, known: dict[str, str], proved: list[Proof]) -> Value:
    inferred = fact.graph.endswith("/inferred")
    if isinstance(fact.value, ox.Literal):
        plain = fact.value.datatype.value in (f"{PREFIXES['xsd']}string", f"{PREFIXES['rdf']}langString")
        mark = fact.value.language or ("" if plain else contract(fact.value.datatype.value))
        return Value(fact.value.value, "", mark, inferred, proved)
    if isinstance(fact.value, ox.NamedNode):
        return Value(name_of(fact.value.value, known), fact.value.value, "", inferred, proved)
    return Value(str(fact.value), "", "", inferred, proved)
