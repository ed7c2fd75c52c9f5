"""JSON-LD: the context, made from the ontology, and graphs written with it.

Every file holds the context itself instead of naming ``context.jsonld``: rdflib, PyLD and Jena then read it without
fetching anything, wherever the file lies. The context alone is for those who write data of their own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from itertools import groupby
from typing import Any

import pyoxigraph as ox

from cfgraph.namespaces import CF, PREFIXES, contract

RDF = PREFIXES["rdf"]
XSD = PREFIXES["xsd"]
OWL = PREFIXES["owl"]
RANGE = f"{PREFIXES['rdfs']}range"
WORDS = (
    "rdfs:label skos:prefLabel skos:altLabel skos:definition skos:note skos:editorialNote dcterms:title "
    "dcterms:description dcterms:abstract sh:message cf:stageWording"
)
"""Properties whose values are told apart by their language."""
NODES = (
    "dcterms:conformsTo dcterms:creator dcterms:isPartOf dcterms:isReferencedBy dcterms:isReplacedBy "
    "dcterms:license dcterms:publisher dcterms:replaces dcterms:source dcterms:spatial geo:sfWithin "
    "oa:hasSelector oa:hasSource org:postIn owl:inverseOf prov:wasAssociatedWith prov:wasQuotedFrom "
    "qudt:hasDimensionVector qudt:hasQuantityKind qudt:hasUnit rdf:predicate rdf:subject rdfs:domain "
    "rdfs:isDefinedBy rdfs:range rdfs:seeAlso rdfs:subClassOf rdfs:subPropertyOf sh:class sh:targetClass "
    "skos:broadMatch skos:broader skos:broaderTransitive skos:closeMatch skos:exactMatch skos:inScheme "
    "skos:narrowMatch"
)
"""Properties of other vocabularies whose values are things."""
TERM = re.compile(re.escape(CF) + r"([A-Za-z]\w*)")


def context(ontology: Iterable[ox.Triple]) -> dict[str, Any]:
    """The context: prefixes, and a term for each class and property of the ontology under its own name."""
    kinds: dict[str, set[str]] = {}
    ranges: dict[str, str] = {}
    for triple in ontology:
        if isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.NamedNode):
            if triple.predicate.value == f"{RDF}type":
                kinds.setdefault(triple.subject.value, set()).add(triple.object.value)
            elif triple.predicate.value == RANGE:
                ranges[triple.subject.value] = triple.object.value
    terms: dict[str, Any] = {}
    for iri, types in sorted(kinds.items()):
        match = TERM.fullmatch(iri)
        if match and f"{OWL}Class" in types:
            terms[match[1]] = contract(iri)
        elif match and f"{OWL}ObjectProperty" in types:
            terms[match[1]] = {"@id": contract(iri), "@type": "@id"}
        elif match and types & {f"{OWL}DatatypeProperty", f"{OWL}AnnotationProperty"}:
            kind = ranges.get(iri, "")
            typed = {"@type": contract(kind)} if kind.startswith(XSD) and kind != f"{XSD}string" else {}
            terms[match[1]] = {"@id": contract(iri), **typed}
    terms |= {name: {"@id": name, "@type": "@id"} for name in NODES.split()}
    for name in WORDS.split():
        short = name[3:] if name.startswith("cf:") else name
        terms[short] = {"@id": name, "@container": "@language"}
    return {"@version": 1.1, **PREFIXES, **dict(sorted(terms.items()))}


def document(triples: Iterable[ox.Triple], known: dict[str, Any]) -> bytes:
    """Triples, sorted by subject, as one JSON-LD document that holds its context."""
    writer = Writer(known)
    nodes = [writer.node(group) for _, group in groupby(triples, key=lambda triple: triple.subject)]
    return _bytes({"@context": known, "@graph": nodes})


def context_file(known: dict[str, Any]) -> bytes:
    """The context alone, as a file to refer to."""
    return _bytes({"@context": known})


def _bytes(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


class Writer:
    """Writes nodes with the terms of one context."""

    def __init__(self, known: dict[str, Any]) -> None:
        self.terms = {self._full(entry["@id"]): (name, entry) for name, entry in known.items() if _is_term(entry)}
        self.classes = {self._full(e): n for n, e in known.items() if isinstance(e, str) and e.startswith("cf:")}

    @staticmethod
    def _full(short: str) -> str:
        prefix, _, local = short.partition(":")
        return PREFIXES[prefix] + local

    def node(self, triples: Iterable[ox.Triple]) -> dict[str, Any]:
        """The triples of one subject as a node object."""
        made: dict[str, Any] = {}
        for predicate, group in groupby(triples, key=lambda triple: triple.predicate.value):
            found = list(group)
            made["@id"] = self._iri(found[0].subject)
            values = [triple.object for triple in found]
            if predicate == f"{RDF}type" and all(isinstance(value, ox.NamedNode) for value in values):
                made["@type"] = [self.classes.get(str(v.value), self._iri(v)) for v in values]  # type: ignore[union-attr]
            else:
                self._property(made, predicate, values)
        head = {name: made[name] for name in ("@id", "@type") if name in made}
        return head | dict(sorted((name, value) for name, value in made.items() if name not in head))

    def _property(self, made: dict[str, Any], predicate: str, values: list[Any]) -> None:
        name, entry = self.terms.get(predicate, (contract(predicate), {}))
        if "@container" in entry:
            worded = [value for value in values if isinstance(value, ox.Literal) and value.language]
            if worded:
                made[name] = _by_language(worded)
            # A value without a language has no place in a language map: it stands under the property's full name.
            values = [value for value in values if value not in worded]
            name, entry = predicate, {}
        if values:
            made[name] = [self._value(value, entry.get("@type", "")) for value in values]

    def _value(self, term: Any, coerced: str) -> Any:
        if not isinstance(term, ox.Literal):
            return self._iri(term) if coerced == "@id" else {"@id": self._iri(term)}
        if term.language:
            return {"@language": term.language, "@value": term.value}
        kind = contract(term.datatype.value)
        native = _native(term.value, kind)
        if native is not None and coerced in ("", kind):
            return native
        if kind == "xsd:string":
            return {"@value": term.value} if coerced else term.value
        return term.value if coerced == kind else {"@type": kind, "@value": term.value}

    @staticmethod
    def _iri(term: Any) -> str:
        if isinstance(term, ox.BlankNode):
            return f"_:{term.value}"
        iri = str(term.value)
        local = iri.removeprefix(PREFIXES["id"])
        return f"id:{local}" if local != iri else contract(iri)


def _is_term(entry: Any) -> bool:
    return isinstance(entry, dict)


def _native(words: str, kind: str) -> int | bool | None:
    """The value as JSON has it, where reading it back gives the very same words."""
    if kind == "xsd:boolean" and words in ("true", "false"):
        return words == "true"
    if kind == "xsd:integer" and re.fullmatch(r"0|-?[1-9][0-9]{0,14}", words):
        return int(words)
    return None


def _by_language(values: list[ox.Literal]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for value in values:
        found.setdefault(value.language or "", []).append(value.value)
    return dict(sorted(found.items()))
