"""Ten million triples in a remote store: the shipped plan tiled into many zones, loaded in bounded memory, and asked.

    python benchmarks/scale.py virtuoso 400      the engine, and how many zones (25,000 triples each)

The server is started on loopback with a folder of its own. Half-way it is stopped and started again, so that the load
breaks off and is resumed. Then the gap queries are asked of one zone among all the others.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from servers.engines import ENGINES

from cfgraph.analysis.query import SavedQuery, find
from cfgraph.errors import CfgraphError
from cfgraph.namespaces import CF, graph, thing
from cfgraph.rdf import graph_name
from cfgraph.store.embedded import EmbeddedStore
from cfgraph.store.exchange import Limits
from cfgraph.store.loading import load, put_graph
from cfgraph.store.remote import RemoteStore
from cfgraph.workspace import Workspace, default_folder

PLAN, ZONE = "chifeng-2023", "chifeng-high-tech-zone"
META, VISIBILITY = graph("meta"), ox.NamedNode(f"{CF}visibility")
"""Where it is told which graphs there are, and how; a remote store's graphs are those that it tells of."""
Graphs = dict[str, Callable[[], Iterator[ox.Triple]]]
QUERIES = ("gaps/missing", "gaps/talks-only", "gaps/unquantified", "projects/by-stage", "plan/targets")


def tiles(quads: list[ox.Quad], count: int) -> Graphs:
    """Graph → its triples, made anew each time they are asked for: what is shared once, what is the plan's per zone."""
    own = [q for q in quads if PLAN in str(q) or ZONE in str(q)]
    shared = [q for q in quads if not (PLAN in str(q) or ZONE in str(q))]
    made: Graphs = {}
    for name in sorted({graph_name(q) for q in shared}):
        made[name] = lambda name=name: (q.triple for q in shared if graph_name(q) == name)
    by_graph: dict[str, bytes] = {}
    for name in sorted({graph_name(q) for q in own}):
        by_graph[name] = ox.serialize((q.triple for q in own if graph_name(q) == name), format=ox.RdfFormat.N_TRIPLES)
    listed = by_graph.pop(META)
    for number in range(count):
        for name, data in by_graph.items():
            tile = name.replace(PLAN, f"tile-{number}") if PLAN in name else f"{name}/tile-{number}"
            made[tile] = lambda data=data, number=number: _tile(data, number)
    meta = [q.triple for q in shared if graph_name(q) == META]
    for number in range(count):
        meta += _tile(listed, number)
    told = {triple.subject for triple in meta if triple.predicate == VISIBILITY}
    public = next(triple.object for triple in meta if triple.predicate == VISIBILITY)
    meta += [ox.Triple(ox.NamedNode(n), VISIBILITY, public) for n in made if ox.NamedNode(n) not in told]
    made[META] = lambda: iter(meta)
    return made


def _tile(data: bytes, number: int) -> Iterator[ox.Triple]:
    """Triples of the plan as those of another plan of another zone."""
    data = data.replace(PLAN.encode(), f"tile-{number}".encode()).replace(ZONE.encode(), f"zone-{number}".encode())
    return (quad.triple for quad in ox.parse(data, format=ox.RdfFormat.N_TRIPLES))


def main(engine: str, count: int) -> None:
    """Load, break, resume, ask; print times, triples and memory."""
    store = Workspace(default_folder()).store()
    graphs = tiles(list(store.quads()), count)
    expected = EmbeddedStore.in_memory(store.quads())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        total = _load_in_two(engine, folder, graphs)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
        print(f"{total:,} triples in {len(graphs)} graphs; memory of the loader {memory} MB")
        with ENGINES[engine](folder) as server:  # type: ignore[attr-defined]
            _ask(RemoteStore(server.query, Limits(seconds=600)), expected, count)


def _load_in_two(engine: str, folder: Path, graphs: Graphs) -> int:
    started = time.monotonic()
    ledger = folder / "ledger.json"
    for stop_after in (len(graphs) // 2, len(graphs)):
        with ENGINES[engine](folder) as server:  # type: ignore[attr-defined]
            os.environ.update(server.environment)
            put, gone = put_graph(server.graph_store), put_graph("http://127.0.0.1:9/gone")
            seen = 0

            def write(name: str, triples: Iterable[ox.Triple], put=put, gone=gone, stop_after=stop_after) -> None:  # type: ignore[no-untyped-def]
                nonlocal seen
                (put if seen < stop_after else gone)(name, triples)
                seen += 1
                if seen % 100 == 0:
                    print(f"  {seen} graphs put, {time.monotonic() - started:.0f} s", flush=True)

            try:
                done = load(graphs, write, ledger, RemoteStore(server.query).count, lambda *what: None)
                took = time.monotonic() - started
                print(f"{len(done.kept)} graphs were there, {len(done.put)} put; {took:.0f} s in all")
            except CfgraphError as error:
                print(f"broke off as planned after {seen} graphs: {error.problems[0].text('en')}")
    return sum(size for _, size in json.loads(ledger.read_text(encoding="utf-8")).values())


def _ask(remote: RemoteStore, store: EmbeddedStore, count: int) -> None:
    for name in QUERIES:
        query = find(name)
        started = time.monotonic()
        found = remote.query(query.bind(_bound(f"zone-{count // 2}", f"tile-{count // 2}", query)))
        took = time.monotonic() - started
        same = len(store.query(query.bind(_bound(ZONE, PLAN, query))).rows) == len(found.rows)
        print(
            f"{name:20} {len(found.rows):4} rows {took:7.2f} s  as many as in one zone alone: {'yes' if same else 'NO'}"
        )


def _bound(zone: str, plan: str, query: SavedQuery) -> dict[str, ox.NamedNode]:
    values = {"place": ox.NamedNode(thing("zone", zone)), "plan": ox.NamedNode(thing("document", plan))}
    return {name: value for name, value in values.items() if name in query.parameters}


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "virtuoso", int(sys.argv[2]) if len(sys.argv) > 2 else 400)
