"""Content negotiation: the media type that a client likes best of those that there are."""

from __future__ import annotations

import re
from collections.abc import Sequence

LONGEST = 8 * 1024
RANGE = re.compile(r"\s*([\w!#$&^.+*-]+)/([\w!#$&^.+*-]+)\s*((?:;[^;]*)*)", re.ASCII)
QUALITY = re.compile(r";\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*(?:;|$)", re.IGNORECASE | re.ASCII)


def choose(header: str | None, offers: Sequence[str]) -> str:
    """The offer with the highest quality, the first of several; empty when the client takes none of them.

    A range that cannot be read counts for nothing. Without a header everything is welcome.
    """
    if header is None or not header.strip():
        return offers[0]
    ranges = []
    for entry in header[:LONGEST].split(","):
        found = RANGE.fullmatch(entry)
        if found:
            quality = QUALITY.search(found[3])
            ranges.append((found[1].lower(), found[2].lower(), min(1.0, float(quality[1])) if quality else 1.0))
    best = max(offers, key=lambda offer: _quality(offer, ranges))
    return best if _quality(best, ranges) > 0 else ""


def _quality(offer: str, ranges: Sequence[tuple[str, str, float]]) -> float:
    """The quality that the narrowest range that fits gives to an offer."""
    kind, _, sub = offer.partition("/")
    fitting = [
        (part != "*", name != "*", quality)
        for name, part, quality in ranges
        if (name == kind and part in (sub, "*")) or (name, part) == ("*", "*")
    ]
    return max(fitting)[2] if fitting else 0.0
