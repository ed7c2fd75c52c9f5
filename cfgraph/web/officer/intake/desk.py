"""录入: the workbooks that were handed in and what became of each, from mistakes and questions to what is confirmed.

Nothing is written before it is confirmed, and only what was shown is: a digest of it comes back with the click.
"""

from __future__ import annotations

import hashlib
import secrets
import tempfile
import threading
from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path, PurePosixPath

from cfgraph.errors import CfgraphError, Problem, StoreError
from cfgraph.intake import register as library
from cfgraph.intake.duplicates import Decisions, Question
from cfgraph.intake.effect import Effect, preview
from cfgraph.intake.known import Known, read_known
from cfgraph.intake.register import Draft, Register
from cfgraph.sources.intake.entries import Reading, read_entries
from cfgraph.web.officer.browse import Browse, MissingError
from cfgraph.web.own import Own, OwnStore

KEPT = 20
"""Workbooks that are kept until they are confirmed; the oldest goes first."""


@dataclass(frozen=True)
class Upload:
    """A workbook as it was read, and the decisions about its likely duplicates so far."""

    key: str
    reading: Reading
    answers: Decisions


@dataclass(frozen=True)
class Look:
    """What there is to show of a workbook: problems, else questions, else what it would change."""

    upload: Upload
    questions: tuple[Question, ...]
    draft: Draft | None
    effects: tuple[Effect, ...]
    problems: tuple[Problem, ...]

    @property
    def turned(self) -> str:
        """Chain and link of a link that gets another state, best one of what was typed in; empty where none does."""
        typed = {entry.product for entry in self.upload.reading.entries}
        turned = [(e, c) for e in self.effects for c in e.changes if c.turned]
        turned.sort(key=lambda pair: (not typed & {*pair[1].link.products}, pair[0].missing[0] == pair[0].missing[1]))
        return f"{turned[0][0].comparison.a.main.scenario.chain}/{turned[0][1].link.key}" if turned else ""

    @cached_property
    def digest(self) -> str:
        """What would be written, and onto what."""
        if self.draft is None:
            return ""
        made = hashlib.sha256(str(self.draft.register.generation).encode())
        for name, data in sorted(self.draft.files.items()):
            made.update(name.encode() + b"\0" + hashlib.sha256(data).digest())
        return made.hexdigest()[:32]


class IntakeDesk:
    """Takes workbooks into the user's folder for the pages of one server."""

    def __init__(self, browse: Browse, own: Own) -> None:
        assert isinstance(browse.site.store, OwnStore)
        self.browse, self.own, self.store = browse, own, browse.site.store
        self.token = secrets.token_urlsafe(24)
        self.uploads: OrderedDict[str, Upload] = OrderedDict()
        self.finished: OrderedDict[str, str] = OrderedDict()
        self.lock = threading.Lock()

    def known(self) -> Known:
        """What the graph knows already."""
        return self.browse.memory.get("known", lambda: read_known(self.store))

    def register(self) -> Register:
        """What was confirmed so far."""
        return library.open_register(self.own.folder)

    def take(self, name: str, data: bytes) -> str:
        """Read a workbook, and the key that it is kept by."""
        plain = PurePosixPath(name.replace("\\", "/")).name.replace("\0", "")[:120] or "xlsx"
        with tempfile.TemporaryDirectory(prefix="cfgraph-") as room:
            path = Path(room) / "workbook.xlsx"
            path.write_bytes(data)
            reading = read_entries(path, self.known().vocabulary, date.today())
        problems = tuple(problem._replace(file=plain) for problem in reading.problems)
        upload = Upload(secrets.token_urlsafe(9), reading._replace(file=plain, problems=problems), {})
        with self.lock:
            self.uploads[upload.key] = upload
            while len(self.uploads) > KEPT:
                self.uploads.popitem(last=False)
        return upload.key

    def upload(self, key: str) -> Upload:
        """A workbook that is kept. Raises MissingError for one that is not, or no more."""
        with self.lock:
            if key not in self.uploads:
                raise MissingError
            return self.uploads[key]

    def decide(self, key: str, answers: Decisions) -> None:
        """Keep decisions about likely duplicates."""
        upload = self.upload(key)
        with self.lock:
            self.uploads[key] = replace(upload, answers=upload.answers | answers)

    def look(self, key: str) -> Look:
        """What to show of a workbook, worked out once for a state of the register and the decisions."""
        upload, register = self.upload(key), self.register()
        known_by = ("intake", key, register.generation, tuple(sorted(upload.answers.items())))
        return self.browse.memory.get(known_by, lambda: self._look(upload, register))

    def _look(self, upload: Upload, register: Register) -> Look:
        reading, known = upload.reading, self.known()
        if reading.problems:
            return Look(upload, (), None, (), reading.problems)
        left = library.open_questions(reading, known, register, upload.answers)
        if left:
            return Look(upload, tuple(left), None, (), ())
        try:
            draft = library.make_draft(reading, known, register, upload.answers)
            effects = preview(draft, self.own.workspace, self.store) if draft.changes else []
        except CfgraphError as error:
            if isinstance(error, StoreError):
                raise
            return Look(upload, (), None, (), error.problems)
        return Look(upload, (), draft, tuple(effects), ())

    def confirm(self, key: str, digest: str) -> str | None:
        """Write what was shown, show it on every page, and name the first link with another state.

        None where something else would be written by now. Who clicks twice has written once.
        """
        with self.own.writing:
            if key in self.finished:
                return self.finished[key]
            look = self.look(key)
            if look.draft is None or not look.draft.changes or look.digest != digest:
                return None
            library.confirm(look.draft)
            with self.lock:
                self.uploads.pop(key, None)
                self.finished[key] = look.turned
                while len(self.finished) > KEPT:
                    self.finished.popitem(last=False)
            self.store.reopen()
        return look.turned

    def undo(self, generation: str) -> str:
        """Take the last import back, if it is still the one that was shown, and name its file.

        Raises StoreError where another was confirmed since.
        """
        with self.own.writing:
            found = self.register().generation
            if found is not None and found.name != generation:
                raise StoreError(Problem("intake-changed", {"folder": str(self.own.folder)}))
            name = library.undo(self.own.folder)
            self.store.reopen()
        return name


def field(question: Question) -> str:
    """The name of a question's field."""
    subject = "\0".join((question.kind, question.subject, question.known))
    return "q-" + hashlib.sha256(subject.encode()).hexdigest()[:16]
