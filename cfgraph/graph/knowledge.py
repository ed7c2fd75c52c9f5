"""Reference knowledge → graph ``knowledge``: chains, links, products, processes, coefficients and their sources."""

from __future__ import annotations

from decimal import Decimal

from cfgraph.errors import BadInputError, Problem
from cfgraph.graph.stoichiometry import evaluate
from cfgraph.graph.triples import GraphUnderConstruction, flag, number, text, typed
from cfgraph.namespaces import graph, thing, unit
from cfgraph.sources.quantity import RATE_SUFFIX, plain, ratio, ratio_units
from cfgraph.sources.tables import Row, Rows

BOUNDS = {"low": "cf:amountLow", "typical": "cf:amount", "high": "cf:amountHigh"}
BASIS = {"literature": "Literature", "derived": "Derived", "stoichiometric": "Stoichiometric", "estimate": "Estimate"}


def build_knowledge(rows: Rows) -> GraphUnderConstruction:
    """The graph of the reference knowledge.

    Raises BadInputError with every row whose unit does not fit its product or whose formula cannot be evaluated.
    """
    out = GraphUnderConstruction(graph("knowledge"))
    _sources(out, rows["sources"])
    _concepts(out, rows)
    _products(out, rows["products"])
    _chains(out, rows)
    _indicators(out, rows["indicators"])
    _processes(out, rows)
    problems = _cautions(out, rows) + _inputs(out, rows)
    if problems:
        raise BadInputError(*problems)
    return out


def cite(out: GraphUnderConstruction, subject: str, row: Row) -> None:
    """``dcterms:source`` for each key in the row's column ``sources``."""
    for key in row["sources"]:
        out.add(subject, "dcterms:source", thing("source", key), row, "sources")


def _sources(out: GraphUnderConstruction, rows: list[Row]) -> None:
    for row in rows:
        iri = thing("source", row["key"])
        out.add(iri, "rdf:type", "dcterms:BibliographicResource", row)
        out.add(iri, "dcterms:title", text(row["title"]), row, "title")
        out.add(iri, "dcterms:identifier", text(row["key"]), row, "key")
        for column, predicate in (
            ("url", "schema:url"),
            ("note", "skos:note"),
            ("status", "schema:creativeWorkStatus"),
        ):
            if row[column]:
                out.add(iri, predicate, text(row[column]), row, column)


def _concepts(out: GraphUnderConstruction, rows: Rows) -> None:
    """Segments of a chain, and the variants that say which cells need a link."""
    for kind in ("segment", "variant"):
        scheme = thing("scheme", kind)
        out.add(scheme, "rdf:type", "skos:ConceptScheme")
        for row in rows[f"{kind}s"]:
            iri = thing(kind, row["key"])
            out.add(iri, "rdf:type", "skos:Concept", row)
            out.add(iri, "skos:inScheme", scheme, row)
            out.label(iri, row)
            for key in row.cells.get("covers", ()):
                out.add(iri, "cf:covers", thing("variant", key), row, "covers")
            if row.cells.get("broader"):
                out.add(iri, "skos:broader", thing("variant", row["broader"]), row, "broader")


def _products(out: GraphUnderConstruction, rows: list[Row]) -> None:
    for row in rows:
        iri = thing("product", row["key"])
        out.add(iri, "rdf:type", "cf:Product", row)
        out.label(iri, row)
        out.add(iri, "cf:referenceUnit", unit(row["unit"]), row, "unit")
        for key in row["kind_of"]:
            out.add(iri, "cf:kindOf", thing("product", key), row, "kind_of")
        if row["formula"]:
            out.add(iri, "cf:chemicalFormula", text(row["formula"]), row, "formula")
        if row["wikidata"]:
            out.add(iri, f"skos:{row['wikidata_match'] or 'closeMatch'}", f"wd:{row['wikidata']}", row, "wikidata")
        for column, datatype in (("hs6", "cf:HS2022"), ("gbt4754", "cf:GBT4754")):
            if row[column]:
                out.add(iri, "skos:notation", typed(row[column], datatype), row, column)
        if row["note"]:
            out.add(iri, "skos:note", text(row["note"], "en"), row, "note")
        cite(out, iri, row)


def _chains(out: GraphUnderConstruction, rows: Rows) -> None:
    for row in rows["chains"]:
        iri = thing("chain", row["key"])
        out.add(iri, "rdf:type", "cf:IndustryChain", row)
        out.label(iri, row)
        if row["anchor_link"]:
            out.add(iri, "cf:anchorLink", thing("link", row["key"], row["anchor_link"]), row, "anchor_link")
        cite(out, iri, row)
    makers: dict[str, list[str]] = {}
    for row in rows["processes"]:
        makers.setdefault(row["yields"], []).append(row["key"])
    for row in rows["links"]:
        iri = thing("link", row["chain"], row["key"])
        out.add(iri, "rdf:type", "cf:ChainLink", row)
        out.label(iri, row)
        out.add(iri, "cf:linkOf", thing("chain", row["chain"]), row, "chain")
        out.add(iri, "schema:position", number(row.row - 1), row)
        out.add(iri, "cf:segment", thing("segment", row["segment"]), row, "segment")
        out.add(iri, "cf:neededFor", thing("variant", row["needed_for"]), row, "needed_for")
        for key in row["products"]:
            out.add(iri, "cf:hasProduct", thing("product", key), row, "products")
            for process in makers.get(key, ()):
                out.add(iri, "cf:realizedBy", thing("process", process), row, "products")
        cite(out, iri, row)


def _cautions(out: GraphUnderConstruction, rows: Rows) -> list[Problem]:
    """What speaks against bringing a link in, each with its date and source."""
    links = {(row["chain"], row["key"]) for row in rows["links"]}
    problems = []
    for row in rows["cautions"]:
        if (row["chain"], row["link"]) not in links:
            value = f"{row['chain']} / {row['link']}"
            problems.append(row.problem("key-unknown", "link", value=value, table="links", near="—"))
            continue
        iri = thing("caution", row["chain"], row["link"], row["key"])
        out.add(iri, "rdf:type", "skos:Concept", row)
        out.label(iri, row)
        out.add(iri, "dcterms:issued", typed(row["date"], "xsd:date"), row, "date")
        out.add(thing("link", row["chain"], row["link"]), "cf:caution", iri, row, "key")
        cite(out, iri, row)
    return problems


def _indicators(out: GraphUnderConstruction, rows: list[Row]) -> None:
    for row in rows:
        iri = thing("indicator", row["key"])
        out.add(iri, "rdf:type", "cf:Indicator", row)
        out.label(iri, row)


def _processes(out: GraphUnderConstruction, rows: Rows) -> None:
    for row in rows["processes"]:
        iri = thing("process", row["key"])
        out.add(iri, "rdf:type", "cf:Process", row)
        out.label(iri, row)
        out.add(iri, "cf:yields", thing("product", row["yields"]), row, "yields")
        out.add(iri, "cf:forVariant", thing("variant", row["variant"]), row, "variant")
        out.add(iri, "cf:isDefault", flag(row["is_default"]), row, "is_default")
        out.add(iri, "cf:loop", flag(row["loop"]), row, "loop")
        for key in row["byproducts"]:
            out.add(iri, "cf:byproduct", thing("product", key), row, "byproducts")
        cite(out, iri, row)


def _inputs(out: GraphUnderConstruction, rows: Rows) -> list[Problem]:
    problems: list[Problem] = []
    units = {row["key"]: row["unit"] for row in rows["products"]}
    processes = {row["key"]: row for row in rows["processes"]}
    for row in rows["inputs"]:
        iri = thing("input", row["process"], row["material"])
        process = thing("process", row["process"])
        out.add(iri, "rdf:type", "cf:MaterialInput", row)
        out.add(process, "cf:hasInput", iri, row)
        out.add(iri, "cf:ofMaterial", thing("product", row["material"]), row, "material")
        if row["note"]:
            out.add(iri, "skos:note", text(row["note"], "en"), row, "note")
        cite(out, iri, row)
    listed = {(row["process"], row["material"]) for row in rows["inputs"]}
    for table in ("coefficients", "bounds"):
        for row in rows[table]:
            if (row["process"], row["material"]) not in listed:
                value = f"{row['process']} / {row['material']}"
                problems.append(row.problem("key-unknown", "material", value=value, table="inputs", near="—"))
    bounds, wrong = _bounds(out, rows["bounds"], processes, units)
    problems += wrong
    for row in rows["coefficients"]:
        process_row = processes[row["process"]]
        try:
            _coefficient(out, row, process_row, units, bounds)
        except BadInputError as error:
            problems += [row.problem(p.key, "unit", **p.params) for p in error.problems]
        except (ValueError, KeyError):
            expected = f"{base(units[row['material']])}/{base(units[process_row['yields']])}"
            problems.append(row.problem("coefficient-unit", "unit", printed=row["unit"], expected=expected))
    return problems


def base(reference: str) -> str:
    """The unit of an amount whose flow is told in ``reference``: TONNE for TONNE-PER-YR."""
    return reference.removesuffix(RATE_SUFFIX)


def _bounds(
    out: GraphUnderConstruction, rows: list[Row], processes: dict[str, Row], units: dict[str, str]
) -> tuple[dict[tuple[str, str], Decimal], list[Problem]]:
    """The stoichiometric lower bound of each row's formula, to six digits after the point."""
    values: dict[tuple[str, str], Decimal] = {}
    problems = []
    for row in rows:
        pair = (row["process"], row["material"])
        try:
            values[pair] = evaluate(row["formula"])
        except ValueError as error:
            problems.append(row.problem("formula", "formula", formula=row["formula"], reason=str(error)))
            continue
        material = base(units[row["material"]])
        printed = f"{row['formula']} = {plain(values[pair])}"
        iri = out.quantity(thing("quantity", *pair, "bound"), values[pair], material, printed, row, "value", "unit")
        out.add(thing("input", *pair), "cf:amountBound", iri, row)
        out.add(iri, "cf:valueBasis", "cf:Stoichiometric", row)
        out.add(iri, "dcterms:source", thing("source", "stoich"), row)
        if row["note"]:
            out.add(iri, "skos:note", text(row["note"], "en"), row, "note")
    return values, problems


def _coefficient(
    out: GraphUnderConstruction,
    row: Row,
    process: Row,
    units: dict[str, str],
    bounds: dict[tuple[str, str], Decimal],
) -> None:
    """One bound of one input. Raises ValueError where the unit does not fit material and product."""
    pair = (row["process"], row["material"])
    material, product = base(units[row["material"]]), base(units[process["yields"]])
    factor, above, below = ratio_units(row["unit"])
    factor = factor * ratio(above, material) / ratio(below, product)
    value = row["value"]
    if value is None:
        if row["basis"] != "stoichiometric" or pair not in bounds:
            raise BadInputError(Problem("coefficient-empty"))
        value = bounds[pair]
    printed = f"{plain(value)} {row['unit']}"
    iri = thing("quantity", *pair, row["bound"])
    out.quantity(iri, value * factor, material, printed, row, "value", "unit")
    source_input = thing("input", *pair)
    out.add(source_input, BOUNDS[row["bound"]], iri, row)
    out.add(iri, "cf:valueBasis", f"cf:{BASIS[row['basis']]}", row, "basis")
    cite(out, iri, row)
    if row["derivation"]:
        out.add(iri, "skos:note", text(row["derivation"], "en"), row, "derivation")
    per = out.quantity(
        thing("quantity", "per", f"1-{product}"), Decimal(1), product, f"1 {product}", row, "value", "unit"
    )
    out.add(source_input, "cf:perAmount", per, row, "unit")
    if row["bound"] == "typical" and process["is_default"] and not process["loop"]:
        out.add(thing("process", row["process"]), "cf:hasRatedInput", source_input, row)
