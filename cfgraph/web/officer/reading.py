"""The officers' pages under one roof: chains and gaps, and those for reading, from projects to the plan's text."""

from __future__ import annotations

from dataclasses import replace

from starlette.routing import BaseRoute

from cfgraph.web.desk import Desk
from cfgraph.web.officer import (
    brief_page,
    chart,
    compare,
    enterprises,
    expert,
    gap_list,
    intake_page,
    link_page,
    open_data,
    overview,
    parks,
    projects,
    quality,
    queries,
    text,
)
from cfgraph.web.officer.browse import Browse
from cfgraph.web.own import OwnStore
from cfgraph.web.site import Site


def routes(site: Site, desk: Desk) -> list[BaseRoute]:
    """Every page; all of them read the graph through one memory, the user's own plans included where they may."""
    browse = Browse(replace(site, store=OwnStore(site.own)) if site.own else site)
    found: list[BaseRoute] = []
    for page in (overview, chart, gap_list, link_page, brief_page):
        found += page.routes(browse)
    for page in (projects, enterprises, parks, compare, text, queries, open_data, quality):
        found += page.routes(browse)
    return [*found, *intake_page.routes(browse), *expert.routes(browse, desk)]
