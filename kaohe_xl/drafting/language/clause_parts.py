"""A clause as it was read: its parts by name, and how a row and its item are made from them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from lark import Token, Tree

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.base.sheet_names import RUBRIC
from kaohe_xl.drafting.drafted import Confidence, DraftItem, DraftRow
from kaohe_xl.drafting.items import clean_name

_MEASURED = frozenset(
    [
        "元",
        "万元",
        "亿元",
        "万",
        "亿",
        "公里",
        "平方米",
        "吨",
        "小时",
        "亩",
        "分钟",
        "公顷",
        "米",
        "方",
        "立方米",
        "学时",
        "课时",
    ]
)
_LONGEST_NAME = 20
_OF_THE_YEAR = {"全年", "年度", "当年", "每年", "每年度", "月度", "季度"}
_ONLY_LEVEL = re.compile("(?:国家|省部?|市厅?|县区?|区|镇|乡|部)级(?:及?以上)?|全[国省市县区]")
_FIGURES, _IN_WORDS = frozenset(["NUM", "UNIT", "MONEY"]), frozenset(["topic", "matter"])


@dataclass(frozen=True)
class ClauseContext:
    """What the clause belongs to: the words of 考核内容, the 标准分 and the year, where they are known."""

    subject: str
    full: Fraction | None
    year: int | None = None


@dataclass(frozen=True)
class ClausePart:
    """A part of the reading, by the grammar's names."""

    tree: Tree[Token]

    def _walk(self, node: Tree[Token], skipped: frozenset[str] = frozenset()) -> Iterator[Tree[Token] | Token]:
        for child in node.children:
            if child is None or (isinstance(child, Tree) and child.data in skipped):
                continue
            yield child
            if isinstance(child, Tree):
                yield from self._walk(child, skipped)

    def _tokens(self, name: str) -> Iterator[str]:
        """Words of a kind; a figure inside the words of what it is about (2小时内未到场) is none of the clause's."""
        skipped = _IN_WORDS if name in _FIGURES else frozenset()
        return (str(node) for node in self._walk(self.tree, skipped) if isinstance(node, Token) and node.type == name)

    def all(self, name: str) -> list[ClausePart]:
        """Parts of this name in the order in which they are said."""
        return [ClausePart(node) for node in self._walk(self.tree) if isinstance(node, Tree) and node.data == name]

    def part(self, name: str) -> ClausePart | None:
        """The first part of this name."""
        return next(iter(self.all(name)), None)

    def owns(self, name: str) -> list[ClausePart]:
        """Parts of this name that belong to this part itself, not to one of its parts."""
        return [ClausePart(node) for node in self.tree.children if isinstance(node, Tree) and node.data == name]

    def own(self, name: str) -> ClausePart | None:
        """The first of its own parts of this name."""
        return next(iter(self.owns(name)), None)

    def word(self, name: str) -> str:
        """The first word of this kind; empty if there is none."""
        return next(self._tokens(name), "")

    def words(self, name: str) -> list[str]:
        """All words of this kind."""
        return list(self._tokens(name))

    def own_words(self, *names: str) -> list[str]:
        """Words of these kinds that belong to this part itself, not to one of its parts."""
        return [str(node) for node in self.tree.children if isinstance(node, Token) and node.type in names]

    def has(self, *names: str) -> bool:
        """Is there a part or word of one of these names?"""
        return any((node.data if isinstance(node, Tree) else node.type) in names for node in self._walk(self.tree))

    def text(self, name: str = "") -> str:
        """The words of a part as they stand."""
        said = self if not name else self.part(name)
        if said is None:
            return ""
        return "".join(str(node) for node in said._walk(said.tree) if isinstance(node, Token))

    @property
    def topic(self) -> str:
        """What the clause is about, in its own words."""
        said = self.own("topic")
        return said.text().strip("的，,、") if said is not None else ""

    @property
    def points(self) -> str:
        """The first figure of points."""
        said = self if self.tree.data == "points" else self.part("points")
        return said.word("NUM") if said is not None else ""

    @property
    def unit(self) -> str:
        """What stands behind the number of a figure."""
        return self.text()[len(self.word("NUM")) :]

    @property
    def takes(self) -> bool:
        """Does the clause take points away?"""
        return self.has("LOSE")


def named(words: str, subject: str, ending: str = "") -> str:
    """A name from the clause's own words, from the subject's where it has none."""
    words = re.sub(r"^.*除外的?[,，、]?", "", words)
    bare = re.sub(
        r"^(?:对于|对(?!象)|如|凡|若|因|其中|按照|按(?!时|期|规|要)|被|在)(?=.{3})|(?:的|情况|者|每|按|[,，、])+$",
        "",
        words.strip("，,、的"),
    )
    bare = re.sub(r"^(?:出现|发生|有)(?=.{2})|(?<=.{2})(?:每周|每月|每季度?|每年|每天|每日|每旬)$", "", bare)
    name = clean_name(bare) or clean_name(subject) or "完成"
    name = f"{clean_name(subject)[:10]}{name}" if _ONLY_LEVEL.fullmatch(name) else name
    name = name[-_LONGEST_NAME:]
    return name if not ending or name.endswith(ending) else f"{name}{ending}"


def counted(name: str, unit: str) -> DraftItem:
    """An item that is a number of cases, or a measured amount."""
    return DraftItem(name, unit, "数值" if unit in _MEASURED else "整数")


def number_of(words: str, about: ClauseContext, unit: str) -> DraftItem:
    """How many: 登记错误例数."""
    return counted(named(words, about.subject, f"{unit}数"), unit)


def measured(words: str, subject: str, unit: str, ending: str = "") -> DraftItem:
    """An item that is held against a figure in this unit."""
    if unit == "%":
        return DraftItem(named(words, subject, ending), "%", "百分比")
    if unit in ("万", "亿"):
        unit += "元"
    return DraftItem(named(words, subject, ending), unit, "整数" if unit and unit not in _MEASURED else "数值")


def limits(said: ClausePart) -> dict[str, str]:
    """上限 and 下限 as the end of a clause says them."""
    told: dict[str, str] = {}
    caps = [cap for cap in said.all("cap") if cap.points]
    if caps:
        told["上限"] = caps[-1].points
    if said.has("NEGATIVE"):
        told["下限"] = "不限"
    return told


def step(said: ClausePart | None) -> dict[str, str]:
    """每, unless it is one."""
    number = said.word("NUM") if said is not None else ""
    return {"每": number} if number not in ("", "1") else {}


def row(columns: dict[str, str], items: Sequence[DraftItem], *doubts: str, table: str = RUBRIC) -> DraftRow:
    """A row of the rubric (or another sheet): 高 without a doubt, else 中."""
    told = "；".join(dict.fromkeys(doubt for doubt in doubts if doubt))
    return DraftRow(table, columns, tuple(items), Confidence.MEDIUM if told else Confidence.HIGH, "", told)


def over_periods(said: ClausePart) -> str:
    """The doubt about a clause that says 每月 or the like."""
    return "原文说每月、每季或每年，核对几期怎么合计" if set(said.words("EVERY")) - _OF_THE_YEAR else ""


def other_full(points: str, full: Fraction | None) -> str:
    """A sentence whose 得10分 is not the 标准分 of its row: a slip, or the row has more parts."""
    if not points or full is None or Fraction(points) == full:
        return ""
    return f"原文写得{points}分，标准分是{decimal_text(full)}"


def worth(said: ClausePart | None, full: Fraction | None) -> str | None:
    """Points that a part promises: 5分, 满分, 标准分的80%, 不得分; None where the 标准分 is needed and missing."""
    if said is None:
        return None
    if said.has("ZERO", "NOCHANGE"):
        return "0"
    share = said if said.tree.data == "share" else said.part("share")
    if share is not None:
        return None if full is None else decimal_text(full * Fraction(share.word("NUM")) / 100, most=4)
    if said.points:
        return said.points
    return None if full is None else decimal_text(full, most=4)
