# ruff: noqa: E501 (sentences and families stay on one line)
"""A rule said in three wordings is drafted back to the same rule, whatever its figures.

A few hundred cases here; KAOHE_ROUND_TRIPS=10000 python -m pytest -n 0 tests/drafting/test_round_trip.py runs many.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaohe_xl.drafting.clauses import draft_cell
from kaohe_xl.drafting.drafted import Confidence
from kaohe_xl.rules.registry import KINDS

_CASES = int(os.environ.get("KAOHE_ROUND_TRIPS", "280"))
_FULL = 20
Figures = dict[str, str]
Rule = tuple[dict[str, str], list[str]]


def _plain(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


_POINTS = st.decimals("0.01", "9.99", places=2).map(_plain)
_RATE = st.decimals("50", "99.5", places=1).map(_plain)
_STEP = st.sampled_from(["1", "2", "0.5", "5", "10"])
_COUNT = st.integers(2, 30).map(str)


def _step(step: str) -> dict[str, str]:
    return {} if step == "1" else {"每": step}


def _lower(high: str, by: str) -> str:
    return _plain(Decimal(high) - Decimal(by))


_POINT = "个百分点"
RULES: dict[str, Callable[[Figures], Rule]] = {
    "每例扣分": lambda f: (
        {"分值": f["p"]},
        [f"登记错误每例扣{f['p']}分", f"登记错误的，每发现1例扣{f['p']}分", f"每发生一例登记错误，扣减{f['p']}分"],
    ),
    "每例得分": lambda f: (
        {"分值": f["p"], "上限": f["q"]},
        [f"每报送1篇信息加{f['p']}分，最高{f['q']}分", f"信息报送每篇奖励{f['p']}分，最多不超过{f['q']}分", f"信息被采用的，每篇加{f['p']}分，{f['q']}分封顶"],
    ),
    "差额扣分": lambda f: (
        {"基准": f">={f['r']}%", "分值": f["p"], **_step(f["s"])},
        [f"参保率低于{f['r']}%的，每低{f['s']}{_POINT}扣{f['p']}分", f"参保率达到{f['r']}%得满分，每降低{f['s']}{_POINT}扣{f['p']}分", f"参保率未达到{f['r']}%的，每少{f['s']}%减{f['p']}分，扣完为止"],
    ),
    "超额得分": lambda f: (
        {"基准": ">=100%", "分值": f["p"], "上限": f["q"], **_step(f["s"])},
        [f"超额完成任务的，每超{f['s']}%加{f['p']}分，最多加{f['q']}分", f"税收超过任务的，每超{f['s']}{_POINT}加{f['p']}分，最高{f['q']}分", f"超过目标任务的，每增加{f['s']}{_POINT}奖{f['p']}分，{f['q']}分封顶"],
    ),
    "增减得分": lambda f: (
        {"基准": "100%", "分值": f"{_FULL}±{f['p']}", **_step(f["s"])},
        [f"税收完成任务得{_FULL}分，每增减{f['s']}{_POINT}，增减{f['p']}分", f"税收完成任务得满分，每高（低）{f['s']}{_POINT}加（减）{f['p']}分", f"完成税收目标得{_FULL}分，每增加或减少{f['s']}{_POINT}，相应增减{f['p']}分"],
    ),
    "达标得分": lambda f: (
        {"基准": f">={f['r']}%", "分值": f["p"]},
        [f"合格率达到{f['r']}%的得{f['p']}分", f"合格率不低于{f['r']}%，计{f['p']}分", f"合格率{f['r']}%以上得{f['p']}分，低于{f['r']}%不得分"],
    ),
    "不达标扣分": lambda f: (
        {"基准": f">={f['r']}%", "分值": f["p"]},
        [f"合格率低于{f['r']}%的扣{f['p']}分", f"合格率未达到{f['r']}%，扣减{f['p']}分", f"合格率不足{f['r']}%的，扣{f['p']}分"],
    ),
    "触发清零": lambda f: (
        {"基准": f"<{f['r']}%"},
        [f"合格率低于{f['r']}%的，该项不得分", f"合格率不足{f['r']}%的，此项计0分", f"合格率未达到{f['r']}%，本项不计分"],
    ),
    "分档得分": lambda f: (
        {"基准": f">={f['r']}%:{_FULL}; >={_lower(f['r'], '10')}%:{f['p']}"},
        [
            f"满意度{f['r']}%以上得{_FULL}分，{_lower(f['r'], '10')}%—{f['r']}%得{f['p']}分，{_lower(f['r'], '10')}%以下不得分",
            f"满意度达到{f['r']}%得满分；达到{_lower(f['r'], '10')}%得{f['p']}分；不足{_lower(f['r'], '10')}%的不得分",
            f"满意度{f['r']}%及以上的，得{_FULL}分；{_lower(f['r'], '10')}%（含）至{f['r']}%的，计{f['p']}分；低于{_lower(f['r'], '10')}%，得0分",
        ],
    ),
    "分档扣分": lambda f: (
        {"基准": f"<{_lower(f['r'], '10')}%:{_plain(Decimal(f['p']) + 1)}; <{f['r']}%:{f['p']}"},
        [
            f"满意度低于{f['r']}%的扣{f['p']}分，低于{_lower(f['r'], '10')}%的扣{_plain(Decimal(f['p']) + 1)}分",
            f"满意度不足{f['r']}%的扣{f['p']}分；不足{_lower(f['r'], '10')}%的扣{_plain(Decimal(f['p']) + 1)}分",
            f"满意度未达到{f['r']}%扣{f['p']}分，未达到{_lower(f['r'], '10')}%扣{_plain(Decimal(f['p']) + 1)}分",
        ],
    ),
    "比例得分": lambda f: (
        {"基准": ">=100%", "分值": str(_FULL)},
        [f"完成税收任务得{_FULL}分，未完成的按完成比例得分", f"税收完成目标任务的得{_FULL}分；未完成的，按比例计分", f"全面完成税收任务计{_FULL}分，完不成的按完成比例计分"],
    ),
    "递增扣分": lambda f: (
        {"分值": f"{f['p']},{f['q']}"},
        [f"火灾第一起扣{f['p']}分，以后每起扣{f['q']}分", f"火灾首起扣{f['p']}分，续起扣{f['q']}分", f"发生1起火灾扣{f['p']}分，每增加1起扣{f['q']}分"],
    ),
    "累进得分": lambda f: (
        {"分值": f"1:{f['p']}; 其余:{f['q']}"},
        [f"建成1座公厕得{f['p']}分；每增加一座加{f['q']}分", f"新建一座公厕得{f['p']}分，每增加1座加{f['q']}分", f"公厕首个得{f['p']}分，以后每个得{f['q']}分"],
    ),
    "酌情扣分": lambda f: (
        {"基准": f"{f['p']}~{_plain(Decimal(f['p']) + 2)}"},
        [f"资料不全的酌情扣{f['p']}-{_plain(Decimal(f['p']) + 2)}分", f"资料不全的，视情节扣{f['p']}至{_plain(Decimal(f['p']) + 2)}分", f"资料不全的扣{f['p']}—{_plain(Decimal(f['p']) + 2)}分"],
    ),
    "酌情得分": lambda f: (
        {"基准": f"0~{f['p']}"},
        [f"有创新的酌情加分，最高{f['p']}分", f"有创新的，视情况加分，最多加{f['p']}分", f"有创新的酌情得分，最高不超过{f['p']}分"],
    ),
    "名次得分": lambda f: (
        {"分值": f["n"], "每": f["p"]},
        [f"税收第1名得{f['n']}分，每降低1个名次减{f['p']}分", f"税收排名第一名得{f['n']}分，每后退1名扣{f['p']}分", f"税收列第1名的计{f['n']}分，每下降1个位次扣{f['p']}分"],
    ),
    "首位折算": lambda f: (
        {"数据项": "税收完成数"},
        ["得分=税收完成数÷全县最高完成数×分值", "得分=（税收完成数/全市最大完成数）×标准分", "得分=税收完成数/最高完成数×分值"],
    ),
    "末位折算": lambda f: (
        {"数据项": "办结天数"},
        ["得分=全县最低天数÷办结天数×分值", "得分=（最少天数/办结天数）×标准分", "得分=最小天数/办结天数×分值"],
    ),
    "均值折算": lambda f: (
        {"数据项": "人均收入"},
        ["得分=人均收入÷全县平均值×分值", "得分=（人均收入/全市平均数）×标准分", "得分=人均收入/平均值×分值"],
    ),
    "极差折算": lambda f: (
        {"数据项": "税收增幅"},
        ["税收增幅按功效系数法计算", "税收增幅按照功效系数法打分", "税收增幅采用功效系数法计分"],
    ),
    "功效系数": lambda f: (
        {"基准": f"{_lower(f['r'], '10')}%:0; {f['r']}%:{f['p']}"},
        [
            f"完好率达到{_lower(f['r'], '10')}%得0分，达到{f['r']}%得{f['p']}分，中间按线性内插计分",
            f"完好率{_lower(f['r'], '10')}%不得分，{f['r']}%得{f['p']}分，按线性内插法计分",
            f"完好率{_lower(f['r'], '10')}%计0分，{f['r']}%计{f['p']}分，中间按线性内插法计分",
        ],
    ),
    "偏离扣分": lambda f: (
        {"基准": f"{f['r']}%", "分值": f["p"], **_step(f["s"])},
        [f"入库率与{f['r']}%每相差{f['s']}{_POINT}扣{f['p']}分", f"入库率以{f['r']}%为准，每偏离{f['s']}{_POINT}扣{f['p']}分", f"入库率与{f['r']}%相比，每偏差{f['s']}%扣{f['p']}分"],
    ),
    "超期扣分": lambda f: (
        {"基准": "<=2026-10-31", "分值": f["p"]},
        [f"方案2026年10月31日前报送，每逾期1天扣{f['p']}分", f"方案于2026年10月31日前报，每超期一天扣{f['p']}分", f"方案2026年10月31日前完成，每推迟1日扣{f['p']}分"],
    ),
    "公式得分": lambda f: (
        {"基准": "合格数÷抽查数×标准分"},
        ["合格率=合格数/抽查数；得分=合格率×分值", "合格比=合格数÷抽查数，得分=合格比×标准分", "达标度=合格数/抽查数；得分=达标度×满分"],
    ),
    "公式扣分": lambda f: (
        {"基准": f"漏报数×{f['p']}"},
        [f"扣分=漏报数×{f['p']}", f"应扣分=漏报数×{f['p']}", f"扣分＝漏报数×{f['p']}"],
    ),
    "评定": lambda f: (
        {"评分人": "考核办"},
        ["由考核办评定", "考核办根据平时检查情况评分", "由考核办进行综合打分"],
    ),
    "评定扣分": lambda f: (
        {"评分人": "督查组", "上限": f["p"]},
        [f"由督查组评定扣分，最多扣{f['p']}分", f"督查组打分扣分，最高不超过{f['p']}分", f"由督查组根据现场情况评定扣分，{f['p']}分封顶"],
    ),
    "直接评分": lambda f: (
        {"数据项": "市主管部门考核得分"},
        ["按市主管部门考核得分计入", "以市主管部门考核得分为准", "直接采用市主管部门考核得分"],
    ),
}  # fmt: skip


def test_every_kind_of_rule_is_said() -> None:
    assert set(RULES) == {kind.name for kind in KINDS}


@settings(max_examples=_CASES, deadline=None, derandomize=True)
@given(
    st.sampled_from(sorted(RULES)), st.integers(0, 2),
    st.fixed_dictionaries({"p": _POINTS, "q": _POINTS, "r": _RATE, "s": _STEP, "n": _COUNT}),
)  # fmt: skip
def test_a_rule_said_is_drafted_back(kind: str, wording: int, figures: Figures) -> None:
    columns, sentences = RULES[kind](figures)
    drafted = draft_cell(sentences[wording], Fraction(_FULL), subject="工作")
    assert len(drafted) == 1, (sentences[wording], drafted)
    (row,) = drafted
    assert row.sure in (Confidence.HIGH, Confidence.MEDIUM), sentences[wording]
    told = dict(row.columns)
    assert told.pop("计分方式") == kind, (sentences[wording], row)
    if "数据项" not in columns:
        told.pop("数据项", None)
    told = {
        name: value
        for name, value in told.items()
        if not (name == "分值" and name not in columns and value == str(_FULL))
    }
    if kind == "比例得分":
        told.setdefault("分值", str(_FULL))
    assert told == columns, sentences[wording]


@pytest.mark.parametrize("kind", sorted(RULES))
def test_each_wording_at_one_set_of_figures(kind: str) -> None:
    for wording in range(3):
        test_a_rule_said_is_drafted_back.hypothesis.inner_test(
            kind, wording, {"p": "0.5", "q": "3", "r": "95", "s": "1", "n": "12"}
        )
