"""Mistakes in the form of 情景对比: the page stays, says beside each field what is wrong, and offers what was meant."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import httpx
import pytest

from cfgraph import resources
from cfgraph.words import catalogue

SAME = {"a-from": "advancing", "b-from": "advancing"}
OFFICER = Path(resources.PACKAGE) / "web"


def mistakes(page: str) -> dict[str, str]:
    """Field → what is said beside it, without tags."""
    found = re.findall(r'<div class="mistake" id="([a-z0-9-]+)-wrong">(.*?)</div>', page, re.S)
    return {name: unescape(" ".join(re.sub(r"<[^>]+>", "", words).split())) for name, words in found}


def meant(page: str, name: str) -> dict[str, str]:
    """The values that are offered for a field: name → address."""
    said = re.search(rf'id="{name}-wrong">(.*?)</div>', page, re.S)
    return {word: unescape(to) for to, word in re.findall(r'<a href="([^"]*)">([^<]*)</a>', said[1])} if said else {}


WRONG = [
    ({"a-from": "<b>someday"}, "a-from", "没有“<b>someday”这一项"),
    ({"b-chemistry": "gold"}, "b-chemistry", "没有“gold”这一项"),
    ({"b-exclude": "无此公司"}, "b-exclude", "没有叫“无此公司”的项目或企业"),
    ({"b-exclude": "中色"}, "b-exclude", "“中色”不止一个"),
    ({"b-exclude": "、".join(f"某{n}" for n in range(13))}, "b-exclude", "最多填 12 个，这里有 13 个"),
    ({"chain": "nothing"}, "chain", "没有“nothing”这一项"),
    ({"place": "通辽经开区"}, "place", "没有“通辽经开区”这一项"),
    ({"a-coefficients": "free"}, "a-coefficients", "没有“free”这一项"),
    ({"a-share-lfp": "60", "a-share-ncm523": "30"}, "a-mix", "比例合计是 90%，应为 100%"),
    ({"a-share-lfp": "many"}, "a-mix", "“many”不能作比例"),
    ({"a-share-lfp": "-20", "a-share-ncm523": "120"}, "a-mix", "“-20”不能作比例"),
    ({"a-chemistry": "mix"}, "a-mix", "还要填比例"),
    ({"a-chemistry": "ncm523", "a-share-lfp": "100"}, "a-mix", "又选了“三元523”"),
    ({"a-chemistry": "lfp=0.6,gold=0.4"}, "a-mix", "“gold=0.4”不能作比例"),
    ({"a-product": "无此物"}, "a-product", "没有叫“无此物”的产品"),
    ({"a-amount": "5万吨"}, "a-product", "还要填产品"),
    ({"a-product": "电解液", "a-amount": "很多"}, "a-amount", "“很多”读不出产能"),
    ({"a-product": "电解液", "a-amount": "50"}, "a-amount", "请写数字和单位"),
    ({"a-product": "电解液", "a-amount": "5GWh"}, "a-amount", "单位与产品不符；应为 吨"),
    ({"a-product": "电解液", "a-amount": "0吨"}, "a-amount", "不能是 0"),
    ({"a-product": "电解液", "a-at": "moon"}, "a-at", "没有“moon”这一项"),
]


@pytest.mark.parametrize(("query", "name", "told"), WRONG)
def test_what_is_wrong_is_said_beside_its_field(
    plan: httpx.Client, query: dict[str, str], name: str, told: str
) -> None:
    """400, the message at this field alone, and the field marked for a screen reader."""
    answer = plan.get("/compare", params=query)
    assert 400 == answer.status_code
    said = mistakes(answer.text)
    assert [name] == list(said)
    assert told in said[name]
    assert f'aria-invalid="true" aria-describedby="{name}-wrong"' in answer.text
    assert "<b>someday" not in answer.text


def test_the_form_is_kept_as_it_was_filled_in(plan: httpx.Client) -> None:
    """Right and wrong values alike stand in their fields again."""
    query = {
        "a-from": "signed",
        "a-exclude": "宁得时代",
        "b-product": "电解夜",
        "b-amount": "5 万吨",
        "b-from": "proposed",
    }
    page = plan.get("/compare", params=query).text
    assert 'name="a-exclude" value="宁得时代"' in page
    assert 'name="b-product" value="电解夜"' in page
    assert 'name="b-amount" value="5 万吨"' in page
    assert '<option value="signed" selected>' in page
    assert '<option value="proposed" selected>' in page


def test_all_mistakes_are_said_at_once(plan: httpx.Client) -> None:
    """Fields of both sides, and several names of one field."""
    query = {
        "place": "moon",
        "a-exclude": "无此公司、亦无此人",
        "b-exclude": "宁得时代",
        "b-from": "x",
        "b-amount": "5",
    }
    said = mistakes(plan.get("/compare", params=query).text)
    assert {"place", "a-exclude", "b-exclude", "b-from", "b-product"} == set(said)
    assert "无此公司" in said["a-exclude"]
    assert "亦无此人" in said["a-exclude"]


def test_a_near_name_is_a_link_that_fills_the_field(plan: httpx.Client) -> None:
    """It puts the name in the place of the wrong one, and keeps the rest."""
    page = plan.get("/compare", params={**SAME, "b-exclude": "宁得时代、大道实业", "b-coefficients": "high"}).text
    answer = plan.get(f"/compare{meant(page, 'b-exclude')['宁德时代']}")
    assert 200 == answer.status_code
    assert 'name="b-exclude" value="宁德时代、大道实业"' in answer.text
    assert '<option value="high" selected>' in answer.text


def test_one_of_several_may_be_chosen(plan: httpx.Client) -> None:
    """Enterprises of which a part of the name is the same are offered; so is a chain by a part of its name."""
    page = plan.get("/compare", params={**SAME, "b-exclude": "中色"}).text
    assert {"中色集团", "中色锌业"} == set(meant(page, "b-exclude"))
    page = plan.get("/compare", params={"chain": "铜铝产业链"}).text
    assert "?chain=aluminium" == meant(page, "chain")["铝产业链"]


def test_no_internal_word_is_in_a_message(plan: httpx.Client) -> None:
    """Neither keys nor names of parameters."""
    query = {"b-exclude": "宁得时代", "a-product": "电解夜", "place": "moon", "chain": "sun"}
    for words in mistakes(plan.get("/compare", params=query).text).values():
        assert [] == [word for word in re.findall(r"[a-z-]{2,}", words) if word not in ("moon", "sun")]


def test_a_name_with_a_sign_in_it_is_one_name(plan: httpx.Client) -> None:
    """Every project of the plan can be left out by its full name, whatever signs that has."""
    names = [row.split(",")[0] for row in plan.get("/projects.csv").content.decode("utf-8-sig").splitlines()[1:]]
    signs = [name for name in names if "、" in name or "+" in name]
    assert signs
    for name in signs:
        answer = plan.get("/compare", params={**SAME, "b-exclude": f"{name}、大道实业"})
        assert 200 == answer.status_code, mistakes(answer.text)


def test_a_file_of_a_wrong_comparison_is_refused(plan: httpx.Client) -> None:
    """No empty table: 400."""
    assert 400 == plan.get("/compare.csv", params={"b-exclude": "无此公司"}).status_code


def test_every_word_of_the_form_is_used() -> None:
    """The section [scenarios] holds what templates and code say, and nothing else."""
    files = [*OFFICER.rglob("*.py"), *(OFFICER / "templates/officer").glob("*.html")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in files)
    used = set(re.findall(r'(?:"scenarios\.|ask\(")([a-z-]+)"', text)) | set(
        re.findall(r'"([a-z]+(?:-[a-z]+)*)"', text)
    )
    known = {key.removeprefix("scenarios.") for key in catalogue("zh") if key.startswith("scenarios.")}
    assert set() == known - used
