"""The expert's page: any SPARQL query, answered by the same workers and within the same limits as ``/sparql``."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from cfgraph.rdf import Term
from cfgraph.web.officer.ask.examples import examples
from cfgraph.web.officer.ask.queries import answered
from cfgraph.web.officer.browse import LONGEST, Browse
from cfgraph.web.officer.listing import Column, Listing
from cfgraph.web.pages import language
from cfgraph.web.refusal import RefusedError
from cfgraph.web.workers.desk import Desk
from cfgraph.web.workers.jobs import Ask, Reply
from cfgraph.web.workers.results import JSON
from cfgraph.words import say

TURTLE = "text/turtle"
SHORT = 4000
"""Characters of a query that still make a link."""
SIZE = 80 * 1024
"""Bytes of a form that are read; a query may be somewhat shorter than that."""


def routes(browse: Browse, desk: Desk) -> list[BaseRoute]:
    """The form, by GET with a query in the address as well."""

    async def page(request: Request) -> Response:
        try:
            query = await query_of(request)
        except RefusedError as refusal:
            return shown(browse, request, "", refusal=refusal)
        if not query.strip():
            return shown(browse, request, next(iter(examples().values())))
        try:
            reply = await desk.query(request, Ask("query", query, JSON, TURTLE, base=browse.site.base))
        except RefusedError as refusal:
            return shown(browse, request, query, refusal=refusal)
        return shown(browse, request, query, reply=reply)

    return [Route("/expert", page, methods=["GET", "HEAD", "POST"])]


async def query_of(request: Request) -> str:
    """The query in the address or in the form. Raises RefusedError (413) for a form that is too long."""
    if request.method != "POST":
        return request.query_params.get("query", "")
    from urllib.parse import parse_qs

    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > SIZE:
            raise RefusedError(413, "the query is too long")
    return parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True).get("query", [""])[0]


def shown(
    browse: Browse, request: Request, query: str, *, reply: Reply | None = None, refusal: RefusedError | None = None
) -> Response:
    """The page with a query and what came of it."""
    lang = language(request)
    link = address(query, lang)
    found: dict[str, Any] = {"table": None, "truth": None, "turtle": None, "total": 0}
    if reply and reply.media == JSON:
        found |= answer(browse, json.loads(reply.body), lang)
    elif reply:
        found["turtle"] = reply.body.decode()
    return browse.page(
        request,
        "expert.html",
        refusal.status if refusal else 200,
        query=query,
        link=link if query and len(link) < SHORT else "",
        cut=reply.cut if reply else "",
        reason=refusal.reason if refusal else "",
        shown=LONGEST,
        examples=[(say(f"browse.example-{name}", lang), address(text, lang)) for name, text in examples().items()],
        **found,
    )


def address(query: str, lang: str) -> str:
    """The address of a query on this page."""
    return "?" + urlencode({"query": query} | ({"lang": lang} if lang != "zh" else {}))


def answer(browse: Browse, results: dict[str, Any], lang: str) -> dict[str, Any]:
    """The result of a SELECT as a table, or of an ASK."""
    if "boolean" in results:
        return {"truth": bool(results["boolean"])}
    names = results["head"]["vars"]
    bindings = results["results"]["bindings"]
    rows = [[_term(binding.get(name)) for name in names] for binding in bindings[:LONGEST]]
    table: Listing = answered(browse, "", [Column(name, name) for name in names], rows, lang)
    return {"table": table, "total": len(bindings)}


def _term(told: dict[str, str] | None) -> Term | None:
    if told is None:
        return None
    if told["type"] == "uri":
        try:
            return ox.NamedNode(told["value"])
        except ValueError:
            return ox.Literal(told["value"])
    if told["type"] == "bnode":
        return ox.Literal(f"_:{told['value']}")
    if "xml:lang" in told:
        return ox.Literal(told["value"], language=told["xml:lang"])
    return (
        ox.Literal(told["value"], datatype=ox.NamedNode(told["datatype"]))
        if "datatype" in told
        else ox.Literal(told["value"])
    )
