"""Each shape against its file in tests/shapes: data that pass, data that fail, and the report that they give."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox
import pytest
from pyshacl import validate
from rdflib import RDF, RDFS, SH, Graph, URIRef
from rdflib.collection import Collection
from rdflib.namespace import DCTERMS, Namespace
from rdflib.term import Node

from cfgraph import resources
from cfgraph.graph.build import ONTOLOGY_FILES, SHAPE_FILES, parse_turtle
from cfgraph.graph.check import to_rdflib
from cfgraph.graph.close import close
from cfgraph.namespaces import PREFIXES, thing

FILES = sorted((Path(__file__).parents[1] / "shapes").glob("*.ttl"))
CFSH = Namespace(PREFIXES["cfsh"])
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT = Namespace("http://www.w3.org/ns/shacl-test#")
GRAPHS = {
    URIRef("https://w3id.org/cfgraph/shapes"): "shapes.ttl",
    URIRef("https://w3id.org/cfgraph/shapes/closed"): "closed.ttl",
}
NO_CONSTRAINT = {
    *(RDF.type, SH.path, SH.message, SH.severity, SH.property, SH.qualifiedValueShape),
    *(SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf),
}
"""What a shape says besides its constraints; anything else is one and must fail somewhere."""
HOLE = re.compile(r"\{\?(\w+)\}")


class Result(NamedTuple):
    """One result of a report; path and names shortened, so that a difference can be read."""

    focus: str
    shape: str
    path: str
    component: str
    severity: str
    message: str


class Constraint(NamedTuple):
    """One constraint of a shapes graph: the node shape, the shape that results name, and what they say."""

    shape: str
    source: str
    path: str
    component: str
    message: str

    def gives(self, result: Result) -> bool:
        """Whether the result is one of this constraint; values stand in the holes of its message."""
        template = "".join(".+" if i % 2 else re.escape(part) for i, part in enumerate(HOLE.split(self.message)))
        same = (self.source, self.path, self.component) == (result.shape, result.path, result.component)
        return same and re.fullmatch(template, result.message) is not None


class Case(NamedTuple):
    """What a file is about, its data, the report it expects and the one that the validator gives."""

    shape: URIRef
    data: Graph
    expected: Counter[Result]
    reported: Counter[Result]
    conforms: tuple[bool, bool]


def short(node: Node) -> str:
    """``cf:amount`` for its IRI; anything else as it is."""
    prefixes = sorted(PREFIXES.items(), key=lambda entry: -len(entry[1]))
    return next((f"{p}:{str(node)[len(ns) :]}" for p, ns in prefixes if str(node).startswith(ns)), str(node))


def path_text(graph: Graph, path: Node | None) -> str:
    """A SHACL path as SPARQL writes it; empty for none."""
    if path is None or isinstance(path, URIRef):
        return short(path) if path else ""
    if inverse := graph.value(path, SH.inversePath):
        return "^" + path_text(graph, inverse)
    if choices := graph.value(path, SH.alternativePath):
        return "|".join(path_text(graph, step) for step in Collection(graph, choices))
    return "/".join(path_text(graph, step) for step in Collection(graph, path))


def named(graph: Graph, node: Node) -> Node:
    """The shape itself, or the named one that a nameless property shape stands in."""
    return node if isinstance(node, URIRef) else next(graph.subjects(SH.property, node))


def english(graph: Graph, node: Node) -> str:
    """The English message of a shape or a SPARQL constraint."""
    return next((str(m) for m in graph.objects(node, SH.message) if m.language == "en"), "")


@cache
def ontology() -> tuple[ox.Triple, ...]:
    """The triples of the ontology document and of the alignments."""
    return tuple(triple for file in ONTOLOGY_FILES for triple in parse_turtle(resources.ontology(file)))


@cache
def shapes(file: str) -> Graph:
    """A shapes graph, as shipped."""
    return to_rdflib(parse_turtle(resources.ontology(file)))


@cache
def run(path: Path) -> Case:
    """Validate a file's data with the shapes graph that it names."""
    base = path.as_uri()
    triples = [quad.triple for quad in ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE, base_iri=base)]
    own = to_rdflib(triples)
    me = URIRef(base)
    file = GRAPHS[own.value(own.value(me, MF.action), SHT.shapesGraph)]
    triples += ontology()
    data = to_rdflib(triples + close(triples) if file == "closed.ttl" else triples)
    applied = shapes(file) + to_rdflib([])
    for target in own.triples((None, SH.targetNode, None)):
        applied.add(target)
    conforms, report, _ = validate(data, shacl_graph=applied, allow_infos=True, inference="none")
    (given,) = report.subjects(RDF.type, SH.ValidationReport)
    wanted = data.value(me, MF.result)
    expected = Counter(_expected(data, wanted))
    reported = Counter(_reported(report, given, applied))
    return Case(
        own.value(me, DCTERMS.subject), data, expected, reported, (data.value(wanted, SH.conforms).value, conforms)
    )


def _expected(graph: Graph, report: Node) -> Iterator[Result]:
    for result in graph.objects(report, SH.result):
        message = graph.value(result, SH.resultMessage)
        assert message.language == "en"
        yield Result(
            short(graph.value(result, SH.focusNode)),
            short(graph.value(result, SH.sourceShape)),
            path_text(graph, graph.value(result, SH.resultPath)),
            short(graph.value(result, SH.sourceConstraintComponent)),
            short(graph.value(result, SH.resultSeverity) or SH.Violation),
            str(message),
        )


def _reported(report: Graph, given: Node, applied: Graph) -> Iterator[Result]:
    """The results; of the two messages, whose languages the validator may drop, the one without Chinese signs."""
    for result in report.objects(given, SH.result):
        messages = [str(message) for message in report.objects(result, SH.resultMessage)]
        (message,) = (text for text in messages if not re.search("[\u4e00-\u9fff]", text))
        yield Result(
            short(report.value(result, SH.focusNode)),
            short(named(applied, report.value(result, SH.sourceShape))),
            path_text(report, report.value(result, SH.resultPath)),
            short(report.value(result, SH.sourceConstraintComponent)),
            short(report.value(result, SH.resultSeverity)),
            message,
        )


def node_shapes() -> Iterator[tuple[Graph, URIRef]]:
    """Every node shape with the graph that it is in."""
    for file in SHAPE_FILES:
        for shape in sorted(shapes(file).subjects(RDF.type, SH.NodeShape)):
            yield shapes(file), shape


def parts() -> Iterator[tuple[Graph, URIRef, Node]]:
    """Every node shape with itself and with each of its property shapes."""
    for graph, shape in node_shapes():
        for part in (shape, *graph.objects(shape, SH.property)):
            yield graph, shape, part


def constraints() -> Iterator[Constraint]:
    """Every constraint of both shapes graphs."""
    for graph, shape, part in parts():
        source, path = short(named(graph, part)), path_text(graph, graph.value(part, SH.path))
        for predicate, value in graph.predicate_objects(part):
            if predicate == SH.sparql:
                given = re.search(r"\((\S+) AS \?path\)", str(graph.value(value, SH.select)))
                path = given[1] if given else ""
                yield Constraint(short(shape), source, path, "sh:SPARQLConstraintComponent", english(graph, value))
            elif predicate not in NO_CONSTRAINT:
                name = predicate.removeprefix(str(SH))
                component = f"sh:{name[0].upper()}{name[1:]}ConstraintComponent"
                yield Constraint(short(shape), source, path, component, english(graph, part))


def told() -> Iterator[tuple[str, Graph, Node]]:
    """Everything that a report takes a message from: parts with constraints of their own, and SPARQL constraints."""
    for graph, shape, part in parts():
        where = f"{short(shape)} {path_text(graph, graph.value(part, SH.path))}".strip()
        if set(graph.predicates(part)) - NO_CONSTRAINT - {SH.sparql}:
            yield where, graph, part
        for constraint in graph.objects(part, SH.sparql):
            yield f"{where} {english(graph, constraint)}", graph, constraint


def targets(graph: Graph, data: Graph, shape: URIRef) -> set[Node]:
    """The nodes that a shape is applied to."""
    found: set[Node] = set(data.objects(shape, SH.targetNode))
    for kind in graph.objects(shape, SH.targetClass):
        for narrower in data.transitive_subjects(RDFS.subClassOf, kind):
            found |= set(data.subjects(RDF.type, narrower))
    for predicate in graph.objects(shape, SH.targetSubjectsOf):
        found |= set(data.subjects(predicate))
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_report_is_the_expected_one(path: Path) -> None:
    """Validating a file gives the results that it states, and no other."""
    case = run(path)
    assert case.expected == case.reported


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_conformance_is_the_expected_one(path: Path) -> None:
    """A file conforms where it says so: violations break conformance, information does not."""
    expected, reported = run(path).conforms
    assert expected == reported


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_file_holds_nodes_that_pass_and_nodes_that_fail(path: Path) -> None:
    """Some nodes that the shape of a file is applied to fail, and some have no result at all."""
    case = run(path)
    graph = next(graph for graph, shape in node_shapes() if shape == case.shape)
    looked_at = {short(node) for node in targets(graph, case.data, case.shape)}
    failing = {result.focus for result in case.expected}
    assert looked_at & failing
    assert looked_at - failing


def test_every_shape_has_one_file() -> None:
    """Each node shape is the subject of exactly one file."""
    expected = Counter(shape for _, shape in node_shapes())
    assert expected == Counter(run(path).shape for path in FILES)


@pytest.mark.parametrize(
    "constraint", list(constraints()), ids=lambda c: "-".join((c.shape, c.path, c.component[3:-19], c.message[:24]))
)
def test_every_constraint_fails_in_the_file_of_its_shape(constraint: Constraint) -> None:
    """No constraint is dead: the file of its shape has a node that it reports."""
    case = next(run(path) for path in FILES if short(run(path).shape) == constraint.shape)
    assert [result for result in case.expected if constraint.gives(result)]


@pytest.mark.parametrize(("graph", "node"), [pytest.param(g, n, id=where) for where, g, n in told()])
def test_message_is_there_in_both_languages(graph: Graph, node: Node) -> None:
    """What a report takes a message from has one in Chinese and one in English, and no third."""
    expected = ["en", "zh"]
    assert expected == sorted(str(message.language) for message in graph.objects(node, SH.message))


@pytest.mark.parametrize(("graph", "node"), [pytest.param(g, n, id=where) for where, g, n in told()])
def test_messages_say_the_same_values(graph: Graph, node: Node) -> None:
    """Both languages name the same values, each of which the query gives."""
    holes = [set(HOLE.findall(str(message))) for message in graph.objects(node, SH.message)]
    assert all(found == holes[0] for found in holes)
    query = str(graph.value(node, SH.select) or "").partition("WHERE")[0]
    assert holes[0] <= set(re.findall(r"[?$](\w+)", query))


@pytest.mark.parametrize(("name", "source"), [("Keyed", "Keyed"), ("Labelled", "LabelZh")])
def test_every_class_with_a_key_or_label_is_looked_at(name: str, source: str) -> None:
    """A node of any targeted class that has neither a proper key nor a label is reported."""
    graph = shapes("shapes.ttl")
    data = Graph()
    for number, kind in enumerate(graph.objects(CFSH[name], SH.targetClass)):
        data.add((URIRef(thing("thing", f"Bad_Key_{number}")), RDF.type, kind))
    report = validate(data, shacl_graph=graph, inference="none")[1]
    results = report.subjects(SH.sourceShape, CFSH[source])
    assert set(data.subjects()) == {report.value(result, SH.focusNode) for result in results}
