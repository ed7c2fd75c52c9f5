"""The gate before a query that somebody wrote: no call of another endpoint, however it is spelled.

Engines differ in where they undo ``\\u`` escapes: some in the whole text before they read it, as SPARQL says,
some only inside strings. The text is looked at in both ways, and what is doubtful is refused.
"""

from __future__ import annotations

import re

from cfgraph.errors import Problem, UsageError

ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
LONG = [f"{q * 3}(?:[^{q}\\\\]|\\\\.|{q}(?!{q}{q}))*{q * 3}" for q in ('"', "'")]
SHORT = [f"{q}(?:[^{q}\\\\\\n\\r]|\\\\.)*{q}" for q in ('"', "'")]
OTHERS = [r"<[^<>\"{}|^`\\\x00-\x20]*>", r"#[^\n\r]*", r"[?$]\w+"]
QUIET = re.compile("|".join([*LONG, *SHORT, *OTHERS]), re.DOTALL)
"""What cannot call anything: strings, IRIs, comments and variables."""


def refuse_service(text: str) -> None:
    """Raise UsageError for a query with the word SERVICE outside strings, IRIs, comments and variables.

    A name such as ``ex:service`` is refused as well: better a query to rewrite than a call that slips through.
    """
    for reading in (text, ESCAPE.sub(_character, text)):
        if "service" in QUIET.sub(" ", reading).lower():
            raise UsageError(Problem("sparql-service"))


def _character(match: re.Match[str]) -> str:
    code = int(match[1] or match[2], 16)
    return chr(code) if code <= 0x10FFFF else match[0]
