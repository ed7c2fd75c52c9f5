"""What officers type instead of taking it from a list: read where it is plain, else answered with what is near."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from cfgraph.intake.known import Known
from cfgraph.sources.intake.columns import stage_list
from cfgraph.sources.intake.entries import Reading, read_entries
from tests.intake.conftest import TODAY, Fill
from tests.intake.workbooks import ELECTROLYTE

Read = Callable[..., Reading]


@pytest.fixture
def read(known: Known, fill: Fill) -> Read:
    """Read the electrolyte plant's row with some columns filled in otherwise; the capacity is empty."""

    def make(**cells: Any) -> Reading:
        at = {"product": 2, "place": 5, "stage": 6, "investment": 7}
        row = [*ELECTROLYTE[:3], "", "", *ELECTROLYTE[5:]]
        for column, words in cells.items():
            row[at[column]] = words
        return read_entries(fill(row), known.vocabulary, TODAY)

    return make


def offered(reading: Reading) -> list[str]:
    """The words that the one mistake offers."""
    (problem,) = reading.problems
    return str(problem.params["near"]).split("、")


@pytest.mark.parametrize(
    ("typed", "product"),
    [("电芯", "锂离子电芯"), ("cells", "锂离子电芯"), ("锂电池", "锂离子电芯"), ("锂离子电池", "锂离子电芯"),
     ("热管理", "电池热管理系统"), ("三元前驱体", "三元前驱体"), ("人造石墨负极", "石墨负极材料"),
     ("碳纳米管", "碳纳米管导电剂"), ("隔膜涂覆", "涂覆隔膜")],
)  # fmt: skip
def test_a_link_is_named_for_its_product(read: Read, known: Known, typed: str, product: str) -> None:
    """The product that a link stands for, the general one where the others are kinds; so are everyday names."""
    (entry,) = read(product=typed).entries
    assert product == known.label(entry.product)
    assert typed == entry.product_words


def test_a_name_of_several_products_offers_these(read: Read) -> None:
    """None but these, the one first of which another is a kind; also for a link without a general product."""
    assert ["三元电芯（NCM523）", "三元电芯（NCM622）", "三元电芯（NCM811）"] == sorted(
        offered(read(product="三元锂电池"))
    )
    assert {"R142b（1-氯-1,1-二氟乙烷）", "偏氟乙烯"} == set(offered(read(product="VDF单体/R142b")))


def test_a_word_of_no_product_offers_what_holds_it_then_what_is_near(read: Read) -> None:
    """A word within labels and aliases; a slip of the pen near a link's name; at most six."""
    assert "锂电铜箔" == offered(read(product="铜箔材料"))[0]
    assert ["隔膜" in name for name in offered(read(product="隔膜基膜"))][:2] == [True, True]
    assert "锂离子电池电解液" in offered(read(product="电解夜"))[:3]
    assert 6 >= len(offered(read(product="电池")))


def test_an_unknown_stage_is_answered_with_all_stages(read: Read) -> None:
    """In their order, so that nobody is led to a stage beyond the real one."""
    reading = read(stage="拟签约")
    (problem,) = reading.problems
    assert "intake-word" == problem.key
    assert "、".join(stage_list()) == problem.params["near"]


def test_a_place_is_known_by_a_beginning_or_an_end_that_is_its_own(read: Read, known: Known) -> None:
    """One that several parks share, or of a single character, is answered with what is near."""
    (entry,) = read(place="元宝山").entries
    assert "元宝山产业园" == known.label(entry.place)
    (entry,) = read(place="高新区").entries
    assert "赤峰高新区" == known.label(entry.place)
    assert {"红山产业园", "红山产业园文钟片区"} <= set(offered(read(place="红山")))
    assert ["松山产业园"] == offered(read(place="松"))


@pytest.mark.parametrize(("typed", "yuan"), [("8亿", 800_000_000), ("8000万", 80_000_000), ("１.5亿", 150_000_000)])
def test_money_in_myriads_is_yuan(read: Read, typed: str, yuan: int) -> None:
    """The register has it with its unit; a number without either is still refused."""
    (entry,) = read(investment=typed).entries
    assert entry.investment
    assert Decimal(yuan) == entry.investment.value
    assert entry.investment.as_printed.endswith("元")
    assert ["intake-money"] == [problem.key for problem in read(investment="8").problems]


def test_the_guide_says_that_yuan_may_be_left_out(empty: Path) -> None:
    """Beside the column of the investment."""
    cells = [str(cell) for row in openpyxl.load_workbook(empty)["说明"].iter_rows(values_only=True) for cell in row]
    assert any("“8亿”" in cell and "元" in cell for cell in cells)
