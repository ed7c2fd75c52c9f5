"""The rules by which figures and dates are read. Each says what would be right.

Figures: full-width digits and letters count as plain ones; a unit stands in the figure or in the column beside it;
money in 万 or 亿 is yuan; a bare number of it is refused, since yuan and 万元 look alike. Dates: a day or a month, as
text, as a date cell or as the day number that Excel keeps.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from cfgraph.errors import BadInputError, Problem
from cfgraph.sources.candidates import read_date
from cfgraph.sources.intake.columns import fold
from cfgraph.sources.quantity import RATE_SUFFIX, Quantity, parse, ratio, vocabulary
from cfgraph.words import say

SERIAL = re.compile(r"[2-7]\d{4}(\.\d+)?")
"""A day number of Excel: 1954 to 2119."""
EPOCH = date(1899, 12, 30)
MONEY = "CCY_CNY"
MYRIAD = 10000


def clean(value: Any) -> str:
    """A cell as text: one line, no signs that nobody sees, no blanks at its ends."""
    text = str(value)
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def day_of(words: str, today: date) -> str:
    """ISO 8601. Raises BadInputError for what is no day or month, and for one that is still to come."""
    given = fold(words)
    serial = SERIAL.fullmatch(given)
    found = (EPOCH + timedelta(days=int(Decimal(given)))).isoformat() if serial else read_date(given)
    if not found:
        raise BadInputError(Problem("intake-date", {"printed": words}))
    if found > today.isoformat():
        raise BadInputError(Problem("intake-future", {"printed": words, "today": today.isoformat()}))
    return found


def capacity_of(words: str, unit: str, expected: str) -> Quantity:
    """A figure of a product that is told in ``expected``; ``as_printed`` joins figure and unit.

    Raises BadInputError for a figure or unit that cannot be read, or that does not measure the product.
    """
    number, beside = fold_figure(words), fold_figure(unit)
    try:
        found = parse(number)
    except BadInputError:
        if not beside:
            raise BadInputError(Problem("intake-unit", {"printed": words})) from None
        found = parse(number + beside)
        beside = ""
    if beside and not _same(found.unit, parse(f"1{beside}").unit):
        raise BadInputError(Problem("candidate-unit", {"printed": words, "unit": unit}))
    if found.value == 0:
        raise BadInputError(Problem("scenario-zero"))
    if expected and not _same(found.unit, expected.removesuffix(RATE_SUFFIX)):
        raise BadInputError(
            Problem("unit-mismatch", {"printed": found.as_printed, "expected": expected.removesuffix(RATE_SUFFIX)})
        )
    return found


def money_of(words: str) -> Quantity:
    """An amount of yuan, which one in 万 or 亿 need not say. Raises BadInputError for anything else."""
    given = fold_figure(words)
    large = tuple(word for word, value in vocabulary()[1].items() if value >= MYRIAD)
    try:
        found = parse(given + say(f"unit.{MONEY}", "zh") if given.endswith(large) else given)
    except BadInputError:
        raise BadInputError(Problem("intake-money", {"printed": words})) from None
    if found.unit != MONEY or found.value == 0:
        raise BadInputError(Problem("intake-money", {"printed": words}))
    return found


def fold_figure(words: str) -> str:
    """A figure in plain signs, its letters as they are."""
    import unicodedata

    return "".join(unicodedata.normalize("NFKC", words).split())


def _same(unit: str, other: str) -> bool:
    try:
        ratio(unit, other)
    except ValueError:
        return False
    return True
