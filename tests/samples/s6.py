"""S6 社区工作目标管理: nine lines, each filled in by its own head and countersigned; warnings for the last places."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING

from tests.independent.s6 import FOLDER, INVESTMENT_TASK, JOBS_TASK, LINES, TAX_TASK, UNITS, past_ranks
from tests.samples.kit import Cell, Percent, Row, Sheet, write_scheme

if TYPE_CHECKING:
    from pathlib import Path

CHOSEN = "原文缺数，此处自定"

SETTINGS = Sheet(
    "考核设置",
    ("设置", "值", "说明"),
    [
        ("考核名称", "滨湖街道2023年度社区工作目标管理考核", ""),
        ("年度", 2023, ""),
        ("主办单位", "滨湖街道办事处", ""),
        ("落款日期", dt.date(2024, 1, 8), ""),
        ("小数位", 2, ""),
        ("并列规则", "并列占位", ""),
        ("收表", "已截止", "没有交表的按缺报处理评定"),
        ("缺报处理", "计零", "没有报送的按0分计，照常排名"),
        ("不适用处理", "剔除折算", "没有集体资产的社区，该项剔除，经济工作线按比例折算"),
        ("递补", "是", "前三名被一票否决的，名次递补"),
        (
            "已审核考核线",
            "党群工作线、经济工作线、综治线、人口服务线、劳动保障线、社区建设线、卫生创建线、中心工作线",
            "分管领导审核以后登记；民政线还没有审核",
        ),
    ],
    title="滨湖街道2023年度社区工作目标管理考核办法",
    notes=[
        "一、九条线分头评分：各线评分表由该线负责人填写，分管领导审核后生效。",
        "二、只有招商、财税两项可以加分，加分计入总分；其它各项得分不得超过标准分。",
    ],
)

PEOPLE = ["孟祥瑞", "郝丽", "秦志刚", "沈月", "邵东", "龚敏", "钱卫平", "尹秀兰", "黎明", "武建军"]
MAILBOXES = ["chunhui", "heyuan", "jinxiu", "dongli", "fangcao", "changdi", "yinxing", "meiyuan", "shiliu", "pinganli"]


def _units() -> Sheet:
    rows: list[Row] = [
        (
            unit,
            unit.removesuffix("社区"),
            f"{box}@example.com",
            person,
            INVESTMENT_TASK[unit],
            TAX_TASK[unit],
            JOBS_TASK[unit],
        )
        for unit, box, person in zip(UNITS, MAILBOXES, PEOPLE, strict=True)
    ]
    return Sheet(
        "考核对象",
        ("单位名称", "别名", "邮箱", "书记", "招商任务", "财税任务", "就业任务"),
        rows,
        title="考核对象及年度任务",
        notes=["招商任务、财税任务单位：万元；就业任务单位：人。任务数为自定。"],
    )


HEADS = [
    ("党群工作办", "党工委副书记"),
    ("经济发展办", "分管经济副主任"),
    ("综治中心", "政法委员"),
    ("人口服务办", "分管民生副主任"),
    ("劳动保障所", "分管民生副主任"),
    ("社区建设科", "分管社区副主任"),
    ("民政科", "分管民生副主任"),
    ("城市管理科", "分管城管副主任"),
    ("党政办", "办事处主任"),
]
FULL_MARKS = (18, 20, 12, 10, 8, 8, 8, 8, 8)
LINES_SHEET = Sheet(
    "考核线",
    ("考核线", "满分", "计入总分", "评分人", "审核人"),
    [(line, full, 1, *head) for line, full, head in zip(LINES, FULL_MARKS, HEADS, strict=True)],
    title="九条考核线",
    notes=["合计100分。评分人填写评分表，审核人审核后该线得分才生效。"],
)
PERIODS = Sheet(
    "考核期", ("期次", "截止日期", "说明"), [("年度", dt.date(2023, 12, 25), "年终一次评分")], title="考核期"
)

# --- data items ---------------------------------------------------------------------------------------------------

OFFICES = [head for head, _ in HEADS]
ITEM_COLUMNS = ("数据项", "计量单位", "类型", "填报人", "必填", "最小", "最大", "说明")


def _count(office: str, name: str, unit: str, most: int = 100, note: str = "") -> Row:
    return (name, unit, "整数", office, "是", 0, most, note)


def _rate(office: str, name: str, note: str = "") -> Row:
    return (name, "%", "百分比", office, "是", Percent(0), Percent(1), note)


def _yes(office: str, name: str, note: str = "") -> Row:
    return (name, "", "是否", office, "是", "", "", note)


def _marks(office: str, name: str, most: int) -> Row:
    return (name, "分", "数值", office, "是", 0, most, f"0至{most}分，超过{most}分的退回")


def _amount(office: str, name: str, most: int) -> Row:
    return (name, "万元", "数值", office, "是", 0, most, "")


PARTY, ECONOMY, ORDER, PEOPLE_OFFICE, LABOUR, COMMUNITY, CIVIL, CITY, CENTRAL = OFFICES
ITEMS = Sheet(
    "填报项",
    ITEM_COLUMNS,
    [
        _count(PARTY, "制度不健全项数", "项"),
        _count(PARTY, "重大事项未公开数", "件"),
        _yes(PARTY, "班子团结"),
        _yes(PARTY, "党员培训完成"),
        _yes(PARTY, "发展党员完成"),
        _yes(PARTY, "有培养对象"),
        _count(PARTY, "应建未建数", "例"),
        _count(PARTY, "帮扶未落实数", "例"),
        _count(PARTY, "主题活动次数", "次", note="全年不少于4次"),
        _count(PARTY, "宣传稿件篇数", "篇"),
        _count(PARTY, "文化活动次数", "次"),
        _count(PARTY, "廉政问题件数", "件", note="查实的"),
        _count(PARTY, "公文差错次数", "次"),
        _count(PARTY, "信息迟报次数", "次"),
        _rate(PARTY, "兵役登记率"),
        _yes(PARTY, "统战台账健全"),
        _count(PARTY, "群团活动次数", "次"),
        _amount(ECONOMY, "招商到位资金", 100000),
        _amount(ECONOMY, "财税完成额", 10000),
        _count(ECONOMY, "安全隐患未改数", "处"),
        _count(ECONOMY, "安全责任事故数", "起", note="有一起即安全项不得分，并一票否决"),
        _rate(ECONOMY, "食品检查完成率"),
        _yes(ECONOMY, "集体资产台账", "台账规范填“是”；没有集体资产的填“不适用”"),
        _rate(ORDER, "矛盾调处率"),
        _count(ORDER, "越级上访批次", "批"),
        _count(ORDER, "可防案件数", "起"),
        _count(ORDER, "巡防次数", "次", 1000),
        _rate(PEOPLE_OFFICE, "信息准确率"),
        _count(PEOPLE_OFFICE, "服务投诉例数", "例"),
        ("报表报送日期", "", "日期", PEOPLE_OFFICE, "否", "", "", "年报送达的日期；空着表示到截止日期还没有报"),
        _count(LABOUR, "新增就业人数", "人", 2000),
        _rate(LABOUR, "参保率"),
        _count(COMMUNITY, "居务公开次数", "次"),
        _count(COMMUNITY, "志愿活动场次", "场"),
        _marks(COMMUNITY, "网格工作评分", 2),
        _count(CIVIL, "救助错漏户数", "户"),
        _marks(CIVIL, "老龄服务评分", 4),
        _marks(CITY, "环境检查评分", 5),
        _rate(CITY, "垃圾分类覆盖率"),
        _marks(CENTRAL, "中心工作评分", 5),
        _count(CENTRAL, "交办逾期件数", "件"),
        _yes(CENTRAL, "班子成员违纪"),
    ],
    title="填报项（由各线负责人填报）",
)

# --- rubric -------------------------------------------------------------------------------------------------------

RUBRIC_COLUMNS = (
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
    "取整",
    "分值",
    "上限",
    "计入",
    "备注",
)


def _head(line: int, number: str, project: str, full: float) -> Row:
    return {"编号": number, "考核线": LINES[line - 1], "项目": project, "考核内容": "", "标准分": full}


def _rule(
    line: int,
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
        "考核线": LINES[line - 1],
        "考核内容": content,
        "标准分": full,
        "评分标准": standard,
        "计分方式": method,
        "数据项": items,
        "备注": CHOSEN,
    }
    return {**row, **more}


_1, _2, _3, _4, _5, _6, _7, _8, _9 = (partial(_rule, line) for line in range(1, 10))

PARTY_RULES: list[Row] = [
    _head(1, "1", "党群工作", 18),
    _head(1, "1.1", "党建", 5),
    _1("1.1.1", "班子建设", 2, "制度不健全的每项扣0.1分", "每例扣分", "制度不健全项数", 分值=0.1, 备注=""),
    _1(None, None, None, "重大事项不公开的每件扣0.1分", "每例扣分", "重大事项未公开数", 分值=0.1, 备注=""),
    _1(None, None, None, "班子不团结的扣0.2分", "不达标扣分", "班子团结", 基准="是", 分值=0.2, 备注=""),
    _1("1.1.2", "队伍建设", 1, "未完成党员培训的扣0.2分", "不达标扣分", "党员培训完成", 基准="是", 分值=0.2, 备注=""),
    _1(None, None, None, "未完成发展党员的扣0.1分", "不达标扣分", "发展党员完成", 基准="是", 分值=0.1, 备注=""),
    _1(None, None, None, "没有培养对象的扣0.1分", "不达标扣分", "有培养对象", 基准="是", 分值=0.1, 备注=""),
    _1(None, None, None, "应建未建的每例扣0.1分", "每例扣分", "应建未建数", 分值=0.1, 备注=""),
    _1(None, None, None, "帮扶不落实的每例扣0.01分", "每例扣分", "帮扶未落实数", 分值=0.01, 备注=""),
    _1(
        "1.1.3",
        "主题活动",
        2,
        "全年不少于4次，缺一次扣0.1分",
        "差额扣分",
        "主题活动次数",
        基准=">=4",
        每=1,
        分值=0.1,
        备注="",
    ),
    _1(
        "1.2",
        "宣传稿件",
        5,
        "全年不少于12篇，每少1篇扣0.2分",
        "差额扣分",
        "宣传稿件篇数",
        项目="宣传文化",
        基准=">=12",
        每=1,
        分值=0.2,
    ),
    _1(None, None, None, "文化活动不少于4次，每少1次扣0.5分", "差额扣分", "文化活动次数", 基准=">=4", 每=1, 分值=0.5),
    _1("1.3", "廉政建设", 3, "查实廉政问题每件扣1分", "每例扣分", "廉政问题件数", 项目="廉政", 分值=1),
    _1("1.4", "公文信息", 2, "公文差错每次扣0.2分", "每例扣分", "公文差错次数", 项目="办公室", 分值=0.2),
    _1(None, None, None, "信息迟报每次扣0.1分", "每例扣分", "信息迟报次数", 分值=0.1),
    _1(
        "1.5",
        "兵役登记",
        1,
        "登记率100%得1分，不足的按比例得分",
        "比例得分",
        "兵役登记率",
        项目="武装",
        基准=">=100%",
        分值=1,
    ),
    _1("1.6", "统战台账", 1, "台账不健全的扣0.5分", "不达标扣分", "统战台账健全", 项目="统战", 基准="是", 分值=0.5),
    _1(
        "1.7",
        "群团活动",
        1,
        "全年不少于2次，每少1次扣0.2分",
        "差额扣分",
        "群团活动次数",
        项目="群团",
        基准=">=2",
        每=1,
        分值=0.2,
    ),
]
WHOLE_STEPS: dict[str, Cell] = {"取整": "舍去", "计入": "总分"}
ECONOMY_RULES: list[Row] = [
    _head(2, "2", "经济工作", 20),
    _2(
        "2.1",
        "招商引资",
        13,
        "完成年度任务得13分，不足的按比例得分",
        "比例得分",
        "招商到位资金",
        项目="招商",
        基准=">=招商任务",
        分值=13,
    ),
    _2(
        None,
        None,
        None,
        "超任务每满100万元总分加0.5分，最多加5分",
        "超额得分",
        "招商到位资金",
        基准=">=招商任务",
        每=100,
        分值=0.5,
        上限=5,
        **WHOLE_STEPS,
    ),
    _2(
        "2.2",
        "财税任务",
        3,
        "完成年度任务得3分，不足的按比例得分",
        "比例得分",
        "财税完成额",
        项目="财税",
        基准=">=财税任务",
        分值=3,
    ),
    _2(
        None,
        None,
        None,
        "超任务每满10万元总分加0.2分，最多加2分",
        "超额得分",
        "财税完成额",
        基准=">=财税任务",
        每=10,
        分值=0.2,
        上限=2,
        **WHOLE_STEPS,
    ),
    _2("2.3", "安全生产", 2, "隐患未按期整改的每处扣0.5分", "每例扣分", "安全隐患未改数", 项目="安全", 分值=0.5),
    _2(None, None, None, "发生安全责任事故的，该项不得分", "触发清零", "安全责任事故数", 基准=">=1"),
    _2(
        "2.4",
        "食品安全",
        1,
        "检查完成率100%得1分，不足的按比例得分",
        "比例得分",
        "食品检查完成率",
        项目="食品",
        基准=">=100%",
        分值=1,
    ),
    _2(
        "2.5",
        "集体资产",
        1,
        "台账不规范的扣1分；没有集体资产的不考核",
        "不达标扣分",
        "集体资产台账",
        项目="资产",
        基准="是",
        分值=1,
    ),
]
OTHER_RULES: list[Row] = [
    _head(3, "3", "综治", 12),
    _3(
        "3.1",
        "矛盾调处",
        4,
        "调处率不低于95%，每低1个百分点扣0.2分",
        "差额扣分",
        "矛盾调处率",
        基准=">=95%",
        每=1,
        分值=0.2,
    ),
    _3(
        "3.2",
        "越级上访",
        4,
        "第一批扣0.5分，第二批扣1分，第三批起每批扣1.5分",
        "递增扣分",
        "越级上访批次",
        分值="0.5,1,1.5",
    ),
    _3("3.3", "治安防范", 4, "可防性案件每起扣0.4分", "每例扣分", "可防案件数", 分值=0.4),
    _3(
        None,
        None,
        None,
        "巡防不少于48次，每少4次扣0.1分，不满4次按4次算",
        "差额扣分",
        "巡防次数",
        基准=">=48",
        每=4,
        取整="进一",
        分值=0.1,
    ),
    _head(4, "4", "人口服务", 10),
    _4(
        "4.1",
        "信息质量",
        4,
        "准确率不低于95%，每低1个百分点扣0.5分",
        "差额扣分",
        "信息准确率",
        基准=">=95%",
        每=1,
        分值=0.5,
    ),
    _4("4.2", "便民服务", 4, "服务投诉属实的每例扣1分", "每例扣分", "服务投诉例数", 分值=1),
    _4(
        "4.3",
        "年度报表",
        2,
        "12月10日前送达，每迟一天扣0.2分",
        "超期扣分",
        "报表报送日期",
        基准="<=2023-12-10",
        分值=0.2,
    ),
    _head(5, "5", "劳动保障", 8),
    _5(
        "5.1",
        "新增就业",
        5,
        "完成就业任务得5分，不足的按比例得分",
        "比例得分",
        "新增就业人数",
        基准=">=就业任务",
        分值=5,
    ),
    _5(
        "5.2",
        "参保",
        3,
        "参保率98%以上得3分，95%以上得2分，90%以上得1分",
        "分档得分",
        "参保率",
        基准=">=98%:3; >=95%:2; >=90%:1",
    ),
    _head(6, "6", "社区建设", 8),
    _6(
        "6.1",
        "居务公开",
        3,
        "全年不少于12次，每少1次扣0.25分",
        "差额扣分",
        "居务公开次数",
        基准=">=12",
        每=1,
        分值=0.25,
    ),
    _6("6.2", "志愿服务", 3, "每场活动得0.25分，最多3分", "每例得分", "志愿活动场次", 分值=0.25, 上限=3),
    _6("6.3", "网格管理", 2, "社区建设科评定，0至2分", "直接评分", "网格工作评分"),
    _head(7, "7", "民政", 8),
    _7("7.1", "社会救助", 4, "救助错漏的每户扣0.5分", "每例扣分", "救助错漏户数", 分值=0.5),
    _7("7.2", "老龄服务", 4, "民政科评定，0至4分", "直接评分", "老龄服务评分"),
    _head(8, "8", "卫生创建", 8),
    _8("8.1", "环境整治", 5, "城市管理科检查评定，0至5分", "直接评分", "环境检查评分"),
    _8("8.2", "垃圾分类", 3, "覆盖率90%得3分，不足的按比例得分", "比例得分", "垃圾分类覆盖率", 基准=">=90%", 分值=3),
    _head(9, "9", "中心工作", 8),
    _9("9.1", "完成质量", 5, "党政办评定，0至5分", "直接评分", "中心工作评分"),
    _9("9.2", "交办事项", 3, "逾期每件扣0.5分", "每例扣分", "交办逾期件数", 分值=0.5),
]


def _rubric(name: str, title: str, rules: list[Row], note: str) -> Sheet:
    used = {column for row in rules if isinstance(row, dict) for column in row}
    columns = [column for column in RUBRIC_COLUMNS if column in used]
    widths = {"评分标准": 38, "备注": 21}
    return Sheet(f"评分细则-{name}", columns, rules, title=title, notes=[note], widths=widths)


RUBRICS = [
    _rubric("党群", "党群工作评分细则（18分）", PARTY_RULES, "注：党建各条扣分标准为原文，其它自定。扣完为止。"),
    _rubric("经济", "经济工作评分细则（20分）", ECONOMY_RULES, "注：只有招商、财税可以加分，加分计入总分，不占20分。"),
    _rubric("其它各线", "其它七条线评分细则（62分）", OTHER_RULES, "注：得分不得超过标准分，超过的退回重评。"),
]

# --- vetoes, rewards, history -------------------------------------------------------------------------------------

VETOES = Sheet(
    "一票否决",
    ("否决项", "条件", "后果", "备注"),
    [
        ("发生安全责任事故", "安全责任事故数>=1", "取消奖励；取消评优", CHOSEN),
        ("班子成员违纪", "班子成员违纪=是", "取消奖励；取消评优", CHOSEN),
        ("越级上访五批以上", "越级上访批次>=5", "取消奖励；取消评优", CHOSEN),
    ],
    title="一票否决",
    notes=["被一票否决的保留名次，不得奖；前三名被否决的，由后面的社区递补。"],
)

REWARD_COLUMNS = (
    "奖惩",
    "类型",
    "依据",
    "名次起",
    "名次止",
    "连续次数",
    "对象",
    "方式",
    "金额",
    "互斥组",
    "称号",
    "备注",
)


def _warnings(name: str, basis: str) -> list[Row]:
    """The severest first: of one 互斥组 the first that holds stays."""
    return [
        (f"{name}末位{kind}", kind, basis, -1, -1, times, "书记", "", "", f"{name}末位", "", note)
        for kind, times, note in (
            ("降职降级", 3, "连续三年末位"),
            ("诫勉", 2, "连续两年末位"),
            ("警示谈话", 1, "第一年末位"),
        )
    ]


REWARDS = Sheet(
    "奖惩",
    REWARD_COLUMNS,
    [
        ("红旗单位", "奖励", "总分", 1, 1, "", "单位", "定额", 3000, "", "红旗单位", "第一名"),
        ("先进单位", "奖励", "总分", 2, 3, "", "单位", "定额", 1000, "", "先进单位", "第二、三名，各1000元"),
        *_warnings("综合", "总分"),
        *[row for line in LINES for row in _warnings(line, line)],
    ],
    title="奖惩",
    notes=["综合或单项末位：第一年警示谈话，连续两年诫勉，连续三年降职降级；同一项只取最重的一种。"],
)


def _history() -> Sheet:
    rows: list[Row] = []
    for year in (2022, 2021):
        for scope, name in enumerate(["总分", *LINES]):
            ranks = past_ranks(year, scope)
            rows += [(year, unit, name, ranks[unit]) for unit in sorted(ranks, key=lambda u: ranks[u])]
    return Sheet(
        "历年结果", ("年度", "单位", "范围", "名次"), rows, title="前两年考核名次", notes=["末位连续年数据此计算。"]
    )


def build_scheme(folder: Path) -> None:
    sheets = [SETTINGS, _units(), LINES_SHEET, PERIODS, ITEMS, *RUBRICS, VETOES, REWARDS, _history()]
    write_scheme(folder / FOLDER / "方案.xlsx", sheets)
