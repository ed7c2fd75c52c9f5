"""The rows of an answer in the four result formats of SPARQL 1.1, up to a number of rows and of bytes.

A cut answer says so where the format has a place for it: a link in the head of JSON and XML, and a member of its own
in JSON. CSV and TSV have none; the HTTP header tells.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from xml.sax.saxutils import escape, quoteattr

import pyoxigraph as ox

JSON = "application/sparql-results+json"
XML = "application/sparql-results+xml"
CSV = "text/csv"
TSV = "text/tab-separated-values"
MARK = "urn:cfgraph:truncated:"
NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"


class Written(NamedTuple):
    """An answer as bytes, and what it was cut by: ``rows``, ``size`` or nothing."""

    body: bytes
    cut: str


def write_rows(media: str, names: Sequence[str], found: Iterable[Any], rows: int, size: int) -> Written:
    """Rows in a result format; the row that would go past ``rows`` or ``size`` (bytes) is left out, and all after."""
    row_of = {JSON: _json_row, XML: _xml_row, CSV: _csv_row, TSV: _tsv_row}[media]
    lines: list[str] = []
    length, cut = 0, ""
    for solution in found:
        if len(lines) >= rows:
            cut = "rows"
            break
        line = row_of(names, list(solution))
        length += len(line.encode())
        if length > size:
            cut = "size"
            break
        lines.append(line)
    return Written(_frame(media, names, lines, cut).encode(), cut)


def _frame(media: str, names: Sequence[str], lines: list[str], cut: str) -> str:
    if media == JSON:
        head: dict[str, Any] = {"vars": list(names)} | ({"link": [MARK + cut]} if cut else {})
        end = f',"cfgraph:truncated":{json.dumps(cut)}' if cut else ""
        return f'{{"head":{json.dumps(head)},"results":{{"bindings":[{",".join(lines)}]}}{end}}}\n'
    if media == XML:
        variables = "".join(f"<variable name={quoteattr(name)}/>" for name in names)
        link = f"<link href={quoteattr(MARK + cut)}/>" if cut else ""
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">'
            f"<head>{variables}{link}</head><results>{''.join(lines)}</results></sparql>\n"
        )
    if media == CSV:
        return "".join([",".join(names) + "\r\n", *lines])
    return "".join(["\t".join(f"?{name}" for name in names) + "\n", *lines])


def _json_row(names: Sequence[str], terms: list[Any]) -> str:
    bound = {name: _json_term(term) for name, term in zip(names, terms, strict=True) if term is not None}
    return json.dumps(bound, ensure_ascii=False)


def _json_term(term: Any) -> dict[str, str]:
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if not isinstance(term, ox.Literal):
        return {"type": "literal", "value": str(term)}
    if term.language:
        return {"type": "literal", "value": term.value, "xml:lang": term.language}
    typed = {} if term.datatype.value == XSD_STRING else {"datatype": term.datatype.value}
    return {"type": "literal", "value": term.value, **typed}


def _xml_row(names: Sequence[str], terms: list[Any]) -> str:
    cells = (
        f"<binding name={quoteattr(name)}>{_xml_term(term)}</binding>"
        for name, term in zip(names, terms, strict=True)
        if term is not None
    )
    return f"<result>{''.join(cells)}</result>"


def _xml_term(term: Any) -> str:
    parts = _json_term(term)
    text = escape(NO_XML.sub("\ufffd", parts["value"])).replace("\r", "&#13;")
    kind = parts["type"]
    mark = f" xml:lang={quoteattr(parts['xml:lang'])}" if "xml:lang" in parts else ""
    mark += f" datatype={quoteattr(NO_XML.sub(chr(0xFFFD), parts['datatype']))}" if "datatype" in parts else ""
    return f"<{kind}{mark}>{text}</{kind}>"


def _csv_row(names: Sequence[str], terms: list[Any]) -> str:
    return ",".join(_csv_cell(term) for term in terms) + "\r\n"


def _csv_cell(term: Any) -> str:
    if term is None:
        return ""
    text = str(term.value) if isinstance(term, ox.NamedNode | ox.Literal) else str(term)
    return '"' + text.replace('"', '""') + '"' if re.search(r'[",\r\n]', text) else text


def _tsv_row(names: Sequence[str], terms: list[Any]) -> str:
    return "\t".join("" if term is None else str(term).replace("\t", "\\t") for term in terms) + "\n"
