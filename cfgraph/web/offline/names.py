"""Which addresses become files, and what the files are called: ``/link/copper/x?lang=en`` is ``link/copper/x.en.html``.

Every page is there with what it shows at first, in both languages; of what a form can ask for, only the chain, the
state and the ready-made comparisons, which are links. The map's panel is the page of the link that it tells of.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

ROOMS = {
    *("", "chain", "gaps", "link", "projects", "project", "enterprises", "enterprise", "parks", "park", "brief"),
    *("compare", "text", "queries", "data-open", "quality", "ontology", "static", "dumps"),
}
"""First parts of the addresses that become files; the others need a server."""
KEPT = ("chain", "state", "preset", "lang")
"""Parameters that may be asked for."""
FILE = re.compile(r"\.(csv|xlsx|docx|svg|css|js|ttl|nt|nq|rdf|jsonld|trig|png|txt|md)$|/SHA256SUMS$")
ILLEGAL = re.compile(r"[^A-Za-z0-9._/-]")


def canonical(address: str) -> str | None:
    """The address under which a page is known, without its fragment; None for one that needs a server."""
    parts = urlsplit(address)
    fields = dict(parse_qsl(parts.query))
    path = parts.path
    steps = path.strip("/").split("/")
    if FILE.sub("", steps[0]) not in ROOMS:
        return None
    if steps[0] == "chain" and len(steps) == 2 and "link" in fields:
        path = f"/link/{steps[1]}/{quote(fields.pop('link'))}"
    if fields.get("lang") == "zh":
        fields.pop("lang")
    if set(fields) - set(KEPT) or (FILE.search(path) and path.startswith(("/static", "/dumps")) and fields):
        return None
    query = urlencode([(name, fields[name]) for name in KEPT if fields.get(name)])
    return path + (f"?{query}" if query else "")


def file_name(address: str) -> str:
    """The file of a canonical address, below the folder of the site."""
    parts = urlsplit(address)
    path = unquote(parts.path).strip("/") or "index"
    asked = "".join(f".{value}" if name == "lang" else f".{name}-{value}" for name, value in parse_qsl(parts.query))
    ending = FILE.search(f"/{path}")
    stem, ending_words = (path[: -len(ending[0])], ending[0]) if ending and ending[1] else (path, "")
    if ending and not ending[1]:
        return ILLEGAL.sub("_", path)
    return ILLEGAL.sub("_", f"{stem}{asked}{ending_words or '.html'}")
