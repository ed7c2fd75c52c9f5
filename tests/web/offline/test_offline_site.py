"""The pages as files: every link leads to a file, they open from a disk, and nothing internal is in them."""

from __future__ import annotations

import hashlib
import re
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pyoxigraph as ox
import pytest

from cfgraph.cli import main
from cfgraph.errors import UsageError
from cfgraph.namespaces import graph
from cfgraph.store.embedded import EmbeddedStore
from cfgraph.web.offline import write_site
from cfgraph.web.offline.names import canonical, file_name
from cfgraph.web.serve import make_site
from cfgraph.workspace import Workspace

LINK = re.compile(r'\s(?:href|src|action)="([^"]*)"')
WORD = "geheimwort"


@pytest.fixture(scope="module")
def pages(workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped plan's pages as files, of a graph that also holds an internal word."""
    secret = ox.Quad(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), ox.Literal(WORD), ox.NamedNode(graph("plan", "own")))
    store = EmbeddedStore.in_memory([*workspace.store().quads(), secret])
    folder = tmp_path_factory.mktemp("site") / "网页"
    write_site(make_site(store, tmp_path_factory.mktemp("ws"), "127.0.0.1", 0), folder)
    return folder


def html(folder: Path) -> list[Path]:
    """Every page."""
    return sorted(folder.rglob("*.html"))


def test_every_link_of_every_page_leads_to_a_file(pages: Path) -> None:
    """No link is rooted or leads to what is not there; addresses of the web are left as they are."""
    broken = set()
    for page in html(pages):
        for link in LINK.findall(page.read_text(encoding="utf-8")):
            parts = urlsplit(unescape(link))
            if not parts.scheme and parts.path and not (page.parent / unquote(parts.path)).is_file():
                broken.add((page.relative_to(pages).as_posix(), link))
    assert set() == broken


def test_the_pages_of_the_menu_are_there_in_both_languages(pages: Path) -> None:
    """Every page of the menu that needs no server, in Chinese and English."""
    names = ("index", "chain", "gaps", "projects", "enterprises", "parks", "brief", "compare", "text", "queries")
    wanted = {f"{name}{lang}.html" for name in (*names, "data-open", "quality") for lang in ("", ".en")}
    assert set() == wanted - {path.name for path in pages.iterdir()}


def test_the_files_of_a_page_are_there(pages: Path) -> None:
    """Word and Excel open from the folder, and the dumps are the exported ones."""
    words = ("link/lithium-battery/electrolyte", "project/chifeng-2023/dadao-lithium-carbonate", "enterprise/dadao")
    for name in (*words, "park/chifeng-high-tech-zone/dongshan", "park/chifeng-high-tech-zone"):
        assert (pages / f"{name}.docx").read_bytes().startswith(b"PK")
        assert (pages / f"{name}.en.docx").read_bytes().startswith(b"PK")
    assert (pages / "gaps.xlsx").read_bytes().startswith(b"PK")
    assert "锂电铜箔" in (pages / "gaps.csv").read_text(encoding="utf-8-sig")
    for line in (pages / "dumps/SHA256SUMS").read_text(encoding="utf-8").splitlines():
        digest, name = line.split("  ")
        assert digest == hashlib.sha256((pages / "dumps" / name).read_bytes()).hexdigest()


def test_what_needs_a_server_says_so(pages: Path) -> None:
    """Taking in and the expert's queries lead to a page that tells how to start a server."""
    text = (pages / "index.html").read_text(encoding="utf-8")
    assert 'href="needs-server.html"' in text
    assert "cfgraph serve" in (pages / "needs-server.html").read_text(encoding="utf-8")
    assert "<form" not in (pages / "gaps.html").read_text(encoding="utf-8")


def test_the_page_about_the_server_is_chinese_first_and_leads_back(pages: Path) -> None:
    """Each language with its own way to the overview, the Chinese on top and the English marked as such."""
    text = (pages / "needs-server.html").read_text(encoding="utf-8")
    chinese, english = text.partition('<section lang="en">')[::2]
    assert '<a href="index.html">回到首页</a>' in chinese
    assert "Back" not in chinese
    assert '<a href="index.en.html">Back to the overview</a>' in english
    assert 1 == text.count("<h1")


def test_every_ready_comparison_is_a_page(pages: Path) -> None:
    """Those that the comparison offers are links to files with what comes out, in both languages."""
    for lang in ("", ".en"):
        line = re.search(r'<p class="presets">(.*?)</p>', (pages / f"compare{lang}.html").read_text("utf-8"), re.S)
        files = re.findall(r'<a href="([^"]*)"', line[1]) if line else []
        keys = ("talks", "ground", "without", "ncm", "high", "add")
        assert [f"compare.preset-{key}{lang}.html" for key in keys] == files
        told = [re.search(r'<p class="outcome".*?</p>', (pages / name).read_text("utf-8"), re.S) for name in files]
        assert len(files) == len({found[0] for found in told if found})
    assert "宁德时代" in (pages / "compare.preset-without.html").read_text("utf-8")


def test_the_map_says_where_a_click_leads(pages: Path) -> None:
    """To a page: no panel opens beside the map without a server."""
    text = (pages / "chain.html").read_text(encoding="utf-8")
    assert "会打开它的页面" in text
    assert "旁边会打开" not in text


def test_no_page_offers_a_search(pages: Path) -> None:
    """Looking something up needs a server: its box stands on no page."""
    assert [] == [page for page in html(pages) if 'role="search"' in page.read_text(encoding="utf-8")]


def test_no_internal_word_is_in_any_file(pages: Path) -> None:
    """A graph that is not public is in no page, table or dump."""
    assert [] == [path for path in pages.rglob("*") if path.is_file() and WORD.encode() in path.read_bytes()]


def test_the_chain_map_opens_from_a_disk(pages: Path, chromium) -> None:
    """A click on a link of the map opens its page; nothing is asked of a network, and the browser is quiet."""
    page = chromium.new_page(viewport={"width": 1366, "height": 768})
    asked, told = [], []
    page.on("request", lambda sent: asked.append(sent.url))
    page.on("console", lambda message: told.append(message.text))
    page.goto((pages / "index.html").as_uri())
    page.click("nav >> text=产业链图谱")
    page.click('#map a[data-key="electrolyte"]')
    assert page.url.endswith("link/lithium-battery/electrolyte.html")
    assert "电解液" in page.inner_text("h1")
    page.click("text=在图谱上看")
    assert page.url.endswith("chain/lithium-battery.html")
    assert [] == told
    assert {"file"} == {urlsplit(address).scheme for address in asked}
    page.close()


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/", "index.html"),
        ("/?lang=en", "index.en.html"),
        ("/gaps?chain=copper&lang=en", "gaps.chain-copper.en.html"),
        ("/compare?lang=en&preset=talks", "compare.preset-talks.en.html"),
        ("/chain/copper?link=x", "link/copper/x.html"),
        ("/link/copper/x.docx?lang=en", "link/copper/x.en.docx"),
        ("/dumps/SHA256SUMS", "dumps/SHA256SUMS"),
        ("/dumps/", "dumps.html"),
        ("/sparql?query=ASK{}", None),
        ("/intake", None),
        ("/gaps?from=negotiating", None),
    ],
)
def test_an_address_has_one_file_or_needs_a_server(address: str, name: str | None) -> None:
    """What a link leads to is known by its address alone."""
    known = canonical(address)
    assert name == (file_name(known) if known else None)


def test_a_folder_that_cannot_be_written_is_told(workspace: Workspace, tmp_path: Path) -> None:
    """A file where the folder should be is left as it is."""
    (tmp_path / "site").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError):
        write_site(make_site(EmbeddedStore.in_memory([]), tmp_path / "ws", "127.0.0.1", 0), tmp_path / "site")
    assert "mine" == (tmp_path / "site").read_text(encoding="utf-8")


def test_the_command_has_examples(capsys: pytest.CaptureFixture[str]) -> None:
    """``cfgraph site --help`` shows how it is used."""
    with pytest.raises(SystemExit):
        main(["site", "--help"])
    assert "index.html" in capsys.readouterr().out
