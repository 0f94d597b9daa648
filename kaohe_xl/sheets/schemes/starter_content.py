"""The scheme that a new folder starts with: small, complete, and right as it stands, to be written over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from kaohe_xl.base.sheet_names import (
    APPROVED,
    CASES,
    GRADES,
    ITEMS,
    LINES,
    PAST_RESULTS,
    PERIODS,
    REWARDS,
    RUBRIC,
    SETTINGS,
    UNITS,
    VETOES,
)
from kaohe_xl.scheme.model.settings import BY_NAME

Value = str | int | Fraction | date
StarterRow = Mapping[str, Value]

_HALF, _END, _WHOLE = "半年", "年终", "全年"


def content(title: str, year: int) -> dict[str, Sequence[StarterRow]]:
    """Rows by sheet, in the order of the workbook; a sheet without rows is there to be filled in."""
    return {
        SETTINGS: _settings(title, year),
        UNITS: _UNITS,
        LINES: (),
        PERIODS: _periods(year),
        ITEMS: _ITEMS,
        RUBRIC: _RUBRIC,
        VETOES: _VETOES,
        GRADES: _GRADES,
        REWARDS: _rewards(year),
        APPROVED: (),
        PAST_RESULTS: (),
        CASES: (),
    }


def _settings(title: str, year: int) -> Sequence[StarterRow]:
    """Every setting with its default, and what it does."""
    own: Mapping[str, Value] = {"考核名称": title, "年度": year}
    return [{"设置": each.name, "值": own.get(each.name, each.shown), "说明": each.help} for each in BY_NAME.values()]


_UNITS: Sequence[StarterRow] = (
    {"单位名称": "甲镇", "分组": "镇", "书记": "张三", "人口数": 32000},
    {"单位名称": "乙镇", "别名": "乙乡", "分组": "镇", "书记": "李四", "人口数": 28000},
    {"单位名称": "丙镇", "分组": "镇", "书记": "王五", "人口数": 41000},
    {"单位名称": "丁街道", "分组": "街道", "书记": "赵六", "人口数": 67000},
    {"单位名称": "戊街道", "分组": "街道", "书记": "孙七", "人口数": 52000},
)


def _periods(year: int) -> Sequence[StarterRow]:
    return (
        {"期次": _WHOLE, "汇总方式": "加权", "说明": "由半年、年终加权得出，不另填表"},
        {"期次": _HALF, "上级期次": _WHOLE, "权重": Fraction(30, 100), "截止日期": date(year, 7, 10)},
        {"期次": _END, "上级期次": _WHOLE, "权重": Fraction(70, 100), "截止日期": date(year + 1, 1, 10)},
    )


_ITEMS: Sequence[StarterRow] = (
    {"数据项": "任务完成数", "计量单位": "项", "类型": "整数", "填报人": "本单位", "最小": 0},
    {"数据项": "任务总数", "计量单位": "项", "类型": "整数", "填报人": "本单位", "最小": 1},
    {"数据项": "任务完成率", "类型": "百分比", "公式": "任务完成数÷任务总数", "说明": "派生项，由公式算出，不用填报"},
    {"数据项": "群众满意率", "计量单位": "%", "类型": "百分比", "填报人": "统计局", "最小": "0%", "最大": "100%"},
    {"数据项": "信访件数", "计量单位": "件", "类型": "整数", "填报人": "信访局", "最小": 0},
    {"数据项": "档案规范", "类型": "是否", "填报人": "本单位"},
    {"数据项": "现场检查得分", "计量单位": "分", "类型": "数值", "填报人": "考核办", "最小": 0, "最大": 20},
    {"数据项": "市级表彰次数", "计量单位": "次", "类型": "整数", "填报人": "本单位", "最小": 0},
    {"数据项": "重大事故", "类型": "是否", "填报人": "应急局", "期内汇总": "任一"},
)
_RUBRIC: Sequence[StarterRow] = (
    {
        "编号": "1",
        "项目": "主要工作",
        "考核内容": "主要工作",
        "标准分": 60,
    },
    {
        "编号": "1.1",
        "考核内容": "任务完成",
        "标准分": 40,
        "评分标准": "任务完成率达到95%，每低1个百分点扣2分，扣完为止",
        "计分方式": "差额扣分",
        "数据项": "任务完成率",
        "基准": ">=95%",
        "每": 1,
        "分值": 2,
    },
    {
        "编号": "1.2",
        "考核内容": "群众满意",
        "标准分": 20,
        "评分标准": "群众满意率达到90%得20分，不到的按比例得分",
        "计分方式": "比例得分",
        "数据项": "群众满意率",
        "基准": ">=90%",
        "分值": 20,
    },
    {
        "编号": "2",
        "项目": "日常工作",
        "考核内容": "日常工作",
        "标准分": 40,
    },
    {
        "编号": "2.1",
        "考核内容": "信访和档案",
        "标准分": 20,
        "评分标准": "信访每件扣2分",
        "计分方式": "每例扣分",
        "数据项": "信访件数",
        "分值": 2,
    },
    {
        "评分标准": "档案不规范的扣5分",
        "计分方式": "不达标扣分",
        "数据项": "档案规范",
        "基准": "是",
        "分值": 5,
        "备注": "编号空着，是2.1的第二条",
    },
    {
        "编号": "2.2",
        "考核内容": "现场检查",
        "标准分": 20,
        "评分标准": "考核办现场检查评分，0至20分",
        "计分方式": "直接评分",
        "数据项": "现场检查得分",
    },
    {
        "编号": "3",
        "项目": "加分",
        "考核内容": "受表彰",
        "评分标准": "受市级表彰每次加1分，最多加3分，直接计入全年总分",
        "计分方式": "每例得分",
        "数据项": "市级表彰次数",
        "分值": 1,
        "上限": 3,
        "计入": "总分",
        "适用期次": _WHOLE,
    },
)
_VETOES: Sequence[StarterRow] = (
    {"否决项": "发生重大事故", "条件": "重大事故=是", "后果": "不参与排名；取消奖励；取消评优"},
)
_GRADES: Sequence[StarterRow] = (
    {"等次": "优秀", "最低分": 90, "比例上限": Fraction(40, 100), "说明": "不超过参评单位的40%"},
    {"等次": "良好", "最低分": 80},
    {"等次": "合格", "最低分": 60},
    {"等次": "不合格", "说明": "60分以下"},
)


def _rewards(year: int) -> Sequence[StarterRow]:
    return (
        {"奖惩": "一等奖", "类型": "奖励", "依据": "总分", "名次起": 1, "名次止": 1, "方式": "定额", "金额": 20000},
        {"奖惩": "二等奖", "类型": "奖励", "依据": "总分", "名次起": 2, "名次止": 3, "方式": "定额", "金额": 10000},
        {
            "奖惩": "先进单位",
            "类型": "通报表扬",
            "依据": "总分",
            "名次起": 1,
            "名次止": 2,
            "等次": "优秀",
            "称号": f"{year}年度先进单位",
            "通报模板": "表扬",
        },
        {"奖惩": "通报批评", "类型": "通报批评", "依据": "总分", "等次": "不合格", "通报模板": "批评"},
    )


NOTES: Mapping[str, str] = {
    SETTINGS: "说明：值空着的用默认；另外加的设置可以在通报模板里用。",
    UNITS: "说明：以上是示例，换成自己的单位。分组、书记、人口数这样的列可以自己加，条件和公式里都能用。",
    LINES: "说明：分几条线各自排名的（如 党政线、业务线）在这里登记，评分细则的考核线一列写明；只有一条线的不填。",
    PERIODS: "说明：一年只考一次的，把各行删去即可；按月、按季考核的，一期一行，写明上级期次。",
    ITEMS: "说明：以上是示例。评分细则、一票否决和奖惩用到的数都在这里登记，kaohe issue 照它做填报表。",
    RUBRIC: "说明：以上是示例。各计分方式怎么填，见“计分方式说明”；改完运行 kaohe check 体检。",
    VETOES: "说明：没有一票否决的，把各行删去即可。",
    GRADES: "说明：从好到差排列；有比例上限的，按名次从前往后取，不超过比例。",
    REWARDS: "说明：金额单位是元；没有奖惩的，把各行删去即可。",
    APPROVED: "说明：审核、申诉后改定的数写在这里，原来填报的数不动；以后每次评分都以核定为准。",
    CASES: "说明：编几个例子，写明应得几分；评分前照方案重算，不一致就不评分。kaohe check --examples 可以代拟。",
    PAST_RESULTS: "说明：往年的名次和等次，判断“连续几年”时用；没有的不填。",
}
