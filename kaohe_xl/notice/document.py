"""A notice's text → a document: title, addressee, headings, paragraphs, tables, signature. No Word, no Excel.

The text is what a clerk would type: 标题：文号：主送：附件：落款：日期：抄送：each at the start of a line, 一、（一）1.
（1）before headings, ``| a | b |`` for a row of a table; everything else is a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum


class BlockKind(Enum):
    """What a block of the text is."""

    PARAGRAPH = "段落"
    HEADING_1 = "一、"
    HEADING_2 = "（一）"
    HEADING_3 = "1."
    HEADING_4 = "（1）"
    TABLE = "表格"


@dataclass(frozen=True)
class LetterBlock:
    """A paragraph or heading (``text``), or a table (``rows``, the first is its header)."""

    kind: BlockKind
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class OfficialLetter:
    """One official letter."""

    title: str
    number: str = ""  # 发文字号
    addressee: str = ""  # 主送机关, with its colon
    blocks: tuple[LetterBlock, ...] = ()
    attachments: tuple[str, ...] = ()
    signer: str = ""  # 发文机关署名
    date: str = ""  # 成文日期
    copies: str = ""  # 抄送机关

    @property
    def paragraphs(self) -> list[str]:
        return [block.text for block in self.blocks if block.kind is not BlockKind.TABLE]


_FIELDS = ("标题", "文号", "主送", "附件", "落款", "日期", "抄送")
_FIELD = re.compile(rf"({'|'.join(_FIELDS)})[：:]\s*(.*)")
_HEADINGS = (
    (BlockKind.HEADING_1, re.compile(r"[一二三四五六七八九十]+、")),
    (BlockKind.HEADING_2, re.compile(r"（[一二三四五六七八九十]+）")),
    (BlockKind.HEADING_3, re.compile(r"\d+[.．](?!\d)")),
    (BlockKind.HEADING_4, re.compile(r"（\d+）")),
)
_RULE = re.compile(r"\|[\s:|-]+\|?")


def parse_document(text: str) -> OfficialLetter:
    """Read a rendered template. Fields may stand anywhere, each at the start of a line; the last of a kind counts.

    附件 may come several times. A text without ``标题：`` takes its first line as the title.
    """
    fields: dict[str, str] = {}
    attachments: list[str] = []
    blocks: list[LetterBlock] = []
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
                blocks.append(LetterBlock(_kind(line), line))
        elif field[1] == "附件":
            attachments += [field[2]] if field[2] else []
        else:
            fields[field[1]] = field[2]
    if table:
        blocks.append(_table(table))
    title = fields.get("标题", "")
    if not title and blocks and blocks[0].kind is not BlockKind.TABLE:
        title = blocks.pop(0).text
    return OfficialLetter(
        title=title,
        number=fields.get("文号", ""),
        addressee=_with_colon(fields.get("主送", "")),
        blocks=tuple(blocks),
        attachments=tuple(attachments),
        signer=fields.get("落款", ""),
        date=fields.get("日期", ""),
        copies=fields.get("抄送", ""),
    )


def _kind(line: str) -> BlockKind:
    return next((kind for kind, start in _HEADINGS if start.match(line)), BlockKind.PARAGRAPH)


def _table(rows: Sequence[tuple[str, ...]]) -> LetterBlock:
    """Rows made equally long, so that none loses a cell."""
    width = max(len(row) for row in rows)
    return LetterBlock(BlockKind.TABLE, rows=tuple((*row, *[""] * (width - len(row))) for row in rows))


def _with_colon(addressee: str) -> str:
    return f"{addressee.rstrip('：:')}：" if addressee else ""
