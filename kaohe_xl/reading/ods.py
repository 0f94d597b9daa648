"""OpenDocument spreadsheets, read from their content.xml: types say here what number formats say elsewhere."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from kaohe_xl.base.rendering import format_of
from kaohe_xl.reading.limits import Limits, Refused
from kaohe_xl.reading.ooxml import UNCACHED, whole
from kaohe_xl.reading.package import Package
from kaohe_xl.reading.packed import PackedSheet, Position, from_cells
from kaohe_xl.reading.rich_text import Runs
from kaohe_xl.reading.xml import parse_xml

_CALC_EXTENSION = {"urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0": "calcext:"}
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_FEW_ROWS = 10_000  # more of them are the empty rest of a sheet
_RAISED = re.compile(r"super|[1-9]")  # super 58%, 33% 58%; -33% is below the line
_SPACES = re.compile(r"[ \t\r\n]+")


def read_ods(package: Package, limits: Limits) -> list[PackedSheet]:
    """The sheets of an .ods package.

    Raises:
        Refused: encrypted, too big, or broken.
    """
    if "META-INF/manifest.xml" in package.parts and b"encryption-data" in package.read("META-INF/manifest.xml"):
        raise Refused("D103")
    return read_flat_ods("content.xml", package.read("content.xml"), limits)


def read_flat_ods(name: str, data: bytes | str, limits: Limits) -> list[PackedSheet]:
    """The sheets of an OpenDocument content part (or of a flat .fods file).

    Raises:
        Refused: too big or broken.
    """
    reader = _OdsReader(limits)
    parse_xml(name, data, reader.start, reader.end, reader.text, prefixes=_CALC_EXTENSION)
    return reader.sheets


@dataclass
class _OdsReader:
    """Follows the elements of the content part; one sheet at a time."""

    limits: Limits
    sheets: list[PackedSheet] = field(default_factory=list)
    hidden_styles: set[str] = field(default_factory=set)
    struck: set[str] = field(default_factory=set)  # styles that strike text through, and that raise it
    raised: set[str] = field(default_factory=set)
    spans: list[str] = field(default_factory=list)  # styles of the parts of a text that are open
    runs: Runs = field(default_factory=Runs)
    style: str = ""
    cells: dict[Position, Any] = field(default_factory=dict)
    used: int = 0  # cells in all sheets
    row: int = 0
    row_repeat: int = 1
    column: int = 0
    cell: Mapping[str, str] | None = None
    paragraphs: list[str] = field(default_factory=list)
    inside: int = 0  # paragraphs that the text belongs to: 1, or 0 between them
    muted: int = 0  # inside a comment: its text is not the cell's
    depth: int = 0  # tables inside a cell are not sheets

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "style":
            self.style = attributes.get("name", "")
        elif tag == "text-properties" and not self.sheets:
            lined = attributes.get("text-line-through-style", attributes.get("text-line-through-type", "none"))
            if lined != "none":
                self.struck.add(self.style)
            if _RAISED.match(attributes.get("text-position", "")):
                self.raised.add(self.style)
        elif tag == "table-properties" and attributes.get("display") == "false":
            self.hidden_styles.add(self.style)
        elif tag == "table":
            self.depth += 1
            if self.depth == 1:
                self._start_sheet(attributes)
        elif self.depth != 1:
            return
        elif tag == "table-row":
            self.row += 1
            self.row_repeat, self.column = _times(attributes, "number-rows-repeated"), 0
            if attributes.get("visibility", "visible") != "visible" and self.row_repeat < _FEW_ROWS:
                self.sheets[-1].hidden_rows += range(self.row, self.row + self.row_repeat)
        elif tag in ("table-cell", "covered-table-cell"):
            self.cell = attributes
            self.paragraphs.clear()
            self.runs.clear()
            self.spans.clear()
            self.inside = 0
        elif tag == "annotation":
            self.muted += 1
        elif self.cell is not None and not self.muted:
            if tag == "p":
                if self.paragraphs:
                    self.runs.add("\n")
                self.paragraphs.append("")
                self.inside += 1
            elif tag == "span":
                self.spans.append(attributes.get("style-name", ""))
            elif tag == "s" and self.paragraphs:
                self._add(" " * min(_times(attributes, "c"), 1000))
            elif tag in ("tab", "line-break") and self.paragraphs:
                self._add("\t" if tag == "tab" else "\n")

    def text(self, characters: str) -> None:
        if self.inside and not self.muted and self.depth == 1:
            self._add(_SPACES.sub(" ", characters))  # more than one stand as elements of their own

    def _add(self, text: str) -> None:
        self.paragraphs[-1] += text
        named = (self.cell or {}).get("style-name", "")
        struck = any(style in self.struck for style in (named, *self.spans))
        self.runs.add(text, struck=struck, raised=any(style in self.raised for style in self.spans))

    def end(self, tag: str) -> None:
        if tag == "table":
            self.depth -= 1
            if self.depth == 0:
                self.sheets[-1].rows = from_cells(self.cells, self.limits)
        elif self.depth != 1:
            return
        elif tag == "annotation":
            self.muted -= 1
        elif tag == "span" and not self.muted and self.spans:
            self.spans.pop()
        elif tag == "p" and not self.muted:
            self.inside = max(0, self.inside - 1)
        elif tag == "table-row":
            self.row += self.row_repeat - 1
        elif tag in ("table-cell", "covered-table-cell") and self.cell is not None:
            self._end_cell(self.cell)
            self.cell = None

    def _start_sheet(self, attributes: Mapping[str, str]) -> None:
        if len(self.sheets) >= self.limits.sheets:
            raise Refused("D106", what="工作表", found=f"超过 {len(self.sheets)} 张", limit=f"{self.limits.sheets} 张")
        hidden = attributes.get("style-name", "") in self.hidden_styles
        self.sheets.append(PackedSheet(attributes.get("name", ""), [], hidden))
        self.cells = {}
        self.row = 0

    def _end_cell(self, cell: Mapping[str, str]) -> None:
        first = self.column + 1
        repeat = _times(cell, "number-columns-repeated")
        self.column += repeat
        sheet = self.sheets[-1]
        value, problem = _value(cell, "\n".join(self.paragraphs))
        left, rich, struck = self.runs.result()
        if struck and not problem:
            value, problem = None, struck
        elif rich and isinstance(value, str):
            value = left
        if value not in (None, "") or problem:
            self.used += repeat * self.row_repeat
            if self.used > self.limits.cells or self.column > _LAST_COLUMN or self.row + self.row_repeat > _LAST_ROW:
                raise Refused("D106", what="有内容的单元格", found=f"{self.used} 个", limit=f"{self.limits.cells} 个")
            code = rich or _format(cell, value, "\n".join(self.paragraphs).strip())
            for row in range(self.row, self.row + self.row_repeat):
                for column in range(first, first + repeat):
                    self.cells[row, column] = value
                    if problem:
                        sheet.problems[row, column] = problem
                    if code:
                        sheet.formats[row, column] = code
        down, right = _times(cell, "number-rows-spanned"), _times(cell, "number-columns-spanned")
        if down > 1 or right > 1:
            sheet.merges.append((self.row, first, self.row + down - 1, first + right - 1))


def _format(cell: Mapping[str, str], value: object, shown: str) -> str:
    """Under which format a number is shown so; empty: as it is stored."""
    kind = cell.get("value-type", "")
    if kind not in ("float", "percentage", "currency") or not isinstance(value, float):
        return ""
    if not shown and "formula" not in cell and not cell.get("style-name"):  # written by a program without the text
        return "0.00%" if kind == "percentage" else ""
    code = format_of(value, shown)
    return "" if code == "0" and value.is_integer() else code


def _times(attributes: Mapping[str, str], name: str) -> int:
    return max(1, whole(attributes[name])) if name in attributes else 1


def _value(cell: Mapping[str, str], shown: str) -> tuple[object, str]:
    """A cell's value, and what is wrong with it."""
    kind = cell.get("value-type", "")
    if cell.get("calcext:value-type") == "error" or (kind == "string" and "formula" in cell and shown.startswith("#")):
        return None, shown or "#VALUE!"
    if kind in ("float", "percentage", "currency"):
        return _number(cell.get("value", ""))
    if kind == "boolean":
        return cell.get("boolean-value") == "true", ""
    if kind == "date":
        return _moment(cell.get("date-value", ""))
    if not kind and "formula" in cell:
        return None, UNCACHED
    # a time of day as it is shown: the file holds a duration, which may be either
    return (cell.get("string-value", shown) if kind == "string" else shown), ""


def _number(text: str) -> tuple[object, str]:
    try:
        return float(text), ""
    except ValueError:
        return None, f"数值不对：{text[:20]}"


def _moment(text: str) -> tuple[object, str]:
    try:
        return datetime.fromisoformat(text), ""
    except ValueError:
        return None, f"日期不对：{text[:20]}"
