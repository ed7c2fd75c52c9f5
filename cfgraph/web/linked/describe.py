"""What the graph says of a thing: what it points to, what points to it, and the sentences that prove it."""

from __future__ import annotations

from typing import NamedTuple

import pyoxigraph as ox

from cfgraph.namespaces import PREFIXES, contract
from cfgraph.rdf import Term
from cfgraph.store.base import Row, Store
from cfgraph.words import catalogue

HEAD = "".join(
    f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in ("cf", "rdf", "rdfs", "skos", "oa", "prov", "dcterms")
)
OUT = "SELECT ?graph ?property ?value WHERE { GRAPH ?graph { %s ?property ?value } }"
IN = "SELECT ?graph ?property ?value WHERE { GRAPH ?graph { ?value ?property %s } }"
PROOFS = """SELECT DISTINCT ?statement ?subject ?property ?value ?reading ?quote ?exact ?start ?end ?from ?whole WHERE {
  ?statement rdf:%s %s ; rdf:subject ?subject ; rdf:predicate ?property ; rdf:object ?value ;
    cf:reading ?reading ; prov:wasQuotedFrom ?quote .
  ?quote oa:hasSelector ?words , ?position .
  ?words oa:exact ?exact .
  ?position oa:start ?start ; oa:end ?end .
  OPTIONAL {
    ?quote dcterms:isPartOf ?sentence .
    ?sentence oa:hasSelector ?all , ?place .
    ?all oa:exact ?whole .
    ?place oa:start ?from .
  }
} ORDER BY ?start ?end ?statement"""
DATA = (
    "CONSTRUCT {{ {0} ?p ?o }} WHERE {{ {0} ?p ?o }}",
    "CONSTRUCT {{ ?s ?p {0} }} WHERE {{ ?s ?p {0} }}",
    "CONSTRUCT {{ ?s ?p ?o }} WHERE {{ ?s rdf:subject {0} ; ?p ?o }}",
    "CONSTRUCT {{ ?q ?p ?o }} WHERE {{ ?s rdf:subject {0} ; prov:wasQuotedFrom ?q . ?q ?p ?o }}",
    "CONSTRUCT {{ ?e ?p ?o }} WHERE {{ ?s rdf:subject {0} ; prov:wasQuotedFrom ?q . ?q oa:hasSelector ?e . ?e ?p ?o }}",
)
LABELS = """SELECT ?thing ?kind ?label WHERE {
  { VALUES ?thing { %s } VALUES ?kind { skos:prefLabel rdfs:label dcterms:title cf:asPrinted oa:exact }
    ?thing ?kind ?label }
  UNION
  { VALUES ?thing { %s } ?thing oa:hasSelector ?words . ?words oa:exact ?label . BIND (oa:exact AS ?kind) }
  UNION
  { VALUES ?thing { %s } ?thing cf:ofProduct|cf:ofMaterial ?product . ?product skos:prefLabel ?label .
    BIND (cf:ofProduct AS ?kind) }
}"""
ORDER = [f"{PREFIXES[p]}{n}" for p, n in (("skos", "prefLabel"), ("rdfs", "label"), ("dcterms", "title"))]
ORDER += [f"{PREFIXES['cf']}asPrinted", f"{PREFIXES['cf']}ofProduct", f"{PREFIXES['oa']}exact"]
LONGEST = 60
"""Characters of a quoted sentence that serve as its label."""


class Fact(NamedTuple):
    """A triple of which one end is the thing at hand, and the graph that says it."""

    graph: str
    property: str
    value: Term


class Proof(NamedTuple):
    """A quote that a statement rests on, inside its sentence: before, quoted, after."""

    subject: str
    property: str
    value: Term
    reading: str
    quote: str
    before: str
    exact: str
    after: str


def exists(store: Store, thing: ox.NamedNode) -> bool:
    """True where the graph says anything of the thing."""
    return bool(store.query(f"ASK {{ {thing} ?property ?value }}").boolean)


def outgoing(store: Store, thing: ox.NamedNode) -> list[Fact]:
    """What the thing points to, sorted; a triple that several graphs state stands once, as an asserted one."""
    return _facts(store.query(OUT % thing).rows)


def incoming(store: Store, thing: ox.NamedNode) -> list[Fact]:
    """What points to the thing, sorted; ``value`` is the subject."""
    return [fact for fact in _facts(store.query(IN % thing).rows) if isinstance(fact.value, ox.NamedNode)]


def _facts(rows: tuple[Row, ...]) -> list[Fact]:
    found: dict[tuple[str, Term], str] = {}
    for row in rows:
        pair, graph = (row["property"].value, row["value"]), row["graph"].value
        found[pair] = min(found.get(pair, graph), graph, key=lambda name: (name.endswith("/inferred"), name))
    facts = [Fact(graph, *pair) for pair, graph in found.items()]
    return sorted(facts, key=_order)


def _order(fact: Fact) -> tuple[bool, str, bool, str]:
    """Our own properties before those of others, what is stated before what is inferred."""
    own = fact.property.startswith(PREFIXES["cf"])
    return (not own, fact.property, fact.graph.endswith("/inferred"), str(fact.value))


def proofs(store: Store, thing: ox.NamedNode, end: str = "subject") -> list[Proof]:
    """The quotes of every statement whose ``end`` (``subject`` or ``object``) is the thing, in the plan's order."""
    return [_proof(row) for row in store.query(HEAD + PROOFS % (end, thing)).rows]


def _proof(row: Row) -> Proof:
    exact, whole = row["exact"].value, row["whole"].value if "whole" in row else ""
    at = int(row["start"].value) - int(row["from"].value) if whole else 0
    inside = whole[at : at + len(exact)] == exact
    before, after = (whole[:at], whole[at + len(exact) :]) if inside else ("", "")
    names = [row[name].value for name in ("subject", "property")]
    return Proof(names[0], names[1], row["value"], row["reading"].value, row["quote"].value, before, exact, after)


def triples(store: Store, thing: ox.NamedNode) -> list[ox.Triple]:
    """The thing's triples in both directions, with the statements about it, their quotes and selectors."""
    return [triple for text in DATA for triple in store.query(HEAD + text.format(thing)).triples or ()]


def labels(store: Store, things: set[str], lang: str) -> dict[str, str]:
    """IRI → what it is called in ``lang``, else in the other language.

    A quote is called by its words, an output or input by its product; terms of others that the ontology does not
    declare have their names in the catalogue.
    """
    nodes = " ".join(str(ox.NamedNode(iri)) for iri in sorted(things))
    best: dict[str, tuple[int, int, str]] = {}
    for row in store.query(HEAD + LABELS % (nodes, nodes, nodes)).rows:
        label = row["label"]
        other = isinstance(label, ox.Literal) and label.language not in (lang, None)
        text = label.value if len(label.value) <= LONGEST else label.value[:LONGEST] + "…"
        rank = (int(other), ORDER.index(row["kind"].value), text)
        best[row["thing"].value] = min(best.get(row["thing"].value, rank), rank)
    words = catalogue(lang)
    named = {iri: words[key] for iri in things if (key := f"term.{contract(iri)}") in words}
    return named | {iri: found[2] for iri, found in best.items()}
