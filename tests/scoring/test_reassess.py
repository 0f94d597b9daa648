"""Assessed again with other figures of some items: the same as assessed whole, in every figure."""

from __future__ import annotations

import random
from fractions import Fraction as F

import numpy as np
import pandas as pd
import pytest

from kaohe_xl.base.tidy import State
from kaohe_xl.scoring.assess import Assessment, assess, reassess
from tests.explain.test_points import BY_SAMPLE, assessed, sample
from tests.scoring.test_shared_caps import SCHEME as SHARED_CAPS
from tests.sheets.test_streaks_and_subs import SCHEME as STREAKS_AND_SUBS
from tests.support import markdown
from tests.support.engine import tidy_of
from tests.support.random_cases import tries


def facts(assessment: Assessment) -> dict[str, object]:
    """Everything that the result sheets rest on."""
    found: dict[str, object] = {"grades": assessment.grades}
    for name, period in assessment.periods.items():
        found[name] = period.total.to_list()
        found[name, "fallen"] = {key: rows.tolist() for key, rows in period.fallen.items()}
        found[name, "ranks"] = {
            basis: [(one.scope, dict(one.ranks)) for one in rankings] for basis, rankings in period.rankings.items()
        }
        found[name, "items"] = {key: figure.column().ok.tolist() for key, figure in period.figures.items.items()}
        if period.score is not None:
            for key, clause in period.score.clauses.items():
                found[name, key] = (clause.points.to_list(), clause.raw.to_list(), clause.status.tolist())
            for key, indicator in period.score.indicators.items():
                found[name, "indicator", key] = (indicator.score.to_list(), indicator.status.tolist())
            for key, line in period.score.lines.items():
                found[name, "line", key] = (line.score.to_list(), line.adjustment.to_list())
            found[name, "on total"] = period.score.on_total.to_list()
    return found


def moved(tidy: pd.DataFrame, rng: random.Random) -> tuple[pd.DataFrame, set[str]]:
    """Some reported numbers replaced by others."""
    values = tidy["值"].to_numpy(dtype=object).copy()
    told = (tidy["状态"] == State.REPORTED.value).to_numpy()
    rows = [row for row in np.flatnonzero(told) if isinstance(values[row], F)]
    chosen = rng.sample(rows, min(len(rows), rng.choice([1, 1, 2, 10])))
    for row in chosen:
        values[row] = rng.choice([values[row] + 1, values[row] * 2, F(0), values[row] - F(1, 100)])
    return tidy.assign(值=values), set(tidy["数据项"].to_numpy()[chosen])


@pytest.mark.parametrize("name", BY_SAMPLE)
def test_again_with_other_figures_is_the_same_as_whole(name: str) -> None:
    rng = random.Random(f"again {name}")
    scheme = sample(name)
    for before in assessed(name)[: tries(1, 7)]:
        for _ in range(tries(2, 20)):
            tidy, items = moved(before.tidy, rng)
            whole, _ = assess(scheme, tidy)
            assert facts(reassess(before, tidy, items)) == facts(whole), items


@pytest.mark.parametrize("text", [SHARED_CAPS, STREAKS_AND_SUBS], ids=["a shared cap", "runs and sub-units"])
def test_what_is_shared_and_what_rests_on_others_follows(text: str) -> None:
    rng = random.Random("shared")
    scheme = markdown.scheme(text)
    given = {
        leaf.name: {
            unit: {
                name: F(rng.randrange(6)) if item.type.is_numeric else "是"
                for name, item in scheme.items.items()
                if not item.derived
            }
            for unit in scheme.unit_names
        }
        for leaf in scheme.calendar.leaves
    }
    before, _ = assess(scheme, tidy_of(scheme, given))
    differing = 0
    for _ in range(tries(12, 200)):
        tidy, items = moved(before.tidy, rng)
        whole, _ = assess(scheme, tidy)
        assert facts(reassess(before, tidy, items)) == facts(whole), items
        differing += facts(whole) != facts(before)
    assert differing > 5


KEPT_OUT = """
## 考核设置
| 设置 | 值 |
| 考核名称 | 小考核 |
| 年度 | 2026 |
## 考核对象
| 单位名称 |
| 东风镇 |
| 朝阳镇 |
| 柳湾镇 |
## 填报项
| 数据项 | 类型 |
| 完成率 | 百分比 |
| 事故 | 整数 |
## 评分细则
| 编号 | 标准分 | 计分方式 | 数据项 | 分值 |
| 1 | 100 | 首位折算 | 完成率 | 100 |
## 一票否决
| 否决项 | 条件 | 后果 |
| 事故 | 事故>0 | 不参与排名 |
"""


def test_a_unit_that_leaves_the_comparison_moves_the_scores_of_others() -> None:
    """The item that a veto looks at stands in no clause; the others are held to the best that is left."""
    scheme = markdown.scheme(KEPT_OUT)
    period = scheme.calendar.root.name
    rates = {"东风镇": F(1), "朝阳镇": F(8, 10), "柳湾镇": F(4, 10)}

    def tidy(accidents: int) -> pd.DataFrame:
        given = {unit: {"完成率": rate, "事故": F(0)} for unit, rate in rates.items()}
        given["东风镇"]["事故"] = F(accidents)
        return tidy_of(scheme, {period: given})

    before, _ = assess(scheme, tidy(0))
    whole, _ = assess(scheme, tidy(1))
    assert [before.final.total[row] for row in (1, 2)] == [80, 40]
    assert [whole.final.total[row] for row in (1, 2)] == [100, 50]
    assert facts(reassess(before, tidy(1), {"事故"})) == facts(whole)
