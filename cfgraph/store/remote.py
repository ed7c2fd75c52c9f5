"""Any SPARQL 1.1 endpoint, asked through SPARQLWrapper.

The graphs of cfgraph that the server holds are named in every request as the default graph and as named graphs,
so that the answer is the same whatever the server takes for its default graph, and whatever else it holds.
A server with hundreds of plans cannot be asked so: there its own default graph must be the union of all graphs.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from functools import cached_property
from urllib.request import Request

import pyoxigraph as ox

from cfgraph.errors import LimitError, Problem, StoreError, UsageError
from cfgraph.namespaces import CF
from cfgraph.namespaces import graph as graph_iri
from cfgraph.store.base import Answer
from cfgraph.store.exchange import DEFAULT, Limits, RefusedError, Reply, check_address, exchange, words

ROWS = "application/sparql-results+json, application/sparql-results+xml;q=0.8"
TRIPLES = "application/n-triples, text/turtle;q=0.8, application/rdf+xml;q=0.5"
GRAPH_FORMS = ("CONSTRUCT", "DESCRIBE")
"""Forms of a query that are answered by triples."""
NAMED_AT_MOST = 200
"""Graphs that a request names; more make engines slow."""
GRAPHS = f"SELECT DISTINCT ?graph {{ GRAPH <{graph_iri('meta')}> {{ ?graph <{CF}visibility> ?kind }} }}"
"""The graphs that our own list of graphs names; asking the server for all that it has reads every triple there."""
PROLOGUE = re.compile(r"(?:\s+|#[^\n]*(?:\n|$)|BASE\s*<[^<>]*>|PREFIX\s+[^\s:<>]*:\s*<[^<>]*>)*+", re.IGNORECASE)
FORM = re.compile(r"(?:SELECT|ASK|CONSTRUCT|DESCRIBE)\b", re.IGNORECASE)
CUT = ("X-SPARQL-MaxRows", "X-SQL-State", "X-Cfgraph-Truncated")
"""Headers by which servers say that an answer is only a part: Virtuoso's limit on rows and on time, and our own."""
VIRTUOSO_ASK = "__ASK_RETVAL"
"""Virtuoso answers ASK with a table of this column: a row for yes, none for no."""


class RemoteStore:
    """The protocol of :class:`cfgraph.store.base.Store` over a server that is only read."""

    def __init__(self, endpoint: str, limits: Limits = DEFAULT) -> None:
        """Raises UsageError for an address that is none; the server is first asked when a query is."""
        self.endpoint = check_address(endpoint)
        self.limits = limits

    @cached_property
    def _graphs(self) -> list[str]:
        start = graph_iri("")
        names = {str(row["graph"].value) for row in self._ask(GRAPHS, []).rows}
        return sorted(name for name in names if name.startswith(start))

    def graphs(self) -> list[str]:
        """The graphs of cfgraph on the server. Raises StoreError when it holds none."""
        if not self._graphs:
            raise StoreError(Problem("endpoint-no-graphs", {"address": self.endpoint}))
        return self._graphs

    def query(self, query: str, *, keep: bool = False) -> Answer:
        """See :meth:`cfgraph.store.base.Store.query`."""
        return self._ask(query, self._dataset)

    @cached_property
    def _dataset(self) -> list[str]:
        """The graphs that a request names: all, or none where they are too many and the server unites them itself."""
        names = self.graphs()
        if len(names) <= NAMED_AT_MOST:
            return names
        inside = f"GRAPH {ox.NamedNode(graph_iri('meta'))} {{ ?s ?p ?o }}"
        found = f"ASK {{ {{ {inside} }} ?s ?p ?o FILTER (!ISBLANK(?s) && !ISBLANK(?o)) }}"
        if not self._ask(found, []).boolean:
            raise StoreError(Problem("endpoint-no-union", {"address": self.endpoint, "graphs": len(names)}))
        return []

    def quads(self, graph: str | None = None) -> Iterator[ox.Quad]:
        """See :meth:`cfgraph.store.base.Store.quads`."""
        for name in [graph] if graph else self.graphs():
            node = ox.NamedNode(name)
            answer = self._ask(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {node} {{ ?s ?p ?o }} }}", [name])
            yield from (ox.Quad(t.subject, t.predicate, t.object, node) for t in answer.triples or ())

    def count(self, graph: str) -> int:
        """How many triples the server holds in a graph; 0 where it has none."""
        query = f"SELECT (COUNT(*) AS ?n) {{ GRAPH {ox.NamedNode(graph)} {{ ?s ?p ?o }} }}"
        return int(self._ask(query, [graph]).rows[0]["n"].value)

    def replace_graph(self, graph: str, quads: list[ox.Quad]) -> None:
        """RefusedError: results are kept in the own store; ``cfgraph load`` is what writes to a server."""
        raise UsageError(Problem("endpoint-read-only", {"address": self.endpoint}))

    def _ask(self, query: str, graphs: list[str]) -> Answer:
        try:
            reply = exchange(_request(self.endpoint, query, graphs), self.limits)
        except RefusedError as error:
            if error.status != 400:
                raise
            raise UsageError(*error.problems) from None
        for header in CUT:
            if header in reply.headers:
                params = {"address": self.endpoint, "header": f"{header}: {reply.headers[header]}"}
                raise LimitError(Problem("endpoint-cut", params))
        return _answer(reply, self.endpoint, form_of(query))


def form_of(query: str) -> str:
    """SELECT, ASK, CONSTRUCT or DESCRIBE: the word after the prologue. Raises UsageError where another stands."""
    word = FORM.match(query, PROLOGUE.match(query).end())  # type: ignore[union-attr]
    if word is None:
        raise UsageError(Problem("sparql-syntax", {"reason": " ".join(query.split())[:80] or "—"}))
    return word[0].upper()


def _request(endpoint: str, query: str, graphs: list[str]) -> Request:
    """A query as SPARQLWrapper sends it. Raises UsageError for an update."""
    from SPARQLWrapper import POST, URLENCODED, SPARQLWrapper

    wrapper = SPARQLWrapper(endpoint)
    wrapper.setOnlyConneg(True)
    wrapper.setMethod(POST)
    wrapper.setRequestMethod(URLENCODED)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        wrapper.setQuery(query)
    wrapper.queryType = form_of(query)  # its own guess takes the word ADD in a comment for an update
    for name in graphs:
        wrapper.addParameter("default-graph-uri", name)
        wrapper.addParameter("named-graph-uri", name)
    form = TRIPLES if wrapper.queryType in GRAPH_FORMS else ROWS
    wrapper.addCustomHttpHeader("Accept", form)
    made: Request = wrapper._createRequest()
    return made


def _answer(reply: Reply, address: str, form: str) -> Answer:
    """The answer in a reply. Raises StoreError for a media type or a body that is no whole answer."""
    rows = ox.QueryResultsFormat.from_media_type(reply.media)
    triples = ox.RdfFormat.from_media_type(reply.media)
    none = form in GRAPH_FORMS and triples in (ox.RdfFormat.N_TRIPLES, ox.RdfFormat.TURTLE)  # is written as nothing
    if not reply.body.strip() and not none:
        raise StoreError(Problem("endpoint-empty", {"address": address}))
    try:
        if rows in (ox.QueryResultsFormat.JSON, ox.QueryResultsFormat.XML) and "sparql-results" in reply.media:
            found = ox.parse_query_results(reply.body, format=rows)
            if isinstance(found, ox.QueryBoolean):
                return Answer(boolean=bool(found))
            names = [variable.value for variable in found.variables]
            if form == "ASK" and names == [VIRTUOSO_ASK]:
                return Answer(boolean=any(True for _ in found))
            return Answer(
                tuple(names),
                tuple({n: v for n, v in zip(names, row, strict=True) if v is not None} for row in found),
            )
        if triples is not None and form in GRAPH_FORMS and "html" not in reply.media:
            return Answer(triples=tuple(quad.triple for quad in ox.parse(reply.body, format=triples)))
    except (SyntaxError, ValueError) as error:
        reason = " ".join(str(error).split())
        raise StoreError(Problem("endpoint-damaged", {"address": address, "reason": reason})) from None
    raise StoreError(Problem("endpoint-type", {"address": address, "media": reply.media, "reason": words(reply)}))
