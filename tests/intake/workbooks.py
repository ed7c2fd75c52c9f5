"""Workbooks as officers fill them in."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl

ELECTROLYTE = [
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


def write(
    path: Path, template: bytes, rows: Sequence[Sequence[Any]], change: Callable[[Any], None] = lambda sheet: None
) -> Path:
    """Fill rows into the template from row 3 on, every text as text; ``change`` may do more to the sheet."""
    book = openpyxl.load_workbook(io.BytesIO(template))
    sheet = book["项目"]
    for number, row in enumerate(rows, start=3):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(number, column)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
    change(sheet)
    book.save(path)
    return path
