"""How sure a balance is: the coefficients drawn many times within their ranges, the chain computed anew each time.

Each coefficient is triangular between low, typical and high. They are drawn twice: independently of each other, and
all at the same point of their ranges, which are the two ends of what is not known about how they move together.
"""

from __future__ import annotations

import random
from decimal import Decimal
from math import sqrt
from typing import Any, NamedTuple

from cfgraph.analysis.gaps import Gaps
from cfgraph.analysis.model import Input, Link

DRAWS = 10_000
SEED = 20230515


class Sufficiency(NamedTuple):
    """The probability that supply covers the requirement, and the anchor output that the supply would serve.

    ``probability``: coefficients drawn independently, and all together. ``low`` and ``high`` bound the break-even
    output of the anchor in ``unit``; None where the requirement does not come from the anchor alone.
    """

    probability: tuple[float, float]
    low: float | None
    high: float | None
    unit: str

    def record(self) -> dict[str, Any]:
        """As JSON tells it."""
        even = None if self.low is None else {"low": self.low, "high": self.high, "unit": self.unit}
        return {"probability": list(self.probability), "break_even": even}


def triangular(u: float, low: float, typical: float, high: float) -> float:
    """The value at share ``u`` of a triangular distribution (inverse of its cumulative distribution)."""
    if high <= low:
        return typical
    turn = (typical - low) / (high - low)
    if u < turn:
        return low + sqrt(u * (high - low) * (typical - low))
    return high - sqrt((1 - u) * (high - low) * (high - typical))


class Chain:
    """The flows of one answer as plain numbers: what is drawn and what is added up."""

    def __init__(self, gaps: Gaps) -> None:
        main = gaps.main
        self.links = {
            link.iri: [product for product, of in gaps.model.links_of.items() if link.iri in of]
            for link in gaps.links()
            if main.balances[link.iri].supply.stated is not None and main.balances[link.iri].requirement is not None
        }
        self.drawn = {step.input.material for step in main.demand.steps}
        self.starts: dict[str, float] = {}
        for origin in main.demand.origins:
            self.starts[origin.product] = self.starts.get(origin.product, 0.0) + float(origin.amount)
        self.inputs: dict[str, tuple[float, float, float]] = {}
        asked = {product for products in self.links.values() for product in products}
        self.offtake = [
            (float(step.amount.typical), *self._given(step.input))
            for step in main.offtake.steps
            if step.input.material in asked
        ]
        self.demand: list[tuple[str, str, str]] = []
        for step in reversed(main.demand.steps):  # from what is asked back to the cells: nothing else is drawn
            if step.input.material in asked:
                asked.add(step.consumer)
                self.demand.insert(0, (step.consumer, *self._given(step.input)))

    def _given(self, given: Input) -> tuple[str, str]:
        """Material and key of an input, whose range is kept."""
        rate = given.coefficient
        assert rate is not None
        self.inputs[given.iri] = (float(rate.low), float(rate.typical), float(rate.high))
        return given.material, given.iri

    def requirements(self, coefficients: dict[str, float]) -> dict[str, float]:
        """Link → requirement for one drawing of the coefficients."""
        amounts = dict(self.starts)
        for consumer, material, given in self.demand:
            amounts[material] = amounts.get(material, 0.0) + amounts[consumer] * coefficients[given]
        bought: dict[str, float] = {}
        for amount, material, given in self.offtake:
            bought[material] = bought.get(material, 0.0) + amount * coefficients[given]
        found = {}
        for iri, products in self.links.items():
            asked = sum(amounts.get(product, 0.0) for product in products if product in self.drawn)
            found[iri] = max(asked, sum(bought.get(product, 0.0) for product in products))
        return found


def sufficiency(gaps: Gaps, draws: int = DRAWS, seed: int = SEED) -> dict[str, Sufficiency]:
    """Link IRI → how sure its supply covers its requirement; only links where both are known."""
    chain = Chain(gaps)
    if not chain.links:
        return {}
    generator = random.Random(seed)
    enough = [dict.fromkeys(chain.links, 0), dict.fromkeys(chain.links, 0)]
    stated = {iri: float(gaps.main.balances[iri].supply.stated or 0) for iri in chain.links}
    for _ in range(draws):
        one = generator.random()
        apart = {key: triangular(generator.random(), *bounds) for key, bounds in chain.inputs.items()}
        together = {key: triangular(one, *bounds) for key, bounds in chain.inputs.items()}
        for counts, coefficients in zip(enough, (apart, together), strict=True):
            for iri, required in chain.requirements(coefficients).items():
                counts[iri] += stated[iri] >= required
    links = {link.iri: link for link in gaps.links()}
    return {iri: _of_link(gaps, links[iri], enough[0][iri] / draws, enough[1][iri] / draws) for iri in chain.links}


def _of_link(gaps: Gaps, link: Link, apart: float, together: float) -> Sufficiency:
    balance = gaps.main.balances[link.iri]
    anchor = sum((origin.amount for origin in gaps.main.demand.origins), Decimal(0))
    unit = next((other.unit for other in gaps.model.links if other.iri == gaps.model.anchor), "")
    stated, demand = balance.supply.stated, balance.demand
    probability = (apart, together)
    if not anchor or stated is None or demand is None or not demand.low or demand != balance.requirement:
        return Sufficiency(probability, None, None, unit)
    return Sufficiency(probability, float(stated / demand.high * anchor), float(stated / demand.low * anchor), unit)
