"""What the box of a link says: its name, its state, how much is needed and stated; folded to the width of the box."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from cfgraph.analysis.gaps import Gaps
from cfgraph.analysis.model import Link
from cfgraph.analysis.ranking import Scored
from cfgraph.analysis.reasons import is_lower_bound
from cfgraph.publish.gap_view import rank_of
from cfgraph.publish.numbers import brief
from cfgraph.publish.states_look import ICON
from cfgraph.publish.svg import SMALLEST, fold, measure
from cfgraph.publish.why_view import label, why
from cfgraph.words import say

NAME, TEXT = 13, SMALLEST
STRIP, PAD = 6, 4
NAME_LINE, TEXT_LINE = 17, 15
BADGE, BADGE_PAD = 24, 5
"""The width of a badge at least, and what it leaves left and right of its words."""


class Box(NamedTuple):
    """The words of a link's box, line by line, and its size; ``badge`` is its rank, empty without one."""

    link: Link
    state: str
    badge: str
    name: list[str]
    state_lines: list[str]
    lines: list[str]
    told: str
    width: float

    @property
    def height(self) -> float:
        """What the lines take."""
        texts = len(self.state_lines) + len(self.lines)
        return 2 * PAD + NAME_LINE * len(self.name) + TEXT_LINE * texts + 2

    @property
    def badge_width(self) -> float:
        """What the badge takes: a rank with its marks (``11=~``) is wider than a bare one."""
        return badge_width(self.badge)


def badge_width(badge: str) -> float:
    """The width of a badge."""
    return max(BADGE, measure(badge, TEXT) + 2 * BADGE_PAD)


def short_amount(value: Decimal, unit: str, lang: str) -> str:
    """An amount a year as a box tells it, without the words for a year."""
    full = brief(value, unit, lang)
    return full.removesuffix(say("chainmap.yearly", lang)).replace(" ", "\u00a0")


def box(found: Gaps, scores: dict[str, Scored], link: Link, lang: str, width: float, more: list[str]) -> Box:
    """The box of a link at a width; ``more`` are further lines."""
    inner = width - STRIP - 2 * PAD
    state = found.main.states[link.iri]
    badge = rank_of(scores.get(link.iri))
    lines = [part for line in [*sizes(found, link, lang), *more] for part in fold(line, TEXT, inner)]
    states = fold(say(f"state.{state}", lang), TEXT, inner - ICON - 4)
    if badge and ICON + 8 + badge_width(badge) + measure(states[-1], TEXT) > inner:
        states.append("")  # the badge takes a line of its own
    told = spoken(found, link, badge, lang)
    return Box(link, state, badge, fold(label(link, lang), NAME, inner, 4), states, lines, told, width)


def sizes(found: Gaps, link: Link, lang: str) -> list[str]:
    """How much is needed and how much is stated, where there is something to tell."""
    balance = found.main.balances[link.iri]
    told = []
    if balance.requirement is not None:
        bound = say("chainmap.at_least", lang) if is_lower_bound(found, link) else ""
        amount = bound + short_amount(balance.requirement.typical, link.unit, lang)
        told.append(say("chainmap.needs", lang, amount=amount))
    if balance.supply.makers:
        stated = balance.supply.stated
        if stated is None:
            told.append(say("chainmap.has_unstated", lang))
        else:
            bound = say("chainmap.at_least", lang) if balance.supply.unstated else ""
            told.append(say("chainmap.has", lang, amount=bound + short_amount(stated, link.unit, lang)))
    return told


def spoken(found: Gaps, link: Link, badge: str, lang: str) -> str:
    """The link in a sentence, for the pointer that rests and for those who hear the page."""
    parts = [say("text.pair", lang, name=label(link, lang), value=say(f"state.{found.main.states[link.iri]}", lang))]
    parts += [say("chainmap.ranked", lang, rank=badge)] if badge else []
    return say("text.semicolon", lang).join([*parts, *sizes(found, link, lang), why(found, link, lang)])
