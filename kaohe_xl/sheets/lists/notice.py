"""通报: the general notice as a sheet, so that it can be read and printed from the workbook itself."""

from __future__ import annotations

from collections.abc import Sequence

from kaohe_xl.base.filenames import REPORT
from kaohe_xl.base.text import display_width
from kaohe_xl.notice.compose import Notice
from kaohe_xl.notice.document import BlockKind, LetterBlock, OfficialLetter
from kaohe_xl.sheets.model import Out, Sheet, Style
from kaohe_xl.sheets.result import ResultSheet
from kaohe_xl.sheets.sheet_parts import Canvas

NAME = REPORT
_COLUMNS = 12  # narrow ones; the cells of a table cover as many as they need
_WIDTH = 6.2
_INDENT = "　　"
_NARROWEST = 6  # half characters


def notice_sheets(notices: Sequence[Notice]) -> list[Sheet]:
    """A sheet for the general notice; none where it could not be written."""
    return [notice_sheet(each.document) for each in notices if each.name == REPORT and each.document is not None]


def notice_sheet(document: OfficialLetter) -> Sheet:
    """A4 portrait: title, 主送, paragraphs, tables, 落款."""
    canvas = Canvas(_COLUMNS)
    canvas.across(Out(document.title, Style.TITLE))
    if document.number:
        canvas.across(Out(document.number, Style.SUBTITLE))
    canvas.add()
    if document.addressee:
        canvas.across(Out(document.addressee, Style.LETTER))
    blocks: list[tuple[int, int]] = []
    for block in document.blocks:
        if block.kind is BlockKind.TABLE:
            _add_table(canvas, block)
        else:
            style = Style.LETTER_HEAD if block.kind is BlockKind.HEADING_1 else Style.LETTER
            if block.kind in (BlockKind.HEADING_1, BlockKind.HEADING_2):
                blocks.append((len(canvas.rows), len(canvas.rows) + 1))  # no heading at the foot of a page
            canvas.across(Out(_INDENT + block.text, style))
    for number, name in enumerate(document.attachments, 1):
        canvas.across(Out(f"{_INDENT}附件{number}：{name}", Style.LETTER))
    canvas.add()
    for text in (document.signer, document.date):
        if text:
            canvas.across(Out(text, Style.LETTER_SIGN))
    if document.copies:
        canvas.across(Out(f"抄送：{document.copies}", Style.NOTE))
    return Sheet(
        NAME,
        canvas.rows,
        widths=dict.fromkeys(range(_COLUMNS), _WIDTH),
        merges=canvas.merges,
        header_rows=0,
        frozen=(0, 0),
        landscape=False,
        blocks=blocks,
        kept_at_end=4,
    )


def _add_table(canvas: Canvas, block: LetterBlock) -> None:
    spans = column_spans(block.rows, _COLUMNS)
    for number, texts in enumerate(block.rows):
        style = Style.HEAD if number == 0 else Style.CENTER
        canvas.joined(*((Out(text, style), span) for text, span in zip(texts, spans, strict=True)))


def column_spans(rows: Sequence[Sequence[str]], columns: int) -> list[int]:
    """How many of the sheet's narrow columns each column of a table covers; at least one, together all of them.

    A table of more columns than there are keeps one each.
    """
    widths = [max(_NARROWEST, *(display_width(text) for text in column)) for column in zip(*rows, strict=True)]
    spans = [1] * len(widths)
    for _ in range(columns - len(widths)):
        tightest = max(range(len(widths)), key=lambda position: (widths[position] / spans[position], -position))
        spans[tightest] += 1
    return spans


NOTICE_SHEET = ResultSheet(
    name=NAME,
    says="通报正文",
    make=lambda scored: scored.notices[0],
    when=lambda scored: bool(scored.notices),
)
