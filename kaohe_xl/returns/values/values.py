"""One returned cell → an exact value, an honest absence, or a finding. Nothing is guessed silently, nothing raises.

Rules that a clerk may ask about:

* Percent items: a cell formatted as a percent holds the ratio as stored. Without % sign or format, a figure that can
  only be percentage points is taken so with a note (95 → 95%); one below 1 is taken as the ratio with a warning
  (0.95 → 95%, not 0.95%); one for which both make sense (1 = 100% or 1%) is refused.
* 无 — / declare zero for a count; for a rate or a date they are no value.
* A month without a day is taken as its last day, with a warning.
* Numbers are taken with the 15 digits that Excel shows, so 0.1+0.2 in a formula is 0.3.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time
from fractions import Fraction
from functools import lru_cache
from math import isfinite
from typing import Any

from kaohe_xl.base.cells import Cell
from kaohe_xl.base.exact import decimal_text
from kaohe_xl.base.finding import Finding
from kaohe_xl.base.number_format import GENERAL, RICH, alters_text, is_percent, is_plain, text_shown
from kaohe_xl.base.rendering import decimals_shown, render
from kaohe_xl.base.text import fold
from kaohe_xl.base.tidy import State
from kaohe_xl.expr.parse import NO, YES
from kaohe_xl.expr.tree import ValueType
from kaohe_xl.messages import finding
from kaohe_xl.reading.rich_text import STRUCK
from kaohe_xl.returns.values import dates
from kaohe_xl.returns.values.displayed_numbers import as_shown, check_visible, yuan_beside
from kaohe_xl.returns.values.quantity import plain_quantity
from kaohe_xl.returns.values.range import LARGEST, PLAUSIBLE_RATIO, bare_percent, checked, show
from kaohe_xl.returns.values.typed_text import FoundValue, from_text, yes_no
from kaohe_xl.returns.values.unclear import Remark, UnclearError
from kaohe_xl.returns.values.understood import Reading
from kaohe_xl.scheme.model import DataItem

PERCENT_DOUBT = "百分比未带%"  # a reason to read the file again by the exact path
_SMALLEST = Fraction(1, 10**12)
_NUMBER_IN_PROBLEM = re.compile(r"：([0-9]+)$")
_EIGHT = 8  # digits of 20220630
EXPECTED = {
    ValueType.NUMBER: "一个数",
    ValueType.INTEGER: "一个整数",
    ValueType.PERCENT: "百分比",
    ValueType.YES_NO: "是或否",
    ValueType.DATE: "日期",
    ValueType.TEXT: "文字",
    ValueType.ATTACHMENT: "附件名称",
}
_HOW = {
    ValueType.PERCENT: "填百分比并带 %，例如 95%",
    ValueType.YES_NO: "填 是 或 否",
    ValueType.DATE: "写成 2022-06-30 这样",
}


@lru_cache(maxsize=1 << 14)
def shown_number(value: int | float) -> Fraction:
    """The number with the 15 significant digits that Excel itself keeps and shows."""
    if isinstance(value, int) or (value.is_integer() and abs(value) < LARGEST):
        return Fraction(int(value))
    return Fraction(f"{value:.15g}")


def read_value(cell: Cell, item: DataItem, years: Sequence[int] = ()) -> Reading:
    """Understand one cell as a value of ``item``.

    Args:
        cell: the cell; an empty ``number_format`` means that the format is not known.
        item: what it should be; its type, unit and range decide.
        years: the assessed year, for dates written without one.

    Returns:
        A reading whose ``value`` is a Fraction (percents as ratios, dates as Excel serials), a str or None.
    """
    if cell.number_format.startswith(RICH):
        return _without_marked(cell, item, years)
    if isinstance(cell.value, str) and cell.number_format != GENERAL and alters_text(cell.number_format):
        return _text_as_shown(cell, item, years)
    if (plain := _plain(cell, item)) is not None:
        return plain
    if cell.blank:
        return Reading(item, "", None, State.BLANK)
    raw = _raw(cell)
    if fold(raw) == State.UNRETURNED.value:  # our own word for a form that never came; nobody typed anything
        return Reading(item, "", None, State.UNRETURNED)
    try:
        found = _find(cell, item, years)
        value = checked(found.value, item)
    except UnclearError as unclear:
        doubt = PERCENT_DOUBT if _format_unknown(cell, item) else ""
        return Reading(item, raw, None, State.INVALID, (_tell(unclear.remark, cell, item, raw),), doubt)
    if not found.remarks:
        return Reading(item, raw, value, found.state, (), found.doubt)
    understood = show(value, item) if value is not None else found.state.value
    findings = tuple(_tell(remark, cell, item, raw, understood) for remark in found.remarks)
    return Reading(item, raw, value, found.state, findings, found.doubt)


def _without_marked(cell: Cell, item: DataItem, years: Sequence[int]) -> Reading:
    """A text without the parts that are struck through or raised; what they were is told."""
    reading = read_value(replace(cell, number_format=GENERAL), item, years)
    details = {"item": item.name, "whole": cell.number_format.removeprefix(RICH), "understood": reading.understood}
    return reading._replace(findings=(finding("F146", cell.place, **details), *reading.findings))


def _text_as_shown(cell: Cell, item: DataItem, years: Sequence[int]) -> Reading:
    """A text under a format that puts words beside it or hides it; told where that makes a difference."""
    stored = read_value(replace(cell, number_format=GENERAL), item, years)
    shown = text_shown(str(cell.value), cell.number_format)
    if cell.blank:
        return stored
    details = {"item": item.name, "shown": shown or "空白", "stored": stored.raw[:60]}
    if not shown:
        return Reading(item, stored.raw, None, State.INVALID, (finding("F142", cell.place, **details),))
    reading = read_value(replace(cell, value=shown, number_format=GENERAL), item, years)
    if (reading.value, reading.state) == (stored.value, stored.state):
        return reading
    told = finding("F143", cell.place, **details, understood=reading.understood)
    return reading if reading.state is State.INVALID else reading._replace(findings=(told, *reading.findings))


def _plain(cell: Cell, item: DataItem) -> Reading | None:
    """3, 3.5 and, in a percent item, 95.5%: nearly all of what is typed, and none of it a word with another meaning."""
    raw = cell.value
    if not isinstance(raw, str) or cell.problem or not item.type.is_numeric or item.type is ValueType.DATE:
        return None
    quantity = plain_quantity(raw, item)
    if quantity is None or (quantity.bare and item.type is ValueType.PERCENT):
        return None
    try:
        return Reading(item, raw, checked(quantity.value, item), State.REPORTED)
    except UnclearError:
        return None


def _is_usual(code: str) -> bool:
    """A number under it reads like the stored one."""
    return not code or (is_plain(code) and not is_percent(code))


def _raw(cell: Cell) -> str:
    """As typed; for a cell that is not text, as it is shown."""
    if isinstance(cell.value, str):
        return cell.value
    value = cell.value
    if isinstance(value, float) and not isfinite(value):
        return str(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < LARGEST and _is_usual(cell.number_format):
        return str(int(value))
    if isinstance(value, float) and _is_usual(cell.number_format) and "e" not in (shown := f"{value:.15g}"):
        return shown
    return cell.text or cell.problem


def _tell(remark: Remark, cell: Cell, item: DataItem, raw: str, understood: str = "") -> Finding:
    shown = " ".join(raw[:60].split()) + ("…" if len(raw) > 60 else "")
    expected = EXPECTED[item.type]
    details: dict[str, Any] = {"item": item.name, "raw": shown, "understood": understood, "expected": expected}
    details["how"] = _HOW.get(item.type, f"填{expected}")
    return finding(remark.code, cell.place, **(details | remark.details))


def _from_problem(problem: str, item: DataItem) -> FoundValue:
    """A cell that holds something but has no value: an error, a formula never calculated, a number shown as a date.

    A number that its date format cannot show may still be what was meant: 20220630.
    """
    if problem.startswith("#"):
        raise UnclearError("F102")
    if problem.startswith(STRUCK):
        raise UnclearError("F147", struck=problem.removeprefix(STRUCK))
    if problem.startswith("公式"):
        raise UnclearError("F103")
    if item.type is not ValueType.DATE:
        raise UnclearError("F136")
    number = _NUMBER_IN_PROBLEM.search(problem)
    if number is None or len(number[1]) != _EIGHT:
        raise UnclearError("F135", problem=problem)
    day = dates.read_day_number(Fraction(number[1]), number[1])
    return FoundValue(day.number, day.remarks)


def _find(cell: Cell, item: DataItem, years: Sequence[int]) -> FoundValue:
    value = cell.value
    if cell.problem:
        return _from_problem(cell.problem, item)
    if isinstance(value, str):
        return from_text(value, item, years)
    if isinstance(value, float) and not isfinite(value):
        raise UnclearError("F102")
    if (number := cell.number) is not None and cell.number_format and not is_plain(cell.number_format):
        check_visible(number, cell.number_format, figure=item.type is ValueType.DATE)
    if item.type in (ValueType.TEXT, ValueType.ATTACHMENT):
        return FoundValue(cell.text)
    if isinstance(value, bool):
        return _from_bool(value, item)
    if isinstance(value, int | float):
        return _from_number(value, cell, item)
    return _from_date(value, item)


# -- by what the cell holds -------------------------------------------------------------------------------------------


def _from_bool(value: bool, item: DataItem) -> FoundValue:
    if item.type is not ValueType.YES_NO:
        raise UnclearError("F101")
    return FoundValue(YES if value else NO)


def _from_date(value: date | time | None, item: DataItem) -> FoundValue:
    if item.type is not ValueType.DATE:
        raise UnclearError("F136")
    if not isinstance(value, date):
        raise UnclearError("F135", problem="只有时刻，没有日期")
    return FoundValue(dates.from_cell(value).number)


def _from_number(value: int | float, cell: Cell, item: DataItem) -> FoundValue:
    if not isfinite(value):
        raise UnclearError("F102")
    number = shown_number(value)
    if number and abs(number) < _SMALLEST:
        return FoundValue(Fraction(0), (Remark("F124", {"raw": repr(value)}),))
    if item.type is not ValueType.DATE and not is_plain(cell.number_format) and cell.number_format:
        found = as_shown(number, cell.number_format, item)
        if found is not None:
            return FoundValue(found.value, found.remarks)
    if item.type is ValueType.PERCENT:
        return _rounded(_percent_cell(number, cell, item), number, cell)
    if item.type is ValueType.DATE:
        day = dates.read_day_number(number, cell.text)
        return FoundValue(day.number, day.remarks)
    if item.type is ValueType.YES_NO:
        return _yes_no_number(number, cell)
    if cell.shown_as_percent and number:
        return from_text(f"{decimal_text(number * 100, most=12)}%", item, ())
    return _rounded(FoundValue(number, yuan_beside(number, cell.number_format, item)), number, cell)


def _yes_no_number(number: Fraction, cell: Cell) -> FoundValue:
    """1 and 0, unless the format shows a word for them: 1 under ``"否";;"是"`` is 否."""
    shown = "" if _is_usual(cell.number_format) else render(number, cell.number_format) or ""
    if shown and not any(ch.isdigit() for ch in shown):
        said = yes_no(shown, fold(shown))
        if number not in (0, 1) or said.value != (YES if number else NO):
            return replace(said, remarks=(Remark("F143", {"shown": shown, "stored": decimal_text(number, most=12)}),))
    if number not in (0, 1):
        raise UnclearError("F101")
    return FoundValue(YES if number else NO, (Remark("F116", {"how": "1 表示是，0 表示否"}),))


def _rounded(found: FoundValue, number: Fraction, cell: Cell) -> FoundValue:
    """A format with fewer decimals than the number has shows another one: the number counts, and both are told."""
    if not cell.number_format or cell.number_format == GENERAL or not is_plain(cell.number_format):
        return found
    seen = decimals_shown(number, cell.number_format)
    if seen is None or seen == number:
        return found
    shown = render(number, cell.number_format) or ""
    whole = render(number, cell.number_format, whole=True) or ""
    return replace(found, remarks=(*found.remarks, Remark("F145", {"shown": shown, "stored": whole})))


# -- percents ---------------------------------------------------------------------------------------------------------


def _format_unknown(cell: Cell, item: DataItem) -> bool:
    return item.type is ValueType.PERCENT and cell.is_number and not cell.number_format


def _percent_cell(number: Fraction, cell: Cell, item: DataItem) -> FoundValue:
    if cell.shown_as_percent:
        large = abs(number) > PLAUSIBLE_RATIO and item.high is None
        return FoundValue(number, (Remark("F123", {}),) if large else ())
    ratio, remarks = bare_percent(number, item)
    return FoundValue(ratio, remarks, doubt=PERCENT_DOUBT if number and _format_unknown(cell, item) else "")
