"""Which link first: the parts of a score follow from the graph, the order from the weights."""

from __future__ import annotations

from decimal import Decimal

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfgraph.analysis.draws import sufficiency, triangular
from cfgraph.analysis.explain import explain, find_link
from cfgraph.analysis.findings import findings
from cfgraph.analysis.gaps import Gaps, find_gaps
from cfgraph.analysis.kinds import kinds, other_form
from cfgraph.analysis.labels import labels
from cfgraph.analysis.model import Link
from cfgraph.analysis.ranking import Scored, avoid, parse_weights, rank, read_weights
from cfgraph.analysis.records import age_months
from cfgraph.analysis.scenario import Scenario
from cfgraph.analysis.scoring import PARTS, Scorer
from cfgraph.errors import BadInputError
from cfgraph.namespaces import expand, graph, key_of, short_key, thing
from cfgraph.publish.explain_view import Explanation
from cfgraph.publish.gap_view import avoid_line, gap_table
from cfgraph.publish.why_view import why
from cfgraph.store.embedded import EmbeddedStore

ZONE = thing("zone", "chifeng-high-tech-zone")


def ask(store: EmbeddedStore, start: str = "advancing", chain: str = "lithium-battery") -> Gaps:
    """The gaps of the real plan."""
    return find_gaps(store, Scenario(ZONE, chain, start=start), ZONE)


@pytest.fixture(scope="module")
def gaps(store: EmbeddedStore) -> Gaps:
    """The battery chain at the default cut."""
    return ask(store)


@pytest.fixture(scope="module")
def scores(gaps: Gaps) -> dict[str, Scored]:
    """Scores by key."""
    return {entry.link.key: entry for entry in rank(gaps).values()}


def link_of(gaps: Gaps, key: str) -> Link:
    """A link by key."""
    return next(link for link in gaps.model.links if link.key == key)


def test_what_the_plan_lacks_comes_first(scores: dict[str, Scored]) -> None:
    """The cathode for its carbonate and the foil for its copper lead; electrolyte is in the top ten."""
    order = sorted((entry.rank, key) for key, entry in scores.items() if entry.rank)
    assert ["copper-foil", "lfp-cathode"] == [key for _, key in order[:2]]
    assert {"electrolyte", "iron-phosphate", "aluminium-foil"} <= {key for _, key in order[:10]}


@pytest.mark.parametrize(
    "key", ["graphite-anode", "pvdf-binder", "pack", "cells", "lithium-carbonate", "storage-station"]
)
def test_nothing_recommends_what_is_there_or_in_plenty(scores: dict[str, Scored], key: str) -> None:
    """No rank for anode (four projects), PVDF and carbonate (surplus), PACK, cells and station (filled)."""
    assert scores[key].rank is None


def test_the_parts_of_a_score_can_be_worked_out_by_hand(gaps: Gaps, scores: dict[str, Scored]) -> None:
    """LFP: one step from the cell; nobody makes it; carbonate is local, iron phosphate at second hand (its phosphoric
    acid is local: a half of 1), so (1 + 0.5) / 2; a cluster and no wish; carbonate gets a buyer for 22,820 × 0.25 of
    its 40,000 t and cells their cathode: 1 − 1 / (1 + 2 × 0.142625 + 1)."""
    parts = {name: part.value for name, part in scores["lfp-cathode"].parts.items()}
    unlocks = 1 - 1 / Decimal("2.28525")
    expected = {"need": "1", "demand": "1", "feedstock": "0.75", "fit": "0.4"}
    assert {name: Decimal(value) for name, value in expected.items()} | {"unlocks": unlocks} == parts
    assert Decimal(69) + 20 * unlocks == scores["lfp-cathode"].score


def test_the_inputs_of_each_part_are_shown(scores: dict[str, Scored]) -> None:
    """Which product is local, whose project gets a buyer, who waits."""
    parts = scores["lfp-cathode"].parts
    assert [thing("product", "lithium-carbonate-bg")] == parts["feedstock"].inputs["local"]
    assert [thing("project", "chifeng-2023", "dadao-lithium-carbonate")] == parts["unlocks"].inputs["makers"]
    assert ["cells"] == parts["unlocks"].inputs["waiting"]


def test_a_buyer_of_a_sliver_brings_nobody_to_life(gaps: Gaps, scores: dict[str, Scored]) -> None:
    """Aluminium for 10 GWh takes some 10,900 t of 6.5 million t of alumina: a sixth of a hundredth counts, not one."""
    part = scores["primary-aluminium"].parts["unlocks"]
    (share,) = part.inputs["shares"].values()
    required = gaps.main.balances[scores["primary-aluminium"].link.iri].requirement
    assert required is not None
    assert Decimal("0.0015") < share < Decimal("0.0018")
    assert 1 - 1 / (1 + 2 * share) == part.value


def test_a_share_that_cannot_be_computed_counts_as_a_half(scores: dict[str, Scored]) -> None:
    """The phosphoric acid plant states no figure: its buyer counts as a half of it, told as unknown."""
    part = scores["iron-phosphate"].parts["unlocks"]
    assert [None] == list(part.inputs["shares"].values())
    assert Decimal("0.5") == part.value


def test_links_of_one_score_share_a_rank(scores: dict[str, Scored]) -> None:
    """Binder, carbon black and NMP have the same five parts: one rank, each names the others, the next rank is free."""
    keys = ("waterborne-binder", "conductive-carbon-black", "nmp")
    (rank_of_all,) = {scores[key].rank for key in keys}
    assert {"conductive-carbon-black", "nmp"} == {link.key for link in scores["waterborne-binder"].tied}
    taken = [entry.rank for entry in scores.values() if entry.rank]
    assert rank_of_all
    assert 3 == taken.count(rank_of_all)
    assert rank_of_all + 1 not in taken


def test_talks_lower_the_demand_part(scores: dict[str, Scored]) -> None:
    """A separator project is in talks without a figure: unmet 1 without talks, unknown with them, (1 + 0.5) / 2."""
    assert Decimal("0.75") == scores["separator"].parts["demand"].value


def test_an_unknown_requirement_counts_as_a_half(scores: dict[str, Scored]) -> None:
    """Nobody knows how many BMS a year: a half, and said so."""
    part = scores["bms"].parts["demand"]
    assert (Decimal("0.5"), None, None) == (part.value, part.inputs["without"], part.inputs["with_talks"])


def test_changing_a_weight_changes_what_it_should(gaps: Gaps, scores: dict[str, Scored]) -> None:
    """Ten points from unlocks to fit: every score moves by 10 × (fit − unlocks), no part changes."""
    weights = read_weights()
    other = weights._replace(weights=weights.weights | {"fit": Decimal(20), "unlocks": Decimal(10)})
    for entry in rank(gaps, other).values():
        before = scores[entry.link.key]
        assert before.parts == entry.parts
        moved = 10 * (entry.parts["fit"].value - entry.parts["unlocks"].value)
        assert abs(moved - (entry.score - before.score)) < Decimal("1e-20")


def test_stability_is_reproducible_and_a_share(gaps: Gaps) -> None:
    """The same seed gives the same shares, between 0 and 1; another seed others, near them."""
    first = {iri: entry.stability for iri, entry in rank(gaps).items() if entry.rank}
    assert first == {iri: entry.stability for iri, entry in rank(gaps).items() if entry.rank}
    assert all(0 <= share <= 1 for share in first.values() if share is not None)
    other = rank(gaps, read_weights()._replace(seed=1))
    assert first != {iri: other[iri].stability for iri in first}
    assert all(abs((first[iri] or 0) - (other[iri].stability or 0)) < 0.2 for iri in first)


def test_the_first_place_is_firm(scores: dict[str, Scored]) -> None:
    """No weights between half and one and a half times the given ones push LFP far from the top."""
    assert (scores["lfp-cathode"].stability or 0) > 0.95


def test_what_not_to_go_for_is_told_with_its_reason(gaps: Gaps) -> None:
    """Enough is stated for carbonate and PVDF; four projects already run for the anode."""
    found = {entry.link.key: (entry.reason, entry.params) for entry in avoid(gaps)}
    assert ("enough", {"state": "surplus"}) == found["lithium-carbonate"] == found["pvdf-binder"]
    assert ("crowded", {"projects": 4, "talks": 3}) == found["graphite-anode"]
    assert "lfp-cathode" not in found


def test_a_feed_for_what_overflows_says_so(store: EmbeddedStore) -> None:
    """5.4万吨 VDF are needed only for the 3万吨 PVDF that the cells take 500吨 of: its size is to be asked first."""
    told = gap_table(ask(store), {ZONE: "赤峰高新区"}, "zh", "md")
    (line,) = [line for line in told.split("\n") if "| VDF单体/R142b |" in line]
    assert "买它的PVDF粘结剂写明的供给已富余，先问它们的实际规模" in line


def test_what_comes_as_a_by_product_needs_nobody(store: EmbeddedStore) -> None:
    """Sulphuric acid comes with the copper: no gap to fill before the smelters are asked how much."""
    copper = ask(store, chain="copper")
    (acid,) = [entry for entry in avoid(copper) if entry.link.key == "sulfuric-acid"]
    assert ("by-product", ["jintong-copper-phase-2", "zone-existing-copper-smelting"]) == (
        acid.reason,
        sorted(short_key(iri) for iri in acid.params["sources"]),
    )
    assert "可由副产得到" in avoid_line(copper, "zh")


def test_a_crowd_that_is_short_on_paper_is_told_as_both(store: EmbeddedStore) -> None:
    """With talks four anode projects run, one states 40,000 t against 57,300 to 72,000: go to none before asking."""
    found = ask(store, "negotiating")
    (anode,) = [entry for entry in avoid(found) if entry.link.key == "graphite-anode"]
    assert anode.lacking is not None
    assert ("crowded", 17_300, 32_000) == (anode.reason, anode.lacking.low, anode.lacking.high)
    table = gap_table(found, {ZONE: "赤峰高新区"}, "zh", "md")
    assert "其中 3 个在谈；但写明的还差 2.546万吨/年（1.73万~3.2万），下游还有没写规模的，先问规模" in table


def test_sureness_says_who_is_left_out(store: EmbeddedStore) -> None:
    """The probability is that of stated supply: three anode projects state none."""
    found = ask(store, "negotiating")
    record = explain(store, found, link_of(found, "graphite-anode"))
    assert "没写规模的 3 个项目不算在内" in Explanation(record, labels(store, "zh"), "zh", "md").write()


def test_the_ore_for_a_concentrator_that_is_to_be_added_is_told(store: EmbeddedStore, gaps: Gaps) -> None:
    """The balance asks for 265,000 t of ore; a concentrator of the size that the carbonate plant needs takes
    761,192 × 2.2445."""
    record = explain(store, gaps, link_of(gaps, "lithium-ore-mining"))
    assert "lepidolite-beneficiation" == record["fed"]["key"]
    assert pytest.approx(761_192 * 2.2445) == record["fed"]["amount"]["typical"]
    assert "要供足同样要添的选矿/锂云母精矿，就要 170.8万吨/年（130.6万~559.9万），下游还有没写规模的" in gap_table(
        gaps, {ZONE: "赤峰高新区"}, "zh", "md"
    )
    assert explain(store, gaps, link_of(gaps, "lfp-cathode"))["fed"] is None


def test_explain_tells_the_cut_of_the_plan_when_another_is_asked(store: EmbeddedStore) -> None:
    """Asked from talks on: the states at the plan's own cut and from construction on stand beside."""
    found = ask(store, "negotiating")
    record = explain(store, found, link_of(found, "separator"))
    assert {"advancing": "talks-only", "under-construction": "talks-only"} == record["state_by_cut"]


def test_a_table_shows_ranks_and_what_to_avoid(gaps: Gaps) -> None:
    """The first row is rank 1; a rank that is not firm is marked and the mark explained."""
    table = gap_table(gaps, {ZONE: "赤峰高新区"}, "zh", "md")
    assert "| 1 | 锂电铜箔 |" in table
    assert "别去谈的：碳酸锂（写明的供给已富余）" in table
    assert "~ = 这个名次不稳" in table
    assert "= 并列" in table


def test_explain_prints_the_arithmetic_of_each_part(store: EmbeddedStore, gaps: Gaps) -> None:
    """Points = weight × value for each part, the grounds in words, and the caution with date and source."""
    record = explain(store, gaps, link_of(gaps, "lfp-cathode"))
    text = Explanation(record, labels(store, "zh"), "zh", "md").write("")
    assert "原料 15.0 分 = 20 × 0.75" in text
    assert "带动 11.2 分 = 20 × 0.562" in text
    assert "（14%）" in text
    assert "2022-11-17" in text
    assert pytest.approx(record["score"]) == sum(record["score_parts"].values())


def test_a_caution_has_a_date_and_a_source(gaps: Gaps) -> None:
    """Capacity replacement for aluminium smelting, with the day of the report."""
    (caution,) = gaps.cautions[link_of(gaps, "primary-aluminium").iri]
    assert "2015-03-13" == caution["date"]
    assert caution["source"].startswith("MIIT")


@pytest.mark.parametrize(
    ("text", "word"),
    [("", "weights"), ("[weights]\n", "need"), ("x = [", "x"), ("WEIGHTS", "30")],
)
def test_broken_weights_are_refused(text: str, word: str) -> None:
    """A missing part, broken TOML, or weights that do not add up to 100 are told."""
    whole = "".join(f"[weights.{n}]\nweight = 30\nreason_zh = 'x'\nreason_en = 'x'\n" for n in PARTS)
    tried = "[stability]\ndraws = 1\nseed = 1\nlow = 1\nhigh = 1\n"
    with pytest.raises(BadInputError) as refused:
        parse_weights(text.replace("WEIGHTS", whole + tried), "scoring.toml")
    (problem,) = refused.value.problems
    assert problem.key in ("toml-broken", "weights-sum")
    assert "scoring.toml" == problem.file


# --- how sure


def test_sufficiency_of_the_carbonate_with_talks(store: EmbeddedStore) -> None:
    """40,000 t against 60 GWh: likely enough when coefficients move apart, less sure when together; enough for
    40,000 / 710 to 40,000 / 497 GWh."""
    found = ask(store, "negotiating")
    sure = sufficiency(found)[link_of(found, "lithium-carbonate").iri]
    apart, together = sure.probability
    assert 0.85 < together < apart <= 1
    assert sure.low is not None
    assert sure.high is not None
    assert (56, 81) == (round(sure.low), round(sure.high))


def test_sufficiency_is_reproducible(store: EmbeddedStore) -> None:
    """The seed is fixed."""
    found = ask(store, "negotiating")
    assert sufficiency(found, 500) == sufficiency(found, 500)


def test_supply_beyond_every_requirement_is_certain(gaps: Gaps) -> None:
    """At 10 GWh the stated PVDF suffices in every draw."""
    assert (1.0, 1.0) == sufficiency(gaps)[link_of(gaps, "pvdf-binder").iri].probability


def test_nothing_is_said_of_a_link_without_figures(gaps: Gaps) -> None:
    """No supply, no probability."""
    assert link_of(gaps, "copper-foil").iri not in sufficiency(gaps)


BOUNDS = st.tuples(*[st.floats(0, 1e6, allow_nan=False)] * 3).map(sorted)


@given(BOUNDS, st.floats(0, 1), st.floats(0, 1))
def test_a_triangular_draw_stays_in_its_range_and_grows_with_its_share(bounds: list[float], u: float, v: float) -> None:
    """Between low and high; a larger share never gives a smaller value."""
    low, typical, high = bounds
    one, other = triangular(min(u, v), low, typical, high), triangular(max(u, v), low, typical, high)
    assert low - 1e-6 <= one <= other + 1e-6 <= high + 1e-3


def test_the_turn_of_a_triangle_is_its_typical_value() -> None:
    """Half of a symmetrical triangle lies below its middle; the quarter point of 0–2–4 is √2."""
    assert 2 == triangular(0.5, 0, 2, 4)
    assert pytest.approx(2**0.5) == triangular(0.25 / 1, 0, 2, 4)


# --- kinds


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("lithium-carbonate", ["single-source", "no-local-buyer"]),
        ("separator", ["talks-only", "no-local-input"]),
        ("graphite-anode", ["size-unstated", "single-source"]),
        ("waterborne-binder", ["nobody", "other-form"]),
        ("separator-coating", ["nobody", "other-form"]),
        ("lfp-cathode", ["nobody"]),
    ],
)
def test_the_kind_of_a_gap_is_derived(gaps: Gaps, key: str, expected: list[str]) -> None:
    """From projects, neighbours and inputs."""
    assert expected == kinds(gaps, link_of(gaps, key))


def test_another_form_names_the_project(gaps: Gaps) -> None:
    """Industrial cellulose ether is not battery CMC."""
    (project,) = other_form(gaps, link_of(gaps, "waterborne-binder"))
    assert "chifeng-2023/huirisheng-cellulose-ether" == key_of(project)


def test_smelter_alumina_does_not_feed_the_coating_of_separators(gaps: Gaps, scores: dict[str, Scored]) -> None:
    """Coating takes fine alumina or boehmite: the smelter-grade plant makes another grade of it."""
    link = link_of(gaps, "separator-coating")
    local, absent = gaps.inputs(link)
    assert thing("product", "coating-alumina") in absent
    assert [thing("product", "pvdf")] == list(local)
    assert ["chifeng-2023/qihui-alumina"] == [key_of(project) for project in other_form(gaps, link)]
    assert not any("qihui-alumina" in project for project in scores[link.key].parts["unlocks"].inputs["shares"])
    told = why(gaps, link, "zh")
    assert "原料涂覆级氧化铝/勃姆石区内没有，做的是别的等级或形态：650万吨氧化铝项目（即将投产）" in told
    assert "区内已有原料：聚偏氟乙烯（电池粘接剂）（推进，阶段未明）；" in told


def test_a_mere_heading_is_no_other_grade(store: EmbeddedStore) -> None:
    """Food processing, which makes nobody knows what, is no other grade of the meat that a food brand takes."""
    found = find_gaps(store, Scenario(ZONE, "agrifood"), ZONE)
    assert ["nobody"] == kinds(found, link_of(found, "brand-food"))


def test_a_park_is_told_what_the_rest_of_the_zone_makes(store: EmbeddedStore) -> None:
    """Carbonate is made in Dongshan: for Yuanbaoshan that is elsewhere, and nobody's there."""
    park = thing("park", "chifeng-high-tech-zone/yuanbaoshan")
    found = find_gaps(store, Scenario(park), ZONE)
    assert ["nobody", "elsewhere"] == [
        kind for kind in kinds(found, link_of(found, "lithium-carbonate")) if kind in ("nobody", "elsewhere")
    ]


def test_every_chain_can_be_ranked(store: EmbeddedStore) -> None:
    """A chain without an anchor starts from the links that no other takes."""
    for chain in ("copper", "agrifood", "windsolar"):
        found = ask(store, chain=chain)
        ranked = [entry for entry in rank(found).values() if entry.rank]
        assert sorted(1 + sum(other.score > e.score for other in ranked) for e in ranked) == sorted(
            entry.rank for entry in ranked if entry.rank
        )
        assert Scorer(found).distance


def test_the_age_of_stages_is_that_of_the_plan(gaps: Gaps) -> None:
    """Issued in May 2023: 42 months old in November 2026."""
    from datetime import date

    assert 42 == age_months(gaps, date(2026, 11, 24))


def test_find_link_and_explain_agree_on_the_record(store: EmbeddedStore, gaps: Gaps) -> None:
    """explain's record holds what gaps' record of the link holds."""
    link, _ = find_link(store, gaps, "copper-foil")
    whole = explain(store, gaps, link)
    (short,) = [entry for entry in gaps.record()["links"] if entry["key"] == "copper-foil"]
    assert short == {key: whole[key] for key in short}


def test_saved_findings_say_what_they_were_derived_from(gaps: Gaps) -> None:
    """Each finding was generated by one activity that used the plan and the saved queries; ranks are positions."""
    quads = findings(gaps)
    told = {(quad.subject.value, quad.predicate.value, quad.object.value) for quad in quads}
    used = {o.rsplit("/", 1)[-1] for _, p, o in told if p == expand("prov:used")}
    assert {"chifeng-2023", "missing", "talks-only", "unquantified"} == used
    (activity,) = {o for _, p, o in told if p == expand("prov:wasGeneratedBy")}
    assert (activity, expand("rdf:type"), expand("prov:Activity")) in told
    (first,) = {s for s, p, o in told if p == expand("schema:position") and o == "1"}
    assert first.endswith("/copper-foil")
    assert {graph("analysis")} == {quad.graph_name.value for quad in quads if isinstance(quad.graph_name, ox.NamedNode)}
