"""The Word brief on a whole chain: one page to decide by, and behind it the numbers that a chief will ask about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from cfgraph import __version__
from cfgraph.analysis.explain import explain
from cfgraph.analysis.model import Link, Project
from cfgraph.analysis.scenario import COMMITTED, TALKS
from cfgraph.analysis.states import STATES, Evaluation
from cfgraph.publish.gap_view import FIRM, avoid_line, scope
from cfgraph.publish.numbers import brief as rounded
from cfgraph.publish.office import Case
from cfgraph.publish.office.document import Paper, WordExplanation
from cfgraph.publish.question_view import question_lines
from cfgraph.words import say

TOP = 5
"""Links on the page."""
SIZES = {"zh": (11.5, 10), "en": (10.5, 9)}
"""Points of the text and of the table on the page: English takes more room for the same."""
QUESTIONS = 3
"""Numbers behind the page."""


class Brief:
    """Writes the brief of a chain, onto ``paper`` where one is given."""

    def __init__(self, case: Case, paper: Paper | None = None) -> None:
        self.case = case
        self.size, self.small = SIZES[case.lang]
        title = case.say("brief_title", place=case.place, chain=case.chain)
        footer = case.say("footer", plans=case.plans, version=__version__)
        self.paper = paper or Paper(case.lang, title, case.issued, footer)
        self.paper.title(title)
        if case.hypothesis:
            self.paper.text(case.hypothesis, bold=True, size=self.size)

    def write(self) -> bytes:
        """The page and what stands behind it, as the bytes of a .docx file."""
        self.situation()
        self.top()
        self.avoid()
        self.cautions()
        self.sources()
        self.questions()
        return self.paper.to_bytes()

    def sentences(self, parts: Iterable[str]) -> str:
        """Clauses as sentences of one paragraph."""
        return "".join(self.case.say("sentence", words=part[:1].upper() + part[1:]) for part in parts)

    def counts(self, found: Evaluation) -> str:
        """How many of the needed links are in which state."""
        needed = [link for link in self.case.gaps.links() if not link.beside]
        count = Counter(found.states[link.iri] for link in needed)
        return self.case.join(f"{say(f'state.{s}', self.case.lang)} {count[s]}" for s in STATES if count[s])

    def situation(self) -> None:
        """What is there and what is not, at the chosen cut and as committed."""
        case, gaps = self.case, self.case.gaps
        needed = sum(not link.beside for link in gaps.links())
        parts = [say("text.story_counts", case.lang, total=needed, counts=self.counts(gaps.main))]
        other = gaps.by_cut.get(COMMITTED)
        if other:
            cut = say(f"cut.{COMMITTED}", case.lang)
            parts.append(case.say("counts_committed", cut=cut, counts=self.counts(other)))
        anchor = self.anchor()
        if anchor:
            parts.append(self.capacity(anchor))
        ranked = case.ranked()
        if ranked:
            link = case.links[ranked[0]["iri"]]
            known = gaps.main.balances[link.iri].requirement is not None
            name, amount = case.label(ranked[0]), case.lacking(link)
            headline = case.say("headline" if known else "headline_unknown", link=name, amount=amount)
            self.paper.text(headline, bold=True, size=self.size)
        self.paper.text(self.sentences(parts), size=self.size)

    def anchor(self) -> Link | None:
        """The link whose stated output every requirement starts from."""
        return self.case.links.get(self.case.gaps.model.anchor)

    def capacity(self, link: Link) -> str:
        """The stated output of a link at the chosen cut and with talks, and how many projects state none."""
        case, gaps = self.case, self.case.gaps
        supply, cut = gaps.main.balances[link.iri].supply, say(f"cut.{gaps.main.scenario.start}", case.lang)
        talks = gaps.by_cut.get(TALKS, gaps.main).balances[link.iri].supply.stated
        name = case.name(link.iri)
        if supply.stated is None:
            parts = [case.say("capacity_none", link=name, cut=cut)]
        else:
            amount = rounded(supply.stated, link.unit, case.lang)
            parts = [case.say("capacity", link=name, cut=cut, amount=amount)]
        if talks is not None and talks != supply.stated:
            parts.append(case.say("capacity_talks", amount=rounded(talks, link.unit, case.lang)))
        if supply.unstated:
            parts.append(case.say("capacity_silent", n=len(supply.unstated)))
        aside = [project for project in gaps.makers(link) if project.rank < gaps.main.scenario.rank]
        if aside:
            parts.append(case.say("capacity_uncounted", projects=case.join(map(case.staged, aside))))
        return say("text.part_mark", case.lang).join(parts)

    def top(self) -> None:
        """The links to bring in first."""
        case = self.case
        self.paper.heading(case.say("brief_top"), 2)
        rows = []
        for record in case.ranked()[:TOP]:
            link = case.links[record["iri"]]
            shaky = case.say("shaky") if (record["rank_stability"] or 0) < FIRM else ""
            rows.append(
                (
                    str(record["rank"]) + (case.say("tied") if record["tied"] else "") + shaky,
                    case.label(record),
                    say(f"state.{record['state']}", case.lang),
                    case.lacking(link),
                    case.reason(link),
                    "\n".join(case.cautions(record)) or case.say("no_caution"),
                )
            )
        if not rows:
            self.paper.text(case.say("no_top"))
            return
        names = ("rank", "link", "state", "lacking", "reason", "caution")
        self.paper.table(
            [case.say(f"column_{name}") for name in names], rows, (1.2, 2.2, 1.7, 3.5, 5.3, 3.5), self.small
        )

    def avoid(self) -> None:
        """What not to go for."""
        line, lead = avoid_line(self.case.gaps, self.case.lang), say("text.avoid", self.case.lang, links="")
        if line:
            self.paper.text(line.removeprefix(lead), lead=lead[:1].upper() + lead[1:], size=self.size)

    def cautions(self) -> None:
        """What holds for every number of the page."""
        case, gaps = self.case, self.case.gaps
        told = []
        silent = len(gaps.main.demand.unstated.get("", ()))
        if silent:
            told.append(say("text.lower_bound", case.lang, n=silent))
        if "chemistry" in gaps.main.scenario.assumed and gaps.chemical:
            told.append(case.assumption)
        told.append(case.say("dated", plans=case.plans))
        self.paper.text(self.sentences(told), lead=case.say("lead_cautions"), size=self.size)

    def sources(self) -> None:
        """What was asked, and where the page comes from."""
        case = self.case
        asked = scope(case.gaps, case.places, case.lang)
        behind = [record["cautions"] for record in case.ranked()[:TOP]]
        cited = dict.fromkeys(caution["source"] for cautions in behind for caution in cautions)
        words = case.say("read_sources", plans=case.plans)
        words += case.say("caution_sources", sources=case.join(cited)) if cited else ""
        self.paper.text(asked, lead=case.say("lead_asked"), size=self.small - 1)
        self.paper.text(words, lead=case.say("lead_sources"), size=self.small - 1)

    def questions(self) -> None:
        """Numbers that a chief will be asked about, each with its arithmetic and its sentence."""
        self.paper.heading(self.case.say("brief_questions"), new_page=True)
        decide = question_lines(self.case.gaps, self.case.lang)
        if decide:
            self.paper.text(say("text.questions", self.case.lang), bold=True)
        for line in decide:
            self.paper.bullet(line)
        for number, (link, about) in enumerate(self.asked()[:QUESTIONS], start=1):
            self.question(number, link, about)

    def asked(self) -> list[tuple[Link, str]]:
        """The links to be asked about: the first gap with a number, the supply that is least taken, the anchor.

        Other gaps stand in where a chain has no such supply or no anchor.
        """
        case, balances = self.case, self.case.gaps.main.balances
        gaps = [case.links[r["iri"]] for r in case.ranked() if r["requirement"]["typical"] is not None]
        held = [link for link in case.gaps.links() if balances[link.iri].balance is not None]
        held.sort(key=lambda link: bool(case.gaps.waiting(link)))
        anchor = self.anchor()
        found = [(link, "requirement") for link in gaps[:1]]
        found += [(link, "supply") for link in held[:1]]
        found += [(anchor, "capacity")] if anchor else []
        return found + [(link, "requirement") for link in gaps[1:]]

    def question(self, number: int, link: Link, about: str) -> None:
        """One question with its answer, the arithmetic and the quotes."""
        case, balance = self.case, self.case.gaps.main.balances[link.iri]
        name = case.name(link.iri)
        self.paper.heading(f"{number}. " + case.say(f"ask_{about}", link=name), 2)
        record = explain(case.store, case.gaps, link)
        told = WordExplanation(record, case.names, self.paper, heads=False)
        if about == "capacity":
            self.paper.text(self.capacity(link), bold=True)
            self.projects(link)
            return
        if about == "supply" and balance.supply.stated is not None and balance.requirement is not None:
            required = case.range_in(balance.requirement, link)
            stated = rounded(balance.supply.stated, link.unit, case.lang)
            self.paper.text(case.say("answer_supply", required=required, stated=stated), bold=True)
            told.ranking()
        else:
            self.paper.text(case.say("answer_requirement", amount=case.lacking(link)), bold=True)
        told.arithmetic()
        starts = case.starts(link)
        self.quotes([*(project.iri for project in case.gaps.makers(link)), *starts])

    def projects(self, link: Link) -> None:
        """The projects of a link with stage, figure and sentence: the sum that its capacity is."""
        case = self.case
        rows = [
            (case.staged(p), case.printed(p, link) or say("text.no_figure", case.lang), self.counted(p))
            for p in case.gaps.makers(link)
        ]
        header = [case.say(f"column_{name}") for name in ("project", "printed", "counted")]
        self.paper.table(header, rows, (9.4, 4, 4))
        self.quotes(project.iri for project in case.gaps.makers(link))

    def counted(self, project: Project) -> str:
        """Whether a project is at the chosen cut."""
        inside = project.rank >= self.case.gaps.main.scenario.rank
        return say("text.counted" if inside else "text.not_counted", self.case.lang)

    def quotes(self, things: Iterable[str]) -> None:
        """The quotes of projects, and the sentences around them."""
        case = self.case
        found = [quote for iri in dict.fromkeys(things) for quote in case.quotes(iri)]
        if found:
            self.paper.text(case.join(map(case.quoted, found)), lead=case.say("lead_quotes"), size=9.5)
        for sentence in dict.fromkeys(map(case.sentence, found)):
            self.paper.text(say("text.sentence", case.lang, sentence=sentence), size=9.5)


def brief(case: Case) -> bytes:
    """The brief as a .docx file; the same answer gives the same bytes."""
    return Brief(case).write()
