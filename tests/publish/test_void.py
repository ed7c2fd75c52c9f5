"""VoID: every number recomputed by rdflib from the files themselves."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import DCAT, DCTERMS, RDF, VOID, XSD, Graph, Literal, URIRef

from cfgraph import __version__
from cfgraph.namespaces import BASE, graph, thing
from cfgraph.publish.dumps.about import DUMPS
from cfgraph.publish.dumps.parts import WHOLE
from cfgraph.sources.citation import released

GRAPHS = {
    WHOLE: "cfgraph",
    **{graph(name): name for name in ("ontology", "shapes", "knowledge", "inferred", "meta")},
    **{graph(kind, "chifeng-2023"): f"{kind}-chifeng-2023" for kind in ("plan", "evidence")},
}
COUNTS = {
    VOID.triples: "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    VOID.distinctSubjects: "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }",
    VOID.distinctObjects: "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }",
    VOID.properties: "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }",
    VOID.classes: "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s a ?o }",
    VOID.entities: f'''SELECT (COUNT(DISTINCT ?s) AS ?n) {{
        ?s ?p ?o FILTER (ISIRI(?s) && STRSTARTS(STR(?s), "{BASE}")) }}''',
}


@pytest.fixture(scope="module")
def described(dumps: Path) -> Graph:
    """The description."""
    return Graph().parse(dumps / "void.ttl")


@pytest.fixture(scope="module")
def read(dumps: Path):
    """A graph by its IRI, read from its N-Triples without touching a literal."""
    import rdflib

    found: dict[str, Graph] = {}

    def graph_of(iri: str) -> Graph:
        if iri not in found:
            normal, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
            found[iri] = Graph().parse(dumps / f"{GRAPHS[iri]}.nt")
            rdflib.NORMALIZE_LITERALS = normal
        return found[iri]

    return graph_of


def test_every_graph_is_described(described: Graph) -> None:
    """The whole names each graph as a subset; linksets and the datasets they lead to are the only others."""
    subsets = {str(iri) for iri in described.objects(URIRef(WHOLE), VOID.subset)}
    linksets = {str(iri) for iri in described.subjects(RDF.type, VOID.Linkset)}
    assert set(GRAPHS) - {WHOLE} == subsets - linksets


@pytest.mark.parametrize("iri", GRAPHS, ids=GRAPHS.values())
def test_totals_are_those_of_the_file(described: Graph, read, iri: str) -> None:
    """Triples, entities, subjects, objects, properties and classes are what rdflib counts."""
    for name, query in COUNTS.items():
        ((expected,),) = read(iri).query(query)
        assert (name, expected.toPython()) == (name, described.value(URIRef(iri), name).toPython())


@pytest.mark.parametrize("iri", GRAPHS, ids=GRAPHS.values())
def test_partitions_are_those_of_the_file(described: Graph, read, iri: str) -> None:
    """Each class with the number of its members, each property with the number of its triples: all, and no others."""
    for partition, key, count, query in (
        (VOID.classPartition, VOID["class"], VOID.entities, "SELECT ?k (COUNT(DISTINCT ?s) AS ?n) { ?s a ?k }"),
        (VOID.propertyPartition, VOID.property, VOID.triples, "SELECT ?k (COUNT(*) AS ?n) { ?s ?k ?o }"),
    ):
        expected = {row.k: row.n.toPython() for row in read(iri).query(f"{query} GROUP BY ?k")}
        parts = list(described.objects(URIRef(iri), partition))
        assert expected == {described.value(p, key): described.value(p, count).toPython() for p in parts}
        assert len(expected) == len(parts)


def test_linksets_count_the_links_of_the_real_data(described: Graph, read) -> None:
    """Each linkset has as many links as the whole has triples of its property into its target; none is forgotten."""
    linksets = list(described.subjects(RDF.type, VOID.Linkset))
    for linkset in linksets:
        target = described.value(linkset, VOID.objectsTarget)
        space = str(described.value(target, VOID.uriSpace))
        links = read(WHOLE).subject_objects(described.value(linkset, VOID.linkPredicate))
        expected = sum(str(s).startswith(BASE) and isinstance(o, URIRef) and o.startswith(space) for s, o in links)
        assert expected > 0
        assert expected == described.value(linkset, VOID.triples).toPython()
    matches = {s for s in linksets if "match" in str(described.value(s, VOID.linkPredicate)).lower()}
    assert {"wikidata", "bvco", "emmo", "iof", "schema"} == {
        str(s).partition("#")[2].partition("-")[0] for s in matches
    }
    assert URIRef(f"{WHOLE}#qudt-hasUnit") in linksets


@pytest.mark.parametrize("iri", GRAPHS, ids=GRAPHS.values())
def test_files_examples_and_vocabularies_are_there(described: Graph, read, dumps: Path, iri: str) -> None:
    """Each data dump is a file, each example a subject, each vocabulary used; licence, version and creator are said."""
    node = URIRef(iri)
    for url in described.objects(node, VOID.dataDump):
        assert (dumps / str(url).removeprefix(DUMPS)).is_file()
    assert (6 if iri == WHOLE else 4) == len(list(described.objects(node, VOID.dataDump)))
    assert all((example, None, None) in read(iri) for example in described.objects(node, VOID.exampleResource))
    terms = {*read(iri).predicates(), *read(iri).objects(None, RDF.type)}
    spaces = [str(space) for space in described.objects(node, VOID.vocabulary)]
    assert spaces
    assert [] == [space for space in spaces if not any(term.startswith(space) for term in terms)]
    assert URIRef("https://creativecommons.org/licenses/by/4.0/") == described.value(node, DCTERMS.license)
    assert URIRef(f"{BASE}id/organisation/cfgraph-contributors") == described.value(node, DCTERMS.creator)
    assert Literal(__version__) == described.value(node, URIRef(f"{DCAT}version"))
    assert {"zh", "en"} == {title.language for title in described.objects(node, DCTERMS.title)}


def test_the_whole_names_its_source_and_its_dates(described: Graph) -> None:
    """The plan that the data were read from, and the dates of the release as CITATION.cff says them."""
    release = Literal(released(), datatype=XSD.date)
    whole = URIRef(WHOLE)
    assert [URIRef(thing("document", "chifeng-2023"))] == list(described.objects(whole, DCTERMS.source))
    for iri in GRAPHS:
        dates = [list(described.objects(URIRef(iri), term)) for term in (DCTERMS.issued, DCTERMS.modified)]
        assert [[release], [release]] == dates


def test_files_name_no_server(described: Graph) -> None:
    """An export is asked of nobody: only a server that answers names its endpoint."""
    assert [] == list(described.objects(None, VOID.sparqlEndpoint))
