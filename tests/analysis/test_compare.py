"""Scenarios: the graph without a project or with one more, and two answers side by side."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

import pyoxigraph as ox
import pytest

from cfgraph.analysis.compare import Comparison, compare
from cfgraph.analysis.edits import derive, settle
from cfgraph.analysis.gaps import Gaps, find_gaps
from cfgraph.analysis.places import names, read_places, zone_of
from cfgraph.analysis.query import SavedQuery, query_files, query_name
from cfgraph.analysis.scenario import Scenario
from cfgraph.cli import main
from cfgraph.commands.scenario import closure
from cfgraph.errors import BadInputError, UsageError
from cfgraph.graph.build import build
from cfgraph.graph.close import infer
from cfgraph.namespaces import graph, thing
from cfgraph.publish.compare_view import WIDTH, View, assumptions, compare_in
from cfgraph.publish.render import cells
from cfgraph.sources.scenario_file import ScenarioText, read_file, read_line
from cfgraph.store.base import Store
from cfgraph.store.embedded import EmbeddedStore
from cfgraph.workspace import Workspace

TINY = Path(__file__).parent.parent / "tiny"
BASE = {"from": "advancing", "chain": "lithium-battery"}
TOWN = thing("zone", "small-town")
ADD = '[[add]]\nname = "{name}"\nproduct = "{product}"\nstage = "{stage}"\nplace = "{place}"\n'
Ask = Callable[[str, str], Comparison]
SCREEN = {"zh": 40, "en": 48}
"""Lines that the answer to one what-if may take."""


def answer(store: Store, text: ScenarioText, **base: str) -> Gaps:
    """The gaps of a scenario."""
    (scenario,) = settle(store, [text], {**BASE, **base})
    places = read_places(store)
    place = next(place for place in places if place.iri == scenario.place)
    return find_gaps(derive(store, scenario, closure), scenario, zone_of(places, place), whole=False)


def side_by_side(store: Store, a: str, b: str, **base: str) -> Comparison:
    """Two scenarios, each in one line."""
    return compare(answer(store, read_line(a, "--a"), **base), answer(store, read_line(b, "--b"), **base))


def turned(comparison: Comparison) -> dict[str, tuple[str, str]]:
    """Link → state in A and in B, where they differ."""
    return {change.link.key: change.states for change in comparison.changes if change.turned}


def changed(comparison: Comparison) -> dict[str, dict]:
    """Link → its record."""
    return {entry["key"]: entry for entry in comparison.record()["changed"]}


def file(folder: Path, text: str) -> ScenarioText:
    """A scenario file."""
    path = folder / "scenario.toml"
    path.write_text(text, encoding="utf-8")
    return read_file(path)


# --- The graph of a scenario is the graph that building from other rows gives


def without_rows(folder: Path, keys: set[str]) -> EmbeddedStore:
    """The plan of a folder, built after the rows of projects were really taken out."""
    for name in ("projects.csv", "outputs.csv", "observations.csv"):
        path = folder / name
        header, *lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text(header + "".join(x for x in lines if x.split(",")[0] not in keys), encoding="utf-8")
    built = build([folder])
    return EmbeddedStore.in_memory(built.quads + infer(built))


PROJECTS = ("jia-carbonate", "cells", "yi-lfp", "bing-separator", "ding-foil", "wu-coke")
OUT = [*({key} for key in PROJECTS), {"cells", "wu-coke"}, set(PROJECTS)]


@pytest.fixture(
    scope="module", params=OUT, ids=lambda keys: "+".join(sorted(keys)) if len(keys) < len(PROJECTS) else "all"
)
def twins(
    request: pytest.FixtureRequest, tiny_store: EmbeddedStore, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Store, EmbeddedStore]:
    """The tiny plan with projects left out by a scenario, and with their rows taken out of the tables."""
    folder = tmp_path_factory.mktemp("plans") / "tiny-2025"
    shutil.copytree(TINY, folder)
    text = read_line("exclude=" + "+".join(sorted(request.param)), "--a")
    (scenario,) = settle(tiny_store, [text], BASE)
    assert len(request.param) == len(scenario.excluded)
    return derive(tiny_store, scenario, closure), without_rows(folder, request.param)


def test_a_graph_without_projects_is_the_graph_built_without_their_rows(twins: tuple[Store, EmbeddedStore]) -> None:
    """Triple for triple: what the plan says, and what follows from it."""
    for name in (graph("plan", "tiny-2025"), graph("inferred"), graph("knowledge"), graph("meta")):
        derived, rebuilt = ({str(quad.triple) for quad in store.quads(name)} for store in twins)
        assert rebuilt == derived


def test_every_query_answers_as_on_the_graph_built_without_the_rows(twins: tuple[Store, EmbeddedStore]) -> None:
    """Gaps, projects and chains: the same rows, at several cuts."""
    for path in query_files():
        query = SavedQuery(query_name(path), path, path.read_text(encoding="utf-8"))
        if query.name.partition("/")[0] not in ("gaps", "projects", "chains"):
            continue
        for cut in ("negotiating", "advancing", "under-construction"):
            text = query.bind(Scenario(TOWN, start=cut).parameters())
            derived, rebuilt = (store.query(text).rows for store in twins)
            assert rebuilt == derived, query.name


def test_a_project_added_again_gives_the_plan_back(tiny_store: EmbeddedStore, tmp_path: Path) -> None:
    """Left out and assumed with the same product, size, stage and place, the cells leave every number as it was."""
    again = ADD.format(name="2GWh锂电池项目", product="cell", stage="advancing", place="small-town/east")
    text = file(tmp_path, f'exclude = ["cells"]\n{again}capacity = "2GWh"\n')
    for cut in ("negotiating", "advancing", "signed"):
        plain, other = answer(tiny_store, ScenarioText(), **{"from": cut}), answer(tiny_store, text, **{"from": cut})
        assert plain.main.states == other.main.states
        for iri, balance in plain.main.balances.items():
            assert (balance.requirement, balance.supply.stated) == (
                other.main.balances[iri].requirement,
                other.main.balances[iri].supply.stated,
            )


def test_an_assumed_project_stands_beside_the_plan(tiny_store: EmbeddedStore, tmp_path: Path) -> None:
    """It is told in a graph of its own; the plan's graph and the store that was asked stay as they are."""
    text = file(tmp_path, ADD.format(name="x", product="nmp", stage="signed", place="small-town/west"))
    (scenario,) = settle(tiny_store, [text], BASE)
    before = set(tiny_store.quads())
    derived = derive(tiny_store, scenario, closure)
    plan = graph("plan", "tiny-2025")
    assert set(tiny_store.quads(plan)) == set(derived.quads(plan))
    assert before == set(tiny_store.quads())
    park = ox.NamedNode(thing("park", "small-town/west"))
    makes = ox.NamedNode("https://w3id.org/cfgraph/ontology#makes")
    assert derived.query(f"ASK {{ {park} {makes} <{thing('product', 'nmp')}> }}").boolean
    assert not tiny_store.query(f"ASK {{ {park} {makes} <{thing('product', 'nmp')}> }}").boolean


def test_a_scenario_that_changes_nothing_is_asked_of_the_store_itself(tiny_store: EmbeddedStore) -> None:
    """Cut, chemistry and coefficients need no other graph."""
    (scenario,) = settle(tiny_store, [read_line("from=signed,coefficients=high", "--a")], BASE)
    assert derive(tiny_store, scenario, closure) is tiny_store


# --- What words mean


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        ("catl-50gwh", {"catl-50gwh"}),
        ("chifeng-2023/catl-50gwh", {"catl-50gwh"}),
        ("宁德时代50GWh锂电池项目", {"catl-50gwh"}),
        ("宁德时代", {"catl-50gwh"}),
        ("catl", {"catl-50gwh"}),
        ("CATL", {"catl-50gwh"}),
        ("鑫闽通", {"xinmintong-anode"}),
        ("碳酸锂", {"dadao-lithium-carbonate"}),
        ("dongli", {"dongli-knitwear-fabric", "dongli-dehairing-upgrade", "dongli-digital-factory"}),
        ("catl+zhongke-hualian-separator", {"catl-50gwh", "zhongke-hualian-separator"}),
    ],
)
def test_who_is_left_out_is_named_by_key_name_or_enterprise(store: EmbeddedStore, words: str, keys: set[str]) -> None:
    """An enterprise means all projects that it is stated to undertake; part of a name will do where it is clear."""
    (scenario,) = settle(store, [read_line(f"exclude={words}", "--a")], BASE)
    assert keys == {project.iri.rsplit("/", 1)[-1] for project in scenario.excluded}


@pytest.mark.parametrize(
    ("words", "problem", "near"),
    [
        ("catl-60gwh", "scenario-project", "catl-50gwh (宁德时代50GWh锂电池项目)"),
        ("宁得时代", "scenario-project", "catl (宁德时代)"),
        ("人造石墨", "scenario-many", "befar-graphite-anode (人造石墨负极材料项目)"),
        ("中都", "scenario-idle", "zhongdu-copper-processing (中都铜精深加工项目)"),
    ],
)
def test_who_is_unknown_is_told_with_who_is_near(store: EmbeddedStore, words: str, problem: str, near: str) -> None:
    """An unknown project, one of several, and an enterprise that is not stated to undertake anything."""
    with pytest.raises(UsageError) as refused:
        settle(store, [read_line(f"exclude={words}", "--b")], BASE)
    (told,) = refused.value.problems
    assert (problem, "--b", "exclude") == (told.key, told.file, told.column)
    assert near in next(told.params[name] for name in ("near", "known", "possible") if name in told.params)


def test_every_mistake_of_both_sides_is_told_at_once(store: EmbeddedStore, tmp_path: Path) -> None:
    """Form and meaning, file and line: one error, that of a bad file, and each mistake once."""
    text = file(
        tmp_path,
        'form = "x"\nplace = "atlantis"\nplan = "chifeng-2030"\nchain = "ships"\nchemistry = "lfp=0.5"\n'
        + ADD.format(name="a", product="copperfoil", stage="signed", place="nowhere")
        + ADD.format(name="b", product="cell", stage="signed", place="dongshan")
        + 'capacity = "5万吨"\n',
    )
    with pytest.raises(BadInputError) as refused:
        settle(store, [text, read_line("exclude=nobody-at-all", "--b"), text], BASE)
    assert [
        ("form", "scenario-key"),
        ("plan", "plan-unknown"),
        ("place", "place-unknown"),
        ("chain", "chain-unknown"),
        ("chemistry", "chemistry-sum"),
        ("add 1: product", "scenario-product"),
        ("add 1: place", "place-unknown"),
        ("add 2: capacity", "unit-mismatch"),
        ("exclude", "scenario-project"),
    ] == [(problem.column, problem.key) for problem in refused.value.problems]
    assert "copper-foil (锂电铜箔)" in refused.value.text("zh")
    assert "GWh" in refused.value.text("zh")


# --- What if


def test_without_catl_a_sixth_of_the_cells_is_left(store: EmbeddedStore) -> None:
    """60 → 10 GWh: 40,000 t of carbonate lie inside the need of 60 GWh and are over twice the highest of 10 GWh."""
    found = side_by_side(store, "", "exclude=宁德时代", **{"from": "negotiating"})
    links = changed(found)
    assert (60.0, 10.0) == (links["cells"]["supply_a"]["stated"], links["cells"]["supply_b"]["stated"])
    assert {"lithium-carbonate": ("uncertain", "surplus"), "graphite-anode": ("uncertain", "surplus")} == turned(found)
    carbonate = links["lithium-carbonate"]
    assert carbonate["requirement_a"]["low"] < 40000 < carbonate["requirement_a"]["high"]
    assert 2 * carbonate["requirement_b"]["high"] < 40000
    for bound in ("low", "typical", "high"):
        assert carbonate["requirement_a"][bound] == pytest.approx(6 * carbonate["requirement_b"][bound])
    assert {"from": "cells", "unit": "GigaW-HR-PER-YR", "a": 60.0, "b": 10.0} == {
        name: value for name, value in carbonate["why"]["demand"].items() if name != "projects"
    }
    (project,) = carbonate["projects"]
    assert ("cells", "gone", "Negotiating", None) == tuple(
        project[name] for name in ("role", "change", "stage_a", "stage_b")
    )
    assert {"value": 50.0, "unit": "GigaW-HR-PER-YR"} == project["capacity_a"]


def test_at_the_default_cut_catl_is_not_counted_anyway(store: EmbeddedStore) -> None:
    """Only the list of cell projects is shorter; no number moves."""
    found = side_by_side(store, "", "exclude=catl-50gwh")
    assert {} == turned(found)
    (change,) = found.changes
    assert ("cells", ["gone"]) == (change.link.key, [shift.change for shift in change.makers])
    assert "未计入" in View(found, names(read_places(store), "zh"), "zh").reason(change)


def test_when_talks_land_nobody_is_only_talked_about(store: EmbeddedStore) -> None:
    """Separator and coke become of unknown size, anode and carbonate uncertain."""
    assert {
        "separator": ("talks-only", "unquantified"),
        "calcined-coke": ("talks-only", "unquantified"),
        "graphite-anode": ("unquantified", "uncertain"),
        "lithium-carbonate": ("surplus", "uncertain"),
    } == turned(side_by_side(store, "", "from=negotiating"))


def test_another_chemistry_needs_other_links(store: EmbeddedStore) -> None:
    """NCM needs no iron phosphate and no LFP, but the sulphates, precursor and cathode of its own."""
    found = side_by_side(store, "", "chemistry=ncm523")
    assert {
        "iron-phosphate": ("missing", "not-needed"),
        "lfp-cathode": ("missing", "not-needed"),
        "nickel-sulfate": ("not-needed", "missing"),
        "cobalt-sulfate": ("not-needed", "missing"),
        "manganese-sulfate": ("not-needed", "missing"),
        "ncm-cathode": ("not-needed", "missing"),
        "ncm-precursor": ("not-needed", "unquantified"),
    } == turned(found)
    foil = changed(found)["copper-foil"]
    assert foil["why"]["chemistry"]
    assert (6600.0, 4640.0) == (foil["requirement_a"]["typical"], foil["requirement_b"]["typical"])


def test_low_and_high_coefficients_are_the_ends_of_the_range(store: EmbeddedStore) -> None:
    """Each side has one number where the plain answer has a range: 10 GWh × 566 and × 807 t of copper foil."""
    found = side_by_side(store, "coefficients=low", "coefficients=high")
    foil = changed(found)["copper-foil"]
    bounds = ("low", "typical", "high")
    assert [5660.0] * 3 == [foil["requirement_a"][bound] for bound in bounds]
    assert [8070.0] * 3 == [foil["requirement_b"][bound] for bound in bounds]
    assert foil["why"]["coefficients"]
    assert not foil["why"]["chemistry"]


def test_coefficients_can_turn_a_state(store: EmbeddedStore) -> None:
    """For 60 GWh the 40,000 t of carbonate suffice with low coefficients and fall short with high ones."""
    found = side_by_side(store, "coefficients=low", "coefficients=high", **{"from": "negotiating"})
    assert ("adequate", "short") == turned(found)["lithium-carbonate"]


def test_only_what_is_under_construction(store: EmbeddedStore) -> None:
    """Cells, carbonate, PVDF, PACK, station and anode fall below the cut, and with the cells all demand."""
    found = side_by_side(store, "", "from=under-construction")
    fallen = {key for key, states in turned(found).items() if states[1] == "below-cut"}
    assert {"cells", "lithium-carbonate", "pvdf-binder", "pack", "storage-station", "graphite-anode"} == fallen
    foil = changed(found)["copper-foil"]
    assert (6600.0, None) == (foil["requirement_a"]["typical"], foil["requirement_b"]["typical"])
    assert ["uncounted"] == [project["change"] for project in foil["projects"] if project["role"] == "cells"]


def test_place_against_place(store: EmbeddedStore) -> None:
    """Dongshan has the carbonate and the cells, Yuanbaoshan the separator in talks."""
    found = side_by_side(store, "place=dongshan", "place=yuanbaoshan")
    states = turned(found)
    assert ("surplus", "missing") == states["lithium-carbonate"]
    assert ("missing", "talks-only") == states["separator"]
    links = changed(found)
    assert {"gone"} == {project["change"] for project in links["lithium-carbonate"]["projects"]}
    text = compare_in("table", found, names(read_places(store), "zh"), "zh")
    assert "A 东山产业园 → B 元宝山产业园" in text
    assert "只有 A 有综合利用锂云母年产4万吨电池级碳酸锂生产线项目" in text


@pytest.mark.parametrize(
    ("capacity", "stage", "state"),
    [
        ("5万吨", "signed", "surplus"),
        ("10000吨", "signed", "adequate"),
        ("6000吨", "signed", "uncertain"),
        ("5000吨", "signed", "short"),
        ("", "signed", "unquantified"),
        ("5万吨", "negotiating", "talks-only"),
    ],
)
def test_a_foil_plant_changes_the_state_by_its_size_and_stage(
    store: EmbeddedStore, tmp_path: Path, capacity: str, stage: str, state: str
) -> None:
    """The cells need 5,660 to 8,070 t of copper foil: what a plant of a size and stage makes of the gap."""
    add = ADD.format(name="某铜箔项目", product="copper-foil", stage=stage, place="dongshan")
    text = file(tmp_path, add + (f'capacity = "{capacity}"\n' if capacity else ""))
    found = compare(answer(store, ScenarioText()), answer(store, text))
    assert {"copper-foil": ("missing", state)} == turned(found)
    (change,) = found.changes
    assert [("new", "某铜箔项目")] == [(shift.change, shift.seen.project.zh) for shift in change.makers]


def test_a_plant_in_another_unit_is_read_in_the_products(store: EmbeddedStore, tmp_path: Path) -> None:
    """5000 MWh of cells are 5 GWh more: every demand grows by half."""
    add = ADD.format(name="某电芯项目", product="cell", stage="signed", place="dongshan")
    found = compare(answer(store, ScenarioText()), answer(store, file(tmp_path, f'{add}capacity = "5000MWh"\n')))
    foil = changed(found)["copper-foil"]
    assert (6600.0, 9900.0) == (foil["requirement_a"]["typical"], foil["requirement_b"]["typical"])
    assert {(project["role"], project["change"]) for project in foil["projects"]} == {
        ("cells", "new"),
        ("buyer", "new"),
    }


@pytest.mark.parametrize(("product", "place"), [("copper-foil", "hongshan"), ("knitwear", "dongshan")])
def test_a_project_without_effect_is_told(store: EmbeddedStore, tmp_path: Path, product: str, place: str) -> None:
    """Assumed in another park than the one asked, or in another chain, it changes nothing, and that is said."""
    text = file(tmp_path, ADD.format(name="某项目", product=product, stage="signed", place=place))
    found = compare(answer(store, ScenarioText(), place="dongshan"), answer(store, text, place="dongshan"))
    assert [] == found.changes
    told = compare_in("table", found, names(read_places(store), "zh"), "zh")
    assert "加上的某项目不在所问的地点或产业链上，对结果没有影响" in told


def test_the_owner_leaves_and_what_may_be_his_is_told(store: EmbeddedStore) -> None:
    """Without Dadao only the carbonate goes; the projects that may be Dadao's stay and are named."""
    found = side_by_side(store, "", "exclude=dadao")
    assert ("surplus", "missing") == turned(found)["lithium-carbonate"]
    assert {"dongshan-pvdf", "dongshan-cells-10gwh", "dongshan-graphite-anode", "dongshan-pack-and-storage"} == {
        project.iri.rsplit("/", 1)[-1] for project in found.possible()
    }


def test_a_buyer_that_leaves_takes_its_offtake_along(store: EmbeddedStore) -> None:
    """The PVDF plant buys 30,000 × 1.8 t of R142b; without it the cells' small demand is left."""
    found = side_by_side(store, "", "exclude=dongshan-pvdf")
    monomer = changed(found)["vdf-r142b"]
    assert 54000.0 == monomer["requirement_a"]["typical"]
    assert monomer["requirement_b"]["typical"] < 2000
    assert [("buyer", "gone", 30000.0)] == [
        (project["role"], project["change"], project["capacity_a"]["value"]) for project in monomer["projects"]
    ]


# --- Editions of a plan


@pytest.fixture
def editions(tiny_folder: Path, tmp_path: Path, edit: Callable[[str, str, str], None]) -> EmbeddedStore:
    """The tiny plan, and a later edition in which the cells are under construction and the separator is gone."""
    earlier = tmp_path / "tiny"
    shutil.copytree(tiny_folder, earlier)
    edit("plan.toml", 'key = "tiny-2025"', 'key = "tiny-2026"')
    edit(
        "projects.csv",
        "cells,2GWh锂电池项目,2 GWh cells,small-town/east,advancing,积极推进",
        "cells,2GWh锂电池项目,2 GWh cells,small-town/east,under-construction,加快…建设",
    )
    edit("source.txt", "、2GWh锂电池项目。加快乙公司磷酸铁锂项目建设", "。加快2GWh锂电池项目、乙公司磷酸铁锂项目建设")
    edit("plan.toml", "224c084fd8ab3af1ebd509415362805fb5999c7e8787fc9067861dedf0a5ee45", _digest(tiny_folder))
    rows = (tiny_folder / "projects.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (tiny_folder / "projects.csv").write_text("".join(x for x in rows if x[:14] != "bing-separator"), encoding="utf-8")
    rows = (tiny_folder / "outputs.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (tiny_folder / "outputs.csv").write_text("".join(x for x in rows if x[:14] != "bing-separator"), encoding="utf-8")
    built = build([earlier, tiny_folder])
    return EmbeddedStore.in_memory(built.quads + infer(built))


def _digest(folder: Path) -> str:
    import hashlib

    return hashlib.sha256((folder / "source.txt").read_bytes()).hexdigest()


def test_edition_against_edition(editions: EmbeddedStore) -> None:
    """A project is the same by its key: the cells moved on, the separator is no longer talked about."""
    found = side_by_side(editions, "plan=tiny-2025", "plan=tiny-2026")
    assert {"separator": ("talks-only", "missing")} == turned(found)
    cells = next(change for change in found.changes if change.link.key == "cells")
    (shift,) = cells.makers
    assert ("stage", "Advancing", "UnderConstruction") == (
        shift.change,
        shift.a and shift.a.project.stage,
        shift.b and shift.b.project.stage,
    )
    assert "推进，阶段未明 → 在建" in View(found, names(read_places(editions), "zh"), "zh").reason(cells)


def test_left_out_by_key_a_project_is_left_out_of_every_edition(editions: EmbeddedStore) -> None:
    """One key, two plans, both projects."""
    (scenario,) = settle(editions, [read_line("exclude=cells", "--a")], BASE)
    assert [thing("project", f"tiny-{year}", "cells") for year in (2025, 2026)] == [p.iri for p in scenario.excluded]


# --- The comparison as such

WHAT_IFS = [
    ("", "from=negotiating"),
    ("from=negotiating", "from=negotiating,exclude=宁德时代"),
    ("", "chemistry=ncm523"),
    ("coefficients=low", "coefficients=high"),
    ("", "from=under-construction"),
    ("place=dongshan", "place=yuanbaoshan"),
]
PAIRS = [
    *WHAT_IFS,
    ("chemistry=lfp=0.6,ncm523=0.4", "from=signed,chemistry=ncm811"),
    ("from=negotiating", "place=hongshan,coefficients=low"),
    ("", "exclude=dadao+dongshan-pvdf+hongshan-battery-base"),
    ("chain=copper", "chain=copper,from=operating"),
    ("chain=windsolar,from=negotiating", "chain=windsolar"),
]


@pytest.fixture(scope="module")
def sides(store: EmbeddedStore) -> Ask:
    """Two scenarios side by side; each pair is asked once."""
    return cache(partial(side_by_side, store))


@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_every_change_has_its_reason_and_every_link_its_place(store: EmbeddedStore, sides: Ask, a: str, b: str) -> None:
    """Changed and unchanged are all links that a side needs; and each change says why."""
    found = sides(a, b)
    assert len(found.links) == len(found.changes) + found.unchanged
    needed = {link.iri for side in found.sides for link in side.links()}
    assert needed == {link.iri for link in found.links}
    for lang in ("zh", "en"):
        view = View(found, names(read_places(store), lang), lang)
        assert all(view.reason(change) for change in found.changes)
    ranked = sum(not link.beside for link in found.links)
    assert [ranked, ranked] == [
        sum(counts) for counts in zip(*((one, other) for _, one, other in found.counts()), strict=True)
    ]


@pytest.mark.parametrize(("a", "b"), WHAT_IFS)
@pytest.mark.parametrize("lang", SCREEN)
def test_the_answer_to_a_what_if_fits_a_screen(store: EmbeddedStore, sides: Ask, a: str, b: str, lang: str) -> None:
    """A few dozen lines, none wider than the table may be."""
    text = compare_in("table", sides(a, b), names(read_places(store), lang), lang)
    assert text.count("\n") <= SCREEN[lang]
    assert max(map(cells, text.splitlines())) <= WIDTH
    assert text.splitlines() == [line.rstrip() for line in text.splitlines()]


@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_the_other_way_round_everything_is_the_other_way_round(sides: Ask, a: str, b: str) -> None:
    """The same links change, from B to A."""
    there, back = sides(a, b), sides(b, a)
    assert {key: states[::-1] for key, states in turned(there).items()} == turned(back)
    assert set(changed(there)) == set(changed(back))
    mirror = {"gone": "new", "new": "gone", "counted": "uncounted", "uncounted": "counted"}
    for key, entry in changed(there).items():
        told = {(p["iri"], p["role"], mirror.get(p["change"], p["change"])) for p in entry["projects"]}
        assert told == {(p["iri"], p["role"], p["change"]) for p in changed(back)[key]["projects"]}


def test_a_scenario_does_not_differ_from_itself(store: EmbeddedStore) -> None:
    """No change, and the text says so."""
    found = side_by_side(store, "from=negotiating,exclude=catl", "exclude=catl", **{"from": "negotiating"})
    assert [] == found.changes
    assert "两种情形没有差别" in compare_in("table", found, names(read_places(store), "zh"), "zh")


def test_two_chains_have_nothing_to_compare(store: EmbeddedStore) -> None:
    """Links of different chains are different links."""
    with pytest.raises(UsageError) as refused:
        side_by_side(store, "chain=copper", "")
    assert ["compare-chain"] == [problem.key for problem in refused.value.problems]


def test_what_is_assumed_is_told_in_one_line(store: EmbeddedStore, tmp_path: Path) -> None:
    """Projects left out and assumed with place, stage and size, and the bound; nothing for the plan as it stands."""
    add = (
        ADD.format(name="某铜箔项目", product="copper-foil", stage="signed", place="dongshan") + 'capacity = "5万吨"\n'
    )
    (scenario,) = settle(store, [file(tmp_path, f'exclude = "catl"\ncoefficients = "high"\n{add}')], BASE)
    places = names(read_places(store), "zh")
    told = "假设：不算宁德时代50GWh锂电池项目；加上某铜箔项目（东山产业园，签约，5万吨/年）；单耗取高值"
    assert told == assumptions(scenario, places, "zh")
    assert "" == assumptions(Scenario(scenario.place, start="signed"), places, "zh")


# --- The command line


@pytest.fixture
def run(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run a command on the shipped plan: exit code, output, errors."""

    def call(*words: str) -> tuple[int, str, str]:
        code = main([*words, "--workspace", str(workspace.folder)])
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return call


def test_compare_answers_in_every_form(run) -> None:
    """Table, JSON, CSV and Markdown tell the same changes; the exit code is 0."""
    words = ("compare", "--from", "negotiating", "--b", "exclude=宁德时代")
    code, table, errors = run(*words)
    assert (0, "") == (code, errors)
    assert "A 规划原样 → B 不算宁德时代50GWh锂电池项目" in table.splitlines()[0]
    assert "少了宁德时代50GWh锂电池项目：电芯 60 → 10GWh/年" in table
    record = json.loads(run(*words, "--format", "json")[1])
    assert {"a", "b", "states", "changed", "unchanged"} == set(record)
    assert ("negotiating", ["chifeng-2023/catl-50gwh"], []) == (
        record["b"]["from"],
        record["b"]["excluded"],
        record["a"]["excluded"],
    )
    rows = list(csv.DictReader(io.StringIO(run(*words, "--format", "csv")[1])))
    assert [entry["key"] for entry in record["changed"]] == [row["key"] for row in rows]
    assert all(row["why"] for row in rows)
    markdown = run(*words, "--format", "md")[1]
    assert "| 碳酸锂 | 存疑 → 富余 |" in markdown
    assert f"没有变化的 {record['unchanged']} 个" in markdown


def test_a_scenario_file_serves_gaps_balance_and_explain(run, tmp_path: Path) -> None:
    """What is assumed stands above the answer, and in the JSON beside cut and chemistry."""
    add = ADD.format(name="某铜箔项目", product="copper-foil", stage="signed", place="dongshan")
    path = tmp_path / "foil.toml"
    path.write_text(f'from = "preparing"\nexclude = ["catl"]\n{add}capacity = "5万吨"\n', encoding="utf-8")
    for words in (["gaps"], ["balance"], ["explain", "copper-foil"]):
        code, out, _ = run(*words, "--scenario", str(path))
        assert 0 == code
        assert out.startswith("假设：不算宁德时代50GWh锂电池项目；加上某铜箔项目（东山产业园，签约，5万吨/年）\n")
    record = json.loads(run("explain", "copper-foil", "--scenario", str(path), "--format", "json")[1])
    assert "preparing" == record["scenario"]["from"]
    assert ["某铜箔项目"] == [project["name"] for project in record["scenario"]["added"]]
    assert ["某铜箔项目"] == [project["label_zh"] for project in record["projects"] if not project["counted"]]


def test_a_bad_scenario_file_ends_with_3_and_a_bad_line_with_2(run, tmp_path: Path) -> None:
    """Exit codes of the contract, and the place of the mistake in front."""
    path = tmp_path / "bad.toml"
    path.write_text('exclude = ["catl-60gwh"]\n', encoding="utf-8")
    code, out, errors = run("gaps", "--scenario", str(path))
    assert (3, "") == (code, out)
    assert errors.startswith(f"{path}:exclude: ")
    assert "catl-50gwh" in errors
    assert 3 == run("compare", str(path), "--b", "from=signed")[0]
    code, out, errors = run("compare", "--a", "exclude=catl-60gwh")
    assert (2, "") == (code, out)
    assert errors.startswith("--a:exclude: ")
    assert 2 == run("compare")[0]


def test_what_file_and_option_both_say_is_told(run, tmp_path: Path) -> None:
    """Neither silently wins, not even where the option repeats its default."""
    path = tmp_path / "signed.toml"
    path.write_text('from = "signed"\n', encoding="utf-8")
    code, _, errors = run("gaps", "--scenario", str(path), "--from", "advancing")
    assert 3 == code
    assert f"{path}:from: " in errors
    assert 0 == run("gaps", "--scenario", str(path), "--place", "dongshan")[0]


def test_findings_of_an_assumed_graph_are_not_saved(run, tmp_path: Path) -> None:
    """The graph analysis is about the plan as it stands."""
    path = tmp_path / "out.toml"
    path.write_text('exclude = "catl"\n', encoding="utf-8")
    code, out, _ = run("gaps", "--save", "--scenario", str(path))
    assert (2, "") == (code, out)


def test_a_figure_of_two_products_is_told_as_their_sum(store: EmbeddedStore) -> None:
    """The project of coke and anode is not one of unstated size: its total is stated, its shares are not."""
    comparison = side_by_side(store, "", "exclude=fengyuan-coke-anode")
    (told,) = {View(comparison, names(read_places(store), "zh"), "zh").reason(c) for c in comparison.changes}
    assert "合计60万吨，未分开写" in told
    assert "规模未写" not in told
