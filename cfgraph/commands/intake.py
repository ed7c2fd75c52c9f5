"""The verbs of the officers' workbook: template and import."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from cfgraph.commands.common import Result, open_store, progress
from cfgraph.errors import BadInputError, Problem, UsageError
from cfgraph.words import LANGUAGES, say

if TYPE_CHECKING:
    from cfgraph.intake.duplicates import Decisions, Question
    from cfgraph.intake.effect import Effect
    from cfgraph.intake.known import Known
    from cfgraph.intake.register import Draft, Register
    from cfgraph.sources.intake.entries import Reading


def template(options: Namespace) -> Result:
    """``cfgraph template``."""
    from cfgraph.intake.known import read_known
    from cfgraph.publish.office.template import template as make

    if options.output.exists():  # it may be one that somebody has filled in
        raise UsageError(Problem("output-there", {"path": str(options.output)}))
    return make(read_known(open_store(options)).vocabulary, options.lang), 0


def import_(options: Namespace) -> Result:
    """``cfgraph import``; with ``--undo`` the last one is taken back."""
    from cfgraph.intake import register as library
    from cfgraph.workspace import own_folder

    folder = options.data or own_folder()
    if options.undo:
        return say("intake.undone", options.lang, file=library.undo(folder)) + "\n", 0
    if options.file is None:
        raise UsageError(Problem("intake-file"))
    try:
        return _take_in(options, folder)
    except EOFError:  # whoever was asked has left
        return "\n" + say("intake.declined", options.lang) + "\n", 0


def _quoted(word: str) -> str:
    """A word of a command as both Windows and other shells read it."""
    return f'"{word}"' if " " in word else word


def _take_in(options: Namespace, folder: Path) -> Result:
    """Read, decide, show the effect, and write what is confirmed."""
    from datetime import date

    from cfgraph.analysis.places import names
    from cfgraph.intake import register as library
    from cfgraph.intake.effect import preview
    from cfgraph.intake.known import read_known
    from cfgraph.sources.intake.entries import read_entries
    from cfgraph.sources.intake.sheet import held
    from cfgraph.workspace import Workspace, default_folder

    lang = options.lang
    workspace = Workspace(options.workspace or default_folder(), folder)
    workspace = workspace if workspace.has_own_plans() else Workspace(workspace.folder)
    register = library.open_register(folder)
    store = workspace.store(progress(options))
    known = read_known(store)
    if held(options.file):
        print(say("intake.held", lang, file=options.file.name), file=sys.stderr)
    reading = read_entries(options.file, known.vocabulary, date.today())
    if reading.problems:
        raise BadInputError(*reading.problems)
    answers = _answered(reading, known, register, options)
    if isinstance(answers, str):
        return answers, BadInputError.exit_code
    draft = library.make_draft(reading, known, register, answers)
    told = _rows(draft, options)
    if not draft.changes:
        return told + say("intake.nothing", lang) + "\n", 0
    told += _effects(preview(draft, workspace, store), names(list(known.places.values()), lang), lang)
    if not options.yes:
        print(told, end="")
        told = ""
        refused = _refused(lang)
        if refused:
            return refused, 0
    made = library.confirm(draft)
    return told + say("intake.done", lang, folder=made, data=_quoted(str(folder))) + "\n", 0


def _answered(reading: Reading, known: Known, register: Register, options: Namespace) -> Decisions | str:
    """The decisions about every likely duplicate; without a terminal to ask at, what to do about those left open."""
    from cfgraph.intake import register as library

    asked = library.open_questions(reading, known, register, {})
    path = options.decisions or _beside(options)
    answers: Decisions = {}
    if options.decisions or path.is_file():
        from cfgraph.intake.duplicates import read_answers

        answers = read_answers(path, asked)
    while left := library.open_questions(reading, known, register, answers):
        try:
            answers |= _ask(left[0], options.lang)
        except EOFError:
            if sys.stdin.isatty():
                raise
            shown = [q for q in asked if q in left or (q.kind, q.subject, q.known) in answers]
            return _left_open(shown, answers, path, len(left), options)
    return answers


def _refused(lang: str) -> str:
    """Ask whether to write; empty where the answer is yes, else what is said instead."""
    from cfgraph.intake.duplicates import yes_words
    from cfgraph.sources.intake.columns import fold

    try:
        typed = _typed(say("intake.confirm", lang))
    except EOFError:
        if sys.stdin.isatty():
            raise
        return say("intake.unconfirmed", lang) + "\n"
    return "" if fold(typed) in yes_words() else say("intake.declined", lang) + "\n"


def _typed(prompt: str) -> str:
    """What is typed at the terminal, or the next line of a pipe, which is shown. Raises EOFError at the end."""
    if sys.stdin.isatty():
        return input(prompt).strip()
    try:
        line = sys.stdin.readline()
    except OSError:
        line = ""
    if not line:
        raise EOFError
    print(prompt + line.strip())
    return line.strip()


def _ask(question: Question, lang: str) -> Decisions:
    """The answer of whoever sits at the terminal, or of a pipe. Raises EOFError where nobody answers."""
    from cfgraph.intake.duplicates import meanings
    from cfgraph.sources.intake.columns import fold

    params = {"row": question.row, "words": question.words, "label": question.label, "about": question.about or "—"}
    shown = " / ".join(f"{n}={say(f'intake.answer_{c}', lang)}" for n, c in enumerate(question.choices, start=1))
    meant = {str(n): c for n, c in enumerate(question.choices, start=1)} | meanings(question)
    told = (say(f"intake.ask_{question.kind}", lang, **params), say(f"intake.meaning_{question.kind}", lang))
    prompt = "\n".join((*told, say("intake.prompt", lang, choices=shown)))
    while (typed := fold(_typed(prompt))) not in meant:
        prompt = say("intake.prompt", lang, choices=shown)
    return {(question.kind, question.subject, question.known): meant[typed]}


def _beside(options: Namespace) -> Path:
    """The file of decisions that belongs to a workbook: beside it, the same each time."""
    file: Path = options.file
    found = (file.with_name(f"{file.stem}-{say('intake.ask_answer', lang)}.csv") for lang in (options.lang, *LANGUAGES))
    paths = list(found)
    return next((path for path in paths if path.is_file()), paths[0])


def _left_open(shown: list[Question], answers: Decisions, path: Path, left: int, options: Namespace) -> str:
    """Write the questions with the answers so far to the workbook's file of decisions, and say how to go on."""
    from cfgraph.intake.duplicates import sheet

    try:
        path.write_bytes(sheet(shown, answers, options.lang))
    except OSError as error:
        raise UsageError(Problem("output-exists", {"path": str(path), "reason": error.strerror or ""})) from None
    words = ["cfgraph", "import", str(options.file)]
    words += ["--decisions", str(path)] if options.decisions else []
    words += ["--data", str(options.data)] if options.data else []
    command = " ".join(map(_quoted, words))
    return say("intake.open", options.lang, count=left, path=path, command=command) + "\n"


def _rows(draft: Draft, options: Namespace) -> str:
    counts = {"added": len(draft.added), "updated": len(draft.updated), "left": len(draft.left_out)}
    return say("intake.rows", options.lang, file=options.file.name, **counts) + "\n"


def _effects(effects: Iterable[Effect], places: dict[str, str], lang: str) -> str:
    """What changes in each chain, a line for each link; ``places`` are place names by IRI."""
    from cfgraph.publish.compare_view import View

    lines = []
    for effect in effects:
        before, after = effect.missing
        model = effect.comparison.a.model
        chain = model.chain_zh if lang == "zh" else model.chain_en
        lines.append(say("intake.effect_head", lang, zone=places[effect.zone], chain=chain, before=before,
                         after=after))  # fmt: skip
        view = View(effect.comparison, places, lang)
        for change in effect.changes:
            old, new = (say(f"state.{state}", lang) for state in change.states)
            name, _, required, supply, _ = view.row(change)
            told = (view.say("requirement", amount=required), view.say("supply", amount=supply))
            numbers = view.say("comma").join(told)
            kind = {"after": new} if change.turned else {}
            key = "intake.effect_turned" if change.turned else "intake.effect_moved"
            lines.append(say(key, lang, link=name, before=old, numbers=numbers, **kind))
    return "\n".join(lines or [say("intake.effect_none", lang)]) + "\n"
