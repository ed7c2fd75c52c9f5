"""The shapes, looked at before they are used: one that cannot be evaluated is an error, never a pass."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from cfgraph.errors import BadInputError, Problem
from cfgraph.namespaces import CF, PREFIXES

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

SH = PREFIXES["sh"]
RDF_FIRST = PREFIXES["rdf"] + "first"
NEARLY = re.compile(r"https?://www\.w3\.org/ns/shacl")
"""Any spelling of the SHACL namespace."""
THIS = re.compile(r"SELECT[^{]*[$?]this\b", re.IGNORECASE)
KNOWN = frozenset(
    [
        "NodeShape",
        "PropertyShape",
        "IRI",
        "Literal",
        "BlankNode",
        "BlankNodeOrIRI",
        "IRIOrLiteral",
        "Info",
        "Warning",
        "Violation",
        "targetClass",
        "targetNode",
        "targetSubjectsOf",
        "targetObjectsOf",
        "property",
        "node",
        "path",
        "class",
        "datatype",
        "nodeKind",
        "minCount",
        "maxCount",
        "minLength",
        "maxLength",
        "pattern",
        "flags",
        "languageIn",
        "uniqueLang",
        "minInclusive",
        "maxInclusive",
        "minExclusive",
        "maxExclusive",
        "in",
        "hasValue",
        "and",
        "or",
        "not",
        "xone",
        "qualifiedValueShape",
        "qualifiedMinCount",
        "qualifiedMaxCount",
        "equals",
        "disjoint",
        "lessThan",
        "lessThanOrEquals",
        "closed",
        "ignoredProperties",
        "severity",
        "message",
        "name",
        "description",
        "order",
        "inversePath",
        "alternativePath",
        "zeroOrMorePath",
        "oneOrMorePath",
        "zeroOrOnePath",
        "sparql",
        "select",
        "prefixes",
        "declare",
        "prefix",
        "namespace",
        "deactivated",
    ]
)
"""The parts of SHACL Core and SHACL-SPARQL that the validator is known to apply."""


def require_evaluable(shapes: Graph, classes: Iterable[str], file: str = "shapes.ttl") -> None:
    """Raise BadInputError for every part of a shapes graph that would silently not be applied.

    That is: an unknown ``sh:`` term (a typing mistake), a SPARQL constraint or a pattern that does not parse,
    a reference to a shape that is not there, and a target class that no data can have because the ontology lacks it.
    """
    problems = [*_unknown_terms(shapes), *_broken_queries(shapes), *_broken_patterns(shapes), *_lost_shapes(shapes)]
    problems += _unknown_severities(shapes)
    problems += _unknown_targets(shapes, set(classes))
    if problems:
        raise BadInputError(*(Problem(p.key, p.params, file) for p in problems))


def _unknown_terms(shapes: Graph) -> list[Problem]:
    terms = {str(term) for triple in shapes for term in triple if str(term).startswith(SH)}
    unknown = sorted(term[len(SH) :] for term in terms if term[len(SH) :] not in KNOWN)
    strange = sorted(
        {str(t) for triple in shapes for t in triple if NEARLY.match(str(t)) and not str(t).startswith(SH)}
    )
    return [Problem("shape-term", {"term": term}) for term in [*(f"sh:{term}" for term in unknown), *strange]]


def _lost_shapes(shapes: Graph) -> list[Problem]:
    """Shapes that others refer to and nobody describes."""
    single = ("node", "not", "qualifiedValueShape")
    named = {target for name in single for target in shapes.objects(None, _sh(name))}
    for name in ("and", "or", "xone"):
        named |= {member for head in shapes.objects(None, _sh(name)) for member in shapes.items(head)}
    lost = sorted(str(target) for target in named if (target, None, None) not in shapes)
    return [Problem("shape-target", {"term": term}) for term in lost]


def require_effect(shapes: Graph, file: str) -> None:
    """Raise BadInputError for a file without shapes, and for each shape that no target applies and no shape uses."""
    rdf_type = _iri(PREFIXES["rdf"] + "type")
    targets = [_sh(name) for name in ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")]
    found = {shape for kind in ("NodeShape", "PropertyShape") for shape in shapes.subjects(rdf_type, _sh(kind))}
    problems = [] if found else [Problem("shape-none", {}, file)]
    for shape in sorted(found, key=str):
        applied = any((shape, target, None) in shapes for target in targets)
        if not applied and (None, None, shape) not in shapes:
            problems.append(Problem("shape-idle", {"shape": str(shape)}, file))
    if problems:
        raise BadInputError(*problems)


def _unknown_severities(shapes: Graph) -> list[Problem]:
    """Severities of another vocabulary; a misspelt one of SHACL's is an unknown term already."""
    found = {str(severity) for severity in shapes.objects(None, _sh("severity"))}
    return [Problem("shape-term", {"term": term}) for term in sorted(found) if not term.startswith(SH)]


def require_known_properties(shapes: Graph, properties: set[str], file: str) -> None:
    """Raise BadInputError for each cf: property in a path or target that the ontology does not declare."""
    places = [_sh(name) for name in ("path", "inversePath", "targetSubjectsOf", "targetObjectsOf", "alternativePath")]
    used = {str(target) for place in places for target in shapes.objects(None, place)}
    used |= {str(member) for member in shapes.objects(None, _iri(RDF_FIRST))}
    unknown = sorted(
        name for name in used if name.startswith(CF) and name[len(CF)].islower() and name not in properties
    )
    if unknown:
        raise BadInputError(*(Problem("shape-target", {"term": name}, file) for name in unknown))


def _broken_queries(shapes: Graph) -> list[Problem]:
    from rdflib.plugins.sparql import prepareQuery

    select, declare = _sh("select"), _sh("declare")
    prefixes = {
        str(shapes.value(entry, _sh("prefix"))): str(shapes.value(entry, _sh("namespace")))
        for _, entry in shapes.subject_objects(declare)
    }
    problems = []
    for node, query in shapes.subject_objects(select):
        try:
            if not THIS.search(str(query)):
                raise ValueError("SELECT $this …")
            prepareQuery(str(query).replace("$PATH", "<urn:path>"), initNs=prefixes)
        except Exception as error:  # rdflib raises its parser's own exceptions
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            problems.append(Problem("shape-query", {"shape": _owner(shapes, node), "reason": reason}))
    return problems


def _broken_patterns(shapes: Graph) -> list[Problem]:
    problems = []
    for node, pattern in shapes.subject_objects(_sh("pattern")):
        try:
            re.compile(str(pattern))
        except re.error as error:
            problems.append(Problem("shape-query", {"shape": _owner(shapes, node), "reason": str(error)}))
    return problems


def _unknown_targets(shapes: Graph, classes: set[str]) -> list[Problem]:
    targets = {str(target) for target in shapes.objects(None, _sh("targetClass"))}
    return [Problem("shape-target", {"term": target}) for target in sorted(targets - classes)]


def _owner(shapes: Graph, node: Node) -> str:
    """The named shape that a blank node belongs to."""
    from rdflib import URIRef

    while not isinstance(node, URIRef):
        around = next(shapes.subjects(None, node), None)
        if around is None:
            break
        node = around
    return str(node)


def _sh(name: str) -> Node:
    return _iri(SH + name)


def _iri(name: str) -> Node:
    from rdflib import URIRef

    return URIRef(name)
