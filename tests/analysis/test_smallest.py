"""The smallest step: exact on small graphs, and on the real plan what the gap table gives by hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cfgraph.analysis.amounts import Range
from cfgraph.analysis.gaps import Gaps, find_gaps
from cfgraph.analysis.model import Input, Recipe
from cfgraph.analysis.scenario import Scenario, parse_chemistry
from cfgraph.analysis.smallest import Steps, shortest, smallest_steps, solve, stops
from cfgraph.cli import main
from cfgraph.errors import UsageError
from cfgraph.namespaces import thing
from cfgraph.store.embedded import EmbeddedStore
from cfgraph.workspace import Workspace

ZONE = thing("zone", "chifeng-high-tech-zone")
TOWN = thing("zone", "small-town")
NODES = range(8)
Edges = set[tuple[int, int]]
Ask = Callable[..., tuple[int, str, str]]


def connected(edges: Edges, allowed: set[int], starts: set[int], ends: set[int]) -> bool:
    """True where an end can be reached from a start over allowed nodes: spread until nothing changes."""
    reached = starts & allowed
    while True:
        wider = reached | {b for a, b in edges if a in reached and b in allowed}
        if wider == reached:
            return bool(reached & ends)
        reached = wider


def brute_force(edges: Edges, local: set[int], starts: set[int], ends: set[int]) -> set[frozenset[int]]:
    """All smallest additions, by trying every set of nodes, the small ones first."""
    missing = sorted(set(NODES) - local)
    for size in range(len(missing) + 1):
        found = {frozenset(s) for s in combinations(missing, size) if connected(edges, local | set(s), starts, ends)}
        if found:
            return found
    return set()


node = st.integers(NODES.start, NODES.stop - 1)
graphs = st.tuples(
    st.sets(st.tuples(node, node), max_size=20),
    st.sets(node, max_size=6),
    st.sets(node, max_size=3),
    st.sets(node, max_size=3),
)


@settings(max_examples=400, deadline=None)
@given(graphs)
def test_the_solver_equals_brute_force(graph: tuple[Edges, set[int], set[int], set[int]]) -> None:
    """On graphs of up to 8 nodes, circles, several or no starts and ends included: the same additions, all of them."""
    found = solve(*graph)
    assert brute_force(*graph) == set(found)
    assert sorted(found, key=sorted) == found
    assert len(set(found)) == len(found)


@settings(max_examples=200, deadline=None)
@given(graphs)
def test_every_optimum_has_a_sequence_that_uses_all_its_additions(
    graph: tuple[Edges, set[int], set[int], set[int]],
) -> None:
    """The shortest path of an optimum starts, goes and ends right, and no addition is idle."""
    edges, local, starts, ends = graph
    for added in solve(*graph):
        path = shortest(edges, local | added, starts, ends)
        assert path[0] in starts
        assert path[-1] in ends
        assert set(pairwise(path)) <= edges
        assert added <= set(path) <= local | added


BY_HAND = {
    "closed already": ({(0, 1), (1, 2)}, {0, 1, 2}, {0}, {2}, [set()]),
    "one gap": ({(0, 1), (1, 2)}, {0, 2}, {0}, {2}, [{1}]),
    "two ways": ({(0, 1), (0, 2), (1, 3), (2, 3)}, {0, 3}, {0}, {3}, [{1}, {2}]),
    "a longer way with fewer gaps": ({(0, 4), (0, 1), (1, 2), (2, 4)}, {1, 2}, {0}, {4}, [{0, 4}]),
    "no way": ({(1, 0), (1, 2)}, {0, 1, 2}, {0}, {2}, []),
    "a local circle that nothing leads to": ({(1, 2), (2, 1), (2, 3)}, {0, 1, 2, 3}, {0}, {3}, []),
    "through a circle": ({(0, 1), (1, 2), (2, 1), (2, 3)}, {0, 3}, {0}, {3}, [{1, 2}]),
    "start and end are one": (set(), set(), {5}, {5}, [{5}]),
    "the nearer of two starts": ({(0, 1), (1, 3), (2, 3)}, {3}, {0, 2}, {3}, [{2}]),
    "no start": ({(0, 1)}, {0, 1}, set(), {1}, []),
}


@pytest.mark.parametrize("name", BY_HAND)
def test_small_cases_by_hand(name: str) -> None:
    """Cases that one can see on paper."""
    edges, local, starts, ends, expected = BY_HAND[name]
    assert [frozenset(added) for added in expected] == solve(edges, local, starts, ends)


def test_of_equal_sequences_the_earlier_link_stands() -> None:
    """0-1-3 and 0-2-3 are as long: the one over 1; a longer detour never wins."""
    assert (0, 1, 3) == shortest([(0, 2), (2, 3), (0, 1), (1, 3)], {0, 1, 2, 3}, [0], [3])
    assert () == shortest([(0, 1)], {0}, [0], [1])


def ask(store: EmbeddedStore, start: str = "advancing", chemistry: str = "lfp", chain: str = "lithium-battery") -> Gaps:
    """The gaps of the real plan."""
    return find_gaps(store, Scenario(ZONE, chain, start=start, chemistry=parse_chemistry(chemistry)), ZONE, whole=False)


@pytest.fixture(scope="module")
def planned(store: EmbeddedStore) -> Gaps:
    """The lithium chain at the default cut."""
    return ask(store)


def added(steps: Steps) -> list[list[str]]:
    """The keys of the additions of each optimum."""
    return [[link.key for link in steps.added(sequence)] for sequence in steps.optima]


def test_from_ore_to_station_mine_concentrator_and_cathode_are_missing(planned: Gaps) -> None:
    """The ore lies there and nobody mines or concentrates it; carbonate, cells, PACK and station have projects.

    From carbonate to cells the way over cathode takes one link, over fluoride, LiPF6 and electrolyte three;
    PACK leads to the station directly.
    """
    steps = smallest_steps(planned)
    assert ["lithium-ore-mining"] == [link.key for link in steps.starts]
    assert ["storage-station"] == [link.key for link in steps.ends]
    assert 3 == steps.additional
    assert [["lithium-ore-mining", "lepidolite-beneficiation", "lfp-cathode"]] == added(steps)
    way = "lithium-ore-mining lepidolite-beneficiation lithium-carbonate lfp-cathode cells pack storage-station"
    assert [way.split()] == [[link.key for link in sequence] for sequence in steps.optima]


def test_counting_talks_does_not_make_the_step_smaller(store: EmbeddedStore) -> None:
    """The separator and coke in talks lie on no way from the ore: the same three links."""
    assert added(smallest_steps(ask(store))) == added(smallest_steps(ask(store, "negotiating")))


def test_from_construction_on_every_link_of_the_way_is_missing(store: EmbeddedStore) -> None:
    """No project of the core chain is under construction: mine to station, all seven."""
    steps = smallest_steps(ask(store, "under-construction"))
    assert 7 == steps.additional
    assert [[link.key for link in sequence] for sequence in steps.optima] == added(steps)


def test_a_mix_of_chemistries_has_two_ways(store: EmbeddedStore) -> None:
    """Either cathode closes the chain under a mix; mine and concentrator are in both ways."""
    steps = smallest_steps(ask(store, chemistry="lfp=0.6,ncm523=0.4"))
    assert {"ncm-cathode", "lfp-cathode"} == {keys[-1] for keys in added(steps)}
    assert 2 == len(steps.optima)
    assert ["lithium-ore-mining", "lepidolite-beneficiation"] == [link.key for link in steps.common]


def test_high_nickel_takes_hydroxide_as_well(store: EmbeddedStore) -> None:
    """NCM811 is made of hydroxide, which nobody makes of the carbonate: one link more."""
    keys = ["lithium-ore-mining", "lepidolite-beneficiation", "lithium-hydroxide", "ncm-cathode"]
    assert [keys] == added(smallest_steps(ask(store, chemistry="ncm811")))


def test_the_tiny_plan_lacks_both_ends(tiny_store: EmbeddedStore) -> None:
    """Carbonate, LFP and cells are there: mine and concentrator before them, PACK and station behind."""
    steps = smallest_steps(find_gaps(tiny_store, Scenario(TOWN), TOWN, whole=False))
    assert [["lithium-ore-mining", "lepidolite-beneficiation", "pack", "storage-station"]] == added(steps)


def test_start_and_end_may_be_named(planned: Gaps) -> None:
    """R142b is the one link between nothing and cells over PVDF; a Chinese name will do; PACK to station is closed."""
    assert [["vdf-r142b"]] == added(smallest_steps(planned, "vdf-r142b", "电芯"))
    closed = smallest_steps(planned, "pack", "storage-station")
    assert 0 == closed.additional
    assert [["pack", "storage-station"]] == [[link.key for link in sequence] for sequence in closed.optima]


def test_where_nothing_leads_there_no_step_is_found(planned: Gaps) -> None:
    """Nothing that takes an inverter ends in a BMS, however much is made locally."""
    steps = smallest_steps(planned, "pcs", "bms")
    assert steps.additional is None
    assert () == steps.optima == steps.common


def test_wrong_names_are_told_together(planned: Gaps) -> None:
    """An unknown start with the near keys and an end that does not count: two problems in one error."""
    with pytest.raises(UsageError) as raised:
        smallest_steps(planned, "copper-foill", "electric-vehicles")
    assert ["link-unknown", "smallest-left-out"] == [problem.key for problem in raised.value.problems]
    assert "copper-foil" in raised.value.text("en")


def test_a_link_of_another_chemistry_does_not_count(planned: Gaps) -> None:
    """Under LFP nickel sulphate is no start."""
    with pytest.raises(UsageError):
        smallest_steps(planned, "nickel-sulfate")


def test_a_chain_with_a_circle_is_answered(planned: Gaps) -> None:
    """If the mine took battery packs, nothing would change: the way still begins in the mine."""
    ore, pack = thing("product", "lepidolite-ore"), thing("product", "battery-pack")
    recipe = Recipe("urn:circle", ore, "all", (Input("urn:input", pack, None),))
    model = replace(planned.model, recipes={**planned.model.recipes, ore: recipe})
    circle = replace(planned, model=model)
    mine = next(link for link in circle.model.links if link.key == "lithium-ore-mining")
    assert thing("link", "lithium-battery", "pack") in circle.suppliers[mine.iri]
    assert added(smallest_steps(planned)) == added(smallest_steps(circle))


CHAINS = {
    "copper": ("cu-ore", "cu-alloy", False),
    "fluorine": ("fluorite-ore", "lipf6", True),
    "agrifood": ("crop", "brand-food", True),
    "steel": ("iron-ore", "auto-parts", False),
}


@pytest.mark.parametrize("chain", CHAINS)
def test_other_chains_start_at_their_resource_or_at_their_head(store: EmbeddedStore, chain: str) -> None:
    """Fluorite and crops lie in the place; of copper and iron ore the plan says nothing; the last product is the end.

    Sulphuric acid and the food brand are endowments too, but no head of a chain.
    """
    steps = smallest_steps(ask(store, chain=chain))
    start, end, endowed = CHAINS[chain]
    assert ([start], [end]) == ([link.key for link in steps.starts], [link.key for link in steps.ends])
    assert endowed == bool(steps.ground)


def test_a_sequence_tells_what_passes_and_what_it_needs(planned: Gaps) -> None:
    """The cathode takes the carbonate, gives cathode material, lacks iron phosphate, and is sized as in the table."""
    steps = smallest_steps(planned)
    line = {stop.link.key: stop for stop in stops(planned, steps, steps.optima[0])}
    cathode = line["lfp-cathode"]
    products = (cathode.takes, cathode.gives, cathode.lacks)
    assert [("lithium-carbonate-bg",), ("lfp",), ("iron-phosphate",)] == [
        tuple(iri.rsplit("/", 1)[-1] for iri in some) for some in products
    ]
    assert cathode.requirement == planned.main.balances[cathode.link.iri].requirement
    assert () == line["lithium-ore-mining"].takes
    assert () == line["storage-station"].gives


def test_an_addition_that_feeds_an_addition_is_sized_to_feed_it(planned: Gaps) -> None:
    """40,000 t of carbonate buy concentrate, which nobody makes yet: the mine's need in the table cannot know of it."""
    steps = smallest_steps(planned)
    mine, concentrator, carbonate, *_ = stops(planned, steps, steps.optima[0])
    concentrate = Range(*(40_000 * rate for rate in rates("14.8125", "19.0298", "23.7872")))
    assert concentrate == concentrator.requirement
    assert concentrate * Range(*rates("2.2036", "2.2445", "5.8841")) == mine.carried
    assert mine.requirement is not None
    assert mine.carried is not None
    assert mine.requirement.high < mine.carried.low
    assert carbonate.carried is None is concentrator.carried


def rates(*printed: str) -> list[Decimal]:
    """Coefficients as exact decimals."""
    return [Decimal(number) for number in printed]


def test_a_size_that_is_unknown_is_none(store: EmbeddedStore) -> None:
    """From construction on no cell project counts, so no size is known, and none is zero."""
    gaps = ask(store, "under-construction")
    steps = smallest_steps(gaps)
    assert [None] * 7 == [stop.requirement for stop in stops(gaps, steps, steps.optima[0])]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], workspace: Workspace) -> Ask:
    """``cfgraph gaps`` on the shipped plan: exit code, output, errors."""

    def call(*words: str) -> tuple[int, str, str]:
        code = main(["gaps", *words, "--workspace", str(workspace.folder)])
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return call


def test_the_command_tells_answer_definition_and_size(run: Ask) -> None:
    """One screen: how many, which, what local and closed mean, who makes the rest at which stage."""
    code, out, _ = run("--smallest", "--format", "md")
    assert 0 == code
    for words in (
        "最少再添 3 个环节",
        "只要求连成一串",
        "锂矿开采(锂云母等) + 选矿/锂云母精矿 + 磷酸铁锂正极",
        "磷酸铁",
    ):
        assert words in out
    rows = [line for line in out.splitlines() if line.startswith("| 4 ")]
    assert "需要 2.282万吨/年（1.998万~2.418万），下游还有没写规模的" in rows[0]
    assert "综合利用锂云母年产4万吨电池级碳酸锂生产线项目（推进，阶段未明）" in out


def test_the_command_says_unknown_closed_and_impossible(run: Ask) -> None:
    """Unknown sizes are said to be unknown; a closed chain and one without any way are said so in a sentence."""
    assert "需要多大未知" in run("--smallest", "--from", "under-construction")[1]
    assert "已经连通" in run("--smallest", "pack:storage-station")[1]
    assert "no sequence leads from PCS, inverter to" in run("--smallest", "pcs：bms", "--lang", "en")[1]


def test_the_json_holds_sequences_with_numbers_and_null(run: Ask) -> None:
    """Keys, null for what is unknown, and the same numbers as the table."""
    found = json.loads(run("--smallest", "--format", "json")[1])
    assert 3 == found["additional"]
    sequence = {stop["key"]: stop for stop in found["optima"][0]["sequence"]}
    assert 22820 == sequence["lfp-cathode"]["requirement"]["typical"]
    assert sequence["cells"]["requirement"]["low"] is None
    assert ["Advancing"] == [project["stage"] for project in sequence["pack"]["projects"]]
    assert json.loads(run("--smallest", "pcs:bms", "--format", "json")[1])["additional"] is None


def test_a_form_that_the_answer_does_not_have_is_refused(run: Ask) -> None:
    """There is no CSV of it; wrong links are told; both with exit 2 and nothing printed."""
    for words in (("--smallest", "--format", "csv"), ("--smallest", "grafite-anode")):
        code, out, err = run(*words)
        assert (2, "") == (code, out)
        assert ("--format" if "csv" in words else "graphite-anode") in err
