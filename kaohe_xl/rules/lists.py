"""Cells that hold several figures: tiers, bands, points on a line, a range, 15±0.3."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kaohe_xl.base.cells import Cell
from kaohe_xl.base.text import narrow
from kaohe_xl.expr import tree as t
from kaohe_xl.expr.parse import is_percent, kind_of
from kaohe_xl.rules.declared import Context, FieldError
from kaohe_xl.rules.fields import OTHERS, Targets, checked_target, condition_of, entries, plain_number, target, typed

ELSE = (*OTHERS, "否则")
TRUE = t.compare(t.ZERO, "=", t.ZERO)


def _pairs(cell: Cell, what: str, example: str) -> list[tuple[str, t.Number]]:
    """left:figure; left:figure — the left sides as typed."""
    found = []
    for part in entries(cell, colon_ends=True):
        head, colon, figure = part.rpartition(":")
        if not colon:
            raise FieldError(f"“{part}”不是一{what}", f"每{what}写成 {example}")
        found.append((head.strip(), plain_number(figure)))
    if not found:
        raise FieldError(f"没有写出任何一{what}", f"写成 {example}")
    return found


def numbers(cell: Cell, context: Context) -> tuple[t.Number, ...]:
    """A list of figures: 60,57,54 or 5、6、7、8."""
    if cell.is_number:
        return (plain_number(cell.text, cell),)
    return tuple(plain_number(part) for part in re.split(r"[,，、;；\s]+", typed(cell).strip()) if part)


def span(cell: Cell, context: Context) -> tuple[t.Number, t.Number]:
    """A range 5~10 (also 5-10, 5—10, 5至10): lowest, highest; neither below 0."""
    parts = re.split(r"\s*(?:~|～|—|–|-|至|到)\s*", narrow(cell.text).replace("分", "").strip())
    if len(parts) != 2:
        raise FieldError(f"“{cell.text}”不是一个区间", "写成 5~10")
    low, high = plain_number(parts[0]), plain_number(parts[1])
    if low.value > high.value:
        raise FieldError(f"区间“{cell.text}”的下端大于上端", "小的写在前面，例如 5~10")
    return low, high


# -- conditions -------------------------------------------------------------------------------------------------------


def tiers(cell: Cell, context: Context) -> tuple[tuple[t.Node, t.Number], ...]:
    """>=98%:10; >=95%:8 — (condition, points), first that holds wins. The left side may name an item."""
    pairs = _pairs(cell, "档", "条件:分值，例如 >=98%:10")
    return tuple((_tier_condition(head, context), points) for head, points in pairs)


def _tier_condition(head: str, context: Context) -> t.Node:
    if head in ELSE:
        return TRUE
    trend = _trend(head, context)
    if trend is not None:
        return trend
    if not _about_item(head, context):
        return condition_of(head, context)
    if context.x is None:
        raise FieldError(f"“{head}”缺少数据项", "在数据项一列写明和谁比较")
    try:
        return checked_target(head, context).met_by(context.x)
    except FieldError:
        # >=100% 且 实际投入比>=20%: the comparison goes on with another item, so the whole is a condition
        if isinstance(context.x, t.Item) and re.search(r"[且或]", head):
            return condition_of(f"{context.x.name}{head}", context)
        raise


_TREND = re.compile(
    r"(?:与|较|比|和)?(?P<then>上年同期|上年|去年|上期|上月|上季度|上季|同比|环比)?(?:相比|比)?"
    r"(?P<how>不下降|不降|持平或上升|持平以上|不上升|不升|持平或下降|上升|增长|增加|提高|持平|相同|下降|减少|降低)的?"
)
_HOW = {
    **dict.fromkeys(("上升", "增长", "增加", "提高"), ">"),
    **dict.fromkeys(("持平", "相同"), "="),
    **dict.fromkeys(("下降", "减少", "降低"), "<"),
    **dict.fromkeys(("不下降", "不降", "持平或上升", "持平以上"), ">="),
    **dict.fromkeys(("不上升", "不升", "持平或下降"), "<="),
}
_LAST_YEAR = ("上年同期", "上年", "去年", "同比")


def _trend(head: str, context: Context) -> t.Node | None:
    """较上年上升, 与上期持平, 环比下降: the item against its own past; None where the words are others."""
    match = _TREND.fullmatch(re.sub(r"\s+", "", head))
    if match is None or (context.x is not None and kind_of(context.x) == "text"):
        return None
    if not isinstance(context.x, t.Item):
        raise FieldError(f"“{head}”缺少数据项", "在数据项一列写明哪一项和过去比")
    if match["then"] is None:
        word = match["how"]
        raise FieldError(f"“{head}”没有说和什么时候比", f"写成 较上年{word} 或 较上期{word}")
    past = t.Past(match["then"] in _LAST_YEAR, context.x)
    return t.Compare(_HOW[match["how"]], context.x, past)


def _about_item(head: str, context: Context) -> bool:
    """Starts with a comparison, or is a bare value such as 一级 or 是 held against a text item."""
    if re.match(r"[<>=≥≤≠!]", head):
        return True
    return context.x is not None and kind_of(context.x) == "text" and not re.search(r"[<>=≥≤≠]", head)


@dataclass(frozen=True)
class Trigger:
    """A condition on each item (>0, 是), or one that names its items itself (泄密件数>0)."""

    targets: Targets | None
    node: t.Node | None

    def holds(self, items: tuple[t.Node, ...]) -> t.Node:
        """Holds for any of the items."""
        if self.node is not None:
            return self.node
        assert self.targets is not None
        parts = tuple(self.targets.met_by(item) for item in items)
        return parts[0] if len(parts) == 1 else t.Listed(False, parts)


def trigger(cell: Cell, context: Context) -> Trigger:
    """>0, 是, or a full condition."""
    head = re.split(r"[;:]", narrow(cell.text))[-1].strip()
    if not _about_item(head, context):
        return Trigger(None, condition_of(cell.text, context))
    if not context.items:
        raise FieldError(f"“{cell.text}”缺少数据项", "在数据项一列写明和谁比较")
    return Trigger(target(cell, context), None)


# -- figures along x --------------------------------------------------------------------------------------------------


def position(text: str, context: Context) -> t.Number:
    """A value of the item: with % for a percent item, without for others."""
    figure = plain_number(text)
    if context.x is not None and figure.value != 0 and is_percent(context.x) != figure.percent:
        raise FieldError(f"“{text}”与数据项的单位不一致", "百分比数据项写 90%，其它不带 %")
    return figure


def points_on_line(cell: Cell, context: Context) -> tuple[tuple[t.Number, t.Number], ...]:
    """90%:0; 100%:10 — (x, points), by rising x; at least two."""
    pairs = _pairs(cell, "点", "数值:分值，例如 90%:0; 100%:10")
    found = sorted(((position(x, context), y) for x, y in pairs), key=lambda pair: pair[0].value)
    if len(found) < 2 or len({x.value for x, _ in found}) < len(found):
        raise FieldError(f"“{cell.text}”要有两个以上不同的点", "写成 90%:0; 100%:10")
    if len({y.value for _, y in found}) == 1:
        raise FieldError(f"“{cell.text}”各点的分值都一样", "写成 90%:0; 100%:10；不管多少都得一样的分，用 达标得分")
    return tuple(found)


@dataclass(frozen=True)
class Rates:
    """Points for a step: one rate, or a rate from each threshold on (``start`` None = the only one)."""

    pairs: tuple[tuple[t.Number | None, t.Number], ...]

    @property
    def single(self) -> t.Number | None:
        return self.pairs[0][1] if self.pairs[0][0] is None else None

    @property
    def thresholds(self) -> tuple[t.Number, ...]:
        return tuple(start for start, _ in self.pairs if start is not None)

    @property
    def falling(self) -> bool:
        """Thresholds go down: each is a floor that x falls below."""
        return len(self.pairs) > 1 and self.thresholds[0].value > self.thresholds[1].value


def rates(cell: Cell, context: Context) -> Rates:
    """0.5, or 96%:0.25; 90%:0.5 = from 96% on 0.25 a step, from 90% on 0.5."""
    if ":" not in narrow(cell.text):
        return Rates(((None, plain_number(cell.text, cell)),))
    found = Rates(tuple((position(x, context), y) for x, y in _pairs(cell, "档", "起点:分值，例如 96%:0.25; 90%:0.5")))
    values = [threshold.value for threshold in found.thresholds]
    if len(values) < 2 or values not in (sorted(set(values)), sorted(set(values), reverse=True)):
        raise FieldError(f"“{cell.text}”的各档没有依次变大或变小", "从近到远依次写，例如 96%:0.25; 90%:0.5")
    return found


def bands(cell: Cell, context: Context) -> tuple[tuple[t.Number | None, t.Number], ...]:
    """10:0.5; 20:0.25 — (up to this many steps, points a step), rising; 其余:0.1 = without end."""
    found: list[tuple[t.Number | None, t.Number]] = []
    for head, rate in _pairs(cell, "段", "到第几个:每个几分，例如 10:0.5; 20:0.25"):
        if found and found[-1][0] is None:
            raise FieldError(f"“{cell.text}”在“其余”后面还有一段", "其余 写在最后")
        end = None if head in ELSE else plain_number(head)
        before = found[-1][0].value if found and found[-1][0] is not None else 0
        if end is not None and (end.value <= before or end.percent):
            raise FieldError(f"“{cell.text}”的各段没有依次变大", "写到第几个“每”为止，例如 10:0.5; 20:0.25")
        found.append((end, rate))
    return tuple(found)


@dataclass(frozen=True)
class PlusMinusSteps:
    """15±0.3: the figure at the base, what each step above adds, what each step below takes."""

    points: t.Number
    up: t.Number
    down: t.Number


def plus_minus(cell: Cell, context: Context) -> PlusMinusSteps:
    """15±0.3, or 15;+0.6;-0.3."""
    text = narrow(cell.text).replace("分", "")
    points, sign, rate = text.partition("±")
    if sign:
        each = _unsigned(rate, cell)
        return PlusMinusSteps(plain_number(points), each, each)
    parts = [part.strip() for part in text.split(";")]
    if len(parts) != 3 or not parts[1].startswith("+") or not re.match(r"[-−–]", parts[2]):
        raise FieldError(f"“{cell.text}”不是增减得分的分值", "写成 15±0.3 或 15;+0.6;-0.3")
    return PlusMinusSteps(plain_number(parts[0]), _unsigned(parts[1][1:], cell), _unsigned(parts[2][1:], cell))


def _unsigned(text: str, cell: Cell) -> t.Number:
    value = plain_number(text)
    if value.value < 0 or re.match(r"\s*[-+−–]", text):
        raise FieldError(f"“{cell.text}”的增减分写了两个正负号", "写成 15±0.3 或 15;+0.6;-0.3")
    return value


def order(cell: Cell, context: Context) -> bool:
    """越大越好 (False) or 越小越好 (True)."""
    return _one_of(cell, {"越大越好": False, "降序": False, "越小越好": True, "升序": True})


def _one_of(cell: Cell, choices: dict[str, bool]) -> bool:
    if cell.text not in choices:
        raise FieldError(f"“{cell.text}”不认识", f"填 {' 或 '.join(choices)}")
    return choices[cell.text]
