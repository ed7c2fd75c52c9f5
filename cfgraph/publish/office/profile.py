"""The Word page of one project, enterprise or park: facts, tables, sentences with their position, and the source."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from cfgraph import __version__
from cfgraph.publish.office.document import Paper
from cfgraph.words import say

ROWS, LINES, SENTENCES = 120, 8, 16
"""Rows of a table, lines of a list and sentences that are printed: the rest is counted."""


class Quoted(NamedTuple):
    """A sentence of a plan with its section (empty before the first) and the number of its paragraph there."""

    words: str
    section: str
    paragraph: int


class Head(NamedTuple):
    """What stands at the head: kind of the thing, name, other name, and what a reader is warned of.

    ``plans`` are the plans that it rests on, ``issued`` the day of the latest.
    """

    kind: str
    name: str
    other: str
    internal: bool
    warnings: Sequence[str]
    plans: str
    issued: datetime


class Profile:
    """Writes the page from top to bottom; what is empty is left out."""

    def __init__(self, lang: str, head: Head) -> None:
        self.lang, self.head = lang, head
        title = self.say("profile_title", kind=head.kind, name=head.name)
        self.title = self.say("profile_internal", title=title) if head.internal else title
        footer = self.say("footer", plans=head.plans, version=__version__)
        footer = self.say("profile_internal", title=footer) if head.internal else footer
        self.paper = Paper(lang, self.title, head.issued, footer)
        self.paper.title(self.title)
        if head.other not in ("", head.name):
            self.paper.text(head.other, size=9)
        for warning in head.warnings:
            self.paper.text(warning, bold=True)

    def say(self, key: str, /, **params: object) -> str:
        """A sentence of the catalogue's section ``office``."""
        return say(f"office.{key}", self.lang, **params)

    def facts(self, rows: Sequence[tuple[str, str]]) -> None:
        """Names and values, a line each."""
        told = [row for row in rows if row[1]]
        if told:
            self.paper.table([], told, (3, 14.4), size=10)

    def table(
        self, title: str, header: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float], none: str = ""
    ) -> None:
        """A table under its heading, at most :data:`ROWS` rows of it; ``none`` is said where there is no row."""
        if not rows and not none:
            return
        self.paper.heading(title)
        if not rows:
            self.paper.text(none)
            return
        self.paper.table(header, rows[:ROWS], widths)
        self._rest(len(rows) - ROWS)

    def lines(self, title: str, lines: Sequence[str]) -> None:
        """A list under its heading."""
        if lines:
            self.paper.heading(title)
        for line in lines[:LINES]:
            self.paper.bullet(line)
        self._rest(len(lines) - LINES)

    def sentences(self, title: str, found: Sequence[Quoted]) -> None:
        """The plan's own sentences, each with section and paragraph."""
        if found:
            self.paper.heading(title)
        for number, each in enumerate(found[:SENTENCES], start=1):
            where = self.say(
                "profile_at" if each.section else "profile_at_start", section=each.section, n=each.paragraph
            )
            self.paper.text(each.words + say("text.bracket", self.lang, words=where), lead=f"[{number}] ", size=9.5)
        self._rest(len(found) - SENTENCES)

    def _rest(self, count: int) -> None:
        if count > 0:
            self.paper.text(self.say("profile_rest", n=count), size=9)

    def to_bytes(self) -> bytes:
        """The whole page with its source; the same facts give the same bytes."""
        key = "profile_source_internal" if self.head.internal else "profile_source"
        words = self.say(key, plans=self.head.plans, version=__version__)
        self.paper.text(words, lead=self.say("lead_sources"), size=9)
        return self.paper.to_bytes()
