"""Linked data: an IRI answers with what the client reads, a page or triples."""

from __future__ import annotations

import json
from urllib.parse import urljoin

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from cfgraph.namespaces import BASE
from cfgraph.publish.dumps.parts import WHOLE
from cfgraph.publish.dumps.services import endpoint, services
from cfgraph.rdf import to_bytes
from cfgraph.store.base import Store
from cfgraph.web import iris
from cfgraph.web.forms import BY_ENDING, BY_MEDIA, FORMS, HTML, preferred, refused, written
from cfgraph.web.linked import describe, documents
from cfgraph.web.linked.ontology_page import document_page
from cfgraph.web.linked.thing_page import thing_page
from cfgraph.web.pages import ROOM, Pages, language
from cfgraph.web.site import Site

GRAPHS = f"{BASE}graph/"


def routes(site: Site) -> list[BaseRoute]:
    """Every address of the linked data, and the files that pages need."""
    linked = Linked(site)
    return [
        *(Route(f"/{start}/{{path:path}}", linked.thing) for start in ("id", "graph", "unit")),
        Route("/dataset", linked.thing),
        *(Route(f"/{start}{rest}", linked.document) for start in iris.DOCUMENTS for rest in ("", "/{path:path}")),
        Route("/data/{path:path}", linked.data),
        Mount("/static", StaticFiles(directory=ROOM / "static")),
    ]


def page_routes(site: Site) -> list[BaseRoute]:
    """The pages of things, for people."""
    return [Route("/page/{path:path}", Linked(site).page)]


class Linked:
    """The endpoints of a site's linked data."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.pages = Pages(site)

    def thing(self, request: Request) -> Response:
        """``/id/…``: 303 to the page of the thing or to its triples, since the thing itself is neither."""
        path = _path(request)
        found = iris.node(path)
        if found is None or not describe.exists(self.site.store, found):
            return self.not_found(request)
        wanted = preferred(request)
        if wanted is None:
            return refused()
        suffix = "?lang=en" if language(request) == "en" else ""
        target = iris.page(self.site, path) + suffix if wanted == HTML else self._data(path, wanted)
        return RedirectResponse(target, 303, {"Vary": "Accept"})

    def document(self, request: Request) -> Response:
        """``/ontology``, ``/shapes``: a document, in the form that the client reads; version IRIs too."""
        path = _path(request)
        if self._document(path) is None:
            return self.not_found(request)
        wanted = preferred(request)
        if wanted is None:
            return refused()
        if wanted == HTML:
            return self._page_of(request, path)
        answer = self._triples(path, wanted)
        answer.headers["Vary"], answer.headers["Content-Location"] = "Accept", self._data(path, wanted)
        return answer

    def page(self, request: Request) -> Response:
        """``/page/…``: the page of a thing, whatever the client says that it reads."""
        return self._page_of(request, request.path_params["path"])

    def data(self, request: Request) -> Response:
        """``/data/….ttl``: the triples of a thing or document in the syntax that the ending names."""
        path, _, ending = request.path_params["path"].rpartition(".")
        if ending not in BY_ENDING or not self._exists(path):
            return self.not_found(request)
        return self._triples(path, BY_ENDING[ending].media)

    def not_found(self, request: Request) -> Response:
        """404, as a page for people and as a line for programs."""
        if preferred(request) == HTML:
            return self.pages.missing(request)
        return PlainTextResponse("not found\n", 404, {"Vary": "Accept"})

    def _data(self, path: str, media: str) -> str:
        return iris.data(self.site, path, BY_MEDIA[media].ending)

    def _document(self, path: str) -> str | None:
        found = iris.node(path)
        return documents.document(self.site.store, found) if found and path.startswith(iris.DOCUMENTS) else None

    def _exists(self, path: str) -> bool:
        found = iris.node(path)
        known = found is not None and "#" not in path and describe.exists(self.site.store, found)
        return known or self._document(path) is not None

    def _triples(self, path: str, media: str) -> Response:
        store, name, found = self.site.store, self._document(path), iris.node(path)
        assert found is not None
        if name:
            return written(documents.triples(store, name), BY_MEDIA[media])
        address = urljoin(self.site.base, self._data(path, media))
        triples = [*describe.triples(store, found), *documents.licensed(address, found)]
        if found.value == WHOLE:
            triples += [*endpoint(self.site.services), *services(self.site.services)]
        if found.value.startswith(GRAPHS):
            triples += [quad.triple for quad in store.quads(found.value)]
        return written(triples, BY_MEDIA[media])

    def _page_of(self, request: Request, path: str) -> Response:
        if not self._exists(path):
            return self.not_found(request)
        store, name, lang, found = self.site.store, self._document(path), language(request), iris.node(path)
        assert found is not None
        downloads = [(form.ending, form.media, self._data(path, form.media)) for form in FORMS]
        if name:
            template, context = document_page(store, name, found.value, lang)
            return self.pages.render(request, template, downloads=downloads, **context)
        context = thing_page(store, found, lang, _number(request, "out"), _number(request, "in"))
        return self.pages.render(request, "thing.html", downloads=downloads, block=data_block(store, found), **context)


def data_block(store: Store, thing: ox.NamedNode) -> str:
    """What the page says of the thing as JSON-LD, which no browser runs; no ``<`` ends the block early."""
    triples = [ox.Triple(thing, ox.NamedNode(f.property), f.value) for f in describe.outgoing(store, thing)]
    text = json.dumps(json.loads(to_bytes(triples, ox.RdfFormat.JSON_LD)), ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _number(request: Request, name: str) -> int:
    """A page number; anything that is none is the first page."""
    text = request.query_params.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def _path(request: Request) -> str:
    """The path below the server's address, decoded."""
    path: str = request.scope["path"]
    return path.removeprefix(request.scope.get("root_path", "")).removeprefix("/")
