"""A tree as a live formula, in functions that Excel 2016, WPS and LibreOffice all have.

Spreadsheets count in binary, so a formula never lets the last bits decide: differences are rounded to 9 decimals before
they are compared, step counts before they are rounded up or down, and a score to 10 before it is rounded for print.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from kaohe_xl.expr import tree as t
from kaohe_xl.expr.cells import Cells, Formula, NoFormula, quoted, rounded, too_large
from kaohe_xl.expr.formula_parts import ATOM, PRODUCT, SIGN, SUM, FormulaPart
from kaohe_xl.expr.guard import DROPPED, Guard
from kaohe_xl.expr.write_units import UnitFormulaWriter

__all__ = ["Cells", "Formula", "NoFormula", "formula", "quoted", "rounded"]


def formula(node: t.Node, cells: Cells) -> Formula:
    """The tree as a formula of one row.

    Raises:
        NoFormula: the tree holds 上期[ ], 上年[ ], 否决[ ], 总分, 名次, 等次, or what ``cells`` has no cell for; or the
            formula is beyond what Excel takes.
    """
    writer = _Writer(cells)
    piece = writer.write(node)
    made = Formula(piece.text, piece.guard, writer.array)
    if too_large(made.guarded()):
        raise NoFormula("公式太长或套得太深，表格软件打不开")
    return made


class _Writer(UnitFormulaWriter):
    """Writes nodes; also what is asked of several units or periods at once."""

    def _across(self, node: t.Across) -> FormulaPart:
        if self.many:
            raise NoFormula("统计套着统计，不能写成公式")
        ranked = node.statistic in (t.Statistic.RANK, t.Statistic.RANK_ASCENDING)
        helper = self.cells.statistic(node)
        if helper is not None:
            return FormulaPart(helper, guard=Guard(numbers=(helper,)))
        over = _Writer(self.cells, many=True).write(node.part)
        asked = self._taking_part(node)
        # over a plain column with nobody left out, MAX, MIN and AVERAGE pass over texts by themselves
        whole = not asked and over.guard.same_as(Guard(numbers=(over.text,)))
        mask = "*".join(part for part in (*asked, over.guard.mask) if part)
        somebody = Guard(conditions=(f"COUNT({over.text})>0" if whole else f"SUM(IF({mask},1,0))>0",))
        if ranked:
            self.array = True
            own = self.write(node.part)
            sign = ">" if node.statistic is t.Statistic.RANK else "<"
            behind = own.at(PRODUCT) if own.level != SIGN else f"({own.text})"
            better = f"IF(ROUND({over.at(SUM)}-{behind},9){sign}0,1,0)"
            return FormulaPart(f"1+SUM(IF({mask},{better},0))", SUM, own.guard & somebody, True)
        name = {t.Statistic.MAX: "MAX", t.Statistic.MIN: "MIN", t.Statistic.MEAN: "AVERAGE"}[node.statistic]
        plain = over.plain and node.statistic is not t.Statistic.MEAN
        if whole:
            return FormulaPart(f"{name}({over.text})", ATOM, somebody, True, plain)
        self.array = True
        return FormulaPart(f"{name}(IF({mask},{over.text}))", ATOM, somebody, True, plain)

    def _taking_part(self, node: t.Across) -> list[str]:
        """Which rows count: same scope, comparable, of the clause's groups."""
        parts = []
        scope, comparable = self.cells.scope(), self.cells.comparable_range()
        if scope is not None:
            parts.append(f"({self.cells.scope_range()}={scope})")
        if comparable is not None:
            parts.append(f'({comparable}="是")')
        if node.groups:
            named = "+".join(f"({self.cells.group_range()}={quoted(group)})" for group in node.groups)
            parts.append(named if len(node.groups) == 1 else f"({named}>0)")
        return parts

    def _streak(self, node: t.Streak) -> FormulaPart:
        least, most = self.cells.streak(node, self.many)
        return FormulaPart(least, guard=Guard(numbers=(least,), conditions=(f"{least}={most}",)), plain=True)

    def _of_subs(self, node: t.OfSubs) -> FormulaPart:
        helper = self.cells.over_subs(node, self.many)
        if helper is not None:
            return FormulaPart(helper, guard=Guard(numbers=(helper,)))
        over, below = _Writer(self.cells, many=True).write(node.part), self.cells.below()
        known = over.guard.mask
        mask = f"{below}*{known}" if known else below
        self.array = True
        guard = self._none_lacking(node, below, known)
        if node.over is t.OverSubs.COUNT:
            return FormulaPart(f"SUM(IF({mask},IF({over.text},1,0),0))", ATOM, guard, True)
        if node.over is t.OverSubs.SUM:
            return FormulaPart(f"SUM(IF({mask},{over.text},0))", ATOM, guard, True)
        name = {t.OverSubs.MEAN: "AVERAGE", t.OverSubs.MAX: "MAX", t.OverSubs.MIN: "MIN"}[node.over]
        somebody = Guard(conditions=(f"SUM(IF({mask},1,0))>0",))
        return FormulaPart(f"{name}(IF({mask},{over.text}))", ATOM, guard & somebody, True)

    def _none_lacking(self, node: t.OfSubs, below: str, known: str) -> Guard:
        """No sub-unit lacks an item, unless its figure is known without; 不适用 lacks nothing."""
        every = _Writer(self.cells, many=True)
        items = {part.name: every._item(part) for part in node.part.walk_own() if isinstance(part, t.Item)}
        if not items or not known:
            return Guard()
        lacks = "+".join(f"(1-{p.guard.mask})*({p.text}<>{quoted(DROPPED)})" for p in items.values())
        return Guard(conditions=(f"SUM(IF({below}*(1-{known})*({lacks}>0),1,0))=0",))

    _METHODS: ClassVar[dict[type[t.Node], Callable[[Any, Any], FormulaPart]]] = {
        **UnitFormulaWriter._METHODS,
        t.Across: _across,
        t.Streak: _streak,
        t.OfSubs: _of_subs,
    }
