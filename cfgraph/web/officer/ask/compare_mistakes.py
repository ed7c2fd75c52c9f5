"""What is wrong with the fields of 情景对比, in words for the reader, with the values that may have been meant."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from typing import NamedTuple

import pyoxigraph as ox

from cfgraph.analysis.edits import Book
from cfgraph.analysis.query import run
from cfgraph.errors import Problem
from cfgraph.words import say

NEAR = 6
"""Values that a message offers."""


class Mistake(NamedTuple):
    """What is wrong with a field; ``meant`` are names that may have been meant, each with the field's value for it."""

    words: str
    meant: tuple[tuple[str, str], ...] = ()


def not_offered(value: str, options: Sequence[tuple[str, str]], lang: str) -> Mistake:
    """A value that a list of choices has not; ``options`` are its values with their names."""
    names = {name: key for key, name in options if name}
    held = [name for name in names if value in name or name in value]
    near = held or difflib.get_close_matches(value, names, n=NEAR, cutoff=0.4)
    return Mistake(say("scenarios.not-offered", lang, value=value), tuple((n, names[n]) for n in near[:NEAR]))


def unclear(book: Book, problem: Problem, lang: str, put: Callable[[str], str]) -> Mistake:
    """A problem with a name or figure of a side; ``put`` makes the field's value with a name for the wrong one."""
    value = str(problem.params.get("value", problem.params.get("printed", "")))
    if problem.key == "scenario-project":
        return _offering(book, "no-project", value, book.close(value, "project", "enterprise"), lang, put)
    if problem.key == "scenario-many":
        found = book.holding("enterprise", value) or book.holding("project", value)
        return _offering(book, "several", value, found, lang, put)
    if problem.key == "scenario-idle":
        return _offering(book, "owner-of-nothing", value, _possible(book, value), lang, put)
    if problem.key == "scenario-product":
        return _offering(book, "no-product", value, book.close(value, "product"), lang, put)
    return plainly(problem, lang)


def plainly(problem: Problem, lang: str) -> Mistake:
    """A problem in its own words, without its place; an amount that cannot be read is told by example."""
    if problem.key in ("number-unreadable", "unit-unknown"):
        return Mistake(say("scenarios.no-amount", lang, value=problem.params["printed"]))
    return Mistake(problem._replace(file="", column="").text(lang))


def _offering(book: Book, key: str, value: str, things: Sequence[str], lang: str, put: Callable[[str], str]) -> Mistake:
    labels = [book.labels[iri] for iri in things]
    names = dict.fromkeys(label.get(lang) or label.get("zh", "") for label in labels)
    return Mistake(say(f"scenarios.{key}", lang, value=value), tuple((name, put(name)) for name in names if name))


def _possible(book: Book, words: str) -> list[str]:
    """The projects that may be an enterprise's, without the plan saying so."""
    firms = book.called("enterprise", words) or book.holding("enterprise", words)
    rows = [
        row for firm in firms for row in run(book.store, "projects/by-enterprise", enterprise=ox.NamedNode(firm)).rows
    ]
    return list(dict.fromkeys(row["project"].value for row in rows))
