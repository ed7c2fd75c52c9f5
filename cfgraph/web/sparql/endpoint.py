"""The SPARQL endpoint: ``/sparql``. A browser that asks nothing is sent to the page where people write queries."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from cfgraph.web.forms import HTML, asked
from cfgraph.web.iris import root
from cfgraph.web.negotiate import choose
from cfgraph.web.refusal import RefusedError
from cfgraph.web.site import Site
from cfgraph.web.sparql.description import MEDIA, describe
from cfgraph.web.sparql.protocol import read_operation
from cfgraph.web.token import require_token
from cfgraph.web.workers.desk import Desk
from cfgraph.web.workers.jobs import Ask
from cfgraph.web.workers.results import CSV, JSON, TSV, XML

ROWS = {JSON: JSON, XML: XML, CSV: CSV, TSV: TSV, "application/json": JSON, "application/xml": XML, "text/xml": XML}
GRAPHS = {
    "text/turtle": "text/turtle",
    "application/n-triples": "application/n-triples",
    "application/rdf+xml": "application/rdf+xml",
    "application/ld+json": "application/ld+json",
    "application/x-turtle": "text/turtle",
    "text/plain": "application/n-triples",
    "application/xml": "application/rdf+xml",
    "application/json": "application/ld+json",
}
"""What a client may ask for → the format it gets."""
METHODS = ("GET", "HEAD", "POST", "OPTIONS")
TRUNCATED = "X-Cfgraph-Truncated"


def routes(site: Site, desk: Desk) -> list[BaseRoute]:
    """The routes of the endpoint."""

    async def endpoint(request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"Allow": ", ".join(METHODS)})
        operation = await read_operation(request)
        if operation is None:
            if choose(asked(request), (*MEDIA, HTML)) == HTML:
                return RedirectResponse(f"{root(site)}expert", 303, VARY)
            return describe(site, request)
        _, text, default, named = operation
        if operation.kind == "update":
            if site.token is None:
                raise RefusedError(403, "this graph is served for reading only")
            require_token(site, request)
            await desk.write(request, Ask("update", text, default=default, named=named, base=site.base))
            return Response(status_code=204)
        accept = request.headers.get("accept", "")
        rows, graph = choose(accept, list(ROWS)) or "", choose(accept, list(GRAPHS)) or ""
        if not rows and not graph:
            raise RefusedError(406, f"to be had: {', '.join([*dict.fromkeys(ROWS.values()), *list(GRAPHS)[:4]])}")
        ask = Ask("query", text, ROWS.get(rows, ""), GRAPHS.get(graph, ""), default, named, site.base)
        reply = await desk.query(request, ask)
        media = rows if reply.media == ask.rows else graph
        headers = {**VARY, "Content-Type": content_type(media), "Cache-Control": "no-cache"}
        if reply.cut:
            headers[TRUNCATED] = reply.cut
        return Response(reply.body, headers=headers)

    return [Route("/sparql", endpoint, methods=list(METHODS))]


VARY = {"Vary": "Accept"}


def content_type(media: str) -> str:
    """The media type, with the character set where it is text."""
    return f"{media}; charset=utf-8" if media.startswith("text/") else media
