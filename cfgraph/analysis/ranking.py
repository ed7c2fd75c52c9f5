"""Which link first, how firm that order is, and what not to go for."""

from __future__ import annotations

import random
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from cfgraph import resources
from cfgraph.analysis.amounts import Range
from cfgraph.analysis.gaps import Gaps
from cfgraph.analysis.model import Link
from cfgraph.analysis.scenario import TALK_RANK, TALKS
from cfgraph.analysis.scoring import PARTS, Part, Scorer, total
from cfgraph.analysis.states import OPEN
from cfgraph.errors import BadInputError, Problem

RANKED = ("missing", "talks-only", "short", "uncertain", "unquantified")
"""States in which bringing somebody in makes sense."""
ENOUGH = ("adequate", "surplus")
CROWD = 2
"""So many projects for one link, one of them in talks, and talks run already."""
TOP = 5


class Weights(NamedTuple):
    """The weights of the parts, the reason for each by language, and how stability is tried."""

    weights: dict[str, Decimal]
    reasons: dict[str, dict[str, str]]
    draws: int
    seed: int
    low: float
    high: float


@dataclass(frozen=True)
class Scored:
    """A link's score; ``rank`` and ``stability`` only where bringing in makes sense.

    Links of the same score share a rank, and ``tied`` holds the others.
    """

    link: Link
    parts: dict[str, Part]
    score: Decimal
    rank: int | None = None
    stability: float | None = None
    tied: tuple[Link, ...] = ()


class Avoided(NamedTuple):
    """A link not to go for: ``reason`` is enough, enough-with-talks, crowded or by-product, with what tells it.

    ``lacking`` is what stated supply leaves open all the same: the unstated sizes are then to be asked first.
    """

    link: Link
    reason: str
    params: dict[str, Any]
    lacking: Range | None = None


@cache
def read_weights() -> Weights:
    """The weights of ``data/knowledge/scoring.toml``. Raises BadInputError as ``parse_weights`` does."""
    path = resources.data("knowledge", "scoring.toml")
    return parse_weights(path.read_text(encoding="utf-8"), f"{path.parent.name}/{path.name}")


def parse_weights(text: str, name: str) -> Weights:
    """Weights from TOML. Raises BadInputError where one is missing, is below 0, or they do not add up to 100."""
    try:
        table = tomllib.loads(text)
        weights = {part: Decimal(str(table["weights"][part]["weight"])) for part in PARTS}
        reasons = {p: {lang: table["weights"][p][f"reason_{lang}"] for lang in ("zh", "en")} for p in PARTS}
        tried = table["stability"]
        found = Weights(weights, reasons, tried["draws"], tried["seed"], tried["low"], tried["high"])
    except (tomllib.TOMLDecodeError, KeyError, ArithmeticError) as error:
        raise BadInputError(Problem("toml-broken", {"reason": str(error)}, name)) from None
    if sum(weights.values()) != 100 or min(weights.values()) < 0:
        raise BadInputError(Problem("weights-sum", {"sum": str(sum(weights.values()))}, name))
    return found


def rank(gaps: Gaps, weights: Weights | None = None) -> dict[str, Scored]:
    """Link IRI → score, for every link that the chemistry needs; ranks from 1, shared by links of the same score."""
    settings = weights or read_weights()
    scorer = Scorer(gaps)
    scored = {}
    for link in gaps.links():
        parts = scorer.parts(link)
        scored[link.iri] = Scored(link, parts, total(parts, settings.weights))
    shunned = {avoided.link.iri for avoided in avoid(gaps)}
    ranked = [
        entry
        for iri, entry in scored.items()
        if gaps.main.states[iri] in RANKED and iri not in shunned and not entry.link.beside
    ]
    order = _order([(entry.link.iri, entry.score) for entry in ranked])
    stable = stability(gaps, {entry.link.iri: entry.parts for entry in ranked}, order, settings)
    places = _places(order, {iri: scored[iri].score for iri in order})
    for iri in order:
        entry, (first, last) = scored[iri], places[iri]
        others = tuple(scored[other].link for other in order[first - 1 : last] if other != iri)
        scored[iri] = Scored(entry.link, entry.parts, entry.score, first, stable[iri], others)
    return scored


def _places(order: list[str], scores: Mapping[str, Decimal]) -> dict[str, tuple[int, int]]:
    """The first and the last place of each link's score: the same number for both where no other has it."""
    held: dict[Decimal, list[int]] = {}
    for place, iri in enumerate(order, start=1):
        held.setdefault(_told(scores[iri]), []).append(place)
    return {iri: (held[_told(scores[iri])][0], held[_told(scores[iri])][-1]) for iri in order}


def _told(score: Decimal) -> Decimal:
    """A score without what the 28th digit of a division adds to it."""
    return round(score, 12)


def _order(scores: list[tuple[str, Decimal]]) -> list[str]:
    """IRIs by falling score; the order given breaks ties."""
    return [iri for iri, _ in sorted(scores, key=lambda pair: -_told(pair[1]))]


def stability(
    gaps: Gaps, parts: Mapping[str, dict[str, Part]], order: list[str], settings: Weights
) -> dict[str, float]:
    """The share of draws in which a link stays within one place of its rank, or in the top five when it is there.

    Each draw takes every weight times an even factor, and every requirement somewhere in its range (triangular).
    """
    generator = random.Random(settings.seed)
    iris = list(parts)
    rows = [tuple(float(parts[iri][name].value) for name in PARTS) for iri in iris]
    firm = [float(settings.weights[name]) for name in PARTS]
    usual = _places(order, {iri: total(parts[iri], settings.weights) for iri in order})
    open_ones = [at for at, iri in enumerate(iris) if gaps.main.balances[iri].supply.stated is not None]
    held: Counter[str] = Counter()
    for _ in range(settings.draws):
        need, demand, feedstock, fit, unlocks = (w * generator.uniform(settings.low, settings.high) for w in firm)
        spread = generator.random()
        scores = [need * n + demand * d + feedstock * f + fit * g + unlocks * u for n, d, f, g, u in rows]
        for at in open_ones:
            drawn = _demand(rows[at][1], gaps.main.balances[iris[at]], spread)
            scores[at] += demand * (drawn - rows[at][1])
        for place, at in enumerate(sorted(range(len(iris)), key=scores.__getitem__, reverse=True), start=1):
            first, last = usual[iris[at]]
            held[iris[at]] += first - 1 <= place <= last + 1 or (first <= TOP and place <= TOP)
    return {iri: held[iri] / settings.draws for iri in order}


def _demand(typical: float, balance: Any, spread: float) -> float:
    """The demand part where the requirement lies at ``spread`` (0 low, 1 high) of its range; else as it is."""
    required, stated = balance.requirement, balance.supply.stated
    if required is None or stated is None:
        return typical
    drawn = float(required.low) + spread * float(required.high - required.low)
    usual = max(0.0, 1 - float(stated) / float(required.typical))
    return min(1.0, max(0.0, typical + (max(0.0, 1 - float(stated) / drawn) - usual) / 2)) if drawn else typical


def avoid(gaps: Gaps) -> list[Avoided]:
    """Links that need nobody: enough is stated, with talks counted too, several already run for one link, or the place
    has the product beside another one."""
    talks = gaps.by_cut.get(TALKS, gaps.main)
    found = []
    for link in gaps.links():
        makers = gaps.makers(link)
        talking = [project for project in makers if project.rank <= TALK_RANK]
        if link.beside:
            continue
        if gaps.main.states[link.iri] in ENOUGH:
            found.append(Avoided(link, "enough", {"state": gaps.main.states[link.iri]}))
        elif talks.states[link.iri] in ENOUGH:
            found.append(Avoided(link, "enough-with-talks", {"state": talks.states[link.iri]}))
        elif len(makers) >= CROWD and talking:
            counts = {"projects": len(makers), "talks": len(talking)}
            found.append(Avoided(link, "crowded", counts, lacking(gaps, link)))
        elif gaps.main.states[link.iri] in OPEN and (beside := [p for own in link.products for p in gaps.beside(own)]):
            sources = list(dict.fromkeys(project.iri for project in beside))
            found.append(Avoided(link, "by-product", {"sources": sources}))
    return found


def lacking(gaps: Gaps, link: Link) -> Range | None:
    """What the requirement leaves open beyond stated supply; None where either is unknown or enough is stated."""
    balance = gaps.main.balances[link.iri].balance
    if balance is None or balance.low >= 0:
        return None
    return Range(*(max(Decimal(0), -left) for left in (balance.high, balance.typical, balance.low)))
