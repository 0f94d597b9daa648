"""A returned Word document as sheets: each table with what stands over and under it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from kaohe_xl.reading.docx import BodyElement, Paragraph, WordTable, read_package
from kaohe_xl.reading.limits import Limits, Refused
from kaohe_xl.reading.package import Package
from kaohe_xl.reading.packed import CellRange, PackedSheet

# what is signed under a table; between two tables it belongs to the one above
_FOOT = re.compile("评分人|考评人|审核人|复核人|填表人|填报人|负责人|被考核单位|考核组|日期|注|说明|备注|签字")
_SIGNED = re.compile(r"签字|签名|盖章|年\s+月|^注[:：]|^说明[:：]|^备注[:：]")


def read_word_forms(package: Package, limits: Limits) -> list[PackedSheet]:
    """The tables of a document as sheets 表1, 表2 …, with the paragraphs around each as rows above and below it.

    Raises:
        Refused: no table in it, or no Word document that can be read.
    """
    sheets = forms_of(read_package(package, limits))
    if not sheets:
        raise Refused(
            "D102", kind="Word 文档，里面没有表格", hint="请发送 Excel 或 WPS 表格（.xlsx），或有表格的评分表"
        )
    return sheets


def forms_of(blocks: Iterable[BodyElement]) -> list[PackedSheet]:
    """See :func:`read_word_forms`."""
    tables: list[tuple[list[str], WordTable, list[str]]] = []
    between: list[str] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            between += [block.text] if block.text.strip() else []
            continue
        under, over = _shared(between) if tables else ([], between)
        if tables:
            tables[-1][2].extend(under)
        tables.append((over, block, []))
        between = []
    if tables:
        tables[-1][2].extend(between)
    return [_sheet(f"表{number}", *parts) for number, parts in enumerate(tables, 1)]


def _shared(between: Sequence[str]) -> tuple[list[str], list[str]]:
    """Paragraphs between two tables: those under the first, those over the second."""
    end = 0
    while end < len(between) and _FOOT.match(between[end].strip()) and _SIGNED.search(between[end]):
        end += 1
    return list(between[:end]), list(between[end:])


def _sheet(name: str, over: Sequence[str], table: WordTable, under: Sequence[str]) -> PackedSheet:
    shift = len(over)
    rows = [*([text] for text in over), *(list(row) for row in table.rows), *([text] for text in under)]
    merges: list[CellRange] = [(top + shift, left, below + shift, right) for top, left, below, right in table.merges]
    return PackedSheet(name, [list(row) for row in rows], merges=merges)
