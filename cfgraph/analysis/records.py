"""The answer of ``gaps`` as JSON tells it: one record a link, and what is decided about all of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from cfgraph.analysis.amounts import Range
from cfgraph.analysis.balance import makes, shared_figure, silent_buyers, stated
from cfgraph.analysis.draws import Sufficiency, sufficiency
from cfgraph.analysis.gaps import Gaps
from cfgraph.analysis.kinds import kinds
from cfgraph.analysis.model import Link, Project
from cfgraph.analysis.questions import questions
from cfgraph.analysis.ranking import Avoided, Scored, avoid, rank, read_weights
from cfgraph.namespaces import key_of, short_key


@dataclass(frozen=True)
class Decision:
    """What follows from an answer: scores and ranks, what not to go for, and how sure each balance is."""

    scores: dict[str, Scored]
    avoided: list[Avoided]
    sureness: dict[str, Sufficiency]


def decide(gaps: Gaps) -> Decision:
    """Score, rank and sureness of every link that the chemistry needs."""
    return Decision(rank(gaps), avoid(gaps), sufficiency(gaps))


def record(gaps: Gaps, decision: Decision, *, everything: bool = False) -> dict[str, Any]:
    """The answer as JSON tells it; ``everything`` keeps links that the chemistry does not need."""
    scenario = gaps.main.scenario
    return {
        "plan": [key_of(plan.iri) for plan in gaps.plans],
        "chain": scenario.chain,
        "place": key_of(scenario.place),
        "scenario": scenario_record(gaps),
        "weights": {name: float(weight) for name, weight in read_weights().weights.items()},
        "links": [link_record(gaps, link, decision) for link in gaps.links(everything)],
        "avoid": [avoided_record(entry) for entry in decision.avoided],
        "questions": [question.record() for question in questions(gaps)],
    }


def scenario_record(gaps: Gaps) -> dict[str, Any]:
    """Cut, chemistry and what of it was assumed."""
    scenario = gaps.main.scenario
    return {
        "from": scenario.start,
        "chemistry": {name: float(share) for name, share in scenario.chemistry.items()},
        "assumed": list(scenario.assumed),
    }


def avoided_record(entry: Avoided) -> dict[str, Any]:
    """A link not to go for, and why."""
    return {
        "key": entry.link.key,
        "label_zh": entry.link.zh,
        "label_en": entry.link.en,
        "reason": entry.reason,
        **entry.params,
        "lacking": None if entry.lacking is None else flow_record(entry.lacking, entry.link.unit),
    }


def link_record(gaps: Gaps, link: Link, decision: Decision) -> dict[str, Any]:
    """One link as JSON tells it."""
    main, iri = gaps.main, link.iri
    balance = main.balances[iri]
    inputs, absent = gaps.inputs(link)
    makers = gaps.makers(link)
    silent = main.demand.unstated.get("", frozenset())
    buyers = silent_buyers(main.offtake, gaps.model, iri)
    return {
        "key": link.key,
        "iri": iri,
        "label_zh": link.zh,
        "label_en": link.en,
        "segment": link.segment_zh,
        "needed_for": list(link.needed_for),
        "state": main.states[iri],
        "state_by_cut": {cut: found.states[iri] for cut, found in gaps.by_cut.items()},
        "state_by_chemistry": {name: found.states[iri] for name, found in gaps.by_chemistry.items()},
        "sought": iri in gaps.sought,
        "demand": flow_record(balance.demand, link.unit, unstated_projects=len(silent)),
        "offtake": flow_record(balance.offtake, link.unit, unstated_buyers=len(buyers)),
        "supply": {
            "stated": None if balance.supply.stated is None else float(balance.supply.stated),
            "unit": link.unit,
            "unstated_projects": len(balance.supply.unstated),
        },
        "requirement": flow_record(balance.requirement, link.unit),
        "balance": balance.balance.record() if balance.balance else unknown(),
        "projects": [project_record(gaps, project, link) for project in makers],
        "local_inputs": [{"product": short_key(p), "from": found} for p, found in inputs.items()],
        "absent_inputs": [short_key(product) for product in absent],
        "elsewhere": [project_record(gaps, p, link) for p in gaps.elsewhere if makes(gaps.model, p, iri)],
        "waiting": [waiting.key for waiting in gaps.waiting(link)],
        "enterprises": list(gaps.contacts(link)),
        "possible_projects": [project for project, _ in gaps.possible.get(iri, [])],
        "kinds": kinds(gaps, link),
        "cautions": gaps.cautions.get(iri, []),
        "age_months": age_months(gaps) if makers else None,
        **decision_record(decision, iri),
        "evidence": evidence(gaps, makers),
    }


def decision_record(decision: Decision, iri: str) -> dict[str, Any]:
    """Sureness, rank, score and its parts; null where a link has none."""
    scored, sure = decision.scores.get(iri), decision.sureness.get(iri)
    weights = read_weights().weights
    parts = {n: round(float(p.value * weights[n]), 1) for n, p in scored.parts.items()} if scored else None
    ranked = scored is not None and scored.rank is not None
    return {
        "sufficiency": sure.record() if sure else None,
        "rank": scored.rank if scored else None,
        "tied": [link.key for link in scored.tied] if scored else [],
        "score": round(sum(parts.values()), 1) if parts and ranked else None,
        "score_parts": parts if ranked else None,
        "rank_stability": scored.stability if scored else None,
    }


def grounds(decision: Decision, link: Link) -> dict[str, Any] | None:
    """Each part of a link's score with its value, weight and what it was computed from; None where it has none."""
    scored = decision.scores.get(link.iri)
    if scored is None:
        return None
    weights = read_weights().weights
    return {
        name: {"value": float(part.value), "weight": float(weights[name]), **_plain(part.inputs)}
        for name, part in scored.parts.items()
    }


def _plain(inputs: dict[str, Any]) -> dict[str, Any]:
    """Decimals as JSON tells them."""

    def told(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: told(inner) for key, inner in value.items()}
        return float(value) if isinstance(value, Decimal) else value

    return {key: told(value) for key, value in inputs.items()}


def age_months(gaps: Gaps, today: date | None = None) -> int | None:
    """How many months ago the latest plan of the answer was issued: its stages are as old."""
    days = [date.fromisoformat(plan.issued) for plan in gaps.plans if plan.issued]
    now = today or date.today()
    return (now.year - max(days).year) * 12 + now.month - max(days).month if days else None


def project_record(gaps: Gaps, project: Project, link: Link) -> dict[str, Any]:
    """A project as the list of a link tells it."""
    value = stated(gaps.model, project, link.iri)
    return {
        "iri": project.iri,
        "label_zh": project.zh,
        "stage": project.stage,
        "counted": project.rank >= gaps.main.scenario.rank,
        "capacity": None if value is None else {"value": float(value), "unit": link.unit},
        "park": key_of(project.park),
        "enterprise": project.enterprises[0] if project.enterprises else None,
        "possible_enterprises": list(project.possible_enterprises),
        "shared_figure": shared_figure(gaps.model, project, link.iri) or None,
    }


def evidence(gaps: Gaps, makers: Iterable[Project]) -> list[dict[str, Any]]:
    """The quotes of projects, in the order of the text, each once."""
    quotes = [quote for project in makers for quote in gaps.quotes.get(project.iri, [])]
    unique = {(q["document"], q["start"], q["end"]): q for q in quotes}
    return [unique[key] for key in sorted(unique)]


def flow_record(amount: Range | None, unit: str, **extra: int) -> dict[str, Any]:
    """A flow as JSON tells it: low, typical, high (null where unknown), unit, and who could not be counted."""
    return {**(amount.record() if amount else unknown()), "unit": unit, **extra}


def unknown() -> dict[str, Any]:
    """A range of which nothing is known."""
    return {"low": None, "typical": None, "high": None}
