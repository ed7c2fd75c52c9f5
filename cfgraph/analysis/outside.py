"""What of a user's list of enterprises cannot be used for a link, row by row: nothing of it vanishes silently."""

from __future__ import annotations

from collections.abc import Sequence

from cfgraph.analysis.gaps import Gaps
from cfgraph.analysis.model import Link
from cfgraph.analysis.reach import names_in, plain
from cfgraph.errors import BadInputError, Problem
from cfgraph.sources.candidates import Candidate
from cfgraph.store.base import Store
from cfgraph.words import say


def unmatched(store: Store, gaps: Gaps, link: Link, candidates: Sequence[Candidate]) -> list[Problem]:
    """Notes on the candidates whose product is that of no link of the chain, with names that are near, and of others.

    Raises BadInputError for capacities in a unit of another kind than the product's.
    """
    if not candidates:
        return []
    import difflib

    fits, column = names_in(store, gaps)[0], say("reach.column_product", "zh")
    strange = [one for one in candidates if one.capacity and not _measures(gaps, fits, one)]
    if strange:
        raise BadInputError(*(_other_kind(gaps, fits, one) for one in strange))
    notes = []
    for one in candidates:
        if plain(one.product) not in fits:
            near = ", ".join(difflib.get_close_matches(plain(one.product), sorted(fits), n=3, cutoff=0.4)) or "—"
            params = {"value": one.product, "near": near}
            notes.append(Problem("candidate-product", params, one.file, one.row, column))
    others = [one for one in candidates if plain(one.product) in fits and link.iri not in fits[plain(one.product)]]
    if others:
        meant = {iri for one in others for iri in fits[plain(one.product)]}
        named = ", ".join(f"{each.key} ({each.zh})" for each in gaps.model.links if each.iri in meant)
        notes.append(Problem("candidate-elsewhere", {"n": len(others), "links": named}, others[0].file))
    return notes


def _units(gaps: Gaps, fits: dict[str, dict[str, set[str]]], one: Candidate) -> list[str]:
    """The units of the products that a row may mean."""
    products = sorted({product for meant in fits.get(plain(one.product), {}).values() for product in meant})
    return list(dict.fromkeys(gaps.model.products[product].unit for product in products))


def _measures(gaps: Gaps, fits: dict[str, dict[str, set[str]]], one: Candidate) -> bool:
    """True where the capacity is in a unit of the product's kind, or the product is not known."""
    units = _units(gaps, fits, one)
    for unit in units:
        try:
            assert one.capacity is not None
            one.capacity.to(unit)
        except ValueError:
            continue
        return True
    return not units


def _other_kind(gaps: Gaps, fits: dict[str, dict[str, set[str]]], one: Candidate) -> Problem:
    assert one.capacity is not None
    expected = ", ".join(say(f"unit.{unit}", "zh") for unit in _units(gaps, fits, one))
    params = {"printed": one.capacity.as_printed, "expected": expected}
    return Problem("unit-mismatch", params, one.file, one.row, say("reach.column_capacity", "zh"))
