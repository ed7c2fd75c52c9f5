"""The dumps over HTTP: exported when the first of them is asked for, and anew after a write; only they are served."""

from __future__ import annotations

import hashlib
import tempfile
import threading
from pathlib import Path
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from cfgraph.errors import CfgraphError
from cfgraph.publish.dumps import dump_files, export
from cfgraph.web.forms import HTML, asked
from cfgraph.web.iris import root
from cfgraph.web.negotiate import choose
from cfgraph.web.pages import Pages, language
from cfgraph.web.site import Site

VOID = "void.ttl"


def routes(site: Site) -> list[BaseRoute]:
    """The list of dumps, each dump, and the well-known address of the description of the dataset."""
    dumps = Dumps(site)
    return [
        Route("/dumps/", dumps.listing),
        Route("/dumps/{name:path}", dumps.file),
        Route("/.well-known/void", dumps.void),
    ]


class Dump(NamedTuple):
    """An exported file: where it lies, its media type, its entity tag."""

    path: Path
    media: str
    tag: str


class Dumps:
    """The dumps of a site, in a folder beside its store."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.pages = Pages(site)
        self.lock = threading.Lock()
        self.made: dict[str, Dump] = {}
        self.state: object = None
        self.folders: list[tempfile.TemporaryDirectory[str]] = []  # removed when the server ends

    def files(self) -> dict[str, Dump]:
        """Name → file, exported by the first caller after a write while the others wait.

        Each server has a folder of its own, so that one that starts while another runs changes no file under it.
        Raises UsageError when the folder cannot be written.
        """
        with self.lock:
            state = getattr(self.site.store, "inner", self.site.store)
            if self.state is not state:
                made = tempfile.TemporaryDirectory(prefix="dumps-", dir=self.site.folder.parent)
                folder = Path(made.name)
                export(self.site.store, folder, base=self.site.services)
                medias = dump_files(self.site.store)
                self.made = {name: Dump(folder / name, media, _tag(folder / name)) for name, media in medias.items()}
                self.state = state
                self.folders = [*self.folders[-1:], made]  # the one before may still be on its way to somebody
        return self.made

    def listing(self, request: Request) -> Response:
        """``/dumps/``: a table for people, JSON for programs; exporting takes seconds, so the list does not wait."""
        files = dump_files(self.site.store)
        if choose(asked(request), (HTML, "application/json")) == "application/json":
            listed = [{"name": name, "media": kind} for name, kind in files.items()]
            return JSONResponse(listed, headers={"Vary": "Accept"})
        return self.pages.render(request, "dumps.html", files=files)

    def file(self, request: Request) -> Response:
        """``/dumps/NAME``: only the name of a dump is ever looked for on the disk."""
        name = request.path_params["name"]
        if name not in dump_files(self.site.store):
            return PlainTextResponse("not found\n", 404)
        try:
            found = self.files()[name]
        except (CfgraphError, OSError) as error:
            return _failed(request, error)
        headers = {"ETag": found.tag, "Cache-Control": "no-cache"}
        known = request.headers.get("if-none-match", "").split(",")
        if found.tag in (tag.strip().removeprefix("W/") for tag in known):
            return Response(status_code=304, headers=headers)
        return FileResponse(found.path, media_type=found.media, headers=headers)

    def void(self, request: Request) -> Response:
        """``/.well-known/void``: 303 to the description of the dataset."""
        return RedirectResponse(f"{root(self.site)}dumps/{VOID}", 303)


def _tag(path: Path) -> str:
    return f'"{hashlib.sha256(path.read_bytes()).hexdigest()[:32]}"'


def _failed(request: Request, error: CfgraphError | OSError) -> Response:
    text = error.text(language(request)) if isinstance(error, CfgraphError) else str(error)
    return PlainTextResponse(f"{text}\n", 503)
