"""The whole scheme, frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from kaohe_xl.base.contract_words import ALL_LINES, OWN_UNIT
from kaohe_xl.base.grid import Book
from kaohe_xl.base.text import fold
from kaohe_xl.expr.parse import ExpressionNames
from kaohe_xl.scheme.model.basics import Line, Unit
from kaohe_xl.scheme.model.calendar import Calendar
from kaohe_xl.scheme.model.items import DataItem
from kaohe_xl.scheme.model.outcome import ApprovedValue, Decision, Grade, PastResult, Reward, Veto
from kaohe_xl.scheme.model.rubric import Clause, Indicator
from kaohe_xl.scheme.model.settings import Settings


@dataclass(frozen=True)
class Scheme:
    """Everything that the workbook says, and the workbook itself (its sheets go into the output)."""

    settings: Settings
    units: tuple[Unit, ...]
    lines: tuple[Line, ...]
    calendar: Calendar
    items: Mapping[str, DataItem]
    indicators: Mapping[str, Indicator]
    vetoes: tuple[Veto, ...] = ()
    grades: tuple[Grade, ...] = ()
    rewards: tuple[Reward, ...] = ()
    approved: tuple[ApprovedValue, ...] = ()
    decisions: tuple[Decision, ...] = ()  # on appeals
    past_results: tuple[PastResult, ...] = ()
    names: ExpressionNames = field(default_factory=ExpressionNames)
    book: Book = field(default_factory=lambda: Book("", ()))

    def __repr__(self) -> str:
        return f"<Scheme {self.settings.title}，{len(self.units)} 个单位，{len(self.indicators)} 项指标>"

    @cached_property
    def unit_names(self) -> tuple[str, ...]:
        return tuple(unit.name for unit in self.units)

    @cached_property
    def _by_any_name(self) -> Mapping[str, Unit]:
        return {fold(name): unit for unit in self.units for name in (unit.name, *unit.aliases)}

    def unit_called(self, name: str) -> Unit | None:
        """The unit of this name or alias, however it is spaced."""
        return self._by_any_name.get(fold(name))

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """分组 in order of appearance."""
        return tuple(dict.fromkeys(unit.group for unit in self.units if unit.group))

    def lines_of(self, group: str) -> tuple[Line, ...]:
        """考核线 on which units of a group are scored."""
        return tuple(line for line in self.lines if not line.groups or group in line.groups)

    @cached_property
    def unreviewed(self) -> tuple[Line, ...]:
        """考核线 with a 审核人 that 考核设置 does not list as 已审核考核线."""
        reviewed = {fold(name) for name in self.settings.reviewed_lines}
        return tuple(line for line in self.lines if line.reviewer and not reviewed & {fold(line.name), ALL_LINES})

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        return tuple(clause for indicator in self.indicators.values() for clause in indicator.clauses)

    @cached_property
    def fillers(self) -> tuple[str, ...]:
        """Departments that fill items for all units (填报人 other than 本单位), in order of appearance."""
        owners = (owner for item in self.items.values() for owner in item.owners if not item.derived)
        return tuple(dict.fromkeys(owner for owner in owners if owner != OWN_UNIT))
