"""A tree in words says the same tree again; one row of a tree is that row of the whole column."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import replace

import pytest

from kaohe_xl.expr import tree as t
from kaohe_xl.expr.evaluate import Evaluator
from kaohe_xl.expr.parse import ExpressionNames, parse_expression
from kaohe_xl.expr.single_unit import AllUnitsSource, cut
from kaohe_xl.expr.wording import wording
from kaohe_xl.scheme.model import Scheme
from kaohe_xl.scoring.assess import assess
from tests.explain.test_points import SCORED, sample
from tests.support.engine import tidy_of

NAMES = ExpressionNames(items={"甲": t.ValueType.NUMBER, "乙": t.ValueType.PERCENT, "丙": t.ValueType.YES_NO})


@pytest.mark.parametrize(
    "text",
    [
        "甲－（甲－1）－2",
        "甲÷（甲÷2）×3",
        "（甲＋1）×2－3×甲",
        "乙≥95% 且 （甲>1 或 甲<0）",
        "乙≥95% 或 甲>1 且 甲<5",
        "非（甲>1） 且 丙＝是",
        "最大（甲，如果（乙<5%，1，2），0）",
        "全体平均（甲）×2＋组内名次（甲）",
    ],
)
def test_brackets_are_kept_where_they_matter_and_nowhere_else(text: str) -> None:
    tree = parse_expression(text, NAMES)
    assert wording(tree) == text
    assert repr(parse_expression(wording(tree), NAMES)) == repr(tree)


def written(scheme: Scheme) -> Iterator[t.Node]:
    yield from (veto.condition for veto in scheme.vetoes)
    yield from (reward.condition for reward in scheme.rewards if reward.condition)
    yield from (item.formula for item in scheme.items.values() if item.formula)


@pytest.mark.parametrize("name", [*SCORED, "s8"])
def test_every_condition_and_formula_of_the_samples_reads_back_as_itself(name: str) -> None:
    scheme = sample(name)
    for tree in written(scheme):
        assert repr(parse_expression(wording(tree), scheme.names)) == repr(tree)


@pytest.mark.parametrize("name", SCORED)
def test_one_row_of_a_clause_is_that_row_of_its_column(name: str) -> None:
    scheme = sample(name)
    assessment, _ = assess(scheme, tidy_of(scheme, importlib.import_module(f"tests.independent.{name}").BASE))
    for result in assessment.periods.values():
        for key, own in result.score.indicators.items() if result.score else ():
            assert result.score
            scores = {other: each.score for other, each in result.score.indicators.items()}
            source = replace(result.source, scores=scores, indicator=scheme.indicators[key])
            whole, everything = AllUnitsSource(source), Evaluator(source)
            for clause in own.indicator.clauses:
                column = everything(clause.tree)
                for row in range(source.size):
                    assert repr(whole.evaluator(row)(clause.tree)) == repr(cut(column, row))
