"""A scenario as people write it: a TOML file, or one line such as ``from=negotiating,exclude=catl-50gwh``.

Here its form is checked: keys, stages, coefficients, figures. What the words name (places, plans, projects, products)
is looked up where a graph is at hand. Nothing is raised: every mistake comes along, so that all are told at once.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from cfgraph.errors import BadInputError, Problem, UsageError
from cfgraph.namespaces import STAGES
from cfgraph.sources.quantity import Quantity, parse
from cfgraph.sources.text import decode

COEFFICIENTS = ("low", "typical", "high")
WORDS = ("from", "chemistry", "place", "plan", "chain", "coefficients")
KEYS = (*WORDS, "exclude", "add")
CHOICES = {"from": tuple(STAGES), "coefficients": COEFFICIENTS}
ADDED = {"name": True, "product": True, "stage": True, "capacity": False, "place": False}
"""Key of an added project → whether it must be there."""
EXAMPLES = {
    "exclude": 'exclude = ["catl-50gwh"]',
    "add": "[[add]]",
    "capacity": 'capacity = "10GWh"',
    "chemistry": 'chemistry = "lfp=0.6,ncm523=0.4"',
}
MIX = re.compile(r"(lfp|ncm\w*)\s*(=|$)")
"""A part of a line that goes on with a mix of chemistries: ``chemistry=lfp=0.6,ncm523=0.4``."""
WIDE = str.maketrans("，＝＋；", ",=+,")


class AddedText(NamedTuple):
    """A project that a scenario adds, in its words; ``capacity`` is None where it states no size.

    What a mistake left out is empty, so that the rest can be looked up all the same.
    """

    number: int
    name: str
    product: str
    stage: str
    capacity: Quantity | None
    place: str


class ScenarioText(NamedTuple):
    """A scenario in its words.

    ``where`` is the file or option that it comes from, ``values`` what it says of :data:`WORDS`;
    ``problems`` are the mistakes of its form, each with its place.
    """

    where: str = ""
    is_file: bool = False
    values: Mapping[str, str] = {}
    exclude: tuple[str, ...] = ()
    added: tuple[AddedText, ...] = ()
    problems: tuple[Problem, ...] = ()


def read_file(path: Path) -> ScenarioText:
    """Read a scenario file; what is wrong with it (missing, not UTF-8, no TOML, wrong keys) is among its problems."""
    name = str(path)
    if not path.is_file():
        return ScenarioText(name, True, problems=(Problem("file-missing", file=name),))
    try:
        table = tomllib.loads(decode(path.read_bytes(), name))
    except BadInputError as error:
        found = [Problem("toml-encoding", {"guess": p.params["guess"]}, name, p.row) for p in error.problems]
        return ScenarioText(name, True, problems=tuple(found))
    except (ValueError, RecursionError) as error:
        line = re.search(r"\(at line (\d+)", str(error))
        broken = Problem("toml-broken", {"reason": str(error)}, name, int(line[1]) if line else None)
        return ScenarioText(name, True, problems=(broken,))
    problems = list(_unknown(table, KEYS, ""))
    values = _values({key: table[key] for key in WORDS if key in table}, problems)
    exclude = _list_of_words(table.get("exclude", []), problems)
    added = _added(table.get("add", []), problems)
    return ScenarioText(name, True, values, exclude, added, tuple(p._replace(file=name) for p in problems))


def read_line(words: str, where: str) -> ScenarioText:
    """Read a scenario from one line, ``key=value`` joined by commas; full-width signs count as plain ones."""
    problems: list[Problem] = []
    pairs: dict[str, str] = {}
    last = ""
    for part in filter(None, (part.strip() for part in words.translate(WIDE).split(","))):
        key, mark, value = (piece.strip() for piece in part.partition("="))
        if last == "chemistry" and MIX.match(part):
            pairs["chemistry"] += f",{part}"
            continue
        last = key
        if not mark:
            problems.append(Problem("scenario-form", {"value": part}))
        elif key not in (*WORDS, "exclude"):
            problems += _unknown([key], (*WORDS, "exclude"), "")
        elif key in pairs:
            problems.append(Problem("scenario-repeated", {"key": key}, column=key))
        else:
            pairs[key] = value
    exclude = _list_of_words(pairs.pop("exclude"), problems) if "exclude" in pairs else ()
    values = _values(pairs, problems)
    return ScenarioText(where, False, values, exclude, (), tuple(p._replace(file=where) for p in problems))


def read_sides(files: list[Path], a: str | None, b: str | None) -> tuple[ScenarioText, ScenarioText]:
    """The two scenarios of a comparison; one alone is set against the default.

    Raises UsageError unless there are one or two.
    """
    if not 1 <= len(files) + (a is not None) + (b is not None) <= 2:
        raise UsageError(Problem("compare-sides"))
    left = None if a is None else read_line(a, "--a")
    right = None if b is None else read_line(b, "--b")
    read = [read_file(path) for path in files]
    if left is None and (len(read) == 2 or right is not None):
        left = read.pop(0) if read else None
    if right is None and read:
        right = read.pop(0)
    return left or ScenarioText(), right or ScenarioText()


def _unknown(keys: Iterable[str], known: Iterable[str], prefix: str) -> Iterable[Problem]:
    allowed = ", ".join(known)
    return [
        Problem("scenario-key", {"key": key, "allowed": allowed}, column=prefix + key)
        for key in keys
        if key not in known
    ]


def _values(given: Mapping[str, Any], problems: list[Problem], prefix: str = "") -> dict[str, str]:
    """The texts among the values; what is no text, empty or none of the choices is a problem."""
    values = {}
    for key, value in given.items():
        column = prefix + key
        choices = STAGES if key == "stage" else CHOICES.get(key, ())
        if not isinstance(value, str):
            example = EXAMPLES.get(key, f'{key} = "…"')
            problems.append(Problem("toml-form", {"key": key, "expected": example}, column=column))
        elif not value.strip():
            problems.append(Problem("cell-empty", column=column))
        elif choices and value.strip() not in choices:
            allowed = ", ".join(choices)
            problems.append(Problem("choice", {"value": value.strip(), "allowed": allowed}, column=column))
        else:
            values[key] = value.strip()
    return values


def _list_of_words(given: Any, problems: list[Problem]) -> tuple[str, ...]:
    """``["a", "b"]`` or ``a+b``."""
    words = given.split("+") if isinstance(given, str) else given
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        problems.append(Problem("toml-form", {"key": "exclude", "expected": EXAMPLES["exclude"]}, column="exclude"))
        return ()
    if not all(word.strip() for word in words):
        problems.append(Problem("cell-empty", column="exclude"))
    return tuple(dict.fromkeys(word.strip() for word in words if word.strip()))


def _added(given: Any, problems: list[Problem]) -> tuple[AddedText, ...]:
    """The tables ``[[add]]``."""
    if not isinstance(given, list) or not all(isinstance(entry, dict) for entry in given):
        problems.append(Problem("toml-form", {"key": "add", "expected": EXAMPLES["add"]}, column="add"))
        return ()
    found: list[AddedText] = []
    for number, entry in enumerate(given, start=1):
        prefix = f"add {number}: "
        problems += _unknown(entry, ADDED, prefix)
        missing = [key for key, needed in ADDED.items() if needed and key not in entry]
        problems += [Problem("toml-missing", {"key": key}, column=prefix + key) for key in missing]
        values = _values({key: entry[key] for key in ADDED if key in entry}, problems, prefix)
        name = " ".join(values.get("name", "").split())
        if name and name in (other.name for other in found):
            problems.append(Problem("scenario-same-name", {"name": name}, column=f"{prefix}name"))
        capacity = _capacity(values["capacity"], problems, prefix) if "capacity" in values else None
        product, stage, place = (values.get(key, "") for key in ("product", "stage", "place"))
        found.append(AddedText(number, name, product, stage, capacity, place))
    return tuple(found)


def _capacity(words: str, problems: list[Problem], prefix: str) -> Quantity | None:
    try:
        quantity = parse(words)
    except BadInputError as error:
        problems += [problem._replace(column=f"{prefix}capacity") for problem in error.problems]
        return None
    if quantity.value == 0:
        problems.append(Problem("scenario-zero", column=f"{prefix}capacity"))
    return quantity
