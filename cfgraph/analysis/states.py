"""The state of a link: missing, talked about, of unknown size, short, enough …

``missing``, ``talks-only`` and ``unquantified`` are what the saved queries of ``queries/gaps/`` answer,
so that whoever runs those files on any store gets the same links.
The states that compare numbers follow from supply and requirement.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from cfgraph.analysis.amounts import Range, larger
from cfgraph.analysis.balance import Flow, Supply, demand, of_link, offtake, supply
from cfgraph.analysis.model import Link, Model
from cfgraph.analysis.query import run
from cfgraph.analysis.scenario import Scenario
from cfgraph.store.base import Store

STATES = (
    "missing",
    "talks-only",
    "below-cut",
    "unquantified",
    "short",
    "uncertain",
    "filled",
    "adequate",
    "surplus",
    "not-needed",
)
"""All states, the most pressing first."""
OPEN = STATES[:3]
"""States in which no project counts."""

QUERIES = {"missing": "gaps/missing", "talks-only": "gaps/talks-only", "unquantified": "gaps/unquantified"}
SURPLUS = 2
"""Supply of at least so many times the highest requirement is a surplus."""


class LinkBalance(NamedTuple):
    """Demand, offtake and supply of a link in a scenario; None is unknown, never zero."""

    demand: Range | None
    offtake: Range | None
    supply: Supply

    @property
    def requirement(self) -> Range | None:
        """The larger of demand and offtake."""
        return larger(self.demand, self.offtake)

    @property
    def balance(self) -> Range | None:
        """Supply less requirement; the low value meets the highest requirement."""
        required = self.requirement
        if self.supply.stated is None or required is None:
            return None
        have = self.supply.stated
        return Range(have - required.high, have - required.typical, have - required.low)


class Evaluation(NamedTuple):
    """All links of a model in one scenario."""

    scenario: Scenario
    demand: Flow
    offtake: Flow
    balances: dict[str, LinkBalance]
    states: dict[str, str]


def evaluate(store: Store, model: Model, scenario: Scenario) -> Evaluation:
    """Balances and states of every link."""
    flows = demand(model, scenario), offtake(model, scenario)
    balances = {
        link.iri: LinkBalance(
            of_link(flows[0], model, link.iri),
            of_link(flows[1], model, link.iri),
            supply(model, scenario, link.iri),
        )
        for link in model.links
    }
    found = from_queries(store, scenario)
    states = {link.iri: _state(link, scenario, balances[link.iri], found) for link in model.links}
    return Evaluation(scenario, *flows, balances, states)


def from_queries(store: Store, scenario: Scenario) -> dict[str, set[str]]:
    """Link IRIs by the states that the saved queries answer; a mix asks once for each chemistry."""
    return {
        state: {
            row["link"].value
            for chemistry in scenario.chemistry
            for row in run(store, name, **scenario.parameters(chemistry)).rows
        }
        for state, name in QUERIES.items()
    }


def _state(link: Link, scenario: Scenario, balance: LinkBalance, found: dict[str, set[str]]) -> str:
    if not link.chemistries & set(scenario.chemistry):
        return "not-needed"
    for state, links in found.items():
        if link.iri in links:
            return state
    if not balance.supply.makers:
        return "below-cut"
    required = balance.requirement
    if required is None or balance.supply.stated is None:
        return "filled"
    return compare(balance.supply.stated, required, bool(balance.supply.unstated))


def compare(stated: Decimal, required: Range, silent_makers: bool) -> str:
    """The state that the numbers alone give: short, uncertain, adequate or surplus."""
    if stated >= SURPLUS * required.high:
        return "surplus"
    if stated >= required.high:
        return "adequate"
    if stated < required.low and not silent_makers:
        return "short"
    return "uncertain"
