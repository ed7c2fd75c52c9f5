"""The scenario of a question: chain, place, plans, stage cut and cell chemistry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

import pyoxigraph as ox

from cfgraph.analysis.query import KEY, integer
from cfgraph.errors import Problem, UsageError
from cfgraph.namespaces import RANK, key_of, short_key, thing

CHEMISTRIES = ("lfp", "ncm523", "ncm622", "ncm811")
TALKS = "negotiating"
TALK_RANK = RANK["proposed"]
"""The last stage that is only talk."""
COMMITTED = "under-construction"
"""The cut of the column 有据口径: from here on a project is more than an intention."""


class Excluded(NamedTuple):
    """A project that the scenario leaves out."""

    iri: str
    zh: str
    en: str


class Added(NamedTuple):
    """A project that the scenario assumes. ``product`` and ``place`` are IRIs; ``value`` is in ``unit`` or unknown."""

    iri: str
    name: str
    product: str
    stage: str
    place: str
    value: Decimal | None
    unit: str
    printed: str

    def record(self) -> dict[str, Any]:
        """As JSON tells it."""
        return {
            "iri": self.iri,
            "name": self.name,
            "product": short_key(self.product),
            "capacity": None if self.value is None else {"value": float(self.value), "unit": self.unit},
            "stage": self.stage,
            "place": key_of(self.place),
        }


@dataclass(frozen=True)
class Scenario:
    """What is asked. ``place`` is an IRI; ``plan`` the key of one plan, or empty for all; shares add up to 1.

    ``coefficients`` takes one bound of every coefficient (``low``, ``typical``, ``high``) instead of the range.
    """

    place: str
    chain: str = "lithium-battery"
    plan: str = ""
    start: str = "advancing"
    chemistry: Mapping[str, Decimal] = field(default_factory=lambda: {"lfp": Decimal(1)})
    assumed: tuple[str, ...] = ()
    coefficients: str = ""
    excluded: tuple[Excluded, ...] = ()
    added: tuple[Added, ...] = ()

    @property
    def rank(self) -> int:
        """The stage rank from which projects count."""
        return RANK[self.start]

    @property
    def hypothetical(self) -> bool:
        """True where the answer is not about the plan as it stands."""
        return bool(self.coefficients or self.excluded or self.added)

    def assumptions(self) -> dict[str, Any]:
        """What is assumed beyond cut and chemistry, as JSON tells it."""
        return {
            "coefficients": self.coefficients or None,
            "excluded": [key_of(project.iri) for project in self.excluded],
            "added": [project.record() for project in self.added],
        }

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
