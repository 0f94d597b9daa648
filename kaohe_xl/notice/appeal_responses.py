"""The response to a unit's appeals: each one with what was decided, and what became of the unit's own place."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from kaohe_xl.appeals import AppealCase, Appealed, Standing
from kaohe_xl.base.exact import decimal_text
from kaohe_xl.scoring.assess import Assessment

_MOST = 4  # decimals


def responded_to(appealed: Appealed) -> list[int]:
    """Units with at least one decision."""
    return list(dict.fromkeys(case.row for case in appealed.cases if not case.open))


def facts_of(assessment: Assessment, appealed: Appealed, row: int) -> dict[str, object]:
    """申诉, 待裁定 and 影响 for a template; nothing about any other unit."""
    own = [case for case in appealed.cases if case.row == row]
    days = sorted({case.day for case in own if case.day is not None})
    several = len(assessment.scheme.calendar.periods) > 1
    return {
        "申诉日期": str(days[-1]) if days else "",
        "日期": max((case.decision.on for case in own if case.decision is not None), default=""),
        "申诉": [_case(appealed, case, with_period=several) for case in own if not case.open],
        "待裁定": [case.key for case in own if case.open],
        "影响": _effect(assessment, appealed, row),
    }


def _case(appealed: Appealed, case: AppealCase, *, with_period: bool) -> dict[str, object]:
    assert case.decision is not None
    effect = appealed.effect_of(case)
    return {
        "编号": case.key,
        "期次": case.decision.period if with_period else "",
        "考核内容": case.title if case.title != case.key else "",
        "理由": case.reason,
        "请求得分": _figure(case.requested),
        "裁定": case.decision.ruling.value,
        "依据": case.decision.reason,
        "日期": case.decision.on,
        "原得分": _figure(effect.before if effect is not None else case.now),
        "现得分": _figure(case.now),
    }


def _effect(assessment: Assessment, appealed: Appealed, row: int) -> dict[str, object] | None:
    """Before and after all decisions, other units' too; None where the unit stands as before."""
    moved = appealed.together
    if moved is None:
        moved = appealed.effects[0].moved if appealed.effects else {}
    if row not in moved:
        return None
    before, after = moved[row]
    digits = assessment.scheme.settings.digits
    return {"前": _standing(before, digits), "后": _standing(after, digits)}


def _standing(one: Standing, digits: int) -> dict[str, object]:
    return {
        "总分": "待定" if one.total is None else Decimal(decimal_text(one.total, digits)),
        "名次": one.place,
        "等次": one.grade,
        "金额": Decimal(decimal_text(one.yuan, 2)),
    }


def _figure(value: Fraction | None) -> Decimal | None:
    return None if value is None else Decimal(decimal_text(value, most=_MOST))
