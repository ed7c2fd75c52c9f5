"""What a worker process does with writes: updates, and changes of one graph. One worker at a time, whole or not."""

from __future__ import annotations

import re

import pyoxigraph as ox

from cfgraph.analysis.gate import QUIET
from cfgraph.web.refusal import RefusedError
from cfgraph.web.workers.gate import check_update
from cfgraph.web.workers.jobs import Ask, Reply

WORDS = re.compile(rf"(?P<quiet>{QUIET.pattern})|(?P<open>{{)|(?P<close>}})|(?P<word>\w+)", re.DOTALL)


def update(store: ox.Store, ask: Ask) -> Reply:
    """Run an update. Raises RefusedError for what the gate does not let through, SyntaxError from the engine."""
    check_update(ask.text, ask)
    store.update(with_dataset(ask), base_iri=ask.base or None)
    return Reply(204)


def with_dataset(ask: Ask) -> str:
    """The update with the dataset of the protocol in it: USING clauses before each WHERE that may have them.

    ``DELETE WHERE`` may not have them and is left as it is.
    """
    clauses = [f"USING <{_iri(name)}>" for name in ask.default]
    clauses += [f"USING NAMED <{_iri(name)}>" for name in ask.named]
    if not clauses:
        return ask.text
    made, level, before, last = [], 0, "", 0
    for found in WORDS.finditer(ask.text):
        if found["quiet"] is not None:
            continue
        level += (found["open"] is not None) - (found["close"] is not None)
        if level == 0 and found[0].lower() == "where" and before != "delete":
            made += [ask.text[last : found.start()], " ".join(clauses), " "]
            last = found.start()
        before = found[0].lower()
    return "".join([*made, ask.text[last:]])


def change_graph(store: ox.Store, ask: Ask, body: bytes) -> Reply:
    """PUT, POST or DELETE one graph: 201 where it is new, 204 where it was there, 404 where there is none to delete."""
    node: ox.NamedNode | ox.DefaultGraph = ox.NamedNode(_iri(ask.default[0])) if ask.default else ox.DefaultGraph()
    there = isinstance(node, ox.DefaultGraph) or store.contains_named_graph(node)
    name = "DEFAULT" if isinstance(node, ox.DefaultGraph) else f"GRAPH {node}"
    if ask.kind == "delete":
        if not there:
            raise RefusedError(404, "no such graph")
        store.update(f"DROP SILENT {name}")
        return Reply(204)
    triples = read_triples(body, ask.graph, ask.base)
    lines = " .\n".join(f"{t.subject} {t.predicate} {t.object}" for t in triples)
    data = f"{{ {lines} }}" if isinstance(node, ox.DefaultGraph) else f"{{ {name} {{ {lines} }} }}"
    steps = [f"CLEAR SILENT {name}"] if ask.kind == "put" else []
    steps += [] if isinstance(node, ox.DefaultGraph) else [f"CREATE SILENT {name}"]
    store.update(" ;\n".join([*steps, f"INSERT DATA {data}"]))
    return Reply(204 if there else 201)


def read_triples(body: bytes, media: str, base: str) -> list[ox.Triple]:
    """The triples of a graph that was sent. Raises RefusedError: 400 for what cannot be read, 415 for other formats."""
    form = ox.RdfFormat.from_media_type(media)
    if form is None:
        raise RefusedError(415, f"graphs are read as Turtle, N-Triples, RDF/XML or JSON-LD, not {media[:60]}")
    body = body.removeprefix(b"\xef\xbb\xbf")
    if form == ox.RdfFormat.RDF_XML and b"<!DOCTYPE" in body.upper().replace(b"\x00", b""):
        raise RefusedError(400, "RDF/XML with a DOCTYPE is not read")
    try:
        quads = list(ox.parse(body, format=form, base_iri=base or None, without_named_graphs=True))
    except (SyntaxError, ValueError) as error:
        raise RefusedError(400, f"not readable as {media}: {error}") from None
    return [quad.triple for quad in quads]


def _iri(name: str) -> str:
    try:
        return ox.NamedNode(name).value
    except ValueError:
        raise RefusedError(400, f"not an absolute IRI: {name[:120]}") from None
