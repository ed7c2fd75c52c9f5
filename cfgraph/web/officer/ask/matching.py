"""Whether words are found in a name or a sentence: in any width and case, with blanks or without."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cfgraph.intake.duplicates import core
from cfgraph.sources.intake.columns import fold

COMPANY = "company_words"
LEAST = 2
"""So many signs a company's name has at least that is looked for inside of what was written."""
AROUND = 40
"""Characters of a sentence that are shown before and after what was looked for."""


class Fit(NamedTuple):
    """A name that fits, and how well: 0 for the very name, 3 where only a part of what was written is the name."""

    rank: int
    name: str


class Sought(NamedTuple):
    """What is looked for: as it was written, and each of its words as it is compared."""

    written: str
    words: tuple[str, ...]

    def inside(self, folded: str) -> bool:
        """True where every word stands in a folded text."""
        return all(word in folded for word in self.words)

    def best(self, names: Sequence[str], company: bool = False) -> Fit | None:
        """The name that fits best; None where none does.

        The name of a ``company`` fits without what such names end in (有限公司), on either side, and where what was
        written says more than the name.
        """
        bare = core(self.written, COMPANY) if company else ""
        fits = [Fit(rank, name) for name in names if (rank := self._rank(name, bare)) is not None]
        return min(fits, default=None)

    def _rank(self, name: str, bare: str) -> int | None:
        folded, whole = fold(name), fold(self.written)
        short = core(name, COMPANY) if bare else folded
        if whole == folded or (bare and bare == short):
            return 0
        if folded.startswith(whole):
            return 1
        if self.inside(folded) or (bare and bare in short):
            return 2
        return 3 if bare and len(short) >= LEAST and short in bare else None


def sought(written: str) -> Sought:
    """What is looked for, from what was written."""
    return Sought(written, tuple(dict.fromkeys(map(fold, written.split()))))


def cut(sentence: str, word: str) -> tuple[str, str, str]:
    """A sentence around the first place of a folded word: before, the word as it stands there, after."""
    folds = [(at, sign) for at, letter in enumerate(sentence) for sign in fold(letter)]
    start = "".join(sign for _, sign in folds).find(word)
    if start < 0:
        return "", "", sentence
    first, last = folds[start][0], folds[start + len(word) - 1][0] + 1
    left, right = max(0, first - AROUND), min(len(sentence), last + AROUND)
    before = ("…" if left else "") + sentence[left:first]
    return before, sentence[first:last], sentence[last:right] + ("…" if right < len(sentence) else "")
