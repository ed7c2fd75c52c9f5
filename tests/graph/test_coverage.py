"""What of a plan's text is read: every sentence quoted or explained, every signal in a quote or told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cfgraph.analysis.coverage import coverage
from cfgraph.analysis.query import run
from cfgraph.graph.build import Built, build
from cfgraph.graph.check import check
from cfgraph.graph.close import infer
from cfgraph.graph.coverage import quantity_pattern
from cfgraph.store.embedded import EmbeddedStore

Edit = Callable[[str, str, str], None]


def store_of(built: Built) -> EmbeddedStore:
    """A plan in a store."""
    return EmbeddedStore.in_memory(built.quads + infer(built))


def unread(folder: Path) -> dict[str, list[str]]:
    """Sentence → passages left unread."""
    return {each["words"]: each["unread"] for each in coverage(store_of(build([folder]))) if not each["read"]}


def test_every_sentence_of_the_real_plan_is_quoted_or_explained(store: EmbeddedStore) -> None:
    """All sentences, none left out: together they are the whole quotable text but for line ends."""
    records = coverage(store)
    assert [] == [record["words"] for record in records if not record["read"]]
    (text,) = (row["text"].value for row in run(store, "plan/texts").rows)
    body = text[text.index("具体原文如下:") + len("具体原文如下:") :]
    assert body.replace("\n", "") == "".join(record["words"] for record in records)


def test_each_reason_of_the_real_plan_stands_for_words_that_no_fact_quotes(store: EmbeddedStore) -> None:
    """A passage explained away is not quoted by a project, figure or wish as well."""
    rows = run(store, "plan/uncovered").rows
    explained = {row["words"].value for row in rows if "reason" in row}
    quoted = {row["exact"].value for row in run(store, "plan/sentence-facts").rows}
    assert len(explained) > 20
    assert set() == explained & quoted


def test_a_sentence_without_fact_or_reason_is_unread(edit: Edit, tiny_folder: Path) -> None:
    """Without its row in uncovered.csv a heading is neither quoted nor explained."""
    edit("uncovered.csv", "加强领导,,没有写明由谁负责\n", "")
    assert {"加强领导。": []} == unread(tiny_folder)


@pytest.mark.parametrize(
    ("table", "row", "passage"),
    [
        ("solicitations.csv", "electrolyte,引进电解液企业", "积极引进电解液企业"),
        ("targets.csv", "west,西园工业产值", "西园5亿元"),
    ],
)
def test_a_row_left_out_leaves_its_words_unread(tiny_folder: Path, table: str, row: str, passage: str) -> None:
    """A wish or a figure that no row quotes is found by its words."""
    path = tiny_folder / table
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith(row)), encoding="utf-8")
    assert any(passage in passages for passages in unread(tiny_folder).values())


@pytest.mark.parametrize(
    ("project", "passage"),
    [
        ("yi-lfp", "加快乙公司磷酸铁锂项目建设"),
        ("bing-separator", "紧密对接丙公司隔膜项目"),
        ("cells", "2GWh锂电池项目"),
    ],
)
def test_a_project_left_out_is_unread(tiny_folder: Path, project: str, passage: str) -> None:
    """Without its rows the words of a project are told, though its company is still named and its list has others."""
    for table in ("projects.csv", "outputs.csv"):
        path = tiny_folder / table
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text("".join(line for line in lines if not line.startswith(project)), encoding="utf-8")
    assert any(passage in passages for passages in unread(tiny_folder).values())


def test_unread_words_are_warnings_of_check(edit: Edit, tiny_folder: Path) -> None:
    """check tells what is unread without failing: a plan is read step by step."""
    edit("uncovered.csv", "加强领导,,没有写明由谁负责\n", "")
    built = build([tiny_folder])
    found = [(f.severity, f.rule) for f in check(built, infer(built)) if f.severity != "info"]
    assert [("warning", "unread-sentence")] == found


@pytest.mark.parametrize("words", ["4万吨", "10GWH", "95%", "5家", "百亿级", "12.6万千瓦", "10万件", "1010亿元"])
def test_a_quantity_is_a_signal(words: str) -> None:
    """A number with a unit announces a fact."""
    assert words == quantity_pattern().findall(f"到{words}的")[0]


@pytest.mark.parametrize("words", ["2027年", "3052装置", "5G", "3D打印", "〔2023〕9号", "一区四园"])
def test_a_year_or_a_name_is_no_quantity(words: str) -> None:
    """Numbers without a unit announce nothing."""
    assert [] == quantity_pattern().findall(words)
