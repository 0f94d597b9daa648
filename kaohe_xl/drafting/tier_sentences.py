"""Tiers by figure, by word and by place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.drafting.clauses import DraftItem, DraftRow
from kaohe_xl.drafting.sentence_parts import (
    UNIT,
    N,
    named_after,
    parts_of,
    rate_item,
    row,
)

_TIER = re.compile(
    rf"(?P<s>[^,，\d]*?)(?:达到|达|在|为|>=|≥)?(?:(?P<low>{N})(?P<u1>%|{UNIT})?(?:\(含\))?"
    rf"(?:以上|及以上)?(?:[-—~～至到]|不足|不满|以下)+(?P<high>{N})(?P<u2>%|{UNIT})(?:\(不?含\))?"
    rf"(?:的|之间|以下)*"
    rf"|(?P<least>{N})(?P<u3>%|{UNIT})(?P<w>(?:\(含\))?(?:及以上|以上|\(含\)以上|以上\(含\)))?"
    rf"|(?P<rest>不足|少于|低于|不到|未达到|小于|<)(?P<below>{N})(?P<u4>%|{UNIT})|(?P<below2>{N})"
    rf"(?P<u5>%|{UNIT})以下)"
    rf"[的]?(?:,|，)?(?:(?:得|计|记|加)?(?:(?P<p>{N})分|(?P<all>满分|标准分)|标准分的(?P<share>{N})%)|"
    rf"(?P<none>不得分|不计分|得零分))"
)


def tiers(text: str, subject: str, full: Fraction | None) -> Sequence[DraftRow]:
    """满意度95%以上得5分，90%—95%得3分，90%以下不得分."""
    if "亿元" in text and "万元" in text:
        text = re.sub(rf"({N})亿元", lambda found: f"{decimal_text(Fraction(found[1]) * 10_000)}万元", text)
    parts = [_TIER.fullmatch(part) for part in parts_of(text)]
    if len(parts) < 2 or any(part is None for part in parts):
        return ()
    tiers: list[tuple[Fraction, str]] = []
    units, named, rest = set(), "", ""
    for number, part in enumerate(parts):
        assert part is not None
        units.add(next((part[u] for u in ("u2", "u3", "u4", "u5") if part[u]), ""))
        named = named or part["s"].strip("，,的")
        if number and part["s"] and not named.startswith(part["s"].strip("，,的")):
            return ()
        points = "0" if part["none"] else _worth(part["p"], part["share"], full)
        if points is None:
            return ()
        low = part["low"] or part["least"]
        if low is None:
            if number != len(parts) - 1 or Fraction(part["below"] or part["below2"]) != tiers[-1][0]:
                return ()
            rest = points
        else:
            tiers.append((Fraction(low), points))
            if part["high"] and (number == 0 or Fraction(part["high"]) != tiers[-2][0]):
                return ()  # a gap or an overlap between two tiers
    values = [low for low, _ in tiers]
    if values != sorted(set(values), reverse=True) or len(units) != 1:
        return ()
    unit = units.pop()
    item = (
        rate_item(named, subject)
        if unit == "%"
        else DraftItem(named_after(named, subject, f"{unit}数"), unit, _whole(unit))
    )
    written = [f">={decimal_text(low)}{'%' if unit == '%' else ''}:{points}" for low, points in tiers]
    written += [f"其它:{rest}"] if rest not in ("", "0") else []
    return row({"计分方式": "分档得分", "数据项": item.name, "基准": "; ".join(written)}, [item])


def _whole(unit: str) -> str:
    return "数值" if unit in ("万元", "亿元", "元", "公里", "平方米", "吨", "小时", "亩") else "整数"


def _worth(points: str | None, share: str | None, full: Fraction | None) -> str | None:
    if points:
        return points
    if full is None:
        return None
    return decimal_text(full * Fraction(share) / 100 if share else full, most=4)


_WORDED = re.compile(
    rf"(?P<s>[^,，\d]{{2,24}}?)[的]?[,，]?(?:(?:得|计|记)(?:(?P<p>{N})分|(?P<all>满分|标准分))|"
    rf"(?P<none>不得分|不计分))"
)
_NO_WORD = re.compile("每|或|以上|以下|第|最多|最高|一[次例起项]|该项|此项|本项")
_DENIED = re.compile(r"^(?:未|没有|没|无|不)(?P<rest>.+)|^(?P<short>否则)$")


def worded(text: str, subject: str, full: Fraction | None) -> Sequence[DraftRow]:
    """制定方案得2分，未制定不得分: yes or no. 落实到位得5分，基本落实得3分，未落实得0分: a word for each tier."""
    parts = [_WORDED.fullmatch(part) for part in parts_of(text)]
    if len(parts) < 2 or any(part is None for part in parts):
        return ()
    found = [(part["s"].strip("的"), "0" if part["none"] else _worth(part["p"], None, full)) for part in parts if part]
    if any(points is None for _, points in found) or any(
        re.search(r"每|或|以上|以下|第|最多|最高|一[次例起项]|该项|此项|本项", words) for words, _ in found
    ):
        return ()
    (good, most), (last, least) = found[0], found[-1]
    denied = _DENIED.match(last)
    if len(found) == 2 and denied and least in ("0",) and (denied["short"] or _same(denied["rest"], good)):
        item = DraftItem(named_after(good, subject), "", "是否")
        return row({"计分方式": "达标得分", "数据项": item.name, "基准": "是", "分值": str(most)}, [item])
    item = DraftItem(named_after(subject, subject, "情况"), "", "文本")
    tiers = "; ".join(f"{words}:{points}" for words, points in found)
    return row({"计分方式": "分档得分", "数据项": item.name, "基准": tiers}, [item], ["按几档草拟，由填报人选写哪一档"])


def _same(denied: str, good: str) -> bool:
    """未制定 denies 制定年度实施方案."""
    return good.startswith(denied[:2]) or denied in good


# -- places -----------------------------------------------------------------------------------------------------------

_ORDINALS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_PLACE = re.compile(rf"(?P<s>[^,，\d]*?)第(?P<k>[一二三四五六七八九十]|\d+)名[的]?(?P<v>得|计|记|加)(?P<p>{N})分")
_OTHER_PLACES = re.compile(
    rf"(?:其余|其他|其它)(?:名次|单位)?[的]?(?:均|各)?(?:(?:得|计|记|加)(?P<p>{N})分|(?P<none>不得分|不加分))"
)
_FIRST_PLACES = re.compile(
    rf"(?P<s>[^,，\d]*?)(?:排名|位列|进入|居)?(?P<o>[^,，\d]*?)前(?P<n>[一二三四五六七八九十]|\d+)名[的]?"
    rf"(?:单位)?[,，]?(?:分别|依次)(?:得|计|记|加)(?P<list>{N}分?(?:[、,，]{N}分?)+)"
)


def places(text: str, subject: str, full: Fraction | None) -> Sequence[DraftRow]:
    """第一名得10分，第二名得8分，其余得4分; 前三名的分别加3分、2分、1分."""
    first = _FIRST_PLACES.fullmatch(text)
    if first is not None:
        points = re.findall(N, first["list"])
        places = _ORDINALS.get(first["n"]) or int(first["n"])
        named = f"{first['s']}{first['o']}"
        tiers = [f"={k}:{p}" for k, p in enumerate(points, 1)] if len(points) == places else []
    else:
        parts = parts_of(text)
        found = [_PLACE.fullmatch(part) for part in parts]
        rest = _OTHER_PLACES.fullmatch(parts[-1])
        kept = [part for part in found if part is not None]
        if len(kept) < 2 or len(kept) + (rest is not None) != len(parts):
            return ()
        named = kept[0]["s"]
        tiers = [f"={_ORDINALS.get(part['k']) or part['k']}:{part['p']}" for part in kept]
        tiers += [f"其它:{rest['p']}"] if rest is not None and rest["p"] else []
    if not tiers:
        return ()
    named = re.sub(r"(?:位列|排名|位居|名列|列|居)+", "", named)
    item = DraftItem(named_after(named, subject, "排名"), "名", "整数")
    doubt = "按报来的名次草拟；要由程序排名的，改成 名次得分"
    return row({"计分方式": "分档得分", "数据项": item.name, "基准": "; ".join(tiers)}, [item], [doubt])
