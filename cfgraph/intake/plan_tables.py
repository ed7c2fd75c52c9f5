"""The register as plans: for each zone a folder of tables whose text is made of the register's own entries.

An entry is a numbered line: the sentence that the row was taken from with source and date, then what the row says.
Each fact quotes its entry. A quote and a heading hold a line break, which no cell can hold, so that nothing that is
typed into a cell can be taken for another's entry.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from cfgraph.intake.known import Known
from cfgraph.intake.records import Record, history, table
from cfgraph.namespaces import key_of, short_key
from cfgraph.sources.columns import Table
from cfgraph.sources.intake.columns import STAGE_NAMES
from cfgraph.sources.layout import PLAN
from cfgraph.words import say

BASES = {"Output": "output", "Installed": "installed", "Equipment": "equipment"}


class Kept(NamedTuple):
    """An output of the continued project that the rows do not restate."""

    product: str
    capacity: str
    basis: str
    shared: str


def plan_key(zone: str) -> str:
    """The key of the register's plan about a zone."""
    return "own-" + key_of(zone).replace("/", "-")


def kept_of(record: Record) -> list[Kept]:
    """What a record keeps of the project that it continues."""
    return [Kept(*part.split("|")) for part in record.kept.split(";") if part]


def folders(records: tuple[Record, ...], known: Known, visibility: Mapping[str, str]) -> dict[str, bytes]:
    """The files of all plans of the register, by path; ``visibility`` is what the user set for each."""
    now = {project: own[-1] for project, own in history(records).items()}
    zones = sorted({known.zones[record.place] for record in now.values()})
    files: dict[str, bytes] = {}
    for zone in zones:
        inside = {project for project, record in now.items() if known.zones[record.place] == zone}
        numbered = [(n, record) for n, record in enumerate(records, start=1) if record.project in inside]
        key = plan_key(zone)
        made = ZonePlan(zone, key, numbered, known).files(visibility.get(key, "internal"))
        files |= {f"{key}/{name}": data for name, data in made.items()}
    return files


class ZonePlan:
    """The tables and the text of one zone; ``numbered`` are its records with their numbers in the register."""

    def __init__(self, zone: str, key: str, numbered: list[tuple[int, Record]], known: Known) -> None:
        self.zone, self.key, self.known = zone, key, known
        self.records = [record for _, record in numbered]
        self.entries = {id(record): self.entry(number, record) for number, record in numbered}
        self.history = history(self.records)

    def files(self, visibility: str) -> dict[str, bytes]:
        """Every file of the folder."""
        text = self.text()
        tables: dict[str, list[dict[str, str]]] = {
            "wording": self.wording(),
            "places": self.places(),
            "enterprises": self.enterprises(),
            "projects": [self.project(own) for own in self.history.values()],
            "outputs": [row for own in self.history.values() for row in self.outputs(own)],
            "observations": self.observations(),
            "investments": self.investments(),
            "continued": self.continued(),
            "endowments": [],
            "solicitations": [],
        }
        files = {f"{name}.csv": rows_in(PLAN[name], rows) for name, rows in tables.items()}
        return files | {"source.txt": text.encode(), "plan.toml": self.settings(text, visibility).encode()}

    def text(self) -> str:
        """Title, then for each place its heading and the entries about it, in the order of the register."""
        parts = [self.title("zh")]
        for place in self.place_list():
            parts.append(self.heading(place))
            parts += [self.entries[id(record)] for record in self.records if record.place == place]
        return "\n".join([*parts, say("intake.text_end", "zh"), ""])

    def title(self, lang: str) -> str:
        """What the register is called."""
        return say("intake.plan_title", lang, zone=self.known.label(self.zone, lang))

    def heading(self, place: str) -> str:
        """The two lines that a place's entries stand below."""
        return say("intake.heading_place", "zh", place=self.known.label(place))

    def entry(self, number: int, record: Record) -> str:
        """The lines of a record: its number, and everything that it says."""
        parts = {"name": record.name, "enterprise": record.enterprise, "product": record.product_words}
        parts |= {"capacity": record.capacity, "place": record.place_words, "investment": record.investment}
        told = [say(f"intake.text_{name}", "zh", value=value) for name, value in parts.items() if value]
        told += [self.stage_words(record.stage)]
        kept = self.kept_owners(record) + [self.known.label(one.product) + one.capacity for one in kept_of(record)]
        told += [say("intake.text_kept", "zh", value="、".join(kept))] if kept else []
        params = {"quote": record.quote, "source": record.source, "date": record.date, "told": "；".join(told)}
        return say("intake.text_entry", "zh", number=number, **params)

    def kept_owners(self, record: Record) -> list[str]:
        """The enterprises that a record keeps from before, as it names none."""
        return [] if record.enterprise else [self.owner_name(key) for key in record.owner.split(";") if key]

    def owner_name(self, key: str, lang: str = "zh") -> str:
        """What the graph calls an enterprise, else how it was first typed."""
        iri = next((found for found in self.known.enterprises if short_key(found) == key), "")
        typed = (record.enterprise for record in self.records if record.enterprise and record.owner == key)
        return self.known.label(iri, lang) if iri else next(typed, key)

    def stage_words(self, stage: str) -> str:
        """The words of an entry that say the stage."""
        return say("intake.text_stage", "zh", value=say(f"stage.{STAGE_NAMES[stage]}", "zh"))

    def settings(self, text: str, visibility: str) -> str:
        """The file ``plan.toml``."""
        issued = max(record.date for record in self.records)
        lines = [f"# {say('intake.toml_note', 'zh')}"]
        words = {"key": self.key, "title_zh": self.title("zh"), "title_en": self.title("en")}
        words |= {f"publisher_{lang}": say("intake.publisher", lang) for lang in ("zh", "en")}
        words |= {"issued": issued if len(issued) > 7 else f"{issued}-01", "zone": key_of(self.zone)}
        lines += [f"{name} = {toml(value)}" for name, value in (words | {"visibility": visibility}).items()]
        digest = hashlib.sha256(text.encode()).hexdigest()
        marks = {
            "file": "source.txt",
            "sha256": digest,
            "after": self.title("zh"),
            "before": say("intake.text_end", "zh"),
        }
        lines += ["", "[text]", *(f"{name} = {toml(value)}" for name, value in marks.items())]
        for place in self.place_list():
            lines += ["", "[[section]]", f"heading = {toml(self.heading(place))}", f"place = {toml(key_of(place))}"]
        return "\n".join([*lines, ""])

    def place_list(self) -> list[str]:
        """The places that entries are about, the zone, and whatever these are part of: the widest first."""
        named = {self.zone, *(record.place for record in self.records)}
        wide = {parent for place in named for parent in self.known.places[place].parents}
        found = {place for place in named | wide if place in self.known.places}
        return sorted(found, key=lambda iri: (len(self.known.places[iri].parents), iri))

    def places(self) -> list[dict[str, str]]:
        rows = []
        for iri in self.place_list():
            place = self.known.places[iri]
            above = [parent for parent in place.parents if parent in self.known.places]
            nearest = max(above, key=lambda parent: len(self.known.places[parent].parents), default="")
            row = {"key": key_of(iri), "kind": place.kind, "zh": place.labels["zh"], "en": place.labels["en"]}
            rows.append(row | {"part_of": key_of(nearest) if nearest else "", "quote": self.heading(iri)})
        return rows

    def enterprises(self) -> list[dict[str, str]]:
        """Each enterprise by the name that the graph has for it, else as it was first typed; other spellings beside."""
        rows: dict[str, dict[str, str]] = {}
        for record in self.records:
            for owner in filter(None, record.owner.split(";")):
                zh, en = (self.owner_name(owner, lang) for lang in ("zh", "en"))
                row = rows.setdefault(owner, {"key": owner, "zh": zh, "en": en, "alt_zh": ""})
                row.setdefault("quote", self.entries[id(record)])
                spellings = [*filter(None, row["alt_zh"].split(";"))]
                typed = record.enterprise.replace(";", "；")
                if typed and typed not in (zh, *spellings):
                    row["alt_zh"] = ";".join([*spellings, typed])
        return list(rows.values())

    def project(self, own: list[Record]) -> dict[str, str]:
        """A project as its latest record has it."""
        record = own[-1]
        return {
            "key": record.project,
            "zh": record.name,
            "en": record.name,
            "place": key_of(record.place),
            "stage": record.stage,
            "wording": self.stage_words(record.stage),
            "undertaken_by": record.owner,
            "quote": self.entries[id(record)],
        }

    def outputs(self, own: list[Record]) -> list[dict[str, str]]:
        """What a project makes: by product the latest figure that was told, and what it keeps of an earlier plan."""
        found: dict[str, dict[str, str]] = {}
        for record in own:
            for one in kept_of(record):
                row = {"product": short_key(one.product), "capacity": one.capacity, "basis": one.basis}
                found[one.product] = row | {"shared": one.shared, "quote": self.entries[id(record)]}
        for record in own:
            row = found.setdefault(record.product, {"quote": self.entries[id(record)]})
            row["product"] = short_key(record.product)
            if record.capacity:
                row |= {"capacity": record.capacity, "basis": "output", "shared": "", "quote": self.entries[id(record)]}
        return [{"project": own[-1].project, "key": row["product"], **row} for row in found.values()]

    def observations(self) -> list[dict[str, str]]:
        rows: dict[tuple[str, str], dict[str, str]] = {}
        for record in self.records:
            said = "|".join((record.date, record.stage, record.source))
            key = "o" + hashlib.sha256(said.encode()).hexdigest()[:10]
            row = {"project": record.project, "key": key, "date": record.date, "stage": record.stage}
            rows.setdefault((record.project, key), row | {"source": record.source, "quote": self.entries[id(record)]})
        return list(rows.values())

    def investments(self) -> list[dict[str, str]]:
        told = {record.project: record for own in self.history.values() for record in own if record.investment}
        return [
            {"project": project, "amount": record.investment, "quote": self.entries[id(record)]}
            for project, record in told.items()
        ]

    def continued(self) -> list[dict[str, str]]:
        rows: dict[str, dict[str, str]] = {}
        for record in self.records:
            if record.continues:
                plan, _, earlier = key_of(record.continues).partition("/")
                row = {"project": record.project, "plan": plan, "earlier": earlier}
                rows.setdefault(record.continues, row | {"quote": self.entries[id(record)]})
        return list(rows.values())

    def wording(self) -> list[dict[str, str]]:
        stages = sorted({record.stage for record in self.records})
        return [{"wording": self.stage_words(stage), "stage": stage, "reading": "verbatim"} for stage in stages]


def rows_in(layout: Table, rows: Iterable[Mapping[str, str]]) -> bytes:
    """Rows as the CSV of a table of the layout."""
    return table(layout.columns, ([row.get(column, "") for column in layout.columns] for row in rows))


def toml(words: str) -> str:
    """A TOML string."""
    return json.dumps(words, ensure_ascii=False)
