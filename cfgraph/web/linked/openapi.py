"""The OpenAPI description of the saved queries, made from their headers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cfgraph import __version__

if TYPE_CHECKING:
    from cfgraph.web.linked.api import Entry

RESULTS = ("application/sparql-results+json", "text/csv", "text/tab-separated-values", "application/sparql-results+xml")
FORMAT = {
    "name": "format",
    "in": "query",
    "description": "The form of the answer; without it, the Accept header decides.",
    "schema": {"type": "string", "enum": ["json", "csv", "tsv", "xml"]},
}
ERROR = {"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}}


def describe_api(address: str, entries: Mapping[str, Entry]) -> dict[str, Any]:
    """An OpenAPI 3.1 document; ``address`` is the server's, with a slash at its end."""
    paths: dict[str, Any] = {
        "/api/queries": {
            "get": {
                "operationId": "queries",
                "summary": "Every saved query with its parameters and columns",
                "responses": {"200": {"description": "The list", "content": {"application/json": {"schema": LIST}}}},
            }
        }
    }
    for name, entry in entries.items():
        paths[f"/api/queries/{name}"] = {"get": _operation(name, entry)}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "cfgraph saved queries",
            "version": __version__,
            "license": {"name": "CC-BY-4.0", "identifier": "CC-BY-4.0"},
        },
        "servers": [{"url": address.rstrip("/") or "/"}],
        "paths": paths,
        "components": {"schemas": {"Error": ERROR}},
    }


LIST = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["name", "address", "summary_zh", "summary_en", "parameters", "columns"],
        "properties": {
            **{name: {"type": "string"} for name in ("name", "summary_zh", "summary_en")},
            "address": {"type": "string", "format": "uri"},
            "parameters": {"type": "array", "items": {"type": "object"}},
            "columns": {"type": "array", "items": {"type": "object"}},
        },
    },
}


def _operation(name: str, entry: Entry) -> dict[str, Any]:
    head = entry.header
    columns = "; ".join(f"{column}: {zh} | {en}" for column, (zh, en) in head.columns.items())
    wrong = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    return {
        "operationId": name.replace("/", "-"),
        "summary": f"{head.summary} | {head.summary_en}",
        "description": "\n\n".join(part for part in (head.description, head.description_en, columns) if part),
        "tags": list(head.tags),
        "parameters": [*(_parameter(*pair, head.defaults) for pair in entry.query.parameters.items()), FORMAT],
        "responses": {
            "200": {"description": "The rows", "content": {media: {"schema": {"type": "string"}} for media in RESULTS}},
            "400": {"description": "A parameter is unknown or has no such value", "content": wrong},
            "406": {"description": "No form that the client accepts", "content": wrong},
        },
    }


def _parameter(name: str, kind: str, defaults: Mapping[str, Any]) -> dict[str, Any]:
    """An IRI may also be given by its key; a stage by its key in the place of its rank."""
    schema: dict[str, Any] = {"type": "string"}
    if name in defaults:
        schema["default"] = str(defaults[name])
    words = "An IRI, or the key or label of the thing." if kind == "iri" else "A whole number, or the key of a stage."
    return {"name": name, "in": "query", "description": words, "schema": schema}
