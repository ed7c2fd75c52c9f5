"""数据开放: where the data are to be had, in which forms, under which licence, and how to cite them."""

from __future__ import annotations

from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from cfgraph import __version__, resources
from cfgraph.analysis.query import run
from cfgraph.namespaces import BASE, PREFIXES
from cfgraph.publish.dumps import DESCRIPTIONS, dump_files
from cfgraph.web.officer.browse import Browse

RDF = (".ttl", ".nt", ".rdf", ".jsonld", ".nq", ".trig")


class Stem(NamedTuple):
    """A graph as files: its name, and each file with its ending."""

    name: str
    files: list[tuple[str, str]]


def routes(browse: Browse) -> list[BaseRoute]:
    """The page."""

    def page(request: Request) -> Response:
        graphs, others = browse.memory.get("dumps", lambda: dumps(browse))
        return browse.page(
            request,
            "open_data.html",
            graphs=graphs,
            others=others,
            cite=citation(),
            base=browse.site.base,
            namespaces=[(name, PREFIXES[name]) for name in ("cf", "id")],
            limits=browse.site.limits,
            sizes=browse.memory.get("sizes", lambda: sizes(browse)),
            identifier=BASE,
        )

    return browse.route("/data-open", page)


def dumps(browse: Browse) -> tuple[list[Stem], list[str]]:
    """The dumps of RDF by graph, and all other files, by name."""
    found: dict[str, list[tuple[str, str]]] = {}
    others = []
    for name in dump_files(browse.site.store):
        ending = next((ending for ending in RDF if name.endswith(ending)), "")
        if ending and name not in DESCRIPTIONS:
            found.setdefault(name.removesuffix(ending), []).append((ending.lstrip("."), name))
        else:
            others.append(name)
    return [Stem(stem, files) for stem, files in found.items()], others


def sizes(browse: Browse) -> dict[str, int]:
    """How many triples each public graph holds, by its name as a file."""
    store = browse.site.store
    names = [row["graph"].value for row in run(store, "plan/graphs").rows]
    start = f"{BASE}graph/"
    return {name.removeprefix(start).replace("/", "-"): sum(1 for _ in store.quads(name)) for name in names}


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
