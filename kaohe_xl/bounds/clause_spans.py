"""Bounds of clauses: points, 互斥, 合计上限."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from kaohe_xl.base.exact import BoolArray, Exact
from kaohe_xl.base.text import fold
from kaohe_xl.bounds.evaluate import SpanEvaluator
from kaohe_xl.bounds.span import Span, TruthSpan, at_most, rows_of
from kaohe_xl.bounds.unit_spans import UnitSpans
from kaohe_xl.expr import tree as t
from kaohe_xl.rules.base import Effect
from kaohe_xl.scheme import model as m
from kaohe_xl.scoring.score.clauses import concerned_units


@dataclass(frozen=True)
class ClauseSpan:
    """Points of one clause (0 where it gives none), and the statuses that it may have."""

    clause: m.Clause
    points: Span
    absent: BoolArray
    missing: tuple[BoolArray, BoolArray]  # 缺数据 or 无效: may be, surely is
    dropped: tuple[BoolArray, BoolArray]
    zeroing: tuple[BoolArray, BoolArray]


def bound_clause(clause: m.Clause, evaluate: SpanEvaluator, source: UnitSpans) -> ClauseSpan:
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
    here = concerned_units(clause, source.scheme, source.groups)
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


def shared_exclusives(ordered: Sequence[m.Indicator], period: str) -> frozenset[str]:
    """互斥 groups that several indicators have."""
    users: dict[str, set[str]] = {}
    for indicator in ordered:
        for clause in indicator.clauses:
            if clause.exclusive and period in clause.periods:
                users.setdefault(clause.exclusive, set()).add(indicator.key)
    return frozenset(exclusive for exclusive, keys in users.items() if len(keys) > 1)


def excluded(own: list[ClauseSpan], shared: frozenset[str]) -> list[ClauseSpan]:
    """互斥: only the largest counts. Across indicators each may count or not."""
    groups: dict[str, list[int]] = {}
    for position, each in enumerate(own):
        if each.clause.exclusive:
            groups.setdefault(each.clause.exclusive, []).append(position)
    result = list(own)
    for exclusive, positions in groups.items():
        spans = [own[position].points for position in positions]
        size = len(spans[0])
        zero = Exact.full(0, size)
        if exclusive in shared:
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


def pool_name(clause: m.Clause) -> str:
    return fold(clause.pool.name) if clause.pool is not None else ""


def share_caps(clauses: dict[str, ClauseSpan], raw: Mapping[str, ClauseSpan], source: UnitSpans) -> dict[str, Span]:
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
        name, cap = pool_name(clause), Span.full(clause.pool.cap.value, size)
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
