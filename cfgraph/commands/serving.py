"""The verb that serves the graph over HTTP: serve."""

from __future__ import annotations

import os
import sys
from argparse import Namespace

from cfgraph.commands.common import Result, open_store, workspace
from cfgraph.errors import Problem, UsageError
from cfgraph.words import say


def serve(options: Namespace) -> Result:
    """``cfgraph serve``: returns when it is ended."""
    from cfgraph.web.serve import LOOPBACK, TOKEN, bind, make_site
    from cfgraph.web.serve import serve as run

    token = os.environ.get(TOKEN) or None
    if options.writable and token is None:
        raise UsageError(Problem("serve-token", {"name": TOKEN}))
    store = open_store(options)
    listening = bind(options.host, options.port)
    with listening:
        port = listening.getsockname()[1]
        folder = workspace(options).folder
        site = make_site(store, folder, options.host, port, options.base, token if options.writable else None)
        if options.host not in LOOPBACK:
            print(say("text.serve_open", options.lang, host=options.host), file=sys.stderr)
        run(site, listening, lambda: print(say("text.serve_ready", options.lang, base=site.base), flush=True))
    return "", 0
