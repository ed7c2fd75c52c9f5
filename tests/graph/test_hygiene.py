"""Each hygiene rule finds nothing in the shipped ontology, and finds a fault that was put there on purpose."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import pyoxigraph as ox
import pytest

from cfgraph import resources
from cfgraph.graph.build import Built
from cfgraph.graph.check import Finding, Locator, check_queries
from cfgraph.namespaces import ONTOLOGY, contract, expand
from cfgraph.sources.header import read_header

RULES = {path.stem: path for path in sorted(resources.ontology("hygiene").glob("*.rq"))}
PREFIXES = """
@prefix cf: <https://w3id.org/cfgraph/ontology#> .
@prefix cfgraph: <https://w3id.org/cfgraph/> .
@prefix cfunit: <https://w3id.org/cfgraph/unit/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix ex: <https://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix qudt: <http://qudt.org/schema/qudt/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


class Fault(NamedTuple):
    """A rule, a graph that breaks it beside things that do not, and what the rule has to name, value included."""

    rule: str
    name: str
    turtle: str
    found: set[tuple[str, str]]


HEADER = """cfgraph:ontology a owl:Ontology ; owl:versionInfo "1.0.0" ;
    owl:versionIRI <https://w3id.org/cfgraph/ontology/1.0.0> ; dcterms:creator ex:us ; dcterms:license ex:license ;
    dcterms:title "题"@zh , "title"@en ; dcterms:description "述"@zh , "words"@en ."""

FAULTS = [
    Fault(
        "deprecated-without-replacement",
        "no-replacement",
        """cf:Old a owl:Class ; owl:deprecated true .
        cf:Replaced a owl:Class ; owl:deprecated true ; dcterms:isReplacedBy cf:New .
        cf:New a owl:Class ; owl:deprecated false .""",
        {(expand("cf:Old"), f"{expand('dcterms:isReplacedBy')} true")},
    ),
    Fault(
        "duplicate-label",
        "two-classes",
        """cf:One a owl:Class ; rdfs:label "one"@en , "一"@zh .
        cf:Other a owl:Class ; rdfs:label "one"@en , "二"@zh .
        cf:third a owl:ObjectProperty ; rdfs:label "one"@en .
        cf:Fourth a owl:Class ; rdfs:label "one"@fr .""",
        {(expand(name), f"{expand('rdfs:label')} one") for name in ("cf:One", "cf:Other")},
    ),
    Fault(
        "duplicate-label",
        "two-kinds-of-property",
        """cf:one a owl:ObjectProperty ; rdfs:label "one"@en .
        cf:other a owl:DatatypeProperty ; rdfs:label "one"@en .""",
        {(expand(name), f"{expand('rdfs:label')} one") for name in ("cf:one", "cf:other")},
    ),
    Fault(
        "duplicate-label",
        "own-and-external-individual",
        """cfunit:MINE a owl:NamedIndividual ; skos:prefLabel "piece"@en .
        ex:THEIRS a owl:NamedIndividual ; skos:prefLabel "piece"@en .""",
        {(expand("cfunit:MINE"), f"{expand('skos:prefLabel')} piece")},
    ),
    Fault(
        "header-metadata",
        "no-licence",
        HEADER.replace(" ; dcterms:license ex:license", ""),
        {(ONTOLOGY, f"{expand('dcterms:license')} any")},
    ),
    Fault(
        "header-metadata",
        "no-creator",
        HEADER.replace("dcterms:creator ex:us ; ", ""),
        {(ONTOLOGY, f"{expand('dcterms:creator')} any")},
    ),
    Fault(
        "header-metadata",
        "no-version",
        HEADER.replace('owl:versionInfo "1.0.0" ;', "").replace(
            "owl:versionIRI <https://w3id.org/cfgraph/ontology/1.0.0> ;", ""
        ),
        {(ONTOLOGY, f"{expand(name)} any") for name in ("owl:versionInfo", "owl:versionIRI")},
    ),
    Fault(
        "header-metadata",
        "english-only",
        HEADER.replace('"题"@zh , ', "").replace('"述"@zh , ', ""),
        {(ONTOLOGY, f"{expand(name)} zh") for name in ("dcterms:title", "dcterms:description")},
    ),
    Fault(
        "header-metadata",
        "no-header",
        "cf:One a owl:Class .",
        {(ONTOLOGY, f"{expand('rdf:type')} owl:Ontology")},
    ),
    Fault(
        "inverse-domain-range",
        "another-class",
        """cf:feeds a owl:ObjectProperty ; owl:inverseOf cf:fedBy ; rdfs:domain cf:Link ; rdfs:range cf:Link .
        cf:fedBy a owl:ObjectProperty ; owl:inverseOf cf:feeds ; rdfs:domain cf:Link ; rdfs:range cf:Product .
        cf:hosts a owl:ObjectProperty ; owl:inverseOf cf:in ; rdfs:domain cf:Place .
        cf:in a owl:ObjectProperty ; owl:inverseOf cf:hosts ; rdfs:range cf:Place .""",
        {
            (expand("cf:feeds"), f"{expand('rdfs:domain')} {expand('cf:Link')}"),
            (expand("cf:fedBy"), f"{expand('rdfs:range')} {expand('cf:Product')}"),
        },
    ),
    Fault(
        "missing-defined-by",
        "term-and-unit",
        """cf:Bare a owl:Class . cfunit:BARE a qudt:Unit . cf:Wrong a owl:Class ; rdfs:isDefinedBy ex:ontology .
        cf:Right a owl:Class ; rdfs:isDefinedBy cfgraph:ontology . ex:Theirs a owl:Class .""",
        {(expand(name), f"{expand('rdfs:isDefinedBy')} {ONTOLOGY}") for name in ("cf:Bare", "cf:Wrong", "cfunit:BARE")},
    ),
    Fault(
        "missing-definition",
        "one-language-or-none",
        """cf:Bare a owl:Class . cf:English a owl:Class ; skos:definition "said"@en .
        cf:Empty a owl:Class ; skos:definition "说明"@zh , ""@en .
        cf:Right a owl:Class ; skos:definition "说明"@zh , "said"@en . ex:Theirs a owl:Class .""",
        {
            (expand("cf:Bare"), f"{expand('skos:definition')} zh"),
            (expand("cf:Bare"), f"{expand('skos:definition')} en"),
            (expand("cf:English"), f"{expand('skos:definition')} zh"),
            (expand("cf:Empty"), f"{expand('skos:definition')} en"),
        },
    ),
    Fault(
        "missing-domain-range",
        "neither",
        """cf:bare a owl:ObjectProperty . cf:number a owl:DatatypeProperty . cf:note a owl:AnnotationProperty .
        cf:upstreamOf a owl:ObjectProperty . cf:hosts a owl:ObjectProperty ; rdfs:domain cf:Place .
        cf:in a owl:ObjectProperty ; rdfs:range cf:Place . ex:theirs a owl:ObjectProperty .""",
        {
            (expand("cf:bare"), f"{expand('rdfs:domain')} {expand('owl:ObjectProperty')}"),
            (expand("cf:number"), f"{expand('rdfs:domain')} {expand('owl:DatatypeProperty')}"),
        },
    ),
    Fault(
        "missing-label",
        "class-and-unit",
        """ex:Bare a owl:Class . cf:English a owl:Class ; rdfs:label "said"@en .
        cfunit:BARE a qudt:Unit ; skos:prefLabel "个"@zh , ""@en .
        cf:Right a owl:Class ; rdfs:label "类"@zh , "class"@en .
        cfunit:RIGHT a qudt:Unit ; skos:prefLabel "个"@zh , "piece"@en .""",
        {
            ("https://example.org/Bare", f"{expand('rdfs:label')} zh"),
            ("https://example.org/Bare", f"{expand('rdfs:label')} en"),
            (expand("cf:English"), f"{expand('rdfs:label')} zh"),
            (expand("cfunit:BARE"), f"{expand('skos:prefLabel')} en"),
        },
    ),
    Fault(
        "one-sided-inverse",
        "one-side",
        """cf:hosts a owl:ObjectProperty ; owl:inverseOf cf:in . cf:in a owl:ObjectProperty .
        cf:feeds a owl:ObjectProperty ; owl:inverseOf cf:fedBy .
        cf:fedBy a owl:ObjectProperty ; owl:inverseOf cf:feeds .
        cf:chain owl:propertyChainAxiom ( [ owl:inverseOf cf:feeds ] cf:in ) .""",
        {(expand("cf:in"), f"{expand('owl:inverseOf')} {expand('cf:hosts')}")},
    ),
    Fault(
        "several-labels",
        "two-in-one-language",
        """cf:Twice a owl:Class ; rdfs:label "one"@en , "two"@en , "一"@zh .
        cfunit:TWICE a qudt:Unit ; skos:prefLabel "个"@zh , "件"@zh .
        cf:Right a owl:Class ; rdfs:label "类"@zh , "class"@en .""",
        {
            (expand("cf:Twice"), f"{expand('rdfs:label')} one"),
            (expand("cf:Twice"), f"{expand('rdfs:label')} two"),
            (expand("cfunit:TWICE"), f"{expand('skos:prefLabel')} 个"),
            (expand("cfunit:TWICE"), f"{expand('skos:prefLabel')} 件"),
        },
    ),
    Fault(
        "subclass-cycle",
        "classes-and-properties",
        """cf:One rdfs:subClassOf cf:Two . cf:Two rdfs:subClassOf cf:Three . cf:Three rdfs:subClassOf cf:One .
        cf:one rdfs:subPropertyOf cf:one . cf:Right rdfs:subClassOf cf:One .""",
        {
            *(
                (expand(name), f"{expand('rdfs:subClassOf')} {expand(name)}")
                for name in ("cf:One", "cf:Two", "cf:Three")
            ),
            (expand("cf:one"), f"{expand('rdfs:subPropertyOf')} {expand('cf:one')}"),
        },
    ),
    Fault(
        "undeclared-term",
        "as-object",
        "cf:hosts a owl:ObjectProperty ; rdfs:domain cf:Plaza .",
        {(expand("cf:Plaza"), f"{expand('rdfs:domain')} {expand('cf:hosts')}")},
    ),
    Fault(
        "undeclared-term",
        "as-subject",
        'cf:Plaza rdfs:label "plaza"@en . cf:Place a owl:Class ; rdfs:label "place"@en .',
        {(expand("cf:Plaza"), f"{expand('rdfs:label')} plaza")},
    ),
    Fault(
        "undeclared-term",
        "as-predicate",
        "ex:a cf:hostss ex:b . ex:a cf:hosts ex:b . cf:hosts a owl:ObjectProperty .",
        {(expand("cf:hostss"), f"{expand('cf:hostss')} https://example.org/a")},
    ),
    Fault(
        "undeclared-term",
        "as-datatype",
        'ex:a skos:notation "1"^^cf:HS2023 , "1"^^cf:HS2022 . cf:HS2022 a rdfs:Datatype .',
        {(expand("cf:HS2023"), f"{expand('skos:notation')} https://example.org/a")},
    ),
    Fault(
        "unused-class",
        "in-no-axiom",
        """cf:Idle a owl:Class . cf:Place a owl:Class . cf:Zone a owl:Class ; rdfs:subClassOf cf:Place .
        cf:Cluster a owl:Class . cf:Body a owl:Class . cf:Post a owl:Class . cf:Link a owl:Class .
        cf:hosts rdfs:domain cf:Cluster ; rdfs:range [ owl:unionOf ( cf:Body cf:Post ) ] .
        cf:Sought owl:equivalentClass [ owl:onProperty cf:seeks ; owl:someValuesFrom cf:Link ] .
        [] a owl:AllDisjointClasses ; owl:members ( cf:Idle cf:Place ) .""",
        {(expand("cf:Idle"), f"{expand('rdf:type')} {expand('owl:Class')}")},
    ),
    Fault(
        "version-mismatch",
        "another-version",
        HEADER.replace('"1.0.0"', '"1.1.0"'),
        {(ONTOLOGY, f"{expand('owl:versionIRI')} {ONTOLOGY}/1.0.0")},
    ),
    Fault(
        "version-mismatch",
        "another-iri",
        HEADER.replace("ontology/1.0.0", "ontologies/1.0.0"),
        {(ONTOLOGY, f"{expand('owl:versionIRI')} https://w3id.org/cfgraph/ontologies/1.0.0")},
    ),
]


@cache
def findings_in(turtle: str) -> list[Finding]:
    """What all rules find in a small graph."""
    store = ox.Store()
    store.load((PREFIXES + turtle).encode(), format=ox.RdfFormat.TURTLE)
    return check_queries(store, resources.ontology("hygiene"), Locator({}))


@pytest.mark.parametrize("rule", RULES)
def test_shipped_ontology_is_clean(rule: str, real: Built) -> None:
    """No rule finds anything in the ontology, schemes, units and alignments as they are shipped."""
    store = ox.Store()
    store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in real.graph("ontology"))
    assert len(store) > 0
    assert list(store.query(RULES[rule].read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.rule}-{fault.name}")
def test_planted_fault_is_found(fault: Fault) -> None:
    """A rule names exactly the terms that break it, with the property and the value, and not their neighbours."""
    summary = read_header(RULES[fault.rule])[0].summary_en
    found = {(f.focus, f.message_en) for f in findings_in(fault.turtle) if f.rule == fault.rule}
    told = {(focus, " ".join(map(contract, detail.split(" ")))) for focus, detail in fault.found}
    assert {(focus, f"{summary}: {detail}") for focus, detail in told} == found


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.rule}-{fault.name}")
def test_fault_is_told_once(fault: Fault) -> None:
    """No fault is told twice in the same words."""
    found = [finding for finding in findings_in(fault.turtle) if finding.rule == fault.rule]
    assert len(fault.found) == len(found)


def test_sound_header_breaks_no_rule() -> None:
    """A header with all its metadata, and nothing else, has no finding at all."""
    assert findings_in(HEADER) == []


def test_every_rule_has_a_planted_fault() -> None:
    """No rule is without a graph that shows it at work."""
    assert set(RULES) == {fault.rule for fault in FAULTS}


@pytest.mark.parametrize("rule", RULES)
def test_rule_has_its_severity_and_both_summaries(rule: str) -> None:
    """A rule is a violation, except that an unused class is a warning, and says so in Chinese and in English."""
    header, _ = read_header(RULES[rule])
    expected = "warning" if rule == "unused-class" else "violation"
    assert expected == header.severity
    assert any("\u4e00" <= sign <= "\u9fff" for sign in header.summary)
    assert header.summary_en.isascii()
