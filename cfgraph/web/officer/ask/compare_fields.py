"""The fields of 情景对比, and its form as it is filled in."""

from __future__ import annotations

from dataclasses import dataclass, field

from cfgraph.analysis.scenario import CHEMISTRIES, Scenario
from cfgraph.web.officer.ask.compare_mistakes import Mistake

SIDES = ("a", "b")
SHARES = tuple(f"share-{name}" for name in CHEMISTRIES)
FIELDS = ("from", "chemistry", *SHARES, "coefficients", "exclude", "product", "amount", "at")
"""The fields of a side."""


@dataclass
class Form:
    """The form: ``values`` as they are to be shown, ``wrong`` the mistakes of a field."""

    lang: str
    values: dict[str, str]
    chain: str = ""
    place: str = ""
    left_out: dict[str, list[str]] = field(default_factory=dict)
    scenarios: list[Scenario] = field(default_factory=list)
    wrong: dict[str, list[Mistake]] = field(default_factory=dict)

    def refuse(self, name: str, mistake: Mistake) -> None:
        """Note a mistake of a field."""
        self.wrong.setdefault(name, []).append(mistake)
