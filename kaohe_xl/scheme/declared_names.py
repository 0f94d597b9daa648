"""What vetoes, grades, rewards and changes may refer to: everything that was read before them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from kaohe_xl.base.text import fold
from kaohe_xl.expr.parse import ExpressionNames
from kaohe_xl.rules.declared import Context
from kaohe_xl.scheme import model as m


@dataclass(frozen=True)
class DeclaredNames:
    """Names of the scheme so far."""

    names: ExpressionNames
    groups: tuple[str, ...]
    lines: tuple[m.Line, ...]
    calendar: m.Calendar
    units: tuple[m.Unit, ...]
    items: Mapping[str, m.DataItem]
    indicators: Mapping[str, m.Indicator]

    @property
    def context(self) -> Context:
        return Context(names=self.names, groups=self.groups)

    @cached_property
    def unit_names(self) -> dict[str, str]:
        """Folded name or alias → name."""
        return {fold(name): unit.name for unit in self.units for name in (unit.name, *unit.aliases)}

    def indicator(self, text: str) -> m.Indicator | None:
        """An 编号 as it is written, or in plain numbers (2.3.3.1)."""
        key = self.names.indicators.get(fold(text))
        return self.indicators.get(key) if key is not None else None
