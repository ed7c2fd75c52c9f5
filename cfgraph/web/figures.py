"""Figures on a page: a number keeps its unit and its range on one line."""

from __future__ import annotations

import re
from functools import cache

from markupsafe import Markup, escape

from cfgraph.words import LANGUAGES, catalogue

NUMBER = r"[-−]?\d[\d,.]*" + f"(?:{'|'.join(('万', '亿'))})?"
PLAIN = re.compile(r"[-−]?[\d.,]{1,}|.{1,3}")
"""What needs no care: a bare number, which breaks nowhere, and what is short."""


@cache
def pattern() -> re.Pattern[str]:
    """A number or a range, with a unit of the catalogue behind it."""
    units = {words for lang in LANGUAGES for key, words in catalogue(lang).items() if key.startswith("unit.")}
    longest = "|".join(map(re.escape, sorted(units, key=len, reverse=True)))
    return re.compile(rf"{NUMBER}(?:~{NUMBER})?(?: ?(?:{longest}))?")


def figures(words: str) -> Markup:
    """The words escaped, with every longer figure in a span that does not break."""
    made, end = Markup(), 0
    for found in pattern().finditer(words):
        if not PLAIN.fullmatch(found[0]):
            made += escape(words[end : found.start()]) + Markup('<span class="n">{}</span>').format(found[0])
            end = found.end()
    return made + escape(words[end:])
