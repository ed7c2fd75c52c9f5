"""情景对比: two scenarios side by side, each set by a form, and what differs between their answers."""

from __future__ import annotations

import re
import threading
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from cfgraph.analysis.compare import Change, Comparison
from cfgraph.analysis.compare import compare as set_side_by_side
from cfgraph.analysis.edits import derive, settle
from cfgraph.analysis.gaps import Gaps, find_gaps
from cfgraph.analysis.places import names
from cfgraph.analysis.query import run
from cfgraph.analysis.scenario import CHEMISTRIES, Scenario
from cfgraph.errors import Problem, UsageError
from cfgraph.namespaces import STAGES, key_of, short_key
from cfgraph.publish.compare_view import View
from cfgraph.publish.numbers import unit
from cfgraph.sources.scenario_file import COEFFICIENTS, ScenarioText
from cfgraph.web.officer.asked_places import asked_places
from cfgraph.web.officer.browse import Browse, file_links, form_of
from cfgraph.web.officer.listing import Cell, Column, Listing, choose, number, text
from cfgraph.web.pages import language
from cfgraph.words import say

SIDES = ("a", "b")
FIELDS = ("from", "chemistry", "exclude", "coefficients")
DEFAULTS = {"a-from": "advancing", "b-from": "negotiating"}
"""What is compared where the address says nothing: the plan as counted, and what if everything in talks came."""
APART = re.compile(r"[、，,;；+＋]")
MOST = 12
"""Names of projects that one side may leave out."""
PRESETS = {
    "talks": {"a-from": "advancing", "b-from": "negotiating"},
    "ground": {"a-from": "advancing", "b-from": "under-construction"},
    "ncm": {"a-from": "advancing", "b-from": "advancing", "b-chemistry": "ncm523"},
    "high": {"a-from": "advancing", "b-from": "advancing", "a-coefficients": "low", "b-coefficients": "high"},
}


class Line(NamedTuple):
    """A link on both sides: state and its word on each, numbers and reason where they differ."""

    name: str
    address: str
    states: tuple[str, str]
    words: tuple[str, str]
    required: str
    supply: str
    why: str


class Sides:
    """Answers the two sides. Leaving projects out closes the graph anew, which is done by one at a time."""

    def __init__(self, browse: Browse) -> None:
        self.browse = browse
        self.lock = threading.Lock()

    def comparison(self, chosen: dict[str, str]) -> Comparison:
        """Both answers set side by side. Raises UsageError with every mistake of both sides."""
        base = {"chemistry": "", "plan": "", "from": "advancing", "chain": chosen["chain"], "place": chosen["place"]}
        scenarios = settle(self.browse.site.store, [side_text(chosen, side) for side in SIDES], base)
        return set_side_by_side(*(self.answer(scenario) for scenario in scenarios))

    def answer(self, scenario: Scenario) -> Gaps:
        """The answer of a side, remembered."""
        mix = tuple(scenario.chemistry.items())
        gone = tuple(project.iri for project in scenario.excluded)
        key = (scenario.place, scenario.chain, scenario.start, mix, scenario.assumed, scenario.coefficients, gone)
        return self.browse.memory.get(("side", *key), lambda: self._work_out(scenario))

    def _work_out(self, scenario: Scenario) -> Gaps:
        store, zone = self.browse.site.store, self.browse.zone_of(scenario.place)
        if not scenario.excluded:
            return find_gaps(store, scenario, zone, whole=False)
        from cfgraph.graph.build import Built
        from cfgraph.graph.close import infer

        with self.lock:
            own = derive(store, scenario, lambda quads: infer(Built(quads, {}, ())))
        return find_gaps(own, scenario, zone, whole=False)


def routes(browse: Browse) -> list[BaseRoute]:
    """The page, and the comparison as CSV."""
    sides = Sides(browse)

    def page(request: Request) -> Response:
        lang = language(request)
        chosen = given(browse, request)
        comparison = sides.comparison(chosen)
        view = View(comparison, names(browse.places(), lang), lang)
        if form_of(request):
            return browse.files(request, change_table(view, lang), form_of(request), say("browse.compare", lang))
        return browse.page(
            request,
            "compare.html",
            chosen=chosen,
            choices=choices(browse, chosen, lang),
            presets=[(name, say(f"browse.preset-{name}", lang), values) for name, values in PRESETS.items()],
            view=view,
            counts=[(s, say(f"state.{s}", lang), a, b) for s, a, b in comparison.counts()],
            changed=[line(browse, view, c, lang) for c in comparison.changes if c.turned],
            moved=[line(browse, view, c, lang) for c in comparison.changes if not c.turned],
            same=same(browse, comparison, lang),
            sides=[[part for part in view.side(side)[1:] if part] for side in comparison.sides],
            place=names(browse.places(), lang)[comparison.a.main.scenario.place],
            files=file_links(request, "compare"),
        )

    return browse.route("/compare", page, listed=True)


def given(browse: Browse, request: Request) -> dict[str, str]:
    """What the form says, checked as far as it has choices. Raises UsageError for what is none of them."""
    fields = [f"{side}-{field}" for side in SIDES for field in FIELDS]
    asked = {name: request.query_params.get(name, "").strip() for name in ("chain", "place", *fields)}
    if not any(asked[name] for name in fields):
        asked |= DEFAULTS
    for side in SIDES:
        asked[f"{side}-from"] = choose(f"{side}-from", asked[f"{side}-from"], tuple(STAGES)) or "advancing"
        choose(f"{side}-coefficients", asked[f"{side}-coefficients"], COEFFICIENTS)
    return asked | {"chain": asked["chain"] or "lithium-battery"}


def side_text(chosen: dict[str, str], side: str) -> ScenarioText:
    """One side of the form as a scenario in its words."""
    values = {name: chosen[f"{side}-{name}"] for name in ("from", "chemistry", "coefficients")}
    left_out = [words.strip() for words in APART.split(chosen[f"{side}-exclude"]) if words.strip()]
    if len(left_out) > MOST:
        problem = Problem("choice", {"value": str(len(left_out)), "allowed": f"≤ {MOST}"}, column=f"{side}-exclude")
        raise UsageError(problem)
    kept = {name: value for name, value in values.items() if value}
    return ScenarioText(side.upper(), False, kept, tuple(dict.fromkeys(left_out)))


def choices(browse: Browse, chosen: dict[str, str], lang: str) -> dict[str, list[tuple[str, str]]]:
    """The values of each field with their names."""
    mixes = [*CHEMISTRIES, *(chosen[f"{side}-chemistry"] for side in SIDES if "=" in chosen[f"{side}-chemistry"])]
    chains = [(short_key(row["chain"].value), row[lang].value) for row in run(browse.site.store, "chains/chains").rows]
    owners = {o for p in browse.projects().values() if short_key_in(p.chains, chosen["chain"]) for o in p.enterprises}
    told = [say("browse.assumed", lang, name=say(f"chemistry.{CHEMISTRIES[0]}", lang))]
    return {
        "chain": chains,
        "place": [(key_of(p.iri), browse.part(p.iri, lang).text) for p in asked_places(browse)],
        "from": [(key, say(f"cut.{key}", lang)) for key in STAGES],
        "chemistry": [("", told[0]), *((c, say(f"chemistry.{c}", lang) if c in CHEMISTRIES else c) for c in mixes)],
        "coefficients": [("", say("browse.range", lang)), *((c, say(f"bound.{c}", lang)) for c in COEFFICIENTS)],
        "exclude": sorted((browse.names(lang).get(owner, owner), "") for owner in owners),
    }


def short_key_in(iris: tuple[str, ...], key: str) -> bool:
    """True where one of the IRIs ends with the key."""
    return any(short_key(iri) == key for iri in iris)


def line(browse: Browse, view: View, change: Change, lang: str) -> Line:
    """A link that differs."""
    _, _, required, supply, why = view.row(change)
    words = (say(f"state.{change.states[0]}", lang), say(f"state.{change.states[1]}", lang))
    return Line(
        view.label(change.link), browse.address(change.link.iri, lang), change.states, words, required, supply, why
    )


def change_table(view: View, lang: str) -> Listing:
    """Every link that differs, with its numbers on both sides: the files of the page."""
    numbers = [f"{what}-{side}" for what in ("required", "supply") for side in SIDES]
    titles = [say(f"browse.column-{name.rpartition('-')[0]}", lang) + f" {name[-1].upper()}" for name in numbers]
    columns = [Column("link", say("browse.column-link", lang)), Column("a", "A"), Column("b", "B")]
    columns += [Column(name, title, True) for name, title in zip(numbers, titles, strict=True)]
    columns += [Column(name, say(f"browse.column-{name}", lang)) for name in ("unit", "why")]
    rows: list[tuple[Cell, ...]] = []
    for change in view.comparison.changes:
        needs = [side.requirement.typical if side.requirement else None for side in change.balances]
        amounts = [*needs, *(side.supply.stated for side in change.balances)]
        rows.append(
            (
                text(view.label(change.link)),
                *(text(say(f"state.{state}", lang)) for state in change.states),
                *(number(None if amount is None else round(float(amount), 2)) for amount in amounts),
                text(unit(change.link.unit, lang)),
                text(view.reason(change)),
            )
        )
    return Listing(say("browse.compare", lang), tuple(columns), rows)


def same(browse: Browse, comparison: Comparison, lang: str) -> list[tuple[str, str, str, str]]:
    """The links that do not differ: name, address, state and its word."""
    differ = {change.link.iri for change in comparison.changes}
    states: dict[str, Any] = comparison.a.main.states
    return [
        (link.zh if lang == "zh" else link.en, browse.address(link.iri, lang), states[link.iri],
         say(f"state.{states[link.iri]}", lang))
        for link in comparison.links
        if link.iri not in differ
    ]  # fmt: skip
