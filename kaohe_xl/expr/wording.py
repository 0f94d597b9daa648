"""A tree as a sentence in the words of the scheme: conditions of vetoes and 倍数, formulas of derived items."""

from __future__ import annotations

from collections.abc import Sequence

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.expr import tree as t
from kaohe_xl.expr.parse import day_of

_SIGNS = {">=": "≥", "<=": "≤", ">": ">", "<": "<", "=": "＝", "<>": "≠", "+": "＋", "-": "－", "*": "×", "/": "÷"}
_OR, _AND, _COMPARE, _SUM, _PRODUCT, _ATOM = range(6)


def wording(node: t.Node) -> str:
    """The tree as text, with no more brackets than it needs: 漏报率>5% 或 乙类例数≥1."""
    return _write(node)[0]


def absent_words(node: t.Node, absent: Sequence[str]) -> str:
    """What a condition lacks: the absent items, else the other figures that it looks at (上期[总分], 名次)."""
    others = [wording(n) for n in node.walk() if isinstance(n, t.Past | t.Given | t.ScoreOf | t.Attribute)]
    return "、".join(absent or dict.fromkeys(others))


def _write(node: t.Node) -> tuple[str, int]:
    match node:
        case t.Number():
            return _figure(node), _ATOM
        case t.TextLiteral():
            return node.text, _ATOM
        case t.Item() | t.Attribute():
            return node.name, _ATOM
        case t.Given():
            return node.quantity.value, _ATOM
        case t.ScoreOf():
            return f"得分[{node.key}]", _ATOM
        case t.VetoOf():
            return f"否决[{node.name}]", _ATOM
        case t.Past():
            return f"{'上年' if node.last_year else '上期'}[{wording(node.item)}]", _ATOM
        case t.Arithmetic():
            return _arithmetic(node)
        case t.Compare():
            return f"{_at(node.left, _SUM)}{_SIGNS[node.op]}{_at(node.right, _SUM)}", _COMPARE
        case t.Applying():
            return _write(node.condition)
        case t.Logic() | t.Listed():
            word, level = (" 且 ", _AND) if node.every else (" 或 ", _OR)
            return word.join(_at(part, level + 1) for part in node.parts), level
        case t.Not():
            return f"非（{wording(node.part)}）", _ATOM
        case _:
            return _call(node), _ATOM


def _arithmetic(node: t.Arithmetic) -> tuple[str, int]:
    level = _SUM if node.op in "+-" else _PRODUCT
    left, right = _at(node.left, level), _at(node.right, level if node.op in "+*" else level + 1)
    return f"{left}{_SIGNS[node.op]}{right}", level


def _at(node: t.Node, level: int) -> str:
    text, own = _write(node)
    return text if own >= level else f"（{text}）"


def _figure(node: t.Number) -> str:
    if node.date:
        return day_of(node.value).isoformat()
    return f"{decimal_text(node.value * 100)}%" if node.percent else decimal_text(node.value)


def _call(node: t.Node) -> str:
    match node:
        case t.Call():
            return f"{node.function.value}（{'，'.join(wording(part) for part in node.arguments)}）"
        case t.If():
            return f"如果（{wording(node.condition)}，{wording(node.then)}，{wording(node.otherwise)}）"
        case t.Across():
            return f"{node.statistic.value}（{wording(node.part)}）"
        case t.Streak():
            return f"{node.run.value}（{wording(node.condition)}）"
        case t.OfSubs():
            return f"{node.over.value}（{wording(node.part)}）"
        case t.ByGroup():
            cases = [f"{group}：{wording(part)}" for group, part in node.cases]
            return "；".join([*cases, f"其它：{wording(node.otherwise)}"] if node.otherwise else cases)
        case t.Choose():
            return f"第{wording(node.place)}个（{'，'.join(wording(part) for part in node.figures)}）"
        case t.IfBlank():
            return wording(node.item)
        case t.Valid():
            return wording(node.value)
        case _:
            raise TypeError(f"no words for {type(node).__name__}")
