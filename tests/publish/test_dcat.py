"""DCAT-AP's own shapes hold the catalogue, and what it says of the files is true."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pyshacl
import pytest
from rdflib import DCAT, DCTERMS, RDF, SDO, Graph, Literal, Namespace, URIRef

from cfgraph import __version__
from cfgraph.namespaces import graph, thing
from cfgraph.publish.dumps import export
from cfgraph.publish.dumps.about import DUMPS
from cfgraph.publish.dumps.parts import WHOLE
from cfgraph.sources.citation import released
from cfgraph.workspace import Workspace

SPDX = Namespace("http://spdx.org/rdf/terms#")
SHAPES = Path(__file__).parent / "dcat-ap" / "shapes.jsonld"
DESCRIPTIONS = {"void.ttl", "dcat.ttl", "dataset.jsonld", "context.jsonld", "README.md", "SHA256SUMS"}


@pytest.fixture(scope="module")
def shapes() -> Graph:
    """The shapes of DCAT-AP 3.0.0."""
    return Graph().parse(SHAPES, format="json-ld")


@pytest.fixture(scope="module")
def catalogue(dumps: Path) -> Graph:
    """The description."""
    return Graph().parse(dumps / "dcat.ttl")


def test_the_shapes_are_those_of_the_publisher() -> None:
    """The vendored file is the one that its note names."""
    digest = hashlib.sha256(SHAPES.read_bytes()).hexdigest()
    assert f"`{digest}`" in (SHAPES.parent / "README.md").read_text(encoding="utf-8")


def test_the_catalogue_conforms_to_dcat_ap(catalogue: Graph, shapes: Graph) -> None:
    """pySHACL finds nothing against DCAT-AP 3.0.0."""
    conforms, _, report = pyshacl.validate(catalogue, shacl_graph=shapes)
    assert conforms, report


def test_a_catalogue_with_services_conforms_too(workspace: Workspace, shapes: Graph, tmp_path: Path) -> None:
    """With the address of a server the catalogue has its SPARQL endpoint and query interface, as DCAT-AP wants them."""
    export(workspace.store(), tmp_path, base="http://127.0.0.1:9/")
    served = Graph().parse(tmp_path / "dcat.ttl")
    conforms, _, report = pyshacl.validate(served, shacl_graph=shapes)
    assert conforms, report
    found = {str(served.value(each, DCAT.endpointURL)): each for each in served.subjects(RDF.type, DCAT.DataService)}
    assert {"http://127.0.0.1:9/sparql", "http://127.0.0.1:9/api/queries"} == set(found)
    for service in found.values():
        assert URIRef(WHOLE) == served.value(service, DCAT.servesDataset)
        assert (None, DCAT.service, service) in served
        assert served.value(service, DCAT.endpointDescription) is not None


@pytest.mark.parametrize("term", [DCAT.accessURL, DCTERMS.title, DCTERMS.description, DCTERMS.publisher])
def test_a_missing_property_is_found(catalogue: Graph, shapes: Graph, term: URIRef) -> None:
    """The shapes are at work: without a mandatory property the catalogue does not conform."""
    broken = Graph()
    for triple in catalogue:
        if triple[1] != term:
            broken.add(triple)
    assert pyshacl.validate(broken, shacl_graph=shapes)[0] is False


def test_every_file_is_a_distribution_with_its_size_and_checksum(catalogue: Graph, dumps: Path) -> None:
    """Each data file is named once, with its bytes counted and its SHA-256."""
    told = {}
    for file in catalogue.subjects(RDF.type, DCAT.Distribution):
        name = str(catalogue.value(file, DCAT.downloadURL)).removeprefix(DUMPS)
        checksum = catalogue.value(catalogue.value(file, SPDX.checksum), SPDX.checksumValue)
        told[name] = (int(catalogue.value(file, DCAT.byteSize)), str(checksum).lower())
    found = {
        path.relative_to(dumps).as_posix(): (path.stat().st_size, hashlib.sha256(path.read_bytes()).hexdigest())
        for path in dumps.rglob("*")
        if path.is_file()
    }
    assert {name: facts for name, facts in found.items() if name not in DESCRIPTIONS} == told


def test_licence_source_version_and_creator_are_said(catalogue: Graph) -> None:
    """The plan's facts are under the licence, derived from the document, and its text is told apart from them."""
    for iri in (WHOLE, graph("plan", "chifeng-2023"), graph("evidence", "chifeng-2023")):
        node = URIRef(iri)
        assert URIRef("https://creativecommons.org/licenses/by/4.0/") == catalogue.value(node, DCTERMS.license)
        assert Literal(__version__) == catalogue.value(node, URIRef(f"{DCAT}version"))
        assert released() == str(catalogue.value(node, DCTERMS.issued)) == str(catalogue.value(node, DCTERMS.modified))
        assert URIRef(thing("organisation", "cfgraph-contributors")) == catalogue.value(node, DCTERMS.creator)
        derived = catalogue.value(node, URIRef("http://www.w3.org/ns/prov#wasDerivedFrom"))
        assert URIRef(thing("document", "chifeng-2023")) == derived
        assert catalogue.value(node, DCTERMS.rights) is not None
    assert catalogue.value(URIRef(graph("knowledge")), DCTERMS.rights) is None


def test_search_engines_get_the_dataset_without_a_context_from_the_web(dumps: Path) -> None:
    """dataset.jsonld is a schema:Dataset with name, description, licence, creator and its files."""
    from pyld import jsonld

    def refuse(url: str, options: object) -> None:
        raise AssertionError(f"{url} must not be fetched")

    data = json.loads((dumps / "dataset.jsonld").read_text(encoding="utf-8"))
    lines = jsonld.to_rdf(data, {"format": "application/n-quads", "documentLoader": refuse})
    found, node = Graph().parse(data=lines, format="nt"), URIRef(WHOLE)
    assert SDO.Dataset == found.value(node, RDF.type)
    assert {"zh", "en"} == {name.language for name in found.objects(node, SDO.name)}
    assert all(50 <= len(text) or text.language == "zh" for text in found.objects(node, SDO.description))
    assert SDO.Organization == found.value(found.value(node, SDO.creator), RDF.type)
    urls = [str(found.value(file, SDO.contentUrl)) for file in found.objects(node, SDO.distribution)]
    assert urls
    assert all((dumps / url.removeprefix(DUMPS)).is_file() for url in urls)
