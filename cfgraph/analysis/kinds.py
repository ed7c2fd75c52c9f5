"""What kind of gap a link is: one or several kinds, each derived from what the graph says."""

from __future__ import annotations

from collections.abc import Set

from cfgraph.analysis.gaps import Gaps
from cfgraph.analysis.model import Link, Project

KINDS = (
    "nobody",
    "talks-only",
    "too-small",
    "size-unstated",
    "single-source",
    "no-local-buyer",
    "no-local-input",
    "other-form",
    "elsewhere",
)
BY_STATE = {
    "missing": "nobody",
    "talks-only": "talks-only",
    "short": "too-small",
    "uncertain": "too-small",
    "unquantified": "size-unstated",
}
"""States that are a kind of gap by themselves; uncertain may be too small."""


def kinds(gaps: Gaps, link: Link) -> list[str]:
    """The kinds of a link, in the order of ``KINDS``."""
    supply = gaps.main.balances[link.iri].supply
    local, absent = gaps.inputs(link)
    found = {BY_STATE.get(gaps.main.states[link.iri], "")}
    if len(supply.makers) == 1:
        found.add("single-source")
    if supply.makers and gaps.neighbours(link, down=True) and not gaps.waiting(link):
        found.add("no-local-buyer")
    if absent and not local:
        found.add("no-local-input")
    if other_form(gaps, link):
        found.add("other-form")
    if any(gaps.offers(project, product) for project in gaps.elsewhere for product in link.products):
        found.add("elsewhere")
    return [kind for kind in KINDS if kind in found]


def other_form(gaps: Gaps, link: Link) -> list[str]:
    """Local projects that make another grade or form of the link's product, or of an input that nobody local makes.

    Industrial cellulose ether beside battery CMC, fluoropolymers beside PVDF, smelter-grade beside coating alumina.
    Empty where the link has counted makers.
    """
    if gaps.main.balances[link.iri].supply.makers:
        return []
    wider = {kind for product in link.products for kind in gaps.model.products[product].kinds}
    wider -= {product for product in wider if link.iri in gaps.model.links_of.get(product, ())}
    found = _makers(gaps, wider)
    for material in gaps.inputs(link)[1]:
        found += other_grade(gaps, material)
    return [project.iri for project in dict.fromkeys(found)]


def other_grade(gaps: Gaps, material: str) -> list[Project]:
    """Local projects that make another grade of an input: a wider class with a process of its own, no mere heading."""
    return _makers(gaps, gaps.model.products[material].kinds & gaps.model.recipes.keys())


def _makers(gaps: Gaps, products: Set[str]) -> list[Project]:
    return [project for project in gaps.model.projects if any(made.product in products for made in project.outputs)]
