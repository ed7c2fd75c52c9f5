"""The verbs that run SPARQL: queries, query, sparql."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from cfgraph.commands.common import Result, open_store
from cfgraph.errors import Problem, UsageError


def queries(options: Namespace) -> Result:
    """``cfgraph queries``."""
    from cfgraph.analysis.query import SavedQuery, query_files, query_name
    from cfgraph.publish.tables import queries_in
    from cfgraph.sources.header import read_header

    entries = []
    for path in query_files():
        header, text = read_header(path)
        entries.append((SavedQuery(query_name(path), path, text), header))
    return queries_in(options.format, entries, options.lang), 0


def query(options: Namespace) -> Result:
    """``cfgraph query``."""
    from cfgraph.analysis.gate import refuse_service
    from cfgraph.analysis.query import find, load_file, parse_values
    from cfgraph.publish.tables import answer_in
    from cfgraph.sources.header import parse_header

    saved = load_file(Path(options.name)) if options.name.endswith(".rq") else find(options.name)
    header = parse_header(saved.text, saved.path.name)
    pairs = [entry.partition("=") for entry in options.param]
    broken = [Problem("parameter-form", {"value": "".join(pair)}) for pair in pairs if not pair[0] or not pair[1]]
    if broken:
        raise UsageError(*broken)
    store = open_store(options)
    values = parse_values(saved, {name: value for name, _, value in pairs}, store)
    refuse_service(saved.text)
    return answer_in(options.format, store.query(saved.bind(values)), options.lang, header), 0


def sparql(options: Namespace) -> Result:
    """``cfgraph sparql``."""
    from cfgraph.analysis.gate import refuse_service
    from cfgraph.errors import BadInputError
    from cfgraph.publish.tables import answer_in
    from cfgraph.sources.text import decode

    if options.file == "-":
        text = decode(sys.stdin.buffer.read(), "-")
    else:
        path = Path(options.file)
        if not path.is_file():
            raise BadInputError(Problem("file-missing", file=options.file))
        text = decode(path.read_bytes(), path.name)
    refuse_service(text)
    return answer_in(options.format, open_store(options).query(text), options.lang), 0
