"""All pages that links lead to, from the overview on, as files."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import replace

from cfgraph.web.asking import Answer, get
from cfgraph.web.offline.names import file_name
from cfgraph.web.offline.relink import SERVER, links, relinked
from cfgraph.web.pages import Pages
from cfgraph.web.site import Site
from cfgraph.words import LANGUAGES, say

HTML = "text/html"
BASE = "http://localhost/"


def crawl(site: Site, progress: Callable[[int], None]) -> dict[str, bytes]:
    """Name of a file → its bytes. ``progress`` hears after each how many are made."""
    from cfgraph.web.app import make_app

    site = replace(site, base=BASE, token=None, hosts=(), live=False)
    found = asyncio.run(_fetch(make_app(site), progress))
    files: dict[str, bytes] = {}
    for address, answer in found.items():
        body = answer.body
        if answer.media == HTML:
            lang = next((code for code in LANGUAGES if f"lang={code}" in address), LANGUAGES[0])
            note = say("offline.form", lang)
            body = relinked(body.decode(), address, found.__contains__, note).encode()
        files[file_name(address)] = body
    files[SERVER] = _needs_server(site, found)
    return files


async def _fetch(app, progress: Callable[[int], None]) -> dict[str, Answer]:  # type: ignore[no-untyped-def]
    """Address → answer, for all that answer 200."""
    found: dict[str, Answer] = {}
    seen, waiting = {"/"}, deque(["/"])
    while waiting:
        address = waiting.popleft()
        answer = await get(app, address)
        if answer.status != 200:
            continue
        found[address] = answer
        progress(len(found))
        if answer.media == HTML:
            for target in links(answer.body.decode(), address):
                if target not in seen:
                    seen.add(target)
                    waiting.append(target)
    return found


def _needs_server(site: Site, found: dict[str, Answer]) -> bytes:
    """The page that is shown in the place of what only a server can do."""
    keys = ("title", "why", "how", "back")
    told = [[lang, *(say(f"offline.{key}", lang) for key in keys)] for lang in LANGUAGES]
    page = Pages(site).environment.get_template("needs-server.html").render(told=told)
    return relinked(page, "/", found.__contains__, "").encode()
