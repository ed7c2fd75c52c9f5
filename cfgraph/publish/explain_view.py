"""One link explained in words: state, arithmetic line by line, projects with their sentences, sources."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cfgraph.analysis.model import Link
from cfgraph.analysis.scenario import Scenario
from cfgraph.namespaces import thing
from cfgraph.publish.ground_view import Grounds
from cfgraph.publish.numbers import exact, triple, unit
from cfgraph.publish.render import wrap
from cfgraph.words import say

WIDTH = 100
PLACES = ("park", "zone", "region")


class Explanation:
    """Writes the record of :func:`cfgraph.analysis.explain.explain` as text or Markdown."""

    def __init__(self, record: dict[str, Any], names: dict[str, str], lang: str, form: str) -> None:
        self.record, self.names, self.lang, self.form = record, names, lang, form
        self.lines: list[str] = []

    def say(self, key: str, /, **params: Any) -> str:
        """A sentence of the catalogue's section ``text``."""
        return say(f"text.{key}", self.lang, **params)

    def write(self, scope: str = "", namesakes: Sequence[Link] = ()) -> str:
        """The whole explanation; ``scope`` says what was asked, ``namesakes`` are links that may have been meant."""
        record, lang = self.record, self.lang
        state = say(f"state.{record['state']}", lang)
        self.head(self.say("explain_title", link=self.label(record), state=state), level=2)
        self.item(scope)
        for other in namesakes:
            chain = "" if record["chain"] == Scenario.chain else f" --chain {record['chain']}"
            self.item(self.say("namesake", name=other.zh if lang == "zh" else other.en, key=other.key + chain))
        self.item(self.say("rule_line", rule=self.say(f"rule_{record['state']}")))
        for cut, state in record["state_by_cut"].items():
            self.item(self.say("explain_cut", cut=say(f"cut.{cut}", lang), state=say(f"state.{state}", lang)))
        for name, other in record["state_by_chemistry"].items():
            if other == record["state"] and record["requirement"]["typical"] is None:
                continue
            words = self.say(
                "explain_other", chemistry=say(f"chemistry.{name}", lang), state=say(f"state.{other}", lang)
            )
            self.item(words)
        self.ranking()
        self.arithmetic()
        self.projects()
        self.inputs()
        self.around()
        self.sources()
        if record["doubts"]:
            self.head(self.say("section_doubts"))
            for doubt in record["doubts"]:
                self.item(self.say("pair", name=self.name(doubt["about"]), value=doubt["doubt"]))
        return "\n".join(self.lines) + "\n"

    def head(self, words: str, level: int = 3) -> None:
        """A heading."""
        if self.lines:
            self.lines.append("")
        self.lines.append("#" * level + " " + words if self.form == "md" else words)
        if self.form == "md":
            self.lines.append("")

    def item(self, words: str, depth: int = 0) -> None:
        """A line of a list; long ones wrap on a terminal."""
        lead = "  " * depth + "- "
        if self.form == "md":
            self.lines.append(lead + words)
            return
        first, *more = wrap(words, WIDTH - len(lead) - 2)
        self.lines.append("  " + lead + first)
        self.lines += ["  " + " " * len(lead) + part for part in more]

    def label(self, thing: dict[str, Any], name: str = "label") -> str:
        """The name in the reader's language."""
        return str(thing.get(f"{name}_{self.lang}") or thing.get(f"{name}_zh") or "")

    def name(self, iri: str) -> str:
        """The name of a thing by IRI."""
        return self.names.get(iri) or self.names.get(iri.replace("/output/", "/project/").rpartition("/")[0]) or iri

    def arithmetic(self) -> None:
        """Demand, offtake, supply, requirement and balance, each from the numbers above it."""
        record = self.record
        self.head(self.say("section_arithmetic"))
        for flow, start in (("demand", "start_anchor"), ("offtake", "start_buyer")):
            steps = record["steps"][flow]
            if not steps["lines"]:
                reason = self.say(f"no_{flow}_{record['reasons'][flow]}", n=record["offtake"]["unstated_buyers"])
                self.item(self.say(f"no_{flow}", reason=reason))
                continue
            self.item(self.say(f"{flow}_head"))
            for origin in steps["starts"]:
                self.item(self.start(origin, start), 1)
            if flow == "demand":
                self.starts_together(steps["starts"])
            for line in steps["lines"]:
                self.item(self.step(line), 1)
            self.item(self.say("sum", material=self.label(record)) + f" = {self.amount(record[flow])}", 1)
        silent = record["demand"]["unstated_projects"]
        if silent and record["steps"]["demand"]["lines"]:
            self.item(self.say("lower_bound", n=silent))
        self.supply()
        low, high = record["balance"]["low"], record["balance"]["high"]
        if record["requirement"]["typical"] is not None:
            self.item(self.say("requirement_line", amount=self.amount(record["requirement"])))
        if low is not None and high is not None:
            self.item(
                self.say("balance_line", amount=self.amount({**record["balance"], "unit": record["supply"]["unit"]}))
            )

    def ranking(self) -> None:
        """What kind of gap it is, what to know, how sure the balance is, and why the link ranks where it does."""
        grounds = Grounds(self.record, self.names, self.lang)
        for line in grounds.lines():
            self.item(line)
        if self.record["rank"] is not None:
            self.head(grounds.title())
            for line in grounds.parts():
                self.item(line)

    def start(self, origin: dict[str, Any], key: str) -> str:
        """Where a flow starts: a project's stated output."""
        amount = f"{exact(origin['value'])} {unit(origin['unit'], self.lang)}"
        words = self.say(key, project=self.label(origin), printed=origin["printed"], amount=amount)
        if origin["share"] != 1:
            product = self.product(origin["product"])
            words += self.say(
                "start_share", product=product, share=f"{origin['share']:g}", amount=exact(origin["amount"])
            )
        return words

    def starts_together(self, starts: list[dict[str, Any]]) -> None:
        """Where several projects start the same product, their sum."""
        for product in dict.fromkeys(start["product"] for start in starts):
            amounts = [start["amount"] for start in starts if start["product"] == product]
            if len(amounts) > 1:
                total = f"{' + '.join(map(exact, amounts))} = {exact(sum(amounts))}"
                self.item(self.say("sum", material=self.product(product)) + f" = {total}", 1)

    def step(self, line: dict[str, Any]) -> str:
        """One multiplication, low / typical / high."""
        coefficient = line["coefficient"]
        per = f"{_base(coefficient['unit'], self.lang)}/{_base(coefficient['per'], self.lang)}"
        words = self.say(
            "step",
            material=self.label(line, "material"),
            consumer=f"{self.label(line, 'consumer')} {triple(line['amount'])}",
            coefficient=triple(coefficient, 6),
            per=per,
        )
        return f"{words} = {self.amount(line['result'])}"

    def amount(self, amount: dict[str, Any]) -> str:
        """``low / typical / high unit``."""
        return f"{triple(amount)} {unit(amount['unit'], self.lang)}"

    def supply(self) -> None:
        """What the counted projects state."""
        supply, parts = self.record["supply"], []
        for project in self.record["projects"]:
            if project["counted"]:
                value = project["capacity"]
                told = exact(value["value"]) if value else self.figure(project)
                parts.append(self.say("supply_part", project=self.label(project), amount=told))
        if supply["stated"] is None:
            self.item(self.say("supply_none"))
        else:
            total = f"{exact(supply['stated'])} {unit(supply['unit'], self.lang)}"
            self.item(self.say("supply_line", amount=f"{' + '.join(parts)} = {total}"))

    def figure(self, project: dict[str, Any]) -> str:
        """Why a project counts without a figure of its own."""
        shared = project["shared_figure"]
        return self.say("shared_figure", printed=shared) if shared else self.say("no_figure")

    def owner(self, project: dict[str, Any]) -> str:
        """Who undertakes a project, or may, as far as the text says."""
        stated, possible = project["enterprise"], project["possible_enterprises"]
        if stated:
            return self.name(stated)
        names = self.say("list_mark").join(self.name(iri) for iri in possible)
        return self.say("owner_possible", name=names) if possible else self.say("owner_unstated")

    def projects(self) -> None:
        """Each project with its sentence."""
        record = self.record
        self.head(self.say("section_projects"))
        if not record["projects"]:
            self.item(self.say("no_projects"))
        for project in record["projects"]:
            self.project(project)
        if record["possible"]:
            self.head(self.say("section_possible"))
            for entry in record["possible"]:
                self.project(entry, f"→ {self.product(entry['product'])}")

    def project(self, project: dict[str, Any], mark: str = "") -> None:
        """One project with owner, place, stage, its quotes, and the sentence around them."""
        place = self.place(project["park"])
        stage = say(f"stage.{project['stage']}", self.lang)
        words = self.say(
            "project_line", name=self.label(project), place=place, enterprise=self.owner(project), stage=stage
        )
        mark = mark or "· " + self.say("counted" if project["counted"] else "not_counted")
        figure = "" if project["capacity"] or not project["shared_figure"] else f" · {self.figure(project)}"
        self.item(f"{words} {mark}{figure}")
        quotes = [quote for quote in self.record["sentences"] if quote["project"] == project["iri"]]
        for quote in quotes:
            reading = say(f"reading.{quote['reading']}", self.lang)
            self.item(
                self.say("quote_at", quote=quote["quote"], start=quote["start"], end=quote["end"], reading=reading), 1
            )
        for sentence in dict.fromkeys(quote["sentence"] for quote in quotes):
            self.item(self.say("sentence", sentence=sentence), 1)

    def inputs(self) -> None:
        """What the link takes, and which of it is local."""
        record = self.record
        if not record["local_inputs"] and not record["absent_inputs"]:
            return
        self.head(self.say("section_inputs"))
        for entry in record["local_inputs"]:
            found = self.say("list_mark").join(self.grounded(iri, entry["product"]) for iri in entry["from"])
            self.item(self.say("local_from", product=self.product(entry["product"]), sources=found))
        for key in record["absent_inputs"]:
            self.item(self.say("absent_input", product=self.product(key)))

    def grounded(self, iri: str, product: str) -> str:
        """A project with its stage and whether it only makes the product beside its own, or a resource as such."""
        stage = self.record["stages"].get(iri)
        words = [say(f"stage.{stage}", self.lang) if stage else self.say("resource")]
        if iri in self.record["byproducts"].get(product, ()):
            words.append(self.say("byproduct"))
        return self.name(iri) + self.say("bracket", words=self.say("list_mark").join(words))

    def product(self, key: str) -> str:
        """The name of a product by key."""
        return self.names.get(thing("product", key), key)

    def place(self, key: str) -> str:
        """The name of a place by key."""
        return next((self.names[iri] for kind in PLACES if (iri := thing(kind, key)) in self.names), key)

    def around(self) -> None:
        """Who waits, whom to ask, what the plan wishes."""
        record = self.record
        self.head(self.say("section_waiting"))
        for key in record["waiting"]:
            self.item(self.names.get(record["iri"].removesuffix(record["key"]) + key, key))
        if not record["waiting"]:
            self.item(self.say("no_waiting"))
        self.head(self.say("section_ask"))
        for contact in record["contacts"]:
            self.item(self.name(contact["enterprise"]) + self.say("bracket", words=self.name(contact["project"])))
        if not record["contacts"]:
            self.item(self.say("nobody"))
        if record["wishes"]:
            self.head(self.say("section_sought"))
            for wish in record["wishes"]:
                self.item(self.label(wish))

    def sources(self) -> None:
        """Number, basis, source and derivation of each coefficient used."""
        entries = self.record["coefficients"]
        if not entries:
            return
        self.head(self.say("section_sources"))
        for iri in dict.fromkeys(entry["input"] for entry in entries):
            process, _, material = iri.partition("/id/input/")[2].partition("/")
            made = self.names.get(thing("process", process), process)
            self.item(f"{self.product(material)} ← {made}")
            for entry in (entry for entry in entries if entry["input"] == iri):
                cited = [s["title"] + (f" <{s['url']}>" if s["url"] else "") for s in entry["sources"]]
                note = f" ({entry['note']})" if entry["note"] else ""
                words = self.say(
                    "source_line",
                    bound=say(f"bound.{entry['bound']}", self.lang),
                    value=entry["printed"],
                    basis=say(f"basis.{entry['basis']}", self.lang),
                    sources="; ".join(cited),
                    note=note,
                )
                self.item(words, 1)


def _base(name: str, lang: str) -> str:
    return unit(name.removesuffix("-PER-YR"), lang)
