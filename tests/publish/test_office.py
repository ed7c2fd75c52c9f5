"""Excel and Word, read again with other programs: the same values, whole text, and nothing that runs."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document
from docx.oxml.ns import qn

from cfgraph.analysis.explain import explain, find_link
from cfgraph.analysis.gaps import find_gaps
from cfgraph.analysis.labels import labels
from cfgraph.analysis.places import names, read_places
from cfgraph.analysis.scenario import Scenario
from cfgraph.cli import main
from cfgraph.graph.build import build
from cfgraph.graph.close import infer
from cfgraph.namespaces import thing
from cfgraph.publish.office import Case, write
from cfgraph.publish.office.document import printable
from cfgraph.publish.office.workbook import COLOURS, LONGEST
from cfgraph.publish.why_view import why
from cfgraph.store.embedded import EmbeddedStore
from cfgraph.words import LANGUAGES, say
from cfgraph.workspace import Workspace

ZONE = thing("zone", "chifeng-high-tech-zone")
TOWN = thing("zone", "small-town")
CJK = re.compile(r"[一-鿿]")


def asked(store: EmbeddedStore, lang: str = "zh", zone: str = ZONE, place: str = "", start: str = "advancing") -> Case:
    """A question, asked anew, with the assumed chemistry."""
    scenario = Scenario(place or zone, start=start, assumed=("chemistry",))
    gaps = find_gaps(store, scenario, zone)
    return Case(store, gaps, names(read_places(store), lang), labels(store, lang), lang)


def sheet_of(data: bytes, name: str, lang: str = "zh") -> Any:
    """A sheet of a workbook by the key of its name."""
    return openpyxl.load_workbook(io.BytesIO(data))[say(f"office.sheet_{name}", lang)]


def rows_of(sheet: Any) -> list[dict[str, Any]]:
    """The rows of a sheet below its header, by the words of the header."""
    header, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def column(name: str) -> str:
    """The header of a column."""
    return say(f"office.column_{name}", "zh")


def text_of(data: bytes) -> str:
    """All text of a Word file in its order, a paragraph or cell a line."""
    body = Document(io.BytesIO(data)).element.body
    return "\n".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in body.iter(qn("w:p")))


@pytest.fixture(scope="module")
def case(store: EmbeddedStore) -> Case:
    """The shipped plan in Chinese."""
    return asked(store)


@pytest.fixture(scope="module")
def book(case: Case) -> bytes:
    """Its workbook."""
    return write(case, "xlsx")


@pytest.fixture(scope="module")
def page(case: Case) -> str:
    """The text of its brief."""
    return text_of(write(case, "docx"))


def pack(case: Case, words: str) -> str:
    """The text of the pack for a link."""
    return text_of(write(case, "docx", find_link(case.store, case.gaps, words)[0]))


def test_the_workbook_holds_the_numbers_of_the_record(case: Case, book: bytes) -> None:
    """Requirement, supply, balance, rank and score of each row are those of the JSON; unknown is an empty cell."""
    records = {record["key"]: record for record in case.record["links"]}
    rows = {row[column("key")]: row for row in rows_of(sheet_of(book, "gaps"))}
    assert records.keys() == rows.keys()
    for key, record in records.items():
        expected = {
            column("rank"): record["rank"],
            column("score"): record["score"],
            column("stability"): record["rank_stability"],
            column("supply"): record["supply"]["stated"],
            **{column(f"needed_{bound}"): record["requirement"][bound] for bound in ("low", "typical", "high")},
            **{column(f"balance_{bound}"): record["balance"][bound] for bound in ("low", "high")},
        }
        found = {name: rows[key][name] for name in expected}
        assert found == {name: value and pytest.approx(value, rel=1e-15) for name, value in expected.items()}
        assert all(value is None or isinstance(value, int | float) for value in found.values())
        assert say(f"unit.{record['supply']['unit']}", "zh") == rows[key][column("unit")]


def test_copper_foil_and_carbonate_stand_in_the_workbook_as_the_plan_has_them(book: bytes) -> None:
    """10 GWh at 566 / 660 / 807 t per GWh, without supply; 40,000 t of carbonate, more than is needed."""
    rows = {row[column("key")]: row for row in rows_of(sheet_of(book, "gaps"))}
    needed = [rows["copper-foil"][column(f"needed_{bound}")] for bound in ("low", "typical", "high")]
    assert [5660, 6600, 8070] == needed
    assert rows["copper-foil"][column("supply")] is None
    assert 40000 == rows["lithium-carbonate"][column("supply")]
    assert 30000 < rows["lithium-carbonate"][column("balance_low")] < rows["lithium-carbonate"][column("balance_high")]


def test_ranked_links_come_first(book: bytes) -> None:
    """Ranks count from 1, links of one score have one rank, then come the links without a rank."""
    ranks = [row[column("rank")] for row in rows_of(sheet_of(book, "gaps"))]
    ranked = [rank for rank in ranks if rank is not None]
    assert [1 + sum(other < rank for other in ranked) for rank in ranked] == ranked
    tied = [row[column("tied")] for row in rows_of(sheet_of(book, "gaps"))]
    assert [ranks.count(rank) > 1 for rank in ranked] == [words is not None for words in tied[: len(ranked)]]
    assert [None] * (len(ranks) - len(ranked)) == ranks[len(ranked) :]


@pytest.mark.parametrize("name", ["gaps", "projects"])
def test_the_header_stays_in_sight_and_every_row_can_be_filtered(book: bytes, name: str) -> None:
    """The first row and the first two columns are frozen, and the filter spans the whole table."""
    sheet = sheet_of(book, name)
    assert "C2" == sheet.freeze_panes
    assert sheet.dimensions == sheet.auto_filter.ref


def test_a_state_is_told_in_colour_and_in_words(case: Case, book: bytes) -> None:
    """The fill of the cell belongs to the state whose word stands in it, at both cuts."""
    colours = {say(f"state.{state}", "zh"): colour for state, colour in COLOURS.items()}
    sheet = sheet_of(book, "gaps")
    header = [cell.value for cell in sheet[1]]
    states = {record["key"]: record["state"] for record in case.record["links"]}
    for row in sheet.iter_rows(min_row=2):
        cells = dict(zip(header, row, strict=True))
        assert say(f"state.{states[cells[column('key')].value]}", "zh") == cells[column("state")].value
        for name in ("state", "committed"):
            cell = cells[column(name)]
            assert "FF" + colours[cell.value] == cell.fill.fgColor.rgb


def test_reason_and_evidence_stand_beside_each_row(case: Case, book: bytes) -> None:
    """The reason is that of the table, and every quote of the record is there with its position."""
    rows = {row[column("key")]: row for row in rows_of(sheet_of(book, "gaps"))}
    for record in case.record["links"]:
        row = rows[record["key"]]
        assert why(case.gaps, case.links[record["iri"]], "zh").startswith(row[column("why")])
        for quote in record["evidence"]:
            assert f"“{quote['quote']}”（{quote['start']}–{quote['end']}" in row[column("evidence")]
        for caution in record["cautions"]:
            assert {True} == {caution[part] in row[column("cautions")] for part in ("zh", "date", "source")}


def test_what_nobody_makes_has_the_sentence_that_its_need_starts_from(book: bytes) -> None:
    """The row of copper foil quotes the 10 GWh of cells and the copper smelter, with the role of each."""
    row = next(row for row in rows_of(sheet_of(book, "gaps")) if row[column("key")] == "copper-foil")
    lines = row[column("evidence")].splitlines()
    start = next(line for line in lines if line.startswith("【需求从它算起】"))
    assert "“10GWH锂电池制造”（2445–2455，" in start
    assert any(line.startswith("【本地原料】现有铜冶炼基础") for line in lines)


def test_the_sheet_of_projects_tells_what_counts(book: bytes) -> None:
    """CATL's 50 GWh are a number that is not counted; a shared figure is none; a possible maker is told as such."""
    rows = {(row[column("link")], row[column("project")]): row for row in rows_of(sheet_of(book, "projects"))}
    catl = next(row for (link, project), row in rows.items() if link == "电芯" and "宁德时代" in project)
    assert (50, "GWh/年", "未计入", "宁德时代", "元宝山产业园") == tuple(
        catl[column(name)] for name in ("capacity", "unit", "counted", "owner", "park")
    )
    assert "“宁德时代50GWh锂电池”（5163–5175，" in catl[column("evidence")]
    coke = rows["人造石墨负极", "年产60万吨锻后焦及锂电池负极材料项目"]
    assert coke[column("capacity")] is None
    assert "合计60万吨，未分开写" == coke[column("printed")]
    assert "可能相关" in rows["锂电铜箔", "中都铜精深加工项目"][column("counted")]


def test_a_park_lists_the_projects_of_the_rest_of_the_zone_as_elsewhere(store: EmbeddedStore) -> None:
    """Asked of Yuanbaoshan, the carbonate plant of Dongshan is there and not counted."""
    park = thing("park", "chifeng-high-tech-zone/yuanbaoshan")
    rows = rows_of(sheet_of(write(asked(store, place=park), "xlsx"), "projects"))
    carbonate = next(row for row in rows if row[column("link")] == "碳酸锂")
    assert ("东山产业园", say("office.elsewhere", "zh")) == (carbonate[column("park")], carbonate[column("counted")])


def test_the_notes_say_what_was_asked_and_what_is_not_known(book: bytes) -> None:
    """Question, cut, assumed chemistry, plan and date, version, each state, and that an empty cell is not zero."""
    from cfgraph import __version__

    told = "\n".join(" ".join(filter(None, row)) for row in sheet_of(book, "notes").iter_rows(values_only=True))
    words = [
        "赤峰高新区·锂电池产业链",
        "推进及以上",
        "假定是磷酸铁锂",
        "2023-05-15",
        __version__,
        "不是零",
        "没有写规模",
    ]
    assert [] == [word for word in [*words, *(say(f"state.{state}", "zh") for state in COLOURS)] if word not in told]


def test_every_row_is_as_high_as_its_longest_cell(book: bytes) -> None:
    """No text is hidden: a row has a line for each line break of each cell at least."""
    for sheet in openpyxl.load_workbook(io.BytesIO(book)):
        for row in sheet.iter_rows():
            lines = max(str(cell.value or "").count("\n") + 1 for cell in row)
            assert 12 * lines <= sheet.row_dimensions[row[0].row].height


@pytest.fixture
def hostile(tiny_folder: Path, edit: Callable[[str, str, str], None]) -> Case:
    """The tiny plan with a project called =1+1, one called like a link, and an enterprise called @SUM(A1)."""
    edit("projects.csv", "jia-carbonate,年产1万吨碳酸锂项目", "jia-carbonate,=1+1")
    edit("projects.csv", "cells,2GWh锂电池项目", "cells,http://localhost/x")
    edit("projects.csv", "yi-lfp,磷酸铁锂项目", "yi-lfp,-2")
    edit("enterprises.csv", "jia,甲公司,", "jia,@SUM(A1),")
    built = build([tiny_folder])
    return asked(EmbeddedStore.in_memory(built.quads + infer(built)), zone=TOWN)


def test_text_like_a_formula_or_a_link_stays_text(hostile: Case) -> None:
    """Cells hold =1+1, -2, @SUM(A1) and an address as strings, and the file has neither formula nor link."""
    data = write(hostile, "xlsx")
    sheet = sheet_of(data, "projects")
    cells = {cell.value: cell.data_type for row in sheet.iter_rows() for cell in row}
    assert {"s"} == {cells[text] for text in ("=1+1", "-2", "@SUM(A1)", "http://localhost/x")}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets")]
    assert all(b"<f>" not in text and b"<hyperlink" not in text for text in sheets)
    assert "=1+1" in pack(hostile, "碳酸锂")


def test_the_same_question_gives_the_same_bytes(store: EmbeddedStore, case: Case, book: bytes) -> None:
    """Workbook, brief and pack of a question that is asked again equal the first ones byte for byte."""
    again = asked(store)
    link = next(link for link in case.gaps.model.links if link.key == "copper-foil")
    assert book == write(again, "xlsx")
    assert write(case, "docx") == write(again, "docx")
    assert write(case, "docx", link) == write(again, "docx", link)


def test_a_file_carries_the_date_of_the_plan(book: bytes, case: Case) -> None:
    """Created on the day that the plan was issued, whatever today is."""
    assert (2023, 5, 15) == openpyxl.load_workbook(io.BytesIO(book)).properties.created.timetuple()[:3]
    assert (2023, 5, 15) == Document(io.BytesIO(write(case, "docx"))).core_properties.created.timetuple()[:3]


def test_the_pack_tells_the_amount_and_every_line_of_its_arithmetic(case: Case) -> None:
    """10 × 566 / 660 / 807 = 5,660 / 6,600 / 8,070, with the rounded amount in front."""
    told = pack(case, "铜箔")
    assert "6,600吨/年（5,660~8,070），下游还有没写规模的" in told
    assert "10 × 566 / 660 / 807 吨/GWh = 5,660 / 6,600 / 8,070 吨/年" in told
    assert "阴极铜（电解铜）" in told


@pytest.mark.parametrize("key", ["copper-foil", "lithium-carbonate", "cells", "primary-aluminium", "separator"])
def test_the_pack_holds_quotes_sentences_people_and_sources_whole(case: Case, key: str) -> None:
    """Every quote with its position, every sentence, contact, caution, wish and source of the explanation is there."""
    link = next(link for link in case.gaps.model.links if link.key == key)
    record = explain(case.store, case.gaps, link)
    told = text_of(write(case, "docx", link))
    words = [f"“{q['quote']}”（{q['start']}–{q['end']}" for q in record["sentences"]]
    words += [quote["sentence"] for quote in record["sentences"]]
    words += [case.name(contact["enterprise"]) for contact in record["contacts"]]
    words += [case.name(wish["iri"]) for wish in record["wishes"]]
    words += [caution[part] for caution in record["cautions"] for part in ("zh", "date", "source")]
    words += [source["title"] for entry in record["coefficients"] for source in entry["sources"]]
    words += [doubt["doubt"] for doubt in record["doubts"]]
    assert words
    assert [] == [word for word in words if word not in told]


def test_a_wish_of_the_plan_is_quoted(case: Case) -> None:
    """Aluminium is wished for, and the pack quotes the wish."""
    assert "“构建绿色铝全产业链体系”（1675–1686" in pack(case, "电解铝")


def test_the_pack_shows_who_stands_before_and_after(case: Case) -> None:
    """LFP cathode takes iron phosphate and carbonate, and goes into cells."""
    link = next(link for link in case.gaps.model.links if link.key == "lfp-cathode")
    tables = Document(io.BytesIO(write(case, "docx", link))).tables
    table = next(table for table in tables if table.cell(0, 0).text == column("direction"))
    rows = {(row.cells[0].text, row.cells[1].text): row.cells[2].text for row in table.rows}
    assert "缺失" == rows["上游", "磷酸铁"]
    assert "富余" == rows["上游", "碳酸锂"]
    assert "已布局" == rows["下游", "电芯"]


def test_the_pack_tells_what_local_projects_state_of_an_input(case: Case) -> None:
    """Copper foil takes copper: 200,000 t are stated; of the by-product acid nobody says how much."""
    link = next(link for link in case.gaps.model.links if link.key == "copper-foil")
    tables = Document(io.BytesIO(write(case, "docx", link))).tables
    table = next(table for table in tables if table.cell(0, 0).text == column("direction"))
    rows = {row.cells[1].text: (row.cells[3].text, row.cells[4].text) for row in table.rows}
    amount, projects = rows["阴极铜（电解铜）"]
    assert "20万吨/年" == amount
    assert "金通铜业二期" in projects
    assert "现有铜冶炼基础（已投产）" in projects
    assert "—" == rows["硫酸"][0]
    assert "现有铜冶炼基础（已投产、副产）" in rows["硫酸"][1]


def test_a_link_with_enough_says_that_nothing_is_missing(case: Case) -> None:
    """Carbonate is in surplus: no amount of zero is asked for."""
    told = pack(case, "lithium-carbonate")
    assert "不缺" in told
    assert "0吨/年（" not in told


def test_the_brief_names_gap_amount_reason_and_caution(case: Case, page: str) -> None:
    """Before the questions stand the five first links, each with its amount, reason and cautions, and what to avoid."""
    front, behind = page.split(say("office.brief_questions", "zh"))
    top = case.ranked()[:5]
    for record in top:
        link = case.links[record["iri"]]
        words = [case.label(record), case.lacking(link), case.reason(link), *(c["zh"] for c in record["cautions"])]
        assert [] == [word for word in words if word not in front]
    assert f"最该先谈的是{case.label(top[0])}" in front
    assert [] == [entry["label_zh"] for entry in case.record["avoid"] if entry["label_zh"] not in front]
    assert "2023-05-15" in front
    assert ["1. ", "2. ", "3. "] == re.findall(r"^\d\. ", behind, re.MULTILINE)


def test_the_brief_answers_what_a_chief_asks(page: str) -> None:
    """Cells of 10 and 60 GWh, carbonate of 40,000 against some 6,197 t, and 22,820 t of cathode, with the sentence."""
    behind = page.split(say("office.brief_questions", "zh"))[1]
    assert "推进及以上合计 10GWh/年；把在谈的也算上是 60GWh/年；另有 1 个已计入的项目没写规模" in behind
    assert "写明 4万吨/年，需要 6,197吨/年（4,966~7,099），下游还有没写规模的" in behind
    assert "10 × 1,998 / 2,282 / 2,418 吨/GWh = 19,980 / 22,820 / 24,180 吨/年" in behind
    assert "“年产4万吨电池级碳酸锂”（2397–2408，" in behind
    assert "依托市内锂矿资源,积极推进大道实业综合利用锂云母年产4万吨电池级碳酸锂生产线项目" in behind


def test_the_questions_start_on_a_page_of_their_own(case: Case) -> None:
    """What stands behind the page does not run into it."""
    paragraphs = Document(io.BytesIO(write(case, "docx"))).paragraphs
    heading = next(p for p in paragraphs if p.text == say("office.brief_questions", "zh"))
    assert heading.paragraph_format.page_break_before


def test_an_amount_that_cannot_be_computed_is_told_as_such(store: EmbeddedStore) -> None:
    """From construction on no cell plant counts: the first link has no number, and the page does not invent one."""
    told = text_of(write(asked(store, start="under-construction"), "docx"))
    assert "缺多少算不出" in told
    assert "在建及以上的电芯项目，没有一个写明规模" in told


@pytest.mark.parametrize("form", ["brief", "pack"])
def test_chinese_has_a_font_of_its_own_on_a4_with_page_numbers(case: Case, form: str) -> None:
    """Every style that is used names an East Asian font, the page is A4, and the footer counts."""
    link = case.gaps.model.links[0] if form == "pack" else None
    document = Document(io.BytesIO(write(case, "docx", link)))
    for name in {"Normal", *(p.style.name for p in document.paragraphs)} - {"List Bullet"}:
        fonts = document.styles[name].element.rPr.rFonts
        assert fonts.get(qn("w:eastAsia")) in ("SimSun", "SimHei")
        assert fonts.get(qn("w:eastAsiaTheme")) is None
    section = document.sections[0]
    assert (210, 297) == (round(section.page_width.mm), round(section.page_height.mm))
    assert "PAGE" in section.footer._element.xml


def test_tables_fit_the_page(case: Case) -> None:
    """No table is wider than the space between the margins."""
    document = Document(io.BytesIO(write(case, "docx", case.gaps.model.links[0])))
    section = document.sections[0]
    space = section.page_width - section.left_margin - section.right_margin
    assert document.tables
    assert all(sum(cell.width for cell in table.rows[0].cells) <= space + 9 for table in document.tables)


def test_english_files_speak_english(store: EmbeddedStore) -> None:
    """Headers, states and headings hold no Chinese; only quotes of the plan do."""
    case = asked(store, "en")
    sheet = sheet_of(write(case, "xlsx"), "gaps", "en")
    header = [cell.value for cell in sheet[1]]
    assert [] == [name for name in header if CJK.search(name)]
    states = header.index(say("office.column_state", "en"))
    assert [] == [row[states] for row in sheet.iter_rows(min_row=2, values_only=True) if CJK.search(row[states])]
    front = text_of(write(case, "docx")).split(say("office.brief_questions", "en"))[0]
    assert CJK.search(front) is None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_link_has_a_pack_and_both_languages_fill_every_sentence(store: EmbeddedStore, lang: str) -> None:
    """Whatever a link is, its pack can be written."""
    case = asked(store, lang)
    for link in case.gaps.links():
        assert case.name(link.iri) in text_of(write(case, "docx", link))


def test_signs_that_a_file_cannot_hold_are_left_out() -> None:
    """Control signs and halves of a pair go, everything else stays; a cell ends where Excel's do."""
    assert "a\tb\n字😀" == printable("a\x00\tb\x0b\n字\ud800😀\uffff")
    assert LONGEST == len(printable("字" * (LONGEST + 1), LONGEST))


Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], workspace: Workspace) -> Run:
    """Run a command on the shipped plan: exit code and errors."""

    def call(*words: str) -> tuple[int, str]:
        code = main([*words, "--lang", "en", "--workspace", str(workspace.folder)])
        return code, capsys.readouterr().err

    return call


ASKED = [("gaps", "--format", "xlsx"), ("gaps", "--format", "docx"), ("explain", "copper-foil", "--format", "docx")]


@pytest.mark.parametrize("words", ASKED)
def test_a_file_is_written_where_it_is_asked_for(run: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    """The file opens again, an older one is replaced, and nothing else is left in the folder."""
    target = tmp_path / f"out.{words[-1]}"
    target.write_text("old")
    assert (0, "") == run(*words, "-o", str(target))
    assert [target] == list(tmp_path.iterdir())
    opened = openpyxl.load_workbook if words[-1] == "xlsx" else Document
    assert opened(target)


@pytest.mark.parametrize("words", ASKED)
def test_without_a_file_name_nothing_is_shown(run: Run, words: tuple[str, ...]) -> None:
    """Exit 2, and how to name a file."""
    code, told = run(*words)
    assert 2 == code
    assert "-o" in told


def make_read_only(target: Path) -> None:
    """A file that must not be written."""
    target.chmod(0o444)


def open_in_libreoffice(target: Path) -> None:
    """The mark that LibreOffice leaves beside a file that it has open."""
    target.with_name(f".~lock.{target.name}#").touch()


def open_in_office(target: Path) -> None:
    """The mark that Excel and Word leave."""
    target.with_name(f"~${target.name}").touch()


@pytest.mark.parametrize("hinder", [make_read_only, open_in_libreoffice, open_in_office])
def test_a_file_that_is_held_is_left_as_it_is(run: Run, tmp_path: Path, hinder: Callable[[Path], None]) -> None:
    """Exit 2 with the path, the old file untouched, no half-written one beside it."""
    target = tmp_path / "out.xlsx"
    target.write_text("old")
    hinder(target)
    before = sorted(tmp_path.iterdir())
    code, told = run("gaps", "--format", "xlsx", "-o", str(target))
    assert 2 == code
    assert "out.xlsx" in told
    assert ("old", before) == (target.read_text(), sorted(tmp_path.iterdir()))


def test_a_folder_in_the_way_or_missing_is_told(run: Run, tmp_path: Path) -> None:
    """Exit 2 with the path of the file, and the folder as it was."""
    (tmp_path / "out.docx").mkdir()
    for target in (tmp_path / "out.docx", tmp_path / "no" / "out.docx"):
        code, told = run("gaps", "--format", "docx", "-o", str(target))
        assert 2 == code
        assert str(target) in told
    assert [tmp_path / "out.docx"] == list(tmp_path.iterdir())


def test_a_link_to_a_file_stays_a_link(run: Run, tmp_path: Path) -> None:
    """What the link points at is replaced, and keeps its permissions."""
    real, link = tmp_path / "real.xlsx", tmp_path / "link.xlsx"
    real.write_text("old")
    real.chmod(0o640)
    link.symlink_to(real)
    assert 0 == run("gaps", "--format", "xlsx", "-o", str(link))[0]
    assert link.is_symlink()
    assert 0o640 == real.stat().st_mode & 0o777
    assert real.read_bytes().startswith(b"PK")


def test_a_supposed_scenario_says_so_on_the_page(run: Run, tmp_path: Path) -> None:
    """Brief and notes tell what the question changes of the plan."""
    scenario, page, book = tmp_path / "s.toml", tmp_path / "p.docx", tmp_path / "b.xlsx"
    scenario.write_text('from = "negotiating"\nexclude = ["catl-50gwh"]\n', encoding="utf-8")
    assert 0 == run("gaps", "--scenario", str(scenario), "--format", "docx", "-o", str(page))[0]
    assert 0 == run("gaps", "--scenario", str(scenario), "--format", "xlsx", "-o", str(book))[0]
    assert "CATL" in text_of(page.read_bytes()).partition("First to talk about")[0]
    notes = sheet_of(book.read_bytes(), "notes", "en")
    assert any("CATL" in str(row[1]) for row in notes.iter_rows(values_only=True))
