"""Small things that every room needs of pyoxigraph: a term's text, a graph's name, triples as bytes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pyoxigraph as ox

Node = ox.NamedNode | ox.BlankNode
Term = ox.NamedNode | ox.BlankNode | ox.Literal


def value(term: Any) -> str:
    """The IRI, label or lexical form of a term. Raises TypeError for a quoted triple or the default graph."""
    if isinstance(term, Term):
        return str(term.value)
    raise TypeError(f"{term} has no value of its own")


def graph_name(quad: ox.Quad) -> str:
    """The IRI of a quad's graph; empty for the default graph."""
    return "" if isinstance(quad.graph_name, ox.DefaultGraph) else str(quad.graph_name.value)


def to_bytes(
    items: Iterable[ox.Triple] | Iterable[ox.Quad], form: ox.RdfFormat, prefixes: Mapping[str, str] | None = None
) -> bytes:
    """Triples or quads in an RDF syntax, in the order given, with the prefixes sorted."""
    data = ox.serialize(items, format=form, prefixes=dict(prefixes or {})) or b""
    if not prefixes:
        return data
    head = [line for line in data.split(b"\n", len(prefixes)) if line.startswith(b"@prefix ")]
    return b"\n".join(sorted(head)) + data[len(b"\n".join(head)) :]
