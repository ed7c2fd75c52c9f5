"""Every page as a browser shows it: it fits, anybody can use it, it is quiet, and it asks nobody else."""

from __future__ import annotations

import hashlib
import re
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

from tests.web.officer.conftest import PAGES, SIZES

HERE = Path(__file__).parent
AXE = HERE / "axe.min.js"


class Opened(NamedTuple):
    """A page that was opened: what the browser complained of, and which addresses it asked for."""

    page: object
    complaints: list[str]
    asked: list[str]


@pytest.fixture(scope="module", params=SIZES.values(), ids=SIZES)
def opened(request: pytest.FixtureRequest, chromium, plan: httpx.Client) -> Iterator[Callable[..., Opened]]:
    """Opens addresses of the server in a window of one size."""
    width, height = request.param
    context = chromium.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    found = Opened(page, [], [])
    page.on("console", lambda told: found.complaints.append(told.text) if told.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: found.complaints.append(str(error)))
    page.on("request", lambda sent: found.asked.append(sent.url))

    def go(path: str, status: int = 200) -> Opened:
        found.complaints.clear()
        found.asked.clear()
        answer = page.goto(str(plan.base_url.join(f"/{path}")))
        assert status == answer.status
        return found

    yield go
    context.close()


def test_axe_is_the_file_that_was_written_down() -> None:
    """The checker is unchanged: its hash is the one beside it."""
    told = re.search(r"SHA-256: ([0-9a-f]{64})", (HERE / "README.md").read_text(encoding="utf-8"))
    assert told is not None
    assert told[1] == hashlib.sha256(AXE.read_bytes()).hexdigest()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_fits_and_is_quiet_and_asks_nobody_else(
    opened: Callable[..., Opened], plan: httpx.Client, path: str
) -> None:
    """Nothing sticks out at the side, no error on the console, and every request goes to the server itself."""
    found = opened(path)
    root = "document.documentElement"
    assert found.page.evaluate(f"{root}.scrollWidth <= {root}.clientWidth")
    assert [] == found.complaints
    assert found.asked
    assert [] == [url for url in found.asked if not url.startswith(str(plan.base_url))]


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(opened: Callable[..., Opened], path: str) -> None:
    """No violation of the rules that axe-core knows."""
    page = opened(path).page
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("async () => (await axe.run()).violations.map(v => [v.id, v.nodes.map(n => n.html)])")
    assert [] == found


def test_a_form_with_mistakes_fits_and_axe_finds_nothing(opened: Callable[..., Opened]) -> None:
    """The messages beside the fields stay within the page and belong to their fields."""
    wrong = "compare?place=moon&a-from=x&a-share-lfp=50&b-exclude=%E4%B8%AD%E8%89%B2&b-product=unknown&b-amount=x"
    page = opened(wrong, 400).page
    root = "document.documentElement"
    assert 6 == page.locator(".mistake").count()
    assert page.evaluate(f"{root}.scrollWidth <= {root}.clientWidth")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert [] == page.evaluate("async () => (await axe.run()).violations.map(v => [v.id, v.nodes.map(n => n.html)])")


def test_a_mistake_is_mended_by_a_click(opened: Callable[..., Opened]) -> None:
    """A name that is offered fills its field, and the comparison is there."""
    page = opened(
        "compare?a-from=negotiating&b-from=negotiating&b-exclude=%E5%AE%81%E5%BE%97%E6%97%B6%E4%BB%A3", 400
    ).page
    page.locator(".mistake a").first.click()
    page.wait_for_selector(".outcome")
    assert "宁德时代" == page.locator("[name=b-exclude]").input_value()
    assert "去掉宁德时代后" in page.locator(".outcome").inner_text()


def test_a_quoted_span_opens_what_it_proves(opened: Callable[..., Opened]) -> None:
    """A click on marked words shows their facts beside the text, which stays where it is."""
    page = opened("text").page
    span = page.locator("a.q", has_text="百亿级医药产业集群").first
    span.scroll_into_view_if_needed()
    before = page.evaluate("window.scrollY")
    span.click()
    shown = page.locator(".proof:visible")
    assert 1 == shown.count()
    assert "百亿级医药产业集群" in shown.inner_text()
    assert before == page.evaluate("window.scrollY")


def test_control_enter_runs_the_query(opened: Callable[..., Opened]) -> None:
    """The expert need not reach for the mouse."""
    page = opened("expert").page
    page.locator("#query").fill("ASK { ?s ?p ?o }")
    page.locator("#query").press("Control+Enter")
    page.wait_for_selector(".truth")
    assert "true" in page.locator(".truth").inner_text()


def test_a_filter_is_chosen_without_script(chromium, plan: httpx.Client) -> None:
    """With JavaScript off, the form filters and the address says how."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(str(plan.base_url.join("/projects")))
    page.select_option("select[name=chain]", "lithium-battery")
    page.click("main button[type=submit]")
    assert "chain=lithium-battery" in page.url
    assert "共 110 个，列出 13 个" == page.locator("[role=status]").inner_text().partition(" 清除")[0]
    context.close()


def test_every_link_of_a_page_leads_somewhere(plan: httpx.Client) -> None:
    """No link of the pages to this server itself is dead."""
    found: set[str] = set()
    for path in PAGES:
        text = plan.get(f"/{path}").text
        found |= {link.replace("&amp;", "&") for link in re.findall(r'(?:href|src)="(/[^"#]*)', text)}
    found = {link for link in found if not link.startswith(("/dumps/", "/link/"))}  # both are tested elsewhere
    kinds = {re.sub(r"[^/]*$", "", link.partition("?")[0]): link for link in sorted(found)}
    assert len(kinds) > 15
    dead = [link for link in kinds.values() if plan.get(link, follow_redirects=True).status_code != 200]
    assert [] == dead


def test_pages_come_at_once(plan: httpx.Client) -> None:
    """95 of 100 requests are answered within 300 ms when the pages were asked for before."""
    for path in PAGES:
        plan.get(f"/{path}")
    times = []
    for path in PAGES * 5:
        started = time.perf_counter()
        plan.get(f"/{path}")
        times.append(time.perf_counter() - started)
    assert statistics.quantiles(times, n=20)[-1] < 0.3
