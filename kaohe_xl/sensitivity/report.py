"""敏感 in plain sentences, as rows and for other programs."""

from __future__ import annotations

from typing import Any

from kaohe_xl.base.decimals import decimal_text
from kaohe_xl.sensitivity.nearest import NearestChange, NeighbourPair, Sensitivity, ThresholdCrossing
from kaohe_xl.sensitivity.trial import Threshold

NONE_FOUND = "单独改动任何一个数（50 个单位以内）都换不过来"
_NAMED = 6
PLACE = "名次"
COLUMNS = ("什么线", "现在", "最近的改动", "改动后")
HEADLINE = "每一条都已改动后重新计算验证；只看单独改动一个已报的数。数字没有错，只是提醒：这几处的数最值得再核对一遍。"


def rows(found: Sensitivity) -> list[tuple[str, str, str, str]]:
    """什么线, 现在, 最近的改动, 改动后."""
    return [*(_pair(found, each) for each in found.pairs), *(_crossing(found, each) for each in found.crossings)]


def sentences(found: Sensitivity) -> list[str]:
    """One sentence each."""
    return [
        f"{'' if line == PLACE else line + '：'}{now}；{change}{'，' + after if after else ''}"
        for line, now, change, after in rows(found)
    ]


def steady(found: Sensitivity) -> str:
    """The lines that nothing moves, in one sentence; empty where there are none."""
    names = [line_words(found, line) for line in found.steady]
    more = f"等 {len(names)} 条线" if len(names) > _NAMED else ""
    return f"{'、'.join(names[:_NAMED])}{more}：单独改动任何一个数（50 个单位以内），得失都不变" if names else ""


def as_dict(found: Sensitivity) -> dict[str, Any]:
    """What ``kaohe doubt --json`` prints under 敏感."""
    return {
        "相邻": [
            {
                "排名范围": each.scope,
                "单位": [each.upper, each.lower],
                "名次": list(each.places),
                "相差": decimal_text(each.gap, most=10),
                "改动": _change(each.nearest),
                "说明": sentence,
            }
            for each, sentence in zip(found.pairs, sentences(found), strict=False)
        ],
        "奖惩线": [
            {
                "线": line_words(found, each.line),
                "单位": each.unit,
                "现在在线内": each.inside,
                "改动": _change(each.nearest),
                "进来": list(each.joins),
                "出去": list(each.leaves),
                "说明": sentence,
            }
            for each, sentence in zip(found.crossings, sentences(found)[len(found.pairs) :], strict=True)
        ],
        "不变的线": [line_words(found, line) for line in found.steady],
    }


def _change(one: NearestChange | None) -> dict[str, Any] | None:
    if one is None:
        return None
    return {
        "单位": one.unit,
        "期次": one.period,
        "数据项": one.item,
        "编号": list(one.keys),
        "改动单位数": decimal_text(one.units, most=4),
        "改动": one.words,
    }


def _pair(found: Sensitivity, pair: NeighbourPair) -> tuple[str, str, str, str]:
    scope = f"{pair.scope}：" if len({each.scope for each in found.pairs}) > 1 else ""
    tied = pair.places[0] == pair.places[1]
    if tied:
        now = f"{scope}{pair.upper}与{pair.lower}并列第{pair.places[0]}名"
    else:
        apart = f"差{decimal_text(pair.gap)}分" if pair.gap else "同分"
        now = f"{scope}{pair.upper}第{pair.places[0]}名与{pair.lower}第{pair.places[1]}名{apart}"
    if pair.nearest is None:
        return PLACE, now, NONE_FOUND, ""
    return PLACE, now, _nearest(found, pair.nearest), "即分出先后" if tied else "即互换"


def _crossing(found: Sensitivity, one: ThresholdCrossing) -> tuple[str, str, str, str]:
    if one.line.kind == "否决":
        now, out, into = (f"{one.unit}{'已' if one.inside else '没有'}被否决", "不再被否决", "即被否决")
    elif one.line.kind == "等次":
        now = f"{one.unit}{'在' if one.inside else '不在'}“{one.line.names[-1]}”以内"
        out, into = "不再在内", "即在内"
    else:
        now = f"{one.unit}{'得' if one.inside else '不得'}"
        out, into = "不再得", "即得"
    told = [f"{'、'.join(one.joins)}{into}"] if one.joins else []
    told += [f"{'、'.join(one.leaves)}{out}"] if one.leaves else []
    return line_words(found, one.line), now, _nearest(found, one.nearest), "，".join(told)


def _nearest(found: Sensitivity, one: NearestChange) -> str:
    period = one.period if len(found.scheme.calendar.leaves) > 1 else ""
    keys = f"编号{'、'.join(one.keys)}的" if one.keys else ""
    return f"{one.unit}{period}{keys}“{one.item}”{one.words}"


def line_words(found: Sensitivity, line: Threshold) -> str:
    """What the line decides: 一等奖（第1～3名）."""
    if line.kind == "等次":
        return f"等次：{line.names[-1]}" + ("及以上" if len(line.names) > 1 else "")
    if line.kind == "否决":
        return f"一票否决：{line.names[0]}"
    one = line.rewards[0]
    few = line.names[:3]
    names = "、".join(few) + (f"等{len(line.names)}项" if len(line.names) > len(few) else "")
    period = line.period if line.period != found.scheme.calendar.root.name else ""
    told = [] if line.basis == "总分" else [one.basis_words]
    if one.first_rank is not None or one.last_rank is not None:
        told.append(_ranks(one.first_rank, one.last_rank))
    if one.grades:
        told.append("、".join(one.grades))
    if one.groups:
        told.append("、".join(one.groups))
    return f"{period}{names}" + (f"（{'，'.join(told)}）" if told else "")


def _ranks(first: int | None, last: int | None) -> str:
    if (first or 0) < 0 or (last or 0) < 0:
        ends = sorted(abs(each) for each in (first, last) if each is not None)
        return f"倒数第{ends[0]}名" if len(set(ends)) == 1 and first == last else f"倒数{ends[-1]}名以内"
    if first is not None and last is not None:
        return f"第{first}名" if first == last else f"第{first}～{last}名"
    return f"第{first}名以后" if first is not None else f"前{last}名"
