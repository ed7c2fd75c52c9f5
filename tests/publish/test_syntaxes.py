"""Each syntax gives back the very terms that went in."""

from __future__ import annotations

import json

import pyoxigraph as ox
import pytest
from isomorphic import canonical, plain

from cfgraph.graph.triples import node, text, typed
from cfgraph.namespaces import thing
from cfgraph.publish.dumps.jsonld import context, document
from cfgraph.publish.dumps.parts import Part
from cfgraph.publish.dumps.syntaxes import ntriples, rdfxml, turtle

VALUES = {
    "integer": typed("3", "xsd:integer"),
    "integer with zeros": typed("007", "xsd:integer"),
    "integer with plus": typed("+3", "xsd:integer"),
    "huge integer": typed("123456789012345678901234567890", "xsd:integer"),
    "decimal": typed("1.50", "xsd:decimal"),
    "whole decimal": typed("5", "xsd:decimal"),
    "decimal with a dot last": typed("5.", "xsd:decimal"),
    "double": typed("1.0E1", "xsd:double"),
    "boolean": typed("true", "xsd:boolean"),
    "boolean as digit": typed("1", "xsd:boolean"),
    "no integer": typed("three", "xsd:integer"),
    "date": typed("2023-05-15", "xsd:date"),
    "own datatype": typed("8507.60", "cf:HS2022"),
    "quotes and backslash": text('"\\" \'\'\' """'),
    "quote at the end": text('a\nb"'),
    "lines": text("a\nb\r\nc\td"),
    "language": text("锂", "zh"),
    "language with script": text("锂", "zh-hans"),
    "markup": text("<a> & ]]> {b}"),
    "empty": text(""),
    "thing": node(thing("project", "chifeng-2023", "x")),
    "thing with dots": node(thing("project", "a.b.")),
    "thing in a prefix": node("http://www.wikidata.org/entity/Q1"),
    "IRI with signs": node("https://example.org/a(b)%20c?d=e&f#g~h"),
    "blank node": ox.BlankNode("b"),
}
PREDICATES = ("cf:locatedIn", "cf:stageRank", "cf:isDefault", "cf:asPrinted", "skos:prefLabel", "dcterms:title")
ONTOLOGY = [
    ox.Triple(node("cf:locatedIn"), node("rdf:type"), node("owl:ObjectProperty")),
    ox.Triple(node("cf:stageRank"), node("rdf:type"), node("owl:DatatypeProperty")),
    ox.Triple(node("cf:stageRank"), node("rdfs:range"), node("xsd:integer")),
    ox.Triple(node("cf:isDefault"), node("rdf:type"), node("owl:DatatypeProperty")),
    ox.Triple(node("cf:isDefault"), node("rdfs:range"), node("xsd:boolean")),
    ox.Triple(node("cf:asPrinted"), node("rdf:type"), node("owl:DatatypeProperty")),
    ox.Triple(node("cf:asPrinted"), node("rdfs:range"), node("xsd:string")),
]


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
@pytest.mark.parametrize("syntax", ["ttl", "nt", "rdf", "jsonld"])
def test_a_value_comes_back_as_it_was(syntax: str, value: ox.NamedNode | ox.BlankNode | ox.Literal) -> None:
    """Whatever the property, a term is the same after writing and reading."""
    subject = node(thing("project", "x"))
    triples = sorted((ox.Triple(subject, node(name), value) for name in PREDICATES), key=str)
    part = Part("https://w3id.org/cfgraph/graph/test", tuple(triples))
    data, form = {
        "ttl": lambda: (turtle(triples).document(), ox.RdfFormat.TURTLE),
        "nt": lambda: (ntriples(part), ox.RdfFormat.N_TRIPLES),
        "rdf": lambda: (rdfxml(part), ox.RdfFormat.RDF_XML),
        "jsonld": lambda: (document(triples, context(ONTOLOGY)), ox.RdfFormat.JSON_LD),
    }[syntax]()
    assert plain(triples) == canonical(ox.parse(data, format=form))


def test_values_with_and_without_language_stand_side_by_side() -> None:
    """A language map takes the first, the full name of the property the others; both come back."""
    subject = node(thing("source", "x"))
    values = (text("Title", "en"), text("题", "zh"), text("plain"))
    triples = sorted((ox.Triple(subject, node("dcterms:title"), value) for value in values), key=str)
    data = document(triples, context([]))
    (found,) = json.loads(data)["@graph"]
    assert {"en": ["Title"], "zh": ["题"]} == found["dcterms:title"]
    assert plain(triples) == canonical(ox.parse(data, format=ox.RdfFormat.JSON_LD))
