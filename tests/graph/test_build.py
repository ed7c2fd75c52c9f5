"""Sources → named graphs: what is stated, what proves it, and that it comes out the same every time."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from cfgraph import resources
from cfgraph.errors import BadInputError
from cfgraph.graph.build import Built, build, parse_turtle
from cfgraph.graph.close import infer
from cfgraph.graph.stoichiometry import evaluate
from cfgraph.namespaces import PREFIXES, expand, graph, thing
from cfgraph.store.embedded import EmbeddedStore

PLAN_TEXT = resources.data("plans", "chifeng-2023", "source.txt").read_text(encoding="utf-8")
PEOPLE = ["赵志刚", "齐鑫淼", "侯秋海", "钟佳阳", "王 健", "张 启", "黄聪伟", "焦庆东", "李显付", "张启"]


def values(built: Built, predicate: str, *keys: str) -> dict[str, str]:
    """Subject → value of a predicate in one graph."""
    iri = expand(predicate)
    return {t.subject.value: t.object.value for t in built.graph(*keys) if t.predicate.value == iri}


def test_every_quote_equals_the_text_between_its_offsets(real: Built) -> None:
    """oa:exact is the stored text from oa:start to oa:end, code point for code point."""
    exact = values(real, "oa:exact", "evidence", "chifeng-2023")
    start = values(real, "oa:start", "evidence", "chifeng-2023")
    end = values(real, "oa:end", "evidence", "chifeng-2023")
    assert len(exact) > 80
    for iri, words in exact.items():
        position = iri.replace("/exact", "/position")
        assert PLAN_TEXT[int(start[position]) : int(end[position])] == words


def test_quotes_come_from_the_document_not_from_its_lead(real: Built) -> None:
    """No quote starts before the document's own text or reaches into the annex."""
    first, last = PLAN_TEXT.index("具体原文如下:"), PLAN_TEXT.index("附件:赤峰高新区")
    starts = values(real, "oa:start", "evidence", "chifeng-2023").values()
    ends = values(real, "oa:end", "evidence", "chifeng-2023").values()
    assert min(map(int, starts)) > first
    assert max(map(int, ends)) <= last


def test_no_person_is_named_in_the_graph(real: Built) -> None:
    """The annex's members appear nowhere."""
    told = "\n".join(str(quad.object) for quad in real.quads)
    assert [name for name in PEOPLE if name in told] == []


def test_the_document_carries_the_hash_of_its_text(real: Built) -> None:
    """The SHA-256 on the document is that of the stored bytes."""
    expected = hashlib.sha256(resources.data("plans", "chifeng-2023", "source.txt").read_bytes()).hexdigest()
    assert [expected] == list(values(real, "schema:sha256", "evidence", "chifeng-2023").values())


def test_building_twice_gives_the_same_quads(real: Built, real_inferred: list[ox.Quad]) -> None:
    """Sources decide everything: quads, order and blank-node labels included."""
    again = build()
    assert [str(q) for q in real.quads] == [str(q) for q in again.quads]
    assert [str(q) for q in real_inferred] == [str(q) for q in infer(again)]


def test_only_ontology_and_shapes_have_blank_nodes(real: Built, real_inferred: list[ox.Quad]) -> None:
    """Everything else joins by IRI, also across per-graph dumps."""
    free = {graph("ontology"), graph("shapes")}
    blank = [
        quad
        for quad in real.quads + real_inferred
        if quad.graph_name.value not in free and ox.BlankNode in (type(quad.subject), type(quad.object))
    ]
    assert blank == []


def test_every_number_is_an_integer_or_a_decimal(real: Built) -> None:
    """qudt:numericValue is never a double."""
    kinds = {
        quad.object.datatype.value
        for quad in real.quads
        if quad.predicate.value == expand("qudt:numericValue") and isinstance(quad.object, ox.Literal)
    }
    assert {PREFIXES["xsd"] + "integer", PREFIXES["xsd"] + "decimal"} == kinds


@pytest.mark.parametrize(
    ("project", "output", "value", "unit", "printed"),
    [
        ("dadao-lithium-carbonate", "lithium-carbonate-bg", "40000", "TONNE-PER-YR", "4万吨"),
        ("dongshan-cells-10gwh", "cell", "10", "GigaW-HR-PER-YR", "10GWH"),
        ("catl-50gwh", "cell", "50", "GigaW-HR-PER-YR", "50GWh"),
        ("jintong-copper-phase-2", "copper-cathode", "200000", "TONNE-PER-YR", "20万吨"),
        ("jintong-copper-phase-2", "copper-anode", "100000", "TONNE-PER-YR", "10万吨"),
        ("baolv-copper-slag", "feed", "2000000", "TONNE-PER-YR", "200万吨/年"),
        ("qihui-alumina", "alumina", "6500000", "TONNE-PER-YR", "650万吨"),
        ("jkq-power-wind", "electricity", "126", "MegaW", "12.6万千瓦"),
        ("envision-green-ammonia", "ammonia", "1520000", "TONNE-PER-YR", "152万吨/年"),
    ],
)
def test_a_printed_figure_becomes_a_quantity(
    real: Built, project: str, output: str, value: str, unit: str, printed: str
) -> None:
    """Value and unit follow from the printed form, which is kept."""
    plan = ("plan", "chifeng-2023")
    quantity = values(real, "cf:capacity", *plan)[thing("output", "chifeng-2023", project, output)]
    assert value == values(real, "qudt:numericValue", *plan)[quantity]
    assert unit == values(real, "qudt:hasUnit", *plan)[quantity].rsplit("/", 1)[-1]
    assert printed == values(real, "cf:asPrinted", *plan)[quantity]


def test_a_figure_of_two_products_is_one_quantity(real: Built) -> None:
    """Both outputs of the coke and anode project point at the same QuantityValue."""
    capacity = values(real, "cf:capacity", "plan", "chifeng-2023")
    outputs = [iri for iri in capacity if "/fengyuan-coke-anode/" in iri]
    assert len(outputs) == 2
    assert len({capacity[iri] for iri in outputs}) == 1


def test_a_figure_without_a_year_is_an_interpreted_reading(real: Built) -> None:
    """650万吨 is read as per year and marked so; 年产4万吨 states the year."""
    evidence = real.graph("evidence", "chifeng-2023")
    subject = {t.subject.value: t.object.value for t in evidence if t.predicate.value == expand("rdf:subject")}
    predicate = {t.subject.value: t.object.value for t in evidence if t.predicate.value == expand("rdf:predicate")}
    reading = {t.subject.value: t.object.value for t in evidence if t.predicate.value == expand("cf:reading")}
    found = {subject[s].split("/")[-2]: reading[s] for s in subject if predicate[s] == expand("cf:capacity")}
    assert expand("cf:Interpreted") == found["qihui-alumina"]
    assert expand("cf:Verbatim") == found["dadao-lithium-carbonate"]


@pytest.mark.parametrize(
    ("project", "stage"),
    [
        ("dadao-lithium-carbonate", "Advancing"),
        ("hongshan-battery-base", "Preparing"),
        ("zhongshang-precursor", "Preparing"),
        ("catl-50gwh", "Negotiating"),
        ("qihui-alumina", "Commissioning"),
        ("mingyue-fluoromaterials", "UnderConstruction"),
        ("envision-green-ammonia", "UnderConstruction"),
        ("yipin-ammonia", "Advancing"),
    ],
)
def test_wordings_read_as_stages(real: Built, project: str, stage: str) -> None:
    """积极推进, 促进…落地, 推动…开工建设, 紧密对接, 尽快投产 and 加快建设 are different stages."""
    stages = values(real, "cf:stage", "plan", "chifeng-2023")
    assert expand(f"cf:{stage}") == stages[thing("project", "chifeng-2023", project)]


def test_every_mistake_of_a_plan_is_told_in_one_run(tiny_folder: Path, edit: Callable[[str, str, str], None]) -> None:
    """A bad quote, a contradicting stage, a wrong place and an unreadable figure come out together, by row."""
    edit("projects.csv", "甲公司年产1万吨碳酸锂项目,,,", "甲公司年产2万吨碳酸锂项目,,,")
    edit("projects.csv", "small-town/west,preparing", "small-town/west,advancing")
    edit("projects.csv", "small-town/east,negotiating", "small-town/west,negotiating")
    edit("outputs.csv", "cells,cell,cell,2GWh", "cells,cell,cell,两GWh")
    with pytest.raises(BadInputError) as error:
        build([tiny_folder])
    told = {(p.key, p.row, p.column) for p in error.value.problems}
    assert {
        ("quote-absent", 2, "quote"),
        ("stage-differs", 6, "stage"),
        ("place-differs", 5, "place"),
        ("number-unreadable", 3, "capacity"),
    } == told


def test_a_users_plan_is_internal_and_so_is_what_follows_from_it(tiny: Built) -> None:
    """Plan and evidence of a plan that does not ship, what only it leads to, and findings are not public."""
    visibility = values(tiny, "cf:visibility", "meta")
    hidden = {name for name, kind in visibility.items() if kind == "internal"}
    assert {
        graph("plan", "tiny-2025"),
        graph("evidence", "tiny-2025"),
        graph("inferred", "internal"),
        graph("analysis"),
    } == hidden


def test_a_turtle_file_with_an_error_is_told_by_line(tmp_path: Path) -> None:
    """A syntax error names the file and the line; a byte-order mark is none."""
    path = tmp_path / "own.ttl"
    path.write_bytes("\ufeff@prefix : <urn:x:> .\n:a :b :c .\n".encode())
    assert 1 == len(parse_turtle(path))
    path.write_text("@prefix : <urn:x:> .\n:a :b :c .\n:a :b [ .\n", encoding="utf-8")
    with pytest.raises(BadInputError) as error:
        parse_turtle(path)
    (problem,) = error.value.problems
    assert ("turtle-broken", "own.ttl", 3) == (problem.key, problem.file, problem.row)


def test_a_low_value_is_never_under_its_stoichiometric_bound(real: Built) -> None:
    """Molar masses give the floor: LFP holds at least 0.234 t carbonate a tonne."""
    numbers = values(real, "qudt:numericValue", "knowledge")
    bounds = {iri: float(n) for iri, n in numbers.items() if iri.endswith("/bound")}
    assert len(bounds) > 35
    assert all(float(numbers[iri.removesuffix("bound") + "low"]) >= bound for iri, bound in bounds.items())


@pytest.mark.parametrize(
    ("formula", "value"),
    [("M(Li2CO3)/(2*M(LiFePO4))", 0.2342), ("2*M(HF)/M(C2H3ClF2)", 0.3982), ("M(Al2O3)/(2*M(Al))", 1.8895)],
)
def test_a_formula_is_worked_out_from_molar_masses(formula: str, value: float) -> None:
    """73.89/(2 × 157.76), 2 × 20.006/100.495 and 101.96/(2 × 26.98)."""
    assert value == pytest.approx(float(evaluate(formula)), abs=5e-5)


@pytest.mark.parametrize("formula", ["M(Xx)", "__import__('os')", "M(H2)**2", "1/0", "M(H2", "x", "M()"])
def test_a_formula_of_anything_else_is_refused(formula: str) -> None:
    """Only numbers, + - * /, M(…) and F are worked out."""
    with pytest.raises(ValueError, match=r".+"):
        evaluate(formula)


def test_no_triple_is_stated_in_two_graphs(store: EmbeddedStore) -> None:
    """Counts over all graphs are the same whether a store unites them as a set or not."""
    seen = Counter(quad.triple for quad in store.quads())
    assert [] == [str(triple) for triple, times in seen.items() if times > 1]
