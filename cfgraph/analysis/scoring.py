"""How much speaks for bringing a link in: five parts between 0 and 1, each with what it was computed from.

need       1 / steps from the link down to the nearest end (a cell, or what is made of cells; in a chain without an
           anchor, a link that no other takes), at least one step
demand     mean of the unmet share of the typical requirement without and with the projects in talks;
           an unmet share that cannot be computed counts as a half
feedstock  mean over the inputs: 1 where the place makes or has one, a half where a project may make it without the
           text saying so, else half the feedstock of the link that makes it;
           1 where the place has the link's own product as a resource, 0 where no input is known
fit        0.6 where the plan wishes for the link, 0.4 where a cluster is built around the chain
unlocks    1 − 1 / (1 + 2 P + W): P local makers of an input that nobody local takes yet, each by the share of its
           stated output that the link's typical requirement would buy (at most 1; a share that cannot be computed
           counts as a half), W links that wait downstream

The score is the sum of part × weight; the weights stand in ``data/knowledge/scoring.toml``. All of it is our own rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from cfgraph.analysis.balance import counted, recipes_for
from cfgraph.analysis.gaps import Gaps
from cfgraph.analysis.model import Link, Project
from cfgraph.analysis.rates import rate
from cfgraph.analysis.scenario import TALKS
from cfgraph.analysis.states import LinkBalance

PARTS = ("need", "demand", "feedstock", "fit", "unlocks")
UNKNOWN = Decimal("0.5")
WISHED, CLUSTERED = Decimal("0.6"), Decimal("0.4")
SECOND_HAND = Decimal("0.5")
"""What an input counts that is not local itself, for each part of its own inputs that are."""


class Part(NamedTuple):
    """A part of a score: its value between 0 and 1, and what it was computed from."""

    value: Decimal
    inputs: dict[str, Any]


class Scorer:
    """The parts of every link in one answer."""

    def __init__(self, gaps: Gaps) -> None:
        self.gaps = gaps

    def parts(self, link: Link) -> dict[str, Part]:
        """The five parts of a link."""
        return {
            "need": self.need(link),
            "demand": self.demand(link),
            "feedstock": self.feedstock(link.iri),
            "fit": self.fit(link),
            "unlocks": self.unlocks(link),
        }

    def need(self, link: Link) -> Part:
        """How near the link is to what the chain is for; inputs: ``steps`` down to the nearest end, None where none."""
        steps = self.distance.get(link.iri)
        value = Decimal(1) / max(steps, 1) if steps is not None else Decimal(0)
        return Part(value, {"steps": steps})

    @cached_property
    def distance(self) -> dict[str, int]:
        """Link → recipe steps down to the nearest end."""
        gaps = self.gaps
        needed = [link.iri for link in gaps.links() if not link.beside]
        suppliers = {iri: gaps.suppliers[iri] & set(needed) for iri in needed}
        taken = frozenset().union(*suppliers.values())
        ends = [iri for iri in needed if iri not in taken]
        if gaps.model.anchor:
            ends = [iri for iri in needed if iri == gaps.model.anchor or gaps.model.anchor in _above(suppliers, iri)]
        found = dict.fromkeys(ends, 0)
        waiting = list(ends)
        for iri in waiting:  # grows as suppliers are found: breadth first
            for supplier in sorted(suppliers[iri]):
                if supplier not in found:
                    found[supplier] = found[iri] + 1
                    waiting.append(supplier)
        return found

    def demand(self, link: Link) -> Part:
        """How much of the need is unmet; inputs: ``without`` and ``with_talks``, each None where it is unknown."""
        talks = self.gaps.by_cut.get(TALKS, self.gaps.main)
        without = unmet(self.gaps.main.balances[link.iri])
        with_talks = unmet(talks.balances[link.iri])
        shares = [UNKNOWN if share is None else share for share in (without, with_talks)]
        return Part(sum(shares, Decimal(0)) / 2, {"without": without, "with_talks": with_talks})

    def feedstock(self, iri: str, seen: frozenset[str] = frozenset()) -> Part:
        """What of the inputs is at hand; inputs: ``local`` products, and ``second_hand``: product → what it counts."""
        gaps = self.gaps
        link = next(link for link in gaps.model.links if link.iri == iri)
        local, _ = gaps.inputs(link)
        own = [product for product in link.products if product in local]
        if own:
            return Part(Decimal(1), {"local": own, "second_hand": {}, "of": 1})
        materials = gaps.materials[iri]
        at_hand = [material for material in materials if material in local]
        second = {}
        for material in materials:
            makers = gaps.model.links_of.get(material, frozenset()) - seen - {iri}
            if material in local:
                continue
            if any(link in self.gaps.possible for link in makers):
                second[material] = SECOND_HAND
            elif makers:
                second[material] = SECOND_HAND * max(self.feedstock(m, seen | {iri}).value for m in sorted(makers))
        value = (len(at_hand) + sum(second.values(), Decimal(0))) / len(materials) if materials else Decimal(0)
        useful = {material: share for material, share in second.items() if share}
        return Part(value, {"local": at_hand, "second_hand": useful, "of": len(materials)})

    def fit(self, link: Link) -> Part:
        """Whether the plan wants it; inputs: ``wishes`` and ``clusters``."""
        wishes = self.gaps.sought.get(link.iri, [])
        clusters = self.gaps.clusters
        value = (WISHED if wishes else Decimal(0)) + (CLUSTERED if clusters else Decimal(0))
        return Part(value, {"wishes": wishes, "clusters": list(clusters)})

    def unlocks(self, link: Link) -> Part:
        """Whom it brings to life; inputs: ``makers`` of an input without a local buyer, ``shares`` of their output that
        the link would buy (None where that is unknown), ``waiting`` links."""
        shares: dict[str, Decimal | None] = {}
        for material in self.gaps.materials[link.iri]:
            for iri, share in self.bought(link, material).items():
                shares[iri] = share if iri not in shares else _greater(shares[iri], share)
        waiting = [other.key for other in self.gaps.waiting(link)]
        weighed = sum((UNKNOWN if share is None else share for share in shares.values()), Decimal(0))
        value = 1 - Decimal(1) / (1 + 2 * weighed + len(waiting))
        return Part(value, {"makers": list(shares), "shares": shares, "waiting": waiting})

    def bought(self, link: Link, material: str) -> dict[str, Decimal | None]:
        """Each local maker of a material that has no local buyer → the share of its output that the link would buy.

        Makers of the same material share alike: what is needed of it, by the sum that they state.
        """
        local = self.gaps.inputs(link)[0].get(material, ())
        found = [self.gaps.projects[iri] for iri in local if iri in self.gaps.projects]
        makers = [p for p in found if self.gaps.offers(p, material) and not self.has_buyer(p, material)]
        stated = {maker.iri: self.stated(maker, material) for maker in makers}
        whole = sum((amount for amount in stated.values() if amount), Decimal(0))
        required = self.gaps.main.balances[link.iri].requirement
        per_unit = rate(self.gaps, link, lambda taken: taken == material)
        if required is None or per_unit is None:
            return dict.fromkeys(stated)
        return {
            iri: min(Decimal(1), required.typical * per_unit.typical / whole) if amount else None
            for iri, amount in stated.items()
        }

    def stated(self, maker: Project, material: str) -> Decimal | None:
        """The maker's stated output of a material or of a kind of it; None where it states none."""
        made = [o.value for o in maker.outputs if o.product and self.gaps.covers(o.product, material)]
        known = [value for value in made if value is not None]
        return sum(known, Decimal(0)) if known else None

    def has_buyer(self, maker: Project, material: str) -> bool:
        """True where a counted project of the place takes what the maker makes of a material."""
        products = {o.product for o in maker.outputs if o.product and self.gaps.covers(o.product, material)}
        return any(self.gaps.covers(product, taken) for product in products for taken in self.taken)

    @cached_property
    def taken(self) -> frozenset[str]:
        """What the counted projects of the place take, by the scenario's recipes."""
        model, scenario = self.gaps.model, self.gaps.main.scenario
        recipes = [
            recipe
            for project in counted(model, scenario)
            for output in project.outputs
            for recipe, _ in recipes_for(model, scenario, output.product)
        ]
        return frozenset(given.material for recipe in recipes for given in recipe.inputs)


def unmet(balance: LinkBalance) -> Decimal | None:
    """The share of the typical requirement that stated supply leaves open; None where it cannot be told."""
    required = balance.requirement
    if required is None or not required.typical:
        return None
    if not balance.supply.makers:
        return Decimal(1)
    if balance.supply.stated is None:
        return None
    return max(Decimal(0), 1 - balance.supply.stated / required.typical)


def total(parts: Mapping[str, Part], weights: Mapping[str, Decimal]) -> Decimal:
    """The sum of part × weight."""
    return sum((parts[name].value * weights[name] for name in PARTS), Decimal(0))


def _greater(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    """The greater of two shares; a known one before an unknown one."""
    known = [share for share in (one, other) if share is not None]
    return max(known, default=None)


def _above(suppliers: Mapping[str, frozenset[str]], start: str) -> set[str]:
    """Every link that feeds ``start``, directly or through others."""
    found: set[str] = set()
    waiting = [start]
    while waiting:
        for supplier in suppliers.get(waiting.pop(), frozenset()):
            if supplier not in found:
                found.add(supplier)
                waiting.append(supplier)
    return found
