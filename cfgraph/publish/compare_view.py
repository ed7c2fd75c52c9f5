"""Two answers side by side as people read them: what is compared, what changed, and why."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from shutil import get_terminal_size
from typing import Any

from cfgraph.analysis.amounts import Range
from cfgraph.analysis.compare import Change, Comparison, Shift
from cfgraph.analysis.gaps import Gaps
from cfgraph.analysis.scenario import Added, Scenario
from cfgraph.namespaces import STAGES
from cfgraph.publish.compare_csv import compare_csv
from cfgraph.publish.numbers import brief, size, unit
from cfgraph.publish.render import to_json, to_markdown, to_table, wrap
from cfgraph.words import say

WIDTH = 132
UNBROKEN = 10_000
"""A width at which no cell of a table is broken."""
COLUMNS = ("link", "state", "requirement", "supply", "why")
NAMED = 4
"""Projects that a reason names before it only counts the others."""
FIGURES = re.compile(r"[\d.,]+")  # without them, the myriad and the unit are left
CHANGES = ("gone", "new", "counted", "uncounted", "stage", "capacity")


def compare_in(form: str, comparison: Comparison, places: dict[str, str], lang: str) -> str:
    """A comparison as a table, Markdown, CSV or JSON; ``places`` are place names by IRI."""
    if form == "json":
        return to_json(comparison.record())
    view = View(comparison, places, lang)
    return compare_csv(comparison, view.reason) if form == "csv" else view.text(form)


def assumptions(scenario: Scenario, places: dict[str, str], lang: str) -> str:
    """What a scenario changes of the plan, in one line; empty where it changes nothing."""
    told = changes(scenario, places, lang)
    return say("compare.assuming", lang, words=say("text.part_mark", lang).join(told)) if told else ""


def changes(scenario: Scenario, places: dict[str, str], lang: str) -> list[str]:
    """What a scenario changes of the plan: projects left out, projects assumed, one bound of the coefficients."""
    mark = say("text.list_mark", lang)
    left_out = [project.zh if lang == "zh" else project.en for project in scenario.excluded]
    told = [say("compare.without", lang, projects=mark.join(left_out))] if left_out else []
    assumed = [_assumed(project, places, lang) for project in scenario.added]
    told += [say("compare.with", lang, projects=mark.join(assumed))] if assumed else []
    if scenario.coefficients:
        told.append(say("compare.bound", lang, bound=say(f"bound.{scenario.coefficients}", lang)))
    return told


def _assumed(project: Added, places: dict[str, str], lang: str) -> str:
    amount = size(project.value, project.unit, lang)
    parts = [places[project.place], say(f"stage.{STAGES[project.stage]}", lang), amount]
    return project.name + say("text.bracket", lang, words=say("compare.comma", lang).join(parts))


def _idle(side: Gaps) -> list[str]:
    """The assumed projects that make nothing for a link here: in another place, or of another chain."""
    makers = {project.iri for link in side.model.links for project in side.makers(link)}
    return [project.name for project in side.main.scenario.added if project.iri not in makers]


class View:
    """Writes a comparison in one language."""

    def __init__(self, comparison: Comparison, places: dict[str, str], lang: str) -> None:
        self.comparison, self.places, self.lang = comparison, places, lang
        self.mark = say("text.list_mark", lang)
        scenarios = [side.main.scenario for side in comparison.sides]
        self.elsewhere = len({(scenario.place, scenario.plan) for scenario in scenarios}) > 1

    def say(self, key: str, /, **params: Any) -> str:
        """A sentence of the catalogue's section ``compare``."""
        return say(f"compare.{key}", self.lang, **params)

    def label(self, thing: Any) -> str:
        """The name of a link or project."""
        return str(thing.zh if self.lang == "zh" else thing.en)

    def text(self, form: str) -> str:
        """The whole comparison for a terminal or in Markdown."""
        turned = [change for change in self.comparison.changes if change.turned]
        moved = [change for change in self.comparison.changes if not change.turned]
        wide = max(WIDTH, get_terminal_size().columns)
        parts = self.lines([f"## {self.title()}" if form == "md" else self.title(), *self.heading()], form, wide)
        if turned:
            parts += ["", *self.table([self.row(change) for change in turned], form, wide)]
        if moved:
            title = self.say("moved", n=len(moved))
            groups = [f"- {group}" for group in self.groups(moved)]
            parts += ["", *self.lines([f"### {title}" if form == "md" else title], form, wide)]
            parts += [""] * (form == "md") + self.lines(groups, form, wide, "  ")
        parts += ["", *self.lines(self.ending(), form, wide)]
        return "\n".join(line.rstrip() for line in parts) + "\n"

    def table(self, rows: Sequence[Sequence[str]], form: str, wide: int) -> list[str]:
        """Rows as lines; on a terminal the reason stands below its row, where it has the whole width."""
        header = [self.say(f"column_{name}") for name in COLUMNS]
        if form == "md":
            return to_markdown(header, rows).rstrip("\n").split("\n")
        head, rule, *body = to_table(header[:-1], [row[:-1] for row in rows], UNBROKEN).rstrip("\n").split("\n")
        lines = [head, rule]
        for line, row in zip(body, rows, strict=True):
            lines += [line, *("    " + part for part in wrap(row[-1], wide - 4))]
        return lines

    def lines(self, sentences: Sequence[str], form: str, wide: int, hang: str = "") -> list[str]:
        """Sentences as lines: wrapped on a terminal, with ``hang`` before what follows; paragraphs in Markdown."""
        if form == "md":
            return ("\n" if hang else "\n\n").join(sentences).split("\n")
        wrapped = [wrap(sentence, wide - len(hang)) for sentence in sentences]
        return [line for first, *more in wrapped for line in (first, *(hang + part for part in more))]

    def title(self) -> str:
        """What is compared: what both sides have in common, then what each is."""
        model, mark = self.comparison.a.model, say("text.part_mark", self.lang)
        common, a, b = [model.chain_zh if self.lang == "zh" else model.chain_en], [], []
        for one, other in zip(*map(self.side, self.comparison.sides), strict=True):
            if one == other:
                common.append(one)
            else:
                a.append(one)
                b.append(other)
        told = [mark.join(filter(None, parts)) for parts in (common, a, b)]
        plain = self.say("as_planned")
        return self.say("title", common=told[0], a=told[1] or plain, b=told[2] or plain)

    def side(self, side: Gaps) -> list[str]:
        """Place, cut, chemistry, plans and changes of one side; an empty text for what need not be said."""
        scenario, lang = side.main.scenario, self.lang
        mix = self.mark.join(
            say(f"chemistry.{name}", lang) + ("" if share == 1 else f" {share:%}")
            for name, share in scenario.chemistry.items()
        )
        mix += say("text.assumed", lang) if "chemistry" in scenario.assumed else ""
        mark = say("text.part_mark", lang)
        return [
            self.places[scenario.place],
            say(f"cut.{scenario.start}", lang),
            mix if side.chemical else "",
            self.plans(side) if self.comparison.a.plans != self.comparison.b.plans else "",
            mark.join(changes(scenario, self.places, lang)),
        ]

    def plans(self, side: Gaps) -> str:
        """The plans that a side rests on."""
        titles = (f"{plan.title_zh if self.lang == 'zh' else plan.title_en} ({plan.issued})" for plan in side.plans)
        return say("text.scope_plans", self.lang, plans=self.mark.join(titles))

    def heading(self) -> list[str]:
        """How many links are in which state, and where demand is only a lower bound."""
        counts = self.mark.join(
            f"{say(f'state.{state}', self.lang)} {a if a == b else f'{a} → {b}'}"
            for state, a, b in self.comparison.counts()
        )
        told = [self.say("counts", counts=counts)]
        silent = [len(side.main.demand.unstated.get("", ())) for side in self.comparison.sides]
        counts = " → ".join(map(str, dict.fromkeys(silent)))
        told += [self.say("lower_bound", n=counts)] if any(silent) else []
        possible = self.mark.join(self.label(project) for project in self.comparison.possible())
        told += [self.say("possible", projects=possible)] if possible else []
        idle = self.mark.join(name for side in self.comparison.sides for name in _idle(side))
        return [*told, self.say("idle", projects=idle)] if idle else told

    def ending(self) -> list[str]:
        """How many links did not change, and what both sides rest on."""
        told = [self.say("unchanged" if self.comparison.changes else "nothing", n=self.comparison.unchanged)]
        same = self.comparison.a.plans == self.comparison.b.plans
        return [*told, self.plans(self.comparison.a)] if same else told

    def row(self, change: Change) -> list[str]:
        """A link whose state changed."""
        states = [say(f"state.{state}", self.lang) for state in change.states]
        a, b = change.balances
        required = self.required(a.requirement, b.requirement, change.link.unit)
        supply = self.pair(a.supply.stated, b.supply.stated, change.link.unit)
        return [self.label(change.link), " → ".join(states), required, supply, self.reason(change)]

    def groups(self, moved: Iterable[Change]) -> list[str]:
        """Links of unchanged state by what is behind their numbers: reason, then link by link what moved."""
        by_reason: dict[str, list[str]] = {}
        for change in sorted(moved, key=lambda change: not change.makers):
            by_reason.setdefault(self.reason(change), []).append(self.numbers(change))
        mark = say("text.part_mark", self.lang)
        return [self.say("pair", reason=reason, links=mark.join(links)) for reason, links in by_reason.items()]

    def numbers(self, change: Change) -> str:
        """The numbers of a link that moved, behind its name and state."""
        one, other = change.balances
        told = []
        if one.requirement != other.requirement:
            words = self.required(one.requirement, other.requirement, change.link.unit)
            told.append(self.say("requirement", amount=words))
        if one.supply.stated != other.supply.stated:
            words = self.pair(one.supply.stated, other.supply.stated, change.link.unit)
            told.append(self.say("supply", amount=words))
        state = say(f"state.{change.states[0]}", self.lang)
        name = self.label(change.link) + say("text.bracket", self.lang, words=state)
        return self.say("item", name=name, numbers=self.say("comma").join(told)) if told else name

    def required(self, a: Range | None, b: Range | None, unit_name: str) -> str:
        """A requirement on both sides: typical values, or the ranges where only these differ."""
        if a and b and a != b and a.typical == b.typical:
            return " → ".join(f"{self.bare(r.low, unit_name)}~{brief(r.high, unit_name, self.lang)}" for r in (a, b))
        return self.pair(a.typical if a else None, b.typical if b else None, unit_name)

    def pair(self, a: Decimal | None, b: Decimal | None, unit_name: str) -> str:
        """An amount on both sides, with one unit where they are counted alike; one number where they are equal."""
        told = ["—" if amount is None else brief(amount, unit_name, self.lang) for amount in (a, b)]
        if told[0] == told[1]:
            return told[0]
        if a is not None and b is not None and FIGURES.sub("", told[0]) == FIGURES.sub("", told[1]):
            told[0] = self.bare(a, unit_name)
        return " → ".join(told)

    def bare(self, amount: Decimal, unit_name: str) -> str:
        """An amount without its unit."""
        return brief(amount, unit_name, self.lang).removesuffix(unit(unit_name, self.lang)).rstrip()

    def reason(self, change: Change) -> str:
        """Why a link differs: the projects and figures behind it."""
        told = []
        chosen = [side.main.scenario.chemistry for side in self.comparison.sides]
        mixes = [{name: say(f"chemistry.{name}", self.lang) for name in mix} for mix in chosen]
        names = [self.mark.join(mix.values()) for mix in mixes]
        if change.needed:
            gone = change.states[1] == "not-needed"
            only = self.mark.join(word for name, word in mixes[not gone].items() if name not in mixes[gone])
            told.append(self.say("not_needed", yes=only, no=names[gone]))
        told += self.shifts(change.makers)
        cells = self.comparison.cells if change.demand else ()
        if change.demand and self.comparison.anchor:
            told += self.cells(cells, {shift.seen.project.iri for shift in change.makers})
        named = {shift.seen.project.iri for shift in (*change.makers, *cells)}
        buyers = self.shifts([shift for shift in change.buyers if shift.seen.project.iri not in named])
        told += [self.say("buyers", words=words) for words in buyers]
        if change.chemistry and not change.needed:
            told.append(self.say("chemistry", a=names[0], b=names[1]))
        if change.coefficients:
            told.append(self.say("coefficients"))
        return say("text.semicolon", self.lang).join(told)

    def cells(self, cells: Sequence[Shift], told: set[str]) -> list[str]:
        """From what to what the stated output of the cells goes, and through which projects not told of already."""
        anchor = self.comparison.anchor
        a, b = self.comparison.anchors()
        if anchor is None or a == b:
            return []
        words = self.say("cells", link=self.label(anchor), amount=self.pair(a, b, anchor.unit))
        shifts = self.shifts([shift for shift in cells if shift.seen.project.iri not in told], bare=True)
        return [
            self.say("pair", reason=say("text.semicolon", self.lang).join(shifts), links=words) if shifts else words
        ]

    def shifts(self, shifts: Sequence[Shift], *, bare: bool = False) -> list[str]:
        """What happened to projects, those of one kind in one sentence; ``bare`` tells their names alone."""
        told = []
        for kind in CHANGES:
            found = [shift for shift in shifts if shift.change == kind]
            if not found:
                continue
            named = [self.label(shift.seen.project) if bare else self.shift(shift) for shift in found[:NAMED]]
            names = self.mark.join(named)
            if len(found) > NAMED:
                names += self.say("more", n=len(found) - NAMED)
            only = {"gone": "only_a", "new": "only_b"}.get(kind, kind) if self.elsewhere else kind
            told.append(self.say(f"change_{only}", projects=names))
        return told

    def shift(self, shift: Shift) -> str:
        """A project with its stage and stated capacity; from and to where these changed."""
        views = [seen for seen in (shift.a, shift.b) if seen]
        stages = [say(f"stage.{seen.project.stage}", self.lang) for seen in views]
        sizes = [size(seen.value, seen.unit, self.lang, seen.shared) for seen in views]
        words = [" → ".join(dict.fromkeys(told)) for told in (stages, sizes)]
        if len(views) == 1 and not shift.seen.counted:
            words.append(say("text.not_counted", self.lang))
        return self.label(shift.seen.project) + say("text.bracket", self.lang, words=self.say("comma").join(words))
