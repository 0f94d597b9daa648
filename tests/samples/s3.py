"""S3 三线千分制: numbered 一、 1、 ⑴ ① as officials do; towns on two lines out of 1000, departments on a third."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING

from tests.independent.s3 import DEPARTMENTS, FOLDER, TOWNS
from tests.samples.kit import Cell, Percent, Row, Sheet, write_scheme

if TYPE_CHECKING:
    from pathlib import Path

CHOSEN = "原文缺数，此处自定"
PARTY, BUSINESS, DEPARTMENT = "党政线", "业务线", "部门线"
PARTY_TEAM, BUSINESS_TEAM, OFFICE, OWN = "党政考核组", "业务考核组", "区考核办", "本单位"

SETTINGS = Sheet(
    "考核设置",
    ("设置", "值", "说明"),
    [
        ("考核名称", "云川区2022年目标管理责任制三线考核", ""),
        ("年度", 2022, ""),
        ("主办单位", "云川区目标管理考核办公室", ""),
        ("落款日期", dt.date(2023, 1, 18), ""),
        ("小数位", 2, "各项得分四舍五入到两位"),
        ("并列规则", "并列占位", "两个第一名之后是第三名"),
        ("并列比较", "业务线、党政线", f"总分相同的先比业务线，再比党政线；{CHOSEN}"),
        ("收表", "已截止", "没有交表的按缺报处理评定"),
        ("缺报处理", "不排名", "任一期没有报送的，该期和全年都不排名"),
        ("核定优先", "是", ""),
        ("已审核考核线", "全部", "各线评分由审核人审核以后登记"),
    ],
    title="云川区2022年目标管理责任制考核方案",
    notes=[
        "一、三线考核、三线计分、三线排位、综合奖惩。镇街总分 = 党政线370分 + 业务线630分；部门线100分只对责任部门。",
        "二、半年、年终各考核一次，平时工作随当期填报；全年加分、扣分在汇总后的总分上计算。",
    ],
)

MAILBOXES = (
    "qingxi baishi linjiang yunling shuanghe wanghu jinsha taoyuan nanping wenjiao minzheng laodong wenlv shichang"
)
LEADERS = ["周立群", "何素云", "韩志远", "陆文彬", "袁海燕", "方建国", "汤小萍", "邹德明", "顾晓岚"]
HEADS = ["童伟", "石敏", "万里红", "薛峰", "卢静"]


def _units() -> Sheet:
    groups = ["镇街"] * len(TOWNS) + ["责任部门"] * len(DEPARTMENTS)
    people = zip(TOWNS + DEPARTMENTS, groups, MAILBOXES.split(), LEADERS + HEADS, strict=True)
    rows: list[Row] = [
        (name, name.removesuffix("镇").removesuffix("街道").removeprefix("区"), group, f"{box}@example.com", person)
        for name, group, box, person in people
    ]
    return Sheet(
        "考核对象",
        ("单位名称", "别名", "分组", "邮箱", "主要负责人"),
        rows,
        title="考核对象",
        notes=["镇街考核党政线和业务线，责任部门考核部门线。"],
    )


LINES = Sheet(
    "考核线",
    ("考核线", "适用分组", "满分", "计入总分", "评分人", "审核人"),
    [
        (PARTY, "镇街", 370, 1, PARTY_TEAM, "区委副书记"),
        (BUSINESS, "镇街", 630, 1, BUSINESS_TEAM, "分管副区长"),
        (DEPARTMENT, "责任部门", 100, 1, OFFICE, "分管副区长"),
    ],
    title="三条考核线",
    notes=["镇街总分1000 = 370 + 630。责任部门的总分就是部门线得分。各线单独排名。"],
)

PERIODS = Sheet(
    "考核期",
    ("期次", "上级期次", "权重", "汇总方式", "截止日期", "备注"),
    [
        ("全年", "", "", "加权", "", ""),
        ("半年", "全年", Percent(0.4), "", dt.date(2022, 7, 10), CHOSEN),
        ("年终", "全年", Percent(0.6), "", dt.date(2023, 1, 10), CHOSEN),
    ],
    title="考核期",
)

# --- data items ---------------------------------------------------------------------------------------------------

ITEM_COLUMNS = ("数据项", "计量单位", "类型", "填报人", "必填", "最小", "最大", "缺省值", "期内汇总", "说明")


def _rate(name: str, filler: str, note: str = "", most: float = 1) -> Row:
    return (name, "%", "百分比", filler, "是", Percent(0), Percent(most), "", "平均", note)


def _count(name: str, unit: str, filler: str, most: int, note: str = "") -> Row:
    return (name, unit, "整数", filler, "是", 0, most, "", "合计", note)


def _yes(name: str, filler: str, note: str = "") -> Row:
    return (name, "", "是否", filler, "是", "", "", "", "最新", note)


def _marks(name: str, filler: str, most: int) -> Row:
    return (name, "分", "数值", filler, "是", 0, most, "", "平均", f"0至{most}分，由考核组评定")


def _yearly(name: str, unit: str, filler: str, note: str) -> Row:
    return (name, unit, "整数", filler, "否", 0, 50, 0, "合计", note)


PARTY_ITEMS: list[Row] = [
    _yes("基本指标完成", PARTY_TEAM, "否决项：填“否”的不参与排名"),
    _count("党政专题研究次数", "次", OWN, 20, "党政班子集体研究，附会议记录"),
    _count("部门联席会次数", "次", OWN, 20),
    _marks("部门履职评分", PARTY_TEAM, 20),
    _rate("流动服务管理率", PARTY_TEAM),
    _yes("齐抓共管机制", PARTY_TEAM, "有制度、有分工、有记录"),
    _count("执法过错例数", "例", PARTY_TEAM, 100),
    _rate("经费到位率", OWN, "当期到位经费÷应到位经费，可以超过100%", 2),
    ("人均投入", "元", "数值", OWN, "是", 0, 1000, "", "平均", "按户籍人口计算"),
    _rate("站所达标率", PARTY_TEAM),
    _count("缺编人数", "人", OWN, 100),
    _rate("持证上岗率", OWN),
]
BUSINESS_ITEMS: list[Row] = [
    _rate("知识知晓率", BUSINESS_TEAM, "问卷抽查"),
    _count("宣传活动次数", "次", OWN, 100),
    _count("信息采用篇数", "篇", OWN, 100),
    _rate("案件办结率", BUSINESS_TEAM),
    _count("文书差错处数", "处", BUSINESS_TEAM, 200),
    _yes("持证执法", BUSINESS_TEAM),
    _count("执法投诉例数", "例", BUSINESS_TEAM, 100, "查实的投诉"),
    _yes("执法公示", BUSINESS_TEAM),
    _yes("结果公示", BUSINESS_TEAM),
    _marks("服务规范评分", BUSINESS_TEAM, 20),
    _rate("服务覆盖率", BUSINESS_TEAM),
    _rate("走访到位率", BUSINESS_TEAM),
    _count("服务差错例数", "例", BUSINESS_TEAM, 100),
    _rate("咨询及时率", BUSINESS_TEAM),
    _rate("群众满意率", BUSINESS_TEAM, "电话回访"),
    _rate("群众参与率", BUSINESS_TEAM),
    _count("报表迟报次数", "次", BUSINESS_TEAM, 50),
    _rate("政策符合率", BUSINESS_TEAM, "否决项：低于90%的不参与排名"),
    _rate("统计合格率", BUSINESS_TEAM, "否决项：低于95%的不参与排名"),
    _count("台账缺项处数", "处", BUSINESS_TEAM, 100),
    _count("统计迟报次数", "次", BUSINESS_TEAM, 50),
    _yes("档案规范", BUSINESS_TEAM),
    _rate("专项治理完成率", BUSINESS_TEAM),
    _rate("案件查处率", BUSINESS_TEAM),
    _yes("举报奖励落实", BUSINESS_TEAM),
    _count("协查超时件数", "件", BUSINESS_TEAM, 100),
    _marks("信息设备评分", BUSINESS_TEAM, 10),
    _count("数据迟报次数", "次", BUSINESS_TEAM, 50),
    _rate("信息覆盖率", BUSINESS_TEAM),
    _rate("信息完整率", BUSINESS_TEAM),
    _rate("信息准确率", BUSINESS_TEAM),
    _count("协会活动次数", "次", OWN, 50),
    _yes("协会机构健全", BUSINESS_TEAM),
    _rate("培训参训率", OWN),
]
DEPARTMENT_ITEMS: list[Row] = [
    _marks("职责履行评分", OFFICE, 30),
    _count("信息通报次数", "次", OWN, 50),
    _count("协作推诿次数", "次", OFFICE, 50),
    _rate("政策落实率", OFFICE),
]
YEARLY_ITEMS: list[Row] = [
    _yearly("创新申报项数", "项", OWN, "没有申报的不加分；不填按0"),
    _yearly("创新认定项数", "项", OFFICE, "经考核办认定的项数；不填按0"),
    _yearly("经验获奖申报数", "项", OWN, "没有申报的不加分；不填按0"),
    _yearly("市级获奖认定数", "项", OFFICE, "经认定；不填按0"),
    _yearly("省级获奖认定数", "项", OFFICE, "经认定；不填按0"),
    _yearly("国家级获奖认定数", "项", OFFICE, "经认定；不填按0"),
    _yearly("重大问题起数", "起", OFFICE, "不填按0"),
    _yearly("执法诉讼起数", "起", OFFICE, "因不当执法引发；不填按0"),
    (
        "越级上访扣分",
        "分",
        "数值",
        OFFICE,
        "否",
        0,
        30,
        "",
        "最新",
        "没有越级上访填0，有的在10至30分之间酌情；年终填全年应扣的分",
    ),
    _yearly("弄虚作假例数", "例", OFFICE, "不填按0"),
    _yearly("举报查实例数", "例", OFFICE, "不填按0"),
    _yearly("未如实上报例数", "例", OFFICE, "举报查实的问题中没有如实上报的；不填按0"),
    _yearly("示范站摘牌个数", "个", OFFICE, "不填按0"),
    _yearly("单项奖认定项数", "项", OFFICE, "专项工作单项奖，经考核办认定；不填按0"),
]
ITEMS = Sheet(
    "填报项",
    ITEM_COLUMNS,
    [*PARTY_ITEMS, *BUSINESS_ITEMS, *DEPARTMENT_ITEMS, *YEARLY_ITEMS],
    title="填报项",
    notes=["半年、年终各填报一次。加分、扣分各项填当期发生数，全年自动相加；越级上访扣分年终填全年数。"],
)

# --- rubric -------------------------------------------------------------------------------------------------------

MAIN_COLUMNS = (
    "编号",
    "考核线",
    "项目",
    "考核内容",
    "标准分",
    "评分标准",
    "计分方式",
    "数据项",
    "基准",
    "每",
    "分值",
    "上限",
    "备注",
)
YEARLY_COLUMNS = (
    "编号",
    "项目",
    "考核内容",
    "评分标准",
    "计分方式",
    "数据项",
    "基准",
    "分值",
    "计入",
    "倍数",
    "互斥",
    "适用分组",
    "适用期次",
    "备注",
)


def _head(number: str, line: str, project: str, full: float) -> Row:
    """A parent row: its marks are the sum of its children."""
    return {"编号": number, "考核线": line, "项目": project, "考核内容": "", "标准分": full}


def _rule(
    line: str,
    number: str | None,
    content: str | None,
    full: float | None,
    standard: str,
    method: str,
    items: str,
    **more: Cell,
) -> Row:
    row: dict[str, Cell] = {
        "编号": number,
        "考核线": line,
        "考核内容": content,
        "标准分": full,
        "评分标准": standard,
        "计分方式": method,
        "数据项": items,
        "备注": CHOSEN,
    }
    return {**row, **more}


_party, _business, _department = (partial(_rule, line) for line in (PARTY, BUSINESS, DEPARTMENT))

PARTY_RULES: list[Row] = [
    _head("一、", PARTY, "党政线", 370),
    _party(
        "1、",
        "基本指标（否决项）",
        100,
        "基本指标全部完成得100分，否则不得分并否决",
        "达标得分",
        "基本指标完成",
        项目="基本指标",
        基准="是",
        分值=100,
        备注="",
    ),
    _party(
        "2、",
        "党政统筹",
        20,
        "党政班子每期专题研究不少于2次，每少1次扣5分",
        "差额扣分",
        "党政专题研究次数",
        项目="统筹决策",
        基准=">=2",
        每=1,
        分值=5,
    ),
    _head("3、", PARTY, "综合治理", 70),
    _party(
        "⑴", "部门联席会议", 20, "每期不少于2次，每少1次扣5分", "差额扣分", "部门联席会次数", 基准=">=2", 每=1, 分值=5
    ),
    _party("⑵", "部门履职", 20, "考核组按履职情况评定，0至20分", "直接评分", "部门履职评分"),
    _party(
        "⑶",
        "流动服务管理",
        20,
        "管理率达到95%得20分，低于95%的按比例得分",
        "比例得分",
        "流动服务管理率",
        基准=">=95%",
        分值=20,
    ),
    _party("⑷", "齐抓共管机制", 10, "机制健全得10分，否则不得分", "达标得分", "齐抓共管机制", 基准="是", 分值=10),
    _party("4、", "依法行政", 20, "执法过错每例扣5分，扣完为止", "每例扣分", "执法过错例数", 项目="依法行政", 分值=5),
    _party(
        "5、",
        "经费投入",
        60,
        "经费到位率达到100%得40分，不足的按比例得分",
        "比例得分",
        "经费到位率",
        项目="经费保障",
        基准=">=100%",
        分值=40,
    ),
    _party(None, None, None, "人均投入不少于6元得20分", "达标得分", "人均投入", 基准=">=6", 分值=20),
    _head("6、", PARTY, "阵地队伍", 100),
    _party(
        "⑴",
        "站所建设",
        80,
        "达标率100%得80分，90%以上得70分，80%以上得60分，60%以上得40分",
        "分档得分",
        "站所达标率",
        基准=">=100%:80; >=90%:70; >=80%:60; >=60%:40",
    ),
    _party("⑵", "人员配备", 10, "每缺1人扣2分", "每例扣分", "缺编人数", 分值=2),
    _party(
        "⑶",
        "持证上岗",
        10,
        "持证上岗率达到90%得10分，不足的按比例得分",
        "比例得分",
        "持证上岗率",
        基准=">=90%",
        分值=10,
    ),
]
BUSINESS_RULES: list[Row] = [
    _head("二、", BUSINESS, "业务线", 630),
    _head("1、", BUSINESS, "宣传教育", 80),
    _business(
        "⑴", "知识普及", 40, "知晓率不低于90%，每低1个百分点扣2分", "差额扣分", "知识知晓率", 基准=">=90%", 每=1, 分值=2
    ),
    _business("⑵", "宣传活动", 30, "每期不少于6次，每少1次扣5分", "差额扣分", "宣传活动次数", 基准=">=6", 每=1, 分值=5),
    _business("⑶", "信息采用", 10, "每采用1篇得2分，最多10分", "每例得分", "信息采用篇数", 分值=2, 上限=10),
    _head("2、", BUSINESS, "行政执法", 80),
    _business(
        "⑴",
        "案件办结",
        15,
        "办结率低于98%的每低1个百分点扣0.5分，低于90%的部分每个百分点扣1分",
        "差额扣分",
        "案件办结率",
        基准=">=98%",
        每=1,
        分值="98%:0.5; 90%:1",
    ),
    _business("⑵", "文书质量", 20, "差错每处扣0.5分", "每例扣分", "文书差错处数", 分值=0.5),
    _business("⑶", "持证执法", 10, "未持证执法的扣10分", "不达标扣分", "持证执法", 基准="是", 分值=10),
    _business(
        "⑷", "执法投诉", 20, "第一例扣2分，第二例扣3分，第三例起每例扣5分", "递增扣分", "执法投诉例数", 分值="2,3,5"
    ),
    _business(
        "⑸",
        "执法公开",
        15,
        "执法事项和结果都公示得15分，缺一项不得分",
        "达标得分",
        "执法公示、结果公示",
        基准="是",
        分值=15,
    ),
    _head("3、", BUSINESS, "技术服务", 160),
    _business("⑴", "服务规范", 20, "考核组按现场检查评定，0至20分", "直接评分", "服务规范评分"),
    _business(
        "⑵",
        "服务覆盖",
        40,
        "覆盖率95%以上得40分，80%以下不得分，中间按线性内插赋分",
        "功效系数",
        "服务覆盖率",
        基准="80%:0; 95%:40",
    ),
    _head("⑶", BUSINESS, "服务质量", 100),
    _business(
        "①",
        "上门走访",
        30,
        "走访到位率达到98%得30分，不足的按比例得分",
        "比例得分",
        "走访到位率",
        基准=">=98%",
        分值=30,
    ),
    _business("②", "服务差错", 30, "差错每例扣3分", "每例扣分", "服务差错例数", 分值=3),
    _business(
        "③",
        "咨询答复",
        30,
        "及时率不低于95%，每低1个百分点扣1.5分",
        "差额扣分",
        "咨询及时率",
        基准=">=95%",
        每=1,
        分值=1.5,
    ),
    _business("④", "群众满意", 2.5, "满意率达到95%得2.5分", "达标得分", "群众满意率", 基准=">=95%", 分值=2.5, 备注=""),
    _business("⑤", "群众参与", 2.5, "参与率达到30%得2.5分", "达标得分", "群众参与率", 基准=">=30%", 分值=2.5, 备注=""),
    _business("⑥", "服务报表", 5, "迟报每次扣1分", "每例扣分", "报表迟报次数", 分值=1),
    _head("4、", BUSINESS, "基础工作", 60),
    _business(
        "⑴",
        "政策符合率（否决项）",
        20,
        "达到90%得20分，否则不得分并否决",
        "达标得分",
        "政策符合率",
        基准=">=90%",
        分值=20,
    ),
    _business(
        "⑵",
        "统计合格率（否决项）",
        28,
        "达到95%得28分，否则不得分并否决",
        "达标得分",
        "统计合格率",
        基准=">=95%",
        分值=28,
    ),
    _business("⑶", "台账", 4, "缺项每处扣0.5分", "每例扣分", "台账缺项处数", 分值=0.5),
    _business("⑷", "统计报表", 4, "迟报每次扣1分", "每例扣分", "统计迟报次数", 分值=1),
    _business("⑸", "档案", 4, "档案规范得4分，否则不得分", "达标得分", "档案规范", 基准="是", 分值=4),
    _head("5、", BUSINESS, "综合治理", 140),
    _business(
        "⑴", "专项治理", 45, "完成率100%得45分，不足的按比例得分", "比例得分", "专项治理完成率", 基准=">=100%", 分值=45
    ),
    _business(
        "⑵",
        "案件查处",
        50,
        "查处率不低于90%，每低1个百分点扣2.5分",
        "差额扣分",
        "案件查处率",
        基准=">=90%",
        每=1,
        分值=2.5,
    ),
    _business("⑶", "举报奖励", 10, "制度落实得10分，否则不得分", "达标得分", "举报奖励落实", 基准="是", 分值=10),
    _business("⑷", "协查协办", 35, "超时未答复每件扣3.5分", "每例扣分", "协查超时件数", 分值=3.5),
    _head("6、", BUSINESS, "信息化", 70),
    _business("⑴", "信息设备", 10, "考核组评定，0至10分", "直接评分", "信息设备评分"),
    _business("⑵", "数据上报", 10, "迟报每次扣2分", "每例扣分", "数据迟报次数", 分值=2),
    _business(
        "⑶",
        "数据质量",
        50,
        "覆盖率、完整率、准确率均达到96%得50分，有一项不到的不得分",
        "达标得分",
        "信息覆盖率、信息完整率、信息准确率",
        基准=">=96%",
        分值=50,
        备注="",
    ),
    _business(
        "7、",
        "协会工作",
        20,
        "每期活动不少于2次，每少1次扣5分",
        "差额扣分",
        "协会活动次数",
        项目="协会",
        基准=">=2",
        每=1,
        分值=5,
    ),
    _business(None, None, None, "机构不健全的扣10分", "不达标扣分", "协会机构健全", 基准="是", 分值=10),
    _business(
        "8、",
        "业务培训",
        20,
        "参训率90%得18分，每增减1个百分点增减0.5分，最多20分",
        "增减得分",
        "培训参训率",
        项目="培训",
        基准="90%",
        每=1,
        分值="18±0.5",
        上限=20,
    ),
]
DEPARTMENT_RULES: list[Row] = [
    _head("三、", DEPARTMENT, "部门线", 100),
    _department("1、", "职责履行", 30, "考核办评定，0至30分", "直接评分", "职责履行评分", 项目="职责履行"),
    _department(
        "2、",
        "信息通报",
        20,
        "每期不少于3次，每少1次扣4分",
        "差额扣分",
        "信息通报次数",
        项目="信息通报",
        基准=">=3",
        每=1,
        分值=4,
    ),
    _department("3、", "协作配合", 20, "推诿扯皮每次扣5分", "每例扣分", "协作推诿次数", 项目="协作配合", 分值=5),
    _department(
        "4、",
        "政策落实",
        30,
        "落实率100%得30分，不足的按比例得分",
        "比例得分",
        "政策落实率",
        项目="政策落实",
        基准=">=100%",
        分值=30,
    ),
]


def _year(number: str | None, content: str | None, standard: str, method: str, items: str, **more: Cell) -> Row:
    """A clause on the yearly total of the towns."""
    row: dict[str, Cell] = {
        "编号": number,
        "考核内容": content,
        "评分标准": standard,
        "计分方式": method,
        "数据项": items,
        "计入": "总分",
        "适用分组": "镇街",
        "适用期次": "全年",
    }
    return {**row, **more}


AWARDS: dict[str, Cell] = {"基准": ">=1", "互斥": "经验获奖"}
LEVELS_CHOSEN = "三档对应的级别原文缺数，此处自定"
YEARLY_RULES: list[Row] = [
    {"编号": "四、", "项目": "加分", "考核内容": ""},
    _year(
        "1、", "工作创新", "创新项目经申报并认定的加20分", "达标得分", "创新申报项数、创新认定项数", 基准=">=1", 分值=20
    ),
    _year(
        "2、",
        "经验获奖",
        "市级会议介绍经验或获奖，经申报并认定的加5分",
        "达标得分",
        "经验获奖申报数、市级获奖认定数",
        分值=5,
        **AWARDS,
        备注=LEVELS_CHOSEN,
    ),
    _year(
        None,
        None,
        "省级的加7分，就高不就低",
        "达标得分",
        "经验获奖申报数、省级获奖认定数",
        分值=7,
        **AWARDS,
        备注=LEVELS_CHOSEN,
    ),
    _year(
        None,
        None,
        "国家级的加10分，就高不就低",
        "达标得分",
        "经验获奖申报数、国家级获奖认定数",
        分值=10,
        **AWARDS,
        备注=LEVELS_CHOSEN,
    ),
    {"编号": "五、", "项目": "扣分", "考核内容": ""},
    _year("1、", "重大问题", "发生重大问题每起扣20分", "每例扣分", "重大问题起数", 分值=20),
    _year("2、", "执法诉讼", "不当执法引发诉讼每起扣15分", "每例扣分", "执法诉讼起数", 分值=15),
    _year("3、", "越级上访", "视情节扣10至30分", "酌情扣分", "越级上访扣分", 基准="10~30"),
    _year("4、", "弄虚作假", "每例扣5分", "每例扣分", "弄虚作假例数", 分值=5),
    _year(
        "5、",
        "举报查实",
        "每例扣5分，有未如实上报的加倍扣分",
        "每例扣分",
        "举报查实例数",
        分值=5,
        倍数="未如实上报例数>=1:2",
    ),
    _year("6、", "示范站摘牌", "示范站被摘牌每个扣5分", "每例扣分", "示范站摘牌个数", 分值=5),
]
RUBRIC = Sheet(
    "评分细则",
    MAIN_COLUMNS,
    [*PARTY_RULES, *BUSINESS_RULES, *DEPARTMENT_RULES],
    title="三线考核评分细则",
    notes=[
        "注：编号按 一、 1、 ⑴ ① 四级，父项标准分等于子项之和。各项扣完为止。",
        "原文只有分值的，评分办法为自定，见备注。",
    ],
    widths={"评分标准": 38, "基准": 16, "分值": 10, "数据项": 16, "备注": 21},
)
YEARLY_RUBRIC = Sheet(
    "评分细则-加分扣分",
    YEARLY_COLUMNS,
    YEARLY_RULES,
    title="加分、扣分（计入镇街全年总分）",
    notes=["注：加分须申报并经认定才计。平时发生的加分、扣分事项随半年、年终填报，全年一并计算。"],
    widths={"评分标准": 36, "倍数": 14, "数据项": 20, "备注": 20},
)

# --- vetoes and rewards -------------------------------------------------------------------------------------------

CONSEQUENCES = "不参与排名；取消奖励"
VETOES = Sheet(
    "一票否决",
    ("否决项", "条件", "后果", "适用分组", "备注"),
    [
        ("基本指标未完成", "基本指标完成=否", CONSEQUENCES, "镇街", ""),
        ("政策符合率不达标", "政策符合率<90%", CONSEQUENCES, "镇街", f"否决线{CHOSEN}"),
        ("统计合格率不达标", "统计合格率<95%", CONSEQUENCES, "镇街", f"否决线{CHOSEN}"),
    ],
    title="一票否决",
    notes=["否决项未完成的不参与评分排名，取消奖励。任一期被否决，全年也否决。"],
)

REWARD_COLUMNS = ("奖惩", "类型", "依据", "期次", "适用分组", "名次起", "名次止", "方式", "数据项", "金额", "备注")


def _prize(name: str, basis: str, group: str, first: int, last: int, amount: int, note: str = CHOSEN) -> Row:
    return (name, "奖励", basis, "全年", group, first, last, "定额", "", amount, note)


REWARDS = Sheet(
    "奖惩",
    REWARD_COLUMNS,
    [
        _prize("综合一等奖", "总分", "镇街", 1, 1, 20000),
        _prize("综合二等奖", "总分", "镇街", 2, 3, 10000),
        _prize("综合三等奖", "总分", "镇街", 4, 5, 5000),
        _prize("部门线先进", DEPARTMENT, "责任部门", 1, 2, 5000),
        _prize("党政线单项奖", PARTY, "镇街", 1, 1, 3000, "单项奖每项3000元"),
        _prize("业务线单项奖", BUSINESS, "镇街", 1, 1, 3000, "单项奖每项3000元"),
        ("专项工作单项奖", "奖励", "总分", "全年", "镇街", "", "", "每例", "单项奖认定项数", 3000, "每项3000元"),
        ("黄牌警告", "黄牌警告", "总分", "全年", "镇街", -1, -1, "", "", "", "工作滞后：最后一名"),
        ("下年度重点管理", "重点管理", "总分", "全年", "镇街", -2, -1, "", "", "", f"工作滞后：最后两名，{CHOSEN}"),
    ],
    title="奖惩",
    notes=["被一票否决的取消奖励，名次由后面的单位递补。"],
)


def build_scheme(folder: Path) -> None:
    sheets = [SETTINGS, _units(), LINES, PERIODS, ITEMS, RUBRIC, YEARLY_RUBRIC, VETOES, REWARDS]
    write_scheme(folder / FOLDER / "方案.xlsx", sheets)
