"""Every prefix, the base IRI and the IRI builders."""

from __future__ import annotations

BASE = "https://w3id.org/cfgraph/"
ONTOLOGY = f"{BASE}ontology"
CF = f"{ONTOLOGY}#"
UNIT = "http://qudt.org/vocab/unit/"
OWN_UNIT = f"{BASE}unit/"

PREFIXES = {
    "cf": CF,
    "cfsh": f"{BASE}shapes#",
    "id": f"{BASE}id/",
    "cfunit": OWN_UNIT,
    "unit": UNIT,
    "qudt": "http://qudt.org/schema/qudt/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "doco": "http://purl.org/spar/doco/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "schema": "https://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "vann": "http://purl.org/vocab/vann/",
    "wd": "http://www.wikidata.org/entity/",
    "bibo": "http://purl.org/ontology/bibo/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "void": "http://rdfs.org/ns/void#",
}

STAGES = {
    "negotiating": "Negotiating",
    "proposed": "Proposed",
    "advancing": "Advancing",
    "signed": "Signed",
    "preparing": "Preparing",
    "under-construction": "UnderConstruction",
    "commissioning": "Commissioning",
    "operating": "Operating",
}
"""Key on the command line and in tables → local name of the stage, in the order of ``cf:stageRank`` from 1."""

RANK = {key: rank for rank, key in enumerate(STAGES, start=1)}


def expand(curie: str) -> str:
    """``cf:stage`` → the full IRI. Raises KeyError for an unknown prefix."""
    prefix, _, local = curie.partition(":")
    return PREFIXES[prefix] + local


def contract(iri: str) -> str:
    """The full IRI → ``cf:stage``; an IRI of no known prefix as it is."""
    for prefix, start in PREFIXES.items():
        if iri.startswith(start) and prefix != "id":
            return f"{prefix}:{iri[len(start) :]}"
    return iri


def thing(kind: str, *keys: str) -> str:
    """The IRI of a thing: ``thing("project", "chifeng-2023", "x")`` → ``…/id/project/chifeng-2023/x``.

    Keys are ASCII slugs (the tables are checked for it), so that nothing needs escaping.
    """
    return f"{BASE}id/{kind}/{'/'.join(keys)}"


def graph(*keys: str) -> str:
    """The IRI of a named graph: ``graph("plan", "chifeng-2023")``."""
    return f"{BASE}graph/{'/'.join(keys)}"


def key_of(iri: str) -> str:
    """The key inside a thing's IRI, without its kind: the inverse of :func:`thing`; any other IRI as it is."""
    start = f"{BASE}id/"
    return iri[len(start) :].partition("/")[2] if iri.startswith(start) else iri


def short_key(iri: str) -> str:
    """The last segment of an IRI: ``copper-foil``, ``dongshan``, ``TONNE-PER-YR``, ``Advancing``."""
    return iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def unit(local: str) -> str:
    """The IRI of a unit by its QUDT-style name: our own for those that QUDT lacks."""
    return (OWN_UNIT if local in OWN_UNITS else UNIT) + local


OWN_UNITS = frozenset({"GigaW-HR-PER-YR", "MegaW-HR-PER-YR", "MegaW-PER-YR", "M2-PER-YR", "MU_CN", "SPINDLE"})
"""Units that QUDT does not have; ``ontology/units.ttl`` defines them."""
