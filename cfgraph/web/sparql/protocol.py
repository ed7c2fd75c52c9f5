"""The SPARQL 1.1 Protocol: what a request asks for, or why it is none."""

from __future__ import annotations

import asyncio
from typing import NamedTuple
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request

from cfgraph.web.refusal import RefusedError
from cfgraph.web.workers.gate import LONGEST

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
FIELDS = 100
"""Parameters of a request."""
BODY_SECONDS = 30.0
DRAINED = 1 << 20
DATASET = {"query": ("default-graph-uri", "named-graph-uri"), "update": ("using-graph-uri", "using-named-graph-uri")}


class Operation(NamedTuple):
    """A query or an update, as its text and the dataset that the request names."""

    kind: str
    text: str
    default: tuple[str, ...]
    named: tuple[str, ...]


async def read_operation(request: Request) -> Operation | None:
    """What a request to the query address asks for; None for a GET that asks nothing.

    Raises RefusedError: 400 for what the protocol forbids, 413 and 415 for a body of wrong size or type.
    """
    asked = pairs(request.scope["query_string"])
    if request.method in ("GET", "HEAD"):
        if any(name == "update" for name, _ in asked):
            raise RefusedError(400, "an update is sent by POST")
        if not any(name == "query" for name, _ in asked):
            return None
        return _operation("query", asked, _only("query", asked))
    media = media_type(request)
    if media == FORM:
        sent = pairs(await read_body(request, 4 * LONGEST))
        kinds = {name for name, _ in sent} & {"query", "update"}
        if len(kinds) != 1:
            raise RefusedError(400, "the form needs one of query and update")
        kind = kinds.pop()
        return _operation(kind, sent, _only(kind, sent))
    if media not in (QUERY, UPDATE):
        raise RefusedError(415, f"send {FORM}, {QUERY} or {UPDATE}")
    if any(name in ("query", "update") for name, _ in asked):
        raise RefusedError(400, "two operations: one in the address and one in the body")
    return _operation("query" if media == QUERY else "update", asked, decode(await read_body(request, LONGEST)))


def _operation(kind: str, fields: list[tuple[str, str]], text: str) -> Operation:
    if len(text.encode()) > LONGEST:
        raise RefusedError(413, f"longer than {LONGEST} bytes")
    if "\x00" in text:
        raise RefusedError(400, "a NUL character in the text")
    default, named = (tuple(value for name, value in fields if name == wanted) for wanted in DATASET[kind])
    return Operation(kind, text.removeprefix("\ufeff"), default, named)


def _only(name: str, fields: list[tuple[str, str]]) -> str:
    values = [value for field, value in fields if field == name]
    if len(values) != 1:
        raise RefusedError(400, f"one {name} at a time, not {len(values)}")
    return values[0]


def pairs(data: bytes) -> list[tuple[str, str]]:
    """The fields of a form or query string. Raises RefusedError (400) when they are not UTF-8 or too many."""
    try:
        return parse_qsl(data.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=FIELDS)
    except ValueError:  # UnicodeDecodeError among them
        raise RefusedError(400, f"not a form in UTF-8 with at most {FIELDS} fields") from None


def decode(body: bytes) -> str:
    """The text of a body. Raises RefusedError (400) when it is not UTF-8."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise RefusedError(400, "not UTF-8") from None


def media_type(request: Request) -> str:
    """The media type of the body in lower case. Raises RefusedError (415) for a text that is not in UTF-8."""
    media, *parameters = request.headers.get("content-type", "").lower().split(";")
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "charset" and value.strip().strip('"') not in ("utf-8", "utf8", "us-ascii"):
            raise RefusedError(415, "only UTF-8 is read")
    return media.strip()


async def read_body(request: Request, longest: int) -> bytes:
    """The body of a request. Raises RefusedError: 413 when it is longer than it may be, 408 when it drips.

    What is too long is read on for a while and forgotten: many clients hear an answer only when they have sent all.
    """
    body, length = bytearray(), 0
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.stream():
                length += len(chunk)
                if length <= longest:
                    body += chunk
                elif length > 2 * longest + DRAINED:
                    break
    except TimeoutError:
        raise RefusedError(408, "the body took too long", {"Connection": "close"}) from None
    except ClientDisconnect:
        raise RefusedError(400, "the client has left") from None
    if length > longest:
        raise RefusedError(413, f"longer than {longest} bytes", {"Connection": "close"})
    return bytes(body)
