"""Every cf: name that code, queries and shapes use is a term of the ontology."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from cfgraph import __version__, resources
from cfgraph.graph.build import ONTOLOGY_FILES, SHAPE_FILES, parse_turtle
from cfgraph.graph.outputs import BASES
from cfgraph.graph.projects import STAGE_NAMES, TYPES
from cfgraph.namespaces import CF, OWN_UNITS, RANK, STAGES, expand, thing, unit

ROOT = resources.root()
NAME = re.compile(r"\bcf:([A-Za-z][A-Za-z0-9]*)")


@pytest.fixture(scope="module")
def terms() -> set[str]:
    """Local names of everything that the ontology declares."""
    triples = [triple for file in ONTOLOGY_FILES for triple in parse_turtle(resources.ontology(file))]
    return {t.subject.value[len(CF) :] for t in triples if str(getattr(t.subject, "value", "")).startswith(CF)}


USERS = sorted(
    [
        *ROOT.joinpath("cfgraph").rglob("*.py"),
        *ROOT.joinpath("queries").rglob("*.rq"),
        resources.ontology("shapes.ttl"),
        resources.ontology("closed.ttl"),
    ]
)


@pytest.mark.parametrize("path", USERS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_names_in_use_are_terms_of_the_ontology(path: Path, terms: set[str]) -> None:
    """A name after cf: is declared in the ontology."""
    used = set(NAME.findall(path.read_text(encoding="utf-8")))
    assert set() == used - terms


def test_stages_bases_and_types_are_individuals_of_the_ontology(terms: set[str]) -> None:
    """What the tables call a stage, basis or construction type is declared."""
    names = {*STAGE_NAMES.values(), *TYPES.values(), *(basis.removeprefix("cf:") for basis in BASES.values())}
    assert set() == names - terms


def test_stage_ranks_are_those_of_the_ontology() -> None:
    """The command line counts stages as cf:stageRank does."""
    triples = parse_turtle(resources.ontology("schemes.ttl"))
    ranks = {t.subject.value: int(t.object.value) for t in triples if t.predicate.value == expand("cf:stageRank")}
    assert {CF + STAGES[key]: rank for key, rank in RANK.items()} == {i: r for i, r in ranks.items() if r > 0}


def test_units_in_use_are_defined() -> None:
    """Every unit that a quantity may get is in units.ttl."""
    defined = {t.subject.value for t in parse_turtle(resources.ontology("units.ttl"))}
    names = {"TONNE", "KiloGM", "GigaW-HR", "MegaW-HR", "KiloW", "MegaW", "GigaW", "M2", "HA", "CCY_CNY", "NUM"}
    assert set() == {unit(name) for name in names | OWN_UNITS} - defined


def test_the_ontology_has_the_version_of_the_package() -> None:
    """owl:versionIRI ends in the package's version."""
    triples = parse_turtle(resources.ontology("cfgraph.ttl"))
    versions = [t.object.value for t in triples if t.predicate.value == expand("owl:versionIRI")]
    assert [f"https://w3id.org/cfgraph/ontology/{__version__}"] == versions


@pytest.mark.parametrize("file", [*ONTOLOGY_FILES, *SHAPE_FILES])
def test_every_document_of_the_ontology_says_its_version_licence_and_creator(file: str) -> None:
    """A header has one version IRI that ends in the version of the package, the licence and an organisation."""
    triples = parse_turtle(resources.ontology(file))
    kind, wanted = ox.NamedNode(expand("rdf:type")), ox.NamedNode(expand("owl:Ontology"))
    headers = [t.subject for t in triples if t.predicate == kind and t.object == wanted]
    assert (file not in ("schemes.ttl", "units.ttl")) == (len(headers) == 1)
    for header in headers:
        said = {
            t.predicate.value: t.object.value for t in triples if t.subject == header and hasattr(t.object, "value")
        }
        assert f"{header.value}/{__version__}" == said[expand("owl:versionIRI")]
        assert __version__ == said[expand("owl:versionInfo")]
        assert "https://creativecommons.org/licenses/by/4.0/" == said[expand("dcterms:license")]
        assert thing("organisation", "cfgraph-contributors") == said[expand("dcterms:creator")]
