"""细则存档: the 细则 of every unit filled in, a sheet each, ready to be printed and signed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from kaohe_xl.base.grid import Merge
from kaohe_xl.explain.filled_rubric import FilledRow, FilledRubric, filled_rubrics
from kaohe_xl.scheme.model import Settings
from kaohe_xl.scoring.assess import Assessment
from kaohe_xl.sheets.model import Out, Sheet, Style, Workbook
from kaohe_xl.sheets.refs import sheet_name
from kaohe_xl.sheets.sheet_parts import Canvas

COLUMNS = ("编号", "项目", "考核内容", "标准分", "评分标准", "扣分情况", "实得分")
_WIDTHS = (7.0, 10.0, 14.0, 7.0, 36.0, 46.0, 8.0)
SIGNATURE = (
    "评分人（签字）：　　　　　　　审核人（签字）：　　　　　　　被考核单位（盖章）：　　　　　　　年　　月　　日"
)
_LOOKS = {-1: Style.BAD, 0: Style.TEXT, 1: Style.GOOD}


def filled_workbook(assessment: Assessment) -> Workbook:
    """A sheet for every unit and scored period."""
    sheets: list[Sheet] = []
    several = sum(1 for result in assessment.periods.values() if result.score is not None) > 1
    names: list[str] = []
    for row in range(len(assessment.scheme.units)):
        for filled in filled_rubrics(assessment, row):
            names.append(sheet_name(f"{filled.unit} {filled.period}" if several else filled.unit, names))
            sheets.append(_sheet(filled, assessment.scheme.settings, names[-1]))
    return Workbook(sheets, title=f"{assessment.scheme.settings.title}评分细则存档")


def _sheet(filled: FilledRubric, settings: Settings, name: str) -> Sheet:
    canvas = Canvas(len(COLUMNS))
    canvas.across(Out(f"{settings.title}评分细则", Style.TITLE))
    canvas.across(Out(f"被考核单位：{filled.unit}　　期次：{filled.period}　　总分：{filled.total}", Style.SUBTITLE))
    header = canvas.head(COLUMNS)
    blocks: list[tuple[int, int]] = []
    for _, rows in groupby(filled.rows, key=lambda row: row.key):
        blocks.append(_block(canvas, list(rows)))
    for told in filled.rest:
        canvas.joined((Out(told), len(COLUMNS)))
    canvas.joined((Out("总分", Style.TOTAL), len(COLUMNS) - 1), (Out(filled.total, Style.TOTAL), 1))
    canvas.add()
    canvas.across(Out(SIGNATURE, Style.SIGN))
    return Sheet(
        name,
        canvas.rows,
        widths=dict(enumerate(_WIDTHS)),
        merges=canvas.merges,
        header_first=header - 1,
        frozen=(header, 1),
        blocks=blocks,
        kept_at_end=3,
    )


def _block(canvas: Canvas, rows: Sequence[FilledRow]) -> tuple[int, int]:
    """The clauses of one 编号; 编号, 考核内容, 标准分 and 得分 stand once."""
    first = canvas.next_row
    for row in rows:
        once = row.first
        canvas.add(
            Out(row.key if once else None, Style.CENTER),
            Out(row.section if once else None, Style.CENTER),
            Out(row.title if once else None),
            Out(row.full_mark if once else None, Style.CENTER),
            Out(row.text),
            Out(row.why, _LOOKS[row.fired] if row.fired else Style.TEXT),
            Out(row.score if once else None, Style.CENTER),
        )
    last = canvas.next_row - 1
    if last > first:
        canvas.merges.extend(Merge(first, column, last, column) for column in (1, 2, 3, 4, 7))
    return first - 1, last - 1
