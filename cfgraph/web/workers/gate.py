"""The gate before a query or update from outside: what it asks for is known before an engine sees it.

It runs in the worker process, since a hostile text can also keep the parser of the gate busy. What the gate cannot
read is refused, even where the engine could.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from cfgraph.analysis.gate import QUIET, refuse_service
from cfgraph.errors import UsageError
from cfgraph.web.refusal import RefusedError

if TYPE_CHECKING:
    from cfgraph.web.workers.jobs import Ask

LONGEST = 64 * 1024
"""Bytes of a query or update."""
DEEPEST = 100
"""Brackets of all kinds inside each other."""
OUTSIDE = {"ServiceGraphPattern": "SERVICE", "Load": "LOAD"}
"""Nodes of the parse tree that go to the network or to files, and their name for people."""
GROUPS = {"select": "SelectQuery", "ask": "AskQuery", "construct": "ConstructQuery", "describe": "DescribeQuery"}
BRACKETS = re.compile(r"[({\[]|[)}\]]")


class Checked(NamedTuple):
    """What a query asks for: its form (``select`` …), and the dataset that it names itself."""

    form: str
    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


def check_query(text: str) -> Checked:
    """The form and dataset of a query. Raises RefusedError (400) for what is no single, harmless SPARQL query."""
    from rdflib.plugins.sparql.parser import parseQuery

    tree = _parse(text, parseQuery)
    parts = list(_nodes(tree))
    form = next((form for form, name in GROUPS.items() if any(part.name == name for part in parts)), "")
    clauses = [part for part in parts if part.name == "DatasetClause"]
    if not form:
        raise RefusedError(400, "not a SPARQL query")
    default = tuple(str(clause["default"]) for clause in clauses if "default" in clause)
    named = tuple(str(clause["named"]) for clause in clauses if "named" in clause)
    return Checked(form, default, named)


def check_update(text: str, ask: Ask) -> None:
    """Raise RefusedError (400) for what is no harmless update, or names graphs in the protocol and in the text."""
    from rdflib.plugins.sparql.parser import parseUpdate

    parts = list(_nodes(_parse(text, parseUpdate)))
    if (ask.default or ask.named) and any(
        part.name == "UsingClause" or (part.name == "Modify" and "withClause" in part) for part in parts
    ):
        raise RefusedError(400, "using-graph-uri does not go with WITH or USING in the update")


def _parse(text: str, parse: Any) -> Any:
    """The parse tree of a text without calls to the outside; RefusedError (400) for any other."""
    try:
        refuse_service(text)
    except UsageError:
        raise RefusedError(400, "SERVICE is not allowed: queries never go to the network") from None
    if depth(text) > DEEPEST:
        raise RefusedError(400, f"nested deeper than {DEEPEST} brackets")
    try:
        tree = parse(text)
    except MemoryError:
        raise
    except Exception as error:  # whatever the parser stumbles over, the engine must not see
        reason = str(error).partition(", found")[0] if "Expected" in str(error) else type(error).__name__
        place = f" (line {error.lineno}, column {error.column})" if hasattr(error, "lineno") else ""  # type: ignore[attr-defined]
        raise RefusedError(400, f"not readable as one SPARQL operation of this kind: {reason[:160]}{place}") from None
    for part in _nodes(tree):
        if part.name in OUTSIDE:
            raise RefusedError(400, f"{OUTSIDE[part.name]} is not allowed: nothing outside is read")
    return tree


def depth(text: str) -> int:
    """How deep brackets lie in each other, outside strings, IRIs and comments."""
    deepest = level = 0
    for bracket in BRACKETS.findall(QUIET.sub(" ", text)):
        level += 1 if bracket in "({[" else -1
        deepest = max(deepest, level)
    return deepest


def _nodes(tree: Any) -> Iterator[Any]:
    """All named nodes of a parse tree, without recursion: the tree may be deep."""
    from pyparsing import ParseResults
    from rdflib.plugins.sparql.parserutils import CompValue

    todo = [tree]
    while todo:
        part = todo.pop()
        if isinstance(part, CompValue):
            yield part
            todo += [part[name] for name in dict.keys(part)]
        elif isinstance(part, ParseResults | list | tuple):
            todo += list(part)
