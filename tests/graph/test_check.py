"""One thing broken at a time in a sound graph: ``check`` finds it, how grave it is and the cell that it came from."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from cfgraph import resources
from cfgraph.errors import BadInputError
from cfgraph.graph.build import Built, build
from cfgraph.graph.check import Finding, Locator, check, check_queries
from cfgraph.graph.close import infer
from cfgraph.graph.triples import Origin, node, number, text
from cfgraph.namespaces import expand, graph, thing, unit
from cfgraph.rdf import value

PLAN = "tiny-2025"
TINY = Path(__file__).parents[1] / "tiny"
SPARQL = "SPARQLConstraintComponent"
JIA = thing("project", PLAN, "jia-carbonate")
ORE = ("p-lepidolite-to-li2co3", "lepidolite-concentrate")
"""An input of the shipped knowledge: low 14.8125, typical 19.0298, high 23.7872, bound 13.479."""


def all_of(built: Built) -> list[Finding]:
    """Every finding, with everything that follows drawn anew."""
    return check(built, infer(built))


@pytest.fixture(scope="module")
def sound(tiny: Built) -> list[Finding]:
    """The findings of the tiny plan as it is."""
    return all_of(tiny)


@pytest.fixture
def found(sound: list[Finding]) -> Callable[[Built], list[Finding]]:
    """The findings that a broken copy of the tiny plan has and the sound one does not."""
    return lambda built: [finding for finding in all_of(built) if finding not in sound]


def row_of(table: Path, **cells: str) -> int:
    """The row of a table that has these cells, counted as a spreadsheet does."""
    with table.open(encoding="utf-8", newline="") as file:
        rows = enumerate(csv.DictReader(file), start=2)
        (row,) = (at for at, row in rows if all(row[column] == cell for column, cell in cells.items()))
    return row


def place(finding: Finding) -> tuple[str, int | None, str]:
    """Where a finding points."""
    return finding.file, finding.row, finding.column


def with_quads(built: Built, *added: ox.Quad) -> Built:
    """A copy with more quads."""
    return replace(built, quads=[*built.quads, *added])


def without(built: Built, dropped: Iterable[ox.Quad]) -> Built:
    """A copy with fewer quads."""
    gone = set(dropped)
    assert gone <= set(built.quads)
    return replace(built, quads=[quad for quad in built.quads if quad not in gone])


def about(built: Built, subject: str, predicate: str = "") -> list[ox.Quad]:
    """The quads of a subject, of one predicate where that is given."""
    wanted = node(predicate) if predicate else None
    quads = [quad for quad in built.quads if quad.subject == ox.NamedNode(subject)]
    return [quad for quad in quads if wanted is None or quad.predicate == wanted]


def with_object(built: Built, subject: str, predicate: str, target: ox.NamedNode | ox.Literal) -> Built:
    """A copy in which a subject's only value of a predicate is another one."""
    (old,) = about(built, subject, predicate)
    return with_quads(without(built, [old]), ox.Quad(old.subject, old.predicate, target, old.graph_name))


def in_graph(subject: str, predicate: str, target: str | ox.Literal, *keys: str) -> ox.Quad:
    """A quad of one named graph."""
    end = target if isinstance(target, ox.Literal) else node(target)
    return ox.Quad(node(subject), node(predicate), end, ox.NamedNode(graph(*keys)))


def statement(built: Built, subject: str, predicate: str, target: str = "") -> str:
    """The statement about a subject and predicate, and about the object where that is given."""
    wanted = {"rdf:subject": subject, "rdf:predicate": expand(predicate)} | ({"rdf:object": target} if target else {})
    candidates: list[set[str]] = []
    for part, iri in wanted.items():
        quads = (q for q in built.quads if q.predicate == node(part) and value(q.object) == iri)
        candidates.append({value(quad.subject) for quad in quads})
    (only,) = set.intersection(*candidates)
    return only


def quote_of(built: Built, subject: str, predicate: str) -> str:
    """The quote that a statement is taken from."""
    (quad,) = about(built, statement(built, subject, predicate), "prov:wasQuotedFrom")
    return value(quad.object)


def test_shipped_plan_has_no_violation_and_no_warning(real: Built, real_inferred: list[ox.Quad]) -> None:
    """Nothing is wrong with the graph as it is shipped."""
    grave = [finding for finding in check(real, real_inferred) if finding.severity in ("violation", "warning")]
    assert grave == []


def test_information_points_at_the_table_of_products(sound: list[Finding]) -> None:
    """With a plan of ten rows some products are used by nothing: that is information, told with the product's row."""
    table = resources.data("knowledge", "products.csv")
    assert sound
    for finding in sound:
        expected = ("knowledge/products.csv", row_of(table, key=finding.focus.rpartition("/")[2]), "")
        assert finding.severity == "info"
        assert expected == place(finding)


def test_low_above_typical_points_at_the_typical_coefficient(
    tiny: Built, found: Callable[[Built], list[Finding]]
) -> None:
    """A low value above the typical one is a violation at the row of the typical coefficient, told with all three."""
    (finding,) = found(with_object(tiny, thing("quantity", *ORE, "low"), "qudt:numericValue", number(20)))
    table = resources.data("knowledge", "coefficients.csv")
    row = row_of(table, process=ORE[0], material=ORE[1], bound="typical")
    assert (finding.severity, finding.rule, finding.focus) == ("violation", SPARQL, thing("input", *ORE))
    assert ("knowledge/coefficients.csv", row, "") == place(finding)
    assert finding.message_en == "low 20, typical 19.0298 and high 23.7872 must not decrease"


def test_low_below_stoichiometry_points_at_the_low_coefficient(
    tiny: Built, found: Callable[[Built], list[Finding]]
) -> None:
    """A low value that stoichiometry forbids is a violation at the row of the low coefficient."""
    (finding,) = found(with_object(tiny, thing("quantity", *ORE, "low"), "qudt:numericValue", number(13)))
    table = resources.data("knowledge", "coefficients.csv")
    row = row_of(table, process=ORE[0], material=ORE[1], bound="low")
    assert (finding.severity, finding.rule, finding.focus) == ("violation", SPARQL, thing("input", *ORE))
    assert ("knowledge/coefficients.csv", row, "") == place(finding)
    assert finding.message_en.startswith("the low value 13 is below the stoichiometric bound 13.4")


def test_number_below_zero_points_at_its_cell(tiny: Built, found: Callable[[Built], list[Finding]]) -> None:
    """A capacity below zero is a violation at the cell of the capacity, told with the number."""
    quantity = thing("quantity", PLAN, "jia-carbonate", "lithium-carbonate-bg")
    (finding,) = found(with_object(tiny, quantity, "qudt:numericValue", number(-1)))
    row = row_of(TINY / "outputs.csv", project="jia-carbonate")
    assert (finding.severity, finding.rule) == ("violation", "MinInclusiveConstraintComponent")
    assert ("tiny/outputs.csv", row, "capacity") == place(finding)
    assert finding.message_en.endswith(" (-1)")


@pytest.mark.parametrize(
    ("project", "key", "wrong"),
    [("jia-carbonate", "lithium-carbonate-bg", "M2"), ("cells", "cell", "MegaW")],
    ids=["area-for-mass", "power-for-energy-per-year"],
)
def test_unit_that_does_not_fit_points_at_the_capacity(
    project: str, key: str, wrong: str, tiny: Built, found: Callable[[Built], list[Finding]]
) -> None:
    """An output in a unit of another dimension, or of the same dimension but another kind, is a violation."""
    (finding,) = found(with_object(tiny, thing("quantity", PLAN, project, key), "qudt:hasUnit", node(unit(wrong))))
    assert (finding.severity, finding.rule) == ("violation", SPARQL)
    assert finding.focus == thing("output", PLAN, project, key)
    assert ("tiny/outputs.csv", row_of(TINY / "outputs.csv", project=project), "capacity") == place(finding)
    assert unit(wrong) in finding.message_en


def test_value_outside_its_scheme_points_at_its_cell(tiny: Built, found: Callable[[Built], list[Finding]]) -> None:
    """A stage that is none is a violation at the stage's cell, told with the wrong value."""
    broken = with_object(tiny, JIA, "cf:stage", node("cf:NewBuild"))
    (finding,) = (one for one in found(broken) if one.rule == "InConstraintComponent")
    assert (finding.severity, finding.focus) == ("violation", JIA)
    assert ("tiny/projects.csv", row_of(TINY / "projects.csv", key="jia-carbonate"), "stage") == place(finding)
    assert finding.message_en == f"a project has one stage, from the scheme ({expand('cf:NewBuild')})"


def test_missing_value_points_at_the_cell_that_had_it(tiny: Built, found: Callable[[Built], list[Finding]]) -> None:
    """A product without its unit is a violation at the cell of the unit."""
    product = thing("product", "flow-battery")
    (finding,) = found(without(tiny, about(tiny, product, "cf:referenceUnit")))
    row = row_of(resources.data("knowledge", "products.csv"), key="flow-battery")
    assert (finding.severity, finding.rule) == ("violation", "MinCountConstraintComponent")
    assert ("knowledge/products.csv", row, "unit") == place(finding)


def test_dropped_statement_points_at_the_cell_of_the_fact(tiny: Built, found: Callable[[Built], list[Finding]]) -> None:
    """A fact whose statement is gone is a violation at the cell of the fact."""
    (finding,) = found(without(tiny, about(tiny, statement(tiny, JIA, "cf:stage"))))
    assert (finding.severity, finding.rule, finding.focus) == ("violation", "triple-without-statement", JIA)
    assert ("tiny/projects.csv", row_of(TINY / "projects.csv", key="jia-carbonate"), "stage") == place(finding)
    assert finding.message_en.endswith(": cf:stage cf:Advancing")


def test_dropped_statement_of_a_second_value_points_at_its_own_row(
    tiny: Built, found: Callable[[Built], list[Finding]]
) -> None:
    """Where a project has two outputs, an unproved second one points at the row of the second."""
    output = thing("output", PLAN, "wu-coke", "graphite-anode")
    proof = statement(tiny, thing("project", PLAN, "wu-coke"), "cf:hasOutput", output)
    (finding,) = found(without(tiny, about(tiny, proof)))
    assert ("tiny/outputs.csv", row_of(TINY / "outputs.csv", key="graphite-anode"), "project") == place(finding)


def test_fact_without_evidence_points_at_its_row(tiny: Built, found: Callable[[Built], list[Finding]]) -> None:
    """A fact that no table states and no sentence proves is a violation at the row of its subject."""
    added = in_graph(JIA, "cf:constructionType", "cf:NewBuild", "plan", PLAN)
    (finding,) = found(with_quads(tiny, added))
    assert (finding.severity, finding.rule, finding.focus) == ("violation", "triple-without-statement", JIA)
    assert ("tiny/projects.csv", row_of(TINY / "projects.csv", key="jia-carbonate"), "") == place(finding)


@pytest.mark.parametrize(
    ("subject", "kind"),
    [
        (thing("output", PLAN, "yi-lfp", "lfp"), "outputs"),
        (thing("endowment", PLAN, "lithium-ore"), "endowments"),
        (thing("solicitation", PLAN, "electrolyte"), "solicitations"),
    ],
    ids=["output", "endowment", "solicitation"],
)
def test_every_kind_of_thing_in_a_plan_needs_evidence(
    subject: str, kind: str, tiny: Built, found: Callable[[Built], list[Finding]]
) -> None:
    """Outputs, endowments and solicitations need a sentence for each fact, as projects do."""
    findings = found(with_quads(tiny, in_graph(subject, "cf:phaseOf", JIA, "plan", PLAN)))
    unproved = [finding for finding in findings if finding.rule == "triple-without-statement"]
    assert [(subject, f"tiny/{kind}.csv")] == [(finding.focus, finding.file) for finding in unproved]


def test_statement_of_another_fact_points_at_the_row_of_its_sentence(
    tiny: Built, found: Callable[[Built], list[Finding]]
) -> None:
    """A statement whose triple does not exist is a violation, and the fact that it no longer proves is another."""
    proof = statement(tiny, JIA, "cf:stage")
    findings = found(with_object(tiny, proof, "rdf:object", node("cf:Operating")))
    row = row_of(TINY / "projects.csv", key="jia-carbonate")
    expected = {
        ("statement-without-triple", proof, ("tiny/projects.csv", row, "")),
        ("triple-without-statement", JIA, ("tiny/projects.csv", row, "stage")),
    }
    assert expected == {(finding.rule, finding.focus, place(finding)) for finding in findings}
    assert {finding.severity for finding in findings} == {"violation"}


def test_added_statement_without_its_fact_is_a_violation(tiny: Built, found: Callable[[Built], list[Finding]]) -> None:
    """A statement that no table made points at no place, and is found all the same."""
    proof, extra = statement(tiny, JIA, "cf:stage"), thing("statement", PLAN, "extra")
    copies = [ox.Quad(ox.NamedNode(extra), q.predicate, q.object, q.graph_name) for q in about(tiny, proof)]
    broken = with_object(with_quads(tiny, *copies), extra, "rdf:object", node("cf:Operating"))
    (finding,) = found(broken)
    assert (finding.severity, finding.rule, finding.focus) == ("violation", "statement-without-triple", extra)
    assert place(finding) == ("", None, "")


def test_changed_words_of_a_quote_are_a_violation(tiny: Built, found: Callable[[Built], list[Finding]]) -> None:
    """A quote that differs from the text in one character is a violation at the row that quotes it."""
    quote = quote_of(tiny, JIA, "cf:undertakenBy")
    (finding,) = found(with_object(tiny, f"{quote}/exact", "oa:exact", text("乙公司年产1万吨碳酸锂项目")))
    row = row_of(TINY / "projects.csv", key="jia-carbonate")
    assert (finding.severity, finding.rule, finding.focus) == ("violation", "quote-offsets", quote)
    assert (finding.file, finding.row) == ("tiny/projects.csv", row)
    assert finding.message_en.endswith("乙公司年产1万吨碳酸锂项目")


def test_shifted_quote_is_a_violation(tiny: Built, found: Callable[[Built], list[Finding]]) -> None:
    """A quote that starts one character late is a violation at the row that quotes it."""
    quote = quote_of(tiny, JIA, "cf:undertakenBy")
    (start,) = about(tiny, f"{quote}/position", "oa:start")
    late = number(int(value(start.object)) + 1)
    (finding,) = found(with_object(tiny, f"{quote}/position", "oa:start", late))
    row = row_of(TINY / "projects.csv", key="jia-carbonate")
    assert (finding.severity, finding.rule, finding.focus) == ("violation", "quote-offsets", quote)
    assert (finding.file, finding.row) == ("tiny/projects.csv", row)


def test_wrong_quote_points_at_the_column_of_quotes(tiny: Built, found: Callable[[Built], list[Finding]]) -> None:
    """A quote that does not stand in the text points at the column of quotes."""
    quote = quote_of(tiny, JIA, "cf:undertakenBy")
    (finding,) = found(with_object(tiny, f"{quote}/exact", "oa:exact", text("乙公司年产1万吨碳酸锂项目")))
    assert finding.column == "quote"


def test_two_names_for_one_thing_are_a_violation(tiny: Built, found: Callable[[Built], list[Finding]]) -> None:
    """An enterprise that is declared to be another one is a violation at the row of the enterprise."""
    jia, yi = thing("enterprise", "jia"), thing("enterprise", "yi")
    (finding,) = found(with_quads(tiny, in_graph(jia, "owl:sameAs", yi, "plan", PLAN)))
    assert (finding.severity, finding.rule, finding.focus) == ("violation", SPARQL, jia)
    assert ("tiny/enterprises.csv", row_of(TINY / "enterprises.csv", key="jia"), "") == place(finding)
    assert finding.message_en == f"two things were merged into one: {yi}"


def test_cycle_in_the_chain_names_every_link_in_it(tiny: Built, found: Callable[[Built], list[Finding]]) -> None:
    """If ore needed the carbonate that is made from it, the three links of that circle are violations at their rows."""
    circle = ["lithium-ore-mining", "lepidolite-beneficiation", "lithium-carbonate"]
    ore = thing("link", "lithium-battery", circle[0])
    added = in_graph(ore, "cf:requires", thing("product", "lithium-carbonate-bg"), "knowledge")
    findings = found(with_quads(tiny, added))
    table = resources.data("knowledge", "links.csv")
    expected = [(thing("link", "lithium-battery", key), row_of(table, key=key)) for key in circle]
    assert sorted(expected) == sorted((finding.focus, finding.row) for finding in findings)
    assert {(finding.severity, finding.rule, finding.file) for finding in findings} == {
        ("violation", SPARQL, "knowledge/links.csv")
    }


@pytest.mark.parametrize(
    ("table", "old", "new", "row", "message"),
    [
        ("outputs.csv", "1万吨,output", "1万吨,", 2, "a capacity and its basis go together"),
        ("outputs.csv", "1万吨,output", "1万吨,feed", 2, "feed is not output: this output must name no product"),
        ("places.csv", ",small-city,", ",,", 3, "a park or zone is part of a larger place"),
    ],
    ids=["no-basis", "feed-with-product", "zone-of-nothing"],
)
def test_mistake_in_a_table_points_at_its_row(
    table: str,
    old: str,
    new: str,
    row: int,
    message: str,
    edit: Callable[[str, str, str], None],
    tiny_folder: Path,
) -> None:
    """What a plan's tables can state but a sound graph cannot hold is a violation at the row of the table."""
    edit(table, old, new)
    (finding,) = (one for one in all_of(build([tiny_folder])) if one.severity == "violation")
    assert (f"{tiny_folder.name}/{table}", row, "") == place(finding)
    assert message == finding.message_en.partition(" (")[0]


@pytest.fixture(scope="module")
def mixed(tiny: Built) -> list[Finding]:
    """The findings of a graph with information, a warning, and violations in two tables."""
    idle, ontology = expand("cf:Idle"), "https://w3id.org/cfgraph/ontology"
    words = [("rdfs:label", "闲置", "zh"), ("rdfs:label", "idle", "en")]
    words += [("skos:definition", "没有用到的类。", "zh"), ("skos:definition", "A class that nothing uses.", "en")]
    added = [
        in_graph(idle, "rdf:type", "owl:Class", "ontology"),
        in_graph(idle, "rdfs:isDefinedBy", ontology, "ontology"),
    ]
    added += [in_graph(idle, predicate, text(said, lang), "ontology") for predicate, said, lang in words]
    broken = with_quads(tiny, *added)
    for subject in (thing("project", PLAN, "ding-foil"), thing("project", PLAN, "cells"), JIA):
        broken = without(broken, about(broken, statement(broken, subject, "cf:stage")))
    broken = without(broken, about(broken, statement(broken, thing("output", PLAN, "yi-lfp", "lfp"), "cf:ofProduct")))
    return all_of(broken)


def test_gravest_findings_come_first(mixed: list[Finding]) -> None:
    """Violations come before warnings, and warnings before information."""
    severities = [finding.severity for finding in mixed]
    expected = ["violation"] * 4 + ["warning"] + ["info"] * severities.count("info")
    assert expected == severities
    assert "info" in severities


def test_findings_of_one_gravity_follow_the_tables(mixed: list[Finding]) -> None:
    """Findings of one gravity are in the order of tables and rows."""
    expected = [
        ("tiny/outputs.csv", row_of(TINY / "outputs.csv", project="yi-lfp")),
        *(
            ("tiny/projects.csv", row_of(TINY / "projects.csv", key=key))
            for key in ("jia-carbonate", "cells", "ding-foil")
        ),
    ]
    assert expected == [(finding.file, finding.row) for finding in mixed if finding.severity == "violation"]


def test_unused_class_is_a_warning_without_a_place(mixed: list[Finding]) -> None:
    """A class of the ontology that no axiom uses is a warning; no table states it, so that it has no row."""
    (finding,) = (one for one in mixed if one.severity == "warning")
    assert (finding.rule, finding.focus) == ("unused-class", expand("cf:Idle"))
    assert place(finding) == ("", None, "")


def test_finding_is_told_once(mixed: list[Finding]) -> None:
    """No finding is repeated."""
    assert len(mixed) == len(set(mixed))


def test_finding_is_told_in_both_languages(mixed: list[Finding]) -> None:
    """Each finding has a sentence in Chinese and one in English, and as JSON has both."""
    for finding in mixed:
        record = finding.record()
        assert any("\u4e00" <= sign <= "\u9fff" for sign in record["message_zh"])
        assert record["message_en"].isascii()
        assert (finding.severity, finding.rule, finding.focus, finding.row) == tuple(
            record[key] for key in ("severity", "rule", "focus", "row")
        )


def query_in(folder: Path, query: str, severity: str = "violation") -> Path:
    """A folder with one check query."""
    head = f"#+ summary: 甲\n#+ summary_en: first\n#+ severity: {severity}\n"
    (folder / "own.rq").write_text(head + query, encoding="utf-8")
    return folder


def small_store() -> ox.Store:
    """A store with one triple."""
    store = ox.Store()
    store.add(ox.Quad(node("cf:a"), node("cf:b"), node("cf:c")))
    return store


def test_check_query_gives_findings(tmp_path: Path) -> None:
    """Each row of a check query is a finding with the query's name, severity and summary, and the cell it names."""
    folder = query_in(tmp_path, "SELECT ?entity ?property ?value WHERE { ?entity ?property ?value }", "warning")
    triple = ox.Triple(node("cf:a"), node("cf:b"), node("cf:c"))
    found = check_queries(small_store(), folder, Locator({triple: Origin("plan/x.csv", 4, "y")}))
    said = "cf:b cf:c"
    expected = Finding("warning", "own", expand("cf:a"), f"甲: {said}", f"first: {said}", "plan/x.csv", 4, "y")
    assert [expected] == found


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?entity ?property ?value WHERE { ?entity ?property ?value",
        "ASK { ?entity ?property ?value }",
        "CONSTRUCT { ?entity ?property ?value } WHERE { ?entity ?property ?value }",
        "",
    ],
    ids=["syntax", "ask", "construct", "empty"],
)
def test_check_query_that_gives_no_rows_of_values_is_an_error(query: str, tmp_path: Path) -> None:
    """A check query that does not parse or does not select is an error that names its file."""
    with pytest.raises(BadInputError) as caught:
        check_queries(small_store(), query_in(tmp_path, query), Locator({}))
    (problem,) = caught.value.problems
    assert (problem.key, problem.file) == ("query-broken", "own.rq")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?thing ?property ?value WHERE { ?thing ?property ?value }",
        "SELECT ?entity ?way ?value WHERE { ?entity ?way ?value }",
        "SELECT ?entity ?property ?wrong WHERE { ?entity ?property ?wrong }",
        "SELECT ?thing WHERE { ?thing a cf:nothing }".replace("cf:nothing", f"<{expand('cf:nothing')}>"),
    ],
    ids=["no-entity", "no-property", "no-value", "no-rows"],
)
def test_check_query_with_other_columns_is_an_error(query: str, tmp_path: Path) -> None:
    """A check query that does not give ?entity ?property ?value is an error, even where it finds nothing."""
    with pytest.raises(BadInputError, match=r"own\.rq"):
        check_queries(small_store(), query_in(tmp_path, query), Locator({}))


def test_check_query_with_an_unbound_entity_is_an_error(tmp_path: Path) -> None:
    """A check query with a row that names no entity is an error of the query, not of the program."""
    query = "SELECT ?entity ?property ?value WHERE { ?value ?property ?b OPTIONAL { ?entity ?value ?b } }"
    with pytest.raises(BadInputError, match=r"own\.rq"):
        check_queries(small_store(), query_in(tmp_path, query), Locator({}))


def test_check_query_with_an_unknown_severity_is_an_error(tmp_path: Path) -> None:
    """A severity that is none of violation, warning and info is an error of the query."""
    query = "SELECT ?entity ?property ?value WHERE { ?entity ?property ?value }"
    with pytest.raises(BadInputError, match=r"own\.rq"):
        check_queries(small_store(), query_in(tmp_path, query, "grave"), Locator({}))


@pytest.mark.parametrize("path", sorted(resources.queries("checks").glob("*.rq")), ids=lambda path: path.stem)
def test_shipped_check_query_gives_the_three_columns(path: Path) -> None:
    """Every check query that is shipped selects ?entity, ?property and ?value."""
    solutions = ox.Store().query(path.read_text(encoding="utf-8"))
    assert [variable.value for variable in solutions.variables] == ["entity", "property", "value"]


def test_knowledge_alone_can_be_checked() -> None:
    """A dataset without any plan has nothing to find in evidence, and is checked like any other."""
    assert {finding.severity for finding in all_of(build([]))} <= {"info"}


def test_locator_knows_cell_row_and_nothing() -> None:
    """A property that a table states is found by its cell, another one by the node's row, another node not at all."""
    triple = ox.Triple(node("cf:a"), node("cf:b"), node("cf:c"))
    locate = Locator({triple: Origin("plan/x.csv", 4, "y")})
    assert locate(expand("cf:a"), expand("cf:b")) == Origin("plan/x.csv", 4, "y")
    assert locate(expand("cf:a"), expand("cf:z")) == Origin("plan/x.csv", 4)
    assert locate(expand("cf:a")) == Origin("plan/x.csv", 4)
    assert locate(expand("cf:c")) == Origin("", 0)
