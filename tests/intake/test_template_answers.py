"""The template's guide and list of products, and the answers that the command takes with and without a terminal."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import openpyxl
import pytest

from cfgraph.cli import main
from cfgraph.intake import register as library
from cfgraph.intake.duplicates import meanings
from cfgraph.intake.known import Known
from cfgraph.sources.intake.entries import read_entries
from cfgraph.workspace import Workspace
from tests.intake.conftest import TODAY, Fill
from tests.intake.workbooks import ELECTROLYTE as ROW


def test_one_file_of_decisions_belongs_to_a_workbook(
    fill: Fill, workspace: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch
) -> None:
    """It is written once and read again by itself; what a pipe answers stands in it, and 是 and 否 are answers."""
    path = fill(["碳酸锂项目", "大道实业有限公司", "碳酸锂", *ROW[3:]])
    words = ["import", str(path), "--data", str(tmp_path / "own"), "--workspace", str(workspace.folder)]
    file = path.with_name("项目-决定.csv")

    def told(lines: str) -> tuple[int, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(lines))
        return main(words), capsys.readouterr().out

    code, out = told("")
    assert (3, 1) == (code, out.count(str(file)))
    assert told("")[0] == 3
    code, out = told("是\n")
    assert code == 3
    assert [file] == list(tmp_path.glob("*.csv"))
    rows = list(csv.reader(file.read_text(encoding="utf-8-sig").splitlines()))
    assert ["相同", ""] == [row[-1] for row in rows[1:]]
    code, out = told("n\n否\n")
    assert (0, False) == (code, (tmp_path / "own" / "current.json").exists())
    assert "没有写入" in out
    with open(file, "w", encoding="utf-8-sig", newline="") as opened:
        csv.writer(opened).writerows([rows[0], [*rows[1][:-1], "y"], [*rows[2][:-1], "否"]])
    assert "还没有写入" in told("")[1]
    code, out = told("是\n")
    assert (0, True) == (code, (tmp_path / "own" / "current.json").exists())
    assert "新项目 1 条" in out


def test_yes_and_no_mean_the_first_and_the_last_choice(fill: Fill, known: Known, tmp_path: Path) -> None:
    """Of a project yes is its progress, of an enterprise the same one; no is another, in both languages."""
    path = fill(["碳酸锂项目", "大道实业有限公司", "碳酸锂", *ROW[3:]])
    asked = library.open_questions(
        read_entries(path, known.vocabulary, TODAY), known, library.open_register(tmp_path), {}
    )
    found = {q.kind: meanings(q) for q in asked}
    assert {"update"} == {found["project"][word] for word in ("是", "y", "yes", "更新阶段")}
    assert {"same"} == {found["enterprise"][word] for word in ("是", "y", "相同", "same")}
    assert {"different"} == {found[kind][word] for kind in found for word in ("否", "n", "不同")}


def test_the_command_says_what_it_made_and_what_to_do_next(
    workspace: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The file, the page 录入与复核, and the command."""
    path = tmp_path / "新 项目.xlsx"
    assert 0 == main(["template", str(path), "--workspace", str(workspace.folder)])
    out = capsys.readouterr().out
    assert out.startswith(f"已写成 {path}\n")
    assert out.index("录入与复核") < out.index(f'cfgraph import "{path}"')


def test_products_are_offered_along_the_chain(empty: Path) -> None:
    """The lithium chain from the ore to the station, then the others, each under its chain; none is there twice."""
    rows = [(row[0], row[4]) for row in openpyxl.load_workbook(empty)["选项"].iter_rows(min_row=3, values_only=True)]
    names, chains = zip(*(row for row in rows if row[0]), strict=True)
    wanted = [
        "锂云母矿石",
        "电池级碳酸锂",
        "磷酸铁锂正极材料",
        "锂离子电池电解液",
        "锂离子电芯",
        "电池PACK",
        "公共储能电站",
    ]
    assert wanted == sorted(wanted, key=names.index)
    assert "锂电池产业链" == chains[0]
    assert len(set(names)) == len(names)
    assert len(set(chains)) == sum(a != b for a, b in zip(chains, ("", *chains), strict=False))


def test_the_guide_names_the_page_first(empty: Path) -> None:
    """Whoever has no terminal reads of the page before the command; the order of the products is explained."""
    cells = [row[1] for row in openpyxl.load_workbook(empty)["说明"].iter_rows(values_only=True) if row[1]]
    how = next(words for words in cells if "cfgraph import" in words)
    assert 0 < how.index("录入与复核") < how.index("cfgraph import")
    assert any("从锂矿到储能电站" in words for words in cells)
