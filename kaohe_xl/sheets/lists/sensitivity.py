"""敏感: the nearest change of one figure that would flip a place, or who gets a prize or a penalty."""

from __future__ import annotations

from kaohe_xl.sensitivity import Sensitivity, sensitivity_of
from kaohe_xl.sensitivity.report import COLUMNS, HEADLINE, rows, steady
from kaohe_xl.sheets.model import Out, Sheet, Style
from kaohe_xl.sheets.result import ResultSheet, has_scores
from kaohe_xl.sheets.sheet_parts import Canvas

NAME = "敏感"
_WIDTHS = (24.0, 34.0, 44.0, 34.0)


def sensitivity_sheet(found: Sensitivity) -> Sheet:
    """The ten closest pairs, then every line."""
    canvas = Canvas(len(COLUMNS))
    canvas.title(found.scheme.settings, NAME)
    canvas.across(Out(HEADLINE, Style.NOTE))
    first = canvas.head(COLUMNS)
    for row in rows(found):
        canvas.add(*(Out(part, Style.CENTER if number == 0 else Style.TEXT) for number, part in enumerate(row)))
    if told := steady(found):
        canvas.note(told)
    return canvas.sheet(NAME, _WIDTHS, first)


SENSITIVITY_SHEET = ResultSheet(
    name=NAME,
    says="改动哪一个数名次就会互换、奖惩就会易主：最值得再核对的数",
    make=lambda scored: sensitivity_sheet(sensitivity_of(scored.assessment)),
    when=lambda scored: scored.scheme.settings.nearest_changes and has_scores(scored),
    apart=True,
)
