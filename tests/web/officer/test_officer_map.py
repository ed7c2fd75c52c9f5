"""Squares and boxes: what each stands for is said, and the one that was chosen is in view beside its panel."""

from __future__ import annotations

import re

import httpx
import pytest

from tests.web.officer.conftest import SIZES

BOXES = ("lithium-ore-mining", "electrolyte", "cells", "storage-station", "lithium-slag-use", "vdf-r142b")
"""Left, middle, right, and the last rows."""
CLEAR = """box => {
  const place = box.getBoundingClientRect();
  const at = document.elementFromPoint(place.left + place.width / 2, place.top + place.height / 2);
  return place.top >= 0 && place.bottom <= innerHeight && place.left >= 0 && place.right <= innerWidth
    && box.contains(at);
}"""
"""The box lies in the window, and nothing lies over it."""


def test_the_overview_counts_the_states_of_every_chain_in_words(plan: httpx.Client) -> None:
    """The words and numbers below the squares add up to the links that are counted, and each word is in the legend."""
    page = plan.get("/").text
    legend = page.partition('<p class="shapes">')[2].partition("</p>")[0]
    strips = page.partition('<ul class="strips">')[2].partition("</ul>")[0].split("<li>")[1:]
    assert len(strips) == 11
    for strip in strips:
        total = int(re.search(r"(\d+) 个环节中", strip)[1])
        tally = re.findall(r'<span class="chip state-[a-z-]+">(\S+) (\d+)</span>', strip)
        assert total == sum(int(n) for _, n in tally)
        assert all(word in legend for word, _ in tally)
        apart = re.search(r"另有 (\d+) 个", strip)
        squares = re.findall(r'<a [^>]*aria-label="[^"]+"[^>]*>\s*<title>', strip)
        assert len(squares) == total + int(apart[1] if apart else 0)


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize("key", BOXES)
def test_the_chosen_box_is_marked_and_in_view(plan: httpx.Client, chromium, size, key: str) -> None:
    """After a click, and where the address is opened anew; the panel covers none of it."""
    width, height = size
    page = chromium.new_page(viewport={"width": width, "height": height})
    page.goto(str(plan.base_url.join("/chain/lithium-battery")))
    box = page.locator(f'#map a[data-key="{key}"]')
    box.click()
    page.locator(".panel").wait_for()
    assert "true" == box.get_attribute("aria-current")
    assert box.evaluate(CLEAR)
    page.goto("about:blank")
    page.goto(str(plan.base_url.join(f"/chain/lithium-battery?link={key}#panel")))
    page.wait_for_timeout(100)
    assert "true" == box.get_attribute("aria-current")
    assert box.evaluate(CLEAR)
    assert page.locator(".panel").is_visible()
    page.close()


def test_the_whole_drawing_stands_beside_the_panel(plan: httpx.Client, chromium) -> None:
    """At 1366 pixels no box is cut off or covered, with script and without."""
    for script in (True, False):
        context = chromium.new_context(viewport={"width": 1366, "height": 768}, java_script_enabled=script)
        page = context.new_page()
        page.goto(str(plan.base_url.join("/chain/lithium-battery?link=cells#panel")))
        assert page.locator("#map").evaluate("map => map.scrollWidth <= map.clientWidth")
        edge = page.locator(".panel").bounding_box()["x"]
        boxes = page.locator("#map a .box").evaluate_all("all => all.map(b => b.getBoundingClientRect().right)")
        assert len(boxes) > 30
        assert max(boxes) < edge
        context.close()
