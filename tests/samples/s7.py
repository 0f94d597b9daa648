"""S7 县目标责任书: any three of five indicators veto, one of three means single management, cash by place."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from tests.independent.s7 import FOLDER, LAST_YEAR_ORDER, MANAGED_LAST_YEAR, SEX_RATIOS, UNITS
from tests.samples.kit import Cell, Percent, Row, Sheet, write_scheme

if TYPE_CHECKING:
    from pathlib import Path

CHOSEN = "原文缺数，此处自定"
OWN, HEALTH, STATISTICS, FINANCE = "本单位", "县责任书办", "县统计局", "县财政局"

SETTINGS = Sheet(
    "考核设置",
    ("设置", "值", "说明"),
    [
        ("考核名称", "宁川县2021年目标责任书考核", ""),
        ("年度", 2021, ""),
        ("主办单位", "宁川县责任书考核领导小组", ""),
        ("落款日期", dt.date(2022, 1, 20), ""),
        ("小数位", 2, ""),
        ("并列规则", "并列占位", ""),
        ("收表", "已截止", "没有交表的按缺报处理评定"),
        ("缺报处理", "待定", "没有报送的乡镇待定，不排名、不兑现"),
        ("核定优先", "是", "核定调整表里的值代替填报值"),
        ("并列奖金", "各按名次", ""),
    ],
    title="宁川县2021年目标责任书考核兑现办法",
    notes=[
        "一、按得分排名次、分类别：一类、二类、三类。",
        "二、五项指标中任意三项不达标的一票否决；符合率、漏报率、乙类三项有一项不达标的列入单列管理。",
    ],
)

LEADERS = [
    "温良",
    "康志强",
    "苏敏",
    "车玉兰",
    "贺军",
    "冉红梅",
    "祝华",
    "阎涛",
    "丁秀英",
    "姜文",
    "卜凡",
    "梅林",
    "毕胜",
    "葛云",
]
MAILBOXES = (
    "shiqiao liulin sanhe donggang xiping dawangzhuang qingquan longtan yongfeng zaoyuan anle majiaping xinji shuangta"
)


def _units() -> Sheet:
    rows: list[Row] = [
        (unit, unit.removesuffix("镇").removesuffix("乡"), f"{box}@example.com", leader, ratio)
        for unit, box, leader, ratio in zip(UNITS, MAILBOXES.split(), LEADERS, SEX_RATIOS, strict=True)
    ]
    header = ("单位名称", "别名", "邮箱", "责任人", "上年性别比")
    return Sheet("考核对象", header, rows, title="考核对象", notes=["上年性别比由县统计局提供，女=100。"])


PERIODS = Sheet(
    "考核期", ("期次", "截止日期", "说明"), [("年度", dt.date(2021, 12, 31), "年终一次考核")], title="考核期"
)

ITEM_COLUMNS = ("数据项", "计量单位", "类型", "填报人", "必填", "最小", "最大", "说明")


def _rate(name: str, filler: str, note: str = "", least: float = 0) -> Row:
    return (name, "%", "百分比", filler, "是", Percent(least), Percent(1), note)


def _count(name: str, unit: str, filler: str, most: int, note: str = "") -> Row:
    return (name, unit, "整数", filler, "是", 0, most, note)


ITEMS = Sheet(
    "填报项",
    ITEM_COLUMNS,
    [
        _rate("政策符合率", HEALTH, "五项指标之一，不低于90%"),
        _rate("统计误差率", STATISTICS, "五项指标之一，不高于5%"),
        _rate("乙类率", HEALTH, "五项指标之一，不高于2%"),
        _count("乙类例数", "例", HEALTH, 200),
        ("性别比", "女=100", "数值", STATISTICS, "是", 80, 150, "五项指标之一，不得高于上年"),
        ("人均经费", "元", "数值", FINANCE, "是", 0, 100, "五项指标之一，不低于5.5元的85%"),
        _count("宣传培训场次", "场", OWN, 100),
        _rate("群众满意率", HEALTH, "电话抽查"),
        _rate("服务覆盖率", OWN),
        _rate("经费增长率", FINANCE, "比上年增长，减少的填负数", -1),
        _rate("漏报率", STATISTICS),
        ("年报送达日期", "", "日期", OWN, "否", "", "", "空着表示到截止日期还没有送达"),
        _count("信访起数", "起", HEALTH, 100, "查实的越级信访"),
        _count("信息采用篇数", "篇", OWN, 100, "县以上采用"),
        _count("举报查实件数", "件", HEALTH, 100, "按件奖励"),
        _count("大学生人数", "人", OWN, 100, "新录用到岗的大学生"),
    ],
    title="填报项",
)

RUBRIC_COLUMNS = (
    "编号",
    "项目",
    "考核内容",
    "标准分",
    "评分标准",
    "计分方式",
    "数据项",
    "基准",
    "每",
    "取整",
    "分值",
    "上限",
    "备注",
)


def _head(number: str, project: str, full: float) -> Row:
    return {"编号": number, "项目": project, "考核内容": "", "标准分": full}


def _rule(
    number: str | None, content: str | None, full: float | None, standard: str, method: str, items: str, **more: Cell
) -> Row:
    row: dict[str, Cell] = {
        "编号": number,
        "考核内容": content,
        "标准分": full,
        "评分标准": standard,
        "计分方式": method,
        "数据项": items,
        "备注": CHOSEN,
    }
    return {**row, **more}


RUBRIC = Sheet(
    "评分细则",
    RUBRIC_COLUMNS,
    [
        _head("1", "责任目标", 60),
        _rule(
            "1.1",
            "政策符合",
            20,
            "符合率低于90%的每低1个百分点扣2分，低于85%的部分每个百分点扣4分",
            "差额扣分",
            "政策符合率",
            基准=">=90%",
            每=1,
            分值="90%:2; 85%:4",
        ),
        _rule(
            "1.2",
            "统计误差",
            15,
            "误差率不高于5%，每高1个百分点扣3分",
            "差额扣分",
            "统计误差率",
            基准="<=5%",
            每=1,
            分值=3,
        ),
        _rule("1.3", "乙类管控", 10, "出现乙类的每例扣2分", "每例扣分", "乙类例数", 分值=2),
        _rule(None, None, None, "乙类率高于2%的扣5分", "不达标扣分", "乙类率", 基准="<=2%", 分值=5),
        _rule("1.4", "性别比", 5, "不高于上年得5分，否则不得分", "达标得分", "性别比", 基准="<=上年性别比", 分值=5),
        _rule(
            "1.5", "经费投入", 10, "人均5.5元得10分，不足的按比例得分", "比例得分", "人均经费", 基准=">=5.5", 分值=10
        ),
        _head("2", "服务管理", 25),
        _rule(
            "2.1",
            "宣传培训",
            5,
            "4场以内每场0.75分，5至8场每场0.5分",
            "累进得分",
            "宣传培训场次",
            分值="4:0.75; 8:0.5",
            每=1,
        ),
        _rule(
            "2.2",
            "群众满意",
            8,
            "满意率95%以上得8分，80%以下不得分，中间按线性内插赋分",
            "功效系数",
            "群众满意率",
            基准="80%:0; 95%:8",
        ),
        _rule(
            "2.3",
            "服务覆盖",
            7,
            "覆盖率90%得5分，每增减1个百分点增减0.25分，最多7分",
            "增减得分",
            "服务覆盖率",
            基准="90%",
            每=1,
            分值="5±0.25",
            上限=7,
        ),
        _rule(
            "2.4",
            "经费增长",
            5,
            "按增长率排名：第一名5分，以下依次4.5、4、3.5、3、2.5分，其余2分",
            "名次得分",
            "经费增长率",
            分值="5,4.5,4,3.5,3,2.5,2",
        ),
        _head("3", "基础工作", 15),
        _rule(
            "3.1",
            "漏报",
            5,
            "漏报率不高于5%，每高0.5个百分点扣0.5分，不满0.5个的按0.5个算",
            "差额扣分",
            "漏报率",
            基准="<=5%",
            每=0.5,
            取整="进一",
            分值=0.5,
        ),
        _rule(
            "3.2",
            "年报",
            3,
            "12月20日前送达，每迟一天扣0.5分",
            "超期扣分",
            "年报送达日期",
            基准="<=2021-12-20",
            分值=0.5,
        ),
        _rule("3.3", "信访", 4, "第一起扣1分，第二起扣2分，第三起起每起扣3分", "递增扣分", "信访起数", 分值="1,2,3"),
        _rule("3.4", "信息", 3, "采用最多的得3分，最少的不得分，其余按比例", "极差折算", "信息采用篇数", 分值=3),
    ],
    title="2021年目标责任书评分细则",
    notes=["注：合计100分，各项扣完为止。责任书原文没有评分细则，分值和标准自定。"],
    widths={"评分标准": 40, "基准": 16, "分值": 16, "备注": 21},
)

FIVE = ("五项指标", 3, "取消奖励；取消评优；等次不高于三类")
VETOES = Sheet(
    "一票否决",
    ("否决项", "条件", "否决组", "达到项数", "后果", "备注"),
    [
        ("政策符合率未达标", "政策符合率<90%", *FIVE, ""),
        ("统计误差率超标", "统计误差率>5%", *FIVE, ""),
        ("乙类率超标", "乙类率>2%", *FIVE, ""),
        ("性别比上升", "性别比>上年性别比", *FIVE, "与上年比"),
        ("人均经费不足", "人均经费<5.5×85%", *FIVE, "5.5元的85%"),
        (
            "单列管理",
            "政策符合率<90% 或 漏报率>5% 或 乙类例数>=1",
            "",
            "",
            "取消评优；等次不高于二类",
            f"后果{CHOSEN}",
        ),
    ],
    title="一票否决和单列管理",
    notes=["五项指标中任意三项不达标即一票否决；单列管理三个条件有一个即列入。"],
)

GRADES = Sheet(
    "等次",
    ("等次", "最低分", "比例上限", "备注"),
    [
        ("一类", 90, Percent(0.4), CHOSEN),
        ("二类", 75, "", CHOSEN),
        ("三类", "", "", "其余"),
    ],
    title="类别",
)

REWARD_COLUMNS = (
    "奖惩",
    "类型",
    "依据",
    "名次起",
    "名次止",
    "条件",
    "连续次数",
    "对象",
    "方式",
    "数据项",
    "金额",
    "称号",
    "备注",
)
MANAGED = "否决[单列管理]"
REWARDS = Sheet(
    "奖惩",
    REWARD_COLUMNS,
    [
        ("一等奖", "奖励", "总分", 1, 5, "", "", "单位", "定额", "", 8000, "", "五个单位，各8000元"),
        ("二等奖", "奖励", "总分", 6, 9, "", "", "单位", "定额", "", 6000, "", "四个单位，各6000元"),
        ("先进集体", "通报表扬", "总分", 1, 5, "", "", "单位", "", "", "", "先进集体", f"名额{CHOSEN}"),
        ("黄牌警告", "黄牌警告", "总分", -1, -1, "", "", "单位", "", "", "", "", "倒数第一名"),
        ("单列管理", "单列管理", "总分", "", "", MANAGED, "", "单位", "", "", "", "", ""),
        (
            "免职建议",
            "处理建议",
            "总分",
            "",
            "",
            MANAGED,
            2,
            "责任人",
            "",
            "",
            "",
            "",
            "单列管理连续两年未完成目标，只提出建议",
        ),
        ("举报奖励", "补贴", "总分", "", "", "", "", "单位", "每例", "举报查实件数", 500, "", "每件500元"),
        ("大学生奖励", "补贴", "总分", "", "", "", "", "单位", "每例", "大学生人数", 1000, "", "每人1000元"),
    ],
    title="兑现标准",
    notes=["被一票否决的取消奖励，一、二等的名额由后面的单位递补。"],
)

APPROVALS = Sheet(
    "核定调整",
    ("单位", "期次", "数据项", "核定值", "依据", "核定人", "日期"),
    [
        ("永丰镇", "年度", "政策符合率", Percent(0.898), "县责任书办复核抽查", "霍明", dt.date(2022, 1, 10)),
        ("双塔镇", "年度", "乙类例数", 0, "复查认定不属于乙类", "霍明", dt.date(2022, 1, 11)),
    ],
    title="核定调整",
)


def _history() -> Sheet:
    """Scores fall from 98.5 in steps of 2.75; grades by the same bounds as this year."""
    rows: list[Row] = []
    for place, index in enumerate(LAST_YEAR_ORDER, start=1):
        unit, score = UNITS[index], 98.5 - 2.75 * (place - 1)
        managed = "单列管理" if unit in MANAGED_LAST_YEAR else ""
        grade = "一类" if score >= 90 else "二类" if score >= 75 else "三类"
        last = "黄牌警告" if place == len(UNITS) else ""
        rows.append((2020, unit, "总分", score, place, grade, managed, last))
    return Sheet(
        "历年结果", ("年度", "单位", "范围", "得分", "名次", "等次", "否决", "处理"), rows, title="2020年考核结果"
    )


def build_scheme(folder: Path) -> None:
    sheets = [SETTINGS, _units(), PERIODS, ITEMS, RUBRIC, VETOES, GRADES, REWARDS, APPROVALS, _history()]
    write_scheme(folder / FOLDER / "方案.xlsx", sheets)
