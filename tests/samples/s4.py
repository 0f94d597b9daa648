"""S4 2022年镇（街道）考核: the scheme workbook."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from tests.independent.s4 import ANSWERS, BONUS, COUNTS, FOLDER, JUDGED, RATES, UNITS
from tests.samples.kit import Cell, Percent, Row, Sheet, write_scheme

if TYPE_CHECKING:
    from pathlib import Path

PRESS, PETITIONS = "融媒体中心", "信访局"
CHOSEN = "原文缺数，此处自定"

SETTINGS = Sheet(
    "考核设置",
    ("设置", "值", "说明"),
    [
        ("考核名称", "2022年镇（街道）人口服务工作目标管理考核", ""),
        ("年度", 2022, ""),
        ("主办单位", "云溪县目标管理考核办公室", ""),
        ("落款日期", dt.date(2022, 12, 30), ""),
        ("小数位", 2, "每个编号的得分、每期总分都四舍五入到2位"),
        ("并列规则", "并列占位", "两家并列第一，下一家是第三"),
        ("收表", "已截止", "没有交表的按缺报处理评定"),
        ("缺报处理", "计零", "没有交表的，该期按0分计，仍参加排名"),
        ("不适用处理", "剔除折算", "填“不适用”的编号从满分中剔除，其余得分按比例折算"),
        ("核定优先", "是", "核定调整表中的数以核定为准"),
    ],
    title="2022年镇（街道）考核方案",
    notes=[
        "一、考核分半年、年终两次，各含平时工作；全年得分=半年得分×30%＋年终得分×70%。",
        "二、满分100分：优化服务管理10分、加强监测25分、支持体系15分、扶助保障20分、基层网络5分、重点工作10分、协会15分。",
        "三、考核结果用于评先评优、下一年度经费分配和项目补助。",
    ],
    widths={"设置": 14, "值": 44, "说明": 60},
)

PEOPLE = [
    "高志远",
    "林晓梅",
    "陈建国",
    "吴淑芬",
    "罗文斌",
    "韩雪松",
    "邓立军",
    "许秋月",
    "唐明辉",
    "沈佳怡",
    "崔永和",
    "潘若云",
]
MAILBOXES = [
    "qingshi",
    "liuwan",
    "songlin",
    "baisha",
    "shiqiao",
    "jinping",
    "longtan",
    "shuanghe",
    "yunfeng",
    "donghu",
    "nanyuan",
    "beichen",
]
PEOPLE_COUNT = (31250, 28460, 19875, 22310, 35140, 17690, 26055, 21480, 48930, 52175, 44620, 39860)
UNITS_SHEET = Sheet(
    "考核对象",
    ("单位名称", "别名", "分组", "分管领导", "人口数", "邮箱"),
    [
        (
            unit,
            f"{unit.removesuffix('街道').removesuffix('镇')}{'街办' if unit.endswith('街道') else '镇政府'}",
            "街道" if unit.endswith("街道") else "镇",
            PEOPLE[i],
            PEOPLE_COUNT[i],
            f"{MAILBOXES[i]}@example.com",
        )
        for i, unit in enumerate(UNITS)
    ],
    title="考核对象",
    notes=["镇与街道合并排名；单位、姓名、邮箱均为虚构。"],
)

PERIODS = Sheet(
    "考核期",
    ("期次", "上级期次", "权重", "汇总方式", "截止日期", "说明"),
    [
        ("全年", None, None, "加权", None, "全年得分由半年、年终得分加权得出，不另填表"),
        ("半年", "全年", Percent(0.3), None, dt.date(2022, 7, 15), "填1至6月的数"),
        (
            "年终",
            "全年",
            Percent(0.7),
            None,
            dt.date(2022, 12, 20),
            "扣分项填7至12月新发生数；活动、信息、培训填全年累计数",
        ),
    ],
    title="考核期",
)

# 数据项 → (计量单位, 说明) where the group default below does not say enough
UNIT_OF = {
    "例数": "例",
    "次数": "次",
    "条数": "条",
    "村数": "个",
    "项数": "项",
    "户数": "户",
    "机构数": "个",
    "项目数": "个",
}
YEAR_TO_DATE = {
    "活动次数": ("次", "本年累计"),
    "信息条数": ("条", "本年累计，被县级以上采用的信息"),
    "专干培训次数": ("次", "本年累计"),
    "联络员培训次数": ("次", "本年累计"),
}
JUDGED_MAX = {"人员配备扣分": 1, "责任制不规范扣分": 2, "交办未完成扣分": 1, "安全事故扣分": 10}
ITEM_COLUMNS = ("数据项", "计量单位", "类型", "填报人", "必填", "最小", "最大", "缺省值", "期内汇总", "说明")


def _count_row(item: str) -> Row:
    unit = next(mark for ending, mark in UNIT_OF.items() if item.endswith(ending))
    filler = PETITIONS if item == "越级信访例数" else "本单位"
    note = "没有的可以不填" if item in BONUS else "没有发生填0"
    default = 0 if item in BONUS else None
    return (item, unit, "整数", filler, "否" if item in BONUS else "是", 0, 999, default, "合计", note)


def _item_rows() -> list[Row]:
    rows: list[Row] = [_count_row(item) for item in COUNTS]
    for item, (unit, note) in YEAR_TO_DATE.items():
        filler = PRESS if item == "信息条数" else "本单位"
        rows.append((item, unit, "整数", filler, "是", 0, 999, None, "最新", note))
    for item in RATES:
        note = "没有托育机构的填“不适用”" if item == "托育备案率" else ""
        rows.append((item, "%", "百分比", "本单位", "是", Percent(0), Percent(1), None, "平均", note))
    rows += [(item, None, "是否", "本单位", "是", None, None, None, "最新", "") for item in ANSWERS]
    for item in JUDGED:
        note = "考核组按评分标准中的幅度填写，没有扣分填0"
        rows.append((item, "分", "数值", "本单位", "是", 0, JUDGED_MAX[item], None, "合计", note))
    note = "年终填写，经验收合格的备案托育机构"
    rows.append(("验收合格机构数", "个", "整数", "本单位", "否", 0, 99, None, "最新", note))
    return rows


ITEMS = Sheet(
    "填报项",
    ITEM_COLUMNS,
    _item_rows(),
    title="填报项",
    notes=["填报人为“本单位”的，由考核组到各镇（街道）核查后与单位共同填写；其他由所列部门统一填写。"],
)

RUBRIC_COLUMNS = (
    "编号", "项目", "考核内容", "标准分", "评分标准", "计分方式", "数据项", "基准", "每", "分值", "上限", "下限",
    "起点", "适用期次", "备注",
)  # fmt: skip


def _clause(text: str, method: str, item: str, points: Cell = None, **more: Cell) -> dict[str, Cell]:
    return {"评分标准": text, "计分方式": method, "数据项": item, "分值": points, **more}


def _each(text: str, item: str, points: float, **more: Cell) -> dict[str, Cell]:
    return _clause(text, "每例扣分", item, points, **more)


def _no(text: str, item: str, points: float, **more: Cell) -> dict[str, Cell]:
    return _clause(text, "不达标扣分", item, points, 基准="是", **more)


def _short(text: str, item: str, base: str, points: float, **more: Cell) -> dict[str, Cell]:
    return _clause(text, "差额扣分", item, points, 基准=base, 每=1, **more)


def _judged(text: str, item: str, span: str, **more: Cell) -> dict[str, Cell]:
    return _clause(text, "酌情扣分", item, 基准=span, **more)


def _indicator(no: str, content: str, full: float, *clauses: dict[str, Cell], block: str | None = None) -> list[Row]:
    head: dict[str, Cell] = {"编号": no, "项目": block, "考核内容": content, "标准分": full}
    return [{**(head if i == 0 else {}), **clause} for i, clause in enumerate(clauses)]


def _rate95(item: str) -> dict[str, Cell]:
    return _short(f"{item}达95%，每降1个百分点扣1分", item, ">=95%", 1)


SERVICES = [
    *_indicator(
        "1.1", "登记服务", 4, _each("登记错误或未及时登记，每例扣1分", "登记差错例数", 1), block="优化服务管理（10分）"
    ),
    *_indicator(
        "1.2",
        "证件与档案",
        2,
        _each("证件发放错误，每例扣1分", "证件发放错误例数", 1),
        _each("登记归档不及时或不完整，每次扣0.5分", "归档不规范次数", 0.5),
    ),
    *_indicator(
        "1.3",
        "便民服务",
        4,
        _no("未实行告知制度扣1分", "实行告知制度", 1),
        _each("推诿致投诉属实，每例扣2分", "推诿投诉属实例数", 2),
        _clause("网上办证率低于85%扣1分", "不达标扣分", "网上办证率", 1, 基准=">=85%"),
    ),
]
MONITORING = [
    *_indicator(
        "2.1",
        "信息质量四个率",
        6,
        *map(_rate95, ("人口入库率", "育龄入库率", "信息完整率", "信息准确率")),
        block="加强监测（25分）",
    ),
    *_indicator(
        "2.2",
        "统计质量",
        6,
        _each("统计误差每次扣0.5分", "统计误差次数", 0.5),
        _each("漏报每例扣1分", "漏报例数", 1),
        _each("记载本不规范每村扣1分；以上扣完为止", "记载本不规范村数", 1),
    ),
    *_indicator("2.3", "信息通报", 3, _each("通报不及时，每次扣1分", "信息通报不及时次数", 1)),
    *_indicator(
        "2.4",
        "流动人口信息",
        4,
        _rate95("流动人口入库率"),
        _each("平台信息未及时反馈，每条扣1分", "未及时反馈条数", 1),
    ),
    *_indicator(
        "2.5",
        "报表",
        6,
        _each("报表不及时，每次扣1分", "报表不及时次数", 1),
        _each("报表错误，每次扣2分", "报表错误次数", 2),
    ),
]
HALF_CHOSEN = "原文只有全年数，半年按一半考核，此处自定"
SUPPORT = [
    *_indicator(
        "3.1",
        "政策宣传",
        3,
        _no("政策未落实扣1分", "政策宣传落实", 1),
        _no("未开展活动扣1分", "主题活动开展", 1),
        block="支持体系（15分）",
    ),
    *_indicator("3.2", "宣传阵地", 2, _no("无宣传栏或更换不及时扣0.5分", "宣传栏规范更换", 0.5)),
    *_indicator(
        "3.3",
        "宣传活动",
        4,
        _short(
            "全年活动不少于4次，上半年不少于2次，少1次扣0.3分",
            "活动次数",
            ">=2",
            0.3,
            适用期次="半年",
            备注=HALF_CHOSEN,
        ),
        _short("全年活动不少于4次，少1次扣0.3分", "活动次数", ">=4", 0.3, 适用期次="年终"),
        _no("无方案总结扣0.2分", "活动方案总结齐全", 0.2),
        _no("无图片扣0.3分", "活动图片齐全", 0.3),
    ),
    *_indicator(
        "3.4",
        "阵地建设",
        3,
        _no("未推进阵地建设扣1分", "阵地建设推进", 1),
        _no("未开展活动或成效不明显扣0.5分", "阵地活动有成效", 0.5),
    ),
    *_indicator(
        "3.5",
        "信息报送",
        3,
        _short(
            "信息全年不少于12条，上半年不少于6条，少1条扣0.3分，扣完为止",
            "信息条数",
            ">=6",
            0.3,
            适用期次="半年",
            备注=HALF_CHOSEN,
        ),
        _short("信息全年不少于12条，少1条扣0.3分，扣完为止", "信息条数", ">=12", 0.3, 适用期次="年终"),
    ),
]
ASSISTANCE = [
    *_indicator("4.1", "政策兑现", 2, _each("未兑现每例扣0.2分", "政策未兑现例数", 0.2), block="扶助保障（20分）"),
    *_indicator(
        "4.2",
        "申报质量",
        3,
        _short("申报覆盖率100%，每降1个百分点扣0.2分", "申报覆盖率", ">=100%", 0.2),
        _short("申报准确率100%，每降1个百分点扣0.5分", "申报准确率", ">=100%", 0.5),
        _short("录入准确率100%，每降1个百分点扣0.2分", "录入准确率", ">=100%", 0.2),
    ),
    *_indicator(
        "4.3",
        "对象申报",
        4,
        _each("迟报每例扣0.5分", "扶助迟报例数", 0.5, 下限="不限"),
        _each("漏报每例扣1分；倒扣不封顶", "扶助漏报例数", 1, 下限="不限", 备注="可以扣成负分"),
    ),
    *_indicator(
        "4.4",
        "申报资料",
        2,
        _each("错报每例扣1分", "扶助错报例数", 1),
        _no("不及时扣0.5分", "扶助资料及时", 0.5),
    ),
    *_indicator("4.5", "资格审核", 2, _each("审核错误每例扣1分", "资格审核错误例数", 1)),
    *_indicator(
        "4.6",
        "联系帮扶",
        5,
        _each("联系人不到位，每户扣1分", "联系人不到位户数", 1),
        _each("活动少1次扣1分", "联系活动缺少次数", 1),
        _short("签约服务率达98%，每降1个百分点扣0.5分", "签约服务率", ">=98%", 0.5),
        _no("绿色通道未落实扣1分", "绿色通道落实", 1),
    ),
    *_indicator("4.7", "信访稳定", 2, _each("越级信访每例扣0.5分，扣完为止", "越级信访例数", 0.5)),
]
NETWORK = _indicator(
    "5",
    "队伍建设与工作责任",
    5,
    _judged("人员配备不匹配，酌情扣分，最多1分", "人员配备扣分", "0~1", 备注=CHOSEN),
    _judged("责任制不规范扣1至2分", "责任制不规范扣分", "1~2"),
    _short(
        "专干培训全年2次，上半年1次，少1次扣0.5分",
        "专干培训次数",
        ">=1",
        0.5,
        适用期次="半年",
        备注=HALF_CHOSEN,
    ),
    _short("专干培训全年2次，少1次扣0.5分", "专干培训次数", ">=2", 0.5, 适用期次="年终"),
    _short("联络员培训全年1次，少1次扣0.5分", "联络员培训次数", ">=1", 0.5, 适用期次="年终"),
    _no("培训无资料扣0.5分", "培训资料齐全", 0.5),
    _judged("交办任务未完成，酌情扣分，最多1分", "交办未完成扣分", "0~1", 备注=CHOSEN),
    block="基层网络（5分）",
)
PRIORITY = _indicator(
    "6",
    "托育服务",
    10,
    _clause("托育机构备案率达40%，不达标扣2分", "不达标扣分", "托育备案率", 2, 基准=">=40%"),
    _no("未纳入网格扣2分", "托育纳入网格", 2),
    _no("安全管理不到位扣2分", "托育安全管理到位", 2),
    _judged("发生安全事故扣5至10分", "安全事故扣分", "5~10"),
    _no("未推进扣3分", "托育工作推进", 3),
    _no("不达预期扣1分", "托育达到预期", 1),
    block="重点工作（10分）",
)
BOTH_WAYS = {"起点": "满分"}
SOCIETY = [
    *_indicator("7.1", "组织建设", 1, _each("每缺一项扣0.2分", "组织建设缺项数", 0.2), block="协会工作（15分）"),
    *_indicator(
        "7.2",
        "办公场所",
        0.5,
        _no("无场所扣0.5分", "协会有场所", 0.5),
        _no("无牌匾扣0.5分", "协会有牌匾", 0.5),
    ),
    *_indicator("7.3", "工作制度", 0.5, _each("每缺一项扣0.2分", "协会制度缺项数", 0.2)),
    *_indicator("7.4", "工作台账", 1, _each("每缺一项扣0.1分", "协会台账缺项数", 0.1)),
    *_indicator(
        "7.5",
        "关怀服务",
        3,
        _each("每缺一项扣0.1分", "关怀服务缺项数", 0.1, **BOTH_WAYS),
        _clause("建成甲类阵地加0.2分", "达标得分", "建成甲类阵地", 0.2, 基准="是", **BOTH_WAYS),
        _clause("建成乙类阵地加0.3分，加分后不超过标准分", "达标得分", "建成乙类阵地", 0.3, 基准="是", **BOTH_WAYS),
    ),
    *_indicator(
        "7.6",
        "走访慰问",
        1,
        _each("每缺一项扣0.2分", "走访慰问缺项数", 0.2, **BOTH_WAYS),
        _clause("创优1例加0.2分，加分后不超过标准分", "每例得分", "创优例数", 0.2, **BOTH_WAYS),
    ),
    *_indicator(
        "7.7",
        "对象服务",
        3,
        _each("每缺一项扣0.1分", "服务对象缺项数", 0.1),
        _no("群众不满意扣0.2分", "群众满意", 0.2),
    ),
    *_indicator(
        "7.8",
        "集中宣传",
        1,
        _no("没开展扣0.2分", "宣传活动开展", 0.2),
        _no("没成效扣0.2分", "宣传活动有成效", 0.2),
    ),
    *_indicator(
        "7.9",
        "日常宣传",
        1,
        _no("会员宣传没开展扣0.2分", "会员宣传开展", 0.2),
        _no("纪念日宣传没开展扣0.2分", "纪念日宣传开展", 0.2),
    ),
    *_indicator(
        "7.10",
        "倡导与典型",
        1,
        _no("倡导活动没开展扣0.2分", "倡导活动开展", 0.2),
        _no("典型宣传没开展扣0.2分", "典型宣传开展", 0.2),
    ),
    *_indicator(
        "7.11",
        "群众自治",
        1,
        _no("自治章程没执行扣0.2分", "自治章程执行", 0.2),
        _no("自治活动没开展扣0.2分", "自治活动开展", 0.2),
    ),
    *_indicator(
        "7.12",
        "工作创新",
        1,
        _clause("每个创新项目得0.3分，最高1分", "每例得分", "创新项目数", 0.3, 上限=1),
    ),
]
RUBRIC = Sheet(
    "评分细则",
    RUBRIC_COLUMNS,
    [*SERVICES, *MONITORING, *SUPPORT, *ASSISTANCE, *NETWORK, *PRIORITY, *SOCIETY],
    title="2022年镇（街道）考核评分细则",
    notes=[
        "1. 除4.3倒扣不封顶外，各项扣完为止，加分后不超过该项标准分。",
        "2. 百分比指标不足1个百分点的部分按比例扣分。",
        "3. 酌情扣分和幅度扣分由考核组填写，须在规定幅度内，没有扣分填0。",
    ],
    widths={"评分标准": 34, "考核内容": 13, "项目": 9, "数据项": 18, "备注": 20},
)

GRADES = Sheet(
    "等次",
    ("等次", "最低分", "比例上限", "备注"),
    [
        ("优秀", 90, Percent(0.3), CHOSEN),
        ("良好", 80, None, CHOSEN),
        ("合格", 60, None, CHOSEN),
        ("不合格", None, None, "60分以下"),
    ],
    title="考核等次",
    notes=["优秀单位不超过参评单位的30%，按名次从前往后取；并列的几家不能全部取上时，都不取。"],
)

REWARDS = Sheet(
    "奖惩",
    ("奖惩", "类型", "依据", "名次起", "名次止", "等次", "对象", "方式", "数据项", "金额", "称号", "通报模板", "备注"),
    [
        {
            "奖惩": "先进镇（街道）",
            "类型": "奖励",
            "依据": "总分",
            "名次起": 1,
            "名次止": 3,
            "等次": "优秀",
            "称号": "2022年度先进镇（街道）",
            "通报模板": "表扬",
            "备注": f"评先评优按综合成绩；取前3名：{CHOSEN}",
        },
        {
            "奖惩": "先进个人推荐",
            "类型": "奖励",
            "依据": "总分",
            "等次": "优秀",
            "对象": "分管领导",
            "称号": "2022年度先进个人推荐人选",
        },
        {"奖惩": "通报批评", "类型": "通报批评", "依据": "总分", "等次": "不合格", "通报模板": "批评"},
        {
            "奖惩": "下年度工作经费",
            "类型": "补贴",
            "依据": "总分",
            "方式": "得分分配",
            "金额": 1200000,
            "备注": f"总额按得分占比分到各单位，各单位之和等于总额；总额{CHOSEN}",
        },
        {
            "奖惩": "托育项目补助",
            "类型": "补贴",
            "方式": "每例",
            "数据项": "验收合格机构数",
            "金额": 20000,
            "备注": f"备案机构定额补助，经验收合格才给；定额{CHOSEN}",
        },
    ],
    title="结果运用",
)

AUDIT = Sheet(
    "核定调整",
    ("单位", "期次", "数据项", "编号", "核定值", "依据", "核定人", "日期"),
    [
        ("青石镇", "年终", "漏报例数", "", 4, "复查发现漏报4例，原报3例", "何敏", dt.date(2022, 12, 26)),
        ("柳湾镇", "半年", "", "3.5", 3, "补交一条已刊用信息的样刊，上半年共6条", "何敏", dt.date(2022, 7, 20)),
    ],
    title="核定调整",
)


def build_scheme(folder: Path) -> None:
    sheets = [SETTINGS, UNITS_SHEET, PERIODS, ITEMS, RUBRIC, GRADES, REWARDS, AUDIT]
    write_scheme(folder / FOLDER / "方案.xlsx", sheets)
