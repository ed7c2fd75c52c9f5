"""The questions that decide, in words."""

from __future__ import annotations

from cfgraph.analysis.gaps import Gaps
from cfgraph.analysis.questions import Decides, Question, questions
from cfgraph.publish.numbers import brief
from cfgraph.words import say

SHOWN = 5
"""So many questions stand below the table; JSON has all."""


def question_lines(gaps: Gaps, lang: str, count: int = SHOWN) -> list[str]:
    """The first questions, one a line."""
    return [_line(gaps, question, lang) for question in questions(gaps)[:count]]


def _line(gaps: Gaps, question: Question, lang: str) -> str:
    project = question.project.zh if lang == "zh" else question.project.en
    mark = say("text.list_mark", lang)
    if question.kind == "size-of-maker":
        links = mark.join(_name(each, lang) for each in question.decides)
    else:
        links = mark.join(_turns(gaps, each, lang) for each in question.decides)
    return say(f"question.{question.kind}", lang, project=project, links=links)


def _name(each: Decides, lang: str) -> str:
    return each.link.zh if lang == "zh" else each.link.en


def _turns(gaps: Gaps, each: Decides, lang: str) -> str:
    states = {"now": say(f"state.{each.now}", lang), "then": say(f"state.{each.then}", lang)}
    if each.beyond is None:
        return say("question.turns", lang, link=_name(each, lang), **states)
    unit = next(link.unit for link in gaps.model.links if link.iri == gaps.model.anchor)
    return say("question.beyond", lang, link=_name(each, lang), amount=brief(each.beyond, unit, lang), **states)
