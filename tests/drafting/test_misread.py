"""Clauses as clerks wrote them that had once been read the wrong way round, called sure too soon, or left out."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction as F

import pytest

from kaohe_xl.drafting.assemble import assemble
from kaohe_xl.drafting.clauses import draft_cell
from kaohe_xl.drafting.document.layout import read_document
from kaohe_xl.drafting.document.sources import from_text
from kaohe_xl.drafting.drafted import Confidence

# a sentence, and what its rows say: 计分方式 and 基准, or another column of each
ROWS: list[tuple[str, Sequence[dict[str, str]]]] = [
    ("重点工作推进不力被约谈的扣3分", [{"数据项": "重点工作推进不力被约谈", "基准": "否"}]),
    ("整改不到位被通报的扣2分", [{"数据项": "整改不到位被通报", "基准": "否"}]),
    ("存在不合格项的扣2分", [{"数据项": "存在不合格项", "基准": "否"}]),
    ("出现不良舆情的扣2分", [{"数据项": "不良舆情", "基准": "否"}]),
    ("档案资料不完整的扣2分", [{"数据项": "档案资料完整", "基准": "是"}]),
    ("发生进京非正常上访1人次扣2分", [{"数据项": "进京非正常上访人次数", "分值": "2"}]),
    ("发生非法集资案件的每起扣5分", [{"数据项": "非法集资案件起数"}]),
    ("接到通知2小时内未到场，每次扣罚违约金1000元", [{"数据项": "接到通知2小时内未到场次数", "金额": "-1000"}]),
    ("门诊次均费用增幅不超过5%，每超1个百分点扣2分", [{"计分方式": "差额扣分", "基准": "<=5%"}]),
    ("群众满意率不低于95%，每低1个百分点扣1.5分", [{"计分方式": "差额扣分", "基准": ">=95%"}]),
    ("全年例会不少于12次，缺1次扣1分", [{"计分方式": "差额扣分", "基准": ">=12", "分值": "1"}]),
    ("巡防不少于48次，每少4次扣0.1分，不满4次按4次算", [{"每": "4", "取整": "进一", "分值": "0.1"}]),
    ("登记率100%得1分，不足的按比例得分", [{"计分方式": "比例得分", "基准": ">=100%"}]),
    ("第一批扣0.5分，第二批扣1分，第三批起每批扣1.5分", [{"计分方式": "递增扣分", "分值": "0.5,1,1.5"}]),
    ("办结率低于98%的每低1个百分点扣0.5分，低于90%的部分每个百分点扣1分", [{"分值": "98%:0.5; 90%:1"}]),
    ("年度报表12月10日前送达，每迟一天扣0.2分", [{"计分方式": "超期扣分", "基准": "<=2026-12-10"}]),
    ("上学率、巩固率、毕业率均达到96%得50分", [{"数据项": "上学率、巩固率、毕业率", "基准": ">=96%"}]),
    ("有场地得2分，有专职人员得2分，有制度上墙得6分", [{"分值": "2"}, {"分值": "2"}, {"分值": "6"}]),
    ("统考均分第1—3名计20分，第4—6名计16分，第7名以后计12分", [{"基准": "<=3:20; <=6:16; 其它:12"}]),
    ("按增速排名计分，第1名得20分，每降低1个名次扣1分", [{"计分方式": "名次得分", "分值": "20", "每": "1"}]),
    ("论文发表于国家级刊物记4分/篇，省级2分/篇", [{"分值": "4"}, {"分值": "2"}]),
    ("党员活动日参加率不足80%的，每出现一个支部扣1分", [{"计分方式": "每例扣分", "分值": "1"}]),
    ("路肩杂草高于15厘米，每50米扣0.3分，不足50米按50米计", [{"每": "50", "取整": "进一", "分值": "0.3"}]),
    ("每抽查到1份不真实健康档案扣1分，直至扣完6分", [{"分值": "1", "上限": "6"}]),
    ("75≤化解率<90的得16分；化解率≥90的得20分", [{"计分方式": "分档得分"}]),
    ("得分=实际完成数/目标数×25，最高不超过30分", [{"上限": "30"}]),
    ("得分=(实际值-最小值)/(最大值-最小值)×40", [{"基准": "(实际值-最小值)÷(最大值-最小值)×40"}]),
    ("被评为优秀的单位奖励5万元", [{"条件": "等次=优秀", "金额": "50000"}]),
    (
        "被省、市媒体采用的每篇分别加3分、2分，累计加分不超过6分",
        [{"分值": "3", "合计上限": "宣传加分:6"}, {"分值": "2", "合计上限": "宣传加分"}],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), ROWS, ids=[text for text, _ in ROWS])
def test_rows_say_what_the_words_say(text: str, wanted: Sequence[dict[str, str]]) -> None:
    rows = draft_cell(text, F(10), subject="宣传", year=2026)
    assert [{name: row.columns.get(name) for name in told} for row, told in zip(rows, wanted, strict=True)] == wanted


@pytest.mark.parametrize(
    "text",
    [
        "非本单位原因除外，投诉1件扣1分", "道路冲洗每周少于2次的，每少1次扣1分", "每月报送信息不少于3篇，少1篇扣0.5分",
        "培训少1次扣0.5分", "资料不全的酌情扣分", "年度报表12月10日前送达，每迟一天扣0.2分",
        "有计划无措施的扣3分", "省级表彰加5分，市级表彰加3分，就高不就低", "第五批起每批扣2分",
    ],
)  # fmt: skip
def test_what_leaves_something_open_is_not_sure(text: str) -> None:
    assert all(row.sure is not Confidence.HIGH for row in draft_cell(text, F(10), subject="宣传", year=2026))


@pytest.mark.parametrize("text", ["每月最多加1分", "本项最多扣10分", "最高不超过6分"])
def test_a_cap_behind_a_clause_is_no_row_of_its_own(text: str) -> None:
    (row,) = draft_cell(f"信息被采用的，每篇加1分。{text}。", F(10), subject="宣传")
    assert row.columns["上限"] == "".join(sign for sign in text if sign.isdigit())


def test_what_costs_nothing_is_told_and_asks_nothing() -> None:
    (row,) = draft_cell("经核实不属实的不扣分", F(10), subject="投诉")
    assert (row.sure, row.columns) == (Confidence.NONE, {})


_LISTS = """乡镇工作考核办法
一、考核对象
考核对象为全县3个乡镇：柳林镇、青山镇、双河乡。其中柳林镇为一类乡镇。
二、考核内容
1. 税收（60分）。完成年度任务得满分，未完成的按完成比例得分。使用率低于90%的扣5分。
2. 参保（40分）。参保率低于95%的，每低1个百分点扣1分。
三、一票否决
有下列情形之一的，实行一票否决：
（一）发生较大生产安全事故的；
（二）班子成员被立案查处；
（三）弄虚作假。
四、奖励
第八条 设立综合奖：一等奖1名，奖励10万元；二等奖2名，各奖励6万元。
季度考核前三名分别奖励2000元、1500元、1000元。
得分90分以上为优秀，80分以上为良好，其余为合格。优秀等次不超过30%。
"""


def test_lists_of_units_and_vetoes_prizes_and_grades_together() -> None:
    made = assemble(read_document(from_text(_LISTS)), "办法.txt")
    assert [row["单位名称"] for row in made.sheets["考核对象"]] == ["柳林镇", "青山镇", "双河乡"]
    assert [row["条件"] for row in made.sheets["一票否决"]] == [
        "发生较大生产安全事故=是", "班子成员被立案查处=是", "弄虚作假=是",
    ]  # fmt: skip
    prizes = [(row["奖惩"], row["名次起"], row["名次止"], row["金额"]) for row in made.sheets["奖惩"]]
    assert prizes[:2] == [("一等奖", "1", "1", "100000"), ("二等奖", "2", "3", "60000")]
    assert len(prizes) == 5
    assert all("期次" not in row for row in made.sheets["奖惩"])  # no quarters are drafted: asked instead
    assert any("原文是按季的" in each.text for each in made.questions)
    assert [(row["等次"], row.get("最低分"), row.get("比例上限")) for row in made.sheets["等次"]] == [
        ("优秀", "90", "30%"), ("良好", "80", None), ("合格", None, None),
    ]  # fmt: skip
    starts = [row["起点"] for row in made.sheets["评分细则"] if row.get("起点")]
    assert starts == ["零"]  # 得满分 beside 扣5分: from the full mark nothing could be gained
