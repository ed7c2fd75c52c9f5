"""The same build with rdflib, owlrl and pySHACL end to end: what one would put together from the usual libraries.

The triples are those that cfgraph asserts (read from its store and serialised, so that both start from the same
data); parsing, OWL 2 RL closure, SHACL on the asserted and on the closed graph, and serialisation are the libraries'.
"""

from __future__ import annotations

import sys
from pathlib import Path

import owlrl
import pyoxigraph as ox
import rdflib
from pyshacl import validate

from cfgraph import resources
from cfgraph.namespaces import graph
from cfgraph.rdf import to_bytes
from cfgraph.workspace import Workspace


def main() -> None:
    """Parse, close, check twice, serialise."""
    store = Workspace(Path(sys.argv[1])).store()
    free = {graph("shapes"), graph("inferred"), graph("meta")}
    triples = [quad.triple for name in store.graphs() if name not in free for quad in store.quads(name)]
    data = rdflib.Graph().parse(data=to_bytes(triples, ox.RdfFormat.N_TRIPLES), format="nt")
    shapes = rdflib.Graph().parse(resources.ontology("shapes.ttl"))
    validate(data, shacl_graph=shapes, inference="none")
    logical = rdflib.Graph()
    wanted = [graph("ontology"), graph("knowledge"), *(name for name in store.graphs() if "/plan/" in name)]
    logical_triples = [quad.triple for name in wanted for quad in store.quads(name)]
    logical.parse(data=to_bytes(logical_triples, ox.RdfFormat.N_TRIPLES), format="nt")
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(logical)
    closed = rdflib.Graph().parse(resources.ontology("closed.ttl"))
    validate(logical, shacl_graph=closed, inference="none")
    logical.serialize(format="nt")


if __name__ == "__main__":
    main()
