"""Integers and columns of them that never wrap around: 64 bits while they fit, Python's own beyond."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from kaohe_xl.base.decimals import as_fraction as as_fraction
from kaohe_xl.base.decimals import decimal_text as decimal_text
from kaohe_xl.base.decimals import round_half_up as round_half_up

IntArray = npt.NDArray[Any]  # int64, or object holding Python ints
LIMIT = 2**62


def peak(array: IntArray | int) -> int:
    """Largest magnitude, exactly."""
    if isinstance(array, int):
        return abs(array)
    return max(abs(int(array.max())), abs(int(array.min()))) if array.size else 0


def wide(array: IntArray) -> IntArray:
    return array if array.dtype == object else array.astype(object)


def slim(array: IntArray) -> IntArray:
    return array.astype(np.int64) if array.dtype == object and peak(array) < LIMIT else array


def oversized(value: IntArray | int) -> bool:
    """A single integer that does not go into a 64-bit column, not even one of zeros."""
    return isinstance(value, int) and abs(value) >= LIMIT


def floor_divide(a: IntArray, b: IntArray | int) -> IntArray:
    """Whole quotient, rounded down, for divisors of any size."""
    return wide(a) // b if oversized(b) else a // b


class Bounded(NamedTuple):
    """An integer or a column of them with a bound on its magnitude, so that products need not be scanned each time."""

    value: Any
    top: int

    def times(self, other: Bounded) -> Bounded:
        """Product that never wraps around."""
        if isinstance(other.value, int) and other.value == 1:
            return self
        if isinstance(self.value, int) and self.value == 1:
            return other
        a, b, top = self.value, other.value, self.top * other.top
        if top >= LIMIT and not (isinstance(a, int) and isinstance(b, int)):
            top = peak(a) * peak(b)
        if top >= LIMIT or oversized(a) or oversized(b):
            a, b = (x if isinstance(x, int) else wide(x) for x in (a, b))
        return Bounded(a * b, top)

    def plus(self, other: Bounded) -> Bounded:
        """Sum that never wraps around."""
        a, b, top = self.value, other.value, self.top + other.top
        if top >= LIMIT and not (isinstance(a, int) and isinstance(b, int)):
            top = peak(a) + peak(b)
            if top >= LIMIT:
                a = a if isinstance(a, int) else wide(a)
        return Bounded(a + b, top)

    def negated(self) -> Bounded:
        return Bounded(-self.value, self.top)


def bounded(value: IntArray | int) -> Bounded:
    return Bounded(value, abs(value) if isinstance(value, int) else peak(value))
