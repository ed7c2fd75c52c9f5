"""Where a sentence of an official text stands, as people cite it: section and paragraph."""

from __future__ import annotations

import re
from functools import cached_property
from typing import NamedTuple

from cfgraph.words import LANGUAGES, say

SHORT = 24
"""A line of at most so many characters without a full stop is a heading."""


class Position(NamedTuple):
    """The section (its headings in one line, empty before the first) and the number of the paragraph in it, from 1."""

    section: str
    paragraph: int


class Outline:
    """The headings of a text: short lines, and paragraphs that begin with a number in brackets, such as ``(1)``."""

    def __init__(self, text: str) -> None:
        self.text = text
        numerals = re.escape("".join(say("text.numerals", lang) for lang in LANGUAGES))
        self.numbered = re.compile(rf"[(\uff08][{numerals}]+[)\uff09][^\u3002]*")

    @cached_property
    def places(self) -> list[tuple[int, Position]]:
        """Where each line begins, and its position; a numbered paragraph is the first of its section."""
        found, start, high, low, count = [], 0, "", "", 0
        for line in self.text.split("\n"):
            words = line.strip()
            numbered = self.numbered.match(words)
            if numbered:
                low, count = numbered[0], int(len(numbered[0]) < len(words))
            elif words and len(words) <= SHORT and "\u3002" not in words:
                high, low, count = "" if words[-1] in ":\uff1a" else words, "", 0
            elif words:
                count += 1
            found.append((start, Position(" ".join(filter(None, (high, low))), max(count, 1))))
            start += len(line) + 1
        return found

    def at(self, place: int) -> Position:
        """The position of a character, counted from 0."""
        return next(position for start, position in reversed(self.places) if start <= place)
