"""一票否决, 等次, 奖惩, 核定调整 and 历年结果: what they say, and what is wrong with them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe_xl.base.cells import Cell
from kaohe_xl.base.finding import Severity
from kaohe_xl.base.grid import Grid
from kaohe_xl.base.place import NOWHERE
from kaohe_xl.base.table import Row
from kaohe_xl.rules.declared import FieldError
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme.cells import CellReader
from kaohe_xl.scheme.declared_names import DeclaredNames
from kaohe_xl.scheme.rewards import _bases
from kaohe_xl.scheme.shares import sources
from kaohe_xl.scheme.tables import REWARDS
from tests.scheme.text import SMALL
from tests.support import markdown as md

PERIODS = """
## 考核期
| 期次 | 上级期次 | 权重 |
|---|---|---|
| 半年 | 全年 | 30% |
| 年终 | 全年 | 70% |
"""
LINES = """
## 考核线
| 考核线 | 适用分组 | 满分 | 计入总分 |
|---|---|---|---|
| 党政线 | | 10 | 1 |
| 业务线 | | 5 | 1 |
"""
TWO_LINES = (
    SMALL.replace("| 编号 | 项目 |", "| 编号 | 考核线 | 项目 |")
    .replace("| 1 | 工作质量 |", "| 1 | 党政线 | 工作质量 |")
    .replace("| 2 | | 差错 |", "| 2 | 业务线 | | 差错 |")
    .replace("| ~ | | | | 没有", "| ~ | | | | | 没有")
    + LINES
)
VETO = "## 一票否决\n| 否决项 | 条件 | 否决组 | 达到项数 | 后果 | 适用期次 |\n|---|---|---|---|---|---|\n"
GRADE = "## 等次\n| 等次 | 最低分 | 名次止 | 比例上限 | 系数 | 适用分组 |\n|---|---|---|---|---|---|\n"
REWARD = (
    "## 奖惩\n| 奖惩 | 类型 | 依据 | 期次 | 适用分组 | 名次起 | 名次止 | 等次 | 条件 | 连续次数 | 对象 |"
    " 方式 | 数据项 | 基准 | 金额 | 互斥组 | 资金来源 | 称号 |\n"
)


def reward(**cells: str) -> str:
    """A row of 奖惩 with these cells."""
    columns = [part.strip() for part in REWARD.split("\n")[1].strip("|").split("|")]
    assert set(cells) <= set(columns)
    return REWARD + "| " + " | ".join(cells.get(column, "") for column in columns) + " |\n"


def errors(text: str) -> list[tuple[str, str]]:
    scheme, findings = md.read(text)
    assert scheme is None
    return md.told([each for each in findings if each.severity is Severity.ERROR])


# -- vetoes -----------------------------------------------------------------------------------------------------------


def test_consequences_in_the_words_of_officials() -> None:
    rows = "| 甲 | 差错例数>=3 | | | 名次后移两位；取消奖励；总分记零 | |\n"
    rows += "| 乙 | 设立专栏=无 | | | 列入倒数三名、不参加排名 | |\n"
    first, second = md.scheme(SMALL + VETO + rows).vetoes
    assert [(e.consequence, e.places) for e in first.effects] == [
        (m.Consequence.SHIFT, 2),
        (m.Consequence.NO_REWARD, 0),
        (m.Consequence.ZERO_TOTAL, 0),
    ]
    assert [(e.consequence, e.places) for e in second.effects] == [
        (m.Consequence.BOTTOM, 3),
        (m.Consequence.UNRANKED, 0),
    ]
    assert first.on_data
    assert second.on_data


@pytest.mark.parametrize(
    ("row", "cell"),
    [
        ("| | 差错例数>=3 | | | 取消奖励 | |", "A2"),
        ("| 甲 | | | | 取消奖励 | |", "B2"),
        ("| 甲 | 差错例 | | | 取消奖励 | |", "B2"),
        ("| 甲 | 完成率<95 | | | 取消奖励 | |", "B2"),
        ("| 甲 | 差错例数>=3 | | | | |", "E2"),
        ("| 甲 | 差错例数>=3 | | | 名次后移0位 | |", "E2"),
        ("| 甲 | 差错例数>=3 | | | 等次不高于良好 | |", "E2"),
        ("| 甲 | 差错例数>=3 | 五项 | 0 | 取消奖励 | |", "D2"),
        ("| 甲 | 差错例数>=3 | | 3 | 取消奖励 | |", "C2"),
        ("| 五项 | 差错例数>=3 | 五项 | 1 | 取消奖励 | |", "A2"),
        ("| 甲 | 差错例数>=3 | | | 取消奖励 | 上半年 |", "F2"),
    ],
)
def test_veto_mistakes(row: str, cell: str) -> None:
    assert errors(SMALL + VETO + row + "\n")[0][1] == f"一票否决!{cell}"


def test_a_group_of_vetoes_can_be_named_in_a_condition() -> None:
    rows = "| 甲 | 差错例数>=3 | 两项 | 2 | 取消评优 | |\n| 乙 | 设立专栏=否 | 两项 | 2 | 取消评优 | |\n"
    scheme = md.scheme(SMALL + VETO + rows + reward(奖惩="免职建议", 类型="处理建议", 条件="否决[两项]"))
    assert scheme.rewards[0].condition is not None


# -- grades -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "cell"),
    [
        ("| | 90 | | | | |", "A2"),
        ("| 优秀 | 九十 | | | | |", "B2"),
        ("| 优秀 | 90 | 0 | | | |", "C2"),
        ("| 优秀 | 90 | | 30 | | |", "D2"),
        ("| 优秀 | 90 | | 30% | | 乡 |", "F2"),
        ("| 优秀 | 90 | | | | |\n| 优秀 | 80 | | | | 镇 |", "A3"),
    ],
)
def test_grade_mistakes(row: str, cell: str) -> None:
    assert errors(SMALL + GRADE + row + "\n") != []
    assert errors(SMALL + GRADE + row + "\n")[0][1] == f"等次!{cell}"


def test_the_same_grade_for_two_groups() -> None:
    scheme = md.scheme(
        SMALL + GRADE + "| 优秀 | 90 | | 30%% | 1.2 | 镇 |\n| 优秀 | 85 | | | 1.2 | 街道 |\n| 合格 | | | | 1 | |\n"
    )
    assert [(grade.name, grade.lowest, grade.groups) for grade in scheme.grades[:2]] == [
        ("优秀", 90, ("镇",)),
        ("优秀", 85, ("街道",)),
    ]
    assert scheme.grades[0].ratio == Fraction(3, 10)


# -- rewards ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"奖惩": "", "类型": "奖励"}, "A"),
        ({"奖惩": "一等奖", "依据": "综合线", "名次起": "1"}, "C"),
        ({"奖惩": "一等奖", "期次": "上半年"}, "D"),
        ({"奖惩": "一等奖", "适用分组": "乡"}, "E"),
        ({"奖惩": "一等奖", "名次起": "0", "金额": "1000"}, "F"),
        ({"奖惩": "一等奖", "名次起": "前三"}, "F"),
        ({"奖惩": "一等奖", "等次": "优良"}, "H"),
        ({"奖惩": "一等奖", "条件": "差错例数"}, "I"),
        ({"奖惩": "一等奖", "名次起": "1", "连续次数": "0"}, "J"),
        ({"奖惩": "一等奖", "对象": "镇长", "名次起": "1"}, "K"),
        ({"奖惩": "一等奖", "方式": "按例", "金额": "100"}, "L"),
        ({"奖惩": "补助", "方式": "每例", "金额": "100"}, "M"),
        ({"奖惩": "补助", "方式": "每例", "数据项": "设立专栏", "金额": "100"}, "M"),
        ({"奖惩": "补助", "方式": "超额每例", "数据项": "差错例数", "金额": "100"}, "N"),
        ({"奖惩": "补助", "方式": "超额每例", "数据项": "差错例数", "基准": "<=5", "金额": "100"}, "N"),
        ({"奖惩": "工资", "方式": "公式"}, "N"),
        ({"奖惩": "工资", "方式": "公式", "基准": "绩效基数×总分"}, "N"),
        ({"奖惩": "经费", "方式": "得分分配"}, "O"),
        ({"奖惩": "经费", "方式": "得分分配", "金额": "十万"}, "O"),
        ({"奖惩": "一等奖", "名次起": "1", "金额": "300", "资金来源": "区:30;街道"}, "Q"),
        ({"奖惩": "一等奖", "名次起": "1", "金额": "300", "资金来源": "区:0"}, "Q"),
    ],
)
def test_reward_mistakes(cells: dict[str, str], column: str) -> None:
    assert errors(SMALL + reward(**cells))[0][1] == f"奖惩!{column}2"


def test_what_a_way_of_paying_does_not_look_at_is_told() -> None:
    _, findings = md.read(SMALL + reward(奖惩="一等奖", 名次起="1", 方式="定额", 数据项="差错例数", 金额="3000"))
    assert ("S202", "奖惩!M2") in md.told(findings)


def test_ranks_written_in_every_way() -> None:
    said = {("1", "3"): (1, 3), ("2", ""): (2, 2), ("", "3"): (1, 3), ("-2", "-1"): (-2, -1), ("", "-2"): (-2, -2)}
    for (first, last), meant in said.items():
        found = md.scheme(SMALL + reward(奖惩="奖", 名次起=first, 名次止=last, 金额="100")).rewards[0]
        assert (found.first_rank, found.last_rank) == meant


def test_several_bases_in_one_row_are_one_consequence_each() -> None:
    row = reward(奖惩="{依据}第一名", 依据="总分、各考核线、2", 名次起="1", 称号="{依据}先进", 互斥组="{依据}")
    found = md.scheme(TWO_LINES + row).rewards
    assert [(r.name, r.basis, r.honour, r.exclusive) for r in found] == [
        (f"{words}第一名", basis, f"{words}先进", words)
        for basis, words in (("总分", "总分"), ("党政线", "党政线"), ("业务线", "业务线"), ("2", "编号2"))
    ]
    assert len({r.place for r in found}) == 1, "all stand in the same row"


def test_every_line_of_the_groups_that_are_paid() -> None:
    text = TWO_LINES.replace("| 业务线 | | 5 | 1 |", "| 业务线 | 街道 | 5 | 1 |")
    assert [
        r.basis for r in md.scheme(text + reward(奖惩="奖", 依据="各考核线", 适用分组="镇", 名次起="1")).rewards
    ] == ["党政线"]
    assert [r.basis for r in md.scheme(text + reward(奖惩="奖", 依据="各考核线", 名次起="1")).rewards] == [
        "党政线",
        "业务线",
    ]


def test_an_unknown_basis_among_several_is_named() -> None:
    _, findings = md.read(TWO_LINES + reward(奖惩="奖", 依据="党政线、业物线", 名次起="1"))
    assert md.told(findings)[0] == ("S105", "奖惩!C2")
    assert "没有考核线或编号“业物线”" in str(findings[0])
    assert "业务线" in findings[0].remedy


# -- changes and past years -------------------------------------------------------------------------------------------

APPROVED = "## 核定调整\n| 单位 | 期次 | 数据项 | 编号 | 核定值 | 依据 |\n|---|---|---|---|---|---|\n"


@pytest.mark.parametrize(
    ("row", "cell"),
    [
        ("| 东方镇 | 年终 | 差错例数 | | 4 | 复查 |", "A2"),
        ("| 东风镇 | | 差错例数 | | 4 | 复查 |", "B2"),
        ("| 东风镇 | 下半年 | 差错例数 | | 4 | 复查 |", "B2"),
        ("| 东风镇 | 年终 | 差错数 | | 4 | 复查 |", "C2"),
        ("| 东风镇 | 年终 | | | 4 | 复查 |", "C2"),
        ("| 东风镇 | 年终 | 差错例数 | 2 | 4 | 复查 |", "D2"),
        ("| 东风镇 | 年终 | 差错例数 | | | 复查 |", "E2"),
        ("| 东风镇 | 年终 | 差错例数 | | 4 | |", "F2"),
        ("| 东风镇 | 年终 | 差错例数 | | 4.5 | 复查 |", "E2"),
        ("| 东风镇 | 年终 | 完成率 | | 89.8 | 复查 |", "E2"),
        ("| 东风镇 | 年终 | 设立专栏 | | 不清楚 | 复查 |", "E2"),
        ("| 东风镇 | 年终 | | 2 | 6 | 申诉 |", "E2"),
    ],
)
def test_mistakes_in_changes(row: str, cell: str) -> None:
    assert errors(SMALL + PERIODS + APPROVED + row + "\n")[0][1] == f"核定调整!{cell}"


def test_changes_by_alias_and_percent_and_not_applicable() -> None:
    rows = "| 东风 | 年终 | 完成率 | | 89.8% | 复查 |\n| 朝阳镇 | 半年 | 设立专栏 | | √ | 复查 |\n"
    rows += "| 新城 | 半年、年终 | | 2 | 不适用 | 申诉 |\n"
    found = md.scheme(SMALL + PERIODS + APPROVED + rows).approved
    assert [(v.unit, v.period, v.key, v.value) for v in found] == [
        ("东风镇", "年终", "完成率", Fraction(898, 1000)),
        ("朝阳镇", "半年", "设立专栏", "是"),
        ("新城街道", "半年", "2", "不适用"),
        ("新城街道", "年终", "2", "不适用"),
    ]


def test_a_second_change_of_the_same_figure_is_told() -> None:
    rows = "| 东风镇 | 年终 | 差错例数 | | 4 | 复查 |\n| 东风 | 年终 | 差错例数 | | 3 | 申诉 |\n"
    scheme, findings = md.read(SMALL + PERIODS + APPROVED + rows)
    assert scheme is not None
    assert ("S406", "核定调整!A3") in md.told(findings)


def test_an_indicator_of_four_levels_by_its_plain_number() -> None:
    """2.3.3.1 for 二.3.⑶.① in 核定调整, 依据, 并列比较 and 得分[…]."""
    rows = [
        ("一、", 5, ""),
        ("1、", 5, "每例扣分 | 差错例数 | | 1"),
        ("二、", 9, ""),
        ("1、", 4, "每例扣分 | 差错例数 | | 1"),
    ]
    rows += [("2、", 5, ""), ("⑴", 2, "达标得分 | 设立专栏 | 是 | 2"), ("⑵", 3, "公式得分 | | 得分[2.2.1]+1 | ")]
    table = "".join(f"| {number} | {mark} | {rule or ' | | | '} |\n" for number, mark, rule in rows)
    rubric = "## 评分细则\n| 编号 | 标准分 | 计分方式 | 数据项 | 基准 | 分值 |\n" + table
    text = (
        SMALL[: SMALL.index("## 评分细则")].replace("| 年度 | 2022 |", "| 年度 | 2022 |\n| 并列比较 | 2.2.1 |") + rubric
    )
    text += APPROVED + "| 东风镇 | | | 2.2.1 | 1.5 | 申诉 |\n" + reward(奖惩="奖", 依据="2.1", 名次起="1", 金额="500")
    scheme = md.scheme(text)
    assert scheme.approved[0].key == "二.2.⑴"
    assert scheme.rewards[0].basis == "二.1"
    assert scheme.settings.tie_breaks == ("二.2.⑴",)


def test_past_results_by_alias_and_words_for_no_rank() -> None:
    rows = "## 历年结果\n| 年度 | 单位 | 范围 | 名次 |\n| 2021年 | 东风 | 总分 | 第1名 |\n"
    rows += "| 2021 | 朝阳镇 | | 不参与排名 |\n| 2021 | 老城镇 | | 3 |\n"
    scheme, findings = md.read(SMALL + rows)
    assert scheme is not None
    assert [(p.year, p.unit, p.scope, p.rank) for p in scheme.past_results] == [
        (2021, "东风镇", "总分", 1),
        (2021, "朝阳镇", "总分", None),
        (2021, "老城镇", "总分", 3),
    ]
    assert md.told(findings) == [("S401", "历年结果!B4")]


def test_the_same_past_result_twice() -> None:
    rows = "## 历年结果\n| 年度 | 单位 | 名次 |\n| 2021 | 东风 | 1 |\n| 2021 | 东风镇 | 2 |\n"
    assert errors(SMALL + rows) == [("S106", "历年结果!B3")]


# -- lists, however they are separated --------------------------------------------------------------------------------

SEPARATORS = st.sampled_from(["、", "；", ";", "，", ",", " 、 "])


def known() -> DeclaredNames:
    scheme = md.scheme(TWO_LINES)
    return DeclaredNames(
        scheme.names, scheme.groups, scheme.lines, scheme.calendar, scheme.units, scheme.items, scheme.indicators
    )


KNOWN = known()


@given(st.lists(st.sampled_from(["总分", "党政线", "业务线", "1", "2"]), min_size=1, max_size=8), st.data())
def test_any_list_of_bases_is_read_in_its_order_and_each_once(bases: list[str], data: st.DataObject) -> None:
    text = bases[0] + "".join(data.draw(SEPARATORS) + base for base in bases[1:])
    reader = CellReader()
    assert _bases(row(依据=text), KNOWN, reader) == tuple(dict.fromkeys(bases))
    assert reader.findings == []


@given(st.lists(st.tuples(st.sampled_from("区街道社县市省"), st.integers(0, 500)), min_size=1, max_size=6), st.data())
def test_any_list_of_sources_keeps_names_and_shares(parts: list[tuple[str, int]], data: st.DataObject) -> None:
    colon = data.draw(st.sampled_from([":", "：", " : "]))
    text = "".join(f"{name}{colon}{share}{data.draw(SEPARATORS)}" for name, share in parts)
    good = sum(share for _, share in parts) > 0 and len({name for name, _ in parts}) == len(parts)
    if good:
        assert sources(Cell(text, NOWHERE), KNOWN.context) == tuple((name, Fraction(share)) for name, share in parts)
    else:
        with pytest.raises(FieldError):
            sources(Cell(text, NOWHERE), KNOWN.context)


def row(**cells: str) -> Row:
    """A row of a table with these cells."""
    grid = Grid("", "奖惩", [[Cell(text, NOWHERE) for text in cells.values()]])
    return Row(grid, 1, {name: position for position, name in enumerate(cells, start=1)}, REWARDS.columns)
