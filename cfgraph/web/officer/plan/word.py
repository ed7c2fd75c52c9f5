"""The pages of a project, an enterprise and a park as Word: what the page shows, short enough to take along."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from cfgraph.analysis.documents import PlanDocument
from cfgraph.analysis.visibility import touched_inside
from cfgraph.namespaces import BASE, thing
from cfgraph.publish.office import OLDEST
from cfgraph.publish.office.profile import Head, Profile, Quoted
from cfgraph.sources.outline import Outline
from cfgraph.sources.text import SENTENCE_ENDS, SourceText, Span
from cfgraph.web.officer.browse import Browse
from cfgraph.web.officer.listing import DOCX, Listing, Part, attached
from cfgraph.web.officer.plan.evidence import Passage, texts
from cfgraph.words import say

OPEN = ("missing", "talks-only", "short", "uncertain", "unquantified")
"""States whose links are named in the page of a park; of the others the number is told."""
WIDTHS = {"project": 4.6, "stage": 1.9, "park": 2.4, "owner": 3.2, "makes": 4.4, "link": 2.6, "chain": 2}


def wanted(request: Request) -> bool:
    """True where the address asks for Word."""
    return request.url.path.endswith(".docx")


class Told:
    """Writes the context of a page (``about`` of its module) to Word; ``counts`` where it tells states of links."""

    def __init__(self, browse: Browse, told: dict[str, Any], kind: str, lang: str, *, counts: bool) -> None:
        self.browse, self.told, self.lang = browse, told, lang
        inside = browse.memory.get("inside", lambda: touched_inside(browse.site.store))
        internal = told["iri"] in inside
        warnings = ["profile_internal_note"] if internal else ["profile_counts_internal"] if inside and counts else []
        plans = self.plans(told.get("passages", ()))
        days = [date.fromisoformat(plan.issued) for plan in plans if plan.issued]
        day = max([OLDEST, *days])
        title = "title_zh" if lang == "zh" else "title_en"
        named = [self.bracket(getattr(plan, title), plan.issued) for plan in plans]
        self.page = Profile(
            lang,
            Head(
                self.say(f"browse.column-{kind}"),
                told["title"],
                told.get("other", ""),
                internal,
                [self.say(f"office.{key}") for key in warnings],
                self.join(named),
                datetime(day.year, day.month, day.day),
            ),
        )

    def plans(self, passages: Sequence[Passage]) -> Sequence[PlanDocument]:
        """The plans that the page rests on: of a project and an enterprise those that speak of it."""
        iri, every = self.told["iri"], self.browse.documents()
        cited = {passage.document for passage in passages}
        if iri.startswith(f"{BASE}id/project/"):
            cited.add(thing("document", iri.removeprefix(f"{BASE}id/project/").split("/")[0]))
        return [plan for plan in every if plan.iri in cited] or every

    def say(self, key: str, /, **params: object) -> str:
        """A sentence in the reader's language."""
        return say(key, self.lang, **params)

    def heading(self, key: str) -> str:
        """A heading or a name that the page has as well."""
        return self.say(f"browse.{key}")

    def join(self, words: Iterable[str]) -> str:
        """A list in one line."""
        return self.say("text.list_mark").join(words)

    def bracket(self, name: str, *words: str) -> str:
        """A name with words in brackets behind it, where there are any."""
        told = [each for each in words if each]
        return name + self.say("text.bracket", words=self.join(told)) if told else name

    def parts(self, parts: Iterable[Part]) -> str:
        """Pieces in one line."""
        return self.join(part.text for part in parts)

    def answer(self) -> Response:
        """The file for download."""
        return attached(self.page.to_bytes(), DOCX, f"{self.page.title}.docx")

    def projects(self, heading: str, table: Listing, names: Sequence[str], none: str = "") -> None:
        """A table of projects, some columns of it."""
        at = [number for number, column in enumerate(table.columns) if column.name in names]
        header = [table.columns[number].title for number in at]
        rows = [[self.parts(row[number].parts) for number in at] for row in table.rows]
        title = self.bracket(heading, str(len(rows))) if rows else heading
        self.page.table(title, header, rows, [WIDTHS[table.columns[number].name] for number in at], none)

    def sentences(self) -> None:
        """The sentences that the passages quote, each once, with section and paragraph; no headings."""
        whole = texts(self.browse.site.store)
        found: dict[tuple[str, Span], Quoted] = {}
        for passage in self.told["passages"]:
            words = whole[passage.document]
            source, outline = SourceText(words, "", Span(0, len(words))), Outline(words)
            for segment in passage.segments:
                if segment.over:
                    span = source.sentence(Span(segment.start, segment.start + len(segment.text)))
                    quoted = Quoted(source.words(span).strip(), *outline.at(segment.start))
                    if not quoted.section.endswith(quoted.words.rstrip(SENTENCE_ENDS)):
                        found.setdefault((passage.document, span), quoted)
        self.page.sentences(self.heading("evidence"), list(found.values()))


def project(browse: Browse, told: dict[str, Any], lang: str) -> Response:
    """The page of a project."""
    page = Told(browse, told, "project", lang, counts=True)
    stage = [told["stage"], *(page.say("browse.worded", words=words) for words in told["wording"])]
    known = told["known_from"]
    issued = [page.say("browse.as-of", source=known.source, date=known.date)] if known else []
    page.page.facts(
        [
            (page.heading("column-stage"), page.say("browse.semicolon").join([*stage, *issued])),
            (page.heading("column-park"), browse.part(told["project"].park, lang).text),
            (page.heading("column-owner"), page.parts(told["owners"]) or page.heading("unstated")),
            (page.heading("column-makes"), "\n".join(told["outputs"]) or page.heading("unstated")),
            *((name, part.text) for name, part in told["told"]),
            (page.heading("parts"), page.parts(told["parts"])),
            (page.heading("doubt"), "\n".join(told["doubts"])),
        ]
    )
    states = told["state_words"]

    def around(parts: list[Part]) -> str:
        return "\n".join(page.bracket(p.text, states[p.look.removeprefix("state-")]) for p in parts) or "—"

    rows = [(p.chain, p.link.text, p.state, around(p.before), around(p.after)) for p in told["where"]]
    header = [page.heading(name) for name in ("column-chain", "column-link", "column-state", "takes", "feeds")]
    page.page.table(page.heading("on-chain"), header, rows, (2.6, 2.6, 2, 5.1, 5.1), page.heading("no-chain"))
    header = [page.heading(f"column-{name}") for name in ("date", "stage", "source", "quote")]
    page.page.table(page.heading("history"), header, told["history"], (2, 2, 4.4, 9))
    page.sentences()
    return page.answer()


def enterprise(browse: Browse, told: dict[str, Any], lang: str) -> Response:
    """The page of an enterprise."""
    page = Told(browse, told, "enterprise", lang, counts=False)
    page.page.facts(
        [
            (page.heading("aliases"), page.join(told["aliases"])),
            (page.heading("code"), page.join(told["codes"])),
            (page.heading("column-park"), page.parts(told["where"])),
            (page.heading("column-sought"), page.heading("sought-talks") if told["in_talks"] else ""),
            (page.heading("sought-wish"), page.parts(told["wishes"])),
            (page.heading("doubt"), "\n".join(told["doubts"])),
        ]
    )
    names = ("project", "stage", "park", "makes", "link")
    page.projects(page.heading("own-projects"), told["own"], names, page.heading("nothing"))
    page.projects(page.heading("possible-projects"), told["maybe"], names)
    page.sentences()
    return page.answer()


def park(browse: Browse, told: dict[str, Any], lang: str) -> Response:
    """The page of a park or a zone."""
    page = Told(browse, told, "park", lang, counts=True)
    colon = page.say("web.colon")
    targets = [" ".join(filter(None, (year, name, amount))) for name, amount, year, _ in told["targets"]]
    page.page.facts(
        [
            (page.heading("children").rstrip(colon), page.parts(told["children"])),
            (page.heading("projects"), page.join(f"{word} {cell.text}" for _, word, _, cell in told["stages"])),
            (page.heading("targets"), "\n".join(targets)),
        ]
    )
    rows = []
    for chain in told["chains"]:
        count = page.say("browse.chain-filled", filled=chain.filled, total=chain.total)
        open_ = [(word, links) for state, word, links in chain.states if state in OPEN]
        gaps = [f"{word} {len(links)}{colon}{page.parts(links)}" for word, links in open_]
        rows.append((chain.name, count, "\n".join(gaps) or "—"))
    header = [page.heading("column-chain"), page.heading("column-projects"), page.say("office.sheet_gaps")]
    page.page.table(page.heading("park-gaps"), header, rows, (2.6, 2.8, 12))
    page.projects(page.heading("projects"), told["projects"], ("project", "stage", "owner", "makes", "link"))
    clusters = [page.bracket(name.text, level, page.parts(focus)) for name, level, focus in told["clusters"]]
    page.page.lines(page.heading("clusters"), clusters)
    resources = [page.bracket(name.text, *(part.text for part in rest)) for name, *rest in told["endowments"]]
    page.page.lines(page.heading("endowments"), resources)
    page.page.lines(page.heading("wishes"), [page.parts(cell.parts) for cell in told["wishes"]])
    return page.answer()
