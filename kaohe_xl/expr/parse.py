"""Text of an expression → tree. A grammar reads it, nothing is eval'ed; a mistake says where and what is wanted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from lark import Token, Transformer, UnexpectedEOF, UnexpectedInput, UnexpectedToken
from lark.exceptions import VisitError

from kaohe_xl.base.text import did_you_mean, fold, narrow
from kaohe_xl.expr import tree as t
from kaohe_xl.expr.names import NO, YES, ExpressionError, ExpressionNames, day_of, serial
from kaohe_xl.expr.result_types import check_comparison, check_types, is_date, is_percent, kind_of, typed_words
from kaohe_xl.expr.syntax import parsed

__all__ = [
    "NO",
    "YES",
    "ExpressionError",
    "ExpressionNames",
    "Target",
    "check_comparison",
    "check_types",
    "day_of",
    "is_date",
    "is_percent",
    "kind_of",
    "parse_expression",
    "parse_target",
    "serial",
]

_DEEPEST = 100  # operators in one expression; a tree is walked by recursion, and a longer one cannot be audited either
_SAME = {"≥": ">=", "≤": "<=", "≠": "<>", "!=": "<>", "==": "="}


@dataclass(frozen=True)
class Target:
    """基准 as a comparison with the item: one or more (operator, node) parts, all of which must hold."""

    parts: tuple[tuple[str, t.Node], ...]

    def met_by(self, x: t.Node) -> t.Node:
        pairs = ((op, *typed_words(x, node)) for op, node in self.parts)
        return t.both(*(t.Compare(op, left, right) for op, left, right in pairs))

    @property
    def operator(self) -> str:
        return self.parts[0][0]

    @property
    def base(self) -> t.Node:
        return self.parts[0][1]


def parse_expression(text: str, names: ExpressionNames) -> t.Node:
    """A number, text or condition over items, attributes and figures of the calculation.

    Raises:
        ExpressionError: the text does not follow the grammar or names something unknown.
    """
    result: t.Node = _parse(text, names, "expression")
    check_types(result, text, names)
    return result


def parse_target(text: str, names: ExpressionNames) -> Target:
    """A comparison without its left side: ``>=95%``, ``<=2022-10-31``, ``是``.

    Raises:
        ExpressionError: as for :func:`parse_expression`.
    """
    result: Target = _parse(text, names, "target")
    return result


def _parse(text: str, names: ExpressionNames, start: str) -> Any:
    narrowed = narrow(text)
    if not narrowed.strip():
        raise ExpressionError(narrowed, 0, "这里没有写式子")
    if _nesting(narrowed) > _DEEPEST:
        raise ExpressionError(narrowed, 0, "式子太长或括号套得太多", "在填报项里拆成几个派生项，再用派生项写")
    try:
        tree = parsed(narrowed, names.pattern, start)
        return _Builder(names, narrowed).transform(tree)
    except VisitError as error:
        if isinstance(error.orig_exc, ExpressionError):
            raise error.orig_exc from None
        raise
    except UnexpectedInput as error:
        raise _syntax_error(narrowed, error) from None


def _nesting(text: str) -> int:
    """Bound of the depth of the tree: every operator and bracket may add a level."""
    return sum(character in "+-−–*×/÷(且或非" for character in text)


def _syntax_error(text: str, error: UnexpectedInput) -> ExpressionError:
    if isinstance(error, UnexpectedEOF) or error.pos_in_stream is None or error.pos_in_stream >= len(text):
        return ExpressionError(text, len(text), "写到这里还没有写完", "检查括号是否成对、比较号后面是否漏了数")
    position = error.pos_in_stream
    if position < 0 or (isinstance(error, UnexpectedToken) and error.token.type == "$END"):
        return ExpressionError(text, len(text), "写到这里还没有写完", "检查括号是否成对、比较号后面是否漏了数")
    return ExpressionError(text, position, f"“{text[position]}”不应出现在这里", "检查符号和括号是否写全")


class _Builder(Transformer[Token, Any]):
    """Parse tree → nodes."""

    def __init__(self, names: ExpressionNames, text: str) -> None:
        super().__init__()
        self.names = names
        self.text = text

    def _fail(self, token: Token, problem: str, hint: str = "") -> ExpressionError:
        return ExpressionError(self.text, token.start_pos or 0, problem, hint)

    # -- leaves ---------------------------------------------------------------------------------------------------

    def number(self, tokens: list[Token]) -> t.Node:
        percent = len(tokens) > 1
        value = Fraction(str(tokens[0]))
        return t.Number(value / 100 if percent else value, percent=percent)

    def date(self, tokens: list[Token]) -> t.Node:
        year, month, day = (int(part) for part in re.findall(r"\d+", str(tokens[0])))
        try:
            return t.Number(Fraction(serial(date(year, month, day))), date=True)
        except ValueError:
            raise self._fail(tokens[0], f"没有“{tokens[0]}”这一天") from None

    def string(self, tokens: list[Token]) -> t.Node:
        return t.TextLiteral(str(tokens[0])[1:-1])

    def known(self, tokens: list[Token]) -> t.Node:
        return self.names.known[fold(str(tokens[0]))]()

    def name(self, tokens: list[Token]) -> t.Node:
        return t.TextLiteral(str(tokens[0]))

    def call(self, tokens: list[Any]) -> t.Node:
        name, arguments = tokens[0], tuple(tokens[1:])
        word = str(name)
        if word == "如果":
            if len(arguments) != 3:
                raise self._fail(
                    name, f"如果( ) 要三个参数，这里有 {len(arguments)} 个", "写作 如果(条件, 成立时, 否则)"
                )
            return t.If(_as_condition(arguments[0]), arguments[1], arguments[2])
        if word in {s.value for s in t.Statistic}:
            if len(arguments) != 1:
                raise self._fail(name, f"{word}( ) 要一个参数，这里有 {len(arguments)} 个")
            return t.Across(t.Statistic(word), arguments[0])
        if word in {r.value for r in t.Run} | {o.value for o in t.OverSubs}:
            if len(arguments) != 1:
                raise self._fail(name, f"{word}( ) 要一个参数，这里有 {len(arguments)} 个")
            if word in {r.value for r in t.Run}:
                return t.Streak(t.Run(word), t.Applying(_as_condition(arguments[0])))
            over = t.OverSubs(word)
            return t.OfSubs(over, _as_condition(arguments[0]) if over is t.OverSubs.COUNT else arguments[0])
        if word in {f.value for f in t.Function}:
            function = t.Function(word)
            expected = _ARITY.get(function)
            if not arguments or (expected and len(arguments) != expected):
                raise self._fail(name, f"{word}( ) 要 {expected or '至少 1'} 个参数，这里有 {len(arguments)} 个")
            return t.Call(function, arguments)
        known = [each.value for kind in (t.Function, t.Statistic, t.Run, t.OverSubs) for each in kind] + ["如果"]
        hint = did_you_mean(word, known) or f"可用：{'、'.join(known)}"
        raise self._fail(name, f"没有“{word}”这个函数", hint)

    def reference(self, tokens: list[Token]) -> t.Node:
        kind, key = str(tokens[0]), str(tokens[1]).strip()
        if kind == "得分":
            found = self.names.indicators.get(fold(key)) or next(
                (x for x in self.names.lines if fold(x) == fold(key)), None
            )
            if found is None:
                raise self._fail(tokens[1], f"没有编号“{key}”", did_you_mean(key, self.names.indicators.values()))
            return t.ScoreOf(found)
        if kind == "否决":
            veto = next((name for name in self.names.vetoes if fold(name) == fold(key)), None)
            if veto is None:
                raise self._fail(tokens[1], f"没有否决项“{key}”", did_you_mean(key, self.names.vetoes))
            return t.VetoOf(veto)
        if kind in ("上期", "上年"):
            maker = self.names.known.get(fold(key))
            node = maker() if maker else None
            if not isinstance(node, t.Item | t.Given):
                raise self._fail(tokens[1], f"没有数据项“{key}”", did_you_mean(key, self.names.items))
            return t.Past(kind == "上年", node)
        if kind == "下级":
            ways = "下级个数(条件) 下级合计(数) 下级平均(数) 下级最大(数) 下级最小(数)"
            raise self._fail(tokens[0], "下级[ ] 没有说怎样汇总", f"写成 {ways}")
        raise self._fail(tokens[0], f"“{kind}[ ]”不认识", "可用 得分[编号] 否决[否决项] 上期[数据项] 上年[数据项]")

    # -- operators ------------------------------------------------------------------------------------------------

    def add(self, parts: list[Any]) -> t.Node:
        return t.Arithmetic("+", parts[0], parts[2])

    def subtract(self, parts: list[Any]) -> t.Node:
        return t.Arithmetic("-", parts[0], parts[2])

    def multiply(self, parts: list[Any]) -> t.Node:
        return t.Arithmetic("*", parts[0], parts[2])

    def divide(self, parts: list[Any]) -> t.Node:
        return t.Arithmetic("/", parts[0], parts[2])

    def negative(self, parts: list[Any]) -> t.Node:
        inner: t.Node = parts[1]
        if isinstance(inner, t.Number):
            return t.Number(-inner.value, percent=inner.percent)
        return -inner

    def negation(self, parts: list[Any]) -> t.Node:
        return t.Not(_as_condition(parts[1]))

    def comparison(self, parts: list[Any]) -> t.Node:
        pairs = []
        for position in range(1, len(parts), 2):
            op = str(parts[position])
            left, right = typed_words(parts[position - 1], parts[position + 1])
            pairs.append(t.Compare(_SAME.get(op, op), left, right))
        return t.both(*pairs)

    def every(self, parts: list[Any]) -> t.Node:
        return t.Logic(True, tuple(_as_condition(part) for part in parts if not isinstance(part, Token)))

    def any(self, parts: list[Any]) -> t.Node:
        return t.Logic(False, tuple(_as_condition(part) for part in parts if not isinstance(part, Token)))

    # -- targets --------------------------------------------------------------------------------------------------

    def measure(self, parts: list[Any]) -> tuple[str, t.Node]:
        op = str(parts[0])
        return _SAME.get(op, op), parts[1]

    def plain(self, parts: list[Any]) -> tuple[str, t.Node]:
        return "=", parts[0]

    def target(self, parts: list[Any]) -> Target:
        return Target(tuple(part for part in parts if not isinstance(part, Token)))


_ARITY = {t.Function.ROUND: 1, t.Function.CEIL: 1, t.Function.FLOOR: 1, t.Function.ABS: 1, t.Function.DAYS: 2}


def _as_condition(node: t.Node) -> t.Node:
    """A yes/no item standing alone in a condition means that it is 是."""
    if isinstance(node, t.Item | t.Attribute) and node.type is t.ValueType.YES_NO:
        return t.Compare("=", node, t.TextLiteral(YES))
    return node
