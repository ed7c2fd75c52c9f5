"""Which of the media types on offer a client wants, by its ``Accept`` header.

The rules are those of RFC 9110: the most specific range that fits an offer gives its weight, weight 0 refuses it,
and of equal weights the first offer wins. Parts of the header that are no media range are passed over, because a
client that sends garbage beside something good should get the good; a header without any range asks for nothing
in particular.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

RANGE = re.compile(r"([\w!#$%&'*+.^`|~-]+)/([\w!#$%&'*+.^`|~-]+)", re.ASCII)
WEIGHT = re.compile(r"0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?", re.ASCII)
PARTS = re.compile(r'((?:[^,"]|"(?:[^"\\]|\\.)*(?:"|$))*)(?:,|$)')
"""The parts between commas; a comma in a quoted string parts nothing."""


class Range(NamedTuple):
    """A media range: ``text/*`` with its weight in thousandths."""

    kind: str
    subtype: str
    weight: int

    def fit(self, offer: str) -> int:
        """How closely the range fits an offer: 3 the very type, 2 its kind, 1 anything, 0 not at all."""
        kind, _, subtype = offer.partition("/")
        if self.kind == "*":
            return 1 if self.subtype == "*" else 0
        if self.kind != kind:
            return 0
        return 2 if self.subtype == "*" else 3 if self.subtype == subtype else 0


def choose(accept: str, offers: Sequence[str]) -> str | None:
    """The offer that the header prefers; None when it refuses them all (406)."""
    ranges = parse(accept) or [Range("*", "*", 1000)]
    weights = [_weight(ranges, offer.partition(";")[0].strip().lower()) for offer in offers]
    best = max(weights, default=0)
    return offers[weights.index(best)] if best else None


def parse(accept: str) -> list[Range]:
    """The media ranges of a header; parameters other than ``q`` ask for details that no offer has."""
    found = []
    for part in PARTS.findall(accept):
        name, *parameters = part.split(";")
        match = RANGE.fullmatch(name.strip().lower())
        weight = _q(parameters)
        if match and weight is not None:
            found.append(Range(match[1], match[2], weight))
    return found


def _q(parameters: list[str]) -> int | None:
    """The weight in thousandths: 1000 where none is stated, None where it is no weight."""
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            return round(float(value.strip()) * 1000) if WEIGHT.fullmatch(value.strip()) else None
    return 1000


def _weight(ranges: list[Range], offer: str) -> int:
    return max(((found.fit(offer), found.weight) for found in ranges if found.fit(offer)), default=(0, 0))[1]
