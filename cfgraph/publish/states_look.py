"""How a state looks in a drawing: a colour, a shape and a pattern that print without colour; the word stands beside.

The colours keep apart for eyes that do not tell red from green, and text on them has a contrast of 4.5 or more.
"""

from __future__ import annotations

from typing import NamedTuple

from cfgraph.publish.svg import PAPER, Node, add

ICON = 14
"""Width and height of a shape."""


class Look(NamedTuple):
    """Fill of a box, accent for word, shape and edge, the pattern of the strip, dashes of the edge, and the shape.

    The shape is path data in a square of 14; ``solid`` ones are filled, the others drawn as lines.
    """

    fill: str
    accent: str
    pattern: str
    dashes: str
    shape: str
    solid: bool = False


CIRCLE = "M7 1a6 6 0 1 0 0 12a6 6 0 1 0 0-12z"
LOOKS = {
    "missing": Look("#fdebe5", "#a3330a", "hatch", "5 3", f"{CIRCLE}M4.5 4.5l5 5M9.5 4.5l-5 5"),
    "talks-only": Look("#fdf2dc", "#855300", "hatch", "2 2", "M1.5 2h11v7.5h-5.5l-3 3v-3h-2.5zM4 5.8h6"),
    "below-cut": Look("#f5f0e4", "#66562f", "hatch", "8 3", "M2.5 1.5h9l-9 11h9z"),
    "unquantified": Look("#eef1f6", "#3f4d63", "dots", "", f"{CIRCLE}M5 5.4a2 2 0 1 1 2.6 1.9q-.6.3-.6 1.2M7 10.2v.7"),
    "short": Look("#f8e8f1", "#8c2a62", "bars", "", "M1 2h12l-6 10.5z", True),
    "uncertain": Look("#f2ecf8", "#5f4285", "dots", "", "M7 .8l6.2 6.2-6.2 6.2-6.2-6.2z"),
    "filled": Look("#e5f0f9", "#1b5a8e", "solid", "", "M2 2h10v10h-10z", True),
    "adequate": Look("#e0f2ec", "#00624a", "solid", "", f"{CIRCLE}M4 7.2l2.2 2.3 4-4.6"),
    "surplus": Look("#dcf0f5", "#005569", "solid", "", "M7 1v12M1 7h12M3 3h8v8h-8z"),
    "not-needed": Look("#f1f1f1", "#595959", "none", "1 3", "M2 7h10"),
}
PATTERNS = {"hatch": "M-1 5l6-6M-1 9l10-10M3 9l6-6", "dots": "M2 2h2v2h-2zM6 6h2v2h-2z", "bars": "M0 2h8M0 6h8"}
"""Patterns of eight by eight, drawn in the paper's colour over the accent."""


def define(svg: Node, prefix: str) -> None:
    """The patterns that a drawing fills its strips with."""
    defs = add(svg, "defs")
    for name, data in PATTERNS.items():
        made = add(defs, "pattern", id=f"{prefix}-{name}", width=8, height=8, patternUnits="userSpaceOnUse")
        fill = PAPER if name == "dots" else "none"
        add(made, "path", d=data, fill=fill, stroke=PAPER, stroke_width=0 if name == "dots" else 2)


def strip(parent: Node, state: str, prefix: str, x: float, y: float, width: float, height: float) -> None:
    """The patterned strip of a state."""
    look = LOOKS[state]
    add(parent, "rect", x=x, y=y, width=width, height=height, fill=look.accent)
    if look.pattern in PATTERNS:
        add(parent, "rect", x=x, y=y, width=width, height=height, fill=f"url(#{prefix}-{look.pattern})")


def icon(parent: Node, state: str, x: float, y: float) -> None:
    """The shape of a state with its upper left corner at a point."""
    look = LOOKS[state]
    fill = look.accent if look.solid else PAPER
    place = f"translate({x:g} {y:g})"
    drawn = add(parent, "path", d=look.shape, transform=place, fill=fill, stroke=look.accent, stroke_width=1.6)
    drawn.set("class", f"icon icon-{state}")
