"""Numerals as people write them, to exact numbers: 1,200.50  三千零五  1亿2000万  百分之九十五  九成五."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from kaohe_xl.returns.values.unclear import UnclearError, ambiguous
from kaohe_xl.returns.values.units import take_scale

_ARABIC = re.compile(r"(?P<whole>[0-9]+(?:,[0-9]+)*)?(?P<part>\.[0-9]*)?")
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+")
_SCIENTIFIC = re.compile(r"([0-9]+(?:\.[0-9]+)?)e([-+]?[0-9]{1,2})", re.IGNORECASE)
_DIGIT = {ch: value for value, ch in enumerate("零一二三四五六七八九")} | {"〇": 0}
_CHINESE = re.compile(
    r"[零〇一二三四五六七八九两壹贰叁肆伍陆柒捌玖十拾百佰千仟万萬亿億]+(?:点[零〇一二三四五六七八九]+)?"
)
_STARTS = re.compile(r"[零〇一二三四五六七八九两壹贰叁肆伍陆柒捌玖十拾]")
_PLAIN = str.maketrans("〇两萬億", "零二万亿")
_PER = re.compile(r"([百千万]|.+?)分之(.+)")
_TENTHS = re.compile(r"([0-9]|[一二三四五六七八九])成([0-9]|[一二三四五六七八九])?(半)?")
_SPOKEN = re.compile(r"(.*([百千万亿]))([一二三四五六七八九])")
_LONGEST = 40  # characters; no honest figure is longer


@dataclass(frozen=True)
class Numeral:
    """A number read off the front of a text, and what follows it.

    ``scale``: the multiplier it ended in (万 = 10000), which may or may not be the unit's own; 1 = none; 0 = there is
    one inside (1万2000). ``habit``: a way of writing worth telling.
    """

    value: Fraction
    rest: str = ""
    scale: int = 1
    habit: str = ""
    scientific: bool = False


def take_numeral(text: str) -> Numeral | None:
    """The number that a text begins with and what follows it; None if it begins with no number.

    Raises:
        UnclearError: a number with two readings: 1,20  一万二  3万5.
    """
    if len(text) > _LONGEST:
        return None
    scientific = _SCIENTIFIC.match(text)
    if scientific:
        value = Fraction(scientific[1]) * Fraction(10) ** int(scientific[2])
        return Numeral(value, text[scientific.end() :], scientific=True)
    return _per(text) or _tenths(text) or _taken(text, _arabic) or _taken(text, _chinese)


def _per(text: str) -> Numeral | None:
    """百分之九十五, 百分之百, 千分之五, 三分之二."""
    if text in ("百分之百", "百分百"):
        return Numeral(Fraction(1), "比例")
    match = _PER.fullmatch(text)
    if match is None:
        return None
    whole = {"百": 100, "千": 1000, "万": 10000}.get(match[1]) or _whole(match[1])
    part = _whole(match[2])
    if not whole or part is None:
        return None
    return Numeral(Fraction(part) / Fraction(whole), "比例", habit="" if match[1] in "百千万" else "分数")


def _whole(text: str) -> Fraction | None:
    numeral = take_numeral(text)
    return numeral.value if numeral is not None and not numeral.rest else None


def _tenths(text: str) -> Numeral | None:
    match = _TENTHS.fullmatch(text)
    if match is None or (match[2] and match[3]):
        return None
    first, second = _digit(match[1]), _digit(match[2] or "0")
    return Numeral(Fraction(first * 10 + (5 if match[3] else second), 100), "比例", habit="几成")


def _digit(text: str) -> int:
    return _DIGIT[text] if text in _DIGIT else int(text)


def _arabic(text: str) -> tuple[Fraction, str] | None:
    match = _ARABIC.match(text)
    if match is None or not match.group().strip("."):
        return None
    whole, part = match["whole"] or "0", match["part"] or ""
    if "," in whole:
        if not _GROUPED.fullmatch(whole):
            raise ambiguous(whole.replace(",", ""), whole.replace(",", "."), "逗号的位置不是千位分隔")
        whole = whole.replace(",", "")
    return Fraction(f"{whole}{part.rstrip('.')}"), text[match.end() :]


def _chinese(text: str) -> tuple[Fraction, str] | None:
    match = _CHINESE.match(text) if _STARTS.match(text) else None
    if match is None:
        return None
    whole, _, part = match.group().partition("点")
    value = _chinese_whole(whole.translate(_PLAIN))
    if value is None:
        return None
    decimals = "".join(str(_DIGIT[ch]) for ch in part)
    return Fraction(f"{value}.{decimals}" if decimals else value), text[match.end() :]


def _chinese_whole(text: str) -> int | None:
    """Strictly by place value; 三百五 and 一万二, which people say for 350 and 12000, are not guessed."""
    if all(ch in _DIGIT for ch in text):
        return int("".join(str(_DIGIT[ch]) for ch in text))
    value = _by_place(text)
    if value is None and (spoken := _SPOKEN.fullmatch(text)) and (front := _by_place(spoken[1])) is not None:
        step = 10 ** ("十百千万".index(spoken[2]) if spoken[2] in "百千万" else 7)
        raise ambiguous(str(front + _DIGIT[spoken[3]] * step), str(front + _DIGIT[spoken[3]]), "末位省了数位")
    return value


def _by_place(text: str) -> int | None:
    import cn2an  # a quarter of a second, and most figures are in digits

    try:
        return int(cn2an.cn2an(text, "strict"))
    except (ValueError, KeyError):  # the library looks up some ill-formed numerals in a table
        return None


def _taken(text: str, take: Callable[[str], tuple[Fraction, str] | None]) -> Numeral | None:
    """A number with multipliers after it, as often as they get smaller: 1亿2000万, 3万5千."""
    found = take(text)
    if found is None:
        return None
    value, rest = found
    scale, rest = take_scale(rest)
    total, last = value * scale, scale
    while last > 1 and (found := take(rest)) is not None:
        if value.denominator != 1 or (last < 10**4 and value >= 10):
            raise UnclearError("F112", numbers=text)  # 3.5千5百, 36百95
        value, after = found
        factor, after = take_scale(after)
        if value < 1 or factor >= last or value * factor >= last:
            raise UnclearError("F112", numbers=text)
        if factor == 1 and value < last // 10:
            raise ambiguous(str(total + value), str(total + value * (last // 10)), "末位省了数位")
        total, last, rest, scale = total + value * factor, factor, after, 0
    if take is _chinese:
        scale = _chinese_scale(text[: len(text) - len(rest)])
    return Numeral(total, rest, scale)


def _chinese_scale(text: str) -> int:
    """万 and 亿 are multipliers; 十, 百 and 千 are just how a Chinese numeral is written."""
    plain = text.translate(_PLAIN)
    if "万" not in plain and "亿" not in plain:
        return 1
    return {"万": 10**4, "亿": 10**8}.get(plain[-1], 0)
