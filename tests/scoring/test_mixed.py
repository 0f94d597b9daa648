"""Random assessments with everything mixed that can go together, against the calculation in tests/independent."""

from __future__ import annotations

import random
from functools import cache

import pytest

from kaohe_xl.scheme.model import Scheme
from tests.independent import mixed
from tests.scoring.test_not_applicable import scheme_of
from tests.support.engine import evaluate
from tests.support.random_cases import tries
from tests.test_samples import differences

PARTS, RUNS = 4, tries(40, 500)


@cache
def scheme(settings: mixed.Settings) -> Scheme:
    text = mixed.SCHEME.format(
        handling=settings.handling, unreturned=settings.unreturned, tied=settings.tied, exclusive=settings.exclusive
    )
    return scheme_of(text)


@pytest.mark.parametrize("part", range(PARTS))
def test_random_mixtures_equal_the_independent_calculation(part: int) -> None:
    rng = random.Random(f"mixed {part}")
    for run in range(RUNS):
        settings, data = mixed.random_case(rng)
        found, _ = evaluate(scheme(settings), data)
        wanted = mixed.calculate(settings, data)
        figures = {key: found[key] for key in wanted}
        figures["ranks"] = {period: ranks["总分"] for period, ranks in found["ranks"].items()}
        for units in figures["indicators"].values():
            for scores in units.values():
                scores.pop("5", None)  # acts on the total; its figures are in there
        assert differences(figures, wanted)[:5] == [], f"run {run}: {settings} {data}"
