"""The comparison of two readings in Markdown."""

from __future__ import annotations

from cfgraph.graph.agreement import Agreement
from cfgraph.publish.render import to_markdown
from cfgraph.words import say


def agreement_page(found: Agreement, lang: str) -> str:
    """Counts, kappa and every difference with the decision that settles it."""
    kappa = f"{float(found.kappa):.3f}"
    lead = say("docs.reading_lead", lang, ours=found.ours, second=found.second, matched=found.matched, kappa=kappa)
    header = [say(f"column.{name}", lang) for name in ("aspect", "compared", "agreed")]
    counts = [[say(f"docs.aspect_{name}", lang), n, found.agreed.get(name, 0)] for name, n in found.compared.items()]
    columns = [
        say(f"column.{name}", lang) for name in ("aspect", "what", "first_reading", "second_reading", "decision")
    ]
    rows = [
        [say(f"docs.aspect_{each.aspect}", lang), each.what, each.table, each.second, each.decision]
        for each in found.differences
    ]
    parts = [f"# {say('docs.reading_title', lang)}", lead, to_markdown(header, counts).rstrip()]
    parts += [f"## {say('docs.reading_differences', lang)}", to_markdown(columns, rows).rstrip()]
    return "\n\n".join(parts) + "\n"
