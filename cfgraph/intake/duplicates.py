"""Rows that may mean a project or an enterprise that is known already: found, shown for a decision, and remembered."""

from __future__ import annotations

import csv
import difflib
import io
import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from cfgraph.errors import BadInputError, Problem
from cfgraph.intake.known import Known
from cfgraph.intake.records import rows_of, table
from cfgraph.sources.intake.columns import Entry, fold
from cfgraph.sources.intake.entries import identity
from cfgraph.sources.text import decode
from cfgraph.words import LANGUAGES, say

FILE = "decisions.csv"
CHOICES = {"project": ("update", "same", "different"), "enterprise": ("same", "different")}
ALIKE = {"project": 0.7, "enterprise": 0.75}
"""From which likeness of names on (difflib's ratio) two may be one."""
MOST = 4
"""How many known things a row is held against at most, the likeliest first."""


class Question(NamedTuple):
    """Whether what a row names is a known thing. ``subject`` is what the decision is remembered by.

    ``words`` is the row's own name, ``known`` the thing's IRI, ``label`` and ``about`` tell of it.
    """

    kind: str
    row: int
    subject: str
    words: str
    known: str
    label: str
    about: str

    @property
    def choices(self) -> tuple[str, ...]:
        """The answers there are."""
        return CHOICES[self.kind]


Decisions = dict[tuple[str, str, str], str]
"""Kind, subject and IRI of the known thing → the answer."""


def questions(entries: Iterable[Entry], known: Known, own: dict[str, str]) -> list[Question]:
    """Every likely duplicate among the rows; ``own`` are identities of the register, which need no question."""
    found: dict[tuple[str, str, str], Question] = {}
    for entry in entries:
        if entry.enterprise:
            for question in _enterprises(entry, known):
                found.setdefault((question.kind, question.subject, question.known), question)
        subject = identity(entry.name, entry.enterprise, entry.place)
        if subject in own:
            continue
        for question in _projects(entry, subject, known, set(own.values())):
            found.setdefault((question.kind, question.subject, question.known), question)
    return list(found.values())


def exact_enterprise(words: str, known: Known) -> str:
    """The one known enterprise of this very name, or empty."""
    found = [iri for iri, names in known.enterprises.items() if fold(words) in map(fold, names)]
    return found[0] if len(found) == 1 else ""


def core(words: str, key: str) -> str:
    """A name without what names of its kind end in (有限公司, 集团, 项目) and without brackets."""
    bare = re.sub(r"[()\[\]“”\"'·.,\-]", "", fold(words))
    for word in sorted(say(f"intake.{key}", "zh").split(";"), key=len, reverse=True):
        bare = bare.replace(fold(word), "")
    return bare or fold(words)


def _enterprises(entry: Entry, known: Known) -> list[Question]:
    if exact_enterprise(entry.enterprise, known):
        return []
    scored = []
    mine = core(entry.enterprise, "company_words")
    for iri, names in known.enterprises.items():
        score = max(_alike(mine, core(name, "company_words")) for name in names)
        if score >= ALIKE["enterprise"]:
            about = "、".join(p.zh for p in known.projects.values() if iri in p.enterprises)
            scored.append((score, Question("enterprise", entry.row, fold(entry.enterprise), entry.enterprise, iri,
                                           known.label(iri), about)))  # fmt: skip
    return _likeliest(scored)


def _projects(entry: Entry, subject: str, known: Known, own: set[str]) -> list[Question]:
    scored = []
    mine, company = core(entry.name, "project_words"), core(entry.enterprise, "company_words")
    for iri, project in known.projects.items():
        score = _alike(mine, core(project.zh, "project_words"))
        makes = any(_related(entry.product, output.product, known) for output in project.outputs)
        owners = [known.label(e) for e in (*project.enterprises, *project.possible_enterprises)]
        owned = bool(company) and any(_alike(company, core(owner, "company_words")) >= 0.75 for owner in owners)
        near = project.park == entry.place or known.zones.get(project.park) == entry.place
        score += 0.3 * (makes and near) + 0.3 * (makes and owned)
        if score >= ALIKE["project"] and (makes or owned or score >= 0.9):
            stage = say(f"stage.{project.stage}", "zh")
            figures = {o.printed if o.shared else o.iri: o.printed for o in project.outputs if o.printed}
            printed = "、".join(figures.values())
            about = "；".join(filter(None, [stage, known.label(project.park), "、".join(owners), printed]))
            scored.append((score, Question("project", entry.row, subject, entry.name, iri, project.zh, about)))
    return _likeliest(scored)


def _likeliest(scored: list[tuple[float, Question]]) -> list[Question]:
    return [question for _, question in sorted(scored, key=lambda pair: (-pair[0], pair[1].known))[:MOST]]


def _alike(one: str, other: str) -> float:
    if one == other:
        return 1.0
    if min(len(one), len(other)) >= 2 and (one in other or other in one):
        return 0.85
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio()


def _related(one: str, other: str, known: Known) -> bool:
    return one == other or other in known.kinds.get(one, ()) or one in known.kinds.get(other, ())


def load(generation: Path | None) -> Decisions:
    """The decisions remembered in a generation."""
    return {(kind, subject, thing): answer for kind, subject, thing, answer in rows_of(generation, FILE, FIELDS)}


FIELDS = ("kind", "subject", "known", "answer")


def dump(decisions: Decisions) -> bytes:
    """The table of decisions."""
    return table(FIELDS, [(*key, answer) for key, answer in sorted(decisions.items())])


def yes_words() -> set[str]:
    """What is folded to yes, in either language."""
    return {fold(word) for lang in LANGUAGES for word in say("intake.yes", lang).split(";")}


def meanings(question: Question) -> dict[str, str]:
    """Folded answer → choice: the choices by key and by name; yes is the first of them, no the last."""
    found = {
        fold(word): c for c in question.choices for word in (c, *(say(f"intake.answer_{c}", x) for x in LANGUAGES))
    }
    found |= dict.fromkeys(yes_words(), question.choices[0])
    no = {fold(word) for lang in LANGUAGES for word in say("intake.no", lang).split(";")}
    return found | dict.fromkeys(no, question.choices[-1])


def sheet(questions_: Iterable[Question], answers: Decisions, lang: str) -> bytes:
    """A file to fill in: a row for each question, the last column empty where it has no answer yet."""
    header = [say(f"intake.ask_{name}", lang) for name in ASKED]

    def answer(question: Question) -> str:
        given = answers.get((question.kind, question.subject, question.known))
        return say(f"intake.answer_{given}", lang) if given else ""

    rows = [
        (say(f"intake.kind_{q.kind}", lang), q.row, q.words, q.label, q.about, q.known,
         " / ".join(say(f"intake.answer_{c}", lang) for c in q.choices), answer(q))
        for q in questions_
    ]  # fmt: skip
    return table(header, [[_inert(cell) for cell in row] for row in rows])


ASKED = ("kind", "row", "words", "label", "about", "known", "choices", "answer")


def read_answers(path: Path, open_questions: Iterable[Question]) -> Decisions:
    """The answers of a filled-in file; what is still empty stays open.

    Raises BadInputError for a file of another form and for an answer that is none of those offered.
    """
    if not path.is_file():
        raise BadInputError(Problem("file-missing", file=str(path)))
    lines = list(csv.reader(io.StringIO(decode(path.read_bytes(), path.name), newline="")))
    headers = [[say(f"intake.ask_{name}", lang) for name in ASKED] for lang in LANGUAGES]
    if not lines or lines[0] not in headers:
        raise BadInputError(Problem("intake-decisions", {"columns": "、".join(headers[0])}, path.name, 1))
    asked = {(_inert(q.words), q.known): q for q in open_questions}
    found: Decisions = {}
    problems = []
    for number, line in enumerate(lines[1:], start=2):
        cells = dict(zip(ASKED, [*line, *[""] * len(ASKED)], strict=False))
        question, answer = asked.get((cells["words"], cells["known"])), cells["answer"].strip()
        if question is None or not answer:
            continue
        meant = meanings(question)
        if fold(answer) not in meant:
            params = {"value": answer, "allowed": cells["choices"]}
            problems.append(Problem("choice", params, path.name, number, lines[0][-1]))
            continue
        found[question.kind, question.subject, question.known] = meant[fold(answer)]
    if problems:
        raise BadInputError(*problems)
    return found


def _inert(cell: object) -> object:
    return "'" + cell if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
