"""Assessed again with other figures of some items: the same as assessed whole, in every figure."""

from __future__ import annotations

import random
from fractions import Fraction

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
    rows = [row for row in np.flatnonzero(told) if isinstance(values[row], Fraction)]
    chosen = rng.sample(rows, min(len(rows), rng.choice([1, 1, 2, 10])))
    for row in chosen:
        values[row] = rng.choice([values[row] + 1, values[row] * 2, Fraction(0), values[row] - Fraction(1, 100)])
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
                name: Fraction(rng.randrange(6)) if item.type.is_numeric else "是"
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
