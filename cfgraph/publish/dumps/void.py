"""VoID: what is in each graph and in the whole, counted.

``void:entities`` counts IRIs of ours that are a subject; triples of the whole count once, however many graphs say them.
Partitions are blank nodes, as the specification writes them: nobody needs to name one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from cfgraph import __version__
from cfgraph.graph.triples import node, number, text, typed
from cfgraph.namespaces import BASE, PREFIXES
from cfgraph.publish.dumps.about import CREATOR, DUMPS, LICENCE, PlanText, description, rests_on, title
from cfgraph.publish.dumps.parts import WHOLE, Part
from cfgraph.words import LANGUAGES

TYPE = f"{PREFIXES['rdf']}type"
TARGETS = {
    "wikidata": "http://www.wikidata.org/entity/",
    "qudt": "http://qudt.org/vocab/",
    "schema": "https://schema.org/",
    "bvco": "https://bvco.ontology.link/",
    "emmo": "https://w3id.org/emmo/",
    "iof": "https://spec.industrialontologies.org/",
}
"""Datasets of others that our things are linked to, by where their IRIs start."""
NOT_LINKS = (PREFIXES["rdf"], PREFIXES["rdfs"], PREFIXES["owl"], PREFIXES["sh"])
"""Properties of the languages themselves: a type or a range is no link to a dataset."""
EXAMPLES = 3
FORMATS = {"ttl": "Turtle", "nt": "N-Triples", "rdf": "RDF_XML", "jsonld": "JSON-LD", "nq": "N-Quads", "trig": "TriG"}
"""Ending → the format's name in the W3C's list of unique URIs for file formats."""


def void(parts: list[Part], whole: Part, texts: dict[str, PlanText], names: Iterable[str]) -> list[ox.Triple]:
    """The description of the whole and of each graph; ``names`` are the files of the dump."""
    files = list(names)
    made = [*_described(whole, texts, files), *_counted(whole), *_links(whole)]
    for part in parts:
        made += [*_described(part, texts, files), *_counted(part), _say(WHOLE, "void:subset", node(part.iri))]
    return made


def _say(subject: str | ox.BlankNode, predicate: str, value: ox.NamedNode | ox.BlankNode | ox.Literal) -> ox.Triple:
    return ox.Triple(subject if isinstance(subject, ox.BlankNode) else node(subject), node(predicate), value)


def _described(part: Part, texts: dict[str, PlanText], files: list[str]) -> Iterator[ox.Triple]:
    yield _say(part.iri, "rdf:type", node("void:Dataset"))
    for lang in LANGUAGES:
        yield _say(part.iri, "dcterms:title", text(title(part, lang, texts), lang))
        yield _say(part.iri, "dcterms:description", text(description(part, lang), lang))
    yield _say(part.iri, "dcterms:license", node(LICENCE))
    yield _say(part.iri, "dcterms:creator", node(CREATOR))
    yield _say(part.iri, "dcat:version", text(__version__))
    for term, date in part.dates:
        yield _say(part.iri, term, typed(date, "xsd:date"))
    yield _say(part.iri, "void:uriSpace", text(BASE))
    for document in rests_on(part, texts):
        yield _say(part.iri, "dcterms:source", node(document))
    for name in files:
        stem, _, ending = name.rpartition(".")
        if stem == part.stem and ending in FORMATS:
            yield _say(part.iri, "void:dataDump", node(DUMPS + name))
            yield _say(part.iri, "void:feature", node(f"http://www.w3.org/ns/formats/{FORMATS[ending]}"))


def _counted(part: Part) -> Iterator[ox.Triple]:
    subjects, objects, entities = ({t.subject for t in part.triples}, {t.object for t in part.triples}, set())
    entities = {term for term in subjects if isinstance(term, ox.NamedNode) and term.value.startswith(BASE)}
    properties = Counter(triple.predicate for triple in part.triples)
    members: dict[ox.NamedNode, set[ox.NamedNode | ox.BlankNode]] = defaultdict(set)
    for triple in part.triples:
        if triple.predicate.value == TYPE and isinstance(triple.object, ox.NamedNode):
            members[triple.object].add(triple.subject)  # type: ignore[arg-type]
    counts = {
        "triples": len(part.triples),
        "entities": len(entities),
        "distinctSubjects": len(subjects),
        "distinctObjects": len(objects),
        "properties": len(properties),
        "classes": len(members),
    }
    for name, count in counts.items():
        yield _say(part.iri, f"void:{name}", number(count))
    for space in _vocabularies({*properties, *members}):
        yield _say(part.iri, "void:vocabulary", ox.NamedNode(space))
    for iri in _examples(members):
        yield _say(part.iri, "void:exampleResource", ox.NamedNode(iri))
    for position, kind in enumerate(sorted(members, key=str)):
        partition = _blank(part, "class", position)
        yield _say(part.iri, "void:classPartition", partition)
        yield _say(partition, "void:class", kind)
        yield _say(partition, "void:entities", number(len(members[kind])))
    for position, term in enumerate(sorted(properties, key=str)):
        partition = _blank(part, "property", position)
        yield _say(part.iri, "void:propertyPartition", partition)
        yield _say(partition, "void:property", term)
        yield _say(partition, "void:triples", number(properties[term]))


def _blank(part: Part, kind: str, position: int) -> ox.BlankNode:
    """A label that sorts as it counts, so that partitions stand in the order of their names."""
    return ox.BlankNode(f"{part.stem}-{kind}-{position:04}")


def _vocabularies(terms: set[ox.NamedNode]) -> list[str]:
    spaces = {space for space in PREFIXES.values() for term in terms if term.value.startswith(space)}
    return sorted(spaces - {PREFIXES["id"], BASE})


def _examples(members: dict[ox.NamedNode, set[ox.NamedNode | ox.BlankNode]]) -> list[str]:
    """The first thing of each of the largest classes of ours; where there are none, nothing."""
    own = {kind: sorted(t.value for t in found if t.value.startswith(BASE)) for kind, found in members.items()}
    classes = sorted(
        (k for k, found in own.items() if found and k.value.startswith(BASE)), key=lambda k: (-len(own[k]), k.value)
    )
    return sorted({own[kind][0] for kind in classes[:EXAMPLES]})


def _links(whole: Part) -> Iterator[ox.Triple]:
    """A linkset for each property that leads from our things to a dataset of others."""
    counts: Counter[tuple[str, str]] = Counter()
    for triple in whole.triples:
        subject, predicate, value = triple.subject, triple.predicate.value, triple.object
        if not (isinstance(subject, ox.NamedNode) and isinstance(value, ox.NamedNode)):
            continue
        target = next((name for name, space in TARGETS.items() if value.value.startswith(space)), "")
        if target and subject.value.startswith(BASE) and not predicate.startswith(NOT_LINKS):
            counts[target, predicate] += 1
    for (target, predicate), count in sorted(counts.items()):
        local = predicate.rsplit("#", 1)[-1].rsplit("/", 1)[-1]
        linkset, theirs = f"{WHOLE}#{target}-{local}", f"{WHOLE}#{target}"
        yield _say(linkset, "rdf:type", node("void:Linkset"))
        yield _say(linkset, "void:linkPredicate", ox.NamedNode(predicate))
        yield _say(linkset, "void:subjectsTarget", node(WHOLE))
        yield _say(linkset, "void:objectsTarget", node(theirs))
        yield _say(linkset, "void:triples", number(count))
        yield _say(WHOLE, "void:subset", node(linkset))
        yield _say(theirs, "rdf:type", node("void:Dataset"))
        yield _say(theirs, "void:uriSpace", text(TARGETS[target]))
