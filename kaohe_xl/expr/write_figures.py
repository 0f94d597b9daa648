"""Figures as live formulas: cells, numbers, and what is reckoned with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, ClassVar

from kaohe_xl.expr import tree as t
from kaohe_xl.expr.cells import Cells, NoFormula, quoted
from kaohe_xl.expr.formula_parts import ATOM, PRODUCT, SIGN, SUM, FormulaPart, cell_piece, is_literal, literal, widest
from kaohe_xl.expr.guard import Guard, together
from kaohe_xl.expr.signs import never_negative, positive

_UNLIVE = {
    t.Quantity.TOTAL: "总分由各项得分合成，会循环引用",
    t.Quantity.RANK: "名次由总分排出，会循环引用",
    t.Quantity.GRADE: "等次由名次定出，会循环引用",
    t.Quantity.RANK_FROM_LAST: "名次由总分排出，会循环引用",
}


class FigureWriter:
    """Writes nodes. ``many``: over whole ranges, where AND, OR and MAX would melt the rows together."""

    def __init__(self, cells: Cells, many: bool = False) -> None:
        self.cells = cells
        self.many = many
        self.array = False
        self.known = Guard()  # what is asked further out already

    def write(self, node: t.Node) -> FormulaPart:
        return self._METHODS[type(node)](self, node)

    def _asked(self, guard: Guard) -> str:
        return guard.mask if self.many else guard.text

    # -- leaves ---------------------------------------------------------------------------------------------------

    def _number(self, node: t.Number) -> FormulaPart:
        reference = self.cells.param(node.cell) if node.cell is not None else None
        if reference is not None:
            return FormulaPart(reference, plain=True)
        return literal(node)

    def _words(self, node: t.TextLiteral) -> FormulaPart:
        return FormulaPart(quoted(node.text), plain=True)

    def _item(self, node: t.Item) -> FormulaPart:
        reference = self.cells.item_range(node.name) if self.many else self.cells.item(node.name)
        return cell_piece(reference, node.type, self.cells.typed(node.name))

    def _attribute(self, node: t.Attribute) -> FormulaPart:
        reference = self.cells.attribute_range(node.name) if self.many else self.cells.attribute(node.name)
        return cell_piece(reference, node.type, True)

    def _given(self, node: t.Given) -> FormulaPart:
        if node.quantity in _UNLIVE:
            raise NoFormula(_UNLIVE[node.quantity])
        reference = self.cells.given_range(node.quantity) if self.many else self.cells.given(node.quantity)
        return cell_piece(reference, t.ValueType.NUMBER, False)

    def _score_of(self, node: t.ScoreOf) -> FormulaPart:
        reference = self.cells.score_range(node.key) if self.many else self.cells.score_of(node.key)
        return cell_piece(reference, t.ValueType.NUMBER, False)

    def _no_formula(self, node: t.Past | t.VetoOf) -> FormulaPart:
        what = "否决结果" if isinstance(node, t.VetoOf) else "别的期次"
        raise NoFormula(f"要用到{what}，不能写成公式")

    # -- reckoning ------------------------------------------------------------------------------------------------

    def _arithmetic(self, node: t.Arithmetic) -> FormulaPart:
        left, right = self.write(node.left), self.write(node.right)
        one_left, one_right = is_literal(node.left, 1), is_literal(node.right, 1)
        match node.op:
            case "*" if one_left:
                return right
            case "*" | "/" if one_right:
                return left
            case "+" | "-" if is_literal(node.right, 0):
                return left
            case "+" if is_literal(node.left, 0):
                return right
            case "-" if is_literal(node.left, 0):
                return FormulaPart(f"-{right.at(SIGN + 1)}", SIGN, right.guard, True)
        level = SUM if node.op in "+-" else PRODUCT
        # a sign, and what - and / bind to the left, want brackets on the right
        behind = level + 1 if node.op in "-/" else level
        second = f"({right.text})" if right.level == SIGN else right.at(behind)
        guard = left.guard & right.guard
        if node.op == "/":
            guard = guard & self._not_zero(node.right, right)
        return FormulaPart(f"{left.at(level)}{node.op}{second}", level, guard, True)

    def _not_zero(self, node: t.Node, divisor: FormulaPart) -> Guard:
        if positive(node) or (isinstance(node, t.Number) and node.value != 0):
            return Guard()
        test = f"{divisor.text}<>0" if divisor.plain else f"ROUND({divisor.text},9)<>0"
        return Guard(conditions=(replace(divisor, text=test, fails=not divisor.plain).safely,))

    def _call(self, node: t.Call) -> FormulaPart:
        arguments = [self.write(argument) for argument in node.arguments]
        guard = together(argument.guard for argument in arguments)
        texts = [argument.text for argument in arguments]
        first = f"ROUND({texts[0]},9)"
        level = ATOM
        match node.function:
            case t.Function.MAX | t.Function.MIN if len(texts) == 1:
                return arguments[0]
            case t.Function.MAX if is_literal(node.arguments[-1], 0) and never_negative(
                t.Call(node.function, node.arguments[:-1])
            ):
                return self.write(t.Call(node.function, node.arguments[:-1]))
            case t.Function.MAX | t.Function.MIN if self.many:
                text = widest(texts, ">" if node.function is t.Function.MAX else "<")
            case t.Function.MAX | t.Function.MIN:
                text = f"{'MAX' if node.function is t.Function.MAX else 'MIN'}({','.join(texts)})"
            case t.Function.ROUND:
                text = f"ROUND({first},0)"
            case t.Function.FLOOR:
                text = f"ROUNDDOWN({first},0)" if never_negative(node.arguments[0]) else f"INT({first})"
            case t.Function.CEIL if never_negative(node.arguments[0]):
                text = f"ROUNDUP({first},0)"
            case t.Function.CEIL:  # ROUNDUP goes away from zero, a ceiling goes up
                text, level = f"-INT(-{first})", SIGN
            case t.Function.ABS:
                text = f"ABS({texts[0]})"
            case t.Function.SUM | t.Function.MEAN:
                text, level = "+".join(argument.at(SUM) for argument in arguments), SUM
                if node.function is t.Function.MEAN and len(texts) > 1:
                    text, level = f"({text})/{len(texts)}", PRODUCT
            case t.Function.DAYS:
                text, level = f"{arguments[0].at(SUM)}-{arguments[1].at(PRODUCT)}", SUM
        return FormulaPart(text, level, guard, True)

    _METHODS: ClassVar[dict[type[t.Node], Callable[[Any, Any], FormulaPart]]] = {
        t.Number: _number,
        t.TextLiteral: _words,
        t.Item: _item,
        t.Attribute: _attribute,
        t.Given: _given,
        t.ScoreOf: _score_of,
        t.VetoOf: _no_formula,
        t.Past: _no_formula,
        t.Arithmetic: _arithmetic,
        t.Call: _call,
    }
