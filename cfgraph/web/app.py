"""The application: the routes of every room under one roof."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute

from cfgraph.web.linked import api, dumps, things
from cfgraph.web.officer import roof
from cfgraph.web.own import OwnStore
from cfgraph.web.refusal import RefusedError
from cfgraph.web.safety import Safety
from cfgraph.web.sharing import Sharing
from cfgraph.web.site import Site
from cfgraph.web.sparql import endpoint, graph_store
from cfgraph.web.workers.desk import Desk


def make_app(site: Site) -> Starlette:
    """The web application of a site; each room hands in its own routes."""
    desk = Desk(site)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        await desk.start()
        try:
            yield
        finally:
            await desk.stop()

    routes: list[BaseRoute] = [*endpoint.routes(site, desk), *graph_store.routes(site, desk)]
    routes += [*things.routes(site), *api.routes(site), *dumps.routes(site)]
    whole = replace(site, store=OwnStore(site.own)) if site.own else site
    pages = [*roof.routes(site, desk, whole), *things.page_routes(whole)]
    routes += pages
    sharing = Middleware(Sharing, closed=pages if site.own else (), expose=[endpoint.TRUNCATED])
    return Starlette(
        routes=routes,
        middleware=[Middleware(Safety, hosts=site.hosts), sharing],
        exception_handlers={RefusedError: _refused, HTTPException: _short, Exception: _failed},
        lifespan=lifespan,
    )


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, RefusedError)
    return error.response()


async def _short(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return PlainTextResponse(f"{error.detail}\n", error.status_code, error.headers)


async def _failed(request: Request, error: Exception) -> Response:
    return PlainTextResponse("the server made a mistake\n", 500)
