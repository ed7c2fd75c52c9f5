"""The SPARQL 1.1 Protocol, case by case as the W3C's collection has them, against a real server."""

from __future__ import annotations

import httpx
import pyoxigraph as ox
import pytest

from tests.web.conftest import ONE, TWO, rows

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
DIRECT = {"Content-Type": "application/sparql-query"}
GBK = {"Content-Type": "application/sparql-query; charset=gbk"}
UPDATE = {"Content-Type": "application/sparql-update"}
ASK = "ASK {}"
ANY = "SELECT * { ?s ?p ?o } LIMIT 1"
VALUES = "SELECT ?o { ?s ?p ?o } ORDER BY ?o"
NAMED = "SELECT ?o { GRAPH ?g { ?s ?p ?o } } ORDER BY ?o"

GOOD = [
    ("get", {"params": {"query": ASK}}),
    ("form", {"data": {"query": ASK}}),
    ("direct", {"content": ASK, "headers": DIRECT}),
    (
        "direct, with a character set",
        {"content": ASK, "headers": {"Content-Type": "application/sparql-query; charset=UTF-8"}},
    ),
    ("direct, with a BOM", {"content": "\ufeff" + ASK, "headers": DIRECT}),
    ("in Chinese", {"data": {"query": 'ASK { FILTER("铜箔" = "\\u94DC\\u7B94") }'}}),
    ("unknown fields", {"params": {"query": ASK, "timeout": "5"}}),
]


@pytest.mark.parametrize(("name", "sent"), GOOD, ids=[name for name, _ in GOOD])
def test_a_query_is_answered_however_it_is_sent(reader: httpx.Client, name: str, sent: dict) -> None:
    """GET, form and direct POST give the same answer."""
    answer = reader.request("GET" if "params" in sent else "POST", "/sparql", **sent)
    assert (200, True) == (answer.status_code, answer.json()["boolean"])


BAD = [
    ("method", 405, "PUT", {"params": {"query": ASK}}),
    ("method delete", 405, "DELETE", {"params": {"query": ASK}}),
    ("two queries in the address", 400, "GET", {"params": [("query", ASK), ("query", "SELECT * {}")]}),
    ("two queries in a form", 400, "POST", {"content": b"query=ASK%20%7B%7D&query=ASK%20%7B%7D", "headers": FORM}),
    ("wrong media type", 415, "POST", {"content": ASK, "headers": {"Content-Type": "text/plain"}}),
    ("form without its type", 415, "POST", {"content": b"query=ASK%20%7B%7D"}),
    ("query without its type", 415, "POST", {"content": ASK.encode()}),
    ("direct, not UTF-8", 400, "POST", {"content": 'ASK { FILTER("铜") }'.encode("utf-16"), "headers": DIRECT}),
    ("GBK in a form", 400, "POST", {"content": b"query=ASK%20%7B%7D%23%CD%AD%B2%AD", "headers": FORM}),
    ("another character set", 415, "POST", {"content": ASK, "headers": GBK}),
    ("syntax", 400, "GET", {"params": {"query": "ASK"}}),
    ("empty", 400, "GET", {"params": {"query": ""}}),
    ("form without a query", 400, "POST", {"data": {"ask": ASK}}),
    ("query and update", 400, "POST", {"data": {"query": ASK, "update": "CLEAR ALL"}}),
    ("query in both places", 400, "POST", {"params": {"query": ASK}, "content": ASK, "headers": DIRECT}),
    ("two operations", 400, "GET", {"params": {"query": f"{ASK} ; {ASK}"}}),
    ("two queries in one text", 400, "GET", {"params": {"query": f"{ASK} {ASK}"}}),
    ("update by GET", 400, "GET", {"params": {"update": "CLEAR ALL"}}),
    ("update as query", 400, "GET", {"params": {"query": "INSERT DATA { <urn:a> <urn:b> 1 }"}}),
    ("update as direct query", 400, "POST", {"content": "CLEAR ALL", "headers": DIRECT}),
    ("update where only is read", 403, "POST", {"data": {"update": "CLEAR ALL"}}),
    ("direct update where only is read", 403, "POST", {"content": "CLEAR ALL", "headers": UPDATE}),
    ("NUL", 400, "POST", {"content": b"ASK {}\x00", "headers": DIRECT}),
    ("too long", 413, "POST", {"data": {"query": "ASK {}" + " " * 70_000}}),
    ("far too long", 413, "POST", {"content": b" " * 400_000, "headers": DIRECT}),
    ("too many fields", 400, "POST", {"content": b"a=1&" * 200 + b"query=ASK%20%7B%7D", "headers": FORM}),
    ("a graph that is not here", 400, "GET", {"params": {"query": ASK, "default-graph-uri": "file:///etc/passwd"}}),
    ("a graph that is no IRI", 400, "GET", {"params": {"query": ASK, "named-graph-uri": "a b"}}),
    ("FROM a graph that is not here", 400, "GET", {"params": {"query": "ASK FROM <file:///etc/passwd> {}"}}),
    ("FROM NAMED one on the web", 400, "GET", {"params": {"query": "ASK FROM NAMED <http://127.0.0.1/> {}"}}),
    ("not acceptable", 406, "GET", {"params": {"query": ASK}, "headers": {"Accept": "image/png"}}),
    ("graph for rows", 406, "GET", {"params": {"query": ANY}, "headers": {"Accept": "text/turtle"}}),
    ("rows for a graph", 406, "GET", {"params": {"query": "DESCRIBE <urn:a>"}, "headers": {"Accept": "text/csv"}}),
    ("everything refused", 406, "GET", {"params": {"query": ASK}, "headers": {"Accept": "*/*;q=0"}}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "status", "method", "sent"), BAD, ids=[entry[0] for entry in BAD])
def test_what_is_wrong_has_its_status(reader: httpx.Client, name: str, status: int, method: str, sent: dict) -> None:
    """Every mistake is told by its status and one short line."""
    answer = reader.request(method, "/sparql", **sent)
    assert status == answer.status_code, answer.text
    assert 0 < len(answer.text) < 400
    assert answer.text.count("\n") <= 1
    assert "Traceback" not in answer.text
    assert 406 != status or "Accept" in answer.headers["Vary"]


def test_a_wrong_method_is_told_which_are_right(reader: httpx.Client) -> None:
    """405 names the methods."""
    allowed = {part.strip() for part in reader.put("/sparql").headers["Allow"].split(",")}
    assert {"GET", "HEAD", "POST", "OPTIONS"} == allowed


ACCEPTED = [
    (ANY, None, "application/sparql-results+json"),
    (ANY, "*/*", "application/sparql-results+json"),
    (ANY, "application/sparql-results+xml", "application/sparql-results+xml"),
    (ANY, "text/csv, application/sparql-results+json;q=0.5", "text/csv; charset=utf-8"),
    (ANY, "text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
    (ANY, "text/*;q=0.3, application/json;q=0.2", "text/csv; charset=utf-8"),
    (ANY, "application/*;q=0.5, application/sparql-results+json;q=0", "application/sparql-results+xml"),
    (ANY, "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/xml"),
    (ANY, "no/such, ;;;, */*;q=0.1", "application/sparql-results+json"),
    (ASK, "application/sparql-results+xml", "application/sparql-results+xml"),
    ("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 1", None, "text/turtle; charset=utf-8"),
    ("DESCRIBE <https://w3id.org/cfgraph/ontology>", "application/n-triples", "application/n-triples"),
    ("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 1", "application/rdf+xml", "application/rdf+xml"),
    ("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 1", "application/ld+json;profile=x, text/turtle;q=0.9", "application/ld+json"),
]


@pytest.mark.parametrize(("query", "accept", "expected"), ACCEPTED)
def test_the_client_gets_what_it_likes_best(
    reader: httpx.Client, query: str, accept: str | None, expected: str
) -> None:
    """Quality and narrowness of the ranges decide; the answer says that it depends on Accept."""
    answer = reader.get("/sparql", params={"query": query}, headers={"Accept": accept} if accept else {})
    assert (200, expected) == (answer.status_code, answer.headers["Content-Type"])
    assert "Accept" in answer.headers["Vary"]


def test_every_result_format_says_the_same(reader: httpx.Client) -> None:
    """JSON, XML and TSV, read by Oxigraph's parsers, and CSV hold the same rows, whatever the values are."""
    query = (
        'SELECT * { VALUES (?a ?b) { ("x,\\"\\n\\t<&>" 1.5) ("铜箔"@zh <urn:a>) (UNDEF true) ("=1+1" "x"^^<urn:t>) } }'
    )
    found = []
    for media in ("application/sparql-results+json", "application/sparql-results+xml", "text/tab-separated-values"):
        answer = reader.get("/sparql", params={"query": query}, headers={"Accept": media})
        form = ox.QueryResultsFormat.from_media_type(media)
        found.append([tuple(row) for row in ox.parse_query_results(answer.content, format=form)])
    assert found[0] == found[1] == found[2]
    assert 4 == len(found[0])
    csv = reader.get("/sparql", params={"query": query}, headers={"Accept": "text/csv"})
    assert 'a,b\r\n"x,""\n\t<&>",1.5\r\n铜箔,urn:a\r\n,true\r\n=1+1,x\r\n' == csv.text


CUT = [
    ("application/sparql-results+json", '"link": ["urn:cfgraph:truncated:rows"]'),
    ("application/sparql-results+xml", '<link href="urn:cfgraph:truncated:rows"/>'),
    ("text/csv", ""),
]


@pytest.mark.parametrize(("media", "mark"), CUT)
def test_a_cut_answer_says_so(reader: httpx.Client, media: str, mark: str) -> None:
    """More rows than the limit: 200 rows, a header, and a mark where the format has a place for one."""
    answer = reader.get("/sparql", params={"query": "SELECT ?s { ?s ?p ?o }"}, headers={"Accept": media})
    assert (200, "rows") == (answer.status_code, answer.headers["X-Cfgraph-Truncated"])
    assert mark in answer.text
    if media.endswith("json"):
        assert (200, "rows") == (len(answer.json()["results"]["bindings"]), answer.json()["cfgraph:truncated"])


def test_an_answer_that_just_fits_is_not_marked(reader: httpx.Client) -> None:
    """As many rows as the limit are whole."""
    answer = reader.get("/sparql", params={"query": "SELECT ?s { ?s ?p ?o } LIMIT 200"})
    assert 200 == len(rows(answer))
    assert "X-Cfgraph-Truncated" not in answer.headers


def test_a_graph_is_cut_as_well(reader: httpx.Client) -> None:
    """A CONSTRUCT of everything ends at the limit and says so."""
    answer = reader.get(
        "/sparql", params={"query": "CONSTRUCT WHERE { ?s ?p ?o }"}, headers={"Accept": "application/n-triples"}
    )
    assert (200, "rows") == (answer.text.count("\n"), answer.headers["X-Cfgraph-Truncated"])


DATASETS = [
    ("union by default", VALUES, {}, ["1", "2"]),
    ("all named by default", NAMED, {}, ["1", "2"]),
    ("one default graph", VALUES, {"default-graph-uri": ONE}, ["1"]),
    ("two default graphs", VALUES, {"default-graph-uri": [ONE, TWO]}, ["1", "2"]),
    ("default graph, none named", NAMED, {"default-graph-uri": ONE}, []),
    ("one named graph", NAMED, {"named-graph-uri": TWO}, ["2"]),
    ("two named graphs", NAMED, {"named-graph-uri": [ONE, TWO]}, ["1", "2"]),
    ("named graph, default empty", VALUES, {"named-graph-uri": TWO}, []),
    ("both kinds", NAMED, {"default-graph-uri": ONE, "named-graph-uri": TWO}, ["2"]),
    ("FROM", f"SELECT ?o FROM <{ONE}> {{ ?s ?p ?o }}", {}, ["1"]),
    ("FROM NAMED", f"SELECT ?o FROM NAMED <{TWO}> {{ GRAPH ?g {{ ?s ?p ?o }} }}", {}, ["2"]),
    ("the protocol wins over the query", f"SELECT ?o FROM <{ONE}> {{ ?s ?p ?o }}", {"default-graph-uri": TWO}, ["2"]),
]


@pytest.mark.parametrize("method", ["get", "form", "direct"])
@pytest.mark.parametrize(("name", "query", "dataset", "expected"), DATASETS, ids=[entry[0] for entry in DATASETS])
def test_the_dataset_is_the_one_that_was_named(
    two_graphs: httpx.Client, name: str, query: str, dataset: dict, expected: list[str], method: str
) -> None:
    """``default-graph-uri`` and ``named-graph-uri``, however sent, else FROM, else all graphs and their union."""
    if method == "get":
        answer = two_graphs.get("/sparql", params={"query": query, **dataset})
    elif method == "form":
        answer = two_graphs.post("/sparql", data={"query": query, **dataset})
    else:
        answer = two_graphs.post("/sparql", params=dataset, content=query, headers=DIRECT)
    assert expected == [row["o"] for row in rows(answer)]


def test_without_a_query_the_endpoint_describes_itself(two_graphs: httpx.Client) -> None:
    """The Service Description names the union default graph, the languages and every named graph."""
    answer = two_graphs.get("/sparql", headers={"Accept": "application/n-triples"})
    text = answer.text
    assert "application/n-triples" == answer.headers["Content-Type"]
    for word in ("UnionDefaultGraph", "SPARQL11Query", "SPARQL11Update", ONE, TWO):
        assert word in text
    refused = two_graphs.get("/sparql", headers={"Accept": "image/png"})
    assert (406, True) == (refused.status_code, "Accept" in refused.headers["Vary"])


def test_a_reader_does_not_promise_updates(reader: httpx.Client) -> None:
    """Without a token the description has no update language."""
    assert "SPARQL11Update" not in reader.get("/sparql").text


def test_pages_of_other_sites_may_read(reader: httpx.Client) -> None:
    """CORS: a preflight lets queries through, and answers are open; the token is never asked across sites."""
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "POST"}
    before = reader.options("/sparql", headers=asked)
    after = reader.get("/sparql", params={"query": ASK}, headers={"Origin": "https://example.org"})
    assert "*" == before.headers["Access-Control-Allow-Origin"] == after.headers["Access-Control-Allow-Origin"]
    assert "authorization" not in before.headers["Access-Control-Allow-Headers"].lower()
    assert 204 == reader.options("/sparql").status_code


def test_head_is_get_without_a_body(reader: httpx.Client) -> None:
    """HEAD tells the headers of GET."""
    answer = reader.head("/sparql", params={"query": ASK})
    assert (200, b"") == (answer.status_code, answer.content)
