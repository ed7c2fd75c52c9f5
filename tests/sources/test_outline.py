"""Sections and paragraphs of a text, as people cite them."""

from __future__ import annotations

import pytest

from cfgraph.sources.outline import Outline, Position

TEXT = """摘要。
全文如下:
为了发展,制定本方案。
一、工作目标
到2027年建成基地。

二、重点任务
(一)东园。着力发展锂电池。
一是打造基地。
二是加快项目建设。
(二)西园
推动铜箔项目开工。
三、保障措施
加强领导。"""


@pytest.mark.parametrize(
    ("words", "section", "paragraph"),
    [
        ("摘要", "", 1),
        ("为了发展", "", 1),
        ("2027年", "一、工作目标", 1),
        ("锂电池", "二、重点任务 (一)东园", 1),
        ("加快", "二、重点任务 (一)东园", 3),
        ("铜箔", "二、重点任务 (二)西园", 1),
        ("领导", "三、保障措施", 1),
    ],
)
def test_a_sentence_stands_in_a_section_and_a_paragraph(words: str, section: str, paragraph: int) -> None:
    """A paragraph that begins with its number is the first of its section; a heading of its own line is none."""
    assert Position(section, paragraph) == Outline(TEXT).at(TEXT.index(words))
