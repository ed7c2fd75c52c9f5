"""What the pages for reading share: what is read once, addresses, and an answer for every mistake."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from cfgraph.analysis.documents import PlanDocument
from cfgraph.analysis.gaps import Gaps, find_gaps
from cfgraph.analysis.labels import labels
from cfgraph.analysis.places import Place, read_places, zone_of
from cfgraph.analysis.projects import Registered, registered
from cfgraph.analysis.query import run
from cfgraph.analysis.scenario import Scenario
from cfgraph.errors import CfgraphError, StoreError
from cfgraph.namespaces import BASE, key_of
from cfgraph.web.iris import SAFE, href, root
from cfgraph.web.officer.listing import Listing, Part
from cfgraph.web.officer.memory import Memory
from cfgraph.web.own import OwnStore
from cfgraph.web.pages import Pages, language
from cfgraph.web.site import Site
from cfgraph.words import LANGUAGES, say

PAGES = {"project": "project", "enterprise": "enterprise", "park": "park", "zone": "park", "link": "link"}
"""Kind of a thing → the first part of the address of its page for people."""
FORMS = ("xlsx", "csv")
LONGEST = 500
"""Rows that a page shows; its files have all."""


class MissingError(Exception):
    """There is no such thing: answered 404."""


class Browse:
    """The graph of a site as the pages for reading see it."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.pages = Pages(site)
        self.memory = Memory(site.store)

    def refresh(self) -> None:
        """See what was written beside this server."""
        if isinstance(self.site.store, OwnStore):
            self.site.store.refresh()

    def names(self, lang: str) -> dict[str, str]:
        """IRI → name in the reader's language, else in the other."""

        def read() -> dict[str, str]:
            found: dict[str, str] = {}
            for each in (*(code for code in LANGUAGES if code != lang), lang):
                found |= labels(self.site.store, each)
            return found

        return self.memory.get(("names", lang), read)

    def translated(self, words: str, lang: str) -> str:
        """A Chinese name, as a saved query gives it, in the reader's language."""

        def back() -> dict[str, str]:
            return {name: iri for iri, name in sorted(self.names("zh").items(), reverse=True)}

        iri = self.memory.get("back", back).get(words)
        return self.names(lang).get(iri, words) if iri else words

    def places(self) -> list[Place]:
        """All places."""
        return self.memory.get("places", lambda: read_places(self.site.store))

    def projects(self) -> dict[str, Registered]:
        """All projects by IRI."""
        return self.memory.get("projects", lambda: registered(self.site.store, self.places()))

    def documents(self) -> tuple[PlanDocument, ...]:
        """The plans of the graph, which may be none."""

        def read() -> tuple[PlanDocument, ...]:
            names = ("document", "zh", "en", "issued")
            rows = run(self.site.store, "plan/documents").rows
            return tuple(PlanDocument(*(row[name].value for name in names)) for row in rows)

        return self.memory.get("documents", read)

    def zone_of(self, place: str) -> str:
        """The zone around a place; any other place itself."""
        found = next((each for each in self.places() if each.iri == place), None)
        return zone_of(self.places(), found) if found else place

    def gaps(self, chain: str, place: str) -> Gaps:
        """The answer about a chain in a place, with the cut and the chemistry that are taken where none is named."""
        scenario = Scenario(place, chain, assumed=("chemistry",))
        return self.memory.get(
            ("gaps", chain, place), lambda: find_gaps(self.site.store, scenario, self.zone_of(place), whole=False)
        )

    def address(self, iri: str, lang: str, form: str = "") -> str:
        """Where a thing is told of: on a page for people, else on its page of linked data; empty where nowhere.

        ``form`` is the ending of a file of that page (``.docx``).
        """
        kind, _, key = iri.removeprefix(f"{BASE}id/").partition("/")
        if iri.startswith(f"{BASE}id/") and kind in PAGES:
            return f"{root(self.site)}{PAGES[kind]}/{quote(key, safe=SAFE)}{form}{suffix(lang)}"
        return href(self.site, iri, lang) or ""

    def part(self, iri: str, lang: str) -> Part:
        """A thing as a piece of a cell."""
        return Part(self.names(lang).get(iri) or key_of(iri), self.address(iri, lang))

    def page(self, request: Request, template: str, status: int = 200, /, **context: Any) -> Response:
        """A page from a template of ``officer/``; ``tell`` gives its sentences, ``address`` its links."""
        lang = language(request)
        return self.pages.render(
            request,
            f"officer/{template}",
            status,
            tell=lambda key, **params: say(f"browse.{key}", lang, **params),
            words=lambda key, **params: say(f"chain_page.{key}", lang, **params),
            name_of=lambda iri: self.names(lang).get(iri) or key_of(iri),
            address=lambda iri: self.address(iri, lang),
            sort=request.query_params.get("sort", ""),
            again=lambda **changes: again(request, **changes),
            **context,
        )

    def files(self, request: Request, table: Listing, form: str, name: str) -> Response:
        """A table for download, with what it is of and from which plans."""
        lang = language(request)
        about = [table.title, *(f"{d.title_zh if lang == 'zh' else d.title_en} ({d.issued})" for d in self.documents())]
        return table.file(form, name, [*about, str(request.url)])

    def route(self, path: str, work: Callable[[Request], Response], *, listed: bool = False) -> list[BaseRoute]:
        """The route of a page, and with ``listed`` those of its Excel and CSV files, which ``work`` makes as well."""
        made: list[BaseRoute] = [Route(path, self.guarded(work))]
        if listed:
            made += [Route(f"{path}.{form}", self.guarded(work)) for form in FORMS]
        return made

    def guarded(self, work: Callable[[Request], Response]) -> Callable[[Request], Response]:
        """The work, with a page for every mistake in what it was asked."""

        def endpoint(request: Request) -> Response:
            try:
                self.refresh()
                return work(request)
            except MissingError:
                return self.pages.missing(request)
            except CfgraphError as error:
                status = 503 if isinstance(error, StoreError) else 400
                reasons = [problem.text(language(request)) for problem in error.problems]
                return self.page(request, "wrong.html", status, reasons=reasons)

        return endpoint


def suffix(lang: str) -> str:
    """The end of an address that keeps the language."""
    return "" if lang == LANGUAGES[0] else f"?lang={lang}"


def form_of(request: Request) -> str:
    """``csv`` or ``xlsx`` where a file is asked for, else nothing."""
    ending = request.url.path.rpartition(".")[2]
    return ending if ending in FORMS else ""


def again(request: Request, **changes: str) -> str:
    """The query of this address with some parameters changed; an empty value takes one out."""
    kept = [(name, value) for name, value in request.query_params.multi_items() if name not in changes and value]
    return "?" + urlencode([*kept, *((name, value) for name, value in changes.items() if value)])


def file_links(request: Request, address: str) -> Sequence[tuple[str, str]]:
    """The addresses of the files of this very view."""
    query = again(request)
    return [(form, f"{address}.{form}{query if query != '?' else ''}") for form in FORMS]
