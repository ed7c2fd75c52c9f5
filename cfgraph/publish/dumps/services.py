"""Where a running server answers: its SPARQL endpoint and its query interface, as VoID and DCAT say it."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from cfgraph.graph.triples import node, text
from cfgraph.publish.dumps.about import CREATOR, LICENCE, each_language
from cfgraph.publish.dumps.parts import CATALOGUE, WHOLE

SERVICES = {
    "sparql": ("sparql", "https://www.w3.org/TR/sparql11-protocol/"),
    "api/queries": ("api/openapi.json", "https://spec.openapis.org/oas/v3.1.0"),
}
"""Path of each service → the path of its description, and the standard that it keeps to."""


def endpoint(base: str) -> list[ox.Triple]:
    """That the whole is asked at the SPARQL endpoint below ``base``, the address of a server; nothing without one."""
    return [ox.Triple(node(WHOLE), node("void:sparqlEndpoint"), node(f"{base}sparql"))] if base else []


def services(base: str) -> list[ox.Triple]:
    """The services below ``base`` as the catalogue has them; nothing without a server."""
    return sorted({triple for path in SERVICES for triple in _service(base, path)}, key=str) if base else []


def _service(base: str, path: str) -> Iterator[ox.Triple]:
    iri, (described, standard) = node(f"{base}{path}"), SERVICES[path]
    page, key = node(f"{base}{described}"), path.partition("/")[0]
    for subject, predicate, value in (
        (node(CATALOGUE), "dcat:service", iri),
        (iri, "rdf:type", node("dcat:DataService")),
        (iri, "rdf:type", node("rdfs:Resource")),
        (page, "rdf:type", node("rdfs:Resource")),
        (node(standard), "rdf:type", node("dcterms:Standard")),
        (iri, "dcterms:publisher", node(CREATOR)),
        (iri, "dcterms:license", node(LICENCE)),
        (iri, "dcterms:conformsTo", node(standard)),
        (iri, "dcat:endpointURL", iri),
        (iri, "dcat:endpointDescription", page),
        (iri, "dcat:servesDataset", node(WHOLE)),
    ):
        yield ox.Triple(subject, node(predicate), value)
    for words, lang in each_language(f"dataset.service_{key}"):
        yield ox.Triple(iri, node("dcterms:title"), text(words, lang))
