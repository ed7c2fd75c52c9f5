"""What an officer comes for, in a real browser, counted in clicks; and the map without a mouse or without script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import docx
import httpx
import pytest

from cfgraph.workspace import Workspace
from tests.intake.workbooks import ELECTROLYTE
from tests.web.officer.conftest import SIZES
from tests.web.officer.officer_intake import KNOWN, office, workbook
from tests.web.officer.test_officer_browser import AXE


class Hand:
    """Somebody who clicks, and counts."""

    def __init__(self, page, base: str) -> None:  # type: ignore[no-untyped-def]
        self.page, self.clicks = page, 0
        page.goto(base)

    def click(self, selector: str) -> None:
        """A click, and the page after it."""
        self.clicks += 1
        self.page.locator(selector).first.click()
        self.page.wait_for_load_state("load")


@pytest.fixture
def page(chromium) -> Iterator:  # type: ignore[type-arg]
    """A window of an officer's screen."""
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, accept_downloads=True)
    yield context.new_page()
    context.close()


def test_from_the_overview_to_the_missing_electrolyte_and_its_word_page(
    plan: httpx.Client, page, tmp_path: Path
) -> None:
    """At most three clicks to the state with its reason, at most two more to the Word file."""
    hand = Hand(page, str(plan.base_url))
    hand.click("nav >> text=缺链清单")
    row = page.locator("tr", has=page.locator("a", has_text=re.compile("^电解液$")))
    assert "缺失" in row.inner_text()
    assert "没有项目生产；下游电芯等它供料" in row.inner_text()
    hand.click("td a:text-is('电解液')")
    assert hand.clicks <= 3
    with page.expect_download() as download:
        hand.click("text=下载 Word")
    download.value.save_as(tmp_path / "pack.docx")
    assert "电解液" in docx.Document(str(tmp_path / "pack.docx")).paragraphs[0].text
    assert hand.clicks <= 5


def test_from_the_overview_by_its_square_to_the_electrolyte(plan: httpx.Client, page) -> None:
    """One click on the square of the link is enough."""
    hand = Hand(page, str(plan.base_url))
    hand.click(".squares a[data-key=electrolyte]")
    assert "没有项目生产；下游电芯等它供料" in page.locator(".verdict").inner_text()
    assert 1 == hand.clicks


def test_from_an_excel_file_to_the_effect_on_the_map(workspace: Workspace, page, tmp_path: Path) -> None:
    """A signed project in at most five clicks: the link is not missing any more."""
    file = workbook(tmp_path / "签约.xlsx", workspace, ELECTROLYTE)
    with office(workspace, tmp_path) as officer:
        page.set_default_timeout(60_000)
        hand = Hand(page, str(officer.client.base_url))
        hand.click("nav >> text=录入与复核")
        with page.expect_file_chooser() as chooser:
            hand.click("input[type=file]")
        chooser.value.set_files(str(file))
        hand.click("text=上传并检查")
        assert "25 → 24" in page.locator(".gapcount").first.inner_text()
        hand.click("text=确认写入")
        hand.click("text=在图谱上看")
        assert "电解液" in page.locator("#panel h2").inner_text()
        assert "富余" in page.locator("#panel .chip").inner_text()
        assert 1 == page.locator("#map a.state-surplus[data-key=electrolyte]").count()
        assert hand.clicks <= 5


def test_a_click_opens_the_panel_and_leaves_the_map_where_it_is(plan: httpx.Client, page) -> None:
    """The address names the link, the back button closes the panel, and nothing is loaded anew."""
    page.goto(str(plan.base_url.join("/chain/lithium-battery")))
    page.evaluate("window.stayed = true")
    box = page.locator("#map a[data-key=electrolyte]")
    box.scroll_into_view_if_needed()
    before = page.evaluate("window.scrollY")
    box.click()
    page.wait_for_selector("#panel h2")
    assert page.url.endswith("?link=electrolyte#panel")
    assert page.evaluate("window.stayed")
    assert before == page.evaluate("window.scrollY")
    page.go_back()
    page.wait_for_selector("#panel h2", state="detached")
    assert page.evaluate("window.stayed")


def test_the_keyboard_opens_and_closes_the_panel(plan: httpx.Client, page) -> None:
    """Enter on a link of the drawing, then Tab to what closes it."""
    page.goto(str(plan.base_url.join("/chain/lithium-battery")))
    page.locator("#map a[data-key=electrolyte]").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#panel h2")
    page.keyboard.press("Tab")
    assert "关闭" == page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    page.wait_for_selector("#panel h2", state="detached")


def test_without_script_the_panel_opens_beside_the_map(plan: httpx.Client, chromium) -> None:
    """The same address shows the same panel, in sight with the map."""
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, java_script_enabled=False)
    page = context.new_page()
    page.goto(str(plan.base_url.join("/chain/lithium-battery")))
    page.locator("#map a[data-key=electrolyte]").click()
    page.wait_for_load_state("load")
    box = page.locator("#panel h2").bounding_box()
    assert page.url.endswith("?link=electrolyte#panel")
    assert box["x"] > 900
    assert 0 <= box["y"] < 768
    context.close()


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_the_pages_of_taking_in_fit_and_can_be_used_by_anybody(
    workspace: Workspace, chromium, tmp_path: Path, size: tuple[int, int]
) -> None:
    """Form, mistakes and questions: nothing sticks out, no complaint, no violation that axe-core knows."""
    bad = [*ELECTROLYTE]
    bad[2] = "月球石"
    files = [workbook(tmp_path / f"{n}.xlsx", workspace, row) for n, row in enumerate((bad, KNOWN))]
    with office(workspace, tmp_path) as officer:
        context = chromium.new_context(viewport={"width": size[0], "height": size[1]})
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda told: complaints.append(told.text) if told.type in ("error", "warning") else None)
        for address in ["/intake", *(str(officer.upload(file).url.path) for file in files)]:
            page.goto(str(officer.client.base_url.join(address)))
            assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
            page.evaluate(AXE.read_text(encoding="utf-8"))
            assert [] == page.evaluate("async () => (await axe.run()).violations.map(v => [v.id, v.nodes[0].html])")
        assert [] == complaints
        context.close()
