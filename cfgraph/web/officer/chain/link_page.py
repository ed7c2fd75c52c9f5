"""环节: one link with its numbers and their arithmetic, projects, sentences, feedstock, who waits, and whom to ask."""

from __future__ import annotations

from typing import Any, NamedTuple

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from cfgraph.analysis.amounts import Range
from cfgraph.analysis.explain import explain
from cfgraph.analysis.model import Link, Project
from cfgraph.analysis.query import run
from cfgraph.publish.gap_view import scope
from cfgraph.publish.ground_view import Grounds
from cfgraph.publish.numbers import brief, ranged
from cfgraph.publish.office import write
from cfgraph.publish.office.document import WordExplanation
from cfgraph.publish.why_view import label
from cfgraph.web.officer.browse import FORMS, Browse, form_of
from cfgraph.web.officer.chain.chain_ask import Ask, read_ask
from cfgraph.web.officer.chain.chart import cautions, find
from cfgraph.web.officer.chain.leaf import Block, Leaf
from cfgraph.web.officer.listing import DOCX, Cell, Column, Listing, Part, attached, several, text
from cfgraph.web.officer.plan.evidence import Passage, passages
from cfgraph.words import say

SHOWN = ("maker", "possible", "wish")
"""Roles whose sentences are open; those that the need starts from, of inputs and of buyers unfold."""


class Figure(NamedTuple):
    """A number of the link: what it is, the amount in words, and what stands below it."""

    name: str
    words: str
    note: str
    look: str = ""


class Row(NamedTuple):
    """A project of the link, or one that may be."""

    project: Part
    stage: Part
    park: Part
    owners: list[Part]
    printed: str
    counted: str


class Said(NamedTuple):
    """A thing that the link's entry rests on, with the paragraphs about it."""

    role: str
    thing: Part
    passages: list[Passage]


def routes(browse: Browse) -> list[BaseRoute]:
    """The page of a link and its Word file."""

    def asked(request: Request) -> tuple[Ask, Link]:
        ask = read_ask(browse, request, request.path_params["chain"])
        return ask, find(ask, request.path_params["key"])

    def page(request: Request) -> Response:
        ask, link = asked(request)
        context = browse.memory.get(
            ("link", ask.lang, tuple(ask.given.items()), link.iri, *ask.key), lambda: about(ask, link)
        )
        return browse.page(request, "link.html", **context)

    def word(request: Request) -> Response:
        ask, link = asked(request)
        name = ask.case.say("pack_title", link=label(link, ask.lang), state=state_word(ask, link))
        return attached(write(ask.case, "docx", link), DOCX, f"{name}.docx")

    def table(request: Request) -> Response:
        ask, link = asked(request)
        found = project_table(ask, link)
        return browse.files(request, found, form_of(request), f"{label(link, ask.lang)}-{found.title}")

    files = [route for form in FORMS for route in browse.route(f"/link/{{chain}}/{{key}}.{form}", table)]
    return [*files, *browse.route("/link/{chain}/{key}.docx", word), *browse.route("/link/{chain}/{key}", page)]


def state_word(ask: Ask, link: Link) -> str:
    """The state of a link in words."""
    return say(f"state.{ask.gaps.main.states[link.iri]}", ask.lang)


def about(ask: Ask, link: Link) -> dict[str, Any]:
    """The context of the page."""
    gaps, lang, case = ask.gaps, ask.lang, ask.case
    record = explain(case.store, gaps, link)
    grounds = Grounds(record, case.names, lang)
    return {
        "ask": ask,
        "link": link,
        "title": label(link, lang),
        "other": label(link, "en" if lang == "zh" else "zh"),
        "state": record["state"],
        "state_word": state_word(ask, link),
        "rule": say(f"text.rule_{record['state']}", lang),
        "scope": scope(gaps, ask.place_names, lang),
        "reason": case.reason(link),
        "kinds": [say(f"kind.{kind}", lang) for kind in record["kinds"]],
        "cautions": cautions(ask, link),
        "figures": figures(ask, link, record),
        "bound": ask.bound if ask.case.lower_bound(link) else "",
        "arithmetic": arithmetic(ask, record),
        "rank": record["rank"],
        "ranked": sum(entry.rank is not None for entry in ask.answer.scores.values()),
        "ranking": [grounds.title(), *grounds.parts()] if record["rank"] is not None else [],
        "cuts": [
            (say(f"cut.{cut}", lang), state, say(f"state.{state}", lang))
            for cut, state in record["state_by_cut"].items()
        ],
        "chemistries": chemistries(record, lang),
        "projects": [row(ask, project, link) for project in gaps.makers(link)],
        "possible": possible(ask, link),
        "elsewhere": [row(ask, gaps.projects[entry["iri"]], link, apart=True) for entry in record["elsewhere"]],
        "said": said(ask, link),
        "shown": SHOWN,
        "inputs": inputs(ask, record),
        "waiting": [(Part(label(o, lang), ask.link_href(o.key)), staged(ask, o)) for o in gaps.waiting(link)],
        "contacts": [
            (ask.browse.part(c["enterprise"], lang), ask.browse.part(c["project"], lang)) for c in record["contacts"]
        ],
        "doubts": list(dict.fromkeys(words["doubt"] for words in record["doubts"])),
        "files": [(form, ask.href(f"link/{ask.chain}/{link.key}.{form}")) for form in FORMS],
        "word": ask.href(f"link/{ask.chain}/{link.key}.docx"),
    }


def possible(ask: Ask, link: Link) -> list[Row]:
    """The projects that may serve the link."""
    known = ask.gaps.projects
    found = [known[iri] for iri, _ in ask.gaps.possible.get(link.iri, ()) if iri in known]
    return [row(ask, project, link, apart=True) for project in found]


def project_table(ask: Ask, link: Link) -> Listing:
    """The projects of the link, then those that may serve it, as a table for files."""
    title = say("chain_page.projects", ask.lang)
    groups = [(title, [row(ask, project, link) for project in ask.gaps.makers(link)])]
    groups.append((say("chain_page.possible", ask.lang), possible(ask, link)))
    names = ["browse.column-kind", *(f"browse.column-{name}" for name in ("project", "stage", "park", "owner"))]
    names += ["chain_page.printed", "chain_page.counted"]
    rows = [
        (text(kind), *(Cell((part,)) for part in (r.project, r.stage, r.park)), several(r.owners), text(r.printed),
         text(r.counted))
        for kind, found in groups for r in found
    ]  # fmt: skip
    return Listing(title, tuple(Column(name, say(name, ask.lang)) for name in names), rows)


def figures(ask: Ask, link: Link, record: dict[str, Any]) -> list[Figure]:
    """Demand, offtake, supply, and what is missing."""
    balance, lang, told = ask.gaps.main.balances[link.iri], ask.lang, []
    for name, amount in (("demand", balance.demand), ("offtake", balance.offtake)):
        told.append(Figure(say(f"chain_page.{name}", lang), *flow(ask, link, record, name, amount)))
    supply = balance.supply
    none = say("chain_page.none-stated" if supply.makers else "chain_page.no-maker", lang)
    words = none if supply.stated is None else brief(supply.stated, link.unit, lang)
    silent = say("text.why_silent", lang, n=len(supply.unstated)) if supply.unstated else ""
    told.append(Figure(say("chain_page.supply", lang), words, silent))
    lacking = ask.case.lacking(link) if record["state"] != "not-needed" else "—"
    return [Figure(say("chain_page.lacking", lang), lacking, "", "main"), *told]


def flow(ask: Ask, link: Link, record: dict[str, Any], name: str, amount: Range | None) -> tuple[str, str]:
    """An amount in words, or the reason why there is none."""
    if amount is not None:
        return ranged(amount, link.unit, ask.lang, lower=False), ""
    reason = record["reasons"][name]
    silent = record["offtake"]["unstated_buyers"]
    return "—", say(f"text.no_{name}_{reason}", ask.lang, n=silent) if reason else ""


def arithmetic(ask: Ask, record: dict[str, Any]) -> list[Block]:
    """Every number from the ones above it, then where the coefficients come from."""
    leaf = Leaf(ask.lang)
    told = WordExplanation(record, ask.case.names, leaf, heads=False)
    told.arithmetic()
    told.heads, told.level = True, 2
    told.sources()
    return leaf.blocks


def chemistries(record: dict[str, Any], lang: str) -> list[tuple[str, str, str]]:
    """The state with other cells, where it is another one."""
    others = record["state_by_chemistry"].items()
    return [(say(f"chemistry.{n}", lang), s, say(f"state.{s}", lang)) for n, s in others if s != record["state"]]


def row(ask: Ask, project: Project, link: Link, *, apart: bool = False) -> Row:
    """A project as the table shows it; one ``apart`` never counts."""
    browse, lang = ask.browse, ask.lang
    owners = [browse.part(iri, lang) for iri in project.enterprises]
    owners += [
        Part(say("browse.possibly", lang, name=browse.part(iri, lang).text), browse.address(iri, lang), "maybe")
        for iri in project.possible_enterprises
    ]
    counts = not apart and ask.gaps.main.scenario.rank <= project.rank
    return Row(
        Part(label(project, lang), browse.address(project.iri, lang)),
        Part(say(f"stage.{project.stage}", lang), look=f"stage-{project.rank}"),
        browse.part(project.park, lang),
        owners,
        ask.case.printed(project, link),
        say("text.counted" if counts else "text.not_counted", lang),
    )


def said(ask: Ask, link: Link) -> list[Said]:
    """The sentences that the link's entry rests on, in their paragraphs."""
    found = []
    for ground in ask.case.grounds(link):
        rows = run(ask.case.store, "plan/evidence", subject=ox.NamedNode(ground.iri)).rows
        around = passages(ask.case.store, rows, ask.lang)
        if around:
            found.append(Said(ground.role, ask.browse.part(ground.iri, ask.lang), around))
    return found


def inputs(ask: Ask, record: dict[str, Any]) -> list[tuple[str, list[Part]]]:
    """What the link takes, with the projects and resources that it comes from here; none for what is not here."""
    told = WordExplanation(record, ask.case.names, Leaf(ask.lang), heads=False)
    found = []
    for entry in record["local_inputs"]:
        found_here = sorted(entry["from"], key=lambda iri: -rank_of(ask, iri))
        parts = [Part(told.grounded(iri, entry["product"]), ask.browse.address(iri, ask.lang)) for iri in found_here]
        found.append((told.product(entry["product"]), parts))
    return [*found, *((told.product(key), []) for key in record["absent_inputs"])]


def rank_of(ask: Ask, iri: str) -> int:
    """How far a project is; 0 for a resource."""
    project = ask.gaps.projects.get(iri)
    return project.rank if project else 0


def staged(ask: Ask, link: Link) -> str:
    """The counted projects of a link that waits."""
    makers = ask.gaps.main.balances[link.iri].supply.makers
    return say("text.list_mark", ask.lang).join(label(project, ask.lang) for project in makers)
