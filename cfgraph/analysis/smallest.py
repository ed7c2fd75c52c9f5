"""The smallest step: the fewest links that, made locally too, close the chain from the ore in the ground to the end.

A link is *local* where a project at or beyond the scenario's cut makes its product. The chain is *closed* where an
unbroken sequence of local links leads from a start to an end, each taking a product of the one before by the
scenario's recipes. Only links that the chemistry needs and that are not told beside the chain count. One sequence is
asked for, not that every input of every link in it is local: what a link lacks besides is told with it.

The default start is the first link of the chain's first segment whose own product the place is endowed with, else the
chain's first link. The default end is the last link in chain order that feeds no other and can be reached at all.

The answer is exact: an answer-set program whose stable models are all ways to close the chain, the fewest additions
first (Gebser, Kaminski, Kaufmann, Schaub: Multi-shot ASP solving with clingo, 2019). Reaching is well-founded in
stable models, so links that only feed each other in a circle never count as reached.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from cfgraph.analysis.amounts import Range, larger
from cfgraph.analysis.gaps import Gaps
from cfgraph.analysis.model import Endowment, Link
from cfgraph.analysis.rates import rate_of_link
from cfgraph.errors import Problem, UsageError

PROGRAM = """
#defined edge/2. #defined local/1. #defined start/1. #defined end/1. #defined node/1.
{ add(X) } :- node(X), not local(X).
here(X) :- local(X).
here(X) :- add(X).
reached(X) :- start(X), here(X).
reached(Y) :- reached(X), edge(X, Y), here(Y).
closed :- end(X), reached(X).
:- not closed.
#minimize { 1, X : add(X) }.
#show add/1.
"""


@dataclass(frozen=True)
class Steps:
    """All smallest steps. ``optima`` are whole sequences, local links and additions, from a start to an end.

    ``additional`` is how many links each of them adds: 0 where the chain is closed, None where no sequence exists even
    with every link added (then ``optima`` is empty). Of the sequences that share their additions the shortest stands
    for all, the earlier link in the chain deciding a tie. ``local`` holds the IRIs of all local links; ``ground`` the
    resources of the place that are a start's own product.
    """

    starts: tuple[Link, ...]
    ends: tuple[Link, ...]
    ground: tuple[Endowment, ...]
    local: frozenset[str]
    additional: int | None
    optima: tuple[tuple[Link, ...], ...]

    def added(self, sequence: Iterable[Link]) -> tuple[Link, ...]:
        """The links of a sequence that are not local yet."""
        return tuple(link for link in sequence if link.iri not in self.local)

    @property
    def common(self) -> tuple[Link, ...]:
        """What every optimum adds."""
        sets = [set(self.added(sequence)) for sequence in self.optima]
        return tuple(link for link in self.added(self.optima[0]) if all(link in s for s in sets)) if sets else ()


class Stop(NamedTuple):
    """One link of a sequence: what it takes from the one before, gives to the next, and lacks besides (product IRIs).

    It lacks what neither a counted project nor a resource nor a by-product of the place offers; optional inputs aside.
    ``requirement`` is that of the gap table, a year's in the link's unit. ``carried`` is what the next link would take
    at its own size where that one is an addition too: the gap table carries local offtake one step only, so it cannot
    know. Both are None where they are unknown.
    """

    link: Link
    local: bool
    takes: tuple[str, ...]
    gives: tuple[str, ...]
    lacks: tuple[str, ...]
    requirement: Range | None
    carried: Range | None


def smallest_steps(gaps: Gaps, start: str = "", end: str = "") -> Steps:
    """Every smallest set of additional links that closes the chain of ``gaps``, each with its sequence.

    ``start`` and ``end`` are keys (or names) of links; empty means the default.
    Raises UsageError for a link that the chain lacks, with the near ones, and for one that does not count.
    """
    links = [link for link in gaps.links() if not link.beside]
    wrong: list[Problem] = []
    starts, ends = _named(gaps, links, start, wrong), _named(gaps, links, end, wrong)
    if wrong:
        raise UsageError(*wrong)
    number = {link.iri: place for place, link in enumerate(links)}
    edges = [
        (number[supplier], number[link.iri])
        for link in links
        for supplier in gaps.suppliers[link.iri]
        if supplier in number
    ]
    first = [number[link.iri] for link in (starts if start else _default_starts(gaps, links))]
    last = [number[link.iri] for link in ends] if end else _default_ends(len(links), edges, first)
    local = {number[link.iri] for link in links if gaps.main.balances[link.iri].supply.makers}
    found = solve(edges, local, first, last)
    routes = [shortest(edges, local | added, first, last) for added in found]
    first_links = tuple(links[place] for place in first)
    return Steps(
        first_links,
        tuple(links[place] for place in last),
        tuple(e for e in gaps.model.endowments if any(_own(gaps, link, e) for link in first_links)),
        frozenset(links[place].iri for place in local),
        len(found[0]) if found else None,
        tuple(tuple(links[place] for place in route) for route in routes),
    )


def solve(
    edges: Iterable[tuple[int, int]], local: Iterable[int], starts: Iterable[int], ends: Iterable[int]
) -> list[frozenset[int]]:
    """All smallest sets of nodes to add to ``local`` so that a path of such nodes leads from a start to an end.

    Edges point from supplier to taker; a path of one node is a path. The list is sorted; it holds one empty set where
    nothing needs to be added, and is empty where no path exists at all.
    """
    import clingo

    arcs, have, first, last = set(edges), set(local), set(starts), set(ends)
    nodes = {node for arc in arcs for node in arc} | have | first | last
    facts = [f"edge({a},{b})." for a, b in sorted(arcs)]
    for name, members in (("node", nodes), ("local", have), ("start", first), ("end", last)):
        facts += [f"{name}({node})." for node in sorted(members)]
    control = clingo.Control(["--opt-mode=optN", "--project=show", "0"])
    control.add("base", [], PROGRAM + "\n".join(facts))
    control.ground([("base", [])])
    found: set[frozenset[int]] = set()
    with control.solve(yield_=True) as models:
        for model in models:
            if model.optimality_proven or not model.cost:  # no cost: nothing could be added at all
                found.add(frozenset(symbol.arguments[0].number for symbol in model.symbols(shown=True)))
    return sorted(found, key=sorted)


def shortest(
    edges: Iterable[tuple[int, int]], allowed: set[int] | frozenset[int], starts: Iterable[int], ends: Iterable[int]
) -> tuple[int, ...]:
    """The shortest path over allowed nodes, the smaller numbers first among equals; empty where there is none."""
    after: dict[int, list[int]] = {}
    for supplier, taker in sorted(set(edges)):
        after.setdefault(supplier, []).append(taker)
    paths: list[tuple[int, ...]] = [(node,) for node in sorted(set(starts) & allowed)]
    seen, goals = {path[0] for path in paths}, set(ends)
    for path in paths:  # grows while it is read: breadth first
        if path[-1] in goals:
            return path
        for node in after.get(path[-1], ()):
            if node in allowed and node not in seen:
                seen.add(node)
                paths.append((*path, node))
    return ()


def stops(gaps: Gaps, steps: Steps, sequence: tuple[Link, ...]) -> tuple[Stop, ...]:
    """A sequence link by link, with what passes between them and the size that each addition needs."""
    found: list[Stop] = []
    for place in reversed(range(len(sequence))):
        link = sequence[place]
        local = link.iri in steps.local
        takes = _passing(gaps, sequence[place - 1], link) if place else ()
        requirement = gaps.main.balances[link.iri].requirement
        after = found[-1] if found else None
        carried = _carried(gaps, link, after) if after and not local and not after.local else None
        gives = after.takes if after else ()
        lacks = tuple(p for p in gaps.inputs(link)[1] if p not in takes and _lacking(gaps, steps, p))
        found.append(Stop(link, local, takes, gives, lacks, requirement, carried))
    return tuple(reversed(found))


def _named(gaps: Gaps, links: list[Link], words: str, wrong: list[Problem]) -> list[Link]:
    """The link of a key or name; none where nothing is named or, then told in ``wrong``, where no such link counts."""
    if not words:
        return []
    names = {name: link for link in gaps.model.links for name in (link.en, link.zh, link.key)}
    if names.get(words) in links:
        return [names[words]]
    if words in names:
        wrong.append(Problem("smallest-left-out", {"value": words}))
        return []
    import difflib

    near = dict.fromkeys(names[name] for name in difflib.get_close_matches(words, names, n=4, cutoff=0.3))
    shown = ", ".join(f"{link.key} ({link.zh})" for link in near) or "—"
    wrong.append(Problem("link-unknown", {"value": words, "near": shown}))
    return []


def _own(gaps: Gaps, link: Link, endowment: Endowment) -> bool:
    return link.iri in gaps.model.links_of.get(endowment.product, ())


def _default_starts(gaps: Gaps, links: list[Link]) -> list[Link]:
    head = [link for link in links if link.segment_zh == links[0].segment_zh]
    endowed = [link for link in head if any(_own(gaps, link, e) for e in gaps.model.endowments)]
    return (endowed or head)[:1]


def _default_ends(count: int, edges: list[tuple[int, int]], starts: list[int]) -> list[int]:
    """The last node that feeds no other and can be reached; where a circle leaves none, the last that can be reached.

    Where a start leads nowhere, the last node of all: no sequence exists then, which is the answer.
    """
    feeding, everything = {supplier for supplier, _ in edges}, set(range(count))
    beyond = {node for node in everything - set(starts) if shortest(edges, everything, starts, [node])}
    return sorted(beyond - feeding or beyond or everything)[-1:]


def _passing(gaps: Gaps, supplier: Link, taker: Link) -> tuple[str, ...]:
    of = gaps.model.links_of
    return tuple(material for material in gaps.materials[taker.iri] if supplier.iri in of.get(material, ()))


def _lacking(gaps: Gaps, steps: Steps, product: str) -> bool:
    """False for a product of a local link, which may be another grade of it, and for what only links beside make."""
    makers = [link for link in gaps.model.links if link.iri in gaps.model.links_of.get(product, ())]
    beside = bool(makers) and all(link.beside for link in makers)
    return not beside and not any(link.iri in steps.local for link in makers)


def _carried(gaps: Gaps, link: Link, after: Stop) -> Range | None:
    """Size of the next link × what it takes of this one; None where either is unknown or several recipes share it."""
    size = larger(after.requirement, after.carried)
    per_unit = rate_of_link(gaps, after.link, link)
    return None if size is None or per_unit is None else size * per_unit
