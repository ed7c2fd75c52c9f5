"""What ``cfgraph serve`` hands out, taken by the tools of other triple stores: the dumps loaded, the endpoint asked."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
from servers.engines import (
    ENGINES,
    PASSWORD,
    Engine,
    free_port,
    jena,
    oxigraph_program,
    running,
)
from servers.matrix import compare, remote, rows

from cfgraph.analysis.query import find
from cfgraph.namespaces import BASE
from cfgraph.store.base import Answer
from cfgraph.store.remote import RemoteStore
from cfgraph.workspace import Workspace

SIZES = """\
PREFIX void: <http://rdfs.org/ns/void#>
SELECT ?set ?dump ?triples { ?set void:dataDump ?dump ; void:triples ?triples }
"""
GRAPH = f"{BASE}graph/"


@pytest.fixture(scope="module")
def site(workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of ``cfgraph serve`` as a process of its own."""
    base = f"http://127.0.0.1:{(port := free_port())}"
    command = [sys.executable, "-m", "cfgraph", "serve", "--port", str(port), "--workspace", str(workspace.folder)]
    with running(command, tmp_path_factory.mktemp("serve"), f"{base}/dumps/SHA256SUMS"):
        yield base


@pytest.fixture(scope="module")
def fetched(site: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every dump that the checksums name, fetched over HTTP and whole."""
    folder = tmp_path_factory.mktemp("fetched")
    with httpx.Client(base_url=f"{site}/dumps/", timeout=60) as client:
        for line in client.get("SHA256SUMS").raise_for_status().text.splitlines():
            total, name = line.split()
            data = client.get(name).raise_for_status().content
            assert total == hashlib.sha256(data).hexdigest()
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(data)
    return folder


@pytest.fixture(scope="module")
def told(fetched: Path) -> list[tuple[str, str, int]]:
    """What VoID says: the IRI of a graph or of the whole, the name of its dump, how many triples."""
    store = ox.Store()
    store.load(path=str(fetched / "void.ttl"), format=ox.RdfFormat.TURTLE)
    found = store.query(SIZES)
    assert isinstance(found, ox.QuerySolutions)
    return [(row[0].value, row[1].value.removeprefix(f"{BASE}dumps/"), int(row[2].value)) for row in found]


@pytest.fixture(scope="module")
def sizes(told: list[tuple[str, str, int]]) -> dict[str, int]:
    """The triples of each graph after VoID."""
    return {name: triples for name, _, triples in told if name.startswith(GRAPH)}


def tool(words: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """A tool that has ended, and well."""
    ran = subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran


def test_riot_counts_in_each_dump_what_void_says(
    fetched: Path, told: list[tuple[str, str, int]], sizes: dict[str, int]
) -> None:
    """Jena reads all syntaxes; N-Quads and TriG hold the triples of all graphs, those in two graphs twice."""
    expected = {name: triples for _, name, triples in told}
    expected.update({f"cfgraph.{ending}": sum(sizes.values()) for ending in ("nq", "trig")})
    assert {"ttl", "nt", "rdf", "jsonld", "nq", "trig"} == {name.rpartition(".")[2] for name in expected}
    lines = tool([*jena("riotcmd.riot"), "--count", *sorted(expected)], fetched).stderr
    found = re.findall(r"^(\S+) *: (?:Triples|Quads) = ([\d,]+)$", lines, re.MULTILINE)
    assert expected == {name: int(number.replace(",", "")) for name, number in found}


def by_oxigraph(folder: Path, dump: Path, stack: ExitStack) -> Engine:
    """``oxigraph load`` into a folder, then the server on it."""
    tool([oxigraph_program(), "load", "--location", str(folder / "db"), "--file", str(dump)], folder)
    return stack.enter_context(ENGINES["oxigraph"](folder))


def by_fuseki(folder: Path, dump: Path, stack: ExitStack) -> Engine:
    """Jena's ``tdb2.tdbloader`` into a folder, then Fuseki on it."""
    tool([*jena("tdb2.tdbloader"), "--loc", str(folder / "db"), str(dump)], folder)
    return stack.enter_context(ENGINES["fuseki"](folder))


def by_virtuoso(folder: Path, dump: Path, stack: ExitStack) -> Engine:
    """Virtuoso's bulk loader, told by its own SQL client."""
    engine = stack.enter_context(ENGINES["virtuoso"](folder))
    shutil.copy(dump, folder)  # it reads only from folders that it is allowed
    orders = f"ld_dir('{folder}', '{dump.name}', 'urn:default'); rdf_loader_run(); checkpoint;"
    tool(["isql-vt", f"127.0.0.1:{engine.sql}", "dba", PASSWORD, f"EXEC={orders}"], folder)
    return engine


LOADERS: dict[str, Callable[[Path, Path, ExitStack], Engine]]
LOADERS = {"oxigraph": by_oxigraph, "fuseki": by_fuseki, "virtuoso": by_virtuoso}


@pytest.mark.parametrize("name", LOADERS)
def test_a_fetched_dump_is_loaded_by_a_stores_own_tool(
    fetched: Path, sizes: dict[str, int], workspace: Workspace, tmp_path: Path, name: str
) -> None:
    """From the N-Quads alone each graph has as many triples as VoID says, and the gaps are those of the own store."""
    with ExitStack() as stack:
        engine = LOADERS[name](tmp_path, fetched / "cfgraph.nq", stack)
        store = RemoteStore(engine.query)
        assert sizes == {graph: held for graph in store.graphs() if (held := store.count(graph))}
        expected = rows(workspace.store().query(find("gaps/missing").text))
        assert (expected.total(), "") == tuple(compare(remote(engine), "gaps/missing", expected))


@pytest.mark.parametrize("name", ["gaps/missing", "plan/quotes", "projects/without-owner"])
def test_jena_asks_our_endpoint(site: str, workspace: Workspace, tmp_path: Path, name: str) -> None:
    """Jena's own client sends the file of a saved query and gets the rows."""
    words = [*jena("arq.rsparql"), "--service", f"{site}/sparql", "--results=json", "--query", str(find(name).path)]
    found = ox.parse_query_results(tool(words, tmp_path).stdout.encode(), format=ox.QueryResultsFormat.JSON)
    assert isinstance(found, ox.QuerySolutions)
    names = [variable.value for variable in found.variables]
    given = tuple({n: v for n, v in zip(names, row, strict=True) if v is not None} for row in found)
    assert rows(workspace.store().query(find(name).text)) == rows(Answer(tuple(names), given))
