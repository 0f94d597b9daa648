"""A clause and an indicator as trees of sentences: rule, figures, cells, and the steps from points to score."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.explain.clause_reasons import ClauseReasons
from kaohe_xl.explain.clause_words import ClauseWords, plain
from kaohe_xl.explain.entry_sentences import entry_words
from kaohe_xl.explain.points_ledger import PointsEntry, Through
from kaohe_xl.explain.reason import Reason
from kaohe_xl.explain.value_words import ValueWords
from kaohe_xl.scheme import model as m
from kaohe_xl.scoring.score import ScoreStatus

_CLAUSE_ENTRIES = (Through.CLAUSE, Through.START)


def explain_clause(clause_reasons: ClauseReasons, clause: m.Clause, row: int) -> Reason:
    """Sentence of a clause, below it each value with the cell it came from."""
    words = clause_reasons.clause(clause, row)
    label = f"{clause.text.rstrip('。；;，')}：" if clause.text else ""
    return Reason(f"【{clause.rule.name}】{label}{words.sentence}", _values(words), (clause.place,))


def _values(words: ClauseWords) -> tuple[Reason, ...]:
    return tuple(_value(value) for value in words.values)


def _value(value: ValueWords) -> Reason:
    return Reason(value.text, (), value.places)


def explain_indicator(
    clause_reasons: ClauseReasons, indicator: m.Indicator, row: int, entries: Sequence[PointsEntry]
) -> Reason:
    """An indicator of the speaker's period: its clauses, then caps, floors, 核定 and rounding.

    ``entries``: the unit's entries (see :class:`~kaohe_xl.explain.points_ledger.PointsLedger`); others are skipped.
    """
    score = clause_reasons.result.score
    assert score is not None
    own = score.indicators[indicator.key]
    clauses = [c for c in indicator.clauses if c.key in score.clauses]
    existing = [c for c in clauses if score.clauses[c.key].status[row] is not ScoreStatus.ABSENT]
    parts = [explain_clause(clause_reasons, clause, row) for clause in existing]
    steps = [
        Reason(entry_words(clause_reasons, entry))
        for entry in entries
        if entry.indicator is indicator
        and entry.period == clause_reasons.result.period.name
        and entry.through not in _CLAUSE_ENTRIES
        and not (len(entry.clauses) == 1 and entry.through in (Through.MISSING, Through.ZEROED))
    ]
    return Reason(_indicator_words(clause_reasons, indicator, row), (*parts, *steps), (own.indicator.place,))


def _indicator_words(clause_reasons: ClauseReasons, indicator: m.Indicator, row: int) -> str:
    assert clause_reasons.result.score is not None
    own = clause_reasons.result.score.indicators[indicator.key]
    value = own.score[row]
    named = f"{indicator.key} {indicator.title}".strip()
    if own.status[row] is ScoreStatus.ABSENT:
        return f"{named}：不考核本单位"
    if indicator.on_total:
        return f"{named}：计入总分{decimal_text(value or Fraction(0), clause_reasons.scheme.settings.digits)}分"
    full = f"标准分{plain(indicator.full_mark or Fraction(0))}分，"
    start = "从满分起扣" if indicator.from_full else "从零分起评"
    if value is None:
        return f"{named}：{full}不适用，没有得分"
    mark = "" if own.status[row] is ScoreStatus.SCORED else f"（{own.status[row].value}）"
    return f"{named}：{full}{start}，得{decimal_text(value, clause_reasons.scheme.settings.digits)}分{mark}"
