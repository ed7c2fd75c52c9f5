"""The officers' workbook: from the template to the register, and back."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from cfgraph.cli import main
from cfgraph.errors import StoreError
from cfgraph.intake import register as library
from cfgraph.intake.duplicates import Decisions, Question
from cfgraph.intake.effect import Effect, preview
from cfgraph.intake.known import Known
from cfgraph.intake.lock import locked
from cfgraph.sources.intake.entries import Reading, read_entries
from cfgraph.workspace import Workspace
from tests.intake.conftest import TODAY, Fill
from tests.intake.workbooks import ELECTROLYTE as ROW

SEPARATOR = ["新隔膜项目", "新来隔膜厂", "隔膜", "", "", "松山产业园", "签约", "", "隔膜项目签约。", "网站", "2026/3/5"]


@pytest.fixture
def read(known: Known) -> Callable[[Path], Reading]:
    """Read a workbook with the shipped plan's vocabulary on a fixed day."""
    return lambda path: read_entries(path, known.vocabulary, TODAY)


def different(left: list[Question]) -> Decisions:
    """Every question answered with: another one."""
    return {(q.kind, q.subject, q.known): "different" for q in left}


def draft_of(path: Path, known: Known, folder: Path, update: str = "") -> library.Draft:
    """The draft of a workbook; ``update`` names the known project that a row is the progress of."""
    reading, register = read_entries(path, known.vocabulary, TODAY), library.open_register(folder)
    assert reading.problems == ()
    answers = different(library.open_questions(reading, known, register, {}))
    answers.update({key: "update" for key in answers if update and key[2].endswith(update)})
    return library.make_draft(reading, known, register, answers)


def turned(effects: list[Effect]) -> dict[str, tuple[str, str]]:
    """Link of the lithium chain → its states before and after, where they differ."""
    chain = [e for e in effects if e.comparison.a.main.scenario.chain == "lithium-battery"]
    return {change.link.key: change.states for effect in chain for change in effect.changes if change.turned}


def test_the_template_alone_holds_no_row(empty: Path, read: Callable[[Path], Reading]) -> None:
    """The example row is passed over, so that an untouched template is told to be empty."""
    assert ["intake-empty"] == [problem.key for problem in read(empty).problems]


def test_the_template_offers_the_vocabulary(empty: Path, known: Known) -> None:
    """Four columns have drop-down lists, which lie on the sheet of lists."""
    book = openpyxl.load_workbook(empty)
    assert ["项目", "说明", "选项"] == book.sheetnames
    rules = {str(rule.sqref).split(":")[0]: rule.formula1 for rule in book["项目"].data_validations.dataValidation}
    assert {"C2", "E2", "F2", "G2"} == set(rules)
    stages = [cell.value for cell in book["选项"]["D"][2:] if cell.value]
    assert ("签约", "搁置", "终止") == (stages[3], stages[-2], stages[-1])
    assert len(known.vocabulary.product_list) == len([c for c in book["选项"]["A"][2:] if c.value])


@pytest.mark.parametrize(
    ("printed", "iso"),
    [
        ("2026年3月5日", "2026-03-05"),
        ("２０２６／３／５", "2026-03-05"),
        ("2026-03", "2026-03"),
        (46086, "2026-03-05"),
        (date(2026, 3, 5), "2026-03-05"),
    ],
)
def test_a_date_is_read_however_it_is_typed(
    fill: Fill, read: Callable[[Path], Reading], printed: Any, iso: str
) -> None:
    """Chinese words, full-width signs, a month, Excel's day number, a date cell."""
    (entry,) = read(fill([*ROW[:10], printed])).entries
    assert iso == entry.date


def test_figures_are_read_with_their_unit(fill: Fill, read: Callable[[Path], Reading]) -> None:
    """Full-width digits, a unit beside or behind the figure, a sum in 亿元; a trailing blank counts for nothing."""
    rows = [["甲", "", "电解液 ", "５", "万吨", *ROW[5:]], ["乙", "", "隔膜", "1.2亿平方米", "", *ROW[5:]]]
    first, second = read(fill(*rows)).entries
    assert first.capacity
    assert second.capacity
    assert first.investment
    assert (Decimal(50000), "TONNE") == (first.capacity.value, first.capacity.unit)
    assert (Decimal(120_000_000), "M2") == (second.capacity.value, second.capacity.unit)
    assert Decimal(1_200_000_000) == first.investment.value


def test_every_mistake_is_told_at_once_with_its_cell(fill: Fill, read: Callable[[Path], Reading]) -> None:
    """Word, figure, unit, formula, sum, missing sentence, date to come: each with sheet and cell."""
    bad = ["甲", "", "电解夜", "5", "", "火星", "签约", "12", "", "网站", "2027-01-01"]
    reading = read(fill(bad, ["乙", "", "电解液", "5", "亩", *ROW[5:]], change=lambda s: s.__setitem__("B4", "=1+1")))
    told = {(problem.column, problem.key) for problem in reading.problems}
    expected = {
        ("项目!C3", "intake-word"),
        ("项目!D3", "intake-unit"),
        ("项目!F3", "intake-word"),
        ("项目!H3", "intake-money"),
        ("项目!I3", "cell-empty"),
        ("项目!K3", "intake-future"),
        ("项目!B4", "intake-formula"),
        ("项目!D4", "unit-mismatch"),
    }
    assert expected == told
    assert all(problem.text("zh").startswith("项目.xlsx:项目!") for problem in reading.problems)


def test_a_cell_merged_over_rows_counts_for_each(fill: Fill, read: Callable[[Path], Reading]) -> None:
    """One project name over two rows of two products."""
    second = ["", *ROW[1:2], "六氟磷酸锂", *ROW[3:]]
    reading = read(fill(ROW, second, change=lambda sheet: sheet.merge_cells("A3:A4")))
    assert ["某电解液项目", "某电解液项目"] == [entry.name for entry in reading.entries]
    wide = read(fill(ROW, change=lambda sheet: sheet.merge_cells("A3:B3")))
    assert [("项目!A3", "intake-merged")] == [(p.column, p.key) for p in wide.problems]


@pytest.mark.parametrize(
    ("data", "key"),
    [(b"PK\x03\x04broken", "xlsx-broken"), (b"no workbook", "xlsx-broken"),
     (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "xlsx-protected")],
)  # fmt: skip
def test_what_is_no_workbook_is_told(tmp_path: Path, read: Callable[[Path], Reading], data: bytes, key: str) -> None:
    """Damaged, something else, with a password."""
    path = tmp_path / "x.xlsx"
    path.write_bytes(data)
    assert [key] == [problem.key for problem in read(path).problems]


def test_macros_bombs_and_missing_columns_are_refused(fill: Fill, read: Callable[[Path], Reading]) -> None:
    """A workbook with macros, one that unpacks beyond measure, one without a column, one without the sheet."""
    import zipfile

    path = fill(ROW)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    assert ["xlsx-macros"] == [problem.key for problem in read(path).problems]
    path = fill(ROW)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/big.bin", b"\0" * 30_000_000)
    assert ["file-large"] == [problem.key for problem in read(path).problems]
    path = fill(ROW, change=lambda sheet: sheet.delete_cols(4))
    assert ["intake-column"] == [problem.key for problem in read(path).problems]
    path = fill(ROW, change=lambda sheet: setattr(sheet, "title", "别的"))
    assert ["intake-sheet"] == [problem.key for problem in read(path).problems]


def test_signed_projects_change_the_gaps(fill: Fill, known: Known, workspace: Workspace, tmp_path: Path) -> None:
    """A signed electrolyte plant fills the link; a signed separator plant without a figure leaves its size open."""
    draft = draft_of(fill(ROW, SEPARATOR), known, tmp_path / "own")
    found = turned(preview(draft, workspace, workspace.store()))
    assert ("missing", "surplus") == found["electrolyte"]
    assert ("talks-only", "unquantified") == next(states for key, states in found.items() if "separator" in key)
    assert not (tmp_path / "own").exists()


def test_progress_of_a_planned_project_counts_once(
    fill: Fill, known: Known, workspace: Workspace, tmp_path: Path
) -> None:
    """CATL's 50 GWh signed: its figure is kept, and with talks counted the cells are as many as before."""
    row = [
        "宁德时代电池项目",
        "宁德时代",
        "锂离子电芯",
        "",
        "",
        "元宝山产业园",
        "签约",
        "",
        "签约。",
        "网站",
        "2026-03",
    ]
    draft = draft_of(fill(row), known, tmp_path / "own", update="catl-50gwh")
    assert [("50GWh", "catl")] == [(record.capacity, record.owner) for record in draft.updated]
    library.confirm(draft)
    both = Workspace(tmp_path / "ws", tmp_path / "own")
    assert not [finding for finding in both.check() if finding.severity != "info"]
    from cfgraph.analysis.gaps import find_gaps
    from cfgraph.analysis.scenario import Scenario
    from tests.conftest import ZONE

    cells = [
        find_gaps(store, Scenario(ZONE, start="negotiating"), ZONE, whole=False)
        for store in (workspace.store(), both.store())
    ]
    amounts = [{balance.supply.stated for iri, balance in side.main.balances.items() if iri.endswith("/cells")}
               for side in cells]  # fmt: skip
    assert amounts[0] == amounts[1]


def test_later_stages_are_history(fill: Fill, known: Known, tmp_path: Path) -> None:
    """A later row of the same project is its stage now, the earlier stays; the same row again is nothing new."""
    folder = tmp_path / "own"
    library.confirm(draft_of(fill(ROW), known, folder))
    assert not draft_of(fill(ROW), known, folder).changes
    made = library.confirm(draft_of(fill([*ROW[:6], "终止", *ROW[7:10], "2026-05"]), known, folder))
    (plan,) = made.glob("own-*")
    with open(plan / "observations.csv", encoding="utf-8-sig", newline="") as file:
        assert [("2026-03-05", "signed"), ("2026-05", "cancelled")] == [
            (r["date"], r["stage"]) for r in csv.DictReader(file)
        ]
    with open(plan / "projects.csv", encoding="utf-8-sig", newline="") as file:
        assert ["cancelled"] == [row["stage"] for row in csv.DictReader(file)]


def test_undo_takes_back_and_decisions_are_remembered(fill: Fill, known: Known, tmp_path: Path) -> None:
    """A confirmed decision is not asked again; undo leads to the state before, then to none."""
    folder = tmp_path / "own"
    path = fill(["碳酸锂项目", "大道实业有限公司", "碳酸锂", *ROW[3:]])
    reading = read_entries(path, known.vocabulary, TODAY)
    asked = library.open_questions(reading, known, library.open_register(folder), {})
    assert {("enterprise", "大道实业")} <= {(q.kind, q.label) for q in asked}
    library.confirm(draft_of(path, known, folder))
    assert [] == library.open_questions(reading, known, library.open_register(folder), {})
    assert "项目.xlsx" == library.undo(folder)
    assert () == library.open_register(folder).records


def test_two_imports_at_once_do_not_meet(fill: Fill, known: Known, tmp_path: Path) -> None:
    """Who comes while another writes, or after another confirmed, is told so; what was confirmed stays."""
    folder = tmp_path / "own"
    first, second = (
        draft_of(fill(row, name=name), known, folder) for row, name in ((ROW, "a.xlsx"), (SEPARATOR, "b.xlsx"))
    )
    with locked(folder), pytest.raises(StoreError, match="another import"):
        library.confirm(first)
    library.confirm(first)
    with pytest.raises(StoreError, match="changed by another import"):
        library.confirm(second)
    assert ["某电解液项目"] == [record.name for record in library.open_register(folder).records]


CRASH = """
import os, pickle, sys
left = int(sys.argv[1])
def dying(real):
    def call(*words, **named):
        global left
        left -= 1
        if left == 0: os._exit(9)
        return real(*words, **named)
    return call
from cfgraph.intake import register
draft = pickle.load(open(sys.argv[2], "rb"))
for name in ("fsync", "replace", "rename", "open"): setattr(os, name, dying(getattr(os, name)))
register.confirm(draft)
"""


def test_a_crash_leaves_the_old_state_or_the_new(fill: Fill, known: Known, tmp_path: Path) -> None:
    """The process dies at each step of writing in turn: what is read then is whole, and the next import works."""
    import pickle

    folder = tmp_path / "own"
    library.confirm(draft_of(fill(ROW), known, folder))
    before = library.open_register(folder).records
    draft = draft_of(fill(SEPARATOR), known, folder)
    (tmp_path / "draft").write_bytes(pickle.dumps(draft))
    states = set()
    for step in range(1, 60, 3):
        own = tmp_path / "crash"
        shutil.rmtree(own, ignore_errors=True)
        shutil.copytree(folder, own)
        moved = pickle.dumps(replace(draft, register=library.Register(own, own / "generations/0001", before, {})))
        (tmp_path / "draft").write_bytes(moved)
        ran = subprocess.run([sys.executable, "-c", CRASH, str(step), str(tmp_path / "draft")], check=False)
        found = len(library.open_register(own).records)
        assert found == (len(before) if ran.returncode else len(before) + 1) or (ran.returncode == 9 and found == 2)
        states.add((ran.returncode, found))
        if ran.returncode == 0:
            break
        library.confirm(replace(draft, register=library.open_register(own)))
    assert {(9, 1), (0, 2)} <= states


def test_the_command_asks_by_file_shows_and_writes(
    fill: Fill, workspace: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a terminal: questions in a file and exit code 3; the effect without --yes; written with it; undone."""
    path = fill(["=1+1 <script>", "大道实业有限公司", "电解液", *ROW[3:]])
    words = ["import", str(path), "--data", str(tmp_path / "own"), "--workspace", str(workspace.folder)]
    assert 3 == main(words)
    asked = path.with_name("项目-决定.csv")
    rows = list(csv.reader(asked.read_text(encoding="utf-8-sig").splitlines()))
    answered = [rows[0], *([*row[:-1], "相同" if row[0] == "企业" else "不同"] for row in rows[1:])]
    with open(asked, "w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(answered)
    capsys.readouterr()
    assert 0 == main(words)
    shown = capsys.readouterr().out
    assert "电解液：缺失 → " in shown
    assert not (tmp_path / "own" / "current.json").exists()
    assert 0 == main([*words, "--yes"])
    current = json.loads((tmp_path / "own" / "current.json").read_text(encoding="utf-8"))
    assert {"generation": "0001"} == current
    assert 0 == main(["import", "--undo", "--data", str(tmp_path / "own")])
    assert 2 == main(["import", "--undo", "--data", str(tmp_path / "own")])


def test_the_register_is_internal_until_released(fill: Fill, known: Known, tmp_path: Path) -> None:
    """A public dump holds nothing of it; ``visibility = "public"`` in its plan.toml releases it and stays."""
    folder = tmp_path / "own"
    made = library.confirm(draft_of(fill(ROW), known, folder))
    own = Workspace(tmp_path / "ws", folder)

    def dumped(where: str) -> bool:
        code = main(["export", str(tmp_path / where), "--data", str(folder), "--workspace", str(own.folder)])
        assert code == 0
        return "某电解液项目" in (tmp_path / where / "cfgraph.nq").read_text(encoding="utf-8")

    assert not dumped("before")
    (settings,) = made.glob("*/plan.toml")
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace('visibility = "internal"', 'visibility = "public"'), encoding="utf-8")
    assert dumped("after")
    again = library.confirm(draft_of(fill(SEPARATOR), known, folder))
    assert 'visibility = "public"' in next(again.glob("*/plan.toml")).read_text(encoding="utf-8")


def test_a_command_says_that_the_register_is_left_out(
    fill: Fill,
    workspace: Workspace,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The pages count it; a command counts it with --data, and without says where it lies."""
    folder = tmp_path / "own"
    monkeypatch.setattr("platformdirs.user_data_dir", lambda *_, **__: str(tmp_path / "home"))
    usual, base = tmp_path / "home" / "plans", ["--workspace", str(workspace.folder)]
    assert 0 == main(["balance", *base])
    assert "" == capsys.readouterr().err
    assert 0 == main(["import", str(fill(ROW)), "--yes", *base])
    capsys.readouterr()
    assert 0 == main(["balance", *base])
    assert str(usual) in capsys.readouterr().err
    shutil.copytree(usual, folder)
    assert 0 == main(["balance", "--data", str(folder), "--workspace", str(tmp_path / "built")])
    assert str(usual) not in capsys.readouterr().err
