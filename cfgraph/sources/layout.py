"""The columns of every table: what a cell may hold, and which table it points at."""

from __future__ import annotations

from dataclasses import dataclass

from cfgraph.namespaces import STAGES

KEY = r"[a-z0-9]+(-[a-z0-9]+)*"
"""One segment of a key."""


@dataclass(frozen=True)
class Column:
    """What a cell may hold.

    ``kind`` is text, key, path (a key with slashes), number, flag, choice, or keys, paths, choices (joined by ``;``).
    ``refers`` names the table (of this folder, or of the knowledge folder) whose key the cell must be.
    """

    kind: str = "text"
    required: bool = False
    refers: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """A table: its columns, the columns that together name a row, and whether a folder may do without it."""

    columns: dict[str, Column]
    key: tuple[str, ...]
    optional: bool = False


TEXT, NEEDED = Column(), Column(required=True)
FLAG = Column("flag", required=True)
SOURCES = Column("keys", required=True, refers="sources")


def _key(refers: str = "", *, required: bool = True, kind: str = "key") -> Column:
    return Column(kind, required, refers)


def _choice(*choices: str, required: bool = True) -> Column:
    return Column("choice", required, choices=choices)


KNOWLEDGE = {
    "sources": Table({"key": NEEDED, "title": NEEDED, "url": TEXT, "note": TEXT, "status": TEXT}, ("key",)),
    "signal_words": Table(
        {"word": NEEDED, "kind": _choice("project", "organisation", "wish")},
        ("word",),
    ),
    "indicators": Table({"key": _key(), "zh": NEEDED, "en": NEEDED, "unit": NEEDED}, ("key",)),
    "segments": Table({"key": _key(), "zh": NEEDED, "en": NEEDED}, ("key",)),
    "variants": Table(
        {
            "key": _key(),
            "zh": NEEDED,
            "en": NEEDED,
            "covers": _key("variants", kind="keys"),
            "broader": _key("variants", required=False),
        },
        ("key",),
    ),
    "chains": Table(
        {"key": _key(), "zh": NEEDED, "en": NEEDED, "anchor_link": _key("links", required=False), "sources": SOURCES},
        ("key",),
    ),
    "products": Table(
        {
            "key": _key(),
            "zh": NEEDED,
            "en": NEEDED,
            "alt_zh": TEXT,
            "alt_en": TEXT,
            "kind_of": _key("products", required=False, kind="keys"),
            "unit": NEEDED,
            "formula": TEXT,
            "wikidata": TEXT,
            "wikidata_match": _choice("exactMatch", "closeMatch", "broadMatch", "narrowMatch", required=False),
            "hs6": TEXT,
            "gbt4754": TEXT,
            "sources": SOURCES,
            "note": TEXT,
        },
        ("key",),
    ),
    "links": Table(
        {
            "chain": _key("chains"),
            "key": _key(),
            "zh": NEEDED,
            "en": NEEDED,
            "segment": _key("segments"),
            "products": _key("products", kind="keys"),
            "needed_for": _key("variants"),
            "sources": SOURCES,
        },
        ("chain", "key"),
    ),
    "processes": Table(
        {
            "key": _key(),
            "zh": NEEDED,
            "en": NEEDED,
            "yields": _key("products"),
            "variant": _key("variants"),
            "is_default": FLAG,
            "loop": FLAG,
            "byproducts": _key("products", required=False, kind="keys"),
            "sources": SOURCES,
        },
        ("key",),
    ),
    "inputs": Table(
        {
            "process": _key("processes"),
            "material": _key("products"),
            "note": TEXT,
            "sources": Column("keys", refers="sources"),
        },
        ("process", "material"),
    ),
    "coefficients": Table(
        {
            "process": _key("processes"),
            "material": _key("products"),
            "bound": _choice("low", "typical", "high"),
            "value": Column("number"),
            "unit": NEEDED,
            "basis": _choice("literature", "derived", "stoichiometric", "estimate"),
            "sources": SOURCES,
            "derivation": TEXT,
        },
        ("process", "material", "bound"),
    ),
    "bounds": Table(
        {"process": _key("processes"), "material": _key("products"), "formula": NEEDED, "note": TEXT},
        ("process", "material"),
    ),
}

QUOTE = {"quote": NEEDED, "within": TEXT}
READING = {"interpreted": TEXT, "doubt": TEXT}

PLAN = {
    "wording": Table(
        {
            "wording": NEEDED,
            "stage": _choice(*STAGES, "shelved", "cancelled"),
            "reading": _choice("verbatim", "interpreted"),
            "note": TEXT,
        },
        ("wording",),
    ),
    "places": Table(
        {
            "key": _key(kind="path"),
            "kind": _choice("region", "zone", "park", "area"),
            "zh": NEEDED,
            "en": NEEDED,
            "alt_zh": TEXT,
            "part_of": _key("places", required=False, kind="path"),
            **QUOTE,
        },
        ("key",),
    ),
    "enterprises": Table({"key": _key(), "zh": NEEDED, "en": NEEDED, "alt_zh": TEXT, **QUOTE}, ("key",)),
    "bodies": Table(
        {
            "key": _key(),
            "kind": _choice("body", "post", "organisation"),
            "zh": NEEDED,
            "en": NEEDED,
            "alt_zh": TEXT,
            "post_in": _key("bodies", required=False, kind="keys"),
            "source": _choice("text", "annex"),
            **QUOTE,
            "doubt": TEXT,
        },
        ("key",),
        optional=True,
    ),
    "projects": Table(
        {
            "key": _key(),
            "zh": NEEDED,
            "en": NEEDED,
            "place": _key("places", kind="path"),
            "stage": _choice(*STAGES, "shelved", "cancelled"),
            "wording": _key("wording", kind="text"),
            "type": Column("choices", choices=("new-build", "expansion", "technical-upgrade", "relocation")),
            "undertaken_by": _key("enterprises", required=False, kind="keys"),
            "possibly_undertaken_by": _key("enterprises", required=False, kind="keys"),
            "part_of": _key("projects", required=False, kind="keys"),
            "possibly_produces": _key("products", required=False, kind="keys"),
            "parts": TEXT,
            **QUOTE,
            **READING,
        },
        ("key",),
    ),
    "outputs": Table(
        {
            "project": _key("projects"),
            "key": _key(),
            "product": _key("products", required=False),
            "capacity": TEXT,
            "basis": _choice("output", "feed", "installed", "equipment", required=False),
            "shared": _key(required=False),
            **QUOTE,
            "interpreted": TEXT,
            "note": TEXT,
        },
        ("project", "key"),
    ),
    "endowments": Table(
        {
            "key": _key(),
            "zh": NEEDED,
            "en": NEEDED,
            "place": _key("places", kind="path"),
            "resource": _key("products"),
            **QUOTE,
            **READING,
        },
        ("key",),
    ),
    "solicitations": Table(
        {
            "key": _key(),
            "zh": NEEDED,
            "en": NEEDED,
            "place": _key("places", kind="path"),
            "products": _key("products", required=False, kind="keys"),
            "enterprises": _key("enterprises", required=False, kind="keys"),
            "seeks_from": _key("places", required=False, kind="paths"),
            "via": _key("places", required=False, kind="paths"),
            **QUOTE,
            **READING,
        },
        ("key",),
    ),
    "clusters": Table(
        {
            "key": _key(),
            "zh": NEEDED,
            "en": NEEDED,
            "hosted_by": _key("places", kind="paths"),
            "chains": _key("chains", required=False, kind="keys"),
            "listed_under": _key("targets", required=False),
            **QUOTE,
            **READING,
        },
        ("key",),
        optional=True,
    ),
    "targets": Table(
        {
            "key": _key(),
            "zh": NEEDED,
            "en": NEEDED,
            "place": _key("places", required=False, kind="path"),
            "cluster": _key("clusters", required=False),
            "indicator": _key("indicators"),
            "amount": NEEDED,
            "per": TEXT,
            "year": Column("number"),
            "comparator": _choice("=", ">=", ">", "stretch"),
            **QUOTE,
            **READING,
        },
        ("key",),
        optional=True,
    ),
    "measures": Table(
        {
            "key": _key(),
            "zh": NEEDED,
            "en": NEEDED,
            "places": _key("places", kind="paths"),
            "responsible": _key("bodies", required=False, kind="keys"),
            "partners": _key("bodies", required=False, kind="keys"),
            "enterprises": _key("enterprises", required=False, kind="keys"),
            **QUOTE,
            **READING,
        },
        ("key",),
        optional=True,
    ),
    "uncovered": Table({"quote": NEEDED, "within": TEXT, "reason": NEEDED}, ("quote", "within"), optional=True),
}
