"""The plan against physics: its figures against each other and against the coefficients, worked out by hand.

Coefficients of ``data/knowledge/coefficients.csv``, low / typical / high, each per unit of what is made: PVDF 30.7692 /
50 / 79.8566 t per GWh of LFP cells; anode 955 / 1091 / 1200 t per GWh; calcined coke 0.8196 / 1.231 / 1.5 t per t of
anode; bauxite 2.34 / 2.75 / 3 t per t of alumina; R142b 1.8 (typical) t per t of PVDF.
"""

from __future__ import annotations

from decimal import Decimal

import pyoxigraph as ox
import pytest

from cfgraph.analysis.balance import demand, of_link, stated
from cfgraph.analysis.model import load
from cfgraph.analysis.query import integer, run
from cfgraph.analysis.scenario import Scenario
from cfgraph.graph.build import Built
from cfgraph.namespaces import PREFIXES, short_key, thing
from cfgraph.store.embedded import EmbeddedStore

ZONE = thing("zone", "chifeng-high-tech-zone")
Rows = list[dict[str, str]]


def ask(store: EmbeddedStore, name: str, start: str = "", chemistry: str = "", place: str = "") -> Rows:
    """The rows of a saved query, terms as text, IRIs by their key."""
    values = {
        "from": integer("from", start) if start else None,
        "chemistry": ox.NamedNode(thing("variant", chemistry)) if chemistry else None,
        "place": ox.NamedNode(place) if place else None,
    }
    rows = run(store, f"gaps/{name}", **values).rows
    return [{k: short_key(v.value) if isinstance(v, ox.NamedNode) else v.value for k, v in r.items()} for r in rows]


def test_thirty_thousand_tonnes_of_pvdf_would_serve_hundreds_of_gigawatt_hours(store: EmbeddedStore) -> None:
    """30,000 ÷ 79.8566 / 50 / 30.7692 = 375.673 / 600 / 975.001 GWh, beside 10 GWh stated and 60 with talks."""
    (row,) = ask(store, "served-cells")
    assert ("dongshan-pvdf", "pvdf", "30000") == (row["project"], row["product"], row["stated"])
    assert ("30.7692", "50", "79.8566") == (row["useLow"], row["useTypical"], row["useHigh"])
    assert ("375.673", "600", "975.001") == (row["servedAtHighUse"], row["servedTypical"], row["servedAtLowUse"])
    assert ("10", "60") == (row["cells"], row["cellsWithTalks"])


def test_a_generic_output_serves_cells_that_take_a_kind_of_it(store: EmbeddedStore) -> None:
    """With talks, 40,000 t of “graphite anode” ÷ 1200 / 1091 / 955 = 33.333 / 36.664 / 41.885 GWh: below the 60 stated.

    The 600,000 t shared by coke and anode serve nothing, and projects without a figure are left out.
    """
    rows = {row["project"]: row for row in ask(store, "served-cells", "negotiating")}
    assert {"dongshan-pvdf", "xinmintong-anode"} == set(rows)
    anode = rows["xinmintong-anode"]
    assert ("33.333", "36.664", "41.885") == tuple(
        anode[f"served{use}"] for use in ("AtHighUse", "Typical", "AtLowUse")
    )
    assert "60" == anode["cells"]


def test_cells_of_another_chemistry_take_other_amounts(store: EmbeddedStore) -> None:
    """NCM523 takes 25 t of PVDF per GWh: 30,000 ÷ 25 = 1200 GWh."""
    (row,) = ask(store, "served-cells", chemistry="ncm523")
    assert "1200" == row["servedTypical"]


def test_figures_of_a_park_are_held_against_its_own_cells(store: EmbeddedStore) -> None:
    """In Yuanbaoshan the anode stands beside CATL's 50 GWh; in Hongshan no such product has a figure."""
    yuanbaoshan, hongshan = (thing("park", f"chifeng-high-tech-zone/{key}") for key in ("yuanbaoshan", "hongshan"))
    (row,) = ask(store, "served-cells", "negotiating", place=yuanbaoshan)
    assert ("xinmintong-anode", "50", "50") == (row["project"], row["cells"], row["cellsWithTalks"])
    assert [] == ask(store, "served-cells", place=hongshan)


def test_alumina_needs_bauxite_that_nobody_names(store: EmbeddedStore) -> None:
    """6.5 Mt × 2.34 / 2.75 / 3 = 15.21 / 17.875 / 19.5 Mt, and no project or resource of the zone is bauxite."""
    (row,) = (row for row in ask(store, "feed-needed") if row["project"] == "qihui-alumina")
    assert ("bauxite", "6500000", "false") == (row["material"], row["stated"], row["local"])
    assert ("15210000", "17875000", "19500000") == (row["needLow"], row["needTypical"], row["needHigh"])


def test_feed_that_a_project_makes_is_local(store: EmbeddedStore) -> None:
    """30,000 t PVDF take 54,000 t R142b, made by nobody; 10 GWh take 500 t PVDF and separator, made or talked about."""
    rows = {(row["project"], row["material"]): row for row in ask(store, "feed-needed")}
    pvdf = rows["dongshan-pvdf", "r142b"]
    assert ("54000", "false") == (pvdf["needTypical"], pvdf["local"])
    cells = {material: row for (project, material), row in rows.items() if project == "dongshan-cells-10gwh"}
    assert ("500", "true") == (cells["pvdf"]["needTypical"], cells["pvdf"]["local"])
    assert ("169500000", "true") == (cells["separator"]["needTypical"], cells["separator"]["local"])
    assert ("6600", "false") == (cells["copper-foil"]["needTypical"], cells["copper-foil"]["local"])


def test_talks_and_feed_of_a_shared_figure_are_left_out(store: EmbeddedStore) -> None:
    """At the cut of the plan CATL needs nothing yet; the shared 600,000 t need nothing at any cut."""
    assert "catl-50gwh" not in {row["project"] for row in ask(store, "feed-needed")}
    talking = {row["project"] for row in ask(store, "feed-needed", "negotiating")}
    assert "catl-50gwh" in talking
    assert "fengyuan-coke-anode" not in talking


def plant(product: str, stage: str = "Operating", place: str = ZONE) -> list[ox.Quad]:
    """A plant of 10,000 t a year, with what follows from it."""
    names = "\n".join(f"PREFIX {prefix}: <{iri}>" for prefix, iri in PREFIXES.items())
    text = f"""{names}
        <urn:x:plant> cf:locatedIn <{place}> ; cf:stage cf:{stage} ; cf:hasOutput <urn:x:made> ;
          cf:produces <{thing("product", product)}> ; skos:prefLabel "工厂"@zh , "mill"@en ;
          dcterms:isReferencedBy <{thing("document", "chifeng-2023")}> .
        <urn:x:made> cf:ofProduct <{thing("product", product)}> ; cf:capacityBasis cf:Output ;
          cf:capacity <urn:x:figure> .
        <urn:x:figure> qudt:numericValue 10000 ; qudt:hasUnit unit:TONNE-PER-YR ; cf:asPrinted "1万吨" ."""
    graph = ox.NamedNode("urn:x:graph")
    return [ox.Quad(t.subject, t.predicate, t.object, graph) for t in ox.parse(text, ox.RdfFormat.TURTLE)]


def test_where_no_cell_states_a_size_the_cells_are_unknown(real: Built, real_inferred: list[ox.Quad]) -> None:
    """A foil plant in Songshan, where nobody makes cells: 10,000 ÷ 660 = 15.152 GWh, and no cells, never zero."""
    park = thing("park", "chifeng-high-tech-zone/songshan")
    store = EmbeddedStore.in_memory([*real.quads, *real_inferred, *plant("copper-foil", place=park)])
    (row,) = ask(store, "served-cells", place=park)
    assert "15.152" == row["servedTypical"]
    assert not {"cells", "cellsWithTalks"} & set(row)


def test_feed_that_a_resource_of_the_city_gives_is_local(real: Built, real_inferred: list[ox.Quad]) -> None:
    """Lepidolite concentrate takes the ore that the city has: 10,000 t × 2.2445 = 22,445 t."""
    store = EmbeddedStore.in_memory([*real.quads, *real_inferred, *plant("lepidolite-concentrate")])
    rows = {(row["project"], row["material"]): row for row in ask(store, "feed-needed")}
    ore = rows["urn:x:plant", "lepidolite-ore"]
    assert ("22445", "true") == (ore["needTypical"], ore["local"])
    assert "true" == rows["dadao-lithium-carbonate", "lepidolite-concentrate"]["local"]


def test_a_shelved_plant_gives_nothing(real: Built, real_inferred: list[ox.Quad]) -> None:
    """A project out of the running is no local source and needs no feed."""
    store = EmbeddedStore.in_memory([*real.quads, *real_inferred, *plant("lepidolite-concentrate", "Shelved")])
    rows = {(row["project"], row["material"]): row for row in ask(store, "feed-needed")}
    assert "false" == rows["dadao-lithium-carbonate", "lepidolite-concentrate"]["local"]
    assert ("urn:x:plant", "lepidolite-ore") not in rows


def test_the_shared_figure_counts_for_neither_product(store: EmbeddedStore) -> None:
    """60万吨 for coke and anode; 60 GWh need 60 × 955 / 1091 / 1200 t anode, and × 0.8196 / 1.231 / 1.5 of coke."""
    rows = {row["product"]: row for row in ask(store, "shared-figures")}
    assert {"needle-coke-calcined", "graphite-anode"} == set(rows)
    for row in rows.values():
        assert ("fengyuan-coke-anode", "60万吨", "600000", "60") == tuple(
            row[name] for name in ("project", "printed", "figure", "cells")
        )
    needs = {name: tuple(row[f"need{bound}"] for bound in ("Low", "Typical", "High")) for name, row in rows.items()}
    assert ("57300", "65460", "72000") == needs["graphite-anode"]
    assert ("46963.08", "80581.26", "108000") == needs["needle-coke-calcined"]


def test_a_shared_figure_outside_the_chain_is_told_without_a_need(store: EmbeddedStore) -> None:
    """Asked of the copper chain, which has no anchor, the figure is still shared, and what is needed unknown."""
    rows = run(store, "gaps/shared-figures", chain=ox.NamedNode(thing("chain", "copper"))).rows
    assert 2 == len(rows)
    assert not any("needLow" in row or "cells" in row for row in rows)


def test_only_pvdf_overshoots_with_talks_counted(store: EmbeddedStore) -> None:
    """30,000 t against 60 × 79.8566 = 4791.396 t: 6.261 times; 40,000 t carbonate are not twice what 60 GWh need."""
    (row,) = ask(store, "overshoot")
    assert ("pvdf-binder", "30000", "4791.396", "6.261", "60") == tuple(
        row[name] for name in ("link", "stated", "needHigh", "ratio", "cells")
    )


@pytest.mark.parametrize("chemistry", ["lfp", "ncm523", "ncm811"])
@pytest.mark.parametrize("start", ["negotiating", "advancing", "under-construction"])
def test_the_query_needs_what_the_balance_needs(store: EmbeddedStore, start: str, chemistry: str) -> None:
    """Along every way up the recipes the query sums to the demand of the balance, and finds the same overshoots."""
    scenario = Scenario(ZONE, start=start, chemistry={chemistry: Decimal(1)})
    model = load(store, scenario)
    flow = demand(model, scenario)
    counted = [project for project in model.projects if project.rank >= scenario.rank]
    expected = {}
    for link in model.links:
        values = [value for p in counted if (value := stated(model, p, link.iri)) is not None]
        needed = of_link(flow, model, link.iri)
        if values and needed is not None and sum(values) >= 2 * needed.high:
            expected[link.key] = needed
    rows = {row["link"]: row for row in ask(store, "overshoot", start, chemistry)}
    assert set(expected) == set(rows)
    for key, needed in expected.items():
        for bound, value in (("Low", needed.low), ("Typical", needed.typical), ("High", needed.high)):
            assert abs(Decimal(rows[key][f"need{bound}"]) - value) <= Decimal("0.0005")


def test_ways_longer_than_the_query_walks_do_not_exist(store: EmbeddedStore) -> None:
    """No recipe leads more than six steps up from a cell, which is how far the queries go."""
    model = load(store, Scenario(ZONE))

    def steps(product: str) -> int:
        recipe = model.recipes.get(product)
        rated = [given.material for given in recipe.inputs if given.coefficient] if recipe else []
        return max((1 + steps(material) for material in rated), default=0)

    assert 4 <= max(steps(product) for product in model.recipes if product.startswith(thing("product", "cell-"))) <= 6
