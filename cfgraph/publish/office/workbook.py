"""The Excel workbook of ``gaps``: a row for each link, a sheet of the chain's projects, and how to read both.

Numbers are numbers, with their unit in a column of its own; an unknown number is an empty cell, never zero.
Text is written as text: nothing in a plan becomes a formula or a link.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from cfgraph import __version__
from cfgraph.analysis.balance import stated
from cfgraph.analysis.model import Link
from cfgraph.analysis.ranking import read_weights
from cfgraph.analysis.scenario import COMMITTED
from cfgraph.analysis.scoring import PARTS
from cfgraph.analysis.states import STATES
from cfgraph.namespaces import thing
from cfgraph.publish.gap_view import advice, heading
from cfgraph.publish.numbers import unit
from cfgraph.publish.office import Case, Serving
from cfgraph.publish.office.document import printable
from cfgraph.publish.render import wrap
from cfgraph.words import say

LONGEST = 32_767
"""Characters that a cell may hold."""
FONT, HEADER, PLACE = "Microsoft YaHei", "DDE3EA", "0"
FILLS = "F4B6B0 F9CFA0 FBE3C0 FFF2B3 F9CFA0 FFF2B3 D6E4F0 CFE8D5 A9D6C4 E4E4E4"
COLOURS = dict(zip(STATES, FILLS.split(), strict=True))
"""Fill of each state; the word stands in the cell as well."""
LINE, TALLEST = 13.5, 409
"""Points of a line of text, and of the tallest row that Excel has."""
WIDE = 1.12
"""Cells of text of this size (a Chinese sign takes two) in each unit of a column's width."""
FIXED, PAGE = 2, 170
"""Columns that stay in sight; characters of width that a page across holds in print and that can still be read."""

Value = str | float | int | None


class Column(NamedTuple):
    """A column: key of its header, width in characters, value of a row, number format (empty: by size)."""

    name: str
    width: float
    value: Callable[[Any], Value]
    form: str = ""


class Sheets:
    """Writes the workbook of a case."""

    def __init__(self, case: Case, file: io.BytesIO) -> None:
        import xlsxwriter

        self.case = case
        settings = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self.book = xlsxwriter.Workbook(file, settings)
        properties = {"title": f"{case.place} · {case.chain}", "author": "cfgraph", "created": case.issued}
        self.book.set_properties(properties)
        self.formats: dict[tuple[str, str], Any] = {}

    def form(self, number: str = "", fill: str = "", *, bold: bool = False) -> Any:
        """A cell format by number format and fill."""
        key = (number, fill + "bold" * bold)
        if key not in self.formats:
            looks: dict[str, Any] = {"font_name": FONT, "font_size": 9, "text_wrap": True, "valign": "top"}
            looks |= {"border": 1, "border_color": "#BFBFBF", "bold": bold}
            looks |= {"num_format": number, "align": "center" if number == PLACE else "right"} if number else {}
            looks |= {"bg_color": f"#{fill}"} if fill else {}
            self.formats[key] = self.book.add_format(looks)
        return self.formats[key]

    def put(self, sheet: Any, row: int, column: int, value: Value, form: str = "", fill: str = "") -> None:
        """A value in a cell: a number, text as it is, or nothing."""
        if value is None:
            sheet.write_blank(row, column, None, self.form(fill=fill))
        elif isinstance(value, str):
            sheet.write_string(row, column, printable(value, LONGEST), self.form(fill=fill))
        else:
            sheet.write_number(row, column, value, self.form(form or digits(value), fill))

    def table(self, name: str, columns: list[Column], rows: Iterable[Any], fill: Any) -> None:
        """A sheet with a frozen header, a filter, and a row for each entry; ``fill`` gives the colour of a cell."""
        sheet = self.book.add_worksheet(self.case.say(f"sheet_{name}"))
        widths = [column.width for column in columns]
        titles = [self.title(column.name) for column in columns]
        for place, (width, title) in enumerate(zip(widths, titles, strict=True)):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, title, self.form(fill=HEADER, bold=True))
        sheet.set_row(0, height(titles, widths))
        count = 0
        for count, entry in enumerate(rows, start=1):
            values = [column.value(entry) for column in columns]
            sheet.set_row(count, height(values, widths))
            for place, (column, value) in enumerate(zip(columns, values, strict=True)):
                self.put(sheet, count, place, value, column.form, fill(entry, column.name))
        sheet.freeze_panes(1, FIXED)
        sheet.autofilter(0, 0, count, len(columns) - 1)
        sheet.set_landscape()
        sheet.set_paper(8)  # A3
        sheet.set_margins(0.4, 0.4, 0.5, 0.5)
        sheet.fit_to_pages(max(1, round(sum(widths) / PAGE)), 0)
        sheet.repeat_rows(0)
        sheet.repeat_columns(0, FIXED - 1)
        sheet.set_footer("&C&P / &N")

    def title(self, name: str) -> str:
        """The header of a column."""
        return say(f"part.{name}", self.case.lang) if name in PARTS else self.case.say(f"column_{name}")

    def notes(self) -> None:
        """The sheet that says what was asked, how to read the others, and what is not known."""
        sheet = self.book.add_worksheet(self.case.say("sheet_notes"))
        sheet.set_column(0, 0, 22)
        sheet.set_column(1, 1, 110)
        for row, (name, words, fill) in enumerate(notes(self.case)):
            sheet.write_string(row, 0, printable(name), self.form(fill=fill or HEADER, bold=True))
            self.put(sheet, row, 1, words)
            sheet.set_row(row, height((name, words), (22, 110)))
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)


def workbook(case: Case) -> bytes:
    """The file: sheets of links, projects and notes. The same answer gives the same bytes."""
    buffer = io.BytesIO()
    sheets = Sheets(case, buffer)

    def fill(record: dict[str, Any], column: str) -> str:
        state = {"state": record["state"], "committed": committed_state(record)}.get(column, "")
        return COLOURS.get(state, "")

    sheets.table("gaps", link_columns(case), case.ordered(), fill)
    sheets.table("projects", project_columns(case), case.projects(), lambda _, __: "")
    sheets.notes()
    sheets.book.close()
    return buffer.getvalue()


def height(values: Sequence[Value], widths: Sequence[float]) -> float:
    """Points that a row takes so that the longest cell is seen whole: no program is left to guess it."""
    cells = zip(values, widths, strict=True)
    lines = [sum(len(wrap(line, int(WIDE * width))) for line in str(value).split("\n")) for value, width in cells]
    return min(TALLEST, LINE * max(lines) + 3)


def digits(value: float) -> str:
    """The number format of an amount: thousands apart, decimals only where they tell something."""
    return "#,##0" if value == int(value) or abs(value) >= 1000 else "#,##0.00"


def committed_state(record: dict[str, Any]) -> str:
    """The state from construction on."""
    return str(record["state_by_cut"].get(COMMITTED, record["state"]))


def link_columns(case: Case) -> list[Column]:
    """The columns of the sheet of links, each with its value of a record."""
    gaps, lang, links = case.gaps, case.lang, case.links

    def of(name: str, inner: str) -> Callable[[dict[str, Any]], Value]:
        return lambda record: record[name][inner]

    def named(name: str) -> Callable[[dict[str, Any]], Value]:
        return lambda record: case.join(map(case.name, record[name]))

    def part(name: str) -> Column:
        return Column(name, 8, lambda r: r["score_parts"][name] if r["score_parts"] else None, "0.0")

    def sure(place: int) -> Callable[[dict[str, Any]], Value]:
        return lambda r: r["sufficiency"]["probability"][place] if r["sufficiency"] else None

    def bound(record: dict[str, Any]) -> Value:
        known = record["requirement"]["typical"] is not None
        return case.say("is_lower") if known and case.lower_bound(links[record["iri"]]) else None

    return [
        Column("rank", 6, lambda r: r["rank"], PLACE),
        Column("link", 18, case.label),
        Column("state", 11, lambda r: say(f"state.{r['state']}", lang)),
        Column("committed", 11, lambda r: say(f"state.{committed_state(r)}", lang)),
        Column("kinds", 13, case.kinds),
        *(Column(f"needed_{bound}", 12, of("requirement", bound)) for bound in ("low", "typical", "high")),
        Column("supply", 11, of("supply", "stated")),
        *(Column(f"balance_{bound}", 12, of("balance", bound)) for bound in ("low", "high")),
        Column("unit", 9, lambda r: unit(r["supply"]["unit"], lang)),
        Column("bound", 9, lambda r: bound(r)),
        Column("why", 44, lambda r: case.reason(links[r["iri"]])),
        Column("cautions", 26, lambda r: "\n".join(case.cautions(r, sources=True))),
        Column("projects", 26, lambda r: case.join(map(case.staged, gaps.makers(links[r["iri"]])))),
        Column("local_inputs", 28, lambda r: "\n".join(local_inputs(case, r))),
        Column(
            "absent_inputs", 18, lambda r: case.join(case.name(thing("product", key)) for key in r["absent_inputs"])
        ),
        Column("waiting", 14, lambda r: case.join(map(case.of_key, r["waiting"]))),
        Column("enterprises", 18, named("enterprises")),
        Column("evidence", 110, lambda r: "\n".join(evidence(case, links[r["iri"]]))),
        Column("score", 8, lambda r: r["score"], "0.0"),
        Column("tied", 14, lambda r: case.join(map(case.of_key, r["tied"])) or None),
        *map(part, PARTS),
        Column("stability", 9, lambda r: r["rank_stability"], "0%"),
        Column("sure_apart", 10, sure(0), "0%"),
        Column("sure_together", 10, sure(1), "0%"),
        Column("key", 20, lambda r: r["key"]),
    ]


def local_inputs(case: Case, record: dict[str, Any]) -> list[str]:
    """What the link takes that is here: the product, and the project or resource that it rests on most firmly."""
    found = []
    for entry in record["local_inputs"]:
        iri = case.firmest(entry["from"])
        project = case.gaps.projects.get(iri)
        more = len(entry["from"]) - 1
        told = case.staged(project) if project else case.name(iri)
        told += case.say("and_more", n=more) if more else ""
        found.append(
            say("text.local_from", case.lang, product=case.name(thing("product", entry["product"])), sources=told)
        )
    return found


def evidence(case: Case, link: Link) -> list[str]:
    """The quotes behind a link's row, one thing a line, with the role that the thing plays."""
    told = []
    for role, iri, found in case.grounds(link):
        quotes = case.join(map(case.quoted, found)) or case.say("no_quote")
        told.append(case.say("evidence", role=case.say(f"role_{role}"), name=case.name(iri), quotes=quotes))
    return told


def project_columns(case: Case) -> list[Column]:
    """The columns of the sheet of projects."""
    gaps, lang = case.gaps, case.lang
    inside = {project.iri for project in gaps.model.projects}

    def counted(row: Serving) -> str:
        if row.possible:
            return case.say("only_possible")
        if row.project.iri not in inside:
            return case.say("elsewhere")
        return say("text.counted" if row.project.rank >= gaps.main.scenario.rank else "text.not_counted", lang)

    def amount(row: Serving) -> Value:
        value = stated(gaps.model, row.project, row.link.iri)
        return None if value is None else float(value)

    def owner(row: Serving) -> str:
        maybe = case.join(map(case.name, row.project.possible_enterprises))
        if row.project.enterprises:
            return case.join(map(case.name, row.project.enterprises))
        return say("text.owner_possible", lang, name=maybe) if maybe else say("text.owner_unstated", lang)

    return [
        Column("link", 18, lambda r: case.name(r.link.iri)),
        Column("project", 34, lambda r: case.name(r.project.iri)),
        Column("stage", 15, lambda r: say(f"stage.{r.project.stage}", lang)),
        Column("counted", 18, counted),
        Column("capacity", 13, amount),
        Column("unit", 10, lambda r: unit(r.link.unit, lang)),
        Column("printed", 20, lambda r: case.printed(r.project, r.link)),
        Column("owner", 26, owner),
        Column("park", 16, lambda r: case.name(r.project.park)),
        Column("evidence", 80, lambda r: "\n".join(map(case.quoted, case.quotes(r.project.iri)))),
    ]


def notes(case: Case) -> list[tuple[str, str, str]]:
    """What the sheet of notes tells: name, words, and the fill of the name where it is a state."""
    gaps, lang = case.gaps, case.lang
    question, told, *lines = heading(gaps, case.places, lang, "table").split("\n")
    assumed = [case.assumption] if "chemistry" in gaps.main.scenario.assumed and gaps.chemical else []
    assumed += [case.hypothesis] if case.hypothesis else []
    unknown = [r for r in case.record["links"] if r["requirement"]["typical"] is None]
    silent = {row.project.iri for row in case.projects() if stated(gaps.model, row.project, row.link.iri) is None}
    weights = read_weights()
    rows = [
        ("question", question),
        ("asked", told),
        ("assumed", "\n".join(assumed) or case.say("assumed_nothing")),
        ("plan", case.plans),
        ("found", "\n".join([*lines, *advice(gaps, lang)]).strip()),
        ("version", f"cfgraph {__version__}"),
        ("numbers", case.say("read_numbers")),
        ("unknown", case.say("read_unknown", links=len(unknown), projects=len(silent))),
        ("sources", case.say("read_sources", plans=case.plans)),
        ("ranking", case.say("read_ranking", draws=weights.draws)),
    ]
    found = [(case.say(f"note_{name}"), words, "") for name, words in rows]
    for part, weight in weights.weights.items():
        found.append(
            (say(f"part.{part}", lang), case.say("weight", weight=weight, reason=weights.reasons[part][lang]), "")
        )
    found += [(say(f"state.{state}", lang), say(f"text.rule_{state}", lang), COLOURS[state]) for state in STATES]
    return found
