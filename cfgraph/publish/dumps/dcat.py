"""DCAT 3 as DCAT-AP wants it, and the same for search engines as a schema:Dataset."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

import pyoxigraph as ox

from cfgraph import __version__
from cfgraph.graph.triples import Object, node, text, typed
from cfgraph.namespaces import BASE, ONTOLOGY, PREFIXES
from cfgraph.publish.dumps import about
from cfgraph.publish.dumps.about import CREATOR, DUMPS, LICENCE, PlanText, each_language
from cfgraph.publish.dumps.parts import CATALOGUE, WHOLE, Part
from cfgraph.publish.dumps.syntaxes import MEDIA
from cfgraph.words import LANGUAGES, say

RIGHTS = f"{WHOLE}#rights-of-the-plan-text"
EU = "http://publications.europa.eu/resource/authority/"
SPOKEN = {"zh": f"{EU}language/ZHO", "en": f"{EU}language/ENG"}
THEMES = {f"{EU}data-theme/ECON": "Economy and finance"}
FORMATS = {
    "ttl": "RDF_TURTLE",
    "nt": "RDF_N_TRIPLES",
    "rdf": "RDF_XML",
    "jsonld": "JSON_LD",
    "nq": "RDF_N_QUADS",
    "trig": "RDF_TRIG",
    "csv": "CSV",
}
"""Ending → the file type in the EU's authority table, which DCAT-AP asks for."""
SHA256 = f"{PREFIXES['spdx']}checksumAlgorithm_sha256"
CONTEXT = "context.jsonld"
DATED = {"dcterms:issued": "datePublished", "dcterms:modified": "dateModified"}


def dcat(parts: list[Part], whole: Part, texts: dict[str, PlanText], files: Mapping[str, bytes]) -> list[ox.Triple]:
    """The catalogue, a dataset for the whole and each graph, and a distribution for each file."""
    made = [*_fixed(), *_catalogue(), *_dates(CATALOGUE, whole)]
    for part in (whole, *parts):
        made += [*_dataset(part, texts), _say(CATALOGUE, "dcat:dataset", part.iri)]
        if part is not whole:
            made.append(_say(WHOLE, "dcterms:hasPart", part.iri))
        for name, data in sorted(files.items()):
            if name.rpartition(".")[0] == part.stem or (part is whole and name.startswith("tables/")):
                made.append(_say(part.iri, "dcat:distribution", f"{WHOLE}#file-{name}"))
                made += _distribution(name, data)
    return sorted(set(made), key=str)


def _say(subject: str, predicate: str, value: Object) -> ox.Triple:
    return ox.Triple(node(subject), node(predicate), node(value) if isinstance(value, str) else value)


def _worded(subject: str, predicate: str, key: str, **values: str) -> Iterator[ox.Triple]:
    for words, lang in each_language(key, **values):
        yield _say(subject, predicate, text(words, lang))


def _fixed() -> Iterator[ox.Triple]:
    """What the others point at, with the types that DCAT-AP's shapes look for."""
    kinds = {
        LICENCE: "dcterms:LicenseDocument",
        RIGHTS: "dcterms:RightsStatement",
        CREATOR: "foaf:Agent",
        BASE: "foaf:Document",
        f"{ONTOLOGY}/{__version__}": "dcterms:Standard",
        SHA256: "spdx:ChecksumAlgorithm",
        **dict.fromkeys(SPOKEN.values(), "dcterms:LinguisticSystem"),
        **dict.fromkeys(THEMES, "skos:Concept"),
    }
    for iri, kind in kinds.items():
        yield _say(iri, "rdf:type", kind)
    yield _say(CREATOR, "rdf:type", "foaf:Organization")
    yield from _worded(CREATOR, "foaf:name", "dataset.creator")
    yield from _worded(LICENCE, "rdfs:label", "dataset.licence")
    yield from _worded(RIGHTS, "rdfs:label", "dataset.rights")
    for iri, label in THEMES.items():
        yield _say(iri, "skos:prefLabel", text(label, "en"))


def _catalogue() -> Iterator[ox.Triple]:
    yield _say(CATALOGUE, "rdf:type", "dcat:Catalog")
    yield from _worded(CATALOGUE, "dcterms:title", "dataset.catalogue")
    yield from _worded(CATALOGUE, "dcterms:description", "dataset.catalogue_description")
    yield from _common(CATALOGUE)
    yield _say(CATALOGUE, "dcterms:license", LICENCE)
    yield _say(CATALOGUE, "foaf:homepage", BASE)


def _common(iri: str) -> Iterator[ox.Triple]:
    yield _say(iri, "dcterms:publisher", CREATOR)
    yield _say(iri, "dcterms:creator", CREATOR)
    for lang in LANGUAGES:
        yield _say(iri, "dcterms:language", SPOKEN[lang])


def _dates(iri: str, part: Part) -> Iterator[ox.Triple]:
    for term, date in part.dates:
        yield _say(iri, term, typed(date, "xsd:date"))


def _dataset(part: Part, texts: dict[str, PlanText]) -> Iterator[ox.Triple]:
    yield _say(part.iri, "rdf:type", "dcat:Dataset")
    for lang in LANGUAGES:
        yield _say(part.iri, "dcterms:title", text(about.title(part, lang, texts), lang))
        yield _say(part.iri, "dcterms:description", text(about.description(part, lang), lang))
        for word in say("dataset.keywords", lang).split(";"):
            yield _say(part.iri, "dcat:keyword", text(word, lang))
    yield from _common(part.iri)
    yield _say(part.iri, "dcterms:identifier", typed(part.iri, "xsd:anyURI"))
    yield _say(part.iri, "dcterms:license", LICENCE)
    yield _say(part.iri, "dcterms:conformsTo", f"{ONTOLOGY}/{__version__}")
    yield _say(part.iri, "dcat:version", text(__version__))
    yield _say(part.iri, "dcat:landingPage", BASE)
    for theme in THEMES:
        yield _say(part.iri, "dcat:theme", theme)
    yield from _dates(part.iri, part)
    for document in about.rests_on(part, texts):
        statement, text_of = f"{WHOLE}#provenance-{document.rpartition('/')[2]}", texts[document]
        yield _say(part.iri, "prov:wasDerivedFrom", document)
        yield _say(part.iri, "dcterms:provenance", statement)
        yield _say(part.iri, "dcterms:rights", RIGHTS)
        yield _say(statement, "rdf:type", "dcterms:ProvenanceStatement")
        for lang in LANGUAGES:
            words = say("dataset.provenance", lang, plan=text_of.titles[lang], issued=text_of.issued)
            yield _say(statement, "rdfs:label", text(words, lang))


def _distribution(name: str, data: bytes) -> Iterator[ox.Triple]:
    iri, url, checksum = f"{WHOLE}#file-{name}", DUMPS + name, f"{WHOLE}#sha256-{name}"
    ending = name.rpartition(".")[2]
    media = f"https://www.iana.org/assignments/media-types/{MEDIA[ending]}"
    file_type = f"{EU}file-type/{FORMATS[ending]}"
    yield _say(iri, "rdf:type", "dcat:Distribution")
    yield _say(iri, "dcterms:title", text(name))
    yield _say(iri, "dcat:accessURL", url)
    yield _say(iri, "dcat:downloadURL", url)
    yield _say(url, "rdf:type", "rdfs:Resource")
    yield _say(iri, "dcterms:license", LICENCE)
    yield _say(iri, "dcat:mediaType", media)
    yield _say(media, "rdf:type", "dcterms:MediaType")
    yield _say(iri, "dcterms:format", file_type)
    yield _say(file_type, "rdf:type", "dcterms:MediaTypeOrExtent")
    yield _say(iri, "dcat:byteSize", typed(str(len(data)), "xsd:nonNegativeInteger"))
    yield _say(iri, "spdx:checksum", checksum)
    yield _say(checksum, "rdf:type", "spdx:Checksum")
    yield _say(checksum, "spdx:algorithm", SHA256)
    yield _say(checksum, "spdx:checksumValue", typed(hashlib.sha256(data).hexdigest(), "xsd:hexBinary"))


def schema_dataset(whole: Part, texts: dict[str, PlanText], files: Mapping[str, bytes]) -> bytes:
    """The whole as a schema:Dataset; the context needs nothing from the web."""

    def both(key: str) -> list[dict[str, str]]:
        return [{"@language": lang, "@value": word} for words, lang in each_language(key) for word in words.split(";")]

    organisation: dict[str, Any] = {"@id": CREATOR, "@type": "Organization", "name": both("dataset.creator")}
    downloads = [
        {
            "@type": "DataDownload",
            "name": name,
            "contentUrl": {"@id": DUMPS + name},
            "encodingFormat": MEDIA[name.rpartition(".")[2]],
            "contentSize": f"{len(data)} B",
        }
        for name, data in sorted(files.items())
        if name.rpartition(".")[0] == whole.stem or name.startswith("tables/")
    ]
    found = {
        "@context": {"@vocab": PREFIXES["schema"]},
        "@id": WHOLE,
        "@type": "Dataset",
        "name": both("dataset.title"),
        "description": both("dataset.description"),
        "url": {"@id": BASE},
        "version": __version__,
        **{DATED[term]: date for term, date in whole.dates},
        "license": {"@id": LICENCE},
        "creator": organisation,
        "publisher": {"@id": CREATOR},
        "inLanguage": list(LANGUAGES),
        "keywords": [
            {"@language": lang, "@value": word}
            for lang in LANGUAGES
            for word in say("dataset.keywords", lang).split(";")
        ],
        "isAccessibleForFree": True,
        "isBasedOn": [{"@id": iri} for iri in sorted(texts)],
        "distribution": downloads,
    }
    return (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode()
