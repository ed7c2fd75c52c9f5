"""The box of a link: a link to its page, with strip, name, shape and word of its state, amounts and rank."""

from __future__ import annotations

from cfgraph.publish.chainmap.boxes import NAME, NAME_LINE, PAD, STRIP, TEXT, TEXT_LINE, Box
from cfgraph.publish.states_look import ICON, LOOKS, icon, strip
from cfgraph.publish.svg import INK, PAPER, Looks, Node, add


def draw_node(parent: Node, told: Box, x: float, y: float, height: float, href: str, prefix: str) -> None:
    """Draw a box with its upper left corner at a point."""
    look = LOOKS[told.state]
    node = add(parent, "a", href=href, class_=f"link state-{told.state}")
    node.set("data-key", told.link.key)
    add(node, "title", told.told)
    add(node, "rect", class_="box", x=x, y=y, width=told.width, height=height, fill=look.fill, stroke="none")
    strip(node, told.state, prefix, x, y, STRIP, height)
    edge: Looks = {"fill": "none", "stroke": look.accent, "stroke_width": 1.4}
    edge |= {"stroke_dasharray": look.dashes} if look.dashes else {}
    add(node, "rect", x=x, y=y, width=told.width, height=height, **edge)
    left, line = x + STRIP + PAD, y + PAD
    for words in told.name:
        line += NAME_LINE
        add(node, "text", words, x=left, y=line - 4, font_size=NAME, font_weight="bold", fill=INK)
    icon(node, told.state, left, line + 1)
    for words in told.state_lines:
        line += TEXT_LINE
        if words:
            add(
                node, "text", words, x=left + ICON + 4, y=line - 3, font_size=TEXT, fill=look.accent, font_weight="bold"
            )
    if told.badge:
        draw_badge(node, told, x + told.width - PAD - told.badge_width, line - TEXT_LINE)
    line += 1
    for words in told.lines:
        line += TEXT_LINE
        add(node, "text", words, x=left, y=line - 3, font_size=TEXT, fill=INK)


def draw_badge(node: Node, told: Box, x: float, y: float) -> None:
    """The rank, light on dark."""
    add(node, "rect", x=x, y=y, width=told.badge_width, height=TEXT_LINE + 1, rx=7, fill=INK)
    middle: Looks = {"text_anchor": "middle", "font_size": TEXT, "font_weight": "bold", "fill": PAPER}
    add(node, "text", told.badge, x=x + told.badge_width / 2, y=y + TEXT_LINE - 3, **middle)
