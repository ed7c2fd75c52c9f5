"""A corrected text: quotes of the earlier one are found by what stands around them, or reported."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cfgraph.errors import BadInputError
from cfgraph.sources.text import SourceText, Span

OLD = "依托区内锂矿资源,积极推进甲公司年产1万吨碳酸锂项目。紧密对接丙公司隔膜项目。推动丁公司铜箔项目开工建设。"


def corrected(new: str, old: str = OLD) -> SourceText:
    """A text that corrects ``old``."""
    earlier = SourceText(old, "", Span(0, len(old)))
    return replace(SourceText(new, "", Span(0, len(new))), earlier=earlier)


def found(new: str, quote: str, old: str = OLD) -> str:
    """The words that a quote of the old text is found as in the new one."""
    text = corrected(new, old)
    return text.words(text.find(quote))


def test_a_quote_that_only_moved_is_found_where_it_stands_now() -> None:
    """A sentence put in front shifts every position and loses no quote."""
    text = corrected("总则先行。" + OLD)
    assert Span(5 + OLD.index("丙公司"), 5 + OLD.index("丙公司") + 3) == text.find("丙公司")


def test_a_quote_whose_words_were_corrected_is_found_by_its_surroundings() -> None:
    """锻后焦 became 煅后焦: what stands between the old surroundings now is the quote."""
    old = "紧密对接山东丰源年产60万吨锻后焦及锂电池负极材料项目,推进新能源电池产业。"
    assert "煅后焦" == found(old.replace("锻后焦", "煅后焦"), "锻后焦", old)


def test_a_quote_that_became_ambiguous_is_found_by_its_surroundings() -> None:
    """The same words turn up in a new sentence; the quote stays with its own neighbours."""
    new = OLD + "另有丙公司隔膜项目的说明。"
    text = corrected(new)
    assert OLD.index("丙公司隔膜项目") == text.find("丙公司隔膜项目").start


def test_a_quote_that_was_deleted_is_reported() -> None:
    """A project that the corrected text drops is an error, not a silent loss."""
    with pytest.raises(BadInputError) as refused:
        found(OLD.replace("紧密对接丙公司隔膜项目。", ""), "丙公司隔膜项目")
    assert ["quote-absent"] == [problem.key for problem in refused.value.problems]


def test_a_quote_whose_surroundings_changed_as_well_is_reported() -> None:
    """With neither its words nor its neighbours left, nothing is guessed."""
    with pytest.raises(BadInputError):
        found("全文重写,内容不同。" * 5, "丙公司隔膜项目")


def test_without_an_earlier_text_nothing_is_relocated() -> None:
    """A quote that a plain text does not have is absent."""
    with pytest.raises(BadInputError):
        SourceText(OLD, "", Span(0, len(OLD))).find("戊公司")
