"""What a drafted row would do, in words, at three values: worked out by the engine that will score."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.base.text import split_list
from kaohe_xl.expr.guard import MISSING
from kaohe_xl.rules.base import Effect, Example, Rule
from kaohe_xl.rules.declared import FieldError
from kaohe_xl.rules.illustrate import ExampleOutcome, context_of, rule_of, units_of, work_out
from kaohe_xl.rules.registry import BY_NAME

_NUMBER = re.compile(r"(\d+(?:\.\d+)?)\s*(%?)")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_RULE_COLUMNS = ("数据项", "基准", "每", "取整", "分值", "上限", "下限", "标准分")
_TYPICAL = "100"  # of another item that 基准 speaks of


def says(row: Mapping[str, str], types: Mapping[str, str], measures: Mapping[str, str]) -> str:
    """85%不扣；84%扣1分；80%扣5分. Empty where a row cannot be shown on one value (ranks, shares, judged figures).

    ``types``, ``measures``: 类型 and 计量单位 of the data items.
    """
    kind = BY_NAME.get(row.get("计分方式", ""))
    names = split_list(row.get("数据项", ""))
    if kind is None or not names or any(name not in types for name in names):
        return ""
    cells = {column: row[column] for column in _RULE_COLUMNS if row.get(column)}
    others = {name: _TYPICAL for name in types if name not in names and name in cells.get("基准", "")}
    found: list[str] = []
    for value in values_for(types[names[0]], cells):
        example = Example(cells, {**dict.fromkeys(names, value), **others}, "", others=("", ""))
        outcome = _worked_out(kind, example)
        if outcome is None:
            return ""
        if outcome.points == MISSING:
            continue
        unit = "" if value.endswith("%") else measures.get(names[0], "").replace("%", "")
        shown = f"{value}{unit}" if value[:1].isdigit() else f"“{value}”"
        found.append(f"{shown}{_words(kind.effect, outcome.points)}")
    together = "都是" if len(names) > 1 else ""
    return together + "；".join(dict.fromkeys(found)) if found else ""


def _worked_out(kind: type[Rule], example: Example) -> ExampleOutcome | None:
    """None: the row cannot be read as it is; what is drafted may have gaps that the office is asked about."""
    try:
        rule, _ = rule_of(kind, example.cells, context_of(units_of(kind, example), example.cells))
        return work_out(kind, example) if rule is not None else None
    except FieldError:  # 上限 or 标准分 that is no figure
        return None


def _words(effect: Effect, points: str) -> str:
    if effect is Effect.ZEROES:
        return f"{points}"
    if points.startswith("-"):
        points, effect = points[1:], Effect.TAKES if effect is Effect.GIVES else Effect.GIVES
    if effect is Effect.TAKES:
        return "不扣" if points == "0" else f"扣{points}分"
    return "不得分" if points == "0" else f"得{points}分"


def values_for(kind: str, cells: Mapping[str, str]) -> Sequence[str]:
    """Three telling values of an item of this type: on the base, one step off, further off."""
    base = cells.get("基准", "")
    if kind == "是否":
        return ("是", "否")
    if kind == "日期":
        found = _DATE.search(base)
        if found is None:
            return ()
        day = date.fromisoformat(found[0])
        return tuple((day + timedelta(days=days)).isoformat() for days in (0, 1, 5))
    if kind == "文本":
        words = [re.split(r"[:：]", part)[0].rpartition("=")[2].strip() for part in re.split(r"[;；]", base)]
        return tuple(word for word in words if word and word != "其它")[:3]
    figures = [(Fraction(number), bool(percent)) for number, percent in _NUMBER.findall(base)]
    step = Fraction(cells["每"]) if re.fullmatch(r"\d+(?:\.\d+)?", cells.get("每", "")) else Fraction(1)
    if kind == "百分比":
        start = next((number for number, percent in figures if percent), Fraction(100))
        far = [start, *(start - step * times if "<" not in base else start + step * times for times in (1, 5))]
        return tuple(f"{decimal_text(max(Fraction(0), value))}%" for value in far)
    if not figures:
        return tuple(decimal_text(step * times) for times in (0, 1, 3))
    start = figures[0][0]
    more = "<" in base or (base.startswith(("=", ">")) and ">=" not in base)
    away = [start + step * times if more else max(Fraction(0), start - step * times) for times in (0, 1, 3)]
    return tuple(decimal_text(value) for value in away)
