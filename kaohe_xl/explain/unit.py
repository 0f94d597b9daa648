"""Why this score: the full chain of a unit, from its rank down to file!sheet!cell."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.base.finding import Finding
from kaohe_xl.base.place import NOWHERE, Place
from kaohe_xl.base.text import did_you_mean, fold
from kaohe_xl.explain.calculation_steps import explain_indicator
from kaohe_xl.explain.clause_reasons import ClauseReasons
from kaohe_xl.explain.clause_words import plain
from kaohe_xl.explain.entry_sentences import entry_words, line_marks
from kaohe_xl.explain.points_ledger import Through, share_of
from kaohe_xl.explain.rank_reasons import rank_words, veto_words
from kaohe_xl.explain.reason import Reason
from kaohe_xl.explain.worded_entries import worded_entries_of
from kaohe_xl.messages import finding
from kaohe_xl.reward import Payment, yuan
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme.check import top_scored
from kaohe_xl.scoring.assess import OVERALL, Assessment, PeriodResult
from kaohe_xl.scoring.score import ScoreStatus


def explain_unit(
    assessment: Assessment, payments: Sequence[Payment], unit: str, key: str | None = None
) -> tuple[Reason | None, list[Finding]]:
    """Everything about one unit, or (``key`` = 编号) about one of its indicators.

    ``unit`` may be an alias. Returns None and a finding for a name or 编号 that the scheme does not have.
    """
    scheme = assessment.scheme
    named = scheme.unit_called(unit)
    if named is None:
        return None, [finding("R301", name=unit, hint=did_you_mean(unit, scheme.unit_names))]
    row = scheme.units.index(named)
    if key is None:
        return _Unit(assessment, row).whole(payments), []
    indicator = next((i for i in scheme.indicators.values() if fold(i.key) == fold(key)), None)
    if indicator is None:
        return None, [finding("R302", key=key, hint=did_you_mean(key, scheme.indicators))]
    return _Unit(assessment, row).one(indicator), []


class _Unit:
    """The chain of one unit."""

    def __init__(self, assessment: Assessment, row: int) -> None:
        self.assessment = assessment
        self.scheme = assessment.scheme
        self.row = row
        self.entries = [entry for entry, _ in worded_entries_of(assessment).told(row)]
        self.digits = self.scheme.settings.digits

    def whole(self, payments: Sequence[Payment]) -> Reason:
        root = self.assessment.final
        parts = [
            Reason(rank_words(self.assessment, root, OVERALL, self.row)),
            *veto_words(self.assessment, root, self.row),
        ]
        if self.scheme.indicators:
            parts.append(self.period(root))
        parts += [self._line_ranks(root), self._money(payments)]
        grade = self.assessment.grades[self.row]
        return Reason(
            f"{self.scheme.units[self.row].name}：{self._headline(root)}" + (f"，等次{grade}" if grade else ""),
            tuple(part for part in parts if part.text),
        )

    def one(self, indicator: m.Indicator) -> Reason:
        """One indicator in every period that scores it; a heading: its children."""
        wanted = [indicator, *(self.scheme.indicators[c] for c in indicator.children if not indicator.scored)]
        parts = []
        for result in self.assessment.periods.values():
            if result.score is None:
                continue
            clause_reasons = ClauseReasons(self.assessment, result)
            for each in wanted:
                if each.key in result.score.indicators:
                    told = explain_indicator(clause_reasons, each, self.row, self.entries)
                    parts.append(Reason(f"{result.period.name} {told.text}", told.because, told.places))
        name = f"{self.scheme.units[self.row].name} {indicator.key} {indicator.title}".strip()
        return Reason(name, tuple(parts), (indicator.place,))

    def _headline(self, result: PeriodResult) -> str:
        total, rank = result.total[self.row], result.rank(OVERALL, self.row)
        if not self.scheme.indicators:
            return "本方案不评分，只计奖补"
        place = "不排名" if rank is None else f"第{rank}名"
        told = "（阶段性结果，表还没有收齐）" if self.assessment.provisional else ""
        return f"{place}，总分{'待定' if total is None else self._score(total) + '分'}{told}"

    # -- periods and lines -------------------------------------------------------------------------------------------

    def period(self, result: PeriodResult) -> Reason:
        """A period's total: its lines, what acts on the total, and the periods that it combines."""
        clause_reasons = ClauseReasons(self.assessment, result)
        parts: list[Reason] = []
        terms: list[str] = []
        children = self.scheme.calendar.children(result.period.name)
        for child in children:
            below = self.assessment.periods[child.name]
            total, share = below.total[self.row], share_of(self.scheme.calendar, result.period, child)
            weight = "" if share == 1 else f"×{_share(share)}"
            terms.append(f"{child.name}{'待定' if total is None else self._score(total)}{weight}")
            parts.append(self.period(below))
        for line in self.scheme.lines:
            told = self.line(clause_reasons, line)
            if told is not None:
                parts.append(told)
                score = (
                    clause_reasons.result.score.lines[line.name].score[self.row]
                    if clause_reasons.result.score
                    else None
                )
                if line.weight and score is not None and any(i.full_mark for i in self._members(clause_reasons, line)):
                    weight = "" if line.weight == 1 else f"×{_share(line.weight)}"
                    terms.append(f"{line.name if len(self.scheme.lines) > 1 else '各项'}{self._score(score)}{weight}")
        own = result.on_total[self.row]
        if own:
            terms.append(f"{'-' if own < 0 else ''}直接{'扣减' if own < 0 else '计入'}总分{self._score(abs(own))}")
        parts += [
            Reason(entry_words(clause_reasons, entry))
            for entry in self.entries
            if entry.period == result.period.name and entry.through in (Through.COMBINED, Through.VETO, Through.WEIGHT)
        ]
        total = result.total[self.row]
        if total is None:
            return Reason(f"{result.period.name}总分待定：没有报送，补报后再算", tuple(parts))
        sum_of = "＋".join(terms).replace("＋-", "－") or "0"
        return Reason(f"{result.period.name}总分{self._score(total)}分＝{sum_of}", tuple(parts))

    def _members(self, clause_reasons: ClauseReasons, line: m.Line) -> list[m.Indicator]:
        score = clause_reasons.result.score
        top = top_scored(self.scheme, line.name)
        return [i for i in top if score is not None and i.key in score.indicators]

    def line(self, clause_reasons: ClauseReasons, line: m.Line) -> Reason | None:
        """A line: its indicators; those with full marks in one sentence."""
        score = clause_reasons.result.score
        if score is None:
            return None
        indicators = [s.indicator for s in score.indicators.values() if self._told_with(line, s.indicator)]
        value = score.lines[line.name].score[self.row]
        if not indicators or value is None:
            return None
        perfect: list[str] = []
        untouched: list[str] = []
        parts: list[Reason] = []
        for indicator in indicators:
            if self._plain(clause_reasons, indicator):
                (untouched if indicator.on_total else perfect).append(indicator.key)
            elif score.indicators[indicator.key].status[self.row] is not ScoreStatus.ABSENT:
                parts.append(explain_indicator(clause_reasons, indicator, self.row, self.entries))
        if perfect:
            parts.append(Reason(f"得满分的项：{'、'.join(perfect)}"))
        if untouched:
            parts.append(Reason(f"没有加减分的项：{'、'.join(untouched)}"))
        parts += [
            Reason(entry_words(clause_reasons, entry))
            for entry in self.entries
            if entry.through is Through.SCALED and (entry.period, entry.line) == (score.figures.period, line.name)
        ]
        full, _ = line_marks(clause_reasons, line.name, self.row)
        alone = "（只单独排名，不计入总分）" if line.weight == 0 else ""
        name = line.name if len(self.scheme.lines) > 1 else "各项合计"
        return Reason(f"{name}{self._score(value)}分，满分{plain(full)}分{alone}", tuple(parts))

    def _told_with(self, line: m.Line, indicator: m.Indicator) -> bool:
        """What belongs to no line is told with the first of the unit's lines."""
        if not indicator.every_line:
            return indicator.line == line.name
        return line == self.scheme.lines_of(self.scheme.units[self.row].group)[0]

    def _plain(self, clause_reasons: ClauseReasons, indicator: m.Indicator) -> bool:
        """Full marks, or nothing added to the total: no entry tells of it."""
        period = clause_reasons.result.period.name
        own = [e for e in self.entries if e.indicator is indicator and e.period == period]
        assert clause_reasons.result.score is not None
        status = clause_reasons.result.score.indicators[indicator.key].status[self.row]
        return not own and status is ScoreStatus.SCORED

    def _line_ranks(self, result: PeriodResult) -> Reason:
        named = [line.name for line in self.scheme.lines if line.name in result.rankings and line.name != OVERALL]
        ranks = [(name, result.rank(name, self.row)) for name in named if result.ranking_of(name, self.row)]
        told = "，".join(f"{name}第{rank}名" if rank else f"{name}不排名" for name, rank in ranks)
        return Reason(f"各线名次：{told}" if told else "")

    # -- money -------------------------------------------------------------------------------------------------------

    def _money(self, payments: Sequence[Payment]) -> Reason:
        own = [payment for payment in payments if payment.unit == self.row]
        if not own:
            return Reason("奖惩：没有" if self.scheme.rewards else "")
        total = sum((p.amount for p in own if p.amount is not None), Fraction(0))
        parts = tuple(Reason(payment_words(p, self.scheme), (), _known(p.reward.place)) for p in own)
        return Reason(f"奖惩：{len(own)}项，金额合计{yuan(total)}", parts)

    def _score(self, value: Fraction) -> str:
        return decimal_text(value, self.digits)


def payment_words(payment: Payment, scheme: m.Scheme) -> str:
    """第一名奖金（奖励，单位）2000元：总分第1名；定额2000元."""
    amount = "" if payment.amount is None else yuan(payment.amount)
    honour = f"，授予“{payment.reward.honour}”" if payment.reward.honour else ""
    how = "；".join(part for part in (payment.why, payment.how) if part)
    split = "、".join(f"{name}{yuan(share)}" for name, share in payment.sources.items())
    split = f"（{split}）" if len(payment.sources) > 1 else ""
    return f"{payment.reward.name}（{payment.reward.kind}，{payment.receiver(scheme)}）{amount}{split}：{how}{honour}"


def _known(place: Place) -> tuple[Place, ...]:
    return () if place == NOWHERE else (place,)


def _share(share: Fraction) -> str:
    if share.denominator in (2, 4, 5, 10, 20, 25, 50, 100):
        return f"{decimal_text(share * 100)}%"
    return f"{share.numerator}/{share.denominator}"
