"""Any table as a workbook of one sheet: a frozen header with a filter, text as text, numbers as numbers."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime

from cfgraph.publish.office.document import printable
from cfgraph.publish.office.workbook import FONT, HEADER, LONGEST, height
from cfgraph.publish.render import cells

NARROW, WIDE = 8, 60
"""Characters that a column is wide at least and at most."""
FORBIDDEN = str.maketrans("[]:*?/\\", "       ")
"""What no sheet's name may hold."""
NAME = 31
MEASURED = 2000
"""Rows whose height is measured; in a longer table each program sets it itself, since measuring takes time."""
OLDEST = datetime(1980, 1, 1)

Value = str | float | int | None


def sheet(title: str, header: Sequence[str], rows: Sequence[Sequence[Value]], about: Sequence[str] = ()) -> bytes:
    """The workbook; ``about`` are the lines of a second sheet: what was asked, of what, and when it was issued.

    The same rows give the same bytes.
    """
    import xlsxwriter

    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": title, "author": "cfgraph", "created": OLDEST})
    looks = {"font_name": FONT, "font_size": 9, "text_wrap": True, "valign": "top", "border": 1}
    body = book.add_format({**looks, "border_color": "#BFBFBF"})
    head = book.add_format({**looks, "border_color": "#BFBFBF", "bold": True, "bg_color": f"#{HEADER}"})
    page = book.add_worksheet(" ".join(title.translate(FORBIDDEN).split())[:NAME].strip("'") or "1")
    widths = [_width([name, *(row[at] for row in rows)]) for at, name in enumerate(header)]
    for at, (name, width) in enumerate(zip(header, widths, strict=True)):
        page.set_column(at, at, width)
        page.write_string(0, at, printable(name, LONGEST), head)
    for number, row in enumerate(rows, start=1):
        if number <= MEASURED:
            page.set_row(number, height(list(row), widths))
        for at, value in enumerate(row):
            if value is None or value == "":
                page.write_blank(number, at, None, body)
            elif isinstance(value, str):
                page.write_string(number, at, printable(value, LONGEST), body)
            else:
                page.write_number(number, at, value, body)
    page.freeze_panes(1, 1)
    if header:
        page.autofilter(0, 0, len(rows), len(header) - 1)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.set_footer("&C&P / &N")
    if about:
        notes = book.add_worksheet("cfgraph")
        notes.set_column(0, 0, 110)
        for number, line in enumerate(about):
            notes.write_string(number, 0, printable(line, LONGEST))
    book.close()
    return file.getvalue()


def _width(values: Sequence[Value]) -> float:
    longest = max(cells(str(value)) for value in values) if values else 0
    return min(max(longest + 2, NARROW), WIDE)
