"""A plan's description ``plan.toml``: what must be in it, and of which form."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from cfgraph.errors import BadInputError, Problem
from cfgraph.sources.columns import KEY
from cfgraph.sources.text import decode

WORDS = ("key", "title_zh", "title_en", "publisher_zh", "publisher_en", "issued", "zone")
TEXT = ("file", "sha256", "after", "before")
SECTION = ("heading", "place")
VISIBILITY = ("public", "internal")
NAME = "plan.toml"


def read_settings(folder: Path) -> dict[str, Any]:
    """The settings of a plan; ``issued`` as text.

    Raises BadInputError with every setting that is missing or of a wrong form.
    """
    name = f"{folder.name}/{NAME}"
    path = folder / NAME
    if not path.is_file():
        raise BadInputError(Problem("file-missing", file=name))
    try:
        settings = tomllib.loads(decode(path.read_bytes(), name))
    except tomllib.TOMLDecodeError as error:
        raise BadInputError(Problem("toml-broken", {"reason": str(error)}, name)) from None
    if type(settings.get("issued")) is date:
        settings["issued"] = settings["issued"].isoformat()
    problems = [*_texts(settings, WORDS), *_parts(settings)]
    if not problems:
        problems = _forms(settings)
    if problems:
        raise BadInputError(*(problem._replace(file=name) for problem in problems))
    return settings


def _texts(table: Mapping[str, Any], names: tuple[str, ...], prefix: str = "") -> list[Problem]:
    """Texts that are missing, empty or no text."""
    problems = []
    for name in names:
        if table.get(name) in (None, ""):
            problems.append(Problem("toml-missing", {"key": prefix + name}))
        elif not isinstance(table[name], str):
            problems.append(Problem("toml-form", {"key": prefix + name, "expected": f'{name} = "…"'}))
    return problems


def _parts(settings: Mapping[str, Any]) -> list[Problem]:
    """What is wrong with the table ``[text]`` and the list ``[[section]]``."""
    text, sections = settings.get("text"), settings.get("section")
    problems = []
    if text is None or sections is None:
        problems += [Problem("toml-missing", {"key": key}) for key in ("text", "section") if key not in settings]
    if text is not None:
        form = Problem("toml-form", {"key": "text", "expected": "[text]"})
        problems += _texts(text, TEXT, "text.") if isinstance(text, dict) else [form]
        earlier = text.get("earlier", {}) if isinstance(text, dict) else {}
        if not isinstance(earlier, dict):
            problems.append(Problem("toml-form", {"key": "text.earlier", "expected": "[text.earlier]"}))
        elif earlier:
            problems += _texts(earlier, TEXT, "text.earlier.")
    if sections is not None:
        if not isinstance(sections, list) or not all(isinstance(section, dict) for section in sections):
            problems.append(Problem("toml-form", {"key": "section", "expected": "[[section]]"}))
        else:
            for number, section in enumerate(sections, start=1):
                problems += _texts(section, SECTION, f"section {number}: ")
    return problems


def _forms(settings: Mapping[str, Any]) -> list[Problem]:
    """A key that is no key, and a day that is none."""
    problems = []
    if not re.fullmatch(KEY, settings["key"]):
        problems.append(Problem("key-form", {"value": settings["key"]}))
    if settings.get("visibility", "internal") not in VISIBILITY:
        expected = " / ".join(f'visibility = "{word}"' for word in VISIBILITY)
        problems.append(Problem("toml-form", {"key": "visibility", "expected": expected}))
    try:
        date.fromisoformat(settings["issued"])
    except ValueError:
        problems.append(Problem("toml-form", {"key": "issued", "expected": 'issued = "2025-01-31"'}))
    return problems


def require_places(settings: Mapping[str, Any], places: set[str], folder: Path) -> None:
    """Raise BadInputError for a zone or section whose place is not in the table of places."""
    named = [settings["zone"], *(section["place"] for section in settings["section"])]
    near = ", ".join(sorted(places))
    unknown = [place for place in dict.fromkeys(named) if place not in places]
    if unknown:
        params = [{"value": place, "table": "places", "near": near} for place in unknown]
        raise BadInputError(*(Problem("key-unknown", each, f"{folder.name}/{NAME}") for each in params))
