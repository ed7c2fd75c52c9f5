"""The gap table of the real plan tells the story truly."""

from __future__ import annotations

import pytest

from cfgraph.analysis.explain import explain, find_link
from cfgraph.analysis.gaps import Gaps, find_gaps
from cfgraph.analysis.labels import labels
from cfgraph.analysis.scenario import Scenario, parse_chemistry
from cfgraph.namespaces import thing
from cfgraph.publish.explain_view import Explanation
from cfgraph.publish.gap_view import gap_table
from cfgraph.store.embedded import EmbeddedStore

ZONE = thing("zone", "chifeng-high-tech-zone")


def ask(store: EmbeddedStore, start: str = "advancing", chemistry: str = "lfp", place: str = ZONE) -> Gaps:
    """The gaps of the real plan."""
    return find_gaps(store, Scenario(place, start=start, chemistry=parse_chemistry(chemistry)), ZONE)


@pytest.fixture(scope="module")
def planned(store: EmbeddedStore) -> dict[str, dict]:
    """Links by key at the default cut."""
    return {link["key"]: link for link in ask(store).record()["links"]}


@pytest.fixture(scope="module")
def talking(store: EmbeddedStore) -> dict[str, dict]:
    """Links by key with projects in talks counted."""
    return {link["key"]: link for link in ask(store, "negotiating").record()["links"]}


NOBODY = [
    "lfp-cathode",
    "iron-phosphate",
    "electrolyte",
    "lipf6",
    "copper-foil",
    "aluminium-foil",
    "primary-aluminium",
    "cell-structural-parts",
    "bms",
    "battery-recycling",
    "lithium-ore-mining",
    "lepidolite-beneficiation",
    "modules",
    "pcs",
    "ems",
    "thermal-management",
    "carbonate-solvents",
    "nmp",
    "separator-coating",
]


@pytest.mark.parametrize("key", NOBODY)
def test_what_nobody_makes_is_missing(planned: dict[str, dict], key: str) -> None:
    """A link that no project of the plan makes is missing, with no project listed."""
    assert planned[key]["state"] == "missing"
    assert planned[key]["projects"] == []


def test_separator_is_only_talked_about(planned: dict[str, dict]) -> None:
    """The one separator project is in talks, so the link is talks-only and has no supply."""
    link = planned["separator"]
    assert link["state"] == "talks-only"
    assert [project["stage"] for project in link["projects"]] == ["Negotiating"]
    assert link["supply"]["stated"] is None


def test_lithium_carbonate_has_a_plant_a_small_demand_and_no_buyer(planned: dict[str, dict]) -> None:
    """40,000 t stated against a demand of some 6,000 t from 10 GWh, and nobody local who buys."""
    link = planned["lithium-carbonate"]
    assert link["state"] == "surplus"
    assert link["supply"]["stated"] == 40000
    assert 10 * 1998 * 0.234187 < link["demand"]["low"] < link["demand"]["high"] < 8000
    assert link["offtake"]["typical"] is None
    assert link["waiting"] == []


def test_with_talks_counted_lithium_carbonate_is_uncertain(talking: dict[str, dict]) -> None:
    """With the 50 GWh in talks the demand range straddles the 40,000 t."""
    link = talking["lithium-carbonate"]
    assert link["state"] == "uncertain"
    assert link["balance"]["low"] < 0 < link["balance"]["high"]
    assert link["demand"]["unstated_projects"] == 1


def test_cells_of_unstated_size_make_demand_a_lower_bound(planned: dict[str, dict]) -> None:
    """The cell project of Hongshan states no size, and every demand says that one is missing."""
    assert planned["copper-foil"]["demand"]["unstated_projects"] == 1
    assert planned["cells"]["supply"]["stated"] == 10
    assert planned["cells"]["supply"]["unstated_projects"] == 1


def test_copper_foil_demand_is_ten_times_the_coefficients(planned: dict[str, dict]) -> None:
    """10 GWh at 566 / 660 / 807 t per GWh."""
    demand = planned["copper-foil"]["demand"]
    assert (demand["low"], demand["typical"], demand["high"]) == (5660.0, 6600.0, 8070.0)
    assert "copper-cathode" in [entry["product"] for entry in planned["copper-foil"]["local_inputs"]]
    assert "cells" in planned["copper-foil"]["waiting"]


def test_r142b_has_little_demand_and_a_large_offtake(planned: dict[str, dict]) -> None:
    """The cells need under 2,000 t, the PVDF plant alone buys 30,000 × 1.8 t."""
    link = planned["vdf-r142b"]
    assert link["demand"]["high"] < 2000
    assert link["offtake"]["typical"] == 54000


def test_a_shared_figure_is_stated_supply_for_neither_product(talking: dict[str, dict]) -> None:
    """600,000 t of calcined coke and anode material count as no figure for either link."""
    for key in ("calcined-coke", "graphite-anode"):
        projects = {project["iri"].rsplit("/", 1)[-1]: project for project in talking[key]["projects"]}
        assert projects["fengyuan-coke-anode"]["capacity"] is None
    assert talking["graphite-anode"]["supply"]["stated"] == 40000
    assert talking["calcined-coke"]["state"] == "unquantified"


def test_owners_that_follow_in_a_list_are_not_stated(planned: dict[str, dict]) -> None:
    """Of the projects listed after Dadao only the first is Dadao's by the words of the text."""
    assert planned["lithium-carbonate"]["projects"][0]["enterprise"].endswith("/dadao")
    for key in ("pvdf-binder", "pack", "storage-station"):
        assert planned[key]["projects"][0]["enterprise"] is None


def test_other_batteries_and_electronic_modules_fill_no_link(store: EmbeddedStore, talking: dict[str, dict]) -> None:
    """Lead-carbon and flow batteries are no lithium cells, and Hongshan's modules are no battery modules."""
    makers = {project["iri"].rsplit("/", 1)[-1] for link in talking.values() for project in link["projects"]}
    assert not {"hengfeng-lead-carbon", "hongshan-flow-battery"} & makers
    assert talking["modules"]["state"] == "missing"
    assert not talking["modules"]["sought"]


def test_finished_cathode_is_possible_but_never_supply(store: EmbeddedStore) -> None:
    """The precursor project may also make cathode; under NCM the cathode link is missing all the same."""
    links = {link["key"]: link for link in ask(store, chemistry="ncm523").record()["links"]}
    assert links["ncm-cathode"]["state"] == "missing"
    assert [p["iri"].rsplit("/", 1)[-1] for p in links["ncm-precursor"]["projects"]] == ["zhongshang-precursor"]


def test_tailings_taken_in_are_no_supply(store: EmbeddedStore) -> None:
    """200万吨/年 is feed: what is made of it has no figure."""
    project = next(p for p in ask(store).model.projects if p.iri.endswith("/baolv-copper-slag"))
    assert [(o.basis, o.product, o.value) for o in project.outputs] == [
        ("", thing("product", "cu-tailings"), None),
        ("Feed", "", None),
    ]


def test_as_committed_nothing_of_the_core_chain_is_there(planned: dict[str, dict]) -> None:
    """At the cut of construction none of cells, carbonate, PVDF and PACK is reached."""
    for key in ("cells", "lithium-carbonate", "pvdf-binder", "pack"):
        assert planned[key]["state_by_cut"]["under-construction"] == "below-cut"


def test_chemistry_decides_what_is_needed(store: EmbeddedStore, planned: dict[str, dict]) -> None:
    """LFP needs no nickel sulphate, NCM no iron phosphate, and a mix needs both."""
    assert "nickel-sulfate" not in planned
    assert "iron-phosphate" not in {link["key"] for link in ask(store, chemistry="ncm523").record()["links"]}
    mixed = {link["key"] for link in ask(store, chemistry="lfp=0.6,ncm523=0.4").record()["links"]}
    assert {"nickel-sulfate", "iron-phosphate"} <= mixed
    every = {link["key"]: link["state"] for link in ask(store).record(everything=True)["links"]}
    assert len(every) == 48
    assert every["nickel-sulfate"] == "not-needed"


def test_a_mix_shares_out_the_cells(store: EmbeddedStore) -> None:
    """60 % of 10 GWh as LFP takes 6 × 2282 t of LFP cathode, 40 % as NCM523 takes 4 × 1639 t."""
    links = {link["key"]: link for link in ask(store, chemistry="lfp=0.6,ncm523=0.4").record()["links"]}
    assert links["lfp-cathode"]["demand"]["typical"] == 6 * 2282
    assert links["ncm-cathode"]["demand"]["typical"] == 4 * 1639


def test_only_counted_projects_next_door_are_whom_to_ask(store: EmbeddedStore, planned: dict[str, dict]) -> None:
    """For copper foil nobody is in talks; CATL's cells, themselves only in talks, are no ground to ask CATL."""
    assert thing("enterprise", "catl") not in planned["copper-foil"]["enterprises"]
    assert ["zhongdu-copper-processing"] == [
        iri.rsplit("/", 1)[-1] for iri in planned["copper-foil"]["possible_projects"]
    ]


def test_the_table_tells_stage_doubt_and_direction(store: EmbeddedStore) -> None:
    """Inputs come with their stage, possible makers are told, a link set aside by the chemistry is named."""
    table = gap_table(ask(store), {ZONE: "赤峰高新区"}, "zh", "md")
    foil = next(line for line in table.splitlines() if "| 锂电铜箔 |" in line)
    assert "阴极铜（电解铜）（已投产）" in foil
    assert "中都铜精深加工项目（筹备开工）" in foil
    assert "三元前驱体锂电池正极材料项目（筹备开工）" in table.partition("| 环节")[0]
    carbonate = next(line for line in table.splitlines() if "| 碳酸锂 |" in line)
    assert "3.29万~3.503万吨/年*" in carbonate
    later = gap_table(ask(store, "under-construction"), {ZONE: "赤峰高新区"}, "zh", "md")
    assert "计划口径" not in later


def test_a_park_is_asked_alone_and_told_of_the_rest(store: EmbeddedStore) -> None:
    """In Yuanbaoshan lithium carbonate is missing, with the plant of Dongshan told as elsewhere."""
    park = thing("park", "chifeng-high-tech-zone/yuanbaoshan")
    links = {link["key"]: link for link in ask(store, place=park).record()["links"]}
    assert links["lithium-carbonate"]["state"] == "missing"
    elsewhere = links["lithium-carbonate"]["elsewhere"]
    assert [p["iri"].rsplit("/", 1)[-1] for p in elsewhere] == ["dadao-lithium-carbonate"]
    assert elsewhere[0]["park"] == "chifeng-high-tech-zone/dongshan"


def test_quotes_of_the_answer_stand_in_the_text(store: EmbeddedStore, planned: dict[str, dict]) -> None:
    """Every quote of the JSON equals the plan's text between its offsets."""
    text = store.query("SELECT ?t { ?d <https://schema.org/text> ?t }").rows[0]["t"].value
    quotes = [quote for link in planned.values() for quote in link["evidence"]]
    assert len(quotes) > 10
    assert [q["quote"] for q in quotes] == [text[q["start"] : q["end"]] for q in quotes]


def told(store: EmbeddedStore, words: str, start: str = "advancing") -> str:
    """The explanation of a link in Chinese."""
    gaps = ask(store, start)
    link, _ = find_link(store, gaps, words)
    return Explanation(explain(store, gaps, link), labels(store, "zh"), "zh", "md").write()


def test_an_explanation_names_the_cut_of_each_state(store: EmbeddedStore) -> None:
    """Asked from construction on, the other state is that of the plan's cut, and is called so."""
    text = told(store, "碳酸锂", "under-construction")
    assert "口径换成推进及以上：富余" in text
    assert "口径换成在建及以上" not in text


def test_an_explanation_tells_a_possible_owner_as_possible(store: EmbeddedStore) -> None:
    """The owner of the PVDF plant is not stated and may be Dadao."""
    assert "企业未写明，可能是大道实业" in told(store, "PVDF")


def test_an_explanation_tells_a_shared_figure_as_shared(store: EmbeddedStore) -> None:
    """600,000 t are printed for two products: the project is not one without any figure."""
    assert "合计60万吨，未分开写" in told(store, "煅后焦")


def test_a_quote_says_whether_it_is_read_or_interpreted(store: EmbeddedStore) -> None:
    """积极推进 is a reading of a stage, the figure of the carbonate plant is verbatim."""
    text = told(store, "碳酸锂")
    assert "生产线项目”（2382–2413，解读）" in text
    assert "“年产4万吨电池级碳酸锂”（2397–2408，原文）" in text
