"""A plan's tables → graph ``plan/{key}`` and, fact by fact, its evidence."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from cfgraph.errors import BadInputError, Problem
from cfgraph.graph.evidence import Evidence
from cfgraph.graph.triples import GraphUnderConstruction, Object, node, text
from cfgraph.namespaces import STAGES, graph, thing
from cfgraph.sources.tables import Row, Rows
from cfgraph.sources.text import SourceText, Span

STAGE_NAMES = {**STAGES, "shelved": "Shelved", "cancelled": "Cancelled"}
TYPES = {
    "new-build": "NewBuild",
    "expansion": "Expansion",
    "technical-upgrade": "TechnicalUpgrade",
    "relocation": "Relocation",
}
PLACE_CLASSES = {"region": "cf:Region", "zone": "cf:Zone", "park": "cf:Park"}


@dataclass(frozen=True)
class Plan:
    """A plan's description (``plan.toml``), text and tables, with the product units that its figures are told in."""

    settings: dict[str, Any]
    source: SourceText
    rows: Rows
    units: dict[str, str]

    @property
    def key(self) -> str:
        """The plan's key, e.g. ``chifeng-2023``."""
        return str(self.settings["key"])


@dataclass
class PlanWriter:
    """Writes facts with their evidence and collects what is wrong on the way."""

    plan: Plan
    out: GraphUnderConstruction = field(init=False)
    evidence: Evidence = field(init=False)
    problems: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.out = GraphUnderConstruction(graph("plan", self.plan.key))
        self.evidence = Evidence(self.plan.key, self.plan.source)

    def iri(self, kind: str, *keys: str) -> str:
        """The IRI of a thing that belongs to this plan."""
        return thing(kind, self.plan.key, *keys)

    def quote(self, row: Row) -> Span | None:
        """Where the row's quote stands; None, and a problem noted, when it does not."""
        try:
            return self.plan.source.find(row["quote"], row["within"])
        except BadInputError as error:
            self.problems += [row.problem(p.key, p.column, **p.params) for p in error.problems]
            return None

    def fact(
        self, subject: str, predicate: str, value: Object, row: Row, column: str, span: Span, reading: str = ""
    ) -> None:
        """A triple and its evidence. The reading is interpreted where the row lists the column as such."""
        triple = self.out.add(subject, predicate, value, row, column)
        listed = column in row.cells.get("interpreted", "").split(";")
        self.evidence.prove(triple, span, reading or ("interpreted" if listed else "verbatim"), row)

    def begin(self, kind: str, name: str, row: Row) -> tuple[str, Span | None]:
        """What every thing of a plan starts with: IRI, class, labels, document, doubt; and where its quote stands."""
        iri = self.iri(kind, row["key"])
        self.out.add(iri, "rdf:type", name, row)
        self.out.label(iri, row)
        self.out.add(iri, "dcterms:isReferencedBy", thing("document", self.plan.key), row)
        self.doubt(iri, row)
        return iri, self.quote(row)

    def doubt(self, subject: str, row: Row, column: str = "doubt") -> None:
        """The row's doubt as ``skos:editorialNote``."""
        if row[column]:
            self.out.add(subject, "skos:editorialNote", text(row[column], "zh"), row, column)


def build_plan(plan: Plan) -> tuple[GraphUnderConstruction, GraphUnderConstruction]:
    """The plan graph and its evidence graph.

    Raises BadInputError with every mistake of all rows: a quote that is absent or repeated, stage words that are not
    in the quote's sentence or that the wording table reads otherwise, a place that is not the section's, an
    unreadable figure.
    """
    from cfgraph.graph.outputs import write_outputs

    writer = PlanWriter(plan)
    _document(writer)
    _places(writer)
    _enterprises(writer)
    _projects(writer)
    write_outputs(writer)
    _endowments(writer)
    _solicitations(writer)
    check_interpreted(writer)
    if writer.problems:
        raise BadInputError(*writer.problems)
    return writer.out, writer.evidence.out


def _document(writer: PlanWriter) -> None:
    settings, out = writer.plan.settings, writer.out
    iri = thing("document", writer.plan.key)
    body = thing("body", f"{writer.plan.key}-publisher")
    out.add(iri, "rdf:type", "cf:PlanDocument")
    out.add(body, "rdf:type", "cf:PublicBody")
    out.add(iri, "dcterms:publisher", body)
    out.add(iri, "dcterms:spatial", thing("zone", settings["zone"]))
    for lang in ("zh", "en"):
        out.add(iri, "dcterms:title", text(settings[f"title_{lang}"], lang))
        out.add(iri, "skos:prefLabel", text(settings[f"title_{lang}"], lang))
        out.add(body, "skos:prefLabel", text(settings[f"publisher_{lang}"], lang))
    issued = type(text(""))(settings["issued"], datatype=node("xsd:date"))
    out.add(iri, "dcterms:issued", issued)


def place_iri(rows: list[Row], key: str) -> str:
    """The IRI of a place: its kind stands in the table of places."""
    kind = next(row["kind"] for row in rows if row["key"] == key)
    return thing(kind, key)


def _places(writer: PlanWriter) -> None:
    rows = writer.plan.rows["places"]
    for row in rows:
        iri = thing(row["kind"], row["key"])
        writer.out.add(iri, "rdf:type", PLACE_CLASSES[row["kind"]], row)
        writer.out.label(iri, row)
        span = writer.quote(row)
        if span and row["part_of"]:
            parent = place_iri(rows, row["part_of"])
            writer.fact(iri, "cf:partOf", parent, row, "part_of", span, "interpreted")


def _enterprises(writer: PlanWriter) -> None:
    for row in writer.plan.rows["enterprises"]:
        iri = thing("enterprise", row["key"])
        writer.out.add(iri, "rdf:type", "cf:Enterprise", row)
        writer.out.label(iri, row)
        span = writer.quote(row)
        if span:
            writer.fact(iri, "skos:prefLabel", text(row["zh"], "zh"), row, "zh", span)


def _projects(writer: PlanWriter) -> None:
    wording = {row["wording"]: row for row in writer.plan.rows["wording"]}
    for row in writer.plan.rows["projects"]:
        iri, span = writer.begin("project", "cf:Project", row)
        if not span:
            continue
        for column, predicate, kind in (
            ("undertaken_by", "cf:undertakenBy", "enterprise"),
            ("possibly_undertaken_by", "cf:possiblyUndertakenBy", "enterprise"),
            ("possibly_produces", "cf:possiblyProduces", "product"),
        ):
            reading = "interpreted" if column.startswith("possibly") else ""
            for key in row[column]:
                writer.fact(iri, predicate, thing(kind, key), row, column, span, reading)
        for key in row["part_of"]:
            writer.fact(iri, "cf:partOfProject", writer.iri("project", key), row, "part_of", span)
        if row["type"]:
            writer.fact(iri, "cf:constructionType", f"cf:{TYPES[row['type']]}", row, "type", span)
        _stage(writer, iri, row, span, wording[row["wording"]])
        _location(writer, iri, row, span)


def _stage(writer: PlanWriter, iri: str, row: Row, span: Span, wording: Row) -> None:
    if wording["stage"] != row["stage"]:
        params = {"wording": wording["wording"], "stage": row["stage"], "expected": wording["stage"]}
        writer.problems.append(row.problem("stage-differs", "stage", **params))
        return
    try:
        words = writer.plan.source.wording(row["wording"], span)
    except BadInputError as error:
        writer.problems += [row.problem(p.key, "wording", **p.params) for p in error.problems]
        return
    writer.fact(iri, "cf:stage", f"cf:{STAGE_NAMES[row['stage']]}", row, "stage", words, wording["reading"])
    writer.fact(iri, "cf:stageWording", text(row["wording"], "zh"), row, "wording", words)


def _location(writer: PlanWriter, iri: str, row: Row, span: Span) -> None:
    """Where the project is: the heading of the section that its quote stands in says so."""
    section = writer.plan.source.section_at(span)
    if section is None or section.place != row["place"]:
        found = section.place if section else "—"
        writer.problems.append(row.problem("place-differs", "place", place=row["place"], expected=found))
        return
    place = place_iri(writer.plan.rows["places"], row["place"])
    writer.fact(iri, "cf:locatedIn", place, row, "place", section.heading, "interpreted")


def _endowments(writer: PlanWriter) -> None:
    for row in writer.plan.rows["endowments"]:
        iri, span = writer.begin("endowment", "cf:ResourceEndowment", row)
        if span:
            place = place_iri(writer.plan.rows["places"], row["place"])
            writer.fact(iri, "cf:ofResource", thing("product", row["resource"]), row, "resource", span)
            writer.fact(place, "cf:hasEndowment", iri, row, "place", span)


def _solicitations(writer: PlanWriter) -> None:
    for row in writer.plan.rows["solicitations"]:
        iri, span = writer.begin("solicitation", "cf:Solicitation", row)
        if not span:
            continue
        for key in row["products"]:
            writer.fact(iri, "cf:seeksProduct", thing("product", key), row, "products", span)
        for key in row["enterprises"]:
            writer.fact(iri, "cf:seeksEnterprise", thing("enterprise", key), row, "enterprises", span)
        place = place_iri(writer.plan.rows["places"], row["place"])
        writer.fact(iri, "cf:forPlace", place, row, "place", span)


def check_interpreted(writer: PlanWriter) -> None:
    """The column ``interpreted`` lists columns of its own table."""
    for rows in writer.plan.rows.values():
        for row in rows:
            for column in filter(None, row.cells.get("interpreted", "").split(";")):
                if column not in row.cells:
                    params = {"value": column, "allowed": ", ".join(row.cells)}
                    writer.problems.append(row.problem("choice", "interpreted", **params))
