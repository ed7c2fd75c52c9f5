"""The command line: argument parsing only; every verb is a call of the library."""

from __future__ import annotations

import argparse
import os
import re
import sys
from pathlib import Path
from typing import Any, ClassVar, NoReturn

from cfgraph import __version__
from cfgraph.errors import CfgraphError, Problem, UsageError
from cfgraph.namespaces import STAGES
from cfgraph.words import LANGUAGES, say

ASKING = ("gaps", "balance", "explain", "compare", "queries", "query", "sparql", "build", "check", "prove")
VERBS = (*ASKING, "template", "import", "export", "site", "load", "serve")
REMOTE_VERBS = ("gaps", "balance", "explain", "compare", "query", "sparql", "check", "export")
"""Verbs that ask a store, and may ask another than the own one."""
SCENARIO_VERBS = ("gaps", "balance", "explain", "compare")
FORMATS = {
    "gaps": ("table", "csv", "json", "md", "xlsx", "docx"),
    "balance": ("table", "csv", "json", "md"),
    "explain": ("table", "json", "md", "docx"),
    "compare": ("table", "csv", "json", "md"),
    "queries": ("table", "json", "md"),
    "query": ("table", "csv", "json", "md"),
    "sparql": ("table", "csv", "json", "md"),
    "check": ("table", "csv", "json"),
    "prove": ("table", "json"),
}
BROKEN_PIPE = 141
MISTAKES = {
    "choice": r"argument (?P<name>.+?): invalid choice: (?P<value>.*) \(choose from (?P<allowed>.*)\)",
    "option-unknown": r"unrecognized arguments: (?P<value>.*)",
    "argument-missing": r"the following arguments are required: (?P<value>.*)",
    "value-missing": r"argument (?P<name>.+?): expected .*",
    "option-ambiguous": r"ambiguous option: (?P<value>.*) could match (?P<allowed>.*)",
    "value-idle": r"argument (?P<name>.+?): ignored explicit argument (?P<value>.*)",
}
"""Key of an error → how argparse words it; what none of them fits is told as it is."""


class Parser(argparse.ArgumentParser):
    """An argument parser whose headings speak the reader's language."""

    lang = "zh"
    known: ClassVar[set[str]] = set()
    """The options of the command line that was built last."""

    def add_argument(self, *args: Any, **kwargs: Any) -> argparse.Action:
        """Keeps the names of options: near ones are told where one is not known."""
        action = super().add_argument(*args, **kwargs)
        Parser.known.update(action.option_strings)
        return action

    def error(self, message: str) -> NoReturn:
        """Tell what is wrong and what would be right, in the reader's language; argparse says it in English only."""
        key, params = "usage", {"reason": message}
        for mistake, pattern in MISTAKES.items():
            found = re.fullmatch(pattern, message, re.DOTALL)
            if found:
                key, params = mistake, {name: words.replace("'", "") for name, words in found.groupdict().items()}
        if key == "option-unknown":
            import difflib

            first = params["value"].split()[0].partition("=")[0]
            params["near"] = ", ".join(difflib.get_close_matches(first, sorted(Parser.known), n=3)) or "—"
        params |= {"command": self.prog}
        self.exit(UsageError.exit_code, Problem(key, params, column=params.pop("name", "")).text(self.lang) + "\n")

    def format_help(self) -> str:
        text = super().format_help()
        for word, key in (("positional arguments:", "commands"), ("options:", "options")):
            text = text.replace(f"\n{word}\n", f"\n{say(f'help.{key}', self.lang)}:\n")
        return text.replace("show this help message and exit", say("help.help", self.lang))


class Given(argparse.Action):
    """Keeps a value, and that it was given: a scenario file that says the same thing is then told."""

    def __call__(self, parser, namespace, values, option_string=None):  # type: ignore[no-untyped-def]
        setattr(namespace, self.dest, values)
        namespace.given = {*getattr(namespace, "given", ()), self.option_strings[0]}


def parser(lang: str, words: list[str]) -> Parser:
    """The command line, with the arguments of the verbs that stand in ``words``."""

    def word(key: str) -> str:
        return say(f"help.{key}", lang).replace("%", "%%")

    raw = argparse.RawDescriptionHelpFormatter
    Parser.lang, Parser.known = lang, set()
    top = Parser("cfgraph", description=word("description"), epilog=say("help.epilog", lang), formatter_class=raw)
    top.add_argument("--version", action="version", version=f"cfgraph {__version__}", help=word("version"))
    top.add_argument("--lang", choices=LANGUAGES, default=lang, help=word("option_lang"))
    verbs = top.add_subparsers(dest="verb", required=True, metavar="COMMAND")
    for name in VERBS:
        verb = verbs.add_parser(
            name, help=word(name), description=word(name), epilog=say(f"help.{name}_epilog", lang), formatter_class=raw
        )
        if name not in words:
            continue  # the arguments of verbs that nobody calls are never seen
        _arguments(verb, name, word)
        if name in REMOTE_VERBS:
            verb.add_argument("--endpoint", default="", metavar="URL", help=word("option_endpoint"))
        verb.add_argument("--lang", choices=LANGUAGES, default=lang, help=word("option_lang"))
        verb.add_argument("--data", type=Path, metavar="DIR", help=word("option_data"))
        verb.add_argument("--workspace", type=Path, metavar="DIR", help=word("option_workspace"))
        verb.add_argument("--debug", action="store_true", help=word("option_debug"))
    return top


def _arguments(verb: argparse.ArgumentParser, name: str, word) -> None:  # type: ignore[no-untyped-def]
    if name == "explain":
        verb.add_argument("link", metavar="KEY", help=word("argument_link"))
        verb.add_argument("--candidates", type=Path, metavar="FILE", help=word("option_candidates"))
    if name == "query":
        verb.add_argument("name", metavar="NAME", help=word("argument_query"))
        verb.add_argument("-p", "--param", action="append", default=[], metavar="KEY=VALUE", help=word("option_param"))
    if name == "sparql":
        verb.add_argument("file", metavar="FILE", help=word("argument_file"))
    if name == "template":
        verb.add_argument("output", metavar="FILE.xlsx", type=Path, help=word("argument_template"))
        verb.set_defaults(format="xlsx")
    if name == "import":
        verb.add_argument("file", nargs="?", metavar="FILE.xlsx", type=Path, help=word("argument_workbook"))
        verb.add_argument("--decisions", type=Path, metavar="FILE.csv", help=word("option_decisions"))
        verb.add_argument("--yes", action="store_true", help=word("option_yes"))
        verb.add_argument("--undo", action="store_true", help=word("option_undo"))
    if name in ("export", "site"):
        verb.add_argument("folder", metavar="DIR", type=Path, help=word(f"argument_folder_{name}"))
    if name == "export":
        verb.add_argument("--include-internal", action="store_true", help=word("option_internal"))
    if name == "serve":
        verb.add_argument("--host", default="127.0.0.1", metavar="HOST", help=word("option_host"))
        verb.add_argument("--port", type=int, default=8000, metavar="PORT", help=word("option_port"))
        verb.add_argument("--base", default="", metavar="URL", help=word("option_base"))
        verb.add_argument("--writable", action="store_true", help=word("option_writable"))
    if name == "load":
        verb.add_argument("--endpoint", required=True, metavar="URL", help=word("option_load_endpoint"))
        verb.add_argument("--graph-store", default="", metavar="URL", help=word("option_graph_store"))
        verb.add_argument("--update", default="", metavar="URL", help=word("option_update"))
    if name == "compare":
        verb.add_argument("files", nargs="*", type=Path, metavar="FILE.toml", help=word("argument_scenarios"))
        verb.add_argument("--a", metavar="KEY=VALUE,…", help=word("option_a"))
        verb.add_argument("--b", metavar="KEY=VALUE,…", help=word("option_b"))
    if name in SCENARIO_VERBS:
        verb.add_argument("--plan", action=Given, default="", metavar="KEY", help=word("option_plan"))
        verb.add_argument("--chain", action=Given, default="lithium-battery", metavar="KEY", help=word("option_chain"))
        verb.add_argument("--place", action=Given, default="", metavar="KEY", help=word("option_place"))
        verb.add_argument(
            "--from", dest="start", action=Given, choices=STAGES, default="advancing", help=word("option_from")
        )
        verb.add_argument("--chemistry", action=Given, default="", metavar="MIX", help=word("option_chemistry"))
    if name in SCENARIO_VERBS and name != "compare":
        verb.add_argument("--scenario", type=Path, metavar="FILE.toml", help=word("option_scenario"))
    if name == "gaps":
        verb.add_argument("--all", action="store_true", help=word("option_all"))
        verb.add_argument("--save", action="store_true", help=word("option_save"))
        verb.add_argument("--smallest", nargs="?", const=":", metavar="START:END", help=word("option_smallest"))
    if name == "check":
        verb.add_argument("--coverage", action="store_true", help=word("option_coverage"))
    if name in FORMATS:
        verb.add_argument("--format", choices=FORMATS[name], default="table", help=word("option_format"))
        verb.add_argument("-o", "--output", type=Path, metavar="FILE", help=word("option_output"))


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit code; errors are told in one or two lines."""
    words = sys.argv[1:] if argv is None else argv
    lang = _language(words)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            csv = stream is sys.stdout and any(word in ("csv", "--format=csv") for word in words)
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="" if csv else None)
    if not words:
        print(parser(lang, words).format_help(), file=sys.stderr)
        return UsageError.exit_code
    options = parser(lang, words).parse_args(words)
    try:
        from cfgraph.commands import run as run_verb
        from cfgraph.commands.common import OFFICE

        if getattr(options, "format", "") in OFFICE and options.output is None:
            raise UsageError(Problem("output-missing", {"format": options.format}, column="-o"))
        answer, code = run_verb(options)
        _write(answer, options)
        if options.verb == "template":
            print(_template_made(options.output, lang))
        return int(code)
    except CfgraphError as error:
        if options.debug:
            raise
        print(error.text(lang), file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE


def _language(words: list[str]) -> str:
    """The language asked for, known before the options are parsed so that help and errors speak it too."""
    for position, word in enumerate(words):
        if word == "--lang" and words[position + 1 : position + 2]:
            return words[position + 1] if words[position + 1] in LANGUAGES else "zh"
        if word.startswith("--lang=") and word[7:] in LANGUAGES:
            return word[7:]
    return "zh"


def _write(answer: str | bytes, options: argparse.Namespace) -> None:
    """To the file asked for, else to the terminal. A CSV file starts with the mark that Excel knows UTF-8 by."""
    path = getattr(options, "output", None)
    if path is None:
        assert isinstance(answer, str), "a format that is no text needs a file"
        sys.stdout.write(answer)
        sys.stdout.flush()
        return
    encoding = "utf-8-sig" if options.format == "csv" else "utf-8"
    save(path, answer.encode(encoding) if isinstance(answer, str) else answer)


def _template_made(path: Path, lang: str) -> str:
    """What was written, and what to do with it."""
    file = f'"{path}"' if " " in str(path) else str(path)
    return say("intake.made", lang, path=path, page=say("web.menu-intake", lang), file=file)


def save(path: Path, data: bytes) -> None:
    """The whole file or none of it: written beside, then put in its place.

    Raises UsageError where it cannot be written, and where an office program has it open: what that program saves
    later would take the place of ours. A pipe or device is written to as it is.
    """
    held = UsageError(Problem("output-held", {"path": str(path)}))
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(data)
            return
        path = path.resolve()
        locks = (f".~lock.{path.name}#", f"~${path.name}", f"~${path.name[2:]}")
        writable = not path.exists() or (os.access(path, os.W_OK) and path.stat().st_mode & 0o222)
        if not writable or any(path.with_name(lock).exists() for lock in locks):
            raise held
        beside = path.with_name(f".cfgraph-{os.getpid()}.tmp")
        try:
            beside.write_bytes(data)
            if path.exists():
                beside.chmod(path.stat().st_mode)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    except PermissionError:
        raise held from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError(Problem("output-exists", {"path": str(path), "reason": reason})) from None


def run() -> NoReturn:
    """The entry point of the command ``cfgraph``."""
    sys.exit(main())


if __name__ == "__main__":
    run()
