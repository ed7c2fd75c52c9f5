"""What the tests of 录入与复核 share: workbooks, a server with a folder of its own, and what an officer does there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from cfgraph.intake.known import read_known
from cfgraph.publish.office.template import template
from cfgraph.store.embedded import EmbeddedStore
from cfgraph.web.own import Own
from cfgraph.web.site import Limits
from cfgraph.workspace import Workspace
from tests.intake.workbooks import write
from tests.web.conftest import running

SEPARATOR = ["新隔膜项目", "新来隔膜厂", "隔膜", "", "", "松山产业园", "签约", "", "隔膜项目签约。", "网站", "2026/3/5"]
KNOWN = [
    "宁德时代50GWh电池项目",
    "",
    "锂离子电芯",
    "50GWh",
    "",
    "元宝山产业园",
    "签约",
    "",
    "签约。",
    "网站",
    "2026-04",
]


def workbook(path: Path, workspace: Workspace, *rows: Sequence[Any]) -> Path:
    """The template with rows filled in, every text as text."""
    return write(path, template(read_known(workspace.store()).vocabulary, "zh"), rows)


@dataclass(frozen=True)
class Officer:
    """Somebody at a browser, without one: what he sends, and the page that he is led to."""

    client: httpx.Client
    folder: Path

    @property
    def token(self) -> str:
        """The form token of the server."""
        return hidden(self.client.get("/intake").text, "token")

    def send(self, path: str, **fields: str) -> httpx.Response:
        """A form of ours, and the page after it."""
        return self.client.post(path, data={"token": self.token, **fields}, follow_redirects=True)

    def upload(self, file: Path) -> httpx.Response:
        """A workbook handed in."""
        files = {"file": (file.name, file.read_bytes())}
        return self.client.post("/intake", data={"token": self.token}, files=files, follow_redirects=True)

    def confirm(self, shown: httpx.Response) -> httpx.Response:
        """What a page shows is confirmed."""
        return self.send(f"{shown.url.path}/confirm", digest=hidden(shown.text, "digest"))

    def generations(self) -> list[str]:
        """What lies in the folder."""
        room = self.folder / "generations"
        return sorted(path.name for path in room.iterdir()) if room.is_dir() else []


def hidden(page: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None, page
    return found[1]


@contextmanager
def office(workspace: Workspace, room: Path, folder: Path | None = None) -> Iterator[Officer]:
    """A server on this machine, with a folder of the user's own."""
    own = Own(folder or room / "own", workspace.folder, room / "desk")
    store = EmbeddedStore.in_memory(workspace.store().quads())
    with running(store, room / "served", Limits(), own=own) as client:
        yield Officer(client, own.folder)
