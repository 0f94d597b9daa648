"""S8 以奖代补: the scheme workbook of a programme that pays by quantity of work and scores nothing."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from tests.independent.s8 import FOLDER, TOWNS
from tests.samples.kit import Row, Sheet, write_scheme

if TYPE_CHECKING:
    from pathlib import Path

CITY_OFFICE = "市项目办"
GATE = "计划已上报=是 且 计划已审批=是 且 验收合格=是"
MAILBOXES = (  # one for each town
    "dongping",
    "liuwan",
    "shigu",
    "baita",
    "huangpo",
    "nandu",
    "qingling",
    "beiyuan",
    "daying",
    "shaxi",
    "wanghu",
)

SETTINGS = Sheet(
    "考核设置",
    ("设置", "值", "说明"),
    [
        ("考核名称", "云州市2022年乡镇周转房建设以奖代补", ""),
        ("年度", 2022, ""),
        ("主办单位", "云州市乡镇周转房建设项目办公室", ""),
        ("落款日期", dt.date(2023, 2, 20), ""),
        ("小数位", 2, "金额算到分"),
        ("收表", "已截止", "没有交表的按缺报处理评定"),
        ("缺报处理", "计零", "未报工程量的乡镇不发奖补资金"),
    ],
    title="云州市2022年乡镇周转房建设以奖代补方案",
    notes=[
        "一、先建后补、以奖代补：按验收合格的工程量给钱，不评分、不排名，所以本方案没有评分细则。",
        "二、市级奖补：新建住房每平方米180元，面积以编制数×30平方米为限；改卫生间每间1000元。",
        "三、县级配套：每平方米不低于400元，每间不低于2500元，标准由各县自定，见“奖惩”表。",
    ],
)

PERIOD = Sheet(
    "考核期",
    ("期次", "截止日期", "说明"),
    [("全年", dt.date(2023, 1, 31), "年初验收，验收结果与工程量一并填报")],
)

ITEMS = Sheet(
    "填报项",
    ("数据项", "计量单位", "类型", "填报人", "必填", "最小", "最大", "公式", "说明"),
    [
        ("新建住房面积", "平方米", "数值", "本单位", "是", 0, 5000, "", "按竣工图填建筑面积，没有新建填0"),
        ("改卫生间数", "间", "整数", "本单位", "是", 0, 200, "", "没有改建填0"),
        ("计划已上报", "", "是否", CITY_OFFICE, "是", "", "", "", "开工前已报年度建设计划"),
        ("计划已审批", "", "是否", CITY_OFFICE, "是", "", "", "", "计划已经批复"),
        ("验收合格", "", "是否", CITY_OFFICE, "是", "", "", "", "年初现场验收合格"),
        ("审批文号", "", "文本", CITY_OFFICE, "否", "", "", "", "批复文件编号，备查"),
        ("计奖面积", "平方米", "数值", "", "", "", "", "最小(新建住房面积，编制数×30)", "自动计算，不用填报"),
    ],
    title="填报项",
    notes=["工程量由乡镇填报；计划、审批、验收三项由市项目办填报，乡镇自己填写的不算。"],
)

REWARD_COLUMNS = (
    "奖惩",
    "类型",
    "期次",
    "适用分组",
    "条件",
    "对象",
    "方式",
    "数据项",
    "金额",
    "资金来源",
    "备注",
)


def _reward(name: str, county: str, item: str, rate: int, source: str, note: str) -> Row:
    return {
        "奖惩": name,
        "类型": "补贴",
        "期次": "全年",
        "适用分组": county,
        "条件": GATE,
        "对象": "单位",
        "方式": "每例",
        "数据项": item,
        "金额": rate,
        "资金来源": f"{source}:100",
        "备注": note,
    }


HOUSING_NOTE, WASHROOM_NOTE = "每平方米不低于400元", "每间不低于2500元"
OWN = "，具体标准原文缺数，此处自定"

REWARDS = Sheet(
    "奖惩",
    REWARD_COLUMNS,
    [
        _reward("新建住房市级奖补", "", "计奖面积", 180, "市", "每平方米180元"),
        _reward("改卫生间市级奖补", "", "改卫生间数", 1000, "市", "每间1000元"),
        _reward("新建住房清溪县配套", "清溪县", "计奖面积", 400, "县", HOUSING_NOTE),
        _reward("新建住房石桥县配套", "石桥县", "计奖面积", 420, "县", HOUSING_NOTE + OWN),
        _reward("新建住房平川县配套", "平川县", "计奖面积", 450, "县", HOUSING_NOTE + OWN),
        _reward("改卫生间清溪县配套", "清溪县", "改卫生间数", 2500, "县", WASHROOM_NOTE),
        _reward("改卫生间石桥县配套", "石桥县", "改卫生间数", 2500, "县", WASHROOM_NOTE),
        _reward("改卫生间平川县配套", "平川县", "改卫生间数", 2800, "县", WASHROOM_NOTE + OWN),
    ],
    title="奖补标准",
    notes=[
        "先报计划、经过审批、年初验收合格，三个“是”缺一不发。县级配套的面积同样以编制数×30平方米为限。",
        "资金按来源（市、县）分列，逐级合计到乡镇、到县、到全市。",
    ],
    widths={"条件": 30},
)


def _units() -> Sheet:
    rows: list[Row] = [
        (name, town.county, town.county, f"{mailbox}@example.com", town.posts)
        for (name, town), mailbox in zip(TOWNS.items(), MAILBOXES, strict=True)
    ]
    return Sheet("考核对象", ("单位名称", "分组", "上级单位", "邮箱", "编制数"), rows, title="奖补对象")


def build_scheme(folder: Path) -> None:
    write_scheme(folder / FOLDER / "方案.xlsx", [SETTINGS, _units(), PERIOD, ITEMS, REWARDS])
