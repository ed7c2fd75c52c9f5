"""查询, 专家查询 and ``/sparql`` for people: questions, their answers, and addresses that keep them."""

from __future__ import annotations

import html
import io
import re

import httpx
import openpyxl
import pytest

from cfgraph.analysis.query import find, query_files, query_name, run
from cfgraph.store.embedded import EmbeddedStore
from tests.web.officer.test_officer_lists import table

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


def test_every_saved_query_has_its_page(plan: httpx.Client) -> None:
    """All of them are listed, and each page has an answer or says that there is none."""
    listed = set(re.findall(r'href="/queries/([^"?]+)"', plan.get("/queries").text))
    assert {query_name(path) for path in query_files()} == listed
    for name in sorted(listed):
        answer = plan.get(f"/queries/{name}")
        assert 200 == answer.status_code, name
        assert '<table class="list rows">' in answer.text or "没有。" in answer.text, name


@pytest.mark.parametrize("name", ["gaps/missing", "projects/projects", "plan/targets", "chains/coefficients"])
def test_the_files_have_every_row(plan: httpx.Client, store: EmbeddedStore, name: str) -> None:
    """CSV and Excel have as many rows as the query answers, also where the page shows fewer."""
    number = len(run(store, name).rows)
    assert number
    assert number == len(table(plan.get(f"/queries/{name}.csv"))) - 1
    book = openpyxl.load_workbook(io.BytesIO(plan.get(f"/queries/{name}.xlsx").content))
    assert number == book.worksheets[0].max_row - 1


def test_a_parameter_is_chosen_by_name(plan: httpx.Client) -> None:
    """The form names places in words; the address that it makes asks for that place."""
    page = plan.get("/queries/projects/projects").text
    key = re.search(r'<option value="([^"]+)"[^>]*>松山产业园</option>', page)
    assert key is not None
    rows = table(plan.get("/queries/projects/projects.csv", params={"place": html.unescape(key[1])}))
    assert {"松山产业园"} == {row[rows[0].index("地点")] for row in rows[1:]}


def test_the_form_shows_what_was_asked(plan: httpx.Client) -> None:
    """An address that was sent to a colleague opens with its parameters chosen."""
    page = plan.get("/queries/gaps/missing?chain=copper").text
    assert re.search(r'<option value="copper" selected>铜产业链</option>', page)


@pytest.mark.parametrize("query", ["chain=nothing", "nothing=1", "sort=nothing", "place=<script>"])
def test_what_cannot_be_asked_is_told(plan: httpx.Client, query: str) -> None:
    """400, and a reason; nothing of the address is taken as markup."""
    answer = plan.get(f"/queries/gaps/missing?{query}")
    assert 400 == answer.status_code
    assert 'class="reasons"' in answer.text
    assert "<script>" not in answer.text


def test_a_name_is_not_told_twice(plan: httpx.Client) -> None:
    """The column of names beside the linked things is left out where it says the same."""
    assert ["环节", "用于"] == table(plan.get("/queries/gaps/missing.csv"))[0]


def test_the_sparql_of_a_question_is_shown_as_it_was_run(plan: httpx.Client) -> None:
    """With the parameters bound: pasted elsewhere it asks the same."""
    page = plan.get("/queries/gaps/missing?chain=copper").text
    shown = html.unescape(re.search(r"<pre[^>]*><code>(.*?)</code>", page, re.S)[1])  # type: ignore[index]
    assert "https://w3id.org/cfgraph/id/chain/copper" in shown
    answer = plan.post("/sparql", data={"query": shown}, headers={"Accept": "text/csv"})
    assert len(table(plan.get("/queries/gaps/missing.csv?chain=copper"))) == len(answer.text.strip().splitlines())


def test_large_numbers_are_set_apart_and_years_are_not(plan: httpx.Client) -> None:
    """200,000,000,000 yuan in 2027; the file has the bare number."""
    page = plan.get("/queries/plan/targets").text
    assert '<td class="number">200,000,000,000</td>' in page
    assert '<td class="number">2027</td>' in page
    assert "200000000000" in {cell for row in table(plan.get("/queries/plan/targets.csv")) for cell in row}


def test_each_example_has_an_answer(plan: httpx.Client) -> None:
    """Every query to start from finds something."""
    addresses = [html.unescape(each) for each in re.findall(r'href="(\?query=[^"]+)"', plan.get("/expert").text)]
    assert len(addresses) > 4
    for address in addresses:
        page = plan.get(f"/expert{address}").text
        assert '<table class="list rows">' in page or "<pre" in page, address


def test_a_query_by_form_and_by_address_are_the_same(plan: httpx.Client) -> None:
    """POST answers what GET answers, and gives the address."""
    query = "SELECT (COUNT(*) AS ?n) { ?s a <https://w3id.org/cfgraph/ontology#Project> }"
    sent = plan.post("/expert", data={"query": query}).text
    link = html.unescape(re.search(r'href="(\?query=[^"]+)">这个查询的网址', sent)[1])  # type: ignore[index]
    found = [re.findall(r'<td class="number">(\d+)</td>', page) for page in (sent, plan.get(f"/expert{link}").text)]
    assert [["110"], ["110"]] == found


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("SELECT", 400),
        ("<script>alert(1)</script>", 400),
        ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", 400),
        ("DELETE WHERE { ?s ?p ?o }", 400),
        ("x" * 100_000, 413),
    ],
)
def test_a_query_that_is_not_run_says_why(plan: httpx.Client, query: str, status: int) -> None:
    """The reason stands on the page, and what was typed is not lost and stays text."""
    answer = plan.post("/expert", data={"query": query})
    assert status == answer.status_code
    assert 'role="alert"' in answer.text
    assert "<script>alert" not in answer.text
    if len(query) < 100:
        assert html.escape(query) in answer.text.replace("&#34;", "&quot;")


def test_markup_in_an_answer_stays_text(plan: httpx.Client) -> None:
    """A literal, an address and a name of a variable that look like markup are escaped."""
    query = "SELECT ('<img src=x onerror=alert(1)>' AS ?a) (IRI('javascript:alert(1)') AS ?b) {}"
    page = plan.post("/expert", data={"query": query}).text
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page
    assert 'href="javascript:' not in page


def test_a_browser_that_asks_the_endpoint_nothing_gets_a_form(plan: httpx.Client) -> None:
    """GET /sparql as browsers send it leads to the page where queries are written."""
    answer = plan.get("/sparql", headers=BROWSER)
    assert 303 == answer.status_code
    assert "/expert" == answer.headers["location"]
    assert "Accept" in answer.headers["vary"]


@pytest.mark.parametrize("accept", ["*/*", "text/turtle", "application/ld+json, text/html;q=0.5", ""])
def test_the_endpoint_still_describes_itself(plan: httpx.Client, accept: str) -> None:
    """Clients that read RDF get the service description, as the protocol says."""
    answer = plan.get("/sparql", headers={"Accept": accept})
    assert 200 == answer.status_code
    assert "service-description#" in answer.text


def test_a_browser_that_asks_the_endpoint_something_gets_the_answer(plan: httpx.Client) -> None:
    """With a query in the address nothing is different for a browser."""
    answer = plan.get("/sparql", params={"query": "ASK {}"}, headers=BROWSER)
    assert 200 == answer.status_code
    assert "true" in answer.text


def test_the_names_of_fields_are_words() -> None:
    """No parameter of any query lacks a title for the form, in either language."""
    from cfgraph.words import catalogue

    names = {name for path in query_files() for name in find(query_name(path)).parameters}
    assert names
    for lang in ("zh", "en"):
        assert [] == sorted(name for name in names if f"browse.parameter-{name}" not in catalogue(lang))
