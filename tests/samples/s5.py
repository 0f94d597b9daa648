"""S5 县乡镇政绩考核: the scheme workbook (ten single rankings of 100 beside a total of 1000)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING

from tests.independent.s5 import FOLDER, LAST_OF_2021, LINES, OVERALL, SINGLES, TOWNS, VETOES
from tests.samples.kit import Cell, Row, Sheet, write_scheme
from tests.samples.rows import count, marks, rate, yes_or_no

if TYPE_CHECKING:
    from pathlib import Path

OWN = "原文缺数，此处自定"
OFFICE = "县考核办"
ASSESSORS = {  # 考核线: 评分人, 审核人
    "招商引资": ("县招商局", "分管招商副县长"),
    "民营经济": ("县工信局", "分管工业副县长"),
    "林业": ("县林业局", "分管农业副县长"),
    "奶牛": ("县畜牧局", "分管农业副县长"),
    "税费": ("县财政局", "常务副县长"),
    "规划建设": ("县住建局", "分管城建副县长"),
    "合作医疗": ("县卫生局", "分管卫生副县长"),
    "村村通": ("县交通局", "分管交通副县长"),
    "社会稳定": ("县信访局", "政法委书记"),
    "后进村整顿": ("县委组织部", "组织部长"),
    OVERALL: (OFFICE, "县委副书记"),
}

SETTINGS = Sheet(
    "考核设置",
    ("设置", "值", "说明"),
    [
        ("考核名称", "安宁县2022年度乡镇党政领导班子政绩考核", ""),
        ("年度", 2022, ""),
        ("主办单位", "中共安宁县委、安宁县人民政府", ""),
        ("落款日期", dt.date(2023, 1, 18), ""),
        ("小数位", 2, "各项得分四舍五入到两位小数"),
        ("排名范围", "全体", "11个乡镇一起排名；分组只用于不同的任务标准和期限"),
        ("并列规则", "并列占位", ""),
        ("并列奖金", "各按名次", ""),
        ("收表", "已截止", "没有交表的按缺报处理评定"),
        ("缺报处理", "计零", ""),
        ("递补", "是", "取消奖励的乡镇空出的名次，由后面的乡镇递补"),
    ],
    title="安宁县2022年度乡镇政绩考核办法",
    notes=[
        "一、十个单项各按百分制考核、单独排名；综合考核满分1000分，另行排名。",
        "二、综合得分=经济发展（700分）+其它工作（300分）-统计与检查扣分+表扬加分-批评扣分。",
        "三、五类总投入额的第五类、三项款的名称和缴款期限、五个否决项的名称，原文缺数，此处自定。",
    ],
)


def _units() -> Sheet:
    rows: list[Row] = [
        (name, t.group, f"{t.mailbox}@example.com", t.farmers, t.secretary, t.mayor) for name, t in TOWNS.items()
    ]
    header = ("单位名称", "分组", "邮箱", "农业人口数", "书记", "镇长")
    notes = ["乡的行政主官为乡长，也填在“镇长”一栏。"]
    return Sheet("考核对象", header, rows, title="考核对象（11个乡镇）", notes=notes)


def _lines() -> Sheet:
    rows: list[Row] = []
    for line in LINES:
        assessor, reviewer = ASSESSORS[line]
        full, weight = (1000, 1) if line == OVERALL else (100, 0)
        rows.append((line, full, weight, assessor, reviewer))
    notes = ["计入总分为0的单项只单独排名，其得分通过“其它工作”和总投入额折算进入综合考核。"]
    return Sheet("考核线", ("考核线", "满分", "计入总分", "评分人", "审核人"), rows, title="考核线", notes=notes)


PERIOD = Sheet(
    "考核期",
    ("期次", "截止日期", "说明"),
    [("全年", dt.date(2023, 1, 10), "到截止日期仍未办结的事项，完成日期留空")],
)

# -- 填报项 ----------------------------------------------------------------------------------------------------------

ITEM_COLUMNS = ("数据项", "计量单位", "类型", "填报人", "必填", "最小", "最大", "缺省值", "公式", "说明")


def _money(name: str, filler: str, note: str = "", *, default: Cell = "") -> Row:
    return (name, "万元", "数值", filler, "是" if default == "" else "否", 0, 100000, default, "", note)


def _area(name: str, note: str = "") -> Row:
    return (name, "亩", "数值", "县林业局", "是", 0, 100000, "", "", note)


def _date(name: str, filler: str, note: str = "") -> Row:
    return (name, "", "日期", filler, "否", "", "", "", "", note)


def _derived(name: str, unit: str, kind: str, formula: str, note: str = "") -> Row:
    return (name, unit, kind, "", "", "", "", "", formula, note or "自动计算，不用填报")


PRIVATE = "老企业增项投入×100%+新上项目投入×130%+园区新增企业投入+基础设施投入+新增规模企业数×200"
AREA = "成片植树亩数+零星植树株数÷55-应完成未完成亩数-死亡亩数×3"
ECONOMY = "招商投入额+民营折算投入额+林业投入额+奶牛投入额+小城镇投入额"
UNFINISHED = "未办结的留空"

ECONOMY_ITEMS: list[Row] = [
    _money("招商投入额", "县招商局", "经核实到位的招商引资投入"),
    _money("老企业增项投入", "县工信局", "重点项目中老企业增项的投入，系数100%"),
    _money("新上项目投入", "县工信局", "重点项目中新上项目的投入，系数130%"),
    _money("园区新增企业投入", "县工信局"),
    _money("基础设施投入", "县工信局", "园区基础设施投入"),
    count("新增规模企业数", "家", "县工信局", 100, "每家折算200万元"),
    _derived("民营折算投入额", "万元", "数值", PRIVATE),
    _area("成片植树亩数"),
    count("零星植树株数", "株", "县林业局", 1000000, "55株折1亩"),
    _area("应完成未完成亩数"),
    _area("死亡亩数", "按3倍扣减"),
    rate("抽查空缺率", "县林业局", "按千米段抽查的平均空缺率"),
    _derived("林业计分面积", "亩", "数值", AREA),
    _derived("林业投入额", "万元", "数值", "林业计分面积×2000÷10000", "自动计算，每亩2000元"),
    _money("奶牛固定资产", "县畜牧局", "没有养殖的可留空，按0计", default=0),
    count("奶牛头数", "头", "县畜牧局", 100000, "每头折2万元；没有养殖的可留空，按0计", default=0),
    _derived("奶牛投入额", "万元", "数值", "奶牛固定资产+奶牛头数×2"),
    _money("小城镇投入额", "县住建局", f"五类总投入额的第五类，{OWN}；没有的可留空，按0计", default=0),
    _derived("经济总投入额", "万元", "数值", ECONOMY, "自动计算，五类总投入额"),
]

OTHER_ITEMS: list[Row] = [
    _date("税款缴清日期", "县财政局", UNFINISHED),
    _date("统筹款缴清日期", "县财政局", UNFINISHED),
    _date("规费缴清日期", "县财政局", UNFINISHED),
    *[count(f"税费越级访{level}", "起", "县信访局", 100, f"因税费问题越级到{level}上访") for level in "县市省京"],
    _date("总体规划完成日期", "县住建局", UNFINISHED),
    _date("控规完成日期", "县住建局", f"控制性详细规划，{UNFINISHED}"),
    _date("示范村规划日期", "县住建局", UNFINISHED),
    _date("公路规划完成日期", "县住建局", f"公路两侧规划，{UNFINISHED}"),
    count("无用地手续处数", "处", "县住建局", 100),
    count("无设计审批处数", "处", "县住建局", 100),
    count("不按设计处数", "处", "县住建局", 100),
    count("传统房处数", "处", "县住建局", 100, "传统厂房或平房"),
    count("参合人数", "人", "本单位", 200000, "已缴费参合的农业人口"),
    _derived("参合率", "%", "百分比", "参合人数÷农业人口数"),
    _date("筹资完成日期", "县卫生局", UNFINISHED),
    yes_or_no("设立基金专户", "县卫生局"),
    yes_or_no("配备专管人员", "县卫生局"),
    yes_or_no("专账专款", "县卫生局", "专账管理、专款专用"),
    _date("路基完成日期", "县交通局", UNFINISHED),
    count("缺桥涵处数", "处", "县交通局", 100),
    yes_or_no("养护机构健全", "县交通局"),
    rate("养护资金到位率", "县交通局"),
    yes_or_no("养护办法责任落实", "县交通局"),
    yes_or_no("路政管理到位", "县交通局"),
    yes_or_no("养护资料齐全", "本单位"),
    ("不合格路段米数", "米", "数值", "县交通局", "是", 0, 100000, "", "", "路容路貌不合格路段的累计长度"),
    *[count(f"个访到{level}", "起", "县信访局", 200) for level in "县市省京"],
    *[count(f"集访到{level}", "起", "县信访局", 200) for level in "县市省京"],
    count("积案起数", "起", "县信访局", 100),
    marks("群体性事件扣分", "县信访局", 50, "没有填0；发生的在20至50之间酌情填写"),
    marks("恶性事件扣分", "县信访局", 50, "没有填0；发生的在20至50之间酌情填写"),
    count("整顿无班子村数", "个", "县委组织部", 100, "整顿到位的无班子村"),
    count("整顿后进村数", "个", "县委组织部", 100, "整顿到位的后进村"),
    count("缺训人次", "人次", "县委组织部", 1000),
]

OVERALL_ITEMS: list[Row] = [
    count("统计任务未完成项", "项", "县统计局", 50),
    count("检查不合格次数", "次", "县统计局", 50),
    marks("表扬加分", OFFICE, 20, "没有填0；受表扬的在10至20之间填写"),
    marks("批评扣分", OFFICE, 20, "没有填0；受批评的在10至20之间填写"),
    yes_or_no("完成年度任务", OFFICE),
    *[yes_or_no(item, OFFICE, "否决项") for item in VETOES.values()],
]


def _items() -> Sheet:
    notes = ["百分比项请带百分号填写。日期写成2022-10-31的样子；到考核截止日仍未办结的留空，按截止日计算拖延天数。"]
    rows = [*ECONOMY_ITEMS, *OTHER_ITEMS, *OVERALL_ITEMS]
    return Sheet("填报项", ITEM_COLUMNS, rows, title="填报项", notes=notes)


# -- 评分细则 --------------------------------------------------------------------------------------------------------

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
    "起点",
    "计入",
    "适用分组",
    "备注",
)


def _best(number: str, line: str, item: str, content: str, full: int, standard: str, **more: Cell) -> Row:
    return {
        "编号": number,
        "考核线": line,
        "项目": line,
        "考核内容": content,
        "标准分": full,
        "评分标准": standard,
        "计分方式": "首位折算",
        "数据项": item,
        "分值": full,
        **more,
    }


ECONOMY_RUBRIC: list[Row] = [
    _best("1", "招商引资", "招商投入额", "招商引资投入", 100, "投入额第一名得100分，其余按投入额÷第一名×100折算。"),
    _best(
        "2",
        "民营经济",
        "民营折算投入额",
        "民营经济投入",
        100,
        "折算投入额=重点项目×系数（老企业增项100%，新上项目130%）+园区新增企业+基础设施+新增规模企业数×200万元；第一名得100分，其余折算。",
    ),
    _best(
        "3",
        "林业",
        "林业投入额",
        "植树造林",
        100,
        "计分面积=植树亩数-应完成未完成亩数-死亡亩数×3，55株折1亩，每亩按2000元计投入额；第一名得100分，其余折算。",
        起点="零",
    ),
    {
        "考核线": "林业",
        "评分标准": "按千米段抽查，每空缺1%减1分。",
        "计分方式": "差额扣分",
        "数据项": "抽查空缺率",
        "基准": "<=0%",
        "每": 1,
        "分值": 1,
    },
    _best("4", "奶牛", "奶牛投入额", "奶牛养殖", 100, "固定资产加头数×2万元，第一名得100分，其余折算。"),
]


def _first(number: str, line: str, project: Cell, content: str, full: Cell, clause: dict[str, Cell]) -> Row:
    return {"编号": number, "考核线": line, "项目": project, "考核内容": content, "标准分": full, **clause}


def _next(line: str, clause: dict[str, Cell]) -> Row:
    return {"考核线": line, **clause}


def _takes(standard: str, item: str, points: Cell, **more: Cell) -> dict[str, Cell]:
    return {"评分标准": standard, "计分方式": "每例扣分", "数据项": item, "分值": points, **more}


def _late(standard: str, item: str, due: str, **more: Cell) -> dict[str, Cell]:
    return {"评分标准": standard, "计分方式": "超期扣分", "数据项": item, "基准": f"<={due}", "分值": 1, **more}


def _meets(standard: str, item: str, target: str, points: int, **more: Cell) -> dict[str, Cell]:
    return {"评分标准": standard, "计分方式": "达标得分", "数据项": item, "基准": target, "分值": points, **more}


def _taxes() -> list[Row]:
    line = "税费"
    late = "{}每拖缴一天减1分。"
    own = f"三项款的名称和期限{OWN}"
    rows = [
        _first("5", line, line, "三项款缴纳", 100, _late(late.format("税款"), "税款缴清日期", "2022-11-30", 备注=own)),
        _next(line, _late(late.format("统筹款"), "统筹款缴清日期", "2022-10-31")),
        _next(line, _late(late.format("规费"), "规费缴清日期", "2022-11-30")),
    ]
    for i, (level, points) in enumerate(zip("县市省京", (2, 4, 6, 10), strict=True)):
        clause = _takes(f"越级到{level}上访，每起减{points}分。", f"税费越级访{level}", points)
        rows.append(_next(line, {"考核内容": None if i else "越级上访", **clause}))
    return rows


def _planning() -> list[Row]:
    line, word = "规划建设", "{}底前完成得{}分，否则0分。"
    parent: dict[str, Cell] = {"评分标准": "规划60分，建设40分。"}
    rows = [_first("6", line, line, "", 100, parent)]
    plans = [
        ("驻地总体规划", "总体规划完成日期", "10月", "2022-10-31", 15),
        ("控制性详规", "控规完成日期", "12月", "2022-12-31", 10),
        ("示范村规划", "示范村规划日期", "11月", "2022-11-30", 5),
        ("公路两侧规划", "公路规划完成日期", "10月", "2022-10-31", 30),
    ]
    for i, (content, item, month, due, points) in enumerate(plans, start=1):
        clause = _meets(word.format(month, points), item, f"<={due}", points)
        rows.append(_first(f"6.{i}", line, None, content, points, clause))
    rows += [
        _first("6.5", line, None, "建设", 40, _takes("无用地手续每处减2分。", "无用地手续处数", 2)),
        _next(line, _takes("无设计审批每处减2分。", "无设计审批处数", 2)),
        _next(line, _takes("不按设计施工每处减2分。", "不按设计处数", 2)),
        _next(line, _takes("传统厂房或平房每处减10分。", "传统房处数", 10)),
    ]
    return rows


def _medical() -> list[Row]:
    line = "合作医疗"
    short: dict[str, Cell] = {
        "评分标准": "参合任务：驻地镇80%，其余50%；未足额的，每降1个百分点减3分。",
        "计分方式": "差额扣分",
        "数据项": "参合率",
        "基准": "驻地镇:>=80%; 其它:>=50%",
        "每": 1,
        "分值": 3,
    }
    late = _late("筹资逾期每天减1分。", "筹资完成日期", "2022-11-30", 备注=f"筹资期限{OWN}")
    parent: dict[str, Cell] = {"评分标准": "筹资70分，管理30分。"}
    rows = [_first("7", line, line, "", 100, parent), _first("7.1", line, None, "筹资", 70, short), _next(line, late)]
    management = [("专户", "设立基金专户"), ("专人", "配备专管人员"), ("专账专款", "专账专款")]
    for i, (content, item) in enumerate(management, start=2):
        clause = _meets(f"管理：{content}达到要求得10分，达不到不计分。", item, "是", 10)
        rows.append(_first(f"7.{i}", line, None, content, 10, clause))
    return rows


def _roads() -> list[Row]:
    line, item = "村村通", "路基完成日期"
    early = _meets("路基8月31日前完成得50分，否则0分。", item, "<=2022-08-31", 50, 备注=f"两组期限{OWN}")
    late = _meets("路基10月31日前完成得50分，否则0分。", item, "<=2022-10-31", 50)
    parent: dict[str, Cell] = {"评分标准": "路基50分，桥涵10分，养护10分，路容30分。"}
    money: dict[str, Cell] = {
        "评分标准": "养护资金3分，未到位资金按比例减分。",
        "计分方式": "比例得分",
        "数据项": "养护资金到位率",
        "基准": ">=100%",
        "分值": 3,
    }
    surface = _takes("不合格路段每200米（含以下）减1.5分。", "不合格路段米数", 1.5, 每=200, 取整="进一")
    care: dict[str, Cell] = {"评分标准": "机构3分，资金3分，办法责任1分，路政2分，资料1分。"}
    return [
        _first("8", line, line, "", 100, parent),
        _first("8.1", line, None, "路基", 50, {**early, "适用分组": "驻地镇；平原乡镇"}),
        _next(line, {**late, "适用分组": "山区乡镇"}),
        _first("8.2", line, None, "桥涵", 10, _takes("桥涵每缺1处减1分。", "缺桥涵处数", 1)),
        _first("8.3", line, None, "养护", 10, care),
        _first("8.3.1", line, None, "养护机构", 3, _meets("机构健全得3分。", "养护机构健全", "是", 3)),
        _first("8.3.2", line, None, "养护资金", 3, money),
        _first("8.3.3", line, None, "办法责任", 1, _meets("办法、责任落实得1分。", "养护办法责任落实", "是", 1)),
        _first("8.3.4", line, None, "路政", 2, _meets("路政管理到位得2分。", "路政管理到位", "是", 2)),
        _first("8.3.5", line, None, "资料", 1, _meets("资料齐全得1分。", "养护资料齐全", "是", 1)),
        _first("8.4", line, None, "路容", 30, surface),
    ]


def _stability() -> list[Row]:
    line = "社会稳定"
    rows: list[Row] = []
    for kind, name, figures in (("个访", "个人上访", (2, 5, 10, 20)), ("集访", "集体上访", (5, 10, 20, 40))):
        for i, (level, points) in enumerate(zip("县市省京", figures, strict=True)):
            clause = _takes(f"{name}到{level}，每起减{points}分。", f"{kind}到{level}", points)
            content = None if i else name
            head = _first("9", line, line, name, 100, clause) if not rows else None
            rows.append(head or _next(line, {"考核内容": content, **clause}))
    rows.append(_next(line, {"考核内容": "积案", **_takes("积案每起减10分。", "积案起数", 10)}))
    for content in ("群体性事件", "恶性事件"):
        clause = {
            "考核内容": content,
            "评分标准": f"发生{content}的，视情节减20至50分。",
            "计分方式": "酌情扣分",
            "数据项": f"{content}扣分",
            "基准": "20~50",
        }
        rows.append(_next(line, clause))
    return rows


def _villages() -> list[Row]:
    line = "后进村整顿"
    gives = {"计分方式": "每例得分"}
    none = {**_takes("整顿无班子村，每个得20分。", "整顿无班子村数", 20, 起点="零"), **gives}
    weak = {**_takes("整顿后进村，每个得10分；总分不超过100分。", "整顿后进村数", 10), **gives}
    return [
        _first("10", line, line, "村级组织整顿", 100, none),
        _next(line, weak),
        _next(line, _takes("缺训每人次减1分。", "缺训人次", 1)),
    ]


SIX = {"税费": "5", "规划建设": "6", "合作医疗": "7", "村村通": "8", "社会稳定": "9", "后进村整顿": "10"}


def _overall() -> list[Row]:
    line = OVERALL
    share = "六项得分合计第一名得300分，其余按300÷第一名合计×本单位合计折算。"
    economy = "五类总投入额第一名得700分，其余按总投入额÷第一名×700折算。"
    rows = [
        _best("11", line, "经济总投入额", "五类总投入额", 700, economy, 项目="经济发展"),
        _best("12", line, "子项合计", "", 300, share, 项目="其它工作"),
    ]
    for i, (single, number) in enumerate(SIX.items(), start=1):
        clause: dict[str, Cell] = {
            "评分标准": f"{single}单项得分。",
            "计分方式": "公式得分",
            "基准": f"得分[{number}]",
        }
        rows.append(_first(f"12.{i}", line, None, single, 100, clause))
    total: dict[str, Cell] = {"计入": "总分"}
    tasks = _takes("统计任务每项未完成减5分。", "统计任务未完成项", 5, **total)
    failures = _takes("检查不合格每次减10分。", "检查不合格次数", 10, **total)
    praise = {"评分标准": "受表扬的加10至20分。", "计分方式": "酌情得分", "数据项": "表扬加分", "基准": "10~20"}
    blame = {"评分标准": "受批评的减10至20分。", "计分方式": "酌情扣分", "数据项": "批评扣分", "基准": "10~20"}
    rows += [
        _first("13", line, "加减分", "统计与检查", "", tasks),
        _next(line, failures),
        _first("14", line, None, "表扬与批评", "", {**praise, **total}),
        _next(line, {**blame, **total}),
    ]
    return rows


RUBRIC_WIDTHS = {"评分标准": 46, "考核线": 12, "项目": 12}


def _rubrics() -> list[Sheet]:
    other = [*_taxes(), *_planning(), *_medical(), *_roads(), *_stability(), *_villages()]
    parts = [
        ("评分细则一", ECONOMY_RUBRIC, "经济发展单项评分细则（每个单项满分100分）", []),
        ("评分细则二", other, "其它工作单项评分细则（每个单项满分100分）", []),
        (
            "评分细则三",
            _overall(),
            "综合考核评分细则（满分1000分）",
            ["经济发展700分+其它工作300分=1000分；编号12的子项只用来合计，不另计分。得分[5]指编号5的得分。"],
        ),
    ]
    return [
        Sheet(name, _used(rows), rows, title=title, notes=notes, widths=RUBRIC_WIDTHS)
        for name, rows, title, notes in parts
    ]


def _used(rows: list[Row]) -> list[str]:
    """A sheet carries only the columns that it needs: it prints larger."""
    filled = {column for row in rows if isinstance(row, Mapping) for column in row}
    return [column for column in RUBRIC_COLUMNS if column in filled]


# -- 一票否决 and 奖惩 -----------------------------------------------------------------------------------------------


def _vetoes() -> Sheet:
    rows: list[Row] = [(name, f"{item}=是", "名次后移2位；取消奖励", "全年") for name, item in VETOES.items()]
    notes = ["每有一项，综合名次后移两位，并取消一切奖励；单项名次不后移。", f"五个否决项的名称{OWN}。"]
    return Sheet("一票否决", ("否决项", "条件", "后果", "适用期次"), rows, title="一票否决", notes=notes)


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
    "金额",
    "互斥组",
    "称号",
    "备注",
)
BONUSES = (("一", 30000, 20000), ("二", 20000, 10000), ("三", 10000, 5000), ("四", 5000, 3000))


def _reward(name: str, kind: str, basis: str, first: int, last: int, **more: Cell) -> Row:
    return {"奖惩": name, "类型": kind, "依据": basis, "名次起": first, "名次止": last, "对象": "单位", **more}


def _bonus(person: str, word: str, place: int, amount: int) -> Row:
    name = f"{person}奖金（第{word}名）"
    return _reward(name, "奖励", "总分", place, place, 对象=person, 方式="定额", 金额=amount, 互斥组="奖金")


def _fine(basis: str, word: str, place: int, amount: int) -> Row:
    name = f"{'综合' if basis == '总分' else basis}倒数第{word}罚款"
    return _reward(name, "处罚", basis, place, place, 方式="定额", 金额=amount, 互斥组="罚款")


def _rewards() -> Sheet:
    rows = [_reward("先进乡镇", "奖励", "总分", 1, 4, 称号="先进乡镇", 备注="综合前四名")]
    for place, (word, secretary, mayor) in enumerate(BONUSES, start=1):
        rows += [_bonus("书记", word, place, secretary), _bonus("镇长", word, place, mayor)]
    for line in SINGLES:
        rows.append(_reward(f"{line}先进乡镇", "奖励", line, 1, 3, 称号=f"{line}先进乡镇"))
    rows += [_fine("总分", "一", -1, 20000), _fine("总分", "二", -2, 15000)]
    for line in SINGLES:
        rows += [_fine(line, "一", -1, 15000), _fine(line, "二", -2, 10000)]
    unfinished = "末位且未完成年度任务"
    rows.append(_reward("黄牌警告", "黄牌警告", "总分", -1, -1, 条件="完成年度任务=否", 备注=unfinished))
    for person in ("书记", "镇长"):
        two_years = {"连续次数": 2, "对象": person, "备注": "连续两年末位"}
        rows.append(_reward(f"{person}降职安排", "处罚", "总分", -1, -1, **two_years))
    notes = [
        "奖金不重复发放，罚款不重复：同一乡镇（同一人）在同一互斥组内只取最大的一笔。罚款填正数，结果中记为负数。",
        "名次-1为倒数第一，-2为倒数第二。金额单位：元。",
    ]
    return Sheet("奖惩", REWARD_COLUMNS, rows, title="奖惩", notes=notes)


def _history() -> Sheet:
    rows: list[Row] = []
    for name, town in sorted(TOWNS.items(), key=lambda pair: pair[1].last_year[1]):
        score, place = town.last_year
        rows.append((2021, name, "总分", float(score), place, "黄牌警告" if name == LAST_OF_2021 else ""))
    return Sheet("历年结果", ("年度", "单位", "范围", "得分", "名次", "处理"), rows, title="2021年度考核结果")


def build_scheme(folder: Path) -> None:
    sheets = [SETTINGS, _units(), _lines(), PERIOD, _items(), *_rubrics(), _vetoes(), _rewards(), _history()]
    write_scheme(folder / FOLDER / "方案.xlsx", sheets)
