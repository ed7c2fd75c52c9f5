"""The dataset as files: every graph and the whole in each syntax, descriptions, tables, checksums.

The bytes are the same for the same graph: everything is sorted, and nothing says when it was written.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cfgraph.analysis.visibility import shown_graphs
from cfgraph.errors import Problem, UsageError
from cfgraph.namespaces import graph
from cfgraph.publish import folder as files_in
from cfgraph.publish.dumps.about import plan_texts
from cfgraph.publish.dumps.dcat import CONTEXT, dcat, schema_dataset
from cfgraph.publish.dumps.jsonld import context, context_file, document
from cfgraph.publish.dumps.parts import STEM, Part, read, stem, whole
from cfgraph.publish.dumps.readme import README, readme
from cfgraph.publish.dumps.services import endpoint, services
from cfgraph.publish.dumps.syntaxes import MEDIA, nquads, ntriples, rdfxml, trig, turtle
from cfgraph.publish.dumps.tables import QUERIES, table_name, tables
from cfgraph.publish.dumps.void import void
from cfgraph.publish.folder import SUMS
from cfgraph.store.base import Store
from cfgraph.store.embedded import EmbeddedStore

SYNTAXES = ("ttl", "nt", "rdf", "jsonld")
"""Endings of the files of each graph."""
DATASET = ("nq", "trig")
"""Endings of the files that keep the graphs of the whole apart."""
DESCRIPTIONS = ("void.ttl", "dcat.ttl", "dataset.jsonld", CONTEXT, README)

__all__ = ["SUMS", "dump_files", "export"]


def dump_files(store: Store, *, internal: bool = False) -> dict[str, str]:
    """The files that :func:`export` writes, sorted, each with its media type; nothing is written."""
    stems = [STEM, *(stem(name) for name in shown_graphs(store, internal=internal))]
    names = [f"{name}.{ending}" for name in stems for ending in SYNTAXES]
    names += [f"{STEM}.{ending}" for ending in DATASET]
    names += [*DESCRIPTIONS, *(table_name(query) for query in QUERIES), SUMS]
    return {name: MEDIA[Path(name).suffix[1:]] for name in sorted(names)}


def export(
    store: Store,
    folder: Path,
    *,
    internal: bool = False,
    base: str = "",
    progress: Callable[[str], None] = lambda step: None,
) -> list[Path]:
    """Write all dumps of the store's public graphs (``internal``: of all) to ``folder`` and return their paths.

    ``base`` is the address of a server that answers for the same graphs: the descriptions then name its services.
    Everything is written inside the folder but aside first, so that a failure leaves what was there.
    Files of an earlier export that are not written any more are removed; files of others stay.
    Raises UsageError when the folder cannot be written.
    """
    try:
        with files_in.aside(folder) as made:
            files_in.put(_contents(store, internal, base, progress), made, folder)
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError(Problem("output-exists", {"path": str(folder), "reason": reason})) from None
    return [folder / name for name in dump_files(store, internal=internal)]


def _contents(store: Store, internal: bool, base: str, progress: Callable[[str], None]) -> dict[str, bytes]:
    progress("graphs")
    parts = read(store, internal)
    everything = whole(parts)
    known = context(next((part.triples for part in parts if part.iri == graph("ontology")), ()))
    written = {part.stem: turtle(part.triples) for part in (*parts, everything)}
    files = {f"{STEM}.nq": nquads(parts), f"{STEM}.trig": trig([(part, written[part.stem]) for part in parts])}
    for part in (*parts, everything):
        files[f"{part.stem}.ttl"] = written[part.stem].document()
        files[f"{part.stem}.nt"] = ntriples(part)
        files[f"{part.stem}.rdf"] = rdfxml(part)
        files[f"{part.stem}.jsonld"] = document(part.triples, known)
    progress("tables")
    shown = _public(parts)
    files |= tables(shown)
    progress("described")
    texts = plan_texts(shown)
    described = {
        "void.ttl": turtle(void(parts, everything, texts, files) + endpoint(base)).document(),
        "dcat.ttl": turtle(dcat(parts, everything, texts, files) + services(base)).document(),
        "dataset.jsonld": schema_dataset(everything, texts, files),
        CONTEXT: context_file(known),
        README: readme(parts),
    }
    return files | described


def _public(parts: list[Part]) -> EmbeddedStore:
    """A store of what is shown and nothing else: no query can tell what the other graphs hold."""
    import pyoxigraph as ox

    return EmbeddedStore.in_memory(
        ox.Quad(t.subject, t.predicate, t.object, ox.NamedNode(part.iri)) for part in parts for t in part.triples
    )
