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
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from fractions import Fraction
from functools import lru_cache
from math import isfinite
from typing import Any, NamedTuple

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.base.finding import Finding
from kaohe_xl.base.grid import Cell
from kaohe_xl.base.number_format import GENERAL, RICH, alters_text, is_percent, is_plain, text_shown
from kaohe_xl.base.place import Place
from kaohe_xl.base.rendering import decimals_shown, render
from kaohe_xl.base.text import fold, tidy
from kaohe_xl.base.tidy import Record, State, Value
from kaohe_xl.expr.parse import NO, YES
from kaohe_xl.expr.tree import ValueType
from kaohe_xl.messages import finding
from kaohe_xl.reading.rich_text import STRUCK
from kaohe_xl.returns import dates, value_words
from kaohe_xl.returns.displayed_numbers import as_shown, check_visible, yuan_beside
from kaohe_xl.returns.quantity import plain_quantity, read_quantity
from kaohe_xl.returns.range import LARGEST, PLAUSIBLE_RATIO, bare_percent, checked, show
from kaohe_xl.returns.unclear import Remark, UnclearError
from kaohe_xl.scheme.model import DataItem

PERCENT_DOUBT = "百分比未带%"  # a reason to read the file again by the exact path
_SMALLEST = Fraction(1, 10**12)
_NUMBER_IN_PROBLEM = re.compile(r"：([0-9]+)$")
_EIGHT = 8  # digits of 20220630
_LONGEST_TEXT = 5000
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_EMOJI = "\ufe0f"  # phones send ✔ with this invisible selector
_NOTHING_TYPED = (State.BLANK, State.UNRETURNED)
_ERROR_VALUE = re.compile(r"#[A-Z0-9/]+[!?]?", re.IGNORECASE)

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


class Reading(NamedTuple):
    """What one cell was understood as. ``doubt``: why the fast reader could not know (empty: nothing to add)."""

    item: DataItem
    raw: str
    value: Value
    state: State
    findings: tuple[Finding, ...] = ()
    doubt: str = ""
    reason: str = ""  # what a judge wrote beside it: 扣分原因, 佐证

    @property
    def blank(self) -> bool:
        """Nothing was typed (a declared absence such as 暂无 is something)."""
        return not self.raw and self.state in _NOTHING_TYPED

    @property
    def usual(self) -> bool:
        """A value, and nothing to be told about it."""
        return self.value is not None and not self.findings and not self.doubt

    def told(self, unit: str, period: str) -> Iterator[Finding]:
        """Its findings, as about a unit and period."""
        return (replace(each, unit=unit, period=period) for each in self.findings)

    def record(self, period: str, unit: str, place: Place, filler: str) -> Record:
        """One row of the tidy table."""
        return Record(period, unit, self.item.name, self.raw, self.value, self.state, place, filler, self.reason)

    @property
    def understood(self) -> str:
        """The value with its unit (95%, 3例, 2022-06-30), or the word for its absence."""
        return show(self.value, self.item) if self.value is not None else self.state.value


@dataclass(frozen=True, slots=True)
class _Found:
    """A value, or the state that stands for it, before it is checked against the item."""

    value: Value
    remarks: tuple[Remark, ...] = ()
    state: State = State.REPORTED
    doubt: str = ""


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


def _from_problem(problem: str, item: DataItem) -> _Found:
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
    return _Found(day.number, day.remarks)


def _find(cell: Cell, item: DataItem, years: Sequence[int]) -> _Found:
    value = cell.value
    if cell.problem:
        return _from_problem(cell.problem, item)
    if isinstance(value, str):
        return _from_text(value, item, years)
    if isinstance(value, float) and not isfinite(value):
        raise UnclearError("F102")
    if (number := cell.number) is not None and cell.number_format and not is_plain(cell.number_format):
        check_visible(number, cell.number_format, figure=item.type is ValueType.DATE)
    if item.type in (ValueType.TEXT, ValueType.ATTACHMENT):
        return _Found(cell.text)
    if isinstance(value, bool):
        return _from_bool(value, item)
    if isinstance(value, int | float):
        return _from_number(value, cell, item)
    return _from_date(value, item)


# -- by what the cell holds -------------------------------------------------------------------------------------------


def _from_bool(value: bool, item: DataItem) -> _Found:
    if item.type is not ValueType.YES_NO:
        raise UnclearError("F101")
    return _Found(YES if value else NO)


def _from_date(value: date | time | None, item: DataItem) -> _Found:
    if item.type is not ValueType.DATE:
        raise UnclearError("F136")
    if not isinstance(value, date):
        raise UnclearError("F135", problem="只有时刻，没有日期")
    return _Found(dates.from_cell(value).number)


def _from_number(value: int | float, cell: Cell, item: DataItem) -> _Found:
    if not isfinite(value):
        raise UnclearError("F102")
    number = shown_number(value)
    if number and abs(number) < _SMALLEST:
        return _Found(Fraction(0), (Remark("F124", {"raw": repr(value)}),))
    if item.type is not ValueType.DATE and not is_plain(cell.number_format) and cell.number_format:
        found = as_shown(number, cell.number_format, item)
        if found is not None:
            return _Found(found.value, found.remarks)
    if item.type is ValueType.PERCENT:
        return _rounded(_percent_cell(number, cell, item), number, cell)
    if item.type is ValueType.DATE:
        day = dates.read_day_number(number, cell.text)
        return _Found(day.number, day.remarks)
    if item.type is ValueType.YES_NO:
        return _yes_no_number(number, cell)
    if cell.shown_as_percent and number:
        return _from_text(f"{decimal_text(number * 100, most=12)}%", item, ())
    return _rounded(_Found(number, yuan_beside(number, cell.number_format, item)), number, cell)


def _yes_no_number(number: Fraction, cell: Cell) -> _Found:
    """1 and 0, unless the format shows a word for them: 1 under ``"否";;"是"`` is 否."""
    shown = "" if _is_usual(cell.number_format) else render(number, cell.number_format) or ""
    if shown and not any(ch.isdigit() for ch in shown):
        said = _yes_no(shown, fold(shown))
        if number not in (0, 1) or said.value != (YES if number else NO):
            return replace(said, remarks=(Remark("F143", {"shown": shown, "stored": decimal_text(number, most=12)}),))
    if number not in (0, 1):
        raise UnclearError("F101")
    return _Found(YES if number else NO, (Remark("F116", {"how": "1 表示是，0 表示否"}),))


def _rounded(found: _Found, number: Fraction, cell: Cell) -> _Found:
    """A format with fewer decimals than the number has shows another one: the number counts, and both are told."""
    if not cell.number_format or cell.number_format == GENERAL or not is_plain(cell.number_format):
        return found
    seen = decimals_shown(number, cell.number_format)
    if seen is None or seen == number:
        return found
    shown = render(number, cell.number_format) or ""
    whole = render(number, cell.number_format, whole=True) or ""
    return replace(found, remarks=(*found.remarks, Remark("F145", {"shown": shown, "stored": whole})))


def _from_text(raw: str, item: DataItem, years: Sequence[int]) -> _Found:
    word = fold(raw).replace(_EMOJI, "").rstrip("。.!")
    if _ERROR_VALUE.fullmatch(word):
        raise UnclearError("F102")
    if word in value_words.STATES:
        state = State(value_words.STATES[word])
        return _Found(None, (Remark("F141", {}),) if state is State.INVALID else (), state)
    if word in value_words.NOT_APPLICABLE:
        return _Found(None, (Remark("F115", {}),), State.NOT_APPLICABLE)
    if item.type in (ValueType.TEXT, ValueType.ATTACHMENT):
        return _text(raw, word, item)
    if word in value_words.ABSENT:
        return _absent()
    if item.type is ValueType.YES_NO:
        return _yes_no(raw, word)
    if word in value_words.NOTHING or word in value_words.DASHES:
        return _zero_or_absent(word, item)
    if item.type is ValueType.DATE:
        return _date_text(raw, word, years)
    return _quantity(raw, item)


def _absent() -> _Found:
    return _Found(None, (Remark("F114", {}),), State.BLANK)


def _text(raw: str, word: str, item: DataItem) -> _Found:
    if word in value_words.DASHES or (item.type is ValueType.ATTACHMENT and word in value_words.NOTHING):
        return _absent()
    clean = tidy(_UNPRINTABLE.sub("", raw))
    if len(clean) > _LONGEST_TEXT:
        raise UnclearError("F119", length=len(clean), most=_LONGEST_TEXT)
    return _Found(clean)


def _zero_or_absent(word: str, item: DataItem) -> _Found:
    """无 declares zero where things are counted; a rate or a score of 无 is no rate."""
    if item.type is ValueType.INTEGER or (
        item.type is ValueType.NUMBER and value_words.is_counted(item.measure, dash=word in value_words.DASHES)
    ):
        return _Found(Fraction(0), (Remark("F113", {}),))
    return _absent()


def _yes_no(raw: str, word: str) -> _Found:
    if word in value_words.DASHES:
        return _absent()
    if word in value_words.YES:
        return _Found(YES)
    if word in value_words.NO:
        return _Found(NO)
    if word in ("1", "0"):
        return _Found(YES if word == "1" else NO, (Remark("F116", {"how": "1 表示是，0 表示否"}),))
    if ticked := value_words.ticked(word):
        return _Found(ticked)
    head, bracket, note = word.partition("(")
    if bracket and head in value_words.YES | value_words.NO:
        return _Found(YES if head in value_words.YES else NO, (Remark("F111", {"note": note.rstrip(")")}),))
    raise UnclearError("F101")


def _date_text(raw: str, word: str, years: Sequence[int]) -> _Found:
    if word in value_words.NOT_DONE:
        return _absent()
    head, bracket, note = tidy(raw).partition("(")
    day = dates.read_day(head.strip().rstrip("。;,"), years)
    if day is None:
        raise UnclearError("F101")
    weekday = re.fullmatch(r"(?:周|星期)[一二三四五六日天]\)?", note)
    remarks = (Remark("F111", {"note": note.rstrip(")")}),) if bracket and not weekday else ()
    return _Found(day.number, day.remarks + remarks)


def _quantity(raw: str, item: DataItem) -> _Found:
    quantity = read_quantity(raw, item)
    if quantity is None:
        raise UnclearError("F101")
    if item.type is ValueType.PERCENT and quantity.bare:
        ratio, remarks = bare_percent(quantity.value, item)
        return _Found(ratio, quantity.remarks + remarks)
    return _Found(quantity.value, quantity.remarks)


# -- percents ---------------------------------------------------------------------------------------------------------


def _format_unknown(cell: Cell, item: DataItem) -> bool:
    return item.type is ValueType.PERCENT and cell.is_number and not cell.number_format


def _percent_cell(number: Fraction, cell: Cell, item: DataItem) -> _Found:
    if cell.shown_as_percent:
        large = abs(number) > PLAUSIBLE_RATIO and item.high is None
        return _Found(number, (Remark("F123", {}),) if large else ())
    ratio, remarks = bare_percent(number, item)
    return _Found(ratio, remarks, doubt=PERCENT_DOUBT if number and _format_unknown(cell, item) else "")
