"""企业: which enterprises the plan names, and the page of one."""

from __future__ import annotations

from typing import Any

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from cfgraph.analysis.query import run
from cfgraph.namespaces import BASE, CF, PREFIXES, thing
from cfgraph.web.linked.describe import labels, outgoing
from cfgraph.web.officer.browse import Browse, MissingError, file_links, form_of
from cfgraph.web.officer.listing import Column, Listing, Part, choose, number, several, text
from cfgraph.web.officer.plan import word
from cfgraph.web.officer.plan.evidence import said_of
from cfgraph.web.officer.plan.projects import filtered_files, project_table
from cfgraph.web.pages import language
from cfgraph.words import say

COLUMNS = ("enterprise", "projects", "possible", "sought", "active")
HOW = ("talks", "wish")
"""How the plan names an enterprise as wanted: a project in talks, or a wish."""


def routes(browse: Browse) -> list[BaseRoute]:
    """The list, its files, and the page of an enterprise."""

    def listing(request: Request) -> Response:
        lang = language(request)
        how = choose("sought", request.query_params.get("sought", ""), HOW)
        table = enterprise_table(browse, lang, how).sorted(request.query_params.get("sort", ""))
        if form_of(request):
            return browse.files(request, table, form_of(request), table.title)
        kinds = [(name, say(f"browse.sought-{name}", lang)) for name in HOW]
        return browse.page(
            request, "enterprises.html", table=table, kinds=kinds, how=how, files=file_links(request, "enterprises")
        )

    def detail(request: Request) -> Response:
        iri = thing("enterprise", request.path_params["key"])
        if iri not in {row["enterprise"].value for row in counts(browse)}:
            raise MissingError
        lang = language(request)
        told = browse.memory.get(("about", iri, lang), lambda: about(browse, iri, lang))
        if word.wanted(request):
            return word.enterprise(browse, told, lang)
        return browse.page(request, "enterprise.html", word=browse.address(iri, lang, ".docx"), **told)

    pages = [*browse.route("/enterprise/{key:path}.docx", detail), *browse.route("/enterprise/{key:path}", detail)]
    return [*browse.route("/enterprises", listing, listed=True), *pages]


def counts(browse: Browse) -> tuple[Any, ...]:
    """The rows of the saved query that counts the projects of every enterprise."""
    return browse.memory.get("enterprises", lambda: run(browse.site.store, "projects/count-by-enterprise").rows)


def sought(browse: Browse) -> dict[str, list[tuple[str, str]]]:
    """Enterprise → how the plan wants it, and the wish or project that says so, both in Chinese as it has them."""
    found: dict[str, list[tuple[str, str]]] = {}
    for row in run(browse.site.store, "plan/target-enterprises").rows:
        found.setdefault(row["enterprise"].value, []).append((row["how"].value, row["ground"].value))
    return found


def enterprise_table(browse: Browse, lang: str, how: str = "") -> Listing:
    """Enterprises as a table; ``how`` keeps those that the plan wants in this way."""
    wanted = browse.memory.get("sought", lambda: sought(browse))
    active: dict[str, dict[str, None]] = {}
    for project in browse.projects().values():
        for owner in project.enterprises:
            active.setdefault(owner, {}).update(dict.fromkeys(fill.link for fill in project.fills))
    rows = []
    for row in counts(browse):
        iri = row["enterprise"].value
        kinds = list(dict.fromkeys(kind for kind, _ in wanted.get(iri, ())))
        if how and how not in kinds:
            continue
        rows.append(
            (
                text(*browse.part(iri, lang)),
                number(int(row["projects"].value)),
                number(int(row["possible"].value)),
                several([Part(say(f"browse.sought-{kind}", lang)) for kind in kinds]),
                several([browse.part(link, lang) for link in active.get(iri, ())]),
            )
        )
    columns = tuple(
        Column(name, say(f"browse.column-{name}", lang), name in ("projects", "possible")) for name in COLUMNS
    )
    return Listing(say("browse.enterprises", lang), columns, rows)


def about(browse: Browse, iri: str, lang: str) -> dict[str, Any]:
    """The context of the page of one enterprise."""
    store = browse.site.store
    facts = outgoing(store, ox.NamedNode(iri))
    names = [fact.value.value for fact in facts if fact.property.startswith(f"{PREFIXES['skos']}altLabel")]
    own = [p for p in browse.projects().values() if iri in p.enterprises]
    maybe = [p for p in browse.projects().values() if iri in p.possible]
    wanted = [fact.value.value for fact in facts if fact.property == f"{CF}soughtBy"]
    places = {f"{CF}locatedIn", f"{CF}partOf"}
    wishes = labels(store, set(wanted), lang)
    return {
        "iri": iri,
        "files": filtered_files(browse, "owner", iri, lang),
        "title": browse.part(iri, lang).text,
        "aliases": sorted(set(names)),
        "codes": [f.value.value for f in facts if f.property == f"{PREFIXES['dcterms']}identifier"],
        "own": project_table(browse, own, lang),
        "maybe": project_table(browse, maybe, lang),
        "wishes": [Part(wishes.get(wish, wish), browse.address(wish, lang)) for wish in wanted],
        "in_talks": [kind for kind, _ in sought(browse).get(iri, ()) if kind == "talks"],
        "where": [browse.part(f.value.value, lang) for f in facts if f.property in places and _ours(f.value)],
        "doubts": [f.value.value for f in facts if f.property.endswith("#editorialNote")],
        "passages": said_of(store, iri, lang),
    }


def _ours(value: Any) -> bool:
    return isinstance(value, ox.NamedNode) and value.value.startswith(f"{BASE}id/")
