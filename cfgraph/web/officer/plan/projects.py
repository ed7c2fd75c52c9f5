"""项目: the list of projects with filters, and the page of one."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import urlencode

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from cfgraph.analysis.gaps import Gaps
from cfgraph.analysis.model import Link
from cfgraph.analysis.projects import Made, Registered
from cfgraph.analysis.states import STATES
from cfgraph.namespaces import CF, STAGES, key_of, short_key, thing
from cfgraph.publish.why_view import label
from cfgraph.web.iris import root
from cfgraph.web.linked.describe import incoming, labels, outgoing
from cfgraph.web.linked.thing_page import name_of
from cfgraph.web.officer.asked_places import asked_places
from cfgraph.web.officer.browse import FORMS, Browse, MissingError, file_links, form_of
from cfgraph.web.officer.listing import Cell, Column, Listing, Part, choose, number, several, text
from cfgraph.web.officer.plan import word
from cfgraph.web.officer.plan.evidence import said_of
from cfgraph.web.officer.plan.history import history, lineage, successor
from cfgraph.web.pages import language
from cfgraph.words import say

COLUMNS = ("project", "stage", "park", "owner", "makes", "link", "chain")
RANK_OF = {name: rank for rank, name in enumerate(STAGES.values(), start=1)}
OUT_OF_RUNNING = ("Shelved", "Cancelled")
TOLD = ("investment", "constructionType", "partOfProject", "phaseOf", "possiblyProduces", "responsible")
"""Properties of a project that its page tells beside stage, place, owner and outputs."""


class Place(NamedTuple):
    """Where a project stands on a chain: the link with its state, what feeds it and what it feeds."""

    chain: str
    link: Part
    state: str
    before: list[Part]
    after: list[Part]


def routes(browse: Browse) -> list[BaseRoute]:
    """The list, its files, and the page of a project."""

    def listing(request: Request) -> Response:
        lang = language(request)
        chosen = filters(browse, request)
        table = project_table(browse, matching(browse, chosen), lang).sorted(request.query_params.get("sort", ""))
        if form_of(request):
            return browse.files(request, table, form_of(request), table.title)
        return browse.page(
            request,
            "projects.html",
            table=table,
            chosen=chosen,
            choices=choices(browse, lang),
            files=file_links(request, "projects"),
            total=len(browse.projects()),
        )

    def detail(request: Request) -> Response:
        lang, iri = language(request), thing("project", request.path_params["key"])
        project = browse.projects().get(iri)
        if project is None:
            later = successor(browse, iri)
            if later:
                return RedirectResponse(browse.address(later, lang), 303)
            raise MissingError
        told = browse.memory.get(("about", project.iri, lang), lambda: about(browse, project, lang))
        if word.wanted(request):
            return word.project(browse, told, lang)
        return browse.page(request, "project.html", word=browse.address(project.iri, lang, ".docx"), **told)

    pages = [*browse.route("/project/{key:path}.docx", detail), *browse.route("/project/{key:path}", detail)]
    return [*browse.route("/projects", listing, listed=True), *pages]


def filters(browse: Browse, request: Request) -> dict[str, str]:
    """The filters of the address by key. Raises UsageError for a value that there is not."""
    given = {name: request.query_params.get(name, "").strip() for name in ("park", "stage", "chain", "owner")}
    known = browse.projects().values()
    allowed = {
        "park": [key_of(place.iri) for place in browse.places()],
        "stage": [*STAGES, *map(str.lower, OUT_OF_RUNNING)],
        "chain": [short_key(chain) for project in known for chain in project.chains] + ["none"],
        "owner": [key_of(owner) for project in known for owner in (*project.enterprises, *project.possible)] + ["none"],
    }
    return {name: choose(name, value, list(dict.fromkeys(allowed[name]))) for name, value in given.items()}


def filtered_files(browse: Browse, name: str, iri: str, lang: str) -> list[tuple[str, str]]:
    """The addresses of the files of the projects that one filter lets through."""
    query = urlencode({name: key_of(iri)} | ({} if lang == "zh" else {"lang": lang}))
    return [(form, f"{root(browse.site)}projects.{form}?{query}") for form in FORMS]


def matching(browse: Browse, chosen: dict[str, str]) -> list[Registered]:
    """The projects that all filters let through; a park holds what its parts hold."""
    parents = {place.iri: {key_of(p) for p in (place.iri, *place.parents)} for place in browse.places()}
    stage = STAGES.get(chosen["stage"], chosen["stage"].capitalize())

    def fits(project: Registered) -> bool:
        owners = [key_of(owner) for owner in (*project.enterprises, *project.possible)] or ["none"]
        chains = [short_key(chain) for chain in project.chains] or ["none"]
        return (
            (not chosen["park"] or chosen["park"] in parents.get(project.park, ()))
            and (not stage or project.stage == stage)
            and (not chosen["chain"] or chosen["chain"] in chains)
            and (not chosen["owner"] or chosen["owner"] in owners)
        )

    order = {place.iri: at for at, place in enumerate(browse.places())}
    found = [project for project in browse.projects().values() if fits(project)]
    return sorted(found, key=lambda project: (order.get(project.park, len(order)), -project.rank))


def choices(browse: Browse, lang: str) -> dict[str, list[tuple[str, str]]]:
    """For each filter its values with their names, those that some project has."""
    known, names = list(browse.projects().values()), browse.names(lang)

    def named(iris: set[str], key: Any = key_of) -> list[tuple[str, str]]:
        return sorted(((key(iri), names.get(iri, key_of(iri))) for iri in iris), key=lambda pair: pair[1])

    stages = {project.stage for project in known}
    keys = {name: key for key, name in STAGES.items()} | {name: name.lower() for name in OUT_OF_RUNNING}
    none = [("none", say("browse.none", lang))]
    return {
        "park": [(key_of(p.iri), names.get(p.iri, key_of(p.iri))) for p in asked_places(browse) if p.kind == "park"],
        "stage": [(key, say(f"stage.{name}", lang)) for name, key in keys.items() if name in stages],
        "chain": named({chain for project in known for chain in project.chains}, short_key) + none,
        "owner": named({owner for project in known for owner in (*project.enterprises, *project.possible)}) + none,
    }


def project_table(browse: Browse, projects: list[Registered], lang: str) -> Listing:
    """Projects as a table."""
    columns = tuple(Column(name, say(f"browse.column-{name}", lang)) for name in COLUMNS)
    title = say("browse.projects", lang)
    return Listing(title, columns, [project_row(browse, project, lang) for project in projects])


def project_row(browse: Browse, project: Registered, lang: str) -> tuple[Cell, ...]:
    """A project as a row of :data:`COLUMNS`."""
    stage = Part(say(f"stage.{project.stage}", lang), look=f"stage-{project.rank}")
    owners = [browse.part(owner, lang) for owner in project.enterprises] + possible(browse, project, lang)
    return (
        text(project.zh if lang == "zh" else project.en, browse.address(project.iri, lang)),
        Cell((stage,), order=project.rank),
        several([browse.part(project.park, lang)]),
        several(owners),
        several([Part(words) for words in outputs(browse, project, lang)]),
        several([browse.part(fill.link, lang) for fill in project.fills]),
        several([Part(browse.part(chain, lang).text) for chain in project.chains]),
    )


def possible(browse: Browse, project: Registered, lang: str) -> list[Part]:
    """The owners that the text allows without saying so, marked as such."""
    parts = [browse.part(owner, lang) for owner in project.possible]
    return [part._replace(text=say("browse.possibly", lang, name=part.text), look="maybe") for part in parts]


def outputs(browse: Browse, project: Registered, lang: str) -> list[str]:
    """What a project makes and how much, as printed: a figure that several products share once, as their sum.

    A figure that is no output says what it is.
    """
    shared: dict[str, list[Made]] = {}
    for made in project.outputs:
        shared.setdefault(made.quantity or made.product, []).append(made)
    told = []
    for group in shared.values():
        names = dict.fromkeys(browse.names(lang).get(made.product, "") for made in group if made.product)
        basis = say(f"basis.{group[0].basis}", lang) if group[0].basis not in ("", "Output") else ""
        amount = group[0].printed if len(names) < 2 else say("browse.together", lang, amount=group[0].printed)
        told.append(" ".join(filter(None, (say("text.list_mark", lang).join(names), basis, amount))))
    return list(dict.fromkeys(told))


def about(browse: Browse, project: Registered, lang: str) -> dict[str, Any]:
    """The context of the page of one project."""
    store, node = browse.site.store, ox.NamedNode(project.iri)
    facts = outgoing(store, node)
    parts = [fact.value.value for fact in incoming(store, node) if fact.property == f"{CF}partOfProject"]
    known = labels(store, {f.property for f in facts} | {f.value.value for f in facts if _linked(f.value)}, lang)
    entered = say(
        "intake.text_stage", "zh", value=say(f"stage.{project.stage}", "zh")
    )  # the register's words, no text's
    told_by_date = history(browse, project.iri, lang)
    return {
        "project": project,
        "title": project.zh if lang == "zh" else project.en,
        "other": project.en if lang == "zh" else project.zh,
        "steps": steps(project, lang),
        "stage": say(f"stage.{project.stage}", lang),
        "wording": [
            fact.value.value for fact in facts if fact.property == f"{CF}stageWording" and fact.value.value != entered
        ],
        "owners": [browse.part(owner, lang) for owner in project.enterprises] + possible(browse, project, lang),
        "outputs": outputs(browse, project, lang),
        "told": [
            (name_of(fact.property, known), _told(browse, fact.value, known, lang))
            for fact in facts
            if fact.property.removeprefix(CF) in TOLD
        ],
        "parts": [browse.part(iri, lang) for iri in sorted(parts)],
        "doubts": [fact.value.value for fact in facts if fact.property.endswith("#editorialNote")],
        "history": told_by_date,
        "known_from": told_by_date[-1] if told_by_date else None,
        "where": [_place(browse, project, fill.link, fill.chain, lang) for fill in project.fills],
        "passages": [passage for iri in lineage(browse, project.iri) for passage in said_of(store, iri, lang)],
        "iri": project.iri,
        "state_words": {state: say(f"state.{state}", lang) for state in STATES},
    }


def steps(project: Registered, lang: str) -> list[tuple[str, str]]:
    """The stages in the order that officers pass through, each ``past``, ``here`` or ahead (empty).

    A stage that only says that it is not told stands there where the project is at it, and so does 搁置 or 终止.
    """
    names = ["Proposed", *(name for name in STAGES.values() if name != "Proposed")]
    names = [name for name in names if name != "Advancing" or project.stage == name]
    names += [project.stage] if project.stage in OUT_OF_RUNNING else []
    at = names.index(project.stage)
    looks = ["here" if n == at else "past" if n < at and project.rank else "" for n in range(len(names))]
    return [(say(f"stage.{name}", lang), look) for name, look in zip(names, looks, strict=True)]


def _linked(value: Any) -> bool:
    return isinstance(value, ox.NamedNode)


def _told(browse: Browse, value: Any, known: dict[str, str], lang: str) -> Part:
    if not _linked(value):
        return Part(value.value)
    address = "" if "/id/quantity/" in value.value else browse.address(value.value, lang)
    return Part(name_of(value.value, known), address)


def _place(browse: Browse, project: Registered, link_iri: str, chain: str, lang: str) -> Place:
    """The surroundings of a link that the project fills, in the answer for its zone."""
    gaps: Gaps = browse.gaps(short_key(chain), browse.zone_of(project.park))
    link = next(link for link in gaps.model.links if link.iri == link_iri)

    def parts(links: list[Link]) -> list[Part]:
        states = gaps.main.states
        return [Part(label(x, lang), browse.address(x.iri, lang), f"state-{states[x.iri]}") for x in links]

    return Place(
        browse.names(lang).get(chain, chain),
        parts([link])[0],
        say(f"state.{gaps.main.states[link_iri]}", lang),
        parts(gaps.neighbours(link, down=False)),
        parts(gaps.neighbours(link, down=True)),
    )


def counted(projects: list[Registered], lang: str) -> list[tuple[str, str, int, Cell]]:
    """Stage, its name, its rank and how many projects are there; stages that none is at are left out."""
    stages = {**RANK_OF, **dict.fromkeys(OUT_OF_RUNNING, 0)}
    found = [(name, rank, sum(project.stage == name for project in projects)) for name, rank in stages.items()]
    return [(name, say(f"stage.{name}", lang), rank, number(count)) for name, rank, count in found if count]
