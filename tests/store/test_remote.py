"""A remote endpoint: every bad answer is an error that says so, and every command can ask there."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pyoxigraph as ox
import pytest
from servers.engines import Engine, oxigraph

from cfgraph.cli import main
from cfgraph.errors import LimitError, StoreError, UsageError
from cfgraph.namespaces import CF, graph
from cfgraph.store.exchange import Limits, check_address
from cfgraph.store.loading import put_graph
from cfgraph.store.remote import NAMED_AT_MOST, RemoteStore, form_of
from cfgraph.workspace import Workspace

P = ox.NamedNode("urn:p")
VISIBILITY, PUBLIC = ox.NamedNode(f"{CF}visibility"), ox.Literal("public")
JSON = "application/sparql-results+json"
GRAPHS = b'{"head":{"vars":["graph"]},"results":{"bindings":[{"graph":{"type":"uri","value":"%s"}}]}}'
HELD = GRAPHS % graph("plan", "x").encode()
Answer = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def server(answer: Answer) -> Iterator[str]:
    """A server on loopback whose every answer is ``answer``; its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            answer(self)

        do_GET = do_PUT = do_POST  # noqa: N815

        def log_message(self, *args: object) -> None:
            pass

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{running.server_address[1]}/sparql"
    finally:
        running.shutdown()
        running.server_close()


def says(body: bytes, media: str = JSON, status: int = 200, **headers: str) -> Answer:
    """An answer of one body."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", media)
        for name, value in (
            {"Content-Length": str(len(body))} | {k.replace("_", "-"): v for k, v in headers.items()}
        ).items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def dripping(handler: BaseHTTPRequestHandler) -> None:
    """A byte now and then, for ever."""
    handler.send_response(200)
    handler.send_header("Content-Type", JSON)
    handler.end_headers()
    try:
        for _ in range(100):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.05)
    except OSError:
        return


def silent(handler: BaseHTTPRequestHandler) -> None:
    """Nothing at all."""
    time.sleep(2)


BAD = {
    "an HTML error page": (
        says(b"<html><body><h1>Bad gateway</h1></body>", "text/html", 502),
        "endpoint-status",
        StoreError,
    ),
    "an HTML page instead of an answer": (says(b"<html>Log in", "text/html"), "endpoint-type", StoreError),
    "an empty body": (says(b""), "endpoint-empty", StoreError),
    "a redirect to itself": (says(b"", status=302, Location="/sparql"), "endpoint-moved", StoreError),
    "a redirect elsewhere": (says(b"", status=307, Location="file:///etc/passwd"), "endpoint-moved", StoreError),
    "text for an answer": (says(b"ok", "text/plain"), "endpoint-type", StoreError),
    "half an answer": (says(HELD[:60]), "endpoint-damaged", StoreError),
    "a connection that breaks off": (says(HELD, Content_Length="9999"), "endpoint-broken", StoreError),
    "a cut answer of Virtuoso": (says(HELD, X_SPARQL_MaxRows="1"), "endpoint-cut", LimitError),
    "a cut answer of ours": (says(HELD, X_Cfgraph_Truncated="rows"), "endpoint-cut", LimitError),
    "an answer that is too large": (says(HELD + b" " * 5000), "endpoint-size", LimitError),
    "a slow drip": (dripping, "endpoint-time", LimitError),
    "no word": (silent, "endpoint-time", LimitError),
    "a refusal": (says(b"two queries", "text/plain", 400), "endpoint-400", UsageError),
    "a wrong login": (says(b"who?", "text/plain", 401), "endpoint-401", StoreError),
    "no such address": (says(b"", "text/plain", 404), "endpoint-404", StoreError),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_answer_is_an_error_that_says_so(kind: str) -> None:
    """No part of an answer is taken for the whole, and nothing waits longer than its limit."""
    answer, key, error = BAD[kind]
    with server(answer) as address, pytest.raises(error) as told:
        RemoteStore(address, Limits(seconds=0.6, size=4096)).graphs()
    assert key == told.value.problems[0].key
    assert address.partition("?")[0] in told.value.text("zh")


def test_the_words_of_an_error_page_come_without_markup() -> None:
    """The reason is one line of the page's own words."""
    page = b"<html><head><style>p{}</style></head><body><h1>Bad\n gateway</h1><script>x()</script>"
    with server(says(page, "text/html", 502)) as address, pytest.raises(StoreError) as told:
        RemoteStore(address).graphs()
    assert "Bad gateway" == told.value.problems[0].params["reason"]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "x",
        "ftp://a/b",
        "file:///etc/passwd",
        "http://",
        "http://u:p@host/",
        "http://a b/",
        "http://a:99999/",
        "http://[::1",
    ],
)
def test_what_is_no_address_is_a_usage_error(address: str) -> None:
    """Only http and https with a host; a password in an address would end up in histories and logs."""
    with pytest.raises(UsageError):
        check_address(address)


def test_a_server_that_is_not_there_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 4 and one line with the address."""
    assert 4 == main(["gaps", "--endpoint", "http://127.0.0.1:9/sparql"])
    assert "http://127.0.0.1:9/sparql" in capsys.readouterr().err


def test_the_graphs_of_cfgraph_are_named_in_the_request() -> None:
    """What else the server holds, and what it takes for its default graph, changes no answer."""
    seen: list[dict[str, list[str]]] = []
    both = GRAPHS.replace(b"]}}", b',{"graph":{"type":"uri","value":"urn:else"}}]}}') % graph("plan", "x").encode()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        seen.append(parse_qs(handler.body.decode()))  # type: ignore[attr-defined]
        says(both)(handler)

    with server(answer) as address:
        RemoteStore(address).query("SELECT * { ?s ?p ?o }")
    assert [graph("plan", "x")] == seen[1]["default-graph-uri"] == seen[1]["named-graph-uri"]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("SELECT * {}", "SELECT"),
        ("# ADD and DROP\nPREFIX a: <urn:#x> BASE <urn:b>\nask {}", "ASK"),
        ("prefix : <urn:x> construct {} where {}", "CONSTRUCT"),
        ("DESCRIBE <urn:SELECT>", "DESCRIBE"),
    ],
)
def test_the_form_of_a_query_is_the_word_after_the_prologue(text: str, form: str) -> None:
    """Words in comments and IRIs do not count."""
    assert form == form_of(text)


@pytest.mark.parametrize(
    "text", ["DROP ALL", "PREFIX a: <urn:x> INSERT DATA {}", "", "# SELECT", "SELECTED", "LOAD <urn:x>"]
)
def test_an_update_is_never_sent_as_a_query(text: str) -> None:
    """What is no query is refused here."""
    with pytest.raises(UsageError):
        form_of(text)


def test_a_login_is_sent_to_the_address_that_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Basic: the server asks, and the second request carries user and password."""
    monkeypatch.setenv("CFGRAPH_USER", "jia")
    monkeypatch.setenv("CFGRAPH_PASSWORD", "密")

    def answer(handler: BaseHTTPRequestHandler) -> None:
        if handler.headers.get("Authorization", "").startswith("Basic "):
            says(HELD)(handler)
        else:
            says(b"", status=401, WWW_Authenticate='Basic realm="x"')(handler)

    with server(answer) as address:
        assert [graph("plan", "x")] == RemoteStore(address).graphs()


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A running Oxigraph server."""
    with oxigraph(tmp_path_factory.mktemp("oxigraph")) as running:
        yield running


def test_commands_ask_the_endpoint(
    engine: Engine, workspace: Workspace, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """After load, gaps, explain, compare and a query print the same from the server as from the own store."""
    place = ["--workspace", str(workspace.folder)]
    assert 0 == main(["load", "--endpoint", engine.query, "--graph-store", engine.graph_store, *place])
    capsys.readouterr()
    for command in (
        ["gaps", "--format", "json"],
        ["balance"],
        ["explain", "separator"],
        ["compare", "--a", "from=negotiating", "--b", "from=under-construction"],
        ["query", "gaps/missing", "-p", "place=dongshan", "--format", "csv"],
        ["check", "--coverage"],
    ):
        assert 0 == main([*command, *place])
        own = capsys.readouterr().out
        assert 0 == main([*command, "--endpoint", engine.query])
        assert own == capsys.readouterr().out


def test_results_are_not_saved_on_an_endpoint(engine: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    """``gaps --save`` with an endpoint is refused: cfgraph load is what writes there."""
    assert 2 == main(["gaps", "--save", "--endpoint", engine.query])
    assert "cfgraph load" in capsys.readouterr().err


def test_an_internal_plan_is_never_loaded(tmp_path: Path, tiny_folder: Path, engine: Engine) -> None:
    """A word of an internal plan reaches no server."""
    settings = tiny_folder / "plan.toml"
    settings.write_text('visibility = "internal"\n' + settings.read_text("utf-8"), encoding="utf-8")
    own = ["--data", str(tiny_folder.parent), "--workspace", str(tmp_path / "w")]
    assert 0 == main(["load", "--endpoint", engine.query, "--graph-store", engine.graph_store, *own])
    found = RemoteStore(engine.query)
    assert [] == [name for name in found.graphs() if "tiny-2025" in name]
    assert [] == [q for q in found.quads() if "tiny-2025" in str(q)]


def test_a_server_with_hundreds_of_graphs_must_unite_them_itself(tmp_path: Path) -> None:
    """Too many graphs to name, and a default graph that is not their union: the error says what to turn on."""
    with oxigraph(tmp_path) as crowded:
        write = put_graph(crowded.graph_store)
        names = [graph("plan", str(number)) for number in range(NAMED_AT_MOST + 1)]
        for name in names:
            write(name, [ox.Triple(ox.NamedNode("urn:s"), P, ox.Literal("1"))])
        write(graph("meta"), (ox.Triple(ox.NamedNode(name), VISIBILITY, PUBLIC) for name in names))
        with pytest.raises(StoreError) as told:
            RemoteStore(crowded.query).query("ASK { ?s ?p ?o }")
    assert "endpoint-no-union" == told.value.problems[0].key
