"""States of links: the saved queries against the same rules in plain Python, and the comparison of numbers."""

from __future__ import annotations

from decimal import Decimal

import pytest
import rdflib

from cfgraph import resources
from cfgraph.analysis.amounts import Range
from cfgraph.analysis.gaps import find_gaps
from cfgraph.analysis.model import load
from cfgraph.analysis.query import find_exact, run
from cfgraph.analysis.scenario import CHEMISTRIES, Scenario, parse_chemistry
from cfgraph.analysis.states import QUERIES, compare, evaluate, from_queries
from cfgraph.namespaces import RANK, STAGES, thing
from cfgraph.rdf import to_bytes
from cfgraph.store.embedded import EmbeddedStore

ZONE = thing("zone", "chifeng-high-tech-zone")
PLACES = (ZONE, thing("park", "chifeng-high-tech-zone/dongshan"), thing("park", "chifeng-high-tech-zone/yuanbaoshan"))
CUTS = tuple(STAGES)
MIXES = (*CHEMISTRIES, "lfp=0.6,ncm523=0.4")


def expected(store: EmbeddedStore, scenario: Scenario) -> dict[str, set[str]]:
    """The three states by INTERFACE's words, from the model alone."""
    model = load(store, scenario)
    evaluation = evaluate(store, model, scenario)
    found: dict[str, set[str]] = {state: set() for state in QUERIES}
    for link in model.links:
        if not link.chemistries & set(scenario.chemistry):
            continue
        ranks = [
            project.rank
            for project in model.projects
            if any(link.iri in model.links_of.get(output.product, ()) for output in project.outputs)
        ]
        balance = evaluation.balances[link.iri]
        if not ranks:
            found["missing"].add(link.iri)
        elif max(ranks) <= RANK["proposed"] and scenario.rank > max(ranks):
            found["talks-only"].add(link.iri)
        elif balance.supply.makers and balance.supply.stated is None and balance.requirement is not None:
            found["unquantified"].add(link.iri)
    return found


@pytest.mark.parametrize("mix", MIXES)
@pytest.mark.parametrize("cut", CUTS)
@pytest.mark.parametrize("place", PLACES, ids=lambda iri: iri.rsplit("/", 1)[-1])
def test_the_saved_queries_and_the_rules_give_the_same_links(
    store: EmbeddedStore, place: str, cut: str, mix: str
) -> None:
    """missing, talks-only and unquantified from queries/gaps equal what the rules say, link for link."""
    scenario = Scenario(place, start=cut, chemistry=parse_chemistry(mix))
    assert expected(store, scenario) == from_queries(store, scenario)


@pytest.mark.parametrize("state", QUERIES)
def test_the_file_as_it_stands_gives_the_links_of_the_command(store: EmbeddedStore, state: str) -> None:
    """Run without any parameter, the .rq file answers for the default scenario like cfgraph gaps."""
    text = resources.queries(f"{QUERIES[state]}.rq").read_text(encoding="utf-8")
    raw = {row["link"].value for row in store.query(text).rows}
    links = find_gaps(store, Scenario(ZONE), ZONE).record()["links"]
    assert {link["iri"] for link in links if link["state"] == state} == raw
    assert raw


@pytest.mark.parametrize("state", QUERIES)
def test_another_engine_gives_the_same_links(real, real_inferred, store: EmbeddedStore, state: str) -> None:
    """rdflib, loaded with the triples of all graphs, answers the file with the same links."""
    graph = rdflib.Graph()
    wanted = ("knowledge", "ontology", "inferred", "plan/chifeng-2023")
    triples = [q.triple for q in real.quads + real_inferred if str(q.graph_name.value).endswith(wanted)]
    import pyoxigraph as ox

    graph.parse(data=to_bytes(triples, ox.RdfFormat.N_TRIPLES), format="nt")
    text = find_exact(QUERIES[state]).text
    other = {str(row.link) for row in graph.query(text)}
    assert {row["link"].value for row in run(store, QUERIES[state]).rows} == other


REQUIRED = Range(Decimal(80), Decimal(100), Decimal(120))


@pytest.mark.parametrize(
    ("stated", "silent", "state"),
    [
        (240, False, "surplus"),
        (239, False, "adequate"),
        (120, True, "adequate"),
        (119, False, "uncertain"),
        (80, False, "uncertain"),
        (79, False, "short"),
        (79, True, "uncertain"),
        (0, False, "short"),
    ],
)
def test_numbers_alone_decide_the_rest(stated: int, silent: bool, state: str) -> None:
    """Twice the highest need is a surplus, the highest adequate, under the lowest short unless a maker is silent."""
    assert state == compare(Decimal(stated), REQUIRED, silent)
