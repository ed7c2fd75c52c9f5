"""What every triple store must do for us: answer SPARQL, tell its graphs, hand them out.

Above this line nothing knows which engine answers: queries are SPARQL text, answers are RDF terms.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Protocol

import pyoxigraph as ox

from cfgraph.rdf import Term

Row = dict[str, Term]


class Answer(NamedTuple):
    """The answer to a query: rows of a SELECT, the truth of an ASK, or the triples of a CONSTRUCT or DESCRIBE."""

    variables: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    boolean: bool | None = None
    triples: tuple[ox.Triple, ...] | None = None


class Store(Protocol):
    """One protocol, one file per backend."""

    def query(self, query: str, *, keep: bool = False) -> Answer:
        """Answer a SPARQL 1.1 query whose default graph is the union of all graphs.

        ``keep`` says that the answer is worth remembering, to a store that does so.

        Raises UsageError for a query that is no SPARQL query (updates included), StoreError when the store fails.
        """
        ...

    def graphs(self) -> list[str]:
        """The names of the graphs, sorted."""
        ...

    def quads(self, graph: str | None = None) -> Iterator[ox.Quad]:
        """All quads, or those of one graph."""
        ...

    def replace_graph(self, graph: str, quads: list[ox.Quad]) -> None:
        """Put ``quads`` in the place of a graph, all or nothing. Raises StoreError when the store cannot be written."""
        ...
