"""Where the bars of links stand and the streams run: columns by layer, ordered so that streams cross little.

A stream over several layers holds a place in each column that it passes, so that it runs through no bar.
Widths are proportional to weight, but for streams too thin to be seen and those too thick to be shown: both are told.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from statistics import median

from cfgraph.publish.sankey.flows import Stream

THICK, BROKEN, LEAST, UNSTATED = 60.0, 72.0, 3.0, 2.0
"""Pixels: the thickest stream to scale, one that is cut, one that is widened, one without an amount."""
TOO_MUCH = 8
"""A stream so many times the median is cut, or all others would be too thin to be told apart."""
LABEL, SPACE, BAR, SLIM = 52.0, 16.0, 12.0, 4.0
"""Pixels above a bar for its label; between places of a column; a bar's width; a bar's least height."""
SWEEPS = 8


@dataclass(frozen=True)
class Scale:
    """Tonnes to pixels; ``limit`` is the largest amount that is to scale."""

    limit: Decimal

    def kind(self, stream: Stream) -> str:
        """``unstated``, ``least`` (widened), ``broken`` (cut) or ``true``."""
        if stream.amount is None:
            return "unstated"
        if stream.amount > self.limit:
            return "broken"
        return "least" if THICK * float(stream.amount / self.limit) < LEAST else "true"

    def width(self, stream: Stream) -> float:
        """How wide a stream is drawn."""
        fixed = {"unstated": UNSTATED, "broken": BROKEN, "least": LEAST}
        kind = self.kind(stream)
        return fixed[kind] if stream.amount is None or kind != "true" else THICK * float(stream.amount / self.limit)


def scale(streams: tuple[Stream, ...]) -> Scale | None:
    """The scale; None where no stream has an amount."""
    amounts = [stream.amount for stream in streams if stream.amount]
    middle = median(amounts) if amounts else Decimal(0)
    return Scale(max(amount for amount in amounts if amount <= TOO_MUCH * middle)) if amounts else None


@dataclass
class Place:
    """A bar, or the passage of a stream through a column: its column, height and upper end."""

    name: str
    column: int
    height: float
    label: float
    y: float = 0.0
    near: list[str] = field(default_factory=list)

    @property
    def middle(self) -> float:
        """Its middle, by which others are ordered."""
        return self.y + self.label + self.height / 2


def passages(stream: Stream, columns: dict[str, int]) -> list[str]:
    """The names of the places that a stream holds between its ends."""
    between = range(columns[stream.source] + 1, columns[stream.target])
    return [f"{stream.source} {stream.target} {column}" for column in between]


def places(streams: tuple[Stream, ...], columns: dict[str, int], widths: dict[tuple[str, str], float]) -> list[Place]:
    """Every bar and passage, placed in its column."""
    ends = list(dict.fromkeys(iri for stream in streams for iri in (stream.source, stream.target)))
    found: dict[str, Place] = {}
    for iri in ends:
        out = sum(widths[s.source, s.target] for s in streams if s.source == iri)
        into = sum(widths[s.source, s.target] for s in streams if s.target == iri)
        found[iri] = Place(iri, columns[iri], max(out, into, SLIM), LABEL)
    for stream in streams:
        way = [stream.source, *passages(stream, columns), stream.target]
        for name in way[1:-1]:
            found[name] = Place(name, int(name.rsplit(" ", 1)[1]), widths[stream.source, stream.target], 0)
        for one, other in pairwise(way):
            found[one].near.append(other)
            found[other].near.append(one)
    stack(list(found.values()))
    for _ in range(SWEEPS):
        means = {p.name: sum(found[n].middle for n in p.near) / len(p.near) for p in found.values()}
        stack(sorted(found.values(), key=lambda place: (place.column, means[place.name], place.name)))
    for _ in range(SWEEPS):
        settle(list(found.values()))
    return list(found.values())


def settle(all_places: list[Place]) -> None:
    """Move the places of each column towards what they are tied to, in their order and not beyond the ends."""
    at = {place.name: place for place in all_places}
    columns: dict[int, list[Place]] = {}
    for place in sorted(all_places, key=lambda place: (place.column, place.y)):
        columns.setdefault(place.column, []).append(place)
    deep = max(place.y + place.label + place.height for place in all_places)
    for column in columns.values():
        end = 0.0
        for place in column:
            wanted = sum(at[name].middle for name in place.near) / len(place.near)
            place.y = max(end, wanted - place.label - place.height / 2)
            end = place.y + place.label + place.height + SPACE
        limit = deep
        for place in reversed(column):
            place.y = min(place.y, limit - place.label - place.height)
            limit = place.y - SPACE


def stack(ordered: list[Place]) -> None:
    """Put the places of each column under each other in the order given, each column in the middle."""
    columns: dict[int, list[Place]] = {}
    for place in ordered:
        columns.setdefault(place.column, []).append(place)
    tall = {at: sum(p.label + p.height + SPACE for p in column) for at, column in columns.items()}
    for at, column in columns.items():
        y = (max(tall.values()) - tall[at]) / 2
        for place in column:
            place.y = y
            y += place.label + place.height + SPACE
