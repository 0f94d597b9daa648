"""kaohe diff as a workbook: a sheet for each listing, to print and to hand round."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from kaohe_xl.diff import Listing, NumberStyle, ResultDiff, SchemeChange, listings
from kaohe_xl.sheets.model import Out, Sheet, Style, Workbook
from kaohe_xl.sheets.sheet_parts import Canvas

_STYLES = {
    NumberStyle.SCORE: Style.SCORE,
    NumberStyle.POINTS: Style.POINTS,
    NumberStyle.MONEY: Style.MONEY,
    NumberStyle.COUNT: Style.WHOLE,
}
_SIGNED = {
    **dict.fromkeys((NumberStyle.SCORE, NumberStyle.POINTS), "+{0};-{0};{0}"),
    NumberStyle.MONEY: "+#,##0.00;-#,##0.00;0.00",
    NumberStyle.COUNT: "+0;-0;0",
}
_WIDTHS = {
    **dict.fromkeys(("变化", "期次"), 8),
    **dict.fromkeys(("对象", "原单元格", "现单元格"), 9),
    **dict.fromkeys(("编号", "原得分", "现得分", "影响总分"), 10),
    **dict.fromkeys(("单位", "工作表", "列", "说明"), 12),
    **dict.fromkeys(("原金额", "现金额", "金额增减"), 13),
    **dict.fromkeys(("等次", "项"), 16),
    **dict.fromkeys(("考核内容", "奖惩"), 18),
    **dict.fromkeys(("原依据", "现依据"), 30),
    **dict.fromkeys(("原来", "现在"), 34),
    "原因": 46,
}
_NAMES = ("单位", "期次", "编号", "工作表", "变化", "列", "原单元格", "现单元格", "原得分", "现得分", "等次", "对象")


def diff_workbook(
    changes: Sequence[SchemeChange], results: ResultDiff, before: str = "甲", after: str = "乙"
) -> Workbook:
    """``before`` and ``after``: what the two sides are called, in the subtitle of each sheet."""
    sheets = [_sheet(listing, before, after) for listing in listings(changes, results)]
    return Workbook(sheets, title="对比", digits=results.digits)


def _sheet(listing: Listing, before: str, after: str) -> Sheet:
    canvas = Canvas(len(listing.columns))
    canvas.across(Out(listing.title, Style.TITLE))
    canvas.across(Out(f"原：{before}　　现：{after}", Style.SUBTITLE))
    header = canvas.head(listing.columns)
    for row in listing.rows:
        canvas.add(*(_cell(listing, column, value) for column, value in zip(listing.columns, row, strict=True)))
    if not listing.rows:
        canvas.joined((Out(listing.nothing, Style.CENTER), len(listing.columns)))
    return Sheet(
        listing.title,
        canvas.rows,
        widths={position: float(_WIDTHS.get(column, 9)) for position, column in enumerate(listing.columns)},
        merges=canvas.merges,
        header_first=header - 1,
        frozen=(header, 1),
    )


def _cell(listing: Listing, column: str, value: str | int | Fraction | None) -> Out:
    figure = listing.figures.get(column)
    if figure is None or isinstance(value, str) or value is None:
        return Out(value, Style.CENTER if column in _NAMES or figure is not None else Style.TEXT)
    if column not in listing.signed:
        return Out(value, _STYLES[figure])
    decimals = "0." + "0" * listing.digits if listing.digits else "0"
    decimals += "##" if figure is NumberStyle.POINTS else ""
    return Out(value, _STYLES[figure], number_format=_SIGNED[figure].replace("{0}", decimals))
