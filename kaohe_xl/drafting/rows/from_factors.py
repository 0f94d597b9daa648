"""Rows of 奖惩 whose amount is worked out from marks: by factors, by marks lost or short."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kaohe_xl.drafting.drafted import DraftItem, DraftRow
from kaohe_xl.drafting.items import clean_name
from kaohe_xl.drafting.language.clause_parts import ClauseContext, ClausePart, named
from kaohe_xl.drafting.rows.reward_rows import LOST, OF_THE_SCORE, amount_of, condition_of, period_of, reward

DraftRows = Sequence[DraftRow]
_MONTHLY = re.compile(r"^(?:每?月|季度?|每季度?|年度?)(?:度)?")
_BY_GRADES = re.compile(
    r".*?(?:定为|评为|为)(?P<grades>\w+(?:[、和]\w+)+?)(?:等次|等级|档次)?(?:的)?(?:单位|个人|部门)?"
)
_WHO = re.compile("(?:等次|等级|档次)?的?(?:单位|个人|部门)?$")


def _of_the_score(topic: str) -> bool:
    return bool(OF_THE_SCORE.fullmatch(_MONTHLY.sub("", topic)))


def factor_bands(said: ClausePart, about: ClauseContext) -> DraftRows:
    """月考核得分≥95分绩效系数为1.1，85～94分为1.0，75分以下为0.5."""
    bands = said.all("factor_band")
    name = "".join(bands[0].own_words("TEXT"))
    if "系数" not in name or not _of_the_score(bands[0].topic) or any(band.topic for band in bands[1:]):
        return ()
    base = DraftItem(f"{clean_name(name.replace('系数', '')) or '奖金'}基数", "元", "数值")
    written = ""
    for band in bands:
        span = band.part("span")
        assert span is not None
        condition = condition_of(span, band.part("sign"), "总分")
        if condition is None or any(not figure.has("MARK") for figure in span.all("figure")[-1:]):
            return ()
        written += f"如果({condition},{band.own_words('NUM')[-1]},"
    written = f"{base.name}×{written}0{')' * len(bands)}"
    columns = {"奖惩": clean_name(name), "类型": "奖励", "方式": "公式", "基准": written, **period_of(said)}
    doubt = f"“{base.name}”由考核办填报；两档之间（例如94.5分）原文没有写，按 0 草拟，核对"
    return [reward(columns, [base], doubt)]


def grade_factors(said: ClausePart, about: ClauseContext) -> DraftRows:
    """定为优秀、良好、一般等次的单位，分别按基数的1.2、1.0、0.8倍核发目标考核奖."""
    told = _BY_GRADES.fullmatch(said.topic)
    numbers, texts = said.own_words("NUM"), said.own_words("TEXT")
    grades = [_WHO.sub("", each) for each in re.split("[、和]", told["grades"])] if told is not None else []
    if len(grades) != len(numbers) or not texts[-1].startswith("倍") or not grades:
        return ()
    pay = clean_name(re.sub(r"^倍(?:的)?(?:核发|发放|计发|发给)?", "", texts[-1])) or "奖金"
    base = DraftItem(f"{pay}基数", "元", "数值")
    cases = "".join(f"如果(等次={grade},{number}," for grade, number in zip(grades, numbers, strict=True))
    written = f"{base.name}×{cases}0{')' * len(grades)}"
    columns = {"奖惩": pay, "类型": "奖励", "方式": "公式", "基准": written}
    return [reward(columns, [base], f"“{base.name}”由考核办填报；等次的名称要和等次表里的一样")]


def per_lost_mark(said: ClausePart, about: ClauseContext) -> DraftRows:
    """考核每扣1分，扣减承包费200元."""
    verb = said.own_words("LOSE", "TEXT")[0]
    number = said.own_words("NUM")
    if verb not in ("扣", "减", "失", "丢") or (len(number) > 1 and number[0] != "1"):
        return ()
    columns = {"奖惩": "按扣分处罚", "类型": "处罚", "方式": "每例", "数据项": LOST.name}
    amount = f"-{amount_of(number[-1], said.word('MONEY'))}"
    return [reward({**columns, "金额": amount, **period_of(said)}, [LOST], "“扣分合计”要有人填报")]


def below_mark(said: ClausePart, about: ClauseContext) -> DraftRows:
    """月度得分低于90分的，每低1分扣服务费500元."""
    figure, numbers = said.part("figure"), said.own_words("NUM")
    if figure is None or not figure.has("MARK") or not _of_the_score(said.topic):
        return ()
    step = f"÷{numbers[0]}" if len(numbers) > 1 and numbers[0] != "1" else ""
    limit = figure.word("NUM")
    written = f"-最大(0,{limit}-总分){step}×{amount_of(numbers[-1], said.word('MONEY'))}"
    columns = {"奖惩": f"总分低于{limit}分", "类型": "处罚", "方式": "公式", "基准": written, **period_of(said)}
    return [reward(columns, (), "按总分差多少成比例草拟，不足一步的照算")]


def docked_steps(said: ClausePart, about: ClauseContext) -> DraftRows:
    """销售任务每欠完成1个百分点，当月岗位工资下浮0.5%，下浮最多不超过20%."""
    size, texts, numbers = said.part("size"), said.own_words("TEXT"), said.own_words("NUM")
    told = re.fullmatch(r"(?P<pay>.+?)(?:相应)?(?:下浮|扣减|降低|减少|核减)", texts[0])
    if size is None or not size.has("POINT", "PCT") or told is None:
        return ()
    rate = DraftItem(named(re.sub("任务$", "", said.topic), about.subject, "完成率"), "%", "百分比")
    payment = DraftItem(clean_name(told["pay"]), "元", "数值")
    capped = said.has("SHAREOF")
    share, step = numbers[-2 if capped else -1], (numbers[0] if len(numbers) > (2 if capped else 1) else "1")
    short = f"最大(0,100%-{rate.name})÷{step}%×{share}%"
    written = f"-{payment.name}×最小({numbers[-1]}%,{short})" if capped else f"-{payment.name}×{short}"
    columns = {"奖惩": f"{payment.name}下浮", "类型": "处罚", "方式": "公式", "基准": written, **period_of(said)}
    return [reward(columns, [payment, rate], f"“{payment.name}”由考核办填报；按完成率草拟")]
