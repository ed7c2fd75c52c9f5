"""What holds for every answer: headers that keep browsers safe, the host that was asked, paths that are none."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cfgraph.web.refusal import RefusedError

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
LONGEST_PATH = 2048
ENCODED = (b"%2f", b"%5c", b"%00", b"%2e")
"""Slash, backslash, NUL and dot: what only somebody encodes who wants to be read in two ways."""


class Safety:
    """Refuses what no client of good will sends, and puts the headers on every answer.

    ``hosts`` are the names under which the server may be asked, so that no page of the web can reach a server on
    this machine through a name of its own; without any, every name is taken.
    """

    def __init__(self, app: ASGIApp, hosts: tuple[str, ...] = ()) -> None:
        self.app = app
        self.hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is harmless."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        refusal = self._refusal(scope)
        app = refusal.response() if refusal else self.app
        await app(scope, receive, send_safely)

    def _refusal(self, scope: Scope) -> RefusedError | None:
        path = scope.get("raw_path") or scope["path"].encode()
        host = Headers(scope=scope).get("host", "").rpartition("@")[2].lower()
        name = host.partition("]")[0].lstrip("[") if host.startswith("[") else host.partition(":")[0]
        if self.hosts and name not in self.hosts:
            return RefusedError(421, "this server is not asked by that name")
        if len(path) > LONGEST_PATH:
            return RefusedError(414, "the path is too long")
        lower = path.lower()
        if any(part in lower for part in ENCODED) or b"\\" in path or b".." in path.split(b"/"):
            return RefusedError(400, "not a path of this server")
        if any(ord(letter) < 32 or ord(letter) == 127 for letter in scope["path"]):
            return RefusedError(400, "not a path of this server")
        return None
