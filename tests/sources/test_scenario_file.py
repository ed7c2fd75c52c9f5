"""Scenarios as people write them: the file, the line, and every mistake in them at once."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfgraph.errors import UsageError
from cfgraph.sources.scenario_file import ScenarioText, read_file, read_line, read_sides

WHOLE = """
from = "negotiating"
chemistry = "lfp=0.6,ncm523=0.4"
place = "dongshan"
plan = "chifeng-2023"
chain = "lithium-battery"
coefficients = "high"
exclude = ["catl-50gwh", "大道实业"]

[[add]]
name = "某铜箔项目"
product = "copper-foil"
capacity = "5万吨"
stage = "signed"
place = "hongshan"

[[add]]
name = "某隔膜项目"
product = "separator"
stage = "proposed"
"""


def write(folder: Path, text: str) -> Path:
    """A scenario file."""
    path = folder / "scenario.toml"
    path.write_text(text, encoding="utf-8")
    return path


def told(text: ScenarioText) -> list[tuple[str, str]]:
    """Column and kind of each problem."""
    return [(problem.column, problem.key) for problem in text.problems]


def test_a_file_says_cut_chemistry_and_projects(tmp_path: Path) -> None:
    """Every key of a file is read; a project without capacity has an unknown one."""
    text = read_file(write(tmp_path, WHOLE))
    assert () == text.problems
    assert {
        "from": "negotiating",
        "chemistry": "lfp=0.6,ncm523=0.4",
        "place": "dongshan",
        "plan": "chifeng-2023",
        "chain": "lithium-battery",
        "coefficients": "high",
    } == text.values
    assert ("catl-50gwh", "大道实业") == text.exclude
    foil, separator = text.added
    assert ("某铜箔项目", "copper-foil", "signed", "hongshan") == (foil.name, foil.product, foil.stage, foil.place)
    assert foil.capacity is not None
    assert (Decimal(50000), "TONNE") == (foil.capacity.value, foil.capacity.unit)
    assert (None, "") == (separator.capacity, separator.place)


def test_an_empty_file_is_the_default(tmp_path: Path) -> None:
    """Nothing said, nothing wrong."""
    text = read_file(write(tmp_path, ""))
    assert ({}, (), (), ()) == (text.values, text.exclude, text.added, text.problems)


@pytest.mark.parametrize(
    ("line", "values", "exclude"),
    [
        ("", {}, ()),
        ("from=negotiating", {"from": "negotiating"}, ()),
        ("from=signed,chemistry=ncm523", {"from": "signed", "chemistry": "ncm523"}, ()),
        ("chemistry=lfp=0.6,ncm523=0.4,from=signed", {"chemistry": "lfp=0.6,ncm523=0.4", "from": "signed"}, ()),
        ("exclude=catl-50gwh+大道实业, place = dongshan", {"place": "dongshan"}, ("catl-50gwh", "大道实业")),
        ("from＝signed，exclude＝宁德时代＋大道实业", {"from": "signed"}, ("宁德时代", "大道实业")),
        ("coefficients=low,plan=chifeng-2023,", {"coefficients": "low", "plan": "chifeng-2023"}, ()),
    ],
)
def test_a_line_says_the_same_as_a_file(line: str, values: dict[str, str], exclude: tuple[str, ...]) -> None:
    """Keys and values joined by commas, a mix of chemistries among them; full-width signs are read too."""
    text = read_line(line, "--a")
    assert (values, exclude, ()) == (text.values, text.exclude, text.problems)


def test_every_mistake_of_a_line_is_told_with_its_option() -> None:
    """An unknown key, one stated twice, a word alone, an unknown stage and an empty name come together."""
    text = read_line("chemstry=lfp,from=soon,plan=x,plan=y,catl,exclude=a+,add=x,place=", "--b")
    assert {"--b"} == {problem.file for problem in text.problems}
    assert [
        ("chemstry", "scenario-key"),
        ("plan", "scenario-repeated"),
        ("", "scenario-form"),
        ("add", "scenario-key"),
        ("exclude", "cell-empty"),
        ("from", "choice"),
        ("place", "cell-empty"),
    ] == told(text)


def test_every_mistake_of_a_file_is_told_with_its_key(tmp_path: Path) -> None:
    """Wrong keys, forms, stages and figures of all parts come together; added projects are counted from 1."""
    text = read_file(
        write(
            tmp_path,
            """
form = "x"
from = "building"
coefficients = 3
exclude = [1]
[[add]]
name = "x"
product = "cell"
capacity = "五万吨"
stage = "soon"
[[add]]
product = "cell"
capacity = 5
stage = ""
colour = "red"
[[add]]
name = "x"
product = "cell"
capacity = "0GWh"
stage = "signed"
""",
        )
    )
    assert [
        ("form", "scenario-key"),
        ("from", "choice"),
        ("coefficients", "toml-form"),
        ("exclude", "toml-form"),
        ("add 1: stage", "choice"),
        ("add 1: capacity", "number-unreadable"),
        ("add 2: colour", "scenario-key"),
        ("add 2: name", "toml-missing"),
        ("add 2: stage", "cell-empty"),
        ("add 2: capacity", "toml-form"),
        ("add 3: name", "scenario-same-name"),
        ("add 3: capacity", "scenario-zero"),
    ] == told(text)


@pytest.mark.parametrize("words", ['add = "x"', "add = [1]", "[add]\nname = 'x'"])
def test_added_projects_are_a_list_of_tables(tmp_path: Path, words: str) -> None:
    """Anything else is told with the form that is right."""
    (problem,) = read_file(write(tmp_path, words)).problems
    assert ("toml-form", "[[add]]") == (problem.key, problem.params["expected"])


def test_a_broken_file_is_told_by_line(tmp_path: Path) -> None:
    """The line where TOML stops."""
    (problem,) = read_file(write(tmp_path, 'from = "signed"\nchemistry =\n')).problems
    assert ("toml-broken", 2) == (problem.key, problem.row)


def test_nesting_without_end_is_a_broken_file(tmp_path: Path) -> None:
    """Brackets by the thousand are no TOML for us, and no crash."""
    (problem,) = read_file(write(tmp_path, "exclude = " + "[" * 100_000)).problems
    assert "toml-broken" == problem.key


def test_a_missing_file_and_another_encoding_are_told(tmp_path: Path) -> None:
    """A missing file, a folder, and a file saved as GBK."""
    other = tmp_path / "gbk.toml"
    other.write_bytes('exclude = ["宁德时代"]\n'.encode("gbk"))
    assert ["file-missing"] == [p.key for p in read_file(tmp_path / "no.toml").problems]
    assert ["file-missing"] == [p.key for p in read_file(tmp_path).problems]
    (problem,) = read_file(other).problems
    assert ("toml-encoding", "GBK", 1) == (problem.key, problem.params["guess"], problem.row)


def test_a_mark_before_the_text_does_no_harm(tmp_path: Path) -> None:
    """Windows editors write a byte-order mark."""
    path = tmp_path / "bom.toml"
    path.write_bytes('from = "signed"\n'.encode("utf-8-sig"))
    assert {"from": "signed"} == read_file(path).values


def test_sides_come_from_files_lines_or_the_default(tmp_path: Path) -> None:
    """Two in their order; one alone is B, set against the default; a file fills the side that no line takes."""
    path = write(tmp_path, 'from = "signed"')
    file, line, default = {"from": "signed"}, {"from": "proposed"}, {}

    def sides(files: list[Path], a: str | None = None, b: str | None = None) -> list[dict[str, str]]:
        return [dict(text.values) for text in read_sides(files, a, b)]

    assert [file, file] == sides([path, path])
    assert [default, file] == sides([path])
    assert [line, default] == sides([], a="from=proposed")
    assert [default, line] == sides([], b="from=proposed")
    assert [line, file] == sides([path], a="from=proposed")
    assert [file, line] == sides([path], b="from=proposed")
    assert [line, default] == sides([], a="from=proposed", b="")


def test_no_side_and_three_sides_are_refused(tmp_path: Path) -> None:
    """A comparison takes one or two scenarios."""
    path = write(tmp_path, "")
    for files, a in (([], None), ([path, path], ""), ([path] * 3, None)):
        with pytest.raises(UsageError) as refused:
            read_sides(files, a, None)
        assert ["compare-sides"] == [problem.key for problem in refused.value.problems]


@given(st.text())
def test_any_line_is_read_or_its_mistakes_are_told(words: str) -> None:
    """No line raises, and each problem has a sentence in both languages."""
    for problem in read_line(words, "--a").problems:
        assert problem.text("zh")
        assert problem.text("en")


@given(
    st.dictionaries(
        st.sampled_from(["name", "product", "stage", "capacity", "place", "x"]),
        st.one_of(st.text(max_size=8), st.integers(), st.booleans(), st.lists(st.integers(), max_size=2)),
    )
)
def test_any_added_project_is_read_or_its_mistakes_are_told(tmp_path_factory, entry: dict) -> None:
    """Whatever stands under [[add]], the rest of the file is read."""
    import json

    lines = ['from = "signed"', "[[add]]", *(f"{key} = {json.dumps(value)}" for key, value in entry.items())]
    text = read_file(write(tmp_path_factory.mktemp("scenario"), "\n".join(lines)))
    assert {"from": "signed"} == text.values or ["toml-broken"] == [problem.key for problem in text.problems]
    assert all(problem.text("zh") for problem in text.problems)
