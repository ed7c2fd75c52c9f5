"""Who may read an answer from a page of another site: everybody what is public, nobody what is the user's own."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.middleware.cors import CORSMiddleware
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Receive, Scope, Send


class Sharing:
    """Opens every answer to pages of other sites, but not those of the ``closed`` routes."""

    def __init__(self, app: ASGIApp, closed: Sequence[BaseRoute], expose: Sequence[str]) -> None:
        self.app = app
        self.closed = closed
        self.open = CORSMiddleware(
            app,
            allow_origins=["*"],
            allow_methods=["GET", "HEAD", "POST"],
            allow_headers=["Accept", "Content-Type"],
            expose_headers=expose,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, with or without the headers that open an answer."""
        own = scope["type"] == "http" and any(route.matches(scope)[0] != Match.NONE for route in self.closed)
        await (self.app if own else self.open)(scope, receive, send)
