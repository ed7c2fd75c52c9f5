"""A saved query: found by name, its parameters bound safely, run on any store.

Parameters are variables named as grlc names them: ``?_chain_iri``, ``?_from_integer``.
A value replaces its variable as an RDF term's own serialisation, after it was checked against the type;
it is never pasted as text. A parameter left open takes the default that the query itself states with COALESCE.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from cfgraph import resources
from cfgraph.errors import BadInputError, Problem, UsageError
from cfgraph.namespaces import PREFIXES, RANK, key_of, thing
from cfgraph.sources.text import decode
from cfgraph.store.base import Answer, Store

PARAMETER = re.compile(r"\?_([a-z]+)_(iri|integer)\b")
IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]+")
KEY = re.compile(r"[a-z0-9]+(?:[-/][a-z0-9]+)*")
KINDS = {
    "chain": ("chain",),
    "chemistry": ("variant",),
    "enterprise": ("enterprise",),
    "link": ("link",),
    "place": ("zone", "park", "region"),
    "plan": ("document",),
    "product": ("product",),
    "subject": ("project", "endowment", "solicitation", "cluster", "target", "measure"),
}
"""Parameter → the kinds of thing that a bare key may name."""
STAGE_PARAMETERS = ("from", "stage")
"""Parameters that are the rank of a stage."""


class SavedQuery(NamedTuple):
    """A query file: its name (``gaps/missing``) and its text."""

    name: str
    path: Path
    text: str

    @property
    def parameters(self) -> dict[str, str]:
        """Parameter → type (``iri`` or ``integer``), in the order of the text."""
        return dict(PARAMETER.findall(self.text))

    def bind(self, values: Mapping[str, ox.NamedNode | ox.Literal | None]) -> str:
        """The SPARQL text with each given value in the place of its parameter."""

        def term(match: re.Match[str]) -> str:
            value = values.get(match[1])
            return match[0] if value is None else str(value)

        return PARAMETER.sub(term, self.text)


def find(name: str) -> SavedQuery:
    """The saved query of a name such as ``gaps/missing`` or ``missing``.

    Raises UsageError for a name that is unknown or not unique, with the names that are near.
    """
    found = [path for path in query_files() if name in (query_name(path), path.stem)]
    if len(found) == 1:
        return SavedQuery(query_name(found[0]), found[0], decode(found[0].read_bytes(), found[0].name))
    import difflib

    names = [query_name(path) for path in query_files()]
    near = difflib.get_close_matches(name, [*names, *(path.stem for path in query_files())], n=3, cutoff=0.4)
    raise UsageError(Problem("query-unknown", {"name": name, "near": ", ".join(near) or "—"}))


def query_files() -> list[Path]:
    """All saved queries, sorted by name."""
    return sorted(resources.queries().rglob("*.rq"), key=query_name)


def query_name(path: Path) -> str:
    """``gaps/missing`` for a file of ``queries/``."""
    return path.relative_to(resources.queries()).with_suffix("").as_posix()


def load_file(path: Path) -> SavedQuery:
    """A query from the user's own file. Raises BadInputError when it has no header, is missing or is not UTF-8."""
    from cfgraph.sources.header import read_header

    _, text = read_header(path)
    return SavedQuery(path.stem, path, text)


def parse_values(query: SavedQuery, given: Mapping[str, str], store: Store) -> dict[str, ox.NamedNode | ox.Literal]:
    """Texts from the command line as terms of the parameters' types.

    Raises UsageError with every parameter that the query does not have or whose text is not of its type.
    """
    problems: list[Problem] = []
    values: dict[str, ox.NamedNode | ox.Literal] = {}
    for name, words in given.items():
        kind = query.parameters.get(name)
        if kind is None:
            allowed = ", ".join(query.parameters) or "—"
            problems.append(Problem("parameter-unknown", {"name": name, "query": query.name, "allowed": allowed}))
            continue
        try:
            values[name] = integer(name, words) if kind == "integer" else iri(name, words, store)
        except UsageError as error:
            problems += error.problems
    if problems:
        raise UsageError(*problems)
    return values


def integer(name: str, words: str) -> ox.Literal:
    """An xsd:integer from digits, or from the key of a stage for the parameters that are one. Raises UsageError."""
    if name in STAGE_PARAMETERS and words in RANK:
        words = str(RANK[words])
    if not re.fullmatch(r"-?[0-9]{1,18}", words):
        allowed = ", ".join(RANK) if name in STAGE_PARAMETERS else "0, 1, 2 …"
        raise UsageError(Problem("parameter-type", {"name": name, "value": words, "allowed": allowed}))
    return ox.Literal(words, datatype=ox.NamedNode(PREFIXES["xsd"] + "integer"))


def iri(name: str, words: str, store: Store) -> ox.NamedNode:
    """A node from a full IRI or from a key. Raises UsageError for a text that is neither, or names nothing."""
    kinds = KINDS.get(name, ())
    candidates = [words] if IRI.fullmatch(words) else []
    candidates += [thing(kind, words) for kind in kinds if KEY.fullmatch(words)]
    for candidate in candidates:
        try:
            node = ox.NamedNode(candidate)
        except ValueError:
            continue
        if store.query(f"ASK {{ {node} ?property ?value }}").boolean:
            return node
    named = by_name(kinds, words, store)
    if len(named) == 1:
        return ox.NamedNode(named[0])
    if named:
        keys = ", ".join(key_of(iri) for iri in named)
        raise UsageError(Problem("parameter-many", {"name": name, "value": words, "known": keys}))
    raise UsageError(
        Problem("parameter-type", {"name": name, "value": words, "allowed": f"IRI, key, label ({'/'.join(kinds)})"})
    )


def by_name(kinds: tuple[str, ...], words: str, store: Store) -> list[str]:
    """The things of some kinds that have this very label or alias, or whose key ends like this."""
    roots = tuple(thing(kind, "") for kind in kinds)
    found = {
        row["thing"].value
        for row in run(store, "plan/aliases").rows
        if row["thing"].value.startswith(roots) and words in (row["name"].value, row["thing"].value.rpartition("/")[2])
    }
    return sorted(found) if roots and words else []


def run(store: Store, name: str, **values: ox.NamedNode | ox.Literal | None) -> Answer:
    """Run a saved query with terms for its parameters; parameters that it does not have are ignored."""
    return store.query(find_exact(name).bind(values), keep=True)


def find_exact(name: str) -> SavedQuery:
    """The shipped query of this very name, without looking through the folder. Raises BadInputError when it is gone."""
    path = resources.queries(f"{name}.rq")
    if not path.is_file():
        raise BadInputError(Problem("file-missing", file=f"queries/{name}.rq"))
    return SavedQuery(name, path, path.read_text(encoding="utf-8"))
