"""The smallest step as people and programs read it: the question, the answer, and each way link by link."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from shutil import get_terminal_size
from typing import Any

from cfgraph.analysis.balance import silent_buyers
from cfgraph.analysis.gaps import Gaps
from cfgraph.analysis.model import Link, Project
from cfgraph.analysis.reasons import demand_reason, is_lower_bound
from cfgraph.analysis.records import flow_record, project_record, scenario_record
from cfgraph.analysis.scenario import Scenario
from cfgraph.analysis.smallest import Steps, Stop, stops
from cfgraph.namespaces import key_of, short_key
from cfgraph.publish.gap_view import WIDTH, scope
from cfgraph.publish.numbers import ranged
from cfgraph.publish.render import to_json, to_markdown, to_table, wrap
from cfgraph.publish.why_view import label
from cfgraph.words import say

COLUMNS = ("number", "link", "there", "note")


def smallest_in(form: str, gaps: Gaps, steps: Steps, places: dict[str, str], lang: str) -> str:
    """The answer as ``table``, ``md`` or ``json``; ``places`` are place names by IRI."""
    if form == "json":
        return to_json(smallest_record(gaps, steps))
    lines = _answer(gaps, steps, places, lang, form)
    render = to_markdown if form == "md" else partial(to_table, width=max(WIDTH, get_terminal_size().columns))
    header = [say(f"smallest.column_{name}", lang) for name in COLUMNS]
    parts = ["\n\n".join(lines) if form == "md" else "\n".join(part for line in lines for part in wrap(line, WIDTH))]
    for number, sequence in enumerate(steps.optima, start=1):
        names = _sum(steps.added(sequence), lang)
        title = say("smallest.way", lang, n=number, links=names) if names else say("smallest.way_closed", lang)
        line = stops(gaps, steps, sequence)
        rows = [_row(gaps, line, place, lang) for place in range(len(line))]
        parts += [f"### {title}" if form == "md" else title, render(header, rows)]
    if steps.additional:
        chain = gaps.main.scenario.chain
        key = steps.added(steps.optima[0])[-1].key + ("" if chain == Scenario.chain else f" --chain {chain}")
        parts.append(say("text.hint_explain", lang, key=key))
    return "\n".join(part.rstrip("\n") + "\n" for part in parts)


def smallest_record(gaps: Gaps, steps: Steps) -> dict[str, Any]:
    """The answer as JSON tells it; ``additional`` is null where no sequence exists."""
    scenario = gaps.main.scenario
    return {
        "plan": [key_of(plan.iri) for plan in gaps.plans],
        "chain": scenario.chain,
        "place": key_of(scenario.place),
        "scenario": scenario_record(gaps),
        "starts": [link.key for link in steps.starts],
        "ends": [link.key for link in steps.ends],
        "endowments": [endowment.iri for endowment in steps.ground],
        "additional": steps.additional,
        "in_every_way": [link.key for link in steps.common],
        "optima": [
            {
                "add": [link.key for link in steps.added(sequence)],
                "sequence": [_stop_record(gaps, stop) for stop in stops(gaps, steps, sequence)],
            }
            for sequence in steps.optima
        ],
    }


def _stop_record(gaps: Gaps, stop: Stop) -> dict[str, Any]:
    link, main = stop.link, gaps.main
    cells = main.demand.unstated.get("", ()) if main.balances[link.iri].demand else ()
    buyers = silent_buyers(main.offtake, gaps.model, link.iri)
    silent = {"unstated_projects": len(cells), "unstated_buyers": len(buyers)}
    return {
        "key": link.key,
        "iri": link.iri,
        "label_zh": link.zh,
        "label_en": link.en,
        "local": stop.local,
        "state": main.states[link.iri],
        "takes": [short_key(product) for product in stop.takes],
        "gives": [short_key(product) for product in stop.gives],
        "lacks": [short_key(product) for product in stop.lacks],
        "requirement": flow_record(stop.requirement, link.unit, **silent),
        "to_feed_the_next": flow_record(stop.carried, link.unit),
        "projects": [project_record(gaps, project, link) for project in gaps.makers(link)],
    }


def _answer(gaps: Gaps, steps: Steps, places: dict[str, str], lang: str, form: str) -> list[str]:
    """What was asked, how it is decided, and the answer in one sentence."""
    chain = gaps.model.chain_zh if lang == "zh" else gaps.model.chain_en
    title = say("smallest.title", lang, place=places[gaps.main.scenario.place], chain=chain)
    starts, ends = _names(steps.starts, lang), _names(steps.ends, lang)
    resources = say("text.list_mark", lang).join(endowment.zh for endowment in steps.ground)
    ground = say("smallest.ground", lang, names=resources) if resources else say("smallest.no_ground", lang)
    if steps.additional is None:
        answer = say("smallest.answer_none", lang, starts=starts, ends=ends)
    elif steps.additional == 0:
        answer = say("smallest.answer_closed", lang)
    else:
        answer = say("smallest.answer", lang, n=steps.additional, ways=len(steps.optima))
    lines = [
        f"## {title}" if form == "md" else title,
        scope(gaps, places, lang),
        say("smallest.asked", lang, starts=starts + ground, ends=ends),
        say("smallest.rule", lang),
        answer,
    ]
    if len(steps.optima) > 1 and steps.common:
        lines.append(say("smallest.common", lang, links=_sum(steps.common, lang)))
    return lines


def _row(gaps: Gaps, line: tuple[Stop, ...], place: int, lang: str) -> list[str]:
    stop = line[place]
    after = line[place + 1] if place + 1 < len(line) else None
    notes = [_flow(gaps, stop, lang), *(_present(gaps, stop, lang) if stop.local else _absent(gaps, stop, after, lang))]
    return [
        str(place + 1),
        label(stop.link, lang),
        say("smallest.there" if stop.local else "smallest.to_add", lang),
        say("text.semicolon", lang).join(note for note in notes if note),
    ]


def _flow(gaps: Gaps, stop: Stop, lang: str) -> str:
    """What passes from the link before and to the link after."""
    takes, gives = _products(gaps, stop.takes, lang), _products(gaps, stop.gives, lang)
    if takes and gives:
        return say("smallest.flow", lang, takes=takes, gives=gives)
    if takes or gives:
        return say("smallest.flow_last", lang, takes=takes) if takes else say("smallest.flow_first", lang, gives=gives)
    return ""


def _present(gaps: Gaps, stop: Stop, lang: str) -> list[str]:
    """Who makes it, and how many inputs it lacks."""
    makers = say("smallest.makers", lang, projects=_staged(gaps.main.balances[stop.link.iri].supply.makers, lang))
    return [makers, say("smallest.lacks_count", lang, n=len(stop.lacks)) if stop.lacks else ""]


def _absent(gaps: Gaps, stop: Stop, after: Stop | None, lang: str) -> list[str]:
    """Who might make it, how large it would have to be, and what else it lacks."""
    link, need, others = stop.link, stop.requirement, _staged(gaps.makers(stop.link), lang)
    parts = [say("smallest.uncounted", lang, projects=others) if others else say("smallest.nobody", lang)]
    if need is None:
        reason = say(f"text.no_demand_{demand_reason(gaps, link)}", lang)
        parts.append(say("smallest.size_unknown", lang, reason=reason))
    else:
        size = ranged(need, link.unit, lang, lower=is_lower_bound(gaps, link))
        parts.append(say("smallest.size", lang, amount=size))
    if after and stop.carried and (need is None or stop.carried.typical > need.typical):
        amount = ranged(stop.carried, link.unit, lang, lower=is_lower_bound(gaps, after.link))
        parts.append(say("smallest.carried", lang, link=label(after.link, lang), amount=amount))
    if stop.lacks:
        parts.append(say("smallest.lacks", lang, products=_products(gaps, stop.lacks, lang)))
    return parts


def _names(links: Iterable[Link], lang: str) -> str:
    return say("text.list_mark", lang).join(label(link, lang) for link in links)


def _sum(links: Iterable[Link], lang: str) -> str:
    """``a + b``: names of links may hold commas themselves."""
    return " + ".join(label(link, lang) for link in links)


def _products(gaps: Gaps, products: Iterable[str], lang: str) -> str:
    return say("text.list_mark", lang).join(label(gaps.model.products[product], lang) for product in products)


def _staged(projects: Iterable[Project], lang: str) -> str:
    """Projects with their stage."""
    told = [
        label(project, lang) + say("text.bracket", lang, words=say(f"stage.{project.stage}", lang))
        for project in projects
    ]
    return say("text.list_mark", lang).join(told)
