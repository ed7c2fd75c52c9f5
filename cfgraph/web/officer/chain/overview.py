"""总览: every chain with a square for each link, what to look at first, and the targets of the parks."""

from __future__ import annotations

from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from cfgraph.analysis.model import Link
from cfgraph.analysis.scenario import Scenario
from cfgraph.analysis.states import OPEN, STATES
from cfgraph.namespaces import key_of, short_key
from cfgraph.publish import svg
from cfgraph.publish.chainmap import chain_squares
from cfgraph.publish.chainmap.squares import SIDE, draw_square
from cfgraph.publish.gap_view import rank_of
from cfgraph.publish.why_view import label
from cfgraph.web.iris import root
from cfgraph.web.officer.asked_places import asked_places
from cfgraph.web.officer.browse import FORMS, Browse, suffix
from cfgraph.web.officer.chain.chain_ask import Ask, chains, place_of
from cfgraph.web.officer.plan.parks import targets
from cfgraph.web.pages import language
from cfgraph.words import say

TOP = 5
"""Links to look at first."""


class Strip(NamedTuple):
    """A chain in one line: its name, the drawing, how many links have projects that count, how many are in which state,
    and how many stand apart."""

    key: str
    name: str
    href: str
    squares: str
    filled: int
    total: int
    counts: list[tuple[str, str, int]]
    beside: int
    states: frozenset[str]


class First(NamedTuple):
    """A link to look at first."""

    rank: str
    name: str
    href: str
    state: str
    word: str
    lacking: str
    reason: str
    cautions: list[str]


def routes(browse: Browse) -> list[BaseRoute]:
    """The first page."""

    def page(request: Request) -> Response:
        lang = language(request)
        words = request.query_params.get("place", "").strip()
        place = place_of(browse, words) if browse.documents() else None
        words = key_of(place.iri) if place and words else ""
        places = asked_places(browse, chosen=place.iri if place else "")
        context: dict[str, Any] = {"place": None, "strips": [], "legend": [], "first": [], "parks": [], "ask": None}
        if place is not None and chains(browse):
            context = overview(browse, place.iri, words, lang)
        choices = [(key_of(p.iri), p.labels.get(lang, p.iri)) for p in places]
        files = [(form, f"{root(browse.site)}queries/plan/targets.{form}{suffix(lang)}") for form in FORMS]
        return browse.page(request, "overview.html", choices=choices, files=files, **context)

    return browse.route("/", page)


def overview(browse: Browse, place: str, words: str, lang: str) -> dict[str, Any]:
    """The context of the page for a place."""
    given = {"place": words} if words else {}
    asks = [Ask(browse, scenario(place, short_key(iri)), lang, given) for iri in chains(browse)]
    strips = [strip(ask, words) for ask in asks]
    lead = next((ask for ask in asks if ask.chain == Scenario.chain), asks[0])
    of_lead = strips[asks.index(lead)]
    strips.sort(key=lambda one: (one.key != lead.chain, -one.filled, -one.total))
    return {
        "place": place,
        "strips": strips,
        "legend": [(square(state, lang), say(f"state.{state}", lang)) for state in STATES if state in shown(strips)],
        "ask": lead,
        "lead": of_lead,
        "tied": say("text.tied", lang) if any(one.tied for one in lead.answer.scores.values()) else "",
        "first_bound": lead.bound if lead.gaps.main.demand.unstated.get("") else "",
        "first": browse.memory.get(("first", lang, words, *lead.key), lambda: first(lead)),
        "parks": [
            (browse.part(p.iri, lang), found)
            for p in {p.iri: p for p in (*asked_places(browse), *browse.places())}.values()
            if place in (p.iri, *p.parents) and (found := targets(browse, p.iri, lang))
        ],
    }


def scenario(place: str, chain: str) -> Scenario:
    """The question where nothing is said: the usual cut, and a chemistry that is assumed."""
    return Scenario(place, chain, assumed=("chemistry",))


def strip(ask: Ask, words: str) -> Strip:
    """A chain as a strip, from memory where it was drawn before."""
    return ask.browse.memory.get(("strip", ask.lang, words, *ask.key), lambda: drawn(ask))


def drawn(ask: Ask) -> Strip:
    """A chain as a strip; it needs less than the whole answer."""
    gaps = ask.browse.gaps(ask.chain, ask.scenario.place)
    links = [link for link in gaps.links() if not link.beside]
    states = [gaps.main.states[link.iri] for link in links]
    name = gaps.model.chain_zh if ask.lang == "zh" else gaps.model.chain_en
    squares = chain_squares(gaps, ask.lang, ask.link_href)
    counts = [(s, say(f"state.{s}", ask.lang), states.count(s)) for s in STATES if s in states]
    filled = sum(state not in OPEN for state in states)
    return Strip(
        ask.chain,
        name,
        ask.map_href(),
        squares,
        filled,
        len(links),
        counts,
        len(gaps.links()) - len(links),
        frozenset(gaps.main.states[link.iri] for link in gaps.links()),
    )


def shown(strips: list[Strip]) -> set[str]:
    """The states that some square has."""
    return {state for strip in strips for state in strip.states}


def square(state: str, lang: str) -> str:
    """A single square, for the legend."""
    body = svg.root(SIDE, SIDE, say(f"state.{state}", lang), "chainsquare")
    draw_square(body, state, say(f"state.{state}", lang), 0, 0)
    return svg.write(body)


def first(ask: Ask) -> list[First]:
    """The links that rank first."""
    places = {iri: scored.rank for iri, scored in ask.answer.scores.items() if scored.rank is not None}
    found = sorted((link for link in ask.gaps.links() if link.iri in places), key=lambda link: places[link.iri])
    return [told(ask, link) for link in found[:TOP]]


def told(ask: Ask, link: Link) -> First:
    """A link with how much is missing, why, and what to know."""
    case, state = ask.case, ask.gaps.main.states[link.iri]
    cautions = [f"{c[ask.lang]} ({c['date']})" for c in ask.gaps.cautions.get(link.iri, [])]
    return First(
        rank_of(ask.answer.scores[link.iri]),
        label(link, ask.lang),
        ask.link_href(link.key),
        state,
        say(f"state.{state}", ask.lang),
        case.lacking(link),
        case.reason(link),
        cautions,
    )
