"""目录: what each sheet holds, with a link to it; and the defined names of the scheme's parameters."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from kaohe_xl.base.sheet_names import CONTENTS, RUBRIC
from kaohe_xl.scheme import tables
from kaohe_xl.scheme.model import Scheme
from kaohe_xl.sheets.live.parameters import Parameters
from kaohe_xl.sheets.model import Out, Sheet, Style
from kaohe_xl.sheets.refs import link_to
from kaohe_xl.sheets.sheet_parts import Canvas

NAME = CONTENTS
_COLUMNS = ("序号", "工作表", "内容")
_WIDTHS = (8, 20, 70)
_LIVE = re.compile(r"[；，](?:公式|改这里)")  # what a volume's sheets do not do
_LONGEST = 200  # Excel takes 255
_BAD = re.compile(r"[^\w.]")


def contents_sheet(scheme: Scheme, names: Sequence[str], told: Mapping[str, str], part: str = "") -> Sheet:
    """One row per sheet, in their order.

    ``names`` are those of the finished workbook, ``told`` says of those that a result makes what they hold, ``part``
    is the name of a volume.
    """
    canvas = Canvas(len(_COLUMNS))
    canvas.title(scheme.settings, f"（{part}）{NAME}" if part else NAME)
    header = canvas.head(_COLUMNS)
    own = {spec.sheet for spec in tables.ALL}
    for number, name in enumerate(names, start=1):
        says = _LIVE.split(told.get(name, ""))[0] if part else told.get(name)
        says = says or ("方案：原样保留" if name in own or name.startswith(RUBRIC) else "方案里附带的表")
        canvas.add(Out(number, Style.WHOLE), Out(name, Style.LINK, link=link_to(name, 1, 1)), Out(says))
    return replace(canvas.sheet(NAME, _WIDTHS, header, 0), landscape=False)


def parameter_names(scheme: Scheme, parameters: Parameters) -> dict[str, str]:
    """Defined name → cell, for parameters that stand alone in a cell: 标准分_2.1, 分值_2.1_2, 权重_半年."""
    found: dict[str, str] = {}

    def name(title: str, reference: str | None) -> None:
        word = _BAD.sub("_", title)
        taken = {known.casefold() for known in found}
        if reference is not None and len(word) <= _LONGEST and word.casefold() not in taken:
            found[word] = reference

    for indicator in scheme.indicators.values():
        name(f"标准分_{indicator.key}", parameters.number(indicator.full_mark_place))
        for clause in indicator.clauses:
            for column in ("分值", "上限", "每"):
                name(f"{column}_{clause.key}", parameters.in_column(tables.RUBRIC, clause.place, column))
    for period in scheme.calendar.periods:
        name(f"权重_{period.name}", parameters.in_column(tables.PERIODS, period.place, "权重"))
    for line in scheme.lines:
        name(f"计入总分_{line.name}", parameters.in_column(tables.LINES, line.place, "计入总分"))
    return found
