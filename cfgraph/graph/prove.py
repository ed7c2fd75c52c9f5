"""HermiT through owlready2: consistent or not, the smallest set of rows that conflict, agreement with the closure."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from cfgraph import resources
from cfgraph.errors import Problem, UsageError
from cfgraph.graph.build import REASONED_FILES, Built, parse_turtle
from cfgraph.graph.close import close, ontology_rules, reasoned
from cfgraph.graph.rules import Rule
from cfgraph.graph.triples import Origin, node
from cfgraph.namespaces import CF, PREFIXES
from cfgraph.rdf import to_bytes, value

TYPE = PREFIXES["rdf"] + "type"
STRUCTURAL = ("rdfs:subClassOf", "rdfs:subPropertyOf", "owl:inverseOf", "rdfs:domain", "rdfs:range", "equivalentClass")
Row = tuple[str, int]


@dataclass(frozen=True)
class Proof:
    """What HermiT says about a built dataset.

    ``conflict`` are rows (file, row) that contradict each other and would not if any one of them were gone;
    ``more`` and ``fewer`` are cf: triples that only HermiT, or only the closure, draws.
    """

    consistent: bool
    triples: int
    inferences: int = 0
    unsatisfiable: tuple[str, ...] = ()
    conflict: tuple[Row, ...] = ()
    more: tuple[str, ...] = field(default=())
    fewer: tuple[str, ...] = field(default=())

    @property
    def holds(self) -> bool:
        """True when the data are consistent, every class can have members, and both closures agree."""
        return self.consistent and not (self.unsatisfiable or self.more or self.fewer)


def prove(built: Built, progress: Callable[[str], None] = lambda step: None) -> Proof:
    """Run HermiT on ontology, knowledge and plans.

    Raises UsageError when Java or owlready2 is missing.
    """
    ontology = [triple for file in REASONED_FILES for triple in parse_turtle(resources.ontology(file))]
    known = set(ontology)
    data = logical(ontology, (triple for triple in reasoned(built) if triple not in known))
    progress("reason")
    answer = reason([*ontology, *data], infer=True)
    if answer is None:
        progress("conflict")
        return Proof(False, len(data), conflict=tuple(smallest_conflict(ontology, data, built.origins)))
    inferred, unsatisfiable = answer
    asserted = [*ontology, *data]
    ours = comparable([*asserted, *close(asserted)])
    theirs = comparable([*asserted, *inferred, *close([*asserted, *inferred], _structural())])
    more, fewer = (tuple(sorted(map(str, side)))[:20] for side in (theirs - ours, ours - theirs))
    return Proof(True, len(data), len(ours - set(asserted)), tuple(unsatisfiable), (), more, fewer)


def logical(ontology: Iterable[ox.Triple], triples: Iterable[ox.Triple]) -> list[ox.Triple]:
    """The triples that mean something to OWL: types, and values of object and data properties; no annotations."""
    kinds = {node("owl:ObjectProperty"), node("owl:DatatypeProperty")}
    classes = {t.subject for t in ontology if t.predicate.value == TYPE and t.object == node("owl:Class")}
    properties = {t.subject for t in ontology if t.predicate.value == TYPE and t.object in kinds}
    return sorted(
        {t for t in triples if t.predicate in properties or (t.predicate.value == TYPE and t.object in classes)},
        key=str,
    )


def reason(triples: Sequence[ox.Triple], *, infer: bool) -> tuple[list[ox.Triple], list[str]] | None:
    """HermiT's answer: None for a contradiction, else what it infers and the classes that can have no member.

    Raises UsageError when Java or owlready2 is missing, or when HermiT cannot take the ontology.
    """
    owl = _owlready()
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "data.nt"
        source.write_bytes(to_bytes(triples, ox.RdfFormat.N_TRIPLES))
        world = owl.World()
        onto = world.get_ontology(source.as_uri()).load()
        try:
            with onto:
                owl.sync_reasoner_hermit([onto], infer_property_values=infer, debug=0)
        except owl.OwlReadyInconsistentOntologyError:
            return None
        except owl.OwlReadyJavaError as error:
            raise UsageError(Problem("reasoner-failed", {"reason": str(error).strip().splitlines()[-1]})) from None
        unsatisfiable = [str(kind.iri) for kind in world.inconsistent_classes() if kind is not owl.Nothing]
        target = Path(folder) / "all.nt"
        world.as_rdflib_graph().serialize(target, format="nt", encoding="utf-8")
        everything = {quad.triple for quad in ox.parse(path=target, format=ox.RdfFormat.N_TRIPLES)}
        world.close()
    return [t for t in everything if not isinstance(t.subject, ox.BlankNode)], unsatisfiable


def _owlready() -> Any:
    if shutil.which("java") is None:
        raise UsageError(Problem("java-missing"))
    try:
        import owlready2
    except ImportError:
        raise UsageError(Problem("owlready-missing")) from None
    return owlready2


def _structural() -> list[Rule]:
    """The rules that complete HermiT's answer, which tells direct types and one direction of each inverse only."""
    return [rule for rule in ontology_rules() if any(word in rule.axiom for word in STRUCTURAL)]


def comparable(triples: Iterable[ox.Triple]) -> set[ox.Triple]:
    """cf: properties and cf: types of named things; membership in fixed schemes aside."""
    found = set()
    for t in triples:
        named = isinstance(t.subject, ox.NamedNode) and not isinstance(t.object, ox.BlankNode)
        if named and (
            t.predicate.value.startswith(CF) or (t.predicate.value == TYPE and value(t.object).startswith(CF))
        ):
            found.add(t)
    return found


def smallest_conflict(
    ontology: Sequence[ox.Triple], data: Iterable[ox.Triple], origins: dict[ox.Triple, Origin]
) -> list[Row]:
    """The smallest set of rows that contradict each other (QuickXplain; Junker, AAAI 2004).

    Rows of which none can be left out: together with the ontology they are inconsistent, without any one they are not.
    An empty list means that the ontology alone is inconsistent.
    """
    fixed = list(ontology)
    rows: dict[Row, list[ox.Triple]] = {}
    for triple in data:
        origin = origins.get(triple)
        if origin is None:
            fixed.append(triple)
        else:
            rows.setdefault((origin.file, origin.row), []).append(triple)

    def consistent(chosen: Sequence[Row]) -> bool:
        return reason([*fixed, *(triple for row in chosen for triple in rows[row])], infer=False) is not None

    def explain(background: list[Row], added: bool, candidates: list[Row]) -> list[Row]:
        if added and not consistent(background):
            return []
        if len(candidates) == 1:
            return candidates
        half = len(candidates) // 2
        first, second = candidates[:half], candidates[half:]
        from_second = explain(background + first, bool(first), second)
        from_first = explain(background + from_second, bool(from_second), first)
        return from_first + from_second

    if not consistent([]):
        return []
    # Plans come last: a conflict is sooner found, and better told, in what a plan says than in the knowledge.
    ordered = sorted(rows, key=lambda row: (not row[0].startswith("knowledge/"), row))
    return sorted(explain([], False, ordered))
