"""Triples as Turtle, N-Triples, RDF/XML; graphs as N-Quads and TriG. The same triples give the same bytes.

rdflib writes the Turtle, because it nests blank nodes and leaves the lines between subjects that a reader needs;
pyoxigraph writes the rest, because it is fast and keeps every literal as it stands.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import pyoxigraph as ox

from cfgraph.namespaces import PREFIXES
from cfgraph.publish.dumps.parts import Part
from cfgraph.rdf import to_bytes, value

if TYPE_CHECKING:
    import rdflib

MEDIA = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "jsonld": "application/ld+json",
    "nq": "application/n-quads",
    "trig": "application/trig",
    "csv": "text/csv",
    "md": "text/markdown",
    "": "text/plain",
}
"""Ending of a file → its media type."""
THINGS = PREFIXES["id"]
XSD = PREFIXES["xsd"]
BARE = {
    f"{XSD}integer": re.compile(r"[+-]?[0-9]+"),
    f"{XSD}decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    f"{XSD}boolean": re.compile(r"true|false"),
}
"""Datatype → what Turtle may write without quotes, so that a reader gets the very same lexical form back."""
MANY = 10
"""So many things of one folder are worth a prefix."""
LOCAL = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")


class Turtle(NamedTuple):
    """A Turtle document: its prefixes and its statements, which may stand in a graph of TriG as well."""

    prefixes: dict[str, str]
    body: str

    def document(self) -> bytes:
        """The whole document."""
        return (_head(self.prefixes) + self.body).encode()


def turtle(triples: Iterable[ox.Triple]) -> Turtle:
    """Readable Turtle: prefixes, subjects by kind, ``a`` first, blank nodes and lists where they belong."""
    import rdflib

    from cfgraph.publish.dumps.readable import ReadableTurtle

    triples = list(triples)
    graph = rdflib.Graph(bind_namespaces="none")
    for prefix, namespace in {**PREFIXES, **_folders(triples)}.items():
        if prefix != "id":
            graph.bind(prefix, namespace)
    for triple in triples:
        graph.add((_term(triple.subject), _term(triple.predicate), _term(triple.object)))
    out = io.BytesIO()
    ReadableTurtle(graph).serialize(out, encoding="utf-8")
    lines = out.getvalue().decode().split("\n")
    heads = [line for line in lines if line.startswith("@prefix ")]
    found = (re.fullmatch(r"@prefix ([^:]*): <(.*)> \.", line) for line in heads)
    prefixes = {match[1]: match[2] for match in found if match}
    return Turtle(prefixes, "\n".join(lines[len(heads) :]).strip("\n") + "\n")


def trig(parts: Sequence[tuple[Part, Turtle]]) -> bytes:
    """All graphs in one TriG document, each as readable as its own Turtle file."""
    prefixes = {name: iri for _, written in parts for name, iri in written.prefixes.items()}
    graphs = [f"<{part.iri}> {{\n{written.body}}}\n" for part, written in parts]
    return (_head(prefixes) + "\n".join(graphs)).encode()


def nquads(parts: Sequence[Part]) -> bytes:
    """All graphs as N-Quads, sorted by graph, then by triple."""
    quads = (ox.Quad(t.subject, t.predicate, t.object, ox.NamedNode(part.iri)) for part in parts for t in part.triples)
    return to_bytes(quads, ox.RdfFormat.N_QUADS)


def ntriples(part: Part) -> bytes:
    """A graph as N-Triples."""
    return to_bytes(part.triples, ox.RdfFormat.N_TRIPLES)


def rdfxml(part: Part) -> bytes:
    """A graph as RDF/XML, grouped by subject."""
    used = {t.predicate.value for t in part.triples} | {value(t.object) for t in part.triples if _is_type(t)}
    prefixes = {name: iri for name, iri in PREFIXES.items() if any(term.startswith(iri) for term in used)}
    data = ox.serialize(part.triples, format=ox.RdfFormat.RDF_XML, prefixes=prefixes) or b""
    # The namespaces come in any order; theirs must be one.
    return re.sub(rb"<rdf:RDF( xmlns[^>]*)>", _sorted_namespaces, data, count=1)


def _sorted_namespaces(root: re.Match[bytes]) -> bytes:
    return b"<rdf:RDF " + b" ".join(sorted(root[1].split())) + b">"


def _is_type(triple: ox.Triple) -> bool:
    return triple.predicate.value == f"{PREFIXES['rdf']}type" and isinstance(triple.object, ox.NamedNode)


def _head(prefixes: dict[str, str]) -> str:
    return "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in sorted(prefixes.items())) + "\n"


def _folders(triples: Iterable[ox.Triple]) -> dict[str, str]:
    """A prefix for each folder of many things: ``project-chifeng-2023:`` for ``…/id/project/chifeng-2023/``."""
    found: dict[str, set[str]] = {}
    for triple in triples:
        for term in (triple.subject, triple.object):
            if isinstance(term, ox.NamedNode) and term.value.startswith(THINGS):
                folder, _, local = term.value[len(THINGS) :].rpartition("/")
                if LOCAL.fullmatch(local):
                    found.setdefault(folder, set()).add(local)
    names = {folder: folder.replace("/", "-") for folder, things in found.items() if len(things) >= MANY}
    return {name: f"{THINGS}{folder}/" for folder, name in names.items() if name not in PREFIXES}


def _term(term: Any) -> rdflib.term.Node:
    """A term for rdflib, its lexical form untouched."""
    import rdflib

    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return rdflib.BNode(term.value)
    plain = term.language or term.datatype.value == f"{XSD}string"
    kind = None if plain else rdflib.URIRef(term.datatype.value)
    return rdflib.Literal(term.value, lang=term.language, datatype=kind, normalize=False)
