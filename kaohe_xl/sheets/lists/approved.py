"""核定记录: every approved value, the reported figure beside the approved one, who decided it and what it touched."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.explain.clause_words import plain, shown_value
from kaohe_xl.explain.points_ledger import Through
from kaohe_xl.explain.worded_entries import worded_entries_of
from kaohe_xl.scheme import model as m
from kaohe_xl.scoring.assess import Assessment
from kaohe_xl.sheets.model import Out, Sheet, Style
from kaohe_xl.sheets.result import ResultSheet
from kaohe_xl.sheets.sheet_parts import Canvas, own_link

NAME = "核定记录"
_COLUMNS = ("单位", "期次", "核定对象", "原报（原计）", "核定为", "依据", "核定人", "日期", "涉及编号（现得分）")
_WIDTHS = (14, 9, 20, 14, 14, 36, 10, 12, 30)


def approved_sheet(assessment: Assessment, units: Sequence[int] | None = None) -> Sheet:
    """One row per 核定调整 of ``units`` (all of them), in its order; nothing approved: one line that says so."""
    canvas = Canvas(len(_COLUMNS))
    scheme = assessment.scheme
    canvas.title(scheme.settings, NAME)
    header = canvas.head(_COLUMNS)
    names = None if units is None else {scheme.units[row].name for row in units}
    for change in (each for each in scheme.approved if names is None or each.unit in names):
        before, after, touched = _change(assessment, change)
        canvas.add(
            Out(change.unit, Style.NAME),
            Out(change.period, Style.CENTER),
            Out(f"编号{change.key}得分" if change.is_score else change.key, Style.LINK, link=own_link(change.place)),
            Out(before, Style.CENTER),
            Out(after, Style.CENTER),
            Out(change.reason),
            Out(change.by, Style.CENTER),
            Out(change.on, Style.CENTER),
            Out(touched),
        )
    if not scheme.approved:
        canvas.joined((Out("没有核定调整", Style.CENTER), len(_COLUMNS)))
    elif not scheme.settings.approved_first:
        canvas.note("考核设置里“核定优先”为否：以上核定没有采用，仍按填报值评分。")
    canvas.signature()
    return canvas.sheet(NAME, _WIDTHS, header)


def _change(assessment: Assessment, change: m.ApprovedValue) -> tuple[str, str, str]:
    """What stood there, what stands there now, and the indicators that it touches."""
    row = assessment.scheme.unit_names.index(change.unit)
    return _score(assessment, change, row) if change.is_score else _value(assessment, change, row)


def _score(assessment: Assessment, change: m.ApprovedValue, row: int) -> tuple[str, str, str]:
    used = next(
        (
            entry
            for entry, _ in worded_entries_of(assessment).told(row)
            if entry.through is Through.APPROVED
            and entry.period == change.period
            and entry.indicator is not None
            and entry.indicator.key == change.key
        ),
        None,
    )
    after = f"{plain(change.value)}分" if isinstance(change.value, Fraction) else str(change.value)
    before = f"{plain(used.before)}分" if used is not None else ""
    return before, after, _touched(assessment, change.period, [change.key], row)


def _value(assessment: Assessment, change: m.ApprovedValue, row: int) -> tuple[str, str, str]:
    result = assessment.periods[change.period]
    figure = result.figures.items[change.key]
    reported = figure.reported.get(row)
    before = shown_value(figure.item, reported) if reported is not None else "没有数"
    keys = [
        clause.indicator
        for clause in assessment.scheme.clauses
        if change.key in clause.item_names and change.period in clause.periods
    ]
    touched = _touched(assessment, change.period, list(dict.fromkeys(keys)), row)
    return before, shown_value(figure.item, change.value), touched


def _touched(assessment: Assessment, period: str, keys: list[str], row: int) -> str:
    scores = assessment.periods[period].indicators
    told = []
    for key in keys:
        score = scores[key][row] if key in scores else None
        told.append(
            f"{key}（{decimal_text(score, assessment.scheme.settings.digits)}分）" if score is not None else key
        )
    return "、".join(told)


APPROVED_SHEET = ResultSheet(
    name=NAME,
    says="核定调整前后的数、依据、核定人",
    make=lambda scored: approved_sheet(scored.assessment, scored.units),
    when=lambda scored: bool(scored.scheme.approved),
    by_unit=True,
)
