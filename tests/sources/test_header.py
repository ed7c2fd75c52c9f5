"""The header of a saved query."""

from __future__ import annotations

from pathlib import Path

import pytest

from cfgraph.analysis.query import query_files
from cfgraph.errors import BadInputError, Problem
from cfgraph.sources.header import Header, parse_header, read_header

QUERY = """\
#+ summary: 没有人做的环节
#+ summary_en: Links that nobody makes
#+ description: |
#+   第一行
#+   第二行
#+ description_en: Two lines
#+ tags:
#+   - gaps
#+   - chain
#+ severity: warning
#+ defaults:
#+   - from: 3
#+   - chain: https://example.org/chain
#+ columns:
#+   - link: 环节 | link name
#+   - label: 名称
# a plain comment
SELECT ?link ?label { ?link a ?label }
"""


def problem_of(query: str) -> Problem:
    """The only problem that a query's header raises."""
    with pytest.raises(BadInputError) as refused:
        parse_header(query, "mine.rq")
    (problem,) = refused.value.problems
    return problem


def test_a_whole_header_is_read() -> None:
    """Every entry of a header is read: question, description, tags, severity, columns and defaults."""
    expected = Header(
        summary="没有人做的环节",
        summary_en="Links that nobody makes",
        description="第一行\n第二行",
        description_en="Two lines",
        tags=("gaps", "chain"),
        severity="warning",
        columns={"link": ("环节", "link name"), "label": ("名称", "label")},
        defaults={"from": 3, "chain": "https://example.org/chain"},
    )
    assert expected == parse_header(QUERY, "mine.rq")


def test_the_question_in_both_languages_is_enough() -> None:
    """All other entries may be left out; a check without a severity finds violations."""
    expected = Header("甲", "A", "", "", (), "violation", {}, {})
    assert expected == parse_header("#+ summary: 甲\n#+ summary_en: A\nSELECT * {}", "mine.rq")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * {}",
        "# summary: 甲\n# summary_en: A\nSELECT * {}",
        "#+ summary: 甲\nSELECT * {}",
        "#+ summary_en: A\nSELECT * {}",
        "#+ just words\nSELECT * {}",
        "#+ - summary\n#+ - summary_en\nSELECT * {}",
        "#+ summary:\n#+ summary_en: A\nSELECT * {}",
        "",
    ],
    ids=["none", "plain comments", "no English", "no Chinese", "words", "a list", "no words", "empty"],
)
def test_a_query_without_a_header_is_told(query: str) -> None:
    """A query that does not state its question in both languages has no header."""
    assert Problem("header-missing", {}, "mine.rq", 1) == problem_of(query)


def test_the_message_says_how_a_header_begins() -> None:
    """The reader is shown the two lines that are wanted, in either language."""
    for lang in ("zh", "en"):
        told = problem_of("SELECT * {}").text(lang)
        assert "#+ summary:" in told
        assert "#+ summary_en:" in told


@pytest.mark.parametrize("broken", ["summary: [a", "summary: a: b", "\tsummary: a", "summary: 'a"])
def test_broken_yaml_is_told_on_one_line(broken: str) -> None:
    """A header that is no YAML raises a problem with the parser's reason, on one line."""
    problem = problem_of(f"#+ {broken}\n#+ summary_en: A\nSELECT * {{}}")
    expected = ("header-broken", "mine.rq")
    assert expected == (problem.key, problem.file)
    assert problem.params["reason"]
    assert "\n" not in problem.text("en")


@pytest.mark.parametrize(
    "entry",
    ["columns:\n#+   link: 环节", "columns: 环节", "columns: 5", "defaults:\n#+   from: 3", "defaults: 3", "tags: 5"],
)
def test_an_entry_of_the_wrong_shape_is_told(entry: str) -> None:
    """Columns and defaults that are no list of pairs, or tags that are no list, raise a problem of the header."""
    problem = problem_of(f"#+ summary: 甲\n#+ summary_en: A\n#+ {entry}\nSELECT * {{}}")
    expected = ("header-broken", "mine.rq")
    assert expected == (problem.key, problem.file)


@pytest.mark.parametrize("entry", ["columns", "defaults", "tags", "description"])
def test_an_entry_without_a_value_counts_as_left_out(entry: str) -> None:
    """A heading whose lines were all deleted reads like none."""
    header = parse_header(f"#+ summary: 甲\n#+ summary_en: A\n#+ {entry}:\nSELECT * {{}}", "mine.rq")
    assert Header("甲", "A") == header


def test_a_missing_query_file_is_told_by_name(tmp_path: Path) -> None:
    """A file that is not there is told with its path."""
    path = tmp_path / "mine.rq"
    with pytest.raises(BadInputError) as refused:
        read_header(path)
    assert (Problem("file-missing", file=str(path)),) == refused.value.problems


def test_a_query_file_in_gbk_is_told(tmp_path: Path) -> None:
    """A query file in another encoding is told with the one it looks like."""
    path = tmp_path / "mine.rq"
    path.write_bytes(QUERY.encode("gbk"))
    with pytest.raises(BadInputError) as refused:
        read_header(path)
    assert (Problem("encoding", {"guess": "GBK"}, "mine.rq", 1),) == refused.value.problems


def test_a_byte_order_mark_does_not_hide_the_header(tmp_path: Path) -> None:
    """A query file with a byte-order mark reads like one without."""
    path = tmp_path / "mine.rq"
    path.write_bytes(QUERY.encode("utf-8-sig"))
    assert (parse_header(QUERY, "mine.rq"), QUERY) == read_header(path)


@pytest.mark.parametrize("path", query_files(), ids=lambda path: path.stem)
def test_every_shipped_query_describes_its_parameters_and_columns(path: Path) -> None:
    """A shipped query states its question in both languages, and its header names only columns that it selects."""
    header, query = read_header(path)
    assert header.summary
    assert header.summary_en
    expected = []
    assert expected == [column for column in header.columns if f"?{column}" not in query]
