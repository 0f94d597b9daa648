"""The result sheets as DataFrames: the workbook's columns, plain values, one row for each row that lists something."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal, Inexact, localcontext
from fractions import Fraction

import pandas as pd

from kaohe_xl.appeals import AppealCase
from kaohe_xl.base.finding import Finding
from kaohe_xl.returns.model import Returned
from kaohe_xl.reward import Payment
from kaohe_xl.scoring.assess import OVERALL, Assessment
from kaohe_xl.sheets.lists.appeals import CASES
from kaohe_xl.sheets.lists.deductions import deductions_sheet
from kaohe_xl.sheets.lists.received import FILES, FILLERS
from kaohe_xl.sheets.live.layout import FIRST_ROW
from kaohe_xl.sheets.model import Out, Style
from kaohe_xl.sheets.result import RunResult, Scored
from kaohe_xl.sheets.scores.detail import detail_sheet
from kaohe_xl.sheets.scores.ranking_sheet import page_of
from kaohe_xl.sheets.scores.rewards import rewards_sheet

RANKING_COLUMNS = ("名次", "单位名称", "分组", "总分", "等次", "否决", "备注")
FINDING_COLUMNS = ("级别", "代码", "对象", "单位", "期次", "位置", "问题", "怎么办")
_DIGITS = 60
_ORIGINAL = "原件"
_LINKS = ("查数据", _ORIGINAL)  # cells that only lead somewhere
FILE_COLUMNS = (*(name for name in FILES if name not in _LINKS), "被取代")
FILLER_COLUMNS = FILLERS
APPEAL_COLUMNS = tuple("逾期" if name == _ORIGINAL else name for name in CASES)

SheetRow = Sequence[Out | None]


def ranking_frame(assessment: Assessment) -> pd.DataFrame:
    """排名 of the final period: the overall table of every scope, one below the other.

    Columns as on the sheet; 排名范围 is the scope, where there are several. A unit without a place has None as 名次.
    """
    if not assessment.scheme.indicators:
        return pd.DataFrame(columns=list(RANKING_COLUMNS))
    page = page_of(Scored(RunResult(assessment)))
    final = assessment.scheme.calendar.root.name
    frames = []
    for table in (each for each in page.tables if each.period == final and each.basis == OVERALL):
        head = page.sheet.cells[table.first_row - 2]
        body = page.sheet.cells[table.first_row - 1 : table.first_row - 1 + len(table.order)]
        frame = _frame(head, body)
        frame["名次"] = [table.ranking.ranks[unit] for unit in table.order]
        if len(assessment.scopes) > 1:
            frame["排名范围"] = table.ranking.scope
        frames.append(frame)
    whole = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=list(RANKING_COLUMNS))
    return whole.astype(object).where(whole.notna(), None)


def scores_frame(assessment: Assessment) -> pd.DataFrame:
    """得分明细: 单位名称, 期次 where there are several, a column for each 编号. Absences are words (不适用, 未报)."""
    if not assessment.scheme.indicators:
        return pd.DataFrame(columns=["单位名称"])
    scored = Scored(RunResult(assessment))
    cells = detail_sheet(scored.layout, scored.formulas).cells
    return _frame(cells[FIRST_ROW - 2], cells[FIRST_ROW - 1 : FIRST_ROW - 1 + len(scored.layout.rows)])


def deductions_frame(assessment: Assessment) -> pd.DataFrame:
    """扣分清单 without its 小计 rows: each point lost or gained, why, and the cells it rests on (来源, one a line)."""
    if not assessment.scheme.indicators:
        return pd.DataFrame(columns=["单位名称", "编号", "得扣分"])
    sheet = deductions_sheet(assessment)
    head = next(at for at, row in enumerate(sheet.cells) if row and row[0] is not None and row[0].style is Style.HEAD)
    body = [row for row in sheet.cells[head + 1 :] if row and row[0] is not None and row[0].style is Style.NAME]
    frame = _frame(sheet.cells[head], body)
    return frame.drop(columns=[name for name in _LINKS if name in frame.columns])


def payments_frame(assessment: Assessment, payments: Sequence[Payment]) -> pd.DataFrame:
    """奖励金额: a row for each payment, fine or consequence without an amount; 金额 in yuan, exact."""
    cells = rewards_sheet(assessment, payments).cells
    head = next(at for at, row in enumerate(cells) if row and row[0] is not None and row[0].style is Style.HEAD)
    return _frame(cells[head], cells[head + 1 : head + 1 + len(payments)])


def findings_frame(findings: Iterable[Finding]) -> pd.DataFrame:
    """Every finding: columns :data:`FINDING_COLUMNS`; 对象 says who can put it right (方案, 填报, 文件, 运行)."""
    rows = [
        (
            each.severity.value, each.code, each.message.audience.value, each.unit, each.period, str(each.place),
            each.text, each.remedy,
        )
        for each in findings
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(FINDING_COLUMNS), dtype=object)


def files_frame(returned: Returned | None) -> pd.DataFrame:
    """Every returned file and what became of it: columns :data:`FILE_COLUMNS`."""
    rows = [
        (
            f.name, f.outcome.value, f.filler, f.period, f.version, f.filled_at, f.values, f.reading, f.reason,
            f.superseded_by,
        )
        for f in (returned.files if returned is not None else ())
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(FILE_COLUMNS), dtype=object)


def fillers_frame(returned: Returned | None) -> pd.DataFrame:
    """Every unit and department by period, and how it stands: columns :data:`FILLER_COLUMNS`."""
    rows = [
        (
            f.filler, f.period, f.received.value, f.days_late, "、".join(f.missing_items), "、".join(f.files),
            f.sentence,
        )
        for f in (returned.fillers if returned is not None else ())
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(FILLER_COLUMNS), dtype=object)


def appeals_frame(cases: Sequence[AppealCase]) -> pd.DataFrame:
    """申诉: a row for each; columns :data:`APPEAL_COLUMNS`."""
    rows = []
    for case in cases:
        decided = case.decision
        figures = plain(case.requested), plain(case.now)
        about = (
            case.unit,
            case.key,
            case.period,
            case.title,
            *figures,
            case.reason,
            case.evidence,
            case.day,
            case.late,
        )
        said = (decided.reason, decided.by, decided.on) if decided is not None else ("", "", "")
        rows.append((*about, case.state, *said))
    return pd.DataFrame(rows, columns=list(APPEAL_COLUMNS), dtype=object)


def _frame(head: SheetRow, body: Iterable[SheetRow]) -> pd.DataFrame:
    """Rows of a sheet under their headings; a heading that stands over nothing has no column."""
    columns = [(at, str(cell.value)) for at, cell in enumerate(head) if cell is not None and cell.value is not None]
    rows = [[plain(cell.value if (cell := row[at]) else None) for at, _ in columns] for row in body]
    return pd.DataFrame(rows, columns=[name for _, name in columns], dtype=object)


def plain(value: object) -> object:
    """A Fraction as a Decimal where that is exact; one without an end in decimals stays a Fraction."""
    if not isinstance(value, Fraction):
        return value
    with localcontext(prec=_DIGITS) as context:
        decimal = Decimal(value.numerator) / Decimal(value.denominator)
        return value if context.flags[Inexact] else decimal
