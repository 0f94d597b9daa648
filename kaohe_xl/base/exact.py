"""Exact numbers, a whole column at once.

Scores and money are rational numbers: a ratio of sums of decimals. :class:`Exact` holds a column of them as integers,
numerators over denominators, in numpy; it stays in 64-bit integers while they fit and goes on in Python's unbounded
integers when they do not. There is no binary float anywhere between a cell and a printed figure.

A column knows for each row whether it has a value (``ok``). Arithmetic on a missing value, and a division by zero, give
a missing value; nothing turns into infinity or NaN.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from math import gcd, lcm
from typing import Any

import numpy as np
import numpy.typing as npt

from kaohe_xl.base.bounded_integers import LIMIT, Bounded, IntArray, bounded, floor_divide, peak, slim, wide
from kaohe_xl.base.decimals import as_fraction as as_fraction
from kaohe_xl.base.decimals import decimal_text as decimal_text
from kaohe_xl.base.decimals import round_half_up as round_half_up

BoolArray = npt.NDArray[np.bool_]


class Exact:
    """A column of exact rational numbers. Shape ``(n,)``; immutable by convention."""

    __slots__ = ("_list", "_top", "den", "num", "ok")

    def __init__(self, num: IntArray, den: IntArray | int, ok: BoolArray, top: int | None = None) -> None:
        self.num = num
        self.den = den
        self.ok = ok
        self._top = top  # a bound on the numerators' magnitude, if one is known
        self._list: list[Fraction | None] | None = None

    def __reduce__(self) -> tuple[type[Exact], tuple[object, ...]]:
        return Exact, (self.num, self.den, self.ok, self._top)

    # -- making -------------------------------------------------------------------------------------------------

    @classmethod
    def of(cls, values: Iterable[Fraction | Decimal | int | None]) -> Exact:
        """From exact values; None is missing."""
        ratios = [None if value is None else value.as_integer_ratio() for value in values]
        den = lcm(*{ratio[1] for ratio in ratios if ratio is not None})
        numerators = [0 if ratio is None else ratio[0] * (den // ratio[1]) for ratio in ratios]
        num = np.array(numerators, dtype=object) if ratios else np.zeros(0, dtype=np.int64)
        ok = np.array([ratio is not None for ratio in ratios], dtype=np.bool_)
        return cls(slim(num), den, ok)

    @classmethod
    def full(cls, value: Fraction | int, size: int) -> Exact:
        """The same value in every row."""
        fraction = Fraction(value)
        fits = abs(fraction.numerator) < LIMIT
        num = np.full(size, fraction.numerator, dtype=np.int64 if fits else object)
        return cls(num, fraction.denominator, np.ones(size, dtype=np.bool_), abs(fraction.numerator))

    @classmethod
    def missing(cls, size: int) -> Exact:
        """No value in any row."""
        return cls(np.zeros(size, dtype=np.int64), 1, np.zeros(size, dtype=np.bool_))

    # -- looking ------------------------------------------------------------------------------------------------

    def __len__(self) -> int:
        return len(self.num)

    def __getitem__(self, row: int) -> Fraction | None:
        if not self.ok[row]:
            return None
        den = self.den if isinstance(self.den, int) else int(self.den[row])
        return Fraction(int(self.num[row]), den)

    def to_list(self) -> list[Fraction | None]:
        """All values; made once, so not to be changed."""
        if self._list is None:
            self._list = list(self._fractions())
        return self._list

    def _fractions(self) -> Iterator[Fraction | None]:
        if not isinstance(self.den, int):
            for number, den, ok in zip(self.num.tolist(), self.den.tolist(), self.ok.tolist(), strict=True):
                yield Fraction(number, den) if ok else None
            return
        made: dict[int, Fraction] = {}  # equal values are one object: a column holds few different ones
        for number, ok in zip(self.num.tolist(), self.ok.tolist(), strict=True):
            if ok and number not in made:
                made[number] = Fraction(number, self.den)
            yield made[number] if ok else None

    def __repr__(self) -> str:
        return f"Exact({self.to_list()})"

    # -- arithmetic ---------------------------------------------------------------------------------------------

    @property
    def _n(self) -> Bounded:
        if self._top is None:
            self._top = peak(self.num)
        return Bounded(self.num, self._top)

    @property
    def _d(self) -> Bounded:
        return bounded(self.den)

    def _aligned(self, other: Exact) -> tuple[Bounded, Bounded, IntArray | int]:
        """Numerators of both over one denominator."""
        if isinstance(self.den, int) and isinstance(other.den, int):
            if self.den == other.den:
                return self._n, other._n, self.den
            den = lcm(self.den, other.den)
            mine, theirs = den // self.den, den // other.den
            return self._n.times(Bounded(mine, mine)), other._n.times(Bounded(theirs, theirs)), den
        mine_d, theirs_d = self._den_array(), other._den_array()
        shared = np.gcd(mine_d, theirs_d)
        rest = bounded(mine_d // shared)
        left = self._n.times(bounded(theirs_d // shared))
        return left, other._n.times(rest), rest.times(bounded(theirs_d)).value

    def _den_array(self) -> IntArray:
        if isinstance(self.den, int):
            return np.full(len(self), self.den, dtype=np.int64 if self.den < LIMIT else object)
        return self.den

    def __add__(self, other: Exact) -> Exact:
        a, b, den = self._aligned(other)
        result = a.plus(b)
        return Exact(result.value, den, self.ok & other.ok, result.top)

    def __neg__(self) -> Exact:
        return Exact(-self.num, self.den, self.ok, self._top)

    def __sub__(self, other: Exact) -> Exact:
        return self + (-other)

    def __mul__(self, other: Exact) -> Exact:
        num = self._n.times(other._n)
        if isinstance(self.den, int) and isinstance(other.den, int):
            den: IntArray | int = self.den * other.den
        else:
            den = bounded(self._den_array()).times(bounded(other._den_array())).value
        return Exact(num.value, den, self.ok & other.ok, num.top)._reduced()

    def __truediv__(self, other: Exact) -> Exact:
        """Exact quotient; a zero divisor gives a missing value."""
        nonzero = np.asarray(other.num != 0, dtype=np.bool_)
        divisor = np.where(nonzero, other.num, 1)
        sign = Bounded(np.where(divisor < 0, -1, 1), 1)
        num = self._n.times(other._d).times(sign)
        den = bounded(abs(divisor)).times(self._d)
        return Exact(num.value, den.value, self.ok & other.ok & nonzero, num.top)._reduced()

    def __abs__(self) -> Exact:
        return Exact(abs(self.num), self.den, self.ok, self._top)

    def _reduced(self) -> Exact:
        """Lowest terms where it is cheap or needed: keeps later products inside 64 bits."""
        if isinstance(self.den, int):
            if self.den < 10**6:
                return self
            factor = gcd(int(np.gcd.reduce(wide(self.num))), self.den) if len(self) else 1
            return Exact(slim(floor_divide(self.num, factor)), self.den // factor, self.ok) if factor > 1 else self
        factors = np.gcd(wide(self.num), self.den) if self.num.dtype == object else np.gcd(self.num, self.den)
        return Exact(slim(self.num // factors), slim(self.den // factors), self.ok)

    # -- comparison (rows without a value compare False; look at ``ok``) -------------------------------------------

    def _sign_of_difference(self, other: Exact) -> IntArray:
        a, b, _ = self._aligned(other)
        difference: IntArray = a.plus(b.negated()).value
        return difference

    def less(self, other: Exact) -> BoolArray:
        return np.asarray(self._sign_of_difference(other) < 0, dtype=np.bool_)

    def equal(self, other: Exact) -> BoolArray:
        return np.asarray(self._sign_of_difference(other) == 0, dtype=np.bool_)

    # -- choosing -----------------------------------------------------------------------------------------------

    def where(self, condition: BoolArray, other: Exact) -> Exact:
        """This value where the condition holds, the other elsewhere (its ``ok`` with it)."""
        a, b, den = self._aligned(other)
        ok = np.where(condition, self.ok, other.ok)
        return Exact(np.where(condition, a.value, b.value), den, ok, max(a.top, b.top))

    def fill(self, value: Fraction | int) -> Exact:
        """Missing rows get ``value``."""
        if value == 0:
            return Exact(np.where(self.ok, self.num, 0), self.den, np.ones(len(self), dtype=np.bool_), self._top)
        return self.where(self.ok, Exact.full(value, len(self)))

    def masked(self, ok: BoolArray) -> Exact:
        """Rows outside ``ok`` become missing."""
        return Exact(self.num, self.den, self.ok & ok, self._top)

    def minimum(self, other: Exact) -> Exact:
        a, b, den = self._aligned(other)
        return Exact(np.minimum(a.value, b.value), den, self.ok & other.ok, max(a.top, b.top))

    def maximum(self, other: Exact) -> Exact:
        a, b, den = self._aligned(other)
        return Exact(np.maximum(a.value, b.value), den, self.ok & other.ok, max(a.top, b.top))

    def take(self, rows: Sequence[int] | npt.NDArray[Any]) -> Exact:
        """Rows by position."""
        index = np.asarray(rows, dtype=np.intp)
        den = self.den if isinstance(self.den, int) else self.den[index]
        return Exact(self.num[index], den, self.ok[index])

    # -- rounding -----------------------------------------------------------------------------------------------

    def floor(self) -> Exact:
        return Exact(slim(floor_divide(self.num, self.den)), 1, self.ok)

    def ceil(self) -> Exact:
        return Exact(slim(-floor_divide(-self.num, self.den)), 1, self.ok)

    def round(self, digits: int) -> Exact:
        """Halves away from zero, to ``digits`` decimals."""
        scale = 10**digits
        if isinstance(self.den, int) and scale % self.den == 0:  # nothing to round away
            exact = self._n.times(bounded(scale // self.den))
            return Exact(exact.value, scale, self.ok, exact.top)
        doubled = abs(self)._n.times(bounded(2 * scale)).plus(self._d)
        whole = floor_divide(doubled.value, self._d.times(bounded(2)).value)
        return Exact(slim(np.where(self.num < 0, -whole, whole)), scale, self.ok)


def total(columns: Iterable[Exact], size: int) -> Exact:
    """Row-wise sum of columns; zero where there are none."""
    result = Exact.full(0, size)
    for column in columns:
        result = result + column
    return result


def share_out(pool: Fraction, weights: Sequence[Fraction], digits: int = 2) -> list[Fraction]:
    """Split ``pool`` by weights, cut down to ``digits`` decimals; what is left goes by largest remainder.

    On equal remainders the larger weight comes first, then the earlier position. Shares add up to the pool rounded to
    ``digits``; they are all 0 if the weights add up to 0.
    """
    whole = sum(weights, Fraction(0))
    if whole <= 0:
        return [Fraction(0)] * len(weights)
    scale = 10**digits
    units = round_half_up(pool, digits) * scale
    exact = [units * weight / whole for weight in weights]
    shares = [value.numerator // value.denominator for value in exact]
    rest = int(units) - sum(shares)
    order = sorted(range(len(weights)), key=lambda i: (-(exact[i] - shares[i]), -weights[i], i))
    for position in order[:rest]:
        shares[position] += 1
    return [Fraction(share, scale) for share in shares]
