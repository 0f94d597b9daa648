"""Every method against exact rational arithmetic that is written a second time, by hand.

3,000 values a method in every run, 10,000 before a release.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kaohe_xl.expr import tree as t
from kaohe_xl.expr.evaluate import Evaluator
from kaohe_xl.expr.parse import ExpressionNames
from kaohe_xl.expr.value_columns import Truth
from kaohe_xl.rules.declared import Context
from kaohe_xl.rules.fields import plain_number
from kaohe_xl.rules.illustrate import Units, rule_of
from kaohe_xl.rules.registry import BY_NAME
from tests.rules import reference as r
from tests.rules import reference_compared as compared
from tests.rules import reference_gains as gains
from tests.rules import reference_losses as losses
from tests.support.random_cases import tries

DRAWS = tries(30, 100)  # × 100 rows
TYPES = dict(
    zip(
        r.ITEMS,
        (
            t.ValueType.PERCENT,
            t.ValueType.NUMBER,
            t.ValueType.INTEGER,
            t.ValueType.DATE,
            t.ValueType.YES_NO,
            t.ValueType.YES_NO,
            t.ValueType.NUMBER,
            t.ValueType.TEXT,
        ),
        strict=True,
    )
)
NAMES = ExpressionNames(items=TYPES)
CASES: dict[str, Callable[[r.Draw], r.Case]] = {
    "达标得分": gains.meet,
    "比例得分": gains.ratio,
    "首位折算": compared.best,
    "末位折算": compared.least,
    "均值折算": compared.mean,
    "极差折算": compared.spread,
    "名次得分": compared.by_rank,
    "分档得分": gains.tiers,
    "每例得分": gains.case_gain,
    "超额得分": gains.excess_gain,
    "直接评分": gains.direct_score,
    "评定": gains.assessed,
    "增减得分": gains.plus_minus,
    "功效系数": gains.efficacy,
    "累进得分": gains.band_gain,
    "酌情得分": gains.judged,
    "公式得分": gains.formula_gain,
    "每例扣分": losses.case_loss,
    "差额扣分": losses.shortfall,
    "不达标扣分": losses.miss,
    "超期扣分": losses.late,
    "分档扣分": gains.tiers,
    "递增扣分": losses.rising_loss,
    "偏离扣分": losses.deviation,
    "酌情扣分": gains.judged,
    "评定扣分": gains.assessed,
    "公式扣分": losses.formula_loss,
    "触发清零": losses.zeroing,
}


@dataclass(frozen=True)
class Assessed(Units):
    """Units in several scopes, some of them out of the comparison, some whose form did not come back."""

    scope_of: tuple[int, ...] = ()
    counts: tuple[bool, ...] = ()
    came_back: tuple[bool, ...] = ()

    @property
    def scopes(self) -> Any:
        return np.array(self.scope_of, dtype=np.intp)

    @property
    def comparable(self) -> Any:
        return np.array(self.counts, dtype=np.bool_)

    def blank(self, name: str) -> Any:
        return np.array([value is None for value in self.values[name]]) & np.array(self.came_back)


def assessed(case: r.Case, rows: list[r.Row]) -> Assessed:
    values = {case.item: [row.x for row in rows]}
    if case.second:
        values[case.second] = [row.second for row in rows]
    return Assessed(
        TYPES,
        values,
        [row.group for row in rows],
        {t.Quantity.DEADLINE: Fraction(case.deadline)},
        tuple(row.scope for row in rows),
        tuple(row.comparable for row in rows),
        tuple(row.returned for row in rows),
    )


def context(case: r.Case) -> Context:
    return Context(NAMES, groups=r.GROUPS, full_mark=plain_number(r.decimal(case.full_mark)), clause_groups=case.groups)


def amounts(name: str, case: r.Case, rows: list[r.Row]) -> tuple[list[Fraction | None], list[Fraction | None]]:
    """Exact points of every row, and the same rounded to 2 decimals."""
    rule, problems = rule_of(BY_NAME[name], case.cells, context(case))
    assert rule is not None, (case.cells, problems)
    value = Evaluator(assessed(case, rows))(rule.amount())
    if isinstance(value, Truth):
        found = [Fraction(int(v)) if ok else None for v, ok in zip(value.value, value.ok, strict=True)]
        return found, found
    return value.to_list(), value.round(2).to_list()


def test_every_method_has_a_second_calculation() -> None:
    assert CASES.keys() == BY_NAME.keys()


@pytest.mark.parametrize("name", CASES)
def test_method_equals_the_calculation_by_hand(name: str) -> None:
    @settings(
        max_examples=DRAWS, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(st.data(), st.integers(0, 2**32))
    def run(data: st.DataObject, seed: int) -> None:
        case = CASES[name](data.draw)
        rows = r.draw_rows(case, seed)
        expected = case.expected(rows)
        exact, rounded = amounts(name, case, rows)
        for row, hand, engine, printed in zip(rows, expected, exact, rounded, strict=True):
            assert engine == hand, (case.cells, row, engine, hand)
            assert printed == (None if hand is None else r.half_up(hand)), (case.cells, row)

    run()
