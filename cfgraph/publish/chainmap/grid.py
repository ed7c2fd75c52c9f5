"""Where each link stands: a column for each layer, a band for each segment, bands side by side where they fit."""

from __future__ import annotations

from typing import NamedTuple

from cfgraph.analysis.model import Link
from cfgraph.publish.chainmap.structure import Edge, Structure

SWEEPS = 4
SHIFT = 2
"""Columns that a link without suppliers may stand further up so that its band has a row less."""

Cell = tuple[int, int]


class Band(NamedTuple):
    """The rectangle of a segment in cells; the last column and row are its own."""

    segment: str
    left: int
    right: int
    top: int
    bottom: int


class Grid(NamedTuple):
    """The cell (column, row) of each link, and the bands."""

    cells: dict[str, Cell]
    bands: tuple[Band, ...]

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return 1 + max((row for _, row in self.cells.values()), default=-1)

    @property
    def columns(self) -> int:
        """How many columns there are."""
        return 1 + max((column for column, _ in self.cells.values()), default=-1)


def arrange(found: Structure) -> Grid:
    """The grid whose flows cross least, of the chain's own order and of orders by the barycentre of neighbours."""
    segments: dict[str, list[Link]] = {}
    for link in found.links:
        segments.setdefault(link.segment_zh, []).append(link)
    order = {link.iri: float(place) for place, link in enumerate(found.links)}
    best = grid = place(found, list(segments), segments, order)
    for _ in range(SWEEPS):
        order = barycentres(grid, found)
        for names in (list(segments), sorted(segments, key=lambda name: _mean(order, segments[name]))):
            grid = place(found, names, segments, order)
            best = min(best, grid, key=lambda one: cost(one, found.core_edges))
    return best


def _mean(order: dict[str, float], links: list[Link]) -> float:
    return sum(order[link.iri] for link in links) / len(links)


def barycentres(grid: Grid, found: Structure) -> dict[str, float]:
    """Link → the mean row of the links that it is tied to; its own row where it is tied to none."""
    near: dict[str, list[int]] = {}
    for source, target, _ in found.core_edges:
        near.setdefault(source, []).append(grid.cells[target][1])
        near.setdefault(target, []).append(grid.cells[source][1])
    return {iri: sum(near[iri]) / len(near[iri]) if iri in near else row for iri, (_, row) in grid.cells.items()}


def place(found: Structure, names: list[str], segments: dict[str, list[Link]], order: dict[str, float]) -> Grid:
    """Each segment's band where its columns are free: as few rows in all as can be, then closest to its neighbours."""
    cells: dict[str, Cell] = {}
    bands: list[Band] = []
    for name in names:
        own = within(found, segments[name], order)
        left, right = min(c for c, _ in own.values()), max(c for c, _ in own.values())
        height = 1 + max(row for _, row in own.values())
        deep = max((band.bottom + 1 for band in bands), default=0)
        tops = [Band(name, left, right, top, top + height - 1) for top in range(deep + 1)]
        free = [band for band in tops if not any(_meet(band, other) for other in bands)]
        chosen = min(free, key=lambda band: (max(band.bottom + 1, deep), _stretch(found, cells, own, band.top)))
        bands.append(chosen)
        cells |= {iri: (column, row + chosen.top) for iri, (column, row) in own.items()}
    return Grid(cells, tuple(bands))


def _stretch(found: Structure, cells: dict[str, Cell], own: dict[str, Cell], top: int) -> int:
    """How many rows apart the links of a band are from the placed links that they are tied to."""
    at = {iri: row + top for iri, (_, row) in own.items()}
    ties = [(s, t) if s in own else (t, s) for s, t, _ in found.core_edges if (s in own) != (t in own)]
    return sum(abs(at[inner] - cells[outer][1]) for inner, outer in ties if outer in cells)


def _meet(one: Band, other: Band) -> bool:
    apart = one.right < other.left or other.right < one.left or one.bottom < other.top or other.bottom < one.top
    return not apart


def within(found: Structure, links: list[Link], order: dict[str, float]) -> dict[str, Cell]:
    """The cells of a segment's links, counted from its own first row: beside what takes them where that is free."""
    own = {link.iri for link in links}
    fed = {edge.target for edge in found.core_edges}
    taker = {e.source: e.target for e in reversed(found.core_edges) if e.source in own and e.target in own}
    cells: dict[str, Cell] = {}
    for link in sorted(links, key=lambda link: (-found.layers[link.iri], order[link.iri])):
        column, taken, used = found.layers[link.iri], set(cells.values()), {row for _, row in cells.values()}
        wanted = cells[taker[link.iri]][1] if taker.get(link.iri) in cells else 0
        rows = [wanted, *sorted(used), len(used)]
        row = next(row for row in rows if (column, row) not in taken)
        if row not in used and used and link.iri not in fed:
            earlier = [(c, r) for c in range(column - 1, column - 1 - SHIFT, -1) for r in sorted(used, reverse=True)]
            column, row = next((spot for spot in earlier if spot[0] >= 0 and spot not in taken), (column, row))
        cells[link.iri] = column, row
    return cells


def cost(grid: Grid, edges: tuple[Edge, ...]) -> tuple[int, int]:
    """What is to be small: the rows, then crossings and flows that change their row."""
    bent = sum(grid.cells[source][1] != grid.cells[target][1] for source, target, _ in edges)
    return grid.rows, crossings(grid, edges) + bent


def crossings(grid: Grid, edges: tuple[Edge, ...]) -> int:
    """How many pairs of flows cross when drawn straight between neighbouring columns."""
    lines = [(*grid.cells[source], *grid.cells[target]) for source, target, _ in edges]
    count = 0
    for at, (a, b, c, d) in enumerate(lines):
        for e, f, g, h in lines[at + 1 :]:
            meets = max(a, e) < min(c, g)
            count += meets and (b - f) * (d - h) < 0
    return count
