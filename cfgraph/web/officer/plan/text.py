"""原文: the text of the plans with every quoted span marked, what each span proves, and what nothing quotes."""

from __future__ import annotations

from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from cfgraph.analysis.coverage import coverage
from cfgraph.analysis.query import run
from cfgraph.namespaces import key_of
from cfgraph.sources.text import Span
from cfgraph.web.iris import spot
from cfgraph.web.officer.browse import Browse, file_links, form_of
from cfgraph.web.officer.listing import Column, Listing, Part, number, several, text
from cfgraph.web.officer.plan.evidence import Fact, fact, names_in, quote_iri, span_of, summed, texts
from cfgraph.web.officer.plan.spans import Paragraph, paragraphs, segments
from cfgraph.web.pages import language
from cfgraph.words import say

DEEPEST = 3
"""Shades that spans in spans are told apart by."""
HEADING = 24
"""A paragraph of one sentence that is no longer than this is shown as a heading."""


class Proof(NamedTuple):
    """A quoted span with the facts that rest on it, and the longer spans that hold it."""

    spot: str
    words: str
    facts: list[Fact]
    around: list[tuple[str, str]]


class Piece(NamedTuple):
    """A stretch of text: the proofs of the spans that begin here, the span it leads to, and how it looks."""

    text: str
    opens: list[Proof]
    target: str
    look: str


class Sentence(NamedTuple):
    """A sentence in pieces; ``reasons`` say why what of it is not quoted, ``silent`` where nothing quotes it."""

    iri: str
    pieces: list[Piece]
    facts: int
    silent: bool
    reasons: list[str]


class Block(NamedTuple):
    """A paragraph: its sentences."""

    sentences: list[Sentence]
    heading: bool


class Read(NamedTuple):
    """A document as the page shows it: IRI, blocks, and how many sentences are quoted of how many."""

    iri: str
    blocks: list[Block]
    quoted: int
    explained: int
    unread: int
    total: int


def routes(browse: Browse) -> list[BaseRoute]:
    """The page, and the coverage of the text as CSV."""

    def page(request: Request) -> Response:
        lang = language(request)
        read = reads(browse, lang)
        if form_of(request):
            return browse.files(request, sentence_table(read, lang), form_of(request), say("browse.text", lang))
        files = file_links(request, "text")
        return browse.page(request, "text.html", documents=browse.documents(), read=read, files=files, spot=spot)

    return browse.route("/text", page, listed=True)


def sentence_table(read: list[Read], lang: str) -> Listing:
    """Every sentence with how many facts quote it, and why what of it is not quoted."""
    names = ("sentence", "facts", "reason")
    columns = tuple(Column(name, say(f"browse.column-{name}", lang), name == "facts") for name in names)
    return Listing(
        say("browse.text", lang),
        columns,
        [
            (
                text("".join(piece.text for piece in sentence.pieces)),
                number(sentence.facts),
                several([Part(reason) for reason in sentence.reasons]),
            )
            for document in read
            for block in document.blocks
            for sentence in block.sentences
        ],
    )


def reads(browse: Browse, lang: str) -> list[Read]:
    """All documents."""
    return browse.memory.get(("text", lang), lambda: _read_all(browse, lang))


def _read_all(browse: Browse, lang: str) -> list[Read]:
    store = browse.site.store
    rows = run(store, "plan/spans").rows
    known = names_in(store, rows, lang)
    facts: dict[tuple[str, Span], list[Fact]] = {}
    for row in rows:
        facts.setdefault((row["document"].value, span_of(row)), []).append(fact(row, known, row["subject"]))
    records = coverage(store)
    found = []
    for document, words in texts(store).items():
        own = {span: summed(told, lang) for (where, span), told in facts.items() if where == document}
        inside = [record for record in records if key_of(record["sentence"]).startswith(f"{key_of(document)}/")]
        found.append(read(document, words, own, inside))
    return found


def read(document: str, words: str, facts: dict[Span, list[Fact]], records: list[dict[str, Any]]) -> Read:
    """A document with its quoted spans and the records of its sentences."""
    blocks = []
    proofs = {span: proof(document, words, span, facts) for span in facts}
    for paragraph in paragraphs(words):
        inside = [record for record in records if paragraph.start <= record["start"] < paragraph.end]
        if inside:
            heading = len(inside) == 1 and len(paragraph.text) <= HEADING
            blocks.append(Block(sentences(paragraph, proofs, inside), heading))
    shown = [sentence for block in blocks for sentence in block.sentences]
    return Read(
        document,
        blocks,
        sum(not sentence.silent for sentence in shown),
        sum(sentence.silent and bool(sentence.reasons) for sentence in shown),
        sum(not record["read"] for record in records),
        len(shown),
    )


def sentences(paragraph: Paragraph, proofs: dict[Span, Proof], records: list[dict[str, Any]]) -> list[Sentence]:
    """The sentences of a paragraph, cut where spans begin and end; each proof stands where its span begins."""
    edges = [edge for record in records for edge in (record["start"], record["end"])]
    cut = segments(paragraph, proofs, edges)
    opened = {span for span in proofs if span.start < paragraph.start}
    found = []
    for record in records:
        pieces = []
        for each in cut:
            if record["start"] <= each.start < record["end"]:
                opens = [span for span in reversed(each.over) if span not in opened]
                opened.update(opens)
                target = proofs[each.over[0]].spot if each.over else ""
                look = f"depth-{min(len(each.over), DEEPEST)}" if each.over else ""
                pieces.append(Piece(each.text, [proofs[span] for span in opens], target, look))
        reasons = [reason["reason"] for reason in record["reasons"]]
        reasons = list(dict.fromkeys([*reasons, *record["unread"]]))
        found.append(Sentence(record["sentence"], pieces, len(record["facts"]), not record["facts"], reasons))
    return found


def proof(document: str, words: str, span: Span, facts: dict[Span, list[Fact]]) -> Proof:
    """A span with its facts."""
    around = sorted((s for s in facts if s != span and s.covers(span)), key=lambda s: s.end - s.start)
    longer = [(spot(quote_iri(document, s)), words[s.start : s.end]) for s in around]
    return Proof(spot(quote_iri(document, span)), words[span.start : span.end], facts[span], longer)
