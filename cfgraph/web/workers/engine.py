"""What a worker process does with its work: gate, engine, and an answer within limits."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import pyoxigraph as ox

from cfgraph.namespaces import PREFIXES
from cfgraph.web.refusal import RefusedError
from cfgraph.web.views import newest_view, open_for_writing, show
from cfgraph.web.workers.changing import change_graph, update
from cfgraph.web.workers.gate import check_query
from cfgraph.web.workers.jobs import Ask, Reply
from cfgraph.web.workers.results import JSON, TSV, XML, write_rows

BOOLEAN = {JSON: ox.QueryResultsFormat.JSON, XML: ox.QueryResultsFormat.XML, TSV: ox.QueryResultsFormat.TSV}
PREFIXED = (ox.RdfFormat.TURTLE, ox.RdfFormat.RDF_XML, ox.RdfFormat.JSON_LD)


class Bounds(NamedTuple):
    """How long an answer may be: rows or triples, and bytes."""

    rows: int
    size: int


class Engine:
    """The newest view of the store, read anew when somebody has written since."""

    def __init__(self, folder: Path, bounds: Bounds) -> None:
        self.folder = folder
        self.bounds = bounds
        self.generation = 0
        self.store = newest_view(folder)
        self.writing: ox.Store | None = None

    def work(self, ask: Ask, body: bytes) -> Reply:
        """The answer to a piece of work, refusals included."""
        try:
            if ask.kind == "query":
                return self._query(ask)
            store = self._writable()
            try:
                return update(store, ask) if ask.kind == "update" else change_graph(store, ask, body)
            finally:
                show(store, self.folder)
        except RefusedError as refusal:
            return Reply(refusal.status, reason=refusal.reason)
        except (MemoryError, RecursionError):
            return Reply(507, reason="the query needs more memory than one query may use")
        except SyntaxError as error:
            return Reply(400, reason=f"not readable: {error.msg}")
        except (OSError, RuntimeError, ValueError) as error:
            return Reply(400, reason=f"could not be evaluated: {error}")

    def _writable(self) -> ox.Store:
        """The store for writing, held from the first write on: another process that writes is told so."""
        if self.writing is None:
            try:
                self.writing = open_for_writing(self.folder)
            except OSError:
                raise RefusedError(503, "somebody else is writing") from None
        return self.writing

    def _query(self, ask: Ask) -> Reply:
        checked = check_query(ask.text)
        if ask.generation != self.generation:
            with suppress(OSError):  # what was there before still answers
                self.store = newest_view(self.folder)
                self.generation = ask.generation
        dataset = self._dataset(ask, checked.default, checked.named)
        found = self.store.query(ask.text, base_iri=ask.base or None, **dataset)
        if isinstance(found, ox.QueryTriples):
            return self._triples(ask, found)
        if not ask.rows:
            raise RefusedError(406, "SELECT and ASK are answered in SPARQL results as JSON, XML, CSV or TSV")
        if isinstance(found, ox.QueryBoolean):
            answer = found.serialize(format=BOOLEAN.get(ask.rows, ox.QueryResultsFormat.CSV)) or b""
            return Reply(200, ask.rows, body=answer)
        names = [variable.value for variable in found.variables]
        written = write_rows(ask.rows, names, found, *self.bounds)
        return Reply(200, ask.rows, written.cut, body=written.body)

    def _dataset(self, ask: Ask, default: tuple[str, ...], named: tuple[str, ...]) -> dict[str, Any]:
        """The dataset of the protocol, else that of the query, else all graphs with their union as default.

        A graph that is not held is empty: nothing is fetched. Raises RefusedError (400) when none is held.
        """
        if ask.default or ask.named:
            default, named = ask.default, ask.named
        if not default and not named:
            return {"use_default_graph_as_union": True}
        nodes = {name: _node(name) for name in (*default, *named)}
        missing = [name for name, node in nodes.items() if not self.store.contains_named_graph(node)]
        if len(missing) == len(nodes):
            raise RefusedError(400, f"no such graph here: {missing[0][:120]}")
        return {"default_graph": [nodes[n] for n in default], "named_graphs": [nodes[n] for n in named]}

    def _triples(self, ask: Ask, found: Any) -> Reply:
        form = ox.RdfFormat.from_media_type(ask.graph) if ask.graph else None
        if form is None:
            raise RefusedError(406, "CONSTRUCT and DESCRIBE are answered in Turtle, N-Triples, RDF/XML or JSON-LD")
        triples: list[ox.Triple] = []
        length, cut = 0, ""
        for triple in found:
            length += len(str(triple))
            cut = "rows" if len(triples) >= self.bounds.rows else "size" if length > self.bounds.size else ""
            if cut:
                break
            triples.append(triple)
        prefixes = PREFIXES if form in PREFIXED else None
        try:
            body = ox.serialize(triples, format=form, prefixes=prefixes) or b""
        except ValueError as error:
            raise RefusedError(406, f"this graph cannot be written as {ask.graph}: {error}") from None
        return Reply(200, ask.graph, cut, body=body)


def _node(name: str) -> ox.NamedNode:
    try:
        return ox.NamedNode(name)
    except ValueError:
        raise RefusedError(400, f"not an absolute IRI: {name[:120]}") from None
