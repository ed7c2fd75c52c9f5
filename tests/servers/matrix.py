"""Every saved query on every engine: the same rows as the embedded store, numbers compared by value.

``python -m servers.matrix`` prints the table and ends with 1 where any cell differs or an engine cannot be started.
"""

from __future__ import annotations

import io
import os
import sys
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, redirect_stdout
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

import pyoxigraph as ox
import pytest
import rdflib
from servers.engines import ENGINES, Engine

from cfgraph.analysis.query import find, query_files, query_name
from cfgraph.cli import main
from cfgraph.errors import CfgraphError
from cfgraph.rdf import Term, to_bytes
from cfgraph.store.base import Answer
from cfgraph.store.embedded import EmbeddedStore
from cfgraph.store.exchange import Limits
from cfgraph.store.remote import RemoteStore
from cfgraph.workspace import Workspace

Rows = Counter[tuple[str, ...]]
Ask = Callable[[str], Answer]
NAMES = [query_name(path) for path in query_files()]
MINUTES_ON_RDFLIB = {"checks/triple-without-statement", "checks/statement-without-triple", "checks/quote-offsets"}
"""Queries over thousands of statements, which are not asked of rdflib."""
LIMITS = Limits(seconds=60)


class Cell(NamedTuple):
    """What one engine answers to one query: how many rows, and how they differ; ``""`` where they do not."""

    rows: int
    difference: str


def load(engine: Engine, folder: Path, way: str = "--graph-store") -> None:
    """The shipped plan into a server, as ``cfgraph load`` puts it there from the workspace in ``folder``."""
    target = engine.graph_store if way == "--graph-store" else engine.update
    with patch.dict(os.environ, engine.environment), redirect_stdout(io.StringIO()):
        code = main(["load", "--endpoint", engine.query, way, target, "--workspace", str(folder)])
    assert code == 0, f"{engine.name} cannot be loaded"


def remote(engine: Engine) -> Ask:
    """A server as ``--endpoint`` asks it."""
    return RemoteStore(engine.query, LIMITS).query


def in_rdflib(quads: Iterator[ox.Quad]) -> Ask:
    """The same quads in rdflib, its default graph the union of all graphs."""
    data = rdflib.Dataset(default_union=True)
    data.parse(data=to_bytes(list(quads), ox.RdfFormat.N_QUADS), format="nquads")

    def ask(text: str) -> Answer:
        told = data.query(text).serialize(format="json") or b""
        found = ox.parse_query_results(told, format=ox.QueryResultsFormat.JSON)
        assert isinstance(found, ox.QuerySolutions)
        names = [variable.value for variable in found.variables]
        return Answer(
            tuple(names), tuple({n: v for n, v in zip(names, row, strict=True) if v is not None} for row in found)
        )

    return ask


def rows(answer: Answer) -> Rows:
    """The rows of an answer as often as they are there, numbers by their value."""
    return Counter(tuple(_shown(row.get(name)) for name in answer.variables) for row in answer.rows)


def _shown(term: Term | None) -> str:
    if term is None:
        return ""
    if isinstance(term, ox.Literal):
        kind = term.datatype.value.rpartition("#")[2]
        if kind in ("integer", "decimal", "double", "float", "int", "long"):
            return f"{Decimal(term.value).normalize():f}"
        # A boolean of Virtuoso is a number; a query that gives one says so here on every engine.
        return f"{term.value}^^{kind}" if kind == "boolean" else term.value
    return str(term.value)


def compare(ask: Ask, name: str, expected: Rows) -> Cell:
    """One query on one engine, beside the rows that are expected."""
    try:
        found = rows(ask(find(name).text))
    except CfgraphError as error:
        return Cell(0, error.problems[0].text("en")[:200])
    lost, more = list((expected - found).elements()), list((found - expected).elements())
    if not lost and not more:
        return Cell(found.total(), "")
    return Cell(found.total(), f"-{len(lost)} +{len(more)} rows, as {(lost or more)[0]} / {(more or lost)[0]}")


def _engines(stack: ExitStack, made: Workspace) -> Iterator[tuple[str, Ask | str]]:
    """Each engine with the plan in it, or why there is none."""
    quads = list(made.store().quads())
    yield "memory", EmbeddedStore.in_memory(quads).query
    yield "rdflib", in_rdflib(iter(quads))
    for name, start in ENGINES.items():
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        try:
            engine = stack.enter_context(start(folder))
            load(engine, made.folder)
            yield name, remote(engine)
        except pytest.skip.Exception as reason:
            yield name, str(reason)


def _line(name: str, cells: list[str]) -> str:
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in name)
    return f"{name:<{32 - wide}}" + "".join(f"{cell:>10}" for cell in cells)


def table() -> int:
    """Print the queries × engines; 1 where a cell differs or an engine is missing."""
    with ExitStack() as stack:
        made = Workspace(Path(stack.enter_context(tempfile.TemporaryDirectory())))
        made.build()
        disk = made.store()
        engines = dict(_engines(stack, made))
        told = [f"{name}: {reason}" for name, reason in engines.items() if isinstance(reason, str)]
        print(_line("", ["disk", *engines]))
        for name in NAMES:
            expected = rows(disk.query(find(name).text))
            cells = [str(expected.total())]
            for engine, ask in engines.items():
                if isinstance(ask, str) or (engine == "rdflib" and name in MINUTES_ON_RDFLIB):
                    cells.append("·")
                    continue
                cell = compare(ask, name, expected)
                cells.append(f"{cell.rows} ≠" if cell.difference else f"{cell.rows} =")
                told += [f"{engine} {name}: {cell.difference}"] if cell.difference else []
            print(_line(name, cells), flush=True)
        print("· not run: the engine is not here, or rdflib would take minutes")
        print(*(told or ["all the same"]), sep="\n")
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(table())
