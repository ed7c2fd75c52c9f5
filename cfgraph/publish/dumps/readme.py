"""The README of a dump, in every language: what the files are and how to read them."""

from __future__ import annotations

from cfgraph import __version__
from cfgraph.graph.alignments import is_alignment
from cfgraph.namespaces import BASE, graph
from cfgraph.publish.dumps.about import LICENCE
from cfgraph.publish.dumps.parts import Part
from cfgraph.words import LANGUAGES, say

README = "README.md"
PARTS = ("graphs", "tables", "addresses", "licence")


def readme(parts: list[Part]) -> bytes:
    """The text as Markdown; the triples of the ontology are counted by document where there is an ontology."""
    told = "\n".join(_told(lang, parts) for lang in LANGUAGES)
    return told.encode()


def _told(lang: str, parts: list[Part]) -> str:
    triples = next((part.triples for part in parts if part.iri == graph("ontology")), ())
    aligned = sum(map(is_alignment, triples))
    lines = [say(f"dump.{name}", lang, **_params(name)) for name in PARTS]
    if triples:
        counts = {"all": len(triples), "own": len(triples) - aligned, "aligned": aligned}
        lines.insert(1, say("dump.ontology", lang, **counts))
    return f"# {say('dataset.title', lang)}\n\n" + "".join(f"- {line}\n" for line in lines)


def _params(name: str) -> dict[str, str]:
    return {"addresses": {"base": BASE}, "licence": {"licence": LICENCE, "version": __version__}}.get(name, {})
