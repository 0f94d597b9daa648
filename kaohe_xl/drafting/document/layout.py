"""Blocks of the office's document to indicators, sums, units and loose articles."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kaohe_xl.base.text import trim
from kaohe_xl.drafting.document.document import Declared, Document, Passage
from kaohe_xl.drafting.document.headings import UNIT_LIST, YEAR, declared_total, numbered
from kaohe_xl.drafting.document.prose_layout import read_prose
from kaohe_xl.drafting.document.sources import Labelled
from kaohe_xl.drafting.document.table_layout import TableColumns, read_table
from kaohe_xl.reading.docx import Paragraph, WordTable

_TITLE = 60  # characters at most
_HOW_MANY = re.compile(r"^[^：:、]{0,6}\d+\s*个[^：:、]{1,8}[：:（(]")
_EVERY = re.compile(r"^(?:各|全|本|所有|全体|辖区|县|区|市)")
_KINDS_OF_TITLE = re.compile(r"考核|细则|办法|方案|评分|责任|目标|标准|评价")


def read_document(blocks: Sequence[Labelled]) -> Document:
    """What the document says, before any clause is read."""
    document = Document()
    paragraphs: list[Passage] = []
    layout: TableColumns | None = None
    for block, label in blocks:
        if isinstance(block, WordTable):
            read_prose(document, paragraphs)
            paragraphs = []
            layout = read_table(document, block, label, layout) or layout
        else:
            _paragraph(document, block, label, paragraphs)
    read_prose(document, paragraphs)
    if not document.title:
        document.title = ""
    return document


def _paragraph(document: Document, paragraph: Paragraph, label: str, paragraphs: list[Passage]) -> None:
    text = trim(paragraph.text)
    if document.year is None and (year := YEAR.search(text)):
        document.year = int(year[1])
    if not document.title and _is_title(text):
        issued = re.search(r"印发《(.+?)》", text)
        document.title = issued[1] if issued else text
        return
    bare = numbered(text).text
    heading = bool(paragraphs) and bool(UNIT_LIST.fullmatch(numbered(paragraphs[-1].text).text))
    if (heading or UNIT_LIST.match(bare)) and _units(document, _HOW_MANY.sub("", UNIT_LIST.sub("", bare)), label):
        return
    if not any(not each.section for each in document.declared) and (total := declared_total(text)) is not None:
        document.declared.append(Declared("", total, label))
    paragraphs.append(Passage(text, label))


def _is_title(text: str) -> bool:
    return (
        4 <= len(text) <= _TITLE
        and numbered(text).depth < 0
        and not text.endswith(("。", "；", "：", ":"))
        and bool(_KINDS_OF_TITLE.search(text))
    )


def _units(document: Document, text: str, label: str) -> bool:
    """考核对象：甲镇、乙镇、丙街道. Not 各镇（街道）."""
    names = [trim(name) for name in re.split(r"[、，,；;\s]+", text.partition("。")[0].strip("）)")) if name.strip()]
    if len(names) < 2 or any(_EVERY.match(name) or len(name) > 16 for name in names):
        return False
    document.units, document.units_source = list(dict.fromkeys(names)), label
    return True
