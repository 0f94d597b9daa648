"""A small assessment with everything that has to be explained, and values with the cells that they came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from kaohe_xl.base.finding import Finding
from kaohe_xl.base.place import Place
from kaohe_xl.base.tidy import Record, State, Value, to_frame
from kaohe_xl.reward import Payment, settle
from kaohe_xl.scheme.model import Scheme
from kaohe_xl.scoring.assess import Assessment, assess
from tests.support import markdown

TEXT = """
## 考核设置
| 设置 | 值 |
| 考核名称 | 2022年度平安建设考核 |
| 年度 | 2022 |
| 主办单位 | 青川县考核办公室 |
| 落款日期 | 2023-01-10 |
| 预算 | 20000 |
## 考核对象
| 单位名称 | 别名 | 分组 | 书记 |
| 东风镇 | 东风 | 镇 | 张三 |
| 朝阳镇 | | 镇 | 李四 |
| 新城街道 | 新城街办 | 街道 | 王五 |
## 考核期
| 期次 | 上级期次 | 权重 | 汇总方式 | 截止日期 |
| 全年 | | | 加权 | |
| 上半年 | 全年 | 40%% | | @2022-07-05 |
| 下半年 | 全年 | 60%% | | @2023-01-05 |
## 填报项
| 数据项 | 计量单位 | 类型 | 公式 |
| 完成率 | % | 百分比 | |
| 应办件数 | 件 | 整数 | |
| 办结件数 | 件 | 整数 | |
| 办结率 | % | 百分比 | 办结件数÷应办件数 |
| 投诉例数 | 例 | 整数 | |
| 瞒报 | | 是否 | |
| 整改项数 | 项 | 整数 | |
| 刑事案件 | 起 | 整数 | |
| 重大事故 | 起 | 整数 | |
| 市级表扬 | | 是否 | |
| 县级表扬 | | 是否 | |
## 评分细则
| 编号 | 项目 | 考核内容 | 标准分 | 评分标准 | 计分方式 | 数据项 | 基准 | 每 | 分值 | 上限 | 倍数 | 互斥 | 计入 |
| 1.1 | 业务 | 任务完成 | 40 | 完成率每降1个百分点扣1分 | 差额扣分 | 完成率 | >=95% | 1 | 1 | | | | |
| 1.2 | 业务 | 按期办结 | 30 | 办结率达到98%，按比例得分 | 比例得分 | 办结率 | >=98% | | 30 | | | | |
| 2.1 | 管理 | 投诉 | 10 | 投诉每例扣2分，瞒报加倍，最多扣8分 | 每例扣分 | 投诉例数 | | 1 | 2 | 8 | 瞒报=是:2 | | |
| 2.2 | 管理 | 整改 | 20 | 未整改每项扣6分 | 每例扣分 | 整改项数 | | 1 | 6 | | | | |
| 3 | 加分 | 表扬 | | 市级表扬加3分 | 达标得分 | 市级表扬 | 是 | | 3 | | | 表扬 | 总分 |
| | | | | 县级表扬加1分 | 达标得分 | 县级表扬 | 是 | | 1 | | | 表扬 | 总分 |
## 一票否决
| 否决项 | 条件 | 后果 |
| 发生重大事故 | 重大事故>0 且 刑事案件>=1 | 名次后移1位；取消奖励 |
## 等次
| 等次 | 最低分 | 系数 |
| 优秀 | 90 | 1 |
| 合格 | 0 | 0 |
## 奖惩
| 奖惩 | 类型 | 名次起 | 名次止 | 等次 | 条件 | 对象 | 方式 | 数据项 | 金额 | 资金来源 | 称号 | 通报模板 |
| 第一名奖 | 奖励 | 1 | 1 | | | 单位 | 定额 | | 10000 | 县:60;镇:40 | 平安建设先进单位 | 表扬 |
| 办结补贴 | 补贴 | | | | | 单位 | 每例 | 办结件数 | 10 | 县:100 | | |
| 末位罚款 | 处罚 | -1 | -1 | | | 书记 | 定额 | | 500 | | | |
| 黄牌 | 黄牌警告 | -1 | -1 | | | 单位 | | | | | | |
## 核定调整
| 单位 | 期次 | 数据项 | 编号 | 核定值 | 依据 | 核定人 | 日期 |
| 东风镇 | 下半年 | 投诉例数 | | 3 | 复查发现漏报一例 | 何敏 | 2023-01-06 |
| 朝阳镇 | 上半年 | | 2.2 | 20 | 补交了整改台账 | 何敏 | 2022-07-10 |
"""

Values = Mapping[str, str | int | None]
BASE: Values = {
    "完成率": "1", "应办件数": 100, "办结件数": 98, "投诉例数": 0, "瞒报": "否", "整改项数": 0,
    "刑事案件": 0, "重大事故": 0,
    "市级表扬": "否", "县级表扬": "否",
}  # fmt: skip
DATA: dict[str, dict[str, Values | None]] = {
    "上半年": {
        "东风镇": {**BASE, "完成率": "0.923", "投诉例数": 3, "瞒报": "是", "市级表扬": "是", "县级表扬": "是"},
        "朝阳镇": {**BASE, "整改项数": 1, "办结件数": 0, "应办件数": 0},
        "新城街道": {**BASE, "整改项数": 5},
    },
    "下半年": {
        "东风镇": {**BASE, "投诉例数": 2},
        "朝阳镇": {**BASE, "完成率": None, "重大事故": 1, "刑事案件": 2},
        "新城街道": None,
    },
}


@dataclass(frozen=True)
class Small:
    """The scheme, its result, its payments and all findings."""

    scheme: Scheme
    assessment: Assessment
    payments: list[Payment]
    findings: list[Finding]


def small(data: Mapping[str, Mapping[str, Values | None]] = DATA, text: str = TEXT) -> Small:
    """Score the small assessment; every value stands in the row of its item, column C, of the unit's file."""
    scheme = markdown.scheme(text)
    records = [
        _record(leaf.name, unit, number, item.name, data[leaf.name][unit])
        for leaf in scheme.calendar.leaves
        for unit in scheme.unit_names
        for number, item in enumerate(scheme.items.values(), 9)
        if not item.derived
    ]
    assessment, findings = assess(scheme, to_frame(records))
    payments, more = settle(assessment)
    return Small(scheme, assessment, payments, [*findings, *more])


def _record(period: str, unit: str, number: int, item: str, values: Values | None) -> Record:
    if values is None:
        return Record(period, unit, item, "", None, State.UNRETURNED)
    value = values[item]
    place = Place(f"{period}/{unit}.xlsx", "填报表", f"C{number}")
    if value is None:
        return Record(period, unit, item, "", None, State.BLANK, place)
    if value == "不适用":
        return Record(period, unit, item, value, None, State.NOT_APPLICABLE, place)
    exact: Value = value if value in ("是", "否") else Fraction(str(value))  # type: ignore[assignment]
    return Record(period, unit, item, str(value), exact, State.REPORTED, place)
