"""Excel and Word: a workbook of all links, a pack for a trip about one link, a page for whoever decides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

import pyoxigraph as ox

from cfgraph.analysis.amounts import Range
from cfgraph.analysis.balance import makes
from cfgraph.analysis.gaps import Gaps
from cfgraph.analysis.model import Link, Project
from cfgraph.analysis.query import run
from cfgraph.analysis.reasons import is_lower_bound
from cfgraph.analysis.states import STATES
from cfgraph.namespaces import short_key, thing
from cfgraph.publish.compare_view import assumptions
from cfgraph.publish.numbers import ranged
from cfgraph.publish.why_view import why
from cfgraph.sources.text import SourceText, Span
from cfgraph.store.base import Store
from cfgraph.words import say

OLDEST = date(1980, 1, 1)
"""The earliest day that a ZIP archive can tell; stands for a plan without a date."""


class Ground(NamedTuple):
    """What a link's entry rests on: its role, the project, wish or resource, and the quotes about it."""

    role: str
    iri: str
    quotes: list[dict[str, Any]]


class Serving(NamedTuple):
    """A project beside a link that it serves; ``possible`` where the text allows that without saying it."""

    link: Link
    project: Project
    possible: bool


@dataclass(frozen=True)
class Case:
    """What an Office file is written from: the answer, the names of things and the reader's language.

    ``places`` and ``names`` are names by IRI; ``everything`` keeps links that the chemistry does not need.
    """

    store: Store
    gaps: Gaps
    places: dict[str, str]
    names: dict[str, str]
    lang: str
    everything: bool = False

    def say(self, key: str, /, **params: Any) -> str:
        """A sentence of the catalogue's section ``office``."""
        return say(f"office.{key}", self.lang, **params)

    def join(self, parts: Iterable[str]) -> str:
        """A list in one line."""
        return say("text.list_mark", self.lang).join(parts)

    def bracket(self, name: str, *words: str) -> str:
        """A name with words in brackets behind it."""
        return name + say("text.bracket", self.lang, words=self.join(words))

    def name(self, iri: str) -> str:
        """The name of a thing; its key where the reader's language has none."""
        return self.names.get(iri) or short_key(iri)

    def label(self, record: dict[str, Any]) -> str:
        """The name of a link."""
        return str(record[f"label_{self.lang}"])

    def of_key(self, key: str) -> str:
        """The name of a link of this chain by key."""
        return self.name(thing("link", self.gaps.main.scenario.chain, key))

    @property
    def chain(self) -> str:
        """The name of the chain."""
        return self.gaps.model.chain_zh if self.lang == "zh" else self.gaps.model.chain_en

    @property
    def place(self) -> str:
        """The name of the place."""
        return self.places[self.gaps.main.scenario.place]

    @property
    def plans(self) -> str:
        """Titles and dates of the plans."""
        return self.join(
            self.bracket(plan.title_zh if self.lang == "zh" else plan.title_en, plan.issued) for plan in self.gaps.plans
        )

    @property
    def hypothesis(self) -> str:
        """What the question changes of the plan; empty where it changes nothing."""
        return assumptions(self.gaps.main.scenario, self.places, self.lang)

    @property
    def assumption(self) -> str:
        """That the chemistry is assumed, and which one it is."""
        mix = self.gaps.main.scenario.chemistry
        return self.say("assumed_chemistry", chemistry=self.join(say(f"chemistry.{name}", self.lang) for name in mix))

    @property
    def issued(self) -> datetime:
        """The day of the latest plan, which dates the file: the same question gives the same bytes."""
        days = [date.fromisoformat(plan.issued) for plan in self.gaps.plans if plan.issued]
        day = max([OLDEST, *days])
        return datetime(day.year, day.month, day.day)

    @cached_property
    def record(self) -> dict[str, Any]:
        """The answer as JSON tells it."""
        return self.gaps.record(everything=self.everything)

    @cached_property
    def links(self) -> dict[str, Link]:
        """The links by IRI."""
        return {link.iri: link for link in self.gaps.model.links}

    def ordered(self) -> list[dict[str, Any]]:
        """The links' records: ranked ones first, then the others by state, those beside the chain last."""

        def place(record: dict[str, Any]) -> tuple[bool, int, bool, int]:
            rank = record["rank"]
            return rank is None, rank or 0, self.links[record["iri"]].beside, STATES.index(record["state"])

        return sorted(self.record["links"], key=place)

    def ranked(self) -> list[dict[str, Any]]:
        """The records of the links that are worth bringing in, the first rank first."""
        return [record for record in self.ordered() if record["rank"] is not None]

    def range_in(self, amount: Range, link: Link) -> str:
        """``2.282万吨/年（1.998万~2.418万）``."""
        return ranged(amount, link.unit, self.lang, lower=self.lower_bound(link))

    def lower_bound(self, link: Link) -> bool:
        """True where a project without a figure would add to the link's requirement."""
        return is_lower_bound(self.gaps, link)

    def lacking(self, link: Link) -> str:
        """What is missing a year: the requirement, less what is stated; words where none is, or it is not known."""
        balance = self.gaps.main.balances[link.iri]
        required, stated = balance.requirement, balance.supply.stated
        if required is None:
            return self.say("amount_unknown")
        have = stated or Decimal(0)
        if have >= required.high:
            return self.say("amount_enough")
        left = Range(*(max(Decimal(0), value - have) for value in (required.low, required.typical, required.high)))
        words = self.range_in(left, link)
        return self.say("amount_silent", amount=words) if balance.supply.unstated else words

    def reason(self, link: Link) -> str:
        """Why the link is as it is, in one line; its cautions are told elsewhere."""
        return why(self.gaps, link, self.lang, cautions=False)

    def kinds(self, record: dict[str, Any]) -> str:
        """What kind of gap a link is."""
        return self.join(say(f"kind.{kind}", self.lang) for kind in record["kinds"])

    def cautions(self, record: dict[str, Any], *, sources: bool = False) -> list[str]:
        """What to know before bringing a link in, each with its date, and its source where asked."""
        found = []
        for caution in record["cautions"]:
            behind = [caution["date"], *([caution["source"]] if sources else [])]
            found.append(self.bracket(caution[self.lang], *behind))
        return found

    def quoted(self, quote: dict[str, Any]) -> str:
        """A quote with its position and how it is read; with several plans also where it stands."""
        reading = say(f"reading.{quote['reading']}", self.lang)
        words = say(
            "text.quote_at",
            self.lang,
            **{name: quote[name] for name in ("quote", "start", "end")},
            reading=reading,
        )
        return words if len(self.gaps.plans) < 2 else self.bracket(words, self.name(quote["document"]))

    def quotes(self, iri: str) -> list[dict[str, Any]]:
        """The quotes about a project, a wish or a resource, in the order of the text."""
        if iri in self.gaps.quotes:
            return self.gaps.quotes[iri]
        found: dict[tuple[int, int], dict[str, Any]] = {}
        for row in run(self.store, "plan/evidence", subject=ox.NamedNode(iri)).rows:
            start, end, reading = int(row["start"].value), int(row["end"].value), short_key(row["reading"].value)
            document = thing("document", iri.partition("/id/")[2].split("/")[1])
            quote = {"quote": row["exact"].value, "start": start, "end": end, "document": document}
            known = found.setdefault((start, end), {**quote, "reading": reading})
            if reading == "Interpreted":
                known["reading"] = reading
        return [found[span] for span in sorted(found)]

    def grounds(self, link: Link) -> list[Ground]:
        """What a link's entry rests on: its makers, possible makers, wishes, what the need starts from, inputs, buyers.

        A thing is told once, in the first of its roles.
        """
        gaps, main = self.gaps, self.gaps.main
        roles: list[tuple[str, Iterable[str]]] = [
            ("maker", [project.iri for project in gaps.makers(link)]),
            ("possible", [project for project, _ in gaps.possible.get(link.iri, [])]),
            ("wish", gaps.sought.get(link.iri, [])),
            ("start", self.starts(link)),
            ("input", [self.firmest(found) for found in gaps.inputs(link)[0].values()]),
            ("waiting", [p.iri for other in gaps.waiting(link) for p in main.balances[other.iri].supply.makers]),
        ]
        found: dict[str, Ground] = {}
        for role, things in roles:
            for iri in things:
                if iri not in found:
                    found[iri] = Ground(role, iri, self.quotes(iri))
        return list(found.values())

    def starts(self, link: Link) -> list[str]:
        """The projects whose stated output the requirement of a link starts from."""
        demand, offtake = self.gaps.main.demand, self.gaps.main.offtake
        wanted = set(link.products)
        bought = [step.project for step in offtake.steps if step.input.material in wanted]
        for step in reversed(demand.steps):
            if step.input.material in wanted:
                wanted.add(step.consumer)
        cells = [origin.project.iri for origin in demand.origins if origin.product in wanted - set(link.products)]
        return list(dict.fromkeys([*cells, *bought]))

    def firmest(self, found: list[str]) -> str:
        """Of the projects and resources that an input comes from, the project that is furthest on, else the first."""
        projects = [self.gaps.projects[iri] for iri in found if iri in self.gaps.projects]
        return max(projects, key=lambda project: project.rank).iri if projects else found[0]

    @cached_property
    def texts(self) -> dict[str, SourceText]:
        """Document → its stored text."""
        rows = run(self.store, "plan/texts").rows
        return {
            row["document"].value: SourceText(row["text"].value, "", Span(0, len(row["text"].value))) for row in rows
        }

    def sentence(self, quote: dict[str, Any]) -> str:
        """The whole sentence around a quote."""
        text = self.texts[quote["document"]]
        return text.words(text.sentence(Span(quote["start"], quote["end"]))).strip()

    def staged(self, project: Project) -> str:
        """A project with its stage."""
        return self.bracket(self.name(project.iri), say(f"stage.{project.stage}", self.lang))

    def projects(self) -> list[Serving]:
        """Each project of the place and around it beside each link that it serves, in the order of the links."""
        gaps, found = self.gaps, []
        for link in (self.links[record["iri"]] for record in self.ordered()):
            around = [project for project in gaps.elsewhere if makes(gaps.model, project, link.iri)]
            found += [Serving(link, project, False) for project in (*gaps.makers(link), *around)]
            maybe = [gaps.projects[iri] for iri, _ in gaps.possible.get(link.iri, []) if iri in gaps.projects]
            found += [Serving(link, project, True) for project in maybe]
        return found

    def printed(self, project: Project, link: Link) -> str:
        """The figures that the plan prints for a link's output; one that two products share says so."""
        of = self.gaps.model.links_of
        made = [o for o in project.outputs if link.iri in of.get(o.product, ()) and o.printed]
        told = [say("text.shared_figure", self.lang, printed=o.printed) if o.shared else o.printed for o in made]
        return self.join(dict.fromkeys(told))


def write(case: Case, form: str, link: Link | None = None) -> bytes:
    """The file that is asked for: ``xlsx`` the workbook, ``docx`` the brief, or the pack for one link."""
    from cfgraph.publish.office import brief, trip_pack, workbook

    if link is not None:
        return trip_pack.trip_pack(case, link)
    return workbook.workbook(case) if form == "xlsx" else brief.brief(case)
