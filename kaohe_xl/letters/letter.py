"""A notice as paragraphs of a Word document: title, 主送, text, tables, 附件, 落款 with room for the seal, 版记.

Paragraphs are written as XML: a letter has hundreds of table cells, and looking every style up by name takes seconds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape

from kaohe_xl.base.text import display_width
from kaohe_xl.letters import gbt9704 as page
from kaohe_xl.notice.document import BlockKind, LetterBlock, OfficialLetter

_FACES = {
    BlockKind.PARAGRAPH: page.TEXT,
    BlockKind.HEADING_1: page.HEADING_1,
    BlockKind.HEADING_2: page.HEADING_2,
    BlockKind.HEADING_3: page.HEADING_3,
    BlockKind.HEADING_4: page.HEADING_4,
}
_TYPE_AREA = page.millimetres(156)
_SEAL_LINES = 2  # empty lines before 署名: with them the seal's upper edge stays within one line of the text
_DATE_INDENT = 4  # characters that 成文日期 keeps from the right
_HALF, _CELL = 7.0, 14.0  # points: half a character of 12 pt, in a wide font; what a cell keeps free
_WRAPPING = 12 * _HALF + _CELL  # points: six characters in a line
_LEFT_FROM = 14  # half characters; longer texts of a table stand left
_KEEP = "<w:keepNext/>"


def letter_xml(letter: OfficialLetter) -> str:
    """The paragraphs and tables of a letter; they name the styles of :mod:`kaohe_xl.letters.gbt9704`."""
    return "".join(_letter(letter))


def _letter(letter: OfficialLetter) -> Iterator[str]:
    if letter.number:
        yield _paragraph(letter.number, page.NUMBER)
        yield from _blank(2)
    for line in balanced(letter.title):
        yield _paragraph(line, page.MAIN_TITLE)
    yield from _blank()
    if letter.addressee:
        yield _paragraph(letter.addressee, page.ADDRESSEE)
    for number, block in enumerate(letter.blocks, 1):
        if block.kind is BlockKind.TABLE:
            yield _table(block)
        else:
            # the signature takes the end of the text with it to the next page
            signed = bool(letter.signer or letter.date) and not letter.attachments
            last = signed and number == len(letter.blocks)
            keep = _KEEP if last or block.kind in (BlockKind.HEADING_1, BlockKind.HEADING_2) else ""
            yield _paragraph(block.text, _FACES[block.kind], keep)
    yield from _attachments(letter.attachments)
    yield from _signature(letter)
    if letter.copies:
        yield from _copies(letter.copies)


_TITLE_ROOM = 40  # half characters of 22 pt in a line
_WORDS = ("考核", "工作", "目标", "结果", "关于", "给予", "通报", "表扬", "决定", "成绩单", "年度")


def balanced(title: str) -> list[str]:
    """A long title in two lines of about the same length, broken before a word; otherwise as it is."""
    if _title_width(title) <= _TITLE_ROOM:
        return [title]
    starts = {match.start() for word in _WORDS for match in re.finditer(word, title)}
    breaks = [at for at in starts if at and max(map(_title_width, (title[:at], title[at:]))) <= _TITLE_ROOM]
    if not breaks:
        return [title]
    best = min(breaks, key=lambda at: (abs(display_width(title[:at]) - display_width(title[at:])), -at))
    return [title[:best], title[best:]]


def _title_width(title: str) -> int:
    """Half characters; word processors leave a quarter of a character on either side of a number or Latin word."""
    return display_width(title) + len(re.findall(r"[!-~]+", title))


def _paragraph(text: str, face: page.ParagraphFormat, before: str = "", after: str = "", run: str = "") -> str:
    """``before`` and ``after``: paragraph properties that stand before and after the borders and spacing."""
    words = f'<w:r>{run}<w:t xml:space="preserve">{escape(text, quote=False)}</w:t></w:r>' if text else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{face.name}"/>{before}{after}</w:pPr>{words}</w:p>'


def _blank(count: int = 1, keep: str = "") -> list[str]:
    return [_paragraph("", page.ADDRESSEE, keep)] * count


def _attachments(names: Sequence[str]) -> Iterator[str]:
    """附件：1.… one line below the text, two characters in; names below each other line up."""
    if names:
        yield from _blank()
    for number, name in enumerate(names, 1):
        label = "附件：" if number == 1 else "　　　"
        yield _paragraph(f"{label}{f'{number}.' if len(names) > 1 else ''}{name}", page.ATTACHMENT)


# -- signature -------------------------------------------------------------------------------------------------------


def signature_indents(signer: str, date: str) -> tuple[float, float]:
    """Characters that 署名 and 成文日期 keep from the right: the date four, the name centred above it."""
    half = (display_width(signer) - display_width(date)) / 4  # half of the difference, in whole characters
    name = max(0.0, _DATE_INDENT - half)
    return name, name + half


def _signature(letter: OfficialLetter) -> Iterator[str]:
    indents = signature_indents(letter.signer, letter.date)
    lines = [pair for pair in zip((letter.signer, letter.date), indents, strict=True) if pair[0]]
    if not lines:
        return
    yield from _blank(_SEAL_LINES, _KEEP)  # the seal must not stand alone on a page
    for number, (text, indent) in enumerate(lines, 1):
        right = round(page.CHARACTER.twips * indent)
        yield _paragraph(text, page.SIGNATURE, _KEEP if number < len(lines) else "", f'<w:ind w:right="{right}"/>')


def _copies(copies: str) -> Iterator[str]:
    """抄送 between two lines, one character in on either side."""
    yield from _blank()
    line = 'w:val="single" w:sz="8" w:space="1" w:color="000000"'
    borders = f"<w:pBdr><w:top {line}/><w:bottom {line}/></w:pBdr>"
    side = round(page.NOTES.twips)
    yield _paragraph(
        f"抄送：{copies.rstrip('。')}。", page.COPIES, borders, f'<w:ind w:left="{side}" w:right="{side}"/>'
    )


# -- tables ----------------------------------------------------------------------------------------------------------


def column_shares(rows: Sequence[Sequence[str]]) -> list[float]:
    """Share of the width for each column: short ones get what they need, long ones share what is left."""
    needs = [max(display_width(text) for text in column) * _HALF + _CELL for column in zip(*rows, strict=True)]
    if sum(needs) > _TYPE_AREA.pt:  # a name of a few words wraps, so that the reasons beside it stay short
        needs = [need if need == max(needs) else min(need, _WRAPPING) for need in needs]
    room, shares = _TYPE_AREA.pt, [0.0] * len(needs)
    for done, column in enumerate(sorted(range(len(needs)), key=needs.__getitem__)):
        shares[column] = min(needs[column], room / (len(needs) - done))
        room -= shares[column]
    return [share / sum(shares) for share in shares]


def _table(block: LetterBlock) -> str:
    """Header repeated on every page, no row broken across two; long texts stand left, the others in the middle."""
    widths = [round(_TYPE_AREA.twips * share) for share in column_shares(block.rows)]
    left = [any(display_width(text) > _LEFT_FROM for text in column) for column in zip(*block.rows, strict=True)]
    line = 'w:val="single" w:sz="4" w:space="0" w:color="000000"'
    sides = "".join(f"<w:{side} {line}/>" for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    rows = "".join(_row(texts, widths, left, header=number == 0) for number, texts in enumerate(block.rows))
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{sides}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    )


def _row(texts: Sequence[str], widths: Sequence[int], left: Sequence[bool], header: bool) -> str:
    font = "".join(f' w:{script}="{page.HEI}"' for script in ("ascii", "hAnsi", "eastAsia", "cs"))
    run = f"<w:rPr><w:rFonts{font}/></w:rPr>" if header else ""
    cells = []
    for text, width, is_left in zip(texts, widths, left, strict=True):
        align = '<w:jc w:val="left"/>' if is_left and not header else ""
        cells.append(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
            f"{_paragraph(text, page.CELL, '', align, run)}</w:tc>"
        )
    properties = "<w:cantSplit/>" + ("<w:tblHeader/>" if header else "")
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"
