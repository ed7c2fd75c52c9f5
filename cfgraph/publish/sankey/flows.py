"""What flows from link to link in a year by weight, how much of it stated supply covers, and what is left out."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from cfgraph.analysis.balance import Step
from cfgraph.analysis.gaps import Gaps
from cfgraph.publish.chainmap.structure import Edge, Structure

MASS = "TONNE-PER-YR"
NOTHING = Decimal(0)


class Stream(NamedTuple):
    """A flow between two links: tonnes a year that are needed (None where unstated), and what part of it is there.

    ``covered`` is the share that stated supply meets, ``doubtful`` the share that projects of unstated size may meet.
    """

    source: str
    target: str
    amount: Decimal | None
    covered: Decimal
    doubtful: Decimal


class Flows(NamedTuple):
    """The streams; the products that are not weighed, and those from outside the chain, by IRI."""

    streams: tuple[Stream, ...]
    unweighed: tuple[str, ...]
    outside: tuple[str, ...]


def flows(found: Gaps, shape: Structure) -> Flows:
    """The streams of a chain in a scenario: of each material those of the larger of demand and offtake.

    That is how the requirement of a link is reckoned, so the streams out of a link add up to its typical requirement,
    less what is taken outside the chain.
    """
    products = found.model.products
    steps = {material: _larger(found, material) for material in products}
    streams, unweighed = [], []
    for edge in shape.core_edges:
        weighed = [product for product in edge.products if products[product].unit == MASS]
        unweighed += [product for product in edge.products if product not in weighed]
        if weighed:
            streams.append(_stream(found, edge, [step for product in weighed for step in steps[product]]))
    own = found.model.links_of
    taken = (*found.main.demand.steps, *found.main.offtake.steps)
    outside = [step.input.material for step in taken if step.consumer in own and step.input.material not in own]
    return Flows(tuple(streams), tuple(dict.fromkeys(unweighed)), tuple(dict.fromkeys(outside)))


def _larger(found: Gaps, material: str) -> list[Step]:
    """The multiplications behind the requirement of a material."""
    both = [
        [step for step in flow.steps if step.input.material == material]
        for flow in (found.main.demand, found.main.offtake)
    ]
    return max(both, key=lambda steps: sum((step.result.typical for step in steps), NOTHING))


def _stream(found: Gaps, edge: Edge, steps: list[Step]) -> Stream:
    takers = next(link.products for link in found.model.links if link.iri == edge.target)
    amounts = [step.result.typical for step in steps if step.consumer in takers]
    balance = found.main.balances[edge.source]
    total, have = balance.requirement, balance.supply.stated or NOTHING
    covered = min(Decimal(1), have / total.typical) if total and total.typical else NOTHING
    silent = bool(balance.supply.unstated)
    return Stream(
        edge.source,
        edge.target,
        sum(amounts, NOTHING) if amounts else None,
        covered,
        1 - covered if silent else NOTHING,
    )
