"""When this version was released, as the citation file says it."""

from __future__ import annotations

import re

from cfgraph import resources
from cfgraph.errors import BadInputError, Problem

DATE = re.compile(r"^date-released:\s*['\"]?(\d{4}-\d{2}-\d{2})\b", re.MULTILINE)


def released() -> str:
    """The date of the release, as ``2026-11-24``. Raises BadInputError where the file is gone or says none."""
    path = resources.citation()
    found = DATE.search(path.read_text(encoding="utf-8")) if path.is_file() else None
    if found is None:
        raise BadInputError(Problem("file-missing", file=path.name))
    return found[1]
