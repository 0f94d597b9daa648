"""Rows from clauses with tiers by figure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.drafting.drafted import DraftItem, DraftRow
from kaohe_xl.drafting.language.clause_parts import ClauseContext, ClausePart, counted, measured, named, row, worth
from kaohe_xl.drafting.rows.from_facts import fact_row

DraftRows = Sequence[DraftRow]
_TEN_THOUSANDS = {"万元": 1, "亿元": 10_000, "亿": 10_000, "万": 1}
_NOTHING = re.compile("没有的?|无|其余的?|其[它他]的?")
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


def tiers(said: ClausePart, about: ClauseContext) -> DraftRows:
    """95%以上得5分，90%—95%得3分，90%以下不得分; 低于3%扣0.25分，低于2%扣0.5分."""
    parts = said.all("tier")
    losing = [part for part in parts if part.part("loses") is not None]
    topics = [f"{part.topic}{part.word('FAULT')}" for part in parts]
    if said.own("zero") is not None and not _NOTHING.fullmatch(said.own_words("TEXT")[-1]):
        return ()
    about_one = topics[0]
    if any(topic and not about_one.startswith(topic) and not about_one.endswith(topic) for topic in topics[1:]):
        return ()
    if losing and any(not part.has("loses", "NOCHANGE") for part in parts):
        return ()
    beside = said.own("loses")
    if beside is not None and not (losing and re.match("未|没有|不", "".join(said.own_words("TEXT", "FAULT")))):
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
    rows = [row({"计分方式": kind, "数据项": item.name, "基准": "; ".join(conditions)}, [item], doubt)]
    if beside is not None:  # 迟报4天以上扣1分，未报扣3分
        rows.append(fact_row("".join(said.own_words("TEXT", "FAULT")), beside.points, {}, about))
    return rows


def inside(said: ClausePart, about: ClauseContext) -> DraftRows:
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


def _tier(part: ClausePart, about: ClauseContext) -> Tier | None:
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
        if all(tier.low is not None for tier in known) and _monotonic(known):  # 1至3天, 4天以上: the last first
            backwards = _falling(list(reversed(known)), sign)
            if backwards is not None:
                return backwards
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


_AND = re.compile(r"(?P<task>.*?(?:任务|目标|指标|计划))且(?P<share>.+?)(?:的|,)?")


def tiers_and(said: ClausePart, about: ClauseContext) -> DraftRows:
    """完成招商任务且实际投入资金达当年任务20%以上得100分，80%以上75分: the first tier asks for two things."""
    parts, figure = said.all("tier"), said.own("figure")
    told = _AND.fullmatch("".join(said.own_words("TEXT", "TASK")))
    points = worth(said.own("value"), about.full)
    if told is None or figure is None or not figure.has("PCT") or points is None or not said.has("ATLEAST"):
        return ()
    known = [tier for tier in (_tier(part, about) for part in parts) if tier is not None and tier.unit == "%"]
    written = _ordered(known, "%") if len(known) == len(parts) and not any(part.topic for part in parts) else None
    if written is None or any(tier.low is None or tier.low >= 100 for tier in known):
        return ()
    bare = re.sub(r"(?:达到?|占)?(?:当年|年度)?(?:任务|目标)?$", "", told["share"])
    done = DraftItem(named(re.sub(r"任务$", "", told["task"]), about.subject, "完成率"), "%", "百分比")
    share = DraftItem(named(bare, about.subject, "占任务比例"), "%", "百分比")
    top = f">=100% 且 {share.name}>={figure.word('NUM')}%:{points}"
    columns = {"计分方式": "分档得分", "数据项": done.name, "基准": "; ".join([top, *written[0]])}
    return [row(columns, [done, share], "低的几档按完成率草拟，不看另一个条件，核对", written[1])]
