"""在原文中看: from every page to the very sentence, in view and marked, with script and without, in own plans too."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import httpx
import pytest

from cfgraph.workspace import Workspace
from tests.intake.workbooks import ELECTROLYTE
from tests.web.officer.conftest import SIZES
from tests.web.officer.officer_intake import Officer, office, workbook
from tests.web.officer.test_officer_text import PROOF, TAGS

TO_TEXT = re.compile(r'href="(/text[^"#]*#[^"]+)"')
FROM = (
    "link/lithium-battery/electrolyte",
    "link/lithium-battery/cells?lang=en",
    "project/chifeng-2023/dadao-lithium-carbonate",
    "enterprise/dadao",
    "page/id/target/chifeng-2023/songshan-clean-energy",
)
"""A page of each kind that leads to the text."""
SEEN = """target => {
  const box = target.getClientRects()[0], at = document.elementFromPoint(box.left + 4, box.top + box.height / 2);
  return box.top >= 0 && box.bottom <= innerHeight && box.left >= 0 && box.right <= innerWidth
    && target.contains(at) && getComputedStyle(target).outlineStyle === "solid";
}"""
"""The target's first line lies in the window, nothing lies over it, and it is marked."""


@pytest.fixture(scope="module")
def officer(workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Officer]:
    """A server on which an officer has taken in a project of his own."""
    room = tmp_path_factory.mktemp("landing")
    with office(workspace, room) as found:
        found.confirm(found.upload(workbook(room / "一行.xlsx", workspace, ELECTROLYTE)))
        yield found


def own_project(client: httpx.Client) -> str:
    """The address of the officer's own project."""
    (found,) = re.findall(r'href="/(project/own-[^"]+)"[^>]*>某电解液项目', client.get("/projects").text)
    return found


def to_text(client: httpx.Client, page: str) -> list[str]:
    """The addresses within the text that a page leads to, each once."""
    found = [html.unescape(link) for link in TO_TEXT.findall(client.get(f"/{page}").text)]
    return list(dict.fromkeys(found))


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_every_way_to_the_text_ends_at_the_marked_sentence(officer: Officer, chromium, size, script: bool) -> None:
    """The first line of the target is in the window, uncovered and outlined; and so for what an officer took in."""
    width, height = size
    context = chromium.new_context(viewport={"width": width, "height": height}, java_script_enabled=script)
    page = context.new_page()
    for start in (*FROM, own_project(officer.client)):
        links = to_text(officer.client, start)
        assert links, start
        for link in dict.fromkeys((links[0], links[-1])):
            page.goto(str(officer.client.base_url.join(link)))
            target = page.locator(":target")
            assert 1 == target.count(), link
            assert target.evaluate(SEEN), link
            page.goto("about:blank")
    context.close()


def test_every_address_within_the_text_is_there_once(officer: Officer) -> None:
    """Whatever page of a project leads to the text finds its target, and no two targets have one name."""
    names = re.findall(r'\sid="([^"]+)"', officer.client.get("/text").text)
    assert len(names) == len(set(names))
    projects = set(re.findall(r'href="/(project/[^"]+)"', officer.client.get("/projects").text))
    assert len(projects) > 100
    links = {link for page in projects for link in to_text(officer.client, page)}
    assert len(links) > 100
    assert set() == {link.partition("#")[2] for link in links} - set(names)


def test_a_fact_leads_to_its_own_sentence(plan: httpx.Client) -> None:
    """The quote that a fact's link opens proves this very fact."""
    proofs = dict(re.findall(PROOF + r"(.*?)</section>", plan.get("/text").text, re.S))
    page = plan.get("/link/lithium-battery/lithium-carbonate").text + plan.get("/enterprise/dadao").text
    groups = re.findall(r'<ul class="proved">(.*?)</ul>', page, re.S)
    assert groups
    for group in groups:
        *facts, link = re.findall(r"<li>(.*?)</li>", group, re.S)
        (name,) = re.findall(r"#(q-[^\"]+)", link)
        told = [TAGS.sub("", fact) for fact in re.findall(r"<li>(.*?)</li>", proofs[name], re.S)]
        assert facts
        for fact in facts:
            words = TAGS.sub("", fact)
            assert words in told
