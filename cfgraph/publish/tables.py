"""Balance, query results, findings and query lists in every form that they are asked for."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

import pyoxigraph as ox

from cfgraph.analysis.query import SavedQuery
from cfgraph.namespaces import CF, OWN_UNIT, UNIT, key_of, short_key
from cfgraph.publish.numbers import LOWER, brief, exact, span
from cfgraph.publish.render import to_csv, to_json, to_markdown, to_table
from cfgraph.rdf import Term, to_bytes
from cfgraph.sources.header import Header
from cfgraph.store.base import Answer
from cfgraph.words import catalogue, say

NUMBERS = frozenset({"integer", "decimal", "double", "float"})


def rows_in(form: str, header: list[str], rows: list[list[Any]]) -> str:
    """Rows as a table, Markdown or CSV."""
    return {"csv": to_csv, "md": to_markdown, "table": to_table}[form](header, rows)


def balance_in(form: str, entries: list[dict[str, Any]], lang: str) -> str:
    """The balance of every product; the CSV holds every number, the table the typical ones with their arithmetic."""
    if form == "json":
        return to_json(entries)
    if form == "csv":
        return to_csv(*_balance_csv(entries))
    names = ("product", "demand", "offtake", "supply", "balance_range", "why")
    rows = [[entry[f"label_{lang}"], *_numbers(entry, lang), _arithmetic(entry, lang)] for entry in entries]
    text = rows_in(form, [say(f"column.{name}", lang) for name in names], rows)
    marked = any(cell.endswith(LOWER) for row in rows for cell in row[1:-1])
    return text + (f"\n{say('text.bound_mark', lang)}\n" if marked else "")


def _numbers(entry: dict[str, Any], lang: str) -> list[str]:
    """Demand, offtake, supply and balance of a product; bounds are marked."""
    unit, left, stated = entry["demand"]["unit"], entry["balance"], entry["supply"]["stated"]
    silent = {"demand": entry["demand"]["unstated_projects"], "offtake": entry["offtake"]["unstated_buyers"]}
    known = {flow: entry[flow]["typical"] for flow in silent}
    cells = [
        "—" if known[flow] is None else brief(known[flow], unit, lang) + (LOWER if silent[flow] else "")
        for flow in silent
    ]
    bounded = any(known[flow] is not None and silent[flow] for flow in silent)
    ends = [None if left[name] is None else Decimal(repr(left[name])) for name in ("low", "high")]
    known_ends = [end for end in ends if end is not None]
    span_of = span(known_ends[0], known_ends[1], unit, lang) + LOWER * bounded if len(known_ends) == 2 else "—"
    return [*cells, "—" if stated is None else brief(stated, unit, lang), span_of]


def _arithmetic(entry: dict[str, Any], lang: str) -> str:
    """``22,820 × 0.25 + …``: the typical demand, else the typical offtake, from what consumes the product."""
    steps = entry["steps"]["demand"] or entry["steps"]["offtake"]
    terms = [
        f"{step[f'consumer_{lang}']} {exact(step['amount']['typical'])} × {exact(step['coefficient']['typical'])}"
        for step in steps
    ]
    return " + ".join(terms)


def _balance_csv(entries: list[dict[str, Any]]) -> tuple[list[str], list[list[Any]]]:
    bounds = ("low", "typical", "high")
    header = ["product", "iri", "label_zh", "label_en", "links", "unit"]
    header += [f"{flow}.{bound}" for flow in ("demand", "offtake") for bound in bounds]
    header += ["demand.unstated_projects", "offtake.unstated_buyers", "supply.stated", "supply.unstated_projects"]
    header += [f"balance.{bound}" for bound in bounds]
    rows = []
    for entry in entries:
        row = [entry[name] for name in ("product", "iri", "label_zh", "label_en")]
        row += [";".join(entry["links"]), entry["demand"]["unit"]]
        row += [entry[flow][bound] for flow in ("demand", "offtake") for bound in bounds]
        row += [entry["demand"]["unstated_projects"], entry["offtake"]["unstated_buyers"]]
        row += [entry["supply"]["stated"], entry["supply"]["unstated_projects"]]
        rows.append(row + [entry["balance"][bound] for bound in bounds])
    return header, rows


def answer_in(form: str, answer: Answer, lang: str, header: Header | None = None) -> str:
    """The answer of a query: SPARQL 1.1 Results JSON or CSV, a table or Markdown; triples as N-Triples."""
    if answer.triples is not None:
        if form == "json":
            return to_json([{"s": str(t.subject), "p": str(t.predicate), "o": str(t.object)} for t in answer.triples])
        return to_bytes(answer.triples, ox.RdfFormat.N_TRIPLES).decode()
    if answer.boolean is not None:
        return to_json({"head": {}, "boolean": answer.boolean}) if form == "json" else f"{answer.boolean}\n".lower()
    names = list(answer.variables)
    if form == "json":
        bindings = [{name: _json_term(value) for name, value in row.items()} for row in answer.rows]
        return to_json({"head": {"vars": names}, "results": {"bindings": bindings}})
    if form == "csv":
        return to_csv(names, [[_csv_cell(row.get(name)) for name in names] for row in answer.rows])
    rows = [[short_term(row[name], lang) if name in row else "" for name in names] for row in answer.rows]
    if not rows:
        return say("text.no_rows", lang) + "\n"
    labels = header.columns if header else {}
    titles = [labels[name][0 if lang == "zh" else 1] if name in labels else name for name in names]
    return rows_in(form, titles, rows) + ("" if form == "md" else say("text.rows", lang, n=len(rows)) + "\n")


def _csv_cell(term: Term | None) -> str | Decimal:
    """A number as a number, which is no formula whatever its sign; anything else as text."""
    if isinstance(term, ox.Literal) and short_key(term.datatype.value) in NUMBERS:
        try:
            return Decimal(term.value)
        except InvalidOperation:
            return term.value
    return "" if term is None else term.value


def short_term(term: Term, lang: str) -> str:
    """A term as a table shows it: units in words, our own things by their key, ontology terms with their prefix."""
    if not isinstance(term, ox.NamedNode):
        return term.value
    if term.value.startswith((UNIT, OWN_UNIT)):
        key = short_key(term.value)
        return say(f"unit.{key}", lang) if f"unit.{key}" in catalogue(lang) else key
    return f"cf:{term.value[len(CF) :]}" if term.value.startswith(CF) else key_of(term.value)


def _json_term(term: Term) -> dict[str, str]:
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    found = {"type": "literal", "value": term.value}
    if term.language:
        return {**found, "xml:lang": term.language}
    plain = term.datatype.value == "http://www.w3.org/2001/XMLSchema#string"
    return found if plain else {**found, "datatype": term.datatype.value}


def queries_in(form: str, entries: list[tuple[SavedQuery, Header]], lang: str) -> str:
    """The list of saved queries with their questions and parameters."""
    if form == "json":
        return to_json(
            [
                {
                    "name": query.name,
                    "summary_zh": header.summary,
                    "summary_en": header.summary_en,
                    "description_zh": header.description,
                    "description_en": header.description_en,
                    "parameters": [
                        {"name": name, "type": kind, "default": header.defaults.get(name)}
                        for name, kind in query.parameters.items()
                    ],
                    "columns": list(header.columns),
                }
                for query, header in entries
            ]
        )
    columns = [say(f"column.{name}", lang) for name in ("name", "parameters", "question")]
    rows = [
        [query.name, " ".join(query.parameters), header.summary if lang == "zh" else header.summary_en]
        for query, header in entries
    ]
    return rows_in(form, columns, rows)


def findings_in(form: str, findings: list[dict[str, Any]], lang: str) -> str:
    """The findings of a check, and how many there are of each severity."""
    if form == "json":
        return to_json(findings)
    if form == "csv":
        names = ["severity", "rule", "focus", "message_zh", "message_en", "file", "row", "column"]
        return to_csv(names, [[finding[name] for name in names] for finding in findings])
    count = {level: sum(f["severity"] == level for f in findings) for level in ("violation", "warning", "info")}
    total = say(
        "text.check_counts", lang, violations=count["violation"], warnings=count["warning"], infos=count["info"]
    )
    clean = say("text.check_clean", lang) + "\n" if not count["violation"] and not count["warning"] else ""
    if not findings:
        return clean
    header = [say(f"column.{name}", lang) for name in ("severity", "place", "message")]
    rows = [[say(f"severity.{f['severity']}", lang), place(f), f[f"message_{lang}"]] for f in findings]
    return rows_in(form, header, rows) + clean + total + "\n"


def place(finding: dict[str, Any]) -> str:
    """``file:row:column``, or the thing itself where no table states it."""
    parts = [finding["file"], finding["row"], finding["column"]]
    return ":".join(str(part) for part in parts if part) or finding["focus"].rpartition("/id/")[2]
