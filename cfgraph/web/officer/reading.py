"""The pages for reading, under one roof: projects, enterprises, parks, comparison, text, queries, data and quality."""

from __future__ import annotations

from starlette.routing import BaseRoute

from cfgraph.web.desk import Desk
from cfgraph.web.officer import compare, enterprises, expert, open_data, parks, projects, quality, queries, text
from cfgraph.web.officer.browse import Browse
from cfgraph.web.site import Site


def routes(site: Site, desk: Desk) -> list[BaseRoute]:
    """Every page; all of them read the graph through one memory."""
    browse = Browse(site)
    found: list[BaseRoute] = []
    for page in (projects, enterprises, parks, compare, text, queries, open_data, quality):
        found += page.routes(browse)
    return [*found, *expert.routes(browse, desk)]
