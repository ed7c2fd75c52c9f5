"""The way of each flow between the boxes: along its row, up or down between columns, never through a box.

Flows into one link share the upright line before it; flows out of one link share the line that leaves it.
No two other flows lie on each other: each link has its own lane in a gap between columns and above a row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from cfgraph.publish.chainmap.frame import LANE, Columns, Rows
from cfgraph.publish.chainmap.grid import Grid
from cfgraph.publish.chainmap.structure import Edge

DOWN = 10
"""How much lower than the middle of a box a flow leaves that does not run straight ahead."""
Point = tuple[float, float]


class Route(NamedTuple):
    """A flow and its corners, from box to box."""

    edge: Edge
    points: list[Point]


@dataclass(frozen=True)
class Plan:
    """Which lanes the flows take: in the gaps before columns, and above the boxes of rows."""

    straight: frozenset[tuple[str, str]]
    """Flows that run along the middle of one row."""
    raised: frozenset[tuple[str, str]]
    """Flows that run above the boxes of their row because others stand in the way."""
    gaps: dict[int, list[tuple[str, str]]]
    """Gap before a column → its lanes: ``in`` and the target, or ``out`` and the source."""
    lanes: list[list[str]]
    """Row → the sources whose flows run above its boxes."""


def plan(grid: Grid, edges: tuple[Edge, ...]) -> Plan:
    """Choose the lanes."""
    taken = set(grid.cells.values())
    straight, raised = set(), set()
    outs: dict[int, list[str]] = {}
    ins: dict[int, list[str]] = {}
    lanes: list[list[str]] = [[] for _ in range(grid.rows)]
    for source, target, _ in edges:
        (column, row), (to, level) = grid.cells[source], grid.cells[target]
        free = to > column and not any((between, row) in taken for between in range(column + 1, to))
        if free and row == level:
            straight.add((source, target))
            continue
        ins.setdefault(to, []).append(target)
        if not free:
            raised.add((source, target))
            outs.setdefault(column + 1, []).append(source)
            lanes[row].append(source)
    gaps = {}
    for gap in sorted({*outs, *ins}):
        rising = sorted(set(ins.get(gap, ())), key=lambda iri: (-grid.cells[iri][1], iri))
        leaving = sorted(set(outs.get(gap, ())), key=lambda iri: (grid.cells[iri][1], iri))
        gaps[gap] = [("out", iri) for iri in leaving] + [("in", iri) for iri in rising]
    ordered = [sorted(set(row), key=lambda iri: (grid.cells[iri][0], iri)) for row in lanes]
    return Plan(frozenset(straight), frozenset(raised), gaps, ordered)


def routes(grid: Grid, edges: tuple[Edge, ...], chosen: Plan, columns: Columns, rows: Rows) -> list[Route]:
    """The corners of every flow."""

    def lane(gap: int, kind: str, iri: str) -> float:
        places = chosen.gaps[gap]
        room = columns.gap - 8  # the arrow's head takes the rest
        return columns.x(gap) - columns.gap + room * (places.index((kind, iri)) + 1) / (len(places) + 1)

    def middle(iri: str) -> float:
        row = grid.cells[iri][1]
        return rows.boxes[row] + rows.heights[row] / 2

    found = []
    for edge in edges:
        source, target = edge.source, edge.target
        (column, row), (to, _) = grid.cells[source], grid.cells[target]
        start, end = columns.x(column) + columns.box, columns.x(to)
        if (source, target) in chosen.straight:
            found.append(Route(edge, [(start, middle(target)), (end, middle(target))]))
            continue
        before, goal = lane(to, "in", target), middle(target)
        low = middle(source) + DOWN
        if (source, target) in chosen.raised:
            out = lane(column + 1, "out", source)
            above = rows.boxes[row] - LANE * (chosen.lanes[row].index(source) + 1)
            way = [(start, low), (out, low), (out, above), (before, above)]
        else:
            way = [(start, low), (before, low)]
        found.append(Route(edge, [*way, (before, goal), (end, goal)]))
    return found
