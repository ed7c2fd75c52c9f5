"""One stream: a ribbon whose parts are covered, doubtful and lacking; dashed without an amount, broken where cut."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from cfgraph.publish.sankey.flows import Stream
from cfgraph.publish.svg import LINE, PAPER, Looks, Node, add, number, path

COVERED, DOUBTFUL, LACKING = "#6fa8d3", "#b9aed0", "#eeb9a2"
RIM = "#7d4a36"
PARTS = (("covered", COVERED, ""), ("doubtful", DOUBTFUL, "dots"), ("lacking", LACKING, "hatch"))
"""Part, fill, and the pattern that tells it without colour."""


class Bend(NamedTuple):
    """A column that a ribbon leaves, passes level or reaches: from, to, and its upper edge there."""

    left: float
    right: float
    y: float


def curve(bends: list[Bend], below: float) -> list[str]:
    """Path data along the bends, so far below the upper edge; without its first move."""
    parts = []
    for one, other in pairwise(bends):
        half = (one.right + other.left) / 2
        ends = f"{number(other.left)} {number(other.y + below)}"
        parts.append(f"C{number(half)} {number(one.y + below)} {number(half)} {number(other.y + below)} {ends}")
        parts.append(f"L{number(other.right)} {number(other.y + below)}")
    return parts


def ribbon(bends: list[Bend], upper: float, lower: float) -> str:
    """The outline of a ribbon between two distances below the upper edge."""
    mirrored = [Bend(bend.right, bend.left, bend.y) for bend in reversed(bends)]
    first, last = bends[0], bends[-1]
    ahead = f"M{number(first.right)} {number(first.y + upper)}" + "".join(curve(bends, upper))
    return f"{ahead}L{number(last.right)} {number(last.y + lower)}{''.join(curve(mirrored, lower))}z"


def middle(bends: list[Bend], below: float) -> str:
    """A line along the ribbon."""
    return f"M{number(bends[0].right)} {number(bends[0].y + below)}" + "".join(curve(bends, below))


def draw_ribbon(parent: Node, stream: Stream, kind: str, width: float, bends: list[Bend]) -> None:
    """Draw a stream."""
    if kind == "unstated":
        looks: Looks = {"fill": "none", "stroke": LINE, "stroke_width": 1.6, "stroke_dasharray": "5 4"}
        add(parent, "path", d=middle(bends, width / 2), **looks)
        return
    covered, doubtful = float(stream.covered), float(stream.doubtful)
    edges = [0.0, covered, covered + doubtful, 1.0]
    for at, (name, fill, pattern) in enumerate(PARTS):
        if edges[at + 1] - edges[at] <= 0:
            continue
        shape = ribbon(bends, edges[at] * width, edges[at + 1] * width)
        add(parent, "path", d=shape, fill=fill, fill_opacity=0.85, class_=name)
        if pattern and kind != "least":
            add(parent, "path", d=shape, fill=f"url(#sankey-{pattern})")
    if kind == "least":
        add(parent, "path", d=middle(bends, width / 2), fill="none", stroke=PAPER, stroke_width=1)
    add(parent, "path", d=ribbon(bends, 0, width), fill="none", stroke=RIM, stroke_width=0.5)
    if kind == "broken":
        draw_break(parent, bends, width)


def draw_break(parent: Node, bends: list[Bend], width: float) -> None:
    """Two strokes across the ribbon where it leaves its source: it is thicker than shown."""
    for x in (bends[0].right + 10, bends[0].right + 17):
        line = path([(x + 4, bends[0].y - 4), (x - 4, bends[0].y + width + 4)])
        add(parent, "path", d=line, fill="none", stroke=PAPER, stroke_width=5)
        add(parent, "path", d=line, fill="none", stroke=LINE, stroke_width=1)
