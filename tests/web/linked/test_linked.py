"""Linked data over HTTP: one IRI, many forms; no broken link; no text of the graph that acts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import httpx
import pyoxigraph as ox
import pytest
import rdflib
from rdflib import DCTERMS, FOAF, VOID
from starlette.applications import Starlette

from cfgraph.namespaces import BASE, CF, PREFIXES, graph, thing
from cfgraph.store.embedded import EmbeddedStore

Get = Callable[..., httpx.Response]
PROJECT = "id/project/chifeng-2023/dadao-lithium-carbonate"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
RDFLIB = "application/rdf+xml,text/rdf+n3,application/xhtml+xml;q=0.5, */*;q=0.1"
JENA = "text/turtle,application/n-triples;q=0.9,application/ld+json;q=0.8,application/rdf+xml;q=0.7,*/*;q=0.3"
LABEL = f"{PREFIXES['skos']}prefLabel"


@pytest.mark.parametrize(
    ("accept", "path", "media"),
    [
        (BROWSER, f"/page/{PROJECT}", "text/html"),
        ("*/*", f"/page/{PROJECT}", "text/html"),
        ("text/turtle", f"/data/{PROJECT}.ttl", "text/turtle"),
        ("application/ld+json", f"/data/{PROJECT}.jsonld", "application/ld+json"),
        ("application/n-triples", f"/data/{PROJECT}.nt", "application/n-triples"),
        ("application/rdf+xml", f"/data/{PROJECT}.rdf", "application/rdf+xml"),
        ("text/html;q=0.3, application/rdf+xml;q=0.7", f"/data/{PROJECT}.rdf", "application/rdf+xml"),
        ("text/html;q=0, text/*", f"/data/{PROJECT}.ttl", "text/turtle"),
        (JENA, f"/data/{PROJECT}.ttl", "text/turtle"),
        (RDFLIB, f"/data/{PROJECT}.rdf", "application/rdf+xml"),
    ],
)
def test_each_client_gets_what_it_reads(get: Get, accept: str, path: str, media: str) -> None:
    """An IRI of a thing answers 303 to the form that the header prefers."""
    first = get(f"/{PROJECT}", headers={"Accept": accept}, follow_redirects=False)
    assert (303, path, "Accept") == (first.status_code, first.headers["location"], first.headers["vary"])
    found = get(f"/{PROJECT}", headers={"Accept": accept})
    assert (200, media) == (found.status_code, found.headers["content-type"].partition(";")[0])


def test_a_client_that_reads_none_of_our_forms_is_told_which_there_are(get: Get) -> None:
    """406 lists the offers."""
    found = get(f"/{PROJECT}", headers={"Accept": "image/png"})
    assert (406, "Accept") == (found.status_code, found.headers["vary"])
    assert ["text/html", "text/turtle"] == found.text.split()[:2]


def test_a_language_stays_through_the_redirect(get: Get) -> None:
    """?lang=en leads to the English page."""
    found = get(f"/{PROJECT}?lang=en", headers={"Accept": "text/html"})
    assert "en" == found.headers["content-language"]
    assert "What points here" in found.text


def test_rdflib_reads_the_same_triples_in_every_form(get: Get) -> None:
    """Turtle, N-Triples, RDF/XML and JSON-LD say the same, but for the address of the file."""
    forms = {"ttl": "turtle", "nt": "nt", "rdf": "xml", "jsonld": "json-ld"}
    graphs = {
        ending: set(rdflib.Graph().parse(data=get(f"/data/{PROJECT}.{ending}").content, format=name))
        for ending, name in forms.items()
    }
    for ending, found in graphs.items():
        found -= {triple for triple in found if str(triple[0]).endswith(f"{PROJECT}.{ending}")}
    assert len(graphs["nt"]) > 100
    assert [] == [ending for ending, found in graphs.items() if found != graphs["nt"]]


@pytest.mark.parametrize("ending", ["ttl", "nt", "rdf", "jsonld"])
def test_each_file_says_its_licence_and_its_dataset(get: Get, ending: str) -> None:
    """Of the file itself, which is about the thing; the thing, an enterprise or a plant, has no licence."""
    file, forms = rdflib.URIRef(f"http://127.0.0.1:8000/data/{PROJECT}.{ending}"), {"rdf": "xml", "jsonld": "json-ld"}
    found = rdflib.Graph().parse(data=get(f"/data/{PROJECT}.{ending}").content, format=forms.get(ending, ending))
    assert rdflib.URIRef("https://creativecommons.org/licenses/by/4.0/") == found.value(file, DCTERMS.license)
    assert rdflib.URIRef(f"{BASE}dataset") == found.value(file, VOID.inDataset)
    assert rdflib.URIRef(BASE + PROJECT) == found.value(file, FOAF.primaryTopic)
    assert [file] == list(found.subjects(DCTERMS.license))


def test_the_page_of_a_thing_says_the_licence(get: Get) -> None:
    """At its foot, as a link that programs know by ``rel="license"``."""
    text = get(f"/page/{PROJECT}").text
    assert '<a href="https://creativecommons.org/licenses/by/4.0/" rel="license">' in text


def test_rdflib_reads_an_iri_as_n_triples(address: str) -> None:
    """rdflib asks for N-Triples by the name that they had before they had their own."""
    found = rdflib.Graph().parse(f"{address}/{PROJECT}", format="nt")
    assert (rdflib.URIRef(BASE + PROJECT), rdflib.URIRef(f"{CF}stage"), rdflib.URIRef(f"{CF}Advancing")) in found


def test_rdflib_as_a_client_reads_a_thing_by_its_address(address: str) -> None:
    """rdflib's own request, header and parser."""
    found = rdflib.Graph().parse(f"{address}/{PROJECT}")
    assert (rdflib.URIRef(BASE + PROJECT), rdflib.URIRef(f"{CF}stage"), rdflib.URIRef(f"{CF}Advancing")) in found


@pytest.mark.parametrize(
    "path",
    ["/id/project/none", "/id/", "/id/a b", "/id/<x>", "/id/%2e%2e/%2e%2e/etc/passwd", "/ontology/9.9.9", "/unit/x",
     "/page/", "/page/ontology%23Project", "/data/id/project/none.ttl", f"/data/{PROJECT}.exe", f"/data/{PROJECT}",
     "/id/javascript:alert(1)", "/id/" + "x" * 8192, "/id/产品", "/id/%00", "/shapes/none", "/static/../site.py",
     "/static/%2e%2e/site.py"],
)  # fmt: skip
def test_what_the_graph_does_not_have_is_not_found(get: Get, path: str) -> None:
    """404, whatever the path looks like."""
    assert 404 == get(path, headers={"Accept": "text/html"}).status_code


def test_the_page_of_a_project_shows_the_sentence_that_proves_a_fact(get: Get) -> None:
    """The quote is marked inside its sentence."""
    text = get(f"/page/{PROJECT}").text
    assert "打造锂电池生态产业园" in text
    assert "<mark>年产4万吨电池级碳酸锂</mark>" in text


def test_an_inferred_fact_is_marked_and_a_stated_one_is_not(serve: Callable[[list[ox.Quad]], Get]) -> None:
    """The mark stands only where the graph of inferred triples alone says it."""
    one, two = (ox.NamedNode(thing("product", key)) for key in ("one", "two"))
    prop, names = ox.NamedNode(f"{CF}kindOf"), [ox.NamedNode(graph(key)) for key in ("knowledge", "inferred")]
    for name, marks in ((names[0], 0), (names[1], 1)):
        get = serve([ox.Quad(one, prop, two, name)])
        assert marks == get("/page/id/product/one").text.count(">推断<")
    get = serve([ox.Quad(one, prop, two, name) for name in names])
    assert 0 == get("/page/id/product/one").text.count(">推断<")


def test_many_facts_are_paged(get: Get) -> None:
    """Every thing that points to the plan stands on exactly one of its pages."""
    import re

    first = get("/page/id/document/chifeng-2023").text
    pages = int(re.findall(r"第 1 页，共 (\d+) 页", first)[-1])
    found = [get(f"/page/id/document/chifeng-2023?in={page}").text.partition("谁指向它")[2] for page in (1, 2, pages)]
    links = [set(re.findall(r'<li>\s*<a href="([^"]+)"', text)) for text in found]
    assert [50, 50] == [len(each) for each in links[:2]]
    assert not links[0] & links[1]
    assert get(f"/page/id/document/chifeng-2023?in={pages + 5}").text.partition("谁指向它")[2] == found[-1]


HOSTILE = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    '" onmouseover="alert(1)',
    "' onclick='alert(1)",
    "{{ 7 * 7 }}{% raw %}",
    "<!--<img src=x onerror=alert(1)>",
    "&lt;b&gt;",
    "javascript:alert(1)",
]


def test_no_text_of_the_graph_becomes_markup(serve: Callable[[list[ox.Quad]], Get]) -> None:
    """Hostile labels and values stand on the page as text, in the title, the facts and the data block."""
    from html.parser import HTMLParser

    seen: list[tuple[str, dict[str, str | None]]] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            seen.append((tag, dict(attrs)))

    node, name = ox.NamedNode(thing("product", "x")), ox.NamedNode(graph("knowledge"))
    quads = [ox.Quad(node, ox.NamedNode(LABEL), ox.Literal(text, language="zh"), name) for text in HOSTILE]
    quads += [ox.Quad(node, ox.NamedNode(f"{CF}asPrinted"), ox.Literal(text), name) for text in HOSTILE]
    text = serve(quads)("/page/id/product/x").text
    Reader().feed(text)
    assert ["application/ld+json"] == [attrs.get("type") for tag, attrs in seen if tag == "script"]
    assert [] == [tag for tag, _ in seen if tag in ("img", "b", "iframe")]
    assert [] == [key for _, attrs in seen for key in attrs if key.startswith("on")]
    assert "{{ 7 * 7 }}" in text


@pytest.mark.parametrize("iri", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "urn:x:y"])
def test_only_http_addresses_become_links(serve: Callable[[list[ox.Quad]], Get], iri: str) -> None:
    """An IRI of any other scheme is shown and leads nowhere."""
    node, name = ox.NamedNode(thing("product", "x")), ox.NamedNode(graph("knowledge"))
    text = serve([ox.Quad(node, ox.NamedNode(f"{PREFIXES['rdfs']}seeAlso"), ox.NamedNode(iri), name)])(
        "/page/id/product/x"
    ).text
    assert iri in text
    assert f'href="{iri.partition(":")[0]}:' not in text


def test_the_page_of_the_ontology_tells_every_term(get: Get, store: EmbeddedStore) -> None:
    """Each cf: term of the ontology has its anchor and both its labels."""
    text = get("/ontology", headers={"Accept": "text/html"}).text
    terms = {q.subject.value for q in store.quads(graph("ontology")) if str(q.subject).startswith(f"<{CF}")}
    assert len(terms) > 150
    assert [] == [term for term in sorted(terms) if f'id="{term[len(CF) :]}"' not in text]
    assert "cf:stage</a> some {" in text
    assert ">cf:hasOutput</a> ∘ " in text


@pytest.mark.parametrize("path", ["/ontology", "/ontology/0.1.0"])
def test_the_ontology_comes_in_each_syntax_under_its_name_and_its_version(get: Get, path: str) -> None:
    """The document has one header, and the same triples in every form."""
    medias = {"text/turtle": "turtle", "application/n-triples": "nt", "application/rdf+xml": "xml"}
    found = [
        rdflib.Graph().parse(data=get(path, headers={"Accept": media}).content, format=name)
        for media, name in {**medias, "application/ld+json": "json-ld"}.items()
    ]
    assert {len(found[0])} == {len(each) for each in found}
    headers = list(found[0].subjects(rdflib.RDF.type, rdflib.OWL.Ontology))
    assert [rdflib.URIRef(f"{BASE}ontology")] == headers


def test_every_iri_of_the_dumps_ends_in_200(app: Starlette, get: Get, store: EmbeddedStore) -> None:
    """No broken IRI: every one below our base, wherever in a quad, as data; one in twelve as a page too.

    The descriptions of the dataset are dumps too.

    Terms within a document are asked for as a browser does it, without what follows the #.
    """
    described = [get(f"/dumps/{name}.ttl").content for name in ("void", "dcat")]
    quads = [*store.quads(), *(quad for text in described for quad in ox.parse(text, format=ox.RdfFormat.TURTLE))]
    terms = {t for q in quads for t in (q.subject, q.predicate, q.object, q.graph_name) if isinstance(t, ox.NamedNode)}
    paths = sorted({term.value.partition("#")[0][len(BASE) :] for term in terms if term.value.startswith(BASE)})
    asked = [(path, "text/turtle") for path in paths] + [(path, "text/html") for path in paths[::12]]

    async def crawl() -> list[tuple[str, str, int]]:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://x", follow_redirects=True) as client:
            found = [(p, a, (await client.get(f"/{p}", headers={"Accept": a})).status_code) for p, a in asked]
        return [each for each in found if each[2] != 200]

    assert len(paths) > 4000
    assert [] == asyncio.run(crawl())
