"""What of the text no fact quotes → graph ``evidence/{plan}``: every sentence, and the passages that are left open.

A sentence is a ``doco:Sentence``. A passage without a fact is a ``doco:TextChunk``: with a ``skos:note`` where
``uncovered.csv`` says why, without one where it is simply unread. Which words announce a fact stands in
``data/knowledge/signal_words.csv``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from cfgraph.graph.triples import text
from cfgraph.sources.quantity import vocabulary
from cfgraph.sources.text import Span

if TYPE_CHECKING:
    from cfgraph.graph.plan import PlanWriter

ITEM = re.compile(r"[^,;:。、\n]+")
HARD = ("organisation", "quantity")
"""Signals that must themselves stand in a quote; for the others it is enough that their item has one."""
NAMES = {"enterprises", "bodies", "places"}
"""Tables that only say who and where: that a company is named does not mean that what it does was read."""


def write_coverage(writer: PlanWriter) -> None:
    """Sentences, explained passages and unread ones; each quote and passage is part of its sentence."""
    source, evidence = writer.plan.source, writer.evidence
    explained = []
    for row in writer.plan.rows["uncovered"]:
        span = writer.quote(row)
        if span:
            explained.append(span)
            iri = evidence.locate("passage", span, ("doco:TextChunk",), row)
            evidence.out.add(iri, "skos:note", text(row["reason"], "zh"), row, "reason")
    read = {span for span, tables in writer.quoted.items() if not tables <= NAMES}
    read |= {section.heading for section in source.sections}
    unread = [span for span in items(source.text, source.body) if signals(writer, span, read)]
    for span in unread:
        iri = evidence.locate("passage", span, ("doco:TextChunk",))
        for kind in signals(writer, span, read):
            evidence.out.add(iri, "dcterms:subject", text(kind))
    passages = [("passage", span) for span in (*explained, *unread)]
    parts = [("quote", span) for span in evidence.quotes] + passages
    for sentence in source.sentences():
        iri = evidence.locate("sentence", sentence, ("doco:Sentence",))
        for kind, span in parts:
            if span.start < sentence.end and sentence.start < span.end:
                evidence.out.add(evidence.iri(kind, span), "dcterms:isPartOf", iri)


def items(words: str, area: Span) -> Iterator[Span]:
    """The stretches between commas, colons, semicolons, full stops and the marks of a list."""
    for match in ITEM.finditer(words, area.start, area.end):
        yield Span(match.start(), match.end())


def signals(writer: PlanWriter, clause: Span, read: Iterable[Span]) -> list[str]:
    """The kinds of signal in an item that no quote of a fact has read, sorted."""
    near = [span for span in read if span.start < clause.end and clause.start < span.end]
    found = set()
    for kind, span in _announced(writer, clause):
        if not any(other.covers(span) for other in near) and (kind in HARD or not near):
            found.add(kind)
    return sorted(found)


def _announced(writer: PlanWriter, clause: Span) -> Iterator[tuple[str, Span]]:
    words = writer.plan.source.words(clause)
    for word, kind in writer.plan.signals.items():
        for match in re.finditer(re.escape(word), words):
            yield kind, Span(clause.start + match.start(), clause.start + match.end())
    for row in writer.plan.rows["enterprises"]:
        for name in filter(None, [row["zh"], *row["alt_zh"].split(";")]):
            for match in re.finditer(re.escape(name), words):
                yield "organisation", Span(clause.start + match.start(), clause.start + match.end())
    for match in quantity_pattern().finditer(words):
        yield "quantity", Span(clause.start + match.start(), clause.start + match.end())


def quantity_pattern() -> re.Pattern[str]:
    """A number with a unit that can be read: 4万吨, 10GWH, 95%, 5家; a year or a name such as 3052 is none."""
    units, multipliers, _ = vocabulary()
    either = "|".join(re.escape(word) for word in sorted(units, key=len, reverse=True))
    times = "|".join(sorted(filter(None, multipliers), key=len, reverse=True))
    return re.compile(rf"(?:\d[\d,.]*(?:{times})?|(?:{times}))(?:{either})", re.IGNORECASE)
