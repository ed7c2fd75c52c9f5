"""查找: links, products, projects, enterprises, parks and sentences of the plans by any part of a name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from cfgraph.analysis.edits import KINDS, Book
from cfgraph.analysis.query import run
from cfgraph.namespaces import key_of, thing
from cfgraph.sources.intake.cells import clean
from cfgraph.sources.intake.columns import fold
from cfgraph.web.iris import in_text
from cfgraph.web.officer.ask.matching import Fit, Sought, cut, sought
from cfgraph.web.officer.asked_places import asked_places
from cfgraph.web.officer.browse import Browse
from cfgraph.web.officer.chain.chain_ask import chains, place_of
from cfgraph.web.officer.listing import Part
from cfgraph.web.officer.plan.projects import matching
from cfgraph.web.officer.plan.text import reads
from cfgraph.web.pages import language
from cfgraph.words import say

LONGEST = 80
"""Characters that are looked for; what follows is left out."""
SHOWN = 30
"""Things of a kind that are listed."""
GROUPS = ("link", "product", "project", "enterprise", "park")
"""Kinds of things in the order in which they are listed; a zone is told of among the parks."""


class Hit(NamedTuple):
    """A thing that was found: its name, its state or stage, and a line about it; ``quoted`` is a sentence in three."""

    name: Part
    look: Part | None
    line: list[Part]
    quoted: tuple[str, str, str] | None = None


class Group(NamedTuple):
    """The hits of a kind, and how many there are with those that are not listed."""

    kind: str
    hits: list[Hit]
    total: int


def routes(browse: Browse) -> list[BaseRoute]:
    """The page of what was found."""

    def page(request: Request) -> Response:
        lang = language(request)
        written = clean(request.query_params.get("q", ""))[:LONGEST].strip()
        if not written:
            return browse.page(request, "search.html", asked="", groups=[], near=[], total=0)
        asked, things, exact = sought(written), [], []
        for kind in GROUPS:
            group, same = _things(browse, asked, kind, lang)
            things += [group] if group.total else []
            exact += same
        if len(exact) == 1 and sum(group.total for group in things) == 1 and exact[0].href:
            return RedirectResponse(exact[0].href, 303)
        near = [] if things else [browse.part(iri, lang) for iri in book(browse).close(written, *KINDS)]
        groups = [*things, *_sentences(browse, asked, lang)]
        total = sum(group.total for group in groups)
        return browse.page(request, "search.html", asked=written, groups=groups, near=near, total=total)

    return browse.route("/search", page)


def book(browse: Browse) -> Book:
    """What everything is called."""
    return browse.memory.get("book", lambda: Book(browse.site.store))


def _things(browse: Browse, asked: Sought, kind: str, lang: str) -> tuple[Group, list[Part]]:
    """The things of a group that fit, the best first, and those that have this very name."""
    names = book(browse).names
    order = {chain: at for at, chain in enumerate(chains(browse))}
    found = []
    for iri, called in (names["zone"] | names["park"] if kind == "park" else names[kind]).items():
        if kind == "project" and iri not in browse.projects():
            continue
        fit = Fit(0, called[3]) if asked.written in called[:3] else asked.best(called[3:], kind == "enterprise")
        if fit:
            found.append((fit.rank, order.get(chain_of(iri), 0), len(fit.name), iri, fit.name))
    found.sort()
    hits = [_told(browse, asked, kind, iri, name, lang) for *_, iri, name in found[:SHOWN]]
    exact = [hit.name for hit, (rank, *_) in zip(hits, found, strict=False) if rank == 0]
    return Group(kind, hits, len(found)), exact


def _told(browse: Browse, asked: Sought, kind: str, iri: str, name: str, lang: str) -> Hit:
    """A thing as a hit; what it is called otherwise is told where its own name does not hold the words."""
    hit = TELLING[kind](browse, iri, lang)
    if name in book(browse).labels.get(iri, {}).values():
        return hit
    return hit._replace(line=[Part(say("browse.search-called", lang, name=name)), *hit.line])


def _sentences(browse: Browse, asked: Sought, lang: str) -> Iterator[Group]:
    """The sentences that hold all words."""
    hits = [
        Hit(
            Part(say("web.in-text", lang), in_text(browse.site, iri, lang)),
            None,
            [Part(say("browse.search-quoted", lang, n=facts))] if facts else [],
            cut(words, asked.words[0]),
        )
        for iri, words, folded, facts in browse.memory.get(("sentences", lang), lambda: _read(browse, lang))
        if asked.inside(folded)
    ]
    if hits:
        yield Group("sentence", hits[:SHOWN], len(hits))


def _read(browse: Browse, lang: str) -> list[tuple[str, str, str, int]]:
    """Every sentence: its IRI, its words, these folded, and how many facts quote it."""
    found = []
    for document in reads(browse, lang):
        for sentence in (each for block in document.blocks for each in block.sentences):
            words = "".join(piece.text for piece in sentence.pieces)
            found.append((sentence.iri, words, fold(words), sentence.facts))
    return found


def chain_of(link: str) -> str:
    """The IRI of a link's chain."""
    return thing("chain", key_of(link).partition("/")[0])


def _link(browse: Browse, iri: str, lang: str) -> Hit:
    chain = Part(browse.names(lang).get(chain_of(iri), ""))
    return Hit(browse.part(iri, lang), state_of(browse, iri, lang), [chain])


def state_of(browse: Browse, link: str, lang: str) -> Part | None:
    """The state of a link where nothing more is asked than its chain; None without a plan."""
    chain = chain_of(link)
    if not asked_places(browse) or chain not in chains(browse):
        return None
    state = browse.gaps(key_of(chain), place_of(browse, "").iri).main.states.get(link)
    return Part(say(f"state.{state}", lang), "", f"chip state-{state}") if state else None


def _product(browse: Browse, iri: str, lang: str) -> Hit:
    links = browse.memory.get("links of products", lambda: links_of(browse)).get(iri, [])
    name = browse.part(iri, lang)
    if links:
        name = name._replace(href=browse.address(links[0], lang))
    look = state_of(browse, links[0], lang) if len(links) == 1 else None
    line = []
    for link in links:
        part, chain = browse.part(link, lang), browse.names(lang).get(chain_of(link), "")
        line.append(part._replace(text=part.text + say("text.bracket", lang, words=chain)))
    return Hit(name, look, line)


def links_of(browse: Browse) -> dict[str, list[str]]:
    """Product → the links that it counts for, of every chain."""
    found: dict[str, list[str]] = {}
    for chain in chains(browse):
        for row in run(browse.site.store, "chains/product-links", chain=ox.NamedNode(chain)).rows:
            found.setdefault(row["product"].value, []).append(row["link"].value)
    return found


def _project(browse: Browse, iri: str, lang: str) -> Hit:
    project = browse.projects().get(iri)
    if project is None:
        return Hit(browse.part(iri, lang), None, [])
    stage = Part(say(f"stage.{project.stage}", lang), "", f"stage-{project.rank}")
    return Hit(browse.part(iri, lang), stage, [browse.part(p, lang) for p in (project.park, *project.enterprises)])


def _enterprise(browse: Browse, iri: str, lang: str) -> Hit:
    own = [project for project in browse.projects().values() if iri in project.enterprises]
    line = [browse.part(project.iri, lang) for project in own[:2]]
    return Hit(browse.part(iri, lang), None, [Part(say("browse.search-projects", lang, n=len(own))), *line])


def _park(browse: Browse, iri: str, lang: str) -> Hit:
    inside = matching(browse, {"park": key_of(iri), "stage": "", "chain": "", "owner": ""})
    return Hit(browse.part(iri, lang), None, [Part(say("browse.search-projects", lang, n=len(inside)))])


TELLING: dict[str, Callable[[Browse, str, str], Hit]] = {
    "link": _link,
    "product": _product,
    "project": _project,
    "enterprise": _enterprise,
    "park": _park,
}
"""Group → what is told of a thing in it."""
