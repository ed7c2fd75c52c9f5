"""Saved queries over HTTP: what is said of them, what they answer, and what no parameter can do."""

from __future__ import annotations

import asyncio
import contextlib
import csv
import io
from collections.abc import Callable
from itertools import cycle, product
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
import rdflib
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from starlette.applications import Starlette

from cfgraph.analysis.query import IRI, find, parse_values, query_files, query_name
from cfgraph.errors import UsageError
from cfgraph.graph.build import Built
from cfgraph.namespaces import CF, PREFIXES, graph, thing
from cfgraph.store.embedded import EmbeddedStore
from cfgraph.web.linked import api
from cfgraph.web.site import Site

Get = Callable[..., httpx.Response]


def test_the_list_tells_every_query(get: Get) -> None:
    """Names, both summaries, parameters with type and default, columns."""
    found = {entry["name"]: entry for entry in get("/api/queries").json()}
    assert [query_name(path) for path in query_files()] == list(found)
    missing = found["gaps/missing"]
    assert "没有人做的环节" == missing["summary_zh"]
    assert {"name": "chemistry", "type": "iri", "default": thing("variant", "lfp")} in missing["parameters"]
    assert {"name": "link", "zh": "环节", "en": "link"} in missing["columns"]


def test_the_openapi_description_is_valid_and_tells_every_query(get: Get) -> None:
    """OpenAPI 3.1, one path a query, every parameter of it."""
    from openapi_spec_validator import OpenAPIV31SpecValidator, validate

    found = get("/api/openapi.json").json()
    validate(found, cls=OpenAPIV31SpecValidator)
    for path in query_files():
        query = find(query_name(path))
        told = found["paths"][f"/api/queries/{query.name}"]["get"]["parameters"]
        assert {*query.parameters, "format"} == {parameter["name"] for parameter in told}


def test_every_query_answers_with_its_columns(get: Get) -> None:
    """200, and the variables that the header names."""
    for entry in get("/api/queries").json():
        found = get(f"/api/queries/{entry['name']}")
        assert 200 == found.status_code
        assert "application/sparql-results+json" == found.headers["content-type"]
        assert {column["name"] for column in entry["columns"]} <= set(found.json()["head"]["vars"])


@pytest.mark.parametrize("form", ["json", "xml", "tsv"])
def test_the_forms_hold_the_same_rows(get: Get, form: str, store: EmbeddedStore) -> None:
    """rdflib reads the rows that the store gives."""
    expected = store.query(find("gaps/missing").text).rows
    media = {"json": "application/sparql-results+json", "xml": "application/sparql-results+xml"}.get(form)
    found = get(f"/api/queries/gaps/missing?format={form}")
    by_accept = get("/api/queries/gaps/missing", headers={"Accept": media or "text/tab-separated-values"})
    assert by_accept.content == found.content
    label = rdflib.Variable("label")
    rows = rdflib.query.Result.parse(io.BytesIO(found.content), format=form, content_type=media)
    assert [row["label"].value for row in expected] == [str(row[label]) for row in rows.bindings]


def test_csv_holds_a_row_a_link(get: Get, store: EmbeddedStore) -> None:
    """A header and the rows, as a spreadsheet reads them."""
    rows = list(csv.DictReader(io.StringIO(get("/api/queries/gaps/missing?format=csv").text)))
    assert [row["link"].value for row in store.query(find("gaps/missing").text).rows] == [row["link"] for row in rows]


def test_a_parameter_may_be_a_key_a_label_or_an_iri(get: Get) -> None:
    """All three name the same thing, and the answer is another than the default's."""
    copper = thing("chain", "copper")
    answers = {get("/api/queries/gaps/missing", params={"chain": v}).text for v in ("copper", "铜产业链", copper)}
    assert 1 == len(answers)
    assert get("/api/queries/gaps/missing").text not in answers


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("gaps/missing?chain=none", 400),
        ("gaps/missing?chian=copper", 400),
        ("gaps/missing?chain=", 400),
        ("gaps/missing?chain=copper&chain=copper", 400),
        ("gaps/missing?format=exe", 400),
        ("projects/in-stage?stage=soon", 400),
        ("gaps/none", 404),
        ("missing", 404),
        ("%2e%2e/%2e%2e/etc/passwd", 404),
        ("gaps/missing.rq", 404),
    ],
)
def test_what_is_wrong_is_refused_with_a_reason(get: Get, path: str, status: int) -> None:
    """400 for a parameter, 404 for a name, each as JSON."""
    found = get(f"/api/queries/{path}")
    assert status == found.status_code
    assert found.json()["error"]


def test_a_client_that_reads_no_result_format_is_refused(get: Get) -> None:
    """406, which says that it depends on Accept."""
    found = get("/api/queries/gaps/missing", headers={"Accept": "image/png"})
    assert (406, "Accept") == (found.status_code, found.headers["vary"])


INJECTIONS = [
    "x> } DROP ALL #", "x> . ?a ?b ?c . <y", '" } UNION { ?s ?p ?o } #', "') AS ?x) FILTER(1=1", "?_place_iri",
    "$this", "SERVICE <http://127.0.0.1:1/> { ?s ?p ?o }", "<http://x> a ?y", "\\u003e } #", "%3e%7d", "1; DROP TABLE",
    "1 OR 1=1", "-1e309", "9" * 40, "０１２", "\x00", "a\r\nX-Evil: 1", "\ud7ff\ufffe", "👩‍👩‍👧", "javascript:alert(1)",
    "file:///etc/passwd", "../../../etc/passwd", "{{7*7}}", "${7*7}", "x" * 4000,
]  # fmt: skip
WRAPPERS = ["{}", "<{}>", "'{}'", '"{}"', "http://x/{}", "copper {}", "{}\n", "\t{}", "{}#", "{}\\",
            "/*{}*/", "a:{}", "({})", "[{}]", "_:{}", "{}^^<http://x>", "{}@zh", "?{}", "cf:{}",
            "https://w3id.org/{}"]  # fmt: skip
STRINGS = sorted({wrapper.replace("{}", text) for text, wrapper in product(INJECTIONS, WRAPPERS)})
ASKED = {
    "chain": "gaps/missing", "chemistry": "gaps/missing", "enterprise": "projects/by-enterprise",
    "from": "gaps/single-source", "link": "chains/upstream", "place": "gaps/missing", "plan": "gaps/missing",
    "product": "projects/capacity-by-cut", "stage": "projects/in-stage", "subject": "plan/evidence",
}  # fmt: skip
"""Every parameter and a query that has it."""


def test_every_parameter_of_every_query_is_attacked() -> None:
    """No parameter is left out, and the strings are five hundred, each another."""
    assert set(ASKED) == {name for path in query_files() for name in find(query_name(path)).parameters}
    assert len(STRINGS) >= 500


@pytest.fixture(scope="module")
def small(tiny: Built) -> EmbeddedStore:
    """The tiny plan without the reference knowledge: what a label is looked up in is short."""
    return EmbeddedStore.in_memory(quad for quad in tiny.quads if "/graph/plan/" in str(quad.graph_name))


@pytest.mark.parametrize("name", ASKED)
def test_a_hostile_value_is_refused(small: EmbeddedStore, name: str) -> None:
    """None of the strings passes as a value of any parameter."""
    query, taken = find(ASKED[name]), []
    for text in STRINGS:
        try:
            taken.append(parse_values(query, {name: text}, small))
        except UsageError:
            continue
    assert [] == taken


def test_a_hostile_request_is_answered_with_400(small: EmbeddedStore, tmp_path: Path) -> None:
    """Over HTTP each string, for one parameter after the other, is the client's mistake, told in JSON."""
    app = Starlette(routes=api.routes(Site(small, tmp_path / "db")))

    async def ask() -> set[tuple[int, str]]:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://x") as client:
            found = set()
            for text, name in zip(STRINGS, cycle(ASKED)):
                answer = await client.get(f"/api/queries/{ASKED[name]}", params={name: text})
                found.add((answer.status_code, ",".join(answer.json())))
            return found

    assert {(400, "error")} == asyncio.run(ask())


def test_a_hostile_label_names_its_thing_and_nothing_else() -> None:
    """Where the graph itself holds the strings as labels, each is bound as the IRI of the thing so called."""
    label, name = ox.NamedNode(f"{PREFIXES['skos']}prefLabel"), ox.NamedNode(graph("x"))
    nodes = {text: ox.NamedNode(thing("chain", f"h{number}")) for number, text in enumerate(STRINGS)}
    store = EmbeddedStore.in_memory(ox.Quad(node, label, ox.Literal(text), name) for text, node in nodes.items())
    query = find("gaps/missing")
    assert nodes == {text: parse_values(query, {"chain": text}, store)["chain"] for text in STRINGS}


def test_a_hostile_iri_leaves_the_algebra_as_it_is() -> None:
    """Where the graph itself holds them as IRIs, the query differs by that one term only."""
    nodes = []
    for text in STRINGS:
        with contextlib.suppress(ValueError):
            nodes += [ox.NamedNode(text)] if IRI.fullmatch(text) else []
    about, name = ox.NamedNode(f"{CF}asPrinted"), ox.NamedNode(graph("x"))
    store = EmbeddedStore.in_memory(ox.Quad(node, about, ox.Literal("x"), name) for node in nodes)
    query = find("gaps/missing")
    plain = algebra(query.bind({"chain": ox.NamedNode("urn:x")}), "urn:x")
    assert len(nodes) > 30
    for node in nodes:
        assert {"chain": node} == parse_values(query, {"chain": node.value}, store)
        assert plain == algebra(query.bind({"chain": node}), node.value)


def algebra(query: str, iri: str) -> str:
    """The translated query as text, the IRI as a word."""
    found = str(translateQuery(parseQuery(query)).algebra)
    assert repr(rdflib.URIRef(iri)) in found
    return found.replace(repr(rdflib.URIRef(iri)), "TERM")
