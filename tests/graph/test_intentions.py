"""Clusters, targets, measures, bodies and gateways: what is stated, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cfgraph.errors import BadInputError
from cfgraph.graph.build import Built, build
from cfgraph.namespaces import expand, thing

Edit = Callable[[str, str, str], None]


def objects(built: Built, subject: str, predicate: str) -> set[str]:
    """The values of a property in the tiny plan's graph."""
    iri = expand(predicate)
    return {
        t.object.value
        for t in built.graph("plan", "tiny-2025")
        if t.subject.value == subject and t.predicate.value == iri
    }


def test_a_target_has_indicator_amount_year_and_comparator(tiny: Built) -> None:
    """10亿元以上 by 2027 is ten hundred million yuan, at least."""
    target = thing("target", "tiny-2025", "town")
    assert {thing("indicator", "industrial-output")} == objects(tiny, target, "cf:indicator")
    assert {"2027"} == objects(tiny, target, "cf:targetYear")
    assert {">="} == objects(tiny, target, "cf:comparator")
    (amount,) = objects(tiny, target, "cf:amount")
    assert {"1000000000"} == objects(tiny, amount, "qudt:numericValue")
    assert {"10亿元"} == objects(tiny, amount, "cf:asPrinted")
    assert target in objects(tiny, thing("zone", "small-town"), "cf:hasTarget")


def test_a_cluster_is_carried_by_its_parks(tiny: Built) -> None:
    """Place and chain of a cluster."""
    cluster = thing("cluster", "tiny-2025", "east")
    assert {thing("park", "small-town/east")} == objects(tiny, cluster, "cf:hostedBy")
    assert {thing("chain", "lithium-battery")} == objects(tiny, cluster, "cf:focusesOn")


def test_a_measure_tells_who_answers_and_who_takes_part(tiny: Built) -> None:
    """The bureau answers, the university is a partner."""
    measure = thing("measure", "tiny-2025", "investment")
    assert {thing("body", "tiny-2025/bureau")} == objects(tiny, measure, "cf:responsible")
    assert {thing("body", "tiny-2025/university")} == objects(tiny, measure, "cf:partner")


def test_a_post_of_the_annex_has_no_quote(tiny: Built) -> None:
    """An office that only the annex names is in the graph, without words from where people are named."""
    post = thing("post", "tiny-2025", "head")
    assert {expand("org:Post")} == objects(tiny, post, "rdf:type")
    assert {thing("body", "tiny-2025/bureau")} == objects(tiny, post, "org:postIn")
    told = [t for t in tiny.graph("evidence", "tiny-2025") if t.object.value == post]
    assert [] == told


@pytest.mark.parametrize(
    ("table", "old", "new", "column", "key"),
    [
        ("targets.csv", "small-town/east,,industrial", "small-town/east,east,industrial", "cluster", "target-of"),
        ("targets.csv", "small-town/east,,industrial", ",,industrial", "cluster", "target-of"),
        ("targets.csv", ",6亿元,", ",6亿吨,", "amount", "unit-mismatch"),
        ("targets.csv", ",6亿元,", ",7亿元,", "amount", "figure-not-in-quote"),
        ("targets.csv", ",6亿元,", ",很多,", "amount", "number-unreadable"),
        ("targets.csv", "town,,industrial-output", "town,,gdp", "indicator", "key-unknown"),
        ("targets.csv", "2027,>=", "2027,≥", "comparator", "choice"),
        ("clusters.csv", "small-town/west", "small-town/north", "hosted_by", "key-unknown"),
        ("measures.csv", "bureau,university", "office,university", "responsible", "key-unknown"),
        ("bodies.csv", "annex,组长", "annex,秘书长", "quote", "quote-absent"),
        ("bodies.csv", "head,post", "head,person", "kind", "choice"),
        ("projects.csv", "advancing,积极推进,,jia", "advancing,积极推进,rebuilt,jia", "type", "choice"),
        ("uncovered.csv", "加强领导,", "减弱领导,", "quote", "quote-absent"),
    ],
)
def test_a_mistake_is_told_with_its_cell(
    edit: Edit, tiny_folder: Path, table: str, old: str, new: str, column: str, key: str
) -> None:
    """File, column and kind of each mistake."""
    edit(table, old, new)
    with pytest.raises(BadInputError) as refused:
        build([tiny_folder])
    assert (f"tiny-2025/{table}", column, key) in {(p.file, p.column, p.key) for p in refused.value.problems}


def test_a_project_may_have_several_types(edit: Edit, tiny_folder: Path) -> None:
    """技改升级和扩产 is an upgrade and an expansion."""
    edit("projects.csv", "advancing,积极推进,,jia", "advancing,积极推进,technical-upgrade;expansion,jia")
    project = thing("project", "tiny-2025", "jia-carbonate")
    found = objects(build([tiny_folder]), project, "cf:constructionType")
    assert {expand("cf:TechnicalUpgrade"), expand("cf:Expansion")} == found


def test_a_sub_park_is_proved_by_its_name_in_the_sentence(edit: Edit, tiny_folder: Path) -> None:
    """A place inside the section's is accepted where the sentence names it, and refused where it does not."""
    path = tiny_folder / "places.csv"
    rows = path.read_text(encoding="utf-8")
    path.write_text(rows + "small-town/east/mine,park,锂矿,mine,,small-town/east,依托区内锂矿,\n", encoding="utf-8")
    edit("projects.csv", "碳酸锂项目,10 kt lithium carbonate,small-town/east", "碳酸锂项目,10 kt,small-town/east/mine")
    place = thing("park", "small-town/east/mine")
    assert {place} == objects(build([tiny_folder]), thing("project", "tiny-2025", "jia-carbonate"), "cf:locatedIn")
    edit("projects.csv", "2 GWh cells,small-town/east", "2 GWh cells,small-town/west")
    with pytest.raises(BadInputError) as refused:
        build([tiny_folder])
    assert ["place-differs"] == [problem.key for problem in refused.value.problems]


def test_a_plan_may_do_without_clusters_targets_measures_and_bodies(tiny_folder: Path) -> None:
    """A small plan of one's own needs no empty tables."""
    for name in ("bodies", "clusters", "targets", "measures", "uncovered"):
        (tiny_folder / f"{name}.csv").unlink()
    assert build([tiny_folder]).graph("plan", "tiny-2025")
