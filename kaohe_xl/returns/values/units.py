"""Units of measure as data: 3500元 in an item counted in 万元 is 0.35; 3人 in one counted in 天 contradicts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from kaohe_xl.base.text import fold

RATIO = "比例"
COUNTERS = "计数"

_SCALES = {
    "十": 10,
    "百": 100,
    "千": 1000,
    "万": 10**4,
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "十亿": 10**9,
    "百亿": 10**10,
    "千亿": 10**11,
    "万亿": 10**12,
}

# dimension → unit → its size in the dimension's first unit
_DIMENSIONS: dict[str, dict[str, Fraction | int]] = {
    RATIO: {
        "比例": 1,
        "%": Fraction(1, 100),
        "‰": Fraction(1, 1000),
        "个百分点": Fraction(1, 100),
        "百分点": Fraction(1, 100),
        "个点": Fraction(1, 100),
    },
    "金额": {"元": 1, "块": 1, "块钱": 1, "元整": 1, "圆": 1, "rmb": 1, "角": Fraction(1, 10)},
    "面积": {
        "平方米": 1,
        "平米": 1,
        "㎡": 1,
        "m²": 1,
        "m2": 1,
        "平方": 1,
        "公顷": 10**4,
        "平方公里": 10**6,
        "亩": Fraction(2000, 3),
    },
    "长度": {"米": 1, "m": 1, "公里": 1000, "千米": 1000, "km": 1000, "里": 500, "厘米": Fraction(1, 100)},
    "重量": {"克": 1, "g": 1, "千克": 1000, "公斤": 1000, "kg": 1000, "斤": 500, "吨": 10**6, "t": 10**6},
    "体积": {"立方米": 1, "立方": 1, "方": 1, "m³": 1, "升": Fraction(1, 1000)},
    "天": {"天": 1, "日": 1, "周": 7},
    "小时": {"小时": 1, "时": 1, "课时": 1, "学时": 1, "分钟": Fraction(1, 60)},
    "月": {"月": 1, "个月": 1, "年": 12},
    "分": {"分": 1},
    "人": {"人": 1, "名": 1, "位": 1, "个人": 1},
    "人次": {"人次": 1},
    "户次": {"户次": 1},
    "户": {"户": 1, "家": 1},
    "株": {"株": 1, "棵": 1},
    "头": {"头": 1, "匹": 1},
    "村": {"村": 1, "个村": 1},
}
# Words that count cases and things: a different one is remarked on but changes no figure.
_COUNTERS = tuple("例起件宗次个条项处篇份批场期桩只笔本册张台辆套所座间幅则道")

_BASES = {
    fold(name): (dimension, Fraction(size)) for dimension, units in _DIMENSIONS.items() for name, size in units.items()
}
_BASES |= {name: (COUNTERS, Fraction(1)) for name in _COUNTERS}
_SCALE_FIRST = re.compile("|".join(sorted(_SCALES, key=len, reverse=True)))


@dataclass(frozen=True)
class MeasureUnit:
    """A parsed unit: ``size`` in the dimension's base. ``base`` is empty for a bare 万 or 亿."""

    text: str
    dimension: str
    size: Fraction
    base: str
    known: bool = True

    @property
    def scaled(self) -> bool:
        """万元, 亿元, 千人: the unit itself carries a multiplier."""
        return self.text != self.base


def parse_unit(text: str) -> MeasureUnit:
    """A unit, with 十百千万亿 in front or not. A unit not in the table is a dimension of its own (``known`` False)."""
    word = fold(text)
    if word in _BASES:
        dimension, size = _BASES[word]
        return MeasureUnit(word, dimension, size, word)
    scale = _SCALE_FIRST.match(word)
    if scale is None:
        return MeasureUnit(word, word, Fraction(1), word, known=False)
    base = word[scale.end() :]
    factor = _SCALES[scale.group()]
    if base in _BASES:
        dimension, size = _BASES[base]
        return MeasureUnit(word, dimension, size * factor, base)
    return MeasureUnit(word, base, Fraction(factor), base, known=not base)


def take_scale(text: str) -> tuple[int, str]:
    """The multiplier that a text begins with (1 if none) and the rest; 千克 and 千米 are units, not 千 of something."""
    if fold(text) in _BASES:
        return 1, text
    scale = _SCALE_FIRST.match(text)
    return (_SCALES[scale.group()], text[scale.end() :]) if scale else (1, text)
