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
    from cfgraph.intake.register import Draft


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
    answers: Decisions = {}
    if options.decisions:
        from cfgraph.intake.duplicates import read_answers

        answers = read_answers(options.decisions, library.open_questions(reading, known, register, {}))
    while left := library.open_questions(reading, known, register, answers):
        if not sys.stdin.isatty():
            return _left_open(left, options), BadInputError.exit_code
        answers |= _ask(left[0], lang)
    draft = library.make_draft(reading, known, register, answers)
    told = _rows(draft, options)
    if not draft.changes:
        return told + say("intake.nothing", lang) + "\n", 0
    told += _effects(preview(draft, workspace, store), names(list(known.places.values()), lang), lang)
    if not options.yes:
        if not sys.stdin.isatty():
            return told + say("intake.unconfirmed", lang) + "\n", 0
        print(told, end="")
        told = ""
        if input(say("intake.confirm", lang)).strip().lower() not in ("y", "yes"):
            return say("intake.declined", lang) + "\n", 0
    made = library.confirm(draft)
    return told + say("intake.done", lang, folder=made, data=_quoted(str(folder))) + "\n", 0


def _ask(question: Question, lang: str) -> Decisions:
    """The answer of whoever sits at the terminal."""
    params = {"row": question.row, "words": question.words, "label": question.label, "about": question.about or "—"}
    print(say(f"intake.ask_{question.kind}", lang, **params))
    print(say(f"intake.meaning_{question.kind}", lang))
    shown = " / ".join(f"{n}={say(f'intake.answer_{c}', lang)}" for n, c in enumerate(question.choices, start=1))
    meant = {str(n): c for n, c in enumerate(question.choices, start=1)}
    meant |= {say(f"intake.answer_{c}", each): c for c in question.choices for each in LANGUAGES}
    while (typed := input(say("intake.prompt", lang, choices=shown)).strip()) not in meant:
        pass
    return {(question.kind, question.subject, question.known): meant[typed]}


def _left_open(left: list[Question], options: Namespace) -> str:
    """Write the questions to a file that can be filled in, beside the workbook, and say how to go on."""
    from cfgraph.intake.duplicates import sheet

    stem = f"{options.file.stem}-{say('intake.ask_answer', options.lang)}"
    names = (options.file.with_name(f"{stem}{'' if n == 1 else f'-{n}'}.csv") for n in range(1, 1000))
    path = next(path for path in names if not path.exists())
    try:
        path.write_bytes(sheet(left, options.lang))
    except OSError as error:
        raise UsageError(Problem("output-exists", {"path": str(path), "reason": error.strerror or ""})) from None
    words = ["cfgraph", "import", str(options.file), "--decisions", str(path)]
    words += ["--data", str(options.data)] if options.data else []
    command = " ".join(map(_quoted, words))
    return say("intake.open", options.lang, count=len(left), path=path, command=command) + "\n"


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
