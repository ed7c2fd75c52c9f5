"""``cfgraph serve`` as a process, and the clients that people have."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
from rdflib import Graph, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import JSON, TURTLE, XML, SPARQLWrapper

from cfgraph.analysis.visibility import shown_graphs, shown_quads
from cfgraph.cli import main
from cfgraph.namespaces import CF, graph
from cfgraph.store.embedded import EmbeddedStore
from cfgraph.web.site import Limits
from cfgraph.workspace import Workspace
from tests.web.conftest import TOKEN, quad, rows, running

WORD = "Geheimnis4711"
SECRET = graph("plan", "secret")


@pytest.fixture
def planted(tiny_store: EmbeddedStore, tmp_path: Path) -> Iterator[httpx.Client]:
    """The tiny plan with an internal graph, whose word must not come out."""
    mark = quad(SECRET, f"{CF}visibility", "internal", graph("meta"))
    title = quad(SECRET, "http://purl.org/dc/terms/title", WORD, graph("meta"))
    secret = [quad("urn:secret", "urn:says", WORD, SECRET), quad("urn:unmarked", "urn:says", WORD, "urn:unmarked")]
    store = EmbeddedStore.in_memory([*tiny_store.quads(), mark, title, *secret])
    with running(store, tmp_path, Limits(rows=1_000_000)) as client:
        yield client


def test_an_internal_word_reaches_no_answer(planted: httpx.Client, tmp_path: Path) -> None:
    """Neither a query, nor a graph, nor the description, nor the served files hold a planted word."""
    answers = [
        planted.get("/sparql", params={"query": f"SELECT * {{ {pattern} }}"})
        for pattern in ("?s ?p ?o", "GRAPH ?g { ?s ?p ?o }", f"GRAPH <{SECRET}> {{ ?s ?p ?o }}")
    ]
    answers += [
        planted.get("/sparql"),
        planted.get("/graphs?default"),
        planted.get("/graphs", params={"graph": SECRET}),
    ]
    answers += [planted.get("/sparql", params={"query": "ASK {}", "default-graph-uri": SECRET})]
    answers += [planted.get("/sparql", params={"query": f"DESCRIBE <{SECRET}> <urn:secret>"})]
    assert [200, 200, 200, 200, 200, 404, 400, 200] == [answer.status_code for answer in answers]
    assert 100 < len(answers[0].json()["results"]["bindings"])
    assert all(WORD not in answer.text for answer in answers)
    files = [path.read_bytes() for path in (tmp_path / "served").rglob("*") if path.is_file()]
    assert files
    assert all(WORD.encode() not in data for data in files)


def test_only_what_is_marked_public_is_public(tiny_store: EmbeddedStore) -> None:
    """A graph without a mark is not public, and a graph that is marked in both ways is not."""
    marks = [quad("urn:both", f"{CF}visibility", kind, graph("meta")) for kind in ("public", "internal")]
    data = [quad("urn:x", "urn:p", WORD, name) for name in ("urn:both", "urn:unmarked")]
    store = EmbeddedStore.in_memory([*tiny_store.quads(), *marks, *data])
    assert shown_graphs(tiny_store) == shown_graphs(store)
    assert all(WORD not in str(quad) for quad in shown_quads(store))


@pytest.fixture
def command(workspace: Workspace) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The command, run on a free port: the process and the address that it printed."""
    words = ["serve", "--port", "0", "--lang", "en", "--workspace", str(workspace.folder)]
    child = subprocess.Popen(
        [sys.executable, "-m", "cfgraph", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    line = child.stdout.readline()
    try:
        yield child, line.split()[2].rstrip(";/")
    finally:
        child.kill()
        child.communicate()


def children(parent: int) -> list[int]:
    """The processes that a process has started."""
    files = Path(f"/proc/{parent}/task").glob("*/children")
    return [int(word) for file in files for word in file.read_text().split()]


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_the_command_answers_and_ends_quietly(command: tuple[subprocess.Popen[str], str], ending: int) -> None:
    """It prints its address and answers; Ctrl-C and SIGTERM end it and its workers without a word."""
    child, address = command
    answer = httpx.get(f"{address}/sparql", params={"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"})
    assert int(rows(answer)[0]["n"]) > 30_000
    workers = children(child.pid)
    assert 3 == len(workers)
    started = time.monotonic()
    child.send_signal(ending)
    _, errors = child.communicate(timeout=15)
    assert "" == errors
    assert time.monotonic() - started < 5
    assert not any(os.path.exists(f"/proc/{worker}") for worker in workers)


def test_a_port_in_use_is_told(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2 and a line that says which port, and what to do."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code = main(["serve", "--port", str(port), "--lang", "en", "--workspace", str(workspace.folder)])
    shown = capsys.readouterr().err
    assert 2 == code
    assert str(port) in shown
    assert "--port" in shown


WRONG = [
    (["--port", "99999"], "99999"),
    (["--host", "no.such.host.invalid"], "no.such.host.invalid"),
    (["--port", "0", "--base", "ftp://x/"], "ftp://x/"),
    (["--writable"], "CFGRAPH_TOKEN"),
]


@pytest.mark.parametrize(("words", "told"), WRONG)
def test_a_wrong_option_is_told(
    words: list[str], told: str, workspace: Workspace, capsys: pytest.CaptureFixture[str], monkeypatch
) -> None:
    """Exit code 2 and the option that is wrong; writing without a token is one of them."""
    monkeypatch.delenv("CFGRAPH_TOKEN", raising=False)
    assert 2 == main(["serve", *words, "--lang", "en", "--workspace", str(workspace.folder)])
    assert told in capsys.readouterr().err


def test_rdflib_reads_the_endpoint(reader: httpx.Client) -> None:
    """rdflib's SPARQLStore asks, and gets terms."""
    remote = Graph(SPARQLStore(str(reader.base_url.join("/sparql"))))
    found = list(remote.query("SELECT ?s { ?s a <http://www.w3.org/2002/07/owl#Ontology> }"))
    assert URIRef("https://w3id.org/cfgraph/ontology") in {row[0] for row in found}
    assert 0 < len(list(remote.triples((URIRef("https://w3id.org/cfgraph/ontology"), None, None))))


@pytest.mark.parametrize(("form", "kind"), [(JSON, dict), (XML, object)])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_sparqlwrapper_reads_the_endpoint(reader: httpx.Client, form: str, kind: type, method: str) -> None:
    """SPARQLWrapper converts JSON and XML, by GET and by POST."""
    client = SPARQLWrapper(str(reader.base_url.join("/sparql")), returnFormat=form)
    client.setMethod(method)
    client.setQuery("SELECT ?s { ?s ?p ?o } LIMIT 3")
    found = client.query().convert()
    assert isinstance(found, kind)
    names = found["results"]["bindings"] if form == JSON else found.getElementsByTagName("result")
    assert 3 == len(names)


def test_sparqlwrapper_reads_a_graph(reader: httpx.Client) -> None:
    """A CONSTRUCT comes as Turtle that parses."""
    client = SPARQLWrapper(str(reader.base_url.join("/sparql")), returnFormat=TURTLE)
    client.setQuery("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 5")
    assert 5 == len(list(ox.parse(client.query().convert(), format=ox.RdfFormat.TURTLE)))


def test_a_whole_graph_is_read_as_it_lies_in_the_store(reader: httpx.Client, workspace: Workspace) -> None:
    """A graph over HTTP has as many triples as the store, past the limit for queries."""
    name = graph("plan", "chifeng-2023")
    answer = reader.get("/graphs", params={"graph": name}, headers={"Accept": "application/n-triples"})
    assert sum(1 for _ in workspace.store().quads(name)) == answer.text.count("\n")


def test_our_own_client_asks_our_own_server(reader: httpx.Client, capsys: pytest.CaptureFixture[str]) -> None:
    """A listed graph that holds nothing is empty there, as on other servers."""
    assert 0 == main(["query", "gaps/talks-only", "--endpoint", f"{reader.base_url}/sparql"])
    assert "隔膜" in capsys.readouterr().out


def test_our_own_loader_fills_our_own_server(
    writer: httpx.Client, workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """``cfgraph load`` into ``serve --writable``; a question is answered there as at home."""
    own = ["--workspace", str(workspace.folder)]
    monkeypatch.setenv("CFGRAPH_TOKEN", TOKEN)
    target = ["--endpoint", f"{writer.base_url}/sparql", "--graph-store", f"{writer.base_url}/graphs"]
    assert 0 == main(["load", *target, *own])
    capsys.readouterr()
    assert 0 == main(["query", "gaps/missing", *own])
    here = capsys.readouterr().out
    assert 0 == main(["query", "gaps/missing", "--endpoint", f"{writer.base_url}/sparql"])
    assert here == capsys.readouterr().out
