"""What stands apart from the chain: optional, application and recycling links, each with what it is for; the legend."""

from __future__ import annotations

from collections.abc import Callable

from cfgraph.analysis.gaps import Gaps
from cfgraph.analysis.model import Link
from cfgraph.analysis.ranking import Scored
from cfgraph.analysis.states import STATES
from cfgraph.publish.chainmap.boxes import box
from cfgraph.publish.chainmap.node import draw_node
from cfgraph.publish.chainmap.structure import Structure
from cfgraph.publish.states_look import ICON, icon, strip
from cfgraph.publish.svg import LINE, QUIET, SMALLEST, Node, add, fold, path
from cfgraph.publish.why_view import label
from cfgraph.words import say

Place = tuple[float, float, float]
"""Left, top and width."""
BOX, GAP, LINE_HEIGHT = 112, 12, 19
NAMED = 2
"""So many links are named as what an optional link is for or takes; then how many there are."""


def draw_aside(
    body: Node,
    found: Gaps,
    scores: dict[str, Scored],
    shape: Structure,
    lang: str,
    href: Callable[[str], str],
    place: Place,
    spare: Place | None = None,
) -> float:
    """Draw both, the legend in a ``spare`` place where there is one; where they end."""
    left, _, width = place
    states = [s for s in STATES if any(found.main.states[link.iri] == s for link in (*shape.links, *shape.beside))]
    if not shape.beside:
        return draw_legend(body, states, lang, place)
    bottom = draw_beside(body, found, scores, shape, lang, href, place) + GAP
    return max(bottom, draw_legend(body, states, lang, spare or (left, bottom, width)))


def draw_beside(
    body: Node,
    found: Gaps,
    scores: dict[str, Scored],
    shape: Structure,
    lang: str,
    href: Callable[[str], str],
    place: Place,
) -> float:
    """The links that are told apart, in rows of boxes."""
    left, top, width = place
    group = add(body, "g", class_="beside")
    ground = add(group, "rect", x=left - 6, y=top, width=width + 6, height=0, rx=6, fill="none", stroke=LINE)
    ground.set("stroke-dasharray", "6 4")
    y = top + 4
    for line in fold(say("chainmap.beside", lang), SMALLEST, width - 8):
        y += 16
        add(group, "text", line, x=left + 4, y=y - 3, font_size=SMALLEST, font_weight="bold", fill=QUIET)
    across = max(1, int((width - 8 + GAP) // (BOX + GAP)))
    each = (width - 8 - GAP * (across - 1)) / across if across < len(shape.beside) else BOX
    boxes = [box(found, scores, link, lang, each, ties(shape, link, lang)) for link in shape.beside]
    y += 6
    for start in range(0, len(boxes), across):
        row = boxes[start : start + across]
        tall = max(told.height for told in row)
        for at, told in enumerate(row):
            draw_node(group, told, left + 4 + at * (each + GAP), y, tall, href(told.link.key), "chainmap")
        y += tall + GAP
    ground.set("height", f"{y - top:g}")
    return y


def ties(shape: Structure, link: Link, lang: str) -> list[str]:
    """What a link that stands apart feeds, else what it takes, in words."""
    names = {other.iri: label(other, lang) for other in (*shape.links, *shape.beside)}
    down = [names[edge.target] for edge in shape.edges if edge.source == link.iri]
    up = [names[edge.source] for edge in shape.edges if edge.target == link.iri]
    for key, found in (("feeds", down), ("takes", up)):
        if found:
            told = say("text.list_mark", lang).join(found[:NAMED])
            more = say("chainmap.more", lang, n=len(found)) if len(found) > NAMED else ""
            return [say(f"chainmap.{key}", lang, links=told + more)]
    return []


def draw_legend(body: Node, states: list[str], lang: str, place: Place) -> float:
    """The states that occur with strip, shape, word and rule, and how to read badge, flow and amounts."""
    left, top, width = place
    group = add(body, "g", class_="legend", font_size=SMALLEST)
    y = top + LINE_HEIGHT
    add(group, "text", say("chainmap.legend", lang), x=left, y=y - 5, font_weight="bold", fill=QUIET)
    words = [
        (s, say("text.pair", lang, name=say(f"state.{s}", lang), value=say(f"text.rule_{s}", lang))) for s in states
    ]
    for state, told in words:
        strip(group, state, "chainmap", left, y + 2, 6, ICON)
        icon(group, state, left + 11, y + 2)
        for line in fold(told, SMALLEST, width - 34):
            add(group, "text", line, x=left + 32, y=y + 13)
            y += LINE_HEIGHT - 2
        y += 3
    add(group, "path", d=path([(left, y + 9), (left + 20, y + 9)]), fill="none", stroke=LINE, stroke_width=1.3)
    add(group, "path", d=f"{path([(left + 18, y + 5.5), (left + 26, y + 9), (left + 18, y + 12.5)])}z", fill=LINE)
    for key in ("legend_flow", "legend_badge", "legend_amounts"):
        for line in fold(say(f"chainmap.{key}", lang), SMALLEST, width - 34):
            add(group, "text", line, x=left + 32, y=y + 13, fill=QUIET)
            y += LINE_HEIGHT - 2
    return y + 6
