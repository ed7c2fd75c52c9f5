"""The choice of a media type by an Accept header."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfgraph.web.negotiate import choose

HTML, TURTLE, JSON = "text/html", "text/turtle", "application/ld+json"
OFFERS = (HTML, TURTLE, JSON)


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("", HTML),
        ("*/*", HTML),
        ("text/turtle", TURTLE),
        ("TEXT/Turtle", TURTLE),
        ("text/turtle;q=0.4, application/ld+json;q=0.9", JSON),
        ("text/*", HTML),
        ("text/*;q=0.5, application/*", JSON),
        ("text/html;q=0, */*", TURTLE),
        ("*/*;q=0.1, text/turtle;q=0.1, text/html;q=0.05, application/ld+json;q=0", TURTLE),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted, x"', JSON),
        ("text/turtle ; charset=utf-8 ; q=1.000", TURTLE),
        ("image/png", None),
        ("text/html;q=0", None),
        ("*/*;q=0", None),
        ("text/turtle;q=5, application/ld+json;q=0.1", JSON),
        ("garbage, ;;;, text/turtle", TURTLE),
        ("garbage", HTML),
        ("*/turtle, application/ld+json", JSON),
        ('text/turtle;x="open, application/ld+json', TURTLE),
    ],
)
def test_the_header_decides(accept: str, expected: str | None) -> None:
    """Weights, wildcards, the closest range, refusals; what is no range is passed over."""
    assert expected == choose(accept, OFFERS)


def test_nothing_on_offer_is_nothing_chosen() -> None:
    """Without an offer there is no choice."""
    assert choose("*/*", ()) is None


@pytest.mark.parametrize("part", ["text/turtle,", '"', '\\"', ";q=1", "*/*;q=0.1,", 'a/b;c="d,', "/,", " ", "é"])
def test_eight_kibibytes_of_anything_take_no_time(part: str) -> None:
    """No header makes the choice slow."""
    before = time.perf_counter()
    choose(part * (8192 // len(part)), OFFERS)
    assert time.perf_counter() - before < 0.5


@given(st.text(max_size=200))
def test_any_text_gets_an_offer_or_none(accept: str) -> None:
    """No header is an error."""
    assert choose(accept, OFFERS) in (*OFFERS, None)
