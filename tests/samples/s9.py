"""S9 岗位月考核与绩效工资: the scheme workbook."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from tests.independent.s9 import CLOSING, FOLDER, MONTHS, PERIODS, POSTS, QUARTERS, REPORT_DUE, ROOT_PERIOD
from tests.samples.kit import Cell, Row, Sheet, write_scheme
from tests.samples.rows import CHOSEN

if TYPE_CHECKING:
    from pathlib import Path


SETTINGS = Sheet(
    "考核设置",
    ("设置", "值", "说明"),
    [
        ("考核名称", "2022年村级服务岗位月考核", ""),
        ("年度", 2022, ""),
        ("主办单位", "临川县村级服务岗位管理办公室", ""),
        ("落款日期", dt.date(2022, 10, 28), ""),
        ("小数位", 2, ""),
        ("收表", "已截止", "没有交表的按缺报处理评定"),
        ("缺报处理", "不排名", "当月没有交表的，当月和所在季度、全年不排名，当月不发绩效工资"),
        ("考核对象类型", "个人", "通知里称“你”，按人计数"),
        ("不适用处理", "剔除折算", "当月没有安排的任务填“不适用”，其余任务得分按100分折算"),
    ],
    title="2022年岗位月考核与绩效工资方案",
    notes=[
        "一、以岗定责、以责定分、以分定酬：每人每月一份责任书，满分100分，按期完成得分，逾期每天扣分。",
        "二、绩效工资＝绩效基数×得分÷满分，按月发放。",
        "三、当月有未完成任务的，发预警提醒。",
        "四、报表时限：月报次月6日前，半年报4月13日前，年报10月13日前，迟报按天扣分。",
    ],
    widths={"设置": 14, "值": 44, "说明": 56},
)

MAILBOXES = "lichunmei wangjianjun zhaoxiaolan zhouwenhua sunyufang hezhiqiang maxiuying zhengguoping"
UNITS_SHEET = Sheet(
    "考核对象",
    ("单位名称", "分组", "上级单位", "所属镇", "绩效基数", "邮箱"),
    [
        (name, post, village, town, base, f"{mailbox}@example.com")
        for (name, (village, town, post, base)), mailbox in zip(POSTS.items(), MAILBOXES.split(), strict=True)
    ],
    title="考核对象（岗位）",
    notes=[
        "“单位名称”填在岗人员姓名，“上级单位”填所在村，按镇、村、人三级汇总；人员和单位均为虚构。绩效基数单位：元/月。"
    ],
)


def _period(name: str) -> Row:
    if name == ROOT_PERIOD:
        return (name, None, "平均", None, "取两个季度得分的平均")
    if name in QUARTERS:
        return (name, ROOT_PERIOD, "平均", None, "取三个月得分的平均")
    quarter = next(q for q, months in QUARTERS.items() if name in months)
    note = {"4月": "本月另报半年报", "9月": "本月另报年报"}.get(name)
    return (name, quarter, None, CLOSING[name], note)


PERIODS_SHEET = Sheet(
    "考核期",
    ("期次", "上级期次", "汇总方式", "截止日期", "说明"),
    [_period(name) for name in PERIODS],
    title="考核期",
    notes=["截止日期是交考核表的最后一天；到这一天还没有报送的报表，按这一天计算迟报天数。"],
)

ITEMS = Sheet(
    "填报项",
    ("数据项", "计量单位", "类型", "填报人", "必填", "最小", "最大", "期内汇总", "说明"),
    [
        ("走访逾期天数", "天", "整数", "本单位", "是", 0, 31, "合计", "按期完成填0"),
        ("采集逾期天数", "天", "整数", "本单位", "是", 0, 31, "合计", "按期完成填0"),
        ("宣传逾期天数", "天", "整数", "本单位", "是", 0, 31, "合计", "按期完成填0，当月没有安排填“不适用”"),
        ("台账按期完成", None, "是否", "本单位", "是", None, None, "最新", "当月没有安排填“不适用”"),
        ("未完成任务数", "项", "整数", "本单位", "是", 0, 31, "合计", "到填表时仍未完成的任务"),
        ("月报报送日期", None, "日期", "本单位", "否", None, None, "最新", "没有报送的不填"),
        ("半年报报送日期", None, "日期", "本单位", "否", None, None, "最新", "只在4月填写"),
        ("年报报送日期", None, "日期", "本单位", "否", None, None, "最新", "只在9月填写"),
    ],
    title="填报项",
)

COLUMNS = (
    "编号", "项目", "考核内容", "标准分", "评分标准", "计分方式", "数据项", "基准", "每", "分值", "上限", "计入",
    "适用期次", "备注",
)  # fmt: skip


def _task(no: str, content: str, full: int, text: str, item: str, points: float, **more: Cell) -> Row:
    task: dict[str, Cell] = {"编号": no, "考核内容": content, "标准分": full, "评分标准": text}
    return task | {"计分方式": "每例扣分", "数据项": item, "分值": points, "备注": CHOSEN} | more


def _monthly_report(month: str) -> Row:
    due = REPORT_DUE[month]
    first: dict[str, Cell] = {"编号": "5", "项目": "报表", "考核内容": "月报", "标准分": 20}
    return (first if month == MONTHS[0] else {}) | {
        "评分标准": f"{month}的月报{due.month}月{due.day}日前报送，迟1天扣2分，扣完为止",
        "计分方式": "超期扣分",
        "数据项": "月报报送日期",
        "基准": f"<={due}",
        "每": 1,
        "分值": 2,
        "适用期次": month,
        "备注": f"每天扣分数{CHOSEN}" if month == MONTHS[0] else None,
    }


def _seasonal(text: str, item: str, due: str, month: str, **more: Cell) -> Row:
    clause: dict[str, Cell] = {
        "评分标准": text,
        "计分方式": "超期扣分",
        "数据项": item,
        "基准": due,
        "每": 1,
        "分值": 1,
    }
    return more | clause | {"上限": 10, "计入": "总分", "适用期次": month, "备注": f"每天扣分数和上限{CHOSEN}"}


RUBRIC = Sheet(
    "评分细则",
    COLUMNS,
    [
        _task("1", "入户走访", 25, "按期完成得25分，逾期每天扣1分", "走访逾期天数", 1, 项目="月度任务"),
        _task("2", "信息采集", 25, "按期完成得25分，逾期每天扣1分", "采集逾期天数", 1),
        _task("3", "宣传服务", 15, "按期完成得15分，逾期每天扣0.5分", "宣传逾期天数", 0.5),
        {
            "编号": "4",
            "考核内容": "台账归档",
            "标准分": 15,
            "评分标准": "当月按期完成得15分，否则不得分",
            "计分方式": "达标得分",
            "数据项": "台账按期完成",
            "基准": "是",
            "备注": CHOSEN,
        },
        *map(_monthly_report, MONTHS),
        _seasonal(
            "半年报4月13日前报送，迟1天从总分扣1分，最多扣10分",
            "半年报报送日期",
            "<=2022-04-13",
            "4月",
            编号="6",
            考核内容="半年报、年报",
        ),
        _seasonal("年报10月13日前报送，迟1天从总分扣1分，最多扣10分", "年报报送日期", "<=2022-10-13", "9月"),
    ],
    title="岗位月考核评分细则（责任书）",
    notes=["每月满分100分。“前”含当日。各项任务的分值和每天扣分数原文未列，由本方案自定。"],
    widths={"评分标准": 36, "备注": 22},
)

REWARDS = Sheet(
    "奖惩",
    ("奖惩", "类型", "依据", "期次", "条件", "方式", "基准", "备注"),
    [
        {
            "奖惩": "绩效工资",
            "类型": "补贴",
            "依据": "总分",
            "期次": "月",
            "方式": "公式",
            "基准": "绩效基数 × 最大(总分, 0) ÷ 100",
            "备注": "绩效工资＝基数×得分÷满分；得分为负的按0算",
        },
        {
            "奖惩": "预警提醒",
            "类型": "预警提醒",
            "期次": "月",
            "条件": "未完成任务数>0",
            "备注": "当月有未完成任务的，提醒本人限期完成",
        },
    ],
    title="绩效工资与预警",
)


def build_scheme(folder: Path) -> None:
    write_scheme(folder / FOLDER / "方案.xlsx", [SETTINGS, UNITS_SHEET, PERIODS_SHEET, ITEMS, RUBRIC, REWARDS])
