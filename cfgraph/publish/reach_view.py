"""Who fits a link, in words: each enterprise with its grounds and its counter-grounds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cfgraph.analysis.gaps import Gaps
from cfgraph.analysis.model import Link
from cfgraph.analysis.outside import unmatched
from cfgraph.analysis.reach import Match, Reason, reach
from cfgraph.errors import Problem, UsageError
from cfgraph.publish.explain_view import Explanation
from cfgraph.sources.candidates import read_candidates
from cfgraph.store.base import Store
from cfgraph.words import say

FORMS = ("table", "json", "md")
"""Formats that have the section."""

FIGURED = ("makes", "may-undertake", "outside")
"""Grounds whose detail is a capacity as printed."""


def fitting(store: Store, gaps: Gaps, link: Link, file: Path | None, form: str) -> tuple[list[Match], list[Problem]]:
    """Who fits a link, with the candidates of a file where one is given; and notes on rows that fit no link at all.

    Raises BadInputError for a file with mistakes, UsageError for a file where the format does not tell candidates.
    """
    if file and form not in FORMS:
        raise UsageError(Problem("choice", {"value": form, "allowed": ", ".join(FORMS)}, column="--format"))
    candidates = read_candidates(file) if file else ()
    notes = unmatched(store, gaps, link, candidates)
    return reach(store, gaps, link, candidates), notes


def reach_text(matches: Sequence[Match], lang: str, form: str) -> str:
    """The section, after a blank line."""
    return "\n".join(["", *reach_lines(matches, lang, form), ""])


def reach_lines(matches: Sequence[Match], lang: str, form: str = "table") -> list[str]:
    """The section as lines, to stand below an explanation of the same form (``table`` or ``md``)."""
    page = Explanation({}, {}, lang, form)
    page.head(say("reach.title", lang))
    if not matches:
        page.item(say("reach.nobody", lang))
    for match in matches:
        name = match.zh if lang == "zh" else match.en
        page.item(say("reach.name_with_code", lang, name=name, code=match.code) if match.code else name)
        for ground in match.grounds:
            page.item(say("reach.ground", lang, words=_told("ground", ground, lang)), 1)
        for reason in match.against:
            page.item(say("reach.against", lang, words=_told("against", reason, lang)), 1)
    return page.lines


def _told(side: str, reason: Reason, lang: str) -> str:
    """One ground or counter-ground as a sentence; what is printed or noted in Chinese stays so."""
    words = {
        "name": reason.label_zh if lang == "zh" else reason.label_en,
        "detail": reason.detail_zh if lang == "zh" else reason.detail_en,
        "stage": say(f"stage.{reason.stage}", lang) if reason.stage else "",
        "source": reason.source,
        "date": reason.date,
        "about": reason.about,
    }
    if side == "against":
        return say(f"reach.against_{reason.kind}", lang, **words)
    printed = (
        say("reach.printed", lang, printed=reason.detail_zh) if reason.kind in FIGURED and reason.detail_zh else ""
    )
    return say(f"reach.ground_{reason.kind}", lang, printed=printed, **words)
