"""The verbs: each takes parsed options, asks the library, and returns what is to be shown and an exit code.

A verb's module is imported when the verb is called, so that the others cost nothing.
"""

from __future__ import annotations

from argparse import Namespace
from importlib import import_module
from keyword import iskeyword

from cfgraph.commands.common import Result

ROOMS = {
    "scenario": ("gaps", "balance", "explain", "compare"),
    "querying": ("queries", "query", "sparql"),
    "intake": ("template", "import"),
    "making": ("build", "check", "prove", "export"),
    "serving": ("site", "load", "serve"),
}
"""Module → the verbs in it."""


def run(options: Namespace) -> Result:
    """Run the verb that the options name."""
    room = next(room for room, verbs in ROOMS.items() if options.verb in verbs)
    name = options.verb + "_" * iskeyword(options.verb)
    result: Result = getattr(import_module(f"cfgraph.commands.{room}"), name)(options)
    return result
