"""The Word pack for a trip about one link: what is missing and how much, why here, in whose words, and whom to ask."""

from __future__ import annotations

from typing import Any

from cfgraph import __version__
from cfgraph.analysis.model import Link
from cfgraph.analysis.products import product_supply
from cfgraph.publish.explain_view import Explanation
from cfgraph.publish.gap_view import scope
from cfgraph.publish.numbers import brief
from cfgraph.publish.office import Case
from cfgraph.publish.office.document import Paper, WordExplanation
from cfgraph.words import say


class TripPack:
    """Writes the pack of one link; ``record`` is that of :func:`cfgraph.analysis.explain.explain`."""

    def __init__(self, case: Case, link: Link, record: dict[str, Any]) -> None:
        self.case, self.link, self.record = case, link, record
        title = case.say("pack_title", link=case.label(record), state=say(f"state.{record['state']}", case.lang))
        self.paper = Paper(case.lang, title, case.issued, case.say("footer", plans=case.plans, version=__version__))
        self.told = WordExplanation(record, case.names, self.paper)
        self.paper.title(title)
        if case.hypothesis:
            self.paper.text(case.hypothesis, bold=True)
        self.paper.text(scope(case.gaps, case.places, case.lang), size=9)

    def write(self) -> bytes:
        """The whole pack as the bytes of a .docx file."""
        self.glance()
        self.amounts()
        self.reasons()
        self.sentences()
        self.neighbours()
        self.contacts()
        self.cautions()
        self.told.heads, self.told.level = True, 1
        self.told.sources()
        return self.paper.to_bytes()

    def glance(self) -> None:
        """The answer in a table: what, how much, why, whom, and what to know."""
        case, record = self.case, self.record
        state = say(f"state.{record['state']}", case.lang)
        rule = say(f"text.rule_{record['state']}", case.lang)
        rows = [
            ("glance_what", case.say("pair", name=f"{case.label(record)} · {state}", words=rule)),
            ("glance_amount", case.lacking(self.link)),
            ("glance_why", case.reason(self.link)),
            ("glance_kinds", case.kinds(record)),
            ("glance_rank", self.rank()),
            ("glance_ask", case.join(self.people())),
            ("glance_cautions", "\n".join(case.cautions(record))),
        ]
        self.paper.table([], [(case.say(name), words) for name, words in rows if words], (2.6, 14.8), size=10)

    def rank(self) -> str:
        """The rank with its score and how firm it is; empty where the link has none."""
        record = self.record
        if record["rank"] is None:
            return ""
        firm = say("text.stability_line", self.case.lang, share=f"{record['rank_stability']:.0%}")
        return self.case.say("rank", rank=record["rank"], score=record["score"], firm=firm)

    def people(self) -> list[str]:
        """Whom to ask, each with the project that is the ground."""
        return [self.case.bracket(self.case.name(c["enterprise"]), self.name(c["project"])) for c in self.contact_list]

    @property
    def contact_list(self) -> list[dict[str, str]]:
        """Whom to ask, and because of which project."""
        return list(self.record["contacts"])

    def name(self, iri: str) -> str:
        """The name of a project with its stage."""
        project = self.case.gaps.projects.get(iri)
        return self.case.staged(project) if project else self.case.name(iri)

    def amounts(self) -> None:
        """How much, line by line."""
        self.paper.heading(self.case.say("pack_amount"))
        self.told.heads = False
        self.told.arithmetic()

    def reasons(self) -> None:
        """Why here: rank, inputs, who waits and what the plan wishes."""
        case, record = self.case, self.record
        self.paper.heading(case.say("pack_why"))
        self.told.heads = True
        self.told.ranking()
        self.told.inputs()
        self.paper.heading(say("text.section_waiting", case.lang), 2)
        waiting = [case.of_key(key) for key in record["waiting"]]
        self.told.item(case.join(waiting) or say("text.no_waiting", case.lang))
        if record["wishes"]:
            self.paper.heading(say("text.section_sought", case.lang), 2)
            for wish in record["wishes"]:
                self.told.item(case.name(wish["iri"]))

    def sentences(self) -> None:
        """What the plan says: each quote with its position, and the whole sentences around them."""
        case = self.case
        self.paper.heading(case.say("pack_sentences"))
        rows, sentences = [], dict[str, int]()
        for role, iri, quotes in case.grounds(self.link):
            marks = []
            for quote in quotes:
                number = sentences.setdefault(case.sentence(quote), len(sentences) + 1)
                marks.append(f"{case.quoted(quote)} [{number}]")
            rows.append((case.say(f"role_{role}"), self.name(iri), "\n".join(marks) or case.say("no_quote")))
        if not rows:
            self.paper.text(case.say("no_sentences"))
            return
        header = [case.say(f"column_{name}") for name in ("role", "thing", "quotes")]
        self.paper.table(header, rows, (2.6, 5.2, 9.6))
        self.paper.text(case.say("whole_sentences"), bold=True)
        for sentence, number in sentences.items():
            self.paper.text(sentence, lead=f"[{number}] ", size=9.5)

    def neighbours(self) -> None:
        """Who stands before and after the link in the chain."""
        case, main = self.case, self.case.gaps.main
        rows = self.materials()
        for down in (False, True):
            for other in case.gaps.neighbours(self.link, down=down):
                supply = main.balances[other.iri].supply.stated
                rows.append(
                    (
                        case.say("downstream" if down else "upstream"),
                        case.name(other.iri),
                        say(f"state.{main.states[other.iri]}", case.lang),
                        "—" if supply is None else brief(supply, other.unit, case.lang),
                        case.join(map(case.staged, case.gaps.makers(other))) or say("text.why_missing", case.lang),
                    )
                )
        self.paper.heading(case.say("pack_neighbours"))
        header = [case.say(f"column_{name}") for name in ("direction", "link", "state", "supply", "projects")]
        if rows:
            self.paper.table(header, rows, (1.6, 3.4, 2.2, 2.4, 7.8))
        else:
            self.paper.text(case.say("no_neighbours"))

    def materials(self) -> list[tuple[str, str, str, str, str]]:
        """Inputs that come from outside this chain, with what there is of them; those of the chain are links."""
        case, gaps, of = self.case, self.case.gaps, self.case.gaps.model.links_of
        local, absent = gaps.inputs(self.link)
        rows = []
        for product in (product for product in local if product not in of):
            stated = product_supply(gaps, product).stated
            amount = "—" if stated is None else brief(stated, gaps.model.products[product].unit, case.lang)
            sources = case.join(self.source(iri, product) for iri in local[product])
            rows.append((case.say("upstream"), case.name(product), case.say("is_local"), amount, sources))
        return rows + [
            (case.say("upstream"), case.name(p), case.say("not_local"), "—", "—") for p in absent if p not in of
        ]

    def source(self, iri: str, product: str) -> str:
        """What a local input comes from: a project with its stage, marked where it makes it as a by-product only."""
        case, project = self.case, self.case.gaps.projects.get(iri)
        if project is None or case.gaps.offers(project, product):
            return self.name(iri)
        return case.bracket(case.name(iri), say(f"stage.{project.stage}", case.lang), say("text.byproduct", case.lang))

    def contacts(self) -> None:
        """Whom to ask: the enterprises that the plan names, and the project that is the ground for each."""
        case = self.case
        self.paper.heading(say("text.section_ask", case.lang))
        rows = []
        for contact in self.contact_list:
            project = case.gaps.projects[contact["project"]]
            stated = contact["enterprise"] in project.enterprises
            owner = case.say("owner_stated") if stated else case.say("owner_maybe")
            quotes = "\n".join(map(case.quoted, case.quotes(project.iri)))
            rows.append((case.name(contact["enterprise"]), self.name(project.iri), owner, quotes))
        if rows:
            header = [case.say(f"column_{name}") for name in ("enterprise", "ground", "owner_basis", "evidence")]
            self.paper.table(header, rows, (2.6, 4.4, 2.8, 7.6))
        else:
            self.paper.text(say("text.nobody", case.lang))

    def cautions(self) -> None:
        """What to know before going, and what was doubtful when the plan was read."""
        case, record = self.case, self.record
        self.paper.heading(case.say("pack_cautions"))
        cautions = case.cautions(record, sources=True)
        silent = record["demand"]["unstated_projects"]
        if record["requirement"]["typical"] is not None and silent:
            cautions.append(say("text.lower_bound", case.lang, n=silent))
        if "chemistry" in record["scenario"]["assumed"] and case.gaps.chemical:
            cautions.append(case.assumption)
        cautions.append(case.say("dated", plans=case.plans))
        for caution in cautions:
            self.told.item(caution)
        if record["doubts"]:
            self.paper.heading(say("text.section_doubts", case.lang), 2)
        told = Explanation(record, case.names, case.lang, "docx")
        for doubt in record["doubts"]:
            self.told.item(say("text.pair", case.lang, name=told.name(doubt["about"]), value=doubt["doubt"]))


def trip_pack(case: Case, link: Link) -> bytes:
    """The pack for one link as a .docx file; the same answer gives the same bytes."""
    from cfgraph.analysis.explain import explain

    return TripPack(case, link, explain(case.store, case.gaps, link)).write()
