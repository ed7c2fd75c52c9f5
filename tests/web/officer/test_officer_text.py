"""原文: the text is whole, marked where it is quoted, and says what rests on it."""

from __future__ import annotations

import html
import re

import httpx
from hypothesis import given
from hypothesis import strategies as st

from cfgraph.sources.text import Span
from cfgraph.store.embedded import EmbeddedStore
from cfgraph.web.officer.plan.evidence import texts
from cfgraph.web.officer.plan.spans import Paragraph, paragraphs, segments
from tests.web.officer.test_officer_lists import table

TAGS = re.compile(r"<[^>]+>")
SET_BETWEEN = re.compile(r'<span class="reason">.*?</span>|<section class="proof".*?</section>', re.S)
PROOF = r'<div class="spot" id="(q-[^"]+)"><section class="proof"'


def article(page: str) -> str:
    """The markup of the plan's text, without the reasons and the proofs that are set between its words."""
    return SET_BETWEEN.sub("", page.partition('<article class="plan">')[2].partition("</article>")[0])


def test_every_word_of_the_text_is_there_once(plan: httpx.Client, store: EmbeddedStore) -> None:
    """The page without its tags holds the plan's paragraphs, letter by letter; the press's lead is none of the plan."""
    shown = [
        html.unescape(TAGS.sub("", part))
        for part in re.findall(r'<div class="said(?: heading)?">(.*)</div>\n', article(plan.get("/text").text))
    ]
    (text,) = texts(store).values()
    whole = [paragraph.text for paragraph in paragraphs(text)]
    assert whole[whole.index("具体原文如下:") + 1 :] == shown


def test_a_span_tells_the_facts_that_rest_on_it(town: httpx.Client) -> None:
    """The copper foil project's sentence proves its stage."""
    proof = re.search(
        PROOF + r"(?:(?!</section>).)*<blockquote>推动丁公司铜箔项目开工建设.*?</section>",
        town.get("/text").text,
        re.S,
    )
    assert proof is not None
    assert re.search(r'铜箔项目</a> <span class="property">所处阶段</span> .*筹备开工', proof[0])
    assert f'href="#{proof[1]}"' in town.get("/text").text


def test_every_mark_leads_to_a_proof(plan: httpx.Client) -> None:
    """No marked word leads nowhere, and every proof is reached by some mark or from a shorter span."""
    text = plan.get("/text").text
    proofs = set(re.findall(PROOF, text))
    targets = set(re.findall(r'href="#(q-[^"]+)"', text))
    assert len(proofs) > 200
    assert proofs == targets


def test_a_sentence_that_nothing_quotes_is_seen(town: httpx.Client) -> None:
    """It is marked, and the reason stands behind it, as in the table."""
    page = town.get("/text").text
    found = re.search(
        r'<div class="sentence silent"[^>]*>(?:<[^>]+>)*加强领导.*?</div><span class="reason">([^<]*)</span>', page
    )
    assert found is not None
    (row,) = [row for row in table(town.get("/text.csv")) if "加强领导" in row[0]]
    assert "0" == row[1]
    assert row[2]
    assert f"未引用：{row[2]}" == html.unescape(found[1])


def test_the_numbers_of_the_page_are_those_of_its_table(plan: httpx.Client) -> None:
    """Sentences in all, and those that a fact quotes."""
    rows = table(plan.get("/text.csv"))[1:]
    quoted = sum(row[1] != "0" for row in rows)
    assert f"正文 {len(rows)} 句：{quoted} 句有事实引用" in plan.get("/text").text


@given(
    st.text(min_size=1, max_size=30).filter(lambda text: "\n" not in text),
    st.lists(st.tuples(st.integers(0, 40), st.integers(1, 9)), max_size=6),
    st.integers(0, 9),
)
def test_segments_are_the_text_again(text: str, told: list[tuple[int, int]], start: int) -> None:
    """However spans lie in and over each other, the segments joined are the paragraph, and know who holds them."""
    spans = [Span(at, at + length) for at, length in told]
    cut = segments(Paragraph(start, text), spans)
    assert text == "".join(segment.text for segment in cut)
    for segment in cut:
        inside = {
            span for span in spans if span.start <= segment.start and segment.start + len(segment.text) <= span.end
        }
        assert inside == set(segment.over)
