"""The main job: every link of a chain with its state, its numbers, its projects, and what lies around it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from cfgraph.analysis.balance import makes, recipes_for
from cfgraph.analysis.documents import PlanDocument, plan_documents
from cfgraph.analysis.model import Link, Model, Project, load, projects_of
from cfgraph.analysis.query import run
from cfgraph.analysis.scenario import CHEMISTRIES, COMMITTED, TALKS, Scenario
from cfgraph.analysis.states import Evaluation, evaluate
from cfgraph.namespaces import short_key
from cfgraph.store.base import Store


@dataclass(frozen=True)
class Gaps:
    """The answer of ``cfgraph gaps``: the model, the main evaluation, those at other cuts, and the surroundings."""

    model: Model
    main: Evaluation
    by_cut: dict[str, Evaluation]
    by_chemistry: dict[str, Evaluation]
    elsewhere: tuple[Project, ...]
    sought: dict[str, list[str]]
    possible: dict[str, list[tuple[str, str]]]
    """Link → project and product that the text allows without saying so; never counted."""
    byproducts: dict[str, list[str]]
    """Product → projects whose usual process makes it beside its own product; never counted as supply."""
    cautions: dict[str, list[dict[str, str]]]
    """Link → what to know before bringing it in: text, date and source."""
    clusters: tuple[str, ...]
    """The clusters of the place that are built around the chain."""
    quotes: dict[str, list[dict[str, Any]]]
    plans: tuple[PlanDocument, ...]

    def record(self, *, everything: bool = False) -> dict[str, Any]:
        """The whole answer as JSON tells it; ``everything`` keeps links that the chemistry does not need."""
        from cfgraph.analysis import records

        return records.record(self, records.decide(self), everything=everything)

    def links(self, everything: bool = False) -> list[Link]:
        """The links in the order of the chain."""
        states = self.main.states
        return [link for link in self.model.links if everything or states[link.iri] != "not-needed"]

    def makers(self, link: Link) -> list[Project]:
        """The projects of the place that make the link's product, whatever their stage."""
        return self.makers_of.get(link.iri, [])

    @cached_property
    def makers_of(self) -> dict[str, list[Project]]:
        """Link → the projects of the place that make its product."""
        found: dict[str, list[Project]] = {}
        for project in self.model.projects:
            links = [link for output in project.outputs for link in self.model.links_of.get(output.product, ())]
            for link in dict.fromkeys(links):
                found.setdefault(link, []).append(project)
        return found

    @cached_property
    def materials(self) -> dict[str, list[str]]:
        """Link → what its products take by the scenario's recipes."""
        variants = {"all", *self.main.scenario.chemistry}
        found = {}
        for link in self.model.links:
            recipes = [r for p in link.products for r, _ in recipes_for(self.model, self.main.scenario, p)]
            taken = [given.material for recipe in recipes if recipe.variant in variants for given in recipe.inputs]
            found[link.iri] = list(dict.fromkeys(taken))
        return found

    @cached_property
    def suppliers(self) -> dict[str, frozenset[str]]:
        """Link → the links whose product it takes."""
        of = self.model.links_of
        return {
            iri: frozenset(link for material in taken for link in of.get(material, ()) if link != iri)
            for iri, taken in self.materials.items()
        }

    def inputs(self, link: Link) -> tuple[dict[str, list[str]], list[str]]:
        """Inputs that counted projects of the place make or that it is endowed with; and those that it lacks.

        A resource in the ground that is the link's own product (ore) counts as its input, and so does a by-product.
        """
        local: dict[str, list[str]] = {}
        absent = []
        for endowment in self.model.endowments:
            if link.iri in self.model.links_of.get(endowment.product, ()):
                local.setdefault(endowment.product, []).append(endowment.iri)
        for product in link.products:
            for project in self.beside(product):
                local.setdefault(product, []).append(project.iri)
        for material in self.materials[link.iri]:
            found = [e.iri for e in self.model.endowments if self.covers(e.product, material)]
            for project in self.model.projects:
                if project.rank >= self.main.scenario.rank and self.offers(project, material):
                    found.append(project.iri)
            found += [project.iri for project in self.beside(material) if project.iri not in found]
            if found:
                local[material] = found
            else:
                absent.append(material)
        return local, absent

    def beside(self, product: str) -> list[Project]:
        """The counted projects of the place that make a product as a by-product."""
        found = (self.projects[iri] for iri in self.byproducts.get(product, ()) if iri in self.projects)
        return [project for project in found if project.rank >= self.main.scenario.rank]

    @property
    def chemical(self) -> bool:
        """True where the chemistry matters: only some cells need a link, or the recipe of one takes its product."""
        special = [recipe for recipe in self.model.recipes.values() if recipe.variant != "all"]
        takes = {taken.material for recipe in special for taken in recipe.inputs}
        return len({link.chemistries for link in self.model.links}) > 1 or bool(takes & set(self.model.links_of))

    def offers(self, project: Project, material: str) -> bool:
        """True where an output of the project is the material or a kind of it."""
        return any(self.covers(output.product, material) for output in project.outputs if output.product)

    def covers(self, product: str, material: str) -> bool:
        """True where a product is the material or a kind of it."""
        return product == material or material in self.model.products[product].kinds

    def neighbours(self, link: Link, *, down: bool) -> list[Link]:
        """The links that take a product of this link (down), or whose product it takes (up)."""
        if down:
            return [other for other in self.links() if link.iri in self.suppliers[other.iri]]
        return [other for other in self.links() if other.iri in self.suppliers[link.iri]]

    def waiting(self, link: Link) -> list[Link]:
        """Who waits downstream: the links with counted projects that take this link's product."""
        return [n for n in self.neighbours(link, down=True) if self.main.balances[n.iri].supply.makers]

    @cached_property
    def projects(self) -> dict[str, Project]:
        """All projects of the place and around it by IRI."""
        return {project.iri: project for project in (*self.model.projects, *self.elsewhere)}

    def contacts(self, link: Link) -> dict[str, str]:
        """Whom to ask → the project that is the ground for it.

        Who makes the product or may own a project that does, then who may make it, then who makes it as a by-product;
        only where nobody is, the owners of counted projects of the links next door.
        """
        own = [project for project in self.projects.values() if makes(self.model, project, link.iri)]
        own += [self.projects[iri] for iri, _ in self.possible.get(link.iri, []) if iri in self.projects]
        own += [project for product in link.products for project in self.beside(product)]
        found = [(e, p.iri) for p in own for e in (*p.enterprises, *p.possible_enterprises)]
        if not found:
            near = [*self.neighbours(link, down=True), *self.neighbours(link, down=False)]
            found = [(e, p.iri) for n in near for p in self.main.balances[n.iri].supply.makers for e in p.enterprises]
        contacts: dict[str, str] = {}
        for enterprise, project in found:
            contacts.setdefault(enterprise, project)
        return contacts


def find_gaps(store: Store, scenario: Scenario, zone: str, *, whole: bool = True) -> Gaps:
    """Answer ``cfgraph gaps`` for a scenario; ``zone`` is the place around a park, whose other projects are told.

    ``whole=False`` leaves out what a table does not show: the sentences, and the states under other chemistries.
    """
    model = load(store, scenario)
    elsewhere: tuple[Project, ...] = ()
    if zone != scenario.place:
        inside = {project.iri for project in model.projects}
        around = projects_of(store, Scenario(zone, scenario.chain, scenario.plan))
        elsewhere = tuple(project for project in around if project.iri not in inside)
    cuts = [cut for cut in (TALKS, Scenario.start, COMMITTED) if cut != scenario.start]
    single = next(iter(scenario.chemistry)) if len(scenario.chemistry) == 1 else ""
    others = [name for name in CHEMISTRIES[:2] if name != single]
    sought: dict[str, list[str]] = {}
    for row in run(store, "gaps/sought", **scenario.parameters()).rows:
        sought.setdefault(row["link"].value, []).append(row["wish"].value)
    byproducts: dict[str, list[str]] = {}
    for row in run(store, "chains/by-products", **scenario.parameters()).rows:
        makers = byproducts.setdefault(row["product"].value, [])
        if row["project"].value not in makers:
            makers.append(row["project"].value)
    possible: dict[str, list[tuple[str, str]]] = {}
    for row in run(store, "projects/possible-products", **scenario.parameters()).rows:
        for iri in model.links_of.get(row["product"].value, ()):
            possible.setdefault(iri, []).append((row["project"].value, row["product"].value))
    return Gaps(
        model,
        evaluate(store, model, scenario),
        {cut: evaluate(store, model, scenario.at(start=cut)) for cut in cuts},
        {name: evaluate(store, model, scenario.at(chemistry=name)) for name in others if whole},
        elsewhere,
        sought,
        possible,
        byproducts,
        read_cautions(store, scenario),
        tuple(row["cluster"].value for row in run(store, "plan/chain-clusters", **scenario.parameters()).rows),
        read_quotes(store, scenario, zone) if whole else {},
        plan_documents(store, scenario),
    )


def read_cautions(store: Store, scenario: Scenario) -> dict[str, list[dict[str, str]]]:
    """Link → its cautions, each with text in two languages, date, title of the source and its address."""
    found: dict[str, list[dict[str, str]]] = {}
    for row in run(store, "chains/cautions", **scenario.parameters()).rows:
        told = {"zh": row["zh"].value, "en": row["en"].value, "date": row["date"].value, "source": row["title"].value}
        told["url"] = row["url"].value if "url" in row else ""
        found.setdefault(row["link"].value, []).append(told)
    return found


def read_quotes(store: Store, scenario: Scenario, zone: str) -> dict[str, list[dict[str, Any]]]:
    """Project → the quotes that its stage and outputs rest on, for the whole zone.

    A span that proves several facts is a reading where one of them is.
    """
    found: dict[str, dict[tuple[str, int, int], dict[str, Any]]] = {}
    wide = Scenario(zone, scenario.chain, scenario.plan)
    for row in run(store, "plan/quotes", **wide.parameters()).rows:
        quote: dict[str, Any] = {
            "quote": row["exact"].value,
            "start": int(row["start"].value),
            "end": int(row["end"].value),
            "document": row["document"].value,
            "reading": short_key(row["reading"].value),
        }
        spans = found.setdefault(row["project"].value, {})
        known = spans.setdefault((quote["document"], quote["start"], quote["end"]), quote)
        if quote["reading"] == "Interpreted":
            known["reading"] = "Interpreted"
    return {project: list(spans.values()) for project, spans in found.items()}
