"""Text of an expression → tree. A grammar reads it, nothing is eval'ed; a mistake says where and what is wanted."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from importlib import resources
from typing import Any

from lark import Lark, Token, Transformer, UnexpectedCharacters, UnexpectedEOF, UnexpectedInput
from lark.exceptions import VisitError

from kaohe_xl.expr import tree as t
from kaohe_xl.text import did_you_mean, fold, narrow

_GRAMMAR = resources.files("kaohe_xl.expr").joinpath("grammar.lark").read_text(encoding="utf-8")
_NEVER = r"(?!)"
_EPOCH = date(1899, 12, 30)
_SAME = {"≥": ">=", "≤": "<=", "≠": "<>", "!=": "<>", "==": "="}
YES, NO = "是", "否"


def serial(day: date) -> int:
    """Excel's number of a day, so that a date compares as a number here and in the workbook."""
    return (day - _EPOCH).days


def day_of(value: Fraction) -> date:
    """The date of an Excel serial."""
    return date.fromordinal(_EPOCH.toordinal() + int(value))


class ExpressionError(Exception):
    """A mistake in an expression. Turned into a finding with sheet and cell by whoever reads the cell."""

    def __init__(self, text: str, position: int, problem: str, hint: str = "") -> None:
        super().__init__(problem)
        self.text = text
        self.position = position
        self.problem = problem
        self.hint = hint


@dataclass(frozen=True)
class Names:
    """Every name that an expression of this scheme may use."""

    items: Mapping[str, t.ValueType] = field(default_factory=dict)
    attributes: Mapping[str, t.ValueType] = field(default_factory=dict)
    indicators: Mapping[str, str] = field(default_factory=dict)  # folded 编号 → 编号
    lines: tuple[str, ...] = ()
    vetoes: tuple[str, ...] = ()

    @cached_property
    def known(self) -> dict[str, Callable[[], t.Node]]:
        """Folded name → maker of its node. Items come before attributes, both before the calculation's own figures."""
        table: dict[str, Callable[[], t.Node]] = {}
        for quantity in t.Quantity:
            table[fold(quantity.value)] = _maker(t.Given, quantity)
        for name, kind in self.attributes.items():
            table[fold(name)] = _maker(t.Attribute, name, kind)
        for name, kind in self.items.items():
            table[fold(name)] = _maker(t.Item, name, kind)
        return table

    @cached_property
    def parser(self) -> Lark:
        names = sorted((*self.items, *self.attributes, *(q.value for q in t.Quantity)), key=len, reverse=True)
        pattern = "|".join(re.escape(narrow(name)).replace("/", r"\/") for name in names)
        known = rf"(?:{pattern})(?![^\W且或非])" if pattern else _NEVER
        grammar = _GRAMMAR.replace("@KNOWN@", known)
        return Lark(
            grammar, parser="lalr", start=["expression", "target"], propagate_positions=True, maybe_placeholders=False
        )


def _maker(kind: Callable[..., t.Node], *arguments: object) -> Callable[[], t.Node]:
    return lambda: kind(*arguments)


@dataclass(frozen=True)
class Target:
    """基准 as a comparison with the item: one or more (operator, node) parts, all of which must hold."""

    parts: tuple[tuple[str, t.Node], ...]

    def met_by(self, x: t.Node) -> t.Node:
        pairs = ((op, *_typed_words(x, node)) for op, node in self.parts)
        return t.both(*(t.Compare(op, left, right) for op, left, right in pairs))

    @property
    def operator(self) -> str:
        return self.parts[0][0]

    @property
    def base(self) -> t.Node:
        return self.parts[0][1]


def parse_expression(text: str, names: Names) -> t.Node:
    """A number, text or condition over items, attributes and figures of the calculation.

    Raises:
        ExpressionError: the text does not follow the grammar or names something unknown.
    """
    result: t.Node = _parse(text, names, "expression")
    check_types(result, text, names)
    return result


def parse_target(text: str, names: Names) -> Target:
    """A comparison without its left side: ``>=95%``, ``<=2022-10-31``, ``是``.

    Raises:
        ExpressionError: as for :func:`parse_expression`.
    """
    result: Target = _parse(text, names, "target")
    return result


def _parse(text: str, names: Names, start: str) -> Any:
    narrowed = narrow(text)
    try:
        tree = names.parser.parse(narrowed, start=start)
        return _Builder(names, narrowed).transform(tree)
    except VisitError as error:
        if isinstance(error.orig_exc, ExpressionError):
            raise error.orig_exc from None
        raise
    except UnexpectedInput as error:
        raise _syntax_error(narrowed, error) from None


def _syntax_error(text: str, error: UnexpectedInput) -> ExpressionError:
    if isinstance(error, UnexpectedEOF) or error.pos_in_stream is None or error.pos_in_stream >= len(text):
        return ExpressionError(text, len(text), "写到这里还没有写完", "检查括号是否成对、比较号后面是否漏了数")
    position = max(error.pos_in_stream, 0)
    token = text[position] if isinstance(error, UnexpectedCharacters) else str(getattr(error, "token", text[position]))
    if not token:
        return ExpressionError(text, len(text), "写到这里还没有写完", "检查括号是否成对、比较号后面是否漏了数")
    return ExpressionError(text, position, f"第{position + 1}个字符“{token}”不应出现在这里", "检查符号和括号是否写全")


class _Builder(Transformer[Token, Any]):
    """Parse tree → nodes."""

    def __init__(self, names: Names, text: str) -> None:
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
        return t.Words(str(tokens[0])[1:-1])

    def known(self, tokens: list[Token]) -> t.Node:
        return self.names.known[fold(str(tokens[0]))]()

    def name(self, tokens: list[Token]) -> t.Node:
        return t.Words(str(tokens[0]))

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
        if word in {f.value for f in t.Function}:
            function = t.Function(word)
            expected = _ARITY.get(function)
            if not arguments or (expected and len(arguments) != expected):
                raise self._fail(name, f"{word}( ) 要 {expected or '至少 1'} 个参数，这里有 {len(arguments)} 个")
            return t.Call(function, arguments)
        known = [f.value for f in t.Function] + [s.value for s in t.Statistic] + ["如果"]
        raise self._fail(name, f"没有“{word}”这个函数", did_you_mean(word, known))

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
            left, right = _typed_words(parts[position - 1], parts[position + 1])
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


def _typed_words(left: t.Node, right: t.Node) -> tuple[t.Node, t.Node]:
    """有/无, 有/没有 and √ held against a yes/no item mean 是 and 否."""
    for words, other in ((left, right), (right, left)):
        if isinstance(words, t.Words) and isinstance(other, t.Item | t.Attribute) and other.type is t.ValueType.YES_NO:
            plain = t.Words({"有": YES, "无": NO, "没有": NO, "√": YES, "×": NO}.get(words.text, words.text))
            return (plain, right) if words is left else (left, plain)
    return left, right


def _as_condition(node: t.Node) -> t.Node:
    """A yes/no item standing alone in a condition means that it is 是."""
    if isinstance(node, t.Item | t.Attribute) and node.type is t.ValueType.YES_NO:
        return t.Compare("=", node, t.Words(YES))
    return node


# -- kinds: a number, a condition or a text ---------------------------------------------------------------------------


def kind_of(node: t.Node) -> str:
    """``number``, ``truth`` or ``text``."""
    match node:
        case t.Item() | t.Attribute():
            return "number" if node.type.is_numeric else "text"
        case t.Words():
            return "text"
        case t.Given():
            return "text" if node.quantity is t.Quantity.GRADE else "number"
        case t.Compare() | t.Logic() | t.Not() | t.VetoOf():
            return "truth"
        case t.If():
            return kind_of(node.then)
        case t.Past():
            return kind_of(node.item)
        case t.ByGroup():
            return kind_of(node.cases[0][1])
        case _:
            return "number"


def is_percent(node: t.Node) -> bool:
    """True for a percent item and what keeps its unit."""
    match node:
        case t.Item() | t.Attribute():
            return node.type is t.ValueType.PERCENT
        case t.Past():
            return is_percent(node.item)
        case t.IfBlank():
            return is_percent(node.item)
        case t.Valid() | t.Needs():
            return is_percent(node.value)
        case t.Across():
            return node.statistic in (t.Statistic.MAX, t.Statistic.MIN, t.Statistic.MEAN) and is_percent(node.part)
        case t.Arithmetic(op=op, left=left, right=right):
            return op in "+-" and is_percent(left) and is_percent(right)
        case _:
            return False


def is_date(node: t.Node) -> bool:
    """A day rather than a quantity."""
    match node:
        case t.Item() | t.Attribute():
            return node.type is t.ValueType.DATE
        case t.Number():
            return node.date
        case t.Given():
            return node.quantity is t.Quantity.DEADLINE
        case t.IfBlank() | t.Past():
            return is_date(node.item)
        case t.ByGroup():
            return is_date(node.cases[0][1])
        case t.Across():
            return node.statistic in (t.Statistic.MAX, t.Statistic.MIN) and is_date(node.part)
        case _:
            return False


def bare_against_percent(left: t.Node, right: t.Node) -> bool:
    """A literal without % held against a percent; 0 is the same either way."""
    for literal, other in ((left, right), (right, left)):
        if isinstance(literal, t.Number) and not literal.percent and literal.value != 0 and is_percent(other):
            return True
    return False


def check_types(node: t.Node, text: str, names: Names) -> None:
    """Raise :class:`ExpressionError` where a text meets a number, a condition is missing, or a % is."""
    for part in node.walk():
        match part:
            case t.Compare():
                check_comparison(part.left, part.op, part.right, text, names)
            case t.Arithmetic():
                _expect("number", (part.left, part.right), text, names)
            case t.Call():
                _expect("number", part.arguments, text, names)
            case t.Across():
                _expect("number", (part.part,), text, names)
            case t.Logic():
                _expect("truth", part.parts, text, names)
            case t.Not():
                _expect("truth", (part.part,), text, names)
            case t.If():
                _expect("truth", (part.condition,), text, names)
                _expect(kind_of(part.then), (part.otherwise,), text, names)


def check_comparison(left: t.Node, op: str, right: t.Node, text: str, names: Names) -> None:
    """One comparison: both sides of a kind, texts only = or <>, percents against percents, dates against dates."""
    left, right = _typed_words(left, right)
    kinds = {kind_of(left), kind_of(right)}
    if kinds == {"text"}:
        if op not in ("=", "<>"):
            raise ExpressionError(text, 0, f"文字之间只能用 = 或 <> 比较，不能用 {op}")
        _check_yes_no(left, right, text)
        return
    if kinds != {"number"}:
        words = next((n for n in (left, right) if isinstance(n, t.Words)), None)
        if words is not None:
            raise _unknown(words, text, names)
        raise ExpressionError(text, 0, "比较号两边一个是数、一个不是", "两边都要是数，或都要是文字")
    if is_date(left) != is_date(right) and (_is_plain(left) and _is_plain(right)):
        raise ExpressionError(text, 0, "日期和不是日期的数相比", "日期写成 2022-10-31，只和日期比较")
    if bare_against_percent(left, right):
        literal = left if isinstance(left, t.Number) else right
        assert isinstance(literal, t.Number)
        value = float(literal.value)
        raise ExpressionError(
            text, 0, f"百分比与不带 % 的数 {value:g} 相比", f"写成 {value if value > 1 else value * 100:g}%"
        )


def _check_yes_no(left: t.Node, right: t.Node, text: str) -> None:
    for words, other in ((left, right), (right, left)):
        yes_no = isinstance(other, t.Item | t.Attribute) and other.type is t.ValueType.YES_NO
        if yes_no and isinstance(words, t.Words) and words.text not in (YES, NO):
            raise ExpressionError(text, 0, f"是否项不会等于“{words.text}”", f"写 {YES} 或 {NO}")


def _is_plain(node: t.Node) -> bool:
    """A figure as it stands rather than a calculation."""
    return isinstance(node, t.Number | t.Item | t.Attribute | t.Given)


def _unknown(words: t.Words, text: str, names: Names) -> ExpressionError:
    hint = did_you_mean(words.text, [*names.items, *names.attributes]) or "改成填报项里的名称"
    return ExpressionError(text, max(narrow(text).find(words.text), 0), f"“{words.text}”不是已有的数据项或属性", hint)


def _expect(kind: str, nodes: tuple[t.Node, ...], text: str, names: Names) -> None:
    for node in nodes:
        if kind_of(node) != kind:
            if isinstance(node, t.Words):
                raise _unknown(node, text, names)
            wanted = {"number": "一个数", "truth": "一个条件（如 x>=5、项=是）", "text": "文字"}[kind]
            raise ExpressionError(text, 0, f"这里要{wanted}，写的却不是")
