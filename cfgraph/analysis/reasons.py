"""Why a number is unknown or only a bound, and which project stands behind what is said of a link."""

from __future__ import annotations

from cfgraph.analysis.balance import silent_buyers
from cfgraph.analysis.gaps import Gaps
from cfgraph.analysis.model import Link


def demand_reason(gaps: Gaps, link: Link) -> str:
    """Why a link has no demand.

    One of ``not-needed``, ``anchor``, ``no-anchor``, ``no-start``, ``no-coefficient`` and ``not-upstream``.
    """
    main = gaps.main
    if main.states[link.iri] == "not-needed":
        return "not-needed"
    if link.iri == gaps.model.anchor:
        return "anchor"
    if not gaps.model.anchor:
        return "no-anchor"
    if not main.demand.origins:
        return "no-start"
    return "no-coefficient" if link.iri in upstream_of(gaps, gaps.model.anchor) else "not-upstream"


def offtake_reason(gaps: Gaps, link: Link) -> str:
    """Why a link has no offtake: ``silent-buyers``, ``no-coefficient`` or ``no-buyer``."""
    if silent_buyers(gaps.main.offtake, gaps.model, link.iri):
        return "silent-buyers"
    return "no-coefficient" if gaps.waiting(link) else "no-buyer"


def upstream_of(gaps: Gaps, start: str) -> set[str]:
    """Every link that feeds ``start``, directly or through others, by the scenario's recipes."""
    found: set[str] = set()
    waiting = [start]
    while waiting:
        for supplier in gaps.suppliers.get(waiting.pop(), ()):
            if supplier not in found:
                found.add(supplier)
                waiting.append(supplier)
    return found


def is_lower_bound(gaps: Gaps, link: Link) -> bool:
    """True where some buyer or cell plant without a figure would add to the link's requirement."""
    cells = gaps.main.balances[link.iri].demand is not None and bool(gaps.main.demand.unstated)
    return cells or bool(silent_buyers(gaps.main.offtake, gaps.model, link.iri))
