"""How offices head their tables and number their articles: one table of spellings, and figures in headings."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from kaohe_xl.base.text import narrow


class ColumnRole(StrEnum):
    """What a column of the office's table is."""

    NUMBER = "编号"
    SECTION = "项目"
    CONTENT = "考核内容"
    MARK = "标准分"
    STANDARD = "评分标准"
    OWNER = "填报人"
    NOTE = "备注"
    BY_HAND = "手填"  # to be filled in when scoring: nothing of the rubric
    UNIT = "单位名称"


# header as it stands, without white space and brackets; the first that fits, whole first, then as a part
SPELLINGS: Mapping[ColumnRole, Sequence[str]] = {
    ColumnRole.NUMBER: ("序号", "编号", "项次"),
    ColumnRole.BY_HAND: (
        "扣分情况", "实得分", "得分", "自评分", "自评得分", "考核得分", "考评得分", "评分", "扣分", "减分", "扣分原因",
        "扣分理由", "缺陷记录", "考核记录", "检查情况", "完成情况", "佐证材料",
        "考核情况", "复核分", "初评分", "终评分",
    ),
    ColumnRole.MARK: (
        "标准分", "标准分值", "分值", "应得分", "应得分数", "满分", "基本分", "基础分", "权重分", "分数", "总分值",
        "项目分值", "指标分值", "权重", "权重分值",
    ),
    ColumnRole.STANDARD: (
        "评分标准", "评分细则", "评分办法", "评分方法", "评分依据", "计分办法", "计分方法", "计分标准", "计分细则",
        "考核办法", "考核方法", "考核标准", "考评标准", "考评办法", "扣分标准", "扣分办法", "扣分细则", "考核评分标准",
        "标准", "办法",
        "考核细则", "评价标准", "评定标准", "打分标准", "赋分标准", "得分标准", "加分标准", "考核计分办法", "奖惩标准",
    ),
    ColumnRole.SECTION: (
        "考核项目", "项目", "类别", "考核类别", "一级指标", "项目类别", "指标类别", "大项", "考核大项", "考评项目",
        "工作项目", "考核事项",
    ),
    ColumnRole.CONTENT: (
        "考核内容", "考核内容及要求", "考核内容和要求", "考核内容与要求", "目标要求", "考核要求", "工作要求",
        "工作内容",
        "工作目标", "目标任务", "考核指标", "指标", "指标名称", "二级指标", "三级指标", "考核目标", "考评内容", "内容",
        "主要内容", "考核要点", "目标内容", "工作任务", "任务", "内容及要求", "考核内容及目标要求",
    ),
    ColumnRole.OWNER: (
        "责任单位", "责任部门", "牵头部门", "牵头单位", "信息提供部门", "数据来源", "考核单位", "考核部门", "评分部门",
        "数据提供部门", "信息来源", "责任科室", "评分人", "负责部门", "考核责任单位", "考评单位",
    ),
    ColumnRole.UNIT: ("单位名称", "被考核单位", "考核对象", "乡镇名称", "镇街", "镇", "乡镇", "街道", "社区", "村"),
    ColumnRole.NOTE: ("备注", "说明"),
}  # fmt: skip
_PARTS = (
    ColumnRole.STANDARD,
    ColumnRole.CONTENT,
    ColumnRole.MARK,
    ColumnRole.OWNER,
)  # roles that are known by a part of a longer header
_BY_TEXT = {spelling: role for role, listed in SPELLINGS.items() for spelling in listed}
_OTHER = re.compile(r"[\s（）()\[\]【】:：,，.、]|分\)$")
_IN_BRACKETS = re.compile(r"[（(][^（）()]*[）)]")


def role_of(header: str) -> ColumnRole | None:
    """What a column with this header is; None for one that says nothing."""
    bare = _OTHER.sub("", _IN_BRACKETS.sub("", header)) or _OTHER.sub("", header)
    if bare in _BY_TEXT:
        return _BY_TEXT[bare]
    if not 2 <= len(bare) <= 14:
        return None
    for role in _PARTS:
        if any(len(spelling) > 2 and spelling in bare for spelling in SPELLINGS[role]):
            return role
    return None


# -- marks ------------------------------------------------------------------------------------------------------------

_FIGURE = r"(\d+(?:\.\d+)?)"
_BRACKETED = re.compile(
    rf"[（(\[【]\s*(?:满分|分值|标准分|共计?|计|总分|基本分)?\s*[:：]?\s*{_FIGURE}\s*分\s*[)）\]】]"
)
_LEADING = re.compile(rf"^\s*[（(]?\s*{_FIGURE}\s*分\s*[)）]?[：:、，,\s]")
_TRAILING = re.compile(rf"^([^\d扣得加减奖罚]{{2,}}?)\s*[:：]?\s*{_FIGURE}\s*分$")
_SHORT_HEADING = 24
_IN_PROSE = re.compile(rf"(?:满分|记|计|共计?|分值为?|总分为?|权重)\s*{_FIGURE}\s*分(?!以)")
_ONLY = re.compile(rf"^[（(]?\s*(?:满分|分值|共|计)?\s*{_FIGURE}\s*分?\s*[)）]?$")
_THOUSAND, _HUNDRED = re.compile(r"千分制|1000\s*分制"), re.compile(r"百分制|100\s*分制")
_TOTAL = re.compile(rf"(?:总分|满分|合计|共计|总计)(?:为|共|:|：)?\s*{_FIGURE}\s*分")


class TextAndMark(NamedTuple):
    """A text without the mark that stood in it."""

    text: str
    mark: Fraction | None


def only_mark(text: str) -> Fraction | None:
    """A cell that holds nothing but a mark: 30, 30分, （30分）."""
    found = _ONLY.match(narrow(text).strip())
    return Fraction(found[1]) if found else None


def bracketed_mark(text: str) -> TextAndMark:
    """宣传教育（40分） → 宣传教育, 40. Only one at the beginning or within a heading; two are not one mark."""
    found = _BRACKETED.findall(narrow(text))
    if len(found) != 1:
        return TextAndMark(text, None)
    return TextAndMark(_BRACKETED.sub("", _narrow_marks(text)).strip(" ：:，,"), Fraction(found[0]))


def heading_mark(text: str) -> TextAndMark:
    """The mark of a heading or of an article, wherever it stands: in brackets, in front, or in words (记25分)."""
    marked = bracketed_mark(text)
    if marked.mark is not None:
        return marked
    plain = narrow(text)
    if lead := _LEADING.match(plain):
        return TextAndMark(text[lead.end() :].strip(), Fraction(lead[1]))
    if len(plain) <= _SHORT_HEADING and (trail := _TRAILING.match(plain)):
        return TextAndMark(text[: trail.end(1)].strip(), Fraction(trail[2]))
    told = _IN_PROSE.findall(plain)
    return TextAndMark(text, Fraction(told[0]) if len(told) == 1 else None)


def declared_total(text: str) -> Fraction | None:
    """What a sentence says the whole is worth: 满分100分, 实行百分制, 千分制."""
    plain = narrow(text)
    if found := _TOTAL.search(plain):
        return Fraction(found[1])
    if _THOUSAND.search(plain):
        return Fraction(1000)
    return Fraction(100) if _HUNDRED.search(plain) else None


def _narrow_marks(text: str) -> str:
    return re.sub(r"[０-９．]", lambda found: narrow(found[0]), text)


# -- numbers of articles ----------------------------------------------------------------------------------------------

_CHINESE = "一二三四五六七八九十百零〇"
NUMBERS: Sequence[re.Pattern[str]] = tuple(
    re.compile(pattern)
    for pattern in (
        rf"^第[{_CHINESE}]+[章部编]\s*",
        rf"^第[{_CHINESE}]+条\s*",
        rf"^[{_CHINESE}]+\s*[、.．]\s*",
        rf"^[（(][{_CHINESE}]+[）)]\s*、?",
        r"^\d{1,2}\s*(?:[、．]|\.(?!\d))\s*",
        r"^\d{1,2}(?:\.\d{1,2})+(?!\d|%|分|个)[、.．]?\s*",
        r"^(?:[（(]\d{1,2}[）)]|[⑴-⒇])\s*、?",
        r"^[①-⑳]\s*、?",
    )
)


class Numbered(NamedTuple):
    """A paragraph without its number. ``depth`` 0 = the highest; -1: it has no number."""

    depth: int
    number: str
    text: str


def numbered(text: str) -> Numbered:
    """The article number that a paragraph begins with."""
    bare = text.strip()
    for depth, pattern in enumerate(NUMBERS):
        if found := pattern.match(bare):
            return Numbered(depth, found[0].strip(), bare[found.end() :].strip())
    return Numbered(-1, "", bare)


BONUS = re.compile(r"加分|奖励分|附加分|减分项|扣分项|倒扣")
TOTAL_ROW = re.compile(r"^(?:合\s*计|总\s*计|总\s*分|共\s*计)$")
PART_TOTAL_ROW = re.compile(r"^小\s*计$")
SIGNATURE = re.compile(r"^(?:续表|被考核人|考核人|签字|签名|制表|填表|审核人|日期|考核组)")
UNIT_LIST = re.compile(r"^(?:考核对象|被考核单位|考核单位|考核范围)[为是:：]?\s*[:：]?\s*")
YEAR = re.compile(r"(20\d\d)\s*年")
