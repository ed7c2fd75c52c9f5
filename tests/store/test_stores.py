"""The embedded store and the one that remembers."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from cfgraph.errors import StoreError, UsageError
from cfgraph.graph.build import Built
from cfgraph.store.embedded import EmbeddedStore
from cfgraph.store.remembering import RememberingStore
from cfgraph.workspace import Workspace

A, P = ox.NamedNode("urn:a"), ox.NamedNode("urn:p")
TERMS = [
    ox.NamedNode("urn:b"),
    ox.Literal("字"),
    ox.Literal("字", language="zh"),
    ox.Literal("01", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#string")),
    ox.Literal("1.50", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#decimal")),
]


def quads(count: int = 1, graph: str = "urn:g") -> list[ox.Quad]:
    """Some quads of one graph."""
    return [ox.Quad(A, P, ox.Literal(str(n)), ox.NamedNode(graph)) for n in range(count)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A store on disk with every kind of term."""
    path = tmp_path / "made" / "db"
    path.parent.mkdir()
    EmbeddedStore.create(path, [ox.Quad(A, P, term, ox.NamedNode("urn:g")) for term in TERMS])
    return path


def test_the_default_graph_is_the_union_of_all() -> None:
    """A pattern without GRAPH sees every graph."""
    store = EmbeddedStore.in_memory(quads(1, "urn:g") + quads(2, "urn:h"))
    assert len(store.query("SELECT DISTINCT ?o { ?s ?p ?o }").rows) == 2


def test_an_unbound_variable_is_absent_from_its_row() -> None:
    """A row holds the variables that have a value."""
    answer = EmbeddedStore.in_memory(quads()).query("SELECT ?o ?x { ?s ?p ?o OPTIONAL { ?o <urn:q> ?x } }")
    assert answer.variables == ("o", "x")
    assert [{"o"}] == [set(row) for row in answer.rows]


@pytest.mark.parametrize("text", ["SELECT", "DELETE WHERE { ?s ?p ?o }", "INSERT DATA { <urn:a> <urn:p> 1 }", ""])
def test_what_is_no_query_is_a_usage_error(text: str) -> None:
    """Updates and broken queries are refused, and nothing changes."""
    store = EmbeddedStore.in_memory(quads())
    with pytest.raises(UsageError):
        store.query(text)
    assert len(list(store.quads())) == 1


def test_a_folder_that_is_no_store_is_a_store_error(tmp_path: Path) -> None:
    """Opening a file in the place of a store says so."""
    (tmp_path / "db").write_text("no store")
    with pytest.raises(StoreError):
        EmbeddedStore.open(tmp_path / "db")


def test_a_graph_is_replaced_as_a_whole() -> None:
    """What was in the graph is gone, other graphs stay."""
    store = EmbeddedStore.in_memory(quads(3, "urn:g") + quads(1, "urn:h"))
    store.replace_graph("urn:g", quads(1, "urn:g"))
    assert len(list(store.quads("urn:g"))) == 1
    assert store.graphs() == ["urn:g", "urn:h"]


def test_a_remembered_answer_is_the_answer(folder: Path) -> None:
    """Terms of every kind come back from memory as they were, with the store not even opened."""
    query = "SELECT ?o ?x { ?s ?p ?o } ORDER BY STR(?o)"
    first = RememberingStore(folder).query(query, keep=True)
    again = RememberingStore(folder)
    assert first == again.query(query, keep=True)
    assert "inner" not in vars(again)
    assert first == EmbeddedStore.open(folder).query(query)


def test_a_damaged_memory_is_asked_anew(folder: Path) -> None:
    """A truncated file costs time, never a wrong answer."""
    query = "SELECT ?o { ?s ?p ?o } ORDER BY STR(?o)"
    first = RememberingStore(folder).query(query, keep=True)
    (kept,) = (folder.parent / "answers").iterdir()
    kept.write_text('{"variables": ["o"], "rows": [{"o"')
    assert first == RememberingStore(folder).query(query, keep=True)


def test_a_write_forgets_what_was_remembered(folder: Path) -> None:
    """After a graph was replaced the answer is the new one."""
    query = "SELECT ?o { ?s ?p ?o }"
    store = RememberingStore(folder)
    store.query(query, keep=True)
    store.replace_graph("urn:g", quads(1))
    assert len(store.query(query, keep=True).rows) == 1


def test_saved_findings_are_in_the_graph_analysis(tmp_path: Path) -> None:
    """gaps --save writes one finding a link, which a query then reads."""
    from cfgraph.cli import main

    folder = str(tmp_path / "ws")
    assert main(["gaps", "--save", "--workspace", folder]) == 0
    store = Workspace(tmp_path / "ws").store()
    rows = store.query(
        "PREFIX cf: <https://w3id.org/cfgraph/ontology#> SELECT ?l { ?f a cf:Finding ; cf:aboutLink ?l ; "
        "cf:linkState cf:TalksOnly }"
    ).rows
    assert {"separator", "calcined-coke"} == {row["l"].value.rsplit("/", 1)[-1] for row in rows}


def test_a_build_that_fails_leaves_the_last_graph(tmp_path: Path, tiny_folder: Path, tiny: Built) -> None:
    """Sources with a mistake: build raises, the store of before answers, and a warning is given."""
    made = Workspace(tmp_path / "ws", tiny_folder.parent)
    made.build()
    path = tiny_folder / "projects.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("积极推进", "消极推进"), encoding="utf-8")
    from cfgraph.errors import BadInputError

    with pytest.raises(BadInputError):
        made.build()
    warned: list[object] = []
    rows = made.store(warn=warned.append).query("SELECT ?p { ?p a <https://w3id.org/cfgraph/ontology#Project> }").rows
    assert len(rows) == 110 + 6
    assert len(warned) == 1


def test_a_touched_source_that_says_the_same_is_not_built_again(tmp_path: Path, tiny_folder: Path) -> None:
    """New times with the same content keep the store; new content does not."""
    made = Workspace(tmp_path / "ws", tiny_folder.parent)
    made.build()
    state = made.state()
    assert state
    path = tiny_folder / "enterprises.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text, encoding="utf-8")
    assert made.is_fresh(state)
    path.write_text(text.replace("Jia", "Jya"), encoding="utf-8")
    assert not made.is_fresh(state)


def test_the_last_graph_of_other_plans_is_never_shown(tmp_path: Path, tiny_folder: Path) -> None:
    """A folder that never built raises, although the workspace holds a good graph of other plans."""
    from cfgraph.errors import BadInputError

    Workspace(tmp_path / "ws").build()
    path = tiny_folder / "projects.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("积极推进", "消极推进"), encoding="utf-8")
    with pytest.raises(BadInputError):
        Workspace(tmp_path / "ws", tiny_folder.parent).store(warn=lambda error: None)


def test_a_users_plan_changes_nothing_in_the_public_dumps(tmp_path: Path, workspace: Workspace) -> None:
    """With an own plan loaded, the public inferred graph is the one of the shipped plan alone."""
    from cfgraph.namespaces import graph

    shared = Workspace(tmp_path / "ws", Path(__file__).parent.parent / "tiny")
    shared.build()
    alone = {str(quad) for quad in workspace.store().quads(graph("inferred"))}
    assert alone == {str(quad) for quad in shared.store().quads(graph("inferred"))}
