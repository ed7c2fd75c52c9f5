"""What is wrong is told: with its place, in the reader's language, in a line or two, and without harm."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from cfgraph import resources
from cfgraph.cli import main
from cfgraph.errors import BadInputError, Problem, UsageError
from cfgraph.namespaces import STAGES
from cfgraph.sources.layout import PLAN
from cfgraph.store.embedded import EmbeddedStore
from cfgraph.words import say
from cfgraph.workspace import Workspace

TINY = Path(__file__).parent / "tiny"
OK, USAGE, BAD = 0, UsageError.exit_code, BadInputError.exit_code
FORMULA_TEXTS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"]

Edit = Callable[[str, str, str], None]


class Ran(NamedTuple):
    """How a command ended and what it said."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command as it is given."""

    def call(*words: str) -> Ran:
        code = main(list(words))
        shown = capsys.readouterr()
        return Ran(code, shown.out, shown.err)

    return call


@pytest.fixture
def build(run: Run, tiny_folder: Path, tmp_path: Path) -> Run:
    """Build the copied plan beside the shipped ones, in a workspace of its own."""

    def call(lang: str = "en") -> Ran:
        return run("build", "--data", str(tiny_folder), "--workspace", str(tmp_path / "ws"), "--lang", lang)

    return call


@pytest.fixture
def ask(run: Run, workspace: Workspace) -> Run:
    """Run a command on the shipped plan, built once."""
    return lambda *words: run(*words, "--workspace", str(workspace.folder), "--lang", "en")


@pytest.fixture
def sparql(ask: Run, tmp_path: Path) -> Run:
    """Run a SPARQL text on the shipped plan."""

    def call(text: str, *words: str) -> Ran:
        path = tmp_path / "asked.rq"
        path.write_text(text, encoding="utf-8")
        return ask("sparql", str(path), *words)

    return call


@pytest.fixture(scope="module")
def two_plans(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The shipped plan and the tiny one beside it, built on disk."""
    folder = tmp_path_factory.mktemp("two")
    shutil.copytree(TINY, folder / "plans" / "tiny-2025")
    made = Workspace(folder / "ws", folder / "plans")
    made.build()
    return made


@pytest.fixture(scope="module")
def held(workspace: Workspace) -> set[str]:
    """Everything that the shipped plan's graph holds before anybody asks."""
    return quads_of(workspace)


def quads_of(workspace: Workspace) -> set[str]:
    """Everything that the built graph holds, as it lies on disk."""
    state = workspace.state()
    assert state is not None
    return {str(quad) for quad in EmbeddedStore.open(workspace.folder / state["store"]).quads()}


def units_known() -> str:
    """The unit words as a message lists them."""
    with open(resources.data("knowledge", "unit_words.csv"), encoding="utf-8", newline="") as file:
        words = [row["word"].lower() for row in csv.DictReader(file) if row["kind"] == "unit"]
    return "、".join(dict.fromkeys(words))


def allowed(table: str) -> dict[str, str]:
    """The columns of a table as a message lists them."""
    return {"allowed": ", ".join(PLAN[table].columns)}


def problem(key: str, name: str, row: int | None, column: str = "", /, **params: object) -> Problem:
    """A problem in a file of the tiny plan."""
    return Problem(key, params, f"tiny-2025/{name}", row, column)


SOURCE = "tiny-2025/source.txt"
STAGE_WORDS = ", ".join([*STAGES, "shelved", "cancelled"])

MISTAKES = {
    "wrong column": (
        ("projects.csv", "key,zh,en,place", "key,name,en,place"),
        [
            problem("column-missing", "projects.csv", 1, "zh", **allowed("projects")),
            problem("column-unknown", "projects.csv", 1, "name", **allowed("projects")),
        ],
    ),
    "unknown key": (
        ("projects.csv", ",,ding,,,,", ",,dingg,,,,"),
        [
            problem(
                "key-unknown", "projects.csv", 6, "undertaken_by", value="dingg", table="enterprises", near="ding, bing"
            )
        ],
    ),
    "absent quote": (
        ("projects.csv", ",丁公司铜箔项目,", ",丁公司铝箔项目,"),
        [problem("quote-absent", "projects.csv", 6, "quote", quote="丁公司铝箔项目", source=SOURCE)],
    ),
    "quote from the lead": (
        ("projects.csv", ",2GWh锂电池项目,,,", ",5GWh锂电池项目,,,"),
        [problem("quote-absent", "projects.csv", 3, "quote", quote="5GWh锂电池项目", source=SOURCE)],
    ),
    "quote from the annex": (
        ("endowments.csv", "依托区内锂矿资源", "组长:某某"),
        [problem("quote-absent", "endowments.csv", 2, "quote", quote="组长:某某", source=SOURCE)],
    ),
    "quote occurring twice": (
        ("projects.csv", ",丙公司隔膜项目,", ",紧密对接,"),
        [problem("quote-repeated", "projects.csv", 5, "quote", quote="紧密对接", count=2, source=SOURCE)],
    ),
    "unreadable number": (
        ("outputs.csv", ",1万吨,output,,年产1万吨", ",年产1万吨,output,,年产1万吨"),
        [problem("number-unreadable", "outputs.csv", 2, "capacity", printed="年产1万吨")],
    ),
    "unreadable unit": (
        ("outputs.csv", ",1万吨,output", ",1万,output"),
        [problem("unit-unknown", "outputs.csv", 2, "capacity", printed="1万", unit="万", known=units_known())],
    ),
    "unit of another dimension": (
        ("outputs.csv", "cells,cell,cell,2GWh", "cells,cell,copper-foil,2GWh"),
        [problem("unit-mismatch", "outputs.csv", 3, "capacity", printed="2GWh", expected="TONNE")],
    ),
    "figure not in its quote": (
        ("outputs.csv", ",1万吨,output", ",10万吨,output"),
        [problem("figure-not-in-quote", "outputs.csv", 2, "capacity", printed="10万吨", quote="年产1万吨碳酸锂")],
    ),
    "duplicate key": (
        ("enterprises.csv", "ding,丁公司", "bing,丁公司"),
        [
            problem("key-duplicate", "enterprises.csv", 5, "key", value="bing", first=4),
            problem("key-unknown", "projects.csv", 6, "undertaken_by", value="ding", table="enterprises", near="bing"),
        ],
    ),
    "stage outside the scheme": (
        ("projects.csv", ",preparing,", ",planned,"),
        [problem("choice", "projects.csv", 6, "stage", value="planned", allowed=STAGE_WORDS)],
    ),
    "stage against the wording": (
        ("projects.csv", ",preparing,", ",operating,"),
        [
            problem(
                "stage-differs",
                "projects.csv",
                6,
                "stage",
                wording="推动…开工建设",
                stage="operating",
                expected="preparing",
            )
        ],
    ),
    "wording of another sentence": (
        ("projects.csv", "negotiating,紧密对接,,bing", "preparing,推动…开工建设,,bing"),
        [
            problem(
                "wording-absent",
                "projects.csv",
                5,
                "wording",
                wording="推动…开工建设",
                sentence="紧密对接丙公司隔膜项目。",
            )
        ],
    ),
    "place against the section": (
        ("projects.csv", "small-town/west,preparing", "small-town/east,preparing"),
        [problem("place-differs", "projects.csv", 6, "place", place="small-town/east", expected="small-town/west")],
    ),
    "reading of an unknown column": (
        ("outputs.csv", "2GWh锂电池项目,,product,", "2GWh锂电池项目,,produkt,"),
        [problem("choice", "outputs.csv", 3, "interpreted", value="produkt", **allowed("outputs"))],
    ),
    "unclosed quotation mark": (
        ("enterprises.csv", "bing,丙公司", 'bing,"丙公司'),
        [problem("csv-broken", "enterprises.csv", 4, reason="unexpected end of data")],
    ),
    "setting left out": (
        ("plan.toml", "publisher_en =", "publisher_eng ="),
        [problem("toml-missing", "plan.toml", None, key="publisher_en")],
    ),
    "key of a shipped plan": (
        ("plan.toml", 'key = "tiny-2025"', 'key = "chifeng-2023"'),
        [problem("plan-duplicate", "plan.toml", None, key="chifeng-2023")],
    ),
    "mark of the quotable part gone": (
        ("plan.toml", 'after = "正文如下:"', 'after = "全文如下:"'),
        [problem("text-bounds", "source.txt", None, after="全文如下:", before="附件:领导小组名单")],
    ),
}


# --- mistakes in a plan


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("kind", MISTAKES)
def test_a_mistake_is_told_with_its_place_and_what_would_be_right(build: Run, edit: Edit, kind: str, lang: str) -> None:
    """A build with a mistake ends with 3, prints nothing, and tells exactly that mistake in the reader's language."""
    change, problems = MISTAKES[kind]
    edit(*change)
    told = "".join(f"{one.text(lang)}\n" for one in problems)
    assert Ran(BAD, "", told) == build(lang)


def test_a_changed_text_is_told_with_both_hashes(build: Run, edit: Edit) -> None:
    """A text edited after it was quoted is told with the hash of its quotes and its own."""
    before = hashlib.sha256((TINY / "source.txt").read_bytes()).hexdigest()
    after = hashlib.sha256((TINY / "source.txt").read_bytes().replace("加强".encode(), "强化".encode())).hexdigest()
    edit("source.txt", "加强", "强化")
    told = Problem("text-changed", {"expected": before, "found": after}, SOURCE).text("en")
    assert Ran(BAD, "", f"{told}\n") == build()


@pytest.mark.parametrize("name", ["source.txt", *(f"{name}.csv" for name, table in PLAN.items() if not table.optional)])
def test_a_missing_file_is_told_by_name(build: Run, tiny_folder: Path, name: str) -> None:
    """A plan that lacks its text or one of its tables is told which, and nothing else is blamed."""
    (tiny_folder / name).unlink()
    told = Problem("file-missing", file=f"tiny-2025/{name}").text("en")
    assert Ran(BAD, "", f"{told}\n") == build()


@pytest.mark.parametrize("table", [t for t in PLAN if not (TINY / f"{t}.csv").read_bytes().isascii()])
def test_a_table_in_gbk_is_named_as_such(build: Run, tiny_folder: Path, table: str) -> None:
    """Any table saved in GBK is told at its first row with Chinese, together with how to save it."""
    path = tiny_folder / f"{table}.csv"
    path.write_text(path.read_text(encoding="utf-8"), encoding="gbk")
    assert Ran(BAD, "", f"{problem('encoding', path.name, 2, guess='GBK').text('en')}\n") == build()


def test_byte_order_marks_and_windows_line_ends_are_no_mistake(build: Run, tiny_folder: Path) -> None:
    """A plan all of whose tables Excel has saved builds like any other."""
    for path in tiny_folder.glob("*.csv"):
        path.write_bytes(path.read_text(encoding="utf-8").replace("\n", "\r\n").encode("utf-8-sig"))
    ran = build()
    assert (OK, "") == (ran.code, ran.err)


def test_mistakes_of_cells_come_together(build: Run, edit: Edit) -> None:
    """Five wrong cells in four tables are told in one run, ordered by table and row."""
    edit("enterprises.csv", "wu,戊公司", "yi,戊公司")
    edit("outputs.csv", "copper-foil,copper-foil,,,", "copper-foil,copper-foil,,most,")
    edit("places.csv", "small-town/west,park", "small-town/west,garden")
    edit("projects.csv", ",preparing,", ",planned,")
    edit("projects.csv", "bing-separator", "Bing")
    ran = build()
    assert BAD == ran.code
    assert [
        "tiny-2025/enterprises.csv:6:key",
        "tiny-2025/outputs.csv:5:project",
        "tiny-2025/outputs.csv:6:basis",
        "tiny-2025/places.csv:5:kind",
        "tiny-2025/projects.csv:5:key",
        "tiny-2025/projects.csv:6:stage",
        "tiny-2025/projects.csv:7:undertaken_by",
    ] == [line.split(": ")[0] for line in ran.err.splitlines()]


def test_mistakes_against_the_text_come_together(build: Run, edit: Edit) -> None:
    """Wrong quotes, stages, places and figures of several tables are told in one run."""
    edit("enterprises.csv", ",,甲公司,", ",,己公司,")
    edit("projects.csv", ",preparing,", ",operating,")
    edit("projects.csv", "small-town/west,negotiating", "small-town/east,negotiating")
    edit("outputs.csv", ",1万吨,output", ",10万吨,output")
    edit("outputs.csv", ",2GWh,output", ",2,output")
    edit("solicitations.csv", "积极引进", "积极引入")
    ran = build()
    assert BAD == ran.code
    assert {
        "tiny-2025/enterprises.csv:2:quote",
        "tiny-2025/projects.csv:6:stage",
        "tiny-2025/projects.csv:7:place",
        "tiny-2025/outputs.csv:2:capacity",
        "tiny-2025/outputs.csv:3:capacity",
        "tiny-2025/solicitations.csv:2:quote",
    } == {line.split(": ")[0] for line in ran.err.splitlines()}


def test_every_command_that_reads_the_sources_tells_the_same(
    run: Run, edit: Edit, tiny_folder: Path, tmp_path: Path
) -> None:
    """Without an earlier graph, asking, checking, proving and exporting end like a build: with 3 and the mistake."""
    change, (wrong,) = MISTAKES["absent quote"]
    edit(*change)
    for words in (["gaps"], ["balance"], ["explain", "cells"], ["check"], ["prove"], ["export", str(tmp_path / "out")]):
        ran = run(*words, "--data", str(tiny_folder), "--workspace", str(tmp_path / "ws"), "--lang", "en")
        assert Ran(BAD, "", f"{wrong.text('en')}\n") == ran


def test_a_problem_takes_two_lines_at_most(build: Run, edit: Edit) -> None:
    """Even a quote of many lines, copied from a text whose lines break, is told in a line or two."""
    edit("projects.csv", ",丁公司铜箔项目,", ',"丁公司\n铝箔\n和\n铜箔\n项目",')
    ran = build()
    assert BAD == ran.code
    assert 2 >= len(ran.err.splitlines())


SETTINGS = {
    "section without a place": ('heading = "(一)东园"\nplace = "small-town/east"', 'heading = "(一)东园"'),
    "section without a heading": ('heading = "(一)东园"\n', ""),
    "text that is no table": ("[text]", 'text = "file sha256 after before"\n[other]'),
    "key with a blank": ('key = "tiny-2025"', 'key = "Tiny 2025"'),
    "key with an angle bracket": ('key = "tiny-2025"', 'key = "tiny>2025"'),
    "title that is no text": ('title_zh = "小城高新区三年行动方案(2025-2027年)"', "title_zh = 2025"),
    "day that is none": ('issued = "2025-01-01"', 'issued = "soon"'),
    "zone that is no place": ('zone = "small-town"', 'zone = "small-twon"'),
    "section about no place": ('place = "small-town/west"', 'place = "small-town/wset"'),
    "heading that is not there": ('heading = "(一)东园"', 'heading = "(一)北园"'),
}


@pytest.mark.parametrize("kind", SETTINGS)
def test_a_wrong_setting_is_told_with_its_file(build: Run, edit: Edit, kind: str) -> None:
    """A setting that cannot be used ends with 3 and names the file to mend."""
    edit("plan.toml", *SETTINGS[kind])
    ran = build()
    assert (BAD, "") == (ran.code, ran.out)
    assert "tiny-2025/plan.toml" in ran.err


def test_a_date_without_quotation_marks_is_read_or_told(build: Run, edit: Edit) -> None:
    """The day of issue in TOML's own form is no reason to break."""
    edit("plan.toml", 'issued = "2025-01-01"', "issued = 2025-01-01")
    ran = build()
    assert OK == ran.code or "tiny-2025/plan.toml" in ran.err


@pytest.mark.parametrize("folder", ["empty", "absent"])
def test_a_data_folder_without_a_plan_is_wrong_usage(run: Run, tmp_path: Path, folder: str) -> None:
    """A folder that holds no plan, or is not there, is told by name."""
    (tmp_path / "empty").mkdir()
    path = str(tmp_path / folder)
    told = Problem("no-plan", {"folder": path}).text("en")
    ran = run("gaps", "--data", path, "--workspace", str(tmp_path / "ws"), "--lang", "en")
    assert Ran(USAGE, "", f"{told}\n") == ran


# --- the last good graph


@pytest.fixture
def mended(tmp_path: Path, tiny_folder: Path) -> list[str]:
    """Options for a workspace of one's own in which both plans are built."""
    Workspace(tmp_path / "ws", tiny_folder).build()
    return ["--data", str(tiny_folder), "--workspace", str(tmp_path / "ws"), "--lang", "en"]


def test_a_failed_build_leaves_the_workspace_as_it_was(run: Run, edit: Edit, mended: list[str], tmp_path: Path) -> None:
    """After a build that ends with 3, the workspace holds the same graph and no remains of the attempt."""
    made = Workspace(tmp_path / "ws")
    files, quads = {path.name for path in made.folder.iterdir()}, quads_of(made)
    edit("outputs.csv", ",2GWh,output", ",2,output")
    assert BAD == run("build", *mended).code
    assert files == {path.name for path in made.folder.iterdir()}
    assert quads == quads_of(made)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "words",
    [
        ["gaps", "--place", "small-town"],
        ["balance", "--place", "small-town"],
        ["explain", "cells", "--place", "small-town"],
        ["query", "projects/projects", "-p", "place=small-town"],
    ],
    ids=lambda words: words[0],
)
def test_questions_are_answered_from_the_last_good_graph(
    run: Run, edit: Edit, mended: list[str], words: list[str], lang: str
) -> None:
    """With broken sources a question has the same answer as before, and a warning with the mistake beside it."""
    asked = [*words, *mended[:-1], lang]
    before = run(*asked)
    change, (wrong,) = MISTAKES["absent quote"]
    edit(*change)
    assert Ran(OK, before.out, f"{say('text.stale_graph', lang)}\n{wrong.text(lang)}\n") == run(*asked)
    assert "" == before.err


def test_check_speaks_of_the_sources_and_not_of_the_last_good_graph(run: Run, edit: Edit, mended: list[str]) -> None:
    """A check of broken sources ends with 3 even though an earlier graph is there."""
    change, (wrong,) = MISTAKES["absent quote"]
    edit(*change)
    assert Ran(BAD, "", f"{wrong.text('en')}\n") == run("check", *mended)


def test_mended_sources_are_built_again(run: Run, edit: Edit, mended: list[str]) -> None:
    """Once the mistake is mended the warning is gone."""
    edit("projects.csv", ",丁公司铜箔项目,", ",丁公司铝箔项目,")
    assert "projects.csv:6:quote" in run("gaps", "--place", "small-town", *mended).err
    edit("projects.csv", ",丁公司铝箔项目,", ",丁公司铜箔项目,")
    assert "" == run("gaps", "--place", "small-town", *mended).err


# --- wrong words on the command line


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["gaps", "--from", "soon"], ["--from", "soon", "under-construction"]),
        (["gaps", "--format", "pdf"], ["--format", "pdf", "docx"]),
        (["gaps", "--lang", "fr"], ["--lang", "fr", "zh, en"]),
        (["gaps", "--no-such-option"], ["--no-such-option", "cfgraph --help"]),
        (["explain"], ["KEY", "cfgraph explain --help"]),
        (["explain", "--format", "csv", "cells"], ["--format", "csv", "docx"]),
        (["no-such-command"], ["no-such-command", "balance"]),
    ],
    ids=lambda words: " ".join(words),
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_words_that_no_command_has_are_wrong_usage(
    capsys: pytest.CaptureFixture[str], lang: str, words: list[str], named: list[str]
) -> None:
    """An unknown command, option or option value, or a missing one, ends with 2 and tells what would be right."""
    with pytest.raises(SystemExit) as ended:
        main([*words, "--lang", lang])
    shown = capsys.readouterr()
    assert (USAGE, "") == (ended.value.code, shown.out)
    assert [] == [word for word in named if word not in shown.err]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["explain", "separater"], "separator"),
        (["explain", "隔莫"], "separator"),
        (["gaps", "--place", "east-park"], "chifeng-high-tech-zone/dongshan"),
        (["gaps", "--chemistry", "nmc"], "lfp, ncm523, ncm622, ncm811"),
        (["gaps", "--chemistry", "lfp=many"], "lfp=0.6,ncm523=0.4"),
        (["gaps", "--chemistry", "lfp=-1,ncm523=2"], "lfp=0.6,ncm523=0.4"),
        (["gaps", "--chemistry", "lfp=NaN"], "lfp=0.6,ncm523=0.4"),
        (["gaps", "--chemistry", "lfp=0.5,lfp=0.5"], "lfp=0.6,ncm523=0.4"),
        (["gaps", "--chemistry", "lfp=0.6,ncm523=0.3"], "0.9"),
        (["query", "misssing"], "missing"),
        (["query", "gaps/missing", "-p", "park=dongshan"], "chain, chemistry, place, plan"),
        (["query", "gaps/missing", "-p", "place=atlantis"], "zone/park/region"),
        (["query", "gaps/single-source", "-p", "from=soon"], ", ".join(STAGES)),
        (["query", "gaps/single-source", "-p", "from=2.5"], ", ".join(STAGES)),
        (["query", "gaps/missing", "-p", "=dongshan"], "parameter=value"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_wrong_word_is_told_with_what_there_is(ask: Run, words: list[str], told: str) -> None:
    """A key, share, query or parameter that is none ends with 2 and one line that names what would be right."""
    ran = ask(*words)
    assert (USAGE, "") == (ran.code, ran.out)
    assert told in ran.err
    assert 1 == len(ran.err.splitlines())


def test_all_wrong_parameters_are_told_at_once(ask: Run) -> None:
    """Two wrong parameters give two lines."""
    ran = ask("query", "gaps/single-source", "-p", "from=soon", "-p", "park=dongshan")
    assert USAGE == ran.code
    assert 2 == len(ran.err.splitlines())


def test_with_two_zones_the_place_must_be_named(run: Run, two_plans: Workspace) -> None:
    """Where one's own plan brings a second zone, a question without a place names both zones and ends with 2."""
    ran = run("gaps", "--data", str(two_plans.own_data), "--workspace", str(two_plans.folder), "--lang", "en")
    assert (USAGE, "") == (ran.code, ran.out)
    assert "chifeng-high-tech-zone (" in ran.err
    assert "small-town (" in ran.err


HOSTILE = [
    "x> } ; DROP ALL #",
    '" . ?s ?p ?o',
    "}}{{",
    "dongshan\n} ; DROP ALL #",
    "https://w3id.org/cfgraph/id/zone/x> . ?s ?p ?o . <urn:x",
    "urn:x\n",
    "?place",
    "_:blank",
    "urn:x\\u003E",
    "http://[",
    "urn:%zz",
    "//x",
    "../../etc/passwd",
]


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_node_is_refused(ask: Run, workspace: Workspace, held: set[str], value: str) -> None:
    """A text that is neither key nor IRI never reaches a query: 2, nothing printed, the graph unchanged."""
    params = {"name": "place", "value": value, "allowed": "IRI, key, label (zone/park/region)"}
    told = Problem("parameter-type", params).text("en")
    assert Ran(USAGE, "", f"{told}\n") == ask("query", "gaps/missing", "-p", f"place={value}")
    assert held == quads_of(workspace)


def test_an_iri_that_names_nothing_is_refused(ask: Run) -> None:
    """A well-formed IRI of no place at all is told, as a key of none is, instead of being answered."""
    ran = ask("query", "gaps/missing", "-p", "place=https://w3id.org/cfgraph/id/zone/atlantis")
    assert (USAGE, "") == (ran.code, ran.out)
    assert "atlantis" in ran.err


@pytest.mark.parametrize("value", ["3) } ; DROP ALL #", "1 || true", "0x10", "1e3", "", "３", "9" * 30])
def test_a_hostile_number_is_refused(ask: Run, workspace: Workspace, held: set[str], value: str) -> None:
    """A text that is no plain whole number never reaches a query."""
    ran = ask("query", "gaps/single-source", "-p", f"from={value}")
    assert (USAGE, "") == (ran.code, ran.out)
    assert held == quads_of(workspace)


@pytest.mark.parametrize("option", ["--place", "--chain", "--plan", "--chemistry"])
@pytest.mark.parametrize("value", ["x> } ; DROP ALL #", "a b", '"', "x\ny"])
def test_a_hostile_option_is_refused(ask: Run, workspace: Workspace, held: set[str], option: str, value: str) -> None:
    """No option of a scenario can carry SPARQL into a query: 2, nothing printed, the graph unchanged."""
    ran = ask("gaps", option, value)
    assert (USAGE, "") == (ran.code, ran.out)
    assert held == quads_of(workspace)


def test_an_argument_that_is_no_utf_8_is_told(workspace: Workspace) -> None:
    """Bytes that no encoding explains, as a shell may pass them, end with 2 and a message rather than a crash."""
    command = [sys.executable, "-m", "cfgraph", "explain", b"\xff\xfe", "--workspace", str(workspace.folder)]
    ran = subprocess.run(command, capture_output=True, check=False)
    assert (USAGE, b"") == (ran.returncode, ran.stdout)
    assert ran.stderr
    assert b"Traceback" not in ran.stderr


# --- SPARQL of one's own


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("SELECT (1 AS ?n) {}", BAD),
        ("#+ summary: 甲\nSELECT (1 AS ?n) {}", BAD),
        ("#+ summary: [甲\n#+ summary_en: A\nSELECT (1 AS ?n) {}", BAD),
        ("#+ summary: 甲\n#+ summary_en: A\n#+ columns:\n#+   n: 数\nSELECT (1 AS ?n) {}", BAD),
        ("#+ summary: 甲\n#+ summary_en: A\nSELECT (1 AS ?n {}", USAGE),
        ("#+ summary: 甲\n#+ summary_en: A\nDROP ALL", USAGE),
        ("#+ summary: 甲\n#+ summary_en: A\nSELECT * { SERVICE <http://localhost:1/> { ?s ?p ?o } }", USAGE),
    ],
    ids=["no header", "half a header", "broken YAML", "columns of the wrong shape", "syntax", "update", "service"],
)
def test_a_query_file_that_cannot_be_run_is_told(ask: Run, tmp_path: Path, text: str, code: int) -> None:
    """A broken header is bad input with the file's name, a text that is no read-only query is wrong usage."""
    path = tmp_path / "mine.rq"
    path.write_text(text, encoding="utf-8")
    ran = ask("query", str(path))
    assert (code, "") == (ran.code, ran.out)
    assert code == USAGE or "mine.rq" in ran.err
    assert 1 == len(ran.err.splitlines())


@pytest.mark.parametrize("verb", ["query", "sparql"])
def test_a_query_file_that_is_missing_or_in_gbk_is_bad_input(ask: Run, tmp_path: Path, verb: str) -> None:
    """A file of one's own that is not there, or not in UTF-8, is told by name."""
    path = tmp_path / "mine.rq"
    told = Problem("file-missing", file=str(path)).text("en")
    assert Ran(BAD, "", f"{told}\n") == ask(verb, str(path))
    path.write_bytes("SELECT (1 AS ?n) {} # 数".encode("gbk"))
    told = Problem("encoding", {"guess": "GBK"}, "mine.rq", 1).text("en")
    assert Ran(BAD, "", f"{told}\n") == ask(verb, str(path))


@pytest.mark.parametrize("text", ["SELECT * { ?s ?p", "", "not SPARQL", "SELECT ?s ?s { ?s ?p ?o } GROUP BY ?p"])
def test_what_is_no_sparql_is_wrong_usage(sparql: Run, text: str) -> None:
    """A syntax error ends with 2 and the place where reading stopped, on one line."""
    ran = sparql(text)
    assert (USAGE, "") == (ran.code, ran.out)
    assert ran.err.startswith("not a SPARQL query (")
    assert 1 == len(ran.err.splitlines())


@pytest.mark.parametrize(
    "text",
    [
        "DROP ALL",
        "CLEAR DEFAULT",
        "DELETE WHERE { ?s ?p ?o }",
        "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
        "LOAD <http://localhost:1/>",
        "ASK {} ; DROP ALL",
        "CREATE GRAPH <urn:g>",
    ],
)
def test_an_update_is_refused_and_changes_nothing(sparql: Run, workspace: Workspace, held: set[str], text: str) -> None:
    """Whatever would write ends with 2, and the graph holds the same quads as before."""
    ran = sparql(text)
    assert (USAGE, "") == (ran.code, ran.out)
    assert held == quads_of(workspace)


CALLS = [
    "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "SELECT * { service silent ?e { ?s ?p ?o } }",
    "SELECT * { \\u0053ERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "SELECT * { SERVIC\\U00000045 <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "SELECT * { ?s ?p ?o OPTIONAL { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } } }",
    "SELECT * { FILTER NOT EXISTS { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } } }",
    "SELECT * { { SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } } } }",
    "SELECT (EXISTS { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } } AS ?x) {}",
    "SELECT * { LATERAL { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } } }",
    "ASK { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "DESCRIBE ?s { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "CONSTRUCT { ?s ?p ?o } { SERVICE SILENT <http://127.0.0.1:1/> { ?s ?p ?o } }",
    'SELECT * { FILTER ("a" != "\\u0022") SERVICE SILENT <http://127.0.0.1:1/> {} FILTER ("b" != "\\u0022") }',
    "SELECT * { FILTER ('a' != '\\u0027') SERVICE SILENT <http://127.0.0.1:1/> {} FILTER ('b' != '\\u0027') }",
    "SELECT * { # \\u000A\nSERVICE SILENT <http://127.0.0.1:1/> { ?s ?p ?o } }",
    'SELECT ("\\u005C" AS ?x) { SERVICE SILENT <http://127.0.0.1:1/> {} FILTER ("b" != "") }',
]


@pytest.mark.parametrize("text", CALLS)
def test_a_call_of_another_endpoint_is_refused(sparql: Run, text: str) -> None:
    """SERVICE anywhere in a query, spelled in any way that the engine takes for it, ends with 2 and is named."""
    told = Problem("sparql-service").text("en")
    assert Ran(USAGE, "", f"{told}\n") == sparql(text)


@pytest.mark.parametrize(
    "text",
    [
        "# SERVICE <http://127.0.0.1:1/> { }\nASK {}",
        'ASK { FILTER ("SERVICE <x> { }" != "") }',
        "ASK { FILTER ('''a\nservice\n''' != '') }",
        "ASK { VALUES ?service { 1 } FILTER (?service IN (1, 2)) }",
        "ASK { BIND (<http://example.org/service> AS ?x) }",
        'ASK { FILTER ("\\u0073ervice" = "service") }',
    ],
    ids=["comment", "string", "long string", "variable", "IRI", "escaped string"],
)
def test_the_word_alone_is_no_call(sparql: Run, text: str) -> None:
    """A query that only mentions the word is answered."""
    assert Ran(OK, "true\n", "") == sparql(text)


@pytest.mark.parametrize("text", ["ASK {} # \\UFFFFFFFF", 'ASK { FILTER ("\\UFFFFFFFF" = "") }', "ASK {} # \\uD800"])
def test_an_escape_of_no_character_does_not_break(sparql: Run, text: str) -> None:
    """An escape beyond Unicode is answered or told, like any other text."""
    assert sparql(text).code in (OK, USAGE)


def test_a_query_may_come_through_a_pipe(workspace: Workspace) -> None:
    """Standard input is read where the file is a dash, and its encoding is checked like a file's."""
    command = [sys.executable, "-m", "cfgraph", "sparql", "-", "--lang", "en", "--workspace", str(workspace.folder)]
    good = subprocess.run(command, input=b"ASK {}", capture_output=True, check=False)
    assert (OK, b"true\n", b"") == (good.returncode, good.stdout, good.stderr)
    bad = subprocess.run(command, input="ASK {} # 数".encode("gbk"), capture_output=True, check=False)
    told = Problem("encoding", {"guess": "GBK"}, "-", 1).text("en")
    assert (BAD, b"", f"{told}\n") == (bad.returncode, bad.stdout, bad.stderr.decode())


@pytest.mark.parametrize("form", ["table", "csv", "json", "md"])
def test_an_answer_without_columns_is_shown(sparql: Run, form: str) -> None:
    """A query that selects no variable at all is answered in every format."""
    ran = sparql("SELECT * {}", "--format", form)
    assert (OK, "") == (ran.code, ran.err)
    assert ran.out


# --- what is printed


def test_a_real_process_ends_with_the_same_code_and_no_traceback(edit: Edit, tiny_folder: Path, tmp_path: Path) -> None:
    """python -m cfgraph ends with 3, tells the mistake in plain text, and shows a traceback only with --debug."""
    change, (wrong,) = MISTAKES["absent quote"]
    edit(*change)
    command = [sys.executable, "-m", "cfgraph", "build", "--data", str(tiny_folder), "--workspace", str(tmp_path / "w")]
    ran = subprocess.run(command, capture_output=True, check=False)
    assert (BAD, b"", f"{wrong.text('zh')}\n") == (ran.returncode, ran.stdout, ran.stderr.decode())
    traced = subprocess.run([*command, "--debug"], capture_output=True, check=False)
    assert b"Traceback" in traced.stderr
    assert OK != traced.returncode


def test_debug_lets_the_error_itself_through(run: Run, edit: Edit, tiny_folder: Path, tmp_path: Path) -> None:
    """With --debug the caller gets the error with its problems."""
    change, problems = MISTAKES["absent quote"]
    edit(*change)
    with pytest.raises(BadInputError) as raised:
        run("build", "--debug", "--data", str(tiny_folder), "--workspace", str(tmp_path / "ws"))
    assert problems == list(raised.value.problems)


@pytest.mark.parametrize("form", ["table", "csv", "json", "md"])
def test_a_pipe_has_no_escape_sequences(workspace: Workspace, form: str) -> None:
    """Every format is plain text in a pipe, even where a terminal is promised by the environment."""
    command = [sys.executable, "-m", "cfgraph", "gaps", "--format", form, "--workspace", str(workspace.folder)]
    environment = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "FORCE_COLOR": "1", "PATH": ""}
    ran = subprocess.run(command, capture_output=True, env=environment, check=True)
    assert ran.stdout
    assert b"\x1b" not in ran.stdout
    assert b"" == ran.stderr


def test_json_and_csv_of_gaps_tell_the_same_links(ask: Run) -> None:
    """The JSON parses, the CSV on standard output starts with its header, and both name the same links and states."""
    told = json.loads(ask("gaps", "--format", "json").out)["links"]
    table = ask("gaps", "--format", "csv").out
    assert table.startswith("key,")
    rows = list(csv.DictReader(io.StringIO(table, newline="")))
    assert [(link["key"], link["state"]) for link in told] == [(row["key"], row["state"]) for row in rows]


@pytest.mark.parametrize("form", ["table", "csv", "json", "md"])
def test_a_file_holds_what_the_pipe_would_get(ask: Run, tmp_path: Path, form: str) -> None:
    """With -o nothing is printed; the file has the same text, and a byte-order mark where it is CSV only."""
    path = tmp_path / "out"
    printed = ask("gaps", "--format", form).out
    assert Ran(OK, "", "") == ask("gaps", "--format", form, "-o", str(path))
    mark = b"\xef\xbb\xbf" if form == "csv" else b""
    assert mark + printed.encode() == path.read_bytes()


@pytest.mark.parametrize("text", FORMULA_TEXTS)
def test_text_that_a_spreadsheet_would_run_is_escaped_in_csv(sparql: Run, text: str) -> None:
    """A text cell that begins like a formula gets an apostrophe in front."""
    spelled = json.dumps(text)
    ran = sparql(f'SELECT ({spelled} AS ?a) ("a{spelled[1:]} AS ?b) {{}}', "--format", "csv")
    assert [["a", "b"], [f"'{text}", f"a{text}"]] == list(csv.reader(io.StringIO(ran.out, newline="")))


def test_negative_numbers_in_csv_stay_numbers(sparql: Run) -> None:
    """A number is no formula, so a spreadsheet can go on calculating with it."""
    ran = sparql("SELECT (-5 AS ?a) (-2.5 AS ?b) (-1e3 AS ?c) (3 AS ?d) {}", "--format", "csv")
    rows = list(csv.reader(io.StringIO(ran.out, newline="")))
    assert [-5, -2.5, -1000, 3] == [float(cell) for cell in rows[1] if not cell.startswith("'")]


def test_formulas_in_a_plan_are_escaped_when_they_leave_as_csv(
    run: Run, edit: Edit, tiny_folder: Path, tmp_path: Path
) -> None:
    """A project whose name in the plan's table begins like a formula comes out escaped, in the pipe and in the file."""
    edit("projects.csv", ",铜箔项目,", ',"=HYPERLINK(""http://x"")",')
    words = ["query", "projects/projects", "-p", "place=small-town", "--format", "csv", "--data", str(tiny_folder)]
    words += ["--workspace", str(tmp_path / "ws")]
    printed = run(*words).out
    assert OK == run(*words, "-o", str(tmp_path / "out.csv")).code
    for text in (printed, (tmp_path / "out.csv").read_text(encoding="utf-8-sig")):
        names = {row["zh"] for row in csv.DictReader(io.StringIO(text, newline=""))}
        assert '\'=HYPERLINK("http://x")' in names
        assert "磷酸铁锂项目" in names
