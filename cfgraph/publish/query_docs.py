"""The saved queries in Markdown, each with its question, its parameters and its answer on the graph at hand."""

from __future__ import annotations

from cfgraph.analysis.query import find, query_files, query_name
from cfgraph.publish.render import to_markdown
from cfgraph.publish.tables import short_term
from cfgraph.sources.header import Header, read_header
from cfgraph.store.base import Store
from cfgraph.words import say

ROWS = 8
CELL = 60
"""So many rows of an answer and so many characters of a cell are shown."""


def query_docs(store: Store, lang: str) -> str:
    """A page with a chapter a query, in the order of their names."""
    parts = [f"# {say('docs.queries_title', lang)}\n\n{say('docs.queries_lead', lang, n=len(query_files()))}\n"]
    for path in query_files():
        header, _ = read_header(path)
        parts.append(_chapter(store, query_name(path), header, lang))
    return "\n".join(parts)


def _chapter(store: Store, name: str, header: Header, lang: str) -> str:
    query = find(name)
    answer = store.query(query.text)
    zh = lang == "zh"
    titles = [header.columns[v][0 if zh else 1] if v in header.columns else v for v in answer.variables]
    rows = [
        [_cell(short_term(row[v], lang)) if v in row else "" for v in answer.variables] for row in answer.rows[:ROWS]
    ]
    lines = [f"## {name} — {header.summary if zh else header.summary_en}", ""]
    lines += [(header.description if zh else header.description_en).replace("\n", " ").strip(), ""]
    for parameter, default in header.defaults.items():
        lines.append(f"- `-p {parameter}=…`: {say('docs.default', lang, value=default)}")
    lines += ["", say("docs.rows" if answer.rows else "docs.no_rows", lang, n=len(answer.rows), shown=len(rows)), ""]
    return "\n".join(lines) + ("\n" + to_markdown(titles, rows) if rows else "")


def _cell(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= CELL else words[:CELL] + "…"
