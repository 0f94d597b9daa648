"""What an expression gives: a number, a condition or a text; a percent, a date. Checks that the two sides agree."""

from __future__ import annotations

from kaohe_xl.base.text import did_you_mean, narrow
from kaohe_xl.expr import tree as t
from kaohe_xl.expr.names import NO, YES, ExpressionError, ExpressionNames

YES_WORDS, NO_WORDS = (YES, "有", "√"), (NO, "无", "没有")


def typed_words(left: t.Node, right: t.Node) -> tuple[t.Node, t.Node]:
    """有/无, 有/没有 and √ held against a yes/no item mean 是 and 否."""
    for words, other in ((left, right), (right, left)):
        if (
            isinstance(words, t.TextLiteral)
            and isinstance(other, t.Item | t.Attribute)
            and other.type is t.ValueType.YES_NO
        ):
            plain = t.TextLiteral(YES if words.text in YES_WORDS else NO if words.text in NO_WORDS else words.text)
            return (plain, right) if words is left else (left, plain)
    return left, right


def kind_of(node: t.Node) -> str:
    """``number``, ``truth`` or ``text``."""
    match node:
        case t.Item() | t.Attribute():
            return "number" if node.type.is_numeric else "text"
        case t.TextLiteral():
            return "text"
        case t.Given():
            return "text" if node.quantity is t.Quantity.GRADE else "number"
        case t.Compare() | t.Logic() | t.Listed() | t.Applying() | t.Not() | t.VetoOf():
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
        case t.OfSubs():
            return node.over is not t.OverSubs.COUNT and is_percent(node.part)
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


def check_types(node: t.Node, text: str, names: ExpressionNames) -> None:
    """Raise :class:`ExpressionError` where a text meets a number, a condition is missing, or a % is."""
    for part in node.walk():
        match part:
            case t.Compare():
                check_comparison(part.left, part.op, part.right, text, names)
            case t.Arithmetic():
                _expect("number", (part.left, part.right), text, names)
                if part.op == "/" and isinstance(part.right, t.Number) and part.right.value == 0:
                    raise ExpressionError(text, 0, "除数是 0", "改成不为 0 的除数")
            case t.Call():
                _expect("number", part.arguments, text, names)
            case t.Across():
                _expect("number", (part.part,), text, names)
            case t.Streak():
                _expect("truth", (part.condition,), text, names)
            case t.OfSubs():
                _expect("truth" if part.over is t.OverSubs.COUNT else "number", (part.part,), text, names)
            case t.Applying():
                _expect("truth", (part.condition,), text, names)
            case t.Logic():
                _expect("truth", part.parts, text, names)
            case t.Not():
                _expect("truth", (part.part,), text, names)
            case t.If():
                _expect("truth", (part.condition,), text, names)
                _expect(kind_of(part.then), (part.otherwise,), text, names)


def check_comparison(left: t.Node, op: str, right: t.Node, text: str, names: ExpressionNames) -> None:
    """One comparison: both sides of a kind, texts only = or <>, percents against percents, dates against dates."""
    left, right = typed_words(left, right)
    kinds = {kind_of(left), kind_of(right)}
    if kinds == {"text"}:
        if op not in ("=", "<>"):
            raise ExpressionError(text, 0, f"文字之间只能用 = 或 <> 比较，不能用 {op}", "各等级分开写：等级=优秀")
        _check_yes_no(left, right, text)
        return
    if kinds != {"number"}:
        words = next((n for n in (left, right) if isinstance(n, t.TextLiteral)), None)
        if words is not None and words.text in (*YES_WORDS, *NO_WORDS):
            raise ExpressionError(text, 0, f"数不能和“{words.text}”比较", "和一个数比较，或把数据项的类型改成 是否")
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
        if yes_no and isinstance(words, t.TextLiteral) and words.text not in (YES, NO):
            raise ExpressionError(text, 0, f"是否项不会等于“{words.text}”", f"写 {YES} 或 {NO}")


def _is_plain(node: t.Node) -> bool:
    """A figure as it stands rather than a calculation."""
    return isinstance(node, t.Number | t.Item | t.Attribute | t.Given)


def _unknown(words: t.TextLiteral, text: str, names: ExpressionNames) -> ExpressionError:
    hint = did_you_mean(words.text, [*names.items, *names.attributes]) or "改成填报项里的名称"
    return ExpressionError(text, max(narrow(text).find(words.text), 0), f"“{words.text}”不是已有的数据项或属性", hint)


def _expect(kind: str, nodes: tuple[t.Node, ...], text: str, names: ExpressionNames) -> None:
    for node in nodes:
        if kind_of(node) != kind:
            if isinstance(node, t.TextLiteral):
                raise _unknown(node, text, names)
            wanted = {"number": "一个数", "truth": "一个条件（如 x>=5、项=是）", "text": "文字"}[kind]
            raise ExpressionError(text, 0, f"这里要{wanted}，写的却不是")
