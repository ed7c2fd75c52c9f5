"""A plan whose text was corrected: facts keep their place in the new text, and what changed is told."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from cfgraph.errors import BadInputError
from cfgraph.graph.build import Built, build
from cfgraph.graph.check import Finding, check
from cfgraph.graph.close import infer
from cfgraph.namespaces import expand

Correct = Callable[[str, str], None]


@pytest.fixture
def correct(tiny_folder: Path) -> Correct:
    """Replace words of the copied plan's text, keeping the old text beside it as the earlier one."""

    def change(old: str, new: str) -> None:
        earlier = (tiny_folder / "source.txt").read_bytes()
        assert old in earlier.decode()
        (tiny_folder / "earlier.txt").write_bytes(earlier)
        corrected = earlier.decode().replace(old, new).encode()
        (tiny_folder / "source.txt").write_bytes(corrected)
        settings = (tiny_folder / "plan.toml").read_text(encoding="utf-8")
        before, after = (hashlib.sha256(data).hexdigest() for data in (earlier, corrected))
        table = f'[text.earlier]\nfile = "earlier.txt"\nsha256 = "{before}"\n'
        table += 'after = "正文如下:"\nbefore = "附件:领导小组名单"\n'
        (tiny_folder / "plan.toml").write_text(settings.replace(before, after) + table, encoding="utf-8")

    return change


def findings(built: Built) -> list[Finding]:
    """What the checks find; the knowledge's own notes, which no plan changes, aside."""
    return [finding for finding in check(built, infer(built)) if finding.severity != "info"]


def quotes(built: Built) -> set[str]:
    """The words of all quotes."""
    exact = expand("oa:exact")
    return {t.object.value for t in built.graph("evidence", "tiny-2025") if t.predicate.value == exact}


def test_a_correction_elsewhere_changes_no_fact(correct: Correct, tiny_folder: Path, tiny: Built) -> None:
    """A sentence added before them moves all quotes; the plan graph stays as it was and nothing is found wrong."""
    correct("一、总体目标\n", "一、总体目标\n两园联动。\n")
    path = tiny_folder / "uncovered.csv"
    path.write_text(path.read_text(encoding="utf-8") + "两园联动,,泛指\n", encoding="utf-8")
    built = build([tiny_folder])
    assert set(tiny.graph("plan", "tiny-2025")) == set(built.graph("plan", "tiny-2025"))
    assert [] == findings(built)


def test_a_corrected_word_is_quoted_as_it_stands_now_and_told(correct: Correct, tiny_folder: Path) -> None:
    """丁公司铜箔项目 became 丁公司锂电铜箔项目: the fact rests on the new words, a warning names the table's row."""
    correct("丁公司铜箔项目", "丁公司锂电铜箔项目")
    built = build([tiny_folder])
    assert "丁公司锂电铜箔项目" in quotes(built)
    told = [(f.severity, f.rule, f.file, f.column) for f in findings(built) if f.rule == "moved-quote"]
    assert ("warning", "moved-quote", "tiny-2025/projects.csv", "quote") in told


def test_a_corrected_figure_is_never_taken_over_silently(correct: Correct, tiny_folder: Path) -> None:
    """The text now says 2万吨 and the table 1万吨: the row is named, with the words that stand there."""
    correct("年产1万吨碳酸锂项目", "年产2万吨碳酸锂项目")
    with pytest.raises(BadInputError) as refused:
        build([tiny_folder])
    assert ("tiny-2025/outputs.csv", "capacity", "figure-not-in-quote") in {
        (problem.file, problem.column, problem.key) for problem in refused.value.problems
    }


def test_a_deleted_project_is_reported_with_its_row(correct: Correct, tiny_folder: Path) -> None:
    """The corrected text drops a project: its rows are errors."""
    correct("紧密对接丙公司隔膜项目。", "")
    with pytest.raises(BadInputError) as refused:
        build([tiny_folder])
    files = {problem.file for problem in refused.value.problems if problem.key == "quote-absent"}
    assert {"tiny-2025/projects.csv", "tiny-2025/outputs.csv"} <= files


def test_an_earlier_text_without_its_hash_is_refused(correct: Correct, tiny_folder: Path) -> None:
    """``[text.earlier]`` needs the four settings that ``[text]`` needs."""
    correct("加强领导", "加强领导")
    path = tiny_folder / "plan.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('file = "earlier.txt"\n', ""), encoding="utf-8")
    with pytest.raises(BadInputError) as refused:
        build([tiny_folder])
    assert [("toml-missing", "text.earlier.file")] == [(p.key, p.params["key"]) for p in refused.value.problems]
