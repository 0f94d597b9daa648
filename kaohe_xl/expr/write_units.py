"""A tree as a live formula, as far as every unit stands for itself: which of several figures counts, and whether."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, ClassVar

from kaohe_xl.expr import tree as t
from kaohe_xl.expr.cells import NoFormula, quoted
from kaohe_xl.expr.formula_parts import ATOM, COMPARE, FormulaPart
from kaohe_xl.expr.guard import MISSING, Guard, together
from kaohe_xl.expr.write_conditions import ConditionWriter


class UnitFormulaWriter(ConditionWriter):
    """Writes nodes; also those that take one of several figures, or none."""

    def _if(self, node: t.If) -> FormulaPart:
        condition = self.write(node.condition)
        if condition.text in ("TRUE", "FALSE"):
            return self.write(node.then if condition.text == "TRUE" else node.otherwise)
        then, otherwise = self.write(node.then), self.write(node.otherwise)
        match node.condition:
            case t.Compare(op=op, left=left, right=t.Number(value=0)):
                # what the condition tells need not be asked again: x>0 makes x a divisor
                known = self._not_zero(left, self.write(left))
                if op in (">", "<", "<>"):
                    then = replace(then, guard=then.guard.beyond(known))
                else:
                    otherwise = replace(otherwise, guard=otherwise.guard.beyond(known))
        return self._either(condition, then, otherwise)

    def _either(self, condition: FormulaPart, then: FormulaPart, otherwise: FormulaPart) -> FormulaPart:
        guard = condition.guard
        asked = guard & self.known
        more, less = then.guard.beyond(asked), otherwise.guard.beyond(asked)
        if more.same_as(less):
            guard = guard & more
        else:
            text = f"IF({condition.text},{self._asked(more) or 'TRUE'},{self._asked(less) or 'TRUE'})"
            guard = guard & Guard(conditions=(FormulaPart(text, fails=condition.fails).safely,))
        text = f"IF({condition.text},{then.text},{otherwise.text})"
        fails = condition.fails or then.fails or otherwise.fails
        return FormulaPart(text, ATOM, guard, fails, then.plain and otherwise.plain)

    def _choose(self, node: t.Choose) -> FormulaPart:
        if self.many:
            raise NoFormula("CHOOSE 不能逐行取数")
        place, figures = self.write(node.place), [self.write(figure) for figure in node.figures]
        guard = together((place.guard, *(figure.guard for figure in figures)))
        texts = ",".join(figure.text for figure in figures)
        return FormulaPart(f"CHOOSE(MIN({place.text},{len(figures)}),{texts})", ATOM, guard, True)

    def _by_group(self, node: t.ByGroup) -> FormulaPart:
        own = self.cells.group_range() if self.many else self.cells.group()
        cases = [(FormulaPart(f"{own}={quoted(group)}", COMPARE), self.write(part)) for group, part in node.cases]
        if node.otherwise is not None:
            result = self.write(node.otherwise)
        else:  # the last case stands for the rest, and the guard asks for one of the groups
            named = self._join(False, [condition for condition, _ in cases])
            result = replace(cases[-1][1], guard=cases[-1][1].guard & Guard(conditions=(named.text,)))
            cases = cases[:-1]
            if cases:
                common = Guard(conditions=(named.text,))
                cases = [(condition, replace(part, guard=part.guard & common)) for condition, part in cases]
        for condition, part in reversed(cases):
            result = self._either(condition, part, result)
        return result

    def _if_blank(self, node: t.IfBlank) -> FormulaPart:
        item, fallback = self.write(node.item), self.write(node.fallback)
        filled = f"ISNUMBER({item.text})"
        blank = self._join(False, [FormulaPart(f"{item.text}={quoted(word)}", COMPARE) for word in ("", MISSING)]).text
        more = self._asked(fallback.guard)
        known = self._join(True, [FormulaPart(part) for part in (blank, more) if part]).text
        asked = self._join(False, [FormulaPart(filled), FormulaPart(known)]).text
        return FormulaPart(
            f"IF({filled},{item.text},{fallback.text})", ATOM, Guard(conditions=(asked,)), fallback.fails
        )

    def _valid(self, node: t.Valid) -> FormulaPart:
        value = self.write(node.value)
        every = isinstance(node.condition, t.Logic) and node.condition.every and not self.many
        conditions = [self.write(part) for part in (node.condition.children() if every else (node.condition,))]
        guard = together((value.guard, *(condition.guard for condition in conditions)))
        return replace(value, guard=guard & Guard(conditions=tuple(condition.safely for condition in conditions)))

    def _needs(self, node: t.Needs) -> FormulaPart:
        item, before = self.write(node.item), self.known
        self.known = before & item.guard
        value = self.write(node.value)
        self.known = before
        return replace(value, guard=item.guard & value.guard)

    _METHODS: ClassVar[dict[type[t.Node], Callable[[Any, Any], FormulaPart]]] = {
        **ConditionWriter._METHODS,
        t.If: _if,
        t.Choose: _choose,
        t.ByGroup: _by_group,
        t.IfBlank: _if_blank,
        t.Valid: _valid,
        t.Needs: _needs,
    }
