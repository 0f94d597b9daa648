"""A scheme with mistakes: each is reported at its cell, all in one run, in words a clerk understands."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from kaohe_xl.base.finding import Finding, Severity
from kaohe_xl.cli import app
from kaohe_xl.messages import CATALOGUE
from kaohe_xl.reading.read import read_book
from kaohe_xl.scheme.read import read_scheme
from tests.scheme.text import SMALL
from tests.support import markdown as md

SEEDED = """
## 考核设置
| 设置 | 值 |
|---|---|
| 考核名称 | 2022年镇街考核 |
| 年度 | 2022 |
| 并列规则 | 并列不占 |
## 考核对象
| 单位名称 | 别名 | 分组 | 书记 |
|---|---|---|---|
| 东风镇 | 东风 | 镇 | 张伟 |
| 朝阳镇 | 东风 | 镇 | 李娜 |
| 新城街道 | 新城 | 街道 | 王芳 |
## 考核期
| 期次 | 上级期次 | 权重 | 汇总方式 |
|---|---|---|---|
| 全年 | | | 加权 |
| 半年 | 全年 | 30% | |
| 年终 | 全年 | 60% | |
## 填报项
| 数据项 | 计量单位 | 类型 | 填报人 | 最小 | 最大 | 公式 |
|---|---|---|---|---|---|---|
| 完成率 | % | 百分比 | 本单位 | 0 | 100% | |
| 差错例数 | 例 | 整数 | 监测科 | 0 | | |
| 设立专栏 | | 是非 | | | | |
| 已报数 | 份 | 整数 | | 0 | | |
| 下发数 | 份 | 整数 | | 0 | | |
| 上报率 | | 百分比 | | | | 已报数 ÷ (下发数 |
## 考核线
| 考核线 | 适用分组 | 满分 |
|---|---|---|
| 党政线 | 镇、街道 | 25 |
| 业务线 | 乡 | |
## 评分细则
| 编号 | 考核线 | 考核内容 | 标准分 | 评分标准 | 计分方式 | 数据项 | 基准 | 每 | 分值 |
|---|---|---|---|---|---|---|---|---|---|
| 1 | 党政线 | 质量 | 20 | | | | | | |
| 1.1 | | 完成情况 | 10 | 完成率达到95%，每降1个百分点扣1分 | 差额扣分 | 完成率 | >=95 | 1 | 1 |
| 1.2 | | 差错 | 5 | 每例扣2分 | 每例扣份 | 差错例数 | | | 2 |
| 2 | | 上报 | 10 | 上报率100%得10分 | 比例得分 | 上报率 | >=100% | | 10 |
| 1.1 | 业务线 | 专栏 | 5 | 没有设立专栏的扣1分 | 不达标扣分 | 设立专兰 | 是 | | 1 |
## 一票否决
| 否决项 | 条件 | 后果 |
|---|---|---|
| 重大差错 | 差错例数>=10 | 名次后退2位 |
## 等次
| 等次 | 最低分 | 比例上限 |
|---|---|---|
| 优秀 | 90 | 30 |
| 合格 | | |
## 奖惩
| 奖惩 | 类型 | 依据 | 名次起 | 名次止 | 等次 | 对象 | 方式 | 金额 |
|---|---|---|---|---|---|---|---|---|
| 一等奖 | 奖励 | 总分 | 1 | 1 | 优良 | 书记 | 定额 | |
"""

SEEDED_AT = {
    "考核设置!B4": "是不是“并列不占位”",  # unknown choice
    "考核对象!B3": "一个名字只能指一个单位",  # an alias claimed by two units
    "考核期!A3": "30% + 年终 60%",  # weights that add up to 90%
    "填报项!C4": "数值、百分比、整数、是否",  # unknown type
    "填报项!G7": "括号是否成对",  # an unfinished formula, with its position
    "考核线!B3": "没有分组“乡”",  # unknown group
    "评分细则!D2": "下级各项加起来是 15",  # parent ≠ sum of children
    "评分细则!H3": "写成 95%",  # a bare number against a percent
    "评分细则!F4": "是不是“每例扣分”",  # unknown method
    "评分细则!A6": "A3 已经有了",  # duplicate 编号
    "评分细则!G6": "是不是“设立专栏”",  # unknown item
    "一票否决!C2": "是不是“名次后移2位”",  # unknown consequence
    "等次!C2": "写成 30%",  # a ratio without its sign
    "奖惩!F2": "没有等次“优良”",  # a grade that does not exist
    "奖惩!I2": "定额方式要填金额",  # money forgotten
}


def test_fifteen_seeded_mistakes_are_all_reported_at_their_cells_in_one_run() -> None:
    scheme, findings = md.read(SEEDED)
    assert scheme is None, "a scheme with errors scores nothing"
    said = {f"{each.place.sheet}!{each.place.cell}": str(each) for each in findings}
    assert list(said) == list(SEEDED_AT), "nothing else, and in the order of the workbook"
    assert {at: words for at, words in SEEDED_AT.items() if words not in said[at]} == {}
    assert all(each.severity is Severity.ERROR for each in findings)


def test_the_same_mistakes_are_found_in_the_file(tmp_path: Path) -> None:
    book = read_book(md.write(SEEDED, tmp_path / "方案.xlsx"))
    scheme, findings = read_scheme(book)
    assert scheme is None
    assert [str(each) for each in findings] == [str(each) for each in md.read(SEEDED)[1]]


def test_nothing_is_scored_and_the_exit_status_says_so(tmp_path: Path) -> None:
    md.write(SEEDED, tmp_path / "考核" / "方案.xlsx")
    (tmp_path / "考核" / "收表").mkdir()
    for command in ("check", "run", "issue"):
        result = CliRunner().invoke(app, [command, str(tmp_path / "考核")])
        assert result.exit_code == 2, result.output
        assert all(code in result.output for code in ("S104", "S105", "S106", "S110", "S112", "S201", "S306"))
        assert all(cell in result.output for cell in SEEDED_AT), "every one of them is on the screen"
    assert not list((tmp_path / "考核").rglob("*评分结果*"))


# -- one mistake at a time: old, new, code, cell, words ---------------------------------------------------------------

ONE = [
    ("| 完成率 | % | 百分比 | 本单位 |", "| 完成率 | % | 百分比 | 各单位 |", "S105", "填报项!D2", "写 本单位"),
    ("| 完成率 | % | 百分比 | 本单位 |", "| | % | 百分比 | 本单位 |", "S104", "填报项!A2", "补上数据项"),
    ("| 完成率 | % | 百分比 |", "| 总分 | % | 百分比 |", "S105", "填报项!A2", "计算本身用的"),
    ("| 完成率 | % | 百分比 |", "| 人口数 | % | 百分比 |", "S105", "填报项!A2", "考核对象里也有"),
    ("| 本单位 | 0 | 100% |", "| 本单位 | 0 | 100 |", "S105", "填报项!F2", "写成 100%"),
    ("| 本单位 | 0 | 100% |", "| 本单位 | 50% | 20% |", "S105", "填报项!F2", "最小不能大于最大"),
    ("| 差错例数 | 例 | 整数 | 监测科 | 0 |", "| 差错例数 | 例 | 整数 | 监测科 | 0.5 |", "S105", "填报项!E3", "整数"),
    ("| 设立专栏 | | 是否 | | | |", "| 设立专栏 | | 是否 | | 1 | |", "S105", "填报项!E4", "没有大小"),
    ("| 年度 | 2022 |", "| 年度 | 二〇二二 |", "S105", "考核设置!B3", "四位数的年份"),
    ("| 年度 | 2022 |", "| 年度 | 2022 |\n| 小数位 | 9 |", "S105", "考核设置!B4", "0 到 6"),
    ("| 年度 | 2022 |", "| 年度 | 2022 |\n| 并列比较 | 1、9 |", "S105", "考核设置!B4", "没有考核线或编号“9”"),
    ("| 年度 | 2022 |", "| 年度 | 2022 |\n| 年度 | 2023 |", "S106", "考核设置!A4", "A3 已经有了"),
    ("| 朝阳镇 | | 镇 | 李娜 |", "| 东风镇 | | 镇 | 李娜 |", "S106", "考核对象!A3", "A2 已经有了"),
    ("| 朝阳镇 | | 镇 | 李娜 |", "| | | 镇 | 李娜 |", "S104", "考核对象!A3", "补上单位名称"),
    ("| 朝阳镇 | | 镇 | 李娜 |", "| #REF! | | 镇 | 李娜 |", "S116", "考核对象!A3", "#REF!"),
    ("差额扣分 | 完成率 | >=95%", "差额扣分 | 完成率 | 95%", "S201", "评分细则!H2", "没有写明方向"),
    ("差额扣分 | 完成率 | >=95%", "差额扣分 | 完成率、差错例数 | >=95%", "S201", "评分细则!G2", "只看一个数据项"),
    ("差额扣分 | 完成率 | >=95%", "差额扣分 | 设立专栏 | >=95%", "S201", "评分细则!G2", "是否"),
    ("差额扣分 | 完成率 | >=95%", "差额扣分 | 完成率 | 镇:>=95%; 乡:>=90%", "S201", "评分细则!H2", "没有分组“乡”"),
    ("差额扣分 | 完成率 | >=95%", " | 完成率 | >=95%", "S312", "评分细则!F2", "却没有计分方式"),
    ("| 1 | 工作质量 | 完成情况 | 10 |", "| | 工作质量 | 完成情况 | 10 |", "S104", "评分细则!A2", "第一行要有编号"),
    ("| 1 | 工作质量 | 完成情况 | 10 |", "| 1 | 工作质量 | 完成情况 | 十分 |", "S105", "评分细则!D2", "不是一个数"),
    ("| 1 | 工作质量 | 完成情况 | 10 |", "| 1 | 工作质量 | 完成情况 | -10 |", "S105", "评分细则!D2", "填正数"),
    ("| 1 | 工作质量 | 完成情况 | 10 |", "| 1 | 工作质量 | 完成情况 | |", "S305", "评分细则!D2", "在计入一列填 总分"),
    ("| ~ | | | | 没有设立", "| | | 专栏 | 3 | 没有设立", "S311", "评分细则!D4", "标准分却是 3"),
    ("| 每例扣分 | 差错例数 |", "| 每例得分 | 差错例数 |", "S304", "评分细则!A3", "在起点一列填 满分 或 零"),
    ("## 评分细则", "## 考核细则", "S101", "", "改名为“评分细则”"),
    ("## 考核对象", "## 考核对像", "S101", "", "若就是“考核对像”"),
    ("| 单位名称 | 别名 |", "| 甲 | 乙 |", "S102", "考核对象!", "至少要有：单位名称"),
    ("| 编号 | 项目 | 考核内容 |", "| 序 | 项目 | 考核内容 |", "S103", "评分细则!B1", "加一列“编号”"),
]


@pytest.mark.parametrize(("old", "new", "code", "cell", "words"), ONE, ids=[f"{x[2]} {x[3]} {x[4]}" for x in ONE])
def test_one_mistake_is_reported_where_it_stands(old: str, new: str, code: str, cell: str, words: str) -> None:
    assert SMALL.count(old) == 1
    scheme, findings = md.read(SMALL.replace(old, new))
    assert scheme is None
    mine = [
        each
        for each in findings
        if each.code == code and f"{each.place.sheet}!{each.place.cell}".strip("!") in (cell, cell.strip("!"))
    ]
    assert mine, [str(each) for each in findings]
    assert words in str(mine[0])


def only(findings: list[Finding], severity: Severity = Severity.ERROR) -> list[Finding]:
    return [each for each in findings if each.severity is severity]


def test_the_small_scheme_itself_is_right() -> None:
    scheme, findings = md.read(SMALL)
    assert scheme is not None
    assert findings == []


def test_a_misnamed_sheet_is_not_silently_left_out() -> None:
    text = SMALL + "## 一票否决权\n| 否决项 | 条件 | 后果 |\n| 无专栏 | 设立专栏=否 | 取消奖励 |\n"
    scheme, findings = md.read(text)
    assert scheme is None
    assert md.told(findings) == [("S115", "一票否决权!A1")]


def test_extra_sheets_and_columns_are_left_alone() -> None:
    text = SMALL.replace("| 编号 | 项目 |", "| 责任人 | 编号 | 项目 |").replace("| 1 | 工作", "| 何敏 | 1 | 工作")
    text = text.replace("| 2 | | 差错 |", "| | 2 | | 差错 |").replace("| ~ | | | | 没有", "| | ~ | | | | 没有")
    scheme, findings = md.read(text + "## 会议记录\n| 时间 | 内容 |\n| 3月 | 讨论方案 |\n")
    assert scheme is not None
    assert md.told(findings) == [("S107", "评分细则!A1")], "told once, as a warning"


def test_a_row_without_method_is_either_told_or_an_error() -> None:
    note = SMALL.replace("| 不达标扣分 | 设立专栏 | 是 | | 1 |", "| | | | | |")
    scheme, findings = md.read(note)
    assert scheme is not None
    assert ("S302", "评分细则!E4") in md.told(findings)


def test_every_message_reads_as_a_sentence_with_a_remedy() -> None:
    """No English, no code words, and something to do."""
    for message in CATALOGUE.values():
        if message.code.startswith("S"):
            for text in (message.text, message.remedy):
                bare = "".join(part.partition("}")[2] if "}" in part else part for part in text.split("{"))
                known = bare.replace("Excel", "").replace("--anyway", "")
                assert not any(ch.isascii() and ch.isalpha() for ch in known), message.code
            assert message.remedy
            assert not message.text.endswith("。")


BELOW = """
## 考核设置
| 设置 | 值 | 说明 |
| 考核名称 | 样例 | |
| 收表 | 已截止 | |
| | | |
| 注：各线评分表由该线负责人逐条评分，分管领导审核。 | | |
| 评分表样式 | 横排 | |
| 制表人：张三 | 审核人：李四 | |
## 考核对象
| 单位名称 | 分组 |
| 东风镇 | 镇 |
| 注：按行政区划排列。 | |
| 朝阳镇 | 镇 |
## 填报项
| 数据项 | 类型 |
| 差错 | 整数 |
## 评分细则
| 编号 | 标准分 | 计分方式 | 数据项 | 分值 |
| 1 | 10 | 每例扣分 | 差错 | 1 |
| 说明：以下为业务工作，由各科室评分并报考核办备案。 | | | | |
| 2 | 10 | 每例扣分 | 差错 | 2 |
"""


def test_what_stands_below_the_notes_of_a_sheet_is_not_lost_in_silence() -> None:
    """A unit, a setting and a rule written under 注：…; who signed the sheet is none of them."""
    scheme, findings = md.read(BELOW)
    assert scheme is None
    assert [each for each in md.told(findings) if each[0] == "S119"] == [
        ("S119", "考核设置!A6"),
        ("S119", "考核对象!A4"),
        ("S119", "评分细则!A4"),
    ]


def test_a_scheme_in_which_everything_is_judged_needs_no_sheet_of_data_items() -> None:
    judged = BELOW.split("## 填报项")[0].split("| 注：各线")[0] + "## 考核对象\n| 单位名称 |\n| 东风镇 |\n"
    rubric = "## 评分细则\n| 编号 | 标准分 | 评分标准 | 计分方式 | 数据项 | 评分人 |\n"
    rubric += "| 1 | 10 | 由组织科评定 | {} | {} | 组织科 |\n"
    scheme, findings = md.read(judged + rubric.format("评定", ""))
    assert scheme is not None, findings
    assert [code for code, _ in md.told(md.read(judged + rubric.format("每例扣分", "差错"))[1])][:1] == ["S101"]
