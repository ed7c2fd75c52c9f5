"""The catalogue of sentences: both languages complete, and every key that the code uses is there."""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path

import pytest

from cfgraph.words import LANGUAGES, catalogue, say

PACKAGE = Path(__file__).parent.parent / "cfgraph"
CJK = re.compile(r"[一-鿿]")
UNITS_IN_CODE = {"万", "亿", "年产", "高新区"}
"""Chinese that code works with, as data: the myriads of number formatting, the word for output a year,
and the second reader's word for the zone."""


def parameters(sentence: str) -> set[str]:
    """The names in braces."""
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_both_languages_have_the_same_keys() -> None:
    """Whatever is said in Chinese can be said in English."""
    assert catalogue("zh").keys() == catalogue("en").keys()


@pytest.mark.parametrize("key", sorted(catalogue("zh")))
def test_both_languages_take_the_same_parameters(key: str) -> None:
    """A sentence takes the same parameters in both languages."""
    if key == "error.violation":
        assert {"zh"} == parameters(catalogue("zh")[key])
        assert {"en"} == parameters(catalogue("en")[key])
    else:
        assert parameters(catalogue("zh")[key]) == parameters(catalogue("en")[key])


@pytest.mark.parametrize("key", sorted(key for key in catalogue("en") if not key.startswith("unit.")))
def test_english_holds_no_chinese_sentence(key: str) -> None:
    """English sentences are English; printed figures such as 4万吨 may stand in an example."""
    plain = re.sub(r"[\d.]+万?(吨|千瓦)|“|”", "", catalogue("en")[key])
    assert CJK.search(plain) is None


def test_every_error_key_in_the_code_has_a_sentence() -> None:
    """A problem raised anywhere has its sentence in the catalogue."""
    used = set()
    for path in PACKAGE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        used |= set(re.findall(r"Problem\(\s*\"([a-z-]+)\"", text))
        used |= set(re.findall(r"\.problem\(\s*\"([a-z-]+)\"", text))
        used |= set(re.findall(r"\(\"([a-z]+-[a-z]+)\", \{", text))
    missing = {key for key in used if f"error.{key}" not in catalogue("en")}
    assert len(used) > 30
    assert set() == missing


def test_every_sentence_is_used() -> None:
    """No error sentence stands in the catalogue that no code raises."""
    code = "\n".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
    unused = [key for key in catalogue("en") if key.startswith("error.") and f'"{key[6:]}"' not in code]
    assert unused == []


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: path.name)
def test_code_holds_no_chinese_for_people(path: Path) -> None:
    """Chinese that people read lives in the catalogue: string literals of the code hold none, docstrings aside."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = set()
    for part in ast.walk(tree):
        body = getattr(part, "body", None)
        for entry in body if isinstance(body, list) else []:
            if isinstance(entry, ast.Expr) and isinstance(entry.value, ast.Constant):
                docs.add(id(entry.value))
    found = [
        part.value
        for part in ast.walk(tree)
        if isinstance(part, ast.Constant) and isinstance(part.value, str) and id(part) not in docs
    ]
    wrong = [text for text in found if CJK.search(text) and text not in UNITS_IN_CODE and not text.startswith("\\u")]
    assert [text for text in wrong if text not in ("一", "鿿")] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_sentence_is_filled_in(lang: str) -> None:
    """Parameters stand in the sentence."""
    assert "copper-foil" in say("text.hint_explain", lang, key="copper-foil")
