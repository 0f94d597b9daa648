"""Rows from clauses that empty an indicator, bar from a grade or veto the whole result."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kaohe_xl.base.sheet_names import VETOES
from kaohe_xl.drafting.drafted import DraftItem, DraftRow
from kaohe_xl.drafting.items import clean_name
from kaohe_xl.drafting.language.clause_parts import ClauseContext, ClausePart, measured, named, number_of, row
from kaohe_xl.drafting.rows.from_facts import fact, zeroed
from kaohe_xl.drafting.rows.from_limits import met
from kaohe_xl.drafting.rows.from_pay import dock_below

DraftRows = Sequence[DraftRow]
_NO_CONSEQUENCE = "原文没有写否决的后果，按取消评优草拟"
_VETO_INDICATOR = re.compile(r"(?:为|是|属于)?.*(?:否决性?指标|约束性指标)|只要|凡|如果?")
_CASES = re.compile(r"(?:凡|如|若|因)?(?:发生|出现|有|造成|致)(?P<what>.{2,24}?)(?:事件|情况)?$")


def zeroing(said: ClausePart, about: ClauseContext) -> DraftRows:
    """发生死亡事故的，此项不得分; 凡弄虚作假的，本项不得分."""
    topic = said.topic
    matter = said.own("matter")
    if not topic and matter is None:
        return ()
    found = _CASES.fullmatch(topic)
    words = matter.text() if matter is not None and not topic else found["what"] if found else topic
    if re.search(r"低于|第|\d|每|以上|以下|率$", words):
        return ()
    if (found or not topic) and not re.search(r"未|不|或", words):
        item = DraftItem(named(words, about.subject, "起数"), "起", "整数")
        rows = [row({"计分方式": "触发清零", "数据项": item.name, "基准": ">0"}, [item])]
        return [*rows, _vetoed(said, item, f"{item.name}>0", words)] if said.has("VETO") else rows
    bare = re.sub(r"(?:行为|现象)$", "", re.sub(r"^(?:凡|如|若)?(?:有)?", "", words))
    if re.search(r"[未没无不]|或|、", bare):
        rows = [zeroed(bare, about)]
    else:
        item = DraftItem(named(bare, about.subject), "", "是否")
        rows = [row({"计分方式": "触发清零", "数据项": item.name, "基准": "是"}, [item])]
    item, bad = rows[0].items[0], rows[0].columns["基准"]
    return [*rows, _vetoed(said, item, f"{item.name}={bad}", words)] if said.has("VETO") else rows


def _vetoed(said: ClausePart, item: DraftItem, condition: str, name: str, doubt: str = "") -> DraftRow:
    """A veto; without a word about what follows from it, 取消评优 is a guess."""
    columns = {"否决项": clean_name(name), "条件": condition, "后果": "取消评优"}
    return row(columns, [item], doubt, "" if said.has("BAR") else _NO_CONSEQUENCE, table=VETOES)


def zero_below(said: ClausePart, about: ClauseContext) -> DraftRows:
    """合格率低于80%的，该项不得分."""
    below = said.part("below")
    figure = (below or said.part("over") or said).part("figure")
    if figure is None:
        return ()
    unit = figure.unit
    item = measured(
        said.topic, about.subject, unit, "完成率" if said.has("DONE") and unit == "%" and not said.topic else ""
    )
    limit = f"{'<' if below is not None else '>'}{figure.word('NUM')}{'%' if unit == '%' else ''}"
    rows = [row({"计分方式": "触发清零", "数据项": item.name, "基准": limit}, [item])]
    docked = dock_below(said, item, f"{item.name}{limit}")
    rows += [docked] if docked is not None else []
    return [*rows, _vetoed(said, item, f"{item.name}{limit}", f"{item.name}{limit}")] if said.has("VETO") else rows


zero_and_docked = zero_below


def veto(said: ClausePart, about: ClauseContext) -> DraftRows:
    """发生重大事故的，一票否决; 总分低于60分的，实行一票否决; 弄虚作假的，取消评优资格."""
    limit = said.part("below") or said.part("over")
    if limit is None:
        found = _CASES.fullmatch(said.topic)
        if found and not re.search(r"未|不|或|\d", found["what"]):
            item = DraftItem(named(found["what"], about.subject, "起数"), "起", "整数")
            return [_vetoed(said, item, f"{item.name}>0", found["what"])]
        item = DraftItem(named(said.topic, about.subject), "", "是否")
        return [_vetoed(said, item, f"{item.name}=是", item.name, "有这种情况填“是”；按次数的，条件改成数")]
    figure = limit.part("figure")
    if figure is None:
        return ()
    sign, number, unit = "<" if limit.tree.data == "below" else ">", figure.word("NUM"), figure.unit
    if unit == "分":
        name = f"总分{'低' if sign == '<' else '高'}于{number}分"
        columns = {"否决项": name, "条件": f"总分{sign}{number}", "后果": "取消评优"}
        return [row(columns, (), "" if said.has("BAR") else _NO_CONSEQUENCE, table=VETOES)]
    item = measured(said.topic, about.subject, unit)
    condition = f"{item.name}{sign}{number}{'%' if unit == '%' else ''}"
    return [_vetoed(said, item, condition, f"{item.name}不达标")]


def veto_count(said: ClausePart, about: ClauseContext) -> DraftRows:
    """发现2项以上未达标的，不得评优; 两项重点工作未完成的一票否决."""
    matter, unit, number = said.part("matter"), said.own_words("UNIT")[0], said.own_words("NUM")[0]
    assert matter is not None
    words = re.sub(r"^(?:\(含\))?(?:及?以上)?(?:的)?", "", re.sub(r"的$", "", matter.text()))
    if not words or re.search(r"\d|以下|以内", words):
        return ()
    item = number_of(words, about, unit)
    return [_vetoed(said, item, f"{item.name}>={number}", f"{item.name}{number}{unit}以上")]


_FAILS = {">=": "<", "<=": ">", ">": "<=", "<": ">="}


def met_or_vetoed(said: ClausePart, about: ClauseContext) -> DraftRows:
    """完成年度任务得20分，否则不得分并否决."""
    rows = met(said, about) if said.has("at", "within") else fact(said, about)
    if len(rows) != 1 or len(rows[0].items) != 1:
        return ()
    item, base = rows[0].items[0], rows[0].columns["基准"]
    sign = next((sign for sign in _FAILS if base.startswith(sign)), "")
    fails = f"{item.name}{_FAILS[sign]}{base.removeprefix(sign)}" if sign else f"{item.name}=否"
    return [*rows, _vetoed(said, item, fails, f"{item.name}不达标")]


def k_of_n(said: ClausePart, about: ClauseContext) -> DraftRows:
    """有一项重点指标未完成的扣5分，两项未完成的不得评为优秀: the more of them, the harder."""
    first = said.owns("matter")[0]
    counts, units, loses = said.own_words("NUM"), said.own_words("UNIT"), said.part("loses")
    if loses is None or counts[0] != "1" or int(counts[1]) < 2 or units[0] != units[1]:
        return ()
    item = number_of(re.sub(r"的$", "", first.text()), about, units[0])
    most = f"{counts[1]}{units[1]}以上"
    lost = {"计分方式": "不达标扣分", "数据项": item.name, "基准": "<1", "分值": loses.points}
    stop = {"否决项": clean_name(f"{item.name}{most}"), "条件": f"{item.name}>={counts[1]}", "后果": "取消评优"}
    return [
        row(lost, [item], f"{most}的扣几分没有写，按只扣一次草拟；按{units[1]}扣的，改成 每例扣分"),
        row(stop, [item], "" if said.has("BAR") else _NO_CONSEQUENCE, table=VETOES),
    ]


def veto_indicator(said: ClausePart, about: ClauseContext) -> DraftRows:
    """本指标为否决性指标，只要未达到年度目标值即为未完成等级."""
    label = said.part("label")
    assert label is not None
    if not all(_VETO_INDICATOR.fullmatch(text) for text in said.own_words("TEXT")):
        return ()
    grade = re.sub(r"(?:的|等级|等次|单位|档次)+$", "", label.text())
    item = DraftItem(named("", about.subject, "完成率"), "%", "百分比")
    below = said.part("below")
    if not grade or len(grade) > 6 or (below is not None and not below.has("TASK")):
        return ()
    columns = {"否决项": f"{item.name}未达标", "条件": f"{item.name}<100%", "后果": f"等次不高于{grade}"}
    return [row(columns, [item], "后果里的等次要在等次表里有；按完成率草拟", table=VETOES)]


_OF_THE_ASSESSMENT = re.compile(r"^.{0,8}?(?:考核|考评)(?=直接|一律|评定|定为|确定为|认定)")
_LOWERED = re.compile(
    r"(?:直接|一律)?(?P<how>评定|定|确定|认定|评|最高只能评|只能评|最高评)为(?P<grade>不合格|不称职|末等|差|较差|良好|合格|基本合格|基本称职|称职)(?:等次|等级|档次)?"
)


def lowered(said: ClausePart, about: ClauseContext) -> DraftRows:
    """有班子成员受到处分的，最高只能评为良好等次; 有体罚学生行为的，直接定为不合格."""
    told = _LOWERED.fullmatch(_OF_THE_ASSESSMENT.sub("", said.own_words("TEXT")[-1]))
    if told is None or not said.topic or re.search(r"第|\d|连续|每", said.topic):
        return ()
    item = DraftItem(named(re.sub(r"之一$", "", said.topic), about.subject), "", "是否")
    columns = {"否决项": item.name, "条件": f"{item.name}=是", "后果": f"等次不高于{told['grade']}"}
    return [row(columns, [item], "有这种情况填“是”；后果里的等次要在等次表里有", table=VETOES)]
