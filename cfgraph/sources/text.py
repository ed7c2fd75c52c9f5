"""The stored text of a plan: its hash, the part that is quoted, sections, sentences, and where a quote stands.

All positions are code points in the stored text, counted from 0, end exclusive,
as ``oa:TextPositionSelector`` wants them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from cfgraph.errors import BadInputError, Problem
from cfgraph.sources.relocate import relocate

CONTEXT = 32
"""How many code points of prefix and suffix a quote carries."""

SENTENCE_ENDS = "。\n"


@dataclass(frozen=True, order=True)
class Span:
    """A stretch of the stored text."""

    start: int
    end: int

    def covers(self, other: Span) -> bool:
        """True where ``other`` lies inside."""
        return self.start <= other.start and other.end <= self.end

    def hull(self, other: Span) -> Span:
        """The shortest span that covers both."""
        return Span(min(self.start, other.start), max(self.end, other.end))


@dataclass(frozen=True)
class Section:
    """A part of the text and the place it speaks of."""

    heading: Span
    body: Span
    place: str


@dataclass(frozen=True)
class SourceText:
    """A plan's text and its quotable part ``body``; ``earlier`` is the text that it corrects, where there is one."""

    text: str
    sha256: str
    body: Span
    headings: tuple[tuple[str, str], ...] = field(default=())
    name: str = "source.txt"
    earlier: SourceText | None = None

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The sections in the order of the text. Raises BadInputError for a heading that is not there once."""
        spans = [(self.find(heading), place) for heading, place in self.headings]
        ends = [span.start for span, _ in spans[1:]] + [self.body.end]
        return tuple(
            Section(span, Span(span.start, end), place) for (span, place), end in zip(spans, ends, strict=True)
        )

    def section_at(self, span: Span) -> Section | None:
        """The section that a span stands in."""
        return next((section for section in self.sections if section.body.covers(span)), None)

    def words(self, span: Span) -> str:
        """The text of a span."""
        return self.text[span.start : span.end]

    def find(self, quote: str, within: str = "") -> Span:
        """Where ``quote`` stands in the quotable part.

        ``within`` is a longer passage that makes a repeated quote unique.
        A quote of the earlier text is found by what stands before and after it; its words may then differ.
        Raises BadInputError when either is absent or not unique.
        """
        try:
            area = self._only(within, self.body, "within") if within else self.body
            return self._only(quote, area, "quote")
        except BadInputError:
            found = relocate(self.earlier, self.earlier.find(quote, within), self) if self.earlier else None
            if found is None:
                raise
            return found

    def _only(self, words: str, area: Span, column: str) -> Span:
        spans = self.occurrences(words, area)
        if not spans:
            raise BadInputError(Problem("quote-absent", {"quote": words, "source": self.name}, column=column))
        if len(spans) > 1:
            params = {"quote": words, "count": len(spans), "source": self.name}
            raise BadInputError(Problem("quote-repeated", params, column=column))
        return spans[0]

    def occurrences(self, words: str, area: Span) -> list[Span]:
        """Every place of ``words`` in an area of the text."""
        starts = re.finditer(f"(?={re.escape(words)})", self.text[area.start : area.end]) if words else ()
        return [Span(area.start + at.start(), area.start + at.start() + len(words)) for at in starts]

    def sentence(self, span: Span) -> Span:
        """The sentence around a span; its full stop is included."""
        start = max(self.text.rfind(end, self.body.start, span.start) for end in SENTENCE_ENDS) + 1
        ends = [at for at in (self.text.find(end, max(span.start, span.end - 1)) for end in SENTENCE_ENDS) if at >= 0]
        return Span(max(start, self.body.start), min([end + 1 for end in ends] + [self.body.end]))

    def sentences(self) -> list[Span]:
        """The sentences of the quotable part in the order of the text, without the space around them."""
        found = []
        for match in re.finditer(f"[^{SENTENCE_ENDS}]+[{SENTENCE_ENDS}]?", self.words(self.body)):
            words = match[0].strip()
            if words:
                start = self.body.start + match.start() + match[0].index(words[0])
                found.append(Span(start, start + len(words)))
        return found

    def wording(self, wording: str, quote: Span) -> Span:
        """The span from the stage words to the quote they govern, both included.

        ``…`` in the wording (at most one) stands for the list that a verb frames: 推动…开工建设;
        of several places in the quote's sentence the one that reaches the quote most closely counts.
        Raises BadInputError when the words do not stand in the quote's sentence.
        """
        sentence = self.sentence(quote)
        words = self.words(sentence)
        first, *rest = wording.split("…")
        last = rest[-1] if rest else ""
        hulls = []
        for match in re.finditer(re.escape(first), words):
            span = Span(sentence.start + match.start(), sentence.start + match.end())
            if not last:
                hulls.append(span.hull(quote))
                continue
            end = self.text.find(last, max(span.end, quote.end - len(last)), sentence.end)
            if span.start <= quote.start and end >= 0:
                hulls.append(Span(span.start, end + len(last)))
        if not hulls:
            raise BadInputError(Problem("wording-absent", {"wording": wording, "sentence": words}, column="wording"))
        return min(hulls, key=lambda span: (span.end - span.start, span.start))

    def context(self, span: Span) -> tuple[str, str]:
        """Prefix and suffix of a quote; neither leaves the quotable part."""
        prefix = self.text[max(self.body.start, span.start - CONTEXT) : span.start]
        suffix = self.text[span.end : min(self.body.end, span.end + CONTEXT)]
        return prefix, suffix


def decode(data: bytes, name: str) -> str:
    """Bytes of a UTF-8 file as text, without a byte-order mark.

    Raises BadInputError for any other encoding and says which one it looks like.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        try:
            data.decode("gb18030")
            guess = "GBK"
        except UnicodeDecodeError:
            guess = "?"
        raise BadInputError(Problem("encoding", {"guess": guess}, name, line)) from None


def load(path: Path, sha256: str, after: str, before: str, headings: list[tuple[str, str]], name: str) -> SourceText:
    """Read a plan's text.

    Raises BadInputError when the file is missing, is not UTF-8, differs from the hash that its quotes were taken
    from, or lacks the lines that bound its quotable part.
    """
    if not path.is_file():
        raise BadInputError(Problem("file-missing", file=name))
    import hashlib

    data = path.read_bytes()
    found = hashlib.sha256(data).hexdigest()
    if found != sha256:
        raise BadInputError(Problem("text-changed", {"expected": sha256, "found": found}, name))
    text = decode(data, name)
    start, end = text.find(after), text.rfind(before)
    if start < 0 or end < start:
        raise BadInputError(Problem("text-bounds", {"after": after, "before": before}, name))
    return SourceText(text, found, Span(start + len(after), end), tuple(headings), name)
