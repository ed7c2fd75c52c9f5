"""Quantities as plans print them: the number, the unit, and whether a year is stated."""

from __future__ import annotations

import csv
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfgraph import resources
from cfgraph.errors import BadInputError, Problem
from cfgraph.sources.quantity import Quantity, parse, plain, ratio, ratio_units

POWERS = {"": 0, "十": 1, "百": 2, "千": 3, "万": 4, "十万": 5, "百万": 6, "千万": 7, "亿": 8, "千亿": 11, "万亿": 12}
"""Multiplier as printed → power of ten."""

WORDS = {"吨": "TONNE", "t": "TONNE", "GWh": "GigaW-HR", "千瓦": "KiloW", "平方米": "M2", "㎡": "M2", "元": "CCY_CNY"}
"""Unit as printed → unit."""

FULL_WIDTH = str.maketrans("0123456789.,GWh", "０１２３４５６７８９．，ＧＷｈ")

amounts = st.decimals(min_value=0, max_value=10**9, places=3, allow_nan=False, allow_infinity=False)


def problem_of(refused: pytest.ExceptionInfo[BadInputError]) -> Problem:
    """The only problem of an error."""
    (problem,) = refused.value.problems
    return problem


# --- parse


@pytest.mark.parametrize(
    ("printed", "value", "unit", "per_year"),
    [
        ("4万吨", "40000", "TONNE", False),
        ("10GWH", "10", "GigaW-HR", False),
        ("50GWh", "50", "GigaW-HR", False),
        ("200万吨/年", "2000000", "TONNE", True),
        ("152万吨/年", "1520000", "TONNE", True),
        ("650万吨", "6500000", "TONNE", False),
        ("12.6万千瓦", "126000", "KiloW", False),
        ("11800吨", "11800", "TONNE", False),
        ("2000亿元", "200000000000", "CCY_CNY", False),
        ("60万平方米", "600000", "M2", False),
        ("3,000吨", "3000", "TONNE", False),
        ("1,234,567.5吨", "1234567.5", "TONNE", False),
        ("5万t/a", "50000", "TONNE", True),
        ("5万T/A", "50000", "TONNE", True),
        ("5 万 吨", "50000", "TONNE", False),
        ("1.5千亿元", "150000000000", "CCY_CNY", False),
        ("2000人民币元", "2000", "CCY_CNY", False),
        ("100万㎡", "1000000", "M2", False),
        ("100万m²", "1000000", "M2", False),
        ("30万套/年", "300000", "NUM", True),
        ("0吨", "0", "TONNE", False),
    ],
)
def test_printed_forms_are_read(printed: str, value: str, unit: str, per_year: bool) -> None:
    """A printed form gives its number in the plain unit and keeps the words it was printed in."""
    assert Quantity(Decimal(value), unit, printed, per_year) == parse(printed)


@pytest.mark.parametrize(
    ("printed", "value", "unit"),
    [
        ("４万吨", "40000", "TONNE"),
        ("１２．６万千瓦", "126000", "KiloW"),
        ("３，０００吨", "3000", "TONNE"),
        ("１０ＧＷｈ", "10", "GigaW-HR"),
        ("２００万吨／年", "2000000", "TONNE"),
        ("５\u3000万吨", "50000", "TONNE"),
    ],
)
def test_full_width_signs_count_as_their_plain_forms(printed: str, value: str, unit: str) -> None:
    """Full-width digits, letters, points, slashes and blanks read like the narrow ones."""
    found = parse(printed)
    assert (Decimal(value), unit, printed) == (found.value, found.unit, found.as_printed)


@pytest.mark.parametrize("printed", ["", "若干吨", "约4万吨", "万吨", "t/a", "-4万吨", "四万吨", "年产4万吨", ".5吨"])
def test_an_unreadable_number_is_told_with_forms_that_can_be_read(printed: str) -> None:
    """Words that do not begin with a number raise a problem that shows them and, in both languages, good examples."""
    with pytest.raises(BadInputError) as refused:
        parse(printed)
    assert Problem("number-unreadable", {"printed": printed}) == problem_of(refused)
    for lang in ("zh", "en"):
        told = problem_of(refused).text(lang)
        expected = []
        assert expected == [example for example in ("4万吨", "10GWh", "12.6万千瓦") if example not in told]


@pytest.mark.parametrize(
    ("printed", "unit"),
    [
        ("4万立方米", "万立方米"),
        ("4万", "万"),
        ("100", ""),
        ("5吨/日", "吨/日"),
        ("1~2万吨", "~2万吨"),
        ("5kWh", "kWh"),
        ("4多吨", "多吨"),
        ("100/年", ""),
    ],
)
def test_an_unknown_unit_is_told_with_every_unit_that_is_known(printed: str, unit: str) -> None:
    """A unit that is no unit raises a problem that shows it and lists all units of the vocabulary."""
    with open(resources.data("knowledge", "unit_words.csv"), encoding="utf-8", newline="") as file:
        known = {row["word"].lower() for row in csv.DictReader(file) if row["kind"] == "unit"}
    with pytest.raises(BadInputError) as refused:
        parse(printed)
    params = problem_of(refused).params
    assert ("unit-unknown", printed, unit) == (problem_of(refused).key, params["printed"], params["unit"])
    assert known == set(params["known"].split("、"))


@pytest.mark.parametrize("printed", ["3,00吨", "1.2.3吨", "4.万吨", "1,0000吨"])
def test_a_number_that_is_only_half_readable_is_refused(printed: str) -> None:
    """Digits grouped wrongly or a stray point raise a problem rather than giving part of the number."""
    with pytest.raises(BadInputError) as refused:
        parse(printed)
    assert problem_of(refused).params["printed"] == printed


@given(value=amounts, multiplier=st.sampled_from(sorted(POWERS)), word=st.sampled_from(sorted(WORDS)))
def test_value_times_multiplier_comes_back_exactly(value: Decimal, multiplier: str, word: str) -> None:
    """Whatever is printed as number, multiplier and unit is read as exactly number × 10ⁿ of the unit."""
    found = parse(f"{value}{multiplier}{word}")
    assert (value.scaleb(POWERS[multiplier]), WORDS[word]) == (found.value, found.unit)


@given(value=amounts, year=st.sampled_from(["/年", "/a", "/A", "／年"]))
def test_number_groups_width_and_year_leave_the_value_alone(value: Decimal, year: str) -> None:
    """Thousands grouped by commas, full-width signs and a stated year all give the same number."""
    printed = f"{value:,f}GWh{year}"
    for form in (printed, printed.translate(FULL_WIDTH)):
        found = parse(form)
        assert (value, "GigaW-HR", True) == (found.value, found.unit, found.per_year)


# --- ratio and conversion


@pytest.mark.parametrize(
    ("unit", "other", "factor"),
    [
        ("TONNE", "TONNE", "1"),
        ("KiloGM", "TONNE", "0.001"),
        ("TONNE", "KiloGM", "1000"),
        ("GigaW-HR", "MegaW-HR", "1000"),
        ("MegaW-HR", "GigaW-HR", "0.001"),
        ("KiloW", "MegaW", "0.001"),
        ("KiloW", "GigaW", "0.000001"),
        ("GigaW", "KiloW", "1000000"),
    ],
)
def test_how_many_of_one_unit_another_is(unit: str, other: str, factor: str) -> None:
    """Units of one dimension differ by an exact power of ten."""
    assert Decimal(factor) == ratio(unit, other)


@pytest.mark.parametrize(
    ("unit", "other"),
    [("TONNE", "GigaW-HR"), ("MegaW", "MegaW-HR"), ("KiloGM", "MegaW"), ("GigaW-HR", "GigaW"), ("TONNE", "")],
)
def test_units_of_different_dimensions_have_no_ratio(unit: str, other: str) -> None:
    """Mass, energy and power cannot be told in one another."""
    with pytest.raises(ValueError, match="is no") as refused:
        ratio(unit, other)
    assert f"{unit} is no {other}" == str(refused.value)


@pytest.mark.parametrize(
    ("printed", "unit", "value"),
    [
        ("12.6万千瓦", "MegaW", "126"),
        ("10GWh", "GigaW-HR-PER-YR", "10"),
        ("500MWh", "GigaW-HR-PER-YR", "0.5"),
        ("200万吨/年", "TONNE-PER-YR", "2000000"),
        ("1500公斤", "TONNE", "1.5"),
    ],
)
def test_a_quantity_in_another_unit_keeps_its_words(printed: str, unit: str, value: str) -> None:
    """Conversion changes number and unit only; an output may be told per year."""
    expected = Quantity(Decimal(value), unit, printed, printed.endswith("/年"))
    assert expected == parse(printed).to(unit)


def test_a_quantity_cannot_become_one_of_another_dimension() -> None:
    """Tonnes cannot be told in gigawatt-hours."""
    with pytest.raises(ValueError, match="is no") as refused:
        parse("4万吨").to("GigaW-HR-PER-YR")
    expected = "TONNE is no GigaW-HR"
    assert expected == str(refused.value)


@pytest.mark.parametrize(
    ("printed", "factor", "above", "below"),
    [
        ("万m2/GWh", "10000", "M2", "GigaW-HR"),
        ("t/t", "1", "TONNE", "TONNE"),
        ("kg/t", "1", "KiloGM", "TONNE"),
        ("t/万m2", "0.0001", "TONNE", "M2"),
        ("套/MWh", "1", "NUM", "MegaW-HR"),
    ],
)
def test_the_unit_of_a_coefficient(printed: str, factor: str, above: str, below: str) -> None:
    """A coefficient's unit gives the factor of its multipliers and the units above and below the stroke."""
    assert (Decimal(factor), above, below) == ratio_units(printed)


@pytest.mark.parametrize("printed", ["t", "t/", "/t", "t/x", "x/t", ""])
def test_an_unreadable_unit_of_a_coefficient_is_refused(printed: str) -> None:
    """A unit without both halves, or with a half that is no unit, raises a problem."""
    with pytest.raises(BadInputError) as refused:
        ratio_units(printed)
    expected = "unit-unknown"
    assert expected == problem_of(refused).key


@pytest.mark.parametrize("printed", ["10t/t", "t/10t", "0.5t/t", ".5t/t"])
def test_a_number_in_a_coefficients_unit_is_refused(printed: str) -> None:
    """Digits in a unit are no multiplier word, so the unit cannot be read."""
    with pytest.raises(BadInputError) as refused:
        ratio_units(printed)
    expected = "unit-unknown"
    assert expected == problem_of(refused).key


# --- plain


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("1E+3", "1000"),
        ("1E-7", "0.0000001"),
        ("0.500", "0.5"),
        ("100", "100"),
        ("100.00", "100"),
        ("0", "0"),
        ("0E-7", "0"),
        ("-2.50", "-2.5"),
    ],
)
def test_a_decimal_is_shown_plainly(value: str, shown: str) -> None:
    """No exponent and no trailing zeros after the point; zeros before it stay."""
    assert shown == plain(Decimal(value))


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20, places=9))
def test_a_plain_decimal_is_the_same_number(value: Decimal) -> None:
    """What is shown reads back as the same number, without an exponent and without a useless last digit."""
    shown = plain(value)
    assert value == Decimal(shown)
    assert "E" not in shown.upper()
    assert "." not in shown or shown[-1] not in "0."
