"""评定: the figure of those who judge, from a returned 评分表; no 数据项 is needed.

The clause's own words say how far it may go: 扣5-10分 leaves full marks, or 5 to 10 less; 加0.5分 at most that.
"""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from kaohe_xl.base.text import narrow
from kaohe_xl.expr import tree as t
from kaohe_xl.rules import fields, lists
from kaohe_xl.rules.base import Effect, Example, Problem, Rule
from kaohe_xl.rules.declared import column, from_context
from kaohe_xl.rules.sentence import FigureOf, SentenceTree, ValueOf, choose, has_value, words

_FIGURE = r"(\d+(?:\.\d+)?)"
_STATED = re.compile(
    rf"(扣除?|减|加|得|计|记|奖励?)\s*{_FIGURE}(?:\s*分?\s*(?:-{{1,2}}|~|—+|–|至|到)\s*{_FIGURE})?\s*分"
)
# the figure is for each of several, not the most there may be
_REPEATS = re.compile("每|累计|最多|最高|依次|分别|以此类推|[一1](?:项|次|处|例|起|个|件|条|份|人|户|天)")
_TAKING = ("扣", "扣除", "减")


@dataclass(frozen=True)
class Bounds:
    """What may be entered: ``rest`` (nothing happened), or from ``low`` to ``high``."""

    rest: Fraction
    low: Fraction
    high: Fraction


def stated_range(told: str) -> tuple[bool, Fraction, Fraction] | None:
    """(does it take away, least, most) of a clause that names one figure or one range of points; else None."""
    text = narrow(told)
    found = _STATED.findall(text)
    if len(found) != 1 or _REPEATS.search(text):
        return None
    verb, first, second = found[0]
    low, high = (Fraction(first), Fraction(second)) if second else (Fraction(0), Fraction(first))
    return (verb in _TAKING, low, high) if low <= high else None


@dataclass(frozen=True, kw_only=True)
class Assessed(Rule):
    """A figure that somebody gives by judgement. ``told``: 评分标准; ``floor``: 下限 of the indicator, None = 不限."""

    needs_item = False
    caps_points = False
    accepts = (t.ValueType.NUMBER, t.ValueType.INTEGER)

    items: tuple[t.Node, ...] = column(
        "数据项", fields.items, default=lambda context: context.judged, help="不用填；评分人在评分表上评"
    )
    cap: t.Number | None = column(
        "上限", fields.points, default=lambda context: context.full_mark, help="最多几分，不填为标准分"
    )
    limits: tuple[t.Number, t.Number] | None = column(
        "基准", lists.span, default=None, help="幅度，例如 5~10；不填的看评分标准里写的幅度"
    )
    told: str = from_context(lambda context: context.told)
    floor: Fraction | None = from_context(lambda context: context.floor)

    @property
    @abstractmethod
    def lowest(self) -> Fraction | None:
        """The least that may be entered; None = no limit."""

    @property
    @abstractmethod
    def bounds(self) -> Bounds | None:
        """How far the clause's words or 基准 let it go; None = only 上限 and 标准分 do."""

    @property
    def highest(self) -> Fraction | None:
        """The most that may be entered; None = no limit."""
        return self.cap.value if self.cap is not None else None

    @property
    def allowed(self) -> t.Node:
        tests: list[t.Node] = []
        if self.lowest is not None:
            tests.append(t.compare(self.x, ">=", t.Number(self.lowest)))
        if self.cap is not None:
            tests.append(t.Compare("<=", self.x, self.cap))
        if (bounds := self.bounds) is not None:
            inside = t.both(
                t.compare(self.x, ">=", t.Number(bounds.low)), t.compare(self.x, "<=", t.Number(bounds.high))
            )
            at_rest = bounds.low <= bounds.rest <= bounds.high
            tests.append(inside if at_rest else t.Logic(False, (t.compare(self.x, "=", t.Number(bounds.rest)), inside)))
        return t.both(*tests) if len(tests) > 1 else tests[0] if tests else lists.TRUE

    def amount(self) -> t.Node:
        return t.Valid(self.x, self.allowed)

    def sentence(self) -> SentenceTree:
        refused = words(FigureOf(self.x), f"分，不在可评的{self.range_words}之内，不予采用")
        given = choose((has_value(self.x), FigureOf(self.x)), otherwise=ValueOf(self.x))
        return words("评定", choose((t.Not(self.allowed), refused), otherwise=words(given, "分")))

    @property
    def range_words(self) -> str:
        """0至20分, 0分或5至10分."""
        low, high = self.lowest, self.highest
        if (bounds := self.bounds) is not None:
            inside = f"{fields.shown(bounds.low)}至{fields.shown(bounds.high)}分"
            return inside if bounds.low <= bounds.rest <= bounds.high else f"{fields.shown(bounds.rest)}分或{inside}"
        least = "" if low is None else fields.shown(low)
        return f"{least or '负分'}至{fields.shown(high)}分" if high is not None else f"{least or '任意'}分以上"

    def problems(self) -> Iterator[Problem]:
        if self.highest is None and self.bounds is None:
            yield Problem("上限", f"{self.name}没有标准分，也没有上限，不知道最多能评几分", "填标准分，或填上限")
        if self.items and isinstance(self.x, t.Given):
            yield Problem("数据项", f"{self.name}是评分人评的，不能用子项合计", "子项合计可用 公式得分")


@dataclass(frozen=True, kw_only=True)
class JudgedScore(Assessed):
    name = "评定"
    effect = Effect.GIVES
    summary = (
        "评分人在评分表上评的得分，不用数据项；必须在 0 到标准分（或上限）之间，评分标准写了“扣5-10分”这样幅度的，"
        "也不能超出幅度；超出的是填报错误，按缺数据处理。同一编号其余各行都是扣分的，评定的是扣几分"
    )
    examples = (
        Example({"标准分": "20"}, "18.5", "18.5", "评分表上得分填 18.5，或扣分填 1.5"),
        Example({"标准分": "20"}, "20.5", "缺数据", "超过标准分，退回重评"),
        Example({"标准分": "20", "基准": "5~15"}, "3", "缺数据", "不是 0，也不在幅度之内"),
        Example({"标准分": "20", "上限": "15"}, "15", "15", "可以给到上限"),
    )

    @property
    def lowest(self) -> Fraction | None:
        return self.floor

    @property
    def bounds(self) -> Bounds | None:
        if self.limits is not None:
            return Bounds(Fraction(0), self.limits[0].value, self.limits[1].value)
        stated = stated_range(self.told)
        if stated is None:
            return None
        takes, low, high = stated
        if not takes:
            return Bounds(Fraction(0), low, high)
        full = self.cap.value if self.cap is not None else None
        return None if full is None or high > full else Bounds(full, full - high, full - low)


@dataclass(frozen=True, kw_only=True)
class JudgedDeduction(Assessed):
    name = "评定扣分"
    effect = Effect.TAKES
    summary = "评分人在评分表上评的扣分，不用数据项；没有扣分填 0，最多扣到标准分（或上限），写了幅度的不能超出幅度"
    examples = (
        Example({"标准分": "20"}, "1.5", "1.5", "评分表上扣分填 1.5"),
        Example({"标准分": "20", "基准": "5~10"}, "0", "0", "没有扣分填 0"),
        Example({"标准分": "20", "基准": "5~10"}, "4", "缺数据", "低于幅度，退回重评"),
        Example({"标准分": "20", "上限": "3"}, "3.5", "缺数据", "超过上限，退回重评"),
    )

    @property
    def lowest(self) -> Fraction | None:
        return Fraction(0)

    @property
    def bounds(self) -> Bounds | None:
        if self.limits is not None:
            return Bounds(Fraction(0), self.limits[0].value, self.limits[1].value)
        stated = stated_range(self.told)
        return None if stated is None or not stated[0] else Bounds(Fraction(0), stated[1], stated[2])
