"""A tree as a live formula, as far as every unit stands for itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, ClassVar

from kaohe_xl.expr import tree as t
from kaohe_xl.expr.cells import Cells, NoFormula, quoted
from kaohe_xl.expr.formula_parts import (
    ATOM,
    COMPARE,
    HOLDS,
    PRODUCT,
    SIGN,
    SUM,
    FormulaPart,
    cell_piece,
    is_literal,
    is_text,
    literal,
    same_text,
    widest,
)
from kaohe_xl.expr.guard import DROPPED, MISSING, Guard, together
from kaohe_xl.expr.signs import never_negative, positive

_UNLIVE = {
    t.Quantity.TOTAL: "总分由各项得分合成，会循环引用",
    t.Quantity.RANK: "名次由总分排出，会循环引用",
    t.Quantity.GRADE: "等次由名次定出，会循环引用",
    t.Quantity.RANK_FROM_LAST: "名次由总分排出，会循环引用",
}


class UnitFormulaWriter:
    """Writes nodes. ``many``: over whole ranges, where AND, OR and MAX would melt the rows together."""

    def __init__(self, cells: Cells, many: bool = False) -> None:
        self.cells = cells
        self.many = many
        self.array = False
        self.known = Guard()  # what is asked further out already

    def write(self, node: t.Node) -> FormulaPart:
        return self._METHODS[type(node)](self, node)

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

    # -- operators ------------------------------------------------------------------------------------------------

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

    def _asked(self, guard: Guard) -> str:
        return guard.mask if self.many else guard.text

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

    # -- functions ------------------------------------------------------------------------------------------------

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
        t.Number: _number,
        t.TextLiteral: _words,
        t.Item: _item,
        t.Attribute: _attribute,
        t.Given: _given,
        t.ScoreOf: _score_of,
        t.VetoOf: _no_formula,
        t.Past: _no_formula,
        t.Arithmetic: _arithmetic,
        t.Compare: _compare,
        t.Logic: _logic,
        t.Listed: _listed,
        t.Applying: _applying,
        t.Not: _not,
        t.Call: _call,
        t.If: _if,
        t.Choose: _choose,
        t.ByGroup: _by_group,
        t.IfBlank: _if_blank,
        t.Valid: _valid,
        t.Needs: _needs,
    }
