"""The SPARQL 1.1 Service Description: what the endpoint can do, and which graphs it holds."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response

from cfgraph.namespaces import PREFIXES
from cfgraph.web.negotiate import choose
from cfgraph.web.refusal import RefusedError
from cfgraph.web.site import Site
from cfgraph.words import LANGUAGES, say

SD = "http://www.w3.org/ns/sparql-service-description#"
FORMATS = "http://www.w3.org/ns/formats/"
RESULTS = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV")
SYNTAXES = ("Turtle", "N-Triples", "RDF_XML", "JSON-LD")
MEDIA = ("text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json")
TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
COMMENT = ox.NamedNode(PREFIXES["rdfs"] + "comment")


def describe(site: Site, request: Request) -> Response:
    """The description in the format that the client likes best. Raises RefusedError (406) when there is none."""
    header = request.headers.get("accept", "")
    media = choose(header, MEDIA) or ""
    if not media:
        raise RefusedError(406, f"the service description is to be had as {', '.join(MEDIA)}")
    form = ox.RdfFormat.from_media_type(media)
    assert form is not None
    prefixes = {"sd": SD, "xsd": PREFIXES["xsd"], "rdfs": PREFIXES["rdfs"], "formats": FORMATS}
    body = ox.serialize(triples(site), format=form, prefixes=None if media.endswith("n-triples") else prefixes)
    return Response(body or b"", headers={"Content-Type": media, "Vary": "Accept"})


def triples(site: Site) -> Iterator[ox.Triple]:
    """The description. The default graph of a query is the union of all graphs; what is said of it tells which."""
    service = ox.NamedNode(f"{site.base}sparql")
    dataset, default = ox.BlankNode("dataset"), ox.BlankNode("default")
    languages = ["SPARQL11Query", *(["SPARQL11Update"] if site.token else [])]
    yield ox.Triple(service, TYPE, _sd("Service"))
    yield ox.Triple(service, _sd("endpoint"), service)
    yield from (ox.Triple(service, _sd("supportedLanguage"), _sd(language)) for language in languages)
    yield ox.Triple(service, _sd("feature"), _sd("UnionDefaultGraph"))
    yield from (ox.Triple(service, _sd("resultFormat"), ox.NamedNode(FORMATS + name)) for name in RESULTS + SYNTAXES)
    if site.token:
        yield from (ox.Triple(service, _sd("inputFormat"), ox.NamedNode(FORMATS + name)) for name in SYNTAXES)
    yield ox.Triple(service, _sd("defaultDataset"), dataset)
    yield ox.Triple(dataset, TYPE, _sd("Dataset"))
    yield ox.Triple(dataset, _sd("defaultGraph"), default)
    yield ox.Triple(default, TYPE, _sd("Graph"))
    yield from (
        ox.Triple(default, COMMENT, ox.Literal(say("dataset.default_graph", lang), language=lang)) for lang in LANGUAGES
    )
    for number, name in enumerate(site.store.graphs()):
        named = ox.BlankNode(f"graph{number}")
        yield ox.Triple(dataset, _sd("namedGraph"), named)
        yield ox.Triple(named, TYPE, _sd("NamedGraph"))
        yield ox.Triple(named, _sd("name"), ox.NamedNode(name))


def _sd(name: str) -> ox.NamedNode:
    return ox.NamedNode(SD + name)
