"""HermiT on the real plan, and the rows that it names when something is broken."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from cfgraph import resources
from cfgraph.errors import UsageError
from cfgraph.graph.build import REASONED_FILES, Built, parse_turtle
from cfgraph.graph.prove import prove
from cfgraph.graph.triples import Origin, node
from cfgraph.namespaces import graph, thing
from cfgraph.rdf import to_bytes

PROFILE_CHECK = Path(__file__).parent.parent / "owl" / "ProfileCheck.java"


def test_the_real_plan_is_consistent_and_the_closure_is_hermits(real: Built) -> None:
    """No contradiction, no class without members, and the same conclusions from both reasoners."""
    proof = prove(real)
    assert proof.holds
    assert proof.inferences > 1500


def with_row(built: Built, triple: ox.Triple, row: Origin) -> Built:
    """The dataset with one more row that states one triple."""
    name = ox.NamedNode(graph("plan", built.plans[0]))
    quad = ox.Quad(triple.subject, triple.predicate, triple.object, name)
    return replace(built, quads=[*built.quads, quad], origins={**built.origins, triple: row})


def test_a_broken_row_is_named_with_the_row_it_contradicts(tiny: Built) -> None:
    """An enterprise that is said to be a park: that row, and the row that makes it an enterprise."""
    wrong = ox.Triple(node(thing("enterprise", "jia")), node("rdf:type"), node("cf:Park"))
    proof = prove(with_row(tiny, wrong, Origin("tiny/places.csv", 99)))
    assert not proof.consistent
    assert ("tiny/places.csv", 99) in proof.conflict
    assert len(proof.conflict) == 2
    assert all(file.startswith("tiny/") for file, _ in proof.conflict)


def test_two_stages_of_one_project_contradict_each_other(tiny: Built) -> None:
    """A second stage conflicts with the first: both rows, and no third."""
    project = thing("project", "tiny-2025", "cells")
    wrong = ox.Triple(node(project), node("cf:stage"), node("cf:Operating"))
    proof = prove(with_row(tiny, wrong, Origin("tiny/projects.csv", 99)))
    assert {("tiny/projects.csv", 3), ("tiny/projects.csv", 99)} == set(proof.conflict)


def test_without_java_the_proof_says_so(tiny: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    """A check that cannot run is an error, never a pass."""
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UsageError) as error:
        prove(tiny)
    assert error.value.problems[0].key == "java-missing"


def test_the_ontology_is_owl_2_dl(tmp_path: Path) -> None:
    """The OWL API's profile checker finds no violation in the files that are reasoned with."""
    import owlready2

    files = []
    for name in REASONED_FILES:
        files.append(tmp_path / f"{Path(name).stem}.nt")
        files[-1].write_bytes(to_bytes(parse_turtle(resources.ontology(name)), ox.RdfFormat.N_TRIPLES))
    jars = os.pathsep.join(map(str, sorted(Path(owlready2.__file__).parent.joinpath("pellet").glob("*.jar"))))
    java = shutil.which("java")
    assert java
    command = [java, "-cp", jars, str(PROFILE_CHECK), *map(str, files)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "0 OWL 2 DL violations" in ran.stdout
