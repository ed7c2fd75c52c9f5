"""Who and where: places, enterprises, public bodies, and posts; never people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfgraph.graph.triples import text
from cfgraph.namespaces import thing
from cfgraph.sources.tables import Row
from cfgraph.sources.text import Span

if TYPE_CHECKING:
    from cfgraph.graph.plan import PlanWriter

PLACE_CLASSES = {"region": "cf:Region", "zone": "cf:Zone", "park": "cf:Park", "area": "cf:Place"}
BODY_CLASSES = {"body": "cf:PublicBody", "post": "org:Post", "organisation": "org:FormalOrganization"}


def write_places(writer: PlanWriter) -> None:
    """Regions, zones, parks, and areas that are none of these: a delta, a port, a freight line."""
    for row in writer.plan.rows["places"]:
        iri = writer.place(row["key"])
        writer.out.add(iri, "rdf:type", PLACE_CLASSES[row["kind"]], row)
        writer.out.label(iri, row)
        span = writer.quote(row)
        if span:
            _named(writer, iri, row, span)
        if span and row["part_of"]:
            writer.fact(iri, "cf:partOf", writer.place(row["part_of"]), row, "part_of", span, "interpreted")


def write_enterprises(writer: PlanWriter) -> None:
    """Companies, with the spellings of the plan as aliases."""
    for row in writer.plan.rows["enterprises"]:
        iri = thing("enterprise", row["key"])
        writer.out.add(iri, "rdf:type", "cf:Enterprise", row)
        writer.out.label(iri, row)
        span = writer.quote(row)
        if span:
            _named(writer, iri, row, span)


def body_iri(writer: PlanWriter, key: str) -> str:
    """The IRI of a body or post of the plan."""
    kind = next(row["kind"] for row in writer.plan.rows["bodies"] if row["key"] == key)
    return writer.iri("post" if kind == "post" else "body", key)


def write_bodies(writer: PlanWriter) -> None:
    """Public bodies, posts, associations and universities.

    What only the annex names is looked for after the quotable part and gets no quote:
    beside each office stands the name of a person there.
    """
    source = writer.plan.source
    for row in writer.plan.rows["bodies"]:
        iri = body_iri(writer, row["key"])
        writer.out.add(iri, "rdf:type", BODY_CLASSES[row["kind"]], row)
        writer.out.label(iri, row)
        writer.doubt(iri, row)
        for key in row["post_in"]:
            writer.out.add(iri, "org:postIn", body_iri(writer, key), row, "post_in")
        if row["source"] == "annex":
            if row["quote"] not in source.text[source.body.end :]:
                writer.problems.append(row.problem("quote-absent", "quote", quote=row["quote"], source=source.name))
            continue
        span = writer.quote(row)
        if span:
            _named(writer, iri, row, span)


def _named(writer: PlanWriter, iri: str, row: Row, span: Span) -> None:
    """The name as a fact: verbatim where the quote holds it as it is, else a reading of a shorter form."""
    reading = "verbatim" if row["zh"] in writer.plan.source.words(span) else "interpreted"
    writer.fact(iri, "skos:prefLabel", text(row["zh"], "zh"), row, "zh", span, reading)
