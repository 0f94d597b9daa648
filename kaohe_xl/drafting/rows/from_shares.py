"""Rows of 奖惩 from clauses that share an amount out: by parts, by bands of what goes beyond, by classes of prizes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from kaohe_xl.drafting.drafted import DraftItem, DraftRow
from kaohe_xl.drafting.items import clean_name
from kaohe_xl.drafting.language.clause_parts import ClauseContext, ClausePart, named
from kaohe_xl.drafting.rows.reward_rows import amount_of, reward, sums_of

DraftRows = Sequence[DraftRow]
_PAID_OUT = re.compile(r"(?:的?部分)?,?(?:按照?)?(?:给予)?(?:奖励?|计奖|提取|提成|发放|计提奖金)")
_FILLED = "由考核办填报"
_POOL = r"(?:奖金|资金|经费|工资|补助|保障金|奖励|绩效)\w{0,4}?"


def progressive(said: ClausePart, about: ClauseContext) -> DraftRows:
    """超收1%-5%部分奖5%，5%-10%部分奖8%，10%以上部分奖10%: each part of what goes beyond at its own rate."""
    bands, parts, end = said.all("share_step"), [], ""
    if all(figure.has("MONEY") for figure in said.all("figure")):
        return _progressive_in_money(bands, about)
    topic = next((text for text in bands[0].words("TEXT")[:-1]), "")
    if not topic.startswith("超"):
        return ()
    rate = DraftItem(named(topic, about.subject, "率" if not topic.endswith("率") else ""), "%", "百分比")
    whole = DraftItem(named(topic.removesuffix("率"), about.subject, "任务数"), "元", "数值")
    for number, band in enumerate(bands):
        span = band.part("span")
        assert span is not None
        figures = [figure.word("NUM") for figure in span.all("figure")]
        figures = ["0", *figures] if span.has("ATMOST", "UNDER") and len(figures) == 1 else figures
        if not _PAID_OUT.fullmatch(band.words("TEXT")[-1]):
            return ()
        if any(not figure.has("PCT") for figure in span.all("figure")) or (end and figures[0] != end):
            return ()
        upto = f"最小({rate.name},{figures[1]}%)" if len(figures) == 2 else rate.name
        end = figures[1] if len(figures) == 2 else ""
        if not end and (number != len(bands) - 1 or not span.has("ATLEAST")):
            return ()
        parts.append(f"最大(0,{upto}-{figures[0]}%)×{band.words('NUM')[-1]}%")
    columns = {"奖惩": f"{topic}分段奖励", "类型": "奖励", "方式": "公式", "基准": f"{whole.name}×({'+'.join(parts)})"}
    return [reward(columns, [whole, rate], f"按“{rate.name}×{whole.name}”分段累进草拟，核对百分比是占什么的")]


def _progressive_in_money(bands: Sequence[ClausePart], about: ClauseContext) -> DraftRows:
    """超收100万元以内部分按3%奖励，100万元至300万元部分按5%奖励."""
    topic, parts, end = next(iter(bands[0].words("TEXT")), ""), [], "0"
    if not topic.startswith("超"):
        return ()
    item = DraftItem(named(f"{topic}额", about.subject), "元", "数值")
    for number, band in enumerate(bands):
        span = band.part("span")
        assert span is not None
        units = [figure.word("MONEY") for figure in span.all("figure")]
        figures = [
            amount_of(figure.word("NUM"), unit or units[-1])
            for figure, unit in zip(span.all("figure"), units, strict=True)
        ]
        figures = ["0", *figures] if span.has("ATMOST", "UNDER") and len(figures) == 1 else figures
        if figures[0] != end or not _PAID_OUT.fullmatch(band.words("TEXT")[-1]):
            return ()
        if len(figures) == 1 and number != len(bands) - 1:
            return ()
        upto = f"最小({item.name},{figures[1]})" if len(figures) == 2 else item.name
        end = figures[1] if len(figures) == 2 else ""
        parts.append(f"最大(0,{upto}-{figures[0]})×{band.own_words('NUM')[-1]}%")
    columns = {"奖惩": f"{topic}分段奖励", "类型": "奖励", "方式": "公式", "基准": "+".join(parts)}
    return [reward(columns, [item], "分段累进草拟；全额按最高一档算的，要改")]


def _beyond(topic: str, words: str, share: str, about: ClauseContext, *, takes: bool) -> DraftRows:
    item = DraftItem(named(f"{topic}{words}", about.subject), "元", "数值")
    sign, kind = ("-", "处罚") if takes else ("", "奖励")
    columns = {"奖惩": item.name[:16], "类型": kind, "方式": "公式", "基准": f"{sign}{item.name}×{share}%"}
    return [reward(columns, [item], f"“{item.name}”的金额要填报；没有超过的填 0")]


def beyond_rate(said: ClausePart, about: ClauseContext) -> DraftRows:
    """欠缴费用超过1%，按超过部分的10%扣发基本工资."""
    over = said.part("over")
    assert over is not None
    words, share = said.own_words("TEXT")[0], said.own_words("NUM")[0]
    if not re.fullmatch(r"按?照?超[过出]部分的?", words) or over.part("figure") is None:
        return ()
    return _beyond(said.topic, f"{over.text()}的部分", share, about, takes=True)


def excess_share(said: ClausePart, about: ClauseContext) -> DraftRows:
    """超额完成任务的，超出部分按5%计提奖金; 税收超收部分的10%奖励给乡镇."""
    texts = said.own_words("TEXT")
    if len(texts) < 2 or not re.search(r"超[额收出过产]?(?:完成)?的?部分的?$", texts[-2]):
        return ()
    if not re.match(r"(?:的比例)?(?:给予|计提|提取|用于|作为)?(?:奖|提成|返还)", texts[-1]):
        return ()
    topic = "" if said.topic in texts[-2] else said.topic
    return _beyond(topic, re.sub(r"的?部分的?$", "部分", texts[-2]), said.word("NUM"), about, takes=False)


def by_ratio(said: ClausePart, about: ClauseContext) -> DraftRows:
    """村书记、主任、专干工资按1:0.9:0.8的比例确定."""
    numbers = said.words("NUM")
    told = re.fullmatch(r"(?P<who>.+?)(?P<pay>(?:\w{0,2}绩效)?(?:工资|补助|报酬|奖金|津贴|补贴)\w{0,2})", said.topic)
    if told is None or "比例" not in said.words("TEXT")[-1]:
        return ()
    names = re.split(r"[、和]", told["who"].rstrip("的"))
    if len(names) != len(numbers):
        return ()
    base = DraftItem(f"{clean_name(told['pay'])}标准", "元", "数值")
    doubt = f"“{base.name}”是系数为1的金额，{_FILLED}；对象要在考核对象里有同名的一列"
    rows = []
    for name, number in zip(names, numbers, strict=True):
        columns = {"奖惩": clean_name(f"{name}{told['pay']}"), "类型": "奖励", "对象": clean_name(name), "方式": "公式"}
        rows.append(reward({**columns, "基准": f"{base.name}×{number}"}, [base], doubt))
    return rows


def pool_parts(said: ClausePart, about: ClauseContext) -> DraftRows:
    """奖金总额的70%奖励领导班子成员，党政正职各占奖金总额的15%."""
    rows: list[DraftRow] = []
    pool = ""
    for part in said.all("pool_part"):
        head, share = part.words("TEXT")[0], part.word("NUM")
        tail = part.words("TEXT")[1] if len(part.words("TEXT")) > 1 else ""
        first = re.fullmatch(rf"(?P<pool>\w*?{_POOL})的", head)
        whom = re.fullmatch(r"(?:用于)?(?:奖励|奖给|发给|分配给|分给|归|给)(?P<who>.+)", tail)
        held = re.fullmatch(rf"(?P<who>.+?)(?P<each>各)?占(?P<pool>\w*?{_POOL})的", head)
        if first and whom:
            pool, who, each = first["pool"], whom["who"], ""
        elif held and not tail:
            pool, who, each = held["pool"], held["who"], held["each"] or ""
        else:
            return ()
        item = DraftItem(clean_name(pool), "元", "数值")
        columns = {"奖惩": clean_name(f"{who}{share}%"), "类型": "奖励", "方式": "公式"}
        doubts = [f"“{item.name}”{_FILLED}", f"发给“{who}”{'各一份，几个人的' if each else '，'}对象要核对"]
        rows.append(reward({**columns, "基准": f"{item.name}×{share}%"}, [item], *doubts))
    return rows


_NAME = re.compile(r"((?:[特一二三四五]等|优秀|优胜|鼓励|进步|先进)\w{0,4}?奖)")
_CLASS = re.compile(
    r"(?:共?(?:设|评出|评选|评|设立|设置))?(?P<name>(?:[特一二三四五]等|优秀|优胜|鼓励|进步|先进)\w{0,4}?奖?)(?:各|分别)?"
)


def prize_classes(said: ClausePart, about: ClauseContext) -> DraftRows:
    """设一等奖1名、二等奖2名，分别奖励10000元、8000元: places in the order in which they are said."""
    classes, sums = said.all("prize_class"), said.part("sums")
    own = [(each.words("NUM")[-1], each.word("MONEY")) for each in classes]
    amounts = [amount_of(number, money) if money else "" for number, money in own]
    if sums is not None:
        figures, units = sums_of(sums)
        if len(figures) != len(classes) or not all(units) or any(amounts):
            return ()
        amounts = [amount_of(figure, unit) for figure, unit in zip(figures, units, strict=True)]
    own_sums = {
        each.word("TEXT"): amount_of(each.words("NUM")[-1], each.word("MONEY")) for each in said.all("class_sum")
    }
    marks = said.part("least_marks")
    least = marks.words("NUM") if marks is not None else [""] * len(classes)
    if own_sums:
        amounts = [
            own_sums.get(name[1], "") for name in map(_NAME.search, (each.words("TEXT")[0] for each in classes)) if name
        ]
    if len(least) != len(classes) or len(amounts) != len(classes) or (own_sums and not all(amounts)):
        return ()
    rows, place = [], 1
    for each, amount, mark in zip(classes, amounts, least, strict=True):
        name = _CLASS.fullmatch(each.words("TEXT")[0])
        number = each.word("NUM")
        if name is None or Fraction(number).denominator != 1 or not int(number):
            return ()
        last = place + int(number) - 1
        pay = {"类型": "奖励", "方式": "定额", "金额": amount} if amount else {"类型": "其它", "称号": name["name"]}
        columns = {"奖惩": name["name"], "名次起": str(place), "名次止": str(last), **pay}
        columns |= {"条件": f"总分>={mark}"} if mark else {}
        groups = re.search(r"分.*?(?:类|组)", "".join(said.words("TEXT")[:3]))
        doubts = [
            "得分不够的，名额顺不顺延原文没有写" if mark else "",
            "按名次从前往后排各等奖草拟",
            "分类（组）评的，适用分组里每组各写一行" if groups else "",
        ]
        rows.append(reward(columns, (), *doubts))
        place = last + 1
    return rows


def raised(said: ClausePart, about: ClauseContext) -> DraftRows:
    """先进单位公务员考核优秀指标比例提高到25%: no money, but it belongs to a grade."""
    told = re.fullmatch(
        r"(?:被?评为|获得|对)?(?P<grade>先进|优秀|良好|合格|不合格|一等|二等|三等)(?:等次|等级)?的?(?:单位|镇街|乡镇|村|部门)?的?,?"
        r"(?P<what>.+(?:比例|指标|名额|总额)(?:可|应)?(?:提高|增加|上浮|调整|核定|降低|下调|减少|压缩)(?:到|至|为))",
        "".join(said.own_words("TEXT", "EVERY", "COMMA")),
    )
    if told is None:
        return ()
    columns = {"奖惩": clean_name(told["what"])[:16], "类型": "其它", "等次": told["grade"], "说明": said.text()}
    return [reward(columns, (), "不是金额的处理，按原话草拟，核对类型和等次的名称")]


_RISEN = re.compile(r"(?:名次|排名)?(?:较|比)(?:上月|上一月|上季度?|上期|上一期)(?:名次|排名)?(?:上升|提升|前进|提高)")


def risen(said: ClausePart, about: ClauseContext) -> DraftRows:
    """较上月上升3个名次奖2000元，4个名次奖3000元，5个及以上奖5000元."""
    texts, more = said.own_words("TEXT"), said.all("more_risen")
    if not _RISEN.fullmatch(texts[0]) or "名次" not in said.text():
        return ()
    number, amount = said.own_words("NUM")
    steps = [(number, amount, said.own_words("MONEY")[0], False)]
    for each in more:
        number, amount = each.own_words("NUM")
        steps.append((number, amount, each.word("MONEY"), each.has("ATLEAST")))
    rows = []
    for rise, money, unit, open_ended in steps:
        sign = ">=" if open_ended or len(steps) == 1 else "="
        columns = {"奖惩": f"名次上升{rise}位", "类型": "奖励", "条件": f"上期[名次]-名次{sign}{rise}", "方式": "定额"}
        rows.append(
            reward({**columns, "金额": amount_of(money, unit), "互斥组": "名次上升"}, (), "每一期都发的，填期次")
        )
    return rows
