"""What a description says of every graph: titles, licence, who made it, where its files lie."""

from __future__ import annotations

from typing import NamedTuple

from cfgraph.analysis.query import run
from cfgraph.namespaces import BASE, thing
from cfgraph.publish.dumps.parts import WHOLE, Part
from cfgraph.store.base import Store
from cfgraph.words import LANGUAGES, say

CREATOR = thing("organisation", "cfgraph-contributors")
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
DUMPS = f"{BASE}dumps/"
"""Where the files of a dump are fetched from."""


class PlanText(NamedTuple):
    """The document that a graph was read from: its titles by language, and the date of its issue."""

    titles: dict[str, str]
    issued: str


def plan_texts(store: Store) -> dict[str, PlanText]:
    """IRI of each plan document → its titles and date."""
    return {
        row["document"].value: PlanText({lang: row[lang].value for lang in LANGUAGES}, row["issued"].value)
        for row in run(store, "plan/documents").rows
    }


def title(part: Part, lang: str, texts: dict[str, PlanText]) -> str:
    """The title of a graph, or of the whole."""
    if part.iri == WHOLE:
        return say("dataset.title", lang)
    plan = texts[part.source].titles[lang] if part.source in texts else part.source or part.iri
    return say(f"dataset.{part.kind}", lang, plan=plan)


def description(part: Part, lang: str) -> str:
    """What a graph, or the whole, holds."""
    return say("dataset.description" if part.iri == WHOLE else f"dataset.{part.kind}_description", lang)


def rests_on(part: Part, texts: dict[str, PlanText]) -> list[str]:
    """The plan documents that a graph, or the whole, was read from."""
    return sorted(texts) if part.iri == WHOLE else [part.source] if part.source in texts else []


def each_language(key: str, **values: str) -> list[tuple[str, str]]:
    """A sentence of the catalogue in every language, each with its language."""
    return [(say(key, lang, **values), lang) for lang in LANGUAGES]
