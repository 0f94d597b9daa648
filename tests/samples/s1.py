"""S1 乡镇工作考核: the scheme workbook."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from tests.independent.s1 import COUNTS, FOLDER, LEADERS, UNITS
from tests.samples.kit import Percent, Row, Sheet, write_scheme
from tests.samples.rows import clause, count, each, indicator, measure_of

if TYPE_CHECKING:
    from pathlib import Path

ASSESSORS, ARCHIVES = "考核办", "档案室"

SETTINGS = Sheet(
    "考核设置",
    ("设置", "值", "说明"),
    [
        ("考核名称", "2022年度乡镇工作目标考核", ""),
        ("年度", 2022, ""),
        ("主办单位", "清江县乡镇工作考核领导小组办公室", ""),
        ("落款日期", dt.date(2023, 1, 16), ""),
        ("小数位", 2, ""),
        ("并列规则", "并列不占位", "两家并列第一，下一家是第二"),
        ("并列比较", "1、3", "总分相同的，先比目标完成率得分，再比无B类违规得分"),
        ("收表", "已截止", "没有交表的按缺报处理评定"),
        ("缺报处理", "待定", "没有交表的不排名，总分列为待定，补报后再算"),
        ("不适用处理", "剔除折算", "没有后进村的乡镇，第7项填“不适用”"),
    ],
    title="2022年度乡镇工作考核方案",
    notes=[
        "一、本考核为百分制，按事项加减分；加分和B类违规超例扣分直接作用于总分。",
        "二、原文各项标准分合计98分，另有自编简报加分3分，均照原文，未作调整。",
    ],
    widths={"设置": 14, "值": 44, "说明": 56},
)

MAILBOXES = "anhe bailu changqiao dongling fenglin gudu hongyan jinxi meiwu wanghu".split()  # noqa: SIM905
UNITS_SHEET = Sheet(
    "考核对象",
    ("单位名称", "别名", "分组", "邮箱"),
    [
        (unit, f"{unit}人民政府；{unit}政府", "镇" if unit.endswith("镇") else "乡", f"{MAILBOXES[i]}@example.com")
        for i, unit in enumerate(UNITS)
    ],
    title="考核对象",
    notes=["单位名称和邮箱均为虚构。"],
)

PERIODS = Sheet("考核期", ("期次", "截止日期", "说明"), [("全年", dt.date(2023, 1, 10), "一年考核一次")])

ITEM_COLUMNS = ("数据项", "计量单位", "类型", "填报人", "必填", "最小", "最大", "说明")
UNIT_OF = {"例数": "例", "次数": "次", "篇数": "篇", "单位数": "个"}


def _count(item: str, note: str = "没有发生填0") -> Row:
    return count(item, measure_of(item, UNIT_OF), "本单位", 99, note)


ITEMS = Sheet(
    "填报项",
    ITEM_COLUMNS,
    [
        ("目标完成率", "%", "百分比", "本单位", "是", Percent(0), Percent(1.5), "完成数÷目标数"),
        *[(item, None, "是否", "本单位", "是", None, None, "本年是否办成一个联系点") for item in LEADERS],
        ("专题会议与投入得分", "分", "数值", ASSESSORS, "是", 0, 10, "考核办查阅会议记录和拨款凭证后评分"),
        *[_count(item, "没有后进村的填“不适用”" if item == "后进村缺位例数" else "没有发生填0") for item in COUNTS],
        _count("单独采用篇数", "被上级简报单独采用"),
        _count("综合采用篇数", "被上级简报综合采用"),
        ("自编简报满一年", None, "是否", "本单位", "是", None, None, "每月至少一期，连续满一年"),
        ("档案归档规范", None, "是否", ARCHIVES, "是", None, None, "由档案室抽查认定"),
    ],
    title="填报项",
)

COLUMNS = (
    "编号", "项目", "考核内容", "标准分", "评分标准", "计分方式", "数据项", "基准", "每", "分值", "上限", "计入",
    "备注",
)  # fmt: skip


TARGETS = [
    *indicator(
        "1",
        "目标完成率",
        10,
        clause("目标完成率达99%得满分，每降1个百分点扣2分", "差额扣分", "目标完成率", 2, 基准=">=99%", 每=1),
        block="目标任务",
    ),
    *indicator("2", "无A类违规", 5, clause("没有A类违规得满分，有1例即不得分", "达标得分", "A类违规例数", 基准="=0")),
    *indicator(
        "3",
        "无B类违规",
        10,
        each("每例扣2分，扣完为止", "B类违规例数", 2),
        each("超过5例的，超出部分每例另从总分扣4分", "B类违规例数", 4, 基准=">5", 计入="总分"),
    ),
]
LEADERSHIP = [
    *indicator(
        "4",
        "领导联系点",
        5,
        clause("四类领导各办一个联系点，全办得满分，否则不得分", "达标得分", "、".join(LEADERS), 基准="是"),
        block="组织领导",
    ),
    *indicator(
        "5",
        "专题会议与投入落实",
        10,
        clause("考核办按会议和投入落实情况评分，0至10分", "直接评分", "专题会议与投入得分"),
    ),
    *indicator("6", "责任书签订与奖惩兑现", 5, each("缺1个单位扣1分", "责任书缺签单位数", 1)),
    *indicator("7", "后进村联系点", 5, each("出现1例缺位扣1分", "后进村缺位例数", 1)),
]
INFORMATION = [
    *indicator(
        "8",
        "每月报送信息1篇",
        20,
        each("缺报1篇扣1分", "信息缺报篇数", 1),
        each("迟报1篇扣0.5分", "信息迟报篇数", 0.5, 备注="原文缺数，此处自定"),
        block="信息与报告",
    ),
    *indicator(
        "9",
        "信息采用",
        6,
        clause("单独采用3篇及以上得6分，每少1篇扣2分", "增减得分", "单独采用篇数", "6;+0;-2", 基准="3", 每=1),
        clause("综合采用每篇得2分；两条并列计算，合计最高6分", "每例得分", "综合采用篇数", 2, 上限=6),
    ),
    *indicator(
        "10",
        "自编简报",
        None,
        clause("自编简报连续一年的，总分加3分", "达标得分", "自编简报满一年", 3, 基准="是", 计入="总分"),
    ),
    *indicator(
        "11",
        "年度计划与总结",
        4,
        each("缺报每次扣2分", "计划总结缺报次数", 2),
        each("迟报每次扣1分", "计划总结迟报次数", 1),
    ),
    *indicator(
        "12",
        "情况报送",
        8,
        each("漏报每次扣3分", "情况漏报次数", 3),
        each("拖延每次扣1分", "情况拖延次数", 1),
    ),
    *indicator("13", "督查汇报", 4, each("缺1次扣2分", "督查汇报缺少次数", 2)),
]
ORDER = [
    *indicator(
        "14",
        "联系记录",
        2,
        clause("发生重大失误1次即不得分", "触发清零", "重大失误次数", 基准=">=1"),
        block="日常管理",
    ),
    *indicator("15", "保密", 2, clause("发生泄密1例即不得分", "触发清零", "泄密例数", 基准=">=1")),
    *indicator("16", "档案归档", 2, clause("归档规范得2分，否则不得分", "达标得分", "档案归档规范", 基准="是")),
]
RUBRIC = Sheet(
    "评分细则",
    COLUMNS,
    [*TARGETS, *LEADERSHIP, *INFORMATION, *ORDER],
    title="乡镇工作考核评分细则",
    notes=["各项扣完为止。“计入”为“总分”的条款不影响本项得分，直接加减总分。"],
    widths={"评分标准": 34, "数据项": 20, "项目": 10, "备注": 20},
)


def build_scheme(folder: Path) -> None:
    write_scheme(folder / FOLDER / "方案.xlsx", [SETTINGS, UNITS_SHEET, PERIODS, ITEMS, RUBRIC])
