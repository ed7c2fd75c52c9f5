"""Queries that mean harm, for the tests and for ``benchmarks/hostile.py``."""

from __future__ import annotations

ELSEWHERE = "http://127.0.0.1:{port}/sparql"

SERVICES = {
    "plain": "SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}",
    "silent": "SELECT * {{ SERVICE SILENT <{url}> {{ ?s ?p ?o }} }}",
    "lower case": "SELECT * {{ service <{url}> {{ ?s ?p ?o }} }}",
    "mixed case": "SELECT * {{ SeRvIcE<{url}>{{ ?s ?p ?o }} }}",
    "escaped letter": "SELECT * {{ \\u0053ERVICE <{url}> {{ ?s ?p ?o }} }}",
    "escaped word": "SELECT * {{ \\U00000053\\u0065\\u0052VICE <{url}> {{ ?s ?p ?o }} }}",
    "escaped line end": "SELECT * {{ # \\u000A SERVICE <{url}> {{ ?s ?p ?o }} }}",
    "comment after": "SELECT * {{ SERVICE# }}\n<{url}> {{ ?s ?p ?o }} }}",
    "after a false string": 'SELECT * {{ ?s ?p "\\u0022 . SERVICE <{url}> {{ ?a ?b "\\u0022 }} }} }}',
    "variable": "SELECT * {{ VALUES ?g {{ <{url}> }} SERVICE ?g {{ ?s ?p ?o }} }}",
    "prefixed": "PREFIX e: <{url}> SELECT * {{ SERVICE e: {{ ?s ?p ?o }} }}",
    "sub-select": "SELECT * {{ {{ SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }} }} }}",
    "exists": "ASK {{ ?s ?p ?o FILTER EXISTS {{ SERVICE <{url}> {{ ?s ?p ?o }} }} }}",
    "exists in a projection": "SELECT (EXISTS {{ SERVICE <{url}> {{ ?s ?p ?o }} }} AS ?x) {{ }}",
    "having": "SELECT ?s {{ ?s ?p ?o }} GROUP BY ?s HAVING (NOT EXISTS {{ SERVICE <{url}> {{ ?s ?p ?o }} }})",
    "order": "SELECT ?s {{ ?s ?p ?o }} ORDER BY (EXISTS {{ SERVICE <{url}> {{ ?s ?p ?o }} }})",
    "optional": "SELECT * {{ OPTIONAL {{ SERVICE <{url}> {{ ?s ?p ?o }} }} }}",
    "minus": "SELECT * {{ ?s ?p ?o MINUS {{ SERVICE <{url}> {{ ?s ?p ?o }} }} }}",
    "graph": "SELECT * {{ GRAPH ?g {{ SERVICE <{url}> {{ ?s ?p ?o }} }} }}",
    "union": "SELECT * {{ {{ ?s ?p ?o }} UNION {{ SERVICE <{url}> {{ ?s ?p ?o }} }} }}",
    "construct": "CONSTRUCT {{ ?s ?p ?o }} WHERE {{ SERVICE <{url}> {{ ?s ?p ?o }} }}",
    "describe": "DESCRIBE ?s {{ SERVICE <{url}> {{ ?s ?p ?o }} }}",
    "from the web": "SELECT * FROM <{url}> {{ ?s ?p ?o }}",
    "from a file": "SELECT * FROM NAMED <file:///etc/passwd> {{ ?s ?p ?o }}",
}
"""Ways to reach an address; each is a pattern with ``{url}``."""

ALL = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
LONG = "SELECT * { ?x ?y ?z BIND(STR(?z) AS ?s0) "
DOUBLE = " ".join(f"BIND(CONCAT(?s{n}, ?s{n}) AS ?s{n + 1})" for n in range(28))

KILO = "a" * 1000
HEAVY = {
    "braces": "SELECT * " + "{" * 20_000 + "}" * 20_000,
    "brackets hidden by comments": "SELECT * { FILTER(" + "(#)\n" * 9000 + "1" + ")" * 9000 + ") }",
    "minus signs": "SELECT * { FILTER(" + "-(" * 9000 + "1" + ")" * 9000 + ") }",
    "unions": "SELECT * { " + " UNION ".join(["{ ?s ?p ?o }"] * 3000) + " }",
    "optionals": "SELECT * { " + "OPTIONAL { ?s ?p ?o } " * 2500 + " }",
    "sums": "SELECT * { FILTER(" + "+".join(["1"] * 30_000) + ") }",
    "open strings": "SELECT * { " + '\\""" ' * 13_000,
    "cross product": f"SELECT (COUNT(*) AS ?n) {{ {ALL} }}",
    "order over everything": f"SELECT * {{ {ALL} }} ORDER BY ?c ?f ?i",
    "distinct over everything": f"SELECT DISTINCT * {{ {ALL} }} ORDER BY ?a",
    "paths over everything": "SELECT (COUNT(*) AS ?n) { ?a (<urn:x>|!<urn:y>)* ?b . ?c (!<urn:y>)+ ?d }",
    "expression that explodes": 'SELECT * { FILTER(REGEX("' + "a" * 40 + 'b", "^(a+)+$")) ?s ?p ?o . ?x ?y ?z '
    'FILTER(REGEX(CONCAT(STR(?s), STR(?x)), "(x+x+)+y")) }',
    "expression that is huge": 'ASK { FILTER(REGEX("a", "((a{1,900}){1,900}){1,900}")) }',
    "values": "SELECT * { VALUES ?x { " + "1 " * 30_000 + "} VALUES ?y { 1 } ?x ?p ?o }",
    "everything": "CONSTRUCT WHERE { ?s ?p ?o }",
    "everything thrice": f"CONSTRUCT {{ {ALL} }} WHERE {{ {ALL} }}",
    "concat bomb": f"{LONG}{DOUBLE} }}",
    "group_concat bomb": 'SELECT (GROUP_CONCAT(STR(?c); separator="xxxxxxxxxxxxxxxxxxxxxx") AS ?x) '
    "{ ?a ?b ?c . ?d ?e ?f } ",
    "replace bomb": f'SELECT (REPLACE(REPLACE(REPLACE("{KILO}", "a", "{KILO}"), "a", "{KILO}"), "a", "b") AS ?x) {{ }}',
}  # fmt: skip
"""Queries that need more time, memory or depth than one may have, or that look as if they did."""
