"""会不会变 as a workbook: what may become of every unit, and the open figures in the order in which to ask for them."""

from __future__ import annotations

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.bounds import Doubt, doubt_of
from kaohe_xl.bounds.open_figures import open_figures
from kaohe_xl.bounds.open_scores import open_scores
from kaohe_xl.bounds.report import EVERYBODY, columns, headline, rows
from kaohe_xl.returns.report import unsettled
from kaohe_xl.sensitivity import Sensitivity
from kaohe_xl.sheets.lists.sensitivity import sensitivity_sheet
from kaohe_xl.sheets.model import Out, Sheet, Style, Workbook
from kaohe_xl.sheets.result import ResultSheet, Scored, has_scores
from kaohe_xl.sheets.sheet_parts import Canvas

_WIDTHS = {"单位": 16.0, "名次": 14.0, "总分": 16.0, "等次": 16.0, "奖惩（元）": 18.0, "已定": 34.0}
_OPEN = ("单位", "期次", "数据项", "状态", "填报人", "编号", "最多影响总分")
_OPEN_WIDTHS = (16.0, 10.0, 24.0, 8.0, 18.0, 12.0, 13.0)


def doubt_workbook(doubt: Doubt, nearest: Sensitivity | None = None) -> Workbook:
    """Sheets 会不会变 and 待定的数; 敏感 with ``nearest``."""
    sheets = [doubt_sheet(doubt), _figures(doubt), *([sensitivity_sheet(nearest)] if nearest is not None else [])]
    return Workbook(sheets, title="会不会变", digits=doubt.scheme.settings.digits)


def doubt_sheet(doubt: Doubt) -> Sheet:
    """What may become of every unit."""
    head = columns(doubt)
    canvas = Canvas(len(head))
    canvas.across(Out(f"{doubt.scheme.settings.title}　会不会变", Style.TITLE))
    for line in headline(doubt):
        canvas.across(Out(line, Style.SUBTITLE))
    first = canvas.head(head)
    for row in rows(doubt):
        canvas.add(
            *(Out(part, Style.CENTER if number < len(row) - 2 else Style.TEXT) for number, part in enumerate(row))
        )
    widths = {position: _WIDTHS.get(heading, 60.0) for position, heading in enumerate(head)}
    return Sheet(
        "会不会变", canvas.rows, widths=widths, merges=canvas.merges, header_first=first - 1, frozen=(first, 1)
    )


def _figures(doubt: Doubt) -> Sheet:
    canvas = Canvas(len(_OPEN))
    canvas.across(Out("待定的数（影响大的在前）", Style.TITLE))
    first = canvas.head(_OPEN)
    for one in doubt.figures:
        points = "不封顶" if one.points is None else decimal_text(one.points)
        row = (
            one.unit or EVERYBODY,
            one.period,
            one.item,
            one.why,
            "、".join(one.fillers),
            "、".join(one.keys),
            points,
        )
        canvas.add(*(Out(part, Style.CENTER) for part in row))
    return Sheet(
        "待定的数",
        canvas.rows,
        widths=dict(enumerate(_OPEN_WIDTHS)),
        merges=canvas.merges,
        header_first=first - 1,
        frozen=(first, 1),
    )


def _something_open(scored: Scored) -> bool:
    besides = unsettled(scored.returned)
    if not has_scores(scored):
        return False
    return bool(open_figures(scored.assessment, besides) or open_scores(scored.assessment, besides.appeals))


DOUBT_SHEET = ResultSheet(
    name="会不会变",
    says="还有数没有定时：每个单位的名次、总分、奖惩最好最差是多少，哪些已定，先催谁",
    make=lambda scored: doubt_sheet(doubt_of(scored.assessment, unsettled(scored.returned))),
    when=_something_open,
)
