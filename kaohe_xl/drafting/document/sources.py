"""The office's text in any form it may have: Word, a sheet, plain text, pasted lines; .doc and .pdf by LibreOffice."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from kaohe_xl.base.finding import Finding
from kaohe_xl.base.grid import Book, Grid
from kaohe_xl.base.place import Place
from kaohe_xl.messages import finding
from kaohe_xl.reading.delimited import decode
from kaohe_xl.reading.docx import BodyElement, Paragraph, WordTable, read_docx
from kaohe_xl.reading.limits import Limits, Refused, amount
from kaohe_xl.reading.office import ConversionError, NoOfficeError, converted
from kaohe_xl.reading.read import UnreadableError, read_book

PASTED = "粘贴的文字"
_WORD, _TEXT, _CONVERTED = (
    (".docx", ".docm", ".dotx"),
    (".txt", ".md", ".text"),
    (".doc", ".wps", ".rtf", ".odt", ".pdf"),
)
_PDF = ".pdf"
_OLD_WORD = b"\xd0\xcf\x11\xe0"
_MARKDOWN_RULE = re.compile(r"^[\s|:\-]+$")


class Labelled(NamedTuple):
    """A block and what it is called: 第3段, 表1, 工作表“细则”."""

    block: BodyElement
    label: str


def read_source(path: Path) -> tuple[list[Labelled], list[Finding]]:
    """The blocks of a file. Nothing and a finding where it cannot be read."""
    place = Place(path.name)
    try:
        data = path.read_bytes()
        limits = Limits()
        if len(data) > limits.file:
            raise Refused("D106", what="文件", found=amount(len(data)), limit=amount(limits.file))
        notes = [finding("R187", place)] if data.startswith(b"%PDF") else []
        return _read(path, data), notes
    except Refused as refused:
        return [], [finding(refused.code, place, **refused.details)]
    except UnreadableError as error:
        return [], [error.finding]
    except NoOfficeError:
        return [], [finding("R182", place, suffix=path.suffix.lower())]
    except ConversionError as error:
        return [], [finding("R183", place, problem=str(error))]
    except OSError as error:
        return [], [finding("R181", place, name=path.name, problem=error.strerror or str(error))]


def _read(path: Path, data: bytes) -> list[Labelled]:
    suffix = path.suffix.lower()
    if suffix in _WORD and data.startswith(b"PK"):
        return labelled(read_docx(data))
    if suffix in _CONVERTED or (suffix in _WORD and data.startswith(_OLD_WORD)):
        reader = "writer_pdf_import" if suffix == _PDF else ""
        return labelled(read_docx(converted(data, suffix if suffix in _CONVERTED else ".doc", "docx", reader)))
    if suffix in _TEXT:
        return from_text(decode(data))
    return from_book(read_book(path))


def labelled(blocks: Iterable[BodyElement]) -> list[Labelled]:
    """Paragraphs that say something, and tables, each with its name."""
    found: list[Labelled] = []
    paragraphs = tables = 0
    for block in blocks:
        if isinstance(block, WordTable):
            tables += 1
            found.append(Labelled(block, f"表{tables}"))
        elif block.text.strip():
            for line in block.text.splitlines():  # a line break within a paragraph reads like its end
                if line.strip():
                    paragraphs += 1
                    found.append(Labelled(block._replace(text=line.strip()), f"第{paragraphs}段"))
    return found


def from_text(text: str) -> list[Labelled]:
    """Lines as paragraphs; lines with | or tabs, as they are pasted from a sheet, as a table."""
    blocks: list[BodyElement] = []
    rows: list[list[str]] = []
    for line in [*text.splitlines(), ""]:
        cells = _table_cells(line)
        if cells:
            rows.append(cells)
            continue
        if rows:
            blocks.append(_from_rows(rows))
            rows = []
        if line.strip() and not (line.strip().startswith("|") and _MARKDOWN_RULE.match(line)):
            head = re.match(r"^(#{1,6})\s+", line)
            blocks.append(Paragraph(line.strip().lstrip("# "), level=len(head[1]) if head else 0))
        elif rows:
            blocks.append(_from_rows(rows))
    return labelled(blocks)


def _table_cells(line: str) -> list[str]:
    bare = line.strip()
    if bare.startswith("|") and bare.endswith("|") and len(bare) > 1:
        return [] if _MARKDOWN_RULE.match(bare) else [cell.strip() for cell in bare[1:-1].split("|")]
    return [cell.strip() for cell in line.split("\t")] if line.count("\t") >= 1 and bare else []


def _from_rows(rows: list[list[str]]) -> WordTable:
    return WordTable([list(row) for row in rows])


def from_book(book: Book) -> list[Labelled]:
    """Each visible sheet as a table; a line above its table that is merged or alone is a paragraph."""
    found: list[Labelled] = []
    for grid in book.grids:
        if not grid.hidden and len(grid.rows):
            found += _from_grid(grid)
    return found


def _from_grid(grid: Grid) -> list[Labelled]:
    rows = [[cell.text if cell.text != cell.value else str(cell.value) for cell in row] for row in grid.rows]
    found: list[Labelled] = []
    for number, row in enumerate(rows, 1):
        filled = [text for text in row if text]
        if len(filled) > 1:
            break
        if filled:
            found.append(Labelled(Paragraph(filled[0]), f"“{grid.name}”第{number}行"))
            rows[number - 1] = []
    merges = [
        (merge.first_row, merge.first_column, merge.last_row, merge.last_column)
        for merge in grid.merges
        if merge.last_row <= len(rows) and rows[merge.first_row - 1]
    ]
    return [*found, Labelled(WordTable(rows, merges), f"“{grid.name}”")]
