"""Conditions as live formulas: comparisons, and what holds of several of them where some are not known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, ClassVar

from kaohe_xl.expr import tree as t
from kaohe_xl.expr.cells import NoFormula, quoted
from kaohe_xl.expr.formula_parts import (
    ATOM,
    COMPARE,
    HOLDS,
    PRODUCT,
    SIGN,
    SUM,
    FormulaPart,
    is_literal,
    is_text,
    same_text,
)
from kaohe_xl.expr.guard import DROPPED, Guard, together
from kaohe_xl.expr.write_figures import FigureWriter


class ConditionWriter(FigureWriter):
    """Writes nodes; also those that hold or do not hold."""

    def _compare(self, node: t.Compare) -> FormulaPart:
        if (
            isinstance(node.left, t.Number)
            and isinstance(node.right, t.Number)
            and not (node.left.cell or node.right.cell)
        ):
            return FormulaPart("TRUE" if HOLDS[node.op](node.left.value, node.right.value) else "FALSE")
        left, right = self.write(node.left), self.write(node.right)
        guard = left.guard & right.guard
        if is_text(node.left) or is_text(node.right):
            return FormulaPart(same_text(node, left, right), COMPARE, guard)
        if left.plain and right.plain:
            text = f"{left.at(SUM)}{node.op}{right.at(SUM)}"
            return FormulaPart(text, COMPARE, guard)
        if is_literal(node.right, 0):
            return FormulaPart(f"ROUND({left.text},9){node.op}0", COMPARE, guard, True)
        second = f"({right.text})" if right.level == SIGN else right.at(PRODUCT)
        return FormulaPart(f"ROUND({left.at(SUM)}-{second},9){node.op}0", COMPARE, guard, True)

    def _logic(self, node: t.Logic) -> FormulaPart:
        parts = [self.write(part) for part in node.parts]
        guard, settled = together(part.guard for part in parts), ""
        if not node.strict and any(not part.guard.same_as(guard) for part in parts):
            # one known "no" (or "yes") settles it, whatever else is missing
            known = [self._all_of([part.guard, part], negate=node.every) for part in parts]
            settled = self._join(False, [FormulaPart(self._asked(guard)), *known]).text
            parts = [replace(part, text=part.safely, fails=False) for part in parts]
        joined = self._join(node.every, parts)
        return replace(joined, guard=Guard(conditions=(settled,)) if settled else guard)

    def _all_of(self, parts: list[Any], negate: bool) -> FormulaPart:
        guard, part = parts
        text = f"NOT({part.text})" if negate else part.text
        pieces = [FormulaPart(self._asked(guard)), replace(part, text=text, level=ATOM if negate else part.level)]
        joined = self._join(True, [piece for piece in pieces if piece.text])
        return FormulaPart(joined.safely, joined.level if joined.text == joined.safely else ATOM)

    def _join(self, every: bool, parts: list[FormulaPart]) -> FormulaPart:
        fails = any(part.fails for part in parts)
        if len(parts) == 1:
            return parts[0]
        if not self.many:
            return FormulaPart(f"{'AND' if every else 'OR'}({','.join(part.text for part in parts)})", fails=fails)
        if every:
            return FormulaPart("*".join(f"({part.text})" for part in parts), PRODUCT, fails=fails)
        return FormulaPart(f"({'+'.join(f'({part.text})' for part in parts)}>0)", fails=fails)

    def _listed(self, node: t.Listed) -> FormulaPart:
        parts = [self.write(part) for part in node.parts]
        gone = [self._struck_off(part, piece) for part, piece in zip(node.parts, parts, strict=True)]
        asked = [self._asked(piece.guard) or "TRUE" for piece in parts]
        settled = [f"OR({off},{known})" for off, known in zip(gone, asked, strict=True)]
        settled.append(f"NOT(AND({','.join(gone)}))")
        if node.every:
            met = ",".join(f"OR({off},{piece.safely})" for off, piece in zip(gone, parts, strict=True))
            return FormulaPart(f"AND({met})", guard=Guard(conditions=tuple(settled)))
        holds = [f"AND({known},{piece.safely})" for known, piece in zip(asked, parts, strict=True)]
        known = f"OR({','.join(holds)},AND({','.join(settled)}))"
        return FormulaPart(f"OR({','.join(holds)})", guard=Guard(conditions=(known,)))

    def _applying(self, node: t.Applying) -> FormulaPart:
        piece = self.write(node.condition)
        asked = self._asked(piece.guard)
        if not asked:
            return piece
        guard = Guard(conditions=(f"OR({asked},{self._struck_off(node.condition, piece)})",))
        return FormulaPart(f"AND({asked},{piece.safely})", guard=guard)

    def _struck_off(self, node: t.Node, piece: FormulaPart) -> str:
        """No value, and nothing but 不适用 is to blame."""
        if self.many:
            raise NoFormula("不适用要逐项判断，不能写成一列的公式")
        items = {part.name: part for part in node.walk() if isinstance(part, t.Item)}
        dropped = [f"{self.cells.item(name)}={quoted(DROPPED)}" for name in items]
        if len(items) <= 1:
            return dropped[0] if dropped else "FALSE"
        there = [self._asked(self._item(item).guard) for item in items.values()]
        excused = ",".join(f"OR({known},{off})" for known, off in zip(there, dropped, strict=True))
        return f"AND(OR({','.join(dropped)}),{excused},NOT({self._asked(piece.guard) or 'TRUE'}))"

    def _not(self, node: t.Not) -> FormulaPart:
        part = self.write(node.part)
        return replace(part, text=f"NOT({part.text})", level=ATOM)

    _METHODS: ClassVar[dict[type[t.Node], Callable[[Any, Any], FormulaPart]]] = {
        **FigureWriter._METHODS,
        t.Compare: _compare,
        t.Logic: _logic,
        t.Listed: _listed,
        t.Applying: _applying,
        t.Not: _not,
    }
