"""The pages of projects, enterprises and parks as Word: what the page says, where it stands in the plan, and 内部."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

import httpx
import pytest
from docx import Document

from cfgraph.workspace import Workspace
from tests.intake.workbooks import ELECTROLYTE
from tests.web.officer.officer_intake import KNOWN, Officer, office, workbook

CARBONATE = "/project/tiny-2025/jia-carbonate"
SOURCE = "小城高新区三年行动方案(2025-2027年)"


def lines(answer: httpx.Response) -> list[str]:
    """The paragraphs of a Word file, the rows of its tables and its footer, in this order."""
    assert 200 == answer.status_code, answer.text
    found = Document(io.BytesIO(answer.content))
    rows = [" | ".join(cell.text for cell in row.cells) for table in found.tables for row in table.rows]
    return [*(p.text for p in found.paragraphs), *rows, found.sections[0].footer.paragraphs[0].text]


@pytest.fixture(scope="module")
def own(workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Officer]:
    """A new project and the progress of a known one, confirmed."""
    room = tmp_path_factory.mktemp("own-word")
    with office(workspace, room) as officer:
        asked = officer.upload(workbook(room / "own.xlsx", workspace, ELECTROLYTE, KNOWN))
        fields = dict.fromkeys(re.findall(r'name="(q-[0-9a-f]+)" value="update"', asked.text), "update")
        fields |= dict.fromkeys(set(re.findall(r'name="(q-[0-9a-f]+)"', asked.text)) - set(fields), "different")
        officer.confirm(officer.send(asked.url.path, **fields))
        yield officer


def test_a_project_says_what_its_page_says(town: httpx.Client) -> None:
    """Stage, owner, product with figure and unit, place in the chain with state, history with dates."""
    told = lines(town.get(f"{CARBONATE}.docx"))
    assert "项目：年产1万吨碳酸锂项目" == told[0]
    assert any(line.startswith("阶段 | 推进，阶段未明") for line in told)
    assert "企业 | 甲公司" in told
    assert any(line.startswith("产品与产能 | ") and line.endswith("1万吨") for line in told)
    assert any(line.startswith("锂电池产业链 | 碳酸锂 | ") for line in told)
    assert "2025-01 | 推进，阶段未明 | 三年行动方案 | 甲公司年产1万吨碳酸锂项目" in told


def test_a_sentence_has_its_section_and_paragraph(town: httpx.Client) -> None:
    """Each sentence is whole and told once; headings are not told as sentences."""
    told = [line for line in lines(town.get(f"{CARBONATE}.docx")) if line.startswith("[")]
    sentence = "依托区内锂矿资源,积极推进甲公司年产1万吨碳酸锂项目、2GWh锂电池项目。"
    assert [f"[1] {sentence}（一、总体目标 (一)东园，第1段）"] == told


@pytest.mark.parametrize("path", [CARBONATE, "/enterprise/jia", "/park/small-town/east", "/park/small-town"])
def test_every_file_tells_its_source(town: httpx.Client, path: str) -> None:
    """The plan with its date, the version and the licence, in a note and the footer; nothing public is marked 内部."""
    told = "\n".join(lines(town.get(f"{path}.docx")))
    assert re.search(rf"来源：{re.escape(SOURCE)}（2025-\d\d-\d\d）。由 cfgraph [\d.]+ 整理.*CC BY 4.0", told)
    assert "内部" not in told
    assert told.count(SOURCE) == 2


@pytest.mark.parametrize("path", [CARBONATE, "/enterprise/jia", "/park/small-town/east"])
@pytest.mark.parametrize("lang", ["", "?lang=en"])
def test_a_page_leads_to_its_file(town: httpx.Client, path: str, lang: str) -> None:
    """The link stands on the page in both languages, and the file is the same each time."""
    assert f'href="{path}.docx{lang}" download' in town.get(path + lang).text
    first, again = (town.get(f"{path}.docx{lang}") for _ in range(2))
    assert first.content == again.content
    assert ".docx" in first.headers["content-disposition"]


def test_an_enterprise_lists_its_projects(town: httpx.Client) -> None:
    """Own projects apart from those that the text only allows."""
    told = lines(town.get("/enterprise/jia.docx"))
    assert {"承担的项目（1）", "可能承担的项目（1）"} <= set(told)
    assert any(line.startswith("年产1万吨碳酸锂项目 | ") for line in told)


def test_a_park_lists_targets_gaps_and_projects(town: httpx.Client) -> None:
    """Targets with year, links by open state, projects with stage."""
    told = "\n".join(lines(town.get("/park/small-town/east.docx")))
    assert "6亿元" in told
    assert re.search(r"锂电池产业链 \| .*\n?缺失 \d+：", told)
    assert "磷酸铁锂项目 | 在建 | 乙公司" in told


@pytest.mark.parametrize("path", ["/project/none/none.docx", "/enterprise/none.docx", "/park/none.docx"])
def test_there_is_no_file_of_nothing(town: httpx.Client, path: str) -> None:
    """As with the page: 404."""
    assert 404 == town.get(path).status_code


def test_every_project_of_the_zone_is_listed(plan: httpx.Client) -> None:
    """None of the projects is left out; of long lists and of sentences the first are printed, and how many more."""
    told = lines(plan.get("/park/chifeng-high-tech-zone.docx"))
    assert 2 <= sum(bool(re.fullmatch(r"另有 \d+ 条没有列出，见网页。", line)) for line in told)
    assert len(told) < 200
    rows = list(csv.reader(io.StringIO(plan.get("/projects.csv?park=chifeng-high-tech-zone").text.lstrip("\ufeff"))))
    listed = {line.partition(" | ")[0] for line in told}
    names = {row[0] for row in rows[1:]}
    assert len(names) > 100
    assert names <= listed


def test_an_own_project_is_marked(own: Officer) -> None:
    """内部 in the title and in the footer, with a warning; the file does not offer the public licence."""
    page = own.client.get("/projects").text
    path = re.search(r'href="(/project/own-[^"?]+)"', page)
    assert path is not None
    told = lines(own.client.get(f"{path[1]}.docx"))
    assert "项目：某电解液项目（内部）" == told[0]
    assert any(line.startswith("内部：") for line in told)
    assert "（内部）" in told[-1]
    assert any("不适用公开数据的许可" in line for line in told)
    assert any(line.startswith("2026-03-05 | 签约 | 网站 | ") for line in told)


def test_progress_and_counts_from_the_register_are_marked(own: Officer) -> None:
    """A park with an own project is 内部; a project of the plan says that its states count what is internal."""
    assert lines(own.client.get("/park/chifeng-high-tech-zone/dongshan.docx"))[0].endswith("（内部）")
    other = lines(own.client.get("/project/chifeng-2023/dadao-lithium-carbonate.docx"))
    assert not other[0].endswith("（内部）")
    assert any("没有公开的项目" in line for line in other)
