"""What is said of a thing, with the sentences that prove it highlighted in their paragraphs."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import NamedTuple

import pyoxigraph as ox

from cfgraph.analysis.query import run
from cfgraph.namespaces import CF, PREFIXES, key_of, thing
from cfgraph.rdf import Term
from cfgraph.sources.text import Span
from cfgraph.store.base import Row, Store
from cfgraph.web.linked.describe import labels
from cfgraph.web.linked.thing_page import name_of
from cfgraph.web.officer.plan.spans import Paragraph, Segment, paragraphs, segments
from cfgraph.words import say

LABEL = f"{PREFIXES['skos']}prefLabel"
"""Told of as a name: nobody but us says preferred label."""
LOCATED = f"{CF}locatedIn"
OBSERVED = f"{CF}ofProject"
"""Ties an observation to its project; the project's history tells it."""


class Fact(NamedTuple):
    """A statement in words: subject, property and value with their IRIs (empty for a literal), and its reading."""

    subject: str
    subject_iri: str
    property: str
    value: str
    value_iri: str
    interpreted: bool


class Ground(NamedTuple):
    """A quote (its IRI) with the facts that rest on it."""

    quote: str
    facts: list[Fact]


class Passage(NamedTuple):
    """A paragraph of a document with what of it is quoted, and what rests on each quote."""

    segments: list[Segment]
    grounds: list[Ground]
    document: str


def texts(store: Store) -> dict[str, str]:
    """Document → its quotable text."""
    return {row["document"].value: row["text"].value for row in run(store, "plan/texts").rows}


def said_of(store: Store, thing: str, lang: str) -> list[Passage]:
    """The passages about a thing and its outputs: those that it is the subject of, then those that only name it."""
    node = ox.NamedNode(thing)
    rows = [row for name in ("plan/evidence", "plan/named-by") for row in run(store, name, subject=node).rows]
    return passages(store, [row for row in rows if row["property"].value != OBSERVED], lang)


def passages(store: Store, rows: Iterable[Row], lang: str) -> list[Passage]:
    """The paragraphs that the rows quote, in the order of the text; those that only tell a place come last."""
    told = list(rows)
    known = names_in(store, told, lang)
    found: list[Passage] = []
    places: list[Passage] = []
    for document, text in texts(store).items():
        own = [row for row in told if row["document"].value == document]
        for paragraph in paragraphs(text) if own else ():
            inside = [row for row in own if _ends_in(row, paragraph)]
            if inside:
                facts: dict[Span, dict[Fact, None]] = {}
                for row in inside:
                    facts.setdefault(span_of(row), {})[fact(row, known, row["thing"])] = None
                grounds = [Ground(quote_iri(document, span), summed(facts[span], lang)) for span in sorted(facts)]
                to = places if all(row["property"].value == LOCATED for row in inside) else found
                to.append(Passage(joined(segments(paragraph, facts)), grounds, document))
    return found + places


def quote_iri(document: str, span: Span) -> str:
    """The IRI of the quote of a span."""
    return thing("quote", key_of(document), f"{span.start}-{span.end}")


def joined(cut: list[Segment]) -> list[Segment]:
    """Neighbours that are all quoted, or all not, as one segment."""
    runs = [list(group) for _, group in itertools.groupby(cut, key=lambda segment: bool(segment.over))]
    return [Segment(each[0].start, "".join(segment.text for segment in each), each[0].over) for each in runs]


def names_in(store: Store, rows: Iterable[Row], lang: str) -> dict[str, str]:
    """The names of everything that the rows speak of."""
    ends = {row[name] for row in rows for name in ("thing", "subject", "property", "value") if name in row}
    found = labels(store, {end.value for end in ends if isinstance(end, ox.NamedNode)}, lang)
    return {**found, LABEL: say("browse.named", lang)}


def fact(row: Row, known: dict[str, str], subject: Term) -> Fact:
    """A row as a statement in words."""
    value = row["value"]
    linked = isinstance(value, ox.NamedNode)
    return Fact(
        name_of(subject.value, known),
        subject.value,
        name_of(row["property"].value, known),
        name_of(value.value, known) if linked else value.value,
        value.value if linked else "",
        row["reading"].value == f"{CF}Interpreted",
    )


def summed(facts: Iterable[Fact], lang: str) -> list[Fact]:
    """The facts of one quote, where a quantity that several subjects share is told as their sum."""
    told = list(facts)
    sharing: dict[str, set[str]] = {}
    for each in told:
        sharing.setdefault(each.value_iri, set()).add(each.subject_iri)
    return [
        each._replace(value=say("browse.together", lang, amount=each.value))
        if "/id/quantity/" in each.value_iri and len(sharing[each.value_iri]) > 1
        else each
        for each in told
    ]


def span_of(row: Row) -> Span:
    """Where a row's quote stands."""
    return Span(int(row["start"].value), int(row["end"].value))


def _ends_in(row: Row, paragraph: Paragraph) -> bool:
    """A quote of several paragraphs proves what it proves once, where it ends."""
    return paragraph.start < span_of(row).end <= paragraph.end
