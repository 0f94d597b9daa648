"""Rows from clauses that are written as a formula."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from lark import Token

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.base.sheet_names import REWARDS
from kaohe_xl.drafting.drafted import Confidence, DraftItem, DraftRow
from kaohe_xl.drafting.items import clean_name
from kaohe_xl.drafting.language.clause_parts import ClauseContext, ClausePart, limits, named, other_full, row

DraftRows = Sequence[DraftRow]
_BEST = re.compile(r"最高|最大|最好|最多|第一名")
_LEAST = re.compile(r"最低|最小|最少")
_MEAN = re.compile(r"平均")
_MONEY = re.compile(r"奖金|工资|补助|津贴|奖励|报酬|薪酬")
_SIGN = {"TIMES": "×", "DIV": "÷", "PLUS": "+", "MINUS": "-", "OPEN": "(", "CLOSE": ")"}
_ALL = Fraction(100)


def _expression(said: ClausePart) -> tuple[str, list[DraftItem]]:
    """The right side as an expression over data items."""
    written, items = "", []
    for node in said.tree.children:
        if isinstance(node, Token):
            written += _SIGN.get(node.type, "标准分" if node.type == "FULL" else str(node))
            continue
        part = ClausePart(node)
        if part.tree.data == "operand":
            name = clean_name(part.text())
            rate = name.endswith(("率", "百分比", "比例"))
            items.append(DraftItem(name, "%" if rate else "", "百分比" if rate else "数值"))
            written += name
        elif part.tree.data == "rate":
            written += part.text()
        else:
            inner, more = _expression(part)
            written, items = written + inner, items + more
    return written, list({item.name: item for item in items}.values())


def _quotient(said: ClausePart) -> tuple[str, str] | None:
    """(a ÷ b) × 分值: the two names; None for any other formula."""
    whole = re.fullmatch(r"\(?(?P<a>[^()×÷/*+]+)[/÷](?P<b>[^()×÷/*+]+)\)?[×*](?P<full>.+)", said.text())
    if whole is None or not said.has("FULL") or said.has("rate", "PLUS", "MINUS"):
        return None
    return clean_name(whole["a"]), clean_name(whole["b"])


def equation(said: ClausePart, about: ClauseContext) -> DraftRows:
    """得分=（实际到位资金/时序目标）×分值; 个人奖金=部门奖金总额×系数."""
    right = said.part("sum")
    assert right is not None
    left = said.owns("operand")[0].text()
    if _MONEY.search(left):
        return _paid(left, right)
    capped = said.has("CAP") or (said.part("prose") is not None and "满分" in said.text("prose"))
    quotient = _quotient(right)
    if quotient is not None and "扣" not in left:
        return _scaled(*quotient, said, about, capped=capped)
    written, items = _expression(right)
    if not items:
        return ()
    weights = [Fraction(number) for number in right.words("NUM")]
    doubt = "" if not right.has("PCT") or sum(weights) == _ALL or len(weights) == 1 else "权重加起来不是100%"
    if not right.has("FULL"):
        doubt = "；".join(part for part in (doubt, "照原文的算式草拟，各数据项由谁填、满分多少请核对") if part)
    takes = bool(re.search("扣分|扣减", left))
    return [row({"计分方式": "公式扣分" if takes else "公式得分", "基准": written, **limits(said)}, items, doubt)]


def _scaled(mine: str, other: str, said: ClausePart, about: ClauseContext, *, capped: bool) -> DraftRows:
    item = DraftItem(mine, "", "数值")
    if _BEST.search(other):
        return [row({"计分方式": "首位折算", "数据项": mine}, [item])]
    if _LEAST.search(mine):
        return [row({"计分方式": "末位折算", "数据项": other}, [DraftItem(other, "", "数值")])]
    if _LEAST.search(other):
        return ()
    if _MEAN.search(other):
        share = said.part("cap_share")
        columns = {"计分方式": "均值折算", "数据项": mine}
        if share is not None and about.full is not None:
            columns["上限"] = decimal_text(about.full * Fraction(share.word("NUM")) / 100)
        return [
            row(
                columns,
                [item],
                "平均按被考核单位的平均草拟",
                "超过标准分的部分会被标准分封住，要让它得的，标准分或计入另定" if share else "",
            )
        ]
    items = [item, DraftItem(other, "", "数值")]
    columns = {"计分方式": "比例得分", "数据项": mine, "基准": f">={other}"}
    return [row(columns, items, "" if capped else "没写封顶，按封顶草拟")]


def _paid(left: str, right: ClausePart) -> DraftRows:
    written, items = _expression(right)
    columns = {"奖惩": clean_name(left), "类型": "奖励", "方式": "公式", "基准": written}
    return [
        DraftRow(
            REWARDS,
            columns,
            tuple(items),
            Confidence.MEDIUM,
            "",
            "照原文的算式草拟，核对各数据项由谁填、对象是单位还是个人",
        )
    ]


def efficacy(said: ClausePart, about: ClauseContext) -> DraftRows:
    """主营业务收入10分，增速10分，均按照功效系数法打分."""
    doubt = "功效系数按最好和最差的单位之间折算草拟；有满意值、不允许值的，改成 功效系数"
    parts = [(part.word("TEXT"), part.points) for part in said.all("part_of_mark")] or [(said.topic, "")]
    rows = []
    for words, points in parts:
        item = DraftItem(clean_name(words), "", "数值")
        columns = {"计分方式": "极差折算", "数据项": item.name} | ({"分值": points} if points else {})
        rows.append(row(columns, [item], doubt))
    return rows


def share_of(said: ClausePart, about: ClauseContext) -> DraftRows:
    """进度按照60分乘以完成投资占年度计划的比."""
    found = re.fullmatch(r"(?P<a>.+)占(?P<b>.+?)的?(?:比|比例|比重)", said.words("TEXT")[-1])
    if found is None:
        return ()
    items = [DraftItem(clean_name(found[part]), "", "数值") for part in ("a", "b")]
    columns = {"计分方式": "比例得分", "数据项": items[0].name, "基准": f">={items[1].name}", "分值": said.points}
    return [row(columns, items, "没写封顶，按封顶草拟")]


def defined(said: ClausePart, about: ClauseContext) -> DraftRows:
    """契合度=契合项目数/新引进项目数；得分=契合度×分值."""
    product = said.part("product")
    assert product is not None
    operands = said.owns("operand")
    if len(operands) != 2 or operands[0].text() != operands[1].text():
        return ()
    written, items = _expression(product)
    return [row({"计分方式": "公式得分", "基准": f"{written}×标准分"}, items)]


def weighted(said: ClausePart, about: ClauseContext) -> DraftRows:
    """工作任务量×30%+工作效率×30%+工作完成情况×40%."""
    return _weights([part.text() for part in said.all("operand")], said.words("NUM"))


def _weights(names: Sequence[str], shares: Sequence[str]) -> DraftRows:
    if sum(Fraction(share) for share in shares) != _ALL or len(set(names)) < len(names):
        return ()
    items = [DraftItem(clean_name(name), "分", "数值") for name in names]
    written = "+".join(f"{item.name}×{share}%" for item, share in zip(items, shares, strict=True))
    return [
        row(
            {"计分方式": "公式得分", "基准": written},
            items,
            "各部分按填报的得分草拟；是几条考核线或几个考核期的，改到那里",
        )
    ]


def shared_out(said: ClausePart, about: ClauseContext) -> DraftRows:
    """按增量占40%，增幅占60%计分."""
    texts = said.words("TEXT")
    names = [re.sub(r"(?:权重|各)?占$", "", text) for text in texts[: len(said.words("NUM"))]]
    if any(name == text for name, text in zip(names, texts, strict=False)):
        return ()
    head = re.match(r"(.*?)按(.+)", names[0])
    if head is not None:
        names[0] = head[2]
    return _weights([f"{name}得分" for name in names], said.words("NUM"))


_BY_WHOM = re.compile(
    r"(?:根据|按照?|依据|由|以|取决于)(?P<who>.{2,20}?)(?:的?(?:评分|考核|评价|测评|评议)?(?:结果|得分|成绩|分数))?"
    r"(?:评定|确定|计算|折算|决定|计入)"
)


def rated_by(said: ClausePart, about: ClauseContext) -> DraftRows:
    """责任单位考核分值的70%根据所负责项目业主单位评分结果评定."""
    told = _BY_WHOM.fullmatch(said.words("TEXT")[-1])
    if told is None or _MONEY.search(said.text()):
        return ()
    item = DraftItem(f"{clean_name(told['who'])}评分", "分", "数值")
    doubt = f"“{item.name}”按百分制填报草拟，由谁填请核对；其余部分另有来源"
    return [row({"计分方式": "公式得分", "基准": f"{item.name}×{said.word('NUM')}%"}, [item], doubt)]


def passed_on(said: ClausePart, about: ClauseContext) -> DraftRows:
    """省、市、县检查中有扣分的，加倍扣减到考核单位."""
    told = re.fullmatch(r"(?P<what>.{2,30}?)(?:中|时|里)?(?:有|被|所)?扣(?:的)?分", said.topic)
    if told is None:
        return ()
    item = DraftItem(f"{clean_name(told['what'])}扣分", "分", "数值")
    doubt = "“加倍”按2倍草拟；被上级扣了多少分由考核办填报"
    return [row({"计分方式": "公式扣分", "基准": f"{item.name}×2"}, [item], doubt)]


def best_weighted(said: ClausePart, about: ClauseContext) -> DraftRows:
    """人均税收以最高乡镇为100分，其他乡镇按比例折算后乘以权重0.3."""
    numbers = said.words("NUM")
    told = re.fullmatch(r"(?P<what>.*?)以?(?:最高|最好|最大|最多|第一)(?:的)?\w{0,4}", said.words("TEXT")[0])
    if told is None or (said.has("TIMES") and len(numbers) < 2):
        return ()
    item = DraftItem(named(told["what"], about.subject), "", "数值")
    if not said.has("TIMES"):
        columns = {"计分方式": "首位折算", "数据项": item.name}
        return [row(columns, [item], other_full(numbers[0], about.full))]
    weight = f"{numbers[1]}{'%' if said.has('PCT') else ''}"
    written = f"{item.name}÷全体最大({item.name})×{numbers[0]}×{weight}"
    return [row({"计分方式": "公式得分", "基准": written}, [item], "权重写在算式里；权重由考核线给的，去掉")]
