"""The workbook that officers fill in: projects with drop-down lists, a short guide, and the lists themselves."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from cfgraph.publish.office.workbook import FONT, HEADER
from cfgraph.sources.intake.columns import COLUMNS, Vocabulary, stage_list, title, unit_list
from cfgraph.words import say

WIDTHS = {"name": 34, "enterprise": 24, "product": 22, "capacity": 9, "unit": 10, "place": 18, "stage": 13}
WIDTHS |= {"investment": 11, "quote": 52, "source": 22, "date": 15}
ROWS = 1000
"""Rows that have drop-down lists."""
GUIDE = 6
"""Paragraphs of the guide."""


def template(words: Vocabulary, lang: str) -> bytes:
    """The workbook, the same bytes for the same vocabulary; a word outside a list is warned of, not refused."""
    from datetime import datetime

    import xlsxwriter

    file = io.BytesIO()
    settings = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(file, settings)
    book.set_properties({"author": "cfgraph", "created": datetime(2025, 1, 1)})
    sheets = [book.add_worksheet(say(f"intake.sheet{part}", lang)) for part in ("", "_guide", "_lists")]
    lists = {"product": words.product_list, "unit": unit_list(), "place": words.place_list, "stage": stage_list()}
    _projects(book, sheets[0], lists, sheets[2].name, lang)
    _guide(book, sheets[1], lang)
    _lists(book, sheets[2], lists, words.product_chains, lang)
    book.close()
    return file.getvalue()


def _form(book: Any, **looks: Any) -> Any:
    base = {"font_name": FONT, "font_size": 10, "text_wrap": True, "valign": "top"}
    return book.add_format(base | looks)


def _projects(book: Any, sheet: Any, lists: Mapping[str, Sequence[str]], other: str, lang: str) -> None:
    needed = _form(book, bold=True, bg_color=f"#{HEADER}", border=1, border_color="#BFBFBF")
    free = _form(book, bg_color=f"#{HEADER}", border=1, border_color="#BFBFBF", font_color="#555555")
    plain = _form(book, num_format="@")
    grey = _form(book, italic=True, font_color="#808080", bg_color="#F4F4F4")
    for place, (column, must) in enumerate(COLUMNS.items()):
        sheet.set_column(place, place, WIDTHS[column], _form(book) if column == "capacity" else plain)
        sheet.write_string(0, place, title(column, lang), needed if must else free)
        sheet.write_string(1, place, _example(column, lists, lang), grey)
        sheet.write_comment(0, place, say(f"intake.hint_{column}", lang), {"x_scale": 2})
        if column in lists:
            letter = "ABCD"[list(lists).index(column)]
            source = f"='{other}'!${letter}$3:${letter}${len(lists[column]) + 2}"
            rule = {"validate": "list", "source": source, "error_type": "warning"}
            rule |= {"input_title": title(column, lang), "input_message": say(f"intake.hint_{column}", lang)[:250]}
            sheet.data_validation(1, place, ROWS, place, rule)
    sheet.set_row(1, 54)
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _example(column: str, lists: Mapping[str, Sequence[str]], lang: str) -> str:
    if column == "capacity":
        return "5"
    if column == "product":
        return next((word for word in lists["product"] if word.endswith(say("intake.example_product", lang))), "")
    if column == "stage":
        return lists["stage"][3]
    return lists[column][0] if column in lists else say(f"intake.example_{column}", lang)


def _guide(book: Any, sheet: Any, lang: str) -> None:
    bold, plain = _form(book, bold=True), _form(book)
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 96)
    row = 0
    for row in range(GUIDE):
        sheet.write_string(row, 0, say(f"intake.guide_head_{row + 1}", lang), bold)
        words = say(f"intake.guide_{row + 1}", lang)
        sheet.write_string(row, 1, words, plain)
        sheet.set_row(row, 16 * (1 + len(words) // 52))
    sheet.write_string(row + 1, 0, say(f"intake.guide_head_{GUIDE + 1}", lang), bold)
    for number, (column, must) in enumerate(COLUMNS.items(), start=row + 2):
        sheet.write_string(number, 0, title(column, lang) + " *" * must, bold)
        sheet.write_string(number, 1, say(f"intake.hint_{column}", lang), plain)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _lists(book: Any, sheet: Any, lists: Mapping[str, Sequence[str]], chains: Mapping[str, str], lang: str) -> None:
    """The lists side by side; behind them the chain of each product, line by line."""
    bold, plain = _form(book, bold=True, bg_color=f"#{HEADER}"), _form(book)
    sheet.write_string(0, 0, say("intake.list_note", lang), _form(book, italic=True, text_wrap=False))
    behind = [chain or say("intake.no_chain", lang) for chain in chains.values()]
    told = {title(column, lang): words for column, words in lists.items()} | {say("intake.list_chain", lang): behind}
    for place, (name, words) in enumerate(told.items()):
        sheet.set_column(place, place, 34)
        sheet.write_string(1, place, name, bold)
        for row, word in enumerate(words, start=2):
            sheet.write_string(row, place, word, plain)
