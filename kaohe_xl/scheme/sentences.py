"""评分标准 beside the columns: figures of the row that its sentence does not name.

A sentence is free text, so only what is there is compared, and leniently: a false alarm on every second row would teach
people to ignore the true ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from kaohe_xl.base.cells import Cell
from kaohe_xl.base.text import narrow
from kaohe_xl.expr.names import ExpressionNames

_ARABIC = re.compile(r"(\d+(?:\.\d+)?)\s*([%‰])?\s*([万亿千百])?")
_CHINESE = re.compile(r"[零〇一二两三四五六七八九十百千万亿]+(?:点[零〇一二三四五六七八九]+)?")
_DIGITS = "零一二三四五六七八九"
_UP_TO_99 = re.compile("([一二三四五六七八九])?十([一二三四五六七八九])?")
_PER = re.compile(r"(百|千|[二三四五六七八九十])分之([零〇一二两三四五六七八九十百点]+)")
_TENTHS = re.compile(r"([一二三四五六七八九])成([一二三四五六七八九半])?")
_SCALES = {"百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_DATE = re.compile(r"\d{4}[-./年](\d{1,2})[-./月](\d{1,2})日?")
_REFERENCE = re.compile(r"\[[^\]]*\]")
_WORDS = re.compile(r"[^\W\d_]{2}")
_FIGURE = re.compile(r"(\d+(?:\.\d+)?)(%)?")
_NUMERAL = r"(?:\d+(?:\.\d+)?|[零〇一二两三四五六七八九十百点半]+)"
# what the sentence says about points: 扣2分, 得5、7、10分, 扣0.5; and about steps: 每降1个百分点, 少2次, 每满100万元
_POINTS = re.compile(rf"[扣得减加计]{_NUMERAL}|{_NUMERAL}(?=(?:[、,至到~-]{_NUMERAL})*分(?!之|点|钟|别|类|档|组))")
# 不少于4次 is a target, 少1次 a step
_STEPS = re.compile(rf"(?:每|[少缺降低高增满迟差](?!于))(?:[^\d，。；,;]{{0,3}}?){_NUMERAL}[万亿千百]?")
# words that stand for a whole mark, a series, a date
_WHOLE = re.compile(r"满分|不得分|不计分|比例|折算|全部|全扣|此项|该项|本项|清零|得分")
_SERIES = re.compile(r"依次|类推|递减|递增|逐|每[降低少高增升]|其余|以此|内插|线性")
_OF_THE_MARK = "(?:标准分|基本分|基础分|满分|分值|权重分|[该本此]项分)"
_SHARE = re.compile(rf"(\d+(?:\.\d+)?)%的?{_OF_THE_MARK}|{_OF_THE_MARK}的?(\d+(?:\.\d+)?)%")
_PLACES = re.compile(r"第.{1,2}名|名次|位次|[前后]\d+名")
_SO_MANY_TIMES = re.compile(rf"(?:最多|不超过|限)[加奖计得]?{_NUMERAL}[次篇件项例起个]")
_CALENDAR = re.compile(r"[月日号]|年底|年末|年终|期限|按时|按期|截止")
_RELATIVE = re.compile(r"次月|每月|当月|按时|按期|规定|期限|截止|要求")


@dataclass(frozen=True)
class UnnamedFigures:
    """Figures of one cell that the sentence does not name."""

    column: str
    cell: Cell
    figures: tuple[str, ...]


def figures_in(sentence: str) -> set[Fraction]:
    """Every number in a sentence, in all readings that a column could hold it in (95% as 95 and 0.95, 2万 as 20000)."""
    text = narrow(sentence)
    found: set[Fraction] = set()
    for digits, sign, scale in _ARABIC.findall(text):
        value = Fraction(digits)
        found |= {value, *_scaled(value, scale)}
        if sign:
            found.add(value / (1000 if sign == "‰" else 100))
    for whole, part in _PER.findall(text):
        above, below = _chinese(part), Fraction(_SCALES.get(whole) or _chinese(whole) or 1)
        found |= {above, above / below} if above is not None else set()
    for first, second in _TENTHS.findall(text):
        tenths = (_chinese(first) or Fraction(0)) + _after_tenths(second)
        found |= {tenths * 10, tenths / 10}
    for word in _CHINESE.findall(text):
        found |= {number for number in (_chinese(word),) if number is not None}
        bare = _chinese(word[:-1]) if word[-1] in "万亿" else None
        found |= {bare, *_scaled(bare, word[-1])} if bare is not None else set()
    if "半" in text:
        found.add(Fraction(1, 2))
    return found


def _scaled(value: Fraction, scale: str) -> set[Fraction]:
    """2亿 is 200000000, or 20000 where the column counts in 万."""
    whole = value * _SCALES.get(scale, 1)
    return {whole, whole / 10**4} if scale in ("万", "亿") else {whole}


def _after_tenths(word: str) -> Fraction:
    """五 of 九成五, 半 of 九成半."""
    return Fraction(1, 2) if word == "半" else (_chinese(word) or Fraction(0)) / 10


def _chinese(word: str) -> Fraction | None:
    """A Chinese numeral; None for what is only made of its characters (一一, 万一)."""
    if word in ("", "百", "千", "万", "亿"):
        return None
    if len(word) == 1 and word in _DIGITS:
        return Fraction(_DIGITS.index(word))
    if tens := _UP_TO_99.fullmatch(word):
        return Fraction((_DIGITS.index(tens[1]) if tens[1] else 1) * 10 + (_DIGITS.index(tens[2]) if tens[2] else 0))
    import cn2an  # a quarter of a second, and most figures are in digits or short

    try:
        return Fraction(str(cn2an.cn2an(word.replace("〇", "零").replace("两", "二"), "strict")))
    except ValueError:
        return None


def disagreements(
    sentence: str,
    cells: Sequence[tuple[str, Cell]],
    full_mark: Fraction | None,
    names: ExpressionNames,
    content: str = "",
) -> Iterator[UnnamedFigures]:
    """Columns (基准, 每, 分值, 上限) with figures that the sentence, which names others, does not name.

    ``content``: 考核内容, where the target often stands (办证率95%以上); what it names is named.
    """
    said = figures_in(sentence)
    if not said:
        return
    said |= _shares_of(full_mark, sentence)
    beside = figures_in(content)
    said |= beside
    about = {"分值": _said_about(_POINTS, sentence), "每": _said_about(_STEPS, sentence)}
    about["每"] |= about["分值"] if _PLACES.search(narrow(sentence)) else set()  # 每降低1个名次减2分: 每 is the points
    about["分值"] |= _shares_of(full_mark, sentence)
    about["上限"] = about["分值"] | (_times_over(cells, said) if _SO_MANY_TIMES.search(narrow(sentence)) else set())
    # 扣2分 alone says nothing of a target: a column of which the words give no figure is not contradicted
    about["基准"] = (said - about["分值"] - about["每"]) | beside
    for column, cell in cells:
        if cell.blank or cell.problem:
            continue
        if (
            not about[column] and not _DATE.search(narrow(cell.text)) and "~" not in narrow(cell.text)
        ):  # 扣5至10分: 5~10
            continue
        # 96%:0.25 has a threshold too, and a target may be the figure that points are told by (满10分)
        named = said if column == "基准" or ":" in narrow(cell.text) else about[column] | beside
        missing = tuple(_missing(column, _bare(cell, names), sentence, named, full_mark))
        if missing:
            yield UnnamedFigures(column, cell, missing)


def _shares_of(full_mark: Fraction | None, sentence: str) -> set[Fraction]:
    """得标准分的80% of 10 is 8."""
    told = (Fraction(before or behind) for before, behind in _SHARE.findall(narrow(sentence)))
    return set() if full_mark is None else {full_mark * percent / 100 for percent in told}


def _times_over(cells: Sequence[tuple[str, Cell]], said: set[Fraction]) -> set[Fraction]:
    """每篇加2分，最多加5次 is a 上限 of 10."""
    points = (Fraction(cell.text) for column, cell in cells if column == "分值" and _ARABIC.fullmatch(cell.text))
    return {each * times for each in points for times in said}


def _said_about(pattern: re.Pattern[str], sentence: str) -> set[Fraction]:
    """Figures that the sentence connects with points or with steps; empty if it connects none."""
    return {figure for match in pattern.finditer(narrow(sentence)) for figure in figures_in(match.group())}


def _bare(cell: Cell, names: ExpressionNames) -> str:
    """What the cell says without names of items, which may hold figures of their own."""
    text = _REFERENCE.sub("", narrow(cell.text))
    for name in sorted((*names.items, *names.attributes), key=len, reverse=True) if _WORDS.search(text) else ():
        text = text.replace(narrow(name), "")
    return text


def _missing(column: str, text: str, sentence: str, said: set[Fraction], full_mark: Fraction | None) -> Iterator[str]:
    for month, day in _DATE.findall(text):
        if not _says_day(int(month), int(day), narrow(sentence), said):
            yield f"{int(month)}月{int(day)}日"
    figures = _FIGURE.findall(_DATE.sub("", text))
    if column in ("分值", "基准") and len(figures) > 1 and _SERIES.search(sentence):
        figures = figures[:1]  # 第一名60分，以下依次递减3分
    for digits, percent in figures:
        value = Fraction(digits)
        readings = {value, value / 100} if percent else {value}
        if not readings & said and not _goes_without_saying(column, value, bool(percent), sentence, full_mark):
            yield f"{digits}{percent}"


def _goes_without_saying(
    column: str, value: Fraction, percent: bool, sentence: str, full_mark: Fraction | None
) -> bool:
    """没有发生 is =0, 每例 is 每 1, 得满分 is the 标准分, 按比例 is >=100%."""
    if column == "每":
        return value == 1
    if column == "基准":
        whole = value == full_mark and bool(_WHOLE.search(sentence))
        return value in (0, 1) or (percent and value == 100) or whole
    if value == 0:
        return True
    return value == full_mark and (column == "上限" or bool(_WHOLE.search(sentence)))


def _says_day(month: int, day: int, sentence: str, said: set[Fraction]) -> bool:
    """10月底前, 年底前, 次月6日前; a sentence that names no date at all does not contradict one."""
    if not _CALENDAR.search(sentence):
        return True
    if month == 12 and re.search(r"年底|年末|年终", sentence):
        return True
    if month not in said:
        return bool(_RELATIVE.search(sentence)) and (day in said or not re.search(r"[日号]", sentence))
    named = re.findall(rf"(?<!\d){month}月(\d+)[日号]", sentence)
    if named:
        return str(day) in named
    return day in said or bool(re.search(r"底|末|旬|份|以?前|之前|月内", sentence))
