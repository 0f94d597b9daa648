"""Parsers of the rubric's cells: figures, data items, expressions, targets. What they cannot read is an error."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from kaohe_xl.base.cells import Cell
from kaohe_xl.base.exact import decimal_text
from kaohe_xl.base.text import did_you_mean, fold, narrow, split_list
from kaohe_xl.expr import tree as t
from kaohe_xl.expr.parse import (
    ExpressionError,
    Target,
    check_comparison,
    check_types,
    is_percent,
    kind_of,
    parse_expression,
    parse_target,
)
from kaohe_xl.rules.declared import Context, FieldError

T = TypeVar("T")

OTHERS = ("其它", "其他", "其余")


# -- cells that say several things ------------------------------------------------------------------------------------


def typed(cell: Cell) -> str:
    """The text with its line breaks."""
    return cell.value if isinstance(cell.value, str) else cell.text


def entries(cell: Cell, colon_ends: bool = False) -> list[str]:
    """The entries of 驻地镇:>=80%; 其它:>=50%, separated by ; or by lines; a long one may go on over several lines.

    ``colon_ends``: the colon stands at the end (>=98%:10), so that a line with one ends an entry; else it begins one.
    """
    found: list[str] = []
    for part in narrow(typed(cell)).split(";"):
        fresh = True
        for line in part.split("\n"):
            if fresh or (":" in line and not colon_ends):
                found.append(line.strip())
            else:
                found[-1] = f"{found[-1]} {line.strip()}".strip()
            fresh = colon_ends and ":" in line
    return [entry for entry in found if entry]


# -- numbers --------------------------------------------------------------------------------------------------------
_NUMBER = re.compile(r"[-+−]?\d+(?:\.\d+)?%?")


def plain_number(text: str, cell: Cell | None = None) -> t.Number:
    """A literal figure; ``cell`` ties it to the rubric cell that holds exactly it, for live formulas."""
    cleaned = narrow(text).replace(",", "").replace("−", "-").replace("分", "").strip()
    if not _NUMBER.fullmatch(cleaned):
        raise FieldError(f"“{text}”不是一个数", "填一个数，例如 2 或 0.5")
    percent = cleaned.endswith("%")
    value = Fraction(cleaned.rstrip("%"))
    place = cell.place if cell is not None and cell.is_number else None
    return t.Number(value / 100 if percent else value, percent=percent, cell=place)


def number(cell: Cell, context: Context) -> t.Number:
    """One figure."""
    return plain_number(cell.text, cell)


def positive(cell: Cell, context: Context) -> t.Number:
    """One figure above zero."""
    value = plain_number(cell.text, cell)
    if value.value <= 0:
        raise FieldError(f"“{cell.text}”应大于 0", "填一个正数")
    return value


def points(cell: Cell, context: Context) -> t.Number:
    """分值: what is given or taken, always written as a positive figure."""
    return not_negative(plain_number(cell.text, cell), cell)


def not_negative(value: t.Number, cell: Cell) -> t.Number:
    """A figure of a cell that must bear no sign."""
    if value.value < 0:
        raise FieldError(f"“{cell.text}”应是正数", "分值写正数，扣分也不带负号")
    return value


class Rounding(str):
    """取整 of a step count: 按比例, 进一 or 舍去."""

    __slots__ = ()

    def apply(self, node: t.Node) -> t.Node:
        if self == "进一":
            return t.Call(t.Function.CEIL, (node,))
        return t.Call(t.Function.FLOOR, (node,)) if self == "舍去" else node


ROUNDINGS = ("按比例", "进一", "舍去")


def rounding(cell: Cell, context: Context) -> Rounding:
    """取整."""
    word = cell.text
    if word not in ROUNDINGS:
        raise FieldError(f"取整“{word}”不认识", f"只能填 {'、'.join(ROUNDINGS)}；{did_you_mean(word, ROUNDINGS)}")
    return Rounding(word)


# -- items and expressions --------------------------------------------------------------------------------------------


def items(cell: Cell, context: Context) -> tuple[t.Node, ...]:
    """数据项: one or several items, each known in 填报项; 子项合计 on a parent row."""
    found: list[t.Node] = []
    for word in split_list(typed(cell)):
        if fold(word) == fold(t.Quantity.CHILDREN.value):
            found.append(t.Given(t.Quantity.CHILDREN))
            continue
        maker = context.names.known.get(fold(word))
        node = maker() if maker else None
        if not isinstance(node, t.Item | t.Attribute):
            hint = did_you_mean(word, [*context.names.items, *context.names.attributes])
            raise FieldError(f"“{word}”不在填报项里", hint or "先在填报项里登记这个数据项")
        found.append(node)
    if not found:
        raise FieldError(f"“{cell.text}”里没有数据项", "写填报项里的名称，几个用、隔开")
    return tuple(found)


def expression(cell: Cell, context: Context) -> t.Node:
    """An expression that gives a number."""
    node = _parsed(lambda: parse_expression(cell.text, context.names))
    if kind_of(node) != "number":
        raise FieldError(f"“{cell.text}”算出来不是一个数", "这里要一个能算出数的式子")
    return node


def condition(cell: Cell, context: Context) -> t.Node:
    """An expression that holds or does not."""
    return condition_of(cell.text, context)


def condition_of(text: str, context: Context) -> t.Node:
    node = _parsed(lambda: parse_expression(text, context.names))
    if isinstance(node, t.Item) and node.type is t.ValueType.YES_NO:
        return t.Compare("=", node, t.TextLiteral("是"))
    if kind_of(node) != "truth":
        raise FieldError(f"“{text}”不是一个条件", "写成 数据项>=数 或 数据项=是")
    return node


def _parsed(parse: Callable[[], T]) -> T:
    try:
        return parse()
    except ExpressionError as error:
        where = f"（第{error.position + 1}个字符处）" if error.position else "："
        raise FieldError(f"“{error.text}”{where}{error.problem}", error.hint) from None


# -- targets ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Targets:
    """基准: a comparison, possibly another one per 分组. ``otherwise`` None = groups not named have no target."""

    cases: tuple[tuple[str, Target], ...]
    otherwise: Target | None

    @property
    def operator(self) -> str:
        return self.every[-1].operator

    @property
    def higher_is_better(self) -> bool:
        return self.operator in (">=", ">")

    @property
    def every(self) -> tuple[Target, ...]:
        return (*(each for _, each in self.cases), *([self.otherwise] if self.otherwise else []))

    @property
    def per_group(self) -> bool:
        return bool(self.cases)

    def met_by(self, x: t.Node) -> t.Node:
        if self.per_group and all(len(each.parts) == 1 for each in self.every) and kind_of(self.base) == "number":
            return t.Compare(self.operator, x, self.base)
        return self._spread(lambda target: target.met_by(x))

    @property
    def base(self) -> t.Node:
        """The figure of the comparison (the first, where several must hold)."""
        return self._spread(lambda target: target.base)

    def _spread(self, pick: Callable[[Target], t.Node]) -> t.Node:
        if not self.cases and self.otherwise is not None:
            return pick(self.otherwise)
        rest = pick(self.otherwise) if self.otherwise is not None else None
        return t.ByGroup(tuple((group, pick(target)) for group, target in self.cases), rest)


def target(cell: Cell, context: Context) -> Targets:
    """>=95%, <=3, =0, 是, <=2022-10-31, or one per group: 驻地镇:>=80%; 其它:>=50%."""
    cases: list[tuple[str, Target]] = []
    otherwise: Target | None = None
    for part in entries(cell):
        group, rest = _split_group(part, context)
        parsed = checked_target(rest, context)
        if (group is None or group in OTHERS) and otherwise is None:
            otherwise = parsed
        elif group is not None and group not in (*OTHERS, *(name for name, _ in cases)):
            cases.append((group, parsed))
        else:
            raise FieldError(f"“{cell.text}”对同样的单位写了两个目标", "每个分组写一个；几个条件都要满足的用 且 连接")
    found = Targets(tuple(cases), otherwise)
    if len({each.operator for each in found.every}) > 1:
        raise FieldError(f"“{cell.text}”各分组的比较方向不一致", "各组都写 >= 或都写 <=")
    return found


def directed(*operators: str) -> Callable[[Cell, Context], Targets]:
    """A target whose comparison has to be one of these: a bare 95% does not say which side is good."""

    def parse(cell: Cell, context: Context) -> Targets:
        found = target(cell, context)
        if found.operator not in operators or any(len(each.parts) > 1 for each in found.every):
            wanted = " 或 ".join(operators)
            raise FieldError(f"“{cell.text}”没有写明方向，或这里不能这样比较", f"用 {wanted} 写，例如 {operators[0]}…")
        return found

    return parse


def _split_group(part: str, context: Context) -> tuple[str | None, str]:
    narrowed = narrow(part).strip()
    if ":" not in narrowed:
        return None, narrowed
    name, rest = (piece.strip() for piece in narrowed.split(":", 1))
    if name in OTHERS:
        return OTHERS[0], rest
    known = {fold(group): group for group in context.groups}
    if fold(name) not in known:
        raise FieldError(f"没有分组“{name}”", did_you_mean(name, context.groups) or "分组要在考核对象的分组一列里出现")
    return known[fold(name)], rest


def checked_target(text: str, context: Context) -> Target:
    parsed = _parsed(lambda: parse_target(text, context.names))
    _parsed(lambda: _check_parts(parsed, text, context))
    return parsed


def _check_parts(parsed: Target, text: str, context: Context) -> None:
    for op, node in parsed.parts:
        check_types(node, text, context.names)
        for item in context.items:
            check_comparison(item, op, node, text, context.names)


def shown(value: Fraction) -> str:
    """A figure in a message."""
    return decimal_text(value, most=4)


# -- defaults and steps -----------------------------------------------------------------------------------------------


def full_mark(context: Context) -> t.Number:
    """Default of 分值: the indicator's 标准分."""
    if context.full_mark is None:
        raise FieldError("没有分值，也没有标准分", "填写分值")
    return context.full_mark


def step(per: t.Number, x: t.Node) -> t.Node:
    """每 in the unit of x: for a percent item 每 1 means one percentage point."""
    if not is_percent(x) or per.percent:
        return per
    return per / 100 if per.cell else t.Number(per.value / 100, percent=True)
