"""Where the words of an earlier text stand in its corrected text: found by what stands before and after them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cfgraph.sources.text import SourceText, Span

ANCHOR = 8
"""So many code points before and after must be as they were, unless the text begins or ends there."""


def relocate(earlier: SourceText, span: Span, corrected: SourceText) -> Span | None:
    """The place in ``corrected`` that corresponds to ``span`` in ``earlier``; None where there is not exactly one.

    Words that are as they were are taken where most of their surroundings is as it was.
    Words that changed are what now stands between the old surroundings, if it is not much longer than they were.
    """
    prefix, suffix = earlier.context(span)
    return _unchanged(earlier.words(span), prefix, suffix, corrected) or _changed(span, prefix, suffix, corrected)


def _unchanged(words: str, prefix: str, suffix: str, text: SourceText) -> Span | None:
    scores: dict[Span, int] = {}
    for found in text.occurrences(words, text.body):
        before, after = text.context(found)
        scores[found] = _common(before[::-1], prefix[::-1]) + _common(after, suffix)
    best = [span for span, score in scores.items() if score == max(scores.values())]
    return best[0] if len(best) == 1 and scores[best[0]] >= min(ANCHOR, len(prefix) + len(suffix)) else None


def _changed(span: Span, prefix: str, suffix: str, text: SourceText) -> Span | None:
    before, after = prefix[-ANCHOR:], suffix[:ANCHOR]
    if not before or not after:
        return None
    longest = 2 * (span.end - span.start) + ANCHOR
    pattern = rf"(?<={re.escape(before)}).{{1,{longest}}}?(?={re.escape(after)})"
    found = [match.span() for match in re.finditer(pattern, text.words(text.body), re.DOTALL)]
    if len(found) != 1:
        return None
    start, end = found[0]
    return replace(span, start=text.body.start + start, end=text.body.start + end)


def _common(one: str, other: str) -> int:
    """How many code points two texts have in common from their start."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
