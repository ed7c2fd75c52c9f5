"""The whole plan: questions whose answers a reader can check with the text open beside them."""

from __future__ import annotations

import csv
from decimal import Decimal

import pyoxigraph as ox
import pytest

from cfgraph import resources
from cfgraph.analysis.gaps import find_gaps
from cfgraph.analysis.query import run
from cfgraph.analysis.scenario import Scenario
from cfgraph.graph.agreement import FOLDER, Agreement, cohens_kappa, compare
from cfgraph.graph.build import read_plan
from cfgraph.namespaces import short_key, thing
from cfgraph.sources import layout
from cfgraph.sources.tables import read_folder
from cfgraph.store.embedded import EmbeddedStore

ZONE = thing("zone", "chifeng-high-tech-zone")
PLAN = resources.data("plans", "chifeng-2023")


def answer(store: EmbeddedStore, name: str, **values: ox.NamedNode | ox.Literal) -> list[dict[str, str]]:
    """The rows of a saved query as texts; IRIs by their last key."""
    return [
        {key: short_key(term.value) if isinstance(term, ox.NamedNode) else term.value for key, term in row.items()}
        for row in run(store, name, **values).rows
    ]


def number(value: int) -> ox.Literal:
    """An xsd:integer."""
    return ox.Literal(value)


@pytest.mark.parametrize(
    ("enterprise", "projects", "possible"),
    [
        ("dongli", 3, 0),
        ("dadao", 1, 4),
        ("yuanlian-steel", 2, 0),
        ("ningbao", 2, 0),
        ("envision", 1, 0),
        ("catl", 1, 0),
    ],
)
def test_how_many_projects_a_company_has(store: EmbeddedStore, enterprise: str, projects: int, possible: int) -> None:
    """东黎羊绒 has three; 大道实业 one, and four more that the text allows; 远景 is named twice with one project."""
    (row,) = [row for row in answer(store, "projects/count-by-enterprise") if row["enterprise"] == enterprise]
    assert (str(projects), str(possible)) == (row["projects"], row["possible"])


def test_which_projects_are_only_proposed(store: EmbeddedStore) -> None:
    """The five that the plan 谋划."""
    assert {
        "dongshan-high-end-tungsten-molybdenum",
        "dongshan-cuzrcr",
        "weicong-dairy",
        "yuanbaoshan-cheese",
        "ruierrui-robots",
    } == {row["project"] for row in answer(store, "projects/in-stage")}


def test_which_projects_are_in_talks(store: EmbeddedStore) -> None:
    """The five that Yuanbaoshan 紧密对接, and no other."""
    rows = answer(store, "projects/in-stage", stage=number(1))
    assert {"宁德时代", "青岛中科华联", "江苏鑫闽通", "山东滨化集团", "山东丰源"} == {row["enterprise"] for row in rows}
    assert {"紧密对接"} == {row["wording"] for row in rows}


def test_the_park_with_most_projects_near_production(store: EmbeddedStore) -> None:
    """Dongshan has six projects about to start up: 保绿, 启辉, 广钢, 慧日升, and the institute's two centres."""
    rows = answer(store, "projects/by-park")
    assert ("dongshan", "6") == (rows[0]["park"], rows[0]["commissioning"])
    assert 110 == sum(int(row["projects"]) for row in rows)


def test_stated_cell_capacity_by_cut(store: EmbeddedStore) -> None:
    """60 GWh with talks counted, 10 GWh advancing; from signing on there is a project without a figure: unknown."""
    rows = answer(store, "projects/capacity-by-cut")
    assert {"1": 60, "2": 10, "3": 10} == {row["rank"]: Decimal(row["capacity"]) for row in rows if "capacity" in row}
    assert {"4", "5"} == {row["rank"] for row in rows if "capacity" not in row}


def test_projects_without_a_stated_owner(store: EmbeddedStore) -> None:
    """The lithium projects after 大道实业 and the roads name nobody; 碳酸锂 and 宁德时代 name somebody."""
    silent = {row["project"] for row in answer(store, "projects/without-owner")}
    assert {"dongshan-pvdf", "dongshan-cells-10gwh", "dongshan-roads", "yuanbaoshan-cheese"} <= silent
    assert not {"dadao-lithium-carbonate", "catl-50gwh", "ruierrui-robots", "dongli-digital-factory"} & silent


def test_targets_per_park_and_their_sum(store: EmbeddedStore) -> None:
    """1010 + 460 + 420 + 380 = 2270: the stretch goal to the yuan, 270 above the goal; found, not mended."""
    rows = {row["comparator"]: row for row in answer(store, "plan/park-sum")}
    assert {">", "stretch"} == set(rows)
    assert ("4", Decimal(227_000_000_000), 0) == (
        rows["stretch"]["parks"],
        Decimal(rows["stretch"]["sum"]),
        Decimal(rows["stretch"]["difference"]),
    )
    assert 27_000_000_000 == Decimal(rows[">"]["difference"])


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        *(("2000亿元", 200_000_000_000), ("2270亿元", 227_000_000_000), ("1900亿元", 190_000_000_000)),
        *(("95%", 95), ("2%", 2), ("10万元", 100_000), ("10%", 10), ("400万千瓦", 4_000), ("70%", 70)),
        *(("50家", 50), ("60万平方米", 600_000), ("40万吨", 400_000), ("百万吨级", 1_000_000), ("10个", 10)),
    ],
)
def test_a_target_has_the_number_it_prints(store: EmbeddedStore, printed: str, value: int) -> None:
    """As printed, and in the unit of its indicator."""
    assert {value} == {Decimal(row["value"]) for row in answer(store, "plan/targets") if row["printed"] == printed}


def test_a_tax_target_is_per_mu(store: EmbeddedStore) -> None:
    """10万元/亩 has two quantities."""
    (row,) = [row for row in answer(store, "plan/targets") if row["printed"] == "10万元"]
    assert "亩" == row["per"]


def test_ten_clusters_are_stated_ten_listed_and_eight_of_that_level(store: EmbeddedStore) -> None:
    """百亿套 of textiles is printed so, and the new-energy base states power: both stay as they are."""
    (row,) = answer(store, "plan/cluster-count")
    assert ("10", "10", "8") == (row["stated"], row["listed"], row["atLevel"])
    levels = {row["cluster"]: row["level"] for row in answer(store, "plan/cluster-list")}
    assert ("百亿套", "400万千瓦") == (levels["textile"], levels["new-energy-base"])


def test_five_relocations_are_stated_and_five_listed(store: EmbeddedStore) -> None:
    """实施好 is the verb: the first of the five is 燕京啤酒."""
    (row,) = answer(store, "projects/stated-parts")
    assert ("5", "5") == (row["stated"], row["listed"])
    assert "燕京啤酒" in {row["label"] for row in answer(store, "projects/count-by-enterprise")}


def test_who_answers_for_which_measure(store: EmbeddedStore) -> None:
    """The steering group has its head; departments take part in the upgrade; who is assessed does not answer."""
    rows = answer(store, "plan/measures")
    named = {row["measure"]: row["responsible"] for row in rows if "responsible" in row}
    assert "推进组组长(市政府分管领导)" == named["steering-group"]
    assert {"steering-group", "upgrade-to-national-zone", "delegated-approval"} == set(named)
    assert {"Interpreted"} == {row["reading"] for row in rows if "responsible" in row}
    assert {"policy-package", "performance-review", "statistics"} <= {row["measure"] for row in rows} - set(named)


def test_companies_to_approach_are_target_enterprises(store: EmbeddedStore) -> None:
    """上海创诺, 国药集团 and others by a wish, none of which has a project; the five in talks each with one."""
    rows = answer(store, "plan/target-enterprises")
    assert {"上海创诺", "中国医药", "国药集团", "上药集团", "中色集团", "铜陵有色", "云南铜业"} <= {
        r["label"] for r in rows
    }
    assert {"0"} == {row["projects"] for row in rows if row["how"] == "wish"}
    assert {"宁德时代", "青岛中科华联", "江苏鑫闽通", "山东滨化集团", "山东丰源"} == {
        row["label"] for row in rows if row["how"] == "talks"
    }


def test_traps_of_the_text(store: EmbeddedStore) -> None:
    """Aliases, names that look like numbers, and words that look like others are read as what they are."""
    names = {row["label"]: row["enterprise"] for row in answer(store, "projects/count-by-enterprise")}
    assert names["国能"] != names["恒丰国能"]
    keys = [row["project"] for row in answer(store, "projects/by-stage")]
    assert 1 == len([key for key in keys if key.startswith("envision")])
    assert 1 == len([key for key in keys if key.startswith("powerchina")])
    assert {"dongshan-green-power", "songshan-green-power"} <= set(keys)
    measures = {row["label"] for row in answer(store, "plan/measures")}
    assert "推进组链工程" in measures
    outputs = {row["project"]: row for row in answer(store, "projects/outputs")}
    assert "yuantong-3052" not in outputs
    aliases = store.query(
        "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> SELECT ?n { ?e skos:prefLabel ?l ; skos:altLabel ?n "
        'FILTER (STR(?l) IN ("圣伦羊绒", "赤峰市宁保冶金工业有限公司")) }'
    ).rows
    assert {"圣伦绒毛", "宁保冶金"} == {row["n"].value for row in aliases}


CHAINS = [
    "copper",
    "aluminium",
    "fluorine",
    "h2nh3",
    "pharma",
    "cashmere",
    "steel",
    "windsolar",
    "terminals",
    "agrifood",
]


@pytest.mark.parametrize("chain", CHAINS)
def test_every_chain_answers(store: EmbeddedStore, chain: str) -> None:
    """Each link of each chain has a state; without coefficients it is missing, talks-only, below-cut or filled."""
    found = find_gaps(store, Scenario(ZONE, chain), ZONE)
    for record in found.record()["links"]:
        allowed = {"missing", "talks-only", "below-cut", "filled"}
        if record["requirement"]["typical"] is not None:
            allowed |= {"unquantified", "short", "uncertain", "adequate", "surplus"}
        assert record["state"] in allowed, record["key"]


@pytest.mark.parametrize(
    ("chain", "link", "state"),
    [
        ("copper", "cu-alloy", "talks-only"),
        ("copper", "copper-cathode", "filled"),
        ("copper", "copper-foil", "missing"),
        ("aluminium", "alumina", "filled"),
        ("aluminium", "primary-aluminium", "missing"),
        ("terminals", "robot-ind", "talks-only"),
        ("agrifood", "dairy", "talks-only"),
        ("agrifood", "soy", "filled"),
        ("steel", "cold-galv", "filled"),
        ("pharma", "api", "filled"),
        ("cashmere", "knitwear", "filled"),
        ("windsolar", "blade", "missing"),
        ("h2nh3", "ammonia", "filled"),
        ("fluorine", "anhydrous-hf", "missing"),
    ],
)
def test_a_link_of_another_chain_has_the_state_that_the_text_gives_it(
    store: EmbeddedStore, chain: str, link: str, state: str
) -> None:
    """Made, only proposed, or made by nobody: as a reader of the plan would say."""
    links = {record["key"]: record for record in find_gaps(store, Scenario(ZONE, chain), ZONE).record()["links"]}
    assert state == links[link]["state"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        *(("铜产业链", "氟化工产业链"), ("铜产业链", "锂电池产业链"), ("铝产业链", "锂电池产业链")),
        *(("氟化工产业链", "锂电池产业链"), ("钢铁产业链", "风光装备产业链"), ("农畜产品产业链", "绒毛纺织产业链")),
        *(("锂电池产业链", "风光装备产业链"), ("绿氢-绿氨产业链", "铝产业链"), ("医药产业链", "农畜产品产业链")),
    ],
)
def test_chains_are_tied_where_one_takes_what_another_makes(store: EmbeddedStore, first: str, second: str) -> None:
    """Product, by-product or shared link."""
    assert (first, second) in {(row["fromChain"], row["toChain"]) for row in answer(store, "chains/ties")}


def test_by_product_acid_ties_copper_to_fluorine(store: EmbeddedStore) -> None:
    """Copper smelting makes sulphuric acid beside its copper, and hydrogen fluoride takes it."""
    ties = {(r["fromChain"], r["as"], r["toLink"]) for r in answer(store, "chains/ties")}
    assert ("铜产业链", "by-product", "氢氟酸") in ties


@pytest.fixture(scope="module")
def readings() -> Agreement:
    """The comparison of the tables with the second reading."""
    knowledge = read_folder(resources.data("knowledge"), layout.KNOWLEDGE)
    return compare(read_plan(PLAN, knowledge), PLAN / FOLDER)


def test_every_difference_between_the_two_readings_is_settled(readings: Agreement) -> None:
    """No project, owner, figure or stage is left in dispute, and no decision is about nothing."""
    assert [] == readings.unsettled
    assert () == readings.stale


def test_the_two_readings_are_two(readings: Agreement) -> None:
    """Nearly all projects match and stages agree far beyond chance, yet not everything was the same."""
    assert readings.matched >= 100
    assert 0.9 < readings.kappa < 1
    assert len(readings.differences) > 20


def test_kappa_of_a_textbook_example() -> None:
    """Two readers, 50 things: 20 both yes, 15 both no, 5 and 10 apart: observed 0.7, expected 0.5, kappa 0.4."""
    pairs = [("y", "y")] * 20 + [("n", "n")] * 15 + [("y", "n")] * 5 + [("n", "y")] * 10
    assert Decimal("0.4") == Decimal(str(float(cohens_kappa(pairs))))


def test_every_doubt_of_the_tables_reaches_the_graph(store: EmbeddedStore) -> None:
    """A doubt recorded in a table is a note in the graph."""
    told = {row["doubt"] for row in answer(store, "plan/doubts")}
    for name in ("projects", "solicitations", "endowments", "clusters", "targets", "measures", "bodies"):
        with open(PLAN / f"{name}.csv", encoding="utf-8", newline="") as file:
            written = {row["doubt"] for row in csv.DictReader(file) if row["doubt"]}
        assert written <= told, name
