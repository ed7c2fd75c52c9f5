"""数据开放, 数据质量, and what holds for every page: public graphs only, labels as text, no page of an old graph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest

from cfgraph.analysis.query import run
from cfgraph.namespaces import CF, graph, thing
from cfgraph.store.embedded import EmbeddedStore
from cfgraph.web.site import Limits
from cfgraph.words import catalogue
from tests.web.conftest import TOKEN, running
from tests.web.officer.test_officer_lists import table, words

TEMPLATES = Path(__file__).parents[3] / "cfgraph" / "web" / "templates" / "officer"
OFFICER = Path(__file__).parents[3] / "cfgraph" / "web" / "officer"
ROOMS = ("projects", "enterprises", "parks", "text", "queries", "expert", "data-open", "quality")
SECRET = ("小城", "甲公司", "铜箔项目")
HOSTILE = "<img src=x onerror=alert(1)>'\"&lt;"
LABEL = "http://www.w3.org/2004/02/skos/core#prefLabel"


def test_every_dump_is_linked_and_is_there(plan: httpx.Client) -> None:
    """The page links each file that ``/dumps/`` lists."""
    links = set(re.findall(r'href="/dumps/([^"]+)"', plan.get("/data-open").text))
    assert set(re.findall(r'href="/dumps/([^"?]+)"', plan.get("/dumps/").text)) == links
    assert 200 == plan.get("/dumps/meta.ttl").status_code


def test_the_size_of_a_graph_is_the_number_of_its_triples(plan: httpx.Client, store: EmbeddedStore) -> None:
    """The number beside the plan's graph is what the store counts."""
    number = sum(1 for _ in store.quads(graph("plan", "chifeng-2023")))
    row = re.search(r"<strong>plan-chifeng-2023</strong>.*?</tr>", plan.get("/data-open").text, re.S)
    assert row is not None
    assert f"{number:,}" in row[0]


@pytest.mark.parametrize(
    ("page", "files", "column"),
    [
        ("/data-open", "/data-open", "图"),
        ("/", "/queries/plan/targets", ""),
        ("/link/lithium-battery/cells", "/link/lithium-battery/cells", "项目"),
    ],
)
def test_a_table_has_excel_and_csv(plan: httpx.Client, page: str, files: str, column: str) -> None:
    """The page links both, and they are there, each with its header."""
    text = plan.get(page).text
    for form in ("xlsx", "csv"):
        assert re.search(rf'href="/?{files[1:]}\.{form}"', text), (page, form)
    assert plan.get(f"{files}.xlsx").content.startswith(b"PK")
    rows = table(plan.get(f"{files}.csv"))
    assert len(rows) > 1
    assert not column or column in rows[0]


def test_the_page_says_how_to_cite_and_under_which_licence(plan: httpx.Client) -> None:
    """A line, BibTeX, and CC BY 4.0."""
    text = plan.get("/data-open").text
    assert "@software{" in text
    assert "https://creativecommons.org/licenses/by/4.0/" in text.partition("<main")[2].partition("</main>")[0]


def test_quality_counts_estimates_as_the_query_does(plan: httpx.Client, store: EmbeddedStore) -> None:
    """The number of estimated coefficients is that of the query behind it."""
    told = next(line for line in words(plan.get("/quality")) if line.startswith("估计值"))
    rows = run(store, "chains/coefficients").rows
    values = {(r["input"].value, r["bound"].value) for r in rows if r["basis"].value.endswith("Estimate")}
    assert str(len(values)) == told.split()[-1]


def test_quality_tells_that_the_targets_add_up_to_more(plan: httpx.Client) -> None:
    """The parks' targets, 1010 + 460 + 420 + 380 亿元, are 270 more than the zone's 2000."""
    line = next(line for line in words(plan.get("/quality")) if "的目标多" in line)
    assert "2,270亿元" in line
    assert "多 270亿元" in line


@pytest.mark.parametrize(("name", "number"), [("checks", 6), ("doubts", None), ("reading", 8)])
def test_every_table_of_quality_has_its_file(
    plan: httpx.Client, store: EmbeddedStore, name: str, number: int | None
) -> None:
    """Checks, doubts and the second reading come as CSV."""
    expected = len(run(store, "plan/doubts").rows) if number is None else number
    assert expected == len(table(plan.get(f"/quality.csv?table={name}"))) - 1


@pytest.mark.parametrize("room", ROOMS)
def test_an_internal_plan_is_on_no_page(closed: httpx.Client, room: str) -> None:
    """Nothing of a plan that is not public, and no mistake for want of it."""
    answer = closed.get(f"/{room}")
    assert 200 == answer.status_code, answer.text
    assert [] == [word for word in SECRET if word in answer.text]


@pytest.mark.parametrize("path", ["project/tiny-2025/ding-foil", "enterprise/jia", "park/small-town/east"])
def test_a_thing_of_an_internal_plan_is_not_found(closed: httpx.Client, path: str) -> None:
    """404, as for what there is not."""
    answer = closed.get(f"/{path}")
    assert 404 == answer.status_code
    assert [] == [word for word in SECRET if word in answer.text]


def test_a_comparison_without_a_plan_says_that_there_is_none(closed: httpx.Client) -> None:
    """400 with a reason, not a mistake of the server."""
    answer = closed.get("/compare")
    assert 400 == answer.status_code
    assert 'class="reasons"' in answer.text


@pytest.fixture
def hostile(plan: httpx.Client, store: EmbeddedStore, tmp_path: Path) -> Iterator[httpx.Client]:
    """The shipped plan in which a project, an enterprise and a park are called by markup."""
    renamed = [thing("project", "chifeng-2023/dadao-lithium-carbonate"), thing("enterprise", "dadao")]
    renamed.append(thing("park", "chifeng-high-tech-zone/dongshan"))
    kept = [q for q in store.quads() if not (q.subject.value in renamed and q.predicate.value == LABEL)]
    names = [
        ox.Quad(ox.NamedNode(iri), ox.NamedNode(LABEL), ox.Literal(HOSTILE, language=lang), ox.NamedNode(name))
        for iri in renamed
        for lang in ("zh", "en")
        for name in (graph("plan", "chifeng-2023"),)
    ]
    with running(EmbeddedStore.in_memory([*kept, *names]), tmp_path, Limits(), TOKEN) as client:
        yield client


def test_names_that_are_markup_stay_text(hostile: httpx.Client) -> None:
    """On every page that names them."""
    paths = ["projects", "enterprises", "parks", "text", "enterprise/dadao", "queries/projects/projects", "compare"]
    paths += ["project/chifeng-2023/dadao-lithium-carbonate", "park/chifeng-high-tech-zone/dongshan"]
    for path in paths:
        answer = hostile.get(f"/{path}")
        assert 200 == answer.status_code, path
        assert "<img src=x" not in answer.text, path
    assert "&lt;img src=x" in hostile.get("/projects").text


def test_a_page_shows_what_was_written_since(hostile: httpx.Client) -> None:
    """What the pages remember is forgotten when somebody writes."""
    assert "新写的企业" not in hostile.get("/enterprises").text
    name, who = graph("plan", "chifeng-2023"), thing("enterprise", "new-one")
    update = (
        f'INSERT DATA {{ GRAPH <{name}> {{ <{who}> a <{CF}Enterprise> ; <{LABEL}> "新写的企业"@zh, "new one"@en }} }}'
    )
    sent = hostile.post("/sparql", data={"update": update}, headers={"Authorization": f"Bearer {TOKEN}"})
    assert 204 == sent.status_code
    assert "新写的企业" in hostile.get("/enterprises").text


def test_no_page_has_script_or_style_within_it(plan: httpx.Client) -> None:
    """The policy forbids both; a page that relied on them would be broken."""
    for room in (*ROOMS, "compare"):
        answer = plan.get(f"/{room}")
        assert "default-src 'self'" in answer.headers["content-security-policy"]
        assert not re.search(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=", answer.text), room


def test_every_word_of_the_pages_is_in_the_catalogue_and_used() -> None:
    """``tell("key")`` and ``say("browse.key")`` on one side, the section [browse] on the other."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(TEMPLATES.glob("*.html")))
    code = "\n".join(path.read_text(encoding="utf-8") for path in sorted(OFFICER.rglob("*.py")))
    whole = set(re.findall(r"""tell\(["']([a-z0-9-]+)["'][,)]""", text)) | set(
        re.findall(r'"browse\.([a-z0-9-]+)"', code)
    )
    starts = set(re.findall(r"""tell\(["']([a-z0-9-]+-)["'] ~""", text)) | set(
        re.findall(r'f"browse\.([a-z-]+-)\{', code)
    )
    known = {key.removeprefix("browse.") for key in catalogue("zh") if key.startswith("browse.")}
    assert set() == whole - known
    assert [] == sorted(key for key in known - whole if not key.startswith(tuple(starts)))
