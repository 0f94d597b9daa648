"""公示 as a workbook of its own, to hang out or to put online: place, unit, and what the office makes public."""

from __future__ import annotations

from collections.abc import Sequence

from kaohe_xl.base.filenames import PUBLIC
from kaohe_xl.notice.publicity import GRADE, REWARDS, TOTAL, PublicRow, public_lists, shown
from kaohe_xl.reward import Payment
from kaohe_xl.scheme.model import Settings, Subjects
from kaohe_xl.scoring.assess import Assessment
from kaohe_xl.sheets.model import Out, Sheet, Style, Workbook
from kaohe_xl.sheets.sheet_parts import Canvas

NAME = PUBLIC
_WIDTHS = {"名次": 8.0, TOTAL: 12.0, GRADE: 12.0, REWARDS: 36.0}


def public_workbook(assessment: Assessment, payments: Sequence[Payment]) -> Workbook:
    """One sheet; it has no author, no notes, nothing of how the figures came about."""
    settings = assessment.scheme.settings
    return Workbook([_sheet(assessment, payments)], title=f"{settings.title}{NAME}", digits=settings.digits)


def _sheet(assessment: Assessment, payments: Sequence[Payment]) -> Sheet:
    settings, public = assessment.scheme.settings, shown(assessment)
    who = "姓名" if settings.subjects is Subjects.PERSONS else "单位"
    columns = ("名次", who, *public)
    canvas = Canvas(len(columns))
    canvas.across(Out(f"{settings.title}结果公示", Style.TITLE))
    canvas.across(Out(_dates(settings), Style.SUBTITLE))
    header = 0
    lists = public_lists(assessment, payments)
    for each in lists:
        if len(lists) > 1:
            canvas.across(Out(each.scope, Style.SUBTITLE))
        header = canvas.head(columns) if not header else (canvas.head(columns) and header)
        for row in each.rows:
            canvas.add(*_cells(row, public))
    for line in _how(settings):
        canvas.note(line)
    canvas.add()
    canvas.across(Out(f"{settings.office}　　{settings.published_from or ''}", Style.LETTER_SIGN))
    widths = {position: _WIDTHS.get(name, 24.0) for position, name in enumerate(columns)}
    return Sheet(
        NAME,
        canvas.rows,
        widths=widths,
        merges=canvas.merges,
        header_first=max(header - 1, 0),
        frozen=(header, 0),
        landscape=False,
        fills_page=True,
    )


def _dates(settings: Settings) -> str:
    first, last = settings.published_from, settings.published_until
    return f"公示期：{first} 至 {last}" if last is not None else f"公示自 {first} 起"


def _cells(row: PublicRow, public: Sequence[str]) -> list[Out]:
    place = Out(row.place, Style.WHOLE) if row.place is not None else Out("—", Style.CENTER)
    found = {
        TOTAL: Out(row.total, Style.SCORE) if row.total is not None else Out("—", Style.CENTER),
        GRADE: Out(row.grade or "—", Style.CENTER),
        REWARDS: Out(row.rewards or "—", Style.TEXT if row.rewards else Style.CENTER),
    }
    return [place, Out(row.unit, Style.NAME), *(found[name] for name in public)]


def _how(settings: Settings) -> list[str]:
    """How to appeal."""
    until = settings.last_day_of_appeals
    when = f"{until} 前（含当日）" if until is not None else "公示期内"
    told = [f"对结果有异议的，请在 {when}提交申诉表，写明编号、理由和请求得分，附佐证材料，由负责人签字。"]
    told += [f"申诉方式：{settings.appeals_how}"] if settings.appeals_how else []
    told += [f"受理电话：{settings.appeals_phone}"] if settings.appeals_phone else []
    return told
