"""Graphs into a remote store, one after the other, each in the place of the old one.

Over the Graph Store Protocol a graph is one PUT, which a server does as a whole or not at all. Over SPARQL Update it
goes in batches into a graph beside, and MOVE puts it in place at the end: a transfer that breaks leaves the old graph.
What was put is written down in a ledger, so that a second run goes on where the first one broke off.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote
from urllib.request import Request

import pyoxigraph as ox

from cfgraph.errors import CfgraphError, LimitError, Problem, StoreError
from cfgraph.store.exchange import Limits, check_address, exchange

BATCH = 2_000
"""Triples of one INSERT: about 300 kB, which every server takes."""
LIMITS = Limits(seconds=600)
"""Time for one request; a graph of a million triples is one PUT."""


class Loaded(NamedTuple):
    """The graphs that were put now, and those that were there already."""

    put: tuple[str, ...]
    kept: tuple[str, ...]


def load(
    graphs: Mapping[str, Callable[[], Iterable[ox.Triple]]],
    write: Callable[[str, Iterable[ox.Triple]], None],
    ledger: Path,
    count: Callable[[str], int],
    progress: Callable[[str, str], None],
) -> Loaded:
    """Put each graph in its place with ``write``, those that the ledger knows and the server still counts excepted.

    ``progress`` is told of each graph: its name, and ``put`` or ``kept``.

    When a transfer breaks, raises StoreError with the cause, and after it which graphs are new and which still old.
    """
    known = _read(ledger)
    put: list[str] = []
    kept: list[str] = []
    for name, triples in graphs.items():
        digest, size = _digest(triples())
        try:
            if known.get(name) == [digest, size] and count(name) == size:
                kept.append(name)
                progress(name, "kept")
                continue
            progress(name, "put")
            write(name, triples())
        except CfgraphError as error:
            left = [other for other in graphs if other not in put and other not in kept]
            params = {"done": ", ".join(put) or "—", "left": ", ".join(left)}
            kind = type(error) if isinstance(error, LimitError) else StoreError
            raise kind(*error.problems, Problem("load-failed", params)) from None
        put.append(name)
        known[name] = [digest, size]
        _write(ledger, known)
    return Loaded(tuple(put), tuple(kept))


def put_graph(graph_store: str) -> Callable[[str, Iterable[ox.Triple]], None]:
    """A writer over the Graph Store Protocol at an address. Raises UsageError for an address that is none."""
    check_address(graph_store)

    def write(name: str, triples: Iterable[ox.Triple]) -> None:
        data = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
        address = f"{graph_store}?graph={quote(name, safe='')}"
        request = Request(address, data=data, method="PUT", headers={"Content-Type": "application/n-triples"})
        exchange(request, LIMITS)

    return write


def insert_graph(update: str) -> Callable[[str, Iterable[ox.Triple]], None]:
    """A writer over SPARQL Update at an address. Raises UsageError for an address that is none."""
    check_address(update)

    def send(text: str) -> None:
        from SPARQLWrapper import POST, URLENCODED, SPARQLWrapper

        wrapper = SPARQLWrapper(update)
        wrapper.setOnlyConneg(True)
        wrapper.setMethod(POST)
        wrapper.setRequestMethod(URLENCODED)
        wrapper.setQuery(text)
        exchange(wrapper._createRequest(), LIMITS)

    def write(name: str, triples: Iterable[ox.Triple]) -> None:
        target, beside = ox.NamedNode(name), ox.NamedNode(f"{name}/loading")
        send(f"DROP SILENT GRAPH {beside}")
        for batch in batches(triples):
            lines = " .\n".join(f"{t.subject} {t.predicate} {t.object}" for t in batch)
            # Virtuoso takes no blank node in INSERT DATA, and no more than about 1,400 triples in the other form.
            inside = f"{{ GRAPH {beside} {{ {lines} }} }}"
            send(f"INSERT {inside} WHERE {{ }}" if any(map(_tied, batch)) else f"INSERT DATA {inside}")
        send(
            f"DROP SILENT GRAPH {target} ; "
            f"INSERT {{ GRAPH {target} {{ ?s ?p ?o }} }} WHERE {{ GRAPH {beside} {{ ?s ?p ?o }} }} ; "
            f"DROP SILENT GRAPH {beside}"
        )

    return write


def batches(triples: Iterable[ox.Triple]) -> Iterator[list[ox.Triple]]:
    """Triples in batches; those with blank nodes stay together, for a label holds within one request only."""
    tied: list[ox.Triple] = []
    batch: list[ox.Triple] = []
    for triple in triples:
        if _tied(triple):
            tied.append(triple)
            continue
        batch.append(triple)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if tied:
        yield tied
    if batch:
        yield batch


def _tied(triple: ox.Triple) -> bool:
    """Whether a triple holds a blank node."""
    return isinstance(triple.subject, ox.BlankNode) or isinstance(triple.object, ox.BlankNode)


def _digest(triples: Iterable[ox.Triple]) -> tuple[str, int]:
    """A hash that does not depend on the order, and how many triples there are."""
    total, size = 0, 0
    for triple in triples:
        size += 1
        total ^= int.from_bytes(hashlib.blake2b(str(triple).encode(), digest_size=16).digest(), "big")
    return f"{total:032x}", size


def _read(ledger: Path) -> dict[str, list[object]]:
    try:
        known = json.loads(ledger.read_text(encoding="utf-8"))
        return known if isinstance(known, dict) else {}
    except (OSError, ValueError):
        return {}


def _write(ledger: Path, known: Mapping[str, list[object]]) -> None:
    import os

    ledger.parent.mkdir(parents=True, exist_ok=True)
    made = ledger.with_name(f"{ledger.name}.{os.getpid()}")
    made.write_text(json.dumps(known, indent=1, sort_keys=True), encoding="utf-8")
    os.replace(made, ledger)
