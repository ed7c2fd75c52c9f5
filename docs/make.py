"""Write the pages of ``docs/`` from the shipped plan: ``make docs``."""

from __future__ import annotations

from pathlib import Path

from cfgraph import resources
from cfgraph.graph.agreement import FOLDER, compare
from cfgraph.graph.build import read_plan
from cfgraph.publish.agreement_view import agreement_page
from cfgraph.publish.query_docs import query_docs
from cfgraph.sources import layout
from cfgraph.sources.tables import read_folder
from cfgraph.workspace import Workspace, default_folder

LANGUAGES = (("zh", ".zh.md"), ("en", ".md"))


def query_pages() -> dict[str, str]:
    """File name → text: the saved queries with their answers."""
    store = Workspace(default_folder(), None).store(print, print)
    return {"queries" + ending: query_docs(store, lang) for lang, ending in LANGUAGES}


def reading_pages() -> dict[str, str]:
    """File name → text: the comparison of two readings of the shipped plan."""
    plan = resources.data("plans", "chifeng-2023")
    found = compare(read_plan(plan, read_folder(resources.data("knowledge"), layout.KNOWLEDGE)), plan / FOLDER)
    return {"second-reading" + ending: agreement_page(found, lang) for lang, ending in LANGUAGES}


def main() -> None:
    """Write every page beside this file."""
    for name, text in (query_pages() | reading_pages()).items():
        (Path(__file__).parent / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
