"""Sources → named graphs: ontology, shapes, knowledge, each plan with its evidence, and meta."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pyoxigraph as ox

from cfgraph import __version__, resources
from cfgraph.errors import BadInputError, Problem
from cfgraph.graph.knowledge import build_knowledge
from cfgraph.graph.plan import Plan, build_plan
from cfgraph.graph.triples import GraphUnderConstruction, Origin, text, typed
from cfgraph.namespaces import BASE, ONTOLOGY, graph, thing
from cfgraph.sources import layout
from cfgraph.sources.citation import released
from cfgraph.sources.settings import NAME, read_settings, require_places
from cfgraph.sources.tables import Rows, read_folder
from cfgraph.sources.text import SourceText, decode, load

ONTOLOGY_FILES = ("cfgraph.ttl", "schemes.ttl", "units.ttl", "alignments.ttl")
SHAPE_FILES = ("shapes.ttl", "closed.ttl")
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
REASONED_FILES = ONTOLOGY_FILES[:3]
"""Alignments are annotations for readers; the reasoner and the closure never see them."""


@dataclass(frozen=True)
class Built:
    """The asserted dataset, and where each triple of it came from."""

    quads: list[ox.Quad]
    origins: dict[ox.Triple, Origin]
    plans: tuple[str, ...]

    def graph(self, *keys: str) -> list[ox.Triple]:
        """The triples of one named graph."""
        name = ox.NamedNode(graph(*keys))
        return [quad.triple for quad in self.quads if quad.graph_name == name]


def build(plan_folders: list[Path] | None = None) -> Built:
    """Read every source and make the asserted graphs.

    ``plan_folders`` defaults to the shipped plans; all others are the user's own, and internal until their
    ``plan.toml`` says ``visibility = "public"``.
    Raises BadInputError with every mistake of a stage (knowledge first, then each plan).
    """
    folders = resources.shipped_plans() if plan_folders is None else plan_folders
    knowledge = read_folder(resources.data("knowledge"), layout.KNOWLEDGE)
    graphs = [build_knowledge(knowledge)]
    plans: dict[str, bool] = {}
    ours: set[str] = set()
    for folder in folders:
        plan = read_plan(folder, knowledge)
        if plan.key in plans:
            raise BadInputError(Problem("plan-duplicate", {"key": plan.key}, f"{folder.name}/plan.toml"))
        shipped = folder.parent == resources.data("plans")
        plans[plan.key] = plan.settings.get("visibility", "public" if shipped else "internal") == "public"
        ours |= {plan.key} if shipped else set()
        graphs += build_plan(plan)
    graphs.append(_meta(plans, ours))
    quads = _files("ontology", ONTOLOGY_FILES) + _files("shapes", SHAPE_FILES)
    origins: dict[ox.Triple, Origin] = {}
    for made in graphs:
        quads += made.quads()
        origins.update({triple: origin for triple, origin in made.origins.items() if origin})
    return Built(quads, origins, tuple(plans))


def read_plan(folder: Path, knowledge: Rows) -> Plan:
    """Read a plan's description, tables and text. Raises BadInputError with what is wrong in them."""
    settings = read_settings(folder)
    headings = [(section["heading"], section["place"]) for section in settings["section"]]
    source = _source(folder, settings["text"], headings)
    if earlier := settings["text"].get("earlier"):
        source = replace(source, earlier=_source(folder, earlier, []))
    rows = read_folder(folder, layout.PLAN, knowledge)
    require_places(settings, {row["key"] for row in rows["places"]}, folder)
    try:
        source.sections  # noqa: B018 (each heading is looked for once, here, where its file can be named)
    except BadInputError as error:
        raise BadInputError(
            *(p._replace(file=f"{folder.name}/{NAME}", column="heading") for p in error.problems)
        ) from None
    units, indicators = ({row["key"]: row["unit"] for row in knowledge[name]} for name in ("products", "indicators"))
    return Plan(
        settings, source, rows, units, indicators, {row["word"]: row["kind"] for row in knowledge["signal_words"]}
    )


def _source(folder: Path, marks: dict[str, str], headings: list[tuple[str, str]]) -> SourceText:
    name = f"{folder.name}/{marks['file']}"
    return load(folder / marks["file"], marks["sha256"], marks["after"], marks["before"], headings, name)


def parse_turtle(path: Path) -> list[ox.Triple]:
    """The triples of a Turtle file. Raises BadInputError with file and line for a syntax error."""
    if not path.is_file():
        raise BadInputError(Problem("file-missing", file=path.name))
    source = decode(path.read_bytes(), path.name)
    try:
        return [quad.triple for quad in ox.parse(source, format=ox.RdfFormat.TURTLE)]
    except SyntaxError as error:
        raise BadInputError(Problem("turtle-broken", {"reason": error.msg or ""}, path.name, error.lineno)) from None


def _files(name: str, files: tuple[str, ...]) -> list[ox.Quad]:
    """Turtle files as one named graph, with stable labels for their blank nodes."""
    problems: list[Problem] = []
    target = ox.NamedNode(graph(name))
    dataset = ox.Dataset()
    for file in files:
        try:
            for triple in parse_turtle(resources.ontology(file)):
                dataset.add(ox.Quad(triple.subject, triple.predicate, triple.object, target))
        except BadInputError as error:
            problems += error.problems
    if problems:
        raise BadInputError(*problems)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted((_own_labels(quad, name) for quad in dataset), key=str)


def _own_labels(quad: ox.Quad, name: str) -> ox.Quad:
    """The quad with the graph's name in its blank nodes: two graphs of one dataset would share ``c14n0`` otherwise."""
    subject, value = quad.subject, quad.object
    if isinstance(subject, ox.BlankNode):
        subject = ox.BlankNode(subject.value.replace("c14n", name))
    if isinstance(value, ox.BlankNode):
        value = ox.BlankNode(value.value.replace("c14n", name))
    return ox.Quad(subject, quad.predicate, value, quad.graph_name)


def _meta(plans: dict[str, bool], ours: set[str]) -> GraphUnderConstruction:
    """What each graph is and who may see it; ``plans`` says of each whether it is public.

    What comes with cfgraph changes with a release and bears its date; nobody knows the date of what others add.
    """
    out = GraphUnderConstruction(graph("meta"))
    mixed = not all(plans.values())
    visible = {graph(name): True for name in ("ontology", "shapes", "knowledge", "inferred", "meta")}
    visible |= {graph(kind, key): public for key, public in plans.items() for kind in ("plan", "evidence")}
    visible[graph("analysis")] = not mixed
    if mixed:
        visible[graph("inferred", "internal")] = False
    dataset = f"{BASE}dataset"
    for name, public in visible.items():
        out.add(name, "rdf:type", "schema:Dataset")
        out.add(name, "dcterms:isPartOf", dataset)
        out.add(name, "dcterms:license", LICENCE)
        out.add(name, "cf:visibility", text("public" if public else "internal"))
    for key, public in plans.items():
        for name in (graph("plan", key), graph("evidence", key), *([dataset] if public else [])):
            out.add(name, "dcterms:source", thing("document", key))
    dated = [graph(name) for name in ("ontology", "shapes", "knowledge")]
    dated += [graph(kind, key) for key in plans if key in ours for kind in ("plan", "evidence")]
    if all(key in ours for key, public in plans.items() if public):
        dated += [dataset, graph("inferred"), graph("meta")]
    for name in dated:
        for term in ("dcterms:issued", "dcterms:modified"):
            out.add(name, term, typed(released(), "xsd:date"))
    out.add(dataset, "rdf:type", "schema:Dataset")
    out.add(dataset, "dcterms:title", text("cfgraph"))
    out.add(dataset, "dcterms:license", LICENCE)
    out.add(dataset, "dcterms:creator", thing("organisation", "cfgraph-contributors"))
    out.add(dataset, "dcat:version", text(__version__))
    out.add(dataset, "dcterms:conformsTo", f"{ONTOLOGY}/{__version__}")
    return out
