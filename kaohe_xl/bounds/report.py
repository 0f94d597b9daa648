"""会不会变 in words and as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.bounds.doubt import Doubt, OpenFigureEffect, UnitDoubt
from kaohe_xl.bounds.open_scores import APPEALED

_NAMED = 3
EVERYBODY = "各单位"


def as_json(doubt: Doubt, more: Mapping[str, object] | None = None) -> str:
    """For other programs: {"单位": [{"单位", "名次最好", "名次最差", "总分最低", …, "已定", "取决于": […]}], …}."""
    return json.dumps({**as_dict(doubt), **(more or {})}, ensure_ascii=False, indent=1)


def as_dict(doubt: Doubt) -> dict[str, Any]:
    """Figures as exact decimal texts; null where there is no limit, or no place."""
    return {
        "考核名称": doubt.scheme.settings.title,
        "待定数": len(doubt.figures),
        "全部已定": all(each.place_certain for each in doubt.units),
        "范围": "准确" if doubt.exact else "只宽不窄",
        "单位": [_unit(each) for each in doubt.units],
        "待定": [_figure(each) for each in doubt.figures],
    }


def _unit(one: UnitDoubt) -> dict[str, Any]:
    place = one.place
    return {
        "单位": one.unit,
        "排名范围": one.scope,
        "名次最好": place.best if place is not None and place.may else None,
        "名次最差": place.worst if place is not None and place.may else None,
        "可能不排名": place is None or not place.certain,
        "总分最低": _text(one.low),
        "总分最高": _text(one.high),
        "等次": sorted(grade or "无" for grade in one.grades),
        "否决已定": list(one.vetoes_certain),
        "可能否决": list(one.vetoes_open),
        "金额最低": _text(one.yuan[0]),
        "金额最高": _text(one.yuan[1]),
        "已定": list(one.settled),
        "取决于": [{**_figure(each), "关系": relation(one, each)} for each in one.depends],
    }


def _figure(one: OpenFigureEffect) -> dict[str, Any]:
    return {
        "单位": one.unit or EVERYBODY,
        "数据项": one.item,
        "期次": one.period,
        "状态": one.why,
        "填报人": list(one.fillers),
        "编号": list(one.keys),
        "最多影响": _text(one.points),
    }


def _text(value: Fraction | None) -> str | None:
    return None if value is None else decimal_text(value, most=10)


def relation(one: UnitDoubt, each: OpenFigureEffect) -> str:
    """Whose open figure it is, seen from a unit."""
    if each.unit in one.below:
        return "下级"
    return "本单位" if each.unit in (one.unit, "") else "对手"


def limits(low: Fraction | None, high: Fraction | None) -> str:
    """83.5, 83.5～91, 83.5～无上限."""
    if low is not None and low == high:
        return decimal_text(low)
    return f"{'无下限' if low is None else decimal_text(low)}～{'无上限' if high is None else decimal_text(high)}"


def place_words(one: UnitDoubt) -> str:
    """第2名, 第2～5名, 可能不排名."""
    place = one.place
    if place is None or not place.may:
        return "不排名"
    words = f"第{place.best}名" if place.best == place.worst else f"第{place.best}～{place.worst}名"
    return words if place.certain else f"{words}或不排名"


def sentence(one: UnitDoubt) -> str:
    """Whom to ask about what first."""
    if not one.depends:
        return "已定，不会再变"
    told = [
        f"{each.unit or EVERYBODY}{'（下级）' if each.unit in one.below else ''}{each.period}“{each.item}”"
        f"（{'、'.join(each.fillers)}，{each.why}，"
        f"{'不封顶' if each.points is None else f'最多{decimal_text(each.points)}分'}）"
        for each in one.depends[:_NAMED]
    ]
    rest = len(one.depends) - _NAMED
    return "；".join(told) + (f"；另有{rest}项" if rest > 0 else "")


def columns(doubt: Doubt) -> tuple[str, ...]:
    """Headings of the table; what the scheme does not have is left out."""
    more = (*(("等次",) if doubt.scheme.grades else ()), *(("奖惩（元）",) if doubt.scheme.rewards else ()))
    return ("单位", "名次", "总分", *more, "已定", "取决于（先问前面的）")


def rows(doubt: Doubt) -> list[tuple[str, ...]]:
    """One row a unit, in the order of the scheme."""
    found = []
    for one in doubt.units:
        row = [one.unit, place_words(one), limits(one.low, one.high)]
        if doubt.scheme.grades:
            row.append("或".join(_grade_order(doubt, one)))
        if doubt.scheme.rewards:
            row.append(limits(*one.yuan))
        told = [*(f"可能否决：{name}" for name in one.vetoes_open), *one.settled]
        found.append((*row, "；".join(told), sentence(one)))
    return found


def headline(doubt: Doubt) -> list[str]:
    """What is open, and what the ranges mean."""
    if not doubt.figures:
        return ["没有待定的数，结果不会再变。"]
    certain = sum(each.place_certain for each in doubt.units)
    return [
        f"还有 {len(doubt.figures)} 个数（含申诉）没有定；{len(doubt.units)} 个单位中 {certain} 个的名次已经定了。",
        "范围只宽不窄：没有定的数不论填成填报项允许的哪个值，或者一直不报，结果都在范围以内；改填“不适用”的不在此列。",
        *_scores_headline(doubt),
    ]


def _scores_headline(doubt: Doubt) -> list[str]:
    """What is assumed of appeals and of drafted rows, where there are any."""
    whys = {each.why for each in doubt.figures}
    told = []
    if APPEALED in whys:
        told.append("没有裁定的申诉：得分在现得分和请求得分之间；没有写请求得分的，在这一项能得的范围内。")
    if any(why.startswith("可信") for why in whys):
        told.append("起草时可信 中、低 而没有核对过的细则：这一项得几分都算可能；核对后清空“可信”一格。")
    return told


def _grade_order(doubt: Doubt, one: UnitDoubt) -> list[str]:
    names = [grade.name for grade in doubt.scheme.grades if grade.name in one.grades]
    return names + (["无"] if None in one.grades else [])
