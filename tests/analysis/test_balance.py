"""Demand, offtake and supply on the tiny plan, followed by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cfgraph.analysis.balance import demand, of_link, offtake, stated, supply
from cfgraph.analysis.explain import explain, find_link
from cfgraph.analysis.gaps import Gaps, find_gaps
from cfgraph.analysis.model import Model, load
from cfgraph.analysis.products import product_balances
from cfgraph.analysis.scenario import Scenario, parse_chemistry
from cfgraph.errors import UsageError
from cfgraph.namespaces import thing
from cfgraph.store.embedded import EmbeddedStore

TOWN = thing("zone", "small-town")
ADVANCING = Scenario(TOWN)


@pytest.fixture(scope="module")
def model(tiny_store: EmbeddedStore) -> Model:
    """The tiny plan's model: 10 kt carbonate, 2 GWh cells, LFP without figure, foil without figure."""
    return load(tiny_store, ADVANCING)


@pytest.fixture(scope="module")
def gaps(tiny_store: EmbeddedStore) -> Gaps:
    """The tiny plan's gaps."""
    return find_gaps(tiny_store, ADVANCING, TOWN)


def link(key: str) -> str:
    """The IRI of a link of the chain."""
    return thing("link", "lithium-battery", key)


def test_demand_is_the_product_of_all_coefficients_along_the_way(model: Model) -> None:
    """Carbonate for 2 GWh: through LFP, and through electrolyte, LiPF6 and LiF; both typical paths add up."""
    lfp = Decimal(2) * Decimal("2282") * Decimal("0.25")
    salt = Decimal(2) * Decimal("1480") * Decimal("0.126") * Decimal("0.1797") * Decimal("1.4684")
    found = of_link(demand(model, ADVANCING), model, link("lithium-carbonate"))
    assert found is not None
    assert lfp + salt == found.typical


def test_demand_is_unknown_where_no_cell_project_states_its_size(tiny_store: EmbeddedStore, model: Model) -> None:
    """At a cut that no cell project reaches there is no demand at all."""
    assert demand(model, ADVANCING.at(start="under-construction")).amounts == {}


def test_offtake_is_one_step_from_every_stated_output(model: Model) -> None:
    """2 GWh of cells buy 2 × 660 t of foil; 10 kt of carbonate buy 10,000 × 19.0298 t of concentrate."""
    flow = offtake(model, ADVANCING)
    assert of_link(flow, model, link("copper-foil")).typical == 2 * 660
    assert Decimal("190298") == of_link(flow, model, link("lepidolite-beneficiation")).typical


def test_a_buyer_without_a_figure_is_counted_not_guessed(model: Model) -> None:
    """The LFP plant states no size: it takes iron phosphate and carbonate in an unknown amount."""
    flow = offtake(model, ADVANCING)
    buyer = thing("project", "tiny-2025", "yi-lfp")
    assert {buyer} == flow.unstated[thing("product", "iron-phosphate")]
    assert thing("product", "iron-phosphate") not in flow.amounts


def test_supply_counts_stated_output_at_the_cut_only(model: Model) -> None:
    """10,000 t of carbonate are stated; the separator in talks is not even a maker."""
    assert Decimal(10000) == supply(model, ADVANCING, link("lithium-carbonate")).stated
    assert supply(model, ADVANCING, link("separator")).makers == ()


def test_a_shared_figure_is_nobodys_output(model: Model) -> None:
    """30,000 t for coke and anode together is a figure of neither."""
    project = next(p for p in model.projects if p.iri.endswith("/wu-coke"))
    assert stated(model, project, link("calcined-coke")) is None
    assert stated(model, project, link("graphite-anode")) is None


def test_requirement_is_the_larger_bound_by_bound(gaps: Gaps) -> None:
    """Concentrate: the plant's purchases exceed what the cells need, so they are the requirement."""
    balance = gaps.main.balances[link("lepidolite-beneficiation")]
    assert balance.demand is not None
    assert balance.offtake is not None
    assert balance.offtake.typical > balance.demand.typical
    assert balance.offtake == balance.requirement


def test_every_line_of_the_explanation_multiplies_out(tiny_store: EmbeddedStore, gaps: Gaps) -> None:
    """Amount × coefficient = result on every line, and the last lines add up to the demand."""
    record = explain(tiny_store, gaps, find_link(tiny_store, gaps, "lithium-carbonate")[0])
    lines = record["steps"]["demand"]["lines"]
    for line in lines:
        for bound in ("low", "typical", "high"):
            assert line["amount"][bound] * line["coefficient"][bound] == pytest.approx(line["result"][bound])
    last = [line["result"]["typical"] for line in lines if line["material"] == "lithium-carbonate-bg"]
    assert sum(last) == pytest.approx(record["demand"]["typical"])
    assert [start["value"] for start in record["steps"]["demand"]["starts"]] == [2.0]


def test_each_coefficient_of_an_explanation_has_its_source(tiny_store: EmbeddedStore, gaps: Gaps) -> None:
    """Three bounds for every input used, each with a basis and at least one source."""
    record = explain(tiny_store, gaps, find_link(tiny_store, gaps, "lithium-carbonate")[0])
    used = {line["input"] for line in record["steps"]["demand"]["lines"]}
    told = {(entry["input"], entry["bound"]) for entry in record["coefficients"]}
    assert {(iri, bound) for iri in used for bound in ("low", "typical", "high")} == told
    assert all(entry["basis"] and entry["sources"] for entry in record["coefficients"])


def test_an_explanation_shows_the_whole_sentence(tiny_store: EmbeddedStore, gaps: Gaps) -> None:
    """The project's sentence is the one in the plan, from its start to its full stop."""
    record = explain(tiny_store, gaps, find_link(tiny_store, gaps, "碳酸锂")[0])
    sentences = {entry["sentence"] for entry in record["sentences"]}
    assert {"依托区内锂矿资源,积极推进甲公司年产1万吨碳酸锂项目、2GWh锂电池项目。"} == sentences


def test_an_unknown_link_is_told_with_what_is_near(tiny_store: EmbeddedStore, gaps: Gaps) -> None:
    """A misspelt key is a usage error that names a close one."""
    with pytest.raises(UsageError) as error:
        find_link(tiny_store, gaps, "coper-foil")
    assert "copper-foil" in error.value.text("en")


@pytest.mark.parametrize(
    ("words", "key"),
    [("隔膜", "separator"), ("Separator coating", "separator-coating"), ("六氟", "lipf6"), ("PACK", "pack")],
)
def test_a_link_is_found_by_what_people_call_it(tiny_store: EmbeddedStore, gaps: Gaps, words: str, key: str) -> None:
    """An alias of a product names its link, and so does a part of a label that only one link has."""
    assert key == find_link(tiny_store, gaps, words)[0].key


def test_links_that_may_have_been_meant_are_told_as_well(tiny_store: EmbeddedStore, gaps: Gaps) -> None:
    """隔膜 is the base film by its alias; the coating, whose name holds the word, comes with it."""
    link, others = find_link(tiny_store, gaps, "隔膜")
    assert "separator" == link.key
    assert "separator-coating" in [other.key for other in others]


@pytest.mark.parametrize(
    ("key", "demand_because", "offtake_because"),
    [
        ("cells", "anchor", "no-buyer"),
        ("pack", "not-upstream", "no-buyer"),
        ("nickel-sulfate", "not-needed", "no-buyer"),
        ("separator-coating", "no-coefficient", "no-coefficient"),
        ("iron-phosphate", None, "silent-buyers"),
    ],
)
def test_an_unknown_number_has_its_reason(
    tiny_store: EmbeddedStore, gaps: Gaps, key: str, demand_because: str | None, offtake_because: str
) -> None:
    """The anchor, a link beside the chain, one not needed, an unknown coefficient, buyers without a size."""
    record = explain(tiny_store, gaps, find_link(tiny_store, gaps, key)[0])
    assert {"demand": demand_because, "offtake": offtake_because} == record["reasons"]


def test_without_a_counted_cell_plant_demand_has_no_start(tiny_store: EmbeddedStore) -> None:
    """At the cut of construction nothing starts the demand."""
    later = find_gaps(tiny_store, ADVANCING.at(start="under-construction"), TOWN)
    record = explain(tiny_store, later, find_link(tiny_store, later, "copper-foil")[0])
    assert "no-start" == record["reasons"]["demand"]


def test_what_is_possible_is_told_with_its_sentence(tiny_store: EmbeddedStore, gaps: Gaps) -> None:
    """The separator project may coat its film: a possible project of the coating, with stage and quote, uncounted."""
    record = explain(tiny_store, gaps, find_link(tiny_store, gaps, "separator-coating")[0])
    assert "missing" == record["state"]
    assert [("bing-separator", "Negotiating")] == [
        (entry["iri"].rsplit("/", 1)[-1], entry["stage"]) for entry in record["possible"]
    ]
    assert any("丙公司隔膜项目" in entry["quote"] for entry in record["sentences"])
    assert [thing("enterprise", "bing")] == [contact["enterprise"] for contact in record["contacts"]]


def test_the_balance_lists_products_beyond_the_links(gaps: Gaps) -> None:
    """Hydrogen fluoride and copper cathode belong to no link and are balanced all the same."""
    entries = {entry["product"]: entry for entry in product_balances(gaps)}
    assert entries["anhydrous-hf"]["links"] == []
    assert pytest.approx(entries["copper-cathode"]["demand"]["typical"]) == 2 * 660 * 1.02


@pytest.mark.parametrize("words", ["lead", "lfp=0.5", "lfp=0.5,lfp=0.5", "lfp=-1,ncm523=2", "lfp=x", "", "lfp=nan"])
def test_a_wrong_mix_of_chemistries_is_refused(words: str) -> None:
    """An unknown chemistry, one named twice, and shares that do not add up to 1 are usage errors."""
    with pytest.raises(UsageError):
        parse_chemistry(words)
