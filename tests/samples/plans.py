"""What is untidy about each sample's returned files: its papers that are not as asked, and files that are no returns.

Everything here must read as the sample's data; what is meant to be refused or passed over is said beside it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from tests.samples import saving
from tests.samples.edits import (
    extra_rows,
    grouped,
    hidden_rows,
    merged_with_next,
    moved,
    named_rows,
    on_its_side,
    remark,
    renamed,
    titled,
    total_row,
    upside_down,
    with_column,
    without,
)
from tests.samples.habits import (
    as_text,
    chinese_day,
    dotted_day,
    eight_digits,
    either,
    full_width,
    having,
    mixed,
    points,
    slashed_day,
    thousands,
    ticks,
    with_measure,
)
from tests.samples.paper import FINGERPRINT, RUBRIC, Paper

F = Fraction
Files = dict[str, bytes]
NUMBERED = with_column("序号", "数据项", lambda number, name: number)


@dataclass(frozen=True)
class Plan:
    """``more`` adds files that are no filled form, from those that are. ``notes`` go into 说明.txt."""

    papers: Sequence[Paper] = ()
    more: Callable[[Files], Mapping[str, bytes]] = lambda files: {}
    notes: Sequence[str] = field(default_factory=tuple)


# -- S4: everything at once -------------------------------------------------------------------------------------------

_S4_HALF = (
    Paper(
        "青石镇",
        "半年",
        "半年/青石镇_半年.xlsx",
        changes={"登记差错例数": F(0), "漏报例数": F(0), "人口入库率": F("0.97"), "创新项目数": F(0)},
        filled_at=dt.date(2022, 7, 5),
    ),
    Paper("青石镇", "半年", "半年/更正重报/青石镇_半年.xlsx", filled_at="2022.7.12", version=2),
    Paper(
        "柳湾镇",
        "半年",
        habit=mixed(as_text, full_width, with_measure),
        cells={"政策宣传落实": "√", "主题活动开展": "√", "群众满意": "是 "},
        filled_at="2022年7月11日",
    ),
    Paper("松林镇", "半年", habit=ticks, edits=[NUMBERED, titled("松林镇人民政府报送材料之一"), moved(2, 1)]),
    Paper(
        "白沙镇",
        "半年",
        habit=with_measure,
        edits=[merged_with_next("登记差错例数", "报表错误次数", "网上办证率"), remark("安全事故扣分", "详见事故报告")],
    ),
    Paper(
        "石桥镇",
        "半年",
        "半年/新建 Microsoft Excel 工作表.xlsx",
        edits=[hidden_rows("托育备案率", "育龄入库率", "责任制不规范扣分"), renamed("Sheet1")],
    ),
    Paper("金坪镇", "半年", "半年/金坪.xls", name="金坪镇政府", habit=as_text, filled_at="2022-07-13"),
    Paper("龙潭镇", "半年", habit=ticks, filled_at="2022年7月20日"),
    Paper("云峰街道", "半年", "半年/云峰街道_半年.ods"),
    Paper("东湖街道", "半年", habit=having, cells={"资格审核错误例数": "不涉及"}),
    Paper("南苑街道", "半年", "半年/南苑街道_半年.csv"),
    Paper("北辰街道", "半年", habit=points, cells={"人口入库率": "百分之百", "走访慰问缺项数": "一项"}),
    Paper(
        "信访局", "半年", edits=[upside_down, named_rows({"青石镇": "青石镇政府", "柳湾镇": "柳湾镇政府"}), total_row()]
    ),
)
_S4_END = (
    Paper("青石镇", "年终", habit=full_width, filled_at="2022.12.18"),
    Paper("柳湾镇", "年终", name="柳湾镇政府", habit=mixed(as_text, with_measure)),
    Paper("松林镇", "年终", "年终/2022年报送.xlsx", habit=having, edits=[renamed("松林")]),
    Paper("白沙镇", "年终", edits=[moved(1, 2)]),
    Paper("石桥镇", "年终", "年终/新建 Microsoft Excel 工作表 (2).xlsx", edits=[without(RUBRIC)]),
    Paper("龙潭镇", "年终", edits=[extra_rows(("信息条数", "条", 12))]),
    Paper("双河镇", "年终", "年终/双河/最终稿.xlsx", habit=ticks),
    Paper("云峰街道", "年终", "年终/街道年终报表.zip/云峰街道_年终.xlsx"),
    Paper("北辰街道", "年终", "年终/街道年终报表.zip/北辰街道_年终.xlsx"),
    Paper("东湖街道", "年终", cells={"自治章程执行": "不涉及", "自治活动开展": "无此项工作"}),
    Paper(
        "双河镇", "年终", "年终/凤凰镇_年终.xlsx", name="凤凰镇", edits=[without(FINGERPRINT, RUBRIC)]
    ),  # of another county: refused
    Paper("融媒体中心", "年终", edits=[with_column("序号", "单位名称", lambda number, name: number), titled("附件3")]),
)


def _s4_more(files: Files) -> dict[str, bytes]:
    whole = files["半年/柳湾镇_半年.xlsx"]
    return {
        "半年/双河镇_半年.xlsx": saving.cut_off(whole),
        "年终/~$柳湾镇_年终.xlsx": saving.owner_file("林晓梅"),
        "年终/考核工作情况说明.xlsx": saving.word_file("2022年工作开展情况说明（正文略）"),
    }


S4 = Plan(
    (*_S4_HALF, *_S4_END),
    _s4_more,
    (
        "半年：青石镇报了两次，更正重报/ 里版本号为 2 的一份有效，旧的一份数不同。",
        "半年：柳湾镇用文本、全角数字、95％、带单位的数；北辰街道的百分比没带 %，有一格写“百分之百”。",
        "半年：松林镇加了标题行和序号列，整张表挪了位置，用 √ × 填；东湖街道用 有/无，有不适用。",
        "半年：白沙镇的数带单位（0例、84.99％、5分），有合并单元格；龙潭镇 7 月 20 日才报（迟报）。",
        "半年：石桥镇的文件叫“新建 Microsoft Excel 工作表”，工作表改了名，隐藏了几行。",
        "半年：金坪镇是 .xls，单位写的是别名；云峰街道是 .ods；南苑街道是 .csv，有几格空着。",
        "半年：双河镇的文件传坏了（拒收，按未报计）；信访局的表倒着排，用了别名，多了合计行。",
        "年终：松林镇、石桥镇、双河镇的文件名看不出是谁的；柳湾镇写的是别名，旁边有 Excel 的临时文件。",
        "年终：龙潭镇多填了归融媒体中心填的一项；融媒体中心的表加了一列；两个街道打成一个 .zip。",
        "年终：一份是别县凤凰镇的（拒收），一份其实是 Word 文档（拒收）；南苑街道有一格没填。",
        "迟报、漏填和退回的都是有意安排，运行后的提示应当逐一点到。",
    ),
)

# -- the others: one or two things each -------------------------------------------------------------------------------

S1 = Plan(
    (
        Paper("白鹭乡", "全年", "白鹭乡政府.xlsx", name="白鹭乡人民政府", habit=full_width),
        Paper("东岭乡", "全年", habit=having, cells={"后进村缺位例数": "不涉及"}),
        Paper("古渡镇", "全年", habit=ticks, filled_at=dt.date(2023, 1, 12)),
        Paper("红岩乡", "全年", habit=points),
        Paper("考核办", "全年", "专题会议得分（考核办）.xlsx", habit=with_measure, edits=[total_row("平均")]),
    ),
    notes=(
        "望湖镇没有报；梅坞乡有一格没填；东岭乡用 有/无，一项不适用；古渡镇迟报两天。",
        "白鹭乡用了全称和全角数字；红岩乡的百分比没带 %；考核办的表多了一行“平均”。",
    ),
)
S2 = Plan(
    (
        *(
            Paper(f"{name}社区", "3月", f"3月/3月报表.zip/{name}社区_3月.xlsx")
            for name in ("东风", "朝阳", "和平", "新桥", "建设", "光明", "滨河", "文昌", "幸福", "友谊", "长安")
        ),
        *(Paper("长安社区", f"{month}月", f"{month}月/长安.csv", name="长安") for month in (4, 5, 6)),
        Paper("建设社区", "7月", habit=with_measure, edits=[renamed("7月")]),
        Paper("和平社区", "8月", habit=full_width),
        Paper("街道信息科", "2月", habit=mixed(as_text, with_measure), edits=[total_row()]),
        Paper("街道党政办", "10月", edits=[grouped(("依法行政", 3), ("否决和通报", 2)), upside_down]),
    ),
    notes=(
        "每月一个子文件夹；3 月各社区的表打成一个 .zip；长安社区 4 至 6 月用 .csv，只写简称。",
        "有的带单位、用全角数字、改了工作表名、加合计行、两行表头、倒着排。",
        "友谊社区 5 月没有报；光明社区、文昌社区、东风社区各有几格没填。",
    ),
)
S3 = Plan(
    (
        Paper("党政考核组", "半年", edits=[grouped(("党政线", 6))]),
        Paper(
            "业务考核组",
            "半年",
            habit=mixed(as_text, with_measure),
            edits=[with_column("序号", "单位名称", lambda n, name: n)],
        ),
        Paper(
            "业务考核组",
            "年终",
            "年终/业务线汇总.xlsx",
            habit=points,
            edits=[upside_down, hidden_rows("信息覆盖率", "服务差错例数")],
        ),
        Paper("区考核办", "年终", edits=[total_row()]),
        Paper("云岭镇", "半年", habit=with_measure),
        Paper("区文旅局", "年终", "年终/文旅局报送.xlsx", name="文旅局"),
    ),
    notes=(
        "三个考核组的表是“单位×数据项”，有两行表头、序号列、合计行、隐藏列、没带 % 的百分比。",
        "区市场局半年没有报；区文旅局年终只写了简称。",
    ),
)
S5 = Plan(
    (
        Paper("县招商局", "全年", habit=thousands, cells={("城关镇", "招商投入额"): "1.26亿元"}),
        Paper("县工信局", "全年", "县工信局.xls", habit=thousands),
        Paper("县财政局", "全年", habit=dotted_day),
        Paper("县住建局", "全年", habit=chinese_day, edits=[grouped(("投入", 1), ("规划进度", 4), ("违规建设", 4))]),
        Paper("县卫生局", "全年", habit=either(slashed_day, ticks)),
        Paper("县交通局", "全年", habit=either(eight_digits, ticks)),
        Paper("县信访局", "全年", edits=[on_its_side]),
        Paper("县林业局", "全年", "林业/植树造林.xlsx", habit=with_measure, edits=[total_row(), renamed("Sheet1")]),
        Paper("平安乡", "全年", habit=having),
        Paper("石门镇", "全年", "Book1.xlsx", habit=thousands),
    ),
    notes=(
        "招商局、工信局的数带千分号，城关镇的写成“1.26亿元”；工信局是 .xls。",
        "日期有 2022.10.31、2022年10月31日、2022/10/31、20221031 各种写法。",
        "信访局的表横过来填；林业局带单位、改了工作表名、加合计行；石门镇的文件叫 Book1。",
        "红旗乡、龙泉乡、云峰乡、松岭镇各有几格没填。",
    ),
)
S6 = Plan(
    (
        Paper("党群工作办", "年度", habit=ticks, edits=[upside_down]),
        Paper("经济发展办", "年度", "经济线评分.et", habit=thousands),
        Paper("人口服务办", "年度", habit=either(chinese_day, with_measure)),
        Paper("民政科", "年度", habit=full_width, edits=[named_rows({"春晖社区": "春晖", "和苑社区": "和苑"})]),
        Paper("党政办", "年度", edits=[moved(1, 1)]),
    ),
    notes=(
        "九条线的负责人各交一张评分表；经济线用 WPS 的 .et；党群线倒着排，用 √ × 填。",
        "民政线用简称和全角数字；人口线的日期写成 2023年12月8日；党政办的表挪了位置。",
        "石榴社区的报表报送日期、平安里社区的集体资产台账没有填。",
    ),
)
_S7_PASSWORD = "ningchuan2021"
S7 = Plan(
    (
        Paper("石桥镇", "年度", "石桥镇_年度.xlsx", version=2, filled_at=dt.date(2021, 12, 28)),
        Paper("石桥镇", "年度", "石桥镇_年度（初报）.xlsx", filled_at=dt.date(2021, 12, 22)),  # encrypted below
        Paper("县责任书办", "年度", habit=with_measure, edits=[upside_down]),
        Paper("县统计局", "年度", "统计局/各乡镇指标.xls"),
        Paper("西屏乡", "年度", habit=dotted_day, name="西屏"),
        Paper("大王庄乡", "年度", habit=chinese_day, edits=[titled("大王庄乡2021年责任书完成情况")]),
    ),
    lambda files: {
        "石桥镇_年度（初报）.xlsx": saving.encrypted(files["石桥镇_年度（初报）.xlsx"], _S7_PASSWORD),
    },
    (
        f"石桥镇初报的一份加了密（密码 {_S7_PASSWORD}，可用 --password 给出），后来又报了不加密的一份。",
        "不给密码时，加密的一份拒收；给了密码，它被后一份取代。两种情况结果一样。",
        "责任书办的表倒着排、数带单位；统计局是 .xls；西屏乡用简称、日期写成 2021.12.24。",
        "龙潭乡、枣园乡、安乐镇各有一格没填。",
    ),
)
S8 = Plan(
    (
        Paper("东坪镇", "全年", habit=with_measure),
        Paper("白塔镇", "全年", "白塔镇改造.xlsx", habit=thousands),
        Paper("黄坡镇", "全年", habit=full_width),
        Paper("市项目办", "全年", habit=ticks, edits=[with_column("县", "单位名称", lambda n, name: "")]),
    ),
    notes=(
        "望湖乡没有报；面积有带单位、带千分号、全角数字的；项目办用 √ × 填。",
        "青岭镇、大营乡、沙溪镇各有一格没填。",
    ),
)
S9 = Plan(
    (
        *(Paper("王建军", f"{month}月", habit=dotted_day) for month in range(4, 10)),
        *(Paper("何志强", f"{month}月", habit=chinese_day) for month in range(4, 10)),
        Paper("李春梅", "6月", "6月/新建 Microsoft Excel 工作表.xlsx"),
        Paper("郑国平", "7月", habit=either(with_measure, eight_digits)),
        Paper("周文华", "8月", "8月/周文华.csv"),
        Paper("赵小兰", "9月", habit=ticks, filled_at=dt.date(2022, 10, 25)),
    ),
    notes=(
        "每人每月一张表；日期有 2022.5.4、2022年5月4日、20220704 各种写法。",
        "周文华 8 月用 .csv；赵小兰 9 月迟报；马秀英 5 月没有报。",
    ),
)
PLANS: Mapping[str, Plan] = {"s1": S1, "s2": S2, "s3": S3, "s4": S4, "s5": S5, "s6": S6, "s7": S7, "s8": S8, "s9": S9}
