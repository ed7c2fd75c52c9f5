"""A chain in one strip: a square for each link in its state, for a page that shows many chains at once."""

from __future__ import annotations

from collections.abc import Callable

from cfgraph.analysis.gaps import Gaps
from cfgraph.publish.chainmap.counts import counted
from cfgraph.publish.states_look import ICON, LOOKS, icon
from cfgraph.publish.svg import Node, add, resize, root, write
from cfgraph.publish.why_view import label
from cfgraph.words import say

SIDE, GAP, ACROSS = 22, 4, 24


def chain_squares(found: Gaps, lang: str, link_href: Callable[[str], str]) -> str:
    """The SVG of the strip: the links in the order of the chain, those not ranked after a space."""
    links = sorted(found.links(), key=lambda link: link.beside)
    ranked = sum(not link.beside for link in links)
    places = [at + (at >= ranked > 0) for at in range(len(links))]
    wide = min(ACROSS, max(places, default=0) + 1)
    chain = found.model.chain_zh if lang == "zh" else found.model.chain_en
    told = say("chainmap.squares", lang, chain=chain, counts=counted(found, links, lang))
    body = root(wide * (SIDE + GAP), 0, told, "chainsquares")
    for at, link in zip(places, links, strict=True):
        state = found.main.states[link.iri]
        words = say("text.pair", lang, name=label(link, lang), value=say(f"state.{state}", lang))
        node = add(body, "a", href=link_href(link.key), class_=f"link state-{state}", aria_label=words)
        node.set("data-key", link.key)
        draw_square(node, state, words, (at % ACROSS) * (SIDE + GAP) + GAP / 2, (at // ACROSS) * (SIDE + GAP) + GAP / 2)
    resize(body, (max(places, default=0) // ACROSS + 1) * (SIDE + GAP))
    return write(body)


def draw_square(node: Node, state: str, words: str, x: float, y: float) -> None:
    """A square with the colour and the shape of a state; its words for the pointer that rests on it."""
    look = LOOKS[state]
    add(node, "title", words)
    edge = {"stroke_dasharray": look.dashes} if look.dashes else {}
    add(node, "rect", x=x, y=y, width=SIDE, height=SIDE, rx=2, fill=look.fill, stroke=look.accent, **edge)
    icon(node, state, x + (SIDE - ICON) / 2, y + (SIDE - ICON) / 2)
