"""Two answers side by side: which links changed state or numbers, and which projects and figures are behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from cfgraph.analysis.balance import Origin, Supply, shared_figure, stated
from cfgraph.analysis.gaps import Gaps
from cfgraph.analysis.model import Link, Project
from cfgraph.analysis.records import flow_record, scenario_record
from cfgraph.analysis.states import STATES, LinkBalance
from cfgraph.errors import Problem, UsageError
from cfgraph.namespaces import key_of


class Seen(NamedTuple):
    """A project as one side sees it: is it counted, the amount it states if any, a figure shared by two products."""

    project: Project
    counted: bool
    value: Decimal | None
    unit: str
    shared: str = ""


class Shift(NamedTuple):
    """A project that only one side has, or that the sides see differently.

    ``change``, from A to B: ``gone``, ``new``, ``counted``, ``uncounted``, ``stage`` or ``capacity``.
    """

    change: str
    a: Seen | None
    b: Seen | None

    @property
    def seen(self) -> Seen:
        """As B sees it, or A where B has it not."""
        found = self.b or self.a
        assert found is not None
        return found


class Change(NamedTuple):
    """A link that differs between the sides, and why.

    ``makers`` and ``buyers`` are the projects that make and that buy its product and differ. The flags say whether
    the demand from the cells differs, the offtake, and what else of the scenarios bears on them.
    """

    link: Link
    states: tuple[str, str]
    balances: tuple[LinkBalance, LinkBalance]
    makers: tuple[Shift, ...]
    buyers: tuple[Shift, ...]
    demand: bool
    offtake: bool
    needed: bool
    chemistry: bool
    coefficients: bool

    @property
    def turned(self) -> bool:
        """True where the state itself changed."""
        return self.states[0] != self.states[1]


@dataclass(frozen=True)
class Comparison:
    """Two answers about the same chain; ``continued`` says which project of A a project of B is, by IRI."""

    a: Gaps
    b: Gaps
    continued: Mapping[str, str] = field(default_factory=dict)

    @property
    def sides(self) -> tuple[Gaps, Gaps]:
        """A and B."""
        return self.a, self.b

    @cached_property
    def links(self) -> list[Link]:
        """The links that A's or B's chemistry needs, in the order of the chain."""
        needed = {link.iri for side in self.sides for link in side.links()}
        return [link for link in self.a.model.links if link.iri in needed]

    @cached_property
    def changes(self) -> list[Change]:
        """The links that differ: changed states first, in the order of the chain."""
        found = [self.change(link) for link in self.links]
        return sorted((change for change in found if _differs(change)), key=lambda change: not change.turned)

    @property
    def unchanged(self) -> int:
        """How many links are as they were."""
        return len(self.links) - len(self.changes)

    def counts(self) -> list[tuple[str, int, int]]:
        """State, number of links in A, in B: of the links that ``gaps`` ranks."""
        ranked = [link.iri for link in self.links if not link.beside]
        a, b = (Counter(side.main.states[iri] for iri in ranked) for side in self.sides)
        return [(state, a[state], b[state]) for state in STATES if a[state] or b[state]]

    @cached_property
    def anchor(self) -> Link | None:
        """The link that demand starts from."""
        return next((link for link in self.a.model.links if link.iri == self.a.model.anchor), None)

    @cached_property
    def cells(self) -> tuple[Shift, ...]:
        """The projects of the anchor link that differ and are counted on a side: why demand differs."""
        return tuple(
            shift
            for shift in (self.makers(self.anchor) if self.anchor else ())
            if any(seen and seen.counted and seen.value is not None for seen in (shift.a, shift.b))
        )

    def anchors(self) -> tuple[Decimal | None, Decimal | None]:
        """The stated output of the anchor link in A and in B."""
        found = [side.main.balances[self.anchor.iri].supply.stated if self.anchor else None for side in self.sides]
        return found[0], found[1]

    def possible(self) -> list[Project]:
        """Projects left in that may belong, without being stated to, to the enterprises of those left out."""
        found: dict[str, Project] = {}
        for side, other in ((self.a, self.b), (self.b, self.a)):
            out = {project.iri for project in side.main.scenario.excluded}
            owners = {owner for project in other.model.projects if project.iri in out for owner in project.enterprises}
            found |= {p.iri: p for p in side.model.projects if owners & set(p.possible_enterprises)}
        return list(found.values())

    def change(self, link: Link) -> Change:
        """How a link differs; nothing of it may."""
        a, b = (side.main for side in self.sides)
        one, other = a.balances[link.iri], b.balances[link.iri]
        states = a.states[link.iri], b.states[link.iri]
        needed = (states[0] == "not-needed") != (states[1] == "not-needed")
        demand, offtake = one.demand != other.demand, one.offtake != other.offtake
        moved = demand or offtake or needed
        return Change(
            link,
            states,
            (one, other),
            self.makers(link),
            self.buyers(link) if offtake else (),
            demand,
            offtake,
            needed,
            moved and dict(a.scenario.chemistry) != dict(b.scenario.chemistry),
            (demand or offtake) and a.scenario.coefficients != b.scenario.coefficients,
        )

    def makers(self, link: Link) -> tuple[Shift, ...]:
        """The makers of a link that differ."""
        return self.shifts(*({self.name(p): _maker(side, p, link) for p in side.makers(link)} for side in self.sides))

    def buyers(self, link: Link) -> tuple[Shift, ...]:
        """The projects of stated size that take the link's product in one recipe step, where they differ."""
        taking = {self.name(o.project): o.output.product for side in self.sides for o in _taking(side, link)}
        views = []
        for side in self.sides:
            view = {}
            for project in side.model.projects:
                if (product := taking.get(self.name(project))) is not None:
                    amount = next((o.value for o in project.outputs if o.product == product), None)
                    view[self.name(project)] = _see(side, project, amount, side.model.products[product].unit)
            views.append(view)
        return self.shifts(*views)

    def name(self, project: Project) -> str:
        """What makes a project the same on both sides: its IRI, or, between two plans, its key within each."""
        plans = {side.main.scenario.plan for side in self.sides}
        same = self.continued.get(project.iri, project.iri)
        return same if len(plans) == 1 else key_of(project.iri).partition("/")[2]

    def shifts(self, a: dict[str, Seen], b: dict[str, Seen]) -> tuple[Shift, ...]:
        """The projects that differ, by name."""
        found = [Shift(_kind(a.get(name), b.get(name)), a.get(name), b.get(name)) for name in sorted({*a, *b})]
        return tuple(shift for shift in found if shift.change)

    def record(self) -> dict[str, Any]:
        """The comparison as JSON tells it."""
        return {
            "a": side_record(self.a),
            "b": side_record(self.b),
            "states": {state: {"a": one, "b": other} for state, one, other in self.counts()},
            "changed": [self.change_record(change) for change in self.changes],
            "unchanged": self.unchanged,
        }

    def change_record(self, change: Change) -> dict[str, Any]:
        """A changed link as JSON tells it."""
        link, (one, other) = change.link, change.balances
        cells = self.cells if change.demand else ()
        amounts = [None if value is None else float(value) for value in self.anchors()]
        start = {"from": self.anchor.key, "unit": self.anchor.unit} if self.anchor else {}
        demand = {**start, "a": amounts[0], "b": amounts[1], "projects": _iris(cells)}
        roles = {"maker": change.makers, "cells": cells, "buyer": change.buyers}
        return {
            "key": link.key,
            "iri": link.iri,
            "label_zh": link.zh,
            "label_en": link.en,
            "state_a": change.states[0],
            "state_b": change.states[1],
            "why": {
                "needed": change.needed,
                "makers": _iris(change.makers),
                "demand": demand if change.demand else None,
                "offtake": {"projects": _iris(change.buyers)} if change.offtake else None,
                "chemistry": change.chemistry,
                "coefficients": change.coefficients,
            },
            "requirement_a": flow_record(one.requirement, link.unit),
            "requirement_b": flow_record(other.requirement, link.unit),
            "supply_a": _supply(one.supply, link.unit),
            "supply_b": _supply(other.supply, link.unit),
            "projects": [_shift_record(role, shift) for role, shifts in roles.items() for shift in shifts],
        }


def compare(a: Gaps, b: Gaps, *, continued: Mapping[str, str] | None = None) -> Comparison:
    """Set two answers side by side, see :class:`Comparison`. Raises UsageError where the chains are different."""
    chains = [side.main.scenario.chain for side in (a, b)]
    if chains[0] != chains[1]:
        raise UsageError(Problem("compare-chain", {"a": chains[0], "b": chains[1]}))
    return Comparison(a, b, continued or {})


def side_record(side: Gaps) -> dict[str, Any]:
    """One side's scenario, with chain, place, plans, and the cell projects without a figure."""
    scenario = side.main.scenario
    return {
        "plan": [key_of(plan.iri) for plan in side.plans],
        "chain": scenario.chain,
        "place": key_of(scenario.place),
        **scenario_record(side),
        **scenario.assumptions(),
        "unstated_projects": len(side.main.demand.unstated.get("", ())),
    }


def _differs(change: Change) -> bool:
    one, other = change.balances
    numbers = one.requirement != other.requirement or one.supply.stated != other.supply.stated
    return change.turned or numbers or bool(change.makers)


def _kind(a: Seen | None, b: Seen | None) -> str:
    """How a project differs; empty where it does not."""
    if a is None or b is None:
        return "new" if a is None else "gone"
    if a.counted != b.counted:
        return "counted" if b.counted else "uncounted"
    if a.project.stage != b.project.stage:
        return "stage"
    return "capacity" if a.value != b.value else ""


def _see(side: Gaps, project: Project, value: Decimal | None, unit: str, shared: str = "") -> Seen:
    return Seen(project, project.rank >= side.main.scenario.rank, value, unit, shared)


def _maker(side: Gaps, project: Project, link: Link) -> Seen:
    asked = side.model, project, link.iri
    return _see(side, project, stated(*asked), link.unit, shared_figure(*asked))


def _taking(side: Gaps, link: Link) -> list[Origin]:
    """The stated outputs that take the link's product in one recipe step."""
    of = side.model.links_of
    takers = {(s.project, s.consumer) for s in side.main.offtake.steps if link.iri in of.get(s.input.material, ())}
    return [origin for origin in side.main.offtake.origins if (origin.project.iri, origin.product) in takers]


def _iris(shifts: Iterable[Shift]) -> list[str]:
    return [shift.seen.project.iri for shift in shifts]


def _supply(supply: Supply, unit: str) -> dict[str, Any]:
    stated_amount = None if supply.stated is None else float(supply.stated)
    return {"stated": stated_amount, "unit": unit, "unstated_projects": len(supply.unstated)}


def _shift_record(role: str, shift: Shift) -> dict[str, Any]:
    """A project that differs: its role, how it differs, stage and stated capacity on each side."""
    project = shift.seen.project
    found: dict[str, Any] = {"iri": project.iri, "label_zh": project.zh, "label_en": project.en}
    found |= {"role": role, "change": shift.change}
    for name, seen in (("a", shift.a), ("b", shift.b)):
        value = seen.value if seen else None
        found[f"stage_{name}"] = seen.project.stage if seen else None
        found[f"counted_{name}"] = seen.counted if seen else None
        found[f"capacity_{name}"] = {"value": float(value), "unit": seen.unit} if seen and value is not None else None
    return found
