"""The catalogue of what people read: Chinese and English sentences from ``data/words``."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any

from cfgraph import resources

LANGUAGES = ("zh", "en")


@cache
def catalogue(lang: str) -> dict[str, str]:
    """``section.key`` → sentence for one language."""
    with open(resources.data("words", f"{lang}.toml"), "rb") as file:
        sections = tomllib.load(file)
    return {f"{section}.{key}": text for section, entries in sections.items() for key, text in entries.items()}


def say(key: str, lang: str, /, **params: Any) -> str:
    """The sentence ``key`` in ``lang`` with its parameters filled in.

    Raises KeyError for a key that the catalogue lacks: a test holds code and catalogue together.
    """
    return catalogue(lang)[key].format(**params)
