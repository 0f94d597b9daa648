"""细则存档 as a Word file: the 细则 of every unit filled in, each on pages of its own, ready to be signed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import groupby
from xml.sax.saxutils import escape

from kaohe_xl.explain.filled_rubric import FilledRow, FilledRubric

_COLUMNS = ("编号", "项目", "考核内容", "标准分", "评分标准", "扣分情况", "实得分")
_WIDTHS = (800, 1100, 1700, 850, 4300, 4900, 950)  # twips; A4 across less its margins
_SPANNED = (0, 1, 2, 3, 6)  # columns that stand once for all clauses of an 编号
_FILLS = {-1: "FBE4E4", 1: "E5F2E1"}
_SIGNATURE = "评分人（签字）：　　　　　审核人（签字）：　　　　　被考核单位（盖章）：　　　　　年　　月　　日"
_NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_CENTRED = '<w:jc w:val="center"/>'
_FONT = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="仿宋"/>'


def filled_document(title: str, rubrics: Sequence[FilledRubric]) -> bytes:
    """A .docx with a table for each of them."""
    from docx import Document  # takes a while to import; only an archive needs it
    from docx.enum.section import WD_ORIENT
    from docx.oxml import parse_xml
    from docx.shared import Mm

    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin = section.bottom_margin = Mm(18)
    body = document.element.body
    for number, rubric in enumerate(rubrics):
        for piece in _pieces(title, rubric, fresh_page=number > 0):
            body.insert(len(body) - 1, parse_xml(piece))
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _pieces(title: str, rubric: FilledRubric, *, fresh_page: bool) -> Iterator[str]:
    yield _heading(f"{title}评分细则", fresh_page=fresh_page)
    yield _paragraph(f"被考核单位：{rubric.unit}　　期次：{rubric.period}　　总分：{rubric.total}", 22)
    yield _table(rubric)
    for told in rubric.rest:
        yield _paragraph(told, 20)
    yield _paragraph(_SIGNATURE, 22, space=240)


def _heading(text: str, *, fresh_page: bool) -> str:
    settings = "<w:pageBreakBefore/>" if fresh_page else ""
    settings += f'<w:spacing w:before="60" w:after="60"/>{_CENTRED}'
    return f"<w:p {_NAMESPACE}><w:pPr>{settings}</w:pPr>{_run(text, 32, bold=True)}</w:p>"


def _paragraph(text: str, size: int, space: int = 60) -> str:
    settings = f'<w:spacing w:before="{space}" w:after="60"/>'
    return f"<w:p {_NAMESPACE}><w:pPr>{settings}</w:pPr>{_run(text, size)}</w:p>"


def _run(text: str, size: int, bold: bool = False) -> str:
    weight = "<w:b/>" if bold else ""
    look = f'<w:rPr>{_FONT}{weight}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr>'
    return f'<w:r>{look}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _table(rubric: FilledRubric) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in _WIDTHS)
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="808080"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    head = "".join(
        _cell(_run(name, 19, bold=True), width, centred=True) for name, width in zip(_COLUMNS, _WIDTHS, strict=True)
    )
    rows = [f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>"]
    for _, block in groupby(rubric.rows, key=lambda row: row.key):
        rows.extend(_rows(list(block)))
    return (
        f'<w:tbl {_NAMESPACE}><w:tblPr><w:tblW w:w="{sum(_WIDTHS)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{sides}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _rows(block: Sequence[FilledRow]) -> Iterator[str]:
    for number, row in enumerate(block):
        texts = (row.key, row.section, row.title, row.full_mark, row.text, row.why, row.score)
        cells = []
        for column, (text, width) in enumerate(zip(texts, _WIDTHS, strict=True)):
            look = ""
            if column in _SPANNED and len(block) > 1:
                look = '<w:vMerge w:val="restart"/>' if number == 0 else "<w:vMerge/>"
            shown = text if number == 0 or column not in _SPANNED else ""
            if column == _COLUMNS.index("扣分情况") and row.fired in _FILLS:
                look += f'<w:shd w:val="clear" w:color="auto" w:fill="{_FILLS[row.fired]}"/>'
            cells.append(_cell(_run(shown, 19), width, look, centred=column in (0, 1, 3, 6)))
        yield f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>"


def _cell(run: str, width: int, look: str = "", *, centred: bool) -> str:
    """``look``: further properties of the cell, merged or shaded."""
    align = _CENTRED if centred else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{look}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:spacing w:before="20" w:after="20"/>{align}</w:pPr>{run}</w:p></w:tc>'
    )
