"""The paragraphs and tables of a Word document: as they come out, and as they are while they are being read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from kaohe_xl.reading.numbered import whole
from kaohe_xl.reading.packed import CellRange

_OFF = ("0", "false", "off", "none")


class Paragraph(NamedTuple):
    """A paragraph. ``text`` begins with the ``number`` that Word shows before it; ``level``: of a heading, 0 = body."""

    text: str
    number: str = ""
    level: int = 0
    boxed: bool = False  # from a text box
    struck: bool = False  # some of it is struck through: that part is not in the text


class WordTable(NamedTuple):
    """A table. ``rows[0][0]`` is its first cell; a merged block has its text top left, each paragraph on its own line.

    ``merges``: first row, first column, last row, last column; 1-based, inclusive.
    """

    rows: Sequence[Sequence[str]]
    merges: Sequence[CellRange] = ()


BodyElement = Paragraph | WordTable


class OpenCell:
    """A cell that is being read."""

    def __init__(self, column: int) -> None:
        self.column, self.span = column, 1
        self.merge = ""  # vMerge: restart, continue, or none
        self.lines: list[str] = []


class OpenTable:
    """A table that is being read."""

    def __init__(self) -> None:
        self.rows: list[list[OpenCell]] = []
        self.column = 1  # of the next cell
        self.cell: OpenCell | None = None

    def finished(self) -> WordTable:
        """Texts by grid position, and the merged blocks."""
        rows: list[list[str]] = []
        blocks: list[list[int]] = []
        open_blocks: dict[int, list[int]] = {}  # by first column: the block that a cell below may continue
        for number, cells in enumerate(self.rows, 1):
            width = max((cell.column + cell.span - 1 for cell in cells), default=0)
            row = [""] * width
            still_open: dict[int, list[int]] = {}
            for cell in cells:
                last = cell.column + cell.span - 1
                above = open_blocks.get(cell.column)
                if cell.merge == "continue" and above is not None and above[3] == last:
                    above[2] = number
                    block = above
                else:
                    row[cell.column - 1] = "\n".join(cell.lines).strip()
                    block = [number, cell.column, number, last]
                    blocks.append(block)
                if cell.merge:
                    still_open[cell.column] = block
            open_blocks = still_open
            rows.append(row)
        merges = [(top, left, below, right) for top, left, below, right in blocks if below > top or right > left]
        return WordTable(rows, merges)


class OpenParagraph:
    """A paragraph that is being read."""

    def __init__(self) -> None:
        self.style, self.heading = "", 0
        self.number: tuple[str, int] | None = None
        self.in_run = self.struck = False
        self._level = 0
        self._hidden = self._crossed = False
        self._pieces: list[str] = []

    @property
    def shown(self) -> str:
        return "".join(self._pieces)

    def settle(self, tag: str, attributes: Mapping[str, str]) -> None:
        """A setting of the paragraph or of the run that is being read."""
        value = attributes.get("w:val", "")
        if tag == "w:r":
            self.in_run = True
        elif tag == "w:pStyle":
            self.style = value
        elif tag == "w:outlineLvl" and whole(value, 9) < 9:
            self.heading = whole(value) + 1
        elif tag == "w:ilvl":
            self._level = whole(value)
        elif tag == "w:numId":
            self.number = (value, self._level)
        elif tag == "w:vanish" and self.in_run:
            self._hidden = value not in _OFF
        elif tag in ("w:strike", "w:dstrike") and self.in_run:
            self._crossed = self._crossed or value not in _OFF

    def say(self, text: str) -> None:
        if self._crossed and text.strip():
            self.struck = True
        elif not self._hidden:
            self._pieces.append(text)

    def end_run(self) -> None:
        self.in_run = self._hidden = self._crossed = False
