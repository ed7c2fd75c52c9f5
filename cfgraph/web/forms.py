"""The forms in which a thing or a graph is handed out: a page, and four syntaxes of RDF."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from cfgraph.namespaces import PREFIXES
from cfgraph.rdf import to_bytes
from cfgraph.web.negotiate import choose

HTML = "text/html"


class Form(NamedTuple):
    """A syntax: the end of its file names, its media type, and how the library calls it."""

    ending: str
    media: str
    syntax: ox.RdfFormat


FORMS = (
    Form("ttl", "text/turtle", ox.RdfFormat.TURTLE),
    Form("jsonld", "application/ld+json", ox.RdfFormat.JSON_LD),
    Form("nt", "application/n-triples", ox.RdfFormat.N_TRIPLES),
    Form("rdf", "application/rdf+xml", ox.RdfFormat.RDF_XML),
)
BY_ENDING = {form.ending: form for form in FORMS}
BY_MEDIA = {form.media: form for form in FORMS}
OFFERS = (HTML, *BY_MEDIA)
PLAIN = "text/plain"
"""How N-Triples were called before they had a type of their own; rdflib still asks for it."""


def asked(request: Request) -> str:
    """Everything that the request's ``Accept`` headers say, which may be several."""
    return ",".join(request.headers.getlist("accept"))


def preferred(request: Request) -> str | None:
    """The media type in which the client wants a thing; None when it wants none of ours."""
    found = choose(asked(request), (*OFFERS, PLAIN))
    return BY_ENDING["nt"].media if found == PLAIN else found


def written(triples: Iterable[ox.Triple], form: Form) -> Response:
    """Triples as the answer to a request, the same bytes for the same triples."""
    prefixes = {name: iri for name, iri in PREFIXES.items() if name != "id"}
    plain = form.syntax in (ox.RdfFormat.N_TRIPLES, ox.RdfFormat.JSON_LD)
    body = to_bytes(sorted(set(triples), key=str), form.syntax, None if plain else prefixes)
    return Response(body, media_type=f"{form.media}; charset=utf-8" if form.media.startswith("text/") else form.media)


def refused() -> Response:
    """406: none of our forms is acceptable; the body lists them."""
    return PlainTextResponse("\n".join(OFFERS) + "\n", 406, {"Vary": "Accept"})
