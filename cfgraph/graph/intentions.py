"""What a plan has and wants: endowments, wishes, clusters, targets and measures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfgraph.errors import BadInputError
from cfgraph.graph.actors import body_iri
from cfgraph.graph.triples import number, text
from cfgraph.namespaces import thing
from cfgraph.sources.quantity import parse
from cfgraph.sources.tables import Row
from cfgraph.sources.text import Span

if TYPE_CHECKING:
    from cfgraph.graph.plan import PlanWriter


def write_endowments(writer: PlanWriter) -> None:
    """Resources that a place has."""
    for row in writer.plan.rows["endowments"]:
        iri, span = writer.begin("endowment", "cf:ResourceEndowment", row)
        if span:
            place = writer.place(row["place"])
            writer.fact(iri, "cf:ofResource", thing("product", row["resource"]), row, "resource", span)
            writer.fact(place, "cf:hasEndowment", iri, row, "place", span)


def write_solicitations(writer: PlanWriter) -> None:
    """Wishes: what the plan wants to bring in, from whom, from where and by which gateways."""
    for row in writer.plan.rows["solicitations"]:
        iri, span = writer.begin("solicitation", "cf:Solicitation", row)
        if not span:
            continue
        for key in row["products"]:
            writer.fact(iri, "cf:seeksProduct", thing("product", key), row, "products", span)
        for key in row["enterprises"]:
            writer.fact(iri, "cf:seeksEnterprise", thing("enterprise", key), row, "enterprises", span)
        for column, predicate in (("seeks_from", "cf:seeksFrom"), ("via", "cf:viaGateway")):
            for key in row[column]:
                writer.fact(iri, predicate, writer.place(key), row, column, span)
        writer.fact(iri, "cf:forPlace", writer.place(row["place"]), row, "place", span)


def write_clusters(writer: PlanWriter) -> None:
    """Clusters and bases that the plan wants to build up, with the places that carry them."""
    for row in writer.plan.rows["clusters"]:
        iri, span = writer.begin("cluster", "cf:IndustryCluster", row)
        if not span:
            continue
        writer.fact(iri, "rdf:type", "cf:IndustryCluster", row, "key", span)
        for key in row["hosted_by"]:
            writer.fact(iri, "cf:hostedBy", writer.place(key), row, "hosted_by", span)
        for key in row["chains"]:
            writer.fact(iri, "cf:focusesOn", thing("chain", key), row, "chains", span)
        if row["listed_under"]:
            target = writer.iri("target", row["listed_under"])
            writer.fact(iri, "cf:listedUnder", target, row, "listed_under", span, "interpreted")


def write_targets(writer: PlanWriter) -> None:
    """Targets of a place or a cluster: indicator, amount in the indicator's unit, year and comparator."""
    for row in writer.plan.rows["targets"]:
        iri, span = writer.begin("target", "cf:Target", row)
        if bool(row["place"]) == bool(row["cluster"]):
            writer.problems.append(row.problem("target-of", "cluster"))
            continue
        if not span:
            continue
        of = writer.place(row["place"]) if row["place"] else writer.iri("cluster", row["cluster"])
        writer.fact(of, "cf:hasTarget", iri, row, "place" if row["place"] else "cluster", span)
        writer.fact(iri, "cf:indicator", thing("indicator", row["indicator"]), row, "indicator", span)
        writer.fact(iri, "cf:comparator", text(row["comparator"]), row, "comparator", span)
        if row["year"] is not None:
            writer.fact(iri, "cf:targetYear", number(row["year"]), row, "year", span)
        _amount(writer, iri, row, span, "amount", "cf:amount", row["amount"], writer.plan.indicators[row["indicator"]])
        if row["per"]:
            _amount(writer, iri, row, span, "per", "cf:perAmount", f"1{row['per']}", "")


def _amount(
    writer: PlanWriter, target: str, row: Row, span: Span, column: str, predicate: str, printed: str, wanted: str
) -> None:
    """An amount of a target as a quantity in the unit wanted; the empty unit keeps the printed one."""
    try:
        read = parse(printed)
        quantity = read.to(wanted) if wanted else read
    except BadInputError as error:
        writer.problems += [row.problem(p.key, column, **p.params) for p in error.problems]
        return
    except ValueError:
        writer.problems.append(row.problem("unit-mismatch", column, printed=printed, expected=wanted))
        return
    words = writer.plan.source.words(span)
    if row[column] not in words:
        writer.problems.append(row.problem("figure-not-in-quote", column, printed=row[column], quote=words))
        return
    value = writer.iri("quantity", "target", row["key"], column)
    writer.out.quantity(value, quantity.value, quantity.unit, row[column], row, column)
    writer.fact(target, predicate, value, row, column, span)


def write_measures(writer: PlanWriter) -> None:
    """Measures: where they apply, who answers for them, and with whom they are carried out."""
    for row in writer.plan.rows["measures"]:
        iri, span = writer.begin("measure", "cf:Measure", row)
        if not span:
            continue
        writer.fact(iri, "rdf:type", "cf:Measure", row, "key", span)
        for key in row["places"]:
            writer.fact(iri, "dcterms:spatial", writer.place(key), row, "places", span, "interpreted")
        for key in row["responsible"]:
            writer.fact(iri, "cf:responsible", body_iri(writer, key), row, "responsible", span)
        for key in row["partners"]:
            writer.fact(iri, "cf:partner", body_iri(writer, key), row, "partners", span)
        for key in row["enterprises"]:
            writer.fact(iri, "cf:partner", thing("enterprise", key), row, "enterprises", span)
