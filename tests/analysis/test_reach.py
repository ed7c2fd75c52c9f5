"""Who fits a link: the enterprises that the plan names and those of a list, with what speaks for and against each."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cfgraph.analysis.explain import find_link
from cfgraph.analysis.gaps import find_gaps
from cfgraph.analysis.outside import unmatched
from cfgraph.analysis.reach import Match, reach
from cfgraph.analysis.scenario import Scenario
from cfgraph.cli import main
from cfgraph.errors import BadInputError
from cfgraph.namespaces import short_key, thing
from cfgraph.publish.reach_view import reach_lines
from cfgraph.sources.candidates import Candidate, read_candidates
from cfgraph.store.embedded import EmbeddedStore
from cfgraph.workspace import Workspace

ZONE = thing("zone", "chifeng-high-tech-zone")
TENCENT = "9144030071526726XG"
"""A credit code with a right check digit."""


def ask(
    store: EmbeddedStore,
    words: str,
    candidates: tuple[Candidate, ...] = (),
    *,
    chain: str = "lithium-battery",
    start: str = "advancing",
    place: str = ZONE,
) -> dict[str, Match]:
    """Enterprise (its key, or its name where the plan does not name it) → match."""
    gaps = find_gaps(store, Scenario(place, chain, start=start), ZONE)
    matches = reach(store, gaps, find_link(store, gaps, words)[0], candidates)
    return {short_key(match.enterprise) if match.enterprise else match.zh: match for match in matches}


def kinds(match: Match) -> tuple[list[str], set[str]]:
    """The kinds of ground, and those of counter-ground."""
    return [reason.kind for reason in match.grounds], {reason.kind for reason in match.against}


def offered(enterprise: str, product: str, source: str = "年报", code: str = "", row: int = 2) -> Candidate:
    """A row of a list."""
    return Candidate("list.csv", row, enterprise, code, product, None, source, "2024-06-19")


# --- named by the plan


def test_the_separator_has_one_maker_and_only_talks(store: EmbeddedStore) -> None:
    """青岛中科华联 makes it, in talks, without a figure, and with what was doubtful when the text was read."""
    matches = ask(store, "separator")
    assert ["zhongke-hualian"] == list(matches)
    match = matches["zhongke-hualian"]
    assert (["makes"], {"talks", "no-figure", "doubt"}) == kinds(match)
    assert ("青岛中科华联", "Negotiating") == (match.zh, match.grounds[0].stage)


def test_lithium_carbonate_has_a_maker_with_a_figure(store: EmbeddedStore) -> None:
    """大道实业 undertakes the plant, advancing, 4万吨: nothing of it is in talks, shared, unstated or doubtful."""
    match = ask(store, "lithium-carbonate")["dadao"]
    assert (["makes"], set()) == kinds(match)
    assert ("Advancing", "4万吨") == (match.grounds[0].stage, match.grounds[0].detail_zh)


def test_partners_that_the_plan_seeks_by_name_fit_what_they_are_sought_for(store: EmbeddedStore) -> None:
    """中色集团, 铜陵有色 and 云南铜业 are wanted for copper products; no project of theirs is named."""
    matches = ask(store, "cu-products", chain="copper")
    for key in ("cnmc", "tongling", "yunnan-copper"):
        assert (["sought"], {"no-project"}) == kinds(matches[key])
    assert "中色集团" == matches["cnmc"].zh
    assert ["may-undertake", "sought"] == [match.grounds[0].kind for match in matches.values()][:2]


def test_partners_sought_for_the_next_link_are_told_as_such(store: EmbeddedStore) -> None:
    """Who is wanted for copper products is near copper cathode, which goes into them, and is not said to make it."""
    matches = ask(store, "copper-cathode", chain="copper")
    assert (["sought-near"], {"other-product"}) == kinds(matches["cnmc"])
    assert "铜压延/精深加工" == matches["cnmc"].grounds[0].detail_zh
    assert "makes" == matches["jintong-copper"].grounds[0].kind


def test_a_possible_owner_is_possible(store: EmbeddedStore) -> None:
    """PVDF: 大道实业 may own the plant that makes it, 明岳 owns a park that may make it; nobody owns one that does."""
    matches = ask(store, "PVDF")
    assert (["may-undertake"], {"maybe-owner", "doubt"}) == kinds(matches["dadao"])
    assert (["may-make"], {"maybe-product", "doubt"}) == kinds(matches["mingyue"])


def test_a_possible_owner_of_a_possible_product_is_both(store: EmbeddedStore) -> None:
    """Copper foil: 中都 may own the plant that may make it; 金通铜业 makes the copper, and is not said to make foil."""
    matches = ask(store, "copper-foil")
    assert (["may-both"], {"maybe-owner", "maybe-product", "doubt"}) == kinds(matches["zhongdu"])
    assert (["supplies", "supplies-beside"], {"other-product"}) == kinds(matches["jintong-copper"])


def test_a_shared_figure_speaks_against(store: EmbeddedStore) -> None:
    """山东丰源's 60万吨 are shared by coke and anode; 江苏鑫闽通 has a figure of its own."""
    matches = ask(store, "graphite-anode")
    assert {"talks", "shared-figure", "doubt"} == kinds(matches["shandong-fengyuan"])[1]
    assert "60万吨" in [reason.detail_zh for reason in matches["shandong-fengyuan"].against]
    assert {"talks", "doubt"} == kinds(matches["jiangsu-xinmintong"])[1]


def test_only_counted_projects_next_door_count_as_active(store: EmbeddedStore) -> None:
    """CATL would take copper foil, but only talks: with talks counted it is told, with that against it."""
    assert "catl" not in ask(store, "copper-foil")
    match = ask(store, "copper-foil", start="negotiating")["catl"]
    assert (["takes"], {"talks", "other-product"}) == kinds(match)


def test_who_makes_power_fits_no_link_for_it(store: EmbeddedStore) -> None:
    """Copper foil takes electricity, and so does everything: 国能 is no nearer to it than anybody."""
    assert {"zhongdu", "jintong-copper"} == set(ask(store, "copper-foil"))


def test_a_maker_elsewhere_in_the_zone_is_told_as_elsewhere(store: EmbeddedStore) -> None:
    """Asked of Yuanbaoshan, the carbonate plant of Dongshan is in another park."""
    park = thing("park", "chifeng-high-tech-zone/yuanbaoshan")
    assert {"elsewhere"} == kinds(ask(store, "lithium-carbonate", place=park)["dadao"])[1]


def test_where_the_plan_names_nobody_nobody_is_invented(store: EmbeddedStore) -> None:
    """LiFSI: no project, no wish, nobody next door."""
    assert {} == ask(store, "lifsi")


@pytest.mark.parametrize("chain", ["lithium-battery", "copper", "fluorine", "pharma", "cashmere", "agrifood"])
def test_every_ground_is_a_thing_of_the_graph(store: EmbeddedStore, chain: str) -> None:
    """Each match has a ground, and each reason speaks of a project, wish or enterprise that the graph has."""
    gaps = find_gaps(store, Scenario(ZONE, chain, start="negotiating"), ZONE, whole=False)
    for link in gaps.model.links:
        for match in reach(store, gaps, link):
            assert match.grounds
            for about in {reason.about for reason in (*match.grounds, *match.against) if reason.about}:
                assert store.query(f"ASK {{ <{about}> ?p ?o }}").boolean
            assert all(reach_lines([match], lang) for lang in ("zh", "en"))


# --- a list from outside


def test_a_candidate_fits_by_name_or_alias_of_the_product(store: EmbeddedStore) -> None:
    """PVDF by its alias, full name, English name and the link's own name; the anode maker is left out."""
    rows = tuple(
        offered(f"{product}公司", product)
        for product in ("ＰＶＤＦ", "聚偏氟乙烯（电池粘接剂）", "PVDF binder", "pvdf粘结剂", "石墨负极")
    )
    found = ask(store, "pvdf-binder", rows)
    outside = {name: match for name, match in found.items() if not match.enterprise}
    assert {row.enterprise for row in rows[:4]} == set(outside)
    assert all((["outside"], {"few-sources", "no-capacity"}) == kinds(match) for match in outside.values())


def test_two_independent_sources_are_enough(store: EmbeddedStore) -> None:
    """The same source twice is one; the same product by another name is the same product; another product is not."""
    for second, few in ((("隔膜", "网页"), False), (("湿法隔膜", "网页"), False), (("隔膜", "年 报"), True)):
        rows = (offered("丁公司", "隔膜"), offered("丁公司", *second, row=3))
        against = kinds(ask(store, "separator", rows)["丁公司"])[1]
        assert few == ("few-sources" in against)
    binders = (offered("丁公司", "CMC"), offered("丁公司", "SBR", "网页", row=3))
    assert "few-sources" in kinds(ask(store, "waterborne-binder", binders)["丁公司"])[1]


def test_one_credit_code_is_one_enterprise(store: EmbeddedStore) -> None:
    """Two spellings with one code, and one of them without: one match, under the first, with both sources."""
    rows = (
        offered("丁公司", "隔膜", "年报", TENCENT),
        offered("丁股份公司", "隔膜", "网页", TENCENT, 3),
        offered("丁股份公司", "隔膜", "展会", "", 4),
    )
    outside = [match for match in ask(store, "separator", rows).values() if not match.enterprise]
    assert [("丁公司", TENCENT, 3)] == [(match.zh, match.code, len(match.grounds)) for match in outside]


def test_a_candidate_that_the_plan_names_joins_what_the_plan_says(store: EmbeddedStore) -> None:
    """中科华联 is an alias of 青岛中科华联: one match with both grounds; a longer name only hints at it."""
    matches = ask(store, "separator", (offered("中科华联", "隔膜"),))
    assert ["zhongke-hualian"] == list(matches)
    assert ["makes", "outside"] == kinds(matches["zhongke-hualian"])[0]
    longer = ask(store, "separator", (offered("青岛中科华联新材料股份有限公司", "隔膜"),))
    assert {"zhongke-hualian", "青岛中科华联新材料股份有限公司"} == set(longer)
    hints = [reason for reason in longer["青岛中科华联新材料股份有限公司"].against if reason.kind == "same-name"]
    assert [thing("enterprise", "zhongke-hualian")] == [reason.about for reason in hints]


def test_a_name_that_fits_two_links_says_so(store: EmbeddedStore) -> None:
    """铝塑膜 is an alias of cell housings and a product of its own: each link is told of the other."""
    match = ask(store, "cell-structural-parts", (offered("丁公司", "铝塑膜"),))["丁公司"]
    assert ["铝塑膜"] == [reason.detail_zh for reason in match.against if reason.kind == "several-links"]


def test_a_product_of_no_link_is_a_note(store: EmbeddedStore) -> None:
    """A product that no link has is noted with names that are near; it is no mistake, and fits nothing."""
    gaps = find_gaps(store, Scenario(ZONE), ZONE, whole=False)
    rows = (offered("丁公司", "隔膜"), offered("戊公司", "磷酸铁锂正极料", row=3))
    note, _ = unmatched(store, gaps, find_link(store, gaps, "copper-foil")[0], rows)
    assert ("candidate-product", "list.csv", 3, "产品") == (note.key, note.file, note.row, note.column)
    assert "磷酸铁锂正极材料" in note.text("zh")


def test_rows_about_other_links_are_counted_and_their_links_named(store: EmbeddedStore) -> None:
    """Asked about copper foil, two rows on separators and electrolyte do not vanish without a word."""
    gaps = find_gaps(store, Scenario(ZONE), ZONE, whole=False)
    rows = (offered("丁公司", "锂电铜箔"), offered("戊公司", "隔膜", row=3), offered("己公司", "电解液", row=4))
    (note,) = unmatched(store, gaps, find_link(store, gaps, "copper-foil")[0], rows)
    assert ("candidate-elsewhere", 2) == (note.key, note.params["n"])
    assert {"separator", "electrolyte"} <= {word.split(" ")[0] for word in note.params["links"].split(", ")}


def test_a_capacity_of_another_kind_than_the_product_is_a_mistake(store: EmbeddedStore, tmp_path: Path) -> None:
    """Cathode is counted in tonnes: GWh is told with file, row and column, and what would be right."""
    path = tmp_path / "list.csv"
    path.write_text("企业,产品,产能,来源,日期\n丁公司,磷酸铁锂正极,5GWh,网页,2024-01-01\n", encoding="utf-8")
    gaps = find_gaps(store, Scenario(ZONE), ZONE, whole=False)
    with pytest.raises(BadInputError) as refused:
        unmatched(store, gaps, find_link(store, gaps, "copper-foil")[0], read_candidates(path))
    (problem,) = refused.value.problems
    assert ("unit-mismatch", "list.csv", 2, "产能") == (problem.key, problem.file, problem.row, problem.column)
    assert "吨/年" in problem.text("zh")


def test_a_date_that_has_not_come_is_a_mistake(tmp_path: Path) -> None:
    """A source of the year 2999 cannot have been read."""
    path = tmp_path / "list.csv"
    path.write_text("企业,产品,来源,日期\n丁公司,锂电铜箔,网页,2999-01-01\n", encoding="utf-8")
    with pytest.raises(BadInputError) as refused:
        read_candidates(path)
    assert [("date-future", 2, "日期")] == [(p.key, p.row, p.column) for p in refused.value.problems]


# --- the command line


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    """A list with a maker of separators, known from two sources, and a maker of something else."""
    path = tmp_path / "候选.csv"
    path.write_text(
        "企业,统一社会信用代码,产品,产能,单位,来源,日期\n"
        f"丁公司,{TENCENT},湿法隔膜,2,亿平方米,2023年年报,2024-04-20\n"
        f"丁公司,{TENCENT},隔膜,,,展会,2024年5月\n"
        "戊公司,,糖果,,,网页,2024/6/1\n",
        encoding="utf-8-sig",
    )
    return path


def told(workspace: Workspace, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """Exit code, output and errors of ``explain separator``."""
    code = main(["explain", "separator", *words, "--workspace", str(workspace.folder)])
    shown = capsys.readouterr()
    return code, shown.out, shown.err


def test_an_explanation_ends_with_who_fits(
    workspace: Workspace, capsys: pytest.CaptureFixture[str], listed: Path
) -> None:
    """Below the explanation the section, in both languages and in Markdown; the row of no link goes to stderr."""
    code, out, err = told(workspace, capsys, "--candidates", str(listed))
    section = out.partition("\n谁合适")[2]
    assert 0 == code
    assert ["青岛中科华联", f"丁公司（统一社会信用代码 {TENCENT}）"] == [
        line[4:] for line in section.splitlines() if line.startswith("  - ")
    ]
    assert "产能 2亿平方米；来源：2023年年报，2024-04-20" in "".join(section.split("\n      "))
    assert "不到两个独立来源" not in section
    assert "候选.csv:4:产品" in err
    assert "糖果" in err
    _, out, _ = told(workspace, capsys, "--lang", "en", "--format", "md")
    assert "### Who fits" in out
    assert "\n- Qingdao Zhongke Hualian\n  - for: undertakes" in out


def test_the_json_of_an_explanation_has_the_matches(
    workspace: Workspace, capsys: pytest.CaptureFixture[str], listed: Path
) -> None:
    """Under ``reach``: enterprise, names, code, grounds and counter-grounds; null where there is none."""
    code, out, _ = told(workspace, capsys, "--candidates", str(listed), "--format", "json")
    assert 0 == code
    planned, outside = json.loads(out)["reach"]
    assert thing("enterprise", "zhongke-hualian") == planned["enterprise"]
    assert planned["credit_code"] is None
    assert ["makes"] == [ground["kind"] for ground in planned["grounds"]]
    assert (None, TENCENT) == (outside["enterprise"], outside["credit_code"])
    assert [("候选.csv:2", "2023年年报", "2024-04-20"), ("候选.csv:3", "展会", "2024-05")] == [
        (ground["about"], ground["source"], ground["date"]) for ground in outside["grounds"]
    ]


def test_a_list_with_mistakes_stops_the_command(
    workspace: Workspace, capsys: pytest.CaptureFixture[str], listed: Path
) -> None:
    """Exit 3, each mistake with its cell, nothing on the output; a list for a Word file is refused."""
    listed.write_text(listed.read_text(encoding="utf-8-sig").replace("2024-04-20", "昨天").replace("展会", ""), "utf-8")
    code, out, err = told(workspace, capsys, "--candidates", str(listed))
    assert (3, "") == (code, out)
    assert ["候选.csv:2:日期", "候选.csv:3:来源"] == [line.split(": ")[0] for line in err.splitlines()]
    code, _, err = told(workspace, capsys, "--candidates", str(listed), "--format", "docx", "-o", str(listed))
    assert 2 == code
    assert "table, json, md" in err


def test_a_list_is_read_from_a_file_as_it_is_matched(store: EmbeddedStore, listed: Path) -> None:
    """The library's call: read the file, match its rows."""
    match = ask(store, "separator", read_candidates(listed))["丁公司"]
    assert (["outside", "outside"], set()) == kinds(match)
