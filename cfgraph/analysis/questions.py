"""The questions that decide: which unknown size or stage, if it were known, would change the state of a link.

Three kinds, each about one project: ``size-of-buyer`` (an anchor project without a figure: every additional output
beyond which a link with stated supply changes state), ``size-of-maker`` (a project without a figure behind a link whose
size is unstated), ``stage`` (talks that would fill a link if they land, or an unclear step behind a link that counts
now and would not from construction on). Ranked by how many needed links an answer decides.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, NamedTuple

from cfgraph.analysis.balance import stated
from cfgraph.analysis.gaps import Gaps
from cfgraph.analysis.model import Link, Project
from cfgraph.analysis.scenario import COMMITTED, TALK_RANK, TALKS
from cfgraph.analysis.states import SURPLUS

FALLING = ("surplus", "adequate", "uncertain", "short")
"""The states that numbers give, in the order in which a growing requirement passes through them."""


class Decides(NamedTuple):
    """A link that an answer decides: its state now, and the state that one answer would give it.

    ``beyond`` is the additional output of the project, in the anchor's unit, from which on the state holds; or None.
    A link has an entry for each state that a larger output would give it, the smallest output first.
    """

    link: Link
    now: str
    then: str
    beyond: Decimal | None = None


class Question(NamedTuple):
    """What to find out about a project."""

    project: Project
    kind: str
    decides: tuple[Decides, ...]

    @property
    def links(self) -> tuple[Link, ...]:
        """The links that it decides, each once."""
        return tuple(dict.fromkeys(each.link for each in self.decides))

    def record(self) -> dict[str, Any]:
        """As JSON tells it."""
        return {
            "project": self.project.iri,
            "label_zh": self.project.zh,
            "label_en": self.project.en,
            "kind": self.kind,
            "decides": [
                {
                    "key": each.link.key,
                    "label_zh": each.link.zh,
                    "label_en": each.link.en,
                    "now": each.now,
                    "then": each.then,
                    "beyond": None if each.beyond is None else float(each.beyond),
                }
                for each in self.decides
            ],
        }


def questions(gaps: Gaps) -> list[Question]:
    """Every question that decides something, those that decide most links first."""
    found: dict[tuple[str, str], Question] = {}
    for project in gaps.model.projects:
        for kind, decides in (
            ("size-of-buyer", _as_buyer(gaps, project)),
            ("size-of-maker", _as_maker(gaps, project)),
            ("stage", _by_stage(gaps, project)),
        ):
            if decides:
                found[project.iri, kind] = Question(project, kind, tuple(decides))
    order = {iri: place for place, iri in enumerate(project.iri for project in gaps.model.projects)}
    return sorted(found.values(), key=lambda q: (-len(q.links), order[q.project.iri], q.kind))


def _needed(gaps: Gaps) -> list[Link]:
    return [link for link in gaps.links() if not link.beside]


def _as_buyer(gaps: Gaps, project: Project) -> list[Decides]:
    """Beyond which sizes of an anchor project without a figure a link falls from one state to the next."""
    main = gaps.main
    if project.iri not in main.demand.unstated.get("", frozenset()):
        return []
    anchor = sum((origin.amount for origin in main.demand.origins), Decimal(0))
    found = []
    for link in _needed(gaps):
        supply, demand, now = main.balances[link.iri].supply, main.balances[link.iri].demand, main.states[link.iri]
        if supply.stated is None or demand is None or not anchor or not demand.low or now not in FALLING:
            continue
        bounds = {"adequate": SURPLUS * demand.high, "uncertain": demand.high}
        bounds |= {} if supply.unstated else {"short": demand.low}  # what others may make is not known to be too little
        for then in FALLING[FALLING.index(now) + 1 :]:
            limit = supply.stated / bounds[then] * anchor - anchor if then in bounds else Decimal(0)
            if limit > 0:
                found.append(Decides(link, now, then, limit))
    return found


def _as_maker(gaps: Gaps, project: Project) -> list[Decides]:
    """Links of unstated size that the project would make enough or too little of."""
    found = []
    for link in _needed(gaps):
        supply = gaps.main.balances[link.iri].supply
        open_state = gaps.main.states[link.iri] in ("unquantified", "uncertain")
        if open_state and project.iri in supply.unstated and stated(gaps.model, project, link.iri) is None:
            found.append(Decides(link, gaps.main.states[link.iri], "adequate"))
    return found


def _by_stage(gaps: Gaps, project: Project) -> list[Decides]:
    """Links that rest on this project alone and whose state its true stage would change."""
    talks, firm = gaps.by_cut.get(TALKS), gaps.by_cut.get(COMMITTED)
    found = []
    for link in _needed(gaps):
        if gaps.makers(link) != [project]:
            continue
        now = gaps.main.states[link.iri]
        if project.rank <= TALK_RANK and talks and talks.states[link.iri] != now:
            found.append(Decides(link, now, talks.states[link.iri]))
        elif project.stage == "Advancing" and firm and firm.states[link.iri] != now:
            found.append(Decides(link, now, firm.states[link.iri]))
    return found
