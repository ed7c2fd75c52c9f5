"""Comparisons that 情景对比 offers ready made. Enterprises, links and amounts come from the data."""

from __future__ import annotations

from collections import Counter
from decimal import ROUND_CEILING, Decimal
from typing import NamedTuple

from starlette.requests import Request

from cfgraph.analysis.gaps import Gaps
from cfgraph.analysis.scenario import COMMITTED, TALK_RANK, TALKS, Scenario
from cfgraph.publish.numbers import brief
from cfgraph.sources.quantity import RATE_SUFFIX
from cfgraph.web.officer.ask.compare_fields import FIELDS, SIDES, Form
from cfgraph.web.officer.browse import Browse, again
from cfgraph.web.officer.chain.chain_ask import Ask
from cfgraph.words import say

PLAN = {"a-from": Scenario.start, "b-from": Scenario.start}
"""Both sides at the usual cut."""
TALKED = {"a-from": TALKS, "b-from": TALKS}
"""Both sides with everything in talks."""
CLEAR = {f"{side}-{name}": "" for side in SIDES for name in FIELDS}
"""What a preset empties: every field of both sides."""


class Ready(NamedTuple):
    """A ready-made comparison: its key in addresses, its words, and what it fills in."""

    key: str
    words: str
    values: dict[str, str]


class Preset(NamedTuple):
    """A ready-made comparison as the page offers it: its words, its address, and whether it is what the page shows."""

    words: str
    address: str
    shown: bool


def presets(browse: Browse, request: Request, form: Form) -> list[Preset]:
    """The comparisons for the chain and the place of the form, with their addresses."""
    now = {name: form.values[name] for name in CLEAR}
    return [
        Preset(ready.words, again(request, **{**CLEAR, "preset": ready.key}), now == {**CLEAR, **ready.values})
        for ready in offered(browse, form)
    ]


def offered(browse: Browse, form: Form) -> list[Ready]:
    """The comparisons for the chain and the place of the form."""
    lang = form.lang
    gaps = browse.gaps(form.chain, form.place)
    found = [
        Ready("talks", say("scenarios.preset-talks", lang), {"a-from": Scenario.start, "b-from": TALKS}),
        Ready("ground", say("scenarios.preset-ground", lang), {"a-from": Scenario.start, "b-from": COMMITTED}),
    ]
    who = largest_in_talks(browse, gaps, lang)
    if who:
        words = say("scenarios.preset-without", lang, who=who)
        found.append(Ready("without", words, {**TALKED, "b-exclude": who}))
    if gaps.chemical:
        words = say("scenarios.preset-ncm", lang)
        found.append(Ready("ncm", words, {**PLAN, "a-chemistry": "lfp", "b-chemistry": "ncm523"}))
    words = say("scenarios.preset-high", lang)
    found.append(Ready("high", words, {**PLAN, "a-coefficients": "low", "b-coefficients": "high"}))
    first = first_gap(browse, form)
    if first:
        name, product, amount = first
        words = say("scenarios.preset-add", lang, link=name, amount=amount)
        found.append(Ready("add", words, {**PLAN, "b-product": product, "b-amount": amount}))
    return found


def largest_in_talks(browse: Browse, gaps: Gaps, lang: str) -> str:
    """The enterprise of the largest project in talks, or the project where none is named; empty for none.

    Projects of the link that demand starts from come first; others are measured in the unit that most of them have.
    """
    of, anchor = gaps.model.links_of, gaps.model.anchor
    found = [
        (anchor in of[output.product], output, project)
        for project in gaps.model.projects
        if 0 < project.rank <= TALK_RANK
        for output in project.outputs
        if output.value is not None and output.product in of
    ]
    units = Counter(output.unit for _, output, _ in found)
    found = [entry for entry in found if entry[0] or entry[1].unit == units.most_common(1)[0][0]]
    if not found:
        return ""
    project = max(found, key=lambda entry: (entry[0], entry[1].value or Decimal(0)))[2]
    names = browse.names(lang)
    return names.get((*project.enterprises, project.iri)[0], project.zh)


def first_gap(browse: Browse, form: Form) -> tuple[str, str, str] | None:
    """The link to go for first: its name, its product, and an amount that would be enough; None where there is none."""
    ask = Ask(browse, Scenario(form.place, form.chain, assumed=("chemistry",)), form.lang, {})
    link = next((scored.link for scored in ask.answer.scores.values() if scored.rank == 1), None)
    needed = ask.gaps.main.balances[link.iri].requirement if link else None
    if link is None or needed is None or needed.high <= 0:
        return None
    amount = needed.high.quantize(Decimal(1).scaleb(needed.high.adjusted() - 1), ROUND_CEILING)
    label = link.zh if form.lang == "zh" else link.en
    return (
        label,
        browse.names(form.lang).get(link.products[0], label),
        brief(amount, link.unit.removesuffix(RATE_SUFFIX), form.lang),
    )
