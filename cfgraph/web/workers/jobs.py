"""What is handed to a worker process and what comes back, and how both travel through a pipe."""

from __future__ import annotations

import json
import struct
from dataclasses import asdict, dataclass
from typing import IO, Any, Literal

HEAD = struct.Struct(">II")
Kind = Literal["query", "update", "put", "post", "delete"]


@dataclass(frozen=True)
class Ask:
    """One piece of work: a query, an update, or a change of one graph.

    ``rows`` and ``graph`` are the media types for an answer of either kind; empty when the client takes none.
    ``default`` and ``named`` are the dataset that the protocol names; a change of one graph names it in ``default``,
    or nothing for the default graph. ``generation`` counts the writes: a worker that knows of fewer reads anew.
    """

    kind: Kind
    text: str = ""
    rows: str = ""
    graph: str = ""
    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    base: str = ""
    generation: int = 0


@dataclass(frozen=True)
class Reply:
    """What came of it: an HTTP status, the media type, what it was cut by (``rows``, ``size``), or a reason."""

    status: int
    media: str = ""
    cut: str = ""
    reason: str = ""
    body: bytes = b""


def send(pipe: IO[bytes], head: dict[str, Any], body: bytes = b"") -> None:
    """Write one message. Raises OSError when the other side is gone."""
    data = json.dumps(head).encode()
    pipe.write(HEAD.pack(len(data), len(body)) + data)
    pipe.write(body)
    pipe.flush()


def receive(pipe: IO[bytes]) -> tuple[dict[str, Any], bytes] | None:
    """Read one message; None when the other side is gone."""
    start = pipe.read(HEAD.size)
    if len(start) < HEAD.size:
        return None
    lengths = HEAD.unpack(start)
    data, body = pipe.read(lengths[0]), pipe.read(lengths[1])
    if len(data) < lengths[0] or len(body) < lengths[1]:
        return None
    return json.loads(data), body


def send_ask(pipe: IO[bytes], ask: Ask, body: bytes, seconds: float) -> None:
    """Hand over a piece of work. Raises OSError when the other side is gone."""
    send(pipe, {**asdict(ask), "seconds": seconds}, body)


def to_ask(head: dict[str, Any]) -> Ask:
    """The work that a message holds."""
    parts: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in head.items()}
    parts.pop("seconds")
    return Ask(**parts)


def send_reply(pipe: IO[bytes], reply: Reply) -> None:
    """Hand back what came of it. Raises OSError when the other side is gone."""
    head = {"status": reply.status, "media": reply.media, "cut": reply.cut, "reason": reply.reason}
    send(pipe, head, reply.body)
