"""A Word document (.docx) as a person reads it: its paragraphs and tables in order. Expat only: nothing is executed.

Tables are walked by w:tc, gridSpan and vMerge as they stand in the file. Deleted text of tracked changes, hidden text,
field instructions, notes and comments are not what a reader sees and do not come out.
"""

from __future__ import annotations

from collections.abc import Mapping

from kaohe_xl.reading.docx_blocks import BodyElement as BodyElement
from kaohe_xl.reading.docx_blocks import OpenCell, OpenParagraph, OpenTable
from kaohe_xl.reading.docx_blocks import Paragraph as Paragraph
from kaohe_xl.reading.docx_blocks import WordTable as WordTable
from kaohe_xl.reading.limits import Limits, Refused
from kaohe_xl.reading.numbered import Numbering, StyleOf, read_styles, whole
from kaohe_xl.reading.package import Package, check_package, open_zip
from kaohe_xl.reading.xml import parse_xml

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
_TABLE_TAGS = frozenset({"w:tr", "w:gridBefore", "w:tc", "w:gridSpan", "w:vMerge"})
_SIGNS = {"w:tab": "\t", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "-"}


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


class _DocxReader:
    """Follows the elements of the document part."""

    def __init__(self, styles: Mapping[str, StyleOf], numbering: Numbering, limits: Limits) -> None:
        self.blocks: list[BodyElement] = []
        self._styles, self._numbering, self._limits = styles, numbering, limits
        self._tables: list[OpenTable] = []
        self._paragraphs: list[OpenParagraph] = []  # a text box holds paragraphs inside one
        self._outer: list[list[OpenTable]] = []  # tables around a text box
        self._boxed: list[Paragraph] = []
        self._unseen = 0
        self._in_text = False
        self._cells = 0
        self._row_settings = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if self._unseen or tag in _UNSEEN:
            self._unseen += 1
        elif tag == "w:p":
            self._paragraphs.append(OpenParagraph())
        elif tag == "w:txbxContent":
            self._outer.append(self._tables)
            self._tables = []
        elif tag == "w:tbl":
            if len(self._tables) >= _DEEPEST:
                raise Refused("D106", what="表格套表格", found=f"{len(self._tables) + 1} 层", limit=f"{_DEEPEST} 层")
            self._tables.append(OpenTable())
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
            table.cell = OpenCell(table.column)
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

    def _end_paragraph(self, done: OpenParagraph) -> None:
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

    def _end_cell(self, table: OpenTable, cell: OpenCell) -> None:
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
