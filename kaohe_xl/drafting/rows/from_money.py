"""Rows of 奖惩 from clauses about money."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kaohe_xl.base.sheet_names import VETOES
from kaohe_xl.drafting.drafted import Confidence, DraftItem, DraftRow
from kaohe_xl.drafting.items import clean_name
from kaohe_xl.drafting.language.clause_parts import ClauseContext, ClausePart, counted, named, number_of
from kaohe_xl.drafting.rows.reward_rows import (
    OF_THE_SCORE,
    amount_of,
    condition_of,
    kind_of,
    period_of,
    reward,
    sums_of,
)

DraftRows = Sequence[DraftRow]
_BY_GRADE = re.compile(
    r"(?:对|年度|年终|考核|结果|获得|获)*(?:被?评为|被?评定为|被?定为|被?确定为|为)(?P<grade>优秀|良好|合格|不合格|先进|一等|二等|三等)"
    r"(?:等次|等级|单位)*(?:的)?(?:单位|乡镇|镇街|村|社区|部门|集体)?(?:一次性)?"
)
_RANKED = re.compile(
    r"(?:年度|月度|季度|每月|年终|综合|考核|总分|得分|考评|评比)*(?:排名|排位|名次|得分)?(?:在|列|为|居|位于)?"
)


def prizes(said: ClausePart, about: ClauseContext) -> DraftRows:
    """前三名分别奖励10万元、8万元、5万元，末名罚款2000元."""
    sums = said.part("sums")
    assert sums is not None
    figures, units = sums_of(sums)
    if not all(units):
        return ()
    places = int(said.word("NUM"))
    amounts = [amount_of(figure, unit) for figure, unit in zip(figures, units, strict=True)]
    told = {"类型": "奖励", "方式": "定额", **period_of(said)}
    if len(amounts) == 1:
        rows = [reward({"奖惩": f"前{places}名奖励", "名次起": "1", "名次止": str(places), "金额": amounts[0], **told})]
    elif len(amounts) == places:
        rows = [
            reward({"奖惩": f"第{rank}名奖励", "名次起": str(rank), "名次止": str(rank), "金额": amount, **told})
            for rank, amount in enumerate(amounts, 1)
        ]
    else:
        return ()
    if said.has("FINE"):
        rows.append(_fine(said))
    return rows


def _fine(said: ClausePart) -> DraftRow:
    number, unit = said.words("NUM")[-1], said.words("MONEY")[-1]
    last = said.word("NUM") if said.has("LAST") and not said.has("FIRST") else "1"
    place = {"名次起": f"-{last}", "名次止": "-1"}
    columns = {"奖惩": "末位罚款" if last == "1" else f"后{last}名罚款", "类型": "处罚", "方式": "定额", **place}
    return reward({**columns, "金额": f"-{amount_of(number, unit)}", **period_of(said)})


def fined(said: ClausePart, about: ClauseContext) -> DraftRows:
    """末位的罚款2000元."""
    found = _fine(said)
    topic = said.topic.strip("且")
    return [
        reward(
            dict(found.columns),
            (),
            f"另有条件“{topic}”，要填在条件里" if topic and not _RANKED.fullmatch(topic) else "",
        )
    ]


def paid(said: ClausePart, about: ClauseContext) -> DraftRows:
    """完成任务的一次性奖励3万元; 给予500元奖励."""
    done = said.part("done")
    topic = said.topic or (done.text() if done is not None else "")
    if not topic or re.search(r"以上|以下|每|分$", topic) or said.has("EACH"):
        return ()
    sign = "-" if said.has("FINE") else ""
    grade = _BY_GRADE.fullmatch(topic)
    if grade is not None:
        columns = {"奖惩": clean_name(topic)[:16], **kind_of(said), "条件": f"等次={grade['grade']}", "方式": "定额"}
        amount = sign + amount_of(said.words("NUM")[-1], said.word("MONEY"))
        return [reward({**columns, "金额": amount}, (), "等次的名称要和等次表里的一样；核对发给单位还是个人")]
    item = DraftItem(named(topic, about.subject), "", "是否")
    whom = [text for text in said.words("TEXT") if text not in topic and not re.fullmatch(r"奖励|补助|奖金|罚款", text)]
    columns = {"奖惩": item.name[:16], **kind_of(said), "条件": f"{item.name}=是", "方式": "定额"}
    doubts = ["按“是否”草拟；按件数给的，方式改成 每例", f"发给“{whom[0]}”，核对对象" if whom else ""]
    return [reward({**columns, "金额": sign + amount_of(said.words("NUM")[-1], said.word("MONEY"))}, [item], *doubts)]


def share_bands(said: ClausePart, about: ClauseContext) -> DraftRows:
    """得分170分至189分按保障金100%发奖，150分至169分按70%发奖."""
    rows, base = [], ""
    for band in said.all("share_band"):
        span = band.part("span")
        assert span is not None
        condition = condition_of(span, band.part("sign"), "总分")
        told = next((re.sub(r"^按|的$", "", text) for text in band.words("TEXT") if text.startswith("按")), "")
        base = clean_name(told) or base
        if condition is None or not base or any(not figure.has("MARK") for figure in span.all("figure")[-1:]):
            return ()
        share = band.words("NUM")[-1]
        item = DraftItem(base, "元", "数值")
        columns = {
            "奖惩": f"{base}{share}%",
            "类型": "奖励",
            "条件": condition,
            "方式": "公式",
            "基准": f"{base}×{share}%",
        }
        rows.append(reward(columns, [item], f"“{base}”由谁填报请核对"))
    return rows


def _at_its_edge(span: ClausePart, bands: int) -> str:
    """What the words leave open of whoever stands exactly on the limit."""
    if span.has("EXCL", "INCL"):
        return ""
    two = len(span.all("edge")) == 2
    if span.has("UNDER") and not two:
        return "“以下”含不含本数请核对"
    return "正好在界限上的算哪一档请核对" if bands > 1 and two and not span.has("UNDER", "BELOW") else ""


def score_bands(said: ClausePart, about: ClauseContext) -> DraftRows:
    """90分以上的奖励5000元，80分以上不足90分的奖3000元; 60分以下罚款2000元."""
    bands, rows = said.all("score_band"), []
    for band in bands:
        span, whom = band.part("span"), band.part("whom")
        assert span is not None
        condition = condition_of(span, band.part("sign"), "总分")
        marks = [figure.has("MARK") for figure in span.all("figure")]
        if condition is None or not marks[-1] or not OF_THE_SCORE.fullmatch(band.topic):
            return ()
        sign, told = ("-", "罚款") if band.has("FINE") else ("", "奖励")
        columns = {"奖惩": clean_name(f"总分{span.text()}{told}"), **kind_of(band), "条件": condition, "方式": "定额"}
        columns |= {"互斥组": "按得分奖惩"} if len(bands) > 1 else {}
        doubts = [
            f"发给“{whom.text().strip('，,的')}”，核对对象；每人的金额要乘人数，把方式改成 公式"
            if whom is not None and re.search("人|员|干部|主任|书记", whom.text())
            else "",
            _at_its_edge(span, len(bands)),
        ]
        amount = sign + amount_of(band.words("NUM")[-1], band.words("MONEY")[-1])
        rows.append(reward({**columns, "金额": amount, **period_of(band)}, (), *doubts))
    return rows


def paid_places(said: ClausePart, about: ClauseContext) -> DraftRows:
    """年终考核第一名奖5000元，第二名奖3000元."""
    rows = []
    for part in said.all("paid_place"):
        number = part.words("NUM")
        place = {"名次起": number[0], "名次止": number[0]}
        columns = {"奖惩": f"第{number[0]}名奖励", "类型": "奖励", "方式": "定额", **place}
        rows.append(reward({**columns, "金额": amount_of(number[-1], part.word("MONEY"))}))
    return rows


def paid_awards(said: ClausePart, about: ClauseContext) -> DraftRows:
    """对获一等奖的乡镇奖励10万元，二等奖6万元: so much for each award that was won elsewhere."""
    topic, others = said.topic, said.own_words("TEXT")
    numbers, moneys = said.own_words("NUM"), said.own_words("MONEY")
    awards = [re.sub(r"^(?:对|获得?|荣获)+|的.*$", "", topic), *others]
    if len(awards) != len(numbers) or any(not re.search("奖|级|称号|名", award) for award in awards):
        return ()
    rows = []
    for award, number, money in zip(awards, numbers, moneys, strict=True):
        item = counted(clean_name(f"获{award}次数"), "次")
        columns = {"奖惩": clean_name(award), "类型": "奖励", "方式": "每例", "数据项": item.name}
        rows.append(reward({**columns, "金额": amount_of(number, money)}, [item], "按每得一次都奖草拟，核对发给谁"))
    return rows


def withheld(said: ClausePart, about: ClauseContext) -> DraftRows:
    """得分在120分到149分之间的，不予奖励."""
    span = said.part("span")
    assert span is not None
    condition = condition_of(span, said.part("sign"), "总分")
    if condition is None or not said.has("MARK") or not OF_THE_SCORE.fullmatch(said.topic):
        return ()
    columns = {"否决项": clean_name(f"总分{span.text()}不奖励"), "条件": condition, "后果": "取消奖励"}
    return [DraftRow(VETOES, columns, (), Confidence.HIGH, "", "")]


def paid_within(said: ClausePart, about: ClauseContext) -> DraftRows:
    """外流学生控制在2人及以下者，奖班主任100元."""
    limit = said.part("within") or said.part("at")
    assert limit is not None
    figure = limit.part("figure")
    if figure is None or figure.has("MARK", "PCT") or re.search("第$|^第|奖$", said.topic):
        return ()  # 二等奖2名，各奖励6万元: places, no limit
    unit = figure.unit
    item = number_of(said.topic, about, unit)
    sign = "<=" if limit.tree.data == "within" else ">="
    columns = {
        "奖惩": item.name[:16],
        **kind_of(said),
        "条件": f"{item.name}{sign}{figure.word('NUM')}",
        "方式": "定额",
    }
    amount = amount_of(said.words("NUM")[-1], said.words("MONEY")[-1])
    return [
        reward({**columns, "金额": ("-" if said.has("FINE") else "") + amount}, [item], "核对发给谁、按单位还是按人")
    ]


def fine_bands(said: ClausePart, about: ClauseContext) -> DraftRows:
    """焚烧面积30亩以下、30-100亩、100亩以上，分别罚10万、20万、30万元."""
    sums, spans = said.part("sums"), said.all("span")
    assert sums is not None
    figures, units = sums_of(sums)
    unit = spans[0].word("UNIT") or spans[-1].word("UNIT")
    if len(figures) != len(spans) or not all(units):
        return ()
    item = counted(named(said.words("TEXT")[0], about.subject), unit)
    rows = []
    for span, number, money in zip(spans, figures, units, strict=True):
        condition = condition_of(span, None, item.name)
        if condition is None:
            return ()
        columns = {
            "奖惩": clean_name(f"{item.name}{span.text()}"),
            **kind_of(said),
            "条件": condition,
            "方式": "定额",
            "互斥组": item.name,
        }
        rows.append(
            reward(
                {**columns, "金额": ("-" if said.has("FINE") else "") + amount_of(number, money)},
                [item],
                "正好在界限上的算哪一档请核对",
            )
        )
    return rows


def paid_per_point(said: ClausePart, about: ClauseContext) -> DraftRows:
    """每分奖10元; 每1分值为人均30元，按考核得分计发."""
    numbers = said.words("NUM")
    if len(numbers) == 2 and numbers[0] != "1":
        return ()
    columns = {
        "奖惩": "按得分计奖",
        "类型": "奖励",
        "方式": "每分",
        "金额": amount_of(numbers[-1], said.words("MONEY")[-1]),
    }
    return [reward(columns, (), "人均的金额要乘人数：把方式改成 公式" if "人" in said.text() else "")]


def paid_each(said: ClausePart, about: ClauseContext) -> DraftRows:
    """每发现一处罚1万元; 处罚10元/人次."""
    per = said.part("per")
    unit = (per or said).word("UNIT")
    matter = said.own("matter")
    happens = per.part("happens") if per is not None else None
    kept = happens.text() if happens is not None and not happens.has("EVENT") else ""
    if per is not None and (not per.has("EACH") or (per.part("count") is not None and per.text("count") != "1")):
        return ()
    item = number_of(f"{said.topic}{kept}{matter.text() if matter else ''}", about, unit)
    sign = "-" if said.has("FINE") else ""
    columns = {"奖惩": item.name[:16], **kind_of(said), "方式": "每例", "数据项": item.name, **period_of(said)}
    return [reward({**columns, "金额": sign + amount_of(said.words("NUM")[-1], said.word("MONEY"))}, [item])]


def paid_by_level(said: ClausePart, about: ClauseContext) -> DraftRows:
    """县级样板路增加奖励400元/公里，乡镇级增加200元/公里."""
    topics = [part.text().strip("，,的") for part in said.all("topic")]
    thing = re.sub(r"^.{1,4}级", "", re.sub(r"增加$", "", topics[0]))
    rows = []
    for topic, number, money, unit in zip(
        topics, said.words("NUM"), said.words("MONEY"), said.words("UNIT"), strict=True
    ):
        bare = re.sub(r"增加$", "", topic)
        item = counted(clean_name(f"{bare}{'' if thing in bare else thing}{unit}数"), unit)
        columns = {
            "奖惩": item.name[:16],
            "类型": "奖励",
            "方式": "每例",
            "数据项": item.name,
            "金额": amount_of(number, money),
        }
        rows.append(reward(columns, [item], "按各级各算一行草拟"))
    return rows
