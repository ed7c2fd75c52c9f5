"""Workbooks that are filled in, and what the shipped plan knows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cfgraph.intake.known import Known, read_known
from cfgraph.publish.office.template import template
from cfgraph.workspace import Workspace
from tests.intake.workbooks import write

TODAY = date(2026, 6, 1)
Fill = Callable[..., Path]


@pytest.fixture(scope="session")
def known(workspace: Workspace) -> Known:
    """What the shipped plan knows."""
    return read_known(workspace.store())


@pytest.fixture(scope="session")
def empty(known: Known, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The template as it is handed out."""
    path = tmp_path_factory.mktemp("template") / "模板.xlsx"
    path.write_bytes(template(known.vocabulary, "zh"))
    return path


@pytest.fixture
def fill(empty: Path, tmp_path: Path) -> Fill:
    """Fill rows into the template from row 3 on, every text as text; ``change`` may do more to the sheet."""

    def make(*rows: Sequence[Any], change: Callable[[Any], None] = lambda sheet: None, name: str = "项目.xlsx") -> Path:
        return write(tmp_path / name, empty.read_bytes(), rows, change)

    return make
