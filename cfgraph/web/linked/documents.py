"""Documents: which triples ``ontology`` and ``shapes`` are, and what the file that tells of a thing says of itself."""

from __future__ import annotations

import pyoxigraph as ox

from cfgraph.graph.alignments import ALIGNMENTS, is_alignment
from cfgraph.graph.triples import node
from cfgraph.namespaces import BASE, graph
from cfgraph.publish.dumps.about import LICENCE
from cfgraph.publish.dumps.parts import WHOLE
from cfgraph.store.base import Store

FIND = """PREFIX owl: <http://www.w3.org/2002/07/owl#>
SELECT DISTINCT ?document WHERE {
  { ?document a owl:Ontology FILTER (?document = %s) } UNION { ?document owl:versionIRI %s }
}"""


def document(store: Store, thing: ox.NamedNode) -> str | None:
    """The document that an IRI or a version IRI names; None for neither."""
    rows = store.query(FIND % (thing, thing)).rows
    return rows[0]["document"].value if rows else None


def triples(store: Store, name: str) -> list[ox.Triple]:
    """The triples of a document.

    The alignments lie in the same graph as the ontology but are a document of their own, imported by nothing.
    """
    if name.startswith(f"{BASE}shapes"):
        return [quad.triple for quad in store.quads(graph("shapes"))]
    aligned = name == ALIGNMENTS
    return [quad.triple for quad in store.quads(graph("ontology")) if is_alignment(quad) == aligned]


def licensed(address: str, thing: ox.NamedNode) -> list[ox.Triple]:
    """Of the file at an address: what it is about, the dataset that it is part of, its licence."""
    said = {"foaf:primaryTopic": thing.value, "void:inDataset": WHOLE, "dcterms:license": LICENCE}
    found = [ox.Triple(node(address), node(term), node(value)) for term, value in said.items()]
    return [ox.Triple(node(address), node("rdf:type"), node("foaf:Document")), *found]
