"""The drawings of a chain: every link once, nothing on top of another, readable in colour and without, harmless."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from itertools import combinations, pairwise
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring

from cfgraph.analysis.gaps import Gaps, find_gaps
from cfgraph.analysis.places import names, read_places
from cfgraph.analysis.scenario import Scenario, parse_chemistry
from cfgraph.analysis.states import STATES
from cfgraph.namespaces import thing
from cfgraph.publish.chainmap import chain_map, chain_squares
from cfgraph.publish.chainmap.grid import arrange, crossings, place
from cfgraph.publish.chainmap.structure import structure
from cfgraph.publish.sankey import sankey
from cfgraph.publish.sankey.flows import flows
from cfgraph.publish.sankey.layout import THICK, scale
from cfgraph.publish.states_look import LOOKS
from cfgraph.publish.svg import INK, PAPER, QUIET, SMALLEST, fold, measure
from cfgraph.store.embedded import EmbeddedStore
from cfgraph.words import say
from tests.conftest import ZONE

SVG = "{http://www.w3.org/2000/svg}"
CHAINS = ("lithium-battery", "copper", "fluorine", "h2nh3", "pharma", "agrifood", "terminals", "windsolar", "steel")
HOSTILE = "\"><script>alert(1)</script><a href='x'>&\x00\x08]]>"


def ask(store: EmbeddedStore, chain: str = "lithium-battery", start: str = "advancing", chemistry: str = "lfp") -> Gaps:
    """The gaps of a chain in the zone."""
    return find_gaps(store, Scenario(ZONE, chain, "", start, parse_chemistry(chemistry)), ZONE, whole=False)


def drawn(store: EmbeddedStore, found: Gaps, lang: str = "zh") -> Element:
    """The parsed map of an answer."""
    return fromstring(chain_map(found, names(read_places(store), lang), lang, href))


def href(key: str) -> str:
    """The address of a link's page."""
    return f"link/{key}.html"


def rectangle(box: Element) -> tuple[float, float, float, float]:
    """Left, top, right and bottom."""
    x, y, width, height = (float(box.get(name, "0")) for name in ("x", "y", "width", "height"))
    return x, y, x + width, y + height


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio by WCAG 2."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("chain", CHAINS)
def test_every_link_is_drawn_once_and_boxes_lie_apart(store: EmbeddedStore, chain: str, lang: str) -> None:
    """Each link that the chemistry needs has one box, no two boxes meet, and all lie on a sheet 1366 wide."""
    found = ask(store, chain, "negotiating", "ncm523")
    svg = drawn(store, found, lang)
    nodes = svg.findall(f".//{SVG}a")
    assert sorted(link.key for link in found.links()) == sorted(node.get("data-key", "") for node in nodes)
    boxes = [rectangle(box) for node in nodes for box in node.findall(f"{SVG}rect[@class='box']")]
    assert len(nodes) == len(boxes)
    meet = [(a, b) for a, b in combinations(boxes, 2) if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]]
    assert [] == meet
    width, height = float(svg.get("width", "")), float(svg.get("height", ""))
    assert width <= 1366
    assert all(left >= 0 and top >= 0 and right <= width and bottom <= height for left, top, right, bottom in boxes)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("chain", ["lithium-battery", "agrifood", "copper"])
def test_text_stays_in_its_box(store: EmbeddedStore, chain: str, lang: str) -> None:
    """Each line of a link, however long its name is, ends inside its box; no text is smaller than 12 pixels."""
    svg = drawn(store, ask(store, chain), lang)
    for node in svg.findall(f".//{SVG}a"):
        left, top, right, bottom = rectangle(node.findall(f"{SVG}rect")[0])
        for text in node.findall(f"{SVG}text"):
            size, x, y = (float(text.get(name, "0")) for name in ("font-size", "x", "y"))
            wide = measure(text.text or "", size) / (2 if text.get("text-anchor") == "middle" else 1)
            assert left <= x <= x + wide <= right, text.text
            assert top < y - 0.8 * size < y < bottom, text.text
    sizes = [float(part.get("font-size", SMALLEST)) for part in svg.iter() if part.get("font-size")]
    assert min(sizes) >= SMALLEST


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("chain", CHAINS)
def test_a_rank_with_its_marks_fits_its_badge(store: EmbeddedStore, chain: str, lang: str) -> None:
    """Words such as 11=~ are no wider than the dark ground below them, which stays in its box."""
    drawing = drawn(store, ask(store, chain), lang)
    for link in drawing.iter(f"{SVG}a"):
        rects = list(link.iter(f"{SVG}rect"))
        box = next(rect for rect in rects if rect.get("class") == "box")
        for ground in (rect for rect in rects if rect.get("rx") == "7"):
            (words,) = [text for text in link.iter(f"{SVG}text") if text.get("fill") == PAPER]
            assert measure(words.text or "", SMALLEST) + 6 <= float(ground.get("width", 0))
            right = float(ground.get("x", 0)) + float(ground.get("width", 0))
            assert right <= float(box.get("x", 0)) + float(box.get("width", 0))
            assert float(ground.get("x", 0)) >= float(box.get("x", 0))


def test_flows_run_between_boxes_and_none_is_lost(store: EmbeddedStore) -> None:
    """Each flow between links of the chain is drawn once, upright or level, and its line enters no box."""
    found = ask(store)
    svg = drawn(store, found)
    boxes = [rectangle(box) for box in svg.findall(f".//{SVG}g[@class='links']//{SVG}rect[@class='box']")]
    lines = svg.findall(f".//{SVG}g[@class='flow']")
    assert len(structure(found).core_edges) == len(lines) > 30
    for line in lines:
        way = [tuple(map(float, pair.split())) for pair in line.findall(f"{SVG}path")[0].get("d", "")[1:].split("L")]
        for (a, b), (c, d) in pairwise(way):
            assert a == c or b == d
            low, high, up, down = min(a, c), max(a, c), min(b, d), max(b, d)
            inside = [b for b in boxes if low < b[2] - 0.1 and high > b[0] + 0.1 and up < b[3] and down > b[1]]
            assert [] == inside, line.findtext(f"{SVG}title")


def test_layers_run_from_ore_to_station(store: EmbeddedStore) -> None:
    """A link stands right of all that it takes: the ore first, the station last."""
    shape = structure(ask(store))
    assert all(shape.layers[edge.source] < shape.layers[edge.target] for edge in shape.core_edges)
    assert 0 == shape.layers[thing("link", "lithium-battery/lithium-ore-mining")]
    assert max(shape.layers.values()) == shape.layers[thing("link", "lithium-battery/storage-station")]


def test_ordering_crosses_no_more_than_the_order_of_the_table(store: EmbeddedStore) -> None:
    """The order by barycentre is only taken where it needs no more rows, or crosses less."""
    shape = structure(ask(store, start="negotiating", chemistry="ncm523"))
    segments: dict[str, list] = {}
    for link in shape.links:
        segments.setdefault(link.segment_zh, []).append(link)
    plain = place(shape, list(segments), segments, {link.iri: float(at) for at, link in enumerate(shape.links)})
    chosen = arrange(shape)
    assert chosen.rows <= plain.rows
    assert chosen.rows < plain.rows or crossings(chosen, shape.core_edges) <= crossings(plain, shape.core_edges)


def test_a_state_is_told_by_colour_shape_and_word(store: EmbeddedStore) -> None:
    """Each box carries the word and the shape of its state; no two states share a shape or a colour."""
    found = ask(store)
    for node in drawn(store, found).findall(f".//{SVG}a"):
        state = found.main.states[thing("link", f"lithium-battery/{node.get('data-key')}")]
        told = "".join(text.text or "" for text in node.findall(f"{SVG}text"))
        assert say(f"state.{state}", "zh") in told
        assert f"icon icon-{state}" in [part.get("class") for part in node]
    assert set(STATES) == set(LOOKS)
    assert len(STATES) == len({look.shape for look in LOOKS.values()}) == len({look.accent for look in LOOKS.values()})


def test_colours_have_contrast() -> None:
    """Text has a contrast of 4.5 or more on every ground that it stands on."""
    for look in LOOKS.values():
        assert contrast(INK, look.fill) >= 4.5
        assert contrast(look.accent, look.fill) >= 4.5
        assert contrast(look.accent, PAPER) >= 4.5
    assert contrast(QUIET, PAPER) >= 4.5
    assert contrast(QUIET, "#f5f7f9") >= 4.5


def test_every_drawing_stands_under_a_strict_policy(store: EmbeddedStore) -> None:
    """No script, no style element or attribute, no handler, nothing from another host; links have names."""
    found, places = ask(store), names(read_places(store), "zh")
    for text in (
        chain_map(found, places, "zh", href),
        sankey(found, places, "zh", href),
        chain_squares(found, "zh", href),
    ):
        for part in fromstring(text).iter():
            assert part.tag.removeprefix(SVG) not in ("script", "style", "image", "foreignObject", "use")
            assert not [name for name in part.attrib if name == "style" or name.startswith("on")]
            if part.tag == f"{SVG}a":
                assert part.get("href", "").startswith("link/")
                assert part.findtext(f"{SVG}title")
        assert ["http://www.w3.org/2000/svg"] == sorted(set(re.findall(r"https?://[^\"<\s]+", text)))


def test_hostile_names_stay_text(store: EmbeddedStore) -> None:
    """Markup, quotes and control signs in the name of a link come back as text."""
    found = ask(store)
    links = tuple(link._replace(zh=HOSTILE, segment_zh=HOSTILE) for link in found.model.links)
    bad = replace(found, model=replace(found.model, links=links, chain_zh=HOSTILE))
    places = {ZONE: HOSTILE}
    for text in (chain_map(bad, places, "zh", href), sankey(bad, places, "zh", href), chain_squares(bad, "zh", href)):
        tags = {part.tag.removeprefix(SVG) for part in fromstring(text).iter()}
        assert tags <= {"svg", "title", "rect", "defs", "pattern", "path", "g", "a", "text"}
        assert "alert(1)" in "".join(fromstring(text).itertext())


def test_a_long_name_wraps() -> None:
    """Lines fit; Latin words stay whole where they can; beyond the last line an ellipsis stands."""
    lines = fold("超高分子量聚乙烯 EC/DMC/EMC battery", 12, 84)
    assert all(measure(line, 12) <= 90 for line in lines)
    assert lines[-1].endswith("battery")
    assert ["隔膜基膜(湿", "法)"] == fold("隔膜基膜(湿法)", 13, 84)
    assert fold("很" * 40, 12, 84, 2)[-1].endswith("…")


def test_the_map_is_the_same_every_time() -> None:
    """The order of sets does not show: two runs with other hash seeds give the same bytes."""
    program = (
        "import hashlib\nfrom tests.conftest import TINY, TOWN\nfrom cfgraph.graph.build import build\n"
        "from cfgraph.graph.close import infer\nfrom cfgraph.store.embedded import EmbeddedStore\n"
        "from cfgraph.analysis.gaps import find_gaps\nfrom cfgraph.analysis.scenario import Scenario\n"
        "from cfgraph.publish.chainmap import chain_map\nfrom cfgraph.publish.sankey import sankey\n"
        "built = build([TINY])\nstore = EmbeddedStore.in_memory(built.quads + infer(built))\n"
        "found = find_gaps(store, Scenario(TOWN), TOWN, whole=False)\n"
        "told = [draw(found, {TOWN: 'x'}, 'zh', str) for draw in (chain_map, sankey)]\n"
        "print(hashlib.sha256(''.join(told).encode()).hexdigest())"
    )
    seen = set()
    for seed in ("1", "2"):
        env = {**os.environ, "PYTHONHASHSEED": seed}
        seen.add(subprocess.run([sys.executable, "-c", program], env=env, capture_output=True, check=True).stdout)
    assert 1 == len(seen)


def test_streams_are_what_the_requirement_is_made_of(store: EmbeddedStore) -> None:
    """Ten GWh of LFP cells take 22,820 t of cathode, as the table says, and stated carbonate covers its streams."""
    found = ask(store)
    streams = {
        (s.source.rsplit("/", 1)[1], s.target.rsplit("/", 1)[1]): s for s in flows(found, structure(found)).streams
    }
    required = found.main.balances[thing("link", "lithium-battery/lfp-cathode")].requirement
    assert required is not None
    assert required.typical == streams["lfp-cathode", "cells"].amount == Decimal(22820)
    assert Decimal(0) == streams["lfp-cathode", "cells"].covered
    assert Decimal(1) == streams["lithium-carbonate", "lfp-cathode"].covered
    assert Decimal(1) == streams["graphite-anode", "cells"].doubtful
    assert streams["pvdf-binder", "separator-coating"].amount is None


def test_only_weight_is_in_the_streams(store: EmbeddedStore) -> None:
    """Cells (GWh) and separator (m²) are told as left out, not drawn as tonnes."""
    found = ask(store)
    known = flows(found, structure(found))
    left = {iri.rsplit("/", 1)[1] for iri in known.unweighed}
    assert {"separator", "cell"} <= left
    assert not [s for s in known.streams if s.source.endswith(("/cells", "/separator"))]
    assert found.model.products[thing("product", "separator")].zh in sankey(found, {ZONE: "x"}, "zh", href)


def test_widths_are_proportional_or_said_not_to_be(store: EmbeddedStore) -> None:
    """A stream to scale is as wide as its tonnes; thin, cut and unstated ones are marked as such in the drawing."""
    found = ask(store)
    known = flows(found, structure(found))
    sized = scale(known.streams)
    assert sized is not None
    kinds = {sized.kind(stream) for stream in known.streams}
    assert {"true", "least", "broken", "unstated"} == kinds
    for stream in known.streams:
        if sized.kind(stream) == "true":
            assert stream.amount is not None
            assert sized.width(stream) == pytest.approx(THICK * float(stream.amount) / float(sized.limit))
    svg = fromstring(sankey(found, {ZONE: "x"}, "zh", href))
    classes = [part.get("class", "") for part in svg.iter(f"{SVG}g")]
    assert all(f"stream stream-{kind}" in classes for kind in kinds)
    assert say("sankey.unstated", "zh") in [text.text for text in svg.iter(f"{SVG}text")]


def test_a_chain_without_amounts_says_so(store: EmbeddedStore) -> None:
    """No stream is made up where nothing can be reckoned."""
    text = sankey(ask(store, "copper"), {ZONE: "x"}, "zh", href)
    assert say("sankey.no_flows", "zh") in text
    assert "stream" not in text.split("<title>")[1]


def test_the_strip_has_a_square_for_each_link(store: EmbeddedStore) -> None:
    """One square a link, with name, state and address."""
    found = ask(store)
    squares = fromstring(chain_squares(found, "zh", href)).findall(f"{SVG}a")
    assert {link.key for link in found.links()} == {square.get("data-key") for square in squares}
    assert len(found.links()) == len(squares)
    electrolyte = next(square for square in squares if square.get("data-key") == "electrolyte")
    assert "link/electrolyte.html" == electrolyte.get("href")
    assert "电解液：缺失" == electrolyte.findtext(f"{SVG}title")
