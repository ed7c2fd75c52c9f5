"""Projects: how far they have come, who undertakes them, where they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfgraph.errors import BadInputError
from cfgraph.graph.triples import number, text
from cfgraph.namespaces import STAGES, thing
from cfgraph.sources.quantity import parse
from cfgraph.sources.tables import Row
from cfgraph.sources.text import Span

if TYPE_CHECKING:
    from cfgraph.graph.plan import PlanWriter

STAGE_NAMES = {**STAGES, "shelved": "Shelved", "cancelled": "Cancelled"}
TYPES = {
    "new-build": "NewBuild",
    "expansion": "Expansion",
    "technical-upgrade": "TechnicalUpgrade",
    "relocation": "Relocation",
}


def write_projects(writer: PlanWriter) -> None:
    """Projects with stage, owner, place, type and what they are part of."""
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
        for kind in row["type"]:
            writer.fact(iri, "cf:constructionType", f"cf:{TYPES[kind]}", row, "type", span)
        if row["parts"]:
            _parts(writer, iri, row, span)
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


def _parts(writer: PlanWriter, iri: str, row: Row, span: Span) -> None:
    """How many parts the text says there are, whatever it lists: “5家企业搬迁项目”."""
    try:
        count = parse(row["parts"]).value
    except BadInputError as error:
        writer.problems += [row.problem(p.key, "parts", **p.params) for p in error.problems]
        return
    words = writer.plan.source.words(span)
    if row["parts"] not in words:
        writer.problems.append(row.problem("figure-not-in-quote", "parts", printed=row["parts"], quote=words))
        return
    writer.fact(iri, "cf:statedParts", number(count), row, "parts", span)


def _location(writer: PlanWriter, iri: str, row: Row, span: Span) -> None:
    """Where the project is: the heading of its section says so, or its sentence names a place inside the section's."""
    section = writer.plan.source.section_at(span)
    if section and section.place == row["place"]:
        proof: Span | None = section.heading
    else:
        proof = _named(writer, row, span) if section and _inside(writer, row["place"], section.place) else None
    if proof is None:
        found = section.place if section else "—"
        writer.problems.append(row.problem("place-differs", "place", place=row["place"], expected=found))
        return
    writer.fact(iri, "cf:locatedIn", writer.place(row["place"]), row, "place", proof, "interpreted")


def _inside(writer: PlanWriter, key: str, other: str) -> bool:
    """True where the place is a part of ``other``."""
    while key:
        key = writer.place_row(key)["part_of"]
        if key == other:
            return True
    return False


def _named(writer: PlanWriter, row: Row, span: Span) -> Span | None:
    """From the place's name in the project's sentence to the project; None where the sentence does not name it."""
    source, place = writer.plan.source, writer.place_row(row["place"])
    sentence = source.sentence(span)
    for name in [place["zh"], *filter(None, place["alt_zh"].split(";"))]:
        at = source.words(sentence).find(name)
        if at >= 0:
            start = sentence.start + at
            return Span(start, start + len(name)).hull(span)
    return None
