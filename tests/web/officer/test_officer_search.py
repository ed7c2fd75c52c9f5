"""查找: from any page to a link, a product, a project, an enterprise, a park or a sentence, by a part of its name."""

from __future__ import annotations

import html
import re
from urllib.parse import quote

import httpx
import pytest

from tests.web.officer.conftest import SIZES
from tests.web.officer.test_officer_text import TAGS

HIT = re.compile(r"<li>(.*?)</li>", re.S)
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }} {% raw %}",
    '" } DROP ALL #',
    "((((((((*",
    "\x00\x07\u202e",
    "%00%ff",
    "电" * 3000,
)


def groups(client: httpx.Client, words: str, **more: str) -> dict[str, list[tuple[str, str]]]:
    """Heading → address and line of every hit."""
    page = client.get("/search", params={"q": words, **more}).raise_for_status().text
    found = {}
    for section in page.split("<section>")[1:]:
        heading = TAGS.sub("", section.partition("</h2>")[0]).split()[0]
        hits = HIT.findall(section.partition("</section>")[0])
        found[heading] = [
            (html.unescape(re.findall(r'href="([^"]+)"', hit)[0]), " ".join(html.unescape(TAGS.sub(" ", hit)).split()))
            for hit in hits
        ]
    return found


@pytest.mark.parametrize(
    ("words", "heading", "address", "line"),
    [
        ("铜箔", "环节", "/link/lithium-battery/copper-foil", "锂电铜箔 缺失 锂电池产业链"),
        ("copper-foil", "环节", "/link/copper/copper-foil", "锂电铜箔 缺失 铜产业链"),
        ("隔膜专", "产品", "/link/lithium-battery/separator-polyethylene", "又名：隔膜专用料"),
        ("碳酸锂", "项目", "/project/chifeng-2023/dadao-lithium-carbonate", "推进，阶段未明"),
        ("大地云天", "企业", "/enterprise/dadi-yuntian", "2 个项目"),
        ("内蒙古大地云天化工有限公司", "企业", "/enterprise/dadi-yuntian", "2 个项目"),
        ("产业园", "园区", "/park/chifeng-high-tech-zone/dongshan", "个项目"),
        ("清洁能源 覆盖率", "原文", "/text#s-chifeng-2023-", "条事实引用它"),
        ("ＥＬＥＣＴＲＯ LYTE", "环节", "/link/lithium-battery/electrolyte", "电解液 缺失"),
    ],
)
def test_a_part_of_a_name_is_enough(plan: httpx.Client, words: str, heading: str, address: str, line: str) -> None:
    """What it is, where it leads and how it stands; by alias, key, legal form, several words, any width and case."""
    hits = groups(plan, words)[heading]
    assert any(to.startswith(address) and line in told for to, told in hits), hits


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("松山产业园", "/park/chifeng-high-tech-zone/songshan"),
        ("大地云天有限公司", "/enterprise/dadi-yuntian"),
        ("大地云天（集团）股份有限公司", "/enterprise/dadi-yuntian"),
    ],
)
def test_the_very_name_of_one_thing_leads_to_it(plan: httpx.Client, words: str, address: str) -> None:
    """Nothing else is called so: its page opens at once."""
    answer = plan.get("/search", params={"q": words})
    assert (303, address) == (answer.status_code, answer.headers["location"])


def test_a_name_of_several_things_is_a_list(plan: httpx.Client) -> None:
    """Links of one name say of which chain they are, that of the largest chain first."""
    hits = groups(plan, "锂电铜箔")["环节"]
    assert ["锂电池产业链", "铜产业链"] == [told.split()[-1] for _, told in hits]


def test_what_is_not_found_gives_near_names(plan: httpx.Client) -> None:
    """The page says what can be looked for, and what is called nearly so."""
    page = plan.get("/search", params={"q": "铜博"}).text
    assert "没有找到“铜博”" in page
    assert "产品（含别名）" in page
    assert "锂电铜箔" in page.partition("您要找的也许是：")[2]


def test_without_words_it_says_what_can_be_looked_for(plan: httpx.Client) -> None:
    """In both languages, in the language of the page that one came from."""
    assert "各条产业链的环节" in plan.get("/search").text
    assert "the links of every chain" in plan.get("/search?q=%20%20&lang=en").text
    assert 'name="lang" value="en"' in plan.get("/parks?lang=en").text.partition("</form>")[0]


def test_long_lists_are_cut_and_say_so(plan: httpx.Client) -> None:
    """One sign finds much: the number of all stands there, the first are listed."""
    page = plan.get("/search", params={"q": "电"}).text
    assert "只列出前 30 项" in page
    assert max(len(hits) for hits in groups(plan, "电").values()) == 30


@pytest.mark.parametrize("words", HOSTILE)
def test_whatever_is_written_comes_back_as_text(plan: httpx.Client, words: str) -> None:
    """Markup, templates, queries, signs that nobody sees and much too much are words like any others."""
    answer = plan.get("/search", params={"q": words})
    assert 200 == answer.status_code
    assert len(answer.text) < 60_000
    assert "<script>alert" not in answer.text
    assert "<img" not in answer.text
    assert "\x00" not in answer.text
    shown = html.unescape(TAGS.sub("", re.search(r"<h1>(.*?)</h1>", answer.text, re.S)[1]))
    kept = "".join(sign for sign in words if sign.isprintable())[:80]
    assert shown == ("查找：" + kept if kept else "查找")


def test_what_is_internal_is_not_found(closed: httpx.Client) -> None:
    """A server without the user's own plans knows nothing of them, and one without any plan still answers."""
    assert "项目" not in groups(closed, "铜箔项目")
    assert "环节" in groups(closed, "电解液")


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_the_box_is_reached_by_keyboard_and_needs_no_script(plan: httpx.Client, chromium, size) -> None:
    """From the top of any page: skip link, name, box; words and Enter bring the list, a hit its page."""
    width, height = size
    context = chromium.new_context(viewport={"width": width, "height": height}, java_script_enabled=False)
    page = context.new_page()
    for start in ("/projects", "/page/id/target/chifeng-2023/songshan-clean-energy"):
        page.goto(str(plan.base_url.join(start)))
        for _ in range(3):
            page.keyboard.press("Tab")
        page.keyboard.type("清洁能源覆盖率")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/search?q={quote('清洁能源覆盖率')}")
        assert "清洁能源覆盖率" == page.get_by_role("searchbox", name="要查找的词").input_value()
        page.locator(".hits a", has_text="在原文中看").first.click()
        page.locator(".sentence:target").wait_for()
    context.close()
