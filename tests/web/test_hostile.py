"""Queries that mean harm: a status of 4xx or of the limit, nothing read from outside, and nobody else notices."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time

import httpx
import pytest

from cfgraph.store.embedded import EmbeddedStore
from cfgraph.web.served import served_copy
from cfgraph.web.workers.gate import depth
from tests.web.hostile import ELSEWHERE, HEAVY, SERVICES

ASK = {"query": "ASK { ?s ?p ?o }"}


@pytest.fixture
def listener():
    """A port that counts who calls."""
    called: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        stop = threading.Event()

        def listen() -> None:
            while not stop.is_set():
                try:
                    connection, address = server.accept()
                except TimeoutError:
                    continue
                called.append(address)
                connection.close()

        thread = threading.Thread(target=listen)
        thread.start()
        yield server.getsockname()[1], called
        stop.set()
        thread.join()


@pytest.mark.parametrize("name", SERVICES)
def test_no_spelling_reaches_another_address(reader: httpx.Client, listener, name: str) -> None:
    """400, and the address that was to be called hears nothing."""
    port, called = listener
    query = SERVICES[name].format(url=ELSEWHERE.format(port=port))
    answer = reader.post("/sparql", data={"query": query})
    assert 400 == answer.status_code, answer.text
    assert [] == called


@pytest.mark.skipif(sys.platform != "linux", reason="a lock of Linux")
def test_a_query_that_passed_the_gate_could_call_nobody(listener, tmp_path) -> None:
    """Behind the gate the engine itself cannot open a socket: a SERVICE fails, and nobody was called."""
    port, called = listener
    program = (
        "import pyoxigraph as ox\nfrom cfgraph.web.workers.network import lock_network\nassert lock_network()\n"
        f"query = {SERVICES['plain'].format(url=ELSEWHERE.format(port=port))!r}\n"
        "try:\n    list(ox.Store().query(query))\nexcept OSError as error:\n    print('closed')\n"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "closed" == ran.stdout.strip()
    assert [] == called


@pytest.mark.parametrize("name", HEAVY)
def test_a_heavy_query_ends_and_the_next_client_is_served(reader: httpx.Client, name: str) -> None:
    """A short answer within the limits: a cut result, 400, 504 or 507; the next query is answered at once."""
    started = time.monotonic()
    answer = reader.post("/sparql", data={"query": HEAVY[name]})
    assert answer.status_code in (200, 400, 503, 504, 507), answer.text
    assert time.monotonic() - started < 12
    assert len(answer.content) <= 2 << 20
    assert 200 == reader.get("/sparql", params=ASK).status_code


def test_what_takes_too_long_says_so(reader: httpx.Client) -> None:
    """504 after the time limit."""
    answer = reader.post("/sparql", data={"query": HEAVY["cross product"]})
    assert (504, "the query takes longer than 3 seconds\n") == (answer.status_code, answer.text)


def test_deep_nesting_is_refused_and_honest_nesting_is_not(reader: httpx.Client) -> None:
    """A hundred brackets pass, more do not."""
    for deep, status in ((99, 200), (101, 400)):
        query = "ASK { FILTER(" + "(" * (deep - 2) + "1" + ")" * (deep - 2) + ") }"
        assert deep == depth(query)
        assert status == reader.post("/sparql", data={"query": query}).status_code


def test_brackets_in_comments_and_strings_do_not_count() -> None:
    """Only what a parser would nest is counted."""
    assert 1 == depth('ASK { ?s ?p "((((" # {{{{\n }')


def test_a_slow_query_does_not_delay_a_quick_one(reader: httpx.Client) -> None:
    """While three of them run and wait, a quick query of somebody else is answered within two seconds."""

    def attack() -> None:
        with httpx.Client(base_url=reader.base_url, timeout=60) as client:
            client.post("/sparql", data={"query": HEAVY["cross product"]})

    threads = [threading.Thread(target=attack) for _ in range(3)]
    for thread in threads:
        thread.start()
    time.sleep(0.5)
    transport = httpx.HTTPTransport(local_address="127.0.0.2" if sys.platform == "linux" else "127.0.0.1")
    with httpx.Client(base_url=reader.base_url, transport=transport, timeout=60) as other:
        started = time.monotonic()
        assert 200 == other.get("/sparql", params=ASK).status_code
        waited = time.monotonic() - started
    for thread in threads:
        thread.join()
    assert waited < 2


PATHS = ["/../etc/passwd", "/graphs/..%2f..%2fetc", "/graphs/%2e%2e/x", "/sparql%00", "/\\x", "/" + "a" * 8192, "/铜箔",
         "/graphs/%5c", "/none", "/graphs/%0d%0aX: y", "//example.org/"]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_a_path_that_is_none_is_a_short_4xx(reader: httpx.Client, path: str) -> None:
    """Unknown and hostile paths get a status of 4xx and one line, with the headers of every answer."""
    with socket.create_connection((reader.base_url.host, reader.base_url.port)) as raw:
        raw.sendall(b"GET " + path.encode() + b" HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        answer = b"".join(iter(lambda: raw.recv(65536), b""))
    status, length = int(answer.split()[1]), len(answer.partition(b"\r\n\r\n")[2])
    assert 400 <= status < 500
    assert length < 200


def test_every_answer_has_the_headers_that_keep_browsers_safe(reader: httpx.Client) -> None:
    """Answers and refusals alike."""
    for path in ("/sparql", "/none", "/sparql?query=x"):
        headers = reader.get(path).headers
        assert "default-src 'self'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert ("nosniff", "no-referrer") == (headers["X-Content-Type-Options"], headers["Referrer-Policy"])


@pytest.mark.parametrize(
    ("host", "status"), [("evil.example", 421), ("127.0.0.1:1", 200), ("localhost", 200), ("", 421)]
)
def test_another_name_does_not_reach_this_machine(reader: httpx.Client, host: str, status: int) -> None:
    """A page whose name was pointed at this machine is not served."""
    assert status == reader.get("/sparql", headers={"Host": host}).status_code


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_workers_end_with_their_server(tmp_path) -> None:
    """A worker whose input has ended ends, even if nobody ended it."""
    served_copy(EmbeddedStore.in_memory([]), tmp_path)
    (folder,) = (tmp_path / "served").iterdir()
    command = [sys.executable, "-m", "cfgraph.web.workers.worker", str(folder), str(1 << 30), "10", "1000", "5"]
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert child.stdout is not None
    assert child.stdin is not None
    child.stdout.read(4)
    assert os.path.exists(f"/proc/{child.pid}")
    child.stdin.close()
    assert 0 == child.wait(5)
    child.stdout.close()
