"""A range of amounts: low, typical and high, exact decimals."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Range:
    """Low, typical and high value of one quantity; the unit is told beside it."""

    low: Decimal
    typical: Decimal
    high: Decimal

    @classmethod
    def exactly(cls, value: Decimal) -> Range:
        """A range of no width."""
        return cls(value, value, value)

    def __add__(self, other: Range) -> Range:
        return Range(self.low + other.low, self.typical + other.typical, self.high + other.high)

    def __mul__(self, other: Range) -> Range:
        """Low × low, typical × typical, high × high: all coefficients move together."""
        return Range(self.low * other.low, self.typical * other.typical, self.high * other.high)

    def larger(self, other: Range) -> Range:
        """The larger one, bound by bound."""
        return Range(max(self.low, other.low), max(self.typical, other.typical), max(self.high, other.high))

    def record(self) -> dict[str, float]:
        """As JSON tells it."""
        return {"low": float(self.low), "typical": float(self.typical), "high": float(self.high)}


def larger(one: Range | None, other: Range | None) -> Range | None:
    """The larger of two ranges, bound by bound; an unknown one does not count."""
    if one is None or other is None:
        return one or other
    return one.larger(other)
