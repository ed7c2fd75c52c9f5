"""The stored text: where a quote stands, what governs it, and which part may be quoted at all."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cfgraph.errors import BadInputError, Problem
from cfgraph.sources.text import CONTEXT, SourceText, Span, decode, load

NAME = "city/source.txt"


def source(body: str, lead: str = "", annex: str = "", headings: tuple[tuple[str, str], ...] = ()) -> SourceText:
    """A text of which only ``body`` may be quoted."""
    return SourceText(lead + body + annex, "", Span(len(lead), len(lead) + len(body)), headings, NAME)


def problem_of(refused: pytest.ExceptionInfo[BadInputError]) -> Problem:
    """The only problem of an error."""
    (problem,) = refused.value.problems
    return problem


# --- find


def test_a_quote_that_stands_once_is_found_at_its_place() -> None:
    """A unique quote is found from its first to behind its last code point."""
    assert Span(2, 5) == source("推进甲项目。").find("甲项目")


def test_positions_count_code_points_of_the_whole_text() -> None:
    """A lead shifts positions by its length, and a character beyond the basic plane counts as one."""
    assert Span(5, 8) == source("𠮷推甲项目。", lead="𠮷前言").find("甲项目")


def test_an_absent_quote_is_told_with_its_words_and_the_text_it_is_not_in() -> None:
    """A quote that does not occur raises a problem that names the quote, the text and the column."""
    with pytest.raises(BadInputError) as refused:
        source("推进甲项目。").find("乙项目")
    assert Problem("quote-absent", {"quote": "乙项目", "source": NAME}, column="quote") == problem_of(refused)


def test_a_repeated_quote_is_told_with_how_often_it_occurs() -> None:
    """A quote that occurs three times raises a problem with that count."""
    with pytest.raises(BadInputError) as refused:
        source("甲项目。甲项目。甲项目。").find("甲项目")
    expected = Problem("quote-repeated", {"quote": "甲项目", "count": 3, "source": NAME}, column="quote")
    assert expected == problem_of(refused)


def test_occurrences_that_overlap_make_a_quote_repeated() -> None:
    """A quote that occurs at two overlapping places is not unique."""
    with pytest.raises(BadInputError) as refused:
        source("电池电池电池。").find("电池电池")
    expected = ("quote-repeated", 2)
    assert expected == (problem_of(refused).key, problem_of(refused).params["count"])


def test_a_longer_passage_makes_a_repeated_quote_unique() -> None:
    """Of a repeated quote the one inside ``within`` is meant."""
    text = source("东园建甲项目。西园建甲项目。")
    assert Span(10, 13) == text.find("甲项目", "西园建甲项目")


@pytest.mark.parametrize(
    ("within", "key", "column"),
    [
        ("北园建甲项目", "quote-absent", "within"),
        ("园建甲项目", "quote-repeated", "within"),
        ("东园建", "quote-absent", "quote"),
        ("东园建甲项目。西园建甲项目", "quote-repeated", "quote"),
    ],
    ids=["passage absent", "passage repeated", "quote outside passage", "quote repeated inside passage"],
)
def test_a_passage_that_does_not_help_is_told_in_its_column(within: str, key: str, column: str) -> None:
    """The problem stands in the column whose words are absent or not unique."""
    with pytest.raises(BadInputError) as refused:
        source("东园建甲项目。西园建甲项目。").find("甲项目", within)
    assert (key, column) == (problem_of(refused).key, problem_of(refused).column)


def test_an_empty_quote_is_absent() -> None:
    """The empty quote stands nowhere."""
    with pytest.raises(BadInputError) as refused:
        source("推进甲项目。").find("")
    expected = "quote-absent"
    assert expected == problem_of(refused).key


def test_signs_of_a_pattern_are_taken_literally() -> None:
    """Parentheses, dots and stars in a quote are signs like others."""
    assert Span(1, 8) == source("x(1.5*2)y152").find("(1.5*2)")


@pytest.mark.parametrize("quote", ["导语里的项目", "名单里的项目", "项目\n正文", "项目。附件"])
def test_lead_and_annex_are_never_quoted(quote: str) -> None:
    """Words of an editorial lead or of an annex, or words that reach into them, count as absent."""
    text = source("\n正文里的项目。", lead="导语里的项目", annex="附件:名单里的项目")
    assert quote in text.text
    with pytest.raises(BadInputError) as refused:
        text.find(quote)
    expected = "quote-absent"
    assert expected == problem_of(refused).key


def test_words_repeated_in_lead_and_annex_stay_unique() -> None:
    """Only occurrences in the quotable part count."""
    assert Span(3, 6) == source("甲项目。", lead="甲项目", annex="甲项目").find("甲项目")


def test_a_passage_outside_the_quotable_part_is_absent() -> None:
    """A ``within`` that stands in the lead alone does not open the lead."""
    with pytest.raises(BadInputError) as refused:
        source("正文。", lead="编者按:甲项目。").find("甲项目", "编者按:甲项目")
    expected = ("quote-absent", "within")
    assert expected == (problem_of(refused).key, problem_of(refused).column)


@given(
    lead=st.text("甲乙。\n", max_size=6),
    body=st.text("甲乙丙。\n", min_size=1, max_size=20),
    annex=st.text("甲乙。\n", max_size=6),
    bounds=st.tuples(st.integers(0, 19), st.integers(1, 20)),
)
def test_every_unique_slice_of_the_quotable_part_is_found_where_it_was_cut(
    lead: str, body: str, annex: str, bounds: tuple[int, int]
) -> None:
    """A slice that occurs at one place only is found at that place, whatever stands around the quotable part."""
    start, end = bounds
    quote = body[start:end]
    assume(quote)
    places = [at for at in range(len(body)) if body.startswith(quote, at)]
    assume(len(places) == 1)
    expected = Span(len(lead) + start, len(lead) + start + len(quote))
    assert expected == source(body, lead, annex).find(quote)


# --- sections


HEADINGS = (("一、东园", "town/east"), ("二、西园", "town/west"))


def test_a_section_reaches_from_its_heading_to_the_next() -> None:
    """A section's body ends where the next heading begins, the last one where the quotable part ends."""
    text = source("一、东园\n甲项目。\n二、西园\n乙项目。\n", annex="附件", headings=HEADINGS)
    bodies = [text.words(section.body) for section in text.sections]
    expected = ["一、东园\n甲项目。\n", "二、西园\n乙项目。\n"]
    assert expected == bodies


def test_a_quote_belongs_to_the_section_it_stands_in() -> None:
    """The place of a quote is that of its section."""
    text = source("一、东园\n甲项目。\n二、西园\n乙项目。\n", headings=HEADINGS)
    section = text.section_at(text.find("乙项目"))
    assert section is not None
    expected = "town/west"
    assert expected == section.place


@pytest.mark.parametrize("quote", ["总体目标", "甲项目。\n二、西园"], ids=["before the first", "across two"])
def test_words_outside_any_one_section_have_none(quote: str) -> None:
    """Words before the first heading, or across two sections, stand in no section."""
    text = source("总体目标\n一、东园\n甲项目。\n二、西园\n乙项目。\n", headings=HEADINGS)
    assert text.section_at(text.find(quote)) is None


@pytest.mark.parametrize(
    ("body", "key"),
    [("一、东园\n甲项目。\n", "quote-absent"), ("一、东园\n二、西园\n二、西园\n", "quote-repeated")],
    ids=["absent", "twice"],
)
def test_a_heading_must_stand_exactly_once(body: str, key: str) -> None:
    """A heading that is absent or stands twice makes the sections unusable."""
    with pytest.raises(BadInputError) as refused:
        _ = source(body, headings=HEADINGS).sections
    assert (key, "二、西园") == (problem_of(refused).key, problem_of(refused).params["quote"])


# --- sentence


@pytest.mark.parametrize(
    ("quote", "sentence"),
    [
        ("乙项目", "推进乙项目。"),
        ("乙项目。", "推进乙项目。"),
        ("甲项目。推进", "推进甲项目。推进乙项目。"),
        ("一、目标", "一、目标\n"),
        ("丙项目", "推进丙项目"),
    ],
    ids=["inside", "with its full stop", "across two", "heading", "last without a full stop"],
)
def test_the_sentence_around_a_quote(quote: str, sentence: str) -> None:
    """A sentence runs from behind the last full stop or line break to the next one, which is included."""
    text = source("一、目标\n推进甲项目。推进乙项目。推进丙项目")
    assert sentence == text.words(text.sentence(text.find(quote)))


def test_a_sentence_never_leaves_the_quotable_part() -> None:
    """Where no full stop bounds the quotable part, the sentence still ends with it."""
    text = source("推进甲项目", lead="导语", annex="附件。")
    assert text.body == text.sentence(text.find("甲项目"))


# --- wording


def governed(body: str, wording: str, quote: str, **around: str) -> str:
    """The words from the stage words to the quote."""
    text = source(body, **around)
    return text.words(text.wording(wording, text.find(quote)))


@pytest.mark.parametrize(
    ("quote", "words"),
    [
        ("甲项目", "积极推进甲项目"),
        ("乙项目", "积极推进甲项目、乙项目"),
        ("丙项目", "积极推进甲项目、乙项目、丙项目"),
    ],
)
def test_one_verb_governs_a_whole_list(quote: str, words: str) -> None:
    """Each member of a list is reached from the one verb in front of it."""
    assert words == governed("积极推进甲项目、乙项目、丙项目。", "积极推进", quote)


@pytest.mark.parametrize(
    ("quote", "words"),
    [("甲项目", "推进甲项目"), ("乙项目", "推进乙项目"), ("丙项目", "推进乙项目、丙项目")],
)
def test_of_several_verbs_the_nearest_governs(quote: str, words: str) -> None:
    """Where a sentence repeats the verb, the place that reaches the quote most closely counts."""
    assert words == governed("推进甲项目,推进乙项目、丙项目。", "推进", quote)


def test_stage_words_may_follow_the_quote() -> None:
    """A verb behind the quote governs it as well."""
    expected = "甲项目已经投产"
    assert expected == governed("其中甲项目已经投产,乙项目在谈。", "投产", "甲项目")


def test_stage_words_inside_the_quote_add_nothing() -> None:
    """When the quote holds its stage words itself, the span is the quote."""
    expected = "甲项目投产"
    assert expected == governed("要求甲项目投产。", "投产", "甲项目投产")


@pytest.mark.parametrize("quote", ["甲项目", "乙项目"])
def test_a_frame_verb_spans_from_its_first_to_its_last_words(quote: str) -> None:
    """推动…开工建设 governs every project between its two halves, and the span holds both halves."""
    body = "年内推动甲项目、乙项目开工建设,洽谈丙项目。"
    expected = "推动甲项目、乙项目开工建设"
    assert expected == governed(body, "推动…开工建设", quote)


def test_of_several_frames_the_nearest_governs() -> None:
    """A frame that opens earlier in the sentence gives way to the one closest around the quote."""
    body = "推动甲项目开工建设,推动乙项目开工建设。"
    expected = "推动乙项目开工建设"
    assert expected == governed(body, "推动…开工建设", "乙项目")


def test_a_frame_ends_at_the_first_closing_words_behind_the_quote() -> None:
    """Closing words that occur again later in the sentence do not stretch the frame."""
    body = "推动甲项目开工建设,力争乙项目开工建设。"
    expected = "推动甲项目开工建设"
    assert expected == governed(body, "推动…开工建设", "甲项目")


def test_the_closing_words_of_a_frame_may_end_the_quote() -> None:
    """A quote that holds the frame's closing words at its end is framed by them."""
    expected = "推动甲项目开工建设"
    assert expected == governed("推动甲项目开工建设。", "推动…开工建设", "甲项目开工建设")


@pytest.mark.parametrize(
    ("body", "wording", "quote", "sentence"),
    [
        ("推进甲项目。洽谈乙项目。", "推进", "乙项目", "洽谈乙项目。"),
        ("推进甲项目。洽谈乙项目。", "洽谈", "甲项目", "推进甲项目。"),
        ("洽谈乙项目,推动甲项目开工。", "推动…开工", "乙项目", "洽谈乙项目,推动甲项目开工。"),
        ("推动甲项目开工,洽谈乙项目。", "推动…开工", "乙项目", "推动甲项目开工,洽谈乙项目。"),
        ("推动甲项目。开工典礼。", "推动…开工", "甲项目", "推动甲项目。"),
        ("推进甲项目。", "签约", "甲项目", "推进甲项目。"),
    ],
    ids=["sentence before", "sentence after", "frame opens late", "frame closes early", "frame cut off", "nowhere"],
)
def test_stage_words_that_do_not_govern_the_quote_are_refused(
    body: str, wording: str, quote: str, sentence: str
) -> None:
    """Stage words outside the quote's sentence, or a frame that does not enclose it, raise with that sentence."""
    with pytest.raises(BadInputError) as refused:
        governed(body, wording, quote)
    expected = Problem("wording-absent", {"wording": wording, "sentence": sentence}, column="wording")
    assert expected == problem_of(refused)


@pytest.mark.parametrize("wording", ["推动", "开工", "推动…项目", "甲…开工"])
def test_stage_words_are_never_taken_from_lead_or_annex(wording: str) -> None:
    """A verb just outside the quotable part does not govern a quote inside it."""
    with pytest.raises(BadInputError) as refused:
        governed("甲项目", wording, "甲", lead="推动", annex="开工。")
    expected = "wording-absent"
    assert expected == problem_of(refused).key


# --- context


def test_prefix_and_suffix_stand_right_around_the_quote() -> None:
    """A quote in the middle of a long text carries the code points just before and just behind it."""
    before, behind = "前" * CONTEXT, "后" * CONTEXT
    text = source(f"远{before}甲{behind}远")
    assert (before, behind) == text.context(text.find("甲"))


def test_context_never_leaves_the_quotable_part() -> None:
    """Prefix and suffix end where the quotable part does, however much text lies beyond."""
    text = source("推进甲项目。", lead="导语" * CONTEXT, annex="附件" * CONTEXT)
    expected = ("推进", "。")
    assert expected == text.context(text.find("甲项目"))


def test_the_whole_quotable_part_has_no_context() -> None:
    """A quote that is the whole quotable part has an empty prefix and suffix."""
    text = source("推进甲项目。", lead="导语", annex="附件")
    expected = ("", "")
    assert expected == text.context(text.find("推进甲项目。"))


# --- decode


def test_a_byte_order_mark_is_dropped() -> None:
    """UTF-8 with and without a byte-order mark reads alike."""
    assert ["隔膜", "隔膜"] == [decode("隔膜".encode(encoding), NAME) for encoding in ("utf-8", "utf-8-sig")]


def test_gbk_is_named_with_its_first_line() -> None:
    """Bytes that are GBK raise a problem that says so and points at the first line that is not UTF-8."""
    with pytest.raises(BadInputError) as refused:
        decode("key,zh\nfoil,铜箔\n".encode("gbk"), NAME)
    assert Problem("encoding", {"guess": "GBK"}, NAME, 2) == problem_of(refused)


def test_an_encoding_that_cannot_be_guessed_is_told_as_unknown() -> None:
    """Bytes that are neither UTF-8 nor GBK raise a problem without a guess."""
    with pytest.raises(BadInputError) as refused:
        decode(b"\xff\xff\xff", NAME)
    assert Problem("encoding", {"guess": "?"}, NAME, 1) == problem_of(refused)


# --- load


TEXT = "导语。\n正文如下:\n推进甲项目。\n附件:名单\n"


def stored(tmp_path: Path, data: bytes = TEXT.encode(), sha256: str = "", **marks: str) -> SourceText:
    """The text of a file that holds ``data``, loaded with its own hash unless another is given."""
    path = tmp_path / "source.txt"
    path.write_bytes(data)
    settings = {"after": "正文如下:", "before": "附件:", **marks}
    return load(path, sha256 or hashlib.sha256(data).hexdigest(), headings=[], name=NAME, **settings)


def test_the_quotable_part_lies_between_its_marks(tmp_path: Path) -> None:
    """Neither mark belongs to the quotable part."""
    text = stored(tmp_path)
    expected = "\n推进甲项目。\n"
    assert expected == text.words(text.body)


def test_the_last_closing_mark_counts(tmp_path: Path) -> None:
    """A closing mark that the text itself mentions earlier does not cut it short."""
    text = stored(tmp_path, "正文如下:见附件:一。\n附件:名单".encode())
    expected = "见附件:一。\n"
    assert expected == text.words(text.body)


def test_the_hash_is_that_of_the_bytes_and_positions_are_without_the_mark(tmp_path: Path) -> None:
    """A byte-order mark counts for the hash, and not for the positions."""
    data = b"\xef\xbb\xbf" + TEXT.encode()
    text = stored(tmp_path, data)
    assert (hashlib.sha256(data).hexdigest(), TEXT.index("甲")) == (text.sha256, text.find("甲").start)


def test_a_changed_text_is_told_with_both_hashes(tmp_path: Path) -> None:
    """One changed character raises a problem with the hash that was quoted from and the one found."""
    before, now = hashlib.sha256(TEXT.encode()).hexdigest(), TEXT.replace("甲", "乙").encode()
    with pytest.raises(BadInputError) as refused:
        stored(tmp_path, now, before)
    params = {"expected": before, "found": hashlib.sha256(now).hexdigest()}
    assert Problem("text-changed", params, NAME) == problem_of(refused)


@pytest.mark.parametrize(
    "marks",
    [{"after": "全文如下:"}, {"before": "附录:"}, {"after": "附件:", "before": "正文如下:"}],
    ids=["no opening", "no closing", "wrong order"],
)
def test_missing_marks_are_told(tmp_path: Path, marks: dict[str, str]) -> None:
    """A mark that is absent, or stands on the wrong side, raises a problem that shows both marks."""
    with pytest.raises(BadInputError) as refused:
        stored(tmp_path, **marks)
    params = {"after": "正文如下:", "before": "附件:", **marks}
    assert Problem("text-bounds", params, NAME) == problem_of(refused)


def test_a_missing_text_is_told_by_name(tmp_path: Path) -> None:
    """A plan without its text raises a problem that names the file."""
    with pytest.raises(BadInputError) as refused:
        load(tmp_path / "source.txt", "", "正文如下:", "附件:", [], NAME)
    assert Problem("file-missing", file=NAME) == problem_of(refused)


def test_a_text_in_gbk_is_told_before_its_marks_are_looked_for(tmp_path: Path) -> None:
    """A text whose hash is right and whose encoding is not raises the encoding problem."""
    with pytest.raises(BadInputError) as refused:
        stored(tmp_path, TEXT.encode("gbk"))
    expected = ("encoding", NAME)
    assert expected == (problem_of(refused).key, problem_of(refused).file)
