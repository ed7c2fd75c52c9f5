"""Why a link is as it is, in one line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cfgraph.analysis.balance import makes
from cfgraph.analysis.gaps import Gaps
from cfgraph.analysis.kinds import other_grade
from cfgraph.analysis.model import Link, Project
from cfgraph.analysis.rates import fed
from cfgraph.analysis.reasons import is_lower_bound
from cfgraph.publish.numbers import brief, ranged
from cfgraph.words import say


def label(thing: Any, lang: str) -> str:
    """The name of a link, project or product."""
    return str(thing.zh if lang == "zh" else thing.en)


def why(gaps: Gaps, link: Link, lang: str, *, cautions: bool = True) -> str:
    """The reason in one line, with what to know before bringing the link in unless that is told elsewhere."""
    model, state, iri = gaps.model, gaps.main.states[link.iri], link.iri
    if state == "not-needed":
        return say("text.why_not_needed", lang)
    balance = gaps.main.balances[iri]
    counted = list(balance.supply.makers) or gaps.makers(link)
    names = say("text.list_mark", lang).join(label(project, lang) for project in counted)
    short = {"talks-only": "talks", "below-cut": "below"}.get(state, state)
    if state in ("short", "uncertain", "adequate", "surplus"):
        parts = [_numbers(gaps, link, lang)]
    else:
        parts = [say(f"text.why_{short}", lang, projects=names)]
    possible = [gaps.projects[maybe] for maybe, _ in gaps.possible.get(iri, []) if maybe in gaps.projects]
    if possible and not balance.supply.makers:
        parts.append(say("text.why_possible", lang, projects=staged(possible, lang)))
    if balance.demand and balance.offtake and balance.offtake.typical > balance.demand.typical:
        parts.append(say("text.why_offtake", lang))
    if balance.offtake and not (balance.demand and balance.demand.typical >= balance.offtake.typical):
        parts += _full(gaps, link, lang)
    asked = fed(gaps, link)
    if asked:
        amount = ranged(asked.amount, link.unit, lang, lower=is_lower_bound(gaps, asked.taker))
        parts.append(say("text.why_fed", lang, link=label(asked.taker, lang), amount=amount))
    if balance.supply.makers and not gaps.waiting(link) and gaps.neighbours(link, down=True):
        parts.append(say("text.why_no_buyer", lang))
    if iri in gaps.sought:
        parts.append(say("text.why_sought", lang))
    abroad = [label(project, lang) for project in gaps.elsewhere if makes(model, project, iri)]
    if abroad:
        parts.append(say("text.why_elsewhere", lang, projects=say("text.list_mark", lang).join(abroad)))
    endowed = [e.zh for e in model.endowments if iri in model.links_of.get(e.product, ())]
    if endowed:
        parts.append(say("text.why_endowed", lang, names=say("text.list_mark", lang).join(endowed)))
    beside = dict.fromkeys(project for product in link.products for project in gaps.beside(product))
    if beside and not balance.supply.makers:
        parts.append(say("text.why_byproduct", lang, projects=staged(list(beside), lang)))
    if state in ("missing", "talks-only", "below-cut"):
        parts += _surroundings(gaps, link, lang)
    for caution in gaps.cautions.get(iri, []) if cautions else []:
        parts.append(say("text.why_caution", lang, words=caution[lang], date=caution["date"]))
    return say("text.semicolon", lang).join(parts)


def _numbers(gaps: Gaps, link: Link, lang: str) -> str:
    balance = gaps.main.balances[link.iri]
    required, supply = balance.requirement, balance.supply
    assert required is not None
    assert supply.stated is not None
    words = say(
        "text.why_numbers",
        lang,
        n=len(supply.makers) - len(supply.unstated),
        supply=brief(supply.stated, link.unit, lang),
        required=ranged(required, link.unit, lang, lower=is_lower_bound(gaps, link)),
    )
    silent = say("text.why_silent", lang, n=len(supply.unstated)) if supply.unstated else ""
    return words + (say("text.semicolon", lang) + silent if silent else "")


def _full(gaps: Gaps, link: Link, lang: str) -> list[str]:
    """That everybody who would buy makes more than is needed already, by the stated figures."""
    takers = gaps.waiting(link)
    if not takers or any(gaps.main.states[taker.iri] != "surplus" for taker in takers):
        return []
    names = say("text.list_mark", lang).join(label(taker, lang) for taker in takers)
    return [say("text.why_buyer_full", lang, links=names)]


def _surroundings(gaps: Gaps, link: Link, lang: str) -> list[str]:
    parts = []
    local = {product: found for product, found in gaps.inputs(link)[0].items() if product not in link.products}
    mark = say("text.list_mark", lang)
    if local:
        told = [label(gaps.model.products[p], lang) + bracket(_ground(gaps, p, local[p], lang), lang) for p in local]
        parts.append(say("text.why_local", lang, inputs=mark.join(told)))
    for material in gaps.inputs(link)[1]:
        other = other_grade(gaps, material)
        if other:
            name = label(gaps.model.products[material], lang)
            parts.append(say("text.why_other_form", lang, input=name, projects=staged(other, lang)))
    waiting = mark.join(label(other, lang) for other in gaps.waiting(link))
    if waiting:
        parts.append(say("text.why_waiting", lang, links=waiting))
    return parts


def _ground(gaps: Gaps, product: str, found: list[str], lang: str) -> str:
    """What an input rests on: the furthest stage among its projects, else a by-product or a resource."""
    aside = {project.iri for project in gaps.beside(product)}
    projects = [gaps.projects[iri] for iri in found if iri in gaps.projects and iri not in aside]
    if not projects:
        return say("text.byproduct" if aside & {*found} else "text.resource", lang)
    return say(f"stage.{max(projects, key=lambda project: project.rank).stage}", lang)


def staged(projects: Iterable[Project], lang: str) -> str:
    """Projects with their stage."""
    told = [f"{label(project, lang)}{bracket(say(f'stage.{project.stage}', lang), lang)}" for project in projects]
    return say("text.list_mark", lang).join(told)


def bracket(words: str, lang: str) -> str:
    """Words in brackets."""
    return say("text.bracket", lang, words=words)
