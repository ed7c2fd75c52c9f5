"""The stages of a project by date: what its plan says, then what later sources saw, through every plan that has it."""

from __future__ import annotations

from typing import NamedTuple

import pyoxigraph as ox

from cfgraph.analysis.query import run
from cfgraph.namespaces import CF, PREFIXES, short_key
from cfgraph.web.linked.describe import incoming, outgoing
from cfgraph.web.officer.browse import Browse
from cfgraph.words import say

CONTINUES = f"{CF}continues"
TOLD_IN = f"{PREFIXES['dcterms']}isReferencedBy"


class Step(NamedTuple):
    """A stage that a project was at: day or month, stage in words, source, and the words of the source."""

    date: str
    stage: str
    source: str
    quote: str


def values(browse: Browse, iri: str, prop: str) -> list[str]:
    """The values of one property of a thing."""
    return [fact.value.value for fact in outgoing(browse.site.store, ox.NamedNode(iri)) if fact.property == prop]


def lineage(browse: Browse, iri: str) -> list[str]:
    """The projects of earlier plans that a project continues, the oldest first, then the project itself."""
    line = [iri]
    while earlier := [each for each in values(browse, line[0], CONTINUES) if each not in line]:
        line.insert(0, earlier[0])
    return line


def successor(browse: Browse, iri: str) -> str:
    """The project that continues this one as the graph has it now; empty where none does."""
    node = ox.NamedNode(iri)
    later = [fact.value.value for fact in incoming(browse.site.store, node) if fact.property == CONTINUES]
    return next(filter(browse.projects().get, later), "")


def history(browse: Browse, iri: str, lang: str) -> list[Step]:
    """The stages of a project by date; a plan's own word counts at the day of the plan, unless it was observed too."""
    seen: dict[str, list[Step]] = {}
    for row in run(browse.site.store, "projects/history").rows:
        quote = row["exact"].value if "exact" in row else ""
        step = Step(row["date"].value, _stage(row["stage"].value, lang), row["source"].value, quote)
        seen.setdefault(row["project"].value, []).append(step)
    steps = []
    for each in lineage(browse, iri):
        observed = seen.get(each, [])
        stages = {step.stage for step in observed}
        steps += [step for step in _planned(browse, each, lang) if step.stage not in stages] + observed
    return sorted(steps, key=lambda step: step.date)


def _planned(browse: Browse, iri: str, lang: str) -> list[Step]:
    wording = say("text.list_mark", lang).join(values(browse, iri, f"{CF}stageWording"))
    stages = values(browse, iri, f"{CF}stage")
    told_in = set(values(browse, iri, TOLD_IN))
    return [
        Step(each.issued, _stage(stage, lang), each.title_zh if lang == "zh" else each.title_en, wording)
        for each in browse.documents()
        if each.iri in told_in
        for stage in stages
    ]


def _stage(iri: str, lang: str) -> str:
    return say(f"stage.{short_key(iri)}", lang)
