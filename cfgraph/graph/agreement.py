"""Two readings of one text compared: which projects, owners, figures and stages they agree on.

The second reading lies beside the plan's tables in ``second-reading/``: a row a project and a row a figure, each with
its quote; ``settled.csv`` holds what was decided where the two differed. Rows are matched by where their quotes stand
in the text and by how alike their names are. Agreement on stages is Cohen's kappa (J. Cohen 1960,
doi:10.1177/001316446002000104): (observed − expected) / (1 − expected), expected from each reader's shares of labels.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from fractions import Fraction
from pathlib import Path

from cfgraph.graph.plan import Plan
from cfgraph.namespaces import STAGES
from cfgraph.sources.columns import NEEDED, QUOTE, TEXT, Column, Table
from cfgraph.sources.tables import Row, Rows, read_folder
from cfgraph.sources.text import Span

FOLDER = "second-reading"
STAGE = Column("choice", required=True, choices=tuple(STAGES))
MORE = ("owners", "possible_owners", "figures", "products", "type", "doubt")
ABOUT = ("kind", "place", "subject", "year", "comparator", "doubt")
LAYOUT = {
    "projects": Table(
        {
            **dict.fromkeys(("id", "name", "place"), NEEDED),
            **QUOTE,
            "wording": NEEDED,
            "stage": STAGE,
            **dict.fromkeys(MORE, TEXT),
        },
        ("id",),
    ),
    "figures": Table({"id": NEEDED, "printed": NEEDED, **QUOTE, **dict.fromkeys(ABOUT, TEXT)}, ("id",)),
    "settled": Table({"aspect": NEEDED, "what": NEEDED, "first": TEXT, "decision": NEEDED}, ("aspect", "what")),
}
LIKE = 0.6
"""Two rows may be one project from this sum on: the part of the text that their quotes share, and of their names."""
COUNTED = ("target", "capacity", "count")
"""Kinds of figures that a table states; names such as 3052, past values and idioms are none."""
NOTHING = "—"


@dataclass(frozen=True)
class Difference:
    """One thing that the two readings said differently: ``aspect`` and ``what`` name it, ``decision`` settles it."""

    aspect: str
    what: str
    table: str
    second: str
    decision: str = ""


@dataclass(frozen=True)
class Agreement:
    """What came of the first comparison, before anything was settled.

    ``compared`` and ``agreed`` count pairs by aspect, ``stale`` are decisions about differences that are none.
    """

    ours: int
    second: int
    matched: int
    compared: dict[str, int]
    agreed: dict[str, int]
    kappa: Fraction
    differences: tuple[Difference, ...]
    stale: tuple[tuple[str, str], ...]

    @property
    def unsettled(self) -> list[Difference]:
        """Differences that nobody has decided on."""
        return [difference for difference in self.differences if not difference.decision]


def compare(plan: Plan, folder: Path) -> Agreement:
    """Hold the plan's tables against the second reading in ``folder``. Raises BadInputError for a broken table."""
    second = read_folder(folder, LAYOUT)
    settled = {(row["aspect"], row["what"]): row for row in second["settled"]}
    pairs, ours, theirs = match(plan, second)
    found = [Difference("project", row["key"], row["zh"], NOTHING) for row in ours]
    found += [Difference("project", row["name"], NOTHING, row["stage"]) for row in theirs]
    compared: Counter[str] = Counter()
    agreed: Counter[str] = Counter()
    labels = []
    for aspect, what, table, other in _aspects(plan, pairs, second["figures"]):
        row = settled.get((aspect, what))
        first = _split(row["first"]) - {NOTHING} if row and row["first"] else table
        if aspect == "stage":
            labels.append((min(first), min(other)))
        compared[aspect] += 1
        if first == other:
            agreed[aspect] += 1
        else:
            found.append(Difference(aspect, what, _told(first), _told(other)))
    named = {(difference.aspect, difference.what) for difference in found}
    return Agreement(
        len(plan.rows["projects"]),
        len(second["projects"]),
        len(pairs),
        dict(compared),
        dict(agreed),
        cohens_kappa(labels),
        tuple(_decided(difference, settled) for difference in found),
        tuple(key for key in settled if key not in named),
    )


def _decided(found: Difference, settled: dict[tuple[str, str], Row]) -> Difference:
    row = settled.get((found.aspect, found.what))
    return Difference(found.aspect, found.what, found.table, found.second, row["decision"] if row else "")


def match(plan: Plan, second: Rows) -> tuple[list[tuple[Row, Row]], list[Row], list[Row]]:
    """Pairs of rows that are one project, the best first; and the rows of each reading that are left over."""
    ours, theirs = plan.rows["projects"], second["projects"]
    scored = []
    for i, row in enumerate(ours):
        for j, other in enumerate(theirs):
            common = _overlap(_span(plan, row), _span(plan, other))
            likeness = SequenceMatcher(None, row["zh"], other["name"]).ratio()
            if common and common + likeness >= LIKE:
                scored.append((common + likeness, -i, -j))
    pairs: dict[int, int] = {}
    for _, i, j in sorted(scored, reverse=True):
        if -i not in pairs and -j not in pairs.values():
            pairs[-i] = -j
    return (
        [(ours[i], theirs[pairs[i]]) for i in sorted(pairs)],
        [row for i, row in enumerate(ours) if i not in pairs],
        [row for j, row in enumerate(theirs) if j not in pairs.values()],
    )


def _span(plan: Plan, row: Row) -> Span:
    return plan.source.find(row["quote"], row["within"])


def _overlap(one: Span, other: Span) -> float:
    """The part of the shorter span that both share."""
    common = min(one.end, other.end) - max(one.start, other.start)
    return max(common, 0) / min(one.end - one.start, other.end - other.start)


Aspect = tuple[str, str, set[str], set[str]]
"""Aspect, what it is about, what the tables say and what the second reading says."""


def _aspects(plan: Plan, pairs: Sequence[tuple[Row, Row]], figures: Sequence[Row]) -> Iterator[Aspect]:
    for row, other in pairs:
        key = row["key"]
        yield "stage", key, {row["stage"]}, {other["stage"]}
        yield "owner", key, set(row["undertaken_by"]), _owners(plan, row, other)
        yield "figures", key, _figures_of(plan, row), _split(other["figures"])
        yield "type", key, set(row["type"]), _split(other["type"])
        around = _around(plan, row["place"])
        yield "place", key, around & {other["place"]} or around, {other["place"]}
    yield from _figures(plan, figures)


def _owners(plan: Plan, row: Row, other: Row) -> set[str]:
    """The second reading's owners by our keys; a name that is a part of one of our spellings is that enterprise."""
    rows = plan.rows["enterprises"]
    spellings = {each["key"]: [each["zh"], *filter(None, each["alt_zh"].split(";"))] for each in rows}
    found = set()
    for name in _split(other["owners"]):
        fits = [key for key in row["undertaken_by"] if any(name in full or full in name for full in spellings[key])]
        found.add(fits[0] if fits else name)
    return found


def _figures_of(plan: Plan, row: Row) -> set[str]:
    stated = {out["capacity"] for out in plan.rows["outputs"] if out["project"] == row["key"]}
    return (stated | {row["parts"]}) - {""}


def _around(plan: Plan, key: str) -> set[str]:
    """The names of a place and of what it is part of; the second reading calls the zone 高新区."""
    rows = {row["key"]: row for row in plan.rows["places"]}
    names: set[str] = set()
    while key:
        names |= {rows[key]["zh"]} | ({"高新区"} if rows[key]["kind"] == "zone" and not names else set())
        key = rows[key]["part_of"]
    return names


def _figures(plan: Plan, figures: Sequence[Row]) -> Iterator[Aspect]:
    """Each figure of the text that either reading counts, and year and comparator of each target."""
    stated = [(row, row["capacity"]) for row in plan.rows["outputs"] if row["capacity"]]
    stated += [(row, row["parts"]) for row in plan.rows["projects"] if row["parts"]]
    stated += [(row, row["amount"]) for row in plan.rows["targets"]]
    ours = [(_within(plan, row, printed), row, printed) for row, printed in stated]
    theirs = [(_within(plan, row, row["printed"]), row) for row in figures if row["kind"] in COUNTED]
    for span, row in theirs:
        same = {printed for at, _, printed in ours if _overlap(at, span)}
        yield "figure", f"{row['printed']} {row['subject']}", same and {row["printed"]}, {row["printed"]}
    for span, row, printed in ours:
        found = [other for at, other in theirs if _overlap(at, span)]
        if not found:
            yield "figure", row["key"], {printed}, set()
        elif "comparator" in row.cells:
            year = {str(row["year"])} if row["year"] is not None else set()
            yield "year", row["key"], year, _split(found[0]["year"])
            if found[0]["comparator"]:
                yield "comparator", row["key"], {row["comparator"]}, {found[0]["comparator"]}


def _within(plan: Plan, row: Row, printed: str) -> Span:
    """Where a figure stands inside its row's quote."""
    span = _span(plan, row)
    start = span.start + max(plan.source.words(span).find(printed), 0)
    return Span(start, start + len(printed))


def _split(cell: str) -> set[str]:
    return {part.strip() for part in cell.split(";") if part.strip()}


def _told(values: set[str]) -> str:
    return ";".join(sorted(values)) or NOTHING


def cohens_kappa(pairs: Sequence[tuple[str, str]]) -> Fraction:
    """Cohen's kappa of two readers' labels; 1 where both give one and the same label throughout."""
    total = len(pairs)
    observed = Fraction(sum(one == other for one, other in pairs), total)
    first, second = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    expected = sum((Fraction(first[label] * second[label], total * total) for label in first), Fraction(0))
    return Fraction(1) if expected == 1 else (observed - expected) / (1 - expected)
