"""The closure: equal to owlrl and to HermiT on small data, and what it draws on the real plan."""

from __future__ import annotations

import owlrl
import pyoxigraph as ox
import pytest
import rdflib

from cfgraph import resources
from cfgraph.errors import BadInputError
from cfgraph.graph.build import REASONED_FILES, Built, parse_turtle
from cfgraph.graph.close import close, ontology_rules
from cfgraph.graph.prove import comparable, logical, prove
from cfgraph.graph.rules import compile_rules
from cfgraph.graph.triples import node
from cfgraph.namespaces import expand, thing
from cfgraph.rdf import to_bytes

ONTOLOGY = [triple for file in REASONED_FILES for triple in parse_turtle(resources.ontology(file))]
ABOX = """
@prefix cf: <https://w3id.org/cfgraph/ontology#> .
@prefix : <https://w3id.org/cfgraph/id/t/> .
:city a cf:Region ; cf:hasEndowment :ore-here . :zone a cf:Zone ; cf:partOf :city . :park a cf:Park ; cf:partOf :zone .
:ore-here a cf:ResourceEndowment ; cf:ofResource :ore .
:ore a cf:Product . :salt a cf:Product ; cf:kindOf :salts . :salts a cf:Product ; cf:kindOf :chemicals .
:chemicals a cf:Product . :cell a cf:Product .
:chain a cf:IndustryChain . :l1 a cf:ChainLink ; cf:linkOf :chain ; cf:hasProduct :ore ; cf:neededFor :all .
:l2 a cf:ChainLink ; cf:linkOf :chain ; cf:hasProduct :salts ; cf:realizedBy :p2 .
:l3 a cf:ChainLink ; cf:linkOf :chain ; cf:hasProduct :cell ; cf:realizedBy :p3 . :all cf:covers :lfp .
:p2 a cf:Process ; cf:yields :salts ; cf:hasRatedInput :i2 . :i2 a cf:MaterialInput ; cf:ofMaterial :ore .
:p3 a cf:Process ; cf:yields :cell ; cf:hasRatedInput :i3 . :i3 a cf:MaterialInput ; cf:ofMaterial :salts .
:plant a cf:Project ; cf:hasOutput :o1 ; cf:stage cf:UnderConstruction ; cf:locatedIn :park ; cf:undertakenBy :firm .
:o1 a cf:ProductOutput ; cf:ofProduct :salt . :firm a cf:Enterprise .
:talk a cf:Project ; cf:hasOutput :o2 ; cf:stage cf:Negotiating ; cf:locatedIn :zone ; cf:undertakenBy :other .
:o2 a cf:ProductOutput ; cf:ofProduct :cell . :other a cf:Enterprise .
:wish a cf:Solicitation ; cf:seeksProduct :cell ; cf:seeksEnterprise :firm ; cf:forPlace :park .
"""


@pytest.fixture(scope="module")
def small() -> list[ox.Triple]:
    """A chain of three links, two projects, one wish, one endowment: every axiom has something to do."""
    return [quad.triple for quad in ox.parse(ABOX, format=ox.RdfFormat.TURTLE)]


def test_the_closure_equals_owlrl(small: list[ox.Triple]) -> None:
    """OWL 2 RL in full draws the same cf: triples and cf: types about the data as the compiled rules."""
    reference = rdflib.Graph()
    reference.parse(data=to_bytes([*ONTOLOGY, *small], ox.RdfFormat.N_TRIPLES), format="nt")
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(reference)
    theirs = {
        (str(s), str(p), str(o))
        for s, p, o in reference
        if "/id/t/" in str(s) and (str(p).startswith(expand("cf:")) or str(o).startswith(expand("cf:")))
    }
    drawn = [*small, *close([*ONTOLOGY, *small])]
    ours = {(t.subject.value, t.predicate.value, t.object.value) for t in comparable(drawn)}
    assert theirs == {triple for triple in ours if "/id/t/" in triple[0]}


def test_the_closure_equals_hermit(small: list[ox.Triple]) -> None:
    """HermiT draws the same, and finds the small data consistent."""
    name = ox.NamedNode("urn:graph")
    built = Built([ox.Quad(t.subject, t.predicate, t.object, name) for t in [*ONTOLOGY, *small]], {}, ())
    proof = prove(built)
    assert (proof.more, proof.fewer) == ((), ())
    assert proof.consistent
    assert proof.inferences > 60


@pytest.mark.parametrize(
    ("subject", "predicate", "target"),
    [
        ("plant", "produces", "chemicals"),
        ("plant", "fills", "l2"),
        ("firm", "activeIn", "l2"),
        ("plant", "locatedIn", "city"),
        ("city", "makes", "salts"),
        ("park", "endowedWith", "ore"),
        ("l1", "feeds", "l2"),
        ("l1", "upstreamOf", "l3"),
        ("l3", "downstreamOf", "l1"),
        ("wish", "seeksLink", "l3"),
        ("cell", "drawsOn", "salts"),
        ("l1", "neededUnder", "lfp"),
        ("salt", "countsFor", "l2"),
    ],
)
def test_chains_of_properties_are_followed(small: list[ox.Triple], subject: str, predicate: str, target: str) -> None:
    """What the contract's property chains promise is drawn."""
    triple = ox.Triple(node(thing("t", subject)), node(f"cf:{predicate}"), node(thing("t", target)))
    assert triple in set(close([*ONTOLOGY, *small]))


@pytest.mark.parametrize(
    ("subject", "kind"),
    [
        ("plant", "CommittedProject"),
        ("talk", "ProspectiveProject"),
        ("l2", "SecuredLink"),
        ("l3", "ProspectiveLink"),
        ("l3", "SoughtLink"),
        ("other", "CandidateEnterprise"),
        ("firm", "TargetEnterprise"),
    ],
)
def test_defined_classes_get_their_members(small: list[ox.Triple], subject: str, kind: str) -> None:
    """An individual that meets a definition is a member."""
    triple = ox.Triple(node(thing("t", subject)), node("rdf:type"), node(f"cf:{kind}"))
    assert triple in set(close([*ONTOLOGY, *small]))


def test_what_is_only_possible_is_never_closed(small: list[ox.Triple]) -> None:
    """possiblyProduces and possiblyUndertakenBy lead to no production, no link, no activity."""
    maybe = ox.parse(
        "@prefix cf: <https://w3id.org/cfgraph/ontology#> . @prefix : <https://w3id.org/cfgraph/id/t/> . "
        ":maybe a cf:Project ; cf:stage cf:Operating ; cf:possiblyProduces :cell ; cf:possiblyUndertakenBy :firm .",
        format=ox.RdfFormat.TURTLE,
    )
    drawn = close([*ONTOLOGY, *small, *(quad.triple for quad in maybe)])
    told = {t.predicate.value for t in drawn if t.subject.value.endswith("/maybe")}
    assert not told & {expand("cf:produces"), expand("cf:fills"), expand("cf:undertakenBy")}


def test_the_inferred_graph_repeats_nothing_asserted(real: Built, real_inferred: list[ox.Quad]) -> None:
    """No inferred triple is asserted in any graph that was reasoned over."""
    asserted = {quad.triple for quad in real.quads}
    assert not asserted & {quad.triple for quad in real_inferred}


def test_every_logical_property_of_the_data_is_reasoned_with(real: Built) -> None:
    """The data given to HermiT hold no annotation and no quantity's number."""
    data = logical(ONTOLOGY, (quad.triple for quad in real.quads))
    predicates = {triple.predicate.value for triple in data}
    assert expand("cf:stage") in predicates
    assert not predicates & {expand("qudt:numericValue"), expand("skos:prefLabel"), expand("cf:stageWording")}


def test_an_axiom_that_the_compiler_does_not_know_is_an_error() -> None:
    """A class defined by a cardinality is refused, not passed over."""
    axioms = ox.parse(
        "@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix : <urn:x:> . "
        ":Many a owl:Class ; owl:equivalentClass [ owl:onProperty :p ; owl:minCardinality 2 ] .",
        format=ox.RdfFormat.TURTLE,
    )
    with pytest.raises(BadInputError) as error:
        compile_rules(quad.triple for quad in axioms)
    assert error.value.problems[0].key == "axiom-unknown"


def test_each_rule_names_its_axiom() -> None:
    """Rules come from the ontology: there are dozens, and each says from which axiom."""
    rules = ontology_rules()
    assert len(rules) > 150
    assert all(rule.axiom for rule in rules)
