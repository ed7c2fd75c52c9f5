"""An OWL or SHACL graph read as a tree, and its class expressions in the Manchester manner.

``cf:Project and (cf:stage some {cf:Negotiating, cf:Proposed})`` comes as tokens, so that a page can link each term.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

import pyoxigraph as ox

from cfgraph.namespaces import PREFIXES, contract
from cfgraph.rdf import Node, Term

RDF, RDFS, OWL = PREFIXES["rdf"], PREFIXES["rdfs"], PREFIXES["owl"]
NIL = f"{RDF}nil"


class Token(NamedTuple):
    """A piece of an expression; ``iri`` is empty for words and signs."""

    text: str
    iri: str = ""


class Tree:
    """Triples by subject and property."""

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        self.values: dict[Node, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
        for triple in sorted(triples, key=str):
            if isinstance(triple.subject, Node) and isinstance(triple.object, Term):
                self.values[triple.subject][triple.predicate.value].append(triple.object)

    def get(self, subject: Term | str, prop: str) -> list[Term]:
        """The values of a property; none for what is no subject."""
        node = ox.NamedNode(subject) if isinstance(subject, str) else subject
        return self.values[node][prop] if node in self.values and isinstance(node, Node) else []

    def text(self, subject: Term | str, prop: str, lang: str) -> str:
        """The text of a property in a language; empty where there is none."""
        found = [term for term in self.get(subject, prop) if isinstance(term, ox.Literal)]
        return next((term.value for term in found if term.language in (lang, None)), "")

    def subjects(self, prop: str, value: str) -> list[ox.NamedNode]:
        """The IRIs that have a value, sorted."""
        wanted = ox.NamedNode(value)
        named = [node for node in self.values if isinstance(node, ox.NamedNode) and wanted in self.values[node][prop]]
        return sorted(named, key=lambda node: node.value)

    def items(self, head: Term) -> list[Term]:
        """The members of an RDF list."""
        found: list[Term] = []
        while isinstance(head, Node) and head.value != NIL and len(found) < len(self.values):
            found += self.get(head, f"{RDF}first")[:1]
            head = (self.get(head, f"{RDF}rest") or [ox.NamedNode(NIL)])[0]
        return found

    def expression(self, term: Term, *, inner: bool = False) -> list[Token]:
        """A class expression, a list of properties as a chain, or just a term."""
        if isinstance(term, ox.NamedNode):
            return [Token(contract(term.value), term.value)]
        if isinstance(term, ox.Literal):
            return [Token(term.value)]
        if self.get(term, f"{RDF}first"):
            return self.joined(self.items(term), " ∘ ")
        for prop, sign in (("intersectionOf", " and "), ("unionOf", " or ")):
            for head in self.get(term, OWL + prop):
                return _bracketed(self.joined(self.items(head), sign), inner)
        for head in self.get(term, f"{OWL}oneOf"):
            return [Token("{"), *self.joined(self.items(head), ", "), Token("}")]
        return _bracketed(self._restriction(term), inner)

    def joined(self, terms: list[Term], sign: str) -> list[Token]:
        """The expressions of several terms with a sign between them."""
        tokens: list[Token] = []
        for number, term in enumerate(terms):
            tokens += [Token(sign)] * bool(number) + self.expression(term, inner=True)
        return tokens

    def _restriction(self, term: Term) -> list[Token]:
        tokens = [token for prop in self.get(term, f"{OWL}onProperty") for token in self.expression(prop, inner=True)]
        for prop, word in (("someValuesFrom", " some "), ("allValuesFrom", " only "), ("hasValue", " value ")):
            for value in self.get(term, OWL + prop):
                tokens += [Token(word), *self.expression(value, inner=True)]
        for value in self.get(term, f"{OWL}inverseOf"):
            tokens += [Token("inverse "), *self.expression(value, inner=True)]
        return tokens


def _bracketed(tokens: list[Token], inner: bool) -> list[Token]:
    return [Token("("), *tokens, Token(")")] if inner else tokens
