"""What stands in RDF files, told apart from the labels of blank nodes."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox


def canonical(quads: Iterable[ox.Quad]) -> list[str]:
    """The statements with canonical labels: equal lists for isomorphic graphs."""
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(map(str, dataset))


def plain(triples: Iterable[ox.Triple]) -> list[str]:
    """The same for triples, whatever graph they came from."""
    return canonical(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
