"""A request that is answered with a status and one short line."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import PlainTextResponse

REASON = 300
"""Characters of a reason that are sent."""


class RefusedError(Exception):
    """What went wrong with a request, as its HTTP status and a short reason for people.

    A 406 bears ``Vary: Accept``: the same address answers a client that takes something else.
    """

    def __init__(self, status: int, reason: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status, reason)
        self.status = status
        self.reason = " ".join(reason.split())[:REASON]
        self.headers = {**({"Vary": "Accept"} if status == 406 else {}), **(headers or {})}

    def response(self) -> PlainTextResponse:
        """The answer that says so."""
        return PlainTextResponse(f"{self.reason}\n", self.status, self.headers)
