"""XML Spreadsheet 2003, the XML that old Excel and many reporting systems save under the name .xls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from kaohe_xl.base.number_format import alters_text
from kaohe_xl.reading.limits import Limits, Refused
from kaohe_xl.reading.ooxml import GENERAL, UNCACHED, date_problem, is_date_format, whole
from kaohe_xl.reading.packed import PackedSheet, Position, from_cells
from kaohe_xl.reading.rich_text import Runs
from kaohe_xl.reading.xml import parse_xml

_NAMED_FORMATS = {"Percent": "0.00%", "Fixed": "0.00", "Standard": "#,##0.00", "General Number": GENERAL}


def read_spreadsheetml(name: str, text: str, limits: Limits) -> list[PackedSheet]:
    """The sheets of an XML Spreadsheet 2003 document.

    Raises:
        Refused: too big or broken.
    """
    reader = _SpreadsheetMLReader(limits)
    parse_xml(name, text, reader.start, reader.end, reader.text)
    return reader.sheets


@dataclass
class _SpreadsheetMLReader:
    """Follows the elements; one sheet at a time."""

    limits: Limits
    sheets: list[PackedSheet] = field(default_factory=list)
    formats: dict[str, str] = field(default_factory=dict)  # style → number format
    style: str = ""
    cells: dict[Position, Any] = field(default_factory=dict)
    used: int = 0
    row: int = 0
    column: int = 0
    across: int = 0  # columns that the last cell covers beyond its own
    cell: Mapping[str, str] | None = None
    kind: str = ""
    content: list[str] = field(default_factory=list)
    inside: bool = False  # a cell's data; a comment has data of its own, which is not the cell's
    visible: bool = False
    commented: int = 0
    struck: set[str] = field(default_factory=set)  # styles that strike text through
    open_elements: list[str] = field(default_factory=list)  # open elements that strike text through or raise it
    runs: Runs = field(default_factory=Runs)

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "Style":
            self.style = attributes.get("ID", "")
            # a style made from another one has its format until it says otherwise
            self.formats[self.style] = self.formats.get(attributes.get("Parent", ""), GENERAL)
            if attributes.get("Parent", "") in self.struck:
                self.struck.add(self.style)
        elif tag == "Font" and not self.sheets:
            if attributes.get("StrikeThrough") == "1":
                self.struck.add(self.style)
        elif tag == "NumberFormat":
            code = attributes.get("Format", GENERAL)
            self.formats[self.style] = _NAMED_FORMATS.get(code, code)
        elif tag == "Worksheet":
            if len(self.sheets) >= self.limits.sheets:
                raise Refused(
                    "D106", what="工作表", found=f"超过 {len(self.sheets)} 张", limit=f"{self.limits.sheets} 张"
                )
            self.sheets.append(PackedSheet(attributes.get("Name", ""), []))
            self.cells, self.row = {}, 0
        elif not self.sheets:
            return
        elif tag == "Visible":
            self.visible = True
            self.content.clear()
        elif tag == "Row":
            self.row = whole(attributes["Index"]) if "Index" in attributes else self.row + 1
            self.column = self.across = 0
            if attributes.get("Hidden") == "1":
                self.sheets[-1].hidden_rows.append(self.row)
        elif tag == "Cell":
            self.column = whole(attributes["Index"]) if "Index" in attributes else self.column + 1 + self.across
            self.across = whole(attributes.get("MergeAcross", "0"))
            self.cell, self.kind = attributes, ""
            self.content.clear()
            self.runs.clear()
            self.open_elements.clear()
        elif tag == "Comment":
            self.commented += 1
        elif tag == "Data" and self.cell is not None and not self.commented:
            self.kind = attributes.get("Type", "String")
            self.inside = True
        elif self.inside and tag in ("S", "Sup"):
            self.open_elements.append(tag)

    def text(self, characters: str) -> None:
        if self.inside or self.visible:
            self.content.append(characters)
        if self.inside:
            struck = "S" in self.open_elements or (self.cell or {}).get("StyleID", "") in self.struck
            self.runs.add(characters, struck=struck, raised="Sup" in self.open_elements)

    def end(self, tag: str) -> None:
        if tag == "Comment":
            self.commented -= 1
        elif tag == "Data" and not self.commented:
            self.inside = False
        elif self.open_elements and tag == self.open_elements[-1]:
            self.open_elements.pop()
        elif tag == "Worksheet" and self.sheets:
            self.sheets[-1].rows = from_cells(self.cells, self.limits)
        elif tag == "Visible" and self.sheets:
            self.visible = False
            self.sheets[-1].hidden = self.sheets[-1].hidden or "".join(self.content).strip().startswith("SheetHidden")
        elif tag == "Cell" and self.cell is not None:
            self._end_cell(self.cell)
            self.cell, self.kind = None, ""

    def _end_cell(self, cell: Mapping[str, str]) -> None:
        sheet, position = self.sheets[-1], (self.row, self.column)
        down = whole(cell.get("MergeDown", "0"))
        if down or self.across:
            sheet.merges.append((*position, self.row + down, self.column + self.across))
        shown = "".join(self.content)
        code = self.formats.get(cell.get("StyleID", ""), GENERAL)
        value, problem = _value(self.kind, shown, code)
        if not self.kind and "Formula" in cell:
            problem = UNCACHED
        left, rich, struck = self.runs.result()
        if struck and not problem:
            value, problem = None, struck
        elif rich and isinstance(value, str):
            value = left
        if value is None and not problem:
            return
        self.used += 1
        if self.used > self.limits.cells:
            raise Refused("D106", what="有内容的单元格", found=f"超过 {self.used} 个", limit=f"{self.limits.cells} 个")
        self.cells[position] = value
        if problem:
            sheet.problems[position] = problem
        elif rich:
            sheet.formats[position] = rich
        elif (self.kind == "Number" and code != GENERAL) or (self.kind == "String" and alters_text(code)):
            sheet.formats[position] = code


def _value(kind: str, shown: str, code: str) -> tuple[object, str]:
    """A cell's value, and what is wrong with it."""
    if kind == "Number":
        try:
            number = float(shown)
        except ValueError:
            return None, f"数值不对：{shown[:20]}"
        problem = date_problem(shown) if is_date_format(code) else ""
        return (None, problem) if problem else (number, "")
    if kind == "Error":
        return None, shown or "#VALUE!"
    if kind == "Boolean":
        return shown.strip() == "1", ""
    if kind == "DateTime":
        try:
            return datetime.fromisoformat(shown.strip()), ""
        except ValueError:
            return None, f"日期不对：{shown[:20]}"
    return shown or None, ""
