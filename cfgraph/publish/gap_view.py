"""The gap table as people read it, and its CSV."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import partial
from shutil import get_terminal_size
from typing import Any

from cfgraph.analysis.balance import makes, silent_buyers
from cfgraph.analysis.gaps import Gaps
from cfgraph.analysis.model import Link, Project
from cfgraph.analysis.ranking import Scored, avoid, rank
from cfgraph.analysis.scenario import COMMITTED, TALKS, Scenario
from cfgraph.analysis.states import STATES
from cfgraph.namespaces import key_of
from cfgraph.publish.numbers import brief
from cfgraph.publish.question_view import question_lines
from cfgraph.publish.render import to_markdown, to_table
from cfgraph.words import say

WIDTH = 132
FIRM = 0.6
"""A rank that holds in fewer draws than this is marked."""
SHAKY = "~"
PLANNED = "advancing"
"""The cut that the column 计划口径 stands for."""
COLUMNS = ("rank", "link", "plan_view", "committed_view", "requirement_year", "supply", "balance", "why")


def label(thing: Any, lang: str) -> str:
    """The name of a link, project or product."""
    return str(thing.zh if lang == "zh" else thing.en)


def gap_table(gaps: Gaps, places: dict[str, str], lang: str, form: str, *, everything: bool = False) -> str:
    """The whole answer as a terminal table or in Markdown; ``places`` are place names by IRI."""
    scores = rank(gaps)
    links = in_order(gaps, scores, gaps.links(everything))
    ranked = [link for link in links if not link.beside]
    beside = [link for link in links if link.beside]
    chosen = "plan_view" if gaps.main.scenario.start == PLANNED else "chosen_view"
    header = [say(f"column.{chosen if name == 'plan_view' else name}", lang) for name in COLUMNS]
    render = to_markdown if form == "md" else partial(to_table, width=max(WIDTH, get_terminal_size().columns))
    parts = [heading(gaps, places, lang, form), render(header, [_row(gaps, scores, link, lang) for link in ranked])]
    if beside:
        title = say("text.beside", lang)
        parts += [
            f"### {title}" if form == "md" else title,
            render(header, [_row(gaps, scores, link, lang) for link in beside]),
        ]
    shaky = [iri for iri, entry in scores.items() if entry.stability is not None and entry.stability < FIRM]
    if shaky:
        parts.append(say("text.shaky", lang, share=f"{FIRM:.0%}"))
    shunned = avoid_line(gaps, lang)
    if shunned:
        parts.append(shunned)
    asked = question_lines(gaps, lang)
    if asked:
        parts.append("\n".join([say("text.questions", lang), *(f"- {line}" for line in asked)]))
    worst = (ranked or links)[0].key if links else ""
    given = asked_again(gaps.main.scenario)
    parts.append(say("text.hint_explain", lang, key=worst + given))
    if gaps.main.scenario.start != TALKS:
        parts.append(say("text.hint_cut", lang, options=given))
    return "\n".join(part.rstrip("\n") + "\n" for part in parts)


def asked_again(scenario: Scenario) -> str:
    """The options that a following command needs so that it asks of the same chain and park."""
    options = f" --chain {scenario.chain}" if scenario.chain != Scenario.chain else ""
    return options + (f" --place {key_of(scenario.place)}" if "/id/park/" in scenario.place else "")


def in_order(gaps: Gaps, scores: dict[str, Scored], links: Iterable[Link]) -> list[Link]:
    """Ranked links by rank, then the others by state."""

    def place(link: Link) -> tuple[int, int]:
        rank = scores[link.iri].rank if link.iri in scores else None
        return (0, rank) if rank is not None else (1, STATES.index(gaps.main.states[link.iri]))

    return sorted(links, key=place)


def avoid_line(gaps: Gaps, lang: str) -> str:
    """What not to go for, each with its reason; empty where there is nothing."""
    told = []
    for link, reason, params in avoid(gaps):
        given = {**params, "state": say(f"state.{params['state']}", lang)} if "state" in params else params
        told.append(label(link, lang) + _bracket(say(f"avoid.{reason}", lang, **given), lang))
    return say("text.avoid", lang, links=say("text.part_mark", lang).join(told)) if told else ""


def scope(gaps: Gaps, places: dict[str, str], lang: str) -> str:
    """Place, cut, chemistry and plans of an answer, in one line."""
    scenario = gaps.main.scenario
    mark = say("text.list_mark", lang)
    mix = mark.join(
        say(f"chemistry.{name}", lang) + ("" if share == 1 else f" {share:%}")
        for name, share in scenario.chemistry.items()
    )
    mix += say("text.assumed", lang) if "chemistry" in scenario.assumed else ""
    plans = mark.join(f"{plan.title_zh if lang == 'zh' else plan.title_en} ({plan.issued})" for plan in gaps.plans)
    parts = [places[scenario.place], say("text.scope_cut", lang, cut=say(f"cut.{scenario.start}", lang))]
    if gaps.chemical:
        parts.append(say("text.scope_chemistry", lang, chemistry=mix))
    parts.append(say("text.scope_plans", lang, plans=plans))
    return say("text.part_mark", lang).join(parts)


def heading(gaps: Gaps, places: dict[str, str], lang: str, form: str) -> str:
    """What was asked, how many links are in which state, and what the numbers leave out."""
    chain = gaps.model.chain_zh if lang == "zh" else gaps.model.chain_en
    title = say("text.gaps_title", lang, place=places[gaps.main.scenario.place], chain=chain)
    ranked = [link for link in gaps.links() if not link.beside]
    counts = Counter(gaps.main.states[link.iri] for link in ranked)
    told = say("text.list_mark", lang).join(
        f"{say(f'state.{state}', lang)} {counts[state]}" for state in STATES if counts[state]
    )
    beside = len(gaps.links()) - len(ranked)
    unneeded = len(gaps.model.links) - len(gaps.links())
    lines = [
        f"## {title}" if form == "md" else title,
        scope(gaps, places, lang),
        say("text.story_counts", lang, total=len(ranked), counts=told)
        + (say("text.story_beside", lang, n=beside) if beside else "")
        + (say("text.story_unneeded", lang, n=unneeded) if unneeded else ""),
        say("text.gaps_committed", lang),
    ]
    silent = len(gaps.main.demand.unstated.get("", ()))
    if silent:
        lines.append(say("text.lower_bound", lang, n=silent))
    aside = _aside(gaps, lang)
    if aside:
        lines.append(say("text.aside", lang, links=aside))
    return ("\n\n" if form == "md" else "\n").join(lines)


def _aside(gaps: Gaps, lang: str) -> str:
    """Links that the chosen chemistry does not need and that the plan names projects for all the same."""
    found = []
    for link in gaps.model.links:
        makers = gaps.makers(link)
        if gaps.main.states[link.iri] == "not-needed" and makers:
            found.append(f"{label(link, lang)}{_bracket(_staged(makers, lang), lang)}")
    return say("text.list_mark", lang).join(found)


def _staged(projects: Iterable[Project], lang: str) -> str:
    """Projects with their stage."""
    told = [f"{label(project, lang)}{_bracket(say(f'stage.{project.stage}', lang), lang)}" for project in projects]
    return say("text.list_mark", lang).join(told)


def _bracket(words: str, lang: str) -> str:
    return say("text.bracket", lang, words=words)


def is_lower_bound(gaps: Gaps, link: Link) -> bool:
    """True where some buyer or cell plant without a figure would add to the link's requirement."""
    cells = gaps.main.balances[link.iri].demand is not None and bool(gaps.main.demand.unstated)
    return cells or bool(silent_buyers(gaps.main.offtake, gaps.model, link.iri))


def rank_of(scored: Scored | None) -> str:
    """The rank, marked where it would not stand many other weights."""
    if scored is None or scored.rank is None:
        return ""
    return str(scored.rank) + (SHAKY if (scored.stability or 0) < FIRM else "")


def _row(gaps: Gaps, scores: dict[str, Scored], link: Link, lang: str) -> list[str]:
    other = gaps.by_cut.get(COMMITTED, gaps.main)
    balance = gaps.main.balances[link.iri]
    required, stated, left = balance.requirement, balance.supply.stated, balance.balance
    lower, upper = (say("text.at_least", lang), say("text.at_most", lang)) if is_lower_bound(gaps, link) else ("", "")
    return [
        rank_of(scores.get(link.iri)),
        label(link, lang),
        say(f"state.{gaps.main.states[link.iri]}", lang),
        say(f"state.{other.states[link.iri]}", lang),
        "—" if required is None else lower + brief(required.typical, link.unit, lang),
        "—" if stated is None else brief(stated, link.unit, lang),
        "—" if left is None else upper + brief(left.typical, link.unit, lang),
        why(gaps, link, lang),
    ]


def why(gaps: Gaps, link: Link, lang: str) -> str:
    """The reason in one line."""
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
        parts.append(say("text.why_possible", lang, projects=_staged(possible, lang)))
    if balance.demand and balance.offtake and balance.offtake.typical > balance.demand.typical:
        parts.append(say("text.why_offtake", lang))
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
        parts.append(say("text.why_byproduct", lang, projects=_staged(list(beside), lang)))
    if state in ("missing", "talks-only", "below-cut"):
        parts += _surroundings(gaps, link, lang)
    for caution in gaps.cautions.get(iri, []):
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
        low=(say("text.at_least", lang) if is_lower_bound(gaps, link) else "") + brief(required.low, link.unit, lang),
        high=brief(required.high, link.unit, lang),
    )
    silent = say("text.why_silent", lang, n=len(supply.unstated)) if supply.unstated else ""
    return words + (say("text.semicolon", lang) + silent if silent else "")


def _surroundings(gaps: Gaps, link: Link, lang: str) -> list[str]:
    parts = []
    local = {product: found for product, found in gaps.inputs(link)[0].items() if product not in link.products}
    mark = say("text.list_mark", lang)
    if local:
        told = [label(gaps.model.products[p], lang) + _bracket(_ground(gaps, p, local[p], lang), lang) for p in local]
        parts.append(say("text.why_local", lang, inputs=mark.join(told)))
    waiting = mark.join(label(other, lang) for other in gaps.waiting(link))
    if waiting:
        parts.append(say("text.why_waiting", lang, links=waiting))
    return parts


def _ground(gaps: Gaps, product: str, found: list[str], lang: str) -> str:
    """What an input rests on: the furthest stage among its projects, else a resource or a by-product."""
    aside = {project.iri for project in gaps.beside(product)}
    projects = [gaps.projects[iri] for iri in found if iri in gaps.projects and iri not in aside]
    if not projects:
        return say("text.resource" if set(found) - aside else "text.byproduct", lang)
    return say(f"stage.{max(projects, key=lambda project: project.rank).stage}", lang)
