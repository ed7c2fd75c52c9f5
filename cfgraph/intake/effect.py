"""What an import would change in every chain it touches, told before it is confirmed."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import NamedTuple

from cfgraph.analysis.compare import Change, Comparison, compare
from cfgraph.analysis.gaps import find_gaps
from cfgraph.analysis.places import read_places
from cfgraph.analysis.query import run
from cfgraph.analysis.scenario import Scenario
from cfgraph.errors import FindingsError, Problem
from cfgraph.intake.register import Draft
from cfgraph.namespaces import short_key
from cfgraph.sources import generation as generations
from cfgraph.store.base import Store
from cfgraph.store.embedded import EmbeddedStore
from cfgraph.workspace import Workspace


class Effect(NamedTuple):
    """A chain of a zone before and after: how many links are missing, and the links that change."""

    zone: str
    comparison: Comparison

    @property
    def missing(self) -> tuple[int, int]:
        """The number of missing links before and after."""
        counts = {state: (a, b) for state, a, b in self.comparison.counts()}
        return counts.get("missing", (0, 0))

    @property
    def changes(self) -> list[Change]:
        """The links that change, those with another state first."""
        return self.comparison.changes


def preview(draft: Draft, workspace: Workspace, before: Store) -> list[Effect]:
    """The effect of a draft on every chain of its zones at the usual cut; chains that stay as they are are left out.

    ``before`` is the workspace's store as it is. Nothing is written.
    Raises FindingsError and BadInputError where the register would not pass the checks of the graph.
    """
    after = _store(draft, workspace)
    zones = sorted({p.iri for p in read_places(after) if p.plans})
    chains = [short_key(row["chain"].value) for row in run(before, "chains/chains").rows]
    asked = {place.iri for place in read_places(before) if place.plans}
    found = []
    for zone in (zone for zone in zones if zone in asked):
        for chain in chains:
            scenario = Scenario(zone, chain)
            pair = [find_gaps(store, scenario, zone, whole=False) for store in (before, after)]
            effect = Effect(zone, compare(*pair, continued=draft.continued))
            if effect.changes:
                found.append(effect)
    return found


def _store(draft: Draft, workspace: Workspace) -> EmbeddedStore:
    """The graph with the draft in place of the current register, checked as every build is."""
    from cfgraph.graph.build import build
    from cfgraph.graph.check import check
    from cfgraph.graph.close import infer

    room = draft.register.folder / generations.ROOM
    others = [folder for folder in workspace.plan_folders() if room not in folder.parents]
    with tempfile.TemporaryDirectory(prefix="cfgraph-") as made:
        for name, data in draft.files.items():
            path = Path(made) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        built = build([*others, *(path.parent for path in sorted(Path(made).glob("*/plan.toml")))])
        inferred = infer(built)
        wrong = [f for f in check(built, inferred) if f.severity == "violation"]
    if wrong:
        raise FindingsError(
            *(
                Problem("violation", {"zh": f.message_zh, "en": f.message_en}, f.file or f.focus, f.row, f.column)
                for f in wrong
            )
        )
    return EmbeddedStore.in_memory(built.quads + inferred)
