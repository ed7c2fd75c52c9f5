"""What a project makes: products, stated capacities and their basis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfgraph.errors import BadInputError
from cfgraph.namespaces import thing
from cfgraph.sources.quantity import RATE_SUFFIX, Quantity, parse
from cfgraph.sources.tables import Row
from cfgraph.sources.text import Span

if TYPE_CHECKING:
    from cfgraph.graph.plan import PlanWriter

BASES = {"output": "cf:Output", "feed": "cf:Feed", "installed": "cf:Installed", "equipment": "cf:Equipment"}
YEARLY = "年产"


def write_outputs(writer: PlanWriter) -> None:
    """Every row of ``outputs.csv`` as a ProductOutput of its project, with evidence."""
    for row in writer.plan.rows["outputs"]:
        span = writer.quote(row)
        if not span:
            continue
        project = writer.iri("project", row["project"])
        iri = writer.iri("output", row["project"], row["key"])
        writer.out.add(iri, "rdf:type", "cf:ProductOutput", row)
        if row["note"]:
            writer.doubt(iri, row, "note")
        writer.fact(project, "cf:hasOutput", iri, row, "project", span)
        if row["product"]:
            writer.fact(iri, "cf:ofProduct", thing("product", row["product"]), row, "product", span)
        if row["basis"]:
            writer.fact(iri, "cf:capacityBasis", BASES[row["basis"]], row, "basis", span, "interpreted")
        if row["capacity"]:
            _capacity(writer, iri, row, span)


def _capacity(writer: PlanWriter, iri: str, row: Row, span: Span) -> None:
    try:
        printed = parse(row["capacity"])
    except BadInputError as error:
        writer.problems += [row.problem(p.key, "capacity", **p.params) for p in error.problems]
        return
    words = writer.plan.source.words(span)
    if row["capacity"] not in words:
        writer.problems.append(row.problem("figure-not-in-quote", "capacity", printed=row["capacity"], quote=words))
        return
    yearly = printed.per_year or YEARLY + row["capacity"] in words
    target = writer.plan.units.get(row["product"], "")
    if row["basis"] == "output":
        try:
            quantity = printed.to(target)
        except ValueError:
            params = {"printed": row["capacity"], "expected": target.removesuffix(RATE_SUFFIX) or "—"}
            writer.problems.append(row.problem("unit-mismatch", "capacity", **params))
            return
        interpreted = target.endswith(RATE_SUFFIX) and not yearly
    else:
        quantity, interpreted = _as_stated(printed, yearly and row["basis"] == "feed"), False
    key = row["shared"] or row["key"]
    value = writer.iri("quantity", row["project"], key)
    writer.out.quantity(value, quantity.value, quantity.unit, row["capacity"], row, "capacity")
    writer.fact(iri, "cf:capacity", value, row, "capacity", span, "interpreted" if interpreted else "")


def _as_stated(printed: Quantity, yearly: bool) -> Quantity:
    """Feed, installed power and equipment keep their own unit; power is told in megawatts."""
    if printed.unit in ("KiloW", "GigaW"):
        return printed.to("MegaW")
    return printed.to(printed.unit + RATE_SUFFIX) if yearly else printed
