"""The balance of every product along the chain: one entry a product, with the multiplications behind it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from cfgraph.analysis.amounts import Range
from cfgraph.analysis.balance import Step, Supply, counted
from cfgraph.analysis.gaps import Gaps
from cfgraph.analysis.records import flow_record, unknown
from cfgraph.analysis.states import LinkBalance
from cfgraph.namespaces import short_key


def product_balances(gaps: Gaps) -> list[dict[str, Any]]:
    """An entry for each product of the chain's links and each that their recipes draw on, upstream last.

    Entries have product, iri, labels, unit, links, demand, offtake, supply, balance, and steps: the multiplications
    of the demand flow and of the offtake flow that end at the product.
    """
    demand, offtake = gaps.main.demand, gaps.main.offtake
    chain = [product for link in gaps.links() for product in link.products]
    drawn = [step.input.material for step in (*demand.steps, *offtake.steps)]
    return [_entry(gaps, product) for product in dict.fromkeys([*chain, *drawn])]


def _entry(gaps: Gaps, iri: str) -> dict[str, Any]:
    demand, offtake = gaps.main.demand, gaps.main.offtake
    product = gaps.model.products[iri]
    numbers = LinkBalance(demand.amounts.get(iri), offtake.amounts.get(iri), product_supply(gaps, iri))
    stated = numbers.supply.stated
    return {
        "product": short_key(iri),
        "iri": iri,
        "label_zh": product.zh,
        "label_en": product.en,
        "links": [link.key for link in gaps.links() if iri in link.products],
        "demand": flow_record(numbers.demand, product.unit, unstated_projects=len(demand.unstated.get("", ()))),
        "offtake": flow_record(
            numbers.offtake, product.unit, unstated_buyers=len(offtake.unstated.get(iri, frozenset()))
        ),
        "supply": {
            "stated": None if stated is None else float(stated),
            "unit": product.unit,
            "unstated_projects": len(numbers.supply.unstated),
        },
        "balance": numbers.balance.record() if numbers.balance else unknown(),
        "steps": {
            "demand": [_step(gaps, step) for step in demand.steps if step.input.material == iri],
            "offtake": [_step(gaps, step) for step in offtake.steps if step.input.material == iri],
        },
    }


def product_supply(gaps: Gaps, iri: str) -> Supply:
    """What counted projects state of this very product or of a kind of it."""
    makers, silent, total = [], [], None
    for project in counted(gaps.model, gaps.main.scenario):
        outputs = [o for o in project.outputs if o.product and gaps.covers(o.product, iri)]
        values = [output.value for output in outputs if output.value is not None]
        if outputs:
            makers.append(project)
        if values:
            total = (total or Decimal(0)) + sum(values)
        elif outputs:
            silent.append(project.iri)
    return Supply(total, tuple(makers), tuple(silent))


def _step(gaps: Gaps, step: Step) -> dict[str, Any]:
    coefficient = step.input.coefficient or Range.exactly(Decimal(0))
    consumer = gaps.model.products[step.consumer]
    return {
        "consumer": short_key(step.consumer),
        "consumer_zh": consumer.zh,
        "consumer_en": consumer.en,
        "amount": {**step.amount.record(), "unit": consumer.unit},
        "coefficient": coefficient.record(),
        "result": step.result.record(),
    }
