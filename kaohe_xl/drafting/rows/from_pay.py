"""Rows of 奖惩 from clauses whose pay follows the result: by marks, marks lost, withheld, moved by a figure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kaohe_xl.drafting.drafted import DraftItem, DraftRow
from kaohe_xl.drafting.items import clean_name
from kaohe_xl.drafting.language.clause_parts import ClauseContext, ClausePart, measured, named
from kaohe_xl.drafting.rows.reward_rows import LOST, OF_THE_SCORE, amount_of, condition_of, kind_of, period_of, reward

DraftRows = Sequence[DraftRow]
_PAYMENT = "是多少由考核办填报"
_BY_GRADE = re.compile(
    r"(?:年度|年终|全年)?(?:考核|考评)?(?:结果|等次)*(?:被?评为|被?定为|为)?(?P<grade>不合格|基本合格|不称职|基本称职|末等|差等|较差|差)(?:等次|等级)?"
)
_NOTHING_LOST = re.compile(r"(?:全月|本月)?(?:未|没有|无)(?:被)?扣分[的者]?")
_LOST_DOUBT = "“扣分合计”要有人填报；能由总分看出来的（例如满分100分），条件改成按总分"


def _payment(words: str) -> DraftItem:
    """What is withheld or raised: 最后一季度养护费, 年终奖."""
    return DraftItem(clean_name(re.sub(r"的$", "", words)), "元", "数值")


def _docked(dock: ClausePart, condition: str, name: str, items: Sequence[DraftItem], *doubts: str) -> DraftRow:
    """A share of a payment, or all of it, is not paid out."""
    payment = _payment("".join(dock.own_words("TEXT", "EVERY")))
    share = f"×{dock.word('NUM')}%" if dock.has("PCT") else ""
    columns = {"奖惩": clean_name(name)[:20], "类型": "处罚", "条件": condition, "方式": "公式"}
    doubts = (*doubts, f"“{payment.name}”{_PAYMENT}")
    return reward({**columns, "基准": f"-{payment.name}{share}"}, [*items, payment], *doubts)


def docked(said: ClausePart, about: ClauseContext) -> DraftRows:
    """60分以下为差等，扣发最后一季度养护费; 未完成任务的，扣除年终奖10%."""
    dock, span = said.part("dock"), said.part("span")
    assert dock is not None
    words = re.sub(r"^并", "", dock.text())
    if said.has("UNDONE"):
        item = DraftItem(named(said.topic, about.subject, "完成率"), "%", "百分比")
        return [_docked(dock, f"{item.name}<100%", f"{item.name}不足{words}", [item], "按完成率草拟")]
    if span is None:
        topic = said.topic
        if not topic or re.search(r"\d|每|或|百分之", topic):
            return ()
        grade = _BY_GRADE.fullmatch(topic)
        if grade is not None:
            return [_docked(dock, f"等次={grade['grade']}", f"{topic}{words}", (), "等次的名称要和等次表里的一样")]
        item = DraftItem(named(topic, about.subject), "", "是否")
        return [_docked(dock, f"{item.name}=是", f"{topic}{words}", [item], "按“是否”草拟")]
    figure = span.all("figure")[-1]
    label = said.part("label")
    doubt = f"等次“{label.text().strip('的')}”另在等次里列" if label is not None else ""
    if figure.has("MARK"):
        condition = condition_of(span, said.part("sign"), "总分") if OF_THE_SCORE.fullmatch(said.topic) else None
        return [] if condition is None else [_docked(dock, condition, f"总分{span.text()}{words}", (), doubt)]
    item = measured(said.topic, about.subject, figure.unit)
    condition = condition_of(span, said.part("sign"), item.name)
    if condition is None or figure.has("PCT") or not said.topic:
        return ()
    return [_docked(dock, condition, f"{item.name}{span.text()}{words}", [item], doubt)]


def dock_below(said: ClausePart, item: DraftItem, condition: str) -> DraftRow | None:
    """…，并扣除年终奖10%, behind a clause that empties an indicator."""
    dock = said.part("dock")
    return None if dock is None else _docked(dock, condition, f"{item.name}不达标{dock.text()}", [item])


def loss_bands(said: ClausePart, about: ClauseContext) -> DraftRows:
    """当月未扣分者奖30元，累计扣5分以下奖20元，扣6至10分奖10元."""
    rows, doubt = [], _LOST_DOUBT
    for band in said.all("loss_band"):
        span = band.part("span")
        if span is None:
            if not band.has("NOCHANGE") and not _NOTHING_LOST.fullmatch(band.word("TEXT")):
                return ()
            condition = f"{LOST.name}=0"
        else:
            limit = condition_of(span, None, LOST.name)
            if limit is None or not span.all("figure")[-1].has("MARK"):
                return ()
            condition = limit
            if span.has("UNDER", "ATLEAST") and not span.has("INCL", "EXCL"):
                doubt = f"{_LOST_DOUBT}；“以下”“以上”含不含本数请核对"
        fine = band.has("FINE")
        name = f"扣分{span.text()}" if span is not None else "没有扣分"
        columns = {"奖惩": clean_name(name), **kind_of(band), "条件": condition, "方式": "定额"}
        amount = ("-" if fine else "") + amount_of(band.words("NUM")[-1], band.word("MONEY"))
        rows.append(reward({**columns, "金额": amount, "互斥组": "按扣分奖惩", **period_of(said)}, [LOST], doubt))
    return rows


def beyond_loss(said: ClausePart, about: ClauseContext) -> DraftRows:
    """累计扣25分以上者，超出25分部分按每分0.5元扣除; 扣分超过25分的，每超1分罚0.5元."""
    limit = said.part("over")
    figure = limit.part("figure") if limit is not None else None
    numbers = said.words("NUM")
    words = "".join(said.words("TEXT"))
    first = numbers[0]
    if figure is None or not figure.has("MARK") or figure.word("NUM") != first:
        return ()
    per = numbers[-2] if len(numbers) > (3 if said.has("LOSE") else 2) else "1"
    if per != "1" or not (said.has("LOSE") or "扣分" in words) or not (said.has("FINE") or re.search("扣|罚", words)):
        return ()
    columns = {"奖惩": f"扣分超过{first}分", "类型": "处罚", "方式": "超额每例", "数据项": LOST.name, "基准": first}
    amount = f"-{amount_of(numbers[-1], said.word('MONEY'))}"
    return [reward({**columns, "金额": amount, **period_of(said)}, [LOST], _LOST_DOUBT)]


def paid_about_mark(said: ClausePart, about: ClauseContext) -> DraftRows:
    """质量评估得8分者奖3元，多0.1分奖1元，少0.1分减1元."""
    numbers, moneys = said.words("NUM"), said.words("MONEY")
    if len(numbers) == 4:
        base, prize, up, down = numbers
        steps = ["1", "1"]
    elif len(numbers) == 6:
        base, prize, *rest = numbers
        steps, (up, down) = [rest[0], rest[2]], (rest[1], rest[3])
    else:
        return ()
    if steps[0] != steps[1]:
        return ()
    at_mark = said.part("at_mark")
    assert at_mark is not None
    item = DraftItem(named(at_mark.topic, about.subject, "得分"), "分", "数值")
    at, gain, loss = (amount_of(each, unit) for each, unit in zip((prize, up, down), moneys, strict=True))
    beside = f"({item.name}-{base})÷{steps[0]}"
    written = (
        f"{at}+{beside}×{gain}"
        if gain == loss
        else f"{at}+最大(0,{beside})×{gain}-最大(0,({base}-{item.name})÷{steps[0]})×{loss}"
    )
    columns = {"奖惩": f"{item.name}奖励", "类型": "奖励", "方式": "公式", "基准": written}
    return [reward(columns, [item], f"“{item.name}”是某一项得分的，写成 得分[编号]；人均的金额要乘人数")]


def wage_swing(said: ClausePart, about: ClauseContext) -> DraftRows:
    """平均住院日≤16天，每延长或缩短1天，效能工资相应下浮或上浮2%."""
    limit = said.part("within") or said.part("at")
    figure = limit.part("figure") if limit is not None else None
    numbers = said.words("NUM")
    told = re.fullmatch(
        r"(?P<pay>.+?)(?:相应|分别|对应)?(?P<one>上浮|下浮|增加|减少|提高|降低)(?:或|和|、)?(?P<two>上浮|下浮|增加|减少|提高|降低)",
        said.words("TEXT")[-1],
    )
    if figure is None or told is None:
        return ()
    ups = [word in ("上浮", "增加", "提高") for word in (told["one"], told["two"])]
    first_up = not re.match(r"缩短|减少|降低|下降|少|低", _swing_word(said))
    if ups[0] == ups[1]:
        return ()
    item = measured(said.topic, about.subject, figure.unit)
    payment = _payment(told["pay"])
    base = f"{figure.word('NUM')}{'%' if figure.has('PCT') else ''}"
    step = numbers[-2] if len(numbers) > 2 else "1"
    step = f"{step}%" if said.part("size") is not None and figure.has("PCT") else step
    beside = f"({item.name}-{base})" if first_up == ups[0] else f"({base}-{item.name})"
    by = "" if step == "1" else f"÷{step}"
    columns = {"奖惩": f"{payment.name}浮动", "类型": "奖励", "方式": "公式"}
    written = f"{payment.name}×{beside}{by}×{numbers[-1]}%"
    return [reward({**columns, "基准": written}, [payment, item], f"“{payment.name}”{_PAYMENT}；算出来是增减的部分")]


def _swing_word(said: ClausePart) -> str:
    """The direction that is said first: 延长 or 缩短."""
    return said.word("UP") or said.word("DOWN") or said.word("BOTH")


def per_cent_each(said: ClausePart, about: ClauseContext) -> DraftRows:
    """亏损百分之几，扣效益工资的百分之几，最多不超过效益工资的70%."""
    topic, dock = said.words("TEXT")[0], said.part("dock")
    assert dock is not None
    if not topic.endswith("百分之几") or not dock.text().endswith("百分之几"):
        return ()
    rate = DraftItem(named(topic.removesuffix("百分之几"), about.subject, "率"), "%", "百分比")
    payment = _payment(re.sub(r"的?百分之几$", "", dock.word("TEXT")))
    by = f"最小({rate.name},{said.word('NUM')}%)" if said.has("SHAREOF") else rate.name
    columns = {"奖惩": f"{rate.name}扣减", "类型": "处罚", "方式": "公式", "基准": f"-{payment.name}×{by}"}
    return [reward(columns, [payment, rate], f"“{payment.name}”{_PAYMENT}")]
