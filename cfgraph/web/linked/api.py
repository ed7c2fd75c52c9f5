"""Saved queries over HTTP: the list, one query with its parameters, and the description of both.

A parameter is checked and bound as one RDF term by :func:`cfgraph.analysis.query.parse_values`, as on the command line.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from cfgraph.analysis.query import SavedQuery, find, parse_values, query_files, query_name
from cfgraph.errors import StoreError, UsageError
from cfgraph.sources.header import Header, read_header
from cfgraph.web.forms import asked
from cfgraph.web.linked.openapi import describe_api
from cfgraph.web.negotiate import choose
from cfgraph.web.pages import language
from cfgraph.web.site import Site
from cfgraph.web.workers.results import CSV, JSON, TSV, XML, write_rows

FORMATS = {"json": JSON, "csv": CSV, "tsv": TSV, "xml": XML}
PLAIN = {"application/json": JSON, "application/xml": XML, "text/xml": XML}
"""What programs that know no SPARQL ask for."""
OFFERS = (*FORMATS.values(), *PLAIN)
RESERVED = ("format", "lang")
SIZE = 64 << 20
"""Bytes of an answer."""


class Entry(NamedTuple):
    """A saved query with its header."""

    query: SavedQuery
    header: Header

    def listed(self, address: str) -> dict[str, Any]:
        """How the list shows it."""
        head = self.header
        return {
            "name": self.query.name,
            "address": f"{address}api/queries/{self.query.name}",
            "summary_zh": head.summary,
            "summary_en": head.summary_en,
            "description_zh": head.description,
            "description_en": head.description_en,
            "parameters": [
                {"name": name, "type": kind, "default": head.defaults.get(name)}
                for name, kind in self.query.parameters.items()
            ],
            "columns": [{"name": name, "zh": zh, "en": en} for name, (zh, en) in head.columns.items()],
        }


def routes(site: Site) -> list[BaseRoute]:
    """The list of queries, each query, and the OpenAPI description."""
    api = Api(site)
    return [
        Route("/api/queries", api.listing),
        Route("/api/queries/{name:path}", api.answer),
        Route("/api/openapi.json", api.description),
    ]


class Api:
    """The endpoints of a site's saved queries."""

    def __init__(self, site: Site) -> None:
        self.site = site

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """Name → query; the files never change while a server runs."""
        return {query_name(path): Entry(find(query_name(path)), _header(path)) for path in query_files()}

    def listing(self, request: Request) -> Response:
        """``/api/queries``."""
        return JSONResponse([entry.listed(self.site.base) for entry in self.entries.values()])

    def description(self, request: Request) -> Response:
        """``/api/openapi.json``."""
        return JSONResponse(describe_api(self.site.base, self.entries))

    def answer(self, request: Request) -> Response:
        """``/api/queries/NAME?parameter=…``; a wrong parameter is 400 and runs nothing."""
        entry, lang = self.entries.get(request.path_params["name"]), language(request)
        if entry is None:
            return wrong(404, "not found")
        pairs = request.query_params.multi_items()
        given = {name: value for name, value in pairs if name not in RESERVED}
        if len(pairs) != len({name for name, _ in pairs}):
            return wrong(400, "a parameter is given twice")
        media = self._media(request)
        if media is None:
            return wrong(400 if "format" in request.query_params else 406, f"format: {', '.join(FORMATS)}")
        try:
            values = parse_values(entry.query, given, self.site.store)
            found = self.site.store.query(entry.query.bind(values))
        except UsageError as error:
            return wrong(400, error.text(lang))
        except StoreError as error:
            return wrong(503, error.text(lang))
        names = found.variables
        rows = ([row.get(name) for name in names] for row in found.rows)
        written = write_rows(PLAIN.get(media, media), names, rows, self.site.limits.rows, SIZE)
        cut = {"X-Truncated": written.cut} if written.cut else {}
        return Response(written.body, media_type=media, headers={"Vary": "Accept", **cut})

    def _media(self, request: Request) -> str | None:
        """The media type that ``format`` or else ``Accept`` asks for; None where there is no such."""
        if "format" in request.query_params:
            return FORMATS.get(request.query_params["format"])
        return choose(asked(request), OFFERS)


def _header(path: Path) -> Header:
    return read_header(path)[0]


def wrong(status: int, reason: str) -> JSONResponse:
    """A refusal that says what would be right."""
    return JSONResponse({"error": reason}, status, {"Vary": "Accept"})
