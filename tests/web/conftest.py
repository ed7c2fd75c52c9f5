"""Real servers on free ports: one that only reads, with the shipped plan, and one that can be written."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
import uvicorn

from cfgraph.store.embedded import EmbeddedStore
from cfgraph.web.app import make_app
from cfgraph.web.own import Own
from cfgraph.web.serve import bind, make_site
from cfgraph.web.site import Limits
from cfgraph.workspace import Workspace

TOKEN = "a-token-of-the-tests"
ONE, TWO = "http://example.org/graph/one", "http://example.org/graph/two"
Serve = Callable[..., httpx.Client]


@contextmanager
def running(
    store: EmbeddedStore, folder: Path, limits: Limits, token: str | None = None, own: Own | None = None
) -> Iterator[httpx.Client]:
    """A server in a thread, and a client whose addresses start at it."""
    with bind("127.0.0.1", 0) as listening:
        port = listening.getsockname()[1]
        site = replace(make_site(store, folder, "127.0.0.1", port, token=token, own=own), limits=limits)
        server = uvicorn.Server(uvicorn.Config(make_app(site), log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        while not server.started:
            time.sleep(0.05)
            assert thread.is_alive()
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
                yield client
        finally:
            server.should_exit = True
            thread.join(30)


@pytest.fixture(scope="session")
def reader(workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """The shipped plan, with limits that tests can reach: three seconds, 200 rows, 300 MiB."""
    limits = Limits(seconds=3, rows=200, memory=300 << 20, size=1 << 20)
    store = EmbeddedStore.in_memory(workspace.store().quads())
    with running(store, tmp_path_factory.mktemp("reader"), limits) as client:
        yield client


@pytest.fixture(scope="session")
def writer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A server for writing, with nothing in it at first; the client bears the token."""
    store = EmbeddedStore.in_memory([])
    with running(store, tmp_path_factory.mktemp("writer"), Limits(), TOKEN) as client:
        client.headers["Authorization"] = f"Bearer {TOKEN}"
        yield client


@pytest.fixture
def two_graphs(writer: httpx.Client) -> httpx.Client:
    """The writing server with two graphs of one triple each, and nothing else."""
    writer.post("/sparql", data={"update": "DROP ALL"}).raise_for_status()
    data = f"INSERT DATA {{ GRAPH <{ONE}> {{ <urn:a> <urn:p> 1 }} GRAPH <{TWO}> {{ <urn:a> <urn:p> 2 }} }}"
    writer.post("/sparql", data={"update": data}).raise_for_status()
    return writer


def rows(answer: httpx.Response) -> list[dict[str, str]]:
    """The values of a JSON answer."""
    assert answer.status_code == 200, answer.text
    return [{name: term["value"] for name, term in row.items()} for row in answer.json()["results"]["bindings"]]


def quad(subject: str, prop: str, value: str, graph: str) -> ox.Quad:
    """A quad of IRIs and a string."""
    return ox.Quad(ox.NamedNode(subject), ox.NamedNode(prop), ox.Literal(value), ox.NamedNode(graph))


@pytest.fixture(scope="module")
def chromium():
    """Debian's Chromium, driven by Playwright, whose event loop must be gone before other tests start one."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("chromium is not installed: make tools")
        pytest.skip("chromium is not installed: make tools")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()
