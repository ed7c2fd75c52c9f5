"""园区: the parks side by side, and the page of one with its targets, projects, clusters, resources and gaps."""

from __future__ import annotations

from typing import Any, NamedTuple

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from cfgraph.analysis.places import Place
from cfgraph.analysis.query import run
from cfgraph.analysis.states import OPEN, STATES
from cfgraph.namespaces import key_of, short_key, thing
from cfgraph.publish.why_view import label
from cfgraph.store.base import Row
from cfgraph.web.officer.browse import Browse, MissingError, file_links, form_of
from cfgraph.web.officer.listing import Cell, Column, Listing, Part, number, several, text
from cfgraph.web.officer.plan import word
from cfgraph.web.officer.plan.projects import counted, filtered_files, matching, project_table
from cfgraph.web.pages import language
from cfgraph.words import say

COUNTS = ("projects", "talks", "advancing", "building", "commissioning", "operating")
COMPARATORS = (">", ">=", "=", "<", "<=", "stretch")


class Chain(NamedTuple):
    """A chain in a park: its name, how many links have a project there, and its links by state."""

    key: str
    name: str
    filled: int
    total: int
    states: list[tuple[str, str, list[Part]]]


def routes(browse: Browse) -> list[BaseRoute]:
    """The table of parks, its files, and the page of a park or a zone."""

    def listing(request: Request) -> Response:
        table = park_table(browse, language(request)).sorted(request.query_params.get("sort", ""))
        if form_of(request):
            return browse.files(request, table, form_of(request), table.title)
        return browse.page(request, "parks.html", table=table, files=file_links(request, "parks"))

    def detail(request: Request) -> Response:
        key = request.path_params["key"]
        wanted = (thing("park", key), thing("zone", key))
        place = next((place for place in browse.places() if place.iri in wanted), None)
        if place is None:
            raise MissingError
        lang = language(request)
        told = browse.memory.get(("about", place.iri, lang), lambda: about(browse, place, lang))
        if word.wanted(request):
            return word.park(browse, told, lang)
        return browse.page(request, "park.html", word=browse.address(place.iri, lang, ".docx"), **told)

    pages = [*browse.route("/park/{key:path}.docx", detail), *browse.route("/park/{key:path}", detail)]
    return [*browse.route("/parks", listing, listed=True), *pages]


def park_table(browse: Browse, lang: str) -> Listing:
    """Every park with its projects by stage and its main target, from the saved queries."""
    main = browse.translated(_main(browse), lang)
    rows = []
    for zone in (place for place in browse.places() if place.plans):
        for row in run(browse.site.store, "projects/by-park", place=ox.NamedNode(zone.iri)).rows:
            iri = row["park"].value
            output = [told for told in targets(browse, iri, lang) if told[0] == main]
            rows.append(
                (
                    text(*_row_name(browse, iri, lang)),
                    *(number(int(row[name].value)) for name in COUNTS),
                    several([Part(" ".join(filter(None, (year, amount)))) for _, amount, year, _ in output]),
                )
            )
    columns = tuple(Column(name, say(f"browse.column-{name}", lang), name in COUNTS) for name in ("park", *COUNTS))
    return Listing(say("browse.parks", lang), (*columns, Column("target", main)), rows)


def _row_name(browse: Browse, iri: str, lang: str) -> Part:
    """The name of a park; a zone's row has only the projects that are in none of its parks, which it says."""
    part = browse.part(iri, lang)
    return part if "/id/park/" in iri else part._replace(text=say("browse.no-park", lang, name=part.text))


def _main(browse: Browse) -> str:
    """The indicator that most targets are set for: what parks are compared by."""
    kinds = [row["indicator"].value for row in target_rows(browse)]
    return max(sorted(set(kinds)), key=kinds.count, default="")


def target_rows(browse: Browse) -> tuple[Row, ...]:
    """The rows of the saved query of targets."""
    return browse.memory.get("targets", lambda: run(browse.site.store, "plan/targets").rows)


def targets(browse: Browse, of: str, lang: str) -> list[tuple[str, str, str, str]]:
    """Indicator, amount in words, year, and the address of the target, for everything set for a thing."""
    found = []
    for row in target_rows(browse):
        if row["of"].value != of:
            continue
        sign = row["comparator"].value
        printed = row["printed"].value + (f" / {row['per'].value}" if "per" in row else "")
        words = say(f"browse.comparator-{COMPARATORS.index(sign)}", lang, amount=printed)
        year = row["year"].value if "year" in row else ""
        found.append(
            (browse.translated(row["indicator"].value, lang), words, year, browse.address(row["target"].value, lang))
        )
    return found


def about(browse: Browse, place: Place, lang: str) -> dict[str, Any]:
    """The context of the page of one place."""
    none = {"stage": "", "chain": "", "owner": ""}
    projects = matching(browse, {"park": key_of(place.iri), **none})
    inside = {iri for iri, parents in _parents(browse).items() if place.iri in parents}
    return {
        "place": place,
        "iri": place.iri,
        "files": filtered_files(browse, "park", place.iri, lang),
        "key": key_of(place.iri),
        "title": browse.part(place.iri, lang).text,
        "parents": [browse.part(iri, lang) for iri in place.parents if "/id/region/" not in iri],
        "children": [browse.part(iri, lang) for iri in sorted(inside - {place.iri})],
        "targets": targets(browse, place.iri, lang),
        "stages": counted(projects, lang),
        "projects": project_table(browse, projects, lang).sorted("-stage"),
        "clusters": clusters(browse, {place.iri, *inside}, lang),
        "endowments": endowments(browse, place.iri, lang),
        "wishes": wishes(browse, place.iri, lang),
        "chains": [chain(browse, key, place.iri, lang) for key in _chains(projects)],
    }


def _chains(projects: list[Any]) -> list[str]:
    """The chains that a place's projects serve, the one with most projects first."""
    served = [short_key(chain) for project in projects for chain in project.chains]
    return sorted(set(served), key=lambda key: (-served.count(key), key))


def _parents(browse: Browse) -> dict[str, set[str]]:
    return {place.iri: {place.iri, *place.parents} for place in browse.places()}


def clusters(browse: Browse, hosts: set[str], lang: str) -> list[tuple[Part, str, list[Part]]]:
    """The clusters that a place carries: name, level as printed, and the chains they are built around."""
    found: dict[str, tuple[str, dict[str, None]]] = {}
    names = browse.names("zh")
    inside = {names.get(host, host) for host in hosts}
    for row in run(browse.site.store, "plan/clusters").rows:
        if "host" in row and row["host"].value in inside:
            level = row["level"].value if "level" in row else ""
            chains = found.setdefault(row["cluster"].value, (level, {}))[1]
            if "chain" in row:
                chains[row["chain"].value] = None
    return [
        (browse.part(iri, lang), level, [Part(browse.translated(name, lang)) for name in chains])
        for iri, (level, chains) in found.items()
    ]


def endowments(browse: Browse, place: str, lang: str) -> list[tuple[Part, ...]]:
    """The resources of a place and of what it is part of: name, product, holder."""
    rows = run(browse.site.store, "plan/endowments", place=ox.NamedNode(place)).rows
    return [tuple(browse.part(row[name].value, lang) for name in ("endowment", "product", "holder")) for row in rows]


def wishes(browse: Browse, place: str, lang: str) -> list[Cell]:
    """What the plan wants for a place without naming a project, each once."""
    rows = run(browse.site.store, "plan/wishes", place=ox.NamedNode(place)).rows
    return [text(*browse.part(wish, lang)) for wish in dict.fromkeys(row["wish"].value for row in rows)]


def chain(browse: Browse, key: str, place: str, lang: str) -> Chain:
    """The state of a chain's links within a place."""
    gaps = browse.gaps(key, place)
    links = [link for link in gaps.links() if not link.beside]
    states = gaps.main.states
    by_state = []
    for state in STATES:
        parts = [Part(label(x, lang), browse.address(x.iri, lang)) for x in links if states[x.iri] == state]
        if parts:
            by_state.append((state, say(f"state.{state}", lang), parts))
    name = gaps.model.chain_zh if lang == "zh" else gaps.model.chain_en
    return Chain(key, name, sum(states[link.iri] not in OPEN for link in links), len(links), by_state)
