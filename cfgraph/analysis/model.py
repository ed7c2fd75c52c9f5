"""What a question needs from the store, read once through the saved queries: links, recipes, projects, endowments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from cfgraph.analysis.amounts import Range
from cfgraph.analysis.query import run
from cfgraph.analysis.scenario import Scenario
from cfgraph.errors import Problem, UsageError
from cfgraph.namespaces import CF, short_key
from cfgraph.store.base import Row, Store

BESIDE = frozenset({"optional", "pouch-cell", "application", "loop"})


class Product(NamedTuple):
    """A product: IRI, labels, unit (local name) and what it is a kind of (closed)."""

    iri: str
    zh: str
    en: str
    unit: str
    kinds: frozenset[str]


class Link(NamedTuple):
    """A link of the chain with the IRIs of its products."""

    iri: str
    zh: str
    en: str
    segment_zh: str
    segment_en: str
    needed_for: tuple[str, ...]
    products: tuple[str, ...]
    chemistries: frozenset[str]
    unit: str

    @property
    def key(self) -> str:
        """The link's key inside its chain."""
        return short_key(self.iri)

    @property
    def beside(self) -> bool:
        """True for a link that is told in a block of its own and not ranked."""
        return bool(BESIDE & set(self.needed_for))


class Input(NamedTuple):
    """A material that a recipe takes; the coefficient is per one unit of the product, None where it is unknown."""

    iri: str
    material: str
    coefficient: Range | None


class Recipe(NamedTuple):
    """The default process of a product."""

    process: str
    product: str
    variant: str
    inputs: tuple[Input, ...]


class Output(NamedTuple):
    """What a project makes. ``value`` is its stated output a year, None where it states none of its own."""

    iri: str
    product: str
    value: Decimal | None
    unit: str
    printed: str
    basis: str
    shared: bool


class Project(NamedTuple):
    """A project with its outputs; ``park`` is the place that the plan names."""

    iri: str
    zh: str
    en: str
    stage: str
    rank: int
    park: str
    enterprises: tuple[str, ...]
    possible_enterprises: tuple[str, ...]
    outputs: tuple[Output, ...]


class Endowment(NamedTuple):
    """A resource of a place."""

    iri: str
    zh: str
    product: str


@dataclass(frozen=True)
class Model:
    """The chain, its recipes, and the projects and endowments of the place."""

    chain_zh: str
    chain_en: str
    anchor: str
    links: tuple[Link, ...]
    products: dict[str, Product]
    links_of: dict[str, frozenset[str]]
    recipes: dict[str, Recipe]
    projects: tuple[Project, ...]
    endowments: tuple[Endowment, ...]

    @cached_property
    def kinds_with_recipe(self) -> dict[str, tuple[Recipe, ...]]:
        """Generic product → the recipes of its kinds."""
        found: dict[str, list[Recipe]] = {}
        for made, recipe in self.recipes.items():
            for generic in self.products[made].kinds:
                found.setdefault(generic, []).append(recipe)
        return {generic: tuple(recipes) for generic, recipes in found.items()}


def load(store: Store, scenario: Scenario) -> Model:
    """Read the model of a scenario's chain and place (stage cut and chemistry do not matter here).

    Raises UsageError for a chain that the graph does not have.
    """
    values = scenario.parameters()
    links_of: dict[str, set[str]] = {}
    for row in run(store, "chains/product-links", **values).rows:
        links_of.setdefault(row["product"].value, set()).add(row["link"].value)
    chains = {short_key(row["chain"].value): row for row in run(store, "chains/chains").rows}
    if scenario.chain not in chains:
        raise UsageError(Problem("chain-unknown", {"chain": scenario.chain, "known": ", ".join(chains)}))
    chain = chains[scenario.chain]
    return Model(
        chain["zh"].value,
        chain["en"].value,
        chain["anchor"].value if "anchor" in chain else "",
        _links(store, scenario),
        _products(run(store, "chains/products").rows),
        {product: frozenset(found) for product, found in links_of.items()},
        _recipes(store, scenario.coefficients),
        projects_of(store, scenario),
        tuple(
            Endowment(row["endowment"].value, row["label"].value, row["product"].value)
            for row in run(store, "plan/endowments", **values).rows
        ),
    )


def _links(store: Store, scenario: Scenario) -> tuple[Link, ...]:
    values = scenario.parameters()
    needs: dict[str, set[str]] = {}
    for row in run(store, "chains/needs", **values).rows:
        needs.setdefault(row["link"].value, set()).add(short_key(row["chemistry"].value))
    grouped = _group(run(store, "chains/links", **values).rows, "link")
    links = []
    for iri, rows in grouped.items():
        first = rows[0]
        links.append(
            Link(
                iri,
                first["zh"].value,
                first["en"].value,
                first["segment"].value,
                first["segmentEn"].value,
                _distinct(short_key(row["neededFor"].value) for row in rows),
                _distinct(row["product"].value for row in rows),
                frozenset(needs.get(iri, ())),
                short_key(first["unit"].value),
            )
        )
    return tuple(links)


def _products(rows: Iterable[Row]) -> dict[str, Product]:
    products = {}
    for iri, group in _group(rows, "product").items():
        kinds = frozenset(row["kind"].value for row in group if "kind" in row)
        first = group[0]
        products[iri] = Product(iri, first["zh"].value, first["en"].value, short_key(first["unit"].value), kinds)
    return products


def _recipes(store: Store, bound: str) -> dict[str, Recipe]:
    """The recipes; with a ``bound``, each coefficient's range is that bound alone."""
    rates = {}
    for row in run(store, "chains/rates").rows:
        low, typical, high, per = (Decimal(row[name].value) for name in ("low", "typical", "high", "per"))
        rate = Range(low / per, typical / per, high / per)
        rates[row["input"].value] = Range.exactly(getattr(rate, bound)) if bound else rate
    recipes = {}
    for process, group in _group(run(store, "chains/recipes").rows, "process").items():
        inputs = [Input(row["input"].value, row["material"].value, rates.get(row["input"].value)) for row in group]
        product = group[0]["product"].value
        recipes[product] = Recipe(process, product, short_key(group[0]["variant"].value), tuple(inputs))
    return recipes


def projects_of(store: Store, scenario: Scenario) -> tuple[Project, ...]:
    """The projects of the scenario's place, whatever their stage; those that were shelved or cancelled are left out."""
    values = scenario.parameters()
    outputs = run(store, "projects/outputs", **values).rows
    figures: dict[str, set[str]] = {}
    for row in outputs:
        if "quantity" in row:
            figures.setdefault(row["quantity"].value, set()).add(row["output"].value)
    made = _group(outputs, "project")
    rows = [row for row in run(store, "projects/projects", **values).rows if int(row["rank"].value) > 0]
    projects = []
    for iri, group in _group(rows, "project").items():
        first = group[0]
        projects.append(
            Project(
                iri,
                first["zh"].value,
                first["en"].value,
                short_key(first["stage"].value),
                int(first["rank"].value),
                first["park"].value,
                _distinct(row["enterprise"].value for row in group if "enterprise" in row),
                _distinct(row["possible"].value for row in group if "possible" in row),
                tuple(_output(row, figures) for row in made.get(iri, ())),
            )
        )
    return tuple(projects)


def _output(row: Row, figures: dict[str, set[str]]) -> Output:
    basis = row["basis"].value.removeprefix(CF) if "basis" in row else ""
    shared = "quantity" in row and len(figures[row["quantity"].value]) > 1
    stated = basis == "Output" and not shared
    return Output(
        row["output"].value,
        row["product"].value if "product" in row else "",
        Decimal(row["value"].value) if stated else None,
        short_key(row["unit"].value) if "unit" in row else "",
        row["printed"].value if "printed" in row else "",
        basis,
        shared,
    )


def _group(rows: Iterable[Row], name: str) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row[name].value, []).append(row)
    return groups


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
