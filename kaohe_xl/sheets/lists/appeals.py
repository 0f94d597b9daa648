"""申诉: every appeal with what was decided, and what each decision moved for everybody."""

from __future__ import annotations

from fractions import Fraction

from kaohe_xl.appeals import PENDING, AppealCase, Appealed, appealed, moved_words
from kaohe_xl.appeals.effects import Moved
from kaohe_xl.base.exact import decimal_text
from kaohe_xl.scheme import model as m
from kaohe_xl.sheets.link_targets import link_targets_of
from kaohe_xl.sheets.model import Out, Sheet, Style
from kaohe_xl.sheets.result import ResultSheet, Scored, has_scores
from kaohe_xl.sheets.sheet_parts import RETURNS_FOLDER, Anchors, Canvas, link_cell, own_link, points

NAME = "申诉"
CASES = (
    "单位", "编号", "期次", "考核内容", "请求得分", "现得分", "申诉理由", "佐证材料", "申诉日期", "原件", "裁定",
    "裁定依据", "裁定人", "裁定日期",
)  # fmt: skip
_WIDTHS = (13, 8, 9, 18, 8, 8, 34, 18, 11, 7, 10, 30, 10, 11)
_MOVED = ("裁定", "单位", "总分", "名次", "等次", "奖惩（元）")
_SPANS = (4, 1, 2, 1, 2, 4)
_STYLES = {
    PENDING: Style.CAUTION,
    m.Ruling.GRANTED.value: Style.GOOD,
    m.Ruling.PARTLY.value: Style.GOOD,
    m.Ruling.REFUSED.value: Style.BAD,
    m.Ruling.NOT_ADMITTED.value: Style.BAD,
}


def appeals_of(scored: Scored) -> Appealed:
    """The cases of a result."""
    return appealed(scored.assessment, scored.payments, scored.returned.appeals)


def appeals_sheet(scored: Scored) -> Sheet:
    """Open cases first."""
    every = appeals_of(scored)
    canvas = Canvas(len(CASES))
    canvas.title(scored.scheme.settings, NAME)
    canvas.across(Out(_count(every), Style.NOTE))
    header = canvas.head(CASES)
    link_targets = link_targets_of(scored)
    for case in sorted(every.cases, key=lambda each: not each.open):
        canvas.add(*_case(case, link_targets))
    _effects(canvas, scored, every)
    canvas.signature()
    return canvas.sheet(NAME, _WIDTHS, header)


def _count(every: Appealed) -> str:
    states = [case.state for case in every.cases]
    told = "，".join(f"{state} {states.count(state)} 件" for state in _STYLES if state in states)
    return f"共 {len(states)} 件：{told}。裁定写在 核定调整 的“申诉”一列；没有裁定的，结果可能怎么变见“会不会变”。"


def _case(case: AppealCase, link_targets: Anchors) -> list[Out]:
    decision = case.decision
    late = "（逾期）" if case.late else ""
    day = f"{case.day}{late}" if case.day is not None else "没有写" if case.appeals else "—"
    return [
        Out(case.unit, Style.NAME),
        Out(case.key, Style.CENTER if case.known else Style.BAD, number_format="@"),
        Out(case.period or "不清楚", Style.CENTER if case.period else Style.BAD),
        Out(case.title),
        _score(case.requested),
        _score(case.now),
        Out(case.reason or ("没有写" if case.appeals else "没有用申诉表")),
        Out(case.evidence),
        Out(day, Style.CAUTION if case.late else Style.CENTER),
        link_cell("打开", _link(case, link_targets)),
        Out(case.state, _STYLES[case.state]),
        Out(decision.reason) if decision is not None else Out(None),
        Out(decision.by if decision is not None else None, Style.CENTER),
        Out(decision.on if decision is not None else None, Style.CENTER),
    ]


def _score(value: Fraction | None) -> Out:
    return points(value) if value is not None else Out("—", Style.CENTER)


def _link(case: AppealCase, link_targets: Anchors) -> str:
    """To the returned form; files of 申诉/ lie beside 收表/."""
    place = case.place
    if not case.appeals:
        return own_link(place)
    if not place.file.startswith(f"{NAME}/"):
        return link_targets.source_link(place)
    if not link_targets.returns or ".zip/" in place.file:
        return ""
    above = link_targets.returns.removesuffix(RETURNS_FOLDER.removeprefix("../"))
    return f"external:{above}{place.file}#'{place.sheet}'!{place.cell}"


def _effects(canvas: Canvas, scored: Scored, every: Appealed) -> None:
    """Whom each decision moved, from what to what."""
    if not every.effects:
        return
    canvas.add()
    canvas.across(Out("裁定对各单位的影响（前 → 后）", Style.SUBTITLE))
    canvas.joined(*((Out(name, Style.HEAD), span) for name, span in zip(_MOVED, _SPANS, strict=True)))
    digits = scored.scheme.settings.digits
    if every.together is not None:
        _moved(canvas, scored, "全部裁定合起来", every.together, digits)
    for effect in every.effects:
        case = effect.case
        now = f"：{_text(effect.before, digits)} → {_text(case.now, digits)} 分" if case.now is not None else ""
        when = f"（{case.period}）" if len(scored.scheme.calendar.periods) > 1 else ""
        _moved(canvas, scored, f"{case.unit} {case.key}{when}{case.state}{now}", effect.moved, digits)
    if every.unshown:
        canvas.note(f"另有 {every.unshown} 件裁定的影响没有逐件列出，都在“全部裁定合起来”里。")


def _moved(canvas: Canvas, scored: Scored, name: str, moved: Moved, digits: int) -> None:
    if not moved:
        canvas.joined((Out(name), 4), (Out("各单位的总分、名次、等次、奖惩都没有变", Style.CENTER), sum(_SPANS[1:])))
    for number, (row, (before, after)) in enumerate(moved.items()):
        cells = (
            Out(name if number == 0 else "同上"),
            Out(scored.scheme.units[row].name, Style.NAME),
            *(Out(text, Style.CENTER) for text in moved_words(before, after, digits)),
        )
        canvas.joined(*zip(cells, _SPANS, strict=True))


def _text(value: Fraction | None, digits: int) -> str:
    return "—" if value is None else decimal_text(value, digits)


def _has_appeals(scored: Scored) -> bool:
    return has_scores(scored) and bool(scored.returned.appeals or scored.scheme.decisions)


APPEALS_SHEET = ResultSheet(
    name=NAME,
    says="每件申诉和裁定，裁定对各单位名次、等次、奖惩的影响",
    make=appeals_sheet,
    when=_has_appeals,
)
