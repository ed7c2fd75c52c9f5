"""项目, 企业, 园区: what the lists and details tell, on the tiny plan."""

from __future__ import annotations

import csv
import io
import re
from html.parser import HTMLParser

import httpx
import openpyxl
import pytest
from docx import Document


class Words(HTMLParser):
    """The text of a page's main part, a cell or line each."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """The main part begins; a block begins a line."""
        self.inside = self.inside or tag == "main"
        if tag in ("p", "li", "tr", "td", "th", "h1", "h2", "h3", "div", "section"):
            self.lines.append("")

    def handle_endtag(self, tag: str) -> None:
        """The main part ends."""
        self.inside = self.inside and tag != "main"

    def handle_data(self, data: str) -> None:
        """Words go on where they stand."""
        if self.inside and self.lines:
            self.lines[-1] += data


def words(answer: httpx.Response) -> list[str]:
    """What stands in the main part of a page."""
    assert 200 == answer.status_code, answer.text
    reader = Words()
    reader.feed(answer.text)
    return [" ".join(line.split()) for line in reader.lines if line.strip()]


def table(answer: httpx.Response) -> list[list[str]]:
    """The rows of a CSV file."""
    assert 200 == answer.status_code, answer.text
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_projects_are_listed_with_stage_and_product(town: httpx.Client) -> None:
    """The row of a project: stage in words, park, enterprise, product with its printed capacity, link, chain."""
    rows = table(town.get("/projects.csv"))
    assert ["项目", "阶段", "园区", "企业", "产品与产能", "环节", "产业链"] == rows[0]
    assert 7 == len(rows)
    carbonate = next(row for row in rows if row[0].endswith("碳酸锂项目"))
    assert ["推进，阶段未明", "东园", "甲公司"] == carbonate[1:4]
    assert "1万吨" in carbonate[4]
    assert ["碳酸锂", "锂电池产业链"] == carbonate[5:]


def test_an_owner_who_is_only_possible_is_marked(town: httpx.Client) -> None:
    """An owner that the text allows without saying so is not told of as the owner."""
    rows = table(town.get("/projects.csv"))
    assert ["可能：甲公司"] == [row[3] for row in rows if row[0].startswith("2GWh")]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("stage=negotiating", {"隔膜项目", "煅后焦及负极材料项目"}),
        ("park=small-town/west", {"铜箔项目", "煅后焦及负极材料项目"}),
        ("park=small-town/west&stage=preparing", {"铜箔项目"}),
        ("owner=jia", {"年产1万吨碳酸锂项目", "2GWh锂电池项目"}),
        ("chain=none", set()),
    ],
)
def test_filters_keep_what_fits(town: httpx.Client, query: str, names: set[str]) -> None:
    """Filters are joined by and; a possible owner counts as one to look for."""
    assert names == {row[0] for row in table(town.get(f"/projects.csv?{query}"))[1:]}


def test_a_filter_that_there_is_not_is_told(town: httpx.Client) -> None:
    """400, with the value that was asked for, as text."""
    answer = town.get("/projects", params={"park": "<i>nowhere"})
    assert 400 == answer.status_code
    assert "&lt;i&gt;nowhere" in answer.text
    assert "<i>nowhere" not in answer.text


def test_stages_are_sorted_by_their_rank(town: httpx.Client) -> None:
    """Sorting by stage follows the way of a project, not the alphabet."""
    stages = [row[1] for row in table(town.get("/projects.csv?sort=stage"))[1:]]
    assert ["对接洽谈", "对接洽谈", "推进，阶段未明", "推进，阶段未明", "筹备开工", "在建"] == stages
    assert stages[::-1] == [row[1] for row in table(town.get("/projects.csv?sort=-stage"))[1:]]


def test_the_workbook_has_the_same_rows(town: httpx.Client) -> None:
    """Excel holds what CSV holds, and says on its second sheet which plan it is of."""
    book = openpyxl.load_workbook(io.BytesIO(town.get("/projects.xlsx").content))
    rows = [[str(value or "") for value in row] for row in book.worksheets[0].iter_rows(values_only=True)]
    assert table(town.get("/projects.csv")) == rows
    about = [row[0] for row in book.worksheets[1].iter_rows(values_only=True)]
    assert any("小城高新区三年行动方案" in line for line in about)


def test_a_project_tells_its_stage_in_the_words_of_the_plan(town: httpx.Client) -> None:
    """The stage, the wording of the text, and how far along the way that is."""
    answer = town.get("/project/tiny-2025/ding-foil")
    assert any(re.match(r"阶段：筹备开工；原文用语“推动…开工建设”", line) for line in words(answer))
    assert ["筹备开工"] == re.findall(r'aria-current="step">([^<]+)<', answer.text)


def test_a_project_tells_when_its_stage_was_seen(town: httpx.Client) -> None:
    """What a source saw on a day stands in the history with the sentence."""
    told = words(town.get("/project/tiny-2025/jia-carbonate"))
    at = told.index("2025-01")
    assert ["推进，阶段未明", "三年行动方案", "甲公司年产1万吨碳酸锂项目"] == told[at + 1 : at + 4]


def test_the_history_begins_with_the_plan(town: httpx.Client) -> None:
    """Where no other source saw the project, the plan's own word stands there with the day and title of the plan."""
    told = words(town.get("/project/tiny-2025/ding-foil"))
    at = told.index("筹备开工", told.index("阶段记录"))
    assert ["2025-01-01", "筹备开工"] == told[at - 1 : at + 1]
    assert "推动…开工建设" == told[at + 2]


def test_a_project_stands_on_its_chain(town: httpx.Client) -> None:
    """The link it fills, with what feeds it and what it feeds, each with the word of its state."""
    told = words(town.get("/project/tiny-2025/jia-carbonate"))
    at = told.index("锂电池产业链")
    assert "碳酸锂" in told[at:]
    assert any(re.fullmatch(r"磷酸铁锂正极 \S+", line) for line in told[at:])


def test_a_project_shows_the_sentence_that_proves_it(town: httpx.Client) -> None:
    """The quoted words are marked within their paragraph."""
    text = town.get("/project/tiny-2025/ding-foil").text
    assert "<p><mark>推动丁公司铜箔项目开工建设</mark>,紧密对接戊公司" in text


@pytest.mark.parametrize("path", ["project/chifeng-2023/fengyuan-coke-anode", "enterprise/shandong-fengyuan"])
def test_a_figure_of_two_products_is_told_once(plan: httpx.Client, path: str) -> None:
    """600,000 t of coke and anode together stand once beside both names: on the page, in Word and in the list."""
    sum_of_both = "石墨负极材料、锻后焦/煅后焦（含针状焦） 合计 60万吨"
    listed = plan.get("/projects.csv?owner=shandong-fengyuan").text
    element = Document(io.BytesIO(plan.get(f"/{path}.docx").content)).element
    document = "\n".join(line.text or "" for line in element.iter("{*}t"))
    page = "\n".join(words(plan.get(f"/{path}")))
    for told in (page, document, listed):
        assert 1 == told.count(sum_of_both)


@pytest.mark.parametrize("path", ["project/chifeng-2023/fengyuan-coke-anode", "link/lithium-battery/calcined-coke"])
def test_a_fact_of_a_shared_figure_is_told_as_the_sum(plan: httpx.Client, path: str) -> None:
    """Beside the sentence neither product has 600,000 t of its own."""
    told = "\n".join(words(plan.get(f"/{path}")))
    assert 2 == told.count("产能 合计 60万吨")
    assert "产能 60万吨" not in told


def test_enterprises_are_listed_with_their_projects(town: httpx.Client) -> None:
    """How many projects are theirs, how many may be, and who is in talks."""
    rows = {row[0]: row[1:] for row in table(town.get("/enterprises.csv"))[1:]}
    assert ["1", "1", ""] == rows["甲公司"][:3]
    assert ["1", "0", "正在对接洽谈"] == rows["丙公司"][:3]


def test_only_enterprises_in_talks(town: httpx.Client) -> None:
    """The filter keeps those that the plan is in talks with."""
    assert {"丙公司", "戊公司"} == {row[0] for row in table(town.get("/enterprises.csv?sought=talks"))[1:]}


def test_an_enterprise_keeps_its_projects_and_possible_ones_apart(town: httpx.Client) -> None:
    """What the text only allows stands under a heading of its own."""
    told = words(town.get("/enterprise/jia"))
    own, maybe = told.index("承担的项目 1"), told.index("可能承担的项目 1")
    assert own < told.index("年产1万吨碳酸锂项目") < maybe < told.index("2GWh锂电池项目")


def test_parks_are_listed_side_by_side(town: httpx.Client) -> None:
    """Projects by stage and the target that most parks have."""
    rows = {row[0]: row[1:] for row in table(town.get("/parks.csv"))[1:]}
    assert ["4", "1", "2", "1", "0", "0", "2027 6亿元"] == rows["东园"]
    assert ["2", "1", "1", "0", "0", "0", "2027 5亿元"] == rows["西园"]


def test_a_park_tells_what_its_chain_lacks(town: httpx.Client) -> None:
    """The links by state, with their number: separators are only in talks in the East Park."""
    text = town.get("/park/small-town/east").text
    talks = re.search(r'state-talks-only">仅在谈 (\d+)</span><ul>(.*?)</ul>', text)
    assert talks is not None
    assert int(talks[1]) == talks[2].count("<li>")
    assert "隔膜" in talks[2]


def test_a_zone_holds_what_its_parks_hold(town: httpx.Client) -> None:
    """The page of the zone counts all projects and names its parks."""
    told = words(town.get("/park/small-town"))
    assert "项目 6" in told
    assert any(line.startswith("下辖片区：") and "东园" in line and "西园" in line for line in told)


@pytest.mark.parametrize("path", ["project/nothing", "enterprise/nothing", "park/nothing", "queries/gaps/nothing"])
def test_what_there_is_not_is_not_found(town: httpx.Client, path: str) -> None:
    """404, as a page."""
    answer = town.get(f"/{path}")
    assert 404 == answer.status_code
    assert "没有这个页面" in answer.text


def test_every_page_tells_date_source_and_version(town: httpx.Client) -> None:
    """The footer: the plan with its day, and the version."""
    from cfgraph import __version__

    foot = town.get("/parks").text.partition("<footer")[2]
    assert "小城高新区三年行动方案" in foot
    assert re.search(r"\d{4}-\d\d-\d\d 发布", foot)
    assert __version__ in foot


def test_english_by_a_switch(town: httpx.Client) -> None:
    """``?lang=en``: titles, names and links that keep the language."""
    text = town.get("/projects?lang=en").text
    assert "<h1>Projects</h1>" in text
    assert 'href="/project/tiny-2025/ding-foil?lang=en">copper foil</a>' in text


def test_the_stages_stand_in_the_order_that_officers_pass_through(plan: httpx.Client) -> None:
    """谋划 before 对接洽谈 before 签约, and where the project is."""
    told = re.findall(
        r"<li( class=\"(?:here|past)\")?[^>]*>([^<]+)</li>", plan.get("/project/chifeng-2023/catl-50gwh").text
    )
    names = [name for _, name in told]
    assert names.index("谋划") < names.index("对接洽谈") < names.index("签约")
    assert [name for look, name in told if "here" in look] == ["对接洽谈"]
