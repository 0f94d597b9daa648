"""Everything that may become of one period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kaohe_xl.base.exact import BoolArray
from kaohe_xl.bounds.item_spans import SpanFigures
from kaohe_xl.bounds.places import Contender, PlaceSpan
from kaohe_xl.bounds.scoring import PeriodSpans
from kaohe_xl.bounds.span import Span, rows_of
from kaohe_xl.bounds.unit_spans import UnitSpans
from kaohe_xl.scheme import model as m
from kaohe_xl.scoring.assess import PeriodResult

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
