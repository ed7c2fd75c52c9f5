"""The dumps over HTTP."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest

from cfgraph.namespaces import CF, PREFIXES
from cfgraph.namespaces import graph as named
from cfgraph.store.embedded import EmbeddedStore
from cfgraph.web.site import Site
from tests.web.conftest import ONE
from tests.web.linked.conftest import application, serving

Get = Callable[..., httpx.Response]
SPARQL = "http://127.0.0.1:8000/sparql"


def test_the_checksums_hold_for_what_is_served(get: Get) -> None:
    """Every file that SHA256SUMS names comes whole."""
    sums = [line.split() for line in get("/dumps/SHA256SUMS").text.splitlines()]
    assert len(sums) > 10
    wrong = [name for total, name in sums if hashlib.sha256(get(f"/dumps/{name}").content).hexdigest() != total]
    assert [] == wrong


def test_the_dataset_over_http_is_the_dataset(get: Get, store: EmbeddedStore) -> None:
    """As many quads as the store has, with their media type."""
    found = get("/dumps/cfgraph.nq")
    assert "application/n-quads" == found.headers["content-type"]
    assert len(list(store.quads())) == len(list(ox.parse(found.content, format=ox.RdfFormat.N_QUADS)))


def test_a_file_that_the_client_has_is_not_sent_again(get: Get, address: str) -> None:
    """ETag and If-None-Match; HEAD tells the length."""
    found = get("/dumps/meta.ttl")
    again = get("/dumps/meta.ttl", headers={"If-None-Match": f'"x", {found.headers["etag"]}'})
    head = httpx.head(f"{address}/dumps/meta.ttl")
    assert (304, b"") == (again.status_code, again.content)
    assert (200, str(len(found.content)), b"") == (head.status_code, head.headers["content-length"], head.content)


@pytest.mark.parametrize(
    "name",
    ["../db", "..%2fdb", "%2e%2e/%2e%2e/etc/passwd", "%2fetc%2fpasswd", "..%5cdb", "meta.ttl/", "META.TTL",
     "meta.ttl%00", "x" * 8000, "元"],
)  # fmt: skip
def test_only_what_was_exported_is_served(get: Get, name: str) -> None:
    """No other name is ever looked for."""
    assert 404 == get(f"/dumps/{name}").status_code


def test_the_list_is_a_page_or_json(get: Get) -> None:
    """People get a table, programs a list."""
    assert "cfgraph.trig" in get("/dumps/", headers={"Accept": "text/html"}).text
    names = [entry["name"] for entry in get("/dumps/", headers={"Accept": "application/json"}).json()]
    assert {"cfgraph.nq", "SHA256SUMS"} <= set(names)


def test_the_well_known_address_leads_to_the_description(get: Get) -> None:
    """303 to the VoID file of the dumps, which reads as Turtle."""
    assert 303 == get("/.well-known/void", follow_redirects=False).status_code
    found = get("/.well-known/void")
    assert "text/turtle; charset=utf-8" == found.headers["content-type"]
    assert len(list(ox.parse(found.content, format=ox.RdfFormat.TURTLE))) > 50


@pytest.mark.parametrize("path", ["/.well-known/void", "/data/dataset.nt", "/dumps/dcat.ttl"])
def test_a_server_names_its_endpoint(get: Get, path: str) -> None:
    """VoID and the dataset itself say ``void:sparqlEndpoint``, DCAT and the dataset a ``dcat:DataService``."""
    ending = ox.RdfFormat.N_TRIPLES if path.endswith(".nt") else ox.RdfFormat.TURTLE
    said = {(t.predicate.value, t.object.value) for t in ox.parse(get(path).content, format=ending)}
    endpoint, url = f"{PREFIXES['void']}sparqlEndpoint", f"{PREFIXES['dcat']}endpointURL"
    assert ((endpoint, SPARQL) in said) == (path != "/dumps/dcat.ttl")
    assert ((url, SPARQL) in said) == (path != "/.well-known/void")


def test_pages_that_are_copied_into_files_name_no_endpoint(store: EmbeddedStore, tmp_path: Path) -> None:
    """A site that does not stay describes itself as an export does."""
    with serving(application(Site(store, tmp_path / "db", live=False))) as address:
        assert "sparqlEndpoint" not in httpx.get(f"{address}/dumps/void.ttl", timeout=60).text


def test_a_write_is_in_the_next_dump(two_graphs: httpx.Client) -> None:
    """What was written to a public graph is in the dump that is asked for after, and its tag is another."""
    listed = f"GRAPH <{named('meta')}> {{ <{ONE}> <{CF}visibility> 'public' }}"
    two_graphs.post("/sparql", data={"update": f"INSERT DATA {{ {listed} }}"}).raise_for_status()
    before = two_graphs.get("/dumps/cfgraph.nq")
    added = f"INSERT DATA {{ GRAPH <{ONE}> {{ <urn:later> <urn:p> 3 }} }}"
    two_graphs.post("/sparql", data={"update": added}).raise_for_status()
    after = two_graphs.get("/dumps/cfgraph.nq")
    assert (False, True) == ("urn:later" in before.text, "urn:later" in after.text)
    assert before.headers["etag"] != after.headers["etag"]
