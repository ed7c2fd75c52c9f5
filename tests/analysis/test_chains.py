"""Other chains than the battery's: found by name, told without what does not concern them."""

from __future__ import annotations

import pytest

from cfgraph.analysis.chains import resolve_chain
from cfgraph.analysis.explain import explain, find_link
from cfgraph.analysis.gaps import Gaps, find_gaps
from cfgraph.analysis.scenario import Scenario
from cfgraph.errors import UsageError
from cfgraph.namespaces import thing
from cfgraph.publish.gap_view import gap_table
from cfgraph.store.embedded import EmbeddedStore

ZONE = thing("zone", "chifeng-high-tech-zone")
NAMES = {ZONE: "赤峰高新区"}


def ask(store: EmbeddedStore, chain: str) -> Gaps:
    """The gaps of a chain in the whole zone."""
    return find_gaps(store, Scenario(ZONE, chain), ZONE)


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("copper", "copper"),
        ("铜", "copper"),
        ("绒毛纺织产业链", "cashmere"),
        ("锂电池", "lithium-battery"),
        ("医药", "pharma"),
    ],
)
def test_a_chain_is_found_by_key_or_name(store: EmbeddedStore, words: str, key: str) -> None:
    """The key, the Chinese name, or a part of it that only one chain has."""
    assert key == resolve_chain(store, words)


@pytest.mark.parametrize(
    ("words", "problem"), [("产业链", "chain-many"), ("造船", "chain-unknown"), ("", "chain-unknown")]
)
def test_a_chain_that_is_none_or_several_is_told_with_what_there_is(
    store: EmbeddedStore, words: str, problem: str
) -> None:
    """Keys with Chinese names are offered."""
    with pytest.raises(UsageError) as refused:
        resolve_chain(store, words)
    (told,) = refused.value.problems
    assert problem == told.key
    assert "copper (铜产业链)" in told.params["known"]


def test_a_link_of_another_chain_is_told_with_the_command_that_explains_it(store: EmbeddedStore) -> None:
    """叶片 is no link of the battery chain: the command for the wind chain is offered."""
    with pytest.raises(UsageError) as refused:
        find_link(store, ask(store, "lithium-battery"), "叶片")
    (told,) = refused.value.problems
    assert ("link-elsewhere", "cfgraph explain blade --chain windsolar") == (told.key, told.params["commands"])


def test_a_chain_without_cells_says_nothing_of_chemistry(store: EmbeddedStore) -> None:
    """Wind equipment does not depend on LFP; copper foil does."""
    assert "电池体系" not in gap_table(ask(store, "windsolar"), NAMES, "zh", "md")
    assert "电池体系：磷酸铁锂" in gap_table(ask(store, "copper"), NAMES, "zh", "md")


def test_a_by_product_is_told_and_never_supply(store: EmbeddedStore) -> None:
    """Sulphuric acid has no maker of its own; the copper smelter that makes it by the way is named."""
    found = ask(store, "copper")
    line = next(row for row in gap_table(found, NAMES, "zh", "md").splitlines() if "| 副产硫酸 |" in row)
    assert "缺失" in line
    assert "可由副产得到：金通铜业二期20万吨电解铜+10万吨阳极铜项目（推进，阶段未明）" in line
    link, _ = find_link(store, found, "sulfuric-acid")
    assert explain(store, found, link)["supply"]["stated"] is None


def test_tailings_of_the_smelter_feed_the_project_that_takes_tailings(store: EmbeddedStore) -> None:
    """保绿's project fills the link; the slag that it takes comes as a by-product of local smelting."""
    found = ask(store, "copper")
    link, _ = find_link(store, found, "cu-tailings")
    record = explain(store, found, link)
    assert "filled" == record["state"]
    assert {"copper-slag"} == {entry["product"] for entry in record["local_inputs"]}


def test_a_chain_without_anchor_says_that_demand_has_no_start(store: EmbeddedStore) -> None:
    """No talk of cell plants where there are none in the chain."""
    found = ask(store, "steel")
    link, _ = find_link(store, found, "zinc")
    assert "no-anchor" == explain(store, found, link)["reasons"]["demand"]
