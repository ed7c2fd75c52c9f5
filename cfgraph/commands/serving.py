"""The verbs that hand the graph to others: as pages in a folder, in a remote store, over HTTP."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from typing import TYPE_CHECKING

from cfgraph.commands.common import Result, open_store, workspace
from cfgraph.errors import Problem, UsageError
from cfgraph.words import say

if TYPE_CHECKING:
    from pyoxigraph import Triple

    from cfgraph.web.own import Own


def serve(options: Namespace) -> Result:
    """``cfgraph serve``: returns when it is ended."""
    from cfgraph.web.serve import LOOPBACK, TOKEN, bind, make_site
    from cfgraph.web.serve import serve as run

    token = os.environ.get(TOKEN) or None
    if options.writable and token is None:
        raise UsageError(Problem("serve-token", {"name": TOKEN}))
    own = own_plans(options) if options.host in LOOPBACK and not options.writable else None
    if own and options.data and not own.workspace.has_own_plans():
        options.data = None  # a folder that the first import will fill
    store = open_store(options)
    listening = bind(options.host, options.port)
    with listening:
        port = listening.getsockname()[1]
        folder = workspace(options).folder
        site = make_site(store, folder, options.host, port, options.base, token if options.writable else None, own)
        if options.host not in LOOPBACK:
            print(say("text.serve_open", options.lang, host=options.host), file=sys.stderr)
        run(site, listening, lambda: print(say("text.serve_ready", options.lang, base=site.base), flush=True))
    return "", 0


def own_plans(options: Namespace) -> Own:
    """The user's plans for the pages: of the folder that was named, else of the usual one."""
    from cfgraph.web.own import ROOM, Own
    from cfgraph.workspace import own_folder

    folder = workspace(options).folder
    return Own(options.data or own_folder(), folder, folder if options.data else folder / ROOM)


def site(options: Namespace) -> Result:
    """``cfgraph site``: the pages of the public graphs as files."""
    from cfgraph.web.offline import write_site
    from cfgraph.web.serve import make_site

    terminal = sys.stderr.isatty()

    def tell(files: int) -> None:
        if terminal:
            print("\r" + say("text.site_step", options.lang, files=files), end="", file=sys.stderr, flush=True)

    made = make_site(open_store(options), workspace(options).folder, "127.0.0.1", 0)
    files = write_site(made, options.folder, tell)
    if terminal:
        print(file=sys.stderr)
    size = sum(path.stat().st_size for path in files) / 1e6
    params = {"files": len(files), "size": f"{size:.0f}", "page": files[0]}
    return say("text.site_done", options.lang, **params) + "\n", 0


def load(options: Namespace) -> Result:
    """``cfgraph load``: the public graphs, each in the place of the server's old one."""
    import hashlib

    from cfgraph.analysis.visibility import shown_graphs, shown_quads
    from cfgraph.namespaces import graph
    from cfgraph.rdf import graph_name
    from cfgraph.store import loading
    from cfgraph.store.remote import RemoteStore

    remote = RemoteStore(options.endpoint)
    if options.graph_store and options.update:
        raise UsageError(Problem("load-both", column="--update"))
    store = open_store(Namespace(**{**vars(options), "endpoint": ""}))
    names = shown_graphs(store)
    held: dict[str, list[Triple]] = {name: [] for name in names}
    for quad in shown_quads(store):
        held[graph_name(quad)].append(quad.triple)
    target = options.graph_store or options.update or options.endpoint
    write = loading.put_graph(target) if options.graph_store else loading.insert_graph(target)
    ledger = workspace(options).folder / "loaded" / f"{hashlib.sha256(options.endpoint.encode()).hexdigest()[:16]}.json"

    def tell(name: str, what: str) -> None:
        if sys.stderr.isatty():
            shown = name.removeprefix(graph(""))
            print(say(f"text.load_{what}", options.lang, graph=shown, triples=len(held[name])), file=sys.stderr)

    graphs = {name: (lambda triples=triples: triples) for name, triples in held.items()}
    done = loading.load(graphs, write, ledger, remote.count, tell)
    total = sum(len(held[name]) for name in done.put)
    params = {"put": len(done.put), "kept": len(done.kept), "triples": total, "address": options.endpoint}
    return say("text.load_done", options.lang, **params) + "\n", 0
