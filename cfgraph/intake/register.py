"""Taking a workbook into the user's own register: rows → decisions → draft → confirmed, and taken back.

The order of calls, for the command line and for a page alike::

    register = open_register(folder)                  what was confirmed so far
    known    = read_known(store)                      cfgraph.intake.known
    reading  = read_entries(path, known.vocabulary, today)   problems by cell, or rows
    left     = open_questions(reading, known, register, answers)   likely duplicates without a decision
    draft    = make_draft(reading, known, register, answers)
    effect   = preview(draft, workspace)              cfgraph.intake.effect
    confirm(draft)                                    in one step, or not at all
    undo(folder)                                      the last confirmed import is taken back
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from dataclasses import dataclass
from pathlib import Path

from cfgraph.errors import BadInputError, Problem, StoreError, UsageError
from cfgraph.intake import duplicates, plan_tables, records
from cfgraph.intake.duplicates import Decisions, Question
from cfgraph.intake.known import Known, own_project
from cfgraph.intake.lock import locked
from cfgraph.intake.records import Record
from cfgraph.namespaces import short_key
from cfgraph.sources import generation as generations
from cfgraph.sources.intake.columns import Entry, fold
from cfgraph.sources.intake.entries import Reading, identity

NOTE = "import.json"


@dataclass(frozen=True)
class Register:
    """What the user confirmed so far; ``generation`` is the folder that holds it, None before the first import."""

    folder: Path
    generation: Path | None
    records: tuple[Record, ...]
    decisions: Decisions


@dataclass(frozen=True)
class Draft:
    """What an import would make of the register: its files, and which rows are new, later stages, or left out.

    ``continued`` maps the register's projects to those of other plans that they continue, by IRI.
    """

    register: Register
    files: dict[str, bytes]
    added: tuple[Record, ...]
    updated: tuple[Record, ...]
    left_out: tuple[Entry, ...]
    continued: dict[str, str]

    @property
    def changes(self) -> bool:
        """True where there is anything to confirm."""
        return bool(self.added or self.updated)


def open_register(folder: Path) -> Register:
    """The register of a folder. Raises StoreError where it was damaged from outside."""
    try:
        found = generations.current(folder)
    except (OSError, ValueError) as error:
        reason = {"folder": str(folder), "reason": str(error)}
        raise StoreError(Problem("intake-folder", reason)) from None
    return Register(folder, found, records.load(found), duplicates.load(found))


def own_identities(register: Register, known: Known) -> dict[str, str]:
    """Identity → IRI of the projects in the register, by every name they were ever typed with."""
    found = {}
    for record in register.records:
        plan = plan_tables.plan_key(known.zones[record.place])
        found[identity(record.name, record.enterprise, record.place)] = own_project(plan, record.project)
    return found


def open_questions(reading: Reading, known: Known, register: Register, answers: Decisions) -> list[Question]:
    """The likely duplicates that are neither decided now nor remembered. Once one thing is the same, others are not."""
    decided = register.decisions | answers
    asked = duplicates.questions(reading.entries, known, own_identities(register, known))
    settled = {(kind, subject) for (kind, subject, _), answer in decided.items() if answer != "different"}
    return [q for q in asked if (q.kind, q.subject, q.known) not in decided and (q.kind, q.subject) not in settled]


def make_draft(reading: Reading, known: Known, register: Register, answers: Decisions) -> Draft:
    """The register as it would be. Raises BadInputError for a row that was said to be two known things."""
    decided = register.decisions | answers
    maker = DraftMaker(reading, known, register, decided)
    for entry in reading.entries:
        maker.take(entry)
    if maker.problems:
        raise BadInputError(*maker.problems)
    everything = (*register.records, *maker.added, *maker.updated)
    files = plan_tables.folders(everything, known, visibility(register.generation)) if everything else {}
    note = {"parent": register.generation.name if register.generation else None, "file": reading.file}
    files |= {
        records.FILE: records.dump(everything),
        duplicates.FILE: duplicates.dump(decided),
        NOTE: json.dumps(note, ensure_ascii=False).encode(),
    }
    continued = {own_project(plan_tables.plan_key(known.zones[r.place]), r.project): r.continues for r in everything}
    kept = {own: earlier for own, earlier in continued.items() if earlier}
    return Draft(register, files, tuple(maker.added), tuple(maker.updated), tuple(maker.left_out), kept)


class DraftMaker:
    """Turns entries into records, one after another."""

    def __init__(self, reading: Reading, known: Known, register: Register, decided: Decisions) -> None:
        self.reading, self.known, self.register, self.decided = reading, known, register, decided
        self.own = {identity(r.name, r.enterprise, r.place): r.project for r in register.records}
        self.added: list[Record] = []
        self.updated: list[Record] = []
        self.left_out: list[Entry] = []
        self.problems: list[Problem] = []

    def take(self, entry: Entry) -> None:
        """Add the record of an entry; leave it out where it says nothing new."""
        subject = identity(entry.name, entry.enterprise, entry.place)
        targets = self.chosen("project", subject)
        if len(targets) > 1:
            params = {"value": entry.name, "known": "、".join(map(self.known.label, targets))}
            self.problems.append(Problem("intake-two", params, self.reading.file, entry.row))
            return
        project, target = self.own.get(subject, ""), next(iter(targets), "")
        if not project and target and targets[target] == "same":
            self.left_out.append(entry)
            return
        record = self.record(entry, project, target)
        mine = [r for r in (*self.register.records, *self.added, *self.updated) if r.project == record.project]
        if any(record.same_statement(other) for other in mine):
            self.left_out.append(entry)
            return
        (self.updated if mine or record.continues else self.added).append(record)
        self.own[subject] = record.project

    def record(self, entry: Entry, project: str, target: str) -> Record:
        """The record of an entry, for a project of the register, for one of another plan, or for a new one."""
        continues, kept = "", ""
        if not project and target:
            mine = set(own_identities(self.register, self.known).values())
            if target in mine:
                project = short_key(target)
            else:
                continues, kept = target, self.kept(entry, target)
        project = project or "p-" + digest(identity(entry.name, entry.enterprise, entry.place))
        capacity = entry.capacity.as_printed if entry.capacity else self.earlier_capacity(entry, continues)
        return Record(
            project,
            entry.name,
            entry.enterprise,
            self.owner(entry.enterprise) or self.earlier_owner(project, continues),
            entry.product,
            entry.product_words,
            capacity,
            entry.place,
            entry.place_words,
            entry.stage,
            entry.investment.as_printed if entry.investment else "",
            entry.quote,
            entry.source,
            entry.date,
            continues,
            kept,
            self.reading.file,
            str(entry.row),
        )

    def chosen(self, kind: str, subject: str) -> dict[str, str]:
        """The known things that a subject was decided to be, and how."""
        return {t: answer for (k, s, t), answer in self.decided.items() if (k, s) == (kind, subject) and
                answer != "different"}  # fmt: skip

    def owner(self, words: str) -> str:
        """The key of the enterprise of a name: a known one, one decided to be it, or a new one written once."""
        if not words:
            return ""
        earlier = {fold(r.enterprise): r.owner for r in (*self.register.records, *self.added, *self.updated)}
        chosen = self.chosen("enterprise", fold(words))
        iri = duplicates.exact_enterprise(words, self.known) or next(iter(chosen), "")
        return short_key(iri) if iri else earlier.get(fold(words)) or "e-" + digest(fold(words))

    def earlier_owner(self, project: str, target: str) -> str:
        """The keys of the enterprises that a project had before, where the entry names none."""
        mine = [r.owner for r in (*self.register.records, *self.added, *self.updated) if r.project == project]
        owners = map(short_key, self.known.projects[target].enterprises) if target else ()
        return mine[-1] if mine else ";".join(owners)

    def related(self, entry: Entry, product: str) -> bool:
        """True where a product is the entry's, or a kind of it, or the other way round."""
        kinds = self.known.kinds
        return (
            entry.product == product
            or product in kinds.get(entry.product, ())
            or entry.product in kinds.get(product, ())
        )

    def kept(self, entry: Entry, target: str) -> str:
        """What the continued project makes beside the entry's product."""
        parts = []
        for output in self.known.projects[target].outputs:
            if output.product and not self.related(entry, output.product):
                basis = plan_tables.BASES.get(output.basis, "") if output.printed else ""
                shared = "shared" if output.shared and basis else ""
                parts.append("|".join((output.product, output.printed if basis else "", basis, shared)))
        return ";".join(parts)

    def earlier_capacity(self, entry: Entry, target: str) -> str:
        """The figure that the continued project states for the product, where the entry states none."""
        if not target:
            return ""
        outputs = self.known.projects[target].outputs
        return next((o.printed for o in outputs if self.related(entry, o.product) and o.value is not None), "")


def digest(words: str) -> str:
    """Ten signs of a hash: a key for what has only a Chinese name."""
    return hashlib.sha256(words.encode()).hexdigest()[:10]


def visibility(generation: Path | None) -> dict[str, str]:
    """What the user set in the ``plan.toml`` of each plan."""
    found = {}
    for folder in sorted(generation.glob("*/plan.toml")) if generation else ():
        settings = tomllib.loads(folder.read_text(encoding="utf-8"))
        found[str(settings.get("key"))] = str(settings.get("visibility", "internal"))
    return found


def confirm(draft: Draft) -> Path:
    """Write the register as the draft has it and return its folder: the whole of it in one step, or nothing.

    Raises StoreError where another import is at work or was confirmed since the draft was made.
    """
    folder = draft.register.folder
    with locked(folder):
        if generations.current(folder) != draft.register.generation:
            raise StoreError(Problem("intake-changed", {"folder": str(folder)}))
        try:
            made = generations.add(folder, draft.files)
            generations.point(folder, made)
        except OSError as error:
            params = {"folder": str(folder), "reason": error.strerror or str(error)}
            raise StoreError(Problem("intake-folder", params)) from None
    return made


def undo(folder: Path) -> str:
    """Take the last confirmed import back and return the name of its file; the folder it made stays where it is.

    Raises UsageError where there is none.
    """
    if not folder.is_dir():
        raise UsageError(Problem("intake-nothing", {"folder": str(folder)}))
    with locked(folder):
        register = open_register(folder)
        if register.generation is None:
            raise UsageError(Problem("intake-nothing", {"folder": str(folder)}))
        note = json.loads((register.generation / NOTE).read_text(encoding="utf-8"))
        parent = folder / generations.ROOM / note["parent"] if note["parent"] else None
        generations.point(folder, parent)
    return str(note["file"])
