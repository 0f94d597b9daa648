"""Findings of the kind 方案 about what follows from the scores: S4xx vetoes, grades, changes and past years;
S5xx, S6xx what a reviewer would ask about data items and consequences.
"""

from __future__ import annotations

from kaohe_xl.base.finding import Audience, Message, Severity

_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTE


def _m(code: str, severity: Severity, title: str, text: str, remedy: str) -> Message:
    return Message(code, severity, Audience.AUTHOR, title, text, remedy)


_OUTCOME = (
    _m(
        "S401",
        _N,
        "历年单位已不在",
        "历年结果里的“{name}”不在今年的考核对象里",
        "若只是改了名，把旧名写进考核对象的别名",
    ),
    _m(
        "S402",
        _W,
        "否决不会成立",
        "否决“{veto}”的条件“{condition}”永远不会成立（填报项允许填：{ranges}）",
        "核对条件，和填报项的最小、最大",
    ),
    _m(
        "S403",
        _W,
        "否决总是成立",
        "否决“{veto}”的条件“{condition}”总是成立，所有单位都会被否决（填报项允许填：{ranges}）",
        "核对条件，例如 >=0 应为 >0",
    ),
    _m(
        "S404",
        _W,
        "达到项数太大",
        "否决组“{group}”要 {needed} 项同时成立，而这一组一共只有 {count} 项，永远不会成立",
        "改小达到项数，或检查否决组的名称是不是写得不一样",
    ),
    _m(
        "S405",
        _W,
        "达到项数不一致",
        "否决组“{group}”各行的达到项数不一样（{listed}），按最大的 {needed} 算",
        "同一组各行填同样的达到项数",
    ),
    _m(
        "S406",
        _W,
        "核定两次",
        "“{name}”的“{key}”在 {first} 已经核定过一次，以这一行为准",
        "若是更正，删去前一行；若是两回事，核对期次和数据项",
    ),
    _m(
        "S407",
        _W,
        "等次取不到",
        "等次“{grade}”谁也得不到：够条件的都先得了“{above}”",
        "好的等次写在前面，最低分从高到低；同分段限名额的，填比例上限或名次止",
    ),
    _m(
        "S408",
        _N,
        "有单位没有等次",
        "最后一个等次“{grade}”也要 {lowest} 分以上，再低的单位没有等次",
        "若每个单位都要有等次，最后一个等次的最低分留空",
    ),
    _m(
        "S409",
        _W,
        "前面的“是”会被盖掉",
        "否决“{veto}”只看汇总后的值，而“{item}”取最新一期（{last}）：前面期次填的“是”会被后面的“否”盖掉",
        "把这个数据项的期内汇总改为 任一；或清空这条否决的适用期次",
    ),
    _m(
        "S410",
        _W,
        "否决管不到上级期次",
        "否决“{veto}”的适用期次是 {periods}，只在这些期次起作用，{root}的排名、等次和奖惩不受影响",
        "要管到{root}的，清空适用期次（哪一期发生的，以上各期都算），或在适用期次里再写上 {root}；只管这些期次的不用改",
    ),
    _m(
        "S411",
        _W,
        "满分够不到的期次",
        "否决“{veto}”（{condition}）没有写适用期次，每一期都要判断，而{listed}",
        "在适用期次里写明在哪一期判断，例如 全年",
    ),
)

_REVIEW = (
    _m("S501", _W, "数据项没用到", "数据项“{item}”哪里都没有用到", "若要计分，在评分细则的数据项一列写上它；否则删去"),
    _m(
        "S502",
        _W,
        "名次超出单位数",
        "奖惩“{reward}”写到{rank}，而一起排名的单位只有 {units} 个",
        "核对名次起、名次止和适用分组",
    ),
    _m(
        "S601",
        _W,
        "依据与分组不符",
        "奖惩“{reward}”依据“{basis}”，它只给 {on} 评分，而适用分组是：{groups}",
        "改正依据或适用分组，否则没有单位得到",
    ),
    _m(
        "S602",
        _W,
        "这一期没有这个得分",
        "奖惩“{reward}”依据编号“{basis}”，而“{when}”没有这个编号的得分，不会有单位得到",
        "改正期次，或改用总分、考核线作依据",
    ),
    _m(
        "S603",
        _W,
        "总额分了几次",
        "“{reward}”按得分分配了 {count} 次，每次都分完各自的金额，一共发 {total} 元",
        "只有一笔总额的，写成一行、一个依据；确实是几笔的，用不同的名称",
    ),
    _m("S604", _E, "没有系数", "“{reward}”按等次系数发，而等次里没有系数", "在等次的系数一列填数，例如 1.2"),
    _m("S605", _E, "没有这个等次", "“{name}”的条件里写了等次“{grade}”，等次工作表里没有", "{hint}"),
    _m(
        "S606",
        _W,
        "同一名次发两次",
        "第 {rank} 名既得“{one}”（{first}），又得“{other}”",
        "确实都发的可以不管；只发一次的，两行填同样的互斥组，或改正名次",
    ),
    _m(
        "S607",
        _W,
        "查不到往年",
        "“{reward}”要连续 {count} 年，但{missing}，会判为不成立",
        "补上年度和历年结果；确实没有往年的，可以不管",
    ),
    _m(
        "S608",
        _N,
        "每个单位都有",
        "“{reward}”没有名次、等次和条件，{units} 个单位都会得到",
        "若不是人人有份，填名次起、名次止、等次或条件",
    ),
)

REVIEWING: tuple[Message, ...] = (*_OUTCOME, *_REVIEW)
