"""S2 社区月考核、季奖励: the scheme workbook (11 communities, 12 months → 4 quarters → the year)."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING

from tests.independent.s2 import FOLDER, MONTHS, QUARTERS, UNITS, YEAR
from tests.samples.kit import Percent, Row, Sheet, write_scheme
from tests.samples.rows import count

if TYPE_CHECKING:
    from pathlib import Path

OWN = "原文缺数，此处自定"
INFO, SERVICE, PARTY, FINANCE = "街道信息科", "街道服务科", "街道党政办", "街道财务科"

SETTINGS = Sheet(
    "考核设置",
    ("设置", "值", "说明"),
    [
        ("考核名称", "新城街道2022年社区工作月考核", ""),
        ("年度", 2022, ""),
        ("主办单位", "新城街道办事处", ""),
        ("落款日期", dt.date(2023, 1, 12), ""),
        ("小数位", 2, "各项得分四舍五入到两位小数"),
        ("并列规则", "并列占位", "两个第1名之后是第3名"),
        ("并列奖金", "各按名次", "并列第1名的都按第1名发"),
        ("收表", "已截止", "没有交表的按缺报处理评定"),
        ("缺报处理", "计零", "当月未报的社区当月计零分"),
        ("不适用处理", "剔除折算", "当月无应办事项的，及时率填“不适用”，其余各项折算为100分"),
        ("递补", "是", ""),
    ],
    title="新城街道2022年社区工作月考核、季奖励办法",
    notes=[
        "一、每月考核一次，满分100分；季度得分为三个月得分相加，全年得分为四个季度得分相加。",
        "二、各项满分值、重点工作每项得分、“未达标”的分数线（月75分、季225分），原文缺数，此处自定。",
        "三、平台上报率由平台已上报数除以平台下发数得出；当月平台没有下发任务的，按100%计。",
    ],
)

PEOPLE = {  # community: mailbox, 书记, 主任, 专干
    "东风社区": ("dongfeng", "陈立群", "周晓梅", "何佳"),
    "朝阳社区": ("zhaoyang", "刘向东", "孙玉兰", "许宁"),
    "和平社区": ("heping", "吴志强", "郑海燕", "沈悦"),
    "新桥社区": ("xinqiao", "马春生", "冯丽华", "蒋云"),
    "建设社区": ("jianshe", "朱国平", "秦红霞", "尤静"),
    "光明社区": ("guangming", "杨永年", "韩秀英", "吕倩"),
    "滨河社区": ("binhe", "施文斌", "张桂芳", "孔琳"),
    "文昌社区": ("wenchang", "曹振华", "严冬梅", "华蕾"),
    "幸福社区": ("xingfu", "金德明", "魏素珍", "陶然"),
    "友谊社区": ("youyi", "姜学军", "戚雪莲", "谢颖"),
    "长安社区": ("changan", "邹建国", "喻美玲", "柏青"),
}


def _units() -> Sheet:
    rows: list[Row] = []
    for name in UNITS:
        mailbox, secretary, director, clerk = PEOPLE[name]
        rows.append((name, name[:2], "新城街道", f"{mailbox}@example.com", secretary, director, clerk))
    header = ("单位名称", "别名", "上级单位", "邮箱", "书记", "主任", "专干")
    return Sheet("考核对象", header, rows, title="考核对象（11个社区）")


def _periods() -> Sheet:
    rows: list[Row] = []
    for number, month in enumerate(MONTHS, start=1):
        quarter = next(q for q, months in QUARTERS.items() if month in months)
        due = dt.date(2023, 1, 5) if number == 12 else dt.date(2022, number + 1, 5)
        rows.append((month, quarter, "", due, ""))
    rows += [(quarter, YEAR, "合计", None, "三个月得分相加") for quarter in QUARTERS]
    rows.append((YEAR, "", "合计", None, f"四个季度得分相加（{OWN}）"))
    return Sheet("考核期", ("期次", "上级期次", "汇总方式", "截止日期", "备注"), rows, title="考核期与上报截止日期")


ITEM_COLUMNS = (
    "数据项",
    "计量单位",
    "类型",
    "填报人",
    "必填",
    "最小",
    "最大",
    "缺省值",
    "公式",
    "期内汇总",
    "说明",
)
NO_ISSUE = "如果(平台下发数=0，100%，平台已上报数÷平台下发数)"


_count = partial(count, 期内汇总="合计")


def _derived(name: str, formula: str, note: str) -> Row:
    return (name, "%", "百分比", "", "", "", "", "", formula, "", note)


def _people(name: str, note: str) -> Row:
    return (name, "人", "整数", "本单位", "是", 0, 50, "", "", "最新", note)


ITEMS = Sheet(
    "填报项",
    ITEM_COLUMNS,
    [
        ("及时率", "%", "百分比", INFO, "是", Percent(0), Percent(1), "", "", "平均", "当月无应办事项的填“不适用”"),
        _count("应掌握例数", "例", SERVICE, 500, "下达给社区的当月应掌握例数，至少1例", least=1),
        _count("掌握例数", "例", "本单位", 500, "当月实际掌握例数"),
        _derived("掌握率", "掌握例数÷应掌握例数", "自动计算，不用填报"),
        _count("平台下发数", "条", INFO, 2000, "信息平台当月下发到社区的条数"),
        _count("平台已上报数", "条", "本单位", 2000, "其中已办结上报的条数"),
        _derived("平台上报率", NO_ISSUE, "自动计算，不用填报；没有下发任务的按100%"),
        _count("投诉件数", "件", PARTY, 100, "被投诉件数"),
        _count("曝光件数", "件", PARTY, 100, "被媒体曝光件数"),
        _count("违规件数", "件", PARTY, 100, "依法行政检查发现的违规件数"),
        _count("重点工作完成数", "项", "本单位", 10, "当期重点工作已完成的项数"),
        _count("投诉报道属实件数", "件", PARTY, 100, "被投诉或负面报道，经查属实的件数；空白视为没有", default=0),
        _count("恶劣影响件数", "件", PARTY, 100, "其中造成恶劣影响的件数；空白视为没有", default=0),
        _people("专职人员数", "当月在岗的专职人员"),
        _people("网格员数", "当月在岗的网格员"),
        _people("分管干部数", "分管此项工作的社区干部"),
        ("审查意见", "", "文本", FINANCE, "是", "", "", "", "", "最新", "填“同意”或“不同意”，同意的才发岗位补贴"),
    ],
    title="填报项",
    notes=["百分比项请带百分号填写，如72%。没有发生的请填0，不要留空。"],
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
    "分值",
    "上限",
    "备注",
)
LAWFUL = "投诉件数、曝光件数、违规件数"
RUBRIC = Sheet(
    "评分细则",
    RUBRIC_COLUMNS,
    [
        (
            "1",
            "日常工作",
            "信息及时率",
            20,
            "及时率72%及以上得满分；低于72%的，按实际÷72%×满分计分。",
            "比例得分",
            "及时率",
            ">=72%",
            20,
            "",
            f"满分{OWN}",
        ),
        (
            "2",
            None,
            "情况掌握率",
            20,
            "掌握率75%及以上得满分；低于75%的，按实际÷75%×满分计分。",
            "比例得分",
            "掌握率",
            ">=75%",
            20,
            "",
            f"满分{OWN}",
        ),
        (
            "3",
            None,
            "平台上报率",
            20,
            "平台上报率=已上报数÷平台下发数，按上报率的比例计分；没有下发任务的得满分。",
            "比例得分",
            "平台上报率",
            ">=100%",
            20,
            "",
            f"满分{OWN}",
        ),
        (
            "4",
            "依法行政",
            "投诉、曝光、违规",
            20,
            "无投诉、无曝光、无违规得满分，有一件即不得分。",
            "达标得分",
            LAWFUL,
            "=0",
            20,
            "",
            f"满分{OWN}",
        ),
        (
            "5",
            "重点工作",
            "当期重点工作",
            20,
            "按完成情况累计得分：每完成一项得5分，最多20分。",
            "每例得分",
            "重点工作完成数",
            "",
            5,
            20,
            f"满分和每项得分{OWN}",
        ),
    ],
    title="社区工作月考核评分细则（满分100分）",
    widths={"评分标准": 50},
    notes=["标准分合计：20+20+20+20+20=100分。"],
)

VETOES = Sheet(
    "一票否决",
    ("否决项", "条件", "后果", "适用期次", "备注"),
    [
        ("投诉报道属实", "投诉报道属实件数>=1", "列入倒数3名", "月", "被投诉或负面报道且属实，只影响当月名次"),
        (
            "造成恶劣影响",
            "恶劣影响件数>=1",
            "不参与排名；取消奖励；取消评优",
            YEAR,
            "年终一票否决；当年任何一个月发生都算",
        ),
    ],
    title="一票否决",
)

REWARD_COLUMNS = (
    "奖惩",
    "类型",
    "依据",
    "期次",
    "名次起",
    "名次止",
    "条件",
    "对象",
    "方式",
    "数据项",
    "基准",
    "金额",
    "资金来源",
    "备注",
)


def _ranked(name: str, kind: str, level: str, first: int, last: int, **more: int | str) -> Row:
    return {
        "奖惩": name,
        "类型": kind,
        "依据": "总分",
        "期次": level,
        "名次起": first,
        "名次止": last,
        "对象": "单位",
        **more,
    }


def _prize(place: int, word: str, amount: int) -> Row:
    return _ranked(f"季度第{word}名奖金", "奖励", "季", place, place, 方式="定额", 金额=amount)


def _criticism(person: str, before: str) -> Row:
    note = f"季度末位，{person}向{before}作检讨"
    return _ranked(f"{person}作检讨", "处罚", "季", -1, -1, 对象=person, 备注=note)


def _subsidy(name: str, level: str, item: str, amount: int, **more: str) -> Row:
    return {
        "奖惩": name,
        "类型": "补贴",
        "期次": level,
        "对象": "单位",
        "方式": "每例",
        "数据项": item,
        "金额": amount,
        **more,
    }


def _post(name: str, item: str, amount: int, sources: str, note: str) -> Row:
    return _subsidy(name, "月", item, amount, 条件="审查意见=同意", 资金来源=sources, 备注=note)


BELOW = f"“未达标”的分数线{OWN}"
REWARDS = Sheet(
    "奖惩",
    REWARD_COLUMNS,
    [
        _ranked("月度通报表扬", "通报表扬", "月", 1, 3, 备注="月度总分前3名"),
        _ranked("月度通报批评", "通报批评", "月", -3, -1, 条件="总分<75", 备注=f"后3名且未达标；{BELOW}"),
        _prize(1, "一", 2000),
        _prize(2, "二", 1500),
        _prize(3, "三", 1000),
        _ranked(
            "季度通报批评并整改",
            "通报批评",
            "季",
            -3,
            -1,
            条件="总分<225",
            备注=f"后3名且未达标，责令整改；{BELOW}",
        ),
        _criticism("书记", "办事处主任"),
        _criticism("主任", "办事处主任"),
        _criticism("专干", "分管领导"),
        _subsidy("掌握工作补贴", "季", "掌握例数", 50, 备注="每例50元，按季结算"),
        _subsidy(
            "超指标掌握补贴",
            "月",
            "掌握例数",
            200,
            方式="超额每例",
            条件="掌握率>=75%",
            基准="进一(应掌握例数×75%)",
            备注="掌握率达标的，超出指标部分每例200元；指标为达到75%所需的整例数",
        ),
        _post("专职人员岗位补贴", "专职人员数", 300, "区:30;街道:170;社区:100", "每人每月300元"),
        _post("网格员岗位补贴", "网格员数", 100, "社区:50;街道:50", "每人每月100元"),
        _post("分管干部岗位补贴", "分管干部数", 200, "街道:200", f"每人每月200元；资金来源{OWN}"),
    ],
    title="奖惩与补贴",
    notes=[
        "岗位补贴按月发放，须当月审查意见为“同意”；按资金来源（区、街道、社区）分列合计。",
        "名次止为-1表示末位，-3到-1表示后三名。",
    ],
)


def build_scheme(folder: Path) -> None:
    sheets = [SETTINGS, _units(), _periods(), ITEMS, RUBRIC, VETOES, REWARDS]
    write_scheme(folder / FOLDER / "方案.xlsx", sheets)
