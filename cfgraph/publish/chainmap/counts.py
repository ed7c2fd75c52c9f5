"""How many links are in which state, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from cfgraph.analysis.gaps import Gaps
from cfgraph.analysis.model import Link
from cfgraph.analysis.states import STATES
from cfgraph.words import say


def counted(found: Gaps, links: Iterable[Link], lang: str) -> str:
    """Each state that occurs with its number of links."""
    states = Counter(found.main.states[link.iri] for link in links)
    return say("text.list_mark", lang).join(f"{say(f'state.{s}', lang)} {states[s]}" for s in STATES if states[s])
