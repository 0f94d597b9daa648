"""A tree as a live formula, in functions that Excel 2016, WPS and LibreOffice all have.

Spreadsheets count in binary, so a formula never lets the last bits decide: differences are rounded to 9 decimals before
they are compared, step counts before they are rounded up or down, and a score to 10 before it is rounded for print.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, ClassVar, Protocol

from kaohe_xl.exact import decimal_text
from kaohe_xl.expr import tree as t
from kaohe_xl.expr.guard import MISSING, Guard, together
from kaohe_xl.expr.parse import day_of
from kaohe_xl.place import Place

# Precedence of the outermost operator, as Excel binds them
_COMPARE, _SUM, _PRODUCT, _SIGN, _ATOM = range(1, 6)
_UNLIVE = {
    t.Quantity.TOTAL: "总分由各项得分合成，会循环引用",
    t.Quantity.RANK: "名次由总分排出，会循环引用",
    t.Quantity.GRADE: "等次由名次定出，会循环引用",
}


class NoFormula(Exception):  # noqa: N818 - says what it is: there is no formula
    """This tree cannot stand as a live formula (it looks at another period, at ranks, at vetoes): write its value."""


class Cells(Protocol):
    """Where the figures of a tree stand in the workbook.

    References may contain ``{r}`` for the number of the unit's row; it is filled in with ``str.replace``. Ranges cover
    all units, in the same order and of the same length. A method may raise :class:`NoFormula` for what has no cell.
    """

    def item(self, name: str) -> str: ...
    def attribute(self, name: str) -> str: ...
    def given(self, quantity: t.Quantity) -> str: ...
    def score_of(self, key: str) -> str: ...
    def group(self) -> str:
        """The unit's 分组."""
        ...

    def item_range(self, name: str) -> str: ...
    def attribute_range(self, name: str) -> str: ...
    def given_range(self, quantity: t.Quantity) -> str: ...
    def score_range(self, key: str) -> str: ...
    def group_range(self) -> str: ...
    def scope(self) -> str | None:
        """The cell that tells which units this one is ranked with; None when all units are ranked together."""
        ...

    def scope_range(self) -> str: ...
    def comparable_range(self) -> str | None:
        """是 where the unit counts when units are compared; None when every unit does."""
        ...

    def statistic(self, node: t.Across) -> str | None:
        """A helper cell that holds this statistic for the unit (its own ``formula``); None: written out in place."""
        ...

    def param(self, place: Place) -> str | None:
        """Reference of the rubric cell that holds exactly this number; None: the number is written out."""
        ...

    def typed(self, name: str) -> bool:
        """The item's cell holds a typed value, not a calculation: it can be compared without rounding."""
        ...


@dataclass(frozen=True)
class Formula:
    """A formula without its '='. ``array``: it has to be entered as an array formula (Ctrl+Shift+Enter)."""

    text: str
    guard: Guard
    array: bool

    def guarded(self, otherwise: str = MISSING) -> str:
        """The formula, or the word ``otherwise`` where its value does not exist."""
        question = self.guard.text
        return f"IF({question},{self.text},{quoted(otherwise)})" if question else self.text

    def map(self, change: Callable[[str], str]) -> Formula:
        """The same with its text changed, e.g. rounded."""
        return replace(self, text=change(self.text))


def formula(node: t.Node, cells: Cells) -> Formula:
    """The tree as a formula of one row.

    Raises:
        NoFormula: the tree holds 上期[ ], 上年[ ], 否决[ ], 总分, 名次, 等次, or what ``cells`` has no cell for.
    """
    writer = _Writer(cells)
    piece = writer.write(node)
    return Formula(piece.text, piece.guard, writer.array)


def rounded(text: str, digits: int) -> str:
    """Half-up rounding for print; the inner ROUND takes away the noise of binary fractions first."""
    return f"ROUND(ROUND({text},10),{digits})"


def quoted(text: str) -> str:
    """A text literal of a formula."""
    return '"' + text.replace('"', '""') + '"'


@dataclass(frozen=True)
class _Piece:
    """Text of a part. ``fails``: it may show an error where its cells hold a text. ``plain``: exact as it stands."""

    text: str
    level: int = _ATOM
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


class _Writer:
    """Writes nodes; ``many``: over whole ranges, where AND, OR and MAX would melt the rows together."""

    def __init__(self, cells: Cells, many: bool = False) -> None:
        self.cells = cells
        self.many = many
        self.array = False
        self.known = Guard()  # what is asked further out already

    def write(self, node: t.Node) -> _Piece:
        return self._METHODS[type(node)](self, node)

    # -- leaves ---------------------------------------------------------------------------------------------------

    def _number(self, node: t.Number) -> _Piece:
        reference = self.cells.param(node.cell) if node.cell is not None else None
        if reference is not None:
            return _Piece(reference, plain=True)
        if node.date:
            day = day_of(node.value)
            return _Piece(f"DATE({day.year},{day.month},{day.day})", plain=True)
        hundred = node.value * 100
        if node.percent and 10**13 % hundred.denominator == 0 and float(hundred) / 100 == float(node.value):
            text = f"{decimal_text(hundred, most=13)}%"  # and the sheet's division by 100 gives the same bits
        elif 10**15 % node.value.denominator == 0:
            text = decimal_text(node.value, most=15)
        else:
            sign = node.value < 0
            return _Piece(str(node.value), _SIGN if sign else _PRODUCT)
        return _Piece(text, _SIGN if node.value < 0 else _ATOM, plain=True)

    def _words(self, node: t.Words) -> _Piece:
        return _Piece(quoted(node.text), plain=True)

    def _item(self, node: t.Item) -> _Piece:
        reference = self.cells.item_range(node.name) if self.many else self.cells.item(node.name)
        return _cell(reference, node.type, self.cells.typed(node.name))

    def _attribute(self, node: t.Attribute) -> _Piece:
        reference = self.cells.attribute_range(node.name) if self.many else self.cells.attribute(node.name)
        return _cell(reference, node.type, True)

    def _given(self, node: t.Given) -> _Piece:
        if node.quantity in _UNLIVE:
            raise NoFormula(_UNLIVE[node.quantity])
        reference = self.cells.given_range(node.quantity) if self.many else self.cells.given(node.quantity)
        return _cell(reference, t.ValueType.NUMBER, False)

    def _score_of(self, node: t.ScoreOf) -> _Piece:
        reference = self.cells.score_range(node.key) if self.many else self.cells.score_of(node.key)
        return _cell(reference, t.ValueType.NUMBER, False)

    def _no_formula(self, node: t.Past | t.VetoOf) -> _Piece:
        what = "别的期次" if isinstance(node, t.Past) else "否决结果"
        raise NoFormula(f"要用到{what}，不能写成公式")

    # -- operators ------------------------------------------------------------------------------------------------

    def _arithmetic(self, node: t.Arithmetic) -> _Piece:
        left, right = self.write(node.left), self.write(node.right)
        one_left, one_right = _is_literal(node.left, 1), _is_literal(node.right, 1)
        match node.op:
            case "*" if one_left:
                return right
            case "*" | "/" if one_right:
                return left
            case "+" | "-" if _is_literal(node.right, 0):
                return left
            case "+" if _is_literal(node.left, 0):
                return right
            case "-" if _is_literal(node.left, 0):
                return _Piece(f"-{right.at(_SIGN + 1)}", _SIGN, right.guard, True)
        level = _SUM if node.op in "+-" else _PRODUCT
        # a sign, and what - and / bind to the left, want brackets on the right
        behind = level + 1 if node.op in "-/" else level
        second = f"({right.text})" if right.level == _SIGN else right.at(behind)
        guard = left.guard & right.guard
        if node.op == "/":
            guard = guard & self._not_zero(node.right, right)
        return _Piece(f"{left.at(level)}{node.op}{second}", level, guard, True)

    def _not_zero(self, node: t.Node, divisor: _Piece) -> Guard:
        if _positive(node) or (isinstance(node, t.Number) and node.value != 0):
            return Guard()
        test = f"{divisor.text}<>0" if divisor.plain else f"ROUND({divisor.text},9)<>0"
        return Guard(conditions=(replace(divisor, text=test, fails=not divisor.plain).safely,))

    def _compare(self, node: t.Compare) -> _Piece:
        if (
            isinstance(node.left, t.Number)
            and isinstance(node.right, t.Number)
            and not (node.left.cell or node.right.cell)
        ):
            return _Piece("TRUE" if _HOLDS[node.op](node.left.value, node.right.value) else "FALSE")
        left, right = self.write(node.left), self.write(node.right)
        guard = left.guard & right.guard
        if _is_text(node.left) or _is_text(node.right):
            return _Piece(_same_text(node, left, right), _COMPARE, guard)
        if left.plain and right.plain:
            text = f"{left.at(_SUM)}{node.op}{right.at(_SUM)}"
            return _Piece(text, _COMPARE, guard)
        if _is_literal(node.right, 0):
            return _Piece(f"ROUND({left.text},9){node.op}0", _COMPARE, guard, True)
        second = f"({right.text})" if right.level == _SIGN else right.at(_PRODUCT)
        return _Piece(f"ROUND({left.at(_SUM)}-{second},9){node.op}0", _COMPARE, guard, True)

    def _logic(self, node: t.Logic) -> _Piece:
        parts = [self.write(part) for part in node.parts]
        guard, settled = together(part.guard for part in parts), ""
        if not node.strict and any(not part.guard.same_as(guard) for part in parts):
            # one known "no" (or "yes") settles it, whatever else is missing
            known = [self._all_of([part.guard, part], negate=node.every) for part in parts]
            settled = self._join(False, [_Piece(self._asked(guard)), *known]).text
            parts = [replace(part, text=part.safely, fails=False) for part in parts]
        joined = self._join(node.every, parts)
        return replace(joined, guard=Guard(conditions=(settled,)) if settled else guard)

    def _all_of(self, parts: list[Any], negate: bool) -> _Piece:
        guard, part = parts
        text = f"NOT({part.text})" if negate else part.text
        pieces = [_Piece(self._asked(guard)), replace(part, text=text, level=_ATOM if negate else part.level)]
        joined = self._join(True, [piece for piece in pieces if piece.text])
        return _Piece(joined.safely, joined.level if joined.text == joined.safely else _ATOM)

    def _asked(self, guard: Guard) -> str:
        return guard.mask if self.many else guard.text

    def _join(self, every: bool, parts: list[_Piece]) -> _Piece:
        fails = any(part.fails for part in parts)
        if len(parts) == 1:
            return parts[0]
        if not self.many:
            return _Piece(f"{'AND' if every else 'OR'}({','.join(part.text for part in parts)})", fails=fails)
        if every:
            return _Piece("*".join(f"({part.text})" for part in parts), _PRODUCT, fails=fails)
        return _Piece(f"({'+'.join(f'({part.text})' for part in parts)}>0)", fails=fails)

    def _not(self, node: t.Not) -> _Piece:
        part = self.write(node.part)
        return replace(part, text=f"NOT({part.text})", level=_ATOM)

    # -- functions ------------------------------------------------------------------------------------------------

    def _call(self, node: t.Call) -> _Piece:
        arguments = [self.write(argument) for argument in node.arguments]
        guard = together(argument.guard for argument in arguments)
        texts = [argument.text for argument in arguments]
        first = f"ROUND({texts[0]},9)"
        level = _ATOM
        match node.function:
            case t.Function.MAX | t.Function.MIN if len(texts) == 1:
                return arguments[0]
            case t.Function.MAX if _is_literal(node.arguments[-1], 0) and _never_negative(
                t.Call(node.function, node.arguments[:-1])
            ):
                return self.write(t.Call(node.function, node.arguments[:-1]))
            case t.Function.MAX | t.Function.MIN if self.many:
                text = _widest(texts, ">" if node.function is t.Function.MAX else "<")
            case t.Function.MAX | t.Function.MIN:
                text = f"{'MAX' if node.function is t.Function.MAX else 'MIN'}({','.join(texts)})"
            case t.Function.ROUND:
                text = f"ROUND({first},0)"
            case t.Function.FLOOR:
                text = f"ROUNDDOWN({first},0)" if _never_negative(node.arguments[0]) else f"INT({first})"
            case t.Function.CEIL if _never_negative(node.arguments[0]):
                text = f"ROUNDUP({first},0)"
            case t.Function.CEIL:  # ROUNDUP goes away from zero, a ceiling goes up
                text, level = f"-INT(-{first})", _SIGN
            case t.Function.ABS:
                text = f"ABS({texts[0]})"
            case t.Function.SUM | t.Function.MEAN:
                text, level = "+".join(argument.at(_SUM) for argument in arguments), _SUM
                if node.function is t.Function.MEAN and len(texts) > 1:
                    text, level = f"({text})/{len(texts)}", _PRODUCT
            case t.Function.DAYS:
                text, level = f"{arguments[0].at(_SUM)}-{arguments[1].at(_PRODUCT)}", _SUM
        return _Piece(text, level, guard, True)

    def _if(self, node: t.If) -> _Piece:
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

    def _either(self, condition: _Piece, then: _Piece, otherwise: _Piece) -> _Piece:
        guard = condition.guard
        asked = guard & self.known
        more, less = then.guard.beyond(asked), otherwise.guard.beyond(asked)
        if more.same_as(less):
            guard = guard & more
        else:
            text = f"IF({condition.text},{self._asked(more) or 'TRUE'},{self._asked(less) or 'TRUE'})"
            guard = guard & Guard(conditions=(_Piece(text, fails=condition.fails).safely,))
        text = f"IF({condition.text},{then.text},{otherwise.text})"
        fails = condition.fails or then.fails or otherwise.fails
        return _Piece(text, _ATOM, guard, fails, then.plain and otherwise.plain)

    def _choose(self, node: t.Choose) -> _Piece:
        if self.many:
            raise NoFormula("CHOOSE 不能逐行取数")
        place, figures = self.write(node.place), [self.write(figure) for figure in node.figures]
        guard = together((place.guard, *(figure.guard for figure in figures)))
        texts = ",".join(figure.text for figure in figures)
        return _Piece(f"CHOOSE(MIN({place.text},{len(figures)}),{texts})", _ATOM, guard, True)

    def _by_group(self, node: t.ByGroup) -> _Piece:
        own = self.cells.group_range() if self.many else self.cells.group()
        cases = [(_Piece(f"{own}={quoted(group)}", _COMPARE), self.write(part)) for group, part in node.cases]
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

    def _if_blank(self, node: t.IfBlank) -> _Piece:
        item, fallback = self.write(node.item), self.write(node.fallback)
        filled = f"ISNUMBER({item.text})"
        blank = self._join(False, [_Piece(f"{item.text}={quoted(word)}", _COMPARE) for word in ("", MISSING)]).text
        more = self._asked(fallback.guard)
        known = self._join(True, [_Piece(part) for part in (blank, more) if part]).text
        asked = self._join(False, [_Piece(filled), _Piece(known)]).text
        return _Piece(f"IF({filled},{item.text},{fallback.text})", _ATOM, Guard(conditions=(asked,)), fallback.fails)

    def _valid(self, node: t.Valid) -> _Piece:
        value = self.write(node.value)
        every = isinstance(node.condition, t.Logic) and node.condition.every and not self.many
        conditions = [self.write(part) for part in (node.condition.children() if every else (node.condition,))]
        guard = together((value.guard, *(condition.guard for condition in conditions)))
        return replace(value, guard=guard & Guard(conditions=tuple(condition.safely for condition in conditions)))

    def _needs(self, node: t.Needs) -> _Piece:
        item, before = self.write(node.item), self.known
        self.known = before & item.guard
        value = self.write(node.value)
        self.known = before
        return replace(value, guard=item.guard & value.guard)

    # -- over units -----------------------------------------------------------------------------------------------

    def _across(self, node: t.Across) -> _Piece:
        if self.many:
            raise NoFormula("统计套着统计，不能写成公式")
        ranked = node.statistic in (t.Statistic.RANK, t.Statistic.RANK_ASCENDING)
        helper = self.cells.statistic(node)
        if helper is not None:
            return _Piece(helper, guard=Guard(numbers=(helper,)))
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
            behind = own.at(_PRODUCT) if own.level != _SIGN else f"({own.text})"
            better = f"IF(ROUND({over.at(_SUM)}-{behind},9){sign}0,1,0)"
            return _Piece(f"1+SUM(IF({mask},{better},0))", _SUM, own.guard & somebody, True)
        name = {t.Statistic.MAX: "MAX", t.Statistic.MIN: "MIN", t.Statistic.MEAN: "AVERAGE"}[node.statistic]
        plain = over.plain and node.statistic is not t.Statistic.MEAN
        if whole:
            return _Piece(f"{name}({over.text})", _ATOM, somebody, True, plain)
        self.array = True
        return _Piece(f"{name}(IF({mask},{over.text}))", _ATOM, somebody, True, plain)

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

    _METHODS: ClassVar[dict[type[t.Node], Callable[[_Writer, Any], _Piece]]] = {
        t.Number: _number,
        t.Words: _words,
        t.Item: _item,
        t.Attribute: _attribute,
        t.Given: _given,
        t.ScoreOf: _score_of,
        t.VetoOf: _no_formula,
        t.Past: _no_formula,
        t.Arithmetic: _arithmetic,
        t.Compare: _compare,
        t.Logic: _logic,
        t.Not: _not,
        t.Call: _call,
        t.If: _if,
        t.Choose: _choose,
        t.ByGroup: _by_group,
        t.IfBlank: _if_blank,
        t.Valid: _valid,
        t.Needs: _needs,
        t.Across: _across,
    }


_HOLDS: dict[str, Callable[[Fraction, Fraction], bool]] = {
    ">=": lambda a, b: a >= b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    "<": lambda a, b: a < b,
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
}


def _cell(reference: str, kind: t.ValueType, typed: bool) -> _Piece:
    if kind.is_numeric:
        return _Piece(reference, guard=Guard(numbers=(reference,)), plain=typed)
    if kind is t.ValueType.YES_NO:
        return _Piece(reference, guard=Guard(yes_no=(reference,)), plain=True)
    return _Piece(reference, guard=Guard(texts=(reference,)), plain=True)


def _is_literal(node: t.Node, value: int) -> bool:
    """A number that no rubric cell holds: it may be left out where it changes nothing."""
    return isinstance(node, t.Number) and node.cell is None and node.value == value


def _is_text(node: t.Node) -> bool:
    return isinstance(node, t.Words) or (isinstance(node, t.Item | t.Attribute) and not node.type.is_numeric)


def _same_text(node: t.Compare, left: _Piece, right: _Piece) -> str:
    """Excel's = takes A for a; where letters have a case, EXACT decides."""
    literal = next((side for side in (node.left, node.right) if isinstance(side, t.Words)), None)
    if literal is not None and literal.text.lower() == literal.text.upper():
        return f"{left.text}{node.op}{right.text}"
    same = f"EXACT({left.text},{right.text})"
    return same if node.op == "=" else f"NOT({same})"


def _widest(texts: Iterable[str], sign: str) -> str:
    """Largest or smallest row by row: MAX over ranges would give one number for all of them."""
    result = ""
    for text in texts:
        result = f"IF({result}{sign}{text},{result},{text})" if result else text
    return result


def _positive(node: t.Node) -> bool:
    """Above 0 whatever the data."""
    match node:
        case t.Number():
            return node.value > 0
        case t.Call(function=t.Function.MAX):
            return any(_positive(argument) for argument in node.arguments)
        case t.Call(function=t.Function.MIN):
            return all(_positive(argument) for argument in node.arguments)
        case t.Arithmetic(op=op) if op in "*/":
            return _positive(node.left) and _positive(node.right)
        case t.ByGroup():
            return all(_positive(part) for part in node.children()) and node.otherwise is not None
        case _:
            return False


def _never_negative(node: t.Node) -> bool:
    match node:
        case t.Number():
            return node.value >= 0
        case t.Call(function=t.Function.MAX):
            return any(_never_negative(argument) for argument in node.arguments)
        case t.Call(function=t.Function.ABS):
            return True
        case t.Call(function=t.Function.MIN | t.Function.SUM | t.Function.MEAN):
            return all(_never_negative(argument) for argument in node.arguments)
        case t.Arithmetic(op=op) if op in "+*/":
            return _never_negative(node.left) and _never_negative(node.right)
        case t.If():
            return _never_negative(node.then) and _never_negative(node.otherwise)
        case _:
            return False
