"""Differences as tables: every figure in a column of its own for the workbook, few columns for the screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.diff.results import ResultDiff
from kaohe_xl.diff.schemes import SchemeChange


class NumberStyle(Enum):
    """How a figure of a column is written."""

    SCORE = "score"
    POINTS = "points"  # exact, up to four decimals
    MONEY = "money"
    COUNT = "count"


Value = str | int | Fraction | None


@dataclass(frozen=True)
class Listing:
    """A table with a title. ``figures``: columns of numbers; ``signed``: those that say how much more or less."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    figures: Mapping[str, NumberStyle]
    signed: tuple[str, ...] = ()
    digits: int = 2
    nothing: str = "没有差别"


def listings(changes: Sequence[SchemeChange], results: ResultDiff) -> list[Listing]:
    """单位变化, 变化原因, 奖惩变化, 方案变化; a listing without rows says that nothing differs."""
    return [_moved(results), _causes(results), _paid(results), _changes(changes)]


def _moved(results: ResultDiff) -> Listing:
    rows = tuple(
        (
            each.unit,
            *each.scores,
            each.points or None,
            *each.ranks,
            each.places or None,
            _arrow(*each.grades),
            *each.money,
            each.yuan or None,
            each.note,
        )
        for each in results.moved
    )
    columns = ("单位", "原总分", "现总分", "分数增减", "原名次", "现名次", "名次升降", "等次", "原金额", "现金额")
    scores = dict.fromkeys(("原总分", "现总分", "分数增减"), NumberStyle.SCORE)
    counts = dict.fromkeys(("原名次", "现名次", "名次升降"), NumberStyle.COUNT)
    money = dict.fromkeys(("原金额", "现金额", "金额增减"), NumberStyle.MONEY)
    return Listing(
        "单位变化",
        (*columns, "金额增减", "说明"),
        rows,
        {**scores, **counts, **money},
        ("分数增减", "名次升降", "金额增减"),
        results.digits,
    )


def _arrow(before: str, after: str) -> str:
    return after if before == after else f"{before or '无'} → {after or '无'}"


def _causes(results: ResultDiff) -> Listing:
    rows = tuple(
        (each.unit, each.period, each.key, each.title, each.before, each.after, each.effect, each.why)
        for each in results.causes
    )
    columns = ("单位", "期次", "编号", "考核内容", "原得分", "现得分", "影响总分", "原因")
    return Listing("变化原因", columns, rows, {"影响总分": NumberStyle.POINTS}, ("影响总分",), results.digits)


def _paid(results: ResultDiff) -> Listing:
    rows = tuple(
        (each.unit, each.period, each.reward, each.to, *each.amounts, each.yuan or None, *each.reasons)
        for each in results.paid
    )
    columns = ("单位", "期次", "奖惩", "对象", "原金额", "现金额", "金额增减", "原依据", "现依据")
    figures = dict.fromkeys(("原金额", "现金额", "金额增减"), NumberStyle.MONEY)
    return Listing("奖惩变化", columns, rows, figures, ("金额增减",))


def _changes(changes: Sequence[SchemeChange]) -> Listing:
    rows = tuple(
        (
            each.sheet,
            each.key,
            each.kind.value,
            each.column or "（整行）",
            each.before,
            each.after,
            each.place_before.cell,
            each.place_after.cell,
        )
        for each in changes
    )
    columns = ("工作表", "项", "变化", "列", "原来", "现在", "原单元格", "现单元格")
    return Listing("方案变化", columns, rows, {}, nothing="两份方案没有差别")


# -- for the screen ---------------------------------------------------------------------------------------------------


def brief(changes: Sequence[SchemeChange], results: ResultDiff | None) -> dict[str, list[Mapping[str, str]]]:
    """The same in few columns, by title; what does not differ is left out.

    ``results`` None: only schemes are compared.
    """
    parts: dict[str, list[Mapping[str, str]]] = {}
    if results is not None:
        digits = results.digits
        parts["单位变化"] = [
            {
                "单位": each.unit,
                "总分": _change(*each.scores, digits, "待定"),
                "名次": _change(*each.ranks, 0, "不排名"),
                "等次": _arrow(*each.grades),
                "金额（元）": _change(*each.money, 2, ""),
                "说明": each.note,
            }
            for each in results.moved
        ]
        parts["变化原因"] = [
            {
                "单位": each.unit,
                "期次": each.period,
                "编号": each.key or each.title,
                "得分": f"{each.before} → {each.after}",
                "影响总分": _more(each.effect, None),
                "原因": each.why,
            }
            for each in results.causes
        ]
        parts["奖惩变化"] = [
            {
                "单位": each.unit,
                "奖惩": each.reward if each.to == "单位" else f"{each.reward}（{each.to}）",
                "金额（元）": _change(*each.amounts, 2, "无"),
                "依据": _arrow(*each.reasons),
            }
            for each in results.paid
        ]
    parts["方案变化"] = [
        {
            "位置": "!".join(part for part in (each.sheet, (each.place_after.cell or each.place_before.cell)) if part),
            "项": each.key,
            "变化": each.words,
        }
        for each in changes
    ]
    return {title: rows for title, rows in parts.items() if rows}


def _change(before: Fraction | int | None, after: Fraction | int | None, digits: int, absent: str) -> str:
    """91.20 → 90.10（-1.10）; a place up is ↑."""
    shown = [absent if value is None else _plain(value, digits) for value in (before, after)]
    if before is None or after is None or before == after:
        return shown[1] if shown[0] == shown[1] else f"{shown[0]} → {shown[1]}"
    if isinstance(before, int) and isinstance(after, int):
        return f"{shown[0]} → {shown[1]}（{'↑' if after < before else '↓'}{abs(after - before)}）"
    return f"{shown[0]} → {shown[1]}（{_more(Fraction(after) - before, digits)}）"


def _plain(value: Fraction | int, digits: int) -> str:
    return str(value) if isinstance(value, int) else decimal_text(value, digits)


def _more(value: Fraction, digits: int | None) -> str:
    """+2.70; without digits as many as there are, at most four."""
    return f"{'+' if value > 0 else ''}{decimal_text(value, digits, most=4)}"
