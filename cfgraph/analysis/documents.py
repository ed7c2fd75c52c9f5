"""The plan documents that an answer rests on."""

from __future__ import annotations

from typing import NamedTuple

from cfgraph.analysis.query import run
from cfgraph.analysis.scenario import Scenario
from cfgraph.errors import Problem, UsageError
from cfgraph.store.base import Store


class PlanDocument(NamedTuple):
    """A plan that the answer rests on."""

    iri: str
    title_zh: str
    title_en: str
    issued: str


def plan_documents(store: Store, scenario: Scenario) -> tuple[PlanDocument, ...]:
    """The plans that are asked: the scenario's, or all that are loaded. Raises UsageError for a plan that is not."""
    rows = run(store, "plan/documents", **scenario.parameters()).rows
    if not rows:
        raise UsageError(Problem("plan-unknown", {"plan": scenario.plan}))
    return tuple(
        PlanDocument(row["document"].value, row["zh"].value, row["en"].value, row["issued"].value) for row in rows
    )
