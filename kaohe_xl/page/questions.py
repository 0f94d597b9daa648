"""What a draft left open, as 起草说明 lists it, with the rows that it is about: so that each is settled in one form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kaohe_xl.base.grid import Book, Grid
from kaohe_xl.base.text import fold
from kaohe_xl.drafting.draft import ABOUT, LEFT_OUT, MEANS, QUESTIONS, SOURCE, SURE
from kaohe_xl.scheme.tables import UNITS, spec_of

NOT_ASKED = (SURE, SOURCE, MEANS)  # columns that the draft wrote for the reader
LIST = UNITS.sheet  # is answered with a list of names


@dataclass(frozen=True)
class QuestionRow:
    """A row of the sheet. ``cells``: column → text; ``at``: column → its number in the sheet."""

    row: int
    cells: Mapping[str, str]
    at: Mapping[str, int]


@dataclass(frozen=True)
class OpenQuestion:
    """``settled``: every row that it is about has lost its 可信."""

    number: int
    place: str
    text: str
    source: str
    sheet: str
    lines: Sequence[QuestionRow]

    @property
    def settled(self) -> bool:
        return bool(self.lines) and not any(line.cells.get(SURE) for line in self.lines)


def questions(book: Book) -> Sequence[OpenQuestion]:
    """All of them in the order in which they should be settled; none where the scheme was not drafted."""
    grid = book.find(ABOUT)
    if grid is None:
        return []
    rows = [[cell.text for cell in row] for row in grid.rows]
    start = next((at for at, row in enumerate(rows) if QUESTIONS in row), len(rows))
    end = next((at for at, row in enumerate(rows) if LEFT_OUT in row), len(rows))
    asked = [[*row, "", "", ""] for row in rows[start + 1 : end] if row and row[0].isdigit()]
    return [_question(book, row) for row in asked]


def _question(book: Book, row: Sequence[str]) -> OpenQuestion:
    sheet, _, key = row[1].partition(" ")
    grid = book.find(sheet)
    return OpenQuestion(int(row[0]), row[1], row[2], row[3], sheet, _lines(grid, key) if grid is not None else [])


def _lines(grid: Grid, key: str) -> list[QuestionRow]:
    """Rows whose first column is ``key``, also where it is only written over the first of them; all without a key."""
    spec = spec_of(grid.name)
    table = spec.table_in(grid) if spec is not None else None
    if spec is None or table is None:
        return []
    first = next((name for name in spec.columns if name in table.columns), "")
    # columns that only a draft has stand in the header too
    head = {cell.text: number for number, cell in enumerate(grid.rows[table.header_row - 1], 1) if cell.text}
    lines, last = [], ""
    for row in table:
        last = row.text(first) or last
        if not key or fold(last) == fold(key):
            cells = {name: grid.cell(row.number, number).text for name, number in head.items()}
            lines.append(QuestionRow(row.number, cells, head))
    return lines


def answer(question: OpenQuestion, form: Mapping[str, str]) -> dict[tuple[int, int], str]:
    """Cells to be written: what was entered, and 可信 cleared, since somebody has looked."""
    cells: dict[tuple[int, int], str] = {}
    if question.sheet == LIST:
        return _listed(question, form.get("names", ""))
    for line in question.lines:
        entered = {name: form.get(f"{line.row} {name}", text).strip() for name, text in line.cells.items()}
        changed = {
            (line.row, line.at[name]): text
            for name, text in entered.items()
            if name not in NOT_ASKED and text != line.cells[name]
        }
        settled = (SURE, MEANS) if changed else (SURE,)  # 照此计算 says what the old cells do
        cells |= changed | {(line.row, line.at[name]): "" for name in settled if name in line.at}
    return cells


def _listed(question: OpenQuestion, names: str) -> dict[tuple[int, int], str]:
    """单位名称，分组 a line: over the rows that stood there, and on below them; what stood there is cleared."""
    entered = [line.replace(",", "，").replace("\t", "，").split("，") for line in names.splitlines() if line.strip()]
    first = question.lines[0]
    cells: dict[tuple[int, int], str] = {}
    for line in question.lines:
        cells |= {(line.row, number): "" for name, number in line.at.items() if line.cells.get(name)}
    for number, (name, *rest) in enumerate(entered):
        cells[first.row + number, first.at["单位名称"]] = name.strip()
        if rest and "分组" in first.at:
            cells[first.row + number, first.at["分组"]] = rest[0].strip()
    return cells
