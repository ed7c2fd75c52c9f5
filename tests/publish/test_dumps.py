"""The dumps: complete, the same every time, and read by parsers that are neither rdflib nor Oxigraph."""

from __future__ import annotations

import csv
import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from isomorphic import canonical, plain

from cfgraph import resources
from cfgraph.analysis.query import find, run
from cfgraph.cli import main
from cfgraph.errors import UsageError
from cfgraph.graph.build import REASONED_FILES, Built, build
from cfgraph.graph.close import infer
from cfgraph.graph.triples import node, text
from cfgraph.namespaces import graph, thing
from cfgraph.publish.dumps import SUMS, dump_files, export
from cfgraph.store.embedded import EmbeddedStore
from cfgraph.workspace import Workspace

GRAPHS = ("ontology", "shapes", "knowledge", "plan-chifeng-2023", "evidence-chifeng-2023", "inferred", "meta")
PACKAGES = {"rapper": "raptor2-utils", "serdi": "serdi"}


def program(name: str) -> str:
    """A program of Debian; only a machine that cannot install it may skip."""
    found = shutil.which(name)
    if found is None and os.environ.get("CI"):
        pytest.fail(f"{PACKAGES[name]} must be installed in CI")
    if found is None:
        pytest.skip(f"{name} is not installed: apt-get install {PACKAGES[name]}")
    return found


def read_by(words: list[str], form: ox.RdfFormat) -> list[ox.Quad]:
    """What another parser reads from a file, told by it line by line."""
    ran = subprocess.run(words, capture_output=True, check=False)
    assert (0, b"") == (ran.returncode, ran.stderr)
    return list(ox.parse(ran.stdout, format=form))


def stored(workspace: Workspace, name: str) -> list[str]:
    """The triples of a graph as the store has them; ``cfgraph`` is all of them."""
    key = name.replace("-", "/", 1) if name.startswith(("plan", "evidence")) else name
    return plain(quad.triple for quad in workspace.store().quads(None if name == "cfgraph" else graph(key)))


@pytest.mark.parametrize("name", [*GRAPHS, "cfgraph"])
@pytest.mark.parametrize(
    ("ending", "reader"),
    [
        ("ttl", ["rapper", "-q", "-i", "turtle"]),
        ("nt", ["rapper", "-q", "-i", "ntriples"]),
        ("rdf", ["rapper", "-q", "-i", "rdfxml"]),
        ("ttl", ["serdi", "-i", "turtle", "-o", "ntriples"]),
        ("nt", ["serdi", "-i", "ntriples", "-o", "ntriples"]),
    ],
    ids=lambda value: value if isinstance(value, str) else value[0],
)
def test_other_parsers_read_the_same_triples(
    dumps: Path, workspace: Workspace, name: str, ending: str, reader: list[str]
) -> None:
    """Raptor and serd read from each file the very triples of the store, blank nodes and lexical forms included."""
    words = [program(reader[0]), *reader[1:], str(dumps / f"{name}.{ending}")]
    assert stored(workspace, name) == canonical(read_by(words, ox.RdfFormat.N_TRIPLES))


@pytest.mark.parametrize(("ending", "syntax"), [("nq", "nquads"), ("trig", "trig")])
def test_the_dataset_keeps_its_graphs_apart(dumps: Path, workspace: Workspace, ending: str, syntax: str) -> None:
    """serd reads from N-Quads and TriG the quads of the store."""
    words = [program("serdi"), "-i", syntax, "-o", "nquads", str(dumps / f"cfgraph.{ending}")]
    assert canonical(workspace.store().quads()) == canonical(read_by(words, ox.RdfFormat.N_QUADS))


@pytest.mark.parametrize("name", GRAPHS)
def test_json_ld_expands_to_the_same_triples_without_fetching(dumps: Path, workspace: Workspace, name: str) -> None:
    """PyLD, which may load nothing, and Oxigraph read the triples of the store."""
    import json

    from pyld import jsonld

    def refuse(url: str, options: object) -> None:
        raise AssertionError(f"{url} must not be fetched")

    path = dumps / f"{name}.jsonld"
    options = {"format": "application/n-quads", "documentLoader": refuse}
    lines = jsonld.to_rdf(json.loads(path.read_text(encoding="utf-8")), options)
    assert stored(workspace, name) == canonical(ox.parse(lines, format=ox.RdfFormat.N_QUADS))
    assert stored(workspace, name) == canonical(ox.parse(path=path, format=ox.RdfFormat.JSON_LD))


def test_graphs_share_no_blank_node(dumps: Path) -> None:
    """A blank node of the dataset stands in one graph only: a store that merges all graphs merges no two nodes."""
    homes: dict[str, set[str]] = {}
    for quad in ox.parse(path=dumps / "cfgraph.nq", format=ox.RdfFormat.N_QUADS):
        for term in (quad.subject, quad.object):
            if isinstance(term, ox.BlankNode):
                homes.setdefault(term.value, set()).add(str(quad.graph_name))
    assert len(homes) > 100
    assert {1} == {len(found) for found in homes.values()}


@pytest.mark.parametrize("name", ["gaps/missing", "projects/by-stage", "plan/targets"])
def test_a_fresh_rdflib_dataset_answers_as_the_store_does(rdflib_dataset, workspace: Workspace, name: str) -> None:
    """Whoever loads the dump into rdflib gets the rows of the saved queries."""
    answer = run(workspace.store(), name)
    expected = sorted(tuple(str(getattr(row.get(v), "value", "")) for v in answer.variables) for row in answer.rows)
    rows = rdflib_dataset.query(find(name).text)
    found = sorted(tuple("" if value is None else str(value) for value in row) for row in rows)
    assert expected
    assert expected == found


@pytest.fixture(scope="module")
def rdflib_dataset(dumps: Path):
    """The TriG file in rdflib."""
    import rdflib

    return rdflib.Dataset(default_union=True).parse(dumps / "cfgraph.trig", format="trig")


def test_json_ld_is_read_by_rdflib_with_the_context_file(dumps: Path) -> None:
    """Data of one's own that names the context beside it is read with its terms."""
    import json

    import rdflib

    words = {"@context": "context.jsonld", "@id": "id:project/x", "@type": "Project", "locatedIn": "id:zone/y"}
    made = rdflib.Graph().parse(data=json.dumps(words), format="json-ld", publicID=f"{dumps.as_uri()}/")
    triple = tuple(rdflib.URIRef(n.value) for n in (node(thing("project", "x")), node("cf:locatedIn")))
    assert rdflib.URIRef(thing("zone", "y")) == made.value(*triple)


def test_turtle_is_grouped_by_subject_and_prefixed(dumps: Path) -> None:
    """A subject stands once, its label first, and no predicate is spelled out."""
    lines = (dumps / "plan-chifeng-2023.ttl").read_text(encoding="utf-8").splitlines()
    at = lines.index("project-chifeng-2023:dadao-lithium-carbonate a cf:Project ;")
    assert lines[at + 1].startswith("    skos:prefLabel ")
    assert "" == lines[at - 1]
    assert [] == [line for line in lines if line.startswith("    <")]


def test_files_are_those_that_are_promised(dumps: Path, workspace: Workspace) -> None:
    """The list that needs no export names every file, with its media type."""
    files = dump_files(workspace.store())
    assert {path.relative_to(dumps).as_posix() for path in dumps.rglob("*") if path.is_file()} == set(files)
    assert "text/turtle" == files["ontology.ttl"]
    assert "application/ld+json" == files["context.jsonld"]
    assert "text/csv" == files["tables/gaps-missing.csv"]
    assert "text/plain" == files[SUMS]


def test_checksums_are_those_of_the_files(dumps: Path) -> None:
    """SHA256SUMS names every other file with its hash."""
    lines = [line.split("  ") for line in (dumps / SUMS).read_text().splitlines()]
    paths = {path.relative_to(dumps).as_posix() for path in dumps.rglob("*") if path.is_file()}
    assert paths - {SUMS} == {name for _, name in lines}
    assert [digest for digest, _ in lines] == [
        hashlib.sha256((dumps / name).read_bytes()).hexdigest() for _, name in lines
    ]


def test_exporting_from_another_build_gives_the_same_bytes(dumps: Path, tmp_path: Path) -> None:
    """A second build, in another process with other hashes, is exported byte for byte alike."""
    words = [sys.executable, "-m", "cfgraph", "export", str(tmp_path / "again"), "--workspace", str(tmp_path / "ws")]
    seed = "2" if os.environ.get("PYTHONHASHSEED") != "2" else "3"
    subprocess.run(words, env={**os.environ, "PYTHONHASHSEED": seed}, check=True, capture_output=True)
    assert (dumps / SUMS).read_bytes() == (tmp_path / "again" / SUMS).read_bytes()


SECRET = "机密锂盐"


@pytest.fixture
def mixed(tiny_folder: Path, edit) -> EmbeddedStore:
    """The shipped plan, and a user's with a planted word in its text, its labels and its notes."""
    edit("projects.csv", "10 kt lithium carbonate", f"10 kt {SECRET}")
    edit("projects.csv", "年产1万吨碳酸锂项目,10", f"年产1万吨{SECRET}项目,10")
    built = build([*resources.shipped_plans(), tiny_folder])
    return EmbeddedStore.in_memory(built.quads + infer(built))


def test_no_word_of_an_internal_plan_shows_anywhere(mixed: EmbeddedStore, dumps: Path, tmp_path: Path) -> None:
    """A user's plan is in no file, no name and no count; what the public graphs say stays the same."""
    export(mixed, tmp_path / "public")
    for path in (tmp_path / "public").rglob("*"):
        words = path.name + (path.read_text(encoding="utf-8") if path.is_file() else "")
        assert [] == [word for word in (SECRET, "tiny", "小城", "small-town", "inferred/internal") if word in words]
    same = [f"{name}.{ending}" for name in GRAPHS if name != "meta" for ending in ("ttl", "rdf", "jsonld", "nt")]
    same += [f"tables/{path.name}" for path in (dumps / "tables").iterdir()]
    assert [] == [name for name in same if (dumps / name).read_bytes() != (tmp_path / "public" / name).read_bytes()]


def test_internal_plans_are_exported_when_asked_for(mixed: EmbeddedStore, tmp_path: Path) -> None:
    """With ``internal`` the user's plan has its own files, and its words are there."""
    export(mixed, tmp_path / "all", internal=True)
    assert SECRET in (tmp_path / "all" / "plan-tiny-2025.ttl").read_text(encoding="utf-8")
    assert (tmp_path / "all" / "inferred-internal.ttl").is_file()


def test_nothing_but_an_internal_plan_leaves_the_rest_to_export(tiny: Built, tmp_path: Path) -> None:
    """Without any public plan the knowledge is exported all the same."""
    store = EmbeddedStore.in_memory(tiny.quads + infer(tiny))
    export(store, tmp_path / "public")
    assert not any("tiny" in p.read_text(encoding="utf-8") for p in (tmp_path / "public").rglob("*") if p.is_file())
    assert (tmp_path / "public" / "inferred.ttl").is_file()


def test_files_of_an_earlier_export_go_and_those_of_others_stay(mixed: EmbeddedStore, tmp_path: Path) -> None:
    """What we wrote and do not write any more is removed, unless somebody changed it; nothing else is touched."""
    folder = tmp_path / "dumps"
    outside = tmp_path / "outside.txt"
    outside.write_text("theirs", encoding="utf-8")
    export(mixed, folder, internal=True)
    with (folder / SUMS).open("a", encoding="utf-8") as file:
        file.write(f"{hashlib.sha256(b'theirs').hexdigest()}  ../outside.txt\n")
    (folder / "notes.txt").write_text("theirs", encoding="utf-8")
    (folder / "plan-tiny-2025.nt").write_text("changed", encoding="utf-8")
    export(mixed, folder)
    left = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {"notes.txt", "plan-tiny-2025.nt"} == left - set(dump_files(mixed))
    assert "theirs" == outside.read_text(encoding="utf-8")


@pytest.mark.parametrize("where", ["file", "file/below"])
def test_a_folder_that_cannot_be_written_is_told(
    workspace: Workspace, tmp_path: Path, where: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A path that is no folder ends with 2 and one line that names it and why."""
    (tmp_path / "file").write_text("theirs", encoding="utf-8")
    words = ["export", str(tmp_path / where), "--workspace", str(workspace.folder), "--lang", "en"]
    assert UsageError.exit_code == main(words)
    told = capsys.readouterr().err
    assert told.startswith(f"cannot write {tmp_path / where}: ")
    assert 1 == told.count("\n")
    assert "Errno" not in told
    assert "theirs" == (tmp_path / "file").read_text(encoding="utf-8")


def test_the_readme_counts_the_ontology_by_document(dumps: Path) -> None:
    """What the graph holds is what the ontology and its alignments hold, in both languages."""
    text = (dumps / "README.md").read_text(encoding="utf-8")
    files = [resources.ontology(name) for name in REASONED_FILES]
    own = len({quad.triple for file in files for quad in ox.parse(path=file, format=ox.RdfFormat.TURTLE)})
    total = len((dumps / "ontology.nt").read_text(encoding="utf-8").splitlines())
    assert [2, 2] == [len(re.findall(rf"\b{number}\b", text)) for number in (own, total)]


def test_tables_have_no_mark_and_hold_no_formula(real: Built, real_inferred: list[ox.Quad], tmp_path: Path) -> None:
    """A label that a spreadsheet would run is escaped; the first byte is the first letter of the header."""
    plan, place = ox.NamedNode(graph("plan", "chifeng-2023")), node(thing("park", "chifeng-high-tech-zone", "dongshan"))
    label = node("skos:prefLabel")
    quads = [q for q in real.quads if not (q.subject == place and q.predicate == label)]
    quads += [ox.Quad(place, label, text(f'=HYPERLINK("{lang}")', lang), plan) for lang in ("zh", "en")]
    export(EmbeddedStore.in_memory(quads + real_inferred), tmp_path)
    data = (tmp_path / "tables" / "plan-places.csv").read_bytes()
    assert data.startswith(b"place,")
    rows = list(csv.DictReader(data.decode("utf-8").splitlines()))
    found = [row for row in rows if row["place"] == place.value]
    assert {'\'=HYPERLINK("zh")', '\'=HYPERLINK("en")'} == {row["label"] for row in found}
