"""A rubric that is a table: which column is what, rows that continue, sections, sums, 续表."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from kaohe_xl.base.text import trim
from kaohe_xl.drafting.document.document import Declared, Document, DraftIndicator, Passage
from kaohe_xl.drafting.document.headings import (
    BONUS,
    PART_TOTAL_ROW,
    SIGNATURE,
    TOTAL_ROW,
    ColumnRole,
    bracketed_mark,
    heading_mark,
    numbered,
    only_mark,
    role_of,
)
from kaohe_xl.drafting.document.merged_cells import MergedCells
from kaohe_xl.reading.docx import WordTable

Roles = dict[int, ColumnRole]
_HEADER_WITHIN = 12  # rows
_OWN_UNIT = re.compile(r"^(?:各|本)")
_GRADE = re.compile("优秀?|良好?|中等?|合格|不合格|称职|不称职|基本称职|基本合格|较?好|一般|较?差|[ABCD]级?")
_LONGEST_HEADER = 24


@dataclass(frozen=True)
class TableColumns:
    """Roles of the columns; ``grades``: columns that stand for a word (优秀) and hold its mark; ``first`` row below."""

    roles: Roles
    grades: dict[int, str]
    first: int
    header: tuple[str, ...]


def read_table(document: Document, table: WordTable, label: str, before: TableColumns | None) -> TableColumns | None:
    """Add what a table says to the document. ``before``: layout of the table that this one may continue.

    Returns its layout; None for a table that is no rubric (what it holds is then kept as loose text).
    """
    cells = MergedCells(table)
    layout = _find_layout(cells)
    if layout is None and _is_unit_list(cells, document, label):
        return None
    if layout is None and before is not None and max(before.roles, default=0) < cells.width:
        layout = TableColumns(before.roles, before.grades, 0, before.header)
    if layout is None:
        for row in range(cells.height):
            line = "　".join(dict.fromkeys(cells.text(row, column) for column in range(cells.width)))
            document.loose.append(Passage(line.strip(), f"{label}第{row + 1}行"))
        return None
    _Rows(document, cells, layout, label).read()
    return layout


def _find_layout(cells: MergedCells) -> TableColumns | None:
    best: tuple[int, int, Roles] | None = None
    for row in range(min(cells.height, _HEADER_WITHIN)):
        roles = _roles(cells, row)
        found = set(roles.values())
        useful = ColumnRole.STANDARD in found or (
            ColumnRole.MARK in found and (ColumnRole.CONTENT in found or ColumnRole.SECTION in found)
        )
        if useful and len(found) >= 2 and (best is None or len(found) > best[0]):
            best = (len(found), row, roles)
    if best is None:
        return None
    _, row, roles = best
    header = tuple(cells.text(row, column) for column in range(cells.width))
    first, grades = row + 1, {}
    second = [column for column in roles if row + 1 < cells.height and cells.head(row + 1, column)[0] == row]
    if second and first < cells.height:  # some header cells go down into a second header row
        grades = _grade_words(cells, row, roles)
        roles = {column: role for column, role in roles.items() if column not in grades}
        while first < cells.height and cells.head(first, second[0])[0] == row:
            first += 1
    return TableColumns(roles, grades, first, header)


def _roles(cells: MergedCells, row: int) -> Roles:
    roles: Roles = {}
    for column in range(cells.width):
        text = cells.text(row, column)
        role = role_of(text) if len(text) <= _LONGEST_HEADER else None
        if role is not None:
            roles[column] = role
    if ColumnRole.CONTENT not in roles.values() and ColumnRole.STANDARD not in roles.values():
        return roles
    if ColumnRole.UNIT in roles.values():  # 镇, 社区 beside a standard: not a list of units
        return {column: role for column, role in roles.items() if role is not ColumnRole.UNIT}
    return roles


def _grade_words(cells: MergedCells, row: int, roles: Roles) -> dict[int, str]:
    """优秀|良好|合格|不合格 below a header that spans them, with marks in the rows."""
    below = {
        column: cells.text(row + 1, column)
        for column in range(cells.width)
        if cells.head(row + 1, column)[0] == row + 1 and cells.text(row + 1, column)
    }
    words = {
        column: word
        for column, word in below.items()
        if roles.get(column) is ColumnRole.STANDARD or (_GRADE.fullmatch(word) and cells.text(row, column) != word)
    }
    if len(words) < 2:
        return {}
    body = [cells.text(line, column) for column in words for line in range(row + 2, cells.height)]
    filled = [text for text in body if text]
    marks = sum(only_mark(text) is not None for text in filled)
    return words if filled and 2 * marks >= len(filled) else {}


def _is_unit_list(cells: MergedCells, document: Document, label: str) -> bool:
    """A table whose column is headed 单位名称 and holds short names."""
    for column in range(cells.width):
        if cells.height > 1 and role_of(cells.text(0, column)) is ColumnRole.UNIT:
            names = [trim(cells.text(row, column)) for row in range(1, cells.height)]
            names = [name for name in dict.fromkeys(names) if name and not TOTAL_ROW.match(name)]
            if names and all(len(name) <= 20 for name in names):
                document.units, document.units_source = names, label
                return True
    return False


class _Rows:
    """Goes down the rows of one table."""

    def __init__(self, document: Document, cells: MergedCells, layout: TableColumns, label: str) -> None:
        self.document, self.cells, self.layout, self.label = document, cells, layout, label
        self.section, self.section_mark = "", None
        self.last: DraftIndicator | None = None
        self.last_heads: tuple[object, object] = (None, None)

    def read(self) -> None:
        for row in range(self.layout.first, self.cells.height):
            self._row(row)

    def _columns(self, role: ColumnRole) -> list[int]:
        return [column for column, known in self.layout.roles.items() if known is role]

    def _texts(self, row: int, role: ColumnRole) -> list[str]:
        """Texts of the columns of a role, each merged block once."""
        heads = dict.fromkeys(self.cells.head(row, column) for column in self._columns(role))
        return [text for text in (self.cells.text(*head) for head in heads) if text]

    def _row(self, row: int) -> None:
        cells, source = self.cells, f"{self.label}第{row + 1}行"
        texts = [cells.text(row, column) for column in range(cells.width)]
        filled = list(dict.fromkeys(text for text in texts if text))
        if not filled or tuple(texts) == self.layout.header or all(role_of(text) for text in filled):
            return
        if SIGNATURE.match(filled[0]):
            self.document.skipped.append((Passage("　".join(filled), source), "签字、续表等行"))
            return
        if total := next((text for text in filled[:3] if TOTAL_ROW.match(text) or PART_TOTAL_ROW.match(text)), ""):
            self._total(row, total, source)
            return
        if len(filled) == 1 and len({cells.head(row, column) for column in range(cells.width)}) == 1:
            self._across(filled[0], source)
            return
        self._indicator(row, source)

    def _total(self, row: int, word: str, source: str) -> None:
        marks = [mark for text in self._texts(row, ColumnRole.MARK) if (mark := only_mark(text)) is not None]
        if marks:
            section = self.section if PART_TOTAL_ROW.match(word) else ""
            self.document.declared.append(Declared(section, marks[0], source))

    def _across(self, text: str, source: str) -> None:
        """A row that is one cell: the name of a section, or a remark."""
        marked = bracketed_mark(numbered(text).text)
        if len(marked.text) > 30 or re.match("注|说明|备注", text) or re.search("[。；，]", marked.text):
            self.document.loose.append(Passage(text, source))
            return
        self.section = marked.text
        if marked.mark is not None:
            self.document.declared.append(Declared(self.section, marked.mark, source))

    def _indicator(self, row: int, source: str) -> None:
        if self._columns(ColumnRole.SECTION) and self._columns(ColumnRole.CONTENT):
            self._new_section(row, source)
        content = "；".join(self._texts(row, ColumnRole.CONTENT)) or "；".join(self._texts(row, ColumnRole.SECTION))
        standards = self._texts(row, ColumnRole.STANDARD)
        mark = self._mark(row)
        heads = (self._head(row, ColumnRole.CONTENT) or self._head(row, ColumnRole.SECTION), self._mark_head(row))
        piece = Passage("\n".join(standards), source)
        title = bracketed_mark(numbered(content).text)
        continues = self.last is not None and (
            (heads[1] is not None and heads[1] == self.last_heads[1])
            or (mark is None and not content)
            or (heads[0] == self.last_heads[0] and mark is None and not self.last.bonus)
        )
        if continues and self.last is not None:
            self.last.pieces.append(piece)
            return
        if mark is None:
            mark = title.mark
        if mark is None and len(standards) == 1 and (told := heading_mark(standards[0])).mark is not None:
            mark, piece = told.mark, Passage(told.text, source)
        entry = DraftIndicator(
            section=self.section,
            title=title.text or content or self.section,
            mark=mark,
            pieces=[piece] if piece.text else [],
            source=source,
            number="".join(self._texts(row, ColumnRole.NUMBER)),
            owner=self._owner(row),
            note="；".join(self._texts(row, ColumnRole.NOTE)),
            bonus=mark is None and bool(BONUS.search(f"{self.section}{content}")),
            grades=self._grades(row),
        )
        if not entry.grades and (ranges := self._ranges(row)):
            entry.pieces.append(Passage(ranges, source))
        if not entry.pieces and not entry.grades and entry.title:
            entry.pieces.append(Passage(content, source))
        self.document.entries.append(entry)
        self.last, self.last_heads = entry, heads

    def _new_section(self, row: int, source: str) -> None:
        """A section column keeps its name until the next; its cell may carry the section's mark."""
        text = "".join(self._texts(row, ColumnRole.SECTION))
        if not text:
            return
        marked = bracketed_mark(numbered(text.replace("\n", "")).text)
        name = trim(marked.text)
        if name != self.section:
            self.section = name
            if marked.mark is not None:
                self.document.declared.append(Declared(name, marked.mark, source))

    def _mark(self, row: int) -> Fraction | None:
        marks = [
            mark for text in self._texts(row, ColumnRole.MARK) if (mark := heading_mark(text).mark or only_mark(text))
        ]
        return marks[-1] if marks else None  # of several (section's and own) the last is the row's

    def _mark_head(self, row: int) -> tuple[int, int] | None:
        """The head of a mark that several rows share."""
        columns = self._columns(ColumnRole.MARK)
        column = columns[-1] if columns else None
        if column is None or not self.cells.tall(row, column) or self._mark(row) is None:
            return None
        return self.cells.head(row, column)

    def _head(self, row: int, role: ColumnRole) -> tuple[int, int] | None:
        columns = self._columns(role)
        return self.cells.head(row, columns[-1]) if columns else None

    def _owner(self, row: int) -> str:
        names = re.split(r"[、,，;；\n/]+", "、".join(self._texts(row, ColumnRole.OWNER)))
        return "、".join(trim(name) for name in names if name.strip() and not _OWN_UNIT.match(name.strip()))

    def _grades(self, row: int) -> tuple[tuple[str, Fraction], ...]:
        found: Sequence[tuple[str, Fraction | None]] = [
            (word, only_mark(self.cells.text(row, column))) for column, word in self.layout.grades.items()
        ]
        return (
            tuple((word, mark) for word, mark in found if mark is not None)
            if all(mark is not None for _, mark in found)
            else ()
        )

    def _ranges(self, row: int) -> str:
        """25-22 under 优秀: no mark that a word stands for, but nothing that may be lost."""
        texts = {word: self.cells.text(row, column) for column, word in self.layout.grades.items()}
        return "；".join(f"{word}：{text}" for word, text in texts.items() if text)
