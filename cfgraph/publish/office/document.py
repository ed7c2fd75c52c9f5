"""A Word document on A4 with whole Chinese: fonts, headings, lists, tables, page numbers, and the same bytes each time.

Chinese is set by name for the East Asian text of every style (``w:eastAsia``): a program that only finds a Latin font
there takes one of its own for Chinese, and some leave signs out.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from cfgraph.publish.explain_view import Explanation

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph

LATIN, BODY, HEAD = "Times New Roman", "SimSun", "SimHei"
"""Fonts: SimSun is 宋体 and SimHei 黑体; every Windows has both, LibreOffice knows what to take instead."""
WIDTH = 17.4
"""Centimetres between the margins of the page."""
MARGIN = 1.8
SIZES = {"Normal": 10.5, "Title": 20, "Heading 1": 14, "Heading 2": 12, "Heading 3": 10.5}
SHADE = "E7ECF2"


class Paper:
    """A Word document that is written from top to bottom. Sizes are in points, widths in centimetres."""

    def __init__(self, lang: str, title: str, issued: datetime, footer: str) -> None:
        from docx import Document
        from docx.shared import Cm

        self.lang = lang
        self.document = Document()
        self._properties(title, issued)
        for name, size in SIZES.items():
            self._style(name, size)
        section = self.document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(MARGIN)
        section.top_margin = section.bottom_margin = Cm(MARGIN)
        section.footer_distance = Cm(0.9)
        self._footer(section.footer.paragraphs[0], footer)

    def _properties(self, title: str, issued: datetime) -> None:
        found = self.document.core_properties
        found.title, found.author, found.last_modified_by, found.comments = title, "cfgraph", "cfgraph", ""
        found.language = {"zh": "zh-CN", "en": "en-GB"}[self.lang]
        found.created = found.modified = issued
        found.revision = 1

    def _style(self, name: str, size: float) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.oxml.ns import qn
        from docx.shared import Pt, RGBColor

        style: Any = self.document.styles[name]
        style.font.name, style.font.size = LATIN, Pt(size)
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.rPr.rFonts
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:eastAsia"), BODY if name == "Normal" else HEAD)
        spacing = style.paragraph_format
        spacing.space_before, spacing.space_after = Pt(0 if name == "Normal" else size / 2), Pt(3)
        spacing.line_spacing = 1.15
        if name == "Title":
            spacing.alignment = WD_ALIGN_PARAGRAPH.CENTER
            border = style.element.pPr.find(qn("w:pBdr"))
            if border is not None:
                style.element.pPr.remove(border)

    def _footer(self, paragraph: Paragraph, words: str) -> None:
        """The words, and the number of the page as a field that Word counts."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH

        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        self.run(paragraph, f"{words} · ", size=8)
        field = _element("w:fldSimple", {"w:instr": "PAGE"})
        paragraph._p.append(field)
        field.append(self.run(paragraph, "1", size=8)._r)

    def run(self, paragraph: Paragraph, words: str, *, bold: bool = False, size: float | None = None) -> Any:
        """Words in a paragraph. In Chinese, signs that both scripts have (quotation marks) take the Chinese font."""
        from docx.oxml.ns import qn
        from docx.shared import Pt

        run = paragraph.add_run(printable(words))
        run.bold = bold or None
        if size is not None:
            run.font.size = Pt(size)
        if self.lang == "zh":
            properties = run._r.get_or_add_rPr()
            properties.get_or_add_rFonts().set(qn("w:hint"), "eastAsia")
        return run

    def title(self, words: str) -> None:
        """The title of the document."""
        self.run(self.document.add_paragraph(style="Title"), words, bold=True)

    def heading(self, words: str, level: int = 1, *, new_page: bool = False) -> None:
        """A heading; it stays with what follows."""
        paragraph = self.document.add_heading(level=level)
        paragraph.paragraph_format.page_break_before = new_page or None
        self.run(paragraph, words, bold=True)

    def text(self, words: str, *, lead: str = "", bold: bool = False, size: float | None = None) -> None:
        """A paragraph; ``lead`` stands in bold before it. One that is bold as a whole stays with what follows."""
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.keep_with_next = bold or None
        if lead:
            self.run(paragraph, lead, bold=True, size=size)
        self.run(paragraph, words, bold=bold, size=size)

    def bullet(self, words: str, depth: int = 0, *, size: float | None = None) -> None:
        """An entry of a list."""
        from docx.shared import Cm, Pt

        paragraph = self.document.add_paragraph(style="List Bullet")
        form = paragraph.paragraph_format
        form.left_indent, form.first_line_indent = Cm(0.5 + 0.6 * depth), Cm(-0.45)
        form.space_after = Pt(2)
        self.run(paragraph, words, size=size)

    def table(
        self, header: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float], size: float = 9
    ) -> None:
        """A table over the whole width; its header is repeated on each page, and rows are not torn apart.

        ``widths`` are shares of the page; without a header the first column is set in bold.
        """
        from docx.shared import Cm, Pt

        table = self.document.add_table(rows=0, cols=len(widths), style="Table Grid")
        table.autofit = False
        total = sum(widths)
        for line in ([header] if header else []) + list(rows):
            row = table.add_row()
            row._tr.get_or_add_trPr().append(_element("w:cantSplit", {}))
            head = line is header
            for place, (cell, words) in enumerate(zip(row.cells, line, strict=True)):
                cell.width = Cm(WIDTH * widths[place] / total)
                self._fill(cell, words, size, bold=head or (not header and place == 0))
        if header:
            table.rows[0]._tr.get_or_add_trPr().append(_element("w:tblHeader", {}))
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Cm(WIDTH * width / total)
        space = self.document.add_paragraph().paragraph_format  # two tables that meet would become one
        space.line_spacing, space.space_after = Pt(6), Pt(0)

    def _fill(self, cell: _Cell, words: str, size: float, *, bold: bool) -> None:
        """Words in a cell, a paragraph for each line; a heading is shaded."""
        from docx.shared import Pt

        paragraph = cell.paragraphs[0]
        for number, line in enumerate(words.split("\n")):
            paragraph = paragraph if number == 0 else cell.add_paragraph()
            paragraph.paragraph_format.space_after = Pt(1)
            paragraph.paragraph_format.line_spacing = 1.0
            self.run(paragraph, line, bold=bold, size=size)
        if bold:
            shade = {"w:val": "clear", "w:color": "auto", "w:fill": SHADE}
            cell._tc.get_or_add_tcPr().append(_element("w:shd", shade))

    def to_bytes(self) -> bytes:
        """The file; the same document always gives the same bytes."""
        buffer = io.BytesIO()
        self.document.save(buffer)
        return undated(buffer.getvalue())


class WordExplanation(Explanation):
    """An explanation that writes itself onto paper; with ``heads=False`` its headings are left out."""

    def __init__(
        self, record: dict[str, Any], names: dict[str, str], paper: Paper, *, heads: bool = True, size: float = 9.5
    ) -> None:
        super().__init__(record, names, paper.lang, "docx")
        self.paper, self.heads, self.size, self.level = paper, heads, size, 2

    def head(self, words: str, level: int = 2) -> None:
        """A heading of the level that the paper is at."""
        if self.heads:
            self.paper.heading(words, self.level)

    def item(self, words: str, depth: int = 0) -> None:
        """An entry of a list."""
        self.paper.bullet(words, depth, size=self.size)


def printable(words: str, longest: int | None = None) -> str:
    """The words without the control signs that XML cannot hold; an ellipsis stands for what is beyond ``longest``."""
    kept = "".join(
        sign
        for sign in words
        if sign in "\t\n" or " " <= sign <= "\ud7ff" or "\ue000" <= sign <= "\ufffd" or sign > "\uffff"
    )
    return kept if longest is None or len(kept) <= longest else kept[: longest - 1] + "…"


def undated(data: bytes) -> bytes:
    """A ZIP archive with the same members in the same order, all of the earliest date that it can tell."""
    buffer = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as found, ZipFile(buffer, "w", ZIP_DEFLATED) as kept:
        for name in found.namelist():
            entry = ZipInfo(name)
            entry.compress_type = ZIP_DEFLATED
            kept.writestr(entry, found.read(name))
    return buffer.getvalue()


def _element(name: str, attributes: dict[str, str]) -> BaseOxmlElement:
    """An XML element of Word's own."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(key), value)
    return element
