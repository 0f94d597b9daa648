"""How each kind of cell looks on paper: the one place that knows fonts, colours, borders and number formats.

Fonts are those of Chinese offices; where one is not installed, the spreadsheet program takes its own song or fang-song.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kaohe_xl.sheets.model import Style

_TITLE_FONT, _HEAD_FONT, _BODY_FONT, _DIGIT_FONT = "方正小标宋简体", "黑体", "仿宋_GB2312", "Times New Roman"
# The workbook's own font sets the unit of column widths. 宋体 digits are half as wide as they are high, also in the
# fonts that stand in for it; with Calibri, columns come out a third wider where it is missing.
DEFAULT_FONT: Mapping[str, Any] = {"font_name": "宋体", "font_size": 11}
DEFAULT_COLUMN, DEFAULT_ROW = 72, 18  # pixels, of that font
_LINE, _PALE, _TOTAL_FILL = "#8C8C8C", "#DCE6F1", "#F2F2F2"
GENERAL = "General"
DAY_FORMAT = "yyyy-mm-dd"
MONEY_FORMAT = "#,##0.00_ "  # not up against the text of the next column
MEDALS = ("#FFD966", "#D9D9D9", "#F4B183")  # first, second, third
BAR_COLOUR = "#9DC3E6"
SCALE = ("#F8CBAD", "#FFF2CC", "#C6E0B4")  # lowest, middle, highest
CHART_FONT: Mapping[str, Any] = {"name": _BODY_FONT, "size": 10}
SERIES_COLOURS = ("#5B9BD5", "#ED7D31", "#A5A5A5", "#FFC000", "#4472C4", "#70AD47", "#9E480E", "#997300", "#264478")


@dataclass(frozen=True)
class StyleFormat:
    """Properties of the writer's format, and what measuring a cell needs: its size in points and whether it wraps."""

    font: str
    size: float = 11
    wrap: bool = True
    border: bool = True
    number_format: str = GENERAL
    more: Mapping[str, Any] = field(default_factory=dict)

    def properties(self, number_format: str, unlocked: bool) -> dict[str, Any]:
        """As xlsxwriter's add_format takes them."""
        found: dict[str, Any] = {
            "font_name": self.font,
            "font_size": self.size,
            "valign": "vcenter",
            "text_wrap": self.wrap,
            "num_format": number_format or self.number_format,
            "locked": not unlocked,
            **self.more,
        }
        if self.border:
            found |= {"border": 1, "border_color": _LINE}
        return found


def _text(align: str, font: str = _BODY_FONT, **more: Any) -> StyleFormat:
    return StyleFormat(font, more={"align": align, **more})


def _figure(number_format: str = GENERAL, align: str = "right", **more: Any) -> StyleFormat:
    # a figure wraps too, so that a word standing in its place (缺数据) is never cut
    return StyleFormat(_DIGIT_FONT, number_format=number_format, more={"align": align, **more})


def style_formats(digits: int) -> dict[Style, StyleFormat]:
    """The format of every style; scores have ``digits`` decimals."""
    score = "0" if digits <= 0 else "0." + "0" * digits
    total: dict[str, Any] = {"bold": True, "bg_color": _TOTAL_FILL}
    return {
        Style.TITLE: StyleFormat(_TITLE_FONT, 18, border=False, more={"align": "center"}),
        Style.SUBTITLE: StyleFormat(_BODY_FONT, 11, border=False, more={"align": "center"}),
        Style.HEAD: _text("center", _HEAD_FONT, bg_color=_PALE),
        Style.TEXT: _text("left"),
        Style.NAME: _text("center"),
        Style.CENTER: _text("center"),
        Style.SCORE: _figure(score, "center"),
        Style.POINTS: _figure(align="center"),
        Style.WHOLE: _figure("0", "center"),
        Style.PERCENT: _figure("0.00%", "center"),
        Style.NUMBER: _figure(align="center"),
        Style.DAY: _figure(DAY_FORMAT, "center"),
        Style.MONEY: _figure(MONEY_FORMAT),
        Style.TOTAL: _text("center", _HEAD_FONT, **total),
        Style.TOTAL_SCORE: _figure(score, "center", **total),
        Style.TOTAL_MONEY: _figure(MONEY_FORMAT, **total),
        Style.ABSENT: _text("center", font_color="#808080"),
        Style.GOOD: _text("center", font_color="#375623", bg_color="#E2EFDA"),
        Style.BAD: _text("center", font_color="#C00000", bg_color="#FCE4E4"),
        Style.WARN: _text("left", font_color="#7F6000", bg_color="#FFF2CC"),
        Style.CAUTION: _text("center", font_color="#7F6000", bg_color="#FFF2CC"),
        Style.NOTE: StyleFormat(_BODY_FONT, 10, border=False, more={"align": "left"}),
        Style.STALE: StyleFormat(_HEAD_FONT, 11, border=False, more={"align": "center", "font_color": "#C00000"}),
        Style.SIGN: StyleFormat(_BODY_FONT, 11, wrap=False, border=False, more={"align": "left"}),
        Style.FILL: _figure(align="center", bg_color="#FFFBE0"),
        Style.LINK: _text("left", font_color="#0563C1", underline=1),
        # room that a paragraph does not need stands below it, as between paragraphs
        Style.LETTER: StyleFormat(_BODY_FONT, 14, border=False, more={"align": "left", "valign": "top"}),
        Style.LETTER_HEAD: StyleFormat(_HEAD_FONT, 14, border=False, more={"align": "left"}),
        Style.LETTER_SIGN: StyleFormat(_BODY_FONT, 14, border=False, more={"align": "right", "indent": 4}),
    }
