"""The drawing of the flows: bars for links, streams with what is covered, doubtful and lacking, and how to read it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from cfgraph.analysis.gaps import Gaps
from cfgraph.analysis.model import Link
from cfgraph.publish.chainmap.boxes import sizes, spoken
from cfgraph.publish.chainmap.structure import structure
from cfgraph.publish.gap_view import scope
from cfgraph.publish.numbers import brief
from cfgraph.publish.sankey.flows import MASS, Flows, Stream, flows
from cfgraph.publish.sankey.layout import BAR, Place, Scale, passages, places, scale
from cfgraph.publish.sankey.legend import draw_notes
from cfgraph.publish.sankey.ribbon import Bend, draw_ribbon
from cfgraph.publish.states_look import LOOKS, define, icon
from cfgraph.publish.svg import INK, PAPER, QUIET, SMALLEST, Looks, Node, add, fold, resize, root, write
from cfgraph.publish.why_view import label
from cfgraph.words import say

WIDTH, EDGE, PREFIX = 1340, 16, "sankey"
LAST = 104
"""Pixels right of the last bars for their labels."""
HALO: Looks = {"stroke": PAPER, "stroke_width": 3, "paint_order": "stroke"}


class Chart(NamedTuple):
    """All that is known before the first line is drawn."""

    found: Gaps
    flows: Flows
    scale: Scale
    columns: dict[str, int]
    widths: dict[tuple[str, str], float]
    lang: str
    href: Callable[[str], str]

    @property
    def pitch(self) -> float:
        """From one column to the next."""
        return (WIDTH - 2 * EDGE - LAST) / max(1, *self.columns.values())

    def x(self, column: int) -> float:
        """The left side of a column's bars."""
        return EDGE + column * self.pitch


def sankey(found: Gaps, names: dict[str, str], lang: str, link_href: Callable[[str], str]) -> str:
    """The SVG of a chain's flows in a scenario; ``names`` are place names, ``link_href`` addresses by key."""
    shape = structure(found)
    known = flows(found, shape)
    chain = found.model.chain_zh if lang == "zh" else found.model.chain_en
    title = say("sankey.title", lang, place=names[found.main.scenario.place], chain=chain)
    body = root(WIDTH, 0, title, PREFIX)
    define(body, PREFIX)
    y = EDGE + 18.0
    add(body, "text", title, x=EDGE, y=y, font_size=18, font_weight="bold")
    for line in fold(scope(found, names, lang), 13, WIDTH - 2 * EDGE):
        y += 20
        add(body, "text", line, x=EDGE, y=y, font_size=13, fill=QUIET)
    sized = scale(known.streams)
    if sized is None:
        y += 28
        add(body, "text", say("sankey.no_flows", lang), x=EDGE, y=y, font_size=13)
    else:
        used = {iri for stream in known.streams for iri in (stream.source, stream.target)}
        levels = sorted({shape.layers[iri] for iri in used})
        columns = {iri: levels.index(shape.layers[iri]) for iri in used}
        widths = {(stream.source, stream.target): sized.width(stream) for stream in known.streams}
        y = draw_chart(body, Chart(found, known, sized, columns, widths, lang, link_href), y + 10)
    resize(body, draw_notes(body, found, known, sized, lang, (EDGE, y + 10, WIDTH - 2 * EDGE)) + EDGE)
    return write(body)


def draw_chart(body: Node, chart: Chart, top: float) -> float:
    """Streams, then bars with their labels; where it ends."""
    found = places(chart.flows.streams, chart.columns, chart.widths)
    for place in found:
        place.y += top
    at = {place.name: place for place in found}
    draw_streams(body, chart, at)
    links = {link.iri: link for link in chart.found.model.links}
    group = add(body, "g", class_="links")
    for iri in (link.iri for link in chart.found.model.links if link.iri in chart.columns):
        draw_bar(group, chart, links[iri], at[iri])
    return max(place.y + place.label + place.height for place in found)


def draw_streams(body: Node, chart: Chart, at: dict[str, Place]) -> None:
    """Every stream: those of a bar side by side, in the order of their other ends."""
    group = add(body, "g", class_="streams")
    starts = offsets(chart, at, outgoing=True)
    ends = offsets(chart, at, outgoing=False)
    labels = {link.iri: label(link, chart.lang) for link in chart.found.model.links}
    for stream in chart.flows.streams:
        pair = stream.source, stream.target
        bends = [Bend(chart.x(at[stream.source].column) + BAR, chart.x(at[stream.source].column) + BAR, starts[pair])]
        for name in passages(stream, chart.columns):
            x = chart.x(at[name].column)
            bends.append(Bend(x, x + BAR, at[name].y))
        bends.append(Bend(chart.x(at[stream.target].column), chart.x(at[stream.target].column), ends[pair]))
        one = add(group, "g", class_=f"stream stream-{chart.scale.kind(stream)}")
        add(one, "title", told(stream, labels[stream.source], labels[stream.target], chart.lang))
        draw_ribbon(one, stream, chart.scale.kind(stream), chart.widths[pair], bends)
        if stream.amount is None:
            looks: Looks = {"x": bends[-1].left - 6, "y": bends[-1].y - 4, "fill": QUIET, "text_anchor": "end"}
            add(one, "text", say("sankey.unstated", chart.lang), **looks, **HALO)


def told(stream: Stream, source: str, target: str, lang: str) -> str:
    """A stream in words."""
    ends = {"source": source, "target": target}
    if stream.amount is None:
        return say("sankey.flow_unstated", lang, **ends)
    amount = say("sankey.flow", lang, amount=brief(stream.amount, MASS, lang), **ends)
    share = say("sankey.flow_supply", lang, share=f"{stream.covered:.0%}")
    return say("text.semicolon", lang).join([amount, share])


def offsets(chart: Chart, at: dict[str, Place], *, outgoing: bool) -> dict[tuple[str, str], float]:
    """The upper end of each stream where it leaves its source, or reaches its target."""
    found: dict[tuple[str, str], float] = {}
    sides: dict[str, list[tuple[float, tuple[str, str]]]] = {}
    for stream in chart.flows.streams:
        way = [stream.source, *passages(stream, chart.columns), stream.target]
        own, other = (way[0], way[1]) if outgoing else (way[-1], way[-2])
        sides.setdefault(own, []).append((at[other].middle, (stream.source, stream.target)))
    for iri, streams in sides.items():
        y = at[iri].y + at[iri].label
        for _, pair in sorted(streams):
            found[pair] = y
            y += chart.widths[pair]
    return found


def draw_bar(parent: Node, chart: Chart, link: Link, place: Place) -> None:
    """The bar of a link in the colour of its state, with its name, shape and amounts above it."""
    state, x, lang = chart.found.main.states[link.iri], chart.x(place.column), chart.lang
    words = spoken(chart.found, link, "", lang)
    node = add(parent, "a", href=chart.href(link.key), class_=f"link state-{state}")
    node.set("data-key", link.key)
    add(node, "title", words)
    y = place.y + place.label
    add(node, "rect", class_="bar", x=x, y=y, width=BAR, height=place.height, fill=LOOKS[state].accent)
    room = chart.pitch - 10
    name = fold(label(link, lang), SMALLEST, room, 2)
    amounts = [part for line in sizes(chart.found, link, lang)[:1] for part in fold(line, SMALLEST, room - 18, 1)]
    lines = [*name, *(amounts or [say(f"state.{state}", lang)])]
    top = y - 4 - 15 * (len(lines) - 1)
    for at, line in enumerate(lines):
        last = at == len(lines) - 1
        weight: Looks = {"font_weight": "normal" if last else "bold"}
        add(node, "text", line, x=x + 18 * last, y=top + 15 * at, font_size=SMALLEST, fill=INK, **weight, **HALO)
    icon(node, state, x, y - 16)
