"""One entry of the ledger as a sentence for 扣分清单 and 成绩单."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from kaohe_xl.explain.clause_reasons import ClauseReasons
from kaohe_xl.explain.clause_words import approved_words, plain
from kaohe_xl.explain.points_ledger import PointsEntry, Through
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme.check import top_scored
from kaohe_xl.scoring.score import ScoreStatus

_NOT_APPLICABLE = {
    m.NotApplicable.FULL: "不适用，按满分计",
    m.NotApplicable.MEAN: "不适用，按其他单位的平均分计",
    m.NotApplicable.ZERO: "不适用，计零",
}


def entry_words(clause_reasons: ClauseReasons, entry: PointsEntry) -> str:
    """Why these points were lost or gained."""
    return _WORDS[entry.through](_Context(clause_reasons, entry))


@dataclass(frozen=True)
class _Context:
    clause_reasons: ClauseReasons
    entry: PointsEntry

    @property
    def indicator(self) -> m.Indicator:
        assert self.entry.indicator is not None
        return self.entry.indicator

    @property
    def full(self) -> str:
        return plain(self.indicator.full_mark or Fraction(0))

    @property
    def digits(self) -> int:
        return self.clause_reasons.scheme.settings.digits

    @property
    def before(self) -> str:
        return plain(self.entry.before)

    @property
    def after(self) -> str:
        return plain(self.entry.before + self.entry.points)

    def sentences(self) -> str:
        said = [self.clause_reasons.sentence(clause, self.entry.row) for clause in self.entry.clauses]
        return "；".join(dict.fromkeys(said))


def _clause(context: _Context) -> str:
    told, entry = context.sentences(), context.entry
    if entry.before and not entry.clauses[0].on_total and entry.points:
        more = "少" if entry.points < 0 else "多"
        return f"{told}（这一条满分{context.before}分，{more}{plain(abs(entry.points))}分）"
    return told


def _missing(context: _Context) -> str:
    entry = context.entry
    score = context.clause_reasons.result.score
    assert score is not None
    statuses = {score.clauses[clause.key].status[entry.row] for clause in entry.clauses}
    if statuses != {ScoreStatus.MISSING}:
        return context.sentences()  # a value out of its range has a sentence of its own
    effect = "不计分" if entry.clauses[0].on_total else "该项计零"
    return f"缺{context.clause_reasons.lacking(entry.clauses, entry.row)}，{effect}"


def _start(context: _Context) -> str:
    return f"从零分起评：标准分{context.full}分，下面各条得分相加"


def _cap(context: _Context) -> str:
    return f"各条相加{context.before}分，超过标准分，只计{context.after}分"


def _floor(context: _Context) -> str:
    word = "扣完为止" if context.entry.before + context.entry.points == 0 else f"扣到{context.after}分为止"
    return f"{word}：各条相加为{context.before}分，按{context.after}分计"


def _not_applicable(context: _Context) -> str:
    handling = context.clause_reasons.scheme.settings.not_applicable
    score = context.clause_reasons.result.score
    assert score is not None
    own = score.indicators[context.indicator.key]
    if own.status[context.entry.row] is not ScoreStatus.NOT_APPLICABLE:
        return context.sentences()  # one of several clauses drops out
    change = own.approved.get(context.entry.row)
    start = f"核定为不适用，{approved_words(change)}" if change else "不适用"
    if handling is m.NotApplicable.SCALE:
        return f"{start}：标准分{context.full}分从满分中剔除，其余得分按比例折算"
    return _NOT_APPLICABLE[handling] if change is None else f"{start}，{_NOT_APPLICABLE[handling]}"


def _approved(context: _Context) -> str:
    score = context.clause_reasons.result.score
    assert score is not None
    change = score.indicators[context.indicator.key].approved[context.entry.row]
    return f"核定得分{context.after}分，原计{context.before}分；{approved_words(change)}"


def _rounding(context: _Context) -> str:
    return f"{context.before}分四舍五入到{context.digits}位小数，计{context.after}分"


def _scaled(context: _Context) -> str:
    full, dropped = line_marks(context.clause_reasons, context.entry.line, context.entry.row)
    reckoned = f"{context.before}×{plain(full)}÷（{plain(full)}－{plain(dropped)}）"
    return f"{_line(context)}不适用的{plain(dropped)}分已剔除，折算 {reckoned}＝{context.after}分"


def _weight(context: _Context) -> str:
    return f"各线按权重计入总分，合计{context.before}分，四舍五入到{context.digits}位小数，计{context.after}分"


def _line(context: _Context) -> str:
    return "" if len(context.clause_reasons.scheme.lines) == 1 else f"{context.entry.line}："


def _combined(context: _Context) -> str:
    return f"各期汇总得{context.before}分，四舍五入到{context.digits}位小数，计{context.after}分"


def _veto(context: _Context) -> str:
    names = context.clause_reasons.result.consequences[context.entry.row].names
    return f"一票否决（{'、'.join(names)}）：总分计零，原为{context.before}分"


def line_marks(clause_reasons: ClauseReasons, line: str, row: int) -> tuple[Fraction, Fraction]:
    """Full mark of a line for one unit, and the part of it that does not apply to the unit."""
    score = clause_reasons.result.score
    if score is None:
        return Fraction(0), Fraction(0)
    full = dropped = Fraction(0)
    for indicator in top_scored(clause_reasons.scheme, line):
        if indicator.key not in score.indicators:
            continue
        status = score.indicators[indicator.key].status[row]
        mark = indicator.full_mark or Fraction(0)
        full += Fraction(0) if status is ScoreStatus.ABSENT else mark
        dropped += mark if status is ScoreStatus.NOT_APPLICABLE else Fraction(0)
    return full, dropped


_WORDS: dict[Through, Callable[[_Context], str]] = {
    Through.CLAUSE: _clause,
    Through.START: _start,
    Through.CAP: _cap,
    Through.FLOOR: _floor,
    Through.MISSING: _missing,
    Through.ZEROED: _Context.sentences,
    Through.APPROVED: _approved,
    Through.ROUNDING: _rounding,
    Through.NOT_APPLICABLE: _not_applicable,
    Through.SCALED: _scaled,
    Through.WEIGHT: _weight,
    Through.COMBINED: _combined,
    Through.VETO: _veto,
}
