"""The verbs that make the graph and look after it: build, check, prove, export."""

from __future__ import annotations

from argparse import Namespace

from cfgraph.commands.common import Result, open_store, progress, workspace
from cfgraph.errors import Problem, UsageError
from cfgraph.words import say


def build(options: Namespace) -> Result:
    """``cfgraph build``."""
    from cfgraph.namespaces import graph
    from cfgraph.publish.tables import rows_in

    summary = workspace(options).build(progress(options))
    header = [say(f"column.{name}", options.lang) for name in ("triples", "graph")]
    rows = [[f"{count:>6}", name[len(graph("")) :]] for name, count in summary.graphs.items()]
    total = sum(summary.graphs.values())
    told = say("text.build_done", options.lang, triples=total, graphs=len(rows), notes=summary.notes)
    return rows_in("table", header, rows) + told + "\n", 0


def check(options: Namespace) -> Result:
    """``cfgraph check``; with ``--coverage`` what of the text is read instead of what is wrong."""
    from cfgraph.publish.tables import findings_in

    if options.coverage:
        return coverage(options)
    if options.endpoint:
        raise UsageError(Problem("check-endpoint", column="--endpoint"))
    found = workspace(options).check(progress(options))
    records = [finding.record() for finding in found]
    return findings_in(options.format, records, options.lang), int(any(f.severity == "violation" for f in found))


def coverage(options: Namespace) -> Result:
    """``cfgraph check --coverage``: 1 where a sentence is neither quoted nor explained."""
    from cfgraph.analysis import coverage as analysis
    from cfgraph.analysis.labels import labels
    from cfgraph.publish.coverage_view import coverage_in

    store = open_store(options)
    records = analysis.coverage(store)
    text = coverage_in(options.format, records, labels(store, options.lang), options.lang)
    return text, int(not all(record["read"] for record in records))


def prove(options: Namespace) -> Result:
    """``cfgraph prove``."""
    from cfgraph.publish.prove_view import proof_in

    proof = workspace(options).prove(progress(options))
    return proof_in(options.format, proof, options.lang), 0 if proof.holds else 1


def export(options: Namespace) -> Result:
    """``cfgraph export``."""
    from cfgraph.publish.dumps import export as write

    tell = progress(options)
    files = write(open_store(options), options.folder, internal=options.include_internal, progress=tell)
    return say("text.export_done", options.lang, files=len(files), folder=options.folder) + "\n", 0
