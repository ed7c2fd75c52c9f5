"""情景对比: what two scenarios differ in, on the shipped plan."""

from __future__ import annotations

import csv
import io
import json
import re
from html import unescape
from pathlib import Path

import httpx
import pytest

from cfgraph.cli import main
from cfgraph.words import say
from cfgraph.workspace import Workspace

SAME = {"a-from": "advancing", "b-from": "advancing"}


def rows(plan: httpx.Client, **query: str) -> dict[str, list[str]]:
    """The rows of the comparison's CSV by link."""
    answer = plan.get("/compare.csv", params={name.replace("_", "-"): value for name, value in query.items()})
    assert 200 == answer.status_code, answer.text
    return {row[0]: row[1:] for row in list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))[1:]}


def outcome(page: str) -> str:
    """The line on top, without blanks and tags."""
    line = re.search(r'<p class="outcome"[^>]*>(.*?)</p>', page, re.S)
    return re.sub(r"<[^>]+>|\s", "", line[1]) if line else ""


def presets(page: str) -> dict[str, str]:
    """The words of the ready comparisons with their addresses."""
    line = re.search(r'<p class="presets">(.*?)</p>', page, re.S)
    found = re.findall(r'<a href="([^"]*)"[^>]*>([^<]*)</a>', line[1]) if line else []
    return {word: unescape(address) for address, word in found}


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
    assert "两边的设定一样：</strong>\n没有环节改变状态。" in text
    assert "differs" not in text
    assert "chip state-" not in text


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


def test_one_line_on_top_says_what_comes_out(plan: httpx.Client) -> None:
    """What B does otherwise, and each link whose state turns, before the form."""
    page = plan.get("/compare", params={"a-from": "negotiating", "b-from": "negotiating", "b-exclude": "宁德时代"}).text
    assert "去掉宁德时代后：碳酸锂存疑→富余；人造石墨负极存疑→富余。另有20个环节只是数字变了。" == outcome(page)
    assert page.index('class="outcome"') < page.index("<form", page.index("<main"))


def test_a_mix_of_chemistries_is_filled_in_per_cent(plan: httpx.Client) -> None:
    """Per cents of the form are the shares of the address, and the form shows what an address says."""
    filled = rows(plan, **SAME, b_share_lfp="60", b_share_ncm523="４０％")
    assert filled == rows(plan, **SAME, b_chemistry="lfp=0.6,ncm523=0.4")
    assert ["不需要", "缺失"] == filled["硫酸镍"][:2]
    page = plan.get("/compare", params={**SAME, "b-chemistry": "lfp=0.6,ncm523=0.4"}).text
    assert 'name="b-share-lfp" value="60"' in page
    assert 'name="b-share-ncm523" value="40"' in page


def test_a_project_may_be_added(plan: httpx.Client) -> None:
    """With 50,000 t of electrolyte there is a surplus; without an amount its size is unknown."""
    row = rows(plan, **SAME, b_product="电解液", b_amount="5万吨", b_at="chifeng-high-tech-zone/dongshan")["电解液"]
    assert ["缺失", "富余"] == row[:2]
    assert "新增电解液项目" in row[-1]
    assert ["缺失", "规模不明"] == rows(plan, **SAME, b_product="电解液")["电解液"][:2]


def test_the_page_adds_what_the_command_adds(plan: httpx.Client, workspace: Workspace, tmp_path: Path, capsys) -> None:
    """The states with a project added are those of ``cfgraph compare`` with its file."""
    file = tmp_path / "more.toml"
    project = ["[[add]]", 'name = "多一个"', 'product = "electrolyte"', 'capacity = "5万吨"', 'stage = "operating"']
    file.write_text("\n".join(project), encoding="utf-8")
    assert 0 == main(["compare", str(file), "--format", "json", "--workspace", str(workspace.folder)])
    states = json.loads(capsys.readouterr().out)["states"]
    page = plan.get("/compare", params={**SAME, "b-product": "电解液", "b-amount": "5万吨"}).text
    assert {say(f"state.{s}", "zh"): (n["a"], n["b"]) for s, n in states.items()} == counts(page)


def test_leaving_out_what_is_not_counted_says_why_nothing_changes(plan: httpx.Client) -> None:
    """The stage at which the project stands, and a link that counts it on both sides."""
    page = plan.get("/compare", params={**SAME, "b-exclude": "宁德时代"}).text
    note = re.search(r'<p class="note">(.*?)<a href="([^"]*)">([^<]*)</a></p>', page)
    assert note is not None
    assert "宁德时代50GWh锂电池项目在两边的口径下本来就没有计入（对接洽谈），去掉不改变结果；" == note[1]
    assert "把两边都放宽到“洽谈及以上”再比" == note[3]
    wider = plan.get(f"/compare{unescape(note[2])}").text
    assert outcome(wider).startswith("去掉宁德时代后：碳酸锂存疑→富余；")
    assert 'class="note"' not in wider


def test_a_cut_of_one_side_is_named(plan: httpx.Client) -> None:
    """Where A counts the project and B's cut drops it anyway, the note speaks of B."""
    page = plan.get("/compare", params={"a-from": "negotiating", "b-from": "advancing", "b-exclude": "宁德时代"}).text
    assert "在 B 的口径下本来就没有计入" in page


def test_leaving_out_a_project_of_another_chain_says_so(plan: httpx.Client) -> None:
    """A copper project bears on nothing of the lithium chain."""
    page = plan.get("/compare", params={**SAME, "b-exclude": "金通铜业"}).text
    assert "不在所问的产业链或地点上，去掉不改变结果" in page


def test_what_was_only_in_talks_and_left_out_does_change_something(plan: httpx.Client) -> None:
    """A link with projects in talks only is missing without them: no note says that nothing changes."""
    page = plan.get("/compare", params={**SAME, "b-exclude": "湿法锂离子电池隔膜项目"}).text
    assert "隔膜基膜(湿法)仅在谈→缺失" in outcome(page)
    assert 'class="note"' not in page


def test_ready_comparisons_are_one_click_away(plan: httpx.Client) -> None:
    """Each is there above the form, can be asked, and is marked where it is shown; names come from the data."""
    words = ["在谈项目全部落地", "只算在建及以上", "宁德时代不来", "磷酸铁锂改三元523", "单耗取低与取高"]
    offered = presets(plan.get("/compare").text)
    assert words == list(offered)[:5]
    assert list(offered)[5].startswith("补上第一位的缺口：")
    for word, address in offered.items():
        answer = plan.get(f"/compare{address}")
        assert 200 == answer.status_code, word
        assert f'aria-current="true">{word}</a>' in answer.text
    assert "?preset=without" == offered["宁德时代不来"]


@pytest.mark.parametrize(
    ("key", "fields"),
    [
        ("talks", {"a-from": "advancing", "b-from": "negotiating"}),
        ("ground", {"a-from": "advancing", "b-from": "under-construction"}),
        ("without", {"a-from": "negotiating", "b-from": "negotiating", "b-exclude": "宁德时代"}),
        ("ncm", {**SAME, "a-chemistry": "lfp", "b-chemistry": "ncm523"}),
        ("high", {**SAME, "a-coefficients": "low", "b-coefficients": "high"}),
    ],
)
def test_the_address_of_a_ready_comparison_stands_for_its_fields(
    plan: httpx.Client, key: str, fields: dict[str, str]
) -> None:
    """The form is filled in and the answer is that of the filled form; the file as well."""
    short, long = (plan.get("/compare", params=asked).text for asked in ({"preset": key}, fields))
    assert outcome(long) == outcome(short)
    assert re.findall(r"<(?:option value=[^>]* selected|input type=.text[^>]*)>", long) == re.findall(
        r"<(?:option value=[^>]* selected|input type=.text[^>]*)>", short
    )
    assert rows(plan, **fields) == rows(plan, preset=key)


def test_a_field_beside_a_ready_comparison_counts_before_it(plan: httpx.Client) -> None:
    """What the address says itself is kept, and the rest filled in."""
    page = plan.get("/compare", params={"preset": "without", "b-exclude": "大道实业"}).text
    assert 'name="b-exclude" value="大道实业"' in page
    assert 2 == page.count('<option value="negotiating" selected>')


@pytest.mark.parametrize("asked", [{"preset": "nothing"}, {"preset": "ncm", "chain": "steel"}])
def test_an_unknown_ready_comparison_is_told_with_those_that_there_are(
    plan: httpx.Client, asked: dict[str, str]
) -> None:
    """400, and each of them can be asked."""
    answer = plan.get("/compare", params=asked)
    assert 400 == answer.status_code
    assert 'id="preset-wrong"' in answer.text
    for address in presets(answer.text).values():
        assert 200 == plan.get(f"/compare{address}").status_code


def test_the_first_gap_is_filled_by_its_ready_comparison(plan: httpx.Client) -> None:
    """The amount that it adds is enough, in both languages."""
    for lang, enough in (("zh", "缺失→充足"), ("en", "missing→adequate")):
        address = list(presets(plan.get(f"/compare?lang={lang}").text).values())[5]
        assert enough in outcome(plan.get(f"/compare{address}").text)


def test_a_chain_without_cells_offers_no_chemistry(plan: httpx.Client) -> None:
    """Nor an enterprise where nobody in talks has stated an amount; the chain is kept."""
    offered = presets(plan.get("/compare?chain=steel").text)
    assert {"在谈项目全部落地", "只算在建及以上", "单耗取低与取高"} == set(offered)
    assert all("chain=steel" in address for address in offered.values())
