"""The dumps: complete, the same every time, and read by a parser that is neither rdflib nor Oxigraph."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from cfgraph.publish.export import SUMS, export

from cfgraph.graph.build import Built
from cfgraph.graph.close import infer
from cfgraph.namespaces import graph
from cfgraph.store.embedded import EmbeddedStore
from cfgraph.workspace import Workspace


@pytest.fixture(scope="module")
def dumps(workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real plan, exported."""
    folder = tmp_path_factory.mktemp("export")
    export(workspace.store(), folder)
    return folder


def rapper() -> str:
    """The program of raptor; only a machine that cannot install it may skip."""
    program = shutil.which("rapper")
    if program is None and os.environ.get("CI"):
        pytest.fail("raptor2-utils must be installed in CI")
    if program is None:
        pytest.skip("rapper is not installed: apt-get install raptor2-utils")
    return program


def count(path: Path, syntax: str) -> int:
    """How many triples raptor reads; its own words on an error."""
    ran = subprocess.run([rapper(), "-c", "-i", syntax, str(path)], capture_output=True, text=True, check=False)
    found = re.search(r"returned (\d+) triples", ran.stderr)
    assert ran.returncode == 0, ran.stderr
    assert found
    return int(found[1])


GRAPHS = ("ontology", "shapes", "knowledge", "plan-chifeng-2023", "evidence-chifeng-2023", "inferred", "meta")


@pytest.mark.parametrize("name", GRAPHS)
@pytest.mark.parametrize(("ending", "syntax"), [("ttl", "turtle"), ("nt", "ntriples")])
def test_raptor_reads_every_graph_with_the_same_number_of_triples(
    dumps: Path, workspace: Workspace, name: str, ending: str, syntax: str
) -> None:
    """Turtle and N-Triples of each graph hold as many triples as the store, read by raptor."""
    key = name.replace("-", "/", 1) if name.startswith(("plan", "evidence")) else name
    expected = sum(1 for _ in workspace.store().quads(graph(key)))
    assert expected == count(dumps / f"{name}.{ending}", syntax)


@pytest.mark.parametrize(("name", "syntax"), [("cfgraph.nq", "nquads"), ("cfgraph.trig", "trig")])
def test_raptor_reads_the_whole_dataset(dumps: Path, workspace: Workspace, name: str, syntax: str) -> None:
    """The dataset holds the quads of all graphs together."""
    assert sum(1 for _ in workspace.store().quads()) == count(dumps / name, syntax)


def test_checksums_are_those_of_the_files(dumps: Path) -> None:
    """SHA256SUMS names every other file with its hash."""
    lines = [line.split("  ") for line in (dumps / SUMS).read_text().splitlines()]
    assert {path.name for path in dumps.iterdir()} - {SUMS} == {name for _, name in lines}
    assert [digest for digest, _ in lines] == [
        hashlib.sha256((dumps / name).read_bytes()).hexdigest() for _, name in lines
    ]


def test_exporting_from_another_build_gives_the_same_bytes(dumps: Path, tmp_path: Path) -> None:
    """A second build in another folder is exported byte for byte alike."""
    other = Workspace(tmp_path / "ws")
    other.build()
    export(other.store(), tmp_path / "again")
    assert (dumps / SUMS).read_bytes() == (tmp_path / "again" / SUMS).read_bytes()


def test_internal_plans_stay_at_home(tiny: Built, tmp_path: Path) -> None:
    """A user's plan and what only it leads to are exported when asked for; what the public part leads to always is."""
    store = EmbeddedStore.in_memory(tiny.quads + infer(tiny))
    export(store, tmp_path / "public")
    assert not any("tiny" in path.read_text(encoding="utf-8") for path in (tmp_path / "public").iterdir())
    assert (tmp_path / "public" / "inferred.ttl").is_file()
    export(store, tmp_path / "all", internal=True)
    assert (tmp_path / "all" / "plan-tiny-2025.ttl").is_file()
