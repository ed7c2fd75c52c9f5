"""录入与复核: from a workbook to every page of this machine, and nowhere else; two tabs, other sites, broken files."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import httpx
import openpyxl
import pytest

from cfgraph.analysis.edits import derive, settle
from cfgraph.analysis.gaps import find_gaps
from cfgraph.cli import main
from cfgraph.commands.scenario import closure
from cfgraph.intake.lock import locked
from cfgraph.intake.records import load
from cfgraph.intake.register import open_register
from cfgraph.sources.scenario_file import read_line
from cfgraph.store.embedded import EmbeddedStore
from cfgraph.web.officer.plan.evidence import texts
from cfgraph.web.own import Own
from cfgraph.web.serve import make_site
from cfgraph.workspace import Workspace
from tests.intake.workbooks import ELECTROLYTE
from tests.web.officer.officer_intake import KNOWN, SEPARATOR, Officer, hidden, office, workbook
from tests.web.officer.test_officer_chain import HOSTILE, bare, states_on_map, text_of

OTHER_SITE = "http://evil.example"


class Done(NamedTuple):
    """An import that was confirmed: who did it, and the pages on the way."""

    officer: Officer
    file: Path
    asked: str
    shown: httpx.Response
    after: httpx.Response


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for workbooks."""
    return tmp_path_factory.mktemp("workbooks")


@pytest.fixture(scope="module")
def done(workspace: Workspace, room: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Done]:
    """Three rows, one of them the news of a known project, another with markup in it, decided and confirmed."""
    odd = [HOSTILE if at in (8, 9) else value for at, value in enumerate(SEPARATOR)]
    file = workbook(room / "三行.xlsx", workspace, ELECTROLYTE, odd, KNOWN)
    with office(workspace, tmp_path_factory.mktemp("done")) as officer:
        asked = officer.upload(file)
        name = asked.text.partition('type="radio" name="')[2].partition('"')[0]
        effect = officer.send(asked.url.path, **{name: "update"})
        yield Done(officer, file, asked.text, effect, officer.confirm(effect))


@pytest.fixture(scope="module")
def waiting(workspace: Workspace, room: Path, tmp_path_factory: pytest.TempPathFactory):
    """A server on which an import was looked at and not confirmed, and that page."""
    file = workbook(room / "一行.xlsx", workspace, ELECTROLYTE)
    with office(workspace, tmp_path_factory.mktemp("waiting")) as officer:
        yield officer, officer.upload(file)


def test_every_mistake_is_told_at_once_with_its_cell(waiting, workspace: Workspace, tmp_path: Path) -> None:
    """Sheet and cell, what is wrong, what would be right; nothing is written."""
    officer, _ = waiting
    bad = [*ELECTROLYTE]
    bad[2], bad[3], bad[10] = "月球石", "很多", "2099-01-01"
    empty = ["", "", "电解液", "", "", "月球", "签约", "", "原话", "网站", "2026-03"]
    page = officer.upload(workbook(tmp_path / "错.xlsx", workspace, bad, empty)).text
    said = text_of(page)
    assert "有 5 处要改" in said
    for cell in ("项目!C3", "项目!D3", "项目!K3", "项目!A4", "项目!F4"):
        assert cell in said
    assert "东山产业园" in said
    assert [] == officer.generations()


def test_a_likely_duplicate_is_shown_for_a_decision(done: Done) -> None:
    """The known project with what is known of it, and what each answer means."""
    said = text_of(done.asked)
    assert "有 1 处像是已有的" in said
    assert "宁德时代50GWh锂电池项目 对接洽谈；元宝山产业园；宁德时代；50GWh" in said
    assert "更新阶段 同一个项目，这一行是它的新进展" in said


def test_the_effect_is_told_before_anything_is_written(waiting) -> None:
    """How many links are missing before and after, and the link that is not missing any more, with its numbers."""
    officer, page = waiting
    assert "赤峰高新区 · 锂电池产业链 缺链 25 → 24" in text_of(page.text)
    assert "电解液 缺失 → 富余 1.48万吨/年 — → 5万吨/年 多了某电解液项目（签约，5万吨/年）" in text_of(page.text)
    assert [] == officer.generations()


def test_rows_are_shown_as_they_were_understood(done: Done) -> None:
    """The product by its own name, the date in full, and what becomes of the row."""
    said = text_of(done.shown.text)
    row = "3 新项目 某电解液项目 新来新材有限公司 锂离子电池电解液 5万吨 东山产业园 签约 12亿元"
    assert f"{row} 依据原文 “新来签约电解液。”（网站，2026-03-05）" in said
    assert "5 新进展 宁德时代50GWh电池项目" in said
    assert "隔膜基膜(湿法)仅在谈→规模不明" in bare(said)


def test_what_was_confirmed_is_on_every_page(done: Done) -> None:
    """The map, the list of projects and the register of the running server have it at once."""
    client = done.officer.client
    assert "已写入" in text_of(done.after.text)
    assert "short" == states_on_map(client.get("/chain/lithium-battery").text)["electrolyte"]
    assert "某电解液项目" in client.get("/projects").text
    assert "某电解液项目" in client.get("/link/lithium-battery/electrolyte").text
    assert "某电解液项目" in client.get("/intake").text


def test_the_register_is_there_as_a_file(done: Done) -> None:
    """Excel and CSV of what was confirmed, linked beside the table."""
    client = done.officer.client
    page = client.get("/intake").text
    assert 'href="intake.xlsx"' in page
    assert 'href="intake.csv"' in page
    assert client.get("/intake.xlsx").content.startswith(b"PK")
    assert "新来签约电解液。" in client.get("/intake.csv").text


def test_every_link_to_an_own_project_leads_to_it(done: Done) -> None:
    """Its page for people and its page of facts are there."""
    page = done.officer.client.get("/link/lithium-battery/electrolyte").text
    address = page.partition('href="/project/')[2].partition('"')[0]
    assert 200 == done.officer.client.get(f"/project/{address}").status_code
    assert 200 == done.officer.client.get(f"/page/id/project/{address}").status_code


def test_an_own_project_is_proved_by_its_own_words_only(done: Done, store: EmbeddedStore) -> None:
    """No sentence of the plan stands as evidence for it, though positions count from nought in both texts."""
    page = done.officer.client.get("/link/lithium-battery/electrolyte").text
    address = page.partition('href="/project/')[2].partition('"')[0]
    shown = re.findall(
        r"<blockquote>(.*?)</blockquote>", done.officer.client.get(f"/project/{address}").text, re.DOTALL
    )
    plan = bare(next(iter(texts(store).values())))
    assert shown
    assert [] == [words for words in shown if bare(text_of(words)) in plan]


def test_an_enterprise_has_a_project_with_news_once(done: Done) -> None:
    """宁德时代 was in talks and has signed: one project, at its new stage, though the news did not name the company."""
    page = text_of(done.officer.client.get("/enterprise/catl").text)
    assert "承担的项目 1 " in page
    assert "宁德时代50GWh电池项目 签约 元宝山产业园" in page
    assert "正在对接洽谈" not in page
    assert "catl" not in done.officer.client.get("/enterprises?sought=talks").text


def test_a_project_keeps_the_stages_that_it_was_at(done: Done) -> None:
    """What the plan says, at the day of the plan, then the news; with the sentences of both."""
    page = done.officer.client.get("/projects").text
    address = next(a for a in re.findall(r'href="(/project/own[^"]*)">宁德', page))
    told = text_of(done.officer.client.get(address).text)
    history = told.partition("阶段记录")[2].partition("依据")[0]
    assert history.index("2023-05-15 对接洽谈") < history.index("2026-04 签约")
    assert "紧密对接宁德时代50GWh锂电池项目" in bare(told)
    assert "沿用此前所列：宁德时代" in told
    assert "据网站（2026-04）" in told


def test_the_page_of_a_project_with_news_leads_to_the_news(done: Done) -> None:
    """Whoever kept the address of the plan's project comes to the project as it is now."""
    client = done.officer.client
    iri = client.get("/api/queries/projects/by-enterprise?enterprise=catl").json()
    (row,) = [row for row in iri["results"]["bindings"] if "catl" in row["project"]["value"]]
    answer = client.get("/project/" + row["project"]["value"].partition("/id/project/")[2], follow_redirects=True)
    assert 200 == answer.status_code
    assert answer.url.path.startswith("/project/own-")


def test_leaving_out_a_project_leaves_out_what_it_continues(done: Done, workspace: Workspace, tmp_path: Path) -> None:
    """Without 宁德时代 no cell is left of its 50 GWh, neither as signed nor as it was in talks."""
    own = Own(done.officer.folder, workspace.folder, tmp_path).workspace.store()
    base = {"from": "negotiating", "chain": "lithium-battery"}
    (scenario,) = settle(own, [read_line("exclude=宁德时代", "--b")], base)
    (kept,) = settle(own, [read_line("", "--a")], base)
    cells = {}
    for name, asked in (("all", kept), ("without", scenario)):
        gaps = find_gaps(derive(own, asked, closure), asked, asked.place, whole=False)
        link = next(link for link in gaps.model.links if link.key == "cells")
        cells[name] = gaps.main.balances[link.iri].supply.stated
    assert (60, 10) == (cells["all"], cells["without"])


def test_what_is_internal_stays_on_the_pages(done: Done) -> None:
    """Endpoint, dumps and triples know nothing of it."""
    client = done.officer.client
    ask = 'ASK { ?thing ?property ?name FILTER (CONTAINS(STR(?name), "某电解液项目")) }'
    assert (
        client.get("/sparql", params={"query": ask}, headers={"Accept": "application/json"}).json()["boolean"] is False
    )
    address = (
        client.get("/projects").text.partition("某电解液项目")[0].rpartition('href="/project/')[2].partition('"')[0]
    )
    assert 404 == client.get(f"/data/id/project/{address}.ttl").status_code
    assert address.partition("/")[0] not in client.get("/data-open").text


@pytest.mark.parametrize("path", ["/", "/gaps", "/gaps.csv", "/projects", "/intake", "/page/id/chain/copper"])
def test_no_other_site_reads_the_pages(done: Done, path: str) -> None:
    """A page of another site gets no leave to read them; what is public it may read."""
    asked = {"Origin": OTHER_SITE}
    client = done.officer.client
    assert "access-control-allow-origin" not in client.get(path, headers=asked).headers
    assert "*" == client.get("/data/id/chain/copper.ttl", headers=asked).headers["access-control-allow-origin"]


def test_who_confirms_twice_has_written_once(done: Done) -> None:
    """The second click, and the way back to the page of the workbook, lead to what was written."""
    before = done.officer.generations()
    assert "已写入" in text_of(done.officer.confirm(done.shown).text)
    assert "已写入" in text_of(done.officer.client.get(done.shown.url.path, follow_redirects=True).text)
    assert before == done.officer.generations()


def test_a_decision_is_remembered(done: Done) -> None:
    """The same workbook asks nothing again, and has nothing new."""
    said = text_of(done.officer.upload(done.file).text)
    assert "像是已有的" not in said
    assert "没有新内容，不需要写入" in said


def test_markup_in_a_cell_comes_back_as_text(done: Done) -> None:
    """On the pages of the import and of the register."""
    for page in (done.shown.text, done.officer.client.get("/intake").text):
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page


def test_the_last_import_is_taken_back(done: Done, workspace: Workspace, tmp_path: Path) -> None:
    """Pages and register are as before; what was taken back stays in the folder."""
    shutil.copytree(done.officer.folder, tmp_path / "own")
    with office(workspace, tmp_path, tmp_path / "own") as officer:
        assert "short" == states_on_map(officer.client.get("/chain/lithium-battery").text)["electrolyte"]
        after = officer.send("/intake/undo", generation=hidden(officer.client.get("/intake").text, "generation"))
        assert "已撤回" in text_of(after.text)
        assert "missing" == states_on_map(officer.client.get("/chain/lithium-battery").text)["electrolyte"]
        assert () == open_register(officer.folder).records
        assert ["0001"] == officer.generations()
        again = officer.send("/intake/undo", generation="")
        assert 409 == again.status_code


def test_what_a_command_writes_is_seen_by_a_running_server(workspace: Workspace, tmp_path: Path) -> None:
    """An import from the terminal, into the folder that the server shows, is on the next page that is opened."""
    file = workbook(tmp_path / "one.xlsx", workspace, ELECTROLYTE)
    with office(workspace, tmp_path) as officer:
        assert "missing" == states_on_map(officer.client.get("/chain/lithium-battery").text)["electrolyte"]
        options = ["--data", str(officer.folder), "--workspace", str(workspace.folder)]
        assert 0 == main(["import", str(file), "--yes", *options])
        assert "surplus" == states_on_map(officer.client.get("/chain/lithium-battery").text)["electrolyte"]
        assert 0 == main(["import", "--undo", *options])
        assert "missing" == states_on_map(officer.client.get("/chain/lithium-battery").text)["electrolyte"]


def test_two_tabs_that_save_at_once_lose_nothing(workspace: Workspace, tmp_path: Path) -> None:
    """The second is shown what it would change by now, and confirms that: both rows are in the register."""
    one = workbook(tmp_path / "one.xlsx", workspace, ELECTROLYTE)
    two = workbook(tmp_path / "two.xlsx", workspace, SEPARATOR)
    with office(workspace, tmp_path) as officer:
        tabs = [officer.upload(one), officer.upload(two)]
        assert "已写入" in text_of(officer.confirm(tabs[0]).text)
        anew = officer.confirm(tabs[1])
        assert "这一次没有写入" in text_of(anew.text)
        assert ["0001"] == officer.generations()
        assert "已写入" in text_of(officer.confirm(anew).text)
        names = {record.name for record in load(open_register(officer.folder).generation)}
        assert {"某电解液项目", "新隔膜项目"} == names


@pytest.mark.parametrize(
    ("headers", "token"),
    [({"Origin": OTHER_SITE}, ""), ({"Origin": "null"}, ""), ({"Sec-Fetch-Site": "cross-site"}, ""), ({}, "guessed")],
    ids=["other-origin", "no-origin", "cross-site", "wrong-token"],
)
def test_a_form_of_another_site_writes_nothing(waiting, headers: dict[str, str], token: str) -> None:
    """Its origin gives it away, or that it does not know the token of the server."""
    officer, page = waiting
    fields = {"token": token or officer.token, "digest": hidden(page.text, "digest")}
    answer = officer.client.post(f"{page.url.path}/confirm", data=fields, headers=headers)
    assert 403 == answer.status_code
    assert [] == officer.generations()


def test_while_another_import_writes_nothing_is_lost(waiting) -> None:
    """A message that says so, the old state as it was, and the import still there to be confirmed."""
    officer, page = waiting
    with locked(officer.folder):
        answer = officer.confirm(page)
    assert 409 == answer.status_code
    assert "另一个导入正在写" in answer.text
    assert [] == officer.generations()
    assert "确认写入" in officer.client.get(page.url.path).text


@pytest.mark.parametrize(
    ("name", "body", "words"),
    [
        ("坏的.xlsx", b"not a workbook", "坏的.xlsx"),
        ("<script>alert(1)</script>.xlsx", b"PK\x03\x04broken", "script&gt;.xlsx"),
        ("../../x.xlsx", b"", "x.xlsx"),
    ],
)
def test_a_broken_file_is_told_of(waiting, name: str, body: bytes, words: str) -> None:
    """A page with the name of the file and one mistake, and no mark of the name is taken for markup."""
    officer, _ = waiting
    answer = officer.client.post(
        "/intake", data={"token": officer.token}, files={"file": (name, body)}, follow_redirects=True
    )
    assert 200 == answer.status_code
    assert "有 1 处要改" in text_of(answer.text)
    assert words in answer.text
    assert "<script>alert" not in answer.text


def test_a_form_that_is_too_long_is_not_read(waiting) -> None:
    """More than any workbook has is refused by its length alone."""
    officer, _ = waiting
    address = officer.client.base_url
    with socket.create_connection((address.host, address.port), timeout=10) as line:
        head = f"POST /intake HTTP/1.1\r\nHost: {address.host}\r\nContent-Length: {1 << 30}\r\n\r\n"
        line.sendall(head.encode())
        assert b"HTTP/1.1 413 " == line.recv(100)[:13]


def test_the_template_is_handed_out(waiting, tmp_path: Path) -> None:
    """The workbook of ``cfgraph template``."""
    officer, _ = waiting
    (tmp_path / "t.xlsx").write_bytes(officer.client.get("/intake/template.xlsx").content)
    assert ["项目", "说明", "选项"] == openpyxl.load_workbook(tmp_path / "t.xlsx").sheetnames


def test_a_server_that_only_reads_says_so(plan: httpx.Client) -> None:
    """No form, the reason, and nothing that takes one."""
    page = plan.get("/intake").text
    assert "只供阅读" in page
    assert "<form" not in page.partition("<main")[2]
    assert 405 == plan.post("/intake").status_code
    assert plan.post("/intake/undo").status_code in (404, 405)


@pytest.mark.parametrize(
    ("host", "base", "alone"),
    [("127.0.0.1", "", True), ("0.0.0.0", "", False), ("127.0.0.1", "https://plan.example/", False)],
)
def test_only_a_server_for_this_machine_has_own_plans(
    workspace: Workspace, tmp_path: Path, host: str, base: str, alone: bool
) -> None:
    """One that listens to the network, or stands behind another name, never shows or takes them."""
    own = Own(tmp_path / "own", workspace.folder, tmp_path / "desk")
    site = make_site(EmbeddedStore.in_memory([]), tmp_path, host, 8000, base, own=own)
    assert alone == (site.own is not None)


def test_the_command_serves_a_folder_that_the_first_import_will_fill(workspace: Workspace, tmp_path: Path) -> None:
    """``cfgraph serve --data`` of a folder that is not there yet shows the shipped plan and takes workbooks."""
    words = [
        sys.executable,
        "-m",
        "cfgraph",
        "serve",
        "--port",
        "0",
        "--workspace",
        str(workspace.folder),
        "--lang",
        "en",
    ]
    with subprocess.Popen([*words, "--data", str(tmp_path / "new")], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            address = re.search(r"http://127\.0\.0\.1:\d+/", process.stdout.readline())
            assert address is not None
            page = httpx.get(f"{address[0]}intake", timeout=30).text
            assert 'type="file"' in page
            assert "2023-05-15" in page
        finally:
            process.terminate()
    assert not (tmp_path / "new").exists()
