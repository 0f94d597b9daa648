"""Rows from clauses about something that was done or not, or that happened."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.drafting.drafted import DraftItem, DraftRow
from kaohe_xl.drafting.language.clause_parts import ClauseContext, ClausePart, limits, named, number_of, row, worth

DraftRows = Sequence[DraftRow]
_NOT = re.compile(r"(?P<before>.*?)(?P<neg>未|没有|没|无|不)(?P<good>.{2,24})")
# 拒不整改, 无证经营, 未经批准擅自离岗: what follows the negation is not the good state; two negations are none
_NO_GOOD_STATE = re.compile(
    r"或|、|擅自|私自|仍|却|继续|而|[未没无不非]|发现|检查|瞒|造成|^(?:经|能|因)"
    r"|被|受|遭|引发|导致|的|项$|行为|舆情|现象|问题|情况|事件|事故|案件|后果|影响|投诉|约谈|督办|退回|曝光|力"
)
_HAPPENS = re.compile(r"(?:存在|出现|发生|有|被|因|由于|造成|引起)$|非$")
_REFUSES = re.compile(r"(?:拒|决|绝|毫|并|也|屡|概|知|从|若|因)$")
_KEPT_THINGS = re.compile(
    r"(?:记录|计划|方案|总结|制度|资料|图片|台账|场所|牌子?|牌匾|细则|档案|机构|人员|措施|预案|栏|责任书|成效)$"
)
_TOLD_TWICE = re.compile(r"分别|^第.{1,3}$|第.名|每|加倍|翻倍")
_OF_RULES = ("小时", "分钟", "岁", "米", "公里", "厘米", "级", "年", "万元")  # 24小时值班制度 counts nothing
_YES_NO_LOSS = "有这种情况填“是”就扣；按次数扣的，改成 每例扣分"


def fact(said: ClausePart, about: ClauseContext) -> DraftRows:
    """未制定计划的扣2分: 计划 must be 是. 重点时期抛荒的扣5分: it must not be."""
    topic, takes = said.topic, said.part("loses") is not None
    about_count = said.own("topic")
    if about_count is not None and any(unit not in _OF_RULES for unit in about_count.words("UNIT")):
        return ()  # 报送1次信息加1分 counts
    if _TOLD_TWICE.search(topic) or said.has("UNDONE"):
        return ()
    if said.has("SEPARATELY"):
        return _separate(said, about)
    if not takes:
        if re.search(r"未|不|无|以上|以下|率$|比例$|或", topic) or len(topic) < 2:
            return ()
        item = DraftItem(named(topic, about.subject), "", "是否")
        columns = {"计分方式": "达标得分", "数据项": item.name, "基准": "是", "分值": said.points, **limits(said)}
        return [row(columns, [item], "按“是否”草拟；按次数加的，改成 每例得分")]
    return [fact_row(topic, said.points, limits(said), about)] if len(topic) >= 2 else ()


def fact_row(topic: str, points: str, told: dict[str, str], about: ClauseContext) -> DraftRow:
    """A loss for something that is not as it should be."""
    item, bad, doubt = _state(topic, about)
    columns = {
        "计分方式": "不达标扣分",
        "数据项": item.name,
        "基准": "否" if bad == "是" else "是",
        "分值": points,
        **told,
    }
    return row(columns, [item], doubt)


def not_done(said: ClausePart, about: ClauseContext) -> DraftRows:
    """交办任务未完成的扣1分."""
    if re.search(r"[未没无不]|每|或", said.topic) or said.has("SEPARATELY"):
        return ()
    item = DraftItem(named(f"{said.topic}完成", about.subject), "", "是否")
    columns = {"计分方式": "不达标扣分", "数据项": item.name, "基准": "是", "分值": said.points, **limits(said)}
    return [row(columns, [item], "按是否完成草拟；按差多少扣的，改成 差额扣分")]


def zeroed(topic: str, about: ClauseContext) -> DraftRow:
    """The indicator is emptied by something that is not as it should be."""
    item, bad, doubt = _state(topic, about)
    return row({"计分方式": "触发清零", "数据项": item.name, "基准": bad}, [item], doubt and f"填“{bad}”的，本项清零")


def _state(topic: str, about: ClauseContext) -> tuple[DraftItem, str, str]:
    """An item for what is said, the answer that is bad, and the doubt. 未制定计划 → 计划, bad when 否."""
    found = _NOT.fullmatch(topic)
    before, neg, good = (found["before"], found["neg"], found["good"]) if found else ("", "", "")
    negated = bool(found) and not (
        _NO_GOOD_STATE.search(good) or _NO_GOOD_STATE.search(before) or _HAPPENS.search(before)
        or (neg == "不" and (not before or _REFUSES.search(before)))
        or (neg in ("无", "没") and good[0] in "故证照视端")
    )  # fmt: skip
    if not negated:
        return DraftItem(named(topic, about.subject), "", "是否"), "是", _YES_NO_LOSS
    item = DraftItem(named(before + good, about.subject), "", "是否")
    if before.startswith("有"):
        return item, "否", "“有”一件而没有另一件，核对数据项填“是”是什么意思"
    sure = neg in ("未", "没有") or (neg in ("无", "没") and _KEPT_THINGS.search(good)) or len(before) >= 2
    return item, "否", "" if sure else "把否定的话改成了肯定的数据项，核对填“是”是不是做到了"


def _separate(said: ClausePart, about: ClauseContext) -> DraftRows:
    """内容不符合要求或未定期更新各扣2分."""
    parts = [part for part in re.split(r"或者?|、|和|及", said.topic) if len(part) >= 2]
    if len(parts) < 2 or said.part("loses") is None:
        return ()
    found = []
    for part in parts:
        item = DraftItem(named(part, about.subject), "", "是否")
        columns = {"计分方式": "不达标扣分", "数据项": item.name, "基准": "否", "分值": said.points, **limits(said)}
        found.append(row(columns, [item], _YES_NO_LOSS))
    return found


def only(said: ClausePart, about: ClauseContext) -> DraftRows:
    """本年度没有新开工项目者，仅得基础分2分: the least of an indicator, whatever else it counts."""
    item = DraftItem(named(said.topic, about.subject), "", "是否")
    points = said.points or worth(None, about.full)
    if points is None or re.search(r"每|以上|以下|\d", said.topic):
        return ()
    columns = {"计分方式": "达标得分", "数据项": item.name, "基准": "是", "分值": points}
    return [row(columns, [item], "“仅得”几分，按填“是”就得草拟；别的条款这时候得不得分，核对")]


def share_lost(said: ClausePart, about: ClauseContext) -> DraftRows:
    """被通报批评的，倒扣基本分的10%; 每发生一起扣标准分的20%."""
    share, per = said.part("share"), said.part("per")
    assert share is not None
    if per is not None and (not per.has("EACH") or per.text("count") not in ("", "1")):
        return ()
    percent = share.word("NUM")
    points = "" if about.full is None else decimal_text(about.full * Fraction(percent) / 100, most=4)
    if per is not None:
        item = number_of(said.topic, about, per.word("UNIT"))
        written, columns = (
            f"{item.name}×标准分×{percent}%",
            {"计分方式": "每例扣分", "数据项": item.name, "分值": points},
        )
    elif re.search(r"每|\d|[未没无不]", said.topic) or len(said.topic) < 2:
        return ()
    elif points:
        return [fact_row(said.topic, points, limits(said), about)]
    else:
        item = DraftItem(named(said.topic, about.subject), "", "是否")
        written, columns = f"如果({item.name}=是,标准分×{percent}%,0)", {}
    columns = columns if points else {"计分方式": "公式扣分", "基准": written}
    return [row({**columns, **limits(said)}, [item], "" if per is not None else _YES_NO_LOSS)]
