"""One explanation for all units that it fits: a rule is asked once, its figures are filled in unit by unit.

A rule's words are the same for all units that answer its questions (is there a gap? is the base met?) alike; only the
figures in them differ. So the rule explains itself with marks in place of the figures, the answers are remembered as
columns, and units that answer otherwise are asked for anew.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, NoReturn

import numpy as np
import numpy.typing as npt

from kaohe_xl.base.exact import BoolArray, Exact, decimal_text
from kaohe_xl.expr import tree as t
from kaohe_xl.expr.guard import MISSING
from kaohe_xl.expr.parse import day_of, is_date, is_percent
from kaohe_xl.expr.value_columns import TextColumn, Truth
from kaohe_xl.rules.fields import Targets
from kaohe_xl.rules.figure_words import Spoken

UnitRows = npt.NDArray[np.intp]
_MARK = re.compile("\ufdd0([0-9]+)\ufdd1")  # no characters: they stand in no text
_FEW = 8  # units on average that an explanation has to fit for it to be worth asking all at once
_DECIMALS = 4


class UndecidedError(Exception):
    """A rule does more with a figure than naming and comparing it: what comes out may differ from unit to unit."""


def _refuse(*_: object) -> NoReturn:
    """Whatever a text or a number can do, and a placeholder for those of many units cannot.

    Only this is what sends a rule to be asked unit by unit. A rule that is wrong (a misspelt field, an impossible
    sum) raises what it would raise for one unit, and nothing catches it.
    """
    raise UndecidedError


class _TextPlaceholder(str):
    """Stands for a text of each unit. It can be put into a sentence, but nothing can be decided by it."""

    __slots__ = ()

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __contains__ = __getitem__ = __len__ = __bool__ = _refuse
    __iter__ = __hash__ = __mul__ = __rmul__ = _refuse

    def __getattribute__(self, name: str) -> Any:
        """Methods of texts (``strip``, ``startswith``) look into it."""
        return super().__getattribute__(name) if name.startswith("__") else _text_member(name)

    def __format__(self, how: str) -> str:
        return _refuse() if how else str.__str__(self)


def _text_member(name: str) -> Any:
    if hasattr(str, name):
        raise UndecidedError
    raise AttributeError(f"'str' object has no attribute {name!r}")


class _NumberPlaceholder:
    """Stands for a number of each unit; comparing it is a question that units may answer differently."""

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = __floordiv__ = _refuse
    __rfloordiv__ = __mod__ = __rmod__ = __pow__ = __rpow__ = __neg__ = __pos__ = __abs__ = __round__ = _refuse
    __int__ = __float__ = __index__ = __trunc__ = __floor__ = __ceil__ = __complex__ = __hash__ = _refuse
    __str__ = __repr__ = __format__ = _refuse

    def __getattr__(self, name: str) -> Any:
        """``numerator``, ``denominator``: what a fraction has."""
        if hasattr(Fraction, name):
            raise UndecidedError
        raise AttributeError(f"'Fraction' object has no attribute {name!r}")

    def __init__(self, column: Exact, agree: Callable[[BoolArray], bool]) -> None:
        self.column, self.agree = column, agree

    def _other(self, other: object) -> Exact:
        if isinstance(other, _NumberPlaceholder):
            return other.column
        if not isinstance(other, int | Fraction):
            raise UndecidedError
        return Exact.full(other, len(self.column))

    def __eq__(self, other: object) -> bool:
        return other is not None and self.agree(self.column.equal(self._other(other)))

    def __lt__(self, other: object) -> bool:
        return self.agree(self.column.less(self._other(other)))

    def __gt__(self, other: object) -> bool:
        return self.agree(self._other(other).less(self.column))

    def __le__(self, other: object) -> bool:
        return not self > other

    def __ge__(self, other: object) -> bool:
        return not self < other

    def __bool__(self) -> bool:
        return self != 0


class _UnitsAlike:
    """Units that have answered all questions alike so far, and what is to be filled in for them."""

    def __init__(self, rows: UnitRows) -> None:
        self.rows = rows
        self.texts: list[Callable[[UnitRows], Sequence[str]]] = []

    def agree(self, answers: BoolArray | npt.NDArray[Any]) -> bool:
        """The first unit's answer; those that answer otherwise drop out."""
        answer = answers[self.rows[0]]
        self.rows = self.rows[answers[self.rows] == answer]
        return bool(answer)

    def mark(self, texts: Callable[[UnitRows], Sequence[str]]) -> str:
        self.texts.append(texts)
        return _TextPlaceholder(f"\ufdd0{len(self.texts) - 1}\ufdd1")


@dataclass(frozen=True)
class _SharedSentences(Spoken):
    """Says the figures of many units; ``row`` is the first of them, ``evaluator`` looks at whole columns."""

    agreeing: _UnitsAlike = field(default_factory=lambda: _UnitsAlike(np.zeros(0, dtype=np.intp)))
    absences: Callable[[str, int], str] = lambda name, row: MISSING

    def __call__(self, node: t.Node) -> str:
        if isinstance(node, t.Number | t.TextLiteral):
            return super().__call__(node)
        value = self.evaluator(node)
        if not self.agreeing.agree(value.ok):
            if not isinstance(node, t.Item):
                return MISSING
            name = node.name
            return self.agreeing.mark(lambda rows: [self.absences(name, row) for row in rows.tolist()])
        if isinstance(value, TextColumn):
            texts = value.value
            return self.agreeing.mark(lambda rows: [str(text) for text in texts[rows]])
        if isinstance(value, Truth):
            truth = value.value
            return self.agreeing.mark(lambda rows: ["是" if yes else "否" for yes in truth[rows].tolist()])
        if is_percent(node):
            return self._figures(value, _percent)
        if is_date(node):
            return self._figures(value, _day)
        return self._figures(value, _plain, self._measure(node))

    def value(self, node: t.Node) -> Fraction | None:
        column = self.evaluator.number(node)
        if not self.agreeing.agree(column.ok):
            return None
        return _NumberPlaceholder(column, self.agreeing.agree)  # type: ignore[return-value]

    def points(self, node: t.Node) -> str:
        column = self.evaluator.number(node)
        return self._figures(column, _plain) if self.agreeing.agree(column.ok) else MISSING

    def gap(self, node: t.Node, like: t.Node) -> str:
        column = self.evaluator.number(node)
        if not self.agreeing.agree(column.ok):
            return MISSING
        if is_percent(like):
            return self._figures(column, _hundredfold, "个百分点")
        return self._figures(column, _plain, "天" if is_date(like) else self._measure(like))

    def target(self, targets: Targets) -> str:
        if targets.cases:
            groups = self.evaluator.source.groups
            self.agreeing.agree(np.asarray(groups == groups[self.row]))
        return super().target(targets)

    def holds(self, node: t.Node) -> bool:
        truth = self.evaluator.truth(node)
        return self.agreeing.agree(truth.value & truth.ok)

    def _figures(self, column: Exact, show: Callable[[Fraction], str], unit: str = "") -> str:
        """What is the same for all is said at once, so that a rule may look at it."""
        rows = self.agreeing.rows
        first = column.take(rows[:1])[0]
        if first is not None and column.take(rows).equal(Exact.full(first, len(rows))).all():
            return f"{show(first)}{unit}"
        return self.agreeing.mark(lambda rows: _shown(column, rows, lambda value: f"{show(value)}{unit}"))


def _shown(column: Exact, rows: UnitRows, show: Callable[[Fraction], str]) -> list[str]:
    """A column in words; equal figures are put into words once."""
    known: dict[tuple[int, int], str] = {}
    found = []
    numerators = column.num[rows].tolist()
    denominators = [column.den] * len(rows) if isinstance(column.den, int) else column.den[rows].tolist()
    for pair in zip(numerators, denominators, strict=True):
        if pair not in known:
            known[pair] = show(Fraction(*pair))
        found.append(known[pair])
    return found


def _plain(value: Fraction) -> str:
    return decimal_text(value, most=_DECIMALS)


def _hundredfold(value: Fraction) -> str:
    return decimal_text(value * 100, most=_DECIMALS)


def _percent(value: Fraction) -> str:
    return f"{_hundredfold(value)}%"


def _day(value: Fraction) -> str:
    return day_of(value).isoformat()


def said_by_all(
    spoken: Spoken, absences: Callable[[str, int], str], rows: Sequence[int], explain: Callable[[Spoken], str]
) -> Iterator[tuple[int, str]]:
    """(row, words) for as many of ``rows`` as can be explained together; those left out have to be asked alone.

    Args:
        spoken: says the figures of a unit out of whole columns.
        absences: the word for an item without a value, by item and row.
        explain: what to say; must depend on nothing else that differs between units.
    """
    left: UnitRows = np.array(rows, dtype=np.intp)
    asked = told = 0
    while left.size and told >= _FEW * (asked - _FEW):
        agreeing = _UnitsAlike(left)
        say = _SharedSentences(spoken.evaluator, int(left[0]), spoken.measures, agreeing=agreeing, absences=absences)
        try:
            sentence = explain(say)
        except UndecidedError:  # it does more with a figure than asking and naming
            return
        asked, told = asked + 1, told + len(agreeing.rows)
        yield from zip(agreeing.rows.tolist(), _filled(sentence, agreeing), strict=True)
        left = np.setdiff1d(left, agreeing.rows, assume_unique=True)


def _filled(sentence: str, agreeing: _UnitsAlike) -> list[str]:
    """The sentence of each agreeing unit."""
    pieces = _MARK.split(sentence)  # every second one is the number of a mark
    columns: list[Sequence[str]] = []
    for at, piece in enumerate(pieces):
        columns.append(agreeing.texts[int(piece)](agreeing.rows) if at % 2 else [piece] * len(agreeing.rows))
    return ["".join(parts) for parts in zip(*columns, strict=True)]
