"""Asking an application for a page without a network."""

from __future__ import annotations

import asyncio
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message


class Answer(NamedTuple):
    """Status, media type without its parameters, and body."""

    status: int
    media: str
    body: bytes


async def get(app: ASGIApp, address: str) -> Answer:
    """What a browser on this machine would be given at an address such as ``/gaps?lang=en``."""
    parts = urlsplit(address)
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": unquote(parts.path),
        "raw_path": parts.path.encode(),
        "query_string": parts.query.encode(),
        "root_path": "",
        "headers": [(b"host", b"localhost"), (b"accept", b"text/html,*/*;q=0.8")],
        "client": ("127.0.0.1", 0),
        "server": ("localhost", 80),
    }
    started: list[Message] = []
    parts_of_body: list[bytes] = []

    asked, done = asyncio.Event(), asyncio.Event()

    async def receive() -> Message:
        if asked.is_set():
            await done.wait()
            return {"type": "http.disconnect"}
        asked.set()
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            started.append(message)
        elif message["type"] == "http.response.body":
            parts_of_body.append(message.get("body", b""))
            if not message.get("more_body"):
                done.set()

    await app(scope, receive, send)
    media = Headers(raw=started[0]["headers"]).get("content-type", "").partition(";")[0].strip()
    return Answer(started[0]["status"], media, b"".join(parts_of_body))
