"""A clause's sentence filled in for many units at once is word for word the one of each alone."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from kaohe_xl.explain.clause_reasons import ClauseReasons
from kaohe_xl.rules.case_loss import CaseLoss
from kaohe_xl.rules.sentence import SentenceTree, ValueOf, words
from tests.explain.test_points import BY_SAMPLE, assessed, sample
from tests.support.small import small


@pytest.mark.parametrize("name", BY_SAMPLE)
def test_the_words_of_all_are_the_words_of_each(name: str) -> None:
    rows = range(len(sample(name).units))
    together = 0
    for assessment in assessed(name)[:3]:
        for result in assessment.periods.values():
            if result.score is None:
                continue
            ahead, alone = ClauseReasons(assessment, result), ClauseReasons(assessment, result)
            for score in result.score.clauses.values():
                ahead.prepare(score.clause, rows)
                for row in rows:
                    assert ahead.sentence(score.clause, row) == alone.sentence(score.clause, row)
            together += len(ahead._told)
    assert together > 50


def test_a_clause_with_factor_and_cap() -> None:
    """东风镇 has three complaints and hid them, the others none."""
    assessment = small().assessment
    result = assessment.periods["上半年"]
    assert result.score is not None
    clause = next(score.clause for score in result.score.clauses.values() if score.clause.factor)
    ahead = ClauseReasons(assessment, result)
    ahead.prepare(clause, range(3))
    assert [ahead._told[clause.key, row] for row in range(3)] == [
        "实际3例，每1例扣2分，瞒报＝是，按2倍计，算得12分，以8分为限",
        "实际0例，每1例扣2分",
        "实际0例，每1例扣2分",
    ]


@dataclass(frozen=True, kw_only=True)
class Misspelt(CaseLoss):
    def sentence(self) -> SentenceTree:
        return words("实际", ValueOf(self.z))  # type: ignore[attr-defined]


@dataclass(frozen=True, kw_only=True)
class Undecided(CaseLoss):
    def sentence(self) -> SentenceTree:
        return words("实际", ValueOf())  # type: ignore[call-arg]


@pytest.mark.parametrize(("kind", "error"), [(Misspelt, AttributeError), (Undecided, TypeError)])
def test_a_rule_that_is_wrong_is_heard(kind: type[CaseLoss], error: type[Exception]) -> None:
    assessment = small().assessment
    result = assessment.periods["上半年"]
    assert result.score is not None
    clause = next(s.clause for s in result.score.clauses.values() if isinstance(s.clause.rule, CaseLoss))
    wrong = replace(clause, rule=kind(**vars(clause.rule)))
    with pytest.raises(error):
        ClauseReasons(assessment, result).prepare(wrong, range(3))
    with pytest.raises(error):
        ClauseReasons(assessment, result).sentence(wrong, 0)
