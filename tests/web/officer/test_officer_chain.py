"""The pages about chains say what the library says, in the scenario that the address asks for."""

from __future__ import annotations

import csv
import html
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import httpx
import openpyxl
import pytest

from cfgraph.analysis.explain import explain
from cfgraph.analysis.gaps import Gaps, find_gaps
from cfgraph.analysis.labels import labels
from cfgraph.analysis.model import Link
from cfgraph.analysis.ranking import rank
from cfgraph.analysis.scenario import Scenario
from cfgraph.graph.build import build
from cfgraph.graph.close import infer
from cfgraph.publish.explain_view import Explanation
from cfgraph.publish.gap_view import why
from cfgraph.store.embedded import EmbeddedStore
from cfgraph.web.site import Limits
from tests.conftest import ZONE
from tests.web.conftest import running

HOSTILE = "<script>alert(1)</script>\"'&{{7*7}}"


def asked(store: EmbeddedStore, **more: str) -> Gaps:
    """The answer of the library."""
    return find_gaps(store, Scenario(ZONE, **more), ZONE)


def text_of(page: str) -> str:
    """What a page says, without its marks and with one blank between words; a figure stays in its sentence."""
    whole = re.sub(r'<span class="n">([^<]*)</span>', r"\1", page)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", whole)).split())


def bare(words: str) -> str:
    """Words without any blank."""
    return "".join(words.split())


def main_of(page: str) -> str:
    """What stands between the frame of a page."""
    return page.partition("<main")[2].partition("</main>")[0]


def link_of(gaps: Gaps, key: str) -> Link:
    """The link of a key."""
    return next(link for link in gaps.model.links if link.key == key)


def states_on_map(page: str) -> dict[str, str]:
    """Link → state, as the boxes of the map have it."""
    drawing = page.partition('id="map"')[2].partition('id="flows-title"')[0]
    return {key: state for state, key in re.findall(r'class="link state-([a-z-]+)" data-key="([^"]+)"', drawing)}


def test_the_overview_has_a_square_for_every_link_in_its_state(plan: httpx.Client, store: EmbeddedStore) -> None:
    """Of the lithium chain, each link that is needed, in the state that the library finds."""
    strips = re.findall(r'<div class="squares">(.*?)</div>', plan.get("/").text, flags=re.S)
    found = asked(store)
    expected = sorted(found.main.states[link.iri] for link in found.links())
    assert 11 == len(strips)
    assert expected == sorted(re.findall(r'class="link state-([a-z-]+)"', strips[0]))


def test_the_overview_starts_with_the_first_ranks_and_their_reasons(plan: httpx.Client, store: EmbeddedStore) -> None:
    """Five links in the order of their ranks, each with its reason in the words of the table of gaps."""
    page = plan.get("/").text
    found, scores = asked(store), rank(asked(store))
    first = sorted((s for s in scores.values() if s.rank), key=lambda s: s.rank or 0)[:5]
    section = page.partition('<ol class="first">')[2].partition("</ol>")[0]
    assert [s.link.zh for s in first] == re.findall(r'<p class="what"><a [^>]*>([^<]+)</a>', section)
    reason = why(found, first[1].link, "zh", cautions=False)
    assert reason in text_of(section)


def test_the_overview_tells_the_targets_of_the_parks(plan: httpx.Client) -> None:
    """Each park that the plan sets a target for, with the figure as printed."""
    said = bare(text_of(main_of(plan.get("/").text)))
    for words in ("2027工业产值460亿元以上", "2027工业产值380亿元以上", "2027工业产值超过2000亿元"):
        assert words in said


@pytest.mark.parametrize(
    ("query", "asking"),
    [
        ("", {}),
        ("?from=negotiating", {"start": "negotiating"}),
        ("?from=under-construction", {"start": "under-construction"}),
    ],
)
def test_the_map_answers_the_scenario_of_its_address(
    plan: httpx.Client, store: EmbeddedStore, query: str, asking: dict[str, str]
) -> None:
    """Every box has the state that the library finds at that cut."""
    found = asked(store, **asking)
    expected = {link.key: found.main.states[link.iri] for link in found.links()}
    assert expected == states_on_map(plan.get(f"/chain/lithium-battery{query}").text)


def test_another_chemistry_is_another_map(plan: httpx.Client) -> None:
    """Nickel cells need a precursor and no iron phosphate."""
    lfp = states_on_map(plan.get("/chain/lithium-battery?chemistry=lfp").text)
    ncm = states_on_map(plan.get("/chain/lithium-battery?chemistry=ncm523").text)
    assert "iron-phosphate" in lfp
    assert "iron-phosphate" not in ncm
    assert set(ncm) - set(lfp)


def test_the_map_of_a_park_is_about_the_park(plan: httpx.Client) -> None:
    """The heading of the drawing names it."""
    page = plan.get("/chain/lithium-battery?place=chifeng-high-tech-zone/dongshan").text
    assert "东山产业园：锂电池产业链" in page


def test_every_box_leads_to_its_panel_and_keeps_the_scenario(plan: httpx.Client) -> None:
    """The address asks the same, names the link, and jumps to the panel."""
    page = plan.get("/chain/lithium-battery?from=negotiating").text
    drawing = page.partition('id="map"')[2].partition('id="flows-title"')[0]
    links = re.findall(r'<a href="([^"]+)" class="link', drawing)
    assert len(links) > 30
    assert [] == [link for link in links if not re.fullmatch(r".*\?from=negotiating&amp;link=[a-z0-9-]+#panel", link)]


def test_the_panel_tells_amount_reason_and_where_to_go_on(plan: httpx.Client, store: EmbeddedStore) -> None:
    """What is missing of the electrolyte, why, and the links to its page and its Word file."""
    page = plan.get("/chain/lithium-battery?link=electrolyte").text
    panel = page.partition('<section class="panel"')[2].partition("</section>")[0]
    found = asked(store)
    assert "1.48万吨/年" in panel
    assert why(found, link_of(found, "electrolyte"), "zh") in text_of(panel)
    assert 'href="/link/lithium-battery/electrolyte"' in panel
    assert 'href="/link/lithium-battery/electrolyte.docx"' in panel
    assert 1 == page.count('data-key="electrolyte" aria-current="true"')


def test_the_flows_stand_below_the_map(plan: httpx.Client) -> None:
    """A second drawing, with flows that nobody stated shown as such."""
    page = plan.get("/chain/lithium-battery").text
    assert 'class="sankey"' in page.partition('id="flows"')[2]
    assert "stream-unstated" in page


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/chain/nowhere", 404, ""),
        ("/chain/lithium-battery?link=nothing", 404, ""),
        ("/link/lithium-battery/nothing", 404, ""),
        ("/link/nowhere/electrolyte", 404, ""),
        ("/gaps?from=tomorrow", 400, "under-construction"),
        ("/gaps?chemistry=gold", 400, "ncm523"),
        ("/gaps?place=moon", 400, "东山产业园"),
        ("/gaps?state=fine", 400, "missing"),
        ("/gaps?sort=colour", 400, "requirement"),
        ("/brief?chain=x", 400, "lithium-battery"),
    ],
)
def test_a_wrong_word_in_an_address_is_answered(plan: httpx.Client, path: str, status: int, words: str) -> None:
    """404 for a thing that there is not; 400 with what there is for any other word."""
    answer = plan.get(path)
    assert status == answer.status_code
    assert words in answer.text


def rows_of(page: str) -> list[list[str]]:
    """The cells of the first table."""
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    return [
        [text_of(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, flags=re.S)]
        for row in re.findall(r"<tr>(.*?)</tr>", body, flags=re.S)
    ]


def test_the_list_of_gaps_is_ranked(plan: httpx.Client, store: EmbeddedStore) -> None:
    """It shows what is worth bringing in, the first rank first, each with the reason in one line."""
    rows = rows_of(plan.get("/gaps").text)
    found, scores = asked(store), rank(asked(store))
    expected = [s.link for s in sorted((s for s in scores.values() if s.rank), key=lambda s: s.rank or 0)]
    assert [link.zh for link in expected] == [row[1] for row in rows]
    assert [why(found, link, "zh") for link in expected] == [row[-1] for row in rows]


def test_a_chip_shows_one_state(plan: httpx.Client, store: EmbeddedStore) -> None:
    """The links of that state, as many as the chip says."""
    page = plan.get("/gaps?state=talks-only").text
    found = asked(store)
    expected = {x.zh for x in found.links() if found.main.states[x.iri] == "talks-only" and not x.beside}
    assert expected == {row[1] for row in rows_of(page)}
    assert f"仅在谈 {len(expected)}" in text_of(page)


def test_the_list_is_sorted_by_any_column(plan: httpx.Client) -> None:
    """By amount, the largest first, and what has none at the end."""
    text = plan.get("/gaps.csv?state=all&sort=-requirement").text.lstrip("\ufeff")
    header, *rows = list(csv.reader(io.StringIO(text)))
    amounts = [row[header.index("需要（年）")] for row in rows]
    told = [float(amount) for amount in amounts if amount]
    assert len(told) > 15
    assert told == sorted(told, reverse=True)
    assert [""] * (len(amounts) - len(told)) == amounts[len(told) :]


def test_the_csv_has_the_rows_of_the_view(plan: httpx.Client) -> None:
    """The same links in the same order."""
    text = plan.get("/gaps.csv?state=missing").text.lstrip("\ufeff")
    rows = list(csv.reader(io.StringIO(text)))[1:]
    assert [row[1] for row in rows_of(plan.get("/gaps?state=missing").text)] == [row[1] for row in rows]


def test_the_excel_file_is_the_whole_workbook(plan: httpx.Client) -> None:
    """Sheets of links, projects and notes, in the scenario that was asked for."""
    answer = plan.get("/gaps.xlsx?from=under-construction")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert ["缺链清单", "项目", "说明"] == book.sheetnames
    assert "在建及以上" in "".join(str(cell.value) for row in book["说明"].iter_rows() for cell in row)


def test_a_link_page_unfolds_its_arithmetic(plan: httpx.Client, store: EmbeddedStore) -> None:
    """Line for line what ``cfgraph explain`` writes, below words that open it."""
    page = plan.get("/link/lithium-battery/electrolyte").text
    found = asked(store)
    record = explain(store, found, link_of(found, "electrolyte"))
    told = Explanation(record, labels(store, "zh"), "zh", "md")
    told.arithmetic()
    unfolded = text_of(page.partition('<details class="how">')[2].partition("</details>")[0])
    lines = [line.lstrip(" -") for line in told.lines if line.lstrip().startswith("- ")]
    assert len(lines) > 6
    assert [] == [line for line in lines if " ".join(line.split()) not in unfolded]


def test_a_link_page_shows_the_sentences_in_their_paragraph(plan: httpx.Client) -> None:
    """The words about its projects are marked, and the rest of the paragraph stands around them."""
    page = plan.get("/link/lithium-battery/cells").text
    assert "<mark>紧密对接宁德时代50GWh锂电池项目</mark>" in page.replace("</mark><mark>", "")
    assert "推进新能源电池产业延链补链强链" in page


def test_a_link_page_tells_projects_feedstock_waiting_and_contacts(plan: httpx.Client) -> None:
    """For the anode: its project, what it takes, who waits, and whom to ask."""
    said = text_of(main_of(plan.get("/link/lithium-battery/graphite-anode").text))
    assert "人造石墨负极材料一体化项目" in said
    for heading in ("项目", "本地原料", "下游在等", "问谁", "原文依据"):
        assert heading in said
    assert "10GWH锂电池制造项目" in said


@pytest.mark.parametrize("chain", ["fluorine", "copper"])
def test_who_makes_a_product_beside_another_is_asked(plan: httpx.Client, chain: str) -> None:
    """Nobody makes sulphuric acid of its own; the copper smelter has it as a by-product."""
    said = text_of(main_of(plan.get(f"/link/{chain}/sulfuric-acid").text))
    assert "规划没有写可以问谁" not in said
    assert "金通铜业" in said[said.index("问谁") : said.index("原文依据")]


def test_the_word_file_of_a_link_is_offered_and_opens(plan: httpx.Client) -> None:
    """A name in Chinese, and a document that names the link."""
    answer = plan.get("/link/lithium-battery/electrolyte.docx")
    assert "filename*=UTF-8''%E5%87%BA%E5%B7%AE%E5%8C%85" in answer.headers["content-disposition"]
    assert "电解液" in docx.Document(io.BytesIO(answer.content)).paragraphs[0].text


def test_the_brief_on_the_page_is_the_brief_in_word(plan: httpx.Client) -> None:
    """Every paragraph and every cell of the Word file stands on the page, the questions at its end included."""
    page = bare(text_of(main_of(plan.get("/brief").text)))
    paper = docx.Document(io.BytesIO(plan.get("/brief.docx").content))
    cells = [
        line for table in paper.tables for row in table.rows for cell in row.cells for line in cell.text.split("\n")
    ]
    told = [paragraph.text for paragraph in paper.paragraphs] + cells
    assert any("若被追问" in words for words in told)
    assert [] == [words for words in told if bare(words) not in page]


@pytest.mark.parametrize("path", ["/", "/chain", "/chain/lithium-battery?link=electrolyte", "/gaps", "/brief"])
def test_pages_of_another_plan_answer(town: httpx.Client, path: str) -> None:
    """The tiny plan of another town has the same pages."""
    answer = town.get(path)
    assert 200 == answer.status_code
    assert "2023-05-15" not in answer.text


@pytest.mark.parametrize("path", ["/", "/chain", "/gaps", "/brief", "/link/lithium-battery/electrolyte", "/intake"])
def test_a_server_without_a_plan_says_so(closed: httpx.Client, path: str) -> None:
    """No mistake of the server, and nothing of what is internal."""
    answer = closed.get(path)
    assert answer.status_code in (200, 400, 404)
    assert "小镇" not in main_of(answer.text)


@pytest.fixture
def hostile(tiny_folder: Path, edit: Callable[[str, str, str], None], tmp_path: Path) -> Iterator[httpx.Client]:
    """The tiny plan, public, with markup in the name of its cell project."""
    projects = (tiny_folder / "projects.csv").read_text(encoding="utf-8")
    rows = list(csv.reader(io.StringIO(projects)))
    at = rows[0].index("zh")
    for row in rows[1:]:
        row[at] = f"{row[at]}{HOSTILE}"
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    (tiny_folder / "projects.csv").write_text(out.getvalue(), encoding="utf-8")
    settings = (tiny_folder / "plan.toml").read_text(encoding="utf-8")
    (tiny_folder / "plan.toml").write_text(f'visibility = "public"\n{settings}', encoding="utf-8")
    built = build([tiny_folder])
    store = EmbeddedStore.in_memory(built.quads + infer(built))
    with running(store, tmp_path / "hostile", Limits()) as client:
        yield client


def test_hostile_names_come_back_as_text(hostile: httpx.Client) -> None:
    """On every page and in every file; no script but our own stands on any page."""
    found = 0
    for path in ("/", "/chain/lithium-battery?link=cells", "/gaps?state=all", "/link/lithium-battery/cells", "/brief"):
        page = hostile.get(path).text
        assert "<script>alert" not in page
        assert not re.search(r"<script(?! src=\"/static/[a-z]+\.js\" defer)", page)
        found += html.escape("<script>alert(1)</script>") in page or "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert found >= 3
    body = zipfile.ZipFile(io.BytesIO(hostile.get("/link/lithium-battery/cells.docx").content))
    assert b"<script>" not in body.read("word/document.xml")
