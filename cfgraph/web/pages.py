"""HTML for people: templates, the reader's language, and what stands on every page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import HTMLResponse

from cfgraph import __version__, resources
from cfgraph.analysis.query import run
from cfgraph.web.figures import figures
from cfgraph.web.iris import href, in_text, root
from cfgraph.web.site import Site
from cfgraph.words import LANGUAGES, say

if TYPE_CHECKING:
    from jinja2 import Environment

ROOM = resources.PACKAGE / "web"
MENU = {
    "": (),
    "chain": (),
    "gaps": ("link",),
    "projects": ("project",),
    "enterprises": ("enterprise",),
    "parks": ("park",),
    "brief": (),
    "compare": (),
    "text": (),
    "queries": ("expert",),
    "data-open": ("ontology", "shapes", "dumps"),
    "quality": (),
    "intake": (),
}
"""Pages of the menu in its order, each with the further starts of addresses that belong to it."""
LICENCE = "https://creativecommons.org/licenses/by/4.0/"


def language(request: Request) -> str:
    """The language that ``?lang=`` asks for; Chinese for any other request."""
    lang = request.query_params.get("lang", LANGUAGES[0])
    return lang if lang in LANGUAGES else LANGUAGES[0]


@dataclass(frozen=True)
class Pages:
    """The templates of a site. Every text that comes from the graph is escaped by the templates themselves."""

    site: Site

    @cached_property
    def environment(self) -> Environment:
        """Jinja with escaping on, and a mistake in a template an error."""
        from jinja2 import Environment, FileSystemLoader, StrictUndefined

        loader = FileSystemLoader(ROOM / "templates")
        made = Environment(
            loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )
        made.filters["figures"] = figures
        return made

    def render(self, request: Request, name: str, status: int = 200, /, **context: Any) -> HTMLResponse:
        """A page in the reader's language; it varies by ``Accept`` wherever its address has other forms."""
        lang = language(request)
        suffix = "" if lang == LANGUAGES[0] else f"?lang={lang}"
        text = self.environment.get_template(name).render(
            lang=lang,
            suffix=suffix,
            root=root(self.site),
            menu=self.menu(request, suffix),
            say=lambda key, **params: say(f"web.{key}", lang, **params),
            href=partial(href, self.site, lang=lang),
            in_text=partial(in_text, self.site, lang=lang),
            languages=[
                (code, str(request.url.include_query_params(lang=code).query), say("web.language-name", code))
                for code in LANGUAGES
            ],
            version=__version__,
            licence=LICENCE,
            sources=self.sources(lang),
            **context,
        )
        return HTMLResponse(text, status, {"Vary": "Accept", "Content-Language": {"zh": "zh-CN"}.get(lang, lang)})

    def menu(self, request: Request, suffix: str) -> list[tuple[str, str, bool]]:
        """Address, name and whether the reader is there, for every page of the menu."""
        here = request.url.path.removeprefix(root(self.site)).partition("/")[0]
        return [
            (f"{root(self.site)}{name}{suffix}", name or "home", here in (name, *more)) for name, more in MENU.items()
        ]

    def sources(self, lang: str) -> list[tuple[str, str, str]]:
        """The plan documents that the data come from: IRI, title, date of issue."""
        return [
            (row["document"].value, row[lang].value, row["issued"].value)
            for row in run(self.site.store, "plan/documents").rows
        ]

    def missing(self, request: Request) -> HTMLResponse:
        """404, as a page."""
        return self.render(request, "missing.html", 404)
