"""Saved queries: headers complete, parameters typed and bound safely, the same rows on two engines."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from cfgraph.analysis.query import PARAMETER, SavedQuery, find, integer, parse_values, query_files, query_name, run
from cfgraph.errors import UsageError
from cfgraph.graph.build import Built
from cfgraph.namespaces import thing
from cfgraph.rdf import to_bytes
from cfgraph.sources.header import read_header
from cfgraph.store.embedded import EmbeddedStore

FILES = query_files()
NAMES = [query_name(path) for path in FILES]
BIG = {"checks/triple-without-statement", "checks/statement-without-triple", "checks/quote-offsets"}
"""Queries over thousands of statements, which rdflib answers in minutes: their emptiness is tested in check."""


def test_there_are_queries_of_every_kind() -> None:
    """Gaps of each kind, chains, projects, the plan and checks: more than two dozen."""
    folders = {name.partition("/")[0] for name in NAMES}
    assert {"gaps", "chains", "projects", "plan", "checks"} == folders
    assert len(NAMES) >= 25
    assert len({path.stem for path in FILES}) == len(FILES)


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_a_header_says_question_and_columns_in_two_languages(path: Path) -> None:
    """Summary and description in Chinese and English; every column of the SELECT that is told exists."""
    header, text = read_header(path)
    assert header.summary
    assert header.summary_en
    assert header.description
    assert header.description_en
    selected = re.search(r"^SELECT(.*)WHERE", text, re.MULTILINE)
    assert selected
    variables = set(re.findall(r"\?([A-Za-z]+)", re.sub(r"\(\w+\(.*?\) AS", "(", selected[1])))
    assert header.columns
    assert set() == {name for name in header.columns if name not in variables}


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_defaults_in_the_header_are_those_of_the_query(path: Path) -> None:
    """A parameter's default stands in the header and in the COALESCE alike; only plan has none."""
    header, text = read_header(path)
    query = SavedQuery(query_name(path), path, text)
    assert set(query.parameters) - {"plan"} == set(header.defaults)
    for name, kind in query.parameters.items():
        if name == "plan":
            continue
        default = f"<{header.defaults[name]}>" if kind == "iri" else str(header.defaults[name])
        told = re.findall(rf"COALESCE\(\?_{name}_{kind}, ([^)]+)\)", text)
        assert {default} == set(told)


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_a_parameter_never_stands_inside_a_string(path: Path) -> None:
    """A value can only take the place of a term."""
    strings = re.findall(r'"[^"\n]*"', "\n".join(x for x in path.read_text("utf-8").splitlines() if x[:2] != "#+"))
    assert [text for text in strings if PARAMETER.search(text)] == []


@pytest.fixture(scope="module")
def dataset(real: Built, real_inferred: list[ox.Quad]) -> rdflib.Dataset:
    """The real plan in rdflib, its default graph the union of all graphs."""
    data = rdflib.Dataset(default_union=True)
    data.parse(data=to_bytes(real.quads + real_inferred, ox.RdfFormat.N_QUADS), format="nquads")
    return data


@pytest.mark.parametrize("name", [name for name in NAMES if name not in BIG])
def test_rdflib_gives_the_same_rows(store: EmbeddedStore, dataset: rdflib.Dataset, name: str) -> None:
    """The file as it stands gives the same set of rows on rdflib and on Oxigraph."""
    answer = store.query(find(name).text)

    def shown(value: object) -> str:
        if isinstance(value, rdflib.Literal) and isinstance(value.value, bool):
            return str(value.value).lower()
        return "" if value is None else str(value)

    ours = {tuple(row[v].value if v in row else "" for v in answer.variables) for row in answer.rows}
    found = dataset.query(find(name).text)
    theirs = {tuple(shown(row[str(v)]) for v in found.vars or []) for row in found}
    assert ours == theirs


HOSTILE = [
    "x> } ; DROP ALL #",
    '" . ?s ?p ?o',
    "https://example.org/a b",
    "https://example.org/<x>",
    "https://example.org/\\u003e",
    "javascript:alert(1) } #",
    "\n",
    "",
    "..",
    "chifeng-2023/../../x",
    "？",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_a_hostile_value_is_refused(store: EmbeddedStore, words: str) -> None:
    """A text that is no IRI and no key never reaches the query."""
    with pytest.raises(UsageError) as error:
        parse_values(find("gaps/missing"), {"place": words}, store)
    assert error.value.problems[0].key == "parameter-type"


def test_an_iri_is_put_in_as_a_term(store: EmbeddedStore) -> None:
    """A full IRI and the key of the same place ask the same; one that the graph does not know is refused."""
    park = thing("park", "chifeng-high-tech-zone/dongshan")
    by_iri = parse_values(find("gaps/missing"), {"place": park}, store)
    by_key = parse_values(find("gaps/missing"), {"place": "chifeng-high-tech-zone/dongshan"}, store)
    assert {"place": ox.NamedNode(park)} == by_iri == by_key
    assert f"<{park}>" in find("gaps/missing").bind(by_iri)
    with pytest.raises(UsageError):
        parse_values(find("gaps/missing"), {"place": "urn:x:nowhere"}, store)


def test_a_parameter_is_replaced_wherever_it_stands(store: EmbeddedStore) -> None:
    """At the cut of talks nothing is talks-only: the parameter reaches every sub-select."""
    assert run(store, "gaps/talks-only", **{"from": integer("from", "negotiating")}).rows == ()


def test_the_plan_limits_the_question(store: EmbeddedStore) -> None:
    """Asked of another plan, no project exists."""
    other = ox.NamedNode(thing("document", "other"))
    assert run(store, "projects/projects", plan=other).rows == ()


def test_who_states_no_owner(store: EmbeddedStore) -> None:
    """The four projects after Dadao's in its list are among those without a stated owner, Dadao told as possible."""
    rows = run(store, "projects/without-owner").rows
    found = {row["project"].value.rsplit("/", 1)[-1]: row.get("possible") for row in rows}
    for key in ("dongshan-pvdf", "dongshan-graphite-anode", "dongshan-cells-10gwh", "dongshan-pack-and-storage"):
        assert found[key].value == "大道实业"
    assert "dadao-lithium-carbonate" not in found
    assert found["hongshan-battery-base"] is None


def test_evidence_of_a_thing_holds_its_outputs_too(store: EmbeddedStore) -> None:
    """Facts of a project and of what it makes, each with a quote of the text."""
    rows = run(store, "plan/evidence").rows
    things = {row["thing"].value.rsplit("/id/", 1)[-1].partition("/")[0] for row in rows}
    assert {"project", "output"} == things
    assert all("碳酸锂" in row["exact"].value or "东山" in row["exact"].value for row in rows)


def test_by_products_and_endowments_of_a_park_include_those_of_the_city(store: EmbeddedStore) -> None:
    """Dongshan has its fluorite and sulphuric acid, and the city's ore, wind, sun, crops, herds and food brand."""
    rows = run(store, "plan/endowments", place=ox.NamedNode(thing("park", "chifeng-high-tech-zone/dongshan"))).rows
    assert {
        *("fluorite-ore", "sulfuric-acid", "lepidolite-ore", "wind-solar-resource"),
        *("crop", "livestock", "brand-food"),
    } == {row["product"].value.rsplit("/", 1)[-1] for row in rows}
