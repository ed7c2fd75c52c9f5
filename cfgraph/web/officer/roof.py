"""The officers' pages under one roof: chains and gaps, and those for reading, from projects to the plan's text."""

from __future__ import annotations

from starlette.routing import BaseRoute

from cfgraph.web.officer.ask import compare, expert, queries, search
from cfgraph.web.officer.browse import Browse
from cfgraph.web.officer.chain import brief_page, chart, gap_list, link_page, overview
from cfgraph.web.officer.data import open_data, quality
from cfgraph.web.officer.intake import page as intake
from cfgraph.web.officer.plan import enterprises, parks, projects, text
from cfgraph.web.site import Site
from cfgraph.web.workers.desk import Desk


def routes(site: Site, desk: Desk, whole: Site) -> list[BaseRoute]:
    """Every page; all of them read the graph of ``whole`` through one memory, but what is open tells of the public one.

    ``whole`` is the site with the user's own plans, where it has any.
    """
    browse = Browse(whole)
    found: list[BaseRoute] = []
    for page in (overview, chart, gap_list, link_page, brief_page):
        found += page.routes(browse)
    for page in (projects, enterprises, parks, compare, text, queries, quality, search):
        found += page.routes(browse)
    found += open_data.routes(browse if whole is site else Browse(site))
    return [*found, *intake.routes(browse), *expert.routes(browse, desk)]
