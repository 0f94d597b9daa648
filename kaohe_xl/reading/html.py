"""HTML tables, which reporting systems save under the name .xls: each table as a sheet, text as it is shown."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from kaohe_xl.base.number_format import SHOWN
from kaohe_xl.base.rendering import format_of
from kaohe_xl.reading.css import TextEffects, look_of, rules_in
from kaohe_xl.reading.limits import Limits, Refused
from kaohe_xl.reading.ooxml import is_date_format
from kaohe_xl.reading.packed import CellRange, PackedSheet, Position, from_cells
from kaohe_xl.reading.rich_text import Runs

_BREAKS = ("br", "p", "div", "li")
_MUTED = ("script", "style", "head", "title", "comment", "rt", "rp")  # rt: how a word is spoken
_VOID = ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr")
_BARE = frozenset((*_MUTED, *_VOID, "table", "tr", "td", "th"))  # hold no text of a cell as parts of it
_WIDEST_SPAN = 1000  # as browsers do
_CHUNK = 1 << 16
_MOST_RULES, _DEEPEST = 20_000, 200
_NUMBER = re.compile(r"[-+]?[0-9]{1,300}(?:\.[0-9]*)?(?:[eE][-+]?[0-9]{1,2})?")


def read_html(text: str, limits: Limits) -> list[PackedSheet]:
    """The tables of a page that hold anything; a table inside a cell is text of that cell.

    Raises:
        Refused: no table, cut off, or too big.
    """
    reader = _HtmlReader(limits)
    for start in range(0, len(text), _CHUNK):
        reader.feed(text[start : start + _CHUNK])
    reader.close()
    reader.finish()
    if not reader.sheets:
        raise Refused("D111")
    return reader.sheets


@dataclass
class _HtmlTable:
    """A table being read; ``taken`` holds the places that a rowspan from above covers."""

    cells: dict[Position, Any] = field(default_factory=dict)
    formats: dict[Position, str] = field(default_factory=dict)
    problems: dict[Position, str] = field(default_factory=dict)
    merges: list[CellRange] = field(default_factory=list)
    taken: dict[int, set[int]] = field(default_factory=dict)
    hidden_rows: list[int] = field(default_factory=list)
    row: int = 0
    column: int = 0


class _HtmlReader(HTMLParser):
    def __init__(self, limits: Limits) -> None:
        super().__init__(convert_charrefs=True)
        self.limits = limits
        self.sheets: list[PackedSheet] = []
        self.depth = self.muted = self.used = 0
        self.styling = False
        self.ended = False
        self.table = _HtmlTable()
        self.cell: dict[str, str] | None = None
        self.content = Runs()
        self.rules: dict[str, TextEffects] = {}
        self.open_elements: list[tuple[str, TextEffects]] = []  # the elements that are open inside a cell

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _MUTED:
            self.muted += 1
            self.styling = tag == "style"
        elif tag == "table":
            self.depth += 1
            if self.depth == 1:
                self.table = _HtmlTable()
        elif self.depth == 1 and tag == "tr":
            self._end_cell()
            self.table.row += 1
            self.table.column = 0
            if look_of(tag, _given(attrs), self.rules).hidden:
                self.table.hidden_rows.append(self.table.row)
        elif self.depth == 1 and tag in ("td", "th"):
            self._end_cell()
            self.table.row = max(self.table.row, 1)
            self.cell = _given(attrs)
            self.open_elements = [(tag, look_of(tag, self.cell, self.rules))]
        elif tag in _BREAKS and self.cell is not None and self.content.whole:
            self.content.add("\n")
        if (
            self.cell is not None
            and len(self.open_elements) < _DEEPEST
            and tag not in (*_MUTED, *_VOID, "table", "tr", "td", "th")
        ):
            self.open_elements.append((tag, look_of(tag, _given(attrs), self.rules)))

    def handle_endtag(self, tag: str) -> None:
        if tag in _MUTED:
            self.muted = max(0, self.muted - 1)
            self.styling = False
        elif tag in ("body", "html"):
            self.ended = True
        elif tag == "table" and self.depth:
            self.depth -= 1
            if self.depth == 0:
                self._end_table()
        elif self.depth == 1 and tag in ("td", "th", "tr"):
            self._end_cell()
        elif any(tag == opened for opened, _ in self.open_elements[1:]):  # what was left open inside ends with it
            while self.open_elements.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self.styling and len(self.rules) < _MOST_RULES:
            self.rules.update(rules_in(data))
        if self.cell is not None and not self.muted:
            looks = [look for _, look in self.open_elements]
            if not any(look.hidden for look in looks[1:]):  # of a hidden cell, as of a hidden column, everything counts
                struck, raised = any(look.struck for look in looks), any(look.raised for look in looks[1:])
                self.content.add(data, struck=struck, raised=raised)

    def handle_comment(self, data: str) -> None:
        if self.styling:  # <style><!-- … --></style>, as Excel writes it
            self.handle_data(data)

    def finish(self) -> None:
        """A table may be left open by a careless writer, but not because the page was cut off.

        Raises:
            Refused: it was.
        """
        if self.depth and not self.ended:
            raise Refused("D105", problem="网页不完整，后半截缺失")
        if self.depth:
            self.depth = 0
            self._end_table()

    def _end_table(self) -> None:
        self._end_cell()
        if self.table.cells:
            rows = from_cells(self.table.cells, self.limits)
            name = f"表{len(self.sheets) + 1}"
            if len(self.sheets) >= self.limits.sheets:
                raise Refused("D106", what="表", found=f"超过 {len(self.sheets)} 个", limit=f"{self.limits.sheets} 个")
            table = self.table
            self.sheets.append(
                PackedSheet(
                    name, rows, False, table.merges, table.formats, table.problems, hidden_rows=table.hidden_rows
                )
            )

    def _end_cell(self) -> None:
        if self.cell is None:
            return
        table, attributes = self.table, self.cell
        left, rich, problem = self.content.result()
        shown = (left or "").strip()
        self.cell = None
        self.content.clear()
        self.open_elements.clear()
        column = table.column + 1
        while column in table.taken.get(table.row, ()):
            column += 1
        right, down = _span(attributes.get("colspan", "")), _span(attributes.get("rowspan", ""))
        table.column = column + right - 1
        self.used += right * down
        if self.used > self.limits.cells:
            raise Refused("D106", what="单元格", found=f"超过 {self.used} 个", limit=f"{self.limits.cells} 个")
        for row in range(table.row + 1, table.row + down):
            table.taken.setdefault(row, set()).update(range(column, column + right))
        if right > 1 or down > 1:
            table.merges.append((table.row, column, table.row + down - 1, column + right - 1))
        value, code = _value(shown, attributes) if not (rich or problem) else (shown, "")
        if value != "":
            table.cells[table.row, column] = value
            if code or rich:
                table.formats[table.row, column] = rich or code
        elif problem:
            table.cells[table.row, column] = None
            table.problems[table.row, column] = problem


def _given(attrs: list[tuple[str, str | None]]) -> dict[str, str]:
    return {key: value or "" for key, value in attrs}


def _span(text: str) -> int:
    return min(int(text), _WIDEST_SPAN) if text.isascii() and text.isdigit() and 0 < len(text) < 6 and int(text) else 1


def _value(shown: str, attributes: dict[str, str]) -> tuple[object, str]:
    """The text shown, or the whole number behind a rounded one where Excel (x:num) or LibreOffice (sdval) gives it."""
    code = attributes.get("sdnum", "").split(";", 2)[-1]
    exact = attributes.get("x:num") or attributes.get("sdval") or ""
    if is_date_format(code) or not _NUMBER.fullmatch(exact):
        return shown, ""
    number = float(exact)
    if not shown:  # a number is stored that nobody sees
        return number, SHOWN
    bare = shown.rstrip("%").replace(",", "")
    if not _NUMBER.fullmatch(bare):  # neither a date nor a text
        return shown, ""
    return number, format_of(number, shown)
