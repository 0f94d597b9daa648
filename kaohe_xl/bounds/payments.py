"""What each unit may be paid, or have to pay: :mod:`kaohe_xl.reward` again, on intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from kaohe_xl.base.exact import round_half_up
from kaohe_xl.bounds.evaluate import SpanEvaluator
from kaohe_xl.bounds.grades import Grades
from kaohe_xl.bounds.period_bounds import PeriodBounds
from kaohe_xl.bounds.places import Contender, PlaceSpan
from kaohe_xl.bounds.result_spans import ResultSpans, result_spans
from kaohe_xl.bounds.span import Span
from kaohe_xl.reward import past_years_held, within_ranks
from kaohe_xl.scheme import model as m
from kaohe_xl.scoring.assess import OVERALL, Assessment

CENTS = 2
_HONOURS = ("通报表扬", "表扬", "称号")
LeastMost = tuple[Fraction, Fraction]


@dataclass(frozen=True)
class PaymentSpan:
    """One consequence that a unit may have. Amounts in yuan, negative for a fine; 0 to 0 for a text."""

    reward: m.Reward
    row: int
    period: str
    certain: bool  # it surely falls to the unit
    low: Fraction
    high: Fraction


@dataclass(frozen=True)
class _RewardSpans:
    """One row of 奖惩 in one period, and what it is bounded on."""

    assessment: Assessment
    reward: m.Reward
    source: ResultSpans
    evaluate: SpanEvaluator


def payment_spans(assessment: Assessment, bounds: Mapping[str, PeriodBounds], grades: Grades) -> list[PaymentSpan]:
    """Everything that may be paid, by 奖惩 row, period and unit; 互斥组 not applied yet."""
    scheme = assessment.scheme
    found: list[PaymentSpan] = []
    for period in scheme.calendar.periods:
        before = scheme.calendar.before(period.name)
        source = result_spans(
            assessment, bounds[period.name], bounds[before.name] if before is not None else None, grades, bounds
        )
        evaluate = SpanEvaluator(source)
        for reward in scheme.rewards:
            if period.name in (reward.periods or (scheme.calendar.root.name,)):
                found.extend(_spans(_RewardSpans(assessment, reward, source, evaluate), period.name))
    return found


def yuan_spans(scheme: m.Scheme, payments: Sequence[PaymentSpan]) -> list[LeastMost]:
    """Least and most that each unit comes to in all, 互斥组 applied (at most one of a group is paid)."""
    lows = [Fraction(0)] * len(scheme.units)
    highs = [Fraction(0)] * len(scheme.units)
    groups: dict[tuple[object, ...], list[PaymentSpan]] = {}
    for number, each in enumerate(payments):
        exclusive = each.reward.exclusive
        period = each.period if each.reward.exclusive_each_period else None
        groups.setdefault((each.row, each.reward.to, exclusive, period) if exclusive else (number,), []).append(each)
    for group in groups.values():
        row = group[0].row
        low, high = _one_of(group)
        lows[row] += low
        highs[row] += high
    return list(zip(lows, highs, strict=True))


def _one_of(group: Sequence[PaymentSpan]) -> LeastMost:
    """The largest of a 互斥组 counts."""
    lows = [each.low if each.certain else min(each.low, Fraction(0)) for each in group]
    highs = [each.high if each.certain else max(each.high, Fraction(0)) for each in group]
    if len(group) == 1:
        return lows[0], highs[0]
    if all(low >= 0 for low in lows):
        return max(lows), max(highs)
    if all(high <= 0 for high in highs):
        return min(lows), min(highs)
    return min(*lows, Fraction(0)), max(*highs, Fraction(0))


def _spans(given: _RewardSpans, period: str) -> list[PaymentSpan]:
    reward, source, scheme = given.reward, given.source, given.assessment.scheme
    size = len(scheme.units)
    barred = [_barred(reward, source.bounds, scheme, row) for row in range(size)]
    ranges = _places(given.assessment, reward, source.bounds, barred)
    truth = given.evaluate.truth(reward.condition) if reward.condition is not None else None
    found: list[tuple[int, bool]] = []
    for row, unit in enumerate(scheme.units):
        if reward.groups and unit.group not in reward.groups:
            continue
        may, must = not barred[row][1], not barred[row][0]
        if reward.first_rank is not None or reward.last_rank is not None:
            place = ranges.get(row)
            if place is None or not place.may:
                continue
            inside = [
                within_ranks(reward, top, bottom)
                for top in _corners(place.best, place.worst, reward)
                for bottom in _corners(place.bottom_best, place.bottom_worst, reward)
            ]
            may = may and any(inside)
            must = must and all(inside) and place.certain
        if reward.grades:
            names = source.grades[row]
            may, must = may and bool(names & set(reward.grades)), must and names <= set(reward.grades)
        if truth is not None:
            may, must = may and bool(truth.yes[row]), must and bool(truth.surely[row])
        if may and reward.consecutive > 1 and not past_years_held(scheme, reward, row):
            may = False
        if may:
            found.append((row, must))
    amounts = _amounts(given, found, ranges)
    payments = []
    for row, must in found:
        low, high, sure = amounts[row]
        payments.append(PaymentSpan(reward, row, period, must and sure, *_signed(reward, low, high)))
    return payments


def _corners(first: int, last: int, reward: m.Reward) -> list[int]:
    """The ends of a range of places, and those at which a reward's own range begins and ends."""
    edges = {abs(each) for each in (reward.first_rank, reward.last_rank) if each is not None}
    wanted = {first, last, *(edge + step for edge in edges for step in (-1, 0, 1))}
    return sorted(each for each in wanted if first <= each <= last)


def _barred(reward: m.Reward, bounds: PeriodBounds, scheme: m.Scheme, row: int) -> tuple[bool, bool]:
    """May the unit, and is it surely, kept from a reward by a veto, or since nothing of it comes in?"""
    honour = reward.kind in _HONOURS or bool(reward.honour)
    if reward.is_fine or not (reward.kind == "奖励" or honour):
        return False, False
    can, sure = (bool(pair[row]) for pair in bounds.effect(scheme, m.Consequence.NO_REWARD))
    if honour:
        more = bounds.effect(scheme, m.Consequence.NO_HONOUR)
        can, sure = can or bool(more[0][row]), sure or bool(more[1][row])
    if reward.first_rank is not None or reward.last_rank is not None or reward.grades:
        silent = bounds.figures.silent
        can, sure = can or bool(silent[0][row]), sure or bool(silent[1][row])
    return can, sure


def _places(
    assessment: Assessment, reward: m.Reward, bounds: PeriodBounds, barred: Sequence[tuple[bool, bool]]
) -> Mapping[int, PlaceSpan]:
    """Places as the reward counts them: with 递补, only units that are not barred stand before one."""
    places = bounds.places.get(reward.basis, {})
    if not assessment.scheme.settings.pass_on:
        return places
    found = dict(places)
    for group in bounds.contenders.get(reward.basis, ()):
        taking = [each for each in group if each.may]
        if not any(barred[each.row][0] for each in taking):
            continue
        sure = [each for each in taking if each.must and not barred[each.row][0]]
        possible = [each for each in taking if not barred[each.row][1]]
        for each in taking:
            old = places[each.row]
            best = 1 + sum(places[other.row].worst < old.best for other in sure if other is not each)
            worst = 1 + sum(_may_stand_before(places, other, each) for other in possible if other is not each)
            top = min(old.worst, worst)
            found[each.row] = PlaceSpan(min(best, top), top, old.bottom_best, old.bottom_worst, old.may, old.certain)
    return found


def _may_stand_before(places: Mapping[int, PlaceSpan], other: Contender, own: Contender) -> bool:
    return places[other.row].best < places[own.row].worst


def _amounts(
    given: _RewardSpans, found: Sequence[tuple[int, bool]], ranges: Mapping[int, PlaceSpan]
) -> dict[int, tuple[Fraction, Fraction, bool]]:
    """Unsigned limits for each unit, and whether there surely is an amount."""
    reward, source, evaluate, scheme = given.reward, given.source, given.evaluate, given.assessment.scheme
    amount = reward.amount or Fraction(0)
    size = source.size
    match reward.pay:
        case m.Pay.TEXT:
            return {row: (Fraction(0), Fraction(0), True) for row, _ in found}
        case m.Pay.FIXED:
            shared = scheme.settings.tied_prize is m.TiedPrize.SHARED and (reward.first_rank or 0) > 0
            if not shared:
                return {row: (amount, amount, True) for row, _ in found}
            prizes = [_prize(other) for other in scheme.rewards if _same_ladder(reward, other)]
            least = min(*prizes, Fraction(0), amount)  # one that ties with the first behind the prizes shares with it
            return {
                row: (amount, amount, True) if _alone(ranges, row) else (least, max(*prizes, amount), True)
                for row, _ in found
            }
        case m.Pay.SHARE:
            return _shares(reward, source, found)
        case m.Pay.COEFFICIENT:
            by_name = {grade.name: grade.coefficient or Fraction(0) for grade in scheme.grades}
            options = {
                row: [by_name.get(g or "", Fraction(0)) * amount for g in source.grades[row]] for row, _ in found
            }
            return {row: (min(each), max(each), True) for row, each in options.items()}
        case m.Pay.PER_POINT:
            span = Span.full(amount, size) * _basis(source, reward.basis)
        case m.Pay.PER_CASE:
            assert reward.item is not None
            span = Span.full(amount, size) * evaluate.number(reward.item)
        case m.Pay.ABOVE:
            assert reward.item is not None
            assert reward.base is not None
            above = evaluate.number(reward.item) - evaluate.number(reward.base.base)
            span = Span.full(amount, size) * above.maximum(Span.full(0, size))
        case _:
            assert reward.formula is not None
            span = evaluate.number(reward.formula)
    if reward.cap is not None:
        cap = Span.full(reward.cap, size)
        span = span.minimum(cap).maximum(-cap)
    span = span.round(CENTS)
    lows, highs = span.low.to_list(), span.high.to_list()
    return {row: (lows[row] or Fraction(0), highs[row] or Fraction(0), bool(span.must[row])) for row, _ in found}


def _basis(source: ResultSpans, basis: str) -> Span:
    if basis == OVERALL:
        return source.bounds.total
    found = source.bounds.lines.get(basis, source.bounds.indicators.get(basis))
    return found if found is not None else Span.missing(source.size)


def _shares(
    reward: m.Reward, source: ResultSpans, found: Sequence[tuple[int, bool]]
) -> dict[int, tuple[Fraction, Fraction, bool]]:
    """得分分配: a share rises with one's own score and falls with the others'."""
    span = _basis(source, reward.basis).fill(0)
    zero, pool = Fraction(0), reward.amount or Fraction(0)
    lows = {row: max(zero, span.low[row] or zero) for row, _ in found}
    highs = {row: max(zero, span.high[row] or zero) for row, _ in found}
    surely = sum((lows[row] for row, must in found if must), zero)
    at_most = sum(highs.values(), zero)
    cent = Fraction(1, 100)
    result = {}
    for row, must in found:
        others_least = surely - (lows[row] if must else zero)
        others_most = at_most - highs[row]
        known = others_least == others_most and lows[row] == highs[row]
        least = pool * lows[row] / (lows[row] + others_most) if lows[row] + others_most else zero
        most = pool * highs[row] / (highs[row] + others_least) if highs[row] + others_least else zero
        slack = zero if known and (least * 100).denominator == 1 else cent  # the last 分 goes by remainder
        low, high = max(zero, least - slack), min(pool, most + slack)
        if reward.cap is not None:
            low, high = min(low, reward.cap), min(high, reward.cap)
        result[row] = (_down(low), _up(high), True)
    return result


def _down(value: Fraction) -> Fraction:
    return Fraction((value * 100).__floor__(), 100)


def _up(value: Fraction) -> Fraction:
    return Fraction((value * 100).__ceil__(), 100)


def _signed(reward: m.Reward, low: Fraction, high: Fraction) -> LeastMost:
    low, high = round_half_up(low, CENTS), round_half_up(high, CENTS)
    if not reward.is_fine:
        return low, high
    least = Fraction(0) if low < 0 < high else min(abs(low), abs(high))
    return -max(abs(low), abs(high)), -least


def _alone(ranges: Mapping[int, PlaceSpan], row: int) -> bool:
    """Nobody can tie with the unit."""
    own = ranges.get(row)
    return (
        own is not None
        and own.best == own.worst
        and not any(
            other.may and other.best <= own.worst and own.best <= other.worst for r, other in ranges.items() if r != row
        )
    )


def _prize(reward: m.Reward) -> Fraction:
    return reward.amount or Fraction(0)


def _same_ladder(one: m.Reward, other: m.Reward) -> bool:
    return (
        other.pay is m.Pay.FIXED
        and (other.first_rank or 0) > 0
        and (one.kind, one.basis, one.to) == (other.kind, other.basis, other.to)
    )
