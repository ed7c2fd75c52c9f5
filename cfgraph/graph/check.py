"""SHACL on the asserted and on the closed graph, SPARQL checks, ontology hygiene → one ordered list of findings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import pyoxigraph as ox

from cfgraph import resources
from cfgraph.errors import BadInputError, Problem
from cfgraph.graph.build import Built, parse_turtle
from cfgraph.graph.shapes import require_effect, require_evaluable, require_known_properties
from cfgraph.graph.triples import Origin
from cfgraph.namespaces import PREFIXES, contract, expand, graph
from cfgraph.rdf import graph_name, value
from cfgraph.sources.header import SEVERITIES, read_header

if TYPE_CHECKING:
    from rdflib import Graph

OUTSIDE = ("rdf:Statement", "oa:SpecificResource", "dcterms:BibliographicResource")
"""Classes that shapes target and that the ontology leaves to the vocabularies they come from."""
COLUMNS = ["entity", "property", "value"]
SH = PREFIXES["sh"]
XSD_STRING = PREFIXES["xsd"] + "string"


@dataclass(frozen=True)
class Finding:
    """One thing that a check found, and the row that it came from where one is known."""

    severity: str
    rule: str
    focus: str
    message_zh: str
    message_en: str
    file: str = ""
    row: int | None = None
    column: str = ""

    def record(self) -> dict[str, Any]:
        """The finding as JSON tells it."""
        return asdict(self)


def check(built: Built, inferred: list[ox.Quad]) -> list[Finding]:
    """Every finding of every check, the gravest first.

    Raises BadInputError when a shape or a check query cannot be evaluated.
    """
    locate, hygiene = Locator(built.origins), resources.ontology("hygiene")
    findings = [
        *check_shapes(_for_shapes(built.quads), "shapes.ttl", locate),
        *check_shapes(_for_shapes(built.quads + inferred, "evidence/"), "closed.ttl", locate),
        *check_queries(_store(built.quads + inferred), resources.queries("checks"), locate),
        *check_queries(_store(q for q in built.quads if graph_name(q) == graph("ontology")), hygiene, locate),
    ]
    unique = dict.fromkeys(findings)
    return sorted(
        unique, key=lambda f: (SEVERITIES.index(f.severity), f.file, f.row or 0, f.rule, f.focus, f.message_en)
    )


class Locator:
    """From a node, or a node and a property, to the table cell that stated it."""

    def __init__(self, origins: dict[ox.Triple, Origin]) -> None:
        self.nodes: dict[str, Origin] = {}
        self.cells: dict[tuple[str, ...], Origin] = {}
        for triple, origin in origins.items():
            subject = value(triple.subject)
            self.nodes.setdefault(subject, Origin(origin.file, origin.row))
            self.cells.setdefault((subject, triple.predicate.value), origin)
            self.cells.setdefault((subject, triple.predicate.value, value(triple.object)), origin)

    def __call__(self, focus: str, path: str = "", wrong: str = "") -> Origin:
        """Where it stands, the very value where several rows give one; an empty origin when no table states it."""
        exact = self.cells.get((focus, path, wrong)) or self.cells.get((focus, path))
        return exact or self.nodes.get(focus) or Origin("", 0)


def _for_shapes(quads: list[ox.Quad], *without: str) -> list[ox.Triple]:
    """The triples to validate; nothing is concluded from evidence, so that the closed graph does without."""
    unseen = tuple(graph(name) for name in ("shapes", *without))
    return [quad.triple for quad in quads if not graph_name(quad).startswith(unseen)]


def _store(quads: Iterable[ox.Quad]) -> ox.Store:
    store = ox.Store()
    store.bulk_extend(quads)
    return store


def to_rdflib(triples: Iterable[ox.Triple]) -> Graph:
    """The same triples as an rdflib graph in memory.

    The validator asks each SPARQL constraint once per focus node; the graph parses each query text only once.
    """
    import rdflib
    from rdflib.plugins.sparql import prepareQuery

    class PreparingGraph(rdflib.Graph):
        prepared: ClassVar[dict[str, Any]] = {}

        def query(self, query_object: Any, *args: Any, **kwargs: Any) -> Any:
            if isinstance(query_object, str):
                if query_object not in self.prepared:
                    self.prepared[query_object] = prepareQuery(query_object)
                query_object = self.prepared[query_object]
            return super().query(query_object, *args, **kwargs)

    def term(node: Any) -> Any:
        if isinstance(node, ox.Literal):
            plain = node.language or node.datatype.value == XSD_STRING
            return rdflib.Literal(node.value, node.language, None if plain else rdflib.URIRef(node.datatype.value))
        return (rdflib.URIRef if isinstance(node, ox.NamedNode) else rdflib.BNode)(node.value)

    data, terms = PreparingGraph(), {}
    for triple in triples:
        for node in (triple.subject, triple.predicate, triple.object):
            if node not in terms:
                terms[node] = term(node)
        data.add((terms[triple.subject], terms[triple.predicate], terms[triple.object]))
    return data


def check_shapes(triples: list[ox.Triple], file: str, locate: Locator) -> list[Finding]:
    """The findings of one shapes file over a graph.

    Raises BadInputError when a shape cannot be evaluated.
    """
    from pyshacl import validate
    from pyshacl.errors import ValidationFailure
    from rdflib import URIRef

    shapes = to_rdflib(parse_turtle(resources.ontology(file)))
    data = to_rdflib(triples)
    classes = {str(kind) for kind in data.subjects(URIRef(PREFIXES["rdf"] + "type"), URIRef(PREFIXES["owl"] + "Class"))}
    kinds = ("ObjectProperty", "DatatypeProperty", "AnnotationProperty")
    properties = {str(p) for kind in kinds for p in data.subjects(None, URIRef(PREFIXES["owl"] + kind))}
    require_evaluable(shapes, classes | {expand(name) for name in OUTSIDE}, file)
    require_known_properties(shapes, properties, file)
    require_effect(shapes, file)
    try:
        _, report, words = validate(data, shacl_graph=shapes, allow_infos=True, inference="none")
    except Exception as error:  # the validator raises its own exceptions, its parser's, and whatever a shape provokes
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        raise BadInputError(Problem("shape-query", {"shape": file, "reason": reason}, file)) from None
    if isinstance(report, ValidationFailure | bytes | str):
        raise BadInputError(Problem("shape-query", {"shape": file, "reason": str(words)}, file))
    return list(_results(report, locate))


def _results(report: Graph, locate: Locator) -> Iterable[Finding]:
    from rdflib import URIRef

    def of(result: Any, name: str) -> Any:
        return report.value(result, URIRef(SH + name))

    for result in report.objects(None, URIRef(SH + "result")):
        focus, path = str(of(result, "focusNode")), of(result, "resultPath")
        messages = {_language(str(m)): str(m) for m in report.objects(result, URIRef(SH + "resultMessage"))}
        english = messages.get("en", "")
        wrong = of(result, "value")
        origin = locate(focus, str(path) if isinstance(path, URIRef) else "", "" if wrong is None else str(wrong))
        shown = f" ({wrong})" if wrong is not None and str(wrong) not in (focus, *english.split()) else ""
        yield Finding(
            str(of(result, "resultSeverity")).removeprefix(SH).lower(),
            str(of(result, "sourceConstraintComponent")).removeprefix(SH),
            focus,
            messages.get("zh", english) + shown,
            english + shown,
            origin.file,
            origin.row or None,
            origin.column,
        )


def _language(message: str) -> str:
    """The validator drops the language of a constraint's message once it has filled in the values."""
    return "zh" if any("\u4e00" <= char <= "\u9fff" for char in message) else "en"


def check_queries(store: ox.Store, folder: Path, locate: Locator) -> list[Finding]:
    """The rows of every check query in a folder, as findings.

    Raises BadInputError for a query that cannot be evaluated or does not give ?entity ?property ?value.
    """
    findings = []
    for path in sorted(folder.glob("*.rq")):
        header, query = read_header(path)
        try:
            solutions = store.query(query, use_default_graph_as_union=True)
            if not isinstance(solutions, ox.QuerySolutions) or [v.value for v in solutions.variables] != COLUMNS:
                raise TypeError("SELECT ?entity ?property ?value …")
            rows = [(row["entity"], row["property"], row["value"]) for row in solutions]
            if any(entity is None for entity, _, _ in rows):
                raise TypeError("?entity …")
        except (SyntaxError, ValueError, KeyError, TypeError) as error:
            raise BadInputError(Problem("query-broken", {"reason": str(error)}, path.name)) from None
        for entity, prop, wrong in rows:
            name = "" if prop is None else prop.value
            origin = locate(entity.value, name, "" if wrong is None else wrong.value)
            detail = " ".join(contract(part.value) for part in (prop, wrong) if part is not None)
            findings.append(
                Finding(
                    header.severity,
                    path.stem,
                    entity.value,
                    f"{header.summary}: {detail}",
                    f"{header.summary_en}: {detail}",
                    origin.file,
                    origin.row or None,
                    origin.column,
                )
            )
    return findings
