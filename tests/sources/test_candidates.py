"""Lists of enterprises from outside: what is read, and every mistake told at once with its cell."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfgraph.errors import BadInputError
from cfgraph.sources.candidates import DIGITS, Candidate, check_digit, read_candidates

HEADER = ["企业", "统一社会信用代码", "产品", "产能", "单位", "来源", "日期"]
TENCENT = "9144030071526726XG"
CATL = "91350900587527783P"
"""Credit codes as their holders print them."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a test puts its files."""
    return tmp_path


def csv_file(folder: Path, *rows: Sequence[str], header: Sequence[str] = HEADER, encoding: str = "utf-8") -> Path:
    """A CSV file of plain cells."""
    path = folder / "list.csv"
    path.write_text("".join(",".join(row) + "\n" for row in [header, *rows]), encoding=encoding)
    return path


def xlsx_file(folder: Path, *rows: Sequence[Any], header: Sequence[str] = HEADER) -> Path:
    """A workbook with the rows on its first sheet, and another sheet behind it."""
    book = openpyxl.Workbook()
    for row in [header, *rows]:
        book.worksheets[0].append(row)
    book.create_sheet("别的").append(["不读"])
    book.save(folder / "list.xlsx")
    return folder / "list.xlsx"


def mistakes(path: Path) -> list[tuple[int | None, str, str]]:
    """Row, column and kind of every problem that a file has."""
    with pytest.raises(BadInputError) as refused:
        read_candidates(path)
    named = {path.name, f"{path.name}[Sheet]"} if path.suffix == ".xlsx" else {path.name}
    assert {problem.file for problem in refused.value.problems} <= named
    assert all(problem.text(lang) for problem in refused.value.problems for lang in ("zh", "en"))
    return [(problem.row, problem.column, problem.key) for problem in refused.value.problems]


ROW = ["甲公司", CATL, "磷酸铁锂", "4万吨", "", "2023年年报", "2024-04-20"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_row_is_read(folder: Path, encoding: str) -> None:
    """Enterprise, code, product, capacity, source and day, with or without the mark that Excel writes."""
    (found,) = read_candidates(csv_file(folder, ROW, encoding=encoding))
    assert found.capacity is not None
    assert (Decimal(40000), "TONNE") == (found.capacity.value, found.capacity.unit)
    assert Candidate("list.csv", 2, "甲公司", CATL, "磷酸铁锂", found.capacity, "2023年年报", "2024-04-20") == found


def test_code_capacity_and_unit_may_be_left_out(folder: Path) -> None:
    """Three columns need not be there; columns may stand in any order; an unknown capacity is None."""
    path = csv_file(folder, ["2024-04-20", "甲公司", "网页", "隔膜"], header=["日期", "企业", "来源", "产品"])
    (found,) = read_candidates(path)
    assert ("", None) == (found.code, found.capacity)


def test_english_titles_are_read(folder: Path) -> None:
    """The titles of the English catalogue."""
    header = ["enterprise", "credit code", "product", "capacity", "unit", "source", "date"]
    (found,) = read_candidates(
        csv_file(folder, ["A Co", "", "separator", "5", "万平方米", "web", "2024/4"], header=header)
    )
    assert found.capacity is not None
    assert (Decimal(50000), "M2", "2024-04") == (found.capacity.value, found.capacity.unit, found.date)


def test_full_width_signs_are_plain_ones(folder: Path) -> None:
    """Code, figure, brackets and date typed full-width."""
    wide = str.maketrans("0123456789XGP./", "０１２３４５６７８９ＸＧＰ．／")
    row = ["甲公司（赤峰）", TENCENT.translate(wide), "ＰＶＤＦ", "１．２亿元", "", "网页", "2024/6/19".translate(wide)]
    (found,) = read_candidates(csv_file(folder, row))
    assert ("甲公司(赤峰)", TENCENT, "PVDF", "2024-06-19") == (found.enterprise, found.code, found.product, found.date)
    assert found.capacity is not None
    assert (Decimal(120_000_000), "CCY_CNY") == (found.capacity.value, found.capacity.unit)


@pytest.mark.parametrize(
    ("capacity", "unit", "value", "name"),
    [
        ("4", "万吨", 40000, "TONNE"),
        ("4万", "吨/年", 40000, "TONNE"),
        ("4万吨", "吨", 40000, "TONNE"),
        ("40000000", "kg", 40_000_000, "KiloGM"),
        ("10GWh", "", 10, "GigaW-HR"),
    ],
)
def test_a_capacity_has_its_unit_in_itself_or_beside_it(
    folder: Path, capacity: str, unit: str, value: int, name: str
) -> None:
    """The figure is read with the unit column where it has no unit of its own."""
    (found,) = read_candidates(csv_file(folder, ["甲", "", "PVDF", capacity, unit, "网页", "2024-06-19"]))
    assert found.capacity is not None
    assert (Decimal(value), name) == (found.capacity.value, found.capacity.unit)


@pytest.mark.parametrize(
    ("printed", "iso"),
    [
        ("2024-06-19", "2024-06-19"),
        ("2024/6/9", "2024-06-09"),
        ("2024.6.19", "2024-06-19"),
        ("20240619", "2024-06-19"),
        ("2024年6月19日", "2024-06-19"),
        ("2024年6月", "2024-06"),
        ("2024-06", "2024-06"),
        ("2024-06-19 00:00:00", "2024-06-19"),
    ],
)
def test_a_date_is_read_as_officers_write_it(folder: Path, printed: str, iso: str) -> None:
    """Digits with strokes, points, blanks between, the Chinese words, with or without the day."""
    (found,) = read_candidates(csv_file(folder, ["甲", "", "PVDF", "", "", "网页", printed]))
    assert iso == found.date


@pytest.mark.parametrize("printed", ["2024-02-30", "2024-13-01", "2024", "45462", "去年", "19.6.2024"])
def test_a_day_that_does_not_exist_is_told(folder: Path, printed: str) -> None:
    """No such day, no such month, a year alone, Excel's day number without a format, words."""
    path = csv_file(folder, ["甲", "", "PVDF", "", "", "网页", printed])
    assert [(2, "日期", "date-unreadable")] == mistakes(path)


def test_all_mistakes_are_told_at_once(folder: Path) -> None:
    """A mistake or two in nearly every row, told in the order of the rows with their columns."""
    path = csv_file(
        folder,
        ["", "", "PVDF", "", "", "", "2024-06-19"],
        ["甲", CATL[:-1] + "Q", "PVDF", "", "", "网页", "2024-06-19"],
        ["甲", "91350900", "PVDF", "很大", "", "网页", "2024-06-18"],
        ["=1+1", "", "PVDF", "", "", "＝A1", "2024-06-19"],
        ["乙", "", "PVDF", "40000", "", "网页", "昨天"],
        ["乙", "", "PVDF", "4万吨", "GWh", "网页", "2024-06-19"],
        ["丙", "", "PVDF", "0吨", "", "网页", "2024-06-19"],
        ["丁", "", "PVDF", "1,000吨", "", "网页", "2024-06-19"],
        ["丙", "", "PVDF", "5吨", "", "网页", "2024-06-19"],
        ["戊", CATL, "PVDF", "", "", "网页", "2024-06-19"],
        ["戊", TENCENT, "PVDF", "", "", "年报", "2024-06-19"],
    )
    assert mistakes(path) == [
        (2, "企业", "cell-empty"),
        (2, "来源", "cell-empty"),
        (3, "统一社会信用代码", "credit-code-digit"),
        (4, "统一社会信用代码", "credit-code-form"),
        (4, "统一社会信用代码", "credit-code-second"),
        (4, "产能", "number-unreadable"),
        (5, "企业", "cell-formula"),
        (5, "来源", "cell-formula"),
        (6, "产能", "unit-unknown"),
        (6, "日期", "date-unreadable"),
        (7, "产能", "candidate-unit"),
        (8, "产能", "scenario-zero"),
        (9, "", "cell-count"),
        (10, "企业", "key-duplicate"),
        (12, "统一社会信用代码", "credit-code-second"),
    ]


def test_wrong_titles_are_told_together_with_wrong_cells(folder: Path) -> None:
    """A column missing, one unknown, one there twice, and beside them a date that is none."""
    path = csv_file(folder, ["甲", "乙", "PVDF", "x", "昨天"], header=["企业", "企业", "产品", "备注", "日期"])
    assert [
        (1, "来源", "column-missing"),
        (1, "企业", "column-repeated"),
        (1, "备注", "column-unknown"),
        (2, "日期", "date-unreadable"),
    ] == mistakes(path)


def test_an_empty_file_lacks_its_columns(folder: Path) -> None:
    """Four columns must be there."""
    path = folder / "list.csv"
    path.write_bytes(b"")
    assert ["企业", "产品", "来源", "日期"] == [column for _, column, _ in mistakes(path)]


def test_a_table_in_gbk_is_named_as_such(folder: Path) -> None:
    """What Excel saves as plain CSV in China."""
    with pytest.raises(BadInputError) as refused:
        read_candidates(csv_file(folder, ROW, encoding="gbk"))
    assert "GBK" in refused.value.text("zh")


def test_a_broken_csv_is_told_with_its_row(folder: Path) -> None:
    """A quote that is never closed."""
    path = csv_file(folder, ROW)
    path.write_text(path.read_text(encoding="utf-8") + '"乙', encoding="utf-8")
    assert [(3, "", "csv-broken")] == mistakes(path)


def test_a_file_that_is_not_there_is_told(folder: Path) -> None:
    """The path as it was given; a folder is no file either."""
    for path in (folder / "none.csv", folder):
        with pytest.raises(BadInputError) as refused:
            read_candidates(path)
        assert [("file-missing", str(path))] == [(p.key, p.file) for p in refused.value.problems]


# --- workbooks


def test_the_first_sheet_of_a_workbook_is_read(folder: Path) -> None:
    """Numbers with a unit beside them, days with and without a time, an empty row between, a cell of blanks."""
    path = xlsx_file(
        folder,
        ["甲公司", CATL, "磷酸铁锂", 4.5, "万吨", "年报", date(2024, 4, 20)],
        [],
        ["乙公司", None, "隔膜", 20000, "万平方米", "网页", datetime(2024, 5, 1, 8, 30)],
        ["丙公司", " ", "隔膜", None, None, "网页", "2024年6月"],
    )
    found = read_candidates(path)
    assert [2, 4, 5] == [one.row for one in found]
    assert ["2024-04-20", "2024-05-01", "2024-06"] == [one.date for one in found]
    assert [Decimal(45000), Decimal(200_000_000), None] == [one.capacity and one.capacity.value for one in found]
    assert [CATL, "", ""] == [one.code for one in found]


def test_all_mistakes_of_a_workbook_are_told_at_once(folder: Path) -> None:
    """A formula, text that begins like one, a formula over several cells, a code that became a number, an error."""
    path = xlsx_file(
        folder,
        ["=A1", None, "PVDF", None, None, "网页", "2024-06-19"],
        ["甲", 913509005875277830, "PVDF", None, None, "网页", "2024-06-19"],
        ["乙", None, "PVDF", "=1+1", "吨", "网页", "#N/A"],
        ["丙", None, "PVDF", -3, "吨", "网页", True],
    )
    book = openpyxl.load_workbook(path)
    from openpyxl.worksheet.formula import ArrayFormula

    book.worksheets[0]["C2"] = ArrayFormula("C2:C3", "=A1:A2")
    book.save(path)
    assert [
        (2, "企业", "cell-formula"),
        (2, "产品", "cell-formula"),
        (3, "统一社会信用代码", "credit-code-digit"),
        (4, "产能", "cell-formula"),
        (4, "日期", "cell-formula"),
        (5, "产能", "number-unreadable"),
        (5, "日期", "date-unreadable"),
    ] == mistakes(path)


def test_a_workbook_that_unpacks_too_far_is_not_opened(folder: Path) -> None:
    """A few kilobytes of packed zeros: the archive's own list of sizes is enough to refuse it."""
    path = xlsx_file(folder, ROW)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros", b"\0" * 5_000_000)
    assert [(None, "", "file-large")] == mistakes(path)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("xl/media/noise", b"\0" * 20_000_001)
    assert [(None, "", "file-large")] == mistakes(path)


def zipped(**members: str) -> bytes:
    """An archive of texts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def encrypted() -> bytes:
    """An archive whose members say that they are encrypted."""
    data = bytearray(zipped(sheet="x"))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    return bytes(data)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "xlsx-broken"),
        (b"PK\x03\x04 and no more", "xlsx-broken"),
        (zipped(readme="no workbook"), "xlsx-broken"),
        (zipped(**{"[Content_Types].xml": "<no", "xl/workbook.xml": "xml"}), "xlsx-broken"),
        (OLE, "xlsx-old"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "xlsx-protected"),
        (encrypted(), "xlsx-protected"),
    ],
    ids=["empty", "cut-off", "no-workbook", "no-xml", "old-excel", "password", "encrypted-zip"],
)
def test_a_file_that_is_no_readable_workbook_is_told(folder: Path, data: bytes, key: str) -> None:
    """Damaged, another kind of archive, the old format, or protected: one clear line, no traceback."""
    path = folder / "list.xlsx"
    path.write_bytes(data)
    assert [(None, "", key)] == mistakes(path)


def test_a_damaged_workbook_is_told_wherever_it_is_damaged(folder: Path) -> None:
    """A byte is changed in one place after another: the rows are read, or the file is refused in words."""
    whole = xlsx_file(folder, ROW).read_bytes()
    refused = 0
    for place in range(0, len(whole), 97):
        path = folder / "damaged.xlsx"
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        try:
            read_candidates(path)
        except BadInputError:
            refused += 1
    assert refused > 10


# --- credit codes


@pytest.mark.parametrize("code", [TENCENT, CATL, "91330100799655058B"])
def test_real_codes_have_the_digit_that_the_standard_gives(code: str) -> None:
    """The 18th sign of three published codes follows from the first 17 (GB 32100-2015)."""
    assert code[17] == check_digit(code)


@given(code=st.text(DIGITS, min_size=17, max_size=17), place=st.integers(0, 16), other=st.sampled_from(DIGITS))
def test_one_wrong_sign_never_passes(code: str, place: int, other: str) -> None:
    """Whatever single sign is mistyped, the check digit changes."""
    changed = code[:place] + other + code[place + 1 :]
    assert (changed == code) == (check_digit(changed) == check_digit(code))
