"""Why one link is as it is: every number from the stated capacity to the result, with sentence and source beside it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cfgraph.analysis.balance import Flow, Origin, Step
from cfgraph.analysis.gaps import Gaps
from cfgraph.analysis.model import Link
from cfgraph.analysis.query import run
from cfgraph.analysis.rates import fed
from cfgraph.analysis.reasons import demand_reason, offtake_reason
from cfgraph.analysis.records import decide, grounds, link_record, project_record, scenario_record
from cfgraph.errors import Problem, UsageError
from cfgraph.namespaces import CF, key_of, short_key
from cfgraph.sources.text import SourceText, Span
from cfgraph.store.base import Store


def find_link(store: Store, gaps: Gaps, words: str) -> tuple[Link, list[Link]]:
    """The link of a key, an IRI, or a name of it or of its products; else the one whose name holds the words.

    With it come the other links whose names hold the words.
    Raises UsageError with the names that are near when none or several do.
    """
    names: dict[str, set[str]] = {link.iri: {link.key, link.iri} for link in gaps.model.links}
    for row in run(store, "chains/names", **gaps.main.scenario.parameters()).rows:
        names[row["link"].value].add(row["name"].value)
    by_iri = {link.iri: link for link in gaps.model.links}
    exact = [iri for iri, known in names.items() if words in known]
    held = [iri for iri, known in names.items() if words and any(words.lower() in name.lower() for name in known)]
    elsewhere = [] if exact else _in_other_chains(store, words)
    if elsewhere:
        raise UsageError(Problem("link-elsewhere", {"value": words, "commands": " · ".join(elsewhere)}))
    found = exact or held
    if len(found) == 1:
        return by_iri[found[0]], [by_iri[iri] for iri in held if iri != found[0] and not words.isascii()]
    import difflib

    owners = {name: iri for iri, known in names.items() for name in known}
    near = found or [owners[name] for name in difflib.get_close_matches(words, owners, n=4, cutoff=0.3)]
    shown = ", ".join(dict.fromkeys(f"{by_iri[iri].key} ({by_iri[iri].zh})" for iri in near)) or "—"
    raise UsageError(Problem("link-unknown", {"value": words, "near": shown}))


def _in_other_chains(store: Store, words: str) -> list[str]:
    """The commands that explain a link of this key or name in the chains that have one."""
    found = []
    for row in run(store, "chains/every-link").rows:
        chain, _, key = key_of(row["link"].value).partition("/")
        if words in (key, row["zh"].value, row["en"].value):
            found.append(f"cfgraph explain {key} --chain {chain}")
    return found


def explain(store: Store, gaps: Gaps, link: Link) -> dict[str, Any]:
    """Everything about one link: the entry of ``gaps`` for it, and below it

    ``steps`` (of ``demand`` and ``offtake``: starts and multiplications, in the order in which they are done),
    ``coefficients`` (number, basis, source and derivation of each bound used), ``sentences`` (of its projects),
    ``possible`` (projects whose text allows the product without saying it), ``contacts`` (whom to ask, and because of
    which project), ``reasons`` (why a flow is unknown), ``stages`` of all projects, ``wishes`` and ``doubts``.
    """
    decision = decide(gaps)
    demand, offtake = gaps.main.demand, gaps.main.offtake
    targets = {p for p in gaps.model.products if link.iri in gaps.model.links_of.get(p, ())}
    upward = _leading_to(demand, targets)
    bought = [step for step in offtake.steps if step.input.material in targets]
    used = {step.input.iri for step in (*upward, *bought)}
    makers = gaps.makers(link)
    possible = [(gaps.projects[iri], product) for iri, product in gaps.possible.get(link.iri, [])]
    named = {project.iri for project in makers} | {project.iri for project, _ in possible}
    return {
        **link_record(gaps, link, decision),
        "chain": gaps.main.scenario.chain,
        "grounds": grounds(decision, link),
        "fed": _fed(gaps, link),
        "scenario": scenario_record(gaps),
        "reasons": {
            "demand": None if upward else demand_reason(gaps, link),
            "offtake": None if bought else offtake_reason(gaps, link),
        },
        "steps": {
            "demand": _steps(gaps, demand.origins, upward, {step.consumer for step in upward}),
            "offtake": _steps(gaps, offtake.origins, bought, set(), {step.project for step in bought}),
        },
        "coefficients": _coefficients(store, used),
        "sentences": _sentences(store, gaps, sorted(named)),
        "possible": [{**project_record(gaps, p, link), "product": short_key(product)} for p, product in possible],
        "contacts": [{"enterprise": who, "project": project} for who, project in gaps.contacts(link).items()],
        "stages": {iri: project.stage for iri, project in gaps.projects.items()},
        "byproducts": {short_key(product): makers for product, makers in gaps.byproducts.items()},
        "wishes": [
            {"iri": row["wish"].value, "label_zh": row["wishLabel"].value}
            for row in run(store, "gaps/sought", **gaps.main.scenario.parameters()).rows
            if row["link"].value == link.iri
        ],
        "doubts": _doubts(store, named),
    }


def _fed(gaps: Gaps, link: Link) -> dict[str, Any] | None:
    """The newcomer downstream that asks for more than the link's requirement: its size, rate and what it takes."""
    found = fed(gaps, link)
    if found is None:
        return None
    return {
        "key": found.taker.key,
        "size": {**found.size.record(), "unit": found.taker.unit},
        "coefficient": {**found.rate.record(), "unit": link.unit, "per": found.taker.unit},
        "amount": {**found.amount.record(), "unit": link.unit},
    }


def _leading_to(flow: Flow, targets: set[str]) -> list[Step]:
    """The steps of a flow that lead to the targets, in the order in which they are done."""
    wanted = set(targets)
    found = []
    for step in reversed(flow.steps):
        if step.input.material in wanted:
            found.append(step)
            wanted.add(step.consumer)
    return found[::-1]


def _steps(
    gaps: Gaps, origins: Iterable[Origin], steps: list[Step], consumers: set[str], projects: set[str] | None = None
) -> dict[str, Any]:
    starts = [o for o in origins if (o.product in consumers if projects is None else o.project.iri in projects)]
    starts = [o for o in starts if any(step.consumer == o.product for step in steps)]
    return {
        "starts": [
            {
                "project": origin.project.iri,
                "label_zh": origin.project.zh,
                "label_en": origin.project.en,
                "printed": origin.output.printed,
                "value": float(origin.output.value or 0),
                "unit": origin.output.unit,
                "product": short_key(origin.product),
                "share": float(origin.share),
                "amount": float(origin.amount),
            }
            for origin in starts
        ],
        "lines": [_line(gaps, step) for step in steps],
    }


def _line(gaps: Gaps, step: Step) -> dict[str, Any]:
    assert step.input.coefficient is not None
    products = gaps.model.products
    material, consumer = products[step.input.material], products[step.consumer]
    return {
        "material": short_key(material.iri),
        "material_zh": material.zh,
        "material_en": material.en,
        "consumer": short_key(consumer.iri),
        "consumer_zh": consumer.zh,
        "consumer_en": consumer.en,
        "process": short_key(step.process),
        "input": step.input.iri,
        "amount": {**step.amount.record(), "unit": consumer.unit},
        "coefficient": {**step.input.coefficient.record(), "unit": material.unit, "per": consumer.unit},
        "result": {**step.result.record(), "unit": material.unit},
        "project": step.project or None,
    }


def _coefficients(store: Store, inputs: set[str]) -> list[dict[str, Any]]:
    """Number, basis, source and derivation of each bound; several sources are joined."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in run(store, "chains/coefficients").rows:
        iri, bound = row["input"].value, row["bound"].value
        if iri not in inputs:
            continue
        entry = found.setdefault(
            (iri, bound),
            {
                "input": iri,
                "bound": bound,
                "value": float(row["value"].value),
                "printed": row["printed"].value,
                "basis": row["basis"].value.removeprefix(CF),
                "note": row["note"].value if "note" in row else "",
                "sources": [],
            },
        )
        source = {"title": row["title"].value, "url": row["url"].value if "url" in row else ""}
        if source not in entry["sources"]:
            entry["sources"].append(source)
    order = ("low", "typical", "high")
    return sorted(found.values(), key=lambda entry: (entry["input"], order.index(entry["bound"])))


def _sentences(store: Store, gaps: Gaps, projects: list[str]) -> list[dict[str, Any]]:
    """For each project its quotes, each with the whole sentence around it."""
    texts = {}
    for row in run(store, "plan/texts").rows:
        text = row["text"].value
        texts[row["document"].value] = SourceText(text, "", Span(0, len(text)))
    found = []
    for project in projects:
        for quote in gaps.quotes.get(project, []):
            text_of = texts[quote["document"]]
            sentence = text_of.sentence(Span(quote["start"], quote["end"]))
            found.append({"project": project, **quote, "sentence": text_of.words(sentence).strip()})
    return found


def _doubts(store: Store, projects: set[str]) -> list[dict[str, str]]:
    """What was doubtful when the plan was read: about these projects and their outputs."""
    keys = [iri.partition("/id/project/")[2] for iri in projects]
    found = []
    for row in run(store, "plan/doubts").rows:
        thing = row["thing"].value
        if thing in projects or any(f"/id/output/{key}/" in thing for key in keys):
            found.append({"about": thing, "doubt": row["doubt"].value})
    return found
