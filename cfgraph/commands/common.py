"""What every verb needs: the workspace its options name, progress, and the store to ask."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Callable
from typing import TYPE_CHECKING

from cfgraph.errors import CfgraphError
from cfgraph.sources import generation
from cfgraph.words import say
from cfgraph.workspace import Workspace, default_folder, own_folder

if TYPE_CHECKING:
    from cfgraph.store.base import Store


Result = tuple[str | bytes, int]
"""What is to be shown, and an exit code."""
OFFICE = ("xlsx", "docx")
"""Formats that are files, never text on a terminal."""


def workspace(options: Namespace) -> Workspace:
    """The workspace that the options name."""
    return Workspace(options.workspace or default_folder(), options.data)


def progress(options: Namespace) -> Callable[[str], None]:
    """Tells each step of a build on a terminal; a pipe hears nothing."""

    def tell(step: str) -> None:
        if sys.stderr.isatty():
            print(say(f"text.step_{step}", options.lang) + " …", file=sys.stderr)

    return tell


def open_store(options: Namespace) -> Store:
    """The store to ask: the endpoint that the options name, else the own one.

    The own one is built first where that is needed; if sources are broken it is the last good one, with a warning.
    Where the user's register is left out, that is said: the pages of ``cfgraph serve`` count it.
    """
    if getattr(options, "endpoint", ""):
        from cfgraph.store.remote import RemoteStore

        if sys.stderr.isatty():
            print(say("text.asking", options.lang, address=options.endpoint), file=sys.stderr)
        return RemoteStore(options.endpoint)

    def warn(error: CfgraphError) -> None:
        print(f"{say('text.stale_graph', options.lang)}\n{error.text(options.lang)}", file=sys.stderr)

    if options.data is None and generation.plans(own_folder()):
        print(say("intake.left_out", options.lang, folder=own_folder()), file=sys.stderr)
    return workspace(options).store(progress(options), warn)
