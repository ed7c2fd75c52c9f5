"""The gap table as people read it, and its CSV."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import partial
from shutil import get_terminal_size

from cfgraph.analysis.gaps import Gaps
from cfgraph.analysis.model import Link
from cfgraph.analysis.ranking import Scored, avoid, rank
from cfgraph.analysis.reasons import is_lower_bound
from cfgraph.analysis.scenario import COMMITTED, TALKS, Scenario
from cfgraph.analysis.states import STATES
from cfgraph.namespaces import key_of
from cfgraph.publish.numbers import LOWER, brief, ranged, span
from cfgraph.publish.question_view import question_text
from cfgraph.publish.render import to_markdown, to_table
from cfgraph.publish.why_view import bracket, label, staged, why
from cfgraph.words import say

WIDTH = 132
FIRM = 0.6
"""A rank that holds in fewer draws than this is marked."""
SHAKY, TIED = "~", "="
PLANNED = Scenario.start
"""The cut that the column 计划口径 stands for."""
COLUMNS = ("rank", "link", "plan_view", "committed_view", "requirement_year", "supply", "balance_range", "why")


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
    parts += marks(gaps, scores, links, lang)
    parts += advice(gaps, lang)
    worst = (ranked or links)[0].key if links else ""
    given = asked_again(gaps.main.scenario)
    parts.append(say("text.hint_explain", lang, key=worst + given))
    if gaps.main.scenario.start != TALKS:
        parts.append(say("text.hint_cut", lang, options=given))
    return "\n".join(part.rstrip("\n") + "\n" for part in parts)


def marks(gaps: Gaps, scores: dict[str, Scored], links: Iterable[Link], lang: str) -> list[str]:
    """What the signs beside ranks and numbers mean; only those that the table has."""
    told = []
    if any(gaps.main.balances[link.iri].requirement and is_lower_bound(gaps, link) for link in links):
        told.append(say("text.bound_mark", lang))
    if any(entry.tied for entry in scores.values()):
        told.append(say("text.tied", lang))
    if any(entry.stability is not None and entry.stability < FIRM for entry in scores.values()):
        told.append(say("text.shaky", lang, share=f"{FIRM:.0%}"))
    return ["\n".join(told)] if told else []


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
    for link, reason, params, lacking in avoid(gaps):
        given = {**params, "state": say(f"state.{params['state']}", lang)} if "state" in params else dict(params)
        if "sources" in given:
            given["sources"] = staged([gaps.projects[iri] for iri in given["sources"]], lang)
        words = say(f"avoid.{reason}", lang, **given)
        if lacking is not None:
            amount = ranged(lacking, link.unit, lang, lower=is_lower_bound(gaps, link))
            words += say("text.semicolon", lang) + say("avoid.lacking", lang, amount=amount)
        told.append(label(link, lang) + bracket(words, lang))
    return say("text.avoid", lang, links=say("text.part_mark", lang).join(told)) if told else ""


def advice(gaps: Gaps, lang: str) -> list[str]:
    """What not to go for, and what to find out first; without what there is nothing of."""
    return [words for words in (avoid_line(gaps, lang), question_text(gaps, lang)) if words]


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
            found.append(f"{label(link, lang)}{bracket(staged(makers, lang), lang)}")
    return say("text.list_mark", lang).join(found)


def rank_of(scored: Scored | None) -> str:
    """The rank, marked where another link has the same, and where it would not stand many other weights."""
    if scored is None or scored.rank is None:
        return ""
    return str(scored.rank) + (TIED if scored.tied else "") + (SHAKY if (scored.stability or 0) < FIRM else "")


def _row(gaps: Gaps, scores: dict[str, Scored], link: Link, lang: str) -> list[str]:
    other = gaps.by_cut.get(COMMITTED, gaps.main)
    balance = gaps.main.balances[link.iri]
    required, stated, left = balance.requirement, balance.supply.stated, balance.balance
    mark = LOWER if is_lower_bound(gaps, link) else ""
    return [
        rank_of(scores.get(link.iri)),
        label(link, lang),
        say(f"state.{gaps.main.states[link.iri]}", lang),
        say(f"state.{other.states[link.iri]}", lang),
        "—" if required is None else brief(required.typical, link.unit, lang) + mark,
        "—" if stated is None else brief(stated, link.unit, lang),
        "—" if left is None else span(left.low, left.high, link.unit, lang) + mark,
        why(gaps, link, lang),
    ]
