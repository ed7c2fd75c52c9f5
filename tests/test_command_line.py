"""Bad input through the real command line: exit code, file, row, column, and what would be right."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cfgraph.cli import main
from cfgraph.workspace import Workspace

Edit = Callable[[str, str, str], None]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Run a command in a workspace of its own: exit code, output, errors."""

    def call(*words: str, folder: Path | None = None) -> tuple[int, str, str]:
        code = main([*words, "--lang", "en", "--workspace", str(folder or tmp_path / "ws")])
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return call


@pytest.fixture
def ask(run: Run, workspace: Workspace) -> Run:
    """Run a command on the shipped plan, built once."""
    return lambda *words: run(*words, folder=workspace.folder)


BROKEN = [
    ("projects.csv", "key,zh,en", "key,name,en", "projects.csv:1:zh", "column is missing"),
    ("projects.csv", ",yi,,,,,乙", ",yii,,,,,乙", "projects.csv:4:undertaken_by", "near: yi"),
    ("projects.csv", "丁公司铜箔项目", "丁公司铝箔项目", "projects.csv:6:quote", "does not occur"),
    ("endowments.csv", "依托区内锂矿资源", "锂", "endowments.csv:2:quote", "times"),
    ("outputs.csv", ",cell,2GWh,", ",cell,锂电池,", "outputs.csv:3:capacity", "no readable number"),
    ("outputs.csv", ",cell,2GWh,", ",cell,2,", "outputs.csv:3:capacity", "known: 吨"),
    ("outputs.csv", ",lithium-carbonate-bg,1万吨,", ",cell,1万吨,", "outputs.csv:2:capacity", "expected GWh"),
    ("enterprises.csv", "yi,乙公司", "jia,乙公司", "enterprises.csv:3:key", "duplicate of row 2"),
    (
        "projects.csv",
        "small-town/east,advancing,积极推进,,jia",
        "small-town/east,soon,积极推进,,jia",
        ":2:stage",
        "soon",
    ),
    ("projects.csv", "west,preparing", "west,operating", "projects.csv:6:stage", "preparing"),
    (
        "projects.csv",
        "small-town/west,preparing",
        "small-town/east,preparing",
        "projects.csv:6:place",
        "small-town/west",
    ),
    ("source.txt", "推动丁公司", "推进丁公司", "source.txt", "SHA-256"),
    ("plan.toml", "zone =", "zonne =", "plan.toml", "zone is missing"),
]


@pytest.mark.parametrize(("name", "old", "new", "place", "words"), BROKEN, ids=[f"{b[0]}-{b[4]}" for b in BROKEN])
def test_a_mistake_in_a_plan_is_told_with_its_cell(
    run: Run, edit: Edit, tiny_folder: Path, name: str, old: str, new: str, place: str, words: str
) -> None:
    """Exit 3, the cell, and what would be right; no traceback."""
    edit(name, old, new)
    code, out, err = run("build", "--data", str(tiny_folder))
    assert 3 == code
    assert "" == out
    assert place in err
    assert words in err
    assert "Traceback" not in err


def test_a_table_in_gbk_is_told_and_one_with_a_mark_is_read(run: Run, tiny_folder: Path) -> None:
    """GBK is named as such; a byte-order mark, which Excel writes, is no mistake."""
    path = tiny_folder / "projects.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text, encoding="utf-8-sig")
    assert 0 == run("build", "--data", str(tiny_folder))[0]
    path.write_text(text, encoding="gbk")
    code, _, err = run("build", "--data", str(tiny_folder))
    assert 3 == code
    assert "GBK" in err


def test_all_mistakes_of_a_plan_come_in_one_run(run: Run, edit: Edit, tiny_folder: Path) -> None:
    """Three tables with a mistake each give three lines."""
    edit("projects.csv", ",yi,,,,,乙", ",yii,,,,,乙")
    edit("outputs.csv", "ding-foil,copper-foil,copper-foil", "ding-foil,copper-foil,copper-fiol")
    edit("enterprises.csv", "yi,乙公司", "jia,乙公司")
    code, _, err = run("build", "--data", str(tiny_folder))
    assert 3 == code
    assert {"projects.csv", "outputs.csv", "enterprises.csv"} == {
        line.split(":")[0].rsplit("/", 1)[-1] for line in err.strip().splitlines()
    }


def test_a_broken_source_leaves_the_last_graph_in_use(run: Run, edit: Edit, tiny_folder: Path) -> None:
    """gaps answers from the last good graph with a warning; build itself fails."""
    asked = ("gaps", "--data", str(tiny_folder), "--place", "small-town", "--format", "json")
    code, before, _ = run(*asked)
    assert 0 == code
    edit("outputs.csv", ",cell,2GWh,", ",cell,锂电池,")
    assert 3 == run("build", "--data", str(tiny_folder))[0]
    code, after, err = run(*asked)
    assert 0 == code
    assert before == after
    assert "outputs.csv:3:capacity" in err


USAGE = [
    (("explain", "coper-foil"), "copper-foil"),
    (("gaps", "--place", "atlantis"), "chifeng-high-tech-zone/dongshan"),
    (("gaps", "--plan", "other"), "no plan"),
    (("gaps", "--chain", "tea"), "lithium-battery"),
    (("gaps", "--chemistry", "lead"), "ncm523"),
    (("gaps", "--chemistry", "lfp=0.6,ncm523=0.5"), "1.1"),
    (("query", "gaps/mising"), "gaps/missing"),
    (("query", "gaps/missing", "-p", "colour=red"), "chemistry"),
    (("query", "gaps/talks-only", "-p", "from=soon"), "negotiating"),
    (("query", "gaps/missing", "-p", "place=x> } ; DROP ALL #"), "IRI"),
    (("query", "gaps/missing", "-p", "place"), "parameter=value"),
]


@pytest.mark.parametrize(("words", "told"), USAGE, ids=[" ".join(u[0]) for u in USAGE])
def test_a_wrong_word_on_the_command_line_is_told_with_what_would_be_right(
    ask: Run, words: tuple[str, ...], told: str
) -> None:
    """Exit 2 and one line that names what there is."""
    code, out, err = ask(*words)
    assert (2, "") == (code, out)
    assert told in err
    assert err.count("\n") <= 2


def test_an_option_value_outside_its_choices_is_wrong_usage(ask: Run) -> None:
    """argparse ends with 2 and lists the stages."""
    with pytest.raises(SystemExit) as ended:
        ask("gaps", "--from", "soon")
    assert 2 == ended.value.code


def test_a_query_file_of_ones_own_needs_a_header(ask: Run, tmp_path: Path) -> None:
    """Without a header exit 3; with one it is run like a shipped query."""
    path = tmp_path / "own.rq"
    path.write_text("SELECT ?s { ?s ?p ?o } LIMIT 1", encoding="utf-8")
    code, _, err = ask("query", str(path))
    assert 3 == code
    assert "#+ summary:" in err
    path.write_text("#+ summary: 甲\n#+ summary_en: A\nSELECT (1 AS ?n) {}", encoding="utf-8")
    assert (0, "n\r\n1\r\n") == ask("query", str(path), "--format", "csv")[:2]


REFUSED = [
    "DELETE WHERE { ?s ?p ?o }",
    "SELECT ?s { ?s ?p }",
    "SELECT * { SERVICE <http://localhost:1/> { ?s ?p ?o } }",
    "SELECT * { \\u0053ERVICE <http://localhost:1/> { ?s ?p ?o } }",
    "SELECT * { { SELECT * { service silent ?e { ?s ?p ?o } } } }",
]


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_read_only_local_query_is_refused(ask: Run, tmp_path: Path, workspace: Workspace, text: str) -> None:
    """Updates, broken queries and calls of other endpoints are wrong usage, and nothing changes."""
    path = tmp_path / "q.rq"
    path.write_text(text, encoding="utf-8")
    before = sum(1 for _ in workspace.store().quads())
    code, out, _ = ask("sparql", str(path))
    assert (2, "") == (code, out)
    assert before == sum(1 for _ in workspace.store().quads())


def test_the_word_service_in_a_string_or_comment_is_harmless(ask: Run, tmp_path: Path) -> None:
    """Only a call is refused."""
    path = tmp_path / "q.rq"
    path.write_text('# a service\nSELECT ("service { }" AS ?x) {}', encoding="utf-8")
    assert 0 == ask("sparql", str(path))[0]


def test_results_follow_the_sparql_formats(ask: Run, tmp_path: Path) -> None:
    """JSON is SPARQL 1.1 Query Results JSON, ASK and CONSTRUCT included."""
    path = tmp_path / "q.rq"
    path.write_text('SELECT ("字"@zh AS ?a) (2 AS ?b) ?c {}', encoding="utf-8")
    found = json.loads(ask("sparql", str(path), "--format", "json")[1])
    assert ["a", "b", "c"] == found["head"]["vars"]
    assert [
        {
            "a": {"type": "literal", "value": "字", "xml:lang": "zh"},
            "b": {"type": "literal", "value": "2", "datatype": "http://www.w3.org/2001/XMLSchema#integer"},
        }
    ] == found["results"]["bindings"]
    path.write_text("ASK {}", encoding="utf-8")
    assert {"head": {}, "boolean": True} == json.loads(ask("sparql", str(path), "--format", "json")[1])
    path.write_text("CONSTRUCT { <urn:a> <urn:b> 1 } {}", encoding="utf-8")
    assert ask("sparql", str(path))[1].startswith("<urn:a> <urn:b> ")


def test_csv_for_excel_has_a_mark_and_no_formula(ask: Run, tmp_path: Path) -> None:
    """A file starts with the mark, a pipe does not, and text like a formula is escaped."""
    path = tmp_path / "q.rq"
    path.write_text('SELECT ("=1+1" AS ?x) ("+a" AS ?y) ("ok" AS ?z) {}', encoding="utf-8")
    assert "x,y,z\r\n'=1+1,'+a,ok\r\n" == ask("sparql", str(path), "--format", "csv")[1]
    target = tmp_path / "out.csv"
    assert 0 == ask("gaps", "--format", "csv", "-o", str(target))[0]
    assert target.read_bytes().startswith(b"\xef\xbb\xbfkey,iri,")


def test_a_file_that_cannot_be_written_is_told(ask: Run, tmp_path: Path) -> None:
    """Exit 2 with the path."""
    code, _, err = ask("gaps", "-o", str(tmp_path / "no" / "out.txt"))
    assert 2 == code
    assert "out.txt" in err


def test_debug_shows_the_traceback(workspace: Workspace) -> None:
    """With --debug the error comes through."""
    from cfgraph.errors import UsageError

    with pytest.raises(UsageError):
        main(["explain", "nothing-like-it", "--debug", "--workspace", str(workspace.folder)])


def test_a_pipe_gets_plain_utf_8(workspace: Workspace) -> None:
    """No colour, no progress, UTF-8 whatever the locale says."""
    command = [sys.executable, "-m", "cfgraph", "gaps", "--format", "json", "--workspace", str(workspace.folder)]
    ran = subprocess.run(command, capture_output=True, env={"LC_ALL": "C", "PATH": ""}, check=True)
    assert b"\x1b" not in ran.stdout + ran.stderr
    assert "隔膜" in ran.stdout.decode("utf-8")
    assert b"" == ran.stderr


def test_the_language_may_stand_before_the_command(capsys: pytest.CaptureFixture[str], workspace: Workspace) -> None:
    """cfgraph --lang en gaps speaks English, like cfgraph gaps --lang en."""
    assert 0 == main(["--lang", "en", "gaps", "--workspace", str(workspace.folder)])
    assert "talks only" in capsys.readouterr().out


def test_no_command_at_all_shows_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 2 and the list of commands."""
    assert 2 == main([])
    assert "explain" in capsys.readouterr().err


def test_errors_speak_the_readers_language(capsys: pytest.CaptureFixture[str], workspace: Workspace) -> None:
    """Chinese by default."""
    assert 2 == main(["explain", "没有这个", "--workspace", str(workspace.folder)])
    assert "没有环节“没有这个”" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["gap"], "应为：gaps, balance"),
        (["gaps", "--frm", "x"], "相近的有：--from"),
        (["explain"], "缺少 KEY；写法见 cfgraph explain --help"),
        (["gaps", "--format"], "--format: 后面缺一个值"),
        (["gaps", "--all=1"], "--all: 不带值"),
        (["gaps", "--p", "x"], "可指不止一个选项：--plan, --place"),
        (["gaps", "--lang", "en", "--frm"], "“--frm” is not known; near ones: --from"),
    ],
)
def test_wrong_words_are_told_in_the_language_asked_for(
    words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line that says what would be right: the choices, the near options, where the usage stands."""
    with pytest.raises(SystemExit) as ended:
        main(words)
    shown = capsys.readouterr().err
    assert (2, 1) == (ended.value.code, shown.count("\n"))
    assert told in shown
