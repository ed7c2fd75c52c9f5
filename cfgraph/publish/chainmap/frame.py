"""Columns and rows in pixels: how wide a box is, where rows begin, and where flows may run between the boxes."""

from __future__ import annotations

from dataclasses import dataclass

from cfgraph.publish.chainmap.boxes import Box
from cfgraph.publish.chainmap.grid import Grid
from cfgraph.publish.svg import fold

WIDTH = 1340
EDGE, LEAST = 16, 7
"""Pixels left and right of all; the columns that the width is shared among at least."""
GAP_SHARE, GAP = 0.17, 22
"""The share of a column that is left between boxes, and how many pixels that is at least."""
TITLE, TITLE_LINE = 12, 16
BAND, LANE, BELOW, BETWEEN = 6, 6, 9, 10
"""Pixels of a band beside and above its boxes; of a flow between rows; below boxes; between bands."""


@dataclass(frozen=True)
class Columns:
    """The columns of a drawing."""

    count: int

    @property
    def pitch(self) -> float:
        """From one column to the next."""
        return (WIDTH - 2 * EDGE + self.gap) / max(self.count, LEAST)

    @property
    def gap(self) -> float:
        """Between the boxes of two columns."""
        return max(GAP, GAP_SHARE * WIDTH / max(self.count, LEAST))

    @property
    def box(self) -> float:
        """The width of a box."""
        return self.pitch - self.gap

    def x(self, column: int) -> float:
        """The left side of a column's boxes."""
        return EDGE + column * self.pitch


@dataclass(frozen=True)
class Rows:
    """The top of each row, of its boxes, the height of its tallest box, and the lanes of flows above the boxes."""

    tops: list[float]
    boxes: list[float]
    heights: list[float]
    bottom: float


def titles(grid: Grid, columns: Columns, names: dict[str, str]) -> list[list[str]]:
    """The title of each band, folded to its width."""
    widths = [columns.x(band.right) - columns.x(band.left) + columns.box for band in grid.bands]
    return [fold(names[band.segment], TITLE, width, 3) for band, width in zip(grid.bands, widths, strict=True)]


def rows(grid: Grid, boxes: dict[str, Box], heads: list[list[str]], lanes: list[int], top: float) -> Rows:
    """Rows from the top down, each as tall as its tallest box, its title and its lanes need."""
    found = Rows([], [], [], 0)
    y = top
    for row in range(grid.rows):
        head = max([len(head) for band, head in zip(grid.bands, heads, strict=True) if band.top == row], default=0)
        tall = max(box.height for iri, box in boxes.items() if grid.cells[iri][1] == row)
        found.tops.append(y)
        begin = y + BAND + head * TITLE_LINE + (LANE * (lanes[row] + 1) if lanes[row] else 2)
        found.boxes.append(begin)
        found.heights.append(tall)
        y = begin + tall + BELOW + BETWEEN
    return Rows(found.tops, found.boxes, found.heights, y - BETWEEN)
