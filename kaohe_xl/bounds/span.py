"""Columns of intervals: what a figure may come to, one row per unit.

``may``: some completion gives it a value; ``must``: every completion does. Where ``may`` is False the limits mean
nothing. A row that is known has equal limits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from kaohe_xl.base.exact import BoolArray, Exact

LARGEST = 10**15  # no figure beyond it is taken from a form (Excel keeps 15 digits)


def rows_of(value: bool, size: int) -> BoolArray:
    return np.full(size, value, dtype=np.bool_)


def at_most(a: Exact, b: Exact) -> BoolArray:
    return ~b.less(a)


@dataclass(frozen=True)
class Span:
    """A column of intervals of exact numbers."""

    low: Exact
    high: Exact
    may: BoolArray
    must: BoolArray

    @classmethod
    def known(cls, column: Exact) -> Span:
        filled = column.fill(0)
        return cls(filled, filled, column.ok, column.ok)

    @classmethod
    def full(cls, value: Fraction | int, size: int) -> Span:
        return cls.known(Exact.full(value, size))

    @classmethod
    def missing(cls, size: int) -> Span:
        return cls.known(Exact.missing(size))

    def __len__(self) -> int:
        return len(self.may)

    @property
    def settled(self) -> BoolArray:
        """Rows that are known: one value, or surely none."""
        return np.asarray((self.must & self.low.equal(self.high)) | ~self.may, dtype=np.bool_)

    def with_presence(self, may: BoolArray, must: BoolArray) -> Span:
        return Span(self.low, self.high, self.may & may, self.must & must)

    def fill(self, value: Fraction | int) -> Span:
        """Missing rows get ``value``."""
        size = len(self)
        given = Exact.full(value, size)
        low, high = self.low.where(self.may, given), self.high.where(self.may, given)
        low = low.where(self.must, low.minimum(given))
        high = high.where(self.must, high.maximum(given))
        return Span(low, high, rows_of(True, size), rows_of(True, size))

    def mapped(self, change: Callable[[Exact], Exact]) -> Span:
        """By a function that never falls."""
        return Span(change(self.low), change(self.high), self.may, self.must)

    def round(self, digits: int) -> Span:
        return self.mapped(lambda column: column.round(digits))

    def __add__(self, other: Span) -> Span:
        return Span(self.low + other.low, self.high + other.high, self.may & other.may, self.must & other.must)

    def __neg__(self) -> Span:
        return Span(-self.high, -self.low, self.may, self.must)

    def __sub__(self, other: Span) -> Span:
        return self + (-other)

    def __mul__(self, other: Span) -> Span:
        products = [a * b for a in (self.low, self.high) for b in (other.low, other.high)]
        return self._hull_of(products, other)

    def __truediv__(self, other: Span) -> Span:
        size = len(self)
        zero, one = Exact.full(0, size), Exact.full(1, size)
        inside = at_most(other.low, zero) & at_most(zero, other.high)
        quotients = [a / one.where(inside, b) for a in (self.low, self.high) for b in (other.low, other.high)]
        span = self._hull_of(quotients, other)
        never = inside & other.low.equal(other.high)  # the divisor is 0
        wide = inside & ~never
        # a divisor as small as may be: as far as the signs allow
        below = zero.where(at_most(zero, self.low) & at_most(zero, other.low), Exact.full(-LARGEST, size))
        return Span(
            below.where(wide, span.low),
            Exact.full(LARGEST, size).where(wide, span.high),
            span.may & ~never,
            span.must & ~inside,
        )

    def _hull_of(self, columns: Sequence[Exact], other: Span) -> Span:
        low = high = columns[0]
        for column in columns[1:]:
            low, high = low.minimum(column), high.maximum(column)
        return Span(low.fill(0), high.fill(0), self.may & other.may, self.must & other.must)

    def minimum(self, other: Span) -> Span:
        return Span(
            self.low.minimum(other.low), self.high.minimum(other.high), self.may & other.may, self.must & other.must
        )

    def maximum(self, other: Span) -> Span:
        return Span(
            self.low.maximum(other.low), self.high.maximum(other.high), self.may & other.may, self.must & other.must
        )

    def absolute(self) -> Span:
        size = len(self)
        zero = Exact.full(0, size)
        across = self.low.less(zero) & zero.less(self.high)
        low, high = abs(self.low), abs(self.high)
        return Span(zero.where(across, low.minimum(high)), low.maximum(high), self.may, self.must)

    def where(self, condition: BoolArray, other: Span) -> Span:
        """This one in rows of the (known) condition, the other elsewhere."""
        return Span(
            self.low.where(condition, other.low),
            self.high.where(condition, other.high),
            np.where(condition, self.may, other.may),
            np.where(condition, self.must, other.must),
        )

    def hull(self, other: Span) -> Span:
        """Either of the two."""
        low = self.low.where(self.may, other.low)
        high = self.high.where(self.may, other.high)
        both = self.may & other.may
        return Span(
            low.minimum(other.low).where(both, low),
            high.maximum(other.high).where(both, high),
            self.may | other.may,
            self.must & other.must,
        )

    def either(self, can: BoolArray, other: Span, can_other: BoolArray) -> Span:
        """This one where only it is possible, the other where only that is, any of them where both are."""
        neither = Span.missing(len(self))
        chosen = self.where(can & ~can_other, other.where(can_other & ~can, self.hull(other)))
        return neither.where(~can & ~can_other, chosen)


@dataclass(frozen=True)
class TruthSpan:
    """Whether a condition can hold, can fail, and can be not known."""

    yes: BoolArray
    no: BoolArray
    unknown: BoolArray

    @classmethod
    def known(cls, value: BoolArray, ok: BoolArray) -> TruthSpan:
        return cls(value & ok, ~value & ok, ~ok)

    @property
    def surely(self) -> BoolArray:
        return np.asarray(self.yes & ~self.no & ~self.unknown, dtype=np.bool_)


@dataclass(frozen=True)
class TextSpan:
    """Texts; ``free``: any text, from a few that are known (``choices``) or any at all."""

    value: npt.NDArray[Any]
    free: BoolArray
    may: BoolArray
    must: BoolArray


SpanColumn = Span | TruthSpan | TextSpan
