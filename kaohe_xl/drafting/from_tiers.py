"""Rows from clauses with tiers: by figure, by word, by level, by place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.drafting.drafted import DraftItem, DraftRow
from kaohe_xl.drafting.from_facts import fact_row, zeroed
from kaohe_xl.drafting.said import ClauseContext, Said, counted, limits, measured, named, number_of, row, worth

DraftRows = Sequence[DraftRow]
_TEN_THOUSANDS = {"万元": 1, "亿元": 10_000, "亿": 10_000, "万": 1}
_DEGREES = "同一件事按数量分了几档，按只算一档草拟，不是每例累加"


@dataclass(frozen=True)
class Tier:
    """From ``low`` to ``high`` (None: open), and the points; ``bare``: a figure without 以上."""

    low: Fraction | None
    high: Fraction | None
    with_high: bool
    with_low: bool
    points: str
    unit: str
    bare: bool = False


def tiers(said: Said, about: ClauseContext) -> DraftRows:
    """95%以上得5分，90%—95%得3分，90%以下不得分; 低于3%扣0.25分，低于2%扣0.5分."""
    parts = said.all("tier")
    losing = [part for part in parts if part.part("loses") is not None]
    topics = [part.topic for part in parts]
    about_one = topics[0]
    if any(topic and not about_one.startswith(topic) and topic != about_one for topic in topics[1:]):
        return ()
    if losing and any(not part.has("loses", "NOCHANGE") for part in parts):
        return ()
    found = [_tier(part, about) for part in parts]
    known = [tier for tier in found if tier is not None]
    if len(known) < len(parts):
        return ()
    units = {tier.unit for tier in known if tier.unit}
    if len(units) > 1 and not units <= set(_TEN_THOUSANDS):
        return ()
    unit = next(iter(units), "") if len(units) < 2 else "万元"
    known = [_in_unit(tier, unit) for tier in known]
    written = _ordered(known, "%" if unit == "%" else "")
    if written is None:
        return ()
    conditions, doubt = written
    if said.has("DIV"):
        doubt = "；".join(
            part for part in (doubt, f"原文是每{parts[0].words('UNIT')[-1]}的分数，一期不止一次的改成几行") if part
        )
    ending = "完成率" if parts[0].has("DONE") and not about_one else ""
    item = (
        measured(about_one, about.subject, unit, ending if unit == "%" else "")
        if unit in ("%", "分", "")
        else (counted(named(about_one, about.subject, f"{unit}数" if unit not in _TEN_THOUSANDS else ""), unit))
    )
    kind = "分档扣分" if losing else "分档得分"
    if kind == "分档得分" and len(conditions) == 1 and conditions[0].startswith((">", "<")):
        condition, _, points = conditions[0].rpartition(":")
        columns = {"计分方式": "达标得分", "数据项": item.name, "基准": condition, "分值": points}
        return (
            [row(columns, [item], doubt)]
            if " 且 " not in condition
            else [row({**columns, "基准": condition}, [item], doubt)]
        )
    return [row({"计分方式": kind, "数据项": item.name, "基准": "; ".join(conditions)}, [item], doubt)]


def inside(said: Said, about: ClauseContext) -> DraftRows:
    """在85%—100%得满分，突破指标或低于85%的不得分."""
    span, rest, gives = said.part("span"), said.own("matter"), said.own("gives")
    points = worth(gives, about.full)
    assert span is not None
    assert rest is not None
    figures = span.all("figure")
    if len(figures) != 2 or points is None or figures[0].word("NUM") not in rest.text():
        return ()
    unit = figures[1].unit
    sign = "%" if unit == "%" else ""
    item = measured(said.topic, about.subject, unit)
    base = f">={figures[0].word('NUM')}{sign} 且 <={figures[1].word('NUM')}{sign}"
    columns = {"计分方式": "达标得分", "数据项": item.name, "基准": base, "分值": points}
    return [row(columns, [item], f"范围以外（{rest.text()}）不得分")]


def votes(said: Said, about: ClauseContext) -> DraftRows:
    """满意、基本满意、不满意分别计100分、80分、30分，不了解的票数不列入计算."""
    marks = said.part("marks")
    assert marks is not None
    points, names = marks.words("NUM"), re.split(r"[、和]", said.topic)
    if len(points) != len(names) or "票" not in said.words("TEXT")[-1]:
        return ()
    items = [counted(f"{name}票数", "票") for name in names]
    parts = "+".join(f"{item.name}×{point}" for item, point in zip(items, points, strict=True))
    total = "+".join(item.name for item in items)
    scale = f"÷{points[0]}×标准分" if about.full is not None and Fraction(points[0]) != about.full else ""
    columns = {"计分方式": "公式得分", "基准": f"({parts})÷({total}){scale}"}
    return [row(columns, items, f"按票数加权平均草拟；{said.words('TEXT')[-1]}")]


def _tier(part: Said, about: ClauseContext) -> Tier | None:
    value, sign = part.part("value"), part.part("sign")
    points = value.points if value is not None and value.part("loses") is not None else worth(value, about.full)
    said = part.part("span")
    if said is None or points is None:
        return None
    below = said.has("UNDER") or (sign is not None and sign.has("BELOW"))
    upto = said.has("ATMOST") or (sign is not None and sign.has("WITHIN"))
    figures = said.all("figure")
    numbers = [Fraction(figure.word("NUM")) for figure in figures]
    unit = figures[-1].unit
    if any(figure.text() not in (figure.word("NUM"), figure.word("NUM") + unit) for figure in figures):
        units = [figure.unit for figure in figures]
        if not set(units) <= set(_TEN_THOUSANDS):
            return None
        numbers = [number * _TEN_THOUSANDS[each] for number, each in zip(numbers, units, strict=True)]
        unit = "万元"
    if len(numbers) > 1:
        low, high = sorted(numbers)
        return Tier(
            low,
            high,
            with_high=said.has("TO") and not said.has("EXCL", "UNDER"),
            with_low=True,
            points=points,
            unit=unit,
        )
    if below:
        return Tier(None, numbers[0], with_high=False, with_low=True, points=points, unit=unit)
    if upto:
        return Tier(None, numbers[0], with_high=True, with_low=True, points=points, unit=unit)
    above = sign is not None and sign.has("ABOVE")
    bare = sign is None and not said.has("ATLEAST", "INCL")
    return Tier(numbers[0], None, with_high=True, with_low=not above, points=points, unit=unit, bare=bare)


def _in_unit(tier: Tier, unit: str) -> Tier:
    if tier.unit == unit or unit != "万元" or tier.unit not in _TEN_THOUSANDS:
        return tier
    factor = _TEN_THOUSANDS[tier.unit]
    low, high = (None if each is None else each * factor for each in (tier.low, tier.high))
    return Tier(low, high, tier.with_high, tier.with_low, tier.points, unit, tier.bare)


def _ordered(known: Sequence[Tier], sign: str) -> tuple[list[str], str] | None:
    """条件:分值 in an order in which the first that holds is the one meant; None where they overlap or leave gaps."""
    if all(tier.low is not None for tier in known[:-1]):
        lows = [tier.low for tier in known if tier.low is not None]
        if lows == sorted(set(lows), reverse=True) and _monotonic(known):
            return _falling(known, sign)
        rising = [Fraction(tier.points) for tier in known]
        if (
            lows == sorted(set(lows))
            and rising == sorted(rising)
            and len(lows) == len(known)
            and all(tier.high is None for tier in known)
        ):
            found = [
                f"{'>=' if tier.with_low else '>'}{decimal_text(tier.low or Fraction(0))}{sign}:{tier.points}"
                for tier in reversed(known)
            ]
            return found, _DEGREES if any(tier.bare for tier in known) else ""
    if all(tier.high is not None for tier in known[:-1]):
        return _rising(known, sign)
    return None


def _monotonic(known: Sequence[Tier]) -> bool:
    """90%以上得5分，95%以上得3分 means something else than it says."""
    points = [Fraction(tier.points) for tier in known]
    return points in (sorted(points), sorted(points, reverse=True))


def _falling(known: Sequence[Tier], sign: str) -> tuple[list[str], str] | None:
    """95%以上, 90%—95%, 90%以下: each begins where the one before ends."""
    found: list[str] = []
    doubt = _DEGREES if any(tier.bare for tier in known) and sign != "%" else ""
    before: Fraction | None = None
    for number, tier in enumerate(known):
        if tier.low is None:
            if number != len(known) - 1 or tier.high != before or not number:
                return None
            found += [f"其它:{tier.points}"] if tier.points not in ("", "0") else []
            break
        if number == 0 and tier.high is not None:
            found.append(
                f">={decimal_text(tier.low)}{sign} 且 <{'=' if tier.with_high else ''}"
                f"{decimal_text(tier.high)}{sign}:{tier.points}"
            )
            before = tier.low
            continue
        if tier.high is not None and before is not None and tier.high != before:
            if not 0 < before - tier.high <= 1:
                return None  # a gap or an overlap between two tiers
            doubt = f"{decimal_text(tier.high)}到{decimal_text(before)}之间原文没有写，按低的一档草拟"
        found.append(f"{'>=' if tier.with_low else '>'}{decimal_text(tier.low)}{sign}:{tier.points}")
        before = tier.low
    return found, doubt


def _rising(known: Sequence[Tier], sign: str) -> tuple[list[str], str] | None:
    """107以下, 107至110, 110以上; or 低于3%扣0.25分, 低于2%扣0.5分, the narrower first."""
    highs = [tier.high for tier in known if tier.high is not None]
    if all(tier.low is None for tier in known) and len(highs) > 1:
        if highs != sorted(set(highs), reverse=True) and highs != sorted(set(highs)):
            return None
        ordered = sorted(known, key=lambda tier: tier.high or Fraction(0))
        return [
            f"<{'=' if tier.with_high else ''}{decimal_text(tier.high or Fraction(0))}{sign}:{tier.points}"
            for tier in ordered
        ], ""
    found: list[str] = []
    before: Fraction | None = None
    for tier in known:
        if before is not None and tier.low != before:
            return None
        if tier.high is None:
            found += [f"其它:{tier.points}"] if tier.points not in ("", "0") else []
        else:
            found.append(f"<{'=' if tier.with_high else ''}{decimal_text(tier.high)}{sign}:{tier.points}")
        before = tier.high
    return found, ""


# -- words ------------------------------------------------------------------------------------------------------------

_NO_WORD = re.compile(r"每|或|以上|以下|第|最多|最高|一[次例起项]|加分|扣分|满分|总分|其中|附加|^共|率$")
_DENIED = re.compile(r"^(?:未|没有|没|无|不)(?P<rest>.+)")


def words(said: Said, about: ClauseContext) -> DraftRows:
    """优秀20分，称职16分; 制定方案得2分，未制定不得分; 未发生事故得满分，发生一起不得分; 无计划不得分，未落实扣1分."""
    parts = said.all("word")
    values = [part.part("value") for part in parts]
    if any(value is not None and value.part("loses") is not None for value in values):
        return _zero_or_lose(parts, about)
    last = parts[-1]
    if last.has("EVENT"):
        head = re.fullmatch(r"(?:未|不|没有|无)(?:发生|出现)?(?P<what>.{2,20})", parts[0].topic)
        if len(parts) != 2 or head is None or parts[0].has("zero") or last.word("NUM") != "1":
            return ()
        item = counted(named(head["what"], about.subject, f"{last.word('UNIT')}数"), last.word("UNIT"))
        return [row({"计分方式": "触发清零", "数据项": item.name, "基准": ">0"}, [item])]
    if any(part.has("EVENT") for part in parts):
        return ()
    found = [
        (_said_word(part), "0" if value is None else worth(value, about.full))
        for part, value in zip(parts, values, strict=True)
    ]
    if any(points is None for _, points in found) or any(_NO_WORD.search(word) for word, _ in found):
        return ()
    (good, most), (bad, least) = found[0], found[-1]
    denied = _DENIED.match(bad)
    if (
        len(found) == 2
        and least == "0"
        and (bad == "其它" or (denied and (good.startswith(denied["rest"][:2]) or denied["rest"] in good)))
    ):
        positive = re.match(r"(?:未|没有|没|不)(?:发生|出现)(.{2,20})", good)
        if positive:
            item = DraftItem(named(positive[1], about.subject, "起数"), "起", "整数")
            return [row({"计分方式": "触发清零", "数据项": item.name, "基准": ">0"}, [item])]
        item = DraftItem(named(good, about.subject), "", "是否")
        return [row({"计分方式": "达标得分", "数据项": item.name, "基准": "是", "分值": str(most)}, [item])]
    if len(found) < 3 and not all(part.has("GAIN", "ZERO", "FULL") for part in parts):
        return ()
    item = DraftItem(named(about.subject, about.subject, "情况"), "", "文本")
    written = "; ".join(f"{word}:{points}" for word, points in found)
    return [
        row({"计分方式": "分档得分", "数据项": item.name, "基准": written}, [item], "按几档草拟，由填报人选写哪一档")
    ]


def _said_word(part: Said) -> str:
    return "其它" if part.has("OTHERWISE") else re.sub(r"的$", "", part.topic)


def _zero_or_lose(parts: Sequence[Said], about: ClauseContext) -> DraftRows:
    """无计划不得分，未落实扣1分: what empties the indicator, and what costs something."""
    if not all(part.has("zero", "loses") for part in parts) or not any(part.has("zero") for part in parts):
        return ()
    rows: list[DraftRow] = []
    for part in parts:
        if not part.topic or part.has("SEPARATELY"):
            return ()
        rows += [zeroed(part.topic, about)] if part.has("zero") else [fact_row(part.topic, part.points, {}, about)]
    return rows


def components(said: Said, about: ClauseContext) -> DraftRows:
    """有考核制度1分、能实时查看1分、互联互通2分: marks that add up."""
    rows = []
    for part in said.all("part"):
        item = DraftItem(named(part.text().removesuffix(part.text("points")), about.subject), "", "是否")
        columns = {"计分方式": "达标得分", "数据项": item.name, "基准": "是", "分值": part.points}
        rows.append(row(columns, [item], "分项的分按做到就得草拟"))
    return rows


_LESSER = re.compile(r"不(?:完善|规范|健全|到位|齐全|完整|及时)|[^未没无]{2,6}(?:差|不强|不高|不够|较差)")


def lesser(said: Said, about: ClauseContext) -> DraftRows:
    """未建立的扣4分，不完善的扣2分: two grades, of which one holds."""
    first, second = (topic.text().strip("，,的") for topic in said.all("topic")[:2])
    high, low = (part.points for part in said.all("loses")[:2])
    if not re.match(r"未|没有|没|无|不", first) or not _LESSER.fullmatch(second):
        return ()
    thing = re.sub(r"^(?:未|没有|没|无|不)(?:建立|制定|制订|设立|成立)?(?=.{2})", "", first)
    item = DraftItem(named(thing, about.subject, "情况"), "", "文本")
    columns = {"计分方式": "分档扣分", "数据项": item.name, "基准": f"{first}:{high}; {second}:{low}", **limits(said)}
    return [row(columns, [item], "看作一个情况的两档，只扣一档；是两件事的，拆成两行")]


_LEVEL = re.compile(
    r"(?:国家|中央|部|省|市|县|区|镇|乡|街道|村|[一二三]等|[一二三]级|全国|全省|全市|全县)(?:委|级|部)*"
)


def levels(said: Said, about: ClauseContext) -> DraftRows:
    """被中央、省、市、区通报问题的，每例分别扣4分、3分、2分、1分; 满意、基本满意分别得5分、3分."""
    marks, per = said.part("marks"), said.part("per")
    assert marks is not None
    points = marks.words("NUM")
    said_levels = re.split(r"[、和]", said.topic)
    if len(said_levels) != len(points):
        said_levels = _spread(said.topic, len(points))
    if len(said_levels) != len(points):
        return ()
    last = _LEVEL.match(said_levels[-1])
    rest = said_levels[-1][len(last[0]) :] if last else ""
    names = [*said_levels[:-1], said_levels[-1].removesuffix(rest) if rest else said_levels[-1]]
    if per is None and not said.takes and not last:  # 优秀、良好分别得5分、3分
        item = DraftItem(named(about.subject, about.subject, "情况"), "", "文本")
        tiers_ = "; ".join(f"{word}:{mark}" for word, mark in zip(names, points, strict=True))
        return [
            row({"计分方式": "分档得分", "数据项": item.name, "基准": tiers_}, [item], "按几档草拟，由填报人选写哪一档")
        ]
    kind = "每例扣分" if said.takes else "每例得分"
    unit = per.word("UNIT") if per is not None else "次"
    prefix = re.sub(r"(?:国家|中央|全国|省|市)(?:级|部)*$", "", names[0]) if last else ""
    rows = []
    for number, (level, figure) in enumerate(zip(names, points, strict=True)):
        item = number_of(f"{prefix if number else ''}{level}{rest}", about, unit)
        columns = {"计分方式": kind, "数据项": item.name, "分值": figure, **limits(said)}
        rows.append(row(columns, [item], "按各级各算一行草拟；同一件事几级都有的，只算一行的，填互斥"))
    return rows


def _spread(topic: str, wanted: int) -> list[str]:
    """国家级省级市级 said without signs between."""
    found = re.findall(r"国家级|省级|市级|县级|区级|镇级", topic)
    return found if len(found) == wanted and "".join(found) == topic else []


# -- places -----------------------------------------------------------------------------------------------------------

_REPORTED = "按报来的名次草拟；要由程序排名的，改成 名次得分"
_RANKED = "由程序按这一项数据排名；名次是上级给的，改成 分档得分、基准写 =1:…"
_PLACES = re.compile(r"(?:位列|排名|位居|名列|列|居|进入)+")


def places(said: Said, about: ClauseContext) -> DraftRows:
    """第一名得10分，第二名得8分，其余得4分."""
    parts = said.all("place")
    kept = [(part.word("NUM"), part) for part in parts if not part.has("LASTONE")]
    if len(kept) < len(parts) or len({number for number, _ in kept}) < len(kept):
        return ()
    rest = said.own("value")
    topic = _PLACES.sub("", parts[0].topic)
    points = [
        (number, f"-{part.points}" if part.part("loses") else worth(part.part("value"), about.full))
        for number, part in kept
    ]
    if any(point is None for _, point in points):
        return ()
    if any(str(point).startswith("-") for _, point in points):
        if [number for number, _ in points] != [str(k) for k in range(1, len(points) + 1)] or rest is not None:
            return ()
        item = DraftItem(named(topic, about.subject), "", "数值")
        columns = {"计分方式": "名次得分", "数据项": item.name, "分值": ",".join(str(point) for _, point in points)}
        return [row(columns, [item], _RANKED)]
    item = DraftItem(named(topic, about.subject, "排名"), "名", "整数")
    conditions = [f"={number}:{point}" for number, point in points]
    others = worth(rest, about.full) if rest is not None else "0"
    conditions += [f"其它:{others}"] if others not in ("0", None) else []
    return [row({"计分方式": "分档得分", "数据项": item.name, "基准": "; ".join(conditions)}, [item], _REPORTED)]


def place_list(said: Said, about: ClauseContext) -> DraftRows:
    """进入全市前三名的分别加3分、2分、1分."""
    marks = said.part("marks")
    assert marks is not None
    points = marks.words("NUM")
    if str(len(points)) != said.word("NUM"):
        return ()
    item = DraftItem(named(_PLACES.sub("", said.topic), about.subject, "排名"), "名", "整数")
    conditions = [f"={number}:{point}" for number, point in enumerate(points, 1)]
    rest = said.own("value")
    others = worth(rest, about.full) if rest is not None else "0"
    conditions += [f"其它:{others}"] if others not in ("0", None) else []
    return [row({"计分方式": "分档得分", "数据项": item.name, "基准": "; ".join(conditions)}, [item], _REPORTED)]


def place_step(said: Said, about: ClauseContext) -> DraftRows:
    """第1名得100分，每降低1个名次减2分."""
    gives, loses = said.own("gives"), said.part("loses")
    first = worth(gives, about.full)
    if (
        said.word("NUM") != "1"
        or first is None
        or loses is None
        or (len(said.words("PLACE")) > 1 and said.words("NUM")[-2] != "1")
    ):
        return ()
    item = DraftItem(named(_PLACES.sub("", said.topic), about.subject), "", "数值")
    columns = {"计分方式": "名次得分", "数据项": item.name, "分值": first, "每": loses.points}
    return [row(columns, [item], _RANKED)]


def last_step(said: Said, about: ClauseContext) -> DraftRows:
    """倒数第1名计2分，倒数第2名1.9分，每进1名扣0.1分: the smallest gets most."""
    loses, first = said.part("loses"), worth(said.own("gives"), about.full)
    if loses is None or first is None:
        return ()
    down = Fraction(loses.points)
    numbers = said.owns("points")
    for number, mark in enumerate(numbers, 1):
        if Fraction(mark.points) != Fraction(first) - number * down:
            return ()
    item = DraftItem(named(_PLACES.sub("", said.topic), about.subject), "", "数值")
    columns = {"计分方式": "名次得分", "数据项": item.name, "基准": "越小越好", "分值": first, "每": loses.points}
    return [row(columns, [item], _RANKED)]
