"""What a register adds to a plan's projects: earlier and later stages by date, sums invested, what a project continues.

A plan's own tables say where its projects stand on one day; a register sees them again and again.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cfgraph.errors import BadInputError
from cfgraph.graph.projects import STAGE_NAMES
from cfgraph.graph.triples import text, typed
from cfgraph.namespaces import thing
from cfgraph.sources.quantity import parse

if TYPE_CHECKING:
    from cfgraph.graph.plan import PlanWriter

MONEY = "CCY_CNY"
DAY = re.compile(r"\d{4}-\d\d-\d\d")
MONTH = re.compile(r"\d{4}-\d\d")


def write_observations(writer: PlanWriter) -> None:
    """Each stage that a source shows a project at, on the day or in the month that the source speaks of."""
    for row in writer.plan.rows["observations"]:
        span = writer.quote(row)
        if not (DAY.fullmatch(row["date"]) or MONTH.fullmatch(row["date"])):
            writer.problems.append(row.problem("date-unreadable", "date", printed=row["date"]))
            continue
        if not span:
            continue
        iri = writer.iri("observation", row["project"], row["key"])
        writer.out.add(iri, "rdf:type", "cf:StageObservation", row)
        writer.out.add(iri, "dcterms:source", text(row["source"]), row, "source")
        kind = "xsd:date" if DAY.fullmatch(row["date"]) else "xsd:gYearMonth"
        writer.fact(iri, "cf:ofProject", writer.iri("project", row["project"]), row, "project", span)
        writer.fact(iri, "cf:observedStage", f"cf:{STAGE_NAMES[row['stage']]}", row, "stage", span)
        writer.fact(iri, "cf:observedOn", typed(row["date"], kind), row, "date", span)


def write_investments(writer: PlanWriter) -> None:
    """The sum that a project is to cost, in yuan."""
    for row in writer.plan.rows["investments"]:
        span = writer.quote(row)
        if not span:
            continue
        try:
            found = parse(row["amount"])
            value = found.to(MONEY).value
        except BadInputError as error:
            writer.problems += [row.problem(p.key, "amount", **p.params) for p in error.problems]
            continue
        except ValueError:
            writer.problems.append(row.problem("unit-mismatch", "amount", printed=row["amount"], expected=MONEY))
            continue
        words = writer.plan.source.words(span)
        if row["amount"] not in words:
            writer.problems.append(row.problem("figure-not-in-quote", "amount", printed=row["amount"], quote=words))
            continue
        iri = writer.iri("quantity", row["project"], "investment")
        writer.out.quantity(iri, value, MONEY, row["amount"], row, "amount")
        writer.fact(writer.iri("project", row["project"]), "cf:investment", iri, row, "amount", span)


def write_continued(writer: PlanWriter) -> None:
    """Which project of an earlier plan a project is: the earlier one is no longer counted beside it."""
    for row in writer.plan.rows["continued"]:
        span = writer.quote(row)
        if span:
            earlier = thing("project", row["plan"], row["earlier"])
            own = writer.iri("project", row["project"])
            writer.fact(own, "cf:continues", earlier, row, "earlier", span, "interpreted")
