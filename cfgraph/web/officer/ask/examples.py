"""Queries to start from on the expert's page."""

from __future__ import annotations

from cfgraph.namespaces import BASE, PREFIXES

BODIES = {
    "links": f"""SELECT ?link ?project ?stage WHERE {{
  ?link cf:linkOf <{BASE}id/chain/lithium-battery> ; cf:filledBy ?project .
  ?project cf:stage ?stage .
}}
ORDER BY ?link
""",
    "upstream": f"""SELECT ?upstream ?name WHERE {{
  ?upstream cf:upstreamOf <{BASE}id/link/lithium-battery/cells> ; skos:prefLabel ?name .
  FILTER (LANG(?name) = "zh")
}}
""",
    "proof": """SELECT ?project ?property ?value ?words WHERE {
  ?project a cf:Project .
  ?statement rdf:subject ?project ; rdf:predicate ?property ; rdf:object ?value ; prov:wasQuotedFrom ?quote .
  ?quote oa:hasSelector ?selector .
  ?selector oa:exact ?words .
}
LIMIT 50
""",
    "graphs": """SELECT ?graph (COUNT(*) AS ?triples) WHERE {
  GRAPH ?graph { ?s ?p ?o }
}
GROUP BY ?graph
""",
    "thing": f"""DESCRIBE <{BASE}id/product/copper-foil>
""",
}


def examples() -> dict[str, str]:
    """Name → query, with the prefixes that it uses; the first is shown where none is asked."""
    return {name: _head(body) + body for name, body in BODIES.items()}


def _head(body: str) -> str:
    used = [prefix for prefix in sorted(PREFIXES) if f" {prefix}:" in body]
    return "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n" for prefix in used) + ("\n" if used else "")
