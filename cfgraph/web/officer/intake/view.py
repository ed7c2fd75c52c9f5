"""What the pages of 录入与复核 show: rows as they were understood, mistakes by cell, questions, and the effect."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from cfgraph.analysis.compare import Change as LinkChange
from cfgraph.analysis.places import names
from cfgraph.errors import Problem
from cfgraph.intake.effect import Effect
from cfgraph.intake.known import Known
from cfgraph.intake.records import Record, history
from cfgraph.intake.register import NOTE, Draft
from cfgraph.namespaces import thing
from cfgraph.publish.compare_view import View
from cfgraph.sources.intake.columns import STAGE_NAMES, Entry
from cfgraph.sources.intake.entries import identity
from cfgraph.web.iris import root
from cfgraph.web.officer.intake.desk import IntakeDesk, Look, field
from cfgraph.web.officer.listing import Column, Listing, number, text
from cfgraph.words import LANGUAGES, say

COLUMNS = ("name", "enterprise", "product", "capacity", "place", "stage", "investment")


class Row(NamedTuple):
    """A row of a workbook or of the register as it was understood: its number, what becomes of it, its cells, and the
    sentence that it was taken from, with source and date."""

    number: str
    fate: str
    cells: tuple[str, ...]
    quote: str
    source: str
    date: str


class Mistake(NamedTuple):
    """A mistake: the cell, and what is wrong with it."""

    cell: str
    words: str


class Turn(NamedTuple):
    """A link that changes: name, address on the map, states, need and stated supply before and after, and why."""

    name: str
    href: str
    before: tuple[str, str]
    after: tuple[str, str]
    required: str
    supply: str
    why: str


class Change(NamedTuple):
    """What changes in a chain: how many links are missing before and after, and which links change.

    ``turned`` are those that get another state, ``moved`` those of which only numbers or projects change.
    """

    chain: str
    zone: str
    before: int
    after: int
    turned: list[Turn]
    moved: list[Turn]


def register_of(desk: IntakeDesk, lang: str) -> dict[str, Any]:
    """What was confirmed so far, the latest statement of each project first, and what can be taken back."""
    register, known = desk.register(), desk.known()
    latest = [records[-1] for records in history(register.records).values()]
    counts = {project: len(records) for project, records in history(register.records).items()}
    last = json.loads((register.generation / NOTE).read_text(encoding="utf-8"))["file"] if register.generation else ""
    return {
        "columns": [say(f"intake.column_{name}", lang) for name in COLUMNS],
        "rows": [record_row(record, counts[record.project], known, lang) for record in reversed(latest)],
        "folder": str(desk.own.folder),
        "generation": register.generation.name if register.generation else "",
        "last": last,
    }


def register_table(told: dict[str, Any], lang: str) -> Listing:
    """The register as a table for files; ``told`` is what :func:`register_of` gives."""
    titles = [say("chain_page.statements", lang), *told["columns"], say("chain_page.quote", lang)]
    rows = [(number(int(row.number)), *map(text, row.cells), text(row.quote)) for row in told["rows"]]
    return Listing(say("chain_page.register", lang), tuple(Column(name, name) for name in titles), rows)


def record_row(record: Record, statements: int, known: Known, lang: str) -> Row:
    """A project of the register at its latest stage."""
    cells = (
        record.name,
        record.enterprise or owners(record, known, lang),
        known.label(record.product, lang),
        record.capacity,
        known.label(record.place, lang),
        say(f"stage.{STAGE_NAMES[record.stage]}", lang),
        record.investment,
    )
    return Row(str(statements), "", cells, record.quote, record.source, record.date)


def owners(record: Record, known: Known, lang: str) -> str:
    """The enterprises that a project keeps from before, where the record names none."""
    return say("text.list_mark", lang).join(
        known.label(thing("enterprise", k), lang) for k in record.owner.split(";") if k
    )


def case_of(desk: IntakeDesk, look: Look, lang: str) -> dict[str, Any]:
    """The context of the page of one workbook."""
    known, reading = desk.known(), look.upload.reading
    return {
        "key": look.upload.key,
        "file": reading.file,
        "step": 2 if look.draft is None else 3,
        "mistakes": [mistake(problem, lang) for problem in look.problems],
        "questions": [(field(q), q, [(c, say(f"intake.answer_{c}", lang)) for c in q.choices]) for q in look.questions],
        "columns": [say(f"intake.column_{name}", lang) for name in COLUMNS],
        "rows": [entry_row(entry, look.draft, known, lang) for entry in reading.entries],
        "changes": sorted((change(desk, effect, known, lang) for effect in look.effects), key=least),
        "draft": look.draft,
        "digest": look.digest,
    }


def mistake(problem: Problem, lang: str) -> Mistake:
    """A problem with the cell that it is in; the name of the file is on the page already."""
    cell = problem.column or ("" if problem.row is None else str(problem.row))
    return Mistake(cell, problem._replace(file="", row=None, column="").text(lang))


def entry_row(entry: Entry, draft: Draft | None, known: Known, lang: str) -> Row:
    """A row as it was understood; figures as they were typed."""
    product, place = known.label(entry.product, lang), known.label(entry.place, lang)
    cells = (
        entry.name,
        entry.enterprise,
        product,
        entry.capacity.as_printed if entry.capacity else "",
        place,
        say(f"stage.{STAGE_NAMES[entry.stage]}", lang),
        entry.investment.as_printed if entry.investment else "",
    )
    return Row(str(entry.row), fate(entry, draft), cells, entry.quote, entry.source, entry.date)


def fate(entry: Entry, draft: Draft | None) -> str:
    """What becomes of a row: ``added``, ``updated``, ``left``; empty before that is known."""
    if draft is None:
        return ""
    if entry in draft.left_out:
        return "left"
    mine = identity(entry.name, entry.enterprise, entry.place)
    new = {identity(record.name, record.enterprise, record.place) for record in draft.added}
    return "added" if mine in new else "updated"


def change(desk: IntakeDesk, effect: Effect, known: Known, lang: str) -> Change:
    """The effect on a chain."""
    model = effect.comparison.a.model
    chain = effect.comparison.a.main.scenario.chain
    start = f"{root(desk.browse.site)}chain/{chain}?" + ("" if lang == LANGUAGES[0] else f"lang={lang}&")
    view = View(effect.comparison, names(desk.browse.places(), lang), lang)

    def turn(each: LinkChange) -> Turn:
        before, after = ((state, say(f"state.{state}", lang)) for state in each.states)
        name, _, required, supply, why = view.row(each)
        return Turn(name, f"{start}link={each.link.key}#panel", before, after, required, supply, why)

    name = model.chain_zh if lang == "zh" else model.chain_en
    turned = [turn(each) for each in effect.changes if each.turned]
    moved = [turn(each) for each in effect.changes if not each.turned]
    return Change(name, known.label(effect.zone, lang), *effect.missing, turned, moved)


def least(change: Change) -> tuple[bool, int]:
    """What changes most comes first: another number of missing links, then more links with another state."""
    return change.before == change.after, -len(change.turned)
