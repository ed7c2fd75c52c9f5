"""数据开放: where the data are to be had, in which forms, under which licence, and how to cite them."""

from __future__ import annotations

from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from cfgraph import __version__, resources
from cfgraph.analysis.query import query_files, query_name, run
from cfgraph.namespaces import BASE, PREFIXES
from cfgraph.publish.dumps import DESCRIPTIONS, dump_files
from cfgraph.publish.dumps.tables import QUERIES, table_name
from cfgraph.sources.header import read_header
from cfgraph.web.officer.browse import Browse, file_links, form_of
from cfgraph.web.officer.listing import Column, Listing, Part, number, several, text
from cfgraph.web.pages import language
from cfgraph.words import say

SIZES = "SELECT ?graph (COUNT(*) AS ?n) { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph"
RDF = (".ttl", ".nt", ".rdf", ".jsonld", ".nq", ".trig")


GRAPHS = ("cfgraph", "evidence", "inferred", "knowledge", "meta", "ontology", "plan", "shapes")
"""Starts of the names of graphs that the page has a word for."""


class Stem(NamedTuple):
    """A graph as files: its name, what it holds, and each file with its ending."""

    name: str
    about: str
    files: list[tuple[str, str]]


def routes(browse: Browse) -> list[BaseRoute]:
    """The page and the files of its table."""

    def page(request: Request) -> Response:
        lang = language(request)
        graphs, others = browse.memory.get(("dumps", lang), lambda: dumps(browse, lang))
        counts = browse.memory.get("sizes", lambda: sizes(browse))
        if form_of(request):
            table = graph_table(browse, graphs, counts, lang)
            return browse.files(request, table, form_of(request), table.title)
        return browse.page(
            request,
            "open_data.html",
            graphs=graphs,
            others=others,
            tables=browse.memory.get(("tables", lang), lambda: tables(lang)),
            cite=citation(),
            base=browse.site.base,
            namespaces=[(name, PREFIXES[name]) for name in ("cf", "id")],
            limits=browse.site.limits,
            sizes=counts,
            files=file_links(request, "data-open"),
            identifier=BASE,
        )

    return browse.route("/data-open", page, listed=True)


def graph_table(browse: Browse, graphs: list[Stem], counts: dict[str, int], lang: str) -> Listing:
    """The graphs with what they hold, how many triples that is, and the addresses of their files."""
    names = ("graph", "about", "triples", "file")
    columns = tuple(Column(name, say(f"browse.column-{name}", lang), name == "triples") for name in names)
    rows = [
        (
            text(stem.name),
            text(stem.about),
            number(counts.get(stem.name)),
            several([Part(f"{browse.site.base}dumps/{name}") for _, name in stem.files]),
        )
        for stem in graphs
    ]
    return Listing(say("browse.open-files", lang), columns, rows)


def dumps(browse: Browse, lang: str) -> tuple[list[Stem], list[str]]:
    """The dumps of RDF by graph, and all other files but the tables."""
    found: dict[str, list[tuple[str, str]]] = {}
    others = []
    for name in dump_files(browse.site.store):
        ending = next((ending for ending in RDF if name.endswith(ending)), "")
        if ending and name not in DESCRIPTIONS:
            found.setdefault(name.removesuffix(ending), []).append((ending.lstrip("."), name))
        elif "/" not in name:
            others.append(name)
    return [Stem(stem, about(stem, lang), files) for stem, files in found.items()], others


def about(stem: str, lang: str) -> str:
    """What a graph holds; nothing is told of a graph that is none of the usual ones."""
    kind = stem.partition("-")[0]
    return say(f"browse.graph-{kind}", lang) if kind in GRAPHS else ""


def tables(lang: str) -> list[tuple[str, str]]:
    """The tables among the dumps: the question that each answers, and its file."""
    headers = {name: read_header(path)[0] for path in query_files() if (name := query_name(path)) in QUERIES}
    return [(header.summary if lang == "zh" else header.summary_en, table_name(n)) for n, header in headers.items()]


def sizes(browse: Browse) -> dict[str, int]:
    """How many triples each public graph holds, by its name as a file."""
    store = browse.site.store
    counts = {row["graph"].value: int(row["n"].value) for row in store.query(SIZES).rows}
    public = {row["graph"].value for row in run(store, "plan/graphs").rows}
    start = f"{BASE}graph/"
    return {name.removeprefix(start).replace("/", "-"): n for name, n in counts.items() if name in public}


def citation() -> dict[str, Any]:
    """The citation in one line, its parts, and as BibTeX."""
    import yaml

    read = yaml.safe_load(resources.citation().read_text(encoding="utf-8"))
    author = "; ".join(str(each.get("name") or each.get("family-names", "")) for each in read["authors"])
    year = str(read["date-released"])[:4]
    line = f"{author} ({year}). {read['title']} (version {__version__}). {read['url']}"
    fields = {
        "author": f"{{{author}}}",
        "title": read["title"],
        "year": year,
        "version": __version__,
        "url": read["url"],
    }
    inside = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return {"line": line, "bibtex": f"@software{{cfgraph{year},\n{inside}}}", "licence": read["license"]}
