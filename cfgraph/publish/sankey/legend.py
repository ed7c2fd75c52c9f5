"""Beneath the flows: what the fills mean, the scale, and what is not drawn."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from cfgraph.analysis.gaps import Gaps
from cfgraph.publish.numbers import brief
from cfgraph.publish.sankey.flows import MASS, Flows, Stream
from cfgraph.publish.sankey.layout import THICK, Scale
from cfgraph.publish.sankey.ribbon import Bend, draw_ribbon
from cfgraph.publish.svg import LINE, QUIET, SMALLEST, Node, add, fold, path
from cfgraph.publish.why_view import label
from cfgraph.words import say

ROW, SAMPLE = 20, 34
ONE, NONE = Decimal(1), Decimal(0)
SAMPLES = (
    ("covered", "true", Stream("", "", ONE, ONE, NONE)),
    ("lacking", "true", Stream("", "", ONE, NONE, NONE)),
    ("doubtful", "true", Stream("", "", ONE, NONE, ONE)),
    ("legend_unstated", "unstated", Stream("", "", None, NONE, NONE)),
    ("legend_least", "least", Stream("", "", ONE, NONE, NONE)),
    ("legend_broken", "broken", Stream("", "", ONE, NONE, NONE)),
)
THICKNESS = {"true": 12.0, "unstated": 2.0, "least": 3.0, "broken": 12.0}


def draw_notes(
    body: Node, found: Gaps, known: Flows, sized: Scale | None, lang: str, place: tuple[float, float, float]
) -> float:
    """Draw it at left, top and width; where it ends."""
    left, y, width = place
    group = add(body, "g", class_="legend", font_size=SMALLEST)
    if sized is not None:
        for key, kind, stream in SAMPLES:
            thick = THICKNESS[kind]
            middle = y + ROW / 2 - thick / 2
            draw_ribbon(
                group, stream, kind, thick, [Bend(left, left, middle), Bend(left + SAMPLE, left + SAMPLE, middle)]
            )
            add(group, "text", say(f"sankey.{key}", lang), x=left + SAMPLE + 8, y=y + 14)
            y += ROW
        y = draw_scale(group, sized, lang, left, y)
    for line in notes(found, known, sized, lang):
        for part in fold(line, SMALLEST, width):
            add(group, "text", part, x=left, y=y + 14, fill=QUIET)
            y += ROW - 3
    return y


def draw_scale(group: Node, sized: Scale, lang: str, left: float, y: float) -> float:
    """A measure beside its weight: a round number of tonnes."""
    amount = Decimal(10) ** (sized.limit.adjusted())
    tall = THICK * float(amount / sized.limit)
    add(group, "path", d=path([(left, y + 4), (left + 12, y + 4)]), fill="none", stroke=LINE)
    add(group, "path", d=path([(left + 6, y + 4), (left + 6, y + 4 + tall)]), fill="none", stroke=LINE, stroke_width=2)
    add(group, "path", d=path([(left, y + 4 + tall), (left + 12, y + 4 + tall)]), fill="none", stroke=LINE)
    words = say("sankey.scale", lang, amount=brief(amount, MASS, lang))
    add(group, "text", words, x=left + SAMPLE + 8, y=y + 8 + tall / 2)
    return y + max(tall, ROW) + 8


def notes(found: Gaps, known: Flows, sized: Scale | None, lang: str) -> list[str]:
    """What the widths mean, and what is left out."""

    def named(products: Iterable[str]) -> str:
        return say("text.list_mark", lang).join(label(found.model.products[iri], lang) for iri in products)

    told = [say("sankey.balance", lang)] if sized is not None else []
    told += [say("sankey.left_unit", lang, names=named(known.unweighed))] if known.unweighed else []
    told += [say("sankey.left_outside", lang, names=named(known.outside))] if known.outside else []
    return told
