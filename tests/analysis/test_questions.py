"""The questions that decide: unknown sizes and stages, and the link that an answer would move."""

from __future__ import annotations

from decimal import Decimal

from cfgraph.analysis.gaps import Gaps, find_gaps
from cfgraph.analysis.questions import questions
from cfgraph.analysis.scenario import Scenario
from cfgraph.namespaces import short_key, thing
from cfgraph.publish.question_view import question_lines
from cfgraph.store.embedded import EmbeddedStore

ZONE = thing("zone", "chifeng-high-tech-zone")


def ask(store: EmbeddedStore, start: str = "advancing") -> Gaps:
    """The battery chain of the real plan."""
    return find_gaps(store, Scenario(ZONE, start=start), ZONE)


def test_the_size_of_the_battery_base_decides_carbonate(store: EmbeddedStore) -> None:
    """Its carbonate is a surplus up to 40,000 t / (2 × the high use per GWh); 10 GWh are stated already."""
    gaps = ask(store)
    (found,) = [
        q for q in questions(gaps) if (short_key(q.project.iri), q.kind) == ("hongshan-battery-base", "size-of-buyer")
    ]
    falls = [each for each in found.decides if each.link.key == "lithium-carbonate"]
    carbonate = falls[0]
    demand = gaps.main.balances[carbonate.link.iri].demand
    assert demand is not None
    assert ("surplus", "adequate") == (carbonate.now, carbonate.then)
    assert Decimal(40_000) / (2 * demand.high / 10) - 10 == carbonate.beyond
    assert ["adequate", "uncertain", "short"] == [each.then for each in falls]
    assert Decimal(40_000) / (demand.low / 10) - 10 == falls[-1].beyond


def test_a_project_in_talks_decides_the_link_that_rests_on_it(store: EmbeddedStore) -> None:
    """If 青岛中科华联 lands, the separator is no longer only talked about, but its size is not stated."""
    (found,) = [q for q in questions(ask(store)) if short_key(q.project.iri) == "zhongke-hualian-separator"]
    (each,) = found.decides
    assert ("stage", "separator", "talks-only", "unquantified") == (found.kind, each.link.key, each.now, each.then)


def test_a_maker_without_a_figure_decides_its_link(store: EmbeddedStore) -> None:
    """The anode's only counted project states no size."""
    kinds = {(short_key(q.project.iri), q.kind): q for q in questions(ask(store))}
    assert ["graphite-anode"] == [e.link.key for e in kinds["dongshan-graphite-anode", "size-of-maker"].decides]


def test_questions_that_decide_more_come_first(store: EmbeddedStore) -> None:
    """Ordered by the number of links decided."""
    counts = [len(question.links) for question in questions(ask(store))]
    assert sorted(counts, reverse=True) == counts
    assert counts[0] >= 2


def test_the_table_names_the_first_questions(store: EmbeddedStore) -> None:
    """At most five lines, with the threshold in the anchor's unit."""
    lines = question_lines(ask(store), "zh")
    assert 5 >= len(lines) > 0
    assert any("锂电池生产基地的规模" in line and "GWh/年" in line for line in lines)


def test_a_small_plan_without_unknowns_that_matter_asks_little(tiny_store: EmbeddedStore) -> None:
    """Every question names a project of the place and a needed link."""
    town = thing("zone", "small-town")
    gaps = find_gaps(tiny_store, Scenario(town), town)
    for question in questions(gaps):
        assert question.project in gaps.model.projects
        assert all(not each.link.beside for each in question.decides)
