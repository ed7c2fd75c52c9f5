"""Quantities as a plan prints them: “4万吨/年”, “10GWH”, “12.6万千瓦” → number, unit, and how it was printed.

The words are data (``data/knowledge/unit_words.csv``); conversion between units goes through QUDT's multipliers,
which are powers of ten for every pair that occurs, so that no digit is lost.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from cfgraph import resources
from cfgraph.errors import BadInputError, Problem

RATE_SUFFIX = "-PER-YR"
SCALE = {
    "KiloGM": ("TONNE", Decimal("0.001")),
    "KiloW": ("MegaW", Decimal("0.001")),
    "GigaW": ("MegaW", Decimal(1000)),
    "GigaW-HR": ("MegaW-HR", Decimal(1000)),
}
"""Unit → a unit of the same dimension and the factor to it (QUDT's ratio of conversion multipliers)."""

NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Quantity:
    """A number with a unit (QUDT-style local name) and the words it was printed in.

    ``per_year`` says whether the words themselves state a year.
    """

    value: Decimal
    unit: str
    as_printed: str
    per_year: bool = False

    def to(self, unit: str) -> Quantity:
        """The same quantity in another unit of its dimension. Raises ValueError for one of another dimension.

        A plant's output printed without a year may be asked for in a unit per year: that reading is the caller's.
        """
        here, there = self.unit, unit.removesuffix(RATE_SUFFIX)
        factor = ratio(here, there)
        return Quantity(self.value * factor, unit, self.as_printed, self.per_year)


def ratio(unit: str, other: str) -> Decimal:
    """How many ``other`` one ``unit`` is. Raises ValueError when they measure different things."""
    if unit == other:
        return Decimal(1)
    for start, end, invert in ((unit, other, False), (other, unit, True)):
        base, factor = SCALE.get(start, (start, Decimal(1)))
        if base == end:
            return 1 / factor if invert else factor
    first, second = SCALE.get(unit), SCALE.get(other)
    if first and second and first[0] == second[0]:
        return first[1] / second[1]
    raise ValueError(f"{unit} is no {other}")


@cache
def vocabulary() -> tuple[dict[str, str], dict[str, Decimal], frozenset[str]]:
    """Unit words, multiplier words and year words."""
    units: dict[str, str] = {}
    multipliers: dict[str, Decimal] = {"": Decimal(1)}
    years = set()
    with open(resources.data("knowledge", "unit_words.csv"), encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["kind"] == "unit":
                units[row["word"].lower()] = row["meaning"]
            elif row["kind"] == "multiplier":
                multipliers[row["word"]] = Decimal(row["meaning"])
            else:
                years.add(row["word"].lower())
    return units, multipliers, frozenset(years)


def parse(printed: str) -> Quantity:
    """Read a quantity as printed.

    Full-width digits and letters count as their plain forms; “/年” and “/a” state a year;
    a multiplier of two characters without digits counts once (千亿元, 百亿级), one of a single character does not.
    Raises BadInputError for a number or a unit that cannot be read, and names the units that can.
    """
    years = vocabulary()[2]
    text = unicodedata.normalize("NFKC", printed).replace(" ", "")
    per_year = any(text.lower().endswith("/" + year) for year in years)
    text = text.rsplit("/", 1)[0] if per_year else text
    number = NUMBER.match(text)
    large = tuple(word for word in vocabulary()[1] if len(word) > 1)
    if not number and not text.startswith(large):
        raise BadInputError(Problem("number-unreadable", {"printed": printed}))
    digits = number[0] if number else ""
    multiplier, unit = read_unit(text[len(digits) :], printed)
    return Quantity(Decimal(digits.replace(",", "") or 1) * multiplier, unit, printed, per_year)


def read_unit(words: str, printed: str) -> tuple[Decimal, str]:
    """``万吨`` → (10000, "TONNE"). Raises BadInputError, and names the units there are, for anything else."""
    units, multipliers, _ = vocabulary()
    for word in sorted(units, key=len, reverse=True):
        multiplier = words[: len(words) - len(word)]
        if words.lower().endswith(word) and multiplier in multipliers:
            return multipliers[multiplier], units[word]
    known = "、".join(dict.fromkeys(units))
    raise BadInputError(Problem("unit-unknown", {"printed": printed, "unit": words, "known": known}))


def ratio_units(printed: str) -> tuple[Decimal, str, str]:
    """A coefficient's unit: ``万m2/GWh`` → (10000, "M2", "GigaW-HR").

    Raises BadInputError for a unit that cannot be read.
    """
    upper, _, lower = unicodedata.normalize("NFKC", printed).partition("/")
    (above, above_unit), (below, below_unit) = read_unit(upper, printed), read_unit(lower, printed)
    return above / below, above_unit, below_unit


def plain(value: Decimal) -> str:
    """A decimal without exponent and without trailing zeros, for literals and for people."""
    text = format(value, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"
