"""Workbooks that are filled in, and what the shipped plan knows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from cfgraph.intake.known import Known, read_known
from cfgraph.publish.office.template import template
from cfgraph.workspace import Workspace

TODAY = date(2026, 6, 1)
ROW = [
    "某电解液项目",
    "新来新材有限公司",
    "电解液",
    "5",
    "万吨",
    "东山产业园",
    "签约",
    "12亿元",
    "新来签约电解液。",
    "网站",
    "2026年3月5日",
]
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
        book = openpyxl.load_workbook(empty)
        sheet = book["项目"]
        for number, row in enumerate(rows, start=3):
            for column, value in enumerate(row, start=1):
                cell = sheet.cell(number, column)
                cell.value = value
                if isinstance(value, str):
                    cell.data_type = "s"
        change(sheet)
        book.save(tmp_path / name)
        return tmp_path / name

    return make
