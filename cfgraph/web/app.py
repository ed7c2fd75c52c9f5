"""The application: the routes of every room under one roof."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.routing import BaseRoute

from cfgraph.web.site import Site


def make_app(site: Site) -> Starlette:
    """The web application of a site; each room hands in its own routes."""
    routes: list[BaseRoute] = []
    return Starlette(routes=routes)
