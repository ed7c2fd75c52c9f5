"""The dataset as files: the whole as N-Quads and TriG, each graph as Turtle and N-Triples, with checksums.

The bytes are the same for the same graph: everything is sorted, and nothing says when it was written.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from pathlib import Path

import pyoxigraph as ox

from cfgraph.analysis.query import run
from cfgraph.errors import Problem, UsageError
from cfgraph.namespaces import PREFIXES, graph
from cfgraph.rdf import graph_name, to_bytes
from cfgraph.store.base import Store

SUMS = "SHA256SUMS"


def export(store: Store, folder: Path, *, internal: bool = False) -> list[Path]:
    """Write all dumps of the store's public graphs (``internal``: of all) to ``folder`` and return their paths.

    Everything is written beside the folder first, so that a failure leaves what was there.
    Raises UsageError when the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".export-") as made:
            names = _write(store, Path(made), internal)
            for name in names:
                shutil.move(str(Path(made) / name), str(folder / name))
    except OSError as error:
        raise UsageError(Problem("output-exists", {"path": str(folder), "reason": str(error)})) from None
    return [folder / name for name in names]


def _write(store: Store, folder: Path, internal: bool) -> list[str]:
    visible = {row["graph"].value: row["visibility"].value for row in run(store, "plan/graphs").rows}
    names = [name for name, kind in visible.items() if internal or kind == "public"]
    hidden = {ox.NamedNode(name) for name in visible if name not in names}
    shown = (quad for name in names for quad in store.quads(name) if quad.subject not in hidden)
    quads = sorted(shown, key=str)
    files = {
        "cfgraph.nq": to_bytes(quads, ox.RdfFormat.N_QUADS),
        "cfgraph.trig": to_bytes(quads, ox.RdfFormat.TRIG, _prefixes()),
    }
    for name in names:
        triples = [quad.triple for quad in quads if graph_name(quad) == name]
        stem = name[len(graph("")) :].replace("/", "-")
        files[f"{stem}.nt"] = to_bytes(triples, ox.RdfFormat.N_TRIPLES)
        files[f"{stem}.ttl"] = to_bytes(triples, ox.RdfFormat.TURTLE, _prefixes())
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items()))
    files[SUMS] = sums.encode()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return sorted(files)


def _prefixes() -> dict[str, str]:
    """Prefixes for readable Turtle; ``id:`` would abbreviate nothing, since keys have slashes."""
    return {name: iri for name, iri in PREFIXES.items() if name != "id"}
