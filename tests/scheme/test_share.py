"""What a point of a period counts for in the periods above it."""

from __future__ import annotations

from fractions import Fraction

import pytest

from kaohe_xl.scheme.model.calendar import Calendar, Combine, Period

YEAR = Calendar(
    (
        Period("1月", "上半年"),
        Period("2月", "上半年"),
        Period("上半年", "全年", weight=Fraction(3, 10), combine=Combine.MEAN),
        Period("下半年", "全年", weight=Fraction(7, 10)),
        Period("全年", combine=Combine.WEIGHTED),
    )
)


@pytest.mark.parametrize(
    ("name", "within", "expected"),
    [
        ("全年", "全年", Fraction(1)),
        ("下半年", "全年", Fraction(7, 10)),
        ("1月", "上半年", Fraction(1, 2)),
        ("1月", "全年", Fraction(3, 20)),
        ("1月", "1月", Fraction(1)),
        ("1月", "下半年", Fraction(0)),
        ("全年", "1月", Fraction(0)),
    ],
)
def test_the_share_of_a_period_in_another(name: str, within: str, expected: Fraction) -> None:
    assert YEAR.share(name, within) == expected
