"""Scoring in pieces that are sent away gives what scoring here gives: figures, statuses and findings."""

from __future__ import annotations

import pickle
import random
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from kaohe_xl.scoring.assess import assess
from kaohe_xl.scoring.score.period import ScoringTask
from tests.support.engine import tidy_of
from tests.support.results import sample_module, sample_scheme
from tests.support.whole import whole


class Away:
    """Sends every piece through pickle and back, as a cluster does, and remembers how many there were."""

    def __init__(self) -> None:
        self.sent: list[int] = []

    def __call__(self, function: Callable[[Any], Any], pieces: Iterable[Any], /) -> Iterator[Any]:
        for piece in pieces:
            assert isinstance(piece, ScoringTask)
            packed = pickle.dumps(piece)
            self.sent.append(len(packed))
            yield pickle.loads(pickle.dumps(function(pickle.loads(packed))))


@pytest.mark.parametrize("number", range(1, 10))
def test_scored_elsewhere_is_scored_the_same(number: int) -> None:
    scheme, module = sample_scheme(number), sample_module(number)
    for data in (module.BASE, *(module.random_data(random.Random(seed)) for seed in range(2))):
        tidy = tidy_of(scheme, data)
        expected, findings = assess(scheme, tidy)
        away = Away()
        found, told = assess(scheme, tidy, away)
        assert whole(found) == whole(expected)
        assert told == findings
        assert bool(away.sent) == bool(scheme.clauses)
        for period, result in found.periods.items():
            if result.score is not None:
                for key, score in result.score.clauses.items():
                    assert score.clause is next(c for c in scheme.clauses if c.key == key), period
