"""Bounds of every period: vetoes, totals, places. The order is that of :mod:`kaohe_xl.scoring.assess.run`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

import numpy as np

from kaohe_xl.base.exact import BoolArray, Exact
from kaohe_xl.bounds.evaluate import SpanEvaluator
from kaohe_xl.bounds.figures import SpanFigures
from kaohe_xl.bounds.open_scores import NOTHING, OpenScores
from kaohe_xl.bounds.places import Contender, PlaceSpan, place_spans
from kaohe_xl.bounds.scoring import PeriodSpans, UnitSpans, bound_period, sum_of
from kaohe_xl.bounds.span import Span, SpanColumn, TextSpan, TruthSpan, rows_of
from kaohe_xl.expr import tree as t
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme.model.calendar import leaves_until
from kaohe_xl.scheme.subordinates import depth
from kaohe_xl.scoring.assess import OVERALL, Assessment, PeriodResult
from kaohe_xl.scoring.veto import evaluated_in

MaySurely = tuple[BoolArray, BoolArray]  # may, surely
FallenSpans = dict[str, MaySurely]


@dataclass(frozen=True)
class PeriodBounds:
    """Everything that may become of one period."""

    result: PeriodResult
    figures: SpanFigures
    source: UnitSpans
    spans: PeriodSpans
    indicators: Mapping[str, Span]
    lines: Mapping[str, Span]
    total: Span
    fallen: FallenSpans
    taking_part: MaySurely
    places: Mapping[str, Mapping[int, PlaceSpan]] = field(default_factory=dict)  # basis → unit → places
    contenders: Mapping[str, Sequence[Sequence[Contender]]] = field(default_factory=dict)  # basis → scopes

    def effect(self, scheme: m.Scheme, kind: m.Consequence) -> MaySurely:
        return effect(scheme, self.fallen, kind, self.source.size)


def effect(scheme: m.Scheme, fallen: FallenSpans, kind: m.Consequence, size: int) -> MaySurely:
    """Units that a consequence may hit, and those that it surely does."""
    can, sure = rows_of(False, size), rows_of(False, size)
    for veto in scheme.vetoes:
        if veto.name in fallen and any(each.consequence is kind for each in veto.effects):
            can, sure = can | fallen[veto.name][0], sure | fallen[veto.name][1]
    return can, sure


def bound_periods(
    assessment: Assessment, figures: Mapping[str, SpanFigures], opened: OpenScores = NOTHING
) -> dict[str, PeriodBounds]:
    """Bounds of every period, children before their parents."""
    found: dict[str, PeriodBounds] = {}
    for period in assessment.scheme.calendar.periods:
        lower, passes = None, depth(assessment.scheme) or 0
        for last in range(passes + 1):
            bounds = _bound(assessment, period, figures, found, lower, opened)
            if last < passes:
                lower = result_spans(assessment, bounds, None, below=found)
        found[period.name] = bounds
    return found


def _bound(
    assessment: Assessment,
    period: m.Period,
    figures: Mapping[str, SpanFigures],
    below: Mapping[str, PeriodBounds],
    lower: ResultSpans | None,
    opened: OpenScores,
) -> PeriodBounds:
    scheme, result = assessment.scheme, assessment.periods[period.name]
    size = len(scheme.units)
    off = rows_of(False, size)
    before = scheme.calendar.before(period.name)
    names, inside = leaves_until(scheme.calendar, period.name)
    exact_scores = {k: v.score for k, v in result.score.indicators.items()} if result.score is not None else {}
    source = UnitSpans(
        scheme,
        figures[period.name].items,
        figures[period.name],
        replace(result.source, scores=exact_scores),
        (off, off),
        figures[before.name] if before is not None else None,
        {},
        opened=opened,
        lower=lower,
        leaves=tuple(replace(below[name].source, leaves=(), lower=None) for name in names),
        inside=inside,
    )
    looked_at = [veto for veto in scheme.vetoes if evaluated_in(veto, period.name, scheme.calendar)]
    fallen = _vetoes(scheme, [veto for veto in looked_at if veto.on_data], SpanEvaluator(source))
    for veto in scheme.vetoes:
        if not veto.periods:
            for child in scheme.calendar.children(period.name):
                _fall(fallen, veto.name, below[child.name].fallen.get(veto.name))
    _contest(fallen, opened)
    source = replace(source, kept_out=effect(scheme, fallen, m.Consequence.UNRANKED, size))
    spans = bound_period(source)
    children = [below[child.name] for child in scheme.calendar.children(period.name)]
    lines = {}
    for line in scheme.lines:
        own = spans.lines[line.name]
        if children:
            own = _combine(scheme, period, [child.lines[line.name] for child in children]) + own.fill(0)
        lines[line.name] = own
    indicators = {}
    for key in scheme.indicators:
        if key in spans.indicators:
            indicators[key] = spans.indicators[key]
        elif children and all(key in child.indicators for child in children):
            indicators[key] = _combine(scheme, period, [child.indicators[key] for child in children])
    bounds = PeriodBounds(
        result, figures[period.name], source, spans, indicators, lines, Span.full(0, size), fallen, (off, off)
    )
    total = _total(scheme, period, spans, children, figures[period.name])
    on_scores = [veto for veto in looked_at if not veto.on_data]
    bounds = _placed(assessment, replace(bounds, total=_zeroed(scheme, total, fallen)))
    if on_scores:
        earlier = below[before.name] if before is not None else None
        more = _vetoes(scheme, on_scores, SpanEvaluator(result_spans(assessment, bounds, earlier, (), below, lower)))
        fallen = dict(fallen)
        for name, pair in more.items():
            _fall(fallen, name, pair)
        _contest(fallen, opened)
        bounds = replace(bounds, fallen=fallen, total=_zeroed(scheme, bounds.total, fallen))
        bounds = _placed(assessment, bounds)
    return bounds


def _fall(fallen: FallenSpans, name: str, pair: MaySurely | None) -> None:
    if pair is not None:
        old = fallen.get(name)
        fallen[name] = pair if old is None else (old[0] | pair[0], old[1] | pair[1])


def _contest(fallen: FallenSpans, opened: OpenScores) -> None:
    """A veto that a unit appeals against may not stand."""
    for name, rows in opened.vetoes.items():
        if name in fallen:
            can, sure = fallen[name]
            sure = sure.copy()
            sure[list(rows)] = False
            fallen[name] = (can, sure)


def _vetoes(scheme: m.Scheme, vetoes: Sequence[m.Veto], evaluate: SpanEvaluator) -> FallenSpans:
    groups = np.array([unit.group for unit in scheme.units], dtype=object).astype(str)
    holds: FallenSpans = {}
    for veto in vetoes:
        truth = evaluate.truth(veto.condition)
        here = np.isin(groups, list(veto.unit_groups)) if veto.unit_groups else rows_of(True, len(groups))
        holds[veto.name] = (truth.yes & here, truth.surely & here)
    fallen: FallenSpans = {}
    for veto in vetoes:
        can, sure = holds[veto.name]
        if veto.group:
            peers = [other for other in vetoes if other.group == veto.group]
            needed = max(peer.needed for peer in peers)
            can = can & (np.sum([holds[peer.name][0] for peer in peers], axis=0) >= needed)
            sure = sure & (np.sum([holds[peer.name][1] for peer in peers], axis=0) >= needed)
        fallen[veto.name] = (can, sure)
    return fallen


def _combine(scheme: m.Scheme, period: m.Period, columns: Sequence[Span]) -> Span:
    size = len(scheme.units)
    children = scheme.calendar.children(period.name)
    if period.combine is m.Combine.WEIGHTED:
        columns = [
            column * Span.full(child.weight or Fraction(0), size)
            for column, child in zip(columns, children, strict=True)
        ]
    value = sum_of(columns, size)
    if period.combine is m.Combine.MEAN:
        value = value / Span.full(len(columns), size)
    return value.round(scheme.settings.digits)


def _total(
    scheme: m.Scheme, period: m.Period, spans: PeriodSpans, children: Sequence[PeriodBounds], figures: SpanFigures
) -> Span:
    size = len(scheme.units)
    parts = [spans.lines[line.name].fill(0) * Span.full(line.weight, size) for line in scheme.lines]
    value = sum_of(parts, size) + spans.on_total
    if children:
        value = value + _combine(scheme, period, [child.total for child in children])
    value = value.round(scheme.settings.digits)
    if scheme.settings.unreturned is m.Unreturned.PENDING:
        value = value.with_presence(~figures.unreturned[1], ~figures.unreturned[0])
    return value


def _zeroed(scheme: m.Scheme, total: Span, fallen: FallenSpans) -> Span:
    can, sure = effect(scheme, fallen, m.Consequence.ZERO_TOTAL, len(total))
    zero = Span.full(0, len(total))
    return total.either(~sure, zero, can).with_presence(total.may, total.must)


def _placed(assessment: Assessment, bounds: PeriodBounds) -> PeriodBounds:
    """With the places in every ranking."""
    scheme, figures, total = assessment.scheme, bounds.figures, bounds.total
    out_can, out_sure = bounds.effect(scheme, m.Consequence.UNRANKED)
    may, must = total.may & ~out_sure, total.must & ~out_can
    if scheme.settings.unreturned is not m.Unreturned.ZERO:
        may, must = may & ~figures.unreturned[1], must & ~figures.unreturned[0]
    for scope in assessment.scopes:  # where nobody reports, nobody is first
        members = list(scope.members)
        if not (must & ~figures.silent[0])[members].any():
            must = must & ~np.isin(np.arange(len(must)), [row for row in members if figures.silent[0][row]])
    bounds = replace(bounds, taking_part=(may, must))
    bases: dict[str, Span] = {}
    if scheme.indicators:
        bases[OVERALL] = total
    if len(scheme.lines) > 1 or scheme.lines[0].name != OVERALL:
        bases |= {line.name: bounds.lines[line.name] for line in scheme.lines}
    for reward in scheme.rewards:
        if reward.basis in bounds.indicators:
            bases[reward.basis] = bounds.indicators[reward.basis]
    places: dict[str, dict[int, PlaceSpan]] = {}
    contenders: dict[str, list[list[Contender]]] = {}
    for basis, span in bases.items():
        places[basis], contenders[basis] = {}, []
        for scope in assessment.scopes:
            group = _contenders(assessment, bounds, basis, span, scope.members)
            contenders[basis].append(group)
            places[basis] |= place_spans(group, scheme.settings.ties)
    return replace(bounds, places=places, contenders=contenders)


def _contenders(
    assessment: Assessment, bounds: PeriodBounds, basis: str, span: Span, members: Sequence[int]
) -> list[Contender]:
    scheme = assessment.scheme
    may, must = bounds.taking_part
    lows, highs = span.low.to_list(), span.high.to_list()
    breaks: list[tuple[list[Fraction | None], list[Fraction | None]]] = []
    moves: dict[int, tuple[tuple[int, int], tuple[bool, bool], int]] = {}
    if basis == OVERALL:
        for name in scheme.settings.tie_breaks:
            column = bounds.lines.get(name, bounds.indicators.get(name))
            if column is not None:
                filled = column.fill(0)
                breaks.append((filled.low.to_list(), filled.high.to_list()))
        moves = {row: _moves(scheme, bounds.fallen, row) for row in members}
    quiet = [row for row in members if bounds.figures.silent[0][row]]
    found = []
    for row in members:
        shift, bottom, last = moves.get(row, ((0, 0), (False, False), 0))
        sure = bool(must[row] & span.must[row])
        if row in quiet and len(quiet) < len(
            members
        ):  # put last, or out, where it would stand before one that reported
            bottom = (True, bottom[1])
            sure = sure and basis == OVERALL
        found.append(
            Contender(
                row,
                lows[row] or Fraction(0),
                highs[row] or Fraction(0),
                bool(may[row] & span.may[row]),
                sure,
                tuple((a[row] or Fraction(0), b[row] or Fraction(0)) for a, b in breaks),
                shift,
                bottom,
                last,
            )
        )
    return found


def _moves(scheme: m.Scheme, fallen: FallenSpans, row: int) -> tuple[tuple[int, int], tuple[bool, bool], int]:
    """名次后移 and 列入倒数 of one unit: least and most; a 否决组 counts each effect once."""
    sums = []
    bottom = [False, False]
    last = 0
    for sure in (1, 0):
        shift = 0
        done: set[tuple[str, m.Effects]] = set()
        for veto in scheme.vetoes:
            if veto.name not in fallen or not fallen[veto.name][sure][row]:
                continue
            for each in veto.effects:
                if veto.group and (veto.group, each) in done:
                    continue
                done.add((veto.group, each))
                if each.consequence is m.Consequence.SHIFT:
                    shift += each.places
                elif each.consequence is m.Consequence.BOTTOM:
                    bottom[sure] = True
                    if sure:
                        last = max(last, each.places)
        sums.append(shift)
    return (sums[0], sums[1]), (bottom[0], bottom[1]), last


@dataclass(frozen=True)
class ResultSpans(UnitSpans):
    """A period's bounds as the source of conditions in 一票否决 and 奖惩."""

    bounds: PeriodBounds = None  # type: ignore[assignment]
    grades: tuple[frozenset[str | None], ...] = ()
    earlier: PeriodBounds | None = None

    @property
    def comparable(self) -> MaySurely:
        return self.bounds.taking_part

    def given(self, quantity: t.Quantity) -> SpanColumn:
        if quantity is t.Quantity.TOTAL:
            return self.bounds.total
        if quantity is t.Quantity.RANK:
            return _rank_span(self.bounds, self.size)
        if quantity is t.Quantity.RANK_FROM_LAST:
            return _from_last(self.bounds, self.size)
        if quantity is t.Quantity.GRADE:
            options = self.grades or (frozenset({None}),) * self.size
            value = np.array([max((g or "" for g in each), default="") for each in options], dtype=object)
            free = np.array([len(each - {None}) > 1 for each in options], dtype=np.bool_)
            may = np.array([bool(each - {None}) for each in options], dtype=np.bool_)
            return TextSpan(value, free, may, may & np.array([None not in each for each in options], dtype=np.bool_))
        return super().given(quantity)

    def score_of(self, key: str) -> Span:
        if key in self.bounds.lines:
            return self.bounds.lines[key]
        if key in self.bounds.indicators:
            return self.bounds.indicators[key]
        return super().score_of(key)

    def veto_of(self, name: str) -> TruthSpan:
        can, sure = rows_of(False, self.size), rows_of(False, self.size)
        for veto in self.scheme.vetoes:
            if name in (veto.name, veto.group) and veto.name in self.bounds.fallen:
                can = can | self.bounds.fallen[veto.name][0]
                sure = sure | self.bounds.fallen[veto.name][1]
        return TruthSpan(can, ~sure, rows_of(False, self.size))

    def past(self, last_year: bool, node: t.Item | t.Given) -> SpanColumn:
        if last_year or isinstance(node, t.Item):
            return super().past(last_year, node)
        if self.earlier is not None and node.quantity is t.Quantity.TOTAL:
            return self.earlier.total
        if self.earlier is not None and node.quantity is t.Quantity.RANK:
            return _rank_span(self.earlier, self.size)
        return Span.missing(self.size)


def _rank_span(bounds: PeriodBounds, size: int) -> Span:
    spans = bounds.places.get(OVERALL, {})
    places = [spans.get(row) for row in range(size)]
    return Span(
        Exact.of(place.best if place else 0 for place in places),
        Exact.of(place.worst if place else 0 for place in places),
        np.array([place is not None and place.may for place in places], dtype=np.bool_),
        np.array([place is not None and place.certain for place in places], dtype=np.bool_),
    )


def _from_last(bounds: PeriodBounds, size: int) -> Span:
    """Wide: a unit with another in a worse place is not last, and no more than all others are worse."""
    places = bounds.places.get(OVERALL, {})
    ranks = _rank_span(bounds, size)
    lows, highs = [1] * size, [1] * size
    for group in bounds.contenders.get(OVERALL, ()):
        rows = [each.row for each in group if places[each.row].may]
        for row in rows:
            own, others = places[row], [places[each] for each in rows if each != row]
            lows[row] = 1 + sum(each.certain and each.best > own.worst for each in others)
            highs[row] = 1 + sum(each.worst > own.best for each in others)
    return Span(Exact.of(lows), Exact.of(highs), ranks.may, ranks.must)


def result_spans(
    assessment: Assessment,
    bounds: PeriodBounds,
    earlier: PeriodBounds | None,
    grades: tuple[frozenset[str | None], ...] = (),
    below: Mapping[str, PeriodBounds] | None = None,
    lower: ResultSpans | None = None,
) -> ResultSpans:
    own, done = bounds.source, below or {}
    names, inside = leaves_until(assessment.scheme.calendar, bounds.result.period.name)
    known = [done.get(name) for name in names]
    pairs = zip(known, [None, *known], strict=False)
    leaves = tuple(replace(result_spans(assessment, one, then), leaves=()) for one, then in pairs if one is not None)
    return ResultSpans(
        own.scheme,
        own.items,
        own.figures,
        own.exact,
        own.kept_out,
        own.before,
        {},
        lower=lower,
        bounds=bounds,
        grades=grades,
        earlier=earlier,
        leaves=leaves,
        inside=inside,
    )
