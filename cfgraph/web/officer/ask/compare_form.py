"""What the form of 情景对比 says: its values as filled in, the two scenarios in their words, and every mistake."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation

import pyoxigraph as ox
from starlette.requests import Request

from cfgraph.analysis.chains import resolve_chain
from cfgraph.analysis.edits import Book, settle
from cfgraph.analysis.places import resolve
from cfgraph.analysis.query import run
from cfgraph.analysis.scenario import CHEMISTRIES, Scenario
from cfgraph.errors import BadInputError, Problem, UsageError
from cfgraph.namespaces import STAGES, key_of, short_key, thing
from cfgraph.sources.quantity import Quantity, parse, plain
from cfgraph.sources.scenario_file import COEFFICIENTS, AddedText, ScenarioText
from cfgraph.web.officer.ask.compare_fields import FIELDS, SIDES, Form
from cfgraph.web.officer.ask.compare_mistakes import Mistake, not_offered, plainly, unclear
from cfgraph.web.officer.ask.compare_presets import offered
from cfgraph.web.officer.asked_places import asked_places
from cfgraph.web.officer.browse import Browse
from cfgraph.web.officer.chain.chain_ask import chains, default_chain, place_of
from cfgraph.words import say

DEFAULTS = {"a-from": "advancing", "b-from": "negotiating"}
"""What is compared where the address says nothing: the plan as counted, and what if everything in talks came."""
MIX = "mix"
"""The chemistry of the form that stands for the shares."""
BUILT = "operating"
"""The stage of a project that a side adds: it is assumed to be there."""
APART = "、，,;；+＋\n"
MOST = 12
"""Names of projects that one side may leave out."""
LONGEST = 200
"""Characters of a field that are read."""
COLUMNS = {"exclude": "exclude", "add 1: product": "product", "add 1: capacity": "amount", "add 1: place": "at"}
"""Where a scenario's words have a mistake → the field of the side."""


def read_form(browse: Browse, request: Request, lang: str) -> Form:
    """The form of an address. Raises UsageError only where there is no plan to ask."""
    names = ("chain", "place", *(f"{side}-{name}" for side in SIDES for name in FIELDS))
    asked = {name: request.query_params.get(name, "").strip()[:LONGEST] for name in names}
    form = Form(lang, asked)
    _where(browse, form)
    _ready(browse, form, request.query_params.get("preset", "").strip()[:LONGEST])
    texts = [_side(browse, form, side) for side in SIDES]
    base = {"chain": form.chain, "place": key_of(form.place), "plan": "", "chemistry": "", "from": Scenario.start}
    try:
        key = ("settled", *base.values(), *((*text.values.items(), text.exclude, text.added) for text in texts))
        form.scenarios = browse.memory.get(key, lambda: settle(browse.site.store, texts, base))
    except UsageError as error:
        book = Book(browse.site.store)
        for problem in error.problems:
            _told(form, book, problem)
    return form


def _where(browse: Browse, form: Form) -> None:
    """Chain and place; a wrong one is noted and the usual one taken, so that the rest can be looked at."""
    usual = place_of(browse, "")
    form.chain, form.place = default_chain([short_key(iri) for iri in chains(browse)]), usual.iri
    if form.values["chain"]:
        try:
            form.chain = resolve_chain(browse.site.store, form.values["chain"])
        except UsageError:
            known = [(short_key(iri), browse.names(form.lang).get(iri, "")) for iri in chains(browse)]
            form.refuse("chain", not_offered(form.values["chain"], known, form.lang))
    if form.values["place"]:
        form.place = _place(browse, form, "place") or form.place
    form.values |= {"chain": form.chain, "place": key_of(form.place)}


def _ready(browse: Browse, form: Form, key: str) -> None:
    """What the fields hold that the address leaves empty: a ready comparison, or the usual one without any field."""
    known = {preset.key: preset for preset in offered(browse, form)} if key else {}
    if key in known:
        form.values |= {name: value for name, value in known[key].values.items() if not form.values[name]}
    elif key:
        form.refuse("preset", not_offered(key, [(each.key, each.words) for each in known.values()], form.lang))
    elif not any(form.values[f"{side}-{name}"] for side in SIDES for name in FIELDS):
        form.values |= DEFAULTS


def _place(browse: Browse, form: Form, name: str) -> str:
    """The IRI of the place that a field means; empty where it means none, which is noted."""
    try:
        return resolve(browse.places(), form.values[name]).iri
    except UsageError:
        known = [(key_of(p.iri), p.labels.get(form.lang, "")) for p in asked_places(browse)]
        form.refuse(name, not_offered(form.values[name], known, form.lang))
        return ""


def _side(browse: Browse, form: Form, side: str) -> ScenarioText:
    """One side as a scenario in its words, without what is wrong by itself."""
    lang, values = form.lang, form.values
    said = {}
    for name, known in (("from", STAGES), ("coefficients", COEFFICIENTS)):
        value = values[f"{side}-{name}"]
        if value in known:
            said[name] = value
        elif value:
            words = [(key, say(f"{'cut' if name == 'from' else 'bound'}.{key}", lang)) for key in known]
            form.refuse(f"{side}-{name}", not_offered(value, words, lang))
            values[f"{side}-{name}"] = ""
    values[f"{side}-from"] = values[f"{side}-from"] or Scenario.start
    chemistry = _chemistry(form, side)
    if chemistry:
        said["chemistry"] = chemistry
    left_out = _apart(browse, values[f"{side}-exclude"])
    if len(left_out) > MOST:
        form.refuse(f"{side}-exclude", Mistake(say("scenarios.too-many", lang, most=MOST, n=len(left_out))))
        left_out = []
    form.left_out[side] = left_out
    return ScenarioText(side, False, said, tuple(left_out), _added(browse, form, side))


def _chemistry(form: Form, side: str) -> str:
    """The chemistry of a side as a scenario writes it: one, a mix of the shares, or nothing."""
    values, lang, name = form.values, form.lang, f"{side}-chemistry"
    given = values[name]
    if "=" in given:
        for part in given.split(","):
            key, _, share = part.strip().partition("=")
            value = _number(share)
            if key in CHEMISTRIES and value is not None:
                values[f"{side}-share-{key}"] = plain(value * 100)
            else:
                form.refuse(f"{side}-mix", Mistake(say("scenarios.no-share", lang, value=part.strip())))
        given = values[name] = MIX
    shares = {key: values[f"{side}-share-{key}"] for key in CHEMISTRIES}
    filled = {key: share for key, share in shares.items() if share and _number(share) != 0}
    if given and given not in (MIX, *CHEMISTRIES):
        form.refuse(name, not_offered(given, [(key, say(f"chemistry.{key}", lang)) for key in CHEMISTRIES], lang))
        values[name] = ""
        return ""
    if not filled:
        if given == MIX and f"{side}-mix" not in form.wrong:
            form.refuse(f"{side}-mix", Mistake(say("scenarios.mix-empty", lang)))
        return "" if given == MIX else given
    if given in CHEMISTRIES:
        form.refuse(f"{side}-mix", Mistake(say("scenarios.mix-twice", lang, name=say(f"chemistry.{given}", lang))))
        return given
    values[name] = MIX
    return _mixed(form, side, filled)


def _mixed(form: Form, side: str, filled: dict[str, str]) -> str:
    """The mix of percentages; nothing where a mistake was noted."""
    mix: dict[str, Decimal] = {}
    for key, share in filled.items():
        value = _number(share)
        if value is None or value < 0:
            form.refuse(f"{side}-mix", Mistake(say("scenarios.no-share", form.lang, value=share)))
        else:
            mix[key] = value
    total = sum(mix.values())
    if f"{side}-mix" not in form.wrong and total != 100:
        form.refuse(f"{side}-mix", Mistake(say("scenarios.mix-sum", form.lang, sum=plain(Decimal(total)))))
    if f"{side}-mix" in form.wrong:
        return ""
    return ",".join(f"{key}={plain(value / 100)}" for key, value in mix.items())


def _number(words: str) -> Decimal | None:
    """A number, with or without the sign for per cent; None for anything else."""
    try:
        value = Decimal(unicodedata.normalize("NFKC", words).strip().removesuffix("%"))
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value) <= 1000 else None


def _apart(browse: Browse, words: str) -> list[str]:
    """The names in a field, each once; a sign that is part of a project's name parts nothing."""

    def read() -> re.Pattern[str]:
        known = {name for project in browse.projects().values() for name in (project.zh, project.en)}
        whole = sorted((re.escape(name) for name in known if set(name) & set(APART)), key=len, reverse=True)
        return re.compile("|".join([*whole, f"[^{re.escape(APART)}\\s][^{re.escape(APART)}]*"]))

    found = browse.memory.get("names-with-signs", read).findall(words)
    return list(dict.fromkeys(name.strip() for name in found if name.strip()))


def _added(browse: Browse, form: Form, side: str) -> tuple[AddedText, ...]:
    """The project that a side adds, without what is wrong with its figure."""
    product, amount, at = (form.values[f"{side}-{name}"] for name in ("product", "amount", "at"))
    if not product:
        if amount:
            form.refuse(f"{side}-product", Mistake(say("scenarios.no-product-named", form.lang)))
        return ()
    where = _place(browse, form, f"{side}-at") if at else ""
    form.values[f"{side}-at"] = key_of(where) if where else ""
    name = say("scenarios.added", form.lang, product=product)
    return (AddedText(1, name, product, BUILT, _amount(form, side, amount), form.values[f"{side}-at"]),)


def _amount(form: Form, side: str, words: str) -> Quantity | None:
    if not words:
        return None
    try:
        quantity = parse(words)
        if quantity.value == 0:
            raise BadInputError(Problem("scenario-zero"))
    except BadInputError as error:
        for problem in error.problems:
            form.refuse(f"{side}-amount", plainly(problem, form.lang))
        return None
    return quantity


def _told(form: Form, book: Book, problem: Problem) -> None:
    """Note a mistake that was found where the words were looked up."""
    name = f"{problem.file}-{COLUMNS.get(problem.column, problem.column)}"

    def put(meant: str) -> str:
        if problem.column != "exclude":
            return meant
        wrong = problem.params["value"]
        return say("text.list_mark", form.lang).join(meant if w == wrong else w for w in form.left_out[problem.file])

    form.refuse(name, unclear(book, problem, form.lang, put))


def products(browse: Browse, chain: str, lang: str) -> list[str]:
    """The names of what the links of a chain make: what a project may be added for."""

    def read() -> list[str]:
        rows = run(browse.site.store, "chains/product-links", chain=ox.NamedNode(thing("chain", chain))).rows
        return sorted({browse.names(lang).get(row["product"].value, "") for row in rows} - {""})

    return browse.memory.get(("products", chain, lang), read)
