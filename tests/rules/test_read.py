"""What clerks write in a rubric row: every form that is accepted, and every mistake with its column and its remedy."""

from __future__ import annotations

from fractions import Fraction

import pytest

from kaohe_xl.base.cells import Cell
from kaohe_xl.base.place import NOWHERE, Place
from kaohe_xl.expr import tree as t
from kaohe_xl.expr.evaluate import Evaluator
from kaohe_xl.expr.parse import ExpressionNames
from kaohe_xl.rules.base import Problem, Rule
from kaohe_xl.rules.declared import Context
from kaohe_xl.rules.fields import plain_number
from kaohe_xl.rules.illustrate import Units
from kaohe_xl.rules.read import read_rule
from kaohe_xl.rules.registry import BY_NAME

V = t.ValueType
TYPES = {"完成率": V.PERCENT, "件数": V.INTEGER, "金额": V.NUMBER, "日期": V.DATE, "合格": V.YES_NO, "等级": V.TEXT}
NAMES = ExpressionNames(items=TYPES, indicators={"1.1": "1.1"})
CONTEXT = Context(NAMES, groups=("驻地镇", "山区镇"), full_mark=plain_number("20"))


def read(method: str, context: Context = CONTEXT, **cells: str | float | Cell) -> tuple[Rule | None, list[Problem]]:
    made = {name: value if isinstance(value, Cell) else Cell(value, NOWHERE) for name, value in cells.items()}
    return read_rule(BY_NAME[method], made, context)


def points(method: str, x: str | Fraction, **cells: str | float | Cell) -> Fraction | None:
    rule, problems = read(method, **cells)
    assert rule is not None, problems
    item = rule.items[0]
    assert isinstance(item, t.Item)
    units = Units(TYPES, {item.name: [x]}, ["驻地镇"])
    return Evaluator(units).number(rule.amount())[0]


@pytest.mark.parametrize(
    ("method", "cells", "column", "problem", "remedy"),
    [
        ("达标得分", {"数据项": "完成律", "基准": ">=95%"}, "数据项", "不在填报项里", "完成率"),
        ("达标得分", {"基准": ">=95%"}, "数据项", "要填数据项", "填报项"),
        ("达标得分", {"数据项": "完成率"}, "基准", "要填基准", ""),
        ("达标得分", {"数据项": "完成率", "基准": ">=95"}, "基准", "不带 %", "95%"),
        ("达标得分", {"数据项": "完成率", "基准": ">=0.95"}, "基准", "不带 %", "95%"),
        ("达标得分", {"数据项": "完成率", "基准": ">=95%》"}, "基准", "第6个字符处", ""),
        ("达标得分", {"数据项": "完成率", "基准": "是"}, "基准", "", ""),
        ("达标得分", {"数据项": "合格", "基准": "优秀"}, "基准", "不会等于", "是 或 否"),
        ("达标得分", {"数据项": "合格、完成率", "基准": "是"}, "基准", "数不能和“是”比较", ""),
        ("达标得分", {"数据项": "日期", "基准": "<=31"}, "基准", "日期", "2022-10-31"),
        ("达标得分", {"数据项": "完成率", "基准": ">=95%", "分值": "五"}, "分值", "不是一个数", ""),
        ("达标得分", {"数据项": "完成率", "基准": ">=95%", "分值": "-5"}, "分值", "应是正数", "不带负号"),
        ("达标得分", {"数据项": "完成率", "基准": "驻地:>=95%"}, "基准", "没有分组“驻地”", "驻地镇"),
        ("达标得分", {"数据项": "完成率", "基准": "驻地镇:>=95%; 其它:<=5%"}, "基准", "方向不一致", ""),
        ("达标得分", {"数据项": "完成率", "基准": ">=95%; >=90%"}, "基准", "写了两个目标", "且"),
        ("比例得分", {"数据项": "完成率", "基准": "95%"}, "基准", "没有写明方向", ">="),
        ("比例得分", {"数据项": "完成率", "基准": ">=95%", "上限": "20"}, "上限", "不是比例", "120%"),
        ("比例得分", {"数据项": "金额", "基准": ">=-3"}, "基准", "负数", ""),
        ("比例得分", {"数据项": "日期", "基准": ">=2022-10-31"}, "数据项", "类型是“日期”", "数值"),
        ("每例扣分", {"数据项": "件数"}, "分值", "要填分值", ""),
        ("每例扣分", {"数据项": "件数、金额", "分值": "1"}, "数据项", "只看一个数据项", "派生项"),
        ("每例扣分", {"数据项": "合格", "分值": "1"}, "数据项", "类型是“是否”", "换一种计分方式"),
        ("每例扣分", {"数据项": "件数", "分值": "1", "基准": ">=5"}, "基准", "方向", ">"),
        ("每例扣分", {"数据项": "件数", "分值": "1", "每": "0"}, "每", "应大于 0", ""),
        ("每例扣分", {"数据项": "件数", "分值": "1", "取整": "四舍五入"}, "取整", "不认识", "进一"),
        ("差额扣分", {"数据项": "完成率", "分值": "1"}, "基准", "要填基准", ""),
        ("差额扣分", {"数据项": "完成率", "分值": "96%:0.25; 97%:0.5; 90%:1"}, "分值", "没有依次", ""),
        ("差额扣分", {"数据项": "完成率", "分值": "96:0.25; 90:0.5"}, "分值", "单位不一致", "90%"),
        ("差额扣分", {"数据项": "完成率", "分值": "96%:1; 90%:2", "基准": ">=95%"}, "基准", "起点不一致", ""),
        ("差额扣分", {"数据项": "完成率", "分值": "96%:1; 90%:2", "基准": "<=96%"}, "分值", "方向与基准相反", ""),
        ("超期扣分", {"数据项": "件数", "基准": "<=2022-10-31", "分值": "1"}, "数据项", "超期扣分不能用", "日期"),
        ("超期扣分", {"数据项": "日期", "基准": ">=2022-10-31", "分值": "1"}, "基准", "方向", "<="),
        ("超期扣分", {"数据项": "日期", "基准": "<=2022-02-30", "分值": "1"}, "基准", "没有“2022-02-30”这一天", ""),
        ("分档得分", {"数据项": "完成率", "基准": ">=98%"}, "基准", "不是一档", ">=98%:10"),
        ("分档得分", {"数据项": "", "基准": ">=98%:10"}, "基准", "缺少数据项", ""),
        ("分档扣分", {"数据项": "件数", "基准": ">=6:-10"}, "基准", "负数", "正数"),
        ("增减得分", {"数据项": "完成率", "基准": "90%", "分值": "15"}, "分值", "不是增减得分的分值", "15±0.3"),
        ("增减得分", {"数据项": "完成率", "基准": "90%", "分值": "15±-0.3"}, "分值", "两个正负号", ""),
        ("增减得分", {"数据项": "完成率", "基准": "90%", "分值": "15±0"}, "分值", "都是 0", ""),
        ("增减得分", {"数据项": "完成率", "基准": "90%", "分值": "15±1", "上限": "10"}, "上限", "基本分不在", ""),
        ("功效系数", {"数据项": "完成率", "基准": "90%:0"}, "基准", "两个以上不同的点", ""),
        ("功效系数", {"数据项": "完成率", "基准": "90:0; 100:10"}, "基准", "单位不一致", ""),
        ("功效系数", {"数据项": "完成率", "基准": "90%:5; 100%:5"}, "基准", "分值都一样", ""),
        ("累进得分", {"数据项": "件数", "分值": "20:0.5; 10:0.25"}, "分值", "没有依次变大", ""),
        ("累进得分", {"数据项": "件数", "分值": "其余:0.5; 10:0.25"}, "分值", "“其余”后面还有", "最后"),
        ("名次得分", {"数据项": "金额", "分值": "10"}, "分值", "只有一个分值", "每低一名"),
        ("名次得分", {"数据项": "金额", "分值": "10,8", "每": "1"}, "每", "不再用", ""),
        ("名次得分", {"数据项": "金额", "分值": "10,8", "基准": "多的好"}, "基准", "不认识", "越小越好"),
        ("极差折算", {"数据项": "金额", "分值": "10", "下限": "12"}, "下限", "大于分值", ""),
        ("酌情扣分", {"数据项": "金额", "基准": "10"}, "基准", "不是一个区间", "5~10"),
        ("酌情扣分", {"数据项": "金额", "基准": "10~5"}, "基准", "下端大于上端", ""),
        ("直接评分", {"数据项": "完成率"}, "数据项", "直接评分不能用", "数值"),
        ("公式得分", {"基准": "件数>5"}, "基准", "不是一个数", ""),
        ("公式得分", {"基准": "得分[9.9]"}, "基准", "没有编号", "1.1"),
        ("触发清零", {"数据项": "件数", "基准": "件数"}, "基准", "不是一个条件", ""),
        ("触发清零", {"基准": ">0"}, "基准", "缺少数据项", ""),
        ("递增扣分", {"数据项": "件数", "分值": "5,-6"}, "分值", "正数", ""),
    ],
)
def test_mistake_names_its_column_and_a_remedy(
    method: str, cells: dict[str, str], column: str, problem: str, remedy: str
) -> None:
    rule, problems = read(method, **cells)
    assert rule is None
    assert [found.header for found in problems] == [column], problems
    assert problem in problems[0].problem
    assert remedy in problems[0].remedy


def test_all_mistakes_of_a_row_come_at_once() -> None:
    rule, problems = read("差额扣分", 数据项="完成率", 基准=">=95", 每="-1", 取整="凑整", 分值="一分")
    assert rule is None
    assert [problem.header for problem in problems] == ["每", "取整", "基准", "分值"]


def test_without_points_and_without_a_full_mark_there_is_nothing_to_give() -> None:
    rule, problems = read("达标得分", Context(NAMES), 数据项="合格", 基准="是")
    assert rule is None
    assert "没有分值，也没有标准分" in problems[0].problem


def test_an_error_cell_is_a_mistake_not_a_blank() -> None:
    broken = Cell(None, Place("方案.xlsx", "评分细则", "K5"), problem="#DIV/0!")
    rule, problems = read("每例扣分", 数据项="件数", 分值=broken)
    assert rule is None
    assert "#DIV/0!" in problems[0].problem


@pytest.mark.parametrize(
    ("method", "x", "cells", "expected"),
    [
        ("达标得分", Fraction("0.95"), {"数据项": "完成率", "基准": "＞＝９５％", "分值": "５分"}, "5"),
        ("达标得分", Fraction("0.95"), {"数据项": " 完成率 ", "基准": "≥95％", "分值": 5}, "5"),
        ("达标得分", "是", {"数据项": "合格", "基准": "有"}, "20"),
        ("达标得分", Fraction(44865), {"数据项": "日期", "基准": "<=2022.10.31"}, "20"),
        ("达标得分", Fraction("0.7"), {"数据项": "完成率", "基准": ">=60% 且 <80%", "分值": "3"}, "3"),
        ("达标得分", Fraction("0.7"), {"数据项": "完成率", "基准": "驻地镇：>=80%；其他：>=50%"}, "0"),
        ("差额扣分", Fraction("0.9"), {"数据项": "完成率", "基准": ">=95%", "分值": "0.5"}, "2.5"),
        ("差额扣分", Fraction("0.9"), {"数据项": "完成率", "基准": ">=95%", "分值": "0.5", "每": "1%"}, "2.5"),
        ("差额扣分", Fraction("0.9"), {"数据项": "完成率", "基准": ">=95%", "分值": "0.5", "每": "0.5"}, "5"),
        ("酌情扣分", Fraction(7), {"数据项": "金额", "基准": "5至10分"}, "7"),
        ("酌情扣分", Fraction(7), {"数据项": "金额", "基准": "5—10"}, "7"),
        ("增减得分", Fraction("0.92"), {"数据项": "完成率", "基准": "90%", "分值": "15；+0.6；－0.3"}, "16.2"),
        ("递增扣分", Fraction(2), {"数据项": "件数", "分值": "5、6、7"}, "11"),
        ("递增扣分", Fraction(2), {"数据项": "件数", "分值": "5，6，7"}, "11"),
        ("分档得分", Fraction("0.96"), {"数据项": "完成率", "基准": ">=98%：10\n>=95%：8"}, "8"),
        ("分档得分", Fraction("0.96"), {"数据项": "完成率", "基准": ">=98%:10\n>=95%\n且 <98%:8"}, "8"),
        ("达标得分", Fraction("0.96"), {"数据项": "完成率", "基准": "驻地镇:>=80%\n其它:>=99%"}, "20"),
        ("比例得分", Fraction("0.9"), {"数据项": "完成率", "基准": ">=72%", "上限": "1.2"}, "24"),
    ],
)
def test_the_many_ways_to_write_the_same(
    method: str, x: str | Fraction, cells: dict[str, str | float], expected: str
) -> None:
    assert points(method, x, **cells) == Fraction(expected)


def test_a_number_typed_into_a_cell_keeps_its_place_for_the_live_formula() -> None:
    place = Place("方案.xlsx", "评分细则", "K12")
    rule, _ = read("每例扣分", 数据项="件数", 分值=Cell(0.5, place))
    assert rule is not None
    found = [node for node in rule.amount().walk() if isinstance(node, t.Number) and node.cell is not None]
    assert [(node.value, node.cell) for node in found] == [(Fraction(1, 2), place)]


def test_a_group_without_a_base_has_no_value_rather_than_zero() -> None:
    rule, _ = read("达标得分", 数据项="完成率", 基准="山区镇:>=50%")
    assert rule is not None
    units = Units(TYPES, {"完成率": [Fraction(1), Fraction(1)]}, ["驻地镇", "山区镇"])
    assert Evaluator(units).number(rule.amount()).to_list() == [None, Fraction(20)]
