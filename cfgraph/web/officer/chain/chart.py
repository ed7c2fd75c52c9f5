"""产业链图谱: the drawing of a chain with a panel for the link that was clicked, and the flows of material below it."""

from __future__ import annotations

from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from cfgraph.analysis.model import Link
from cfgraph.analysis.ranking import Scored
from cfgraph.publish.chainmap import chain_map
from cfgraph.publish.gap_view import scope
from cfgraph.publish.sankey import sankey
from cfgraph.publish.why_view import label
from cfgraph.web.officer.browse import Browse, MissingError
from cfgraph.web.officer.chain.chain_ask import Ask, read_ask
from cfgraph.web.officer.listing import Part
from cfgraph.words import say


class Panel(NamedTuple):
    """What the panel says of a link."""

    key: str
    name: str
    state: str
    word: str
    rule: str
    rank: str
    lacking: str
    reason: str
    cautions: list[str]
    makers: list[Part]
    waiting: list[Part]
    contacts: list[Part]


def routes(browse: Browse) -> list[BaseRoute]:
    """The map of a chain; without a key that of the usual one."""

    def page(request: Request) -> Response:
        ask = read_ask(browse, request, request.path_params.get("chain", ""))
        wanted = request.query_params.get("link", "")
        link = find(ask, wanted) if wanted else None
        return browse.page(
            request,
            "chart.html",
            ask=ask,
            choices=ask.choices(),
            chosen=ask.chosen(),
            scope=scope(ask.gaps, ask.place_names, ask.lang),
            drawing=marked(drawn(ask, "map"), link),
            flows=drawn(ask, "flows"),
            panel=panel(ask, link) if link else None,
            beside=browse.site.live,
        )

    return [*browse.route("/chain", page), *browse.route("/chain/{chain}", page)]


def find(ask: Ask, key: str) -> Link:
    """The link of a key. Raises MissingError where the chain has none."""
    found = next((link for link in ask.gaps.model.links if link.key == key), None)
    if found is None:
        raise MissingError
    return found


def drawn(ask: Ask, what: str) -> str:
    """The map or the flows as SVG."""

    def draw() -> str:
        if what == "map":
            return chain_map(ask.gaps, ask.place_names, ask.lang, ask.map_href, ask.answer.scores)
        return sankey(ask.gaps, ask.place_names, ask.lang, ask.map_href)

    return ask.browse.memory.get((what, ask.lang, tuple(ask.given.items()), *ask.key), draw)


def marked(drawing: str, link: Link | None) -> str:
    """The drawing with the link that the panel tells of marked in it."""
    return drawing.replace(f'data-key="{link.key}"', f'data-key="{link.key}" aria-current="true"') if link else drawing


def panel(ask: Ask, link: Link) -> Panel:
    """What to know of a link without leaving the map."""
    gaps, lang, browse = ask.gaps, ask.lang, ask.browse
    state, scored = gaps.main.states[link.iri], ask.answer.scores.get(link.iri)
    contacts = [browse.part(enterprise, lang) for enterprise in gaps.contacts(link)]
    return Panel(
        link.key,
        label(link, lang),
        state,
        say(f"state.{state}", lang),
        say(f"text.rule_{state}", lang),
        rank_line(scored, lang),
        ask.case.lacking(link) if state != "not-needed" else "",
        ask.case.reason(link),
        cautions(ask, link),
        makers(ask, link),
        [Part(label(other, lang), ask.map_href(other.key)) for other in gaps.waiting(link)],
        contacts,
    )


def rank_line(scored: Scored | None, lang: str) -> str:
    """The rank and how firm it is; empty where there is none."""
    if scored is None or scored.rank is None:
        return ""
    firm = say("text.stability_line", lang, share=f"{scored.stability or 0:.0%}")
    return say("text.semicolon", lang).join((say("chain_page.rank-is", lang, rank=scored.rank), firm))


def makers(ask: Ask, link: Link) -> list[Part]:
    """The projects of a link, each with its stage."""
    found = []
    for project in ask.gaps.makers(link):
        stage = say(f"stage.{project.stage}", ask.lang)
        name = label(project, ask.lang) + say("text.bracket", ask.lang, words=stage)
        found.append(Part(name, ask.browse.address(project.iri, ask.lang)))
    return found


def cautions(ask: Ask, link: Link) -> list[str]:
    """What to know before bringing a link in, each with its date and source."""
    entries: list[dict[str, Any]] = [dict(entry) for entry in ask.gaps.cautions.get(link.iri, [])]
    return [ask.case.bracket(entry[ask.lang], entry["date"], entry["source"]) for entry in entries]
