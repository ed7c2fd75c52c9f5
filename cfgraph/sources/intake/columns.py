"""The columns of the officers' sheet, and the words that its drop-down cells may hold."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from cfgraph.namespaces import STAGES
from cfgraph.sources.quantity import Quantity
from cfgraph.words import LANGUAGES, say

COLUMNS = {
    "name": True,
    "enterprise": False,
    "product": True,
    "capacity": False,
    "unit": False,
    "place": True,
    "stage": True,
    "investment": False,
    "quote": True,
    "source": True,
    "date": True,
}
"""Column → whether its cells must be filled in. All columns must be there."""
STAGE_NAMES = {**STAGES, "shelved": "Shelved", "cancelled": "Cancelled"}
"""Stage key of the tables → local name, the two that leave the running included."""
LONGEST = {"name": 200, "enterprise": 200, "source": 500, "quote": 2000}
"""Characters that a cell of free text may hold."""


class Entry(NamedTuple):
    """One row: what a source says of a project on a day. ``product`` and ``place`` are IRIs, ``stage`` a key.

    ``date`` is ISO 8601, to the month where the row has no day.
    """

    row: int
    name: str
    enterprise: str
    product: str
    product_words: str
    capacity: Quantity | None
    place: str
    place_words: str
    stage: str
    investment: Quantity | None
    quote: str
    source: str
    date: str


@dataclass(frozen=True)
class Vocabulary:
    """The words that cells may hold, in the folded form of :func:`fold` → IRI; and the lists that are offered.

    ``units`` gives the unit that each product's figures are told in; ``product_chains`` the chain that a product is
    offered under, in the order of the list, empty for none.
    """

    products: Mapping[str, frozenset[str]]
    places: Mapping[str, frozenset[str]]
    units: Mapping[str, str]
    product_chains: Mapping[str, str]
    place_list: tuple[str, ...]

    @property
    def product_list(self) -> tuple[str, ...]:
        """The products as they are offered."""
        return tuple(self.product_chains)


def fold(words: str) -> str:
    """Words as they are compared: plain forms for full-width ones, no blanks, small letters."""
    return "".join(unicodedata.normalize("NFKC", words).split()).lower()


def title(column: str, lang: str) -> str:
    """The title of a column."""
    return say(f"intake.column_{column}", lang)


def unit_list() -> tuple[str, ...]:
    """The units as they are offered."""
    return tuple(say("intake.units", "zh").split(";"))


def stage_list(lang: str = "zh") -> tuple[str, ...]:
    """The stages as they are offered."""
    return tuple(say(f"stage.{name}", lang) for name in STAGE_NAMES.values())


def stage_words() -> dict[str, str]:
    """Folded word → stage key: labels and keys, and what officers write beside them."""
    found = {}
    for key, name in STAGE_NAMES.items():
        words = [key, name]
        for lang in LANGUAGES:
            words += [say(f"stage.{name}", lang), *say(f"intake.stage_{key}", lang).split(";")]
        found.update({fold(word): key for word in words})
    return found
