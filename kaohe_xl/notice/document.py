"""A notice's text → a document: title, addressee, headings, paragraphs, tables, signature. No Word, no Excel.

The text is what a clerk would type: 标题：文号：主送：附件：落款：日期：抄送：each at the start of a line, 一、（一）1.
（1）before headings, ``| a | b |`` for a row of a table; everything else is a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """What a block of the text is."""

    PARAGRAPH = "段落"
    HEADING_1 = "一、"
    HEADING_2 = "（一）"
    HEADING_3 = "1."
    HEADING_4 = "（1）"
    TABLE = "表格"


@dataclass(frozen=True)
class Block:
    """A paragraph or heading (``text``), or a table (``rows``, the first is its header)."""

    kind: Kind
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Document:
    """One official letter."""

    title: str
    number: str = ""  # 发文字号
    addressee: str = ""  # 主送机关, with its colon
    blocks: tuple[Block, ...] = ()
    attachments: tuple[str, ...] = ()
    signer: str = ""  # 发文机关署名
    date: str = ""  # 成文日期
    copies: str = ""  # 抄送机关

    @property
    def paragraphs(self) -> list[str]:
        return [block.text for block in self.blocks if block.kind is not Kind.TABLE]


_FIELDS = ("标题", "文号", "主送", "附件", "落款", "日期", "抄送")
_FIELD = re.compile(rf"({'|'.join(_FIELDS)})[：:]\s*(.*)")
_HEADINGS = (
    (Kind.HEADING_1, re.compile(r"[一二三四五六七八九十]+、")),
    (Kind.HEADING_2, re.compile(r"（[一二三四五六七八九十]+）")),
    (Kind.HEADING_3, re.compile(r"\d+[.．](?!\d)")),
    (Kind.HEADING_4, re.compile(r"（\d+）")),
)
_RULE = re.compile(r"\|[\s:|-]+\|?")


def parse_document(text: str) -> Document:
    """Read a rendered template. Fields may stand anywhere, each at the start of a line; the last of a kind counts.

    附件 may come several times. A text without ``标题：`` takes its first line as the title.
    """
    fields: dict[str, str] = {}
    attachments: list[str] = []
    blocks: list[Block] = []
    table: list[tuple[str, ...]] = []
    for line in (raw.strip() for raw in text.splitlines()):
        if line.startswith("|"):
            if not _RULE.fullmatch(line):
                table.append(tuple(cell.strip() for cell in line.strip("|").split("|")))
            continue
        if table:
            blocks.append(_table(table))
            table = []
        field = _FIELD.fullmatch(line)
        if field is None:
            if line:
                blocks.append(Block(_kind(line), line))
        elif field[1] == "附件":
            attachments += [field[2]] if field[2] else []
        else:
            fields[field[1]] = field[2]
    if table:
        blocks.append(_table(table))
    title = fields.get("标题", "")
    if not title and blocks and blocks[0].kind is not Kind.TABLE:
        title = blocks.pop(0).text
    return Document(
        title=title,
        number=fields.get("文号", ""),
        addressee=_with_colon(fields.get("主送", "")),
        blocks=tuple(blocks),
        attachments=tuple(attachments),
        signer=fields.get("落款", ""),
        date=fields.get("日期", ""),
        copies=fields.get("抄送", ""),
    )


def _kind(line: str) -> Kind:
    return next((kind for kind, start in _HEADINGS if start.match(line)), Kind.PARAGRAPH)


def _table(rows: Sequence[tuple[str, ...]]) -> Block:
    """Rows made equally long, so that none loses a cell."""
    width = max(len(row) for row in rows)
    return Block(Kind.TABLE, rows=tuple((*row, *[""] * (width - len(row))) for row in rows))


def _with_colon(addressee: str) -> str:
    return f"{addressee.rstrip('：:')}：" if addressee else ""
