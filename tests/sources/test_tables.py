"""Tables: typed rows, and every kind of mistake with its file, row and column."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from cfgraph.errors import BadInputError, Problem
from cfgraph.sources.layout import Column, Table
from cfgraph.sources.tables import Row, read_folder

GOODS = "stock/goods.csv"
MAKERS = "stock/makers.csv"
LAYOUT = {
    "goods": Table(
        {
            "key": Column("key", required=True),
            "zh": Column(required=True),
            "amount": Column("number"),
            "active": Column("flag", required=True),
            "grade": Column("choice", choices=("raw", "fine")),
        },
        ("key",),
    ),
    "makers": Table(
        {
            "site": Column("path", required=True),
            "line": Column("key", required=True),
            "makes": Column("keys", refers="goods"),
            "needs": Column("key", refers="minerals"),
        },
        ("site", "line"),
    ),
}
TABLES = {
    "goods": "key,zh,amount,active,grade\nfoil,铜箔,1.50,true,fine\ncell,电芯,,false,\nore,矿石,20,true,raw\n",
    "makers": "site,line,makes,needs\ntown/east,one,foil;cell,\ntown/west,one,,\ntown/west,two,ore,\n",
}


@pytest.fixture
def stock(tmp_path: Path) -> Path:
    """A folder with two good tables."""
    folder = tmp_path / "stock"
    folder.mkdir()
    for name, text in TABLES.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def change(folder: Path, table: str, old: str, new: str) -> None:
    """Replace words of a table."""
    path = folder / f"{table}.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def mistakes(folder: Path) -> list[Problem]:
    """Every problem that reading the folder raises."""
    with pytest.raises(BadInputError) as refused:
        read_folder(folder, LAYOUT)
    return list(refused.value.problems)


# --- what is right


def test_cells_get_the_types_of_their_columns(stock: Path) -> None:
    """Numbers become decimals, flags truth values, lists of keys tuples, and empty cells their type's emptiness."""
    rows = read_folder(stock, LAYOUT)
    expected = [
        Row(GOODS, 2, {"key": "foil", "zh": "铜箔", "amount": Decimal("1.50"), "active": True, "grade": "fine"}),
        Row(GOODS, 3, {"key": "cell", "zh": "电芯", "amount": None, "active": False, "grade": ""}),
    ]
    assert expected == rows["goods"][:2]
    assert (
        Row(MAKERS, 2, {"site": "town/east", "line": "one", "makes": ("foil", "cell"), "needs": ""})
        == (rows["makers"][0])
    )
    expected = ()
    assert expected == rows["makers"][1]["makes"]


def test_blanks_around_cells_and_headings_do_not_count(stock: Path) -> None:
    """A stray blank, as spreadsheets leave them, changes nothing."""
    clean = read_folder(stock, LAYOUT)
    change(stock, "goods", "foil,铜箔", " foil , 铜箔 ")
    change(stock, "goods", "key,zh", "key , zh")
    change(stock, "makers", "foil;cell", "foil; cell")
    assert clean == read_folder(stock, LAYOUT)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_byte_order_mark_and_windows_line_ends_are_accepted(stock: Path, encoding: str, end: str) -> None:
    """Tables as Excel saves them read like those with neither mark nor carriage returns."""
    clean = read_folder(stock, LAYOUT)
    for name, text in TABLES.items():
        (stock / f"{name}.csv").write_bytes(text.replace("\n", end).encode(encoding))
    assert clean == read_folder(stock, LAYOUT)


def test_columns_may_stand_in_any_order(stock: Path) -> None:
    """The heading, not the place of a column, says what its cells are."""
    (stock / "makers.csv").write_text("line,needs,makes,site\none,,foil,town/east\n", encoding="utf-8")
    expected = {
        "site": "town/east",
        "line": "one",
        "makes": ("foil",),
        "needs": "",
    }
    assert expected == read_folder(stock, LAYOUT)["makers"][0].cells


def test_rows_of_known_tables_may_be_referred_to(stock: Path) -> None:
    """A key that another folder's table holds is no mistake."""
    change(stock, "makers", "town/west,two,ore,", "town/west,two,ore,spodumene")
    known = {"minerals": [Row("knowledge/minerals.csv", 2, {"key": "spodumene"})]}
    expected = "spodumene"
    assert expected == read_folder(stock, LAYOUT, known)["makers"][2]["needs"]


def test_a_table_may_have_no_rows(stock: Path) -> None:
    """A header alone is a table without rows."""
    (stock / "makers.csv").write_text("site,line,makes,needs\n", encoding="utf-8")
    expected = []
    assert expected == read_folder(stock, LAYOUT)["makers"]


# --- the file


def test_a_missing_table_is_told_by_name(stock: Path) -> None:
    """A file that is not there is the only mistake, and the rows that refer to it are not blamed."""
    (stock / "goods.csv").unlink()
    assert [Problem("file-missing", file=GOODS)] == mistakes(stock)


def test_a_gbk_table_is_told_with_its_first_bad_row(stock: Path) -> None:
    """A table in GBK is named as such, at the first row with a character that is not UTF-8."""
    (stock / "goods.csv").write_bytes(TABLES["goods"].encode("gbk"))
    assert [Problem("encoding", {"guess": "GBK"}, GOODS, 2)] == mistakes(stock)


def test_an_empty_file_lacks_every_column(stock: Path) -> None:
    """A file without a header misses each column of its table."""
    (stock / "makers.csv").write_text("", encoding="utf-8")
    found = mistakes(stock)
    assert [("column-missing", 1, column) for column in ("site", "line", "makes", "needs")] == [
        (problem.key, problem.row, problem.column) for problem in found
    ]


def test_an_unclosed_quotation_mark_is_told_at_the_row_that_opens_it(stock: Path) -> None:
    """A quotation mark that never closes makes the table unreadable, and the row where it opens is named."""
    change(stock, "goods", "cell,电芯", 'cell,"电芯')
    (problem,) = mistakes(stock)
    expected = ("csv-broken", GOODS, 3)
    assert expected == (problem.key, problem.file, problem.row)


def test_words_behind_a_closing_quotation_mark_break_the_table(stock: Path) -> None:
    """A quotation mark in the middle of a quoted cell is told at its row."""
    change(stock, "goods", "cell,电芯", 'cell,"电"芯')
    (problem,) = mistakes(stock)
    expected = ("csv-broken", GOODS, 3)
    assert expected == (problem.key, problem.file, problem.row)


# --- the header


def test_a_wrong_column_is_missing_and_unknown(stock: Path) -> None:
    """A misspelt heading is told twice, as the column that is missing and as the one that does not belong."""
    change(stock, "goods", "key,zh,amount", "key,zh,ammount")
    allowed = {"allowed": "key, zh, amount, active, grade"}
    assert [
        Problem("column-missing", allowed, GOODS, 1, "amount"),
        Problem("column-unknown", allowed, GOODS, 1, "ammount"),
    ] == mistakes(stock)


def test_an_additional_column_does_not_belong(stock: Path) -> None:
    """A column that the table does not have is told with those that it has."""
    (stock / "makers.csv").write_text("site,line,makes,needs,colour\ntown,one,,,red\n", encoding="utf-8")
    allowed = {"allowed": "site, line, makes, needs"}
    assert [Problem("column-unknown", allowed, MAKERS, 1, "colour")] == mistakes(stock)


def test_a_repeated_column_is_told_once(stock: Path) -> None:
    """A heading that stands twice is one mistake."""
    (stock / "makers.csv").write_text("site,line,makes,needs,makes\ntown,one,,,\n", encoding="utf-8")
    assert [Problem("column-repeated", {}, MAKERS, 1, "makes")] == mistakes(stock)


# --- the cells


@pytest.mark.parametrize(("line", "found"), [("cell,电芯,,false", 4), ("cell,电芯,,false,,", 6)])
def test_a_row_with_too_few_or_too_many_cells(stock: Path, line: str, found: int) -> None:
    """A row that does not fit the header is told with both counts."""
    change(stock, "goods", "cell,电芯,,false,\n", f"{line}\n")
    change(stock, "makers", "foil;cell", "foil")
    assert [Problem("cell-count", {"found": found, "expected": 5}, GOODS, 3)] == mistakes(stock)


@pytest.mark.parametrize("cell", ["", "  ", "\u3000"])
def test_a_required_cell_must_not_be_empty(stock: Path, cell: str) -> None:
    """An empty cell, or one of blanks, in a required column is told with its column."""
    change(stock, "goods", "foil,铜箔", f"foil,{cell}")
    assert [Problem("cell-empty", {}, GOODS, 2, "zh")] == mistakes(stock)


@pytest.mark.parametrize(
    "key", ["Ore", "铜箔", "iron_ore", "iron ore", "-ore", "ore-", "iron--ore", "iron/ore", "ore.", "öre"]
)
def test_a_malformed_key_is_told(stock: Path, key: str) -> None:
    """A key holds lower-case letters, digits and single hyphens inside, nothing else."""
    change(stock, "goods", "ore,矿石", f"{key},矿石")
    change(stock, "makers", "two,ore,", "two,,")
    assert [Problem("key-form", {"value": key}, GOODS, 4, "key")] == mistakes(stock)


@pytest.mark.parametrize("key", ["a", "7", "18650-cell", "lithium-iron-phosphate"])
def test_a_well_formed_key_is_accepted(stock: Path, key: str) -> None:
    """Letters, digits and hyphens between them make a key."""
    change(stock, "goods", "cell,电芯", f"{key},电芯")
    change(stock, "makers", "foil;cell", f"foil;{key}")
    assert read_folder(stock, LAYOUT)["goods"][1]["key"] == key


def test_only_the_malformed_keys_of_a_list_are_told(stock: Path) -> None:
    """In a list of keys the good ones are not repeated in the message, and are no unknown keys either."""
    change(stock, "makers", "foil;cell", "foil;Cell;ORE")
    found = [problem for problem in mistakes(stock) if problem.key == "key-form"]
    assert [Problem("key-form", {"value": "Cell; ORE"}, MAKERS, 2, "makes")] == found


@pytest.mark.parametrize("path", ["town//east", "/town", "town/East", "town east"])
def test_each_part_of_a_path_must_be_a_key(stock: Path, path: str) -> None:
    """A path with an empty or malformed part is told."""
    change(stock, "makers", "town/east", path)
    (problem,) = mistakes(stock)
    expected = ("key-form", MAKERS, 2, "site")
    assert expected == (problem.key, problem.file, problem.row, problem.column)


def test_an_unknown_reference_is_told_with_the_keys_that_are_near(stock: Path) -> None:
    """A misspelt key names the table that lacks it and the key that was probably meant."""
    change(stock, "makers", "foil;cell", "fooil;cell")
    params = {"value": "fooil", "table": "goods", "near": "foil"}
    assert [Problem("key-unknown", params, MAKERS, 2, "makes")] == mistakes(stock)


def test_a_reference_that_is_near_to_nothing_says_so(stock: Path) -> None:
    """A key unlike all others is told with a dash for the near ones."""
    change(stock, "makers", "foil;cell", "xxxxxxxx")
    params = {"value": "xxxxxxxx", "table": "goods", "near": "—"}
    assert [Problem("key-unknown", params, MAKERS, 2, "makes")] == mistakes(stock)


def test_a_value_outside_its_choices_is_told_with_all_of_them(stock: Path) -> None:
    """A word that the column does not allow is told with those that it does."""
    change(stock, "goods", "true,fine", "true,superb")
    assert [Problem("choice", {"value": "superb", "allowed": "raw, fine"}, GOODS, 2, "grade")] == mistakes(stock)


@pytest.mark.parametrize("flag", ["yes", "1", "True", "是"])
def test_a_flag_is_true_or_false(stock: Path, flag: str) -> None:
    """Any other word for a flag is told with the two that count."""
    change(stock, "goods", "1.50,true", f"1.50,{flag}")
    params = {"value": flag, "allowed": "true, false"}
    assert [Problem("choice", params, GOODS, 2, "active")] == mistakes(stock)


@pytest.mark.parametrize("number", ["many", "1.5t", "1.2.3", "1 5", "½"])
def test_an_unreadable_number_is_told(stock: Path, number: str) -> None:
    """A cell of a number column that holds none is told as printed."""
    change(stock, "goods", "1.50", number)
    assert [Problem("number-unreadable", {"printed": number}, GOODS, 2, "amount")] == mistakes(stock)


@pytest.mark.parametrize("number", ["-1", "NaN", "Infinity", "-Infinity", "sNaN"])
def test_a_number_is_finite_and_not_negative(stock: Path, number: str) -> None:
    """A negative number, an infinite one or none at all is told as out of range."""
    change(stock, "goods", "1.50", number)
    assert [Problem("number-range", {"printed": number}, GOODS, 2, "amount")] == mistakes(stock)


def test_a_duplicate_key_is_told_with_the_row_that_had_it_first(stock: Path) -> None:
    """The second row with a key is the mistake, and the first one is named."""
    change(stock, "goods", "ore,矿石", "foil,矿石")
    change(stock, "makers", "two,ore,", "two,,")
    assert [Problem("key-duplicate", {"value": "foil", "first": 2}, GOODS, 4, "key")] == mistakes(stock)


def test_columns_that_name_a_row_together_may_repeat_one_by_one(stock: Path) -> None:
    """Of a key of two columns only the same pair is a duplicate."""
    change(stock, "makers", "town/west,two", "town/west,one")
    params = {"value": "town/west / one", "first": 3}
    assert [Problem("key-duplicate", params, MAKERS, 4, "line")] == mistakes(stock)


# --- rows and runs


def test_empty_lines_count_as_rows(stock: Path) -> None:
    """A blank line is skipped and still counted, as a spreadsheet shows it."""
    change(stock, "goods", "cell,电芯", "\n,,,,\ncell,电芯")
    change(stock, "goods", "true,raw", "true,blunt")
    (problem,) = mistakes(stock)
    expected = (6, "grade")
    assert expected == (problem.row, problem.column)


def test_a_cell_of_several_lines_is_one_row(stock: Path) -> None:
    """Line breaks inside a quoted cell do not shift the rows below it."""
    change(stock, "goods", "cell,电芯", 'cell,"电\n芯\n芯"')
    change(stock, "goods", "true,raw", "true,blunt")
    (problem,) = mistakes(stock)
    expected = (4, "grade")
    assert expected == (problem.row, problem.column)


def test_every_mistake_of_every_table_is_told_in_one_run(stock: Path) -> None:
    """Mistakes of all kinds in all tables come together, ordered by file and row."""
    change(stock, "goods", "foil,铜箔,1.50,true,fine", "foil,,many,maybe,superb")
    change(stock, "goods", "ore,矿石", "cell,矿石")
    change(stock, "makers", "town/east,one", "town/east,One")
    change(stock, "makers", "foil;cell", "foil;cells")
    expected = [
        (GOODS, 2, "active", "choice"),
        (GOODS, 2, "amount", "number-unreadable"),
        (GOODS, 2, "grade", "choice"),
        (GOODS, 2, "zh", "cell-empty"),
        (GOODS, 4, "key", "key-duplicate"),
        (MAKERS, 2, "line", "key-form"),
        (MAKERS, 2, "makes", "key-unknown"),
        (MAKERS, 4, "makes", "key-unknown"),
    ]
    found = [(problem.file, problem.row, problem.column, problem.key) for problem in mistakes(stock)]
    assert [place[:2] for place in expected] == [place[:2] for place in found]
    assert expected == sorted(found, key=lambda place: (place[0], place[1] or 0, place[2]))


def test_an_unreadable_table_does_not_hide_the_mistakes_of_another(stock: Path) -> None:
    """A table that cannot be read at all is told together with the mistakes of those that can."""
    (stock / "goods.csv").write_bytes(TABLES["goods"].encode("gbk"))
    change(stock, "makers", "town/west,two", "town/west,Two")
    expected = [("encoding", GOODS), ("key-form", MAKERS)]
    assert expected == [(p.key, p.file) for p in mistakes(stock)]
