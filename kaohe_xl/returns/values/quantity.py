"""A typed quantity → an exact number in the item's unit of measure, with a remark for everything that is not plain.

text    := [name of the item] [lead] [approx] [sign] numeral [unit] [approx] [note]
lead    := 共 合计 有 发生 完成 …          approx := 约 左右 …        note := (…) or ，…
bounds (超过 不足 以上 3~5 >3) are no quantity at all.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.base.text import fold, narrow, tidy
from kaohe_xl.expr.tree import ValueType
from kaohe_xl.returns.values.numerals import Numeral, take_numeral
from kaohe_xl.returns.values.unclear import Remark, UnclearError, ambiguous
from kaohe_xl.returns.values.units import COUNTERS, RATIO, MeasureUnit, parse_unit
from kaohe_xl.scheme.model import DataItem

_TYPED = str.maketrans({"−": "-", "–": "-", "﹣": "-", "【": "(", "】": ")", "〔": "(", "〕": ")", "[": "(", "]": ")"})
_PLAIN = re.compile(r"(0|[1-9][0-9]{0,8})(?:\.([0-9]{1,6}))?(%?)")
_APART = re.compile(r"[0-9] [0-9]")
_CHINESE_POINT = re.compile(r"(?<=[0-9])[。·](?=[0-9])")
_BOUND_BEFORE = re.compile(
    r"(?:不?(?:超过|超出|少于|多于|大于|小于|高于|低于|足|到|满)|至少|至多|最多|最少|将近|接近|近|逾|[<>≤≥＜＞])=?(?=.*[0-9零一二三四五六七八九十百])"
)
_BOUND_AFTER = re.compile(r"(?<=[0-9%十百千万亿个例人户次元])(?:以上|以下|以内|之内|之间|余|多|几|来)\S{0,4}$")
_RANGE = re.compile(r"[0-9%]\S{0,3}?(?:-|~|—|至|到|或)\s*[0-9]")
_APPROX = re.compile(r"^(?:大约|大概|估计|预计|约为|约)|(?:左右|上下)$")
_LEAD = re.compile(
    r"^(?:共计|共有|合计|总计|累计|共|计|有|发生|完成|为|达到|达|第)(?=[-+0-9零一二三四五六七八九十两百])"
)
_BRACKETED = re.compile(r"([^()]+)\(([^()]*)\)")
_REMARKED = re.compile(r"([^,;。:]*[0-9零一二三四五六七八九十百千万亿%例起人次户元][^,;。:]*)[,;。:]([^0-9]+)")
_SIGN = re.compile(r"([-+负正])(.+)")
_DIVIDED = re.compile(r"([0-9]+)/([0-9]+)")
_MULTIPLIER = re.compile(r"[^十百千万亿]+")
_UNIT_WORD = re.compile(r"[一-鿿a-z%‰²³㎡]+")
_HARMLESS = {"<wide>", "<narrow>", "<noBreak>", "<compat>"}
_ANY_COUNTED = (COUNTERS, "人", "户", "村", "株", "头")


@dataclass(frozen=True)
class TypedQuantity:
    """``value`` in the item's unit; ``bare``: nothing but a number was typed, which in a percent item is not enough."""

    value: Fraction
    bare: bool
    remarks: tuple[Remark, ...] = ()


def read_quantity(raw: str, item: DataItem) -> TypedQuantity | None:
    """The quantity that a text means, or None if it is not one.

    Raises:
        UnclearError: two readings, several numbers, a bound instead of a figure, a unit that contradicts the item's.
    """
    return plain_quantity(raw, item) or _spoken(raw, item)


def is_plain_figure(text: str) -> bool:
    return _PLAIN.fullmatch(text) is not None


def plain_quantity(raw: str, item: DataItem) -> TypedQuantity | None:
    """3, 3.5 and, in a percent item, 95.5%: what nearly everybody types, without the grammar."""
    match = _PLAIN.fullmatch(raw)
    if match is None:
        return None
    whole, decimals, sign = match.groups("")
    if sign and item.type is not ValueType.PERCENT:
        return None
    value = Fraction(int(whole + decimals), 10 ** (len(decimals) + (2 if sign else 0)))
    return TypedQuantity(value, not sign)


def _spoken(raw: str, item: DataItem) -> TypedQuantity | None:
    if any(_odd(ch) for ch in raw):
        return None
    text = tidy(raw).translate(_TYPED).strip("\"“”'`‘’ ")
    remarks: list[Remark] = []
    if raw.strip().startswith(("'", "`", "‘", "’")):
        remarks.append(Remark("F116", {"how": "前面有撇号"}))
    if _APART.search(text):
        raise UnclearError("F112")
    text = text.rstrip("。.;,、!:")
    if _CHINESE_POINT.search(text):
        text = _CHINESE_POINT.sub(".", text)
        remarks.append(Remark("F116", {"how": "小数点写成了句号或圆点"}))
    text = _without_name(text.replace(" ", ""), item)
    if "(" in text:
        return _without_note(text, item, remarks)
    return _parse(text, item, remarks) or _without_note(text, item, remarks)


def _odd(ch: str) -> bool:
    """Superscripts, fractions and enclosed signs: folding them would turn 10⁵ into 105."""
    kind = unicodedata.decomposition(ch).partition(" ")[0] if ord(ch) > 127 else ""
    return kind.startswith("<") and kind not in _HARMLESS and narrow(ch) != ch


def _without_name(text: str, item: DataItem) -> str:
    """完成率:95% → 95%."""
    rest = re.sub(rf"^{re.escape(tidy(item.name).replace(' ', ''))}[:=为是]?", "", text)
    return rest or text


def _without_note(text: str, item: DataItem, remarks: list[Remark]) -> TypedQuantity | None:
    """3(已整改) and 3例,已整改: the figure, and a warning about the words that are not used."""
    if match := _BRACKETED.fullmatch(text):
        figure, note = match.groups()
        unit = parse_unit(note)
        if note and (unit.known or fold(note) == fold(item.measure)) and figure[-1:].isdecimal():
            return _parse(figure + note, item, remarks)
    elif match := _REMARKED.fullmatch(text):
        figure, note = match.groups()
    elif re.fullmatch(r"\([0-9.,]+\)", text):
        raise ambiguous(text.strip("()"), f"-{text.strip('()')}", "括号里的数")
    else:
        if len(re.findall(r"[0-9]+", text)) > 1:
            raise UnclearError("F112")
        return None
    found = _parse(figure, item, remarks)
    return TypedQuantity(found.value, found.bare, (*found.remarks, Remark("F111", {"note": note}))) if found else None


def _parse(text: str, item: DataItem, remarks: list[Remark]) -> TypedQuantity | None:
    if _BOUND_BEFORE.match(text) or _BOUND_AFTER.search(text) or _RANGE.search(text):
        raise UnclearError("F109", kind="一个确切的数")
    said = list(remarks)
    if _APPROX.search(text):
        text = _APPROX.sub("", text)
        said.append(Remark("F110", {}))
    if lead := _LEAD.match(text):
        text = text[lead.end() :]
        said.append(Remark("F116", {"how": f"前面有“{lead.group()}”字"}))
    if item.type is ValueType.PERCENT and (divided := _DIVIDED.fullmatch(text)) and int(divided[2]):
        return TypedQuantity(
            Fraction(int(divided[1]), int(divided[2])), False, (*said, Remark("F116", {"how": "分数"}))
        )
    signed = _SIGN.fullmatch(text)
    sign, figure = signed.groups() if signed is not None else ("+", text)
    numeral = take_numeral(figure)
    if numeral is None:
        return None
    if numeral.habit:
        said.append(Remark("F116", {"how": numeral.habit}))
    if numeral.scientific:
        said.append(Remark("F118", {}))
    value = _in_measure(numeral, figure, item, said)
    if value is None:
        return None
    return TypedQuantity(-value if sign in "-负" else value, not numeral.rest and numeral.scale == 1, tuple(said))


def _in_measure(numeral: Numeral, text: str, item: DataItem, said: list[Remark]) -> Fraction | None:
    measure = parse_unit(RATIO if item.type is ValueType.PERCENT else item.measure) if _measured(item) else None
    if not numeral.rest:
        if item.type is ValueType.PERCENT and numeral.scale not in (0, 1):  # 1.2万 is no rate
            raise UnclearError("F106", typed=_MULTIPLIER.sub("", text) or text, measure="%")
        return _bare(numeral, measure)
    typed = parse_unit(numeral.rest)
    if measure is None:
        return _without_measure(numeral, typed)
    if typed.dimension == measure.dimension:
        if typed.dimension == COUNTERS and typed.base != measure.base:
            said.append(Remark("F108", {"typed": typed.text, "measure": item.measure}))
        value = numeral.value * typed.size / measure.size
        if value != numeral.value and decimal_text(value) not in text and measure.dimension != RATIO:
            said.append(Remark("F107", {}))
        return value
    if typed.base == "个" and measure.dimension in _ANY_COUNTED and not measure.scaled:
        said.append(Remark("F108", {"typed": typed.text, "measure": item.measure}))
        return numeral.value * typed.size
    if not typed.known and (len(typed.text) > 3 or not _UNIT_WORD.fullmatch(typed.text)):
        return None
    raise UnclearError("F106", typed=numeral.rest, measure=item.measure or "%")


def _measured(item: DataItem) -> bool:
    return item.type is ValueType.PERCENT or bool(item.measure.strip())


def _bare(numeral: Numeral, measure: MeasureUnit | None) -> Fraction:
    """1.2万 in an item counted in 万元 means 1.2万元; 3千 there may be 3千元 or 3千万元."""
    if numeral.scale == 1 or measure is None or not measure.scaled:
        return numeral.value
    base = parse_unit(measure.base)
    ratio = measure.size / base.size
    if numeral.scale < ratio:
        first, second = decimal_text(numeral.value / ratio), decimal_text(numeral.value)
        raise ambiguous(f"{first}{measure.text}", f"{second}{measure.text}", "没有写全单位")
    return numeral.value / ratio


def _without_measure(numeral: Numeral, typed: MeasureUnit) -> Fraction | None:
    """An item that has no unit of measure takes 3例 as 3, but cannot tell what 95% or 3公里 would be counted in."""
    if typed.dimension == RATIO:
        as_number, as_ratio = decimal_text(numeral.value), decimal_text(numeral.value * typed.size)
        raise ambiguous(as_number, as_ratio, "这一项没有规定计量单位")
    if not typed.known:
        return None
    if typed.size != 1 or numeral.scale != 1:
        raise UnclearError("F106", typed=numeral.rest, measure="（未规定）")
    return numeral.value
