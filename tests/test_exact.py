"""Columns of exact numbers against Python's Fraction: no rounding, no overflow, nothing made up for missing values."""

from __future__ import annotations

import operator
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaohe_xl.base.exact import Exact, as_fraction, decimal_text, round_half_up, share_out, total

Value = Fraction | None
SMALL = st.fractions(min_value=-1000, max_value=1000, max_denominator=200)
CENTS = st.integers(-(10**6), 10**6).map(lambda cents: Fraction(cents, 100))
HUGE = st.fractions(max_denominator=10**30) | st.integers(-(2**200), 2**200).map(Fraction)
EDGES = st.sampled_from([2**62 - 1, 2**62, 2**63 - 1, 2**63, -(2**63), 2**64 + 1]).map(Fraction)
NUMBERS = st.one_of(SMALL, CENTS, HUGE, EDGES)


# what a column holds: all of a kind (64-bit arithmetic, near its limits, beyond it) or anything at all
KINDS = [
    CENTS,
    SMALL,
    st.just(Fraction(0)),
    st.integers(2**30, 2**32).map(Fraction),
    st.integers(1, 9).map(lambda n: Fraction(n, 10**30)),
    EDGES,
    NUMBERS,
]


def columns(count: int = 2) -> st.SearchStrategy[list[tuple[Value, ...]]]:
    """Rows of ``count`` values each."""
    kinds = st.tuples(*[st.sampled_from(KINDS)] * count)
    return kinds.flatmap(lambda kinds: st.lists(st.tuples(*[st.none() | kind for kind in kinds]), max_size=6))


def split(rows: list[tuple[Value, ...]], count: int = 2) -> list[Exact]:
    return [Exact.of([row[position] for row in rows]) for position in range(count)]


def by_hand(rows: list[tuple[Value, ...]], work: Callable[..., Value]) -> list[Value]:
    return [None if any(value is None for value in row) else work(*row) for row in rows]


def quotient(a: Fraction, b: Fraction) -> Value:
    return a / b if b else None


OPERATIONS: list[tuple[Callable[[Exact, Exact], Exact], Callable[[Fraction, Fraction], Value]]] = [
    (operator.add, operator.add),
    (operator.sub, operator.sub),
    (operator.mul, operator.mul),
    (operator.truediv, quotient),
    (Exact.minimum, min),
    (Exact.maximum, max),
]


@pytest.mark.parametrize(("engine", "hand"), OPERATIONS, ids=["add", "sub", "mul", "div", "min", "max"])
@settings(max_examples=150, deadline=None, derandomize=True)
@given(rows=columns())
def test_two_columns(engine: Callable[..., Exact], hand: Callable[..., Value], rows: list[tuple[Value, ...]]) -> None:
    left, right = split(rows)
    assert engine(left, right).to_list() == by_hand(rows, hand)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(columns())
def test_comparison_is_exact_in_the_last_digit(rows: list[tuple[Value, ...]]) -> None:
    left, right = split(rows)
    known = left.ok & right.ok
    assert list(left.less(right) & known) == [a is not None and b is not None and a < b for a, b in rows]
    assert list(left.equal(right) & known) == [a is not None and b is not None and a == b for a, b in rows]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.sampled_from(KINDS).flatmap(lambda kind: st.lists(st.none() | kind, max_size=6)), st.integers(0, 4))
def test_rounding_of_a_column(values: list[Value], digits: int) -> None:
    column = Exact.of(values)
    rows = [(value,) for value in values]
    assert column.floor().to_list() == by_hand(rows, lambda v: Fraction(floor(v)))
    assert column.ceil().to_list() == by_hand(rows, lambda v: Fraction(ceil(v)))
    assert abs(column).to_list() == by_hand(rows, abs)
    assert column.round(digits).to_list() == by_hand(rows, lambda v: _away_from_zero(v, digits))


def _away_from_zero(value: Fraction, digits: int) -> Fraction:
    scaled = floor(abs(value) * 10**digits + Fraction(1, 2))
    return Fraction(scaled if value >= 0 else -scaled, 10**digits)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(columns(3))
def test_a_chain_of_operations_never_loses_a_digit(rows: list[tuple[Value, ...]]) -> None:
    a, b, c = split(rows, 3)
    exact = ((a + b) * c - a / c) * (b - c)
    assert exact.to_list() == by_hand(rows, lambda x, y, z: ((x + y) * z - x / z) * (y - z) if z else None)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(columns(), st.lists(st.booleans(), min_size=12, max_size=12))
def test_choosing_filling_and_hiding(rows: list[tuple[Value, ...]], flags: list[bool]) -> None:
    left, right = split(rows)
    chosen = np.array(flags[: len(rows)], dtype=np.bool_)
    pairs = list(zip(rows, chosen, strict=True))
    assert left.where(chosen, right).to_list() == [a if flag else b for (a, b), flag in pairs]
    assert left.fill(7).to_list() == [Fraction(7) if a is None else a for a, _ in rows]
    assert left.masked(chosen).to_list() == [a if flag else None for (a, _), flag in pairs]
    order = list(range(len(rows)))[::-1]
    assert left.take(order).to_list() == [rows[position][0] for position in order]


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [
        ("0.125", 2, "0.13"),
        ("-0.125", 2, "-0.13"),
        ("2.5", 0, "3"),
        ("-2.5", 0, "-3"),
        ("1.005", 2, "1.01"),  # a binary float would give 1.00
        ("2.675", 2, "2.68"),
        ("0.004999999999999999999999", 2, "0"),
        ("0.005", 2, "0.01"),
        ("123456789012345678901234567890.125", 2, "123456789012345678901234567890.13"),
    ],
)
def test_halves_go_away_from_zero(value: str, digits: int, expected: str) -> None:
    assert round_half_up(Fraction(value), digits) == Fraction(expected)
    assert Exact.of([Fraction(value), None]).round(digits).to_list() == [Fraction(expected), None]
    by_decimal = (
        Decimal(value).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP) if len(value) < 28 else None
    )
    assert by_decimal is None or Fraction(by_decimal) == Fraction(expected)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(NUMBERS, st.integers(0, 6))
def test_one_number_rounds_like_a_column(value: Fraction, digits: int) -> None:
    assert round_half_up(value, digits) == _away_from_zero(value, digits)


def test_products_beyond_64_bits_stay_exact() -> None:
    big = Exact.of([Fraction(2**62), Fraction(3, 7)])
    power = big * big * big
    assert power.to_list() == [Fraction(2**186), Fraction(27, 343)]
    assert (power / big / big).to_list() == big.to_list()
    assert (big + big + big).to_list() == [Fraction(3 * 2**62), Fraction(9, 7)]
    assert Exact.full(2**70, 2).to_list() == [Fraction(2**70)] * 2


def test_a_long_sum_of_unlike_fractions_stays_exact() -> None:
    parts = [Fraction(1, n) for n in range(1, 200)]
    assert total([Exact.of([part]) for part in parts], 1).to_list() == [sum(parts)]


def test_division_by_zero_gives_no_value_and_an_empty_column_stays_empty() -> None:
    assert (Exact.of([1, 2]) / Exact.of([0, 4])).to_list() == [None, Fraction(1, 2)]
    assert (Exact.of([]) / Exact.of([])).round(2).to_list() == []
    assert total([], 3).to_list() == [Fraction(0)] * 3
    assert Exact.missing(2).to_list() == [None, None]


@pytest.mark.parametrize(("typed", "expected"), [(0.1, "1/10"), (0.925, "37/40"), (1e-7, "1/10000000"), (95, "95")])
def test_a_number_from_a_cell_is_the_decimal_that_is_seen(typed: float, expected: str) -> None:
    assert as_fraction(typed) == Fraction(expected)


@pytest.mark.parametrize("typed", [float("nan"), float("inf")])
def test_no_infinity_gets_in(typed: float) -> None:
    with pytest.raises(ValueError, match="not a finite number"):
        as_fraction(typed)


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (Fraction(1, 3), None, "0.333333"),
        (Fraction(5, 2), None, "2.5"),
        (Fraction(-5, 2), 2, "-2.50"),
        (Fraction(0), 2, "0.00"),
        (Fraction(100), None, "100"),
        (Fraction(1000), 0, "1000"),
    ],
)
def test_decimal_text(value: Fraction, digits: int | None, text: str) -> None:
    assert decimal_text(value, digits) == text


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    st.integers(0, 10**9).map(lambda cents: Fraction(cents, 100)),
    st.lists(st.fractions(min_value=0, max_value=1000, max_denominator=100), min_size=1, max_size=8),
)
def test_shares_add_up_to_the_pool_and_none_is_off_by_a_cent(pool: Fraction, weights: list[Fraction]) -> None:
    shares = share_out(pool, weights)
    whole = sum(weights)
    if whole == 0:
        assert shares == [0] * len(weights)
        return
    assert sum(shares) == pool
    for share, weight in zip(shares, weights, strict=True):
        fair = pool * weight / whole
        assert abs(share - fair) < Fraction(1, 100)
        assert share >= 0
        assert (share * 100).denominator == 1
    ordered = sorted(zip(weights, shares, strict=True))
    assert all(lower[1] <= higher[1] for lower, higher in pairwise(ordered))


def test_the_cent_that_is_left_goes_to_the_largest_remainder_then_the_larger_weight_then_the_first() -> None:
    assert share_out(Fraction(100), [Fraction(1)] * 3) == [Fraction("33.34"), Fraction("33.33"), Fraction("33.33")]
    assert share_out(Fraction("0.03"), [Fraction(1), Fraction(3)]) == [Fraction("0.01"), Fraction("0.02")]
    assert share_out(Fraction("0.01"), [Fraction(1), Fraction(2), Fraction(2)]) == [0, Fraction("0.01"), 0]
