"""Demand and supply along the chain, with ranges, step by step so that every number can be followed by hand.

Demand (全链需求): the stated output at the chain's anchor link, carried upstream through every rated input of the
default recipes as if each link were made locally. Offtake (本地采购): one recipe step from every stated output of a
counted project. Requirement: the larger of the two, bound by bound. All amounts are a year's, in the product's unit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from cfgraph.analysis.amounts import Range
from cfgraph.analysis.model import Input, Model, Output, Project, Recipe
from cfgraph.analysis.scenario import Scenario


class Origin(NamedTuple):
    """Where a flow begins: the stated output of a project, and its share of one product."""

    project: Project
    output: Output
    product: str
    share: Decimal
    amount: Decimal


class Step(NamedTuple):
    """One multiplication: amount of the consumer × coefficient = amount of the material."""

    consumer: str
    process: str
    input: Input
    amount: Range
    result: Range
    project: str = ""


class Flow(NamedTuple):
    """Amounts by product, with the steps that led to them and the projects that could not be counted."""

    amounts: dict[str, Range]
    steps: tuple[Step, ...]
    origins: tuple[Origin, ...]
    unstated: dict[str, frozenset[str]]
    """Product → projects without a figure that would add to its amount."""


class Supply(NamedTuple):
    """The stated output of counted projects (None where none states any), and who states none."""

    stated: Decimal | None
    makers: tuple[Project, ...]
    unstated: tuple[str, ...]


def counted(model: Model, scenario: Scenario) -> list[Project]:
    """The projects at or beyond the cut."""
    return [project for project in model.projects if project.rank >= scenario.rank]


def recipes_for(model: Model, scenario: Scenario, product: str) -> list[tuple[Recipe, Decimal]]:
    """The recipes behind an output: its own, or, for a generic product, those of the scenario's chemistries."""
    own = model.recipes.get(product)
    if own:
        return [(own, Decimal(1))]
    kinds = model.kinds_with_recipe.get(product, ())
    return [(recipe, share) for recipe in kinds for name, share in scenario.chemistry.items() if recipe.variant == name]


def origins(model: Model, scenario: Scenario, projects: Iterable[Project]) -> Iterator[Origin]:
    """Every stated output of the projects, as the products whose recipes it follows."""
    for project in projects:
        for output in project.outputs:
            if output.value is not None:
                for recipe, share in recipes_for(model, scenario, output.product):
                    yield Origin(project, output, recipe.product, share, output.value * share)


def demand(model: Model, scenario: Scenario) -> Flow:
    """The full-chain requirement that the stated output of the anchor link brings.

    ``unstated`` holds, under the key "", the anchor's projects without a figure: with any, demand is a lower bound.
    """
    anchor = [p for p in counted(model, scenario) if makes(model, p, model.anchor)]
    starts = [o for o in origins(model, scenario, anchor) if model.anchor in model.links_of.get(o.output.product, ())]
    silent = frozenset(p.iri for p in anchor if stated(model, p, model.anchor) is None)
    amounts: dict[str, Range] = {}
    for origin in starts:
        _add(amounts, origin.product, Range.exactly(origin.amount))
    steps = []
    for product in _downstream_first(model, amounts):
        for given in model.recipes[product].inputs if product in model.recipes else ():
            if given.coefficient is not None:
                result = amounts[product] * given.coefficient
                steps.append(Step(product, model.recipes[product].process, given, amounts[product], result))
                _add(amounts, given.material, result)
    drawn = {step.input.material for step in steps}
    return Flow(
        {product: amount for product, amount in amounts.items() if product in drawn},
        tuple(steps),
        tuple(starts),
        {"": silent} if silent else {},
    )


def offtake(model: Model, scenario: Scenario) -> Flow:
    """What the stated outputs of counted projects buy, one recipe step; buyers without a figure are counted."""
    projects = counted(model, scenario)
    amounts: dict[str, Range] = {}
    steps, starts = [], list(origins(model, scenario, projects))
    for origin in starts:
        recipe = model.recipes[origin.product]
        bought = Range.exactly(origin.amount)
        for given in recipe.inputs:
            if given.coefficient is not None:
                result = bought * given.coefficient
                steps.append(Step(origin.product, recipe.process, given, bought, result, origin.project.iri))
                _add(amounts, given.material, result)
    unstated: dict[str, set[str]] = {}
    for project in projects:
        for output in project.outputs:
            if output.value is None and output.product:
                for material in _materials(model, scenario, output.product):
                    unstated.setdefault(material, set()).add(project.iri)
    return Flow(amounts, tuple(steps), tuple(starts), {name: frozenset(found) for name, found in unstated.items()})


def _materials(model: Model, scenario: Scenario, product: str) -> set[str]:
    """What a buyer of unknown size takes: by the scenario's recipes, or by any recipe of its kinds."""
    recipes = [recipe for recipe, _ in recipes_for(model, scenario, product)]
    recipes = recipes or list(model.kinds_with_recipe.get(product, ()))
    return {given.material for recipe in recipes for given in recipe.inputs}


def makes(model: Model, project: Project, link: str) -> bool:
    """True where one of the project's outputs belongs to the link."""
    return any(link in model.links_of.get(output.product, ()) for output in project.outputs)


def stated(model: Model, project: Project, link: str) -> Decimal | None:
    """The project's stated output for a link; None where it states none."""
    values = [o.value for o in project.outputs if o.value is not None and link in model.links_of.get(o.product, ())]
    return sum(values, Decimal(0)) if values else None


def shared_figure(model: Model, project: Project, link: str) -> str:
    """The figure, as printed, that the project's output for a link shares with another product; empty for none."""
    of = model.links_of
    return next((o.printed for o in project.outputs if o.shared and link in of.get(o.product, ())), "")


def supply(model: Model, scenario: Scenario, link: str) -> Supply:
    """What counted projects state that they will make for a link."""
    makers = tuple(project for project in counted(model, scenario) if makes(model, project, link))
    values = {project.iri: stated(model, project, link) for project in makers}
    known = [value for value in values.values() if value is not None]
    silent = tuple(iri for iri, value in values.items() if value is None)
    return Supply(sum(known, Decimal(0)) if known else None, makers, silent)


def of_link(flow: Flow, model: Model, link: str) -> Range | None:
    """The amount of a flow that falls on a link's products; None where none does."""
    total: Range | None = None
    for product, amount in flow.amounts.items():
        if link in model.links_of.get(product, ()):
            total = amount if total is None else total + amount
    return total


def silent_buyers(flow: Flow, model: Model, link: str) -> frozenset[str]:
    """Projects without a figure that take a product of the link."""
    found = [buyers for product, buyers in flow.unstated.items() if link in model.links_of.get(product, ())]
    return frozenset().union(*found)


def _add(amounts: dict[str, Range], product: str, amount: Range) -> None:
    amounts[product] = amounts[product] + amount if product in amounts else amount


def _downstream_first(model: Model, starts: Iterable[str]) -> list[str]:
    """Every product reachable from ``starts`` through rated inputs, consumers before what they consume."""
    order: list[str] = []
    done: set[str] = set()

    def visit(product: str) -> None:
        if product in done:
            return
        done.add(product)
        recipe = model.recipes.get(product)
        for given in recipe.inputs if recipe else ():
            if given.coefficient is not None:
                visit(given.material)
        order.append(product)

    for start in starts:
        visit(start)
    return order[::-1]
