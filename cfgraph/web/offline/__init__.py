"""The pages as files that open without a server, from a stick or a shared folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cfgraph.errors import Problem, UsageError
from cfgraph.publish import folder as files_in
from cfgraph.web.offline.crawl import crawl
from cfgraph.web.site import Site


def write_site(site: Site, folder: Path, progress: Callable[[int], None] = lambda files: None) -> list[Path]:
    """Write every page of a site, with its files, to ``folder`` and return their paths; ``index.html`` is the first.

    ``progress`` hears how many files are made. What was there stays until all is made; files of an earlier writing
    that are not made any more are removed, files of others stay. Raises UsageError when the folder cannot be written.
    """
    try:
        with files_in.aside(folder) as made:
            files = crawl(site, progress)
            files_in.put(files, made, folder)
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError(Problem("output-exists", {"path": str(folder), "reason": reason})) from None
    return [folder / name for name in sorted(files, key=lambda name: (name != "index.html", name))]
