"""A text cut where quoted spans begin and end: spans that lie in each other or overlap each keep all their words."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import NamedTuple

from cfgraph.sources.text import Span


class Segment(NamedTuple):
    """A stretch of text that no span begins or ends within; ``over`` are the spans that hold it, the shortest first."""

    start: int
    text: str
    over: tuple[Span, ...]


class Paragraph(NamedTuple):
    """A line of the text, from ``start`` on."""

    start: int
    text: str

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.text)


def paragraphs(text: str) -> list[Paragraph]:
    """The lines of a text that are not empty, each with its place."""
    found, start = [], 0
    for line in text.split("\n"):
        if line.strip():
            found.append(Paragraph(start, line))
        start += len(line) + 1
    return found


def segments(paragraph: Paragraph, spans: Iterable[Span], cuts: Iterable[int] = ()) -> list[Segment]:
    """The paragraph in segments; joined, their texts are its text. ``cuts`` are further places to cut at."""
    start, end = paragraph.start, paragraph.end
    here = sorted({s for s in spans if s.start < end and start < s.end}, key=lambda s: (s.end - s.start, s.start))
    edges = {start, end, *(s.start for s in here), *(s.end for s in here), *cuts}
    places = sorted(edge for edge in edges if start <= edge <= end)
    return [
        Segment(
            left, paragraph.text[left - start : right - start], tuple(s for s in here if s.covers(Span(left, right)))
        )
        for left, right in itertools.pairwise(places)
    ]
