"""Who may write: who knows the token that the server was started with."""

from __future__ import annotations

import hmac

from starlette.requests import Request

from cfgraph.web.refusal import RefusedError
from cfgraph.web.site import Site


def require_token(site: Site, request: Request) -> None:
    """Raise RefusedError (401) unless the request bears the site's token."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    expected = (site.token or "").encode()
    if not expected or scheme.lower() != "bearer" or not hmac.compare_digest(given.strip().encode(), expected):
        raise RefusedError(401, "writing needs a bearer token", {"WWW-Authenticate": 'Bearer realm="cfgraph"'})
