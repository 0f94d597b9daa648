"""Dates as people write them: 2022.6.30  2022年6月30日  20220630  二〇二二年六月三十日  22.6.30  6月30日  2022年6月."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from kaohe_xl.expr.parse import day_of, serial
from kaohe_xl.returns.values.unclear import Remark, UnclearError, ambiguous

_FIRST_YEAR, _LAST_YEAR = 1950, 2099
_SEPARATOR = r"\s*[-./、,\\年·]\s*"
_FULL = re.compile(
    rf"(?P<year>\d{{4}}|\d{{2}}){_SEPARATOR}(?P<month>\d{{1,2}})\s*(?:[-./、,\\月·])\s*(?P<day>\d{{1,2}})\s*[日号]?",
    re.ASCII,
)
_DIGITS_ONLY = re.compile(r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})", re.ASCII)
_DAY_LAST = re.compile(r"(?P<first>\d{1,2})\s*[-./]\s*(?P<second>\d{1,2})\s*[-./]\s*(?P<year>\d{4})", re.ASCII)
_MONTH = re.compile(
    r"(?P<year>\d{4}(?=\s*[-./年])|\d{2}(?=年))\s*[-./年]\s*(?P<month>\d{1,2})\s*(?:月份?)?(?P<part>底|末|上旬|中旬|下旬)?",
    re.ASCII,
)
_NO_YEAR = re.compile(r"(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*[日号]?", re.ASCII)
_CLOCK = re.compile(r"(?:T|\s+)\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s*[ap]m)?$", re.IGNORECASE | re.ASCII)
_BEFORE = re.compile(r"(?:之?前|以前|左右)$")
_CHINESE_DAY = re.compile(
    r"([零〇○一二三四五六七八九]{2,4})年(?:([一二三四五六七八九十]{1,3})月(?:([一二三四五六七八九十]{1,3})[日号]?)?)?"
)
_CHINESE_DIGIT = {ch: str(value) for value, ch in enumerate("零一二三四五六七八九")} | {"〇": "0", "○": "0"}


@dataclass(frozen=True)
class Day:
    """A date as understood, and what has to be said about how."""

    value: date
    remarks: tuple[Remark, ...] = ()

    @property
    def number(self) -> Fraction:
        return Fraction(serial(self.value))


def read_day(text: str, years: Sequence[int] = ()) -> Day | None:
    """The date that a tidy text means; None if it does not look like one. ``years``: where a date without one may lie.

    Raises:
        UnclearError: no such day, or two readings.
    """
    arabic = _arabic_digits(_CLOCK.sub("", text).strip())
    if _BEFORE.search(arabic):
        raise UnclearError("F109", kind="一个确切的日期")
    if match := _FULL.fullmatch(arabic) or _DIGITS_ONLY.fullmatch(arabic):
        year, remarks = _year(match["year"], years)
        return Day(_day(year, int(match["month"]), int(match["day"])), remarks)
    if match := _DAY_LAST.fullmatch(arabic):
        return _day_last(int(match["first"]), int(match["second"]), int(match["year"]))
    if match := _NO_YEAR.fullmatch(arabic):
        return _without_year(int(match["month"]), int(match["day"]), years)
    if match := _MONTH.fullmatch(arabic):
        return _month(match, years)
    return None


def read_day_number(number: Fraction, text: str) -> Day:
    """A number in a date item: an Excel serial, 20220630, or 2022.6 typed as a number.

    Raises:
        UnclearError: no date, or two readings (2022.1 may be 2022.10).
    """
    if number.denominator == 1:
        digits = str(number.numerator)
        if match := _DIGITS_ONLY.fullmatch(digits):
            found = _day(int(match["year"]), int(match["month"]), int(match["day"]))
            return Day(found, (Remark("F134", {"understood": found.isoformat(), "how": "八位数字"}),))
        if serial(date(_FIRST_YEAR, 1, 1)) <= number <= serial(date(_LAST_YEAR, 12, 31)):
            found = day_of(number)
            return Day(found, (Remark("F134", {"understood": found.isoformat(), "how": "Excel 日期序号"}),))
    elif match := _MONTH.fullmatch(text):
        if match["month"] == "1" and len(match["year"]) == 4:
            raise ambiguous(f"{match['year']}年1月", f"{match['year']}年10月", "按数字录入的年月会丢掉末尾的 0")
        return _month(match, ())
    raise UnclearError("F101", expected="日期", how="写成 2022-06-30 这样")


def from_cell(value: date) -> Day:
    """A date cell; a time of day is dropped.

    Raises:
        UnclearError: a year no form of ours can be about (a number shown as a date by mistake).
    """
    found = value.date() if isinstance(value, datetime) else value
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise UnclearError("F135", problem=f"年份 {found.year} 不合理")
    return Day(found)


def _arabic_digits(text: str) -> str:
    """二〇二二年六月三十日 → 2022年6月30日; other text as it is."""
    match = _CHINESE_DAY.fullmatch(text)
    if match is None:
        return text
    year = "".join(_CHINESE_DIGIT[ch] for ch in match[1])
    month, day = (_small(part) for part in match.groups()[1:])
    return f"{year}年" + (f"{month}月" if month else "") + (f"{day}日" if day else "")


def _small(text: str | None) -> str:
    """一 … 九十九, as in months and days."""
    if not text:
        return ""
    tens, ten, ones = text.partition("十")
    if not ten:
        return "".join(_CHINESE_DIGIT[ch] for ch in text)
    return f"{_CHINESE_DIGIT.get(tens, '1')}{_CHINESE_DIGIT.get(ones, '0')}"


def _year(text: str, years: Sequence[int]) -> tuple[int, tuple[Remark, ...]]:
    """Two digits mean this century, if that is anywhere near the year of the assessment."""
    if len(text) == 4:
        return int(text), ()
    year = 2000 + int(text)
    if years and not min(years) - 5 <= year <= max(years) + 1:
        raise UnclearError("F135", problem=f"两位数的年份“{text}”看不出是哪一年")
    return year, (Remark("F132", {"understood": f"{year}年"}),)


def _day(year: int, month: int, day: int) -> date:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise UnclearError("F135", problem=f"年份 {year} 不合理")
    try:
        return date(year, month, day)
    except ValueError:
        raise UnclearError("F135", problem=f"{year}年{month}月{day}日这一天不存在") from None


def _day_last(first: int, second: int, year: int) -> Day:
    """6/30/2022 and 30/6/2022 have one reading; 6/7/2022 has two."""
    if first <= 12 and second <= 12 and first != second:
        raise ambiguous(f"{year}-{first:02}-{second:02}", f"{year}-{second:02}-{first:02}", "月和日分不清")
    month, day = (first, second) if first <= 12 else (second, first)
    found = _day(year, month, day)
    return Day(found, (Remark("F116", {"understood": found.isoformat(), "how": "年份写在最后"}),))


def _without_year(month: int, day: int, years: Sequence[int]) -> Day:
    """A date of the assessed year; in the first months it may as well be of the next, when reports are written."""
    if len(years) != 1:
        raise UnclearError("F101", expected="日期", how="补上年份，写成 2022-06-30 这样")
    found = _day(years[0], month, day)
    if month <= 3:
        raise ambiguous(found.isoformat(), _day(years[0] + 1, month, min(day, 28)).isoformat(), "没有写年份")
    return Day(found, (Remark("F133", {"understood": found.isoformat()}),))


def _month(match: re.Match[str], years: Sequence[int]) -> Day:
    """A month without a day is taken as its last day: never earlier than what was meant, and always said."""
    year, remarks = _year(match["year"], years)
    first = _day(year, int(match["month"]), 1)
    last = calendar.monthrange(first.year, first.month)[1]
    found = first.replace(day={"上旬": 10, "中旬": 20}.get(match["part"] or "", last))
    return Day(found, (*remarks, Remark("F131", {"understood": found.isoformat()})))
