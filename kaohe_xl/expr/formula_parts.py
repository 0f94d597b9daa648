"""Parts of a formula being written: their text, how tightly it binds, and what has to be asked about its cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.expr import tree as t
from kaohe_xl.expr.guard import Guard
from kaohe_xl.expr.names import day_of

# Precedence of the outermost operator, as Excel binds them
COMPARE, SUM, PRODUCT, SIGN, ATOM = range(1, 6)


@dataclass(frozen=True)
class FormulaPart:
    """Text of a part. ``fails``: it may show an error where its cells hold a text. ``plain``: exact as it stands."""

    text: str
    level: int = ATOM
    guard: Guard = field(default_factory=Guard)
    fails: bool = False
    plain: bool = False

    def at(self, level: int) -> str:
        """The text where an operand of at least this level is wanted."""
        return self.text if self.level >= level else f"({self.text})"

    @property
    def safely(self) -> str:
        """A condition that reads as not holding where it cannot be known."""
        return f"IFERROR({self.text},FALSE)" if self.fails else self.text


def literal(node: t.Number) -> FormulaPart:
    """A number written out, as a percent or a date where it was one."""
    if node.date:
        day = day_of(node.value)
        return FormulaPart(f"DATE({day.year},{day.month},{day.day})", plain=True)
    hundred = node.value * 100
    if node.percent and 10**13 % hundred.denominator == 0 and float(hundred) / 100 == float(node.value):
        text = f"{decimal_text(hundred, most=13)}%"  # and the sheet's division by 100 gives the same bits
    elif 10**15 % node.value.denominator == 0:
        text = decimal_text(node.value, most=15)
    else:
        sign = node.value < 0
        return FormulaPart(str(node.value), SIGN if sign else PRODUCT)
    return FormulaPart(text, SIGN if node.value < 0 else ATOM, plain=True)


HOLDS: dict[str, Callable[[Fraction, Fraction], bool]] = {
    ">=": lambda a, b: a >= b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    "<": lambda a, b: a < b,
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
}


def cell_piece(reference: str, kind: t.ValueType, typed: bool) -> FormulaPart:
    if kind.is_numeric:
        return FormulaPart(reference, guard=Guard(numbers=(reference,)), plain=typed)
    if kind is t.ValueType.YES_NO:
        return FormulaPart(reference, guard=Guard(yes_no=(reference,)), plain=True)
    return FormulaPart(reference, guard=Guard(texts=(reference,)), plain=True)


def is_literal(node: t.Node, value: int) -> bool:
    """A number that no rubric cell holds: it may be left out where it changes nothing."""
    return isinstance(node, t.Number) and node.cell is None and node.value == value


def is_text(node: t.Node) -> bool:
    return isinstance(node, t.TextLiteral) or (isinstance(node, t.Item | t.Attribute) and not node.type.is_numeric)


def same_text(node: t.Compare, left: FormulaPart, right: FormulaPart) -> str:
    """Excel's = takes A for a; where letters have a case, EXACT decides."""
    literal = next((side for side in (node.left, node.right) if isinstance(side, t.TextLiteral)), None)
    if literal is not None and literal.text.lower() == literal.text.upper():
        return f"{left.text}{node.op}{right.text}"
    same = f"EXACT({left.text},{right.text})"
    return same if node.op == "=" else f"NOT({same})"


def widest(texts: Iterable[str], sign: str) -> str:
    """Largest or smallest row by row: MAX over ranges would give one number for all of them."""
    result = ""
    for text in texts:
        result = f"IF({result}{sign}{text},{result},{text})" if result else text
    return result
