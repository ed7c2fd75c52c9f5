"""What one link takes of another: the rate of its recipe, and the size that a newcomer downstream would ask for."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from cfgraph.analysis.amounts import Range
from cfgraph.analysis.balance import recipes_for
from cfgraph.analysis.gaps import Gaps
from cfgraph.analysis.model import Link


class Fed(NamedTuple):
    """A link that is to be added too, its size, what one unit of it takes, and what it takes in all."""

    taker: Link
    size: Range
    rate: Range
    amount: Range


def rate(gaps: Gaps, taker: Link, takes: Callable[[str], bool]) -> Range | None:
    """What a unit of a link takes of the materials asked for; None where unknown or where several recipes share it."""
    variants = {"all", *gaps.main.scenario.chemistry}
    recipes = [r for p in taker.products for r, _ in recipes_for(gaps.model, gaps.main.scenario, p)]
    found = {
        given.iri: given.coefficient
        for recipe in recipes
        for given in recipe.inputs
        if recipe.variant in variants and takes(given.material)
    }
    return next(iter(found.values())) if len(found) == 1 else None


def rate_of_link(gaps: Gaps, taker: Link, link: Link) -> Range | None:
    """What a unit of a link takes of another link's products."""
    return rate(gaps, taker, lambda material: link.iri in gaps.model.links_of.get(material, ()))


def fed(gaps: Gaps, link: Link) -> Fed | None:
    """The newcomer downstream that asks for more than the link's own requirement; None where there is none.

    A requirement carries local offtake one step only: a link that nobody makes yet buys nothing, so what it would take
    once it is there at its own size is in no balance.
    """
    balances = gaps.main.balances
    own, found = balances[link.iri].requirement, []
    if balances[link.iri].supply.makers or link.beside:
        return None
    for taker in gaps.neighbours(link, down=True):
        size, per_unit = balances[taker.iri].requirement, rate_of_link(gaps, taker, link)
        if size is None or per_unit is None or taker.beside or balances[taker.iri].supply.makers:
            continue
        amount = size * per_unit
        if own is None or amount.typical > own.typical:
            found.append(Fed(taker, size, per_unit, amount))
    return max(found, key=lambda each: each.amount.typical, default=None)
