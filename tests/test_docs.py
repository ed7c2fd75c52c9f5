"""The pages of ``docs/`` are what the shipped plan gives today."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from cfgraph.store.embedded import EmbeddedStore

DOCS = Path(__file__).parent.parent / "docs"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_of_saved_queries_has_their_real_answers(store: EmbeddedStore, lang: str) -> None:
    """``make docs`` would change nothing."""
    from cfgraph.publish.query_docs import query_docs

    page = DOCS / ("queries.zh.md" if lang == "zh" else "queries.md")
    assert page.read_text(encoding="utf-8") == query_docs(store, lang)


def test_the_page_of_the_second_reading_is_the_comparison_of_today() -> None:
    """Counts, kappa and decisions as the tables give them now."""
    spec = importlib.util.spec_from_file_location("make_docs", DOCS / "make.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name, text in module.reading_pages().items():
        assert (DOCS / name).read_text(encoding="utf-8") == text
