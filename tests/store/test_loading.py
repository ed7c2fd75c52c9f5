"""Loading into a server: whole graphs, one after the other; what breaks off is told and gone on with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from servers.engines import Engine, oxigraph

from cfgraph.errors import StoreError
from cfgraph.namespaces import graph
from cfgraph.store.loading import batches, insert_graph, load, put_graph
from cfgraph.store.remote import RemoteStore


def triples(count: int, mark: str = "a") -> list[ox.Triple]:
    """Some triples."""
    return [
        ox.Triple(ox.NamedNode(f"urn:{mark}:{n}"), ox.NamedNode("urn:p"), ox.Literal(f"字 {n}")) for n in range(count)
    ]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A running Oxigraph server."""
    with oxigraph(tmp_path_factory.mktemp("oxigraph")) as running:
        yield running


@pytest.mark.parametrize("way", ["graph store", "update"])
def test_a_graph_is_put_in_place_of_the_old_one(engine: Engine, way: str) -> None:
    """Whichever way it is written, the new graph is there as a whole and the old one is gone."""
    write = put_graph(engine.graph_store) if way == "graph store" else insert_graph(engine.update)
    name = graph("plan", way.replace(" ", "-"))
    write(name, triples(5, "old"))
    write(name, triples(4500, "new"))
    found = {str(quad.triple) for quad in RemoteStore(engine.query).quads(name)}
    assert {str(triple) for triple in triples(4500, "new")} == found
    assert 0 == RemoteStore(engine.query).count(f"{name}/loading")


def test_blank_nodes_stay_together() -> None:
    """A label holds within one request only, so all triples with blank nodes are one batch."""
    node = ox.BlankNode("b")
    tied = [
        ox.Triple(node, ox.NamedNode("urn:p"), ox.Literal("1")),
        ox.Triple(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), node),
    ]
    found = list(batches([tied[0], *triples(4001), tied[1]]))
    assert [tied] == [batch for batch in found if any("_:" in str(triple) for triple in batch)]
    assert 4003 == sum(len(batch) for batch in found)


def test_a_second_load_goes_on_where_the_first_broke_off(tmp_path: Path) -> None:
    """The error says the cause, then the new and the old graphs; the next run puts only what is left."""
    graphs = {f"urn:g:{n}": (lambda n=n: triples(n + 1)) for n in range(4)}
    held: dict[str, int] = {}

    def write(name: str, given: object) -> None:
        if name == "urn:g:2" and not held.get("mended"):
            raise StoreError.of("endpoint-broken", address="x", got=1, of=2)
        held[name] = len(list(given))  # type: ignore[call-overload]

    told: list[tuple[str, str]] = []
    with pytest.raises(StoreError) as error:
        load(graphs, write, tmp_path / "ledger.json", lambda name: held.get(name, 0), lambda *what: told.append(what))
    broken = error.value.problems[-1]
    assert ("load-failed", "urn:g:0, urn:g:1", "urn:g:2, urn:g:3") == (
        broken.key,
        broken.params["done"],
        broken.params["left"],
    )
    cause, told_after = error.value.text("en").split("\n")
    assert "the answer of x broke off: 1 of 2 bytes came" == cause
    assert told_after.startswith("so loading broke off. New graphs: urn:g:0, urn:g:1;")
    held["mended"] = 1
    done = load(graphs, write, tmp_path / "ledger.json", lambda name: held.get(name, 0), lambda *what: None)
    assert (("urn:g:2", "urn:g:3"), ("urn:g:0", "urn:g:1")) == done


def test_a_server_that_fails_while_it_counts_breaks_off_the_loading_too(tmp_path: Path) -> None:
    """Counting what the ledger knows is part of the loading: the same sentence stands after its cause."""
    graphs = {"urn:g": lambda: triples(3)}
    load(graphs, lambda name, given: None, tmp_path / "l.json", lambda name: 3, lambda *what: None)

    def fails(name: str) -> int:
        raise StoreError.of("endpoint-unreachable", address="x", reason="gone")

    with pytest.raises(StoreError) as error:
        load(graphs, lambda name, given: None, tmp_path / "l.json", fails, lambda *what: None)
    assert ["endpoint-unreachable", "load-failed"] == [problem.key for problem in error.value.problems]


def test_a_graph_that_the_server_lost_is_put_again(tmp_path: Path) -> None:
    """The ledger is believed only where the server still counts as many triples."""
    graphs = {"urn:g": lambda: triples(3)}
    put: list[str] = []
    for _ in range(2):
        load(graphs, lambda name, given: put.append(name), tmp_path / "l.json", lambda name: 0, lambda *what: None)
    assert ["urn:g", "urn:g"] == put
