"""What kind of gap a link is: one or several kinds, each derived from what the graph says."""

from __future__ import annotations

from cfgraph.analysis.gaps import Gaps
from cfgraph.analysis.model import Link

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
    """Local projects that make a wider class of the link's product, not the product: another grade or form.

    Industrial cellulose ether beside battery CMC, fluoropolymers beside PVDF.
    """
    if gaps.main.balances[link.iri].supply.makers:
        return []
    wider = {kind for product in link.products for kind in gaps.model.products[product].kinds}
    wider -= {product for product in wider if link.iri in gaps.model.links_of.get(product, ())}
    projects = [p for p in gaps.model.projects if any(output.product in wider for output in p.outputs)]
    return [project.iri for project in projects]
