"""Words made for many units at once are word for word those made for each alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kaohe_xl.explain.clause_reasons import ClauseReasons
from kaohe_xl.explain.shared_sentences import said_by_all
from kaohe_xl.expr import tree as t
from kaohe_xl.expr.evaluate import Evaluator
from kaohe_xl.rules.figure_words import Spoken
from kaohe_xl.scoring.assess import assess
from tests.explain.test_points import SCORED, datasets, sample
from tests.support.engine import tidy_of
from tests.support.small import small

X = t.Item("投诉例数")


@pytest.mark.parametrize("name", SCORED)
def test_the_words_of_all_are_the_words_of_each(name: str) -> None:
    scheme = sample(name)
    rows = range(len(scheme.units))
    together = 0
    for data in datasets(name)[:3]:
        assessment, _ = assess(scheme, tidy_of(scheme, data))
        for result in assessment.periods.values():
            if result.score is None:
                continue
            ahead, alone = ClauseReasons(assessment, result), ClauseReasons(assessment, result)
            for score in result.score.clauses.values():
                ahead.prepare(score.clause, rows)
                for row in rows:
                    assert ahead.sentence(score.clause, row) == alone.sentence(score.clause, row)
            together += len(ahead._said)
    assert together > 50


def _said(explain: Callable[[Spoken], str]) -> dict[int, str]:
    result = small().assessment.periods["上半年"]
    spoken = Spoken(Evaluator(result.source), 0, {"投诉例数": "例"})
    return dict(said_by_all(spoken, lambda name, row: "没有", [0, 1, 2], explain))


def test_units_that_answer_otherwise_are_told_otherwise() -> None:
    """东风镇 has three complaints, the others none."""
    told = _said(lambda say: f"有{say(X)}" if say.holds(t.compare(X, ">", 0)) else "没有投诉")
    assert told == {0: "有3例", 1: "没有投诉", 2: "没有投诉"}
    assert _said(lambda say: "多" if (say.value(X) or 0) >= 3 else "少") == {0: "多", 1: "少", 2: "少"}


@pytest.mark.parametrize(
    "explain",
    [
        lambda say: "三例" if say(X) == "3例" else "别的",
        lambda say: f"{len(say(X))}个字",
        lambda say: f"{abs(say.value(X))}",
        lambda say: {"3例": "三"}.get(say(X), "别的"),
        lambda say: "三例" if say(X).startswith("3") else "别的",
        lambda say: f"{say(X):>9}",
        lambda say: f"{say.value(X)}",
        lambda say: f"{say.value(X) * 2 + 1}",
        lambda say: f"{say.value(X).numerator}",
        lambda say: "、".join(say(X)),
    ],
)
def test_a_rule_that_looks_into_a_figure_is_asked_unit_by_unit(explain: Callable[[Spoken], str]) -> None:
    assert _said(explain) == {}


@pytest.mark.parametrize(
    ("explain", "error"),
    [
        (lambda say: say.valeu(X), AttributeError),
        (lambda say: say(X).startwith("3"), AttributeError),
        (lambda say: f"{say.value(X).zaehler}", AttributeError),
        (lambda say: say.holds(), TypeError),
    ],
)
def test_a_rule_that_is_wrong_is_heard(explain: Callable[[Spoken], str], error: type[Exception]) -> None:
    with pytest.raises(error):
        _said(explain)
