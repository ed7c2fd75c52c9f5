"""A site of the shipped plan with the linked data, the query interface and the dumps."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
import uvicorn
from starlette.applications import Starlette

from cfgraph.store.embedded import EmbeddedStore
from cfgraph.web.linked import api, dumps, things
from cfgraph.web.officer.browse import Browse
from cfgraph.web.officer.chain import overview
from cfgraph.web.site import Site

Get = Callable[..., httpx.Response]


def application(site: Site) -> Starlette:
    """The rooms under test under one roof."""
    return Starlette(
        routes=[
            *things.routes(site),
            *things.page_routes(site),
            *api.routes(site),
            *dumps.routes(site),
            *overview.routes(Browse(site)),
        ]
    )


@contextmanager
def serving(app: Starlette) -> Iterator[str]:
    """A real server on a free port of loopback, stopped at the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [free]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{free.getsockname()[1]}"
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="session")
def app(store: EmbeddedStore, tmp_path_factory: pytest.TempPathFactory) -> Starlette:
    """The shipped plan as a site."""
    return application(Site(store, tmp_path_factory.mktemp("site") / "db"))


@pytest.fixture(scope="session")
def address(app: Starlette) -> Iterator[str]:
    """The address of a running server of the shipped plan."""
    with serving(app) as found:
        yield found


@pytest.fixture(scope="session")
def get(address: str) -> Iterator[Get]:
    """GET over HTTP, following redirects unless told otherwise."""
    with httpx.Client(base_url=address, follow_redirects=True, timeout=60) as client:
        yield client.get


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[[list[ox.Quad]], Get]]:
    """A server of quads that a test made up."""
    from contextlib import ExitStack

    with ExitStack() as stack:

        def start(quads: list[ox.Quad]) -> Get:
            app = application(Site(EmbeddedStore.in_memory(quads), tmp_path / "db"))
            client = httpx.Client(base_url=stack.enter_context(serving(app)), follow_redirects=True, timeout=60)
            return stack.enter_context(client).get

        yield start
