"""A shape that cannot be evaluated is an error that names it, never a pass."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import OWL, RDF, Graph, URIRef

from cfgraph import resources
from cfgraph.errors import BadInputError, Problem
from cfgraph.graph.build import ONTOLOGY_FILES, SHAPE_FILES, Built, parse_turtle
from cfgraph.graph.check import Locator, check_shapes, to_rdflib
from cfgraph.graph.shapes import KNOWN, require_evaluable
from cfgraph.namespaces import PREFIXES, expand

CLASSES = frozenset({expand("cf:Project"), expand("cf:ChainLink")})
HEAD = """
@prefix cf: <https://w3id.org/cfgraph/ontology#> .
@prefix cfsh: <https://w3id.org/cfgraph/shapes#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<https://w3id.org/cfgraph/shapes> a owl:Ontology ;
    sh:declare [ sh:prefix "cf" ; sh:namespace "https://w3id.org/cfgraph/ontology#"^^xsd:anyURI ] .
"""
SELECT = 'sh:prefixes <https://w3id.org/cfgraph/shapes> ; sh:message "no"@en ; sh:select'


def problems_of(turtle: str) -> list[Problem]:
    """What is wrong with a shapes graph."""
    shapes = Graph().parse(data=HEAD + turtle, format="turtle")
    try:
        require_evaluable(shapes, CLASSES, "own.ttl")
    except BadInputError as error:
        return list(error.problems)
    return []


def run(folder: Path, turtle: str, built: Built) -> list[str]:
    """The nodes that a shapes file of one's own reports over a built graph."""
    path = folder / "own.ttl"
    path.write_text(HEAD + turtle, encoding="utf-8")
    triples = [quad.triple for quad in built.quads]
    return [finding.focus for finding in check_shapes(triples, str(path), Locator({}))]


@pytest.mark.parametrize("file", SHAPE_FILES)
def test_shipped_shapes_can_be_evaluated(file: str) -> None:
    """Every shape that is shipped can be evaluated over the shipped ontology."""
    ontology = to_rdflib(triple for name in ONTOLOGY_FILES for triple in parse_turtle(resources.ontology(name)))
    evidence = {expand("rdf:Statement"), expand("oa:SpecificResource")}
    classes = {str(kind) for kind in ontology.subjects(RDF.type, OWL.Class)} | evidence
    shapes = to_rdflib(parse_turtle(resources.ontology(file)))
    assert len(shapes) > 0
    assert require_evaluable(shapes, classes, file) is None


def test_sound_shape_has_no_problem() -> None:
    """A shape with every kind of part that can break has no problem while none is broken."""
    turtle = f"""
    cfsh:Sound a sh:NodeShape ; sh:targetClass cf:Project ; sh:pattern "^https" ;
        sh:property [ sh:path cf:stage ; sh:minCount 1 ] ;
        sh:sparql [ {SELECT} "SELECT $this WHERE {{ $this cf:stage ?stage }}" ] ."""
    assert problems_of(turtle) == []


@pytest.mark.parametrize(
    ("turtle", "term"),
    [
        ("cfsh:X a sh:NodeShape ; sh:property [ sh:path cf:stage ; sh:minCont 1 ] .", "sh:minCont"),
        ("cfsh:X a sh:NodeShap ; sh:targetClass cf:Project .", "sh:NodeShap"),
        ("cfsh:X a sh:NodeShape ; sh:targetClas cf:Project .", "sh:targetClas"),
        ("cfsh:X a sh:NodeShape ; sh:targetClass cf:Project ; sh:nodeKind sh:Iri .", "sh:Iri"),
        ("cfsh:X a sh:NodeShape ; sh:targetClass cf:Project ; sh:severity sh:Warn .", "sh:Warn"),
        ("cfsh:X a sh:NodeShape ; sh:targetClass cf:Project ; sh:Pattern '^https' .", "sh:Pattern"),
        ("cfsh:X a sh:NodeShape ; sh:rule [ sh:order 1 ] .", "sh:rule"),
    ],
    ids=["parameter", "type", "target", "node-kind", "severity", "capital", "not-applied"],
)
def test_misspelled_term_is_named(turtle: str, term: str) -> None:
    """A SHACL term that does not exist, or that the validator does not apply, is an error that names it."""
    assert [Problem("shape-term", {"term": term}, "own.ttl")] == problems_of(turtle)


@pytest.mark.parametrize("term", ["minCount", "targetClass", "sparql"])
def test_every_letter_of_a_term_counts(term: str) -> None:
    """A term with its last letter doubled is another term, and unknown."""
    assert term in KNOWN
    wrong = term + term[-1]
    assert [Problem("shape-term", {"term": f"sh:{wrong}"}, "own.ttl")] == problems_of(f"cfsh:X sh:{wrong} 1 .")


@pytest.mark.parametrize(
    "query",
    ["SELECT $this WHERE { $this a cf:Project", "SELEKT $this WHERE { $this a cf:Project }", ""],
    ids=["open-brace", "keyword", "empty"],
)
def test_broken_query_names_its_shape(query: str) -> None:
    """A SPARQL constraint that does not parse is an error that names the shape it stands in."""
    (problem,) = problems_of(f"cfsh:Broken a sh:NodeShape ; sh:sparql [ {SELECT} '{query}' ] .")
    assert (problem.key, problem.file) == ("shape-query", "own.ttl")
    assert problem.params["shape"] == expand("cfsh:Broken")
    assert problem.params["reason"]


def test_undeclared_prefix_in_a_query_is_named() -> None:
    """A query with a prefix that the shapes graph does not declare is an error that names shape and prefix."""
    query = "SELECT $this WHERE { $this cv:stage ?stage }"
    (problem,) = problems_of(f"cfsh:Broken a sh:NodeShape ; sh:sparql [ {SELECT} '{query}' ] .")
    assert problem.key == "shape-query"
    assert problem.params["shape"] == expand("cfsh:Broken")
    assert "cv" in problem.params["reason"]


def test_path_in_a_query_of_a_property_shape_is_known() -> None:
    """The variable $PATH, which stands for the path of the property shape, is no mistake in a query."""
    query = "SELECT $this ?value WHERE { $this $PATH ?value }"
    turtle = f"cfsh:X a sh:NodeShape ; sh:property [ sh:path cf:stage ; sh:sparql [ {SELECT} '{query}' ] ] ."
    assert problems_of(turtle) == []


@pytest.mark.parametrize(
    "turtle",
    [
        'cfsh:Broken a sh:NodeShape ; sh:pattern "[a-z" .',
        'cfsh:Broken a sh:NodeShape ; sh:property [ sh:path cf:stageWording ; sh:pattern "(" ] .',
        'cfsh:Broken a sh:NodeShape ; sh:property [ sh:path cf:stage ; sh:or ( [ sh:pattern "*" ] ) ] .',
    ],
    ids=["node", "property", "inside-or"],
)
def test_broken_pattern_names_its_shape(turtle: str) -> None:
    """A regular expression that does not compile is an error that names the named shape around it."""
    (problem,) = problems_of(turtle)
    assert (problem.key, problem.file) == ("shape-query", "own.ttl")
    assert problem.params["shape"] == expand("cfsh:Broken")


def test_unknown_target_class_is_named() -> None:
    """A target class that neither the ontology nor the data have is an error that names the class."""
    turtle = "cfsh:X a sh:NodeShape ; sh:targetClass cf:Project , cf:Projekt ."
    assert [Problem("shape-target", {"term": expand("cf:Projekt")}, "own.ttl")] == problems_of(turtle)


def test_all_mistakes_are_told_at_once() -> None:
    """One error holds every mistake of a file: a term, a query, a pattern and a target."""
    turtle = f"""
    cfsh:A a sh:NodeShape ; sh:targetClass cf:Projekt ; sh:minCont 1 ; sh:pattern "(" ;
        sh:sparql [ {SELECT} "SELECT" ] ."""
    expected = ["shape-query", "shape-query", "shape-target", "shape-term"]
    assert expected == sorted(problem.key for problem in problems_of(turtle))


def test_error_reads_in_both_languages() -> None:
    """The sentence of an error names file and term in English and in Chinese."""
    (problem,) = problems_of("cfsh:X a sh:NodeShape ; sh:minCont 1 .")
    for lang, words in (("en", "unknown SHACL term"), ("zh", "SHACL")):
        text = problem.text(lang)
        assert text.startswith("own.ttl: ")
        assert words in text
        assert "sh:minCont" in text


def test_shapes_file_is_looked_at_before_it_is_used(tmp_path: Path, tiny: Built) -> None:
    """Checking data with a shapes file that has a misspelled term raises the error and reports nothing."""
    turtle = "cfsh:X a sh:NodeShape ; sh:targetClass cf:Project ; sh:property [ sh:path cf:stage ; sh:maxCont 0 ] ."
    with pytest.raises(BadInputError, match="sh:maxCont"):
        run(tmp_path, turtle, tiny)


def test_target_class_of_another_vocabulary_is_known(tmp_path: Path, tiny: Built) -> None:
    """A shape may target a class that the ontology leaves to its own vocabulary, such as rdf:Statement."""
    turtle = f"cfsh:X a sh:NodeShape ; sh:targetClass <{PREFIXES['rdf']}Statement> ; sh:nodeKind sh:Literal ."
    statements = {
        triple.subject.value for triple in tiny.graph("evidence", "tiny-2025") if "Statement" in str(triple.object)
    }
    assert statements == set(run(tmp_path, turtle, tiny))


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ('sh:property [ sh:path cf:stage ; sh:minCount "one" ]', "minCount"),
        ("sh:minCount 1", "MinCount"),
        ("sh:property cfsh:Nowhere", "Nowhere"),
        ("sh:property [ sh:minCount 1 ]", "PropertyShape"),
        ('sh:sparql [ sh:message "no"@en ]', "sh:select"),
        (f'sh:sparql [ {SELECT} "SELECT $this WHERE {{ VALUES ?a {{ 1 }} }}" ]', "VALUES"),
        (f'sh:sparql [ {SELECT} "SELECT $this WHERE {{ $this a ?b MINUS {{ $this a cf:Park }} }}" ]', "MINUS"),
    ],
    ids=["count-in-words", "count-without-path", "unknown-property-shape", "no-path", "no-query", "values", "minus"],
)
def test_shape_that_the_validator_refuses_is_an_error(part: str, words: str, tmp_path: Path, tiny: Built) -> None:
    """What only the validator finds, such as a count that is no number, is an error with its reason."""
    with pytest.raises(BadInputError) as caught:
        run(tmp_path, f"cfsh:X a sh:NodeShape ; sh:targetClass cf:Project ; {part} .", tiny)
    (problem,) = caught.value.problems
    assert problem.key == "shape-query"
    assert words in problem.params["reason"]


def test_query_with_this_is_applied(tmp_path: Path, tiny: Built) -> None:
    """A sound SPARQL constraint reports each node that its query gives."""
    turtle = f"""
    cfsh:X a sh:NodeShape ; sh:targetClass cf:Project ;
        sh:sparql [ {SELECT} "SELECT $this WHERE {{ $this cf:stage cf:Preparing }}" ] ."""
    expected = [expand("id:project/tiny-2025/ding-foil")]
    assert expected == run(tmp_path, turtle, tiny)


def test_broken_query_of_a_nameless_shape_is_an_error() -> None:
    """A broken query in a shape that has no name is an error, too."""
    (problem,) = problems_of(f"[] a sh:NodeShape ; sh:targetClass cf:Project ; sh:sparql [ {SELECT} 'SELECT' ] .")
    assert problem.key == "shape-query"


@pytest.mark.parametrize(
    "turtle",
    [
        "cfsh:X a sh:NodeShape ; sh:targetClass cf:Project ; sh:node cfsh:Nowhere .",
        "cfsh:X a sh:NodeShape ; sh:targetClass cf:Project ;"
        f' sh:sparql [ {SELECT} "SELECT ?stage WHERE {{ $this cf:stage ?stage }}" ] .',
        "cfsh:X a sh:NodeShape ; sh:targetSubjectsOf cf:stagee ; sh:nodeKind sh:Literal .",
        "cfsh:X a sh:NodeShape ; sh:targetClass cf:Project ; sh:property [ sh:path cf:stagee ; sh:maxCount 0 ] .",
        "@prefix sh: <http://www.w3.org/ns/shacl/> . cfsh:X a sh:NodeShape ; sh:targetClass cf:Project .",
    ],
    ids=["unknown-node-shape", "query-without-this", "unknown-target-property", "unknown-path", "wrong-namespace"],
)
def test_shape_without_effect_is_an_error(turtle: str, tmp_path: Path, tiny: Built) -> None:
    """A shape that can report nothing, whatever the data, is an error and no pass."""
    with pytest.raises(BadInputError):
        run(tmp_path, turtle, tiny)


@pytest.mark.parametrize(
    "part",
    [
        "sh:and ( cfsh:Nowhere )",
        "sh:or ( cfsh:Nowhere )",
        "sh:xone ( cfsh:Nowhere )",
        "sh:property [ sh:path cf:stage ; sh:qualifiedMinCount 1 ; sh:qualifiedValueShape cfsh:Nowhere ]",
    ],
    ids=["and", "or", "xone", "qualified"],
)
def test_shape_lost_in_a_list_is_an_error(part: str, tmp_path: Path, tiny: Built) -> None:
    """A shape that others are made of and nobody describes is an error, wherever it is named."""
    with pytest.raises(BadInputError, match="Nowhere"):
        run(tmp_path, f"cfsh:X a sh:NodeShape ; sh:targetClass cf:Project ; {part} .", tiny)


def test_unknown_severity_of_a_shape_is_an_error(tmp_path: Path, tiny: Built) -> None:
    """A severity that is none of SHACL's three is an error of the shapes file."""
    turtle = "cfsh:X a sh:NodeShape ; sh:targetClass cf:Project ; sh:severity cf:Estimate ; sh:nodeKind sh:Literal ."
    with pytest.raises(BadInputError):
        run(tmp_path, turtle, tiny)


@pytest.mark.parametrize(
    "constraint",
    [
        'sh:message "no"@en ; sh:select "SELECT $this WHERE { $this a cf:Project }"',
        f'{SELECT} "ASK {{ $this a cf:Project }}"',
        f'{SELECT} "SELECT $this WHERE {{ GRAPH $shapesGraph {{ $this a cf:Project }} }}"',
    ],
    ids=["no-prefixes", "ask", "shapes-graph"],
)
def test_constraint_that_breaks_the_validator_is_an_error(constraint: str, tmp_path: Path, tiny: Built) -> None:
    """A query that fails only when it is run is an error of the shapes file, not of the program."""
    with pytest.raises(BadInputError):
        run(tmp_path, f"cfsh:X a sh:NodeShape ; sh:targetClass cf:Project ; sh:sparql [ {constraint} ] .", tiny)


def test_shapes_graph_is_left_as_it_is() -> None:
    """Looking at a shapes graph does not change it."""
    shapes = Graph().parse(data=HEAD + "cfsh:X a sh:NodeShape ; sh:targetClass cf:Project .", format="turtle")
    before = set(shapes)
    require_evaluable(shapes, CLASSES)
    assert before == set(shapes)
    assert (URIRef(expand("cfsh:X")), RDF.type, URIRef(expand("sh:NodeShape"))) in shapes


@pytest.mark.parametrize(
    ("turtle", "key"),
    [("cfsh:X a sh:NodeShape ; sh:nodeKind sh:Literal .", "shape-idle"), ("", "shape-none")],
    ids=["no-target", "no-shape"],
)
def test_file_that_applies_nothing_is_an_error(turtle: str, key: str, tmp_path: Path, tiny: Built) -> None:
    """A shape without a target that no other shape uses, and a file without any shape, are no pass."""
    with pytest.raises(BadInputError) as caught:
        run(tmp_path, turtle, tiny)
    assert [key] == [problem.key for problem in caught.value.problems]
