"""The questions that decide, in words."""

from __future__ import annotations

from cfgraph.analysis.gaps import Gaps
from cfgraph.analysis.model import Link
from cfgraph.analysis.questions import Decides, Question, questions
from cfgraph.publish.numbers import brief
from cfgraph.words import say

SHOWN = 5
"""So many questions stand below the table; JSON has all."""


def question_lines(gaps: Gaps, lang: str, count: int = SHOWN) -> list[str]:
    """The first questions, one a line."""
    return [_line(gaps, question, lang) for question in questions(gaps)[:count]]


def question_text(gaps: Gaps, lang: str) -> str:
    """The first questions below their title; empty where nothing is left to be asked."""
    lines = question_lines(gaps, lang)
    return "\n".join([say("text.questions", lang), *(f"- {line}" for line in lines)]) if lines else ""


def _line(gaps: Gaps, question: Question, lang: str) -> str:
    project = question.project.zh if lang == "zh" else question.project.en
    mark = say("text.list_mark", lang)
    if question.kind == "size-of-maker":
        told = [_name(link, lang) for link in question.links]
    else:
        told = [_turns(gaps, [d for d in question.decides if d.link == link], lang) for link in question.links]
    several = any(each.beyond is not None for each in question.decides)
    links = (say("text.part_mark", lang) if several else mark).join(told)
    return say(f"question.{question.kind}", lang, project=project, links=links)


def _name(link: Link, lang: str) -> str:
    return link.zh if lang == "zh" else link.en


def _turns(gaps: Gaps, decided: list[Decides], lang: str) -> str:
    """What becomes of a link: the next state, or each state with the output beyond which it begins."""
    link, now = _name(decided[0].link, lang), say(f"state.{decided[0].now}", lang)
    states = [say(f"state.{each.then}", lang) for each in decided]
    if decided[0].beyond is None:
        return say("question.turns", lang, link=link, now=now, then=states[0])
    unit = next(link.unit for link in gaps.model.links if link.iri == gaps.model.anchor)
    told = [
        say("question.beyond", lang, amount=brief(each.beyond or 0, unit, lang), then=state)
        for each, state in zip(decided, states, strict=True)
    ]
    return say("question.falls", lang, link=link, now=now, steps=say("text.list_mark", lang).join(told))
