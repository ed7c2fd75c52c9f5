"""The templates: their words come from the catalogue, and they keep to a strict content security policy."""

from __future__ import annotations

import re
from collections.abc import Callable

import httpx
import pytest

from cfgraph.web.pages import ROOM
from cfgraph.words import catalogue

Get = Callable[..., httpx.Response]
TEMPLATES = sorted((ROOM / "templates").glob("*.html"))
CJK = re.compile(r"[一-鿿]")


def test_every_word_of_a_template_is_in_the_catalogue_and_every_such_word_is_used() -> None:
    """``say("key")`` and ``say("start-" ~ …)`` on one side, the section [web] on the other."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in (ROOM / "templates").rglob("*.html"))
    whole = set(re.findall(r"""say\(["']([a-z-]+)["'][,)]""", text))
    whole |= set(re.findall(r"\"web\.([a-z-]+)\"", (ROOM / "pages.py").read_text(encoding="utf-8")))
    starts = set(re.findall(r"""say\("([a-z-]+-)" ~""", text))
    known = {key.removeprefix("web.") for key in catalogue("zh") if key.startswith("web.")}
    assert set() == whole - known
    assert [] == [start for start in sorted(starts) if not any(key.startswith(start) for key in known)]
    assert [] == [key for key in sorted(known - whole) if not key.startswith(tuple(starts))]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_holds_no_chinese_and_nothing_that_a_strict_policy_forbids(path) -> None:
    """No literal sentence, no inline script, style or handler, nothing from another host."""
    text = path.read_text(encoding="utf-8")
    assert None is CJK.search(text)
    assert None is re.search(r"<style|\bstyle=|\bon[a-z]+=|javascript:", text)
    assert None is re.search(r"(?:src|href)=\"(?:https?:)?//", text)
    assert {'<script type="application/ld+json">'} >= set(re.findall(r"<script[^>]*>", text))


def test_the_style_sheet_asks_nobody_else() -> None:
    """No import, no address, no font from elsewhere."""
    text = (ROOM / "static" / "style.css").read_text(encoding="utf-8")
    assert None is re.search(r"@import|url\(|https?:", text)


@pytest.mark.parametrize("path", ["/", "/ontology", "/page/id/product/copper-foil", "/dumps/"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_page_speaks_one_language_in_its_frame(get: Get, path: str, lang: str) -> None:
    """The frame is in the reader's language, and the other one is a link away."""
    text = get(f"{path}?lang={lang}", headers={"Accept": "text/html"}).text
    assert f'<html lang="{ {"zh": "zh-CN"}.get(lang, lang) }">' in text
    assert (">总览<" if lang == "zh" else ">Overview<") in text
    assert (">总览<" if lang == "en" else ">Overview<") not in text
    assert 'href="?lang=en"' in text


def test_a_language_that_there_is_not_is_chinese(get: Get) -> None:
    """Whatever ``lang`` says, the page comes."""
    assert "zh-CN" == get("/?lang=%3Cscript%3E", headers={"Accept": "text/html"}).headers["content-language"]


def test_pages_name_their_source_version_and_licence(get: Get) -> None:
    """Date of issue, version and licence stand at the foot; the other forms in the head."""
    text = get("/page/id/product/copper-foil").text
    assert "2023-05-15" in text
    assert "https://creativecommons.org/licenses/by/4.0/" in text
    assert 4 == text.count('<link rel="alternate"')
