"""录入与复核: from a workbook to the chain, in the browser of the machine that the server runs on."""

from __future__ import annotations

import hmac
import re
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from cfgraph.errors import CfgraphError, StoreError
from cfgraph.intake.duplicates import Decisions
from cfgraph.publish.office.template import template
from cfgraph.web.iris import root
from cfgraph.web.officer.browse import Browse, MissingError, file_links, form_of, suffix
from cfgraph.web.officer.intake.desk import IntakeDesk, field
from cfgraph.web.officer.intake.view import case_of, register_of, register_table
from cfgraph.web.officer.listing import XLSX, attached
from cfgraph.web.pages import language
from cfgraph.web.refusal import RefusedError
from cfgraph.words import say

SIZE = 16 << 20
"""Bytes of a request that are read."""
FIELDS = 2000
"""Fields of a form."""
TURNED = re.compile(r"[a-z0-9-]{1,80}/[a-z0-9-]{1,80}")
"""A chain and its link, to be seen on the map after an import."""
Form = Callable[[Request, FormData], Awaitable[Response]]


def routes(browse: Browse) -> list[BaseRoute]:
    """The page; with plans of the user's own also everything that it does."""
    if browse.site.own is None:
        return [Route("/intake", lambda request: browse.page(request, "intake_closed.html"))]
    pages = IntakePages(browse, IntakeDesk(browse, browse.site.own))
    return [
        *browse.route("/intake", pages.start, listed=True),
        Route("/intake", pages.guarded(pages.take), methods=["POST"]),
        *browse.route("/intake/template.xlsx", pages.template),
        Route("/intake/undo", pages.guarded(pages.undo), methods=["POST"]),
        *browse.route("/intake/{key}", pages.case),
        Route("/intake/{key}", pages.guarded(pages.decide), methods=["POST"]),
        Route("/intake/{key}/confirm", pages.guarded(pages.confirm), methods=["POST"]),
    ]


class IntakePages:
    """The pages and forms of one server."""

    def __init__(self, browse: Browse, desk: IntakeDesk) -> None:
        self.browse, self.desk = browse, desk

    def page(self, request: Request, name: str, status: int = 200, /, **context: Any) -> Response:
        """A page whose forms tell this server who they come from: browsers hide that where no referrer is sent."""
        answer = self.browse.page(request, name, status, token=self.desk.token, **context)
        answer.headers["Referrer-Policy"] = "same-origin"
        answer.headers["Cache-Control"] = "no-store"
        return answer

    def start(self, request: Request) -> Response:
        """What was taken in, and the form for more."""
        done = request.query_params.get("done", "")
        chain, _, link = done.partition("/") if TURNED.fullmatch(done) else ("", "", "")
        told = register_of(self.desk, language(request))
        if form_of(request):
            table = register_table(told, language(request))
            return self.browse.files(request, table, form_of(request), table.title)
        return self.page(
            request, "intake.html", done=done, chain=chain, link=link, files=file_links(request, "intake"), **told
        )

    def template(self, request: Request) -> Response:
        """The workbook to fill in."""
        lang = language(request)
        name = f"{say('intake.sheet', lang)}.xlsx"
        return attached(template(self.desk.known().vocabulary, lang), XLSX, name)

    def case(self, request: Request) -> Response:
        """One workbook: its mistakes, else its questions, else what it would change."""
        key = request.path_params["key"]
        if key in self.desk.finished:
            return self.to(request, "", done=self.desk.finished[key] or "1")
        look = self.desk.look(key)
        changed = bool(request.query_params.get("changed"))
        return self.page(request, "intake_case.html", changed=changed, **case_of(self.desk, look, language(request)))

    async def take(self, request: Request, form: FormData) -> Response:
        """A workbook that is handed in."""
        file = form.get("file")
        if not isinstance(file, UploadFile) or not file.filename:
            return self.to(request, "")
        key = await run_in_threadpool(self.desk.take, file.filename, await file.read())
        return self.to(request, f"/{key}")

    async def decide(self, request: Request, form: FormData) -> Response:
        """Decisions about likely duplicates."""
        key = request.path_params["key"]
        look = await run_in_threadpool(self.desk.look, key)
        answers: Decisions = {}
        for question in look.questions:
            answer = form.get(field(question))
            if answer in question.choices:
                answers[question.kind, question.subject, question.known] = str(answer)
        self.desk.decide(key, answers)
        return self.to(request, f"/{key}")

    async def confirm(self, request: Request, form: FormData) -> Response:
        """What was shown is to be written."""
        key = request.path_params["key"]
        try:
            turned = await run_in_threadpool(self.desk.confirm, key, str(form.get("digest", "")))
        except StoreError as error:
            if error.problems[0].key != "intake-changed":
                raise
            turned = None
        return self.to(request, f"/{key}", changed="1") if turned is None else self.to(request, "", done=turned or "1")

    async def undo(self, request: Request, form: FormData) -> Response:
        """The last import is to be taken back."""
        await run_in_threadpool(self.desk.undo, str(form.get("generation", "")))
        return self.to(request, "", done="undo")

    def to(self, request: Request, path: str, **query: str) -> Response:
        """On to a page, by GET: a page that is loaded again does nothing twice."""
        end = suffix(language(request))
        more = "&".join(f"{name}={value}" for name, value in query.items())
        mark = ("&" if end else "?") if more else ""
        return RedirectResponse(f"{root(self.browse.site)}intake{path}{end}{mark}{more}", 303)

    def guarded(self, work: Form) -> Callable[[Request], Awaitable[Response]]:
        """The work on a form that one of our own pages sent, with a page for every mistake."""

        async def endpoint(request: Request) -> Response:
            own_site(request)
            length = request.headers.get("content-length", "")
            if not length.isdigit() or int(length) > SIZE:
                raise RefusedError(413, f"a workbook may have {SIZE >> 20} MiB")
            async with request.form(max_files=1, max_fields=FIELDS) as form:
                if not hmac.compare_digest(str(form.get("token", "")).encode(), self.desk.token.encode()):
                    return await run_in_threadpool(
                        self.wrong, request, [say("chain_page.stale-form", language(request))], 403
                    )
                try:
                    await run_in_threadpool(self.browse.refresh)
                    return await work(request, form)
                except MissingError:
                    return await run_in_threadpool(self.browse.pages.missing, request)
                except CfgraphError as error:
                    reasons = [problem.text(language(request)) for problem in error.problems]
                    return await run_in_threadpool(self.wrong, request, reasons, 409)

        return endpoint

    def wrong(self, request: Request, reasons: list[str], status: int) -> Response:
        """What went wrong."""
        return self.page(request, "wrong.html", status, reasons=reasons)


def own_site(request: Request) -> None:
    """Raise RefusedError (403) for a form that a page of another site sent."""
    origin, from_where = request.headers.get("origin"), request.headers.get("sec-fetch-site", "same-origin")
    if from_where not in ("same-origin", "none") or (origin and urlsplit(origin).netloc != request.headers.get("host")):
        raise RefusedError(403, "this form was not sent by a page of this server")
