"""The verbs that ask about a chain in a scenario: gaps, balance, explain, compare."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cfgraph.commands.common import OFFICE, Result, open_store, workspace
from cfgraph.errors import Problem, UsageError
from cfgraph.words import say

if TYPE_CHECKING:
    from pyoxigraph import Quad

    from cfgraph.analysis.gaps import Gaps
    from cfgraph.analysis.model import Link
    from cfgraph.analysis.places import Place
    from cfgraph.sources.scenario_file import ScenarioText
    from cfgraph.store.base import Store


def ask_gaps(options: Namespace, *, whole: bool) -> tuple[Store, Gaps, list[Place]]:
    """Store, gaps and places for the commands that ask about a scenario, of a file where one is given."""
    from cfgraph.sources.scenario_file import ScenarioText, read_file

    text = read_file(options.scenario) if getattr(options, "scenario", None) else ScenarioText()
    given = {option.removeprefix("--") for option in getattr(options, "given", ())}
    twice = [Problem("scenario-twice", {"option": f"--{key}"}, text.where, None, key) for key in text.values]
    problems = (*text.problems, *(problem for problem in twice if problem.column in given))
    ((store, found),), places = answers(options, [text._replace(problems=problems)], whole=whole)
    return store, found, places


def answers(
    options: Namespace, texts: Sequence[ScenarioText], *, whole: bool
) -> tuple[list[tuple[Store, Gaps]], list[Place]]:
    """For each scenario the store that it is asked of, and its gaps; what it leaves unsaid, the options say."""
    from cfgraph.analysis.edits import derive, settle
    from cfgraph.analysis.gaps import find_gaps
    from cfgraph.analysis.places import read_places, zone_of

    store = open_store(options)
    base = {name: getattr(options, name) for name in ("chemistry", "place", "plan", "chain")}
    scenarios = settle(store, texts, {**base, "from": options.start})
    places = read_places(store)
    zones = {place.iri: zone_of(places, place) for place in places}
    asked = [(derive(store, scenario, closure), scenario) for scenario in scenarios]
    return [(own, find_gaps(own, scenario, zones[scenario.place], whole=whole)) for own, scenario in asked], places


def closure(quads: list[Quad]) -> list[Quad]:
    """What follows from asserted quads."""
    from cfgraph.graph.build import Built
    from cfgraph.graph.close import infer

    return infer(Built(quads, {}, ()))


def assumed(found: Gaps, places: list[Place], options: Namespace) -> str:
    """What a scenario changes of the plan, to stand above an answer for people; beside a program's it is a warning."""
    from cfgraph.analysis.places import names
    from cfgraph.publish.compare_view import assumptions

    line = assumptions(found.main.scenario, names(places, options.lang), options.lang)
    if line and options.format not in ("table", "md", *OFFICE):
        print(line, file=sys.stderr)
    return f"{line}\n\n" if line and options.format in ("table", "md") else ""


def gaps(options: Namespace) -> Result:
    """``cfgraph gaps``."""
    from cfgraph.analysis.places import names
    from cfgraph.publish import gap_view, render
    from cfgraph.publish.gap_csv import gap_csv

    form, everything = options.format, options.all
    if options.smallest is not None and form not in ("table", "json", "md"):
        raise UsageError(Problem("choice", {"value": form, "allowed": "table, json, md"}, column="--format"))
    store, found, places = ask_gaps(options, whole=form in ("json", "csv", *OFFICE))
    if options.save and options.endpoint:
        raise UsageError(Problem("endpoint-read-only", {"address": options.endpoint}, column="--save"))
    if options.save and found.main.scenario.hypothetical:
        raise UsageError(Problem("scenario-save"))
    if options.save:
        from cfgraph.analysis.findings import findings

        workspace(options).save_graph("analysis", findings(found))
        print(say("text.saved", options.lang, count=len(found.model.links)), file=sys.stderr)
    if options.smallest is not None:
        return assumed(found, places, options) + smallest(options, found, names(places, options.lang)), 0
    if form in OFFICE:
        return office(options, store, found, places), 0
    if form == "json":
        record = found.record(everything=everything)
        record["scenario"] |= found.main.scenario.assumptions()
        text = render.to_json(record)
    elif form == "csv":
        text = gap_csv(found, everything=everything)
    else:
        text = gap_view.gap_table(found, names(places, options.lang), options.lang, form, everything=everything)
    return assumed(found, places, options) + text, 0


def office(options: Namespace, store: Store, found: Gaps, places: list[Place], link: Link | None = None) -> bytes:
    """The Excel workbook or the Word brief of an answer; with a link the Word pack for it."""
    from cfgraph.analysis.labels import labels
    from cfgraph.analysis.places import names
    from cfgraph.publish.office import Case, write

    lang = options.lang
    case = Case(store, found, names(places, lang), labels(store, lang), lang, getattr(options, "all", False))
    return write(case, options.format, link)


def smallest(options: Namespace, found: Gaps, places: dict[str, str]) -> str:
    """``cfgraph gaps --smallest``: the answer to be shown instead of the table."""
    from cfgraph.analysis.smallest import smallest_steps
    from cfgraph.publish.smallest_view import smallest_in

    start, _, end = options.smallest.replace("：", ":").partition(":")
    steps = smallest_steps(found, start.strip(), end.strip())
    return smallest_in(options.format, found, steps, places, options.lang)


def balance(options: Namespace) -> Result:
    """``cfgraph balance``."""
    from cfgraph.analysis.products import product_balances
    from cfgraph.publish.tables import balance_in

    _, found, places = ask_gaps(options, whole=False)
    return assumed(found, places, options) + balance_in(options.format, product_balances(found), options.lang), 0


def explain(options: Namespace) -> Result:
    """``cfgraph explain``."""
    from cfgraph.analysis import explain as analysis
    from cfgraph.analysis.labels import labels
    from cfgraph.analysis.places import names
    from cfgraph.publish.explain_view import Explanation
    from cfgraph.publish.gap_view import scope
    from cfgraph.publish.reach_view import fitting, reach_text
    from cfgraph.publish.render import to_json

    store, found, places = ask_gaps(options, whole=True)
    link, namesakes = analysis.find_link(store, found, options.link)
    matches, notes = fitting(store, found, link, options.candidates, options.format)
    print(*(f"{note.text(options.lang)}\n" for note in notes), sep="", end="", file=sys.stderr)
    if options.format in OFFICE:
        return office(options, store, found, places, link), 0
    record = analysis.explain(store, found, link)
    record["scenario"] |= found.main.scenario.assumptions()
    record["reach"] = [match.record() for match in matches]
    if options.format == "json":
        return to_json(record), 0
    told = scope(found, names(places, options.lang), options.lang)
    text = Explanation(record, labels(store, options.lang), options.lang, options.format).write(told, namesakes)
    return assumed(found, places, options) + text + reach_text(matches, options.lang, options.format), 0


def compare(options: Namespace) -> Result:
    """``cfgraph compare``."""
    from cfgraph.analysis.compare import compare as set_side_by_side
    from cfgraph.analysis.places import names
    from cfgraph.publish.compare_view import compare_in
    from cfgraph.sources.scenario_file import read_sides

    ((_, a), (_, b)), places = answers(options, read_sides(options.files, options.a, options.b), whole=False)
    comparison = set_side_by_side(a, b)
    return compare_in(options.format, comparison, names(places, options.lang), options.lang), 0
