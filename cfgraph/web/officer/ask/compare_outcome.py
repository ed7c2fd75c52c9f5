"""What comes out of 情景对比: one line on top, and why leaving something out changed nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from starlette.requests import Request

from cfgraph.analysis.compare import Change, Comparison
from cfgraph.analysis.query import KEY
from cfgraph.analysis.scenario import Excluded, Scenario
from cfgraph.namespaces import RANK, STAGES
from cfgraph.publish.compare_view import View
from cfgraph.web.officer.ask.compare_fields import SIDES, Form
from cfgraph.web.officer.ask.compare_sides import Sides
from cfgraph.web.officer.browse import Browse, again
from cfgraph.words import say

CUTS = {local: key for key, local in STAGES.items()}
"""Local name of a stage → the cut that begins with it."""


class Note(NamedTuple):
    """Why something changed nothing, and where there is one, the comparison in which it would."""

    words: str
    link: str = ""
    address: str = ""


def numbers_differ(change: Change) -> bool:
    """True where the requirement or the supply of a link differs."""
    one, other = change.balances
    return one.requirement != other.requirement or one.supply.stated != other.supply.stated


def subject(form: Form, view: View) -> str:
    """What B does otherwise than A, in one phrase."""
    lang = form.lang
    a, b = form.scenarios
    mark = say("text.list_mark", lang)
    (_, cut_a, mix_a, *_), (_, cut_b, mix_b, *_) = (view.side(side) for side in view.comparison.sides)
    told = [say("scenarios.turns", lang, a=one, b=two) for one, two in ((cut_a, cut_b), (mix_a, mix_b)) if one != two]
    if a.coefficients != b.coefficients:
        one, two = (_bound(side.coefficients, lang) for side in (a, b))
        told.append(say("scenarios.coefficients-turn", lang, a=one, b=two))
    out_a, out_b = (_left_out(form, at) for at in range(len(SIDES)))
    for key, here, there in (("left-out", out_b, out_a), ("kept", out_a, out_b)):
        only = [name for name in here if name not in there]
        told += [say(f"scenarios.{key}", lang, names=mark.join(only))] if only else []
    for key, own, other in (("added-to", b.added, a.added), ("not-added", a.added, b.added)):
        new = [project.name for project in own if project not in other]
        told += [say(f"scenarios.{key}", lang, names=mark.join(new))] if new else []
    if not told:
        return say("scenarios.no-difference", lang)
    return say("scenarios.after", lang, what=say("scenarios.and", lang).join(told))


def _bound(coefficients: str, lang: str) -> str:
    return say(f"bound.{coefficients}", lang) if coefficients else say("browse.range", lang)


def _left_out(form: Form, at: int) -> list[str]:
    """What a side leaves out as it was written, or the projects' names where keys were written."""
    words = form.left_out[SIDES[at]]
    if not any(KEY.fullmatch(word) for word in words):
        return words
    return [_label(project, form.lang) for project in form.scenarios[at].excluded]


def _label(project: Excluded, lang: str) -> str:
    return project.zh if lang == "zh" else project.en


def notes(browse: Browse, request: Request, form: Form, sides: Sides) -> list[Note]:
    """Why what a side leaves out changes nothing there, for each side where that is so."""
    found: list[Note] = []
    for at, scenario in enumerate(form.scenarios):
        if not scenario.excluded:
            continue
        effect = Comparison(sides.answer(replace(scenario, excluded=())), sides.answer(scenario))
        if any(change.turned or numbers_differ(change) for change in effect.changes):
            continue
        found += _uncounted(browse, request, form, at)
        found += _elsewhere(browse, form, scenario, effect)
    return list(dict.fromkeys(found))


def _uncounted(browse: Browse, request: Request, form: Form, at: int) -> list[Note]:
    """Projects that the cut does not count anyway, by their stage."""
    lang, scenario = form.lang, form.scenarios[at]
    by_stage: dict[str, list[str]] = {}
    for project in scenario.excluded:
        known = browse.projects().get(project.iri)
        if known and known.rank < scenario.rank:
            by_stage.setdefault(known.stage, []).append(_label(project, lang))
    told = []
    for stage, names in by_stage.items():
        cut = CUTS.get(stage, "")
        both = cut and all(RANK[cut] < each.rank for each in form.scenarios)
        where = say("scenarios.both-cuts", lang) if both else say("scenarios.own-cut", lang, side=SIDES[at].upper())
        words = say(
            "scenarios.not-counted",
            lang,
            projects=say("text.list_mark", lang).join(names),
            where=where,
            stage=say(f"stage.{stage}", lang),
        )
        link = say("scenarios.widen", lang, cut=say(f"cut.{cut}", lang)) if cut else ""
        told.append(Note(words, link, again(request, **{"a-from": cut, "b-from": cut}) if cut else ""))
    return told


def _elsewhere(browse: Browse, form: Form, scenario: Scenario, effect: Comparison) -> list[Note]:
    """Projects that the cut counts, and that bear on no link here."""
    bearing = {shift.seen.project.iri for change in effect.changes for shift in (*change.makers, *change.buyers)}
    names = []
    for project in scenario.excluded:
        known = browse.projects().get(project.iri)
        if known and known.rank >= scenario.rank and project.iri not in bearing:
            names.append(_label(project, form.lang))
    told = say("text.list_mark", form.lang).join(names)
    return [Note(say("scenarios.elsewhere", form.lang, projects=told))] if names else []
