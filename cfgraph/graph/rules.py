"""The axioms of the ontology, compiled to SPARQL rules.

Every rule is read from ``ontology/*.ttl`` (OWL 2): sub-classes, domains and ranges, sub-properties, inverses,
transitive properties, property chains, and classes defined by an intersection of named classes and restrictions.
Nothing about the ontology is written here; a construct that the compiler does not know is an error, never skipped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from cfgraph.errors import BadInputError, Problem
from cfgraph.namespaces import PREFIXES, expand
from cfgraph.rdf import Node

RDF = PREFIXES["rdf"]


@dataclass(frozen=True)
class Rule:
    """``INSERT { head } WHERE { body }``, with the axiom it comes from."""

    head: str
    body: str
    axiom: str

    def update(self) -> str:
        """The SPARQL update; inserting what is there already changes nothing."""
        return f"INSERT {{ {self.head} }} WHERE {{ {self.body} }}"


class Axioms:
    """Lookup in the ontology's triples."""

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        self.by_predicate: dict[str, list[ox.Triple]] = {}
        self.by_subject: dict[Node, list[ox.Triple]] = {}
        for triple in triples:
            if not isinstance(triple.subject, Node):
                continue
            self.by_predicate.setdefault(triple.predicate.value, []).append(triple)
            self.by_subject.setdefault(triple.subject, []).append(triple)

    def pairs(self, predicate: str) -> Iterator[tuple[Node, Node]]:
        """Subject and object of each triple with this predicate, in a stable order."""
        triples = self.by_predicate.get(expand(predicate), [])
        found = [(t.subject, t.object) for t in triples if isinstance(t.subject, Node) and isinstance(t.object, Node)]
        yield from sorted(found, key=str)

    def values(self, subject: Node, predicate: str) -> list[Node]:
        """The objects of a subject and predicate."""
        iri = expand(predicate)
        triples = self.by_subject.get(subject, [])
        return [t.object for t in triples if t.predicate.value == iri and isinstance(t.object, Node)]

    def value(self, subject: Node, predicate: str) -> Node | None:
        """The first object, or None."""
        return next(iter(self.values(subject, predicate)), None)

    def members(self, head: Node) -> list[Node]:
        """The members of an RDF list."""
        members = []
        while head != ox.NamedNode(RDF + "nil"):
            members += self.values(head, "rdf:first")
            following = self.value(head, "rdf:rest")
            if following is None:
                raise _unknown("rdf:List", head)
            head = following
        return members

    def typed(self, kind: str) -> list[Node]:
        """The subjects of a type, in a stable order."""
        iri = ox.NamedNode(expand(kind))
        return sorted((s for s, o in self.pairs("rdf:type") if o == iri), key=str)


def compile_rules(ontology: Iterable[ox.Triple]) -> list[Rule]:
    """All rules of an ontology.

    Raises BadInputError for a class expression in an equivalence that the compiler does not know.
    """
    axioms = Axioms(ontology)
    rules = [*_properties(axioms), *_chains(axioms), *_classes(axioms), *_definitions(axioms)]
    return list(dict.fromkeys(rules))


def _properties(axioms: Axioms) -> Iterator[Rule]:
    reasoned = set(axioms.typed("owl:ObjectProperty")) | set(axioms.typed("owl:DatatypeProperty"))
    for sub, sup in axioms.pairs("rdfs:subPropertyOf"):
        if sub in reasoned and sup in reasoned:
            yield Rule(f"?x {sup} ?y", f"?x {sub} ?y", f"{sub} rdfs:subPropertyOf {sup}")
    for one, other in axioms.pairs("owl:inverseOf"):
        if isinstance(one, ox.NamedNode):
            yield Rule(f"?y {other} ?x", f"?x {one} ?y", f"{one} owl:inverseOf {other}")
            yield Rule(f"?y {one} ?x", f"?x {other} ?y", f"{one} owl:inverseOf {other}")
    for prop in axioms.typed("owl:TransitiveProperty"):
        yield Rule(f"?x {prop} ?z", f"?x {prop} ?y . ?y {prop} ?z", f"{prop} transitive")
    for prop in axioms.typed("owl:SymmetricProperty"):
        yield Rule(f"?y {prop} ?x", f"?x {prop} ?y", f"{prop} symmetric")


def _chains(axioms: Axioms) -> Iterator[Rule]:
    for prop, head in axioms.pairs("owl:propertyChainAxiom"):
        steps = axioms.members(head)
        body = " . ".join(_step(axioms, step, f"?v{i}", f"?v{i + 1}") for i, step in enumerate(steps))
        yield Rule(f"?v0 {prop} ?v{len(steps)}", body, f"{prop} chain {' '.join(map(str, steps))}")


def _step(axioms: Axioms, step: Node, start: str, end: str) -> str:
    if isinstance(step, ox.BlankNode):
        inverse = axioms.value(step, "owl:inverseOf")
        if inverse is None:
            raise _unknown("owl:propertyChainAxiom", step)
        return f"{end} {inverse} {start}"
    return f"{start} {step} {end}"


def _classes(axioms: Axioms) -> Iterator[Rule]:
    for sub, sup in axioms.pairs("rdfs:subClassOf"):
        if isinstance(sub, ox.NamedNode) and isinstance(sup, ox.NamedNode):
            yield Rule(f"?x a {sup}", f"?x a {sub}", f"{sub} rdfs:subClassOf {sup}")
    for predicate, pattern in (("rdfs:domain", "?x {} ?y"), ("rdfs:range", "?y {} ?x")):
        for prop, kind in axioms.pairs(predicate):
            if (isinstance(kind, ox.NamedNode) and prop in axioms.typed("owl:ObjectProperty")) or (
                isinstance(kind, ox.NamedNode) and predicate == "rdfs:domain" and _is_data(axioms, prop)
            ):
                yield Rule(f"?x a {kind}", pattern.format(prop), f"{prop} {predicate} {kind}")


def _is_data(axioms: Axioms, prop: Node) -> bool:
    return prop in axioms.typed("owl:DatatypeProperty")


def _definitions(axioms: Axioms) -> Iterator[Rule]:
    """Equivalent classes: an individual that meets the expression is a member, and a member is of its named parts."""
    for name, expression in axioms.pairs("owl:equivalentClass"):
        if axioms.value(expression, "owl:oneOf") is not None:
            for member in axioms.members(_needed(axioms, expression, "owl:oneOf")):
                yield Rule(f"{member} a {name}", "", f"{name} oneOf")
            continue
        body = " . ".join(_member(axioms, expression, "?x", 0))
        yield Rule(f"?x a {name}", body, f"{name} equivalentClass")
        for part in axioms.members(_needed(axioms, expression, "owl:intersectionOf")):
            if isinstance(part, ox.NamedNode):
                yield Rule(f"?x a {part}", f"?x a {name}", f"{name} equivalentClass")
    for name, head in axioms.pairs("owl:oneOf"):
        if isinstance(name, ox.NamedNode):
            for member in axioms.members(head):
                yield Rule(f"{member} a {name}", "", f"{name} oneOf")


def _member(axioms: Axioms, expression: Node, subject: str, depth: int) -> Iterator[str]:
    """Patterns that ``subject`` must meet to be in a class expression."""
    if isinstance(expression, ox.NamedNode):
        yield f"{subject} a {expression}"
        return
    parts = axioms.value(expression, "owl:intersectionOf")
    if parts is not None:
        for index, part in enumerate(axioms.members(parts)):
            yield from _member(axioms, part, subject, depth * 10 + index + 1)
        return
    prop = _needed(axioms, expression, "owl:onProperty")
    constant = axioms.value(expression, "owl:hasValue")
    if constant is not None:
        yield f"{subject} {prop} {constant}"
        return
    filler = _needed(axioms, expression, "owl:someValuesFrom")
    target = f"?f{depth}"
    yield f"{subject} {prop} {target}"
    choices = None if isinstance(filler, ox.NamedNode) else axioms.value(filler, "owl:oneOf")
    if choices is not None:
        yield f"VALUES {target} {{ {' '.join(map(str, axioms.members(choices)))} }}"
    else:
        yield from _member(axioms, filler, target, depth * 10 + 1)


def _needed(axioms: Axioms, subject: Node, predicate: str) -> Node:
    found = axioms.value(subject, predicate)
    if found is None:
        raise _unknown(predicate, subject)
    return found


def _unknown(construct: str, subject: Node) -> BadInputError:
    name = re.sub(r"[<>]", "", str(subject))
    return BadInputError(Problem("axiom-unknown", {"construct": construct, "subject": name}, "cfgraph.ttl"))
