"""From an IRI to its address on this server, and back.

Everything below the base IRI has the same path here. The page of ``id/product/copper-foil`` is
``page/id/product/copper-foil``, its triples are ``data/id/product/copper-foil.ttl``.
"""

from __future__ import annotations

from urllib.parse import quote, urlsplit

import pyoxigraph as ox

from cfgraph.namespaces import BASE, key_of
from cfgraph.web.site import Site

DOCUMENTS = ("ontology", "shapes")
"""Starts of the paths that are documents themselves, not things that a document tells of."""
SAFE = "/:@!$&'()*+,;=~-._"


def root(site: Site) -> str:
    """The path of the server's address, with a slash at its end: ``/`` for most."""
    return urlsplit(site.base).path or "/"


def node(path: str) -> ox.NamedNode | None:
    """The IRI that a path below the base names; None for a path that makes no IRI."""
    try:
        return ox.NamedNode(BASE + path)
    except ValueError:
        return None


def href(site: Site, iri: str, lang: str = "zh") -> str | None:
    """Where a link to an IRI leads: our own to their pages on this server, others as they are.

    None for what is no link: only http and https are.
    """
    if not iri.startswith(BASE):
        return iri if iri.startswith(("http://", "https://")) else None
    path, mark, fragment = iri[len(BASE) :].partition("#")
    start = root(site) if path.startswith(DOCUMENTS) else page(site, "")
    return (
        start + quote(path, safe=SAFE) + ("" if lang == "zh" else f"?lang={lang}") + mark + quote(fragment, safe=SAFE)
    )


def spot(iri: str) -> str:
    """The name of a quote or a sentence within the page of the plans' text: ``q-chifeng-2023-4277-4297``."""
    return f"{iri.removeprefix(f'{BASE}id/')[:1]}-{key_of(iri).replace('/', '-')}"


def in_text(site: Site, iri: str, lang: str = "zh") -> str:
    """Where a quote or a sentence stands in the page of the plans' text; empty for anything else."""
    if not iri.startswith((f"{BASE}id/quote/", f"{BASE}id/sentence/")):
        return ""
    return f"{root(site)}text{'' if lang == 'zh' else f'?lang={lang}'}#{spot(iri)}"


def page(site: Site, path: str) -> str:
    """The address of a page."""
    return f"{root(site)}page/{quote(path, safe=SAFE)}"


def data(site: Site, path: str, ending: str) -> str:
    """The address of the triples in a syntax."""
    return f"{root(site)}data/{quote(path, safe=SAFE)}.{ending}"
