"""查询: every saved question as a form, its answer as a table that has an address, and its files."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from cfgraph.analysis.query import KINDS, STAGE_PARAMETERS, SavedQuery, find, parse_values, query_files, query_name
from cfgraph.namespaces import BASE, RANK, STAGES, contract, key_of, short_key, thing
from cfgraph.publish.tables import NUMBERS
from cfgraph.rdf import Term
from cfgraph.sources.header import Header, read_header
from cfgraph.store.base import Answer
from cfgraph.web.linked.describe import labels
from cfgraph.web.officer.browse import LONGEST, Browse, MissingError, again, file_links, form_of
from cfgraph.web.officer.listing import Cell, Column, Listing, Part, number, text
from cfgraph.web.pages import language
from cfgraph.words import say

FOLDERS = ("gaps", "chains", "projects", "plan", "checks")
RESERVED = ("lang", "sort")
YEARS = 10_000


class Entry(NamedTuple):
    """A saved query with its header."""

    query: SavedQuery
    header: Header

    def summary(self, lang: str) -> str:
        """The question."""
        return self.header.summary if lang == "zh" else self.header.summary_en


class Field(NamedTuple):
    """A field of a form: its name, what it is called, its value, and the values that it may have with their names."""

    name: str
    title: str
    value: str
    choices: list[tuple[str, str]]


def routes(browse: Browse) -> list[BaseRoute]:
    """The list of questions, each with its form and files."""
    saved = Saved(browse)

    def index(request: Request) -> Response:
        lang = language(request)
        groups = [(folder, say(f"browse.folder-{folder}", lang), saved.of(folder, lang)) for folder in FOLDERS]
        return browse.page(request, "queries.html", groups=groups)

    return [*browse.route("/queries", index), *browse.route("/queries/{name:path}", saved.page)]


class Saved:
    """The saved queries of a site."""

    def __init__(self, browse: Browse) -> None:
        self.browse = browse

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """Name → query; the files never change while a server runs."""
        return {query_name(path): Entry(find(query_name(path)), header(path)) for path in query_files()}

    def of(self, folder: str, lang: str) -> list[tuple[str, str, str]]:
        """The questions of a folder: name, question, what it tells."""
        return [
            (name, each.summary(lang), each.header.description if lang == "zh" else each.header.description_en)
            for name, each in self.entries.items()
            if name.partition("/")[0] == folder
        ]

    def page(self, request: Request) -> Response:
        """``/queries/NAME``, and its files. Raises UsageError for a parameter that is wrong."""
        lang, form = language(request), form_of(request)
        name = request.path_params["name"].removesuffix(f".{form}" if form else "")
        entry = self.entries.get(name)
        if entry is None:
            raise MissingError
        given = {key: value.strip() for key, value in request.query_params.items() if key not in RESERVED}
        given = {key: value for key, value in given.items() if value}
        values = parse_values(entry.query, given, self.browse.site.store)
        answer = self.browse.site.store.query(entry.query.bind(values))
        table = self.table(entry, answer, lang).sorted(request.query_params.get("sort", ""))
        if form:
            return self.browse.files(request, table, form, short_key(name))
        short = table._replace(rows=table.rows[:LONGEST])
        return self.browse.page(
            request,
            "query.html",
            query_name=name,
            entry=entry,
            title=entry.summary(lang),
            about=entry.header.description if lang == "zh" else entry.header.description_en,
            fields=[self.field(entry, key, given.get(key, ""), lang) for key in entry.query.parameters],
            table=short,
            total=len(table.rows),
            shown=LONGEST,
            sparql=entry.query.bind(values),
            files=file_links(request, short_key(name)),
            query=again(request, lang="", sort=""),
        )

    def table(self, entry: Entry, answer: Answer, lang: str) -> Listing:
        """An answer with the titles of the query's header."""
        titles = entry.header.columns
        chosen = 0 if lang == "zh" else 1
        columns = [Column(name, titles[name][chosen] if name in titles else name) for name in answer.variables]
        return answered(
            self.browse,
            entry.summary(lang),
            columns,
            [[row.get(c.name) for c in columns] for row in answer.rows],
            lang,
        )

    def field(self, entry: Entry, name: str, value: str, lang: str) -> Field:
        """The field of a parameter; the default of the query is chosen where the address says nothing."""
        default = str(entry.header.defaults.get(name, ""))
        told = value or default
        title = say(f"browse.parameter-{name}", lang)
        if entry.query.parameters[name] == "integer":
            stages = [(str(RANK[key]), say(f"stage.{local}", lang)) for key, local in STAGES.items()]
            return Field(name, title, str(RANK.get(told, told)), stages if name in STAGE_PARAMETERS else [])
        chosen = key_of(told) if told.startswith(f"{BASE}id/") else told
        any_of = [("", say("browse.any", lang))] if not default else []
        return Field(name, title, chosen, any_of + self.things(KINDS.get(name, ()), lang))

    def things(self, kinds: tuple[str, ...], lang: str) -> list[tuple[str, str]]:
        """Key and name of every thing of some kinds, by name; a name that several have is told with its key."""
        starts = tuple(thing(kind, "") for kind in kinds)
        found = [(key_of(iri), name) for iri, name in self.browse.names(lang).items() if iri.startswith(starts)]
        names = [name for _, name in found]
        twice = {name for name in names if names.count(name) > 1}
        told = [(key, f"{name} ({key})" if name in twice else name) for key, name in found]
        return sorted(told, key=lambda pair: pair[1])


def header(path: Path) -> Header:
    """The header of a saved query."""
    return read_header(path)[0]


def answered(browse: Browse, title: str, columns: list[Column], rows: list[list[Term | None]], lang: str) -> Listing:
    """Rows of terms as a table: things by name with a link, numbers as numbers, the rest as text."""
    iris = {term.value for row in rows for term in row if isinstance(term, ox.NamedNode)}
    known = {iri: name for iri, name in browse.names(lang).items() if iri in iris}
    rest = iris - set(known)
    known |= labels(browse.site.store, rest, lang) if rest else {}
    numeric = [
        bool(rows) and all(row[at] is None or _number(row[at]) is not None for row in rows)
        for at in range(len(columns))
    ]
    columns = [column._replace(numeric=found) for column, found in zip(columns, numeric, strict=True)]
    cells = [tuple(_cell(browse, term, known, lang) for term in row) for row in rows]
    kept = [at for at in range(len(columns)) if not _told_before(cells, at)]
    return Listing(title, tuple(columns[at] for at in kept), [tuple(row[at] for at in kept) for row in cells])


def _told_before(rows: list[tuple[Cell, ...]], at: int) -> bool:
    """True for a column of names right behind the column of the things that are told of by just these names."""
    return bool(rows and at) and all(
        row[at].text == row[at - 1].text and not row[at].linked and row[at - 1].linked for row in rows
    )


def _cell(browse: Browse, term: Term | None, known: dict[str, str], lang: str) -> Cell:
    if term is None:
        return text("")
    if isinstance(term, ox.NamedNode):
        name = known.get(term.value) or (
            key_of(term.value) if term.value.startswith(f"{BASE}id/") else contract(term.value)
        )
        return text(name, browse.address(term.value, lang))
    value = _number(term)
    if value is not None:
        return number(float(value) if value % 1 else int(value), _plain(value))
    return Cell((Part(term.value if isinstance(term, ox.Literal) else str(term)),))


def _plain(value: Decimal) -> str:
    """A number as it is read; thousands are set apart where it is no year."""
    if value % 1:
        return f"{value:,f}"
    return f"{int(value):,}" if abs(value) >= YEARS else f"{int(value)}"


def _number(term: Any) -> Decimal | None:
    """The value of a literal that is a number within reason."""
    if not isinstance(term, ox.Literal) or short_key(term.datatype.value) not in NUMBERS:
        return None
    try:
        value = Decimal(term.value)
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value) < Decimal(10) ** 15 else None
