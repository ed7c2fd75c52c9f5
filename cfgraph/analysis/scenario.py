"""The scenario of a question: chain, place, plans, stage cut and cell chemistry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation

import pyoxigraph as ox

from cfgraph.analysis.query import KEY, integer
from cfgraph.errors import Problem, UsageError
from cfgraph.namespaces import RANK, thing

CHEMISTRIES = ("lfp", "ncm523", "ncm622", "ncm811")
COMMITTED = "under-construction"
"""The cut of the column 有据口径: from here on a project is more than an intention."""


@dataclass(frozen=True)
class Scenario:
    """What is asked. ``place`` is an IRI; ``plan`` the key of one plan, or empty for all; shares add up to 1."""

    place: str
    chain: str = "lithium-battery"
    plan: str = ""
    start: str = "advancing"
    chemistry: Mapping[str, Decimal] = field(default_factory=lambda: {"lfp": Decimal(1)})
    assumed: tuple[str, ...] = ()

    @property
    def rank(self) -> int:
        """The stage rank from which projects count."""
        return RANK[self.start]

    def at(self, *, start: str = "", chemistry: str = "") -> Scenario:
        """The same question at another cut or with another, single chemistry."""
        mix = {chemistry: Decimal(1)} if chemistry else self.chemistry
        return replace(self, start=start or self.start, chemistry=mix)

    def parameters(self, chemistry: str = "") -> dict[str, ox.NamedNode | ox.Literal | None]:
        """Terms for the parameters of the saved queries."""
        return {
            "chain": ox.NamedNode(thing("chain", self.chain)),
            "place": ox.NamedNode(self.place),
            "plan": ox.NamedNode(thing("document", self.plan)) if self.plan else None,
            "from": integer("from", self.start),
            "chemistry": ox.NamedNode(thing("variant", chemistry)) if chemistry else None,
        }


def require_key(plan: str) -> None:
    """Raise UsageError for a plan that is no key at all, before it becomes part of an IRI."""
    if plan and not KEY.fullmatch(plan):
        raise UsageError(Problem("key-form", {"value": " ".join(plan.split())}, column="--plan"))


def parse_chemistry(words: str) -> dict[str, Decimal]:
    """``lfp`` or a mix such as ``lfp=0.6,ncm523=0.4``.

    Raises UsageError for an unknown chemistry or shares that do not add up to 1.
    """
    mix: dict[str, Decimal] = {}
    for part in words.split(","):
        name, _, share = part.strip().partition("=")
        try:
            value = Decimal(share or "1")
        except InvalidOperation:
            value = Decimal("NaN")
        if name not in CHEMISTRIES or name in mix or not value.is_finite() or value <= 0:
            raise UsageError(Problem("chemistry", {"value": words, "allowed": ", ".join(CHEMISTRIES)}))
        mix[name] = value
    if sum(mix.values()) != 1:
        raise UsageError(Problem("chemistry-sum", {"value": words, "sum": str(sum(mix.values()))}))
    return mix
