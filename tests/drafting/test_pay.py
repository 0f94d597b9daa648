"""Clauses whose pay, bar or prize follows from a result: each in wordings of its own, drafted to the same columns.

And a scheme drafted from all of them at once is one that ``check`` lets pass.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction as F
from pathlib import Path

import pytest

from kaohe_xl import api
from kaohe_xl.drafting.clauses import draft_cell
from kaohe_xl.drafting.drafted import Confidence
from kaohe_xl.writing.drafted import draft
from tests.support.word import word

# sentence, and of each row the columns that say what it does
CASES: list[tuple[str, Sequence[dict[str, str]]]] = [
    ("60分以下的，扣发季度养护费", [{"条件": "总分<60", "方式": "公式", "基准": "-季度养护费"}]),
    ("年度考核不足70分的，停发第四季度绩效奖金", [{"条件": "总分<70", "基准": "-第四季度绩效奖金"}]),
    ("未完成年度任务的，扣除年终奖20%", [{"条件": "税收完成率<100%", "基准": "-年终奖×20%"}]),
    ("考核不合格的扣发全年绩效工资", [{"条件": "等次=不合格", "基准": "-全年绩效工资"}]),
    (
        "税收完成率低于80%的，该项不得分，并扣发绩效奖金10%",
        [{"计分方式": "触发清零", "基准": "<80%"}, {"条件": "税收完成率<80%", "基准": "-绩效奖金×10%"}],
    ),
    (
        "全月没有扣分的奖100元；扣3分以内的奖50元",
        [{"条件": "扣分合计=0", "金额": "100"}, {"条件": "扣分合计<=3", "金额": "50", "互斥组": "按扣分奖惩"}],
    ),
    (
        "无扣分的奖200元，扣1至5分的奖100元，扣10分以上的罚100元",
        [
            {"条件": "扣分合计=0", "金额": "200"},
            {"条件": "扣分合计>=1 且 扣分合计<=5", "金额": "100"},
            {"条件": "扣分合计>=10", "金额": "-100", "类型": "处罚"},
        ],
    ),
    ("扣分超过10分的，每超1分罚20元", [{"方式": "超额每例", "数据项": "扣分合计", "基准": "10", "金额": "-20"}]),
    ("累计扣20分以上的，超过20分部分按每分10元处罚", [{"方式": "超额每例", "基准": "20", "金额": "-10"}]),
    ("综合测评得90分的奖1000元，每多1分奖50元，每少1分减50元", [{"基准": "1000+(综合测评得分-90)÷1×50"}]),
    (
        "测评得80分的奖500元，每多0.5分奖20元，每少0.5分减30元",
        [{"基准": "500+最大(0,(测评得分-80)÷0.5)×20-最大(0,(80-测评得分)÷0.5)×30"}],
    ),
    ("药占比≤30%，每提高或降低1个百分点，绩效奖金相应下浮或上浮3%", [{"基准": "绩效奖金×(30%-药占比)÷1%×3%"}]),
    ("周转天数控制在20天以内，每增加或减少1天，绩效工资相应减少或增加1.5%", [{"基准": "绩效工资×(20-周转天数)×1.5%"}]),
    ("亏损百分之几，扣绩效工资的百分之几", [{"基准": "-绩效工资×亏损率"}]),
    (
        "超收5%-10%部分按3%奖励，10%以上部分按5%奖励",
        [{"方式": "公式", "基准": "超收任务数×(最大(0,最小(超收率,10%)-5%)×3%+最大(0,超收率-10%)×5%)"}],
    ),
    ("超产10%以内部分奖2%", [{"基准": "超产任务数×(最大(0,最小(超产率,10%)-0%)×2%)"}]),
    ("超额完成税收任务的，超收部分按5%给予奖励", [{"基准": "超收部分×5%"}]),
    ("招商引资超额部分的2%用于奖励工作人员", [{"基准": "招商引资超额部分×2%"}]),
    ("拖欠电费超过2%，按超过部分的5%扣发绩效工资", [{"基准": "-拖欠电费超过2的部分×5%", "类型": "处罚"}]),
    (
        "社区书记、副书记补贴按1:0.8的比例发放",
        [{"对象": "社区书记", "基准": "补贴标准×1"}, {"对象": "副书记", "基准": "补贴标准×0.8"}],
    ),
    (
        "奖金总额的60%奖励班子成员，主要负责人占奖金总额的20%",
        [{"奖惩": "班子成员60", "基准": "奖金总额×60%"}, {"奖惩": "主要负责人20", "基准": "奖金总额×20%"}],
    ),
    (
        "设一等奖1名、二等奖2名，分别奖励10000元、8000元",
        [
            {"奖惩": "一等奖", "名次起": "1", "名次止": "1", "金额": "10000"},
            {"奖惩": "二等奖", "名次起": "2", "名次止": "3", "金额": "8000"},
        ],
    ),
    (
        "一等奖1名，奖金1万元；二等奖2名，奖金各8000元",
        [{"名次止": "1", "金额": "10000"}, {"名次起": "2", "名次止": "3", "金额": "8000"}],
    ),
    ("优秀等次的单位年度考核优秀比例提高到20%", [{"等次": "优秀", "类型": "其它"}]),
    ("弄虚作假的，取消评优资格", [{"否决项": "弄虚作假", "条件": "弄虚作假=是", "后果": "取消评优"}]),
    ("发现2项未达标的不得评优", [{"条件": "未达标项数>=2", "后果": "取消评优"}]),
    (
        "一项约束性指标未完成的扣3分，三项未完成的取消评优资格",
        [{"计分方式": "不达标扣分", "分值": "3"}, {"条件": "约束性指标未完成项数>=3", "后果": "取消评优"}],
    ),
    ("本项为约束性指标，未完成目标即为不合格", [{"条件": "税收完成率<100%", "后果": "等次不高于不合格"}]),
    (
        "完成年度任务得20分，否则不得分并否决",
        [{"计分方式": "达标得分", "基准": ">=100%"}, {"条件": "税收完成率<100%"}],
    ),
    ("连续两个季度排名末位的，约谈主要负责人", [{"条件": "连续(倒数名次=1)>=2", "类型": "约谈"}]),
    ("连续三个月总分低于80分的，给予黄牌警告", [{"条件": "连续(总分<80)>=3", "类型": "黄牌警告"}]),
    (
        "劳务费拖欠的罚款500元/人，情节严重的加倍处罚",
        [{"方式": "公式", "基准": "-500×劳务费拖欠人数×如果(情节严重=是,2,1)"}],
    ),
]


@pytest.mark.parametrize(("text", "wanted"), CASES, ids=[case[0] for case in CASES])
def test_what_follows_from_a_result(text: str, wanted: Sequence[dict[str, str]]) -> None:
    rows = draft_cell(text, F(10), subject="税收")
    assert [{name: row.columns.get(name) for name in told} for row, told in zip(rows, wanted, strict=True)] == wanted
    assert all(row.sure in (Confidence.HIGH, Confidence.MEDIUM) for row in rows)


MONEY = [text for text, wanted in CASES if any("基准" in told and "计分方式" not in told for told in wanted)]


@pytest.mark.parametrize("text", MONEY)
def test_pay_by_a_formula_is_never_sure(text: str) -> None:
    """Whose money, and from what figure, the words leave open."""
    rows = draft_cell(text, F(10), subject="税收")
    assert {row.sure for row in rows if row.table == "奖惩"} == {Confidence.MEDIUM}


_HEAD = """2026年度目标管理考核细则

| 序号 | 考核内容 | 标准分 | 评分标准 |
|---|---|---|---|
| 1 | 税收 | 100 | 税收完成率低于100%的，每低1个百分点扣1分 |

90分以上为优秀，80分以上为良好，60分以上为合格，其余为不合格。

"""


def test_a_scheme_of_all_of_them_is_one_that_check_lets_pass(tmp_path: Path) -> None:
    source = tmp_path / "细则.docx"
    source.write_bytes(word(_HEAD + "\n\n".join(f"{text}。" for text, _ in CASES)))
    made, _ = draft(source, tmp_path / "考核")
    assert made is not None
    assert len(made.sheets["奖惩"]) > 25
    told = api.check(tmp_path / "考核")
    assert told.exit_code == 1, told.findings
