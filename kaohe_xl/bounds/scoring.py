"""Bounds of clauses, indicators and lines in one period: :mod:`kaohe_xl.scoring.score` again, on intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from kaohe_xl.base.exact import BoolArray, Exact
from kaohe_xl.base.text import fold
from kaohe_xl.bounds.evaluate import SpanEvaluator
from kaohe_xl.bounds.figures import ItemSpans, SpanFigures, known
from kaohe_xl.bounds.open_scores import NOTHING, OpenScores
from kaohe_xl.bounds.span import Span, SpanColumn, TruthSpan, at_most, rows_of
from kaohe_xl.expr import tree as t
from kaohe_xl.rules.base import Effect
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme.check import top_scored
from kaohe_xl.scheme.references import in_order
from kaohe_xl.scheme.subordinates import sub_rows
from kaohe_xl.scoring.score import UnitSource


@dataclass(frozen=True)
class UnitSpans(ItemSpans):
    """Everything that a tree may refer to; what rests on no open figure is asked of ``exact``."""

    figures: SpanFigures = None  # type: ignore[assignment]
    exact: UnitSource = None  # type: ignore[assignment]
    kept_out: tuple[BoolArray, BoolArray] = None  # type: ignore[assignment]  # by a veto: may be, surely is
    before: SpanFigures | None = None
    scores: Mapping[str, Span] = None  # type: ignore[assignment]
    indicator: m.Indicator | None = None
    opened: OpenScores = NOTHING  # scores that are open whatever the figures are
    lower: UnitSpans | None = None  # the same period as far as it is worked out: what sub-units may score

    def subordinates(self) -> tuple[ItemSpans, Sequence[Sequence[int]]]:
        return self.lower or self, sub_rows(self.scheme)

    @property
    def scopes(self) -> npt.NDArray[np.intp]:
        return self.exact.scope_ids

    @property
    def comparable(self) -> tuple[BoolArray, BoolArray]:
        return ~self.kept_out[1], ~self.kept_out[0]

    def score_of(self, key: str) -> Span:
        if key in self.scores:
            return self.scores[key]
        children = self.scheme.indicators[key].children if key in self.scheme.indicators else ()
        return sum_of([self.score_of(child).fill(0) for child in children], self.size)

    def given(self, quantity: t.Quantity) -> SpanColumn:
        if quantity is t.Quantity.UNITS:
            can, sure = self.comparable
            most = [int((can & (self.scopes == scope)).sum()) for scope in self.scopes]
            least = [int((sure & (self.scopes == scope)).sum()) for scope in self.scopes]
            every = rows_of(True, self.size)
            return Span(Exact.of(least), Exact.of(most), every, every)
        if self.indicator is not None:
            if quantity is t.Quantity.CHILDREN:
                return sum_of([self.score_of(c).fill(0) for c in self.indicator.children], self.size)
            if quantity is t.Quantity.PARENT_SCORE and self.indicator.parent:
                return self.score_of(self.indicator.parent)
        column = replace(self.exact, indicator=self.indicator).given(quantity)
        assert isinstance(column, Exact)
        return Span.known(column)

    def past(self, last_year: bool, node: t.Item | t.Given) -> SpanColumn:
        if not last_year and isinstance(node, t.Item):
            return self.before.items[node.name].column if self.before else Span.missing(self.size)
        column = self.exact.past(last_year, node)
        return known(column)


def sum_of(columns: Sequence[Span], size: int) -> Span:
    result = Span.full(0, size)
    for column in columns:
        result = result + column
    return result


@dataclass(frozen=True)
class ClauseSpan:
    """Points of one clause (0 where it gives none), and the standings that it may have."""

    clause: m.Clause
    points: Span
    absent: BoolArray
    missing: tuple[BoolArray, BoolArray]  # 缺数据 or 无效: may be, surely is
    dropped: tuple[BoolArray, BoolArray]
    zeroing: tuple[BoolArray, BoolArray]


@dataclass(frozen=True)
class PeriodSpans:
    """What the rubric may give in one period."""

    clauses: Mapping[str, ClauseSpan]
    indicators: Mapping[str, Span]
    lines: Mapping[str, Span]
    on_total: Span


def bound_period(source: UnitSpans) -> PeriodSpans:
    """Bounds of all indicators that have clauses in the source's period."""
    scheme, period, size = source.scheme, source.exact.figures.period, source.size
    scores: dict[str, Span] = {}
    dropped: dict[str, tuple[BoolArray, BoolArray]] = {}
    absent: dict[str, BoolArray] = {}
    source = replace(source, scores=scores)
    clauses: dict[str, ClauseSpan] = {}
    raw: dict[str, ClauseSpan] = {}
    ordered = [i for i in in_order(scheme.indicators) if any(period in clause.periods for clause in i.clauses)]
    shared = _shared_marks(ordered, period)
    for indicator in ordered:
        evaluate = SpanEvaluator(replace(source, indicator=indicator))
        own = [_clause(clause, evaluate, source) for clause in indicator.clauses if period in clause.periods]
        raw |= {each.clause.key: each for each in own}
        own = _excluded(own, shared)
        clauses |= {each.clause.key: each for each in own}
        scores[indicator.key], absent[indicator.key], dropped[indicator.key] = _indicator(indicator, own, source)
    joint = _share_caps(clauses, raw, source)
    for indicator in ordered:
        own = [clauses[c.key] for c in indicator.clauses if c.key in clauses]
        if any(each.clause.pool is not None for each in own):
            scores[indicator.key], absent[indicator.key], dropped[indicator.key] = _indicator(indicator, own, source)
    lines = {line.name: _line(line, scores, absent, dropped, source) for line in scheme.lines}
    digits = scheme.settings.digits
    alone = [each for each in clauses.values() if each.clause.on_total and _pool_name(each.clause) not in joint]
    on_total = sum_of([*(each.points.round(digits) for each in alone), *joint.values()], size)
    return PeriodSpans(clauses, dict(scores), lines, on_total)


def _clause(clause: m.Clause, evaluate: SpanEvaluator, source: UnitSpans) -> ClauseSpan:
    size = source.size
    column = evaluate(clause.tree)
    lack_can, lack_sure, off_can, off_sure = (rows_of(False, size) for _ in range(4))
    for name in clause.item_names:
        item = source.items[name]
        can, sure = item.dropped
        lack_can = lack_can | (~item.column.must & ~sure)
        lack_sure = lack_sure | (~item.column.may & ~can)
    for name in clause.own_items:
        can, sure = source.items[name].dropped
        off_can, off_sure = off_can | can, off_sure | sure
    lost_can = column.unknown if isinstance(column, TruthSpan) else ~column.must
    ok_can = (column.yes | column.no) if isinstance(column, TruthSpan) else column.may
    na_sure = ~ok_can & off_sure & ~lack_can
    na_can = lost_can & off_can & ~lack_sure
    invalid_can, invalid_sure = rows_of(False, size), rows_of(False, size)
    for node in clause.tree.walk():
        if isinstance(node, t.Valid):
            truth = evaluate.truth(node.condition)
            invalid_can |= truth.no & ~lack_sure & ~off_sure
            invalid_sure |= truth.no & ~truth.yes & ~truth.unknown & ~lack_can & ~off_can
    miss_can = (lost_can & ~na_sure & ~(off_sure & ~lack_can)) | invalid_can
    miss_sure = (~ok_can & ~na_can) | invalid_sure
    here = _concerned(clause, source)
    scored_can = ok_can & here & ~invalid_sure
    scored_sure = scored_can & ~miss_can & ~na_can
    off = rows_of(False, size)
    zeroing = (off, off)
    if isinstance(column, TruthSpan):
        points = Span.full(0, size)
        zeroing = (column.yes & scored_can, column.yes & ~column.no & scored_sure)
    else:
        assert isinstance(column, Span)
        points = (-column if clause.effect is Effect.TAKES else column).with_presence(scored_can, scored_sure).fill(0)
    return ClauseSpan(
        clause,
        points,
        ~here,
        (miss_can & here, miss_sure & here),
        (na_can & here, na_sure & here),
        zeroing,
    )


def _concerned(clause: m.Clause, source: UnitSpans) -> BoolArray:
    concerned = rows_of(True, source.size)
    indicator = source.scheme.indicators[clause.indicator]
    line = next(line for line in source.scheme.lines if line.name == indicator.line)
    for groups in (clause.groups, () if indicator.every_line else line.groups):
        if groups:
            concerned &= np.isin(source.groups.astype(str), list(groups))
    return concerned


def _shared_marks(ordered: Sequence[m.Indicator], period: str) -> frozenset[str]:
    """互斥 marks that several indicators have."""
    users: dict[str, set[str]] = {}
    for indicator in ordered:
        for clause in indicator.clauses:
            if clause.exclusive and period in clause.periods:
                users.setdefault(clause.exclusive, set()).add(indicator.key)
    return frozenset(mark for mark, keys in users.items() if len(keys) > 1)


def _excluded(own: list[ClauseSpan], shared: frozenset[str]) -> list[ClauseSpan]:
    """互斥: only the largest counts. Across indicators each may count or not."""
    marks: dict[str, list[int]] = {}
    for position, each in enumerate(own):
        if each.clause.exclusive:
            marks.setdefault(each.clause.exclusive, []).append(position)
    result = list(own)
    for mark, positions in marks.items():
        spans = [own[position].points for position in positions]
        size = len(spans[0])
        zero = Exact.full(0, size)
        if mark in shared:
            for position in positions:
                span = own[position].points
                wide = Span(span.low.minimum(zero), span.high.maximum(zero), span.may, span.must)
                result[position] = replace(own[position], points=wide)
        elif len(positions) > 1:
            best = worst = spans[0]
            for span in spans[1:]:
                best, worst = best.maximum(span), worst.minimum(span)
            rises = np.logical_and.reduce([at_most(zero, span.low) for span in spans])
            falls = np.logical_and.reduce([at_most(span.high, zero) for span in spans])
            wide = Span(worst.low, best.high, best.may, best.must)
            joint = best.where(rises, worst.where(falls, wide))
            for position in positions:
                result[position] = replace(own[position], points=Span.full(0, size))
            same = len({own[position].clause.on_total for position in positions}) == 1
            if same:
                result[positions[0]] = replace(own[positions[0]], points=joint)
            else:
                for position in positions:
                    span = own[position].points
                    result[position] = replace(
                        own[position], points=Span(span.low.minimum(zero), span.high.maximum(zero), span.may, span.must)
                    )
    return result


def _pool_name(clause: m.Clause) -> str:
    return fold(clause.pool.name) if clause.pool is not None else ""


def _share_caps(clauses: dict[str, ClauseSpan], raw: Mapping[str, ClauseSpan], source: UnitSpans) -> dict[str, Span]:
    """合计上限: each clause gives what those before it leave of the cap, the least where they use the most.

    Returns:
        what all clauses of a cap come to together, where all of them act on the total and in one direction: less wide
        than their sum, since what one does not use the next one may.
    """
    size, digits = source.size, source.scheme.settings.digits
    zero = Exact.full(0, size)
    used: dict[str, Span] = {}
    signs: dict[str, set[int]] = {}
    for clause in source.scheme.clauses:
        if clause.key not in clauses or clause.pool is None or clause.pool.cap is None:
            continue
        name, cap = _pool_name(clause), Span.full(clause.pool.cap.value, size)
        before = used.get(name, Span.full(0, size))
        points = raw[clause.key].points
        own = points.absolute().round(digits)
        given = own.minimum(cap - before)
        used[name] = (before + own).minimum(cap)
        rises, falls = at_most(zero, points.low), at_most(points.high, zero)
        signed = given.where(rises, (-given).where(falls, Span(-given.high, given.high, given.may, given.must)))
        clauses[clause.key] = replace(clauses[clause.key], points=signed)
        sign = (1 if rises.all() else -1 if falls.all() else 0) if clause.on_total else 0
        signs.setdefault(name, set()).add(sign)
    return {name: span if signs[name] == {1} else -span for name, span in used.items() if signs[name] in ({1}, {-1})}


def _indicator(
    indicator: m.Indicator, clauses: Sequence[ClauseSpan], source: UnitSpans
) -> tuple[Span, BoolArray, tuple[BoolArray, BoolArray]]:
    scheme, size = source.scheme, source.size
    digits = scheme.settings.digits
    zero = Span.full(0, size)
    own = [c for c in clauses if not c.clause.on_total] or list(clauses)
    if indicator.on_total:
        value = sum_of([c.points.round(digits) for c in clauses], size)
    else:
        start = indicator.full_mark if indicator.from_full and indicator.full_mark is not None else 0
        value = Span.full(start, size) + sum_of([c.points for c in own], size)
        if indicator.full_mark is not None:
            value = value.minimum(Span.full(indicator.full_mark, size))
        if indicator.floor is not None:
            value = value.maximum(SpanEvaluator(source).number(indicator.floor))
        can, sure = _any([c.missing for c in own])
        value = value.either(~sure, value.minimum(zero), can)
        can, sure = _any([c.zeroing for c in own])
        value = value.either(~sure, zero, can)
    absent = np.logical_and.reduce([c.absent for c in own])
    na_can = np.logical_and.reduce([c.dropped[0] | c.absent for c in own]) & ~absent
    na_sure = np.logical_and.reduce([c.dropped[1] | c.absent for c in own]) & ~absent
    value = value.round(digits).with_presence(~absent & ~na_sure, ~absent & ~na_can)
    exact = source.exact.scores.get(indicator.key) if source.exact.scores else None
    verified = _verified(indicator, source)
    if verified and exact is not None:
        rows = rows_of(False, size)
        rows[list(verified)] = True
        value = Span.known(exact).where(rows, value)
        na_can, na_sure, absent = na_can & ~rows, na_sure & ~rows, absent & ~rows
        for row, change in verified.items():
            na_can[row] = na_sure[row] = change.value is None or isinstance(change.value, str)
    for each in source.opened.of(indicator.key, source.exact.figures.period):
        rows = rows_of(each.row is None, size)
        if each.row is not None:
            rows[each.row] = True
        rows = rows & ~absent
        more = Span(Exact.full(each.low, size), Exact.full(each.high, size), rows, rows)
        value = value.hull(more).where(rows, value)
        na_sure = na_sure & ~rows
    if not indicator.on_total:
        value = _not_applicable(indicator, value, (na_can, na_sure), source)
    return value, absent, (na_can, na_sure)


def _any(pairs: Sequence[tuple[BoolArray, BoolArray]]) -> tuple[BoolArray, BoolArray]:
    return np.logical_or.reduce([p[0] for p in pairs]), np.logical_or.reduce([p[1] for p in pairs])


def _verified(indicator: m.Indicator, source: UnitSpans) -> dict[int, m.Verified]:
    if not source.scheme.settings.verified_first:
        return {}
    position = {name: row for row, name in enumerate(source.scheme.unit_names)}
    return {
        position[change.unit]: change
        for change in source.scheme.verified
        if change.is_score and change.key == indicator.key and change.period == source.exact.figures.period
    }


def _not_applicable(
    indicator: m.Indicator, value: Span, dropped: tuple[BoolArray, BoolArray], source: UnitSpans
) -> Span:
    can, sure = dropped
    handling, size = source.scheme.settings.not_applicable, source.size
    if not can.any() or handling is m.NotApplicable.SCALE:
        return value
    if handling is m.NotApplicable.FULL:
        instead = Span.full(indicator.full_mark or 0, size)
    elif handling is m.NotApplicable.ZERO:
        instead = Span.full(0, size)
    else:
        node = t.Across(t.Statistic.MEAN, t.ScoreOf(indicator.key))
        scored = replace(source, scores={**source.scores, indicator.key: value})
        instead = SpanEvaluator(scored).number(node).fill(0).round(source.scheme.settings.digits)
    return value.either(~sure, instead, can)


def _line(
    line: m.Line,
    scores: Mapping[str, Span],
    absent: Mapping[str, BoolArray],
    dropped: Mapping[str, tuple[BoolArray, BoolArray]],
    source: UnitSpans,
) -> Span:
    scheme, size = source.scheme, source.size
    digits = scheme.settings.digits
    members = [i for i in top_scored(scheme, line.name) if i.key in scores]
    raw = sum_of([scores[i.key].fill(0) for i in members], size)
    in_line = np.array([not line.groups or unit.group in line.groups for unit in scheme.units], dtype=np.bool_)
    if scheme.settings.not_applicable is m.NotApplicable.SCALE and any(dropped[i.key][0].any() for i in members):
        zero, full, least, most = (Exact.full(0, size) for _ in range(4))
        for i in members:
            mark = Exact.full(i.full_mark or 0, size)
            full = full + zero.where(absent[i.key], mark)
            least = least + mark.where(dropped[i.key][1], zero)
            most = most + mark.where(dropped[i.key][0], zero)
        every = rows_of(True, size)
        gone, whole = Span(least, most, every, every), Span(full, full, every, every)
        adjustment = (raw * (gone / (whole - gone))).fill(0).round(digits)
        scaled = raw + adjustment
        if all(i.full_mark is not None for i in members):
            scaled = scaled.minimum(whole.maximum(Span.full(0, size)))
        raw = scaled.where(np.logical_or.reduce([dropped[i.key][0] for i in members]), raw)
    return raw.with_presence(in_line, in_line)
