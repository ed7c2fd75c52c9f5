"""A plan's tables → graph ``plan/{key}`` and, fact by fact, its evidence."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from cfgraph.errors import BadInputError, Problem
from cfgraph.graph.evidence import Evidence
from cfgraph.graph.triples import GraphUnderConstruction, Object, text, typed
from cfgraph.namespaces import graph, thing
from cfgraph.sources.tables import Row, Rows
from cfgraph.sources.text import SourceText, Span


@dataclass(frozen=True)
class Plan:
    """A plan's description (``plan.toml``), text and tables, and the knowledge that they are read with.

    ``units`` and ``indicators`` give the unit that a product's and an indicator's figures are told in, ``signals``
    the words that announce a fact (word → project, organisation or wish).
    """

    settings: dict[str, Any]
    source: SourceText
    rows: Rows
    units: dict[str, str]
    indicators: dict[str, str]
    signals: dict[str, str]

    @property
    def key(self) -> str:
        """The plan's key, e.g. ``chifeng-2023``."""
        return str(self.settings["key"])


@dataclass
class PlanWriter:
    """Writes facts with their evidence, collects what is wrong, and keeps which quotes each table makes."""

    plan: Plan
    out: GraphUnderConstruction = field(init=False)
    evidence: Evidence = field(init=False)
    problems: list[Problem] = field(default_factory=list)
    quoted: dict[Span, set[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.out = GraphUnderConstruction(graph("plan", self.plan.key))
        self.evidence = Evidence(self.plan.key, self.plan.source)

    def iri(self, kind: str, *keys: str) -> str:
        """The IRI of a thing that belongs to this plan."""
        return thing(kind, self.plan.key, *keys)

    def quote(self, row: Row) -> Span | None:
        """Where the row's quote stands; None, and a problem noted, when it does not."""
        try:
            span = self.plan.source.find(row["quote"], row["within"])
            self.quoted.setdefault(span, set()).add(row.table)
            if self.plan.source.words(span) != row["quote"]:
                self.evidence.changed(span, row)
            return span
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

    def place(self, key: str) -> str:
        """The IRI of a place: its kind stands in the table of places."""
        return thing(self.place_row(key)["kind"], key)

    def place_row(self, key: str) -> Row:
        """The row of a place."""
        return next(row for row in self.plan.rows["places"] if row["key"] == key)

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
    from cfgraph.graph import actors, coverage, history, intentions, outputs, projects

    writer = PlanWriter(plan)
    _document(writer)
    for write in (
        actors.write_places,
        actors.write_enterprises,
        actors.write_bodies,
        projects.write_projects,
        outputs.write_outputs,
        history.write_observations,
        history.write_investments,
        history.write_continued,
        intentions.write_endowments,
        intentions.write_solicitations,
        intentions.write_clusters,
        intentions.write_targets,
        intentions.write_measures,
    ):
        write(writer)
    coverage.write_coverage(writer)
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
    out.add(iri, "dcterms:issued", typed(settings["issued"], "xsd:date"))


def check_interpreted(writer: PlanWriter) -> None:
    """The column ``interpreted`` lists columns of its own table."""
    for rows in writer.plan.rows.values():
        for row in rows:
            for column in filter(None, row.cells.get("interpreted", "").split(";")):
                if column not in row.cells:
                    params = {"value": column, "allowed": ", ".join(row.cells)}
                    writer.problems.append(row.problem("choice", "interpreted", **params))
