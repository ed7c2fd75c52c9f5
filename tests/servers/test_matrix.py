"""Every saved query on real servers: the plan put there by ``cfgraph load``, the rows those of the embedded store."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyoxigraph as ox
import pytest
from servers.engines import ENGINES, Engine
from servers.matrix import NAMES, Rows, compare, load, remote, rows

from cfgraph.analysis.query import find
from cfgraph.cli import main
from cfgraph.store.embedded import EmbeddedStore
from cfgraph.store.loading import insert_graph
from cfgraph.store.remote import RemoteStore
from cfgraph.workspace import Workspace


@pytest.fixture(scope="module")
def expected(workspace: Workspace) -> dict[str, Rows]:
    """What the store on disk answers to each query."""
    store = workspace.store()
    return {name: rows(store.query(find(name).text)) for name in NAMES}


@pytest.fixture(scope="module", params=ENGINES)
def engine(
    request: pytest.FixtureRequest, workspace: Workspace, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """A running server with the shipped plan in it."""
    with ENGINES[request.param](tmp_path_factory.mktemp(request.param)) as running:
        load(running, workspace.folder)
        yield running


def counts(engine: Engine, graphs: list[str]) -> dict[str, int]:
    """How many triples the server holds in each graph."""
    store = RemoteStore(engine.query)
    return {name: store.count(name) for name in graphs}


def printed(capsys: pytest.CaptureFixture[str]) -> str:
    """What a command has printed, whole decimals without the nought that Jena gives them."""
    return re.sub(r"(\d)\.0\b", r"\1", capsys.readouterr().out)


def test_a_server_holds_every_triple(engine: Engine, workspace: Workspace) -> None:
    """Loaded over the Graph Store Protocol, each graph has as many triples as in the own store."""
    store = workspace.store()
    graphs = store.graphs()
    assert {name: sum(1 for _ in store.quads(name)) for name in graphs} == counts(engine, graphs)


@pytest.mark.parametrize("name", NAMES)
def test_a_server_gives_the_same_rows(engine: Engine, expected: dict[str, Rows], name: str) -> None:
    """The file as it stands gives the rows that the embedded store gives."""
    assert (expected[name].total(), "") == tuple(compare(remote(engine), name, expected[name]))


@pytest.mark.parametrize(
    "command",
    [
        ["gaps", "--from", "negotiating", "--format", "csv"],
        ["balance", "--place", "dongshan", "--from", "proposed"],
        ["explain", "separator", "--from", "negotiating"],
        ["query", "gaps/overshoot", "-p", "from=negotiating", "-p", "plan=chifeng-2023", "--format", "csv"],
        ["query", "gaps/shared-figures", "-p", "chemistry=ncm622", "--format", "csv"],
        ["query", "gaps/feed-needed", "-p", "from=proposed", "-p", "chemistry=ncm811", "--format", "csv"],
        ["query", "chains/upstream", "-p", "link=lithium-battery/cells", "--format", "csv"],
        ["query", "projects/by-enterprise", "-p", "enterprise=dadao", "--format", "csv"],
    ],
    ids=" ".join,
)
def test_a_command_with_values_prints_the_same(
    engine: Engine, workspace: Workspace, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    """With other cuts, places, chemistries and plans put into the queries, the output is that of the own store."""
    assert 0 == main([*command, "--workspace", str(workspace.folder)])
    own = printed(capsys)
    assert own.count("\n") > 1
    assert 0 == main([*command, "--endpoint", engine.query])
    assert own == printed(capsys)


@pytest.mark.parametrize("engine", ["virtuoso"], indirect=True)
def test_an_update_puts_the_same_in_place(engine: Engine, workspace: Workspace, expected: dict[str, Rows]) -> None:
    """Loaded by SPARQL Update over graphs that hold something else, each graph is whole again, and only that."""
    store = workspace.store()
    graphs = store.graphs()
    triple = ox.Triple(ox.NamedNode("urn:x"), ox.NamedNode("urn:p"), ox.Literal("old"))
    with pytest.MonkeyPatch.context() as patch:
        for name, value in engine.environment.items():
            patch.setenv(name, value)
        for name in graphs:
            insert_graph(engine.update)(name, [triple])
    assert dict.fromkeys(graphs, 1) == counts(engine, graphs)
    load(engine, workspace.folder, "--update")
    assert {name: sum(1 for _ in store.quads(name)) for name in graphs} == counts(engine, graphs)
    asked = "gaps/missing"
    assert (expected[asked].total(), "") == tuple(compare(remote(engine), asked, expected[asked]))


@pytest.mark.parametrize("name", NAMES)
def test_memory_and_disk_give_the_same_rows(expected: dict[str, Rows], store: EmbeddedStore, name: str) -> None:
    """The embedded store in memory answers as the one on disk."""
    assert (expected[name].total(), "") == tuple(compare(store.query, name, expected[name]))


@pytest.mark.parametrize("name", NAMES)
def test_no_column_is_a_boolean(store: EmbeddedStore, name: str) -> None:
    """Yes and no are words in a row: Virtuoso gives a boolean as a number."""
    terms = {term for row in store.query(find(name).text).rows for term in row.values()}
    assert [] == [t for t in terms if isinstance(t, ox.Literal) and t.datatype.value.endswith("#boolean")]
