"""The whole drawing: heading, bands, flows, boxes, what stands apart, and the legend."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from cfgraph.analysis.gaps import Gaps
from cfgraph.analysis.ranking import Scored, rank
from cfgraph.publish.chainmap.aside import draw_aside
from cfgraph.publish.chainmap.boxes import Box, box
from cfgraph.publish.chainmap.counts import counted
from cfgraph.publish.chainmap.frame import BAND, BELOW, EDGE, TITLE, TITLE_LINE, WIDTH, Columns, Rows, rows, titles
from cfgraph.publish.chainmap.grid import Grid, arrange
from cfgraph.publish.chainmap.node import draw_node
from cfgraph.publish.chainmap.routes import Route, plan, routes
from cfgraph.publish.chainmap.structure import Structure, structure
from cfgraph.publish.gap_view import scope
from cfgraph.publish.states_look import define
from cfgraph.publish.svg import LINE, QUIET, Looks, Node, add, fold, path, resize, root, write
from cfgraph.publish.why_view import label
from cfgraph.words import say

PREFIX = "chainmap"
TINT, RIM = "#f5f7f9", "#c3ccd5"
HEADING, HEADING_LINE = 18, 26
ROOM = 3
"""Free columns, and rows, beside the last ones that what stands apart may take; with fewer it stands below."""


class Sheet(NamedTuple):
    """All that is known before the first line is drawn."""

    found: Gaps
    scores: Mapping[str, Scored]
    shape: Structure
    grid: Grid
    columns: Columns
    lang: str
    href: Callable[[str], str]


def chain_map(
    found: Gaps,
    places: dict[str, str],
    lang: str,
    link_href: Callable[[str], str],
    scores: Mapping[str, Scored] | None = None,
) -> str:
    """The SVG of a chain in a scenario; ``link_href`` gives the address of a link's page from its key.

    ``scores`` are the ranks where they are known already. The same answer gives the same text.
    """
    shape = structure(found)
    grid = arrange(shape)
    given = rank(found) if scores is None else scores
    sheet = Sheet(found, given, shape, grid, Columns(grid.columns), lang, link_href)
    chain = found.model.chain_zh if lang == "zh" else found.model.chain_en
    title = say("text.pair", lang, name=places[found.main.scenario.place], value=chain)
    body = root(WIDTH, 0, title, PREFIX)
    define(body, PREFIX)
    bottom = draw_body(body, sheet, draw_heading(body, sheet, places, title))
    resize(body, bottom + EDGE)
    return write(body)


def draw_heading(body: Node, sheet: Sheet, places: dict[str, str], title: str) -> float:
    """Chain and place, what was asked, and how many links are in which state; where the next thing may stand."""
    found, lang = sheet.found, sheet.lang
    counts = say("chainmap.counts", lang, total=len(sheet.shape.links), counts=counted(found, sheet.shape.links, lang))
    y = EDGE + HEADING
    add(body, "text", title, x=EDGE, y=y, font_size=HEADING, font_weight="bold")
    for line in [part for words in (scope(found, places, lang), counts) for part in fold(words, 13, WIDTH - 2 * EDGE)]:
        y += 20
        add(body, "text", line, x=EDGE, y=y, font_size=13, fill=QUIET)
    return y + 12


def draw_body(body: Node, sheet: Sheet, top: float) -> float:
    """Bands, flows, boxes and what stands apart; where it all ends."""
    grid, lang, columns = sheet.grid, sheet.lang, sheet.columns
    scores = dict(sheet.scores)
    boxes = {link.iri: box(sheet.found, scores, link, lang, columns.box, []) for link in sheet.shape.links}
    if not boxes:
        add(body, "text", say("chainmap.no_links", lang), x=EDGE, y=top + TITLE_LINE)
        return draw_aside(body, sheet.found, scores, sheet.shape, lang, sheet.href, (EDGE, top + 30, WIDTH - 2 * EDGE))
    chosen = plan(grid, sheet.shape.core_edges)
    segments = {link.segment_zh: link.segment_zh if lang == "zh" else link.segment_en for link in sheet.shape.links}
    heads = titles(grid, columns, segments)
    levels = rows(grid, boxes, heads, [len(lane) for lane in chosen.lanes], top)
    draw_bands(body, grid, columns, levels)
    draw_routes(body, sheet, routes(grid, sheet.shape.core_edges, chosen, columns, levels))
    draw_titles(body, grid, columns, levels, heads)
    draw_boxes(body, sheet, boxes, levels)
    places = corner(grid, columns, levels), spare(grid, columns, levels)
    return max(levels.bottom, draw_aside(body, sheet.found, scores, sheet.shape, lang, sheet.href, *places))


def corner(grid: Grid, columns: Columns, levels: Rows) -> tuple[float, float, float]:
    """Left, top and width of the place for what stands apart: right of the last rows where they leave room."""
    count = max(columns.count, round((WIDTH - 2 * EDGE + columns.gap) / columns.pitch))
    for row in range(grid.rows):
        used = max((band.right for band in grid.bands if band.bottom >= row), default=-1) + 1
        if count - used >= ROOM:
            left = columns.x(used)
            return left, levels.tops[row], WIDTH - EDGE - left
    return EDGE, levels.bottom + BELOW, WIDTH - 2 * EDGE


def spare(grid: Grid, columns: Columns, levels: Rows) -> tuple[float, float, float] | None:
    """Left, top and width of the place left of the last rows; None where they leave none."""
    for row in range(1, grid.rows - ROOM + 1):
        first = min((band.left for band in grid.bands if band.bottom >= row), default=0)
        if first >= ROOM:
            return EDGE, levels.tops[row], first * columns.pitch - columns.gap
    return None


def draw_bands(body: Node, grid: Grid, columns: Columns, levels: Rows) -> None:
    """The ground of each segment."""
    group = add(body, "g", class_="bands")
    for band in grid.bands:
        x, y = columns.x(band.left) - BAND, levels.tops[band.top]
        width = columns.x(band.right) + columns.box + BAND - x
        height = levels.boxes[band.bottom] + levels.heights[band.bottom] + BELOW - y
        add(group, "rect", x=x, y=y, width=width, height=height, rx=6, fill=TINT, stroke=RIM)


def draw_titles(body: Node, grid: Grid, columns: Columns, levels: Rows, heads: list[list[str]]) -> None:
    """The names of the segments, over the lines that pass."""
    group = add(body, "g", class_="band-titles", font_size=TITLE, font_weight="bold", fill=QUIET)
    for band, head in zip(grid.bands, heads, strict=True):
        for at, line in enumerate(head):
            y = levels.tops[band.top] + TITLE_LINE * (at + 1)
            halo: Looks = {"stroke": TINT, "stroke_width": 4, "paint_order": "stroke"}
            add(group, "text", line, x=columns.x(band.left), y=y, **halo)


def draw_routes(body: Node, sheet: Sheet, found: list[Route]) -> None:
    """The flows, each with an arrow at its end and its product in words for the pointer that rests on it."""
    lang = sheet.lang
    names = {link.iri: label(link, lang) for link in sheet.shape.links}
    mark = say("text.list_mark", lang)
    group = add(body, "g", class_="flows", fill="none", stroke=LINE, stroke_width=1.3, stroke_linejoin="round")
    for edge, points in found:
        products = mark.join(label(sheet.found.model.products[product], lang) for product in edge.products)
        one = add(group, "g", class_="flow")
        ends = {"source": names[edge.source], "target": names[edge.target]}
        add(one, "title", say("chainmap.flow", lang, products=products, **ends))
        x, y = points[-1]
        add(one, "path", d=path([*points[:-1], (x - 5, y)]))
        add(one, "path", d=f"{path([(x - 7, y - 3.5), (x - 0.5, y), (x - 7, y + 3.5)])}z", fill=LINE, stroke="none")


def draw_boxes(body: Node, sheet: Sheet, boxes: dict[str, Box], levels: Rows) -> None:
    """The links in the order of the chain, which is the order in which the keyboard visits them."""
    group = add(body, "g", class_="links")
    for iri, told in boxes.items():
        column, row = sheet.grid.cells[iri]
        x, y = sheet.columns.x(column), levels.boxes[row]
        draw_node(group, told, x, y, levels.heights[row], sheet.href(told.link.key), PREFIX)
