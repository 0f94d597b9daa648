"""What each unit itself returned in a period, as one form: the figures that came in, and what others gave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

import pandas as pd

from kaohe_xl.base.place import Place
from kaohe_xl.base.tidy import State, Value
from kaohe_xl.expr import tree as t
from kaohe_xl.scheme import model as m

COUNTED = (t.ValueType.NUMBER, t.ValueType.PERCENT, t.ValueType.INTEGER)


@dataclass
class ReturnedForm:
    """What a unit returned about itself in one period. ``blank``: items that came back with nothing in them."""

    unit: str
    period: str
    values: dict[str, Value] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    blank: list[str] = field(default_factory=list)

    @property
    def place(self) -> Place:
        first = next(iter(self.places.values()), Place())
        return Place(first.file, first.sheet)

    def numbers(self, items: Mapping[str, m.DataItem]) -> dict[str, Fraction]:
        """Its figures; dates, texts and 是否 left out."""
        return {
            name: value
            for name, value in self.values.items()
            if isinstance(value, Fraction) and items[name].type in COUNTED
        }


PeriodForms = dict[str, ReturnedForm]  # by unit


def forms_of(scheme: m.Scheme, tidy: pd.DataFrame) -> dict[str, PeriodForms]:
    """Period → unit → form, of the items that units themselves fill in; 评定 are the judges' own."""
    known = set(scheme.unit_names)
    own = {
        name
        for name, item in scheme.items.items()
        if m.OWN_UNIT in item.owners and not item.judged and not item.self_of and not item.derived
    }
    found: dict[str, PeriodForms] = {}
    columns = (tidy[name] for name in ("期次", "单位", "数据项", "值", "状态", "文件", "工作表", "单元格", "填报人"))
    for period, unit, item, value, state, file, sheet, cell, filler in zip(*columns, strict=True):
        if unit not in known or item not in own or filler not in ("", None, unit):
            continue
        form = found.setdefault(period, {}).setdefault(unit, ReturnedForm(unit, period))
        if state == State.REPORTED.value:
            form.values[item] = value
            form.places[item] = Place(file or "", sheet or "", cell or "")
        elif state == State.BLANK.value:
            form.blank.append(item)
            if file:
                form.places.setdefault(item, Place(file, sheet or "", cell or ""))
    return found
