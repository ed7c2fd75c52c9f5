"""The readable form of a document: the ontology term by term, the shapes, the alignments."""

from __future__ import annotations

from typing import Any, NamedTuple

import pyoxigraph as ox

from cfgraph.namespaces import BASE, PREFIXES, contract, short_key
from cfgraph.rdf import Term
from cfgraph.store.base import Store
from cfgraph.web.linked import documents
from cfgraph.web.linked.axioms import OWL, RDF, RDFS, Token, Tree

SKOS, DCT, SH = PREFIXES["skos"], PREFIXES["dcterms"], PREFIXES["sh"]
LABELS = (f"{RDFS}label", f"{SKOS}prefLabel", f"{SH}name")
SECTIONS = (
    ("classes", f"{OWL}Class"),
    ("object-properties", f"{OWL}ObjectProperty"),
    ("data-properties", f"{OWL}DatatypeProperty"),
    ("annotation-properties", f"{OWL}AnnotationProperty"),
    ("datatypes", f"{RDFS}Datatype"),
)
AXIOMS = {
    "subclass-of": f"{RDFS}subClassOf",
    "equivalent": f"{OWL}equivalentClass",
    "domain": f"{RDFS}domain",
    "range": f"{RDFS}range",
    "subproperty-of": f"{RDFS}subPropertyOf",
    "inverse": f"{OWL}inverseOf",
    "chain": f"{OWL}propertyChainAxiom",
    "replaced-by": f"{DCT}isReplacedBy",
    "close-match": f"{SKOS}closeMatch",
    "target": f"{SH}targetClass",
}
MARKS = {"functional": f"{OWL}FunctionalProperty", "transitive": f"{OWL}TransitiveProperty"}


class Entry(NamedTuple):
    """A term as the page shows it; labels and texts are in Chinese and English."""

    anchor: str
    iri: str
    name: str
    labels: tuple[str, str]
    texts: list[str]
    marks: list[str]
    axioms: list[tuple[str, list[list[Token]]]]


def document_page(store: Store, name: str, asked: str, lang: str) -> tuple[str, dict[str, Any]]:
    """Template and context for a document: ``asked`` is the IRI by which it was asked for."""
    tree = Tree(documents.triples(store, name))
    return "document.html", {
        "iri": name,
        "asked": asked,
        "title": tree.text(name, f"{DCT}title", lang),
        "titles": [tree.text(name, f"{DCT}title", each) for each in ("zh", "en")],
        "abouts": [text for each in ("zh", "en") for text in [_about(tree, name, each)] if text],
        "header": _header(tree, name),
        "citation": tree.text(name, f"{DCT}bibliographicCitation", lang),
        "sections": [section for section in _sections(tree) if section[1]],
        "disjoint": [tree.joined(tree.items(head), ", ") for head in _disjoint(tree)],
    }


def _about(tree: Tree, name: str, lang: str) -> str:
    return tree.text(name, f"{DCT}description", lang) or tree.text(name, f"{DCT}abstract", lang)


def _header(tree: Tree, name: str) -> list[tuple[str, list[Token]]]:
    wanted = {
        "version": f"{OWL}versionInfo",
        "version-iri": f"{OWL}versionIRI",
        "status": "http://purl.org/ontology/bibo/status",
        "created": f"{DCT}created",
        "modified": f"{DCT}modified",
        "creator": f"{DCT}creator",
        "licence": f"{DCT}license",
        "prefix": f"{PREFIXES['vann']}preferredNamespacePrefix",
        "namespace": f"{PREFIXES['vann']}preferredNamespaceUri",
        "see-also": f"{RDFS}seeAlso",
    }
    found = [(word, [_plain(term) for term in tree.get(name, prop)]) for word, prop in wanted.items()]
    return [(word, tokens) for word, tokens in found if tokens]


def _plain(term: Term) -> Token:
    """A status by its last word, any other IRI in full."""
    if not isinstance(term, ox.NamedNode):
        return Token(term.value)
    return Token(short_key(term.value) if "/bibo/status/" in term.value else term.value, term.value)


def _disjoint(tree: Tree) -> list[Term]:
    wanted = ox.NamedNode(f"{OWL}AllDisjointClasses")
    heads = [values[f"{OWL}members"] for values in tree.values.values() if wanted in values[f"{RDF}type"]]
    return [head for found in heads for head in found]


def _sections(tree: Tree) -> list[tuple[str, list[Entry]]]:
    sections = [
        (word, [_entry(tree, node) for node in tree.subjects(f"{RDF}type", kind) if _is_own(node)])
        for word, kind in SECTIONS
    ]
    for scheme in tree.subjects(f"{RDF}type", f"{SKOS}ConceptScheme"):
        members = sorted(tree.subjects(f"{SKOS}inScheme", scheme.value), key=lambda node: _rank(tree, node))
        sections.append(("scheme", [_entry(tree, node) for node in (scheme, *members)]))
    units = [node for node in tree.subjects(f"{RDF}type", f"{PREFIXES['qudt']}Unit") if _is_own(node)]
    shapes = [
        node for node in tree.values if isinstance(node, ox.NamedNode) and node.value.startswith(f"{BASE}shapes#")
    ]
    aligned = [node for node in tree.values if isinstance(node, ox.NamedNode) and tree.get(node, AXIOMS["close-match"])]
    for word, nodes in (("units", units), ("shapes", shapes), ("alignments", aligned)):
        sections.append((word, [_entry(tree, node) for node in sorted(nodes, key=lambda node: node.value)]))
    return sections


def _is_own(node: ox.NamedNode) -> bool:
    return node.value.startswith(BASE)


def _rank(tree: Tree, node: ox.NamedNode) -> tuple[int, str]:
    """Stages in their order, other members by name."""
    ranks = tree.get(node, f"{PREFIXES['cf']}stageRank")
    return (int(ranks[0].value) if ranks else 0, node.value)


def _entry(tree: Tree, node: ox.NamedNode) -> Entry:
    types = {term.value for term in tree.get(node, f"{RDF}type")}
    marks = [mark for mark, kind in MARKS.items() if kind in types]
    if any(term.value == "true" for term in tree.get(node, f"{OWL}deprecated")):
        marks.append("deprecated")
    axioms = [(word, [tree.expression(term) for term in tree.get(node, prop)]) for word, prop in AXIOMS.items()]
    return Entry(
        node.value.partition("#")[2],
        node.value,
        contract(node.value),
        _both(tree, node, LABELS),
        [text for text in (*_both(tree, node, (f"{SKOS}definition", f"{RDFS}comment")), *_rules(tree, node)) if text],
        marks,
        [(word, expressions) for word, expressions in axioms if expressions],
    )


def _rules(tree: Tree, node: ox.NamedNode) -> list[str]:
    """What a shape demands, in the words of its messages."""
    parts: list[Term] = [node, *tree.get(node, f"{SH}property"), *tree.get(node, f"{SH}sparql")]
    messages = [[tree.text(part, f"{SH}message", lang) for lang in ("zh", "en")] for part in parts]
    return [" · ".join(pair) for pair in messages if any(pair)]


def _both(tree: Tree, node: ox.NamedNode, props: tuple[str, ...]) -> tuple[str, str]:
    """A text in Chinese and in English, from the first property that has it."""
    zh, en = (next((text for p in props if (text := tree.text(node, p, lang))), "") for lang in ("zh", "en"))
    return zh, en
