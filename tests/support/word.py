"""Word files from Markdown tables: ``^`` is merged with the cell above, ``<`` with the one to the left, ``⏎`` ends a
paragraph inside a cell. Lines outside tables are paragraphs."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from docx import Document


def word(text: str) -> bytes:
    """The bytes of a .docx with the paragraphs and tables of ``text`` in order."""
    document = Document()
    rows: list[list[str]] = []
    for line in [*text.splitlines(), ""]:
        bare = line.strip()
        if bare.startswith("|"):
            cells = [cell.strip() for cell in bare.strip("|").split("|")]
            if not all(cell and set(cell) <= set("-: ") for cell in cells):
                rows.append(cells)
            continue
        if rows:
            _table(document, rows)
            rows = []
        if bare:
            document.add_paragraph(bare)
    return bytes_of(document)


def bytes_of(document: Any) -> bytes:
    """A python-docx document as a file."""
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def _table(document: Any, rows: list[list[str]]) -> None:
    width = max(len(row) for row in rows)
    table = document.add_table(len(rows), width)
    table.style = "Table Grid"
    cells = [row.cells for row in table.rows]  # once: table.cell(…) walks the whole table each time
    heads: dict[tuple[int, int], tuple[int, int]] = {}
    corners: dict[tuple[int, int], tuple[int, int]] = {}
    for r, row in enumerate(rows):
        for c in range(width):
            text = row[c] if c < len(row) else ""
            head = heads[r - 1, c] if text == "^" else heads[r, c - 1] if text == "<" else (r, c)
            heads[r, c] = head
            corners[head] = (r, c)
            if head == (r, c):
                _fill(cells[r][c], text)
    for head, corner in corners.items():
        if head != corner:
            cells[head[0]][head[1]].merge(cells[corner[0]][corner[1]])


def _fill(cell: Any, text: str) -> None:
    first, *others = text.split("⏎")
    cell.text = first
    for other in others:
        cell.add_paragraph(other)
