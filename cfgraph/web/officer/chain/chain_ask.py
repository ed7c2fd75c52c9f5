"""What the pages about a chain are asked, as the address says it: chain, place, plan, stage cut and chemistry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any
from urllib.parse import quote, urlencode

from starlette.requests import Request

from cfgraph.analysis.gaps import Gaps, find_gaps
from cfgraph.analysis.kinds import kinds
from cfgraph.analysis.model import Link
from cfgraph.analysis.places import Place, names, resolve
from cfgraph.analysis.query import run
from cfgraph.analysis.ranking import Scored, rank
from cfgraph.analysis.scenario import CHEMISTRIES, Scenario, parse_chemistry
from cfgraph.namespaces import STAGES, key_of, short_key
from cfgraph.publish.office import Case
from cfgraph.publish.why_view import label, why
from cfgraph.web.iris import SAFE, root
from cfgraph.web.officer.asked_places import asked_places
from cfgraph.web.officer.browse import Browse, MissingError
from cfgraph.web.officer.listing import choose
from cfgraph.web.pages import language
from cfgraph.words import LANGUAGES, say

FIELDS = ("place", "plan", "from", "chemistry")
"""What an address may say beside the chain."""


@dataclass(frozen=True)
class Answer:
    """A scenario's gaps and the ranks of its links."""

    gaps: Gaps
    scores: Mapping[str, Scored]


@dataclass(frozen=True)
class Ask:
    """A question and its answer. ``given`` is what the address said, so that links from here ask the same."""

    browse: Browse
    scenario: Scenario
    lang: str
    given: Mapping[str, str]

    @property
    def chain(self) -> str:
        """The key of the chain."""
        return self.scenario.chain

    @property
    def key(self) -> tuple[Any, ...]:
        """What answers are remembered by."""
        asked = self.scenario
        return asked.place, asked.chain, asked.plan, asked.start, tuple(asked.chemistry.items()), asked.assumed

    @cached_property
    def answer(self) -> Answer:
        """The answer, from memory where it was asked before."""

        def find() -> Answer:
            zone = self.browse.zone_of(self.scenario.place)
            gaps = find_gaps(self.browse.site.store, self.scenario, zone)
            return Answer(gaps, rank(gaps))

        return self.browse.memory.get(("answer", *self.key), find)

    @property
    def gaps(self) -> Gaps:
        """Every link with its state."""
        return self.answer.gaps

    @property
    def case(self) -> Case:
        """What the Office files are written from."""

        def make() -> Case:
            return Case(self.browse.site.store, self.gaps, self.place_names, self.browse.names(self.lang), self.lang)

        return self.browse.memory.get(("case", self.lang, *self.key), make)

    @property
    def place_names(self) -> dict[str, str]:
        """The names of places by IRI."""
        return names(self.browse.places(), self.lang)

    @property
    def assumption(self) -> str:
        """That the chemistry is assumed, where it is and matters."""
        return self.case.assumption if self.gaps.chemical and "chemistry" in self.scenario.assumed else ""

    @property
    def bound(self) -> str:
        """Why amounts are lower bounds, where they are: counted projects of the links that need starts from or that
        buy state no figure."""
        silent = [self.gaps.projects[iri] for iri in self.gaps.main.demand.unstated.get("", ())]
        names = say("text.list_mark", self.lang).join(label(project, self.lang) for project in silent)
        key = "chain_page.bound" if silent else "chain_page.bound-buyers"
        return say(key, self.lang, **({"projects": names} if silent else {}))

    @property
    def chain_name(self) -> str:
        """The name of the chain."""
        return self.gaps.model.chain_zh if self.lang == "zh" else self.gaps.model.chain_en

    def kinds(self, link: Link) -> list[str]:
        """What kinds of gap a link is."""
        return self.browse.memory.get(("kinds", link.iri, *self.key), lambda: kinds(self.gaps, link))

    def why(self, link: Link) -> str:
        """The reason for a link's state, in one line."""
        return why(self.gaps, link, self.lang)

    def query(self, **more: str) -> str:
        """The query of an address that asks the same, and what else it is to say."""
        lang = {} if self.lang == LANGUAGES[0] else {"lang": self.lang}
        words = urlencode({**self.given, **{name: value for name, value in more.items() if value}, **lang})
        return f"?{words}" if words else ""

    def href(self, path: str, **more: str) -> str:
        """The address of a page that asks the same."""
        return f"{root(self.browse.site)}{quote(path, safe=SAFE)}{self.query(**more)}"

    def map_href(self, link: str = "") -> str:
        """The address of the map of this chain; with a link, of its panel there."""
        return self.href(f"chain/{self.chain}", link=link) + ("#panel" if link else "")

    def link_href(self, link: str) -> str:
        """The address of a link's page."""
        return self.href(f"link/{self.chain}/{link}")

    def choices(self) -> dict[str, list[tuple[str, str]]]:
        """For each field of the form the values there are, with their names."""
        own = ",".join(f"{name}={share}" for name, share in self.scenario.chemistry.items())
        mixed = [(own, own)] if len(self.scenario.chemistry) > 1 else []
        plans = self.browse.documents()
        return {
            "chain": [(short_key(iri), self.browse.names(self.lang).get(iri, iri)) for iri in chains(self.browse)],
            "place": [(key_of(place.iri), self.place_names[place.iri]) for place in self.places()],
            "plan": [(key_of(p.iri), p.title_zh if self.lang == "zh" else p.title_en) for p in plans],
            "from": [(key, say(f"cut.{key}", self.lang)) for key in STAGES],
            "chemistry": [(name, say(f"chemistry.{name}", self.lang)) for name in CHEMISTRIES] + mixed,
        }

    def places(self) -> list[Place]:
        """The places that the form offers."""
        return asked_places(self.browse, self.scenario.plan, self.scenario.place)

    def chosen(self) -> dict[str, str]:
        """What the form shows as chosen."""
        asked = self.scenario
        mix = asked.chemistry
        chemistry = next(iter(mix)) if len(mix) == 1 else ",".join(f"{name}={share}" for name, share in mix.items())
        return {
            "chain": asked.chain,
            "place": key_of(asked.place),
            "plan": asked.plan,
            "from": asked.start,
            "chemistry": chemistry,
        }


def chains(browse: Browse) -> list[str]:
    """The IRIs of all chains, those with most links first."""

    def read() -> list[str]:
        counts = {row["chain"].value: int(row["links"].value) for row in run(browse.site.store, "chains/overview").rows}
        known = [row["chain"].value for row in run(browse.site.store, "chains/chains").rows]
        return sorted(known, key=lambda iri: (-counts.get(iri, 0), iri))

    return browse.memory.get("chains", read)


def read_ask(browse: Browse, request: Request, chain: str = "") -> Ask:
    """What an address asks. Raises MissingError for a chain that there is not, UsageError for any other wrong word."""
    given = {name: request.query_params.get(name, "").strip() for name in FIELDS}
    known = [short_key(iri) for iri in chains(browse)]
    chain = chain or choose("chain", request.query_params.get("chain", ""), known) or default_chain(known)
    if chain not in known:
        raise MissingError
    plan = choose("plan", given["plan"], [key_of(document.iri) for document in browse.documents()])
    start = choose("from", given["from"], list(STAGES)) or Scenario.start
    mix = parse_chemistry(given["chemistry"]) if given["chemistry"] else {CHEMISTRIES[0]: Decimal(1)}
    assumed = () if given["chemistry"] else ("chemistry",)
    place = place_of(browse, given["place"], plan)
    kept = {name: value for name, value in given.items() if value}
    return Ask(browse, Scenario(place.iri, chain, plan, start, mix, assumed), language(request), kept)


def place_of(browse: Browse, words: str, plan: str = "") -> Place:
    """The place that is asked about: without words the zone of the plan, of several the first."""
    zones = [place for place in browse.places() if place.plans and (not plan or plan in place.plans)]
    if not words and len(zones) > 1:
        return zones[0]
    return resolve(browse.places(), words, plan)


def default_chain(known: list[str]) -> str:
    """The chain that is meant where none is named."""
    return Scenario.chain if Scenario.chain in known or not known else known[0]
