"""Findings of the calculation. F6xx: a value that scoring could not use; R2xx: a result that needs a look."""

from __future__ import annotations

from kaohe_xl.base.finding import Audience, Message, Severity

_E, _W = Severity.ERROR, Severity.WARNING


def _f(code: str, severity: Severity, title: str, text: str, remedy: str) -> Message:
    return Message(code, severity, Audience.FILLER, title, text, remedy)


def _r(code: str, severity: Severity, title: str, text: str, remedy: str) -> Message:
    return Message(code, severity, Audience.CLERK, title, text, remedy)


SCORING: tuple[Message, ...] = (
    _f(
        "F601",
        _E,
        "几份不一致",
        "{name} 的“{item}”有几个不同的值：{listed}",
        "核实后只留一个，或在填报项的多份取值里写明怎么取",
    ),
    _f(
        "F602",
        _W,
        "派生项算不出",
        "{name} {when}的“{item}”算不出来（分母为 0）",
        "核对分母；若确实为 0，在公式里用 如果( ) 写明怎么算",
    ),
    _f(
        "F603",
        _E,
        "超出允许范围",
        "{name} 编号 {key} 的 {value} 超出“{rule}”允许的范围，没有采用，该项计零",
        "改成范围以内的数，或 0",
    ),
    _f("F604", _W, "算不出", "{name} 编号 {key} 算不出来（{value}），该项计零", "核对数据和基准，分母不能为 0"),
    _f("F605", _W, "缺数据", "{name} 缺“{item}”，编号 {key} {effect}", "补报后重新评分；确实没有的填 0 或 不适用"),
    _f(
        "F606",
        _W,
        "否决无法判断",
        "{name} {when}缺“{item}”，“{veto}”能否成立无法判断，按不成立处理",
        "补齐数据后重新评分",
    ),
    _f(
        "F607",
        _E,
        "不能填不适用",
        "{name} {when}的“{item}”填了“{value}”，方案里这一项的可不适用是 否，没有采用",
        "按实际填数；没有发生的填 0。确实没有这项工作的，请考核办在方案里改可不适用，或用核定调整",
    ),
    _f(
        "F710",
        _W,
        "评委没有评齐",
        "{name} 的“{item}”只有 {present} 评了，{missing} 没有评，暂按到的算",
        "请 {missing} 补评后重新评分；不再参加评分的，在方案的评分人里去掉",
    ),
    _f(
        "F711",
        _E,
        "评委没有评齐",
        "{name} 的“{item}”只有 {present} 评了，{missing} 没有评；评分人带权重，缺一个就算不出，按缺数据处理",
        "请 {missing} 补评后重新评分；不再参加评分的，在方案里改评分人和权重",
    ),
    _r(
        "R211",
        _W,
        "不适用待确认",
        "{name} {when}的“{item}”填了“不适用”，已按不适用计分；若按缺数据计，{worth}",
        "确认这个单位确实没有这项工作；允许的在填报项的可不适用一列填 是，不允许的填 否",
    ),
    _r(
        "R201",
        _W,
        "并列超出比例",
        "{units} 并列第 {rank} 名，“{grade}”的名额不够全部给，按“不超过”一起落到下一等次",
        "若要破并列，在考核设置填并列比较",
    ),
    _r("R202", _W, "条件无法判断", "{name} {when}缺“{item}”，“{reward}”没有给，也没有罚", "补齐数据后重新评分"),
    _r("R203", _W, "超出预算", "奖励金额合计 {spent}，超过预算 {budget}", "核对金额，或改考核设置里的预算"),
    _r(
        "R204",
        _W,
        "考核线未审核",
        "{count} 条考核线的评分还没有审核：{lines}",
        "审核以后，在考核设置的“已审核考核线”里登记（都审核了写 全部）",
    ),
    _r(
        "R205",
        _W,
        "并列多于名额",
        "{when}“{reward}”的名额是 {places} 个，因为并列，{count} 个单位都有：{units}",
        "核对方案怎么说：要分出先后，在考核设置填并列比较；都给的，填并列奖金 各按名次；要合起来平分的，填 平分",
    ),
)
