"""Numbers as people read them: 1.69亿平方米/年, 22,820 t/yr, 19,980 / 22,820 / 24,180."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from cfgraph.analysis.amounts import Range
from cfgraph.sources.quantity import plain
from cfgraph.words import say

LOWER = "*"
"""Marks in a table a requirement that is a lower bound, and a balance that is an upper one."""
LARGE = 100
"""From here on arithmetic shows one digit after the point, and from ten times that none."""
WAN, YI = Decimal(10_000), Decimal(100_000_000)


def unit(name: str, lang: str) -> str:
    """A unit in words."""
    return say(f"unit.{name}", lang)


def brief(value: float | Decimal, unit_name: str, lang: str) -> str:
    """A value with its unit, to four significant digits; Chinese counts in 万 and 亿."""
    number = Decimal(repr(value)) if isinstance(value, float) else value
    suffix = ""
    if lang == "zh":
        for size, word in ((YI, "亿"), (WAN, "万")):
            if abs(number) >= size:
                number, suffix = number / size, word
                break
    return f"{_significant(number)}{suffix}{'' if lang == 'zh' else ' '}{unit(unit_name, lang)}"


def size(value: Decimal | None, unit_name: str, lang: str, shared: str = "") -> str:
    """What a project states of its size; ``shared`` is a figure that it states together with another product."""
    if value is not None:
        return brief(value, unit_name, lang)
    return say("text.shared_figure", lang, printed=shared) if shared else say("text.no_figure", lang)


def span(low: Decimal, high: Decimal, unit_name: str, lang: str) -> str:
    """``-2,591~1.02万吨/年``: two bounds with their unit once; one number where they are equal."""
    ends = [brief(value, unit_name, lang) for value in (low, high)]
    if ends[0] == ends[1]:
        return ends[0]
    return say("text.span", lang, low=ends[0].removesuffix(unit(unit_name, lang)).rstrip(), high=ends[1])


def ranged(amount: Range, unit_name: str, lang: str, *, lower: bool) -> str:
    """``2.282万吨/年（1.998万~2.418万）``: typical value, range; ``lower`` says that a buyer states no figure.

    Where the typical value is nought and the range is not, the range alone is told.
    """
    ends = span(amount.low, amount.high, unit_name, lang)
    words = brief(amount.typical, unit_name, lang)
    if not amount.typical:
        words = ends
    elif amount.low != amount.high:
        words += say("text.bracket", lang, words=ends.removesuffix(unit(unit_name, lang)).rstrip())
    return say("text.at_least", lang, amount=words) if lower else words


def _significant(number: Decimal) -> str:
    if number == 0:
        return "0"
    digits = max(0, 3 - number.adjusted())
    return _grouped(round(number, digits) if digits else round(number))


def exact(value: float | Decimal, digits: int = 4) -> str:
    """A value to be followed by hand: at most ``digits`` after the point, fewer of large numbers."""
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    small = number != 0 and abs(number) < Decimal("0.01")
    if abs(number) >= LARGE:
        return _grouped(round(number, 1) if abs(number) < 10 * LARGE else round(number))
    return _grouped(round(number, 8 if small else digits))


def _grouped(number: Decimal | int) -> str:
    whole, point, rest = plain(Decimal(number)).partition(".")
    return f"{int(whole):,}{point}{rest}" if whole not in ("-0", "0") else f"{whole}{point}{rest}"


def triple(amount: Mapping[str, Any], digits: int = 4) -> str:
    """``low / typical / high``; one number where they are equal."""
    values = [exact(amount[name], digits) for name in ("low", "typical", "high")]
    return values[0] if len(set(values)) == 1 else " / ".join(values)
