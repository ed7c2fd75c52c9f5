"""情景对比: two scenarios side by side, each set by a form, and what differs between their answers."""

from __future__ import annotations

from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from cfgraph.analysis.compare import Change, Comparison
from cfgraph.analysis.places import names
from cfgraph.analysis.scenario import CHEMISTRIES
from cfgraph.namespaces import STAGES, key_of, short_key
from cfgraph.publish.compare_view import View
from cfgraph.publish.numbers import unit
from cfgraph.sources.scenario_file import COEFFICIENTS
from cfgraph.web.officer.ask.compare_fields import SIDES, Form
from cfgraph.web.officer.ask.compare_form import MIX, products, read_form
from cfgraph.web.officer.ask.compare_mistakes import Mistake
from cfgraph.web.officer.ask.compare_outcome import notes, numbers_differ, subject
from cfgraph.web.officer.ask.compare_presets import presets
from cfgraph.web.officer.ask.compare_sides import Sides
from cfgraph.web.officer.asked_places import asked_places
from cfgraph.web.officer.browse import Browse, again, file_links, form_of
from cfgraph.web.officer.chain.chain_ask import chains
from cfgraph.web.officer.listing import Cell, Column, Listing, number, text
from cfgraph.web.pages import language
from cfgraph.words import say


class Line(NamedTuple):
    """A link on both sides: state and its word on each, numbers and reason where they differ."""

    name: str
    address: str
    states: tuple[str, str]
    words: tuple[str, str]
    required: str
    supply: str
    why: str


def routes(browse: Browse) -> list[BaseRoute]:
    """The page, and the comparison as CSV."""
    sides = Sides(browse)

    def page(request: Request) -> Response:
        lang = language(request)
        form = read_form(browse, request, lang)
        shown: dict[str, Any] = {
            "chosen": form.values,
            "choices": choices(browse, form),
            "wrong": {field: [mended(request, field, m) for m in found] for field, found in form.wrong.items()},
            "presets": presets(browse, request, form),
            "ask": lambda key, **params: say(f"scenarios.{key}", lang, **params),
        }
        if form.wrong:
            return browse.page(request, "compare.html", 400, **shown)
        comparison = sides.comparison(form.scenarios)
        view = View(comparison, names(browse.places(), lang), lang)
        if form_of(request):
            return browse.files(request, change_table(view, lang), form_of(request), say("browse.compare", lang))
        return browse.page(
            request,
            "compare.html",
            **shown,
            subject=subject(form, view),
            notes=notes(browse, request, form, sides),
            moved_numbers=sum(numbers_differ(change) for change in comparison.changes if not change.turned),
            view=view,
            counts=[(s, say(f"state.{s}", lang), a, b) for s, a, b in comparison.counts()],
            changed=[line(browse, view, c, lang) for c in comparison.changes if c.turned],
            moved=[line(browse, view, c, lang) for c in comparison.changes if not c.turned],
            same=same(browse, comparison, lang),
            sides=[[part for part in view.side(side)[1:] if part] for side in comparison.sides],
            place=names(browse.places(), lang)[form.place],
            files=file_links(request, "compare"),
        )

    return browse.route("/compare", page, listed=True)


def mended(request: Request, field: str, mistake: Mistake) -> tuple[str, list[tuple[str, str]]]:
    """What is wrong with a field, and the values that may have been meant, each with the address that takes it."""
    return mistake.words, [(name, again(request, **{field: value})) for name, value in mistake.meant]


def choices(browse: Browse, form: Form) -> dict[str, list[tuple[str, str]]]:
    """The values of each field with their names."""
    lang = form.lang
    own = [p for p in browse.projects().values() if any(short_key(iri) == form.chain for iri in p.chains)]
    owners = sorted({browse.names(lang).get(owner, owner) for project in own for owner in project.enterprises})
    usual = say("browse.assumed", lang, name=say(f"chemistry.{CHEMISTRIES[0]}", lang))
    mixed = [(MIX, say("scenarios.mix-below", lang))]
    return {
        "chain": [(short_key(iri), browse.names(lang).get(iri, iri)) for iri in chains(browse)],
        "place": [(key_of(p.iri), browse.part(p.iri, lang).text) for p in asked_places(browse, chosen=form.place)],
        "from": [(key, say(f"cut.{key}", lang)) for key in STAGES],
        "chemistry": [("", usual), *((c, say(f"chemistry.{c}", lang)) for c in CHEMISTRIES), *mixed],
        "shares": [(name, say(f"chemistry.{name}", lang)) for name in CHEMISTRIES],
        "coefficients": [("", say("browse.range", lang)), *((c, say(f"bound.{c}", lang)) for c in COEFFICIENTS)],
        "exclude": [(name, "") for name in (*owners, *sorted(p.zh if lang == "zh" else p.en for p in own))],
        "product": [(name, "") for name in products(browse, form.chain, lang)],
    }


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
