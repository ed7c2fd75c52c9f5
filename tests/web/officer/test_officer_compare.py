"""情景对比: what two scenarios differ in, on the shipped plan."""

from __future__ import annotations

import csv
import io
import re

import httpx
import pytest

from cfgraph.cli import main
from cfgraph.workspace import Workspace

SAME = {"a-from": "advancing", "b-from": "advancing"}


def rows(plan: httpx.Client, **query: str) -> dict[str, list[str]]:
    """The rows of the comparison's CSV by link."""
    answer = plan.get("/compare.csv", params={name.replace("_", "-"): value for name, value in query.items()})
    assert 200 == answer.status_code, answer.text
    return {row[0]: row[1:] for row in list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))[1:]}


def counts(text: str) -> dict[str, tuple[int, int]]:
    """State → how many links are in it on either side, from the page."""
    found = re.findall(r'<tr[^>]*><th scope="row">(?:<span[^>]*>)?([^<]+)(?:</span>)?</th>'
                       r'<td class="number">(\d+)</td><td class="number">(\d+)', text)  # fmt: skip
    return {word: (int(a), int(b)) for word, a, b in found}


def test_the_page_counts_what_the_command_counts(plan: httpx.Client, workspace: Workspace, capsys) -> None:
    """The states of the first side are those of ``cfgraph gaps``."""
    assert 0 == main(["gaps", "--workspace", str(workspace.folder)])
    line = next(line for line in capsys.readouterr().out.splitlines() if "个必需环节" in line)
    told = {word: int(n) for word, n in re.findall(r"([^\s：、；]+) (\d+)(?=[、；])", line)}
    shown = counts(plan.get("/compare").text)
    assert told
    assert told == {word: a for word, (a, _) in shown.items() if a}


def test_talks_that_come_make_cells_and_demand_grow(plan: httpx.Client) -> None:
    """With CATL's 50 GWh the carbonate is needed six times over, so its surplus becomes doubtful."""
    row = rows(plan)["碳酸锂"]
    assert ["富余", "存疑"] == row[:2]
    assert 6.0 == pytest.approx(float(row[3]) / float(row[2]))


def test_two_equal_sides_say_so(plan: httpx.Client) -> None:
    """No table of changes where nothing changes, and nothing in colour."""
    text = plan.get("/compare", params=SAME).text
    assert "两个情景下每个环节的状态都一样。" in text
    assert "differs" not in text


def test_only_what_differs_is_in_colour(plan: httpx.Client) -> None:
    """A link whose state stays has no coloured state; one that turns has two."""
    text = plan.get("/compare").text
    turned = re.search(r'<tr><th scope="row"><a[^>]*>碳酸锂</a></th>(.*?)</tr>', text, re.S)
    stayed = re.search(r'<tr><th scope="row"><a[^>]*>电解液</a></th>(.*?)</tr>', text, re.S)
    assert turned is not None
    assert stayed is not None
    assert 2 == turned[1].count('class="chip')
    assert 0 == stayed[1].count('class="chip')
    assert 'class="differs">1.48万 → 8.88万吨/年' in stayed[1]


def test_another_chemistry_needs_other_links(plan: httpx.Client) -> None:
    """NCM523 needs nickel sulphate, and no iron phosphate."""
    found = rows(plan, **SAME, b_chemistry="ncm523")
    assert ["不需要", "缺失"] == found["硫酸镍"][:2]
    assert ["缺失", "不需要"] == found["磷酸铁"][:2]


def test_a_project_may_be_left_out(plan: httpx.Client) -> None:
    """Without the one project of carbonate, carbonate is missing; why names the project."""
    row = rows(plan, **SAME, b_exclude="大道实业")["碳酸锂"]
    assert ["富余", "缺失"] == row[:2]
    assert "碳酸锂" in row[-1]


def test_amounts_of_different_myriads_keep_their_units(plan: httpx.Client) -> None:
    """6,197 tonnes beside 3.718 myriads of tonnes are not read as myriads."""
    assert "6,197吨/年 → 3.718万吨/年" in plan.get("/compare").text


WRONG = [
    ({"a-from": "<b>someday"}, "&lt;b&gt;someday"),
    ({"b-chemistry": "gold"}, "gold"),
    ({"b-exclude": "无此公司"}, "无此公司"),
    ({"chain": "nothing"}, "nothing"),
    ({"a-coefficients": "free"}, "free"),
]


@pytest.mark.parametrize(("query", "told"), WRONG)
def test_what_cannot_be_compared_is_told(plan: httpx.Client, query: dict[str, str], told: str) -> None:
    """400, and the value that is wrong, as text."""
    answer = plan.get("/compare", params=query)
    assert 400 == answer.status_code
    assert told in answer.text.partition('class="reasons"')[2]


def test_all_mistakes_of_both_sides_at_once(plan: httpx.Client) -> None:
    """Two sides with a mistake each: both are told."""
    text = plan.get("/compare", params={"a-exclude": "无此公司", "b-exclude": "亦无此人"}).text
    assert "无此公司" in text.partition('class="reasons"')[2]
    assert "亦无此人" in text.partition('class="reasons"')[2]
