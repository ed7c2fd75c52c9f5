"""The links of a page as a file: to other files by relative paths; what needs a server says so."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from html import escape, unescape
from urllib.parse import urljoin, urlsplit

from cfgraph.web.offline.names import canonical, file_name

LINK = re.compile(r'(?P<before><(?P<tag>a|link|script|img|form)\b[^>]*?\s)(?P<name>href|src|action)="(?P<to>[^"]*)"')
ANCHOR = re.compile(r"<a\b(?P<inside>[^>]*)>(?P<words>.*?)</a>", re.DOTALL)
FORM = re.compile(r"(<form\b[^>]*>)(.*?)(</form>)", re.DOTALL)
SERVER = "needs-server.html"
"""The page that tells how to start a server."""


def links(page: str, address: str) -> Iterator[str]:
    """The addresses on this server that a page leads to and that become files."""
    for found in LINK.finditer(page):
        target = _target(found["to"], address)
        if target and found["tag"] != "form" and (known := canonical(target)):
            yield known


def relinked(page: str, address: str, there: Callable[[str], bool], note: str) -> str:
    """A page as a file. ``there`` tells which canonical addresses are files.

    The search is left out, filters give way to ``note``, other forms stay to be read below it; links to other views
    of the same page, which are not there, are words only.
    """
    here = posixpath.dirname(file_name(address))

    def relative(name: str) -> str:
        return posixpath.relpath(name, here or ".")

    def to(target: str) -> str:
        known = canonical(target)
        fragment = urlsplit(target).fragment
        if known is None or not there(known):
            return relative(SERVER)
        moved = urlsplit(known).path != urlsplit(target).path
        if moved and known == address:  # the page of a link leads to the map itself
            known, moved = canonical(urlsplit(target)._replace(query=urlsplit(known).query).geturl()) or known, False
            fragment = ""
        return relative(file_name(known)) + (f"#{fragment}" if fragment and not moved else "")

    def rewrite(found: re.Match[str]) -> str:
        target = _target(found["to"], address)
        if target is None:
            return found[0]
        return f'{found["before"]}{found["name"]}="{escape(to(target))}"'

    def unwrap(found: re.Match[str]) -> str:
        link = LINK.match(found[0])
        target = _target(link["to"], address) if link else None
        if target is None or urlsplit(target).path != urlsplit(address).path:
            return found[0]
        known = canonical(target)
        return found[0] if known and there(known) else f"<span>{found['words']}</span>"

    def still(found: re.Match[str]) -> str:
        if 'class="search"' in found[1]:
            return ""
        if 'class="filters"' in found[1]:
            return f'<p class="count">{escape(note)}</p>'
        return f"{found[1]}<fieldset disabled><legend>{escape(note)}</legend>{found[2]}</fieldset>{found[3]}"

    return FORM.sub(still, LINK.sub(rewrite, ANCHOR.sub(unwrap, page)))


def _target(to: str, address: str) -> str | None:
    """The address on this server that a link leads to, seen from a page; None for one elsewhere or within the page."""
    to = unescape(to)
    if to.startswith(("#", "//")) or urlsplit(to).scheme:
        return None
    return urljoin(address, to)
