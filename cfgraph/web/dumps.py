"""The dumps over HTTP: exported once, when the first of them is asked for, and only those names are served."""

from __future__ import annotations

import hashlib
import tempfile
import threading
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from cfgraph.errors import CfgraphError
from cfgraph.publish.export import export
from cfgraph.web.forms import BY_ENDING, HTML, asked
from cfgraph.web.iris import root
from cfgraph.web.negotiate import choose
from cfgraph.web.pages import Pages, language
from cfgraph.web.site import Site

MEDIA = {
    **{ending: form.media for ending, form in BY_ENDING.items()},
    "nq": "application/n-quads",
    "trig": "application/trig",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}
VOID = "void.ttl"


def routes(site: Site) -> list[BaseRoute]:
    """The list of dumps, each dump, and the well-known address of the description of the dataset."""
    dumps = Dumps(site)
    return [
        Route("/dumps/", dumps.listing),
        Route("/dumps/{name:path}", dumps.file),
        Route("/.well-known/void", dumps.void),
    ]


class Dumps:
    """The dumps of a site, in a folder beside its store."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.lock = threading.Lock()
        self.made: dict[str, tuple[Path, str]] = {}
        self.folder: tempfile.TemporaryDirectory[str] | None = None  # removed when the server ends

    def files(self) -> dict[str, tuple[Path, str]]:
        """Name → path and entity tag, exported by the first caller while the others wait.

        Each server has a folder of its own, so that one that starts while another runs changes no file under it.
        Raises UsageError when the folder cannot be written.
        """
        with self.lock:
            if not self.made:
                self.folder = tempfile.TemporaryDirectory(prefix="dumps-", dir=self.site.folder.parent)
                folder = Path(self.folder.name)
                paths = export(self.site.store, folder)
                self.made = {path.relative_to(folder).as_posix(): (path, _tag(path)) for path in paths}
        return self.made

    def listing(self, request: Request) -> Response:
        """``/dumps/``: a table for people, JSON for programs."""
        try:
            files = [(name, media(name), path.stat().st_size) for name, (path, _) in self.files().items()]
        except (CfgraphError, OSError) as error:
            return _failed(request, error)
        if choose(asked(request), (HTML, "application/json")) == "application/json":
            listed = [{"name": name, "media": kind, "bytes": size} for name, kind, size in files]
            return JSONResponse(listed, headers={"Vary": "Accept"})
        return Pages(self.site).render(request, "dumps.html", files=files)

    def file(self, request: Request) -> Response:
        """``/dumps/NAME``: only a name that was exported is ever looked for on the disk."""
        try:
            found = self.files().get(request.path_params["name"])
        except (CfgraphError, OSError) as error:
            return _failed(request, error)
        if found is None:
            return PlainTextResponse("not found\n", 404)
        path, tag = found
        headers = {"ETag": tag, "Cache-Control": "no-cache"}
        if tag in (each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")):
            return Response(status_code=304, headers=headers)
        return FileResponse(path, media_type=media(path.name), headers=headers)

    def void(self, request: Request) -> Response:
        """``/.well-known/void``: 303 to the description of the dataset."""
        try:
            there = VOID in self.files()
        except (CfgraphError, OSError) as error:
            return _failed(request, error)
        if not there:
            return PlainTextResponse("not found\n", 404)
        return RedirectResponse(f"{root(self.site)}dumps/{VOID}", 303)


def media(name: str) -> str:
    """The media type of a file by its ending; text is UTF-8."""
    kind = MEDIA.get(name.rpartition(".")[2], "text/plain")
    return f"{kind}; charset=utf-8" if kind.startswith("text/") and ";" not in kind else kind


def _tag(path: Path) -> str:
    return f'"{hashlib.sha256(path.read_bytes()).hexdigest()[:32]}"'


def _failed(request: Request, error: CfgraphError | OSError) -> Response:
    text = error.text(language(request)) if isinstance(error, CfgraphError) else str(error)
    return PlainTextResponse(f"{text}\n", 503)
