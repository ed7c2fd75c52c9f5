"""The Graph Store Protocol and updates, as the W3C's collections have them, against a real server."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.web.conftest import ONE, TWO, rows

TURTLE = {"Content-Type": "text/turtle"}
NEW = "http://example.org/graph/new"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


def graph(client: httpx.Client, **params: str) -> set[str]:
    """The lines of a graph in N-Triples."""
    answer = client.get("/graphs", params=params, headers={"Accept": "application/n-triples"})
    answer.raise_for_status()
    return set(answer.text.splitlines())


def test_put_makes_a_graph_then_replaces_it(two_graphs: httpx.Client) -> None:
    """201 for a new graph, 204 for one that was there; what was in it is gone."""
    first = two_graphs.put("/graphs", params={"graph": NEW}, content="<a> <b> 1 .", headers=TURTLE)
    second = two_graphs.put("/graphs", params={"graph": NEW}, content="<a> <b> 2 .", headers=TURTLE)
    assert (201, 204) == (first.status_code, second.status_code)
    assert {
        '<http://example.org/graph/a> <http://example.org/graph/b> "2"^^<http://www.w3.org/2001/XMLSchema#integer> .'
    } == graph(two_graphs, graph=NEW)


def test_post_adds(two_graphs: httpx.Client) -> None:
    """204 for a graph that was there, 201 for a new one; blank nodes of two posts stay apart."""
    answers = [
        two_graphs.post("/graphs", params={"graph": name}, content="[] <urn:p> 1 .", headers=TURTLE).status_code
        for name in (NEW, NEW, ONE)
    ]
    assert [201, 204, 204] == answers
    assert (2, 2) == (len(graph(two_graphs, graph=NEW)), len(graph(two_graphs, graph=ONE)))


def test_delete_takes_a_graph_away(two_graphs: httpx.Client) -> None:
    """204, then 404 for reading and for deleting it again."""
    statuses = [
        two_graphs.request(m, "/graphs", params={"graph": ONE}).status_code for m in ("DELETE", "GET", "DELETE")
    ]
    assert [204, 404, 404] == statuses


def test_the_default_graph_is_a_graph_of_its_own(two_graphs: httpx.Client) -> None:
    """``?default`` is the unnamed graph: there from the start, and not the union."""
    assert set() == graph(two_graphs, default="")
    two_graphs.put("/graphs?default", content="<urn:a> <urn:b> <urn:c> .", headers=TURTLE).raise_for_status()
    assert {"<urn:a> <urn:b> <urn:c> ."} == graph(two_graphs, default="")
    assert ["3"] == [row["n"] for row in rows(two_graphs.get("/sparql", params={"query": COUNT}))]


def test_updates_mean_the_same_default_graph(two_graphs: httpx.Client) -> None:
    """WHERE without a graph looks into the unnamed graph, not into the union, as the service description says."""
    copy = "INSERT { GRAPH <urn:copy> { ?s ?p ?o } } WHERE { ?s ?p ?o }"
    two_graphs.put("/graphs?default", content="<urn:a> <urn:b> <urn:c> .", headers=TURTLE).raise_for_status()
    two_graphs.post("/sparql", data={"update": copy}).raise_for_status()
    assert {"<urn:a> <urn:b> <urn:c> ."} == graph(two_graphs, graph="urn:copy")
    told = two_graphs.get("/sparql", headers={"Accept": "text/turtle"}).text
    assert "Updates and ?default of the Graph Store mean the unnamed graph" in told


def test_an_empty_graph_is_held(two_graphs: httpx.Client) -> None:
    """A graph put without triples is there, and empty."""
    assert 201 == two_graphs.put("/graphs", params={"graph": NEW}, content="", headers=TURTLE).status_code
    assert set() == graph(two_graphs, graph=NEW)


def test_a_graph_has_an_address_of_its_own(two_graphs: httpx.Client) -> None:
    """POST to the store itself makes a graph and tells where it is; PUT to an address below it works as well."""
    made = two_graphs.post("/graphs", content="<urn:a> <urn:b> 1 .", headers=TURTLE)
    assert (201, True) == (made.status_code, made.headers["Location"].startswith(str(two_graphs.base_url)))
    assert 200 == two_graphs.get(made.headers["Location"]).status_code
    assert 201 == two_graphs.put("/graphs/person/1", content="<urn:a> <urn:b> 1 .", headers=TURTLE).status_code
    assert [204, 404] == [two_graphs.request(m, "/graphs/person/1").status_code for m in ("DELETE", "HEAD")]


def test_a_file_of_a_form_is_added(two_graphs: httpx.Client) -> None:
    """multipart/form-data with one file works as POST does."""
    files = {"graph": ("x.ttl", b"<urn:a> <urn:b> 1 .", "text/turtle")}
    assert 201 == two_graphs.post("/graphs", params={"graph": NEW}, files=files).status_code


@pytest.mark.parametrize(
    "media", ["text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"]
)
def test_what_was_read_can_be_written_back(two_graphs: httpx.Client, media: str) -> None:
    """A graph read in each format and put under another name is the same graph."""
    answer = two_graphs.get("/graphs", params={"graph": ONE}, headers={"Accept": media})
    if media == "application/rdf+xml":  # urn:p has no local name there
        assert 406 == answer.status_code or answer.content
        return
    headers = {"Content-Type": media}
    two_graphs.put("/graphs", params={"graph": NEW}, content=answer.content, headers=headers).raise_for_status()
    assert graph(two_graphs, graph=ONE) == graph(two_graphs, graph=NEW)


BAD = [
    ("no graph named", 400, "GET", {}),
    ("two named", 400, "GET", {"params": {"graph": ONE, "default": ""}}),
    ("no IRI", 400, "GET", {"params": {"graph": "a b"}}),
    ("relative", 400, "PUT", {"params": {"graph": "x"}, "content": "", "headers": TURTLE}),
    ("not there", 404, "GET", {"params": {"graph": "http://example.org/none"}}),
    ("not acceptable", 406, "GET", {"params": {"graph": ONE}, "headers": {"Accept": "image/png"}}),
    ("wrong syntax", 400, "PUT", {"params": {"graph": ONE}, "content": "<a", "headers": TURTLE}),
    ("wrong type", 415, "PUT", {"params": {"graph": ONE}, "content": "a", "headers": {"Content-Type": "image/png"}}),
    ("no type", 415, "POST", {"params": {"graph": ONE}, "content": b"<urn:a> <urn:b> 1 ."}),
    ("patch", 405, "PATCH", {"params": {"graph": ONE}}),
]


@pytest.mark.parametrize(("name", "status", "method", "sent"), BAD, ids=[entry[0] for entry in BAD])
def test_what_is_wrong_has_its_status_and_changes_nothing(
    two_graphs: httpx.Client, name: str, status: int, method: str, sent: dict
) -> None:
    """Every mistake is told, and the graph stays as it was."""
    answer = two_graphs.request(method, "/graphs", **sent)
    assert status == answer.status_code, answer.text
    assert 406 != status or "Accept" in answer.headers["Vary"]
    assert 1 == len(graph(two_graphs, graph=ONE))


@pytest.mark.parametrize("entities", ['<!DOCTYPE x [<!ENTITY a "b">]>', '<!doctype x SYSTEM "file:///etc/passwd">'])
def test_a_doctype_is_not_read(two_graphs: httpx.Client, entities: str) -> None:
    """RDF/XML that declares entities is refused."""
    sent = {"content": entities + "<x/>", "headers": {"Content-Type": "application/rdf+xml"}}
    assert 400 == two_graphs.put("/graphs", params={"graph": NEW}, **sent).status_code


@pytest.mark.parametrize("header", ["", "Bearer wrong", "Basic YTpi", "Bearer"])
def test_writing_needs_the_token(two_graphs: httpx.Client, header: str) -> None:
    """401 with a challenge, for updates and for graphs."""
    with httpx.Client(base_url=two_graphs.base_url, headers={"Authorization": header} if header else {}) as stranger:
        answers = [
            stranger.post("/sparql", data={"update": "DROP ALL"}),
            stranger.put("/graphs", params={"graph": ONE}, content="", headers=TURTLE),
            stranger.delete("/graphs", params={"graph": ONE}),
        ]
    assert [401] * 3 == [answer.status_code for answer in answers]
    assert all("Bearer" in answer.headers["WWW-Authenticate"] for answer in answers)
    assert 1 == len(graph(two_graphs, graph=ONE))


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_a_reading_server_has_no_methods_that_write(reader: httpx.Client, method: str) -> None:
    """405, with the methods that there are."""
    answer = reader.request(method, "/graphs", params={"graph": ONE})
    assert (405, False) == (answer.status_code, method in answer.headers["Allow"])


UPDATES = [
    ("several operations", "INSERT DATA { <urn:x> <urn:p> 1 } ; DELETE DATA { <urn:x> <urn:p> 1 }", {}, 204),
    ("using-graph-uri", "INSERT { GRAPH <urn:to> { ?s ?p ?o } } WHERE { ?s ?p ?o }", {"using-graph-uri": ONE}, 204),
    ("with WITH", f"WITH <{ONE}> DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}", {"using-graph-uri": ONE}, 400),
    ("with USING", f"DELETE {{ ?s ?p ?o }} USING <{ONE}> WHERE {{ ?s ?p ?o }}", {"using-named-graph-uri": ONE}, 400),
    ("LOAD", "LOAD <file:///etc/passwd>", {}, 400),
    ("LOAD in escapes", "\\u004COAD SILENT <file:///etc/passwd> INTO GRAPH <urn:x>", {}, 400),
    ("SERVICE", "INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", {}, 400),
    ("a query", "SELECT * {}", {}, 400),
    ("syntax", "INSERT DATA {", {}, 400),
]


@pytest.mark.parametrize("form", [True, False])
@pytest.mark.parametrize(("name", "text", "dataset", "status"), UPDATES, ids=[entry[0] for entry in UPDATES])
def test_an_update_is_run_or_refused(
    two_graphs: httpx.Client, name: str, text: str, dataset: dict, status: int, form: bool
) -> None:
    """By form or directly, with the same status; what is refused changes nothing."""
    if form:
        answer = two_graphs.post("/sparql", data={"update": text, **dataset})
    else:
        sent = {"content": text, "headers": {"Content-Type": "application/sparql-update"}}
        answer = two_graphs.post("/sparql", params=dataset, **sent)
    assert status == answer.status_code, answer.text
    assert (1, 1) == (len(graph(two_graphs, graph=ONE)), len(graph(two_graphs, graph=TWO)))
    if name == "using-graph-uri":
        assert graph(two_graphs, graph=ONE) == graph(two_graphs, graph="urn:to")


def test_writes_at_once_lose_nothing(two_graphs: httpx.Client) -> None:
    """Forty inserts from eight clients are all there, and who wrote reads them."""

    def insert(number: int) -> int:
        update = f"INSERT DATA {{ GRAPH <{NEW}> {{ <urn:n> <urn:p> {number} }} }}"
        with httpx.Client(base_url=two_graphs.base_url, headers=two_graphs.headers, timeout=60) as client:
            status = client.post("/sparql", data={"update": update}).status_code
            while status == 503:
                status = client.post("/sparql", data={"update": update}).status_code
            return status

    with ThreadPoolExecutor(8) as threads:
        assert [204] * 40 == list(threads.map(insert, range(40)))
    found = two_graphs.get("/sparql", params={"query": f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{NEW}> {{ ?s ?p ?o }} }}"})
    assert [{"n": "40"}] == rows(found)
    assert 40 == len(graph(two_graphs, graph=NEW))
