"""The SPARQL 1.1 Graph Store Protocol: ``/graphs?graph=IRI``, ``/graphs?default``, and ``/graphs/…`` by itself.

``?default`` is the unnamed graph of the store, as in SPARQL Update; nothing lies there unless somebody puts it there.
A query asks the union of all graphs instead: which default graph it has is for the endpoint to say, and the Service
Description says it.
"""

from __future__ import annotations

import secrets
from typing import cast

import pyoxigraph as ox
from starlette.concurrency import run_in_threadpool
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from cfgraph.namespaces import PREFIXES
from cfgraph.web.negotiate import choose
from cfgraph.web.refusal import RefusedError
from cfgraph.web.site import Site
from cfgraph.web.sparql.endpoint import GRAPHS, VARY, content_type
from cfgraph.web.sparql.protocol import media_type, pairs, read_body
from cfgraph.web.token import require_token
from cfgraph.web.workers.desk import Desk
from cfgraph.web.workers.jobs import Ask, Kind

LONGEST = 16 << 20
"""Bytes of a graph that is sent."""
READING = ("GET", "HEAD", "OPTIONS")
WRITING = ("PUT", "POST", "DELETE")


def routes(site: Site, desk: Desk) -> list[BaseRoute]:
    """The routes of the graph store; the methods that write exist only where a token does."""
    methods = [*READING, *(WRITING if site.token else ())]

    async def endpoint(request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"Allow": ", ".join(methods)})
        if request.method in WRITING:
            require_token(site, request)
            return await _change(site, desk, request)
        return await run_in_threadpool(_read, site, request)

    return [Route(path, endpoint, methods=methods) for path in ("/graphs", "/graphs/{key:path}")]


def _read(site: Site, request: Request) -> Response:
    name = _graph(site, request)
    media = choose(request.headers.get("accept", ""), list(GRAPHS))
    if name and name not in site.store.graphs():
        raise RefusedError(404, "no such graph")
    if not media:
        raise RefusedError(406, f"to be had: {', '.join(list(GRAPHS)[:4])}")
    form = ox.RdfFormat.from_media_type(GRAPHS[media])
    assert form is not None
    quads = site.store.quads(name) if name else (q for q in site.store.quads() if q.graph_name == ox.DefaultGraph())
    prefixes = None if form == ox.RdfFormat.N_TRIPLES else PREFIXES
    try:
        body = ox.serialize((quad.triple for quad in quads), format=form, prefixes=prefixes)
    except ValueError as error:
        raise RefusedError(406, f"this graph cannot be written as {media}: {error}") from None
    return Response(body or b"", headers={**VARY, "Content-Type": content_type(media)})


async def _change(site: Site, desk: Desk, request: Request) -> Response:
    fresh = request.method == "POST" and request.url.path == "/graphs" and not request.scope["query_string"]
    name = f"{site.base}graphs/{secrets.token_hex(8)}" if fresh else _graph(site, request)
    if name:
        _check(name)
    kind = cast(Kind, request.method.lower())
    default = (name,) if name else ()
    if kind == "delete":
        await desk.write(request, Ask(kind, default=default))
        return Response(status_code=204)
    media, body = await _sent(request)
    reply = await desk.write(request, Ask(kind, graph=media, default=default, base=name or site.base), body)
    return Response(status_code=reply.status, headers={"Location": name} if fresh else None)


async def _sent(request: Request) -> tuple[str, bytes]:
    """The graph that was sent, as its media type and bytes. A form may hold one file."""
    media = media_type(request)
    if media != "multipart/form-data":
        return GRAPHS.get(media, media), await read_body(request, LONGEST)
    body = await read_body(request, LONGEST)
    again = Request(request.scope, _replay(body))
    try:
        async with again.form(max_files=1, max_fields=1) as form:
            files = [value for value in form.values() if not isinstance(value, str)]
            if len(files) != 1:
                raise RefusedError(400, "one file in the form, please")
            sent = (files[0].content_type or "").partition(";")[0].strip().lower()
            return GRAPHS.get(sent, sent), await files[0].read()
    except MultiPartException as error:
        raise RefusedError(400, error.message) from None


def _replay(body: bytes):  # type: ignore[no-untyped-def]
    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


def _graph(site: Site, request: Request) -> str:
    """The IRI of the graph that is meant; empty for the default graph. RefusedError (400) when none or two are."""
    key = request.path_params.get("key")
    if key:
        return f"{site.base}graphs/{key}"
    fields = pairs(request.scope["query_string"])
    names = [value for name, value in fields if name == "graph"]
    default = any(name == "default" for name, _ in fields)
    if len(names) + default != 1:
        raise RefusedError(400, "name one graph: ?graph=IRI or ?default")
    if default:
        return ""
    _check(names[0])
    return names[0]


def _check(name: str) -> None:
    try:
        ox.NamedNode(name)
    except ValueError:
        raise RefusedError(400, "not an absolute IRI") from None
