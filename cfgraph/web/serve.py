"""A running server: from a workspace to an address that answers."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

from starlette.types import ASGIApp

from cfgraph.errors import Problem, UsageError
from cfgraph.store.base import Store
from cfgraph.web.own import Own
from cfgraph.web.served import ServedStore, served_copy
from cfgraph.web.site import Site

TOKEN = "CFGRAPH_TOKEN"
"""The environment variable with the token of those who may write."""
LOOPBACK = ("127.0.0.1", "localhost", "::1")
SLOW = ("/", "/gaps", "/chain", "/quality", "/text", "/parks", "/compare", "/brief")
"""Pages that take the longest when nobody has opened them yet."""
CONNECTIONS = 400
"""Requests at once; more are answered 503 before anybody works for them."""


def make_site(
    store: Store,
    workspace: Path,
    host: str,
    port: int,
    base: str = "",
    token: str | None = None,
    own: Own | None = None,
) -> Site:
    """The site of a store's public graphs, copied into the workspace; ``own`` are plans that only its pages show.

    Raises UsageError for a base that is no web address, StoreError when the disk refuses.
    """
    from urllib.parse import urlsplit

    shown = f"[{host}]" if ":" in host else host
    base = (base or f"http://{shown}:{port}").rstrip("/") + "/"
    parts = urlsplit(base)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise UsageError(Problem("serve-base", {"base": base}))
    folder = served_copy(store, workspace)
    hosts = (*LOOPBACK, parts.hostname) if host in LOOPBACK else ()
    alone = bool(hosts) and parts.hostname in LOOPBACK  # behind another name somebody else may be asking
    return Site(ServedStore(folder), folder, base, token=token, hosts=hosts, own=own if alone else None)


def bind(host: str, port: int) -> socket.socket:
    """A socket at an address. Raises UsageError when it is in use or not of this machine."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        made = socket.socket(family, socket.SOCK_STREAM)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
        made.listen(128)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(Problem("serve-address", {"host": host, "port": port, "reason": reason})) from None
    return made


def serve(site: Site, listening: socket.socket, tell: Callable[[], None] = lambda: None) -> None:
    """Answer until Ctrl-C or SIGTERM; ``tell`` is called when the server answers."""
    import asyncio

    import uvicorn

    from cfgraph.web.app import make_app

    app = make_app(site)

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            tell()
            self.warming = asyncio.create_task(warm(app))

    config = uvicorn.Config(
        app,
        log_level="error",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=CONNECTIONS,
        timeout_graceful_shutdown=2,
    )
    try:
        Server(config).run(sockets=[listening])
    except KeyboardInterrupt:
        return


async def warm(app: ASGIApp) -> None:
    """Work out what the pages that take longest show, so that nobody waits for it."""
    from cfgraph.web.asking import get

    for address in SLOW:
        await get(app, address)
