"""What is written for Word, kept for a page: the same words in the same order, so that page and file never differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cfgraph.publish.office.document import Paper


class Block(NamedTuple):
    """A piece of a document: its kind (``title``, ``heading``, ``text``, ``bullet``, ``table``) and what it holds."""

    kind: str
    words: str = ""
    lead: str = ""
    level: int = 0
    bold: bool = False
    header: tuple[str, ...] = ()
    rows: tuple[tuple[tuple[str, ...], ...], ...] = ()


class Leaf(Paper):
    """Takes what a :class:`~cfgraph.publish.office.document.Paper` takes, and keeps it as blocks."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.blocks: list[Block] = []

    def title(self, words: str) -> None:
        """The title."""
        self.blocks.append(Block("title", words))

    def heading(self, words: str, level: int = 1, *, new_page: bool = False) -> None:
        """A heading."""
        self.blocks.append(Block("heading", words, level=1 if new_page else level))

    def text(self, words: str, *, lead: str = "", bold: bool = False, size: float | None = None) -> None:
        """A paragraph."""
        self.blocks.append(Block("text", words, lead, bold=bold))

    def bullet(self, words: str, depth: int = 0, *, size: float | None = None) -> None:
        """An entry of a list."""
        self.blocks.append(Block("bullet", words, level=depth))

    def table(
        self, header: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float], size: float = 9
    ) -> None:
        """A table; a cell may have several lines."""
        cells = tuple(tuple(tuple(words.split("\n")) for words in row) for row in rows)
        self.blocks.append(Block("table", header=tuple(header), rows=cells))

    def to_bytes(self) -> bytes:
        """Nothing: a page is made from the blocks."""
        return b""
