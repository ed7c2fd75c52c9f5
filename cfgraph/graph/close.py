"""The closure: what follows from the asserted graphs by the ontology's axioms → graph ``inferred``."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import pyoxigraph as ox

from cfgraph import resources
from cfgraph.graph.build import REASONED_FILES, Built, parse_turtle
from cfgraph.graph.rules import Rule, compile_rules
from cfgraph.namespaces import graph
from cfgraph.rdf import graph_name, value

UNSEEN = ("evidence/", "shapes", "meta", "analysis")
"""Graphs that nothing is concluded from."""


@cache
def ontology_rules() -> tuple[Rule, ...]:
    """The rules of the shipped ontology."""
    triples = [triple for file in REASONED_FILES for triple in parse_turtle(resources.ontology(file))]
    return tuple(compile_rules(triples))


def close(asserted: Iterable[ox.Triple], rules: Iterable[Rule] | None = None) -> list[ox.Triple]:
    """Every triple that the rules add to ``asserted``, sorted by its N-Triples form; none that is asserted already."""
    rules = ontology_rules() if rules is None else list(rules)
    store = ox.Store()
    default = ox.DefaultGraph()
    named = (triple for triple in asserted if not isinstance(triple.subject, ox.BlankNode))
    store.bulk_extend(ox.Quad(t.subject, t.predicate, t.object, default) for t in named)
    given = {quad.triple for quad in store}
    updates = [rule.update() for rule in rules]
    size = -1
    while size != len(store):
        size = len(store)
        for update in updates:
            store.update(update)
    return sorted({quad.triple for quad in store} - given, key=str)


def reasoned(built: Built, without: frozenset[str] = frozenset()) -> list[ox.Triple]:
    """The triples that conclusions are drawn from: ontology, knowledge, plans; the graphs ``without`` are left out."""
    start = graph("")
    seen = []
    for quad in built.quads:
        name = graph_name(quad)
        if not name[len(start) :].startswith(UNSEEN) and name not in without:
            seen.append(quad.triple)
    return seen


def infer(built: Built) -> list[ox.Quad]:
    """The graph ``inferred`` of a built dataset, and ``inferred/internal`` for what only internal plans lead to."""
    everything = close(reasoned(built))
    internal = {t.subject for t in built.graph("meta") if t.object == ox.Literal("internal")}
    hidden = frozenset(value(name) for name in internal if "/graph/plan/" in str(name))
    shown = close(reasoned(built, hidden)) if hidden else everything
    known = set(shown)
    only = [triple for triple in everything if triple not in known]
    parts = ((graph("inferred"), shown), (graph("inferred", "internal"), only))
    return [ox.Quad(t.subject, t.predicate, t.object, ox.NamedNode(name)) for name, found in parts for t in found]
