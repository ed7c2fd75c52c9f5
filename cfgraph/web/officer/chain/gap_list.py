"""缺链清单: the links in the order in which to go for them, filtered and sorted by the address, with their files."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from cfgraph.analysis.model import Link
from cfgraph.analysis.reasons import is_lower_bound
from cfgraph.analysis.scenario import COMMITTED
from cfgraph.analysis.states import STATES
from cfgraph.publish.gap_view import PLANNED, avoid_line, in_order, marks, rank_of, scope
from cfgraph.publish.numbers import LOWER, brief
from cfgraph.publish.office import write
from cfgraph.publish.question_view import question_lines
from cfgraph.publish.why_view import label
from cfgraph.web.officer.browse import FORMS, Browse, again, form_of
from cfgraph.web.officer.chain.chain_ask import Ask, read_ask
from cfgraph.web.officer.listing import XLSX, Cell, Column, Listing, Part, attached, choose, number, several, text
from cfgraph.words import say

OPEN = "open"
"""The filter that the page starts with: what is worth bringing in."""
COLUMNS = ("rank", "link", "state", "committed", "requirement", "supply", "balance", "kinds", "why")
NUMBERS = ("rank", "requirement", "supply", "balance")


class Chip(NamedTuple):
    """A filter that is on or off."""

    word: str
    look: str
    links: int
    address: str
    on: bool


def routes(browse: Browse) -> list[BaseRoute]:
    """The list and its files."""

    def page(request: Request) -> Response:
        ask = read_ask(browse, request)
        chosen = filters(request)
        if form_of(request) == "xlsx":
            name = "-".join((say("office.sheet_gaps", ask.lang), ask.chain_name))
            return attached(write(ask.case, "xlsx"), XLSX, f"{name}.xlsx")
        links = [link for link in ask.gaps.links() if fits(ask, link, chosen)]
        links = in_order(ask.gaps, dict(ask.answer.scores), links)
        table = gap_table(ask, links).sorted(request.query_params.get("sort", ""))
        if form_of(request):
            return browse.files(request, table, form_of(request), f"{table.title}-{ask.chain_name}")
        query = again(request)
        return browse.page(
            request,
            "gaps.html",
            ask=ask,
            table=table,
            total=len(ask.gaps.links()),
            chips=chips(ask, request, chosen),
            choices=ask.choices(),
            chosen={**ask.chosen(), **chosen},
            scope=scope(ask.gaps, ask.place_names, ask.lang),
            avoid=avoid_line(ask.gaps, ask.lang),
            notes=notes(ask, links),
            questions=question_lines(ask.gaps, ask.lang),
            files=[(form, f"gaps.{form}{query if query != '?' else ''}") for form in reversed(FORMS)],
        )

    return browse.route("/gaps", page, listed=True)


def filters(request: Request) -> dict[str, str]:
    """State and kind that the address asks for. Raises UsageError for one that there is not."""
    state = choose("state", request.query_params.get("state", "") or OPEN, [OPEN, "beside", "all", *STATES])
    return {"state": state}


def fits(ask: Ask, link: Link, chosen: dict[str, str]) -> bool:
    """True where the filters let a link through."""
    state, scored = ask.gaps.main.states[link.iri], ask.answer.scores.get(link.iri)
    if chosen["state"] == OPEN:
        return scored is not None and scored.rank is not None
    return chosen["state"] == "all" or chosen["state"] == ("beside" if link.beside else state)


def chips(ask: Ask, request: Request, chosen: dict[str, str]) -> list[Chip]:
    """The filters by state, each with how many links it would show."""
    links = ask.gaps.links()
    counts = Counter(ask.gaps.main.states[link.iri] for link in links if not link.beside)
    beside = ["beside"] if any(link.beside for link in links) else []
    wanted = [OPEN, *(state for state in STATES if counts[state]), *beside, "all"]
    found = []
    for name in wanted:
        shown = sum(fits(ask, link, {"state": name}) for link in links)
        word = say(f"state.{name}" if name in STATES else f"chain_page.filter-{name}", ask.lang)
        address = again(request, state="" if name == OPEN else name)
        found.append(Chip(word, f"state-{name}", shown, address, name == chosen["state"]))
    return found


def notes(ask: Ask, links: list[Link]) -> list[str]:
    """How the table is to be read: what the columns of states stand for, and the signs beside ranks and numbers."""
    silent = len(ask.gaps.main.demand.unstated.get("", ()))
    told = [say("text.gaps_committed", ask.lang)]
    told += [say("text.lower_bound", ask.lang, n=silent)] if silent else []
    return [
        *told,
        *(line for text in marks(ask.gaps, dict(ask.answer.scores), links, ask.lang) for line in text.splitlines()),
    ]


def gap_table(ask: Ask, links: list[Link]) -> Listing:
    """Links as a table of :data:`COLUMNS`."""
    first = "plan_view" if ask.scenario.start == PLANNED else "chosen_view"
    titles = {
        "state": f"column.{first}",
        "committed": "column.committed_view",
        "requirement": "column.requirement_year",
    }
    titles |= {"kinds": "office.column_kinds"}
    columns = tuple(
        Column(name, say(titles.get(name, f"column.{name}"), ask.lang), name in NUMBERS) for name in COLUMNS
    )
    return Listing(say("office.sheet_gaps", ask.lang), columns, [gap_row(ask, link) for link in links])


def gap_row(ask: Ask, link: Link) -> tuple[Cell, ...]:
    """A link as a row."""
    gaps, lang = ask.gaps, ask.lang
    balance, scored = gaps.main.balances[link.iri], ask.answer.scores.get(link.iri)
    required, stated, left = balance.requirement, balance.supply.stated, balance.balance
    mark = LOWER if is_lower_bound(gaps, link) else ""
    rank = scored.rank if scored else None
    other = gaps.by_cut.get(COMMITTED, gaps.main)
    return (
        number(rank, rank_of(scored)),
        text(label(link, lang), ask.link_href(link.key)),
        state_cell(gaps.main.states[link.iri], lang),
        state_cell(other.states[link.iri], lang),
        amount(required.typical if required else None, link, lang, mark),
        amount(stated, link, lang),
        amount(left.typical if left else None, link, lang, mark),
        several([Part(say(f"kind.{kind}", lang)) for kind in ask.kinds(link)]),
        text(ask.why(link)),
    )


def state_cell(state: str, lang: str) -> Cell:
    """A state as a chip; sorted as the states are."""
    return Cell((Part(say(f"state.{state}", lang), "", f"chip state-{state}"),), None, STATES.index(state))


def amount(value: Decimal | None, link: Link, lang: str, mark: str = "") -> Cell:
    """An amount a year as people write it, and as a number for files; ``mark`` says that it is a bound."""
    return Cell(()) if value is None else number(float(value), brief(value, link.unit, lang) + mark)
