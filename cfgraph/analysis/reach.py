"""Which enterprises fit a link, with what speaks for each and what against it.

Two kinds: those that the plan itself names (they undertake a project, are sought by name, or work next door in the
chain), and outside candidates that the user brings along. Nothing is invented: a ground is a project, a wish or a row
of the user's file, and names are matched only where they are equal.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from cfgraph.analysis.balance import makes
from cfgraph.analysis.gaps import Gaps
from cfgraph.analysis.labels import labels
from cfgraph.analysis.model import Link, Output, Project
from cfgraph.analysis.query import run
from cfgraph.namespaces import RANK, thing
from cfgraph.sources.candidates import Candidate
from cfgraph.store.base import Store

ORDER = (
    *("makes", "may-undertake", "may-make", "may-both", "sought", "outside", "by-product"),
    *("takes", "supplies", "supplies-beside", "sought-near"),
)
"""Kinds of ground, the nearest to the link first."""
OF_ITS_OWN = frozenset({"makes", "may-undertake", "may-make", "may-both", "outside", "by-product"})
"""Grounds that concern the link's own product."""
FEW = 2
"""Independent sources below which a candidate's product is told as thinly supported."""
POWER = "MegaW-HR-PER-YR"
"""The unit of electricity: everybody takes it, so that who makes it is no nearer to a link than anybody else."""
SHORTEST = 4
"""Characters from which a plan's name inside a longer one hints at the same enterprise."""


@dataclass(frozen=True)
class Reason:
    """One ground or counter-ground; ``about`` is the IRI of a project or wish, or ``file:row`` of a candidate.

    The labels name it; the details name the input, product, link or enterprise that the kind speaks of, or
    hold what is printed or noted. A stage is a local name such as ``Negotiating``.
    """

    kind: str
    about: str = ""
    label_zh: str = ""
    label_en: str = ""
    stage: str = ""
    detail_zh: str = ""
    detail_en: str = ""
    source: str = ""
    date: str = ""

    def record(self) -> dict[str, str | None]:
        """As JSON tells it; what a kind does not have is null."""
        return {name: value or None for name, value in asdict(self).items()}


@dataclass(frozen=True)
class Match:
    """An enterprise that fits; ``enterprise`` is its IRI, empty where the plan does not name it."""

    enterprise: str
    zh: str
    en: str
    code: str = ""
    grounds: tuple[Reason, ...] = ()
    against: tuple[Reason, ...] = ()

    def record(self) -> dict[str, Any]:
        """As JSON tells it."""
        return {
            "enterprise": self.enterprise or None,
            "name_zh": self.zh,
            "name_en": self.en,
            "credit_code": self.code or None,
            "grounds": [reason.record() for reason in self.grounds],
            "against": [reason.record() for reason in self.against],
        }


@dataclass
class Found:
    """What was found about one enterprise so far."""

    name: str
    code: str = ""
    rank: int = 0
    grounds: list[Reason] = field(default_factory=list)
    against: list[Reason] = field(default_factory=list)


def reach(store: Store, gaps: Gaps, link: Link, candidates: Sequence[Candidate] = ()) -> list[Match]:
    """The enterprises that fit a link, the nearest first: by kind of ground, then by stage, then by key."""
    zh, en = labels(store, "zh"), labels(store, "en")
    found: dict[str, Found] = {}
    for who, ground, against in (*_planned(store, gaps, link), *_near(gaps, link), *_sought(store, gaps, link, en)):
        entry = found.setdefault(who, Found(zh.get(who, who)))
        entry.rank = max(entry.rank, gaps.projects[ground.about].rank if ground.about in gaps.projects else 0)
        entry.grounds.append(ground)
        entry.against += against
    if candidates:
        _outside(store, gaps, link, candidates, found)
    for entry in found.values():
        entry.grounds.sort(key=lambda reason: ORDER.index(reason.kind))
        kinds = {ground.kind for ground in entry.grounds}
        if not kinds & OF_ITS_OWN:
            entry.against.append(Reason("no-project" if "sought" in kinds else "other-product"))
    order = sorted(found, key=lambda key: (ORDER.index(found[key].grounds[0].kind), -found[key].rank, key))
    return [
        Match(
            key if key in zh else "",
            found[key].name,
            en.get(key, found[key].name),
            found[key].code,
            tuple(dict.fromkeys(found[key].grounds)),
            tuple(dict.fromkeys(found[key].against)),
        )
        for key in order
    ]


Fit = tuple[str, Reason, list[Reason]]
"""Enterprise, ground, and what speaks against this ground."""


def _planned(store: Store, gaps: Gaps, link: Link) -> Iterator[Fit]:
    """Who undertakes, or may undertake, a project that makes the product or may make it."""
    doubts: dict[str, list[str]] = {}
    for row in run(store, "plan/doubts").rows:
        doubts.setdefault(row["thing"].value, []).append(row["doubt"].value)
    own = {p.iri: (_printed(gaps, p, link),) * 2 for p in gaps.projects.values() if makes(gaps.model, p, link.iri)}
    maybe = {iri: gaps.model.products[product][1:3] for iri, product in gaps.possible.get(link.iri, [])}
    for iri, detail in (maybe | own).items():
        project = gaps.projects[iri]
        against = list(_against(gaps, project, link, doubts))
        against = against if iri in own else [_ground("maybe-product", project, *detail), *against]
        certain, possible = ("makes", "may-undertake") if iri in own else ("may-make", "may-both")
        for who in project.enterprises:
            yield who, _ground(certain, project, *detail), against
        for who in project.possible_enterprises:
            yield who, _ground(possible, project, *detail), [_ground("maybe-owner", project), *against]


def _printed(gaps: Gaps, project: Project, link: Link) -> str:
    """The project's stated output for a link as the plan prints it."""
    return " + ".join(output.printed for output in _outputs(gaps, project, link) if output.value is not None)


def _outputs(gaps: Gaps, project: Project, link: Link) -> list[Output]:
    return [output for output in project.outputs if link.iri in gaps.model.links_of.get(output.product, ())]


def _against(gaps: Gaps, project: Project, link: Link, doubts: dict[str, list[str]]) -> Iterator[Reason]:
    """What speaks against a project as a maker of the link's product."""
    yield from _talks(project)
    if project in gaps.elsewhere:
        yield _ground("elsewhere", project)
    outputs = _outputs(gaps, project, link)
    shared = next((output.printed for output in outputs if output.shared), "")
    if shared:
        yield _ground("shared-figure", project, shared, shared)
    elif outputs and not _printed(gaps, project, link):
        yield _ground("no-figure", project)
    for about in (project.iri, *(output.iri for output in outputs)):
        yield from (_ground("doubt", project, words, words) for words in doubts.get(about, ()))


def _near(gaps: Gaps, link: Link) -> Iterator[Fit]:
    """Whose counted projects make an input, or the product beside their own, or take the product."""
    for product, sources in gaps.inputs(link)[0].items():
        what = gaps.model.products[product]
        if what.unit == POWER:
            continue
        beside = gaps.beside(product)
        for project in (gaps.projects[iri] for iri in sources if iri in gaps.projects):
            kind = "by-product" if product in link.products else "supplies-beside" if project in beside else "supplies"
            yield from ((who, _ground(kind, project, what.zh, what.en), _talks(project)) for who in project.enterprises)
    for taker in gaps.waiting(link):
        for project in gaps.main.balances[taker.iri].supply.makers:
            ground = _ground("takes", project, taker.zh, taker.en)
            yield from ((who, ground, _talks(project)) for who in project.enterprises)


def _talks(project: Project) -> list[Reason]:
    return [_ground("talks", project)] if project.rank <= RANK["proposed"] else []


def _sought(store: Store, gaps: Gaps, link: Link, english: dict[str, str]) -> Iterator[Fit]:
    """Whom the plan seeks by name, through a wish for the link's product or for that of a link next door."""
    values = gaps.main.scenario.parameters()
    targets = run(store, "plan/target-enterprises", **values).rows
    iris = {(row["ground"].value, row["label"].value): row["enterprise"].value for row in targets}
    named: dict[str, dict[str, str]] = {}
    for row in run(store, "plan/wishes", **values).rows:
        if "enterprise" in row:
            who = iris[row["label"].value, row["enterprise"].value]
            named.setdefault(row["wish"].value, {})[who] = row["label"].value
    around = [*gaps.neighbours(link, down=False), *gaps.neighbours(link, down=True)]
    for kind, other in [("sought", link), *(("sought-near", other) for other in around)]:
        for wish in gaps.sought.get(other.iri, []):
            for who, label in named.get(wish, {}).items():
                yield who, Reason(kind, wish, label, english.get(wish, label), "", other.zh, other.en), []


def _ground(kind: str, project: Project, zh: str = "", en: str = "") -> Reason:
    return Reason(kind, project.iri, project.zh, project.en, project.stage, zh, en)


def _outside(store: Store, gaps: Gaps, link: Link, candidates: Sequence[Candidate], found: dict[str, Found]) -> None:
    """Add the candidates whose product is the link's; one that bears a name of the plan joins what is known of it."""
    fits, enterprises = names_in(store, gaps)
    for name, rows in _by_enterprise(one for one in candidates if link.iri in fits.get(plain(one.product), {})):
        who = enterprises.get(name)
        entry = found.setdefault(who[0] if who else name, Found(rows[0].enterprise))
        entry.code = next((row.code for row in rows if row.code), "")
        sources: dict[str, set[str]] = {}
        for row in rows:
            printed = row.capacity.as_printed if row.capacity else ""
            about, product, meant = f"{row.file}:{row.row}", row.product, fits[plain(row.product)]
            entry.grounds.append(Reason("outside", about, product, product, "", printed, printed, row.source, row.date))
            for iri in meant[link.iri]:
                sources.setdefault(iri, set()).add(plain(row.source))
            others = [other for other in gaps.model.links if other.iri in meant and other != link]
            entry.against += [Reason("several-links", about, product, product, "", o.zh, o.en) for o in others]
        if max(map(len, sources.values())) < FEW:
            entry.against.append(Reason("few-sources"))
        if not any(row.capacity for row in rows):
            entry.against.append(Reason("no-capacity"))
        if not who:
            alike = {one for known, one in enterprises.items() if len(known) >= SHORTEST and known in name}
            entry.against += [Reason("same-name", *one) for one in sorted(alike)]


def _by_enterprise(rows: Iterable[Candidate]) -> list[tuple[str, list[Candidate]]]:
    """Rows of one enterprise together, by its plain name; one credit code is one enterprise under its first name."""
    groups: dict[str, list[Candidate]] = {}
    known: dict[str, str] = {}
    for row in sorted(rows, key=lambda row: (not row.code, row.row)):
        name = plain(row.enterprise)
        name = known.setdefault(name, known.get(row.code, name) if row.code else name)
        known.setdefault(row.code or name, name)
        groups.setdefault(name, []).append(row)
    return sorted(groups.items())


def plain(name: str) -> str:
    """A name as it is compared: full-width signs as plain ones, no blanks, letters small."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def names_in(store: Store, gaps: Gaps) -> tuple[dict[str, dict[str, set[str]]], dict[str, tuple[str, str, str]]]:
    """Plain name → the links of the chain that it may mean, with the products; plain name → enterprise with labels."""
    fits: dict[str, dict[str, set[str]]] = {}
    for link in gaps.model.links:
        for name in (link.zh, link.en):
            fits.setdefault(plain(name), {})[link.iri] = set(link.products)
    zh, en = labels(store, "zh"), labels(store, "en")
    enterprises: dict[str, tuple[str, str, str]] = {}
    for row in run(store, "plan/aliases").rows:
        iri, name = row["thing"].value, plain(row["name"].value)
        for found in gaps.model.links_of.get(iri, ()):
            fits.setdefault(name, {}).setdefault(found, set()).add(iri)
        if iri.startswith(thing("enterprise", "")):
            enterprises.setdefault(name, (iri, zh.get(iri, iri), en.get(iri, iri)))
    return fits, enterprises
