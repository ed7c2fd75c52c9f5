"""Every error that cfgraph raises on purpose.

::

    CfgraphError                 the base: a message in two languages and an exit code
    ├── UsageError        (2)    a wrong option, key or parameter
    ├── FindingsError     (1)    the data were read, and checks found violations
    ├── BadInputError     (3)    a source file cannot be used; carries every problem found
    └── StoreError        (4)    the store failed
        └── LimitError    (5)    a limit was hit: time, rows, size or memory

A message is a key of the catalogue in ``data/words`` with its parameters;
the sentence itself is made where it is shown, in the reader's language.
"""

from __future__ import annotations

from typing import Any, NamedTuple

LONGEST = 400
"""Characters of a value that a message shows."""


class Problem(NamedTuple):
    """One mistake in a source: where it is and what would be right.

    ``row`` counts as a spreadsheet does: the header is row 1.
    """

    key: str
    params: dict[str, Any] = {}  # noqa: RUF012 (never changed: the tuple is frozen)
    file: str = ""
    row: int | None = None
    column: str = ""

    def place(self) -> str:
        """``file:row:column``, without the parts that are unknown."""
        parts = [self.file, "" if self.row is None else str(self.row), self.column]
        return ":".join(part for part in parts if part)

    def text(self, lang: str = "en") -> str:
        """The sentence with its place in front."""
        from cfgraph.words import catalogue, say

        params = {name: _one_line(value) for name, value in self.params.items()}
        unit = f"unit.{params.get('expected')}"
        if unit in catalogue(lang):
            params["expected"] = say(unit, lang)
        sentence = say(f"error.{self.key}", lang, **params)
        return f"{self.place()}: {sentence}" if self.place() else sentence


def _one_line(value: Any) -> Any:
    """A text as it fits into one line of a message."""
    if not isinstance(value, str):
        return value
    line = value.replace("\n", "\\n").replace("\r", "\\r")
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}…"


class CfgraphError(Exception):
    """The base of all errors raised on purpose; ``problems`` holds at least one."""

    exit_code = 1

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*problems)
        self.problems = problems

    @classmethod
    def of(cls, key: str, *, file: str = "", row: int | None = None, column: str = "", **params: Any) -> CfgraphError:
        """The error with a single problem: ``raise UsageError.of("unknown-key", …)``."""
        return cls(Problem(key, params, file, row, column))

    def text(self, lang: str = "en") -> str:
        """All problems, one a line."""
        return "\n".join(problem.text(lang) for problem in self.problems)

    def __str__(self) -> str:
        return self.text("en")


class FindingsError(CfgraphError):
    """The data were read, and a check found violations."""

    exit_code = 1


class UsageError(CfgraphError):
    """A wrong option, key or parameter."""

    exit_code = 2


class BadInputError(CfgraphError):
    """A source file cannot be used as it is."""

    exit_code = 3


class StoreError(CfgraphError):
    """The store failed."""

    exit_code = 4


class LimitError(StoreError):
    """An answer took more time, rows or memory than allowed; what came before is never shown as the whole."""

    exit_code = 5
