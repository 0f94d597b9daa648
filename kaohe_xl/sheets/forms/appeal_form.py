"""申诉表: the form on which a unit appeals, with its scores beside it, so that 编号 is chosen and not typed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from kaohe_xl.base.contract_words import OFFICE
from kaohe_xl.explain.worded_entries import worded_entries_of
from kaohe_xl.forms.fingerprint import APPEAL, SHEET, Fingerprint, rubric_digest
from kaohe_xl.scheme.model import Settings
from kaohe_xl.scoring.assess import Assessment
from kaohe_xl.scoring.score import ScoreStatus
from kaohe_xl.sheets.model import Out, Sheet, Style, Validation, Workbook
from kaohe_xl.sheets.sheet_parts import Canvas, points

FORM, SCORES, _LISTS = "申诉表", "得分情况", "_得分"
_ROWS = 10
_SIGNATURE = "单位负责人（签字）：　　　　　　　　　　（盖章）　　　　　　　　年　　月　　日"
_DAY = "yyyy-mm-dd"


@dataclass(frozen=True)
class AppealableScore:
    """A score that may be appealed against."""

    key: str
    period: str
    title: str
    full_mark: Fraction | None
    score: Fraction | None
    why: str


def appeal_workbook(assessment: Assessment, row: int) -> Workbook:
    """The form of one unit, what it scored, and what the form looks up."""
    scheme = assessment.scheme
    scores = list(scores_of(assessment, row))
    several = len({each.period for each in scores}) > 1
    fingerprint = Fingerprint(
        scheme.settings.title,
        str(scheme.settings.year or ""),
        scheme.units[row].name,
        APPEAL,
        scheme.calendar.root.name,
        "",
        rubric_digest(scheme.book),
    )
    sheets = [
        _form(assessment, row, scores, several=several),
        _scores(assessment, row, scores, several=several),
        _lists(scores, several=several),
        _hidden(SHEET, [[Out(label), Out(text)] for label, text in fingerprint.rows()]),
    ]
    return Workbook(sheets, title=f"{scheme.settings.title}申诉表", digits=scheme.settings.digits)


def scores_of(assessment: Assessment, row: int) -> Iterator[AppealableScore]:
    """Every 编号 that this unit is scored on, in every period in which it is, and why it is not the full mark."""
    scheme = assessment.scheme
    told: dict[tuple[str, str], list[str]] = {}
    for entry, why in worded_entries_of(assessment).told(row):
        if entry.indicator is not None and entry.points:
            told.setdefault((entry.period, entry.indicator.key), []).append(why)
    for name, result in assessment.periods.items():
        for key, score in result.score.indicators.items() if result.score is not None else ():
            indicator = scheme.indicators[key]
            if score.status[row] is ScoreStatus.ABSENT:
                continue
            why = "；".join(dict.fromkeys(told.get((name, key), ())))
            yield AppealableScore(
                key, name, indicator.title or indicator.section, indicator.full_mark, score.score[row], why
            )


def _form(assessment: Assessment, row: int, scores: list[AppealableScore], *, several: bool) -> Sheet:
    settings, unit = assessment.scheme.settings, assessment.scheme.units[row]
    columns = ["编号", *(["期次"] if several else []), "考核内容", "现得分", "请求得分", "申诉理由", "佐证材料"]
    width = len(columns)
    canvas = Canvas(width)
    canvas.across(Out(f"{settings.title}申诉表", Style.TITLE))
    half = width - 4
    canvas.joined(
        (Out("申诉单位", Style.HEAD), 1), (Out(unit.name, Style.NAME), 2),
        (Out("申诉日期", Style.HEAD), 1), (_fill(_DAY), half),
    )  # fmt: skip
    canvas.joined(
        (Out("经办人", Style.HEAD), 1), (_fill("@"), 2),
        (Out("联系电话", Style.HEAD), 1), (_fill("@"), half),
    )  # fmt: skip
    canvas.across(Out(_hint(settings), Style.WARN))
    header = canvas.head(columns)
    first = canvas.next_row
    lists = _Lookup(len(scores), several=several)
    for number in range(first, first + _ROWS):
        cells = [_fill("@"), *([_fill("@")] if several else [])]
        cells += [
            Out("", Style.TEXT, formula=lists.title(number)),
            Out("", Style.CENTER, formula=lists.score(number)),
            _fill("General"),
            _fill("@"),
            _fill("@"),
        ]
        canvas.add(*cells)
    canvas.across(Out(_SIGNATURE, Style.SIGN))
    last = first + _ROWS - 2
    checks = [Validation(first - 1, 0, last, 0, "从下拉列表选编号，在“得分情况”里查", source=lists.keys)]
    if several:
        checks.append(Validation(first - 1, 1, last, 1, "从下拉列表选期次", source=lists.periods(scores)))
    ask = 4 if several else 3
    checks.append(Validation(first - 1, ask, last, ask, "认为应得几分，填一个数；说不准的不填"))
    widths = [9.0, *([9.0] if several else []), 20.0, 9.0, 9.0, 40.0, 26.0]
    return Sheet(
        FORM,
        canvas.rows,
        widths=dict(enumerate(widths)),
        merges=canvas.merges,
        header_first=header - 1,
        frozen=(header, 1),
        protected=True,
        validations=checks,
        fills_page=True,
    )


def _fill(number_format: str) -> Out:
    return Out(None, Style.FILL, number_format=number_format, unlocked=True)


def _hint(settings: Settings) -> str:
    until = settings.last_day_of_appeals
    office = settings.office or OFFICE
    due = f"请在 {until} 前（含当日）报{office}，过期不受理。" if until is not None else f"填好后报{office}。"
    return f"{due}一行写一个编号，写明理由和请求得分，佐证材料随表附上；更正重报的改申诉日期。只填黄色的格子。"


class _Lookup:
    """Formulas over the hidden list: as text, so that 1.1 and 1.10 stay apart."""

    def __init__(self, count: int, *, several: bool) -> None:
        self.count, self.several = max(count, 1), several

    @property
    def keys(self) -> str:
        return f"'{_LISTS}'!$F$1:$F${self.count}"

    def periods(self, scores: list[AppealableScore]) -> str:
        return f"'{_LISTS}'!$G$1:$G${len({each.period for each in scores})}"

    def _found(self, row: int, column: str) -> str:
        what = f'A{row}&"|"&B{row}' if self.several else f'A{row}&"|"'
        place = f"MATCH({what},'{_LISTS}'!$A$1:$A${self.count},0)"
        return f"IFERROR(INDEX('{_LISTS}'!${column}$1:${column}${self.count},{place}),\"\")"

    def title(self, row: int) -> str:
        return self._found(row, "B")

    def score(self, row: int) -> str:
        return self._found(row, "C")


def _lists(scores: list[AppealableScore], *, several: bool) -> Sheet:
    keys = list(dict.fromkeys(each.key for each in scores))
    periods = list(dict.fromkeys(each.period for each in scores))
    cells: list[list[Out | None]] = []
    for number, each in enumerate(scores):
        cells.append(
            [
                Out(f"{each.key}|{each.period if several else ''}"),
                Out(each.title),
                Out(each.score) if each.score is not None else Out("没有得分"),
                None,
                None,
                Out(keys[number]) if number < len(keys) else None,
                Out(periods[number]) if number < len(periods) else None,
            ]
        )
    return _hidden(_LISTS, cells)


def _hidden(name: str, cells: list[list[Out | None]]) -> Sheet:
    return Sheet(name, cells, header_rows=0, frozen=(0, 0), protected=True, hidden=True)


def _scores(assessment: Assessment, row: int, scores: list[AppealableScore], *, several: bool) -> Sheet:
    """What the unit scored, for reading."""
    columns = ["编号", *(["期次"] if several else []), "考核内容", "标准分", "得分", "得扣分原因"]
    canvas = Canvas(len(columns))
    unit = assessment.scheme.units[row].name
    canvas.across(Out(f"{unit}得分情况", Style.TITLE))
    canvas.across(Out("供申诉时查编号用，不用填。", Style.SUBTITLE))
    header = canvas.head(columns)
    for each in scores:
        cells = [Out(each.key, Style.CENTER, number_format="@"), *([Out(each.period, Style.CENTER)] if several else [])]
        cells += [
            Out(each.title),
            points(each.full_mark) if each.full_mark is not None else Out("—", Style.CENTER),
            points(each.score) if each.score is not None else Out("—", Style.CENTER),
            Out(each.why),
        ]
        canvas.add(*cells)
    widths = [9.0, *([9.0] if several else []), 24.0, 9.0, 9.0, 60.0]
    return Sheet(
        SCORES,
        canvas.rows,
        widths=dict(enumerate(widths)),
        merges=canvas.merges,
        header_first=header - 1,
        frozen=(header, 1),
        protected=True,
        fills_page=True,
    )
