"""数据质量: what was checked, where the plan does not add up, what is uncertain, and how much of the text was read."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from cfgraph import resources
from cfgraph.analysis.query import run
from cfgraph.namespaces import BASE, key_of, short_key
from cfgraph.web.officer.ask.queries import Entry, Saved
from cfgraph.web.officer.browse import FORMS, Browse, again, form_of
from cfgraph.web.officer.listing import Column, Listing, choose, number, text
from cfgraph.web.officer.plan.parks import COMPARATORS
from cfgraph.web.officer.plan.text import reads
from cfgraph.web.pages import language
from cfgraph.words import say

if TYPE_CHECKING:
    from cfgraph.graph.agreement import Agreement

HUNDRED_MILLION, BILLION = 1e8, 1e9
BASES = ("Literature", "Derived", "Stoichiometric", "Estimate")
KINDS = ["body", "cluster", "endowment", "enterprise", "measure", "output", "post", "project", "solicitation", "target"]
"""Kinds of things that have a name of their own in the list of doubts."""
SILENT = ("projects/without-owner", "projects/without-chain")
"""Saved queries of what the plan leaves unsaid about projects."""


class Checked(NamedTuple):
    """A check: its name, its question, how grave what it finds is, and how much it finds."""

    name: str
    summary: str
    severity: str
    found: int


def routes(browse: Browse) -> list[BaseRoute]:
    """The page."""
    saved = Saved(browse)

    def page(request: Request) -> Response:
        lang = language(request)
        read = reads(browse, lang)
        tables = {"doubts": lambda: doubts(browse, lang), "checks": lambda: check_table(browse, saved, lang)}
        again_read = browse.memory.get(("reading", lang), lambda: second_reading(browse, lang))
        if again_read:
            tables["reading"] = lambda: again_read["table"]
        if form_of(request):
            name = choose("table", request.query_params.get("table", ""), tuple(tables)) or "doubts"
            table = tables[name]()
            return browse.files(request, table, form_of(request), table.title)
        told = browse.memory.get(("quality", lang), lambda: about(browse, saved, lang))
        shown = {name: files(request, name) for name in tables}
        return browse.page(request, "quality.html", read=read, reading=again_read, files=shown, **told)

    return browse.route("/quality", page, listed=True)


def about(browse: Browse, saved: Saved, lang: str) -> dict[str, Any]:
    """The context of the page, beside the readings of the text."""
    return {
        "checks": checks(browse, saved, lang),
        "against": against_itself(browse, lang),
        "doubts": doubts(browse, lang),
        "bases": bases(browse, lang),
        "figures": without_figures(browse),
        "silent": [(name, saved.entries[name].summary(lang), _count(browse, saved.entries[name])) for name in SILENT],
    }


def files(request: Request, name: str) -> list[tuple[str, str]]:
    """The addresses of the files of one of the page's tables."""
    return [(form, f"quality.{form}{again(request, table=name)}") for form in FORMS]


def checks(browse: Browse, saved: Saved, lang: str) -> list[Checked]:
    """Every saved check with how many findings it has now."""
    return [
        Checked(name, entry.summary(lang), entry.header.severity, _count(browse, entry))
        for name, entry in saved.entries.items()
        if name.startswith("checks/")
    ]


def check_table(browse: Browse, saved: Saved, lang: str) -> Listing:
    """The checks and how much each found."""
    columns = (
        Column("check", say("browse.column-check", lang)),
        Column("found", say("browse.column-found", lang), True),
    )
    rows = [(text(check.summary), number(check.found)) for check in checks(browse, saved, lang)]
    return Listing(say("browse.checks", lang), columns, rows)


def _count(browse: Browse, entry: Entry) -> int:
    """How many things the rows of a query are about: by its first column of IRIs, or its rows."""
    rows = browse.site.store.query(entry.query.text).rows
    name = next((name for name in ("entity", "project") if rows and name in rows[0]), "")
    return len({row[name].value for row in rows}) if name else len(rows)


def against_itself(browse: Browse, lang: str) -> list[tuple[str, str]]:
    """Where the plan's own figures do not agree: a sentence each, and the query that finds it."""
    store, told = browse.site.store, []

    def name(iri: str) -> str:
        return browse.part(iri, lang).text

    for row in run(store, "plan/park-sum").rows:
        difference = float(row["difference"].value)
        amounts = {key: yuan(abs(float(row[key].value)), lang) for key in ("stated", "sum", "difference")}
        kind = "equal" if difference == 0 else "more" if difference > 0 else "less"
        target = say(f"browse.comparator-{COMPARATORS.index(row['comparator'].value)}", lang, amount=amounts["stated"])
        indicator = browse.translated(row["indicator"].value, lang)
        words = {"zone": name(row["zone"].value), "year": row["year"].value, "indicator": indicator, "target": target}
        sentence = say(f"browse.sum-{kind}", lang, **words, sum=amounts["sum"], difference=amounts["difference"])
        told.append((sentence, "plan/park-sum"))
    for row in run(store, "plan/several-targets").rows:
        pair = [
            say(f"browse.comparator-{COMPARATORS.index(row[f'{side}Comparator'].value)}", lang,
                amount=yuan(float(row[side].value), lang))
            for side in ("lower", "higher")
        ]  # fmt: skip
        indicator = browse.translated(row["indicator"].value, lang)
        words = {"of": name(row["of"].value), "year": row["year"].value, "indicator": indicator}
        told.append((say("browse.two-targets", lang, **words, lower=pair[0], higher=pair[1]), "plan/several-targets"))
    for row in run(store, "plan/cluster-count").rows:
        numbers = {key: row[key].value for key in ("stated", "listed", "atLevel")}
        told.append((say("browse.cluster-count", lang, **numbers), "plan/cluster-count"))
    for row in run(store, "projects/stated-parts").rows:
        words = {"project": name(row["project"].value), "stated": row["stated"].value, "listed": row["listed"].value}
        told.append((say("browse.stated-parts", lang, **words), "projects/stated-parts"))
    return told


def yuan(value: float, lang: str) -> str:
    """A sum of money as large as a plan's: in hundreds of millions in Chinese, in billions in English."""
    return say("browse.yuan", lang, n=f"{value / (HUNDRED_MILLION if lang == 'zh' else BILLION):,.6g}")


def doubts(browse: Browse, lang: str) -> Listing:
    """The doubts that reading the plan left, each with the thing it is about."""
    rows = []
    for row in run(browse.site.store, "plan/doubts").rows:
        iri = row["thing"].value
        kind = iri.removeprefix(f"{BASE}id/").partition("/")[0]
        told = f"browse.kind-{kind if kind in KINDS else 'other'}"
        rows.append((text(say(told, lang)), text(*browse.part(iri, lang)), text(row["doubt"].value)))
    columns = tuple(Column(name, say(f"browse.column-{name}", lang)) for name in ("kind", "thing", "doubt"))
    return Listing(say("browse.doubts", lang), columns, rows)


def bases(browse: Browse, lang: str) -> list[tuple[str, str, int]]:
    """On what the values of the coefficients rest: basis, its name, and how many values."""
    rows = run(browse.site.store, "chains/coefficients").rows
    values = {(row["input"].value, row["bound"].value): row["basis"].value for row in rows}
    counts = Counter(short_key(basis) for basis in values.values())
    return [(basis, say(f"basis.{basis}", lang), counts[basis]) for basis in BASES if counts[basis]]


def without_figures(browse: Browse) -> tuple[int, int]:
    """How many projects on a chain state no output, and how many stand on a chain."""
    on_chain = [project for project in browse.projects().values() if project.fills]
    silent = [p for p in on_chain if not any(made.printed and made.basis == "Output" for made in p.outputs)]
    return len(silent), len(on_chain)


@cache
def agreement(plan: Path) -> Agreement | None:
    """The two readings of a shipped plan, compared; None for one that was read once. Its files never change."""
    from cfgraph.graph.agreement import FOLDER, compare
    from cfgraph.graph.build import read_plan
    from cfgraph.sources import layout
    from cfgraph.sources.tables import read_folder

    if not (plan / FOLDER).is_dir():
        return None
    return compare(read_plan(plan, read_folder(resources.data("knowledge"), layout.KNOWLEDGE)), plan / FOLDER)


def second_reading(browse: Browse, lang: str) -> dict[str, Any] | None:
    """How far a second, independent reading of a shipped plan agrees; None where no such plan is in the graph."""
    known = {key_of(document.iri) for document in browse.documents()}
    for plan in resources.shipped_plans():
        found = agreement(plan) if plan.name in known else None
        if found is None:
            continue
        names = ("aspect", "compared", "agreed")
        header = tuple(Column(name, say(f"column.{name}", lang), name != "aspect") for name in names)
        rows = [
            (text(say(f"docs.aspect_{name}", lang)), number(n), number(found.agreed.get(name, 0)))
            for name, n in found.compared.items()
        ]
        lead = {"ours": found.ours, "second": found.second, "matched": found.matched}
        kappa = f"{float(found.kappa):.3f}"
        told = say("browse.reading-lead", lang, **lead, kappa=kappa, differences=len(found.differences))
        return {"lead": told, "table": Listing(say("browse.reading-title", lang), header, rows)}
    return None
