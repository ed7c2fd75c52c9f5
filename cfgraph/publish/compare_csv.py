"""The answer of ``compare`` as CSV: the JSON's fields, one changed link a row."""

from __future__ import annotations

from collections.abc import Callable

from cfgraph.analysis.compare import Change, Comparison
from cfgraph.publish.render import to_csv

BOUNDS, SIDES = ("low", "typical", "high"), ("a", "b")


def compare_csv(comparison: Comparison, reason: Callable[[Change], str]) -> str:
    """Numbers on both sides, and the reason in words; projects are joined by ``;``."""
    header = ["key", "label_zh", "label_en", "state_a", "state_b", "unit"]
    header += [f"requirement_{side}.{bound}" for side in SIDES for bound in BOUNDS]
    header += [f"supply_{side}.{name}" for side in SIDES for name in ("stated", "unstated_projects")]
    rows = []
    for change in comparison.changes:
        record = comparison.change_record(change)
        row = [record[name] for name in header[:5]] + [change.link.unit]
        row += [record[f"requirement_{side}"][bound] for side in SIDES for bound in BOUNDS]
        row += [record[f"supply_{side}"][name] for side in SIDES for name in ("stated", "unstated_projects")]
        projects = dict.fromkeys(project["iri"] for project in record["projects"])
        rows.append([*row, ";".join(projects), reason(change)])
    return to_csv([*header, "projects", "why"], rows)
