"""A Word document (.docx) as a person reads it: its paragraphs and tables in order. Expat only: nothing is executed.

Tables are walked by w:tc, gridSpan and vMerge as they stand in the file. Deleted text of tracked changes, hidden text,
field instructions, notes and comments are not what a reader sees and do not come out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from kaohe_xl.reading.limits import Limits, Refused
from kaohe_xl.reading.numbered import Numbering, StyleOf, read_styles, whole
from kaohe_xl.reading.package import Package, check_package, open_zip
from kaohe_xl.reading.packed import CellRange as Merged
from kaohe_xl.reading.packed import PackedSheet
from kaohe_xl.reading.xml import parse_xml

if TYPE_CHECKING:
    from kaohe_xl.base.grid import Book

BODY = "正文"  # sheet of the paragraphs outside tables
_DOCUMENT = "word/document.xml"
_WORD = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w:",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w:",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m:",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m:",
}
_DEEPEST = 20  # tables within tables
_MOST_COLUMNS = 1_000
# of these elements nothing is shown, or it is shown a second time (Fallback repeats the text box of Choice)
_UNSEEN = frozenset({"Fallback", "w:del", "w:moveFrom", "w:instrText", "w:delText", "w:sdtPr"})
_SIGNS = {"w:tab": "\t", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "-"}
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
    merges: Sequence[Merged] = ()


BodyElement = Paragraph | WordTable


def read_docx(data: bytes, limits: Limits | None = None) -> list[BodyElement]:
    """The blocks of a document in reading order; a text box comes after the paragraph that it is anchored in.

    Raises:
        Refused: not a Word document, broken, encrypted, or beyond the limits.
    """
    bounds = limits or Limits()
    package = open_zip(data, bounds)
    check_package(package, bounds)
    return read_package(package, bounds)


def read_package(package: Package, limits: Limits) -> list[BodyElement]:
    """The same of a package that is open and checked.

    Raises:
        Refused
    """
    if _DOCUMENT not in package.parts:
        raise Refused("D105", problem=f"缺少部件 {_DOCUMENT}")
    reader = _DocxReader(read_styles(package), Numbering(package), limits)
    parse_xml(_DOCUMENT, package.read(_DOCUMENT), reader.start, reader.end, reader.text, prefixes=_WORD)
    return reader.blocks


def sheets_of(blocks: Iterable[BodyElement]) -> list[PackedSheet]:
    """The tables as sheets 表1, 表2 …, and the paragraphs one below the other as the sheet 正文, if there are any."""
    sheets: list[PackedSheet] = []
    body: list[list[str]] = []
    for block in blocks:
        if isinstance(block, WordTable):
            sheets.append(
                PackedSheet(f"表{len(sheets) + 1}", [list(row) for row in block.rows], merges=list(block.merges))
            )
        elif block.text.strip():
            body.append([block.text])
    return [*sheets, PackedSheet(BODY, list(body))] if body else sheets


def docx_book(data: bytes, name: str, limits: Limits | None = None) -> Book:
    """A document as a book: see :func:`sheets_of`.

    Raises:
        Refused
    """
    from kaohe_xl.reading.unpack import book_of  # its grids count exactly; a reading process knows only plain cells

    return book_of(sheets_of(read_docx(data, limits)), name)


class _Cell:
    def __init__(self, column: int) -> None:
        self.column, self.span = column, 1
        self.merge = ""  # vMerge: restart, continue, or none
        self.lines: list[str] = []


class _DocxTable:
    def __init__(self) -> None:
        self.rows: list[list[_Cell]] = []
        self.column = 1  # of the next cell
        self.cell: _Cell | None = None

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


class _DocxReader:
    """Follows the elements of the document part."""

    def __init__(self, styles: Mapping[str, StyleOf], numbering: Numbering, limits: Limits) -> None:
        self.blocks: list[BodyElement] = []
        self._styles, self._numbering, self._limits = styles, numbering, limits
        self._tables: list[_DocxTable] = []
        self._paragraphs: list[_Open] = []  # a text box holds paragraphs inside one
        self._outer: list[list[_DocxTable]] = []  # tables around a text box
        self._boxed: list[Paragraph] = []
        self._unseen = 0
        self._in_text = False
        self._cells = 0
        self._row_settings = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if self._unseen or tag in _UNSEEN:
            self._unseen += 1
        elif tag == "w:p":
            self._paragraphs.append(_Open())
        elif tag == "w:txbxContent":
            self._outer.append(self._tables)
            self._tables = []
        elif tag == "w:tbl":
            if len(self._tables) >= _DEEPEST:
                raise Refused("D106", what="表格套表格", found=f"{len(self._tables) + 1} 层", limit=f"{_DEEPEST} 层")
            self._tables.append(_DocxTable())
        elif tag in ("w:t", "m:t"):
            self._in_text = True
        elif tag in _SIGNS:
            # in w:tabs a tab is a stop, not a character
            if self._paragraphs and self._paragraphs[-1].in_run:
                self._say(_SIGNS[tag])
        elif self._tables and tag in _TABLE_TAGS:
            self._in_table(tag, attributes)
        elif self._paragraphs:
            self._paragraphs[-1].settle(tag, attributes)

    def _in_table(self, tag: str, attributes: Mapping[str, str]) -> None:
        table = self._tables[-1]
        if tag == "w:tr":
            table.rows.append([])
            table.column = 1
        elif tag == "w:gridBefore":
            table.column += min(whole(attributes.get("w:val")), _MOST_COLUMNS)
        elif tag == "w:tc" and table.rows:
            table.cell = _Cell(table.column)
            table.rows[-1].append(table.cell)
        elif table.cell is None:
            return
        elif tag == "w:gridSpan":
            table.cell.span = max(1, whole(attributes.get("w:val"), 1))
        elif tag == "w:vMerge":
            table.cell.merge = "restart" if attributes.get("w:val") == "restart" else "continue"

    def end(self, tag: str) -> None:
        if self._unseen:
            self._unseen -= 1
        elif tag in ("w:t", "m:t"):
            self._in_text = False
        elif tag == "w:r" and self._paragraphs:
            self._paragraphs[-1].end_run()
        elif tag == "w:p" and self._paragraphs:
            self._end_paragraph(self._paragraphs.pop())
        elif tag == "w:txbxContent" and self._outer:
            self._tables = self._outer.pop()
        elif tag == "w:tc" and self._tables and (cell := self._tables[-1].cell) is not None:
            self._end_cell(self._tables[-1], cell)
        elif tag == "w:tbl" and self._tables:
            self._end_table(self._tables.pop().finished())

    def text(self, found: str) -> None:
        if self._in_text and not self._unseen:
            self._say(found)

    def _say(self, text: str) -> None:
        if self._paragraphs:
            self._paragraphs[-1].say(text)

    def _end_paragraph(self, done: _Open) -> None:
        style = self._styles.get(done.style, StyleOf())
        number = self._numbering.next(style.number if done.number is None else done.number)
        text = number + done.shown
        paragraph = Paragraph(text, number, done.heading or style.heading, bool(self._outer), done.struck)
        if self._outer:
            self._boxed.append(paragraph)
        elif self._tables and self._tables[-1].cell is not None:
            self._tables[-1].cell.lines += [text, *(boxed.text for boxed in self._boxed)]
            self._boxed.clear()
        else:
            self.blocks += [paragraph, *self._boxed]
            self._boxed.clear()

    def _end_cell(self, table: _DocxTable, cell: _Cell) -> None:
        table.column = cell.column + cell.span
        table.cell = None
        self._cells += cell.span
        if table.column > _MOST_COLUMNS:
            raise Refused("D106", what="表格的列", found=f"{table.column - 1} 列", limit=f"{_MOST_COLUMNS} 列")
        if self._cells > self._limits.cells:
            raise Refused("D106", what="表格的单元格", found=f"{self._cells} 格", limit=f"{self._limits.cells} 格")

    def _end_table(self, table: WordTable) -> None:
        """A table within a cell, or in a text box, is read as lines."""
        lines = ["　".join(text for text in row if text) for row in table.rows]
        if self._outer and not self._tables:
            self._boxed += [Paragraph(line, boxed=True) for line in lines if line]
        elif self._tables and (cell := self._tables[-1].cell) is not None:
            cell.lines += lines
        else:
            self.blocks.append(table)


_TABLE_TAGS = frozenset({"w:tr", "w:gridBefore", "w:tc", "w:gridSpan", "w:vMerge"})


class _Open:
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
