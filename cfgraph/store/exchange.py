"""One bounded exchange with a server over HTTP: a deadline, a size limit, and a clear error for every bad answer.

The deadline covers the whole exchange, from the name of the host to the last byte, so that neither a server that
says nothing nor one that drips a byte a second can hold a command. A redirect is never followed: our requests carry
queries and sometimes credentials, and belong to the address that was given.
"""

from __future__ import annotations

import base64
import os
import threading
import urllib.error
import urllib.request
from http.client import HTTPException, HTTPMessage
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from cfgraph.errors import CfgraphError, LimitError, Problem, StoreError, UsageError

CHUNK = 1 << 16
SHOWN = 160
"""Characters of a server's own words that a message repeats."""

STATUSES = {400: "endpoint-400", 401: "endpoint-401", 403: "endpoint-403", 404: "endpoint-404"}
"""Statuses whose message says what to do."""


class Limits(NamedTuple):
    """What one exchange may take: seconds, and bytes of the answer."""

    seconds: float = 120.0
    size: int = 256 << 20


DEFAULT = Limits()


class Reply(NamedTuple):
    """A server's whole answer."""

    status: int
    media: str
    headers: HTTPMessage
    body: bytes


def check_address(address: str) -> str:
    """The address as it is. Raises UsageError unless it is http(s) with a host and without a password inside."""
    try:
        parts = urlsplit(address)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0 and "@" not in parts[1]
    except ValueError:
        usable = False
    if not usable or any(ord(letter) <= 32 for letter in address):
        raise UsageError(Problem("endpoint-address", {"value": address}, column="--endpoint"))
    return address


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: it comes back as the answer."""

    def redirect_request(self, *_args: object) -> None:
        return None


def _open(request: urllib.request.Request, address: str, seconds: float) -> Any:
    """The response to a request; the login of the environment answers a server that asks for one, basic or digest.

    A large body is sent only once, with the login already in it: a server may close the connection at the first byte.
    """
    user, password = os.environ.get("CFGRAPH_USER"), os.environ.get("CFGRAPH_PASSWORD")
    if not (user and password):
        return urllib.request.build_opener(_Stay()).open(request, timeout=seconds)
    known = urllib.request.HTTPPasswordMgrWithDefaultRealm()
    known.add_password(None, address, user, password)
    basic, digest = urllib.request.HTTPBasicAuthHandler(known), urllib.request.HTTPDigestAuthHandler(known)
    if isinstance(request.data, bytes) and len(request.data) > CHUNK:
        try:
            urllib.request.build_opener(_Stay()).open(request.full_url, timeout=seconds).close()
        except urllib.error.HTTPError as asked:
            with asked:
                scheme, _, challenge = asked.headers.get("WWW-Authenticate", "").partition(" ")
            if scheme.lower() == "digest":
                items = urllib.request.parse_keqv_list(urllib.request.parse_http_list(challenge))
                request.add_unredirected_header("Authorization", f"Digest {digest.get_authorization(request, items)}")
            elif scheme.lower() == "basic":
                token = base64.b64encode(f"{user}:{password}".encode()).decode()
                request.add_unredirected_header("Authorization", f"Basic {token}")
    return urllib.request.build_opener(_Stay(), basic, digest).open(request, timeout=seconds)


def exchange(request: urllib.request.Request, limits: Limits) -> Reply:
    """Send a request and read the whole answer.

    Raises StoreError when the server cannot be reached, refuses, redirects or breaks off, and LimitError when the
    answer takes longer or is larger than ``limits`` allow.
    """
    address = request.full_url.partition("?")[0]
    token = os.environ.get("CFGRAPH_TOKEN")
    if token:
        request.add_unredirected_header("Authorization", f"Bearer {token}")
    stop = threading.Event()
    found: list[Reply | CfgraphError] = []

    def talk() -> None:
        try:
            found.append(_read(request, limits, address, stop))
        except CfgraphError as error:
            found.append(error)
        except (OSError, HTTPException, ValueError) as error:
            found.append(_unreachable(address, error, limits))

    thread = threading.Thread(target=talk, daemon=True)
    thread.start()
    thread.join(limits.seconds)
    stop.set()
    if not found:
        raise LimitError(Problem("endpoint-time", {"address": address, "seconds": f"{limits.seconds:g}"}))
    if isinstance(found[0], CfgraphError):
        raise found[0]
    return _accepted(found[0], address)


def _read(request: urllib.request.Request, limits: Limits, address: str, stop: threading.Event) -> Reply:
    try:
        response = _open(request, address, limits.seconds)
    except urllib.error.HTTPError as error:
        response = error
    with response:
        body = bytearray()
        while not stop.is_set() and (chunk := response.read1(CHUNK)):
            body += chunk
            if len(body) > limits.size:
                raise LimitError(Problem("endpoint-size", {"address": address, "size": f"{limits.size >> 20} MiB"}))
        length = response.headers.get("Content-Length")
        if length and length.isdigit() and len(body) < int(length) and request.get_method() != "HEAD":
            raise StoreError(Problem("endpoint-broken", {"address": address, "got": len(body), "of": length}))
        return Reply(response.status, response.headers.get_content_type(), response.headers, bytes(body))


def _unreachable(address: str, error: Exception, limits: Limits) -> CfgraphError:
    reason = getattr(error, "reason", None) or error
    if isinstance(reason, TimeoutError):
        return LimitError(Problem("endpoint-time", {"address": address, "seconds": f"{limits.seconds:g}"}))
    return StoreError(Problem("endpoint-unreachable", {"address": address, "reason": str(reason) or repr(reason)}))


def _accepted(reply: Reply, address: str) -> Reply:
    if 300 <= reply.status < 400:
        target = reply.headers.get("Location", "?")
        raise StoreError(Problem("endpoint-moved", {"address": address, "target": target[:SHOWN]}))
    if reply.status >= 400:
        params = {"address": address, "status": reply.status, "reason": words(reply)}
        raise RefusedError(Problem(STATUSES.get(reply.status, "endpoint-status"), params))
    return reply


class RefusedError(StoreError):
    """The server answered that it will not."""

    @property
    def status(self) -> int:
        """The HTTP status."""
        return int(self.problems[0].params["status"])


def words(reply: Reply) -> str:
    """The server's own words, as one short line without markup."""
    import re

    text = reply.body[:4096].decode("utf-8", "replace")
    if "html" in reply.media or "<html" in text.lower():
        text = re.sub(r"<(script|style)\b.*?</\1>|<[^>]*>", " ", text, flags=re.DOTALL | re.IGNORECASE)
    line = " ".join(text.split())
    return line[:SHOWN] + "…" if len(line) > SHOWN else line or "—"
