"""The scheme as frozen data, read once and passed down. Names of fields follow docs/glossary.md."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from fractions import Fraction
from functools import cached_property

from kaohe_xl.expr import tree as t
from kaohe_xl.expr.parse import Names
from kaohe_xl.grid import Book
from kaohe_xl.place import NOWHERE, Place
from kaohe_xl.rules.base import Effect, Rule
from kaohe_xl.rules.fields import Targets
from kaohe_xl.text import fold

WHOLE_YEAR = "全年"
OWN_UNIT = "本单位"
SINGLE_LINE = "总分"
ALL_LINES = "全部"  # in 已审核考核线
EVERY = "全部"


class Ties(Enum):
    """并列规则."""

    LEAVE_PLACES = "并列占位"
    DENSE = "并列不占位"


class Unreturned(Enum):
    """缺报处理: what becomes of a unit that returned nothing in a period."""

    ZERO = "计零"
    UNRANKED = "不排名"
    PENDING = "待定"


class NotApplicable(Enum):
    """不适用处理: what becomes of an indicator that does not apply to a unit."""

    SCALE = "剔除折算"
    FULL = "得满分"
    MEAN = "组平均"
    ZERO = "计零"


class TiedPrize(Enum):
    """并列奖金."""

    EACH = "各按名次"
    SHARED = "平分"


@dataclass(frozen=True)
class Settings:
    """考核设置."""

    title: str = ""  # 考核名称
    year: int | None = None
    office: str = ""  # 主办单位
    signed_on: str = ""  # 落款日期, as typed
    digits: int = 2
    ties: Ties = Ties.LEAVE_PLACES
    tie_breaks: tuple[str, ...] = ()  # 考核线 or 编号
    unreturned: Unreturned = Unreturned.ZERO
    not_applicable: NotApplicable = NotApplicable.SCALE
    verified_first: bool = True  # 核定优先
    rank_within: str = ""  # 排名范围: 全体, 分组 or empty (by the lines)
    pass_on: bool = True  # 递补
    tied_prize: TiedPrize = TiedPrize.EACH
    budget: Fraction | None = None  # 预算
    approved_lines: tuple[str, ...] = ()  # 已审核考核线: names, or 全部
    extra: Mapping[str, str] = field(default_factory=dict)  # settings that templates may use
    places: Mapping[str, Place] = field(default_factory=dict)  # setting → the cell of its value


@dataclass(frozen=True)
class Unit:
    """考核对象: who is assessed."""

    name: str
    aliases: tuple[str, ...] = ()
    group: str = ""
    parent: str = ""
    email: str = ""
    attributes: Mapping[str, Fraction | str | None] = field(default_factory=dict)
    place: Place = NOWHERE


@dataclass(frozen=True)
class Line:
    """考核线: a line of scoring with its own ranking."""

    name: str
    groups: tuple[str, ...] = ()
    full_mark: Fraction | None = None
    weight: Fraction = Fraction(1)
    scorer: str = ""
    reviewer: str = ""
    place: Place = NOWHERE


class Combine(Enum):
    """汇总方式 of child periods into their parent."""

    WEIGHTED = "加权"
    SUM = "合计"
    MEAN = "平均"


@dataclass(frozen=True)
class Period:
    """考核期. Leaves take data; the others combine their children."""

    name: str
    parent: str = ""  # empty for the root
    weight: Fraction | None = None
    combine: Combine = Combine.SUM
    deadline: date | None = None
    place: Place = NOWHERE


@dataclass(frozen=True)
class Calendar:
    """The tree of periods; ``periods`` lists children before their parents, leaves in sheet order."""

    periods: tuple[Period, ...]

    @cached_property
    def by_name(self) -> dict[str, Period]:
        return {period.name: period for period in self.periods}

    @cached_property
    def root(self) -> Period:
        return next(period for period in self.periods if not period.parent)

    @cached_property
    def leaves(self) -> tuple[Period, ...]:
        return tuple(period for period in self.periods if not self.children(period.name))

    def children(self, name: str) -> tuple[Period, ...]:
        return tuple(period for period in self.periods if period.parent == name)

    def leaves_of(self, name: str) -> tuple[Period, ...]:
        """Leaf periods at or below a period."""
        below = self.children(name)
        if not below:
            return (self.by_name[name],)
        return tuple(leaf for child in below for leaf in self.leaves_of(child.name))

    def at_or_above(self, name: str) -> Iterator[Period]:
        """The period, then its parents up to the root."""
        while name:
            period = self.by_name[name]
            yield period
            name = period.parent

    def level(self, name: str) -> int:
        """Distance from the root."""
        return sum(1 for _ in self.at_or_above(name)) - 1

    def named_by(self, token: str) -> tuple[Period, ...]:
        """Periods that a token of 适用期次 means: a name, or a level (月, 季, 半年, 年/全年/年度 = the root)."""
        if token in self.by_name:
            return (self.by_name[token],)
        if token in (WHOLE_YEAR, "年", "年度", "全年度"):
            return (self.root,)
        if token in ("每期", "各期"):
            return self.leaves
        word = {"月度": "月", "季度": "季", "每月": "月", "每季": "季"}.get(token, token)
        if word in ("月", "季", "半年"):
            return tuple(period for period in self.periods if word in period.name)
        return ()

    def before(self, name: str) -> Period | None:
        """The previous period of the same level."""
        level = self.level(name)
        peers = [period.name for period in self.periods if self.level(period.name) == level]
        position = peers.index(name)
        return self.by_name[peers[position - 1]] if position else None


class Gather(Enum):
    """期内汇总 of leaf values into a higher period."""

    SUM = "合计"
    MEAN = "平均"
    LAST = "最新"
    ANY = "任一"  # 是 if any leaf says 是


class Several(Enum):
    """多份取值: several owners gave a value for one item."""

    ONE = "唯一"
    MEAN = "平均"
    TRIMMED = "去高低平均"
    MAX = "最大"
    MIN = "最小"
    SUM = "合计"


@dataclass(frozen=True)
class DataItem:
    """填报项."""

    name: str
    type: t.ValueType
    measure: str = ""  # 计量单位
    owners: tuple[str, ...] = (OWN_UNIT,)  # 填报人: 本单位 or departments
    required: bool = False
    low: Fraction | None = None
    high: Fraction | None = None
    default: Fraction | str | None = None
    formula: t.Node | None = None  # 派生项
    gather: Gather = Gather.SUM
    several: Several = Several.ONE
    note: str = ""
    place: Place = NOWHERE

    @property
    def derived(self) -> bool:
        return self.formula is not None


@dataclass(frozen=True)
class Clause:
    """One row of the rubric: a rule, and what stands around it."""

    key: str  # 1.1#2
    indicator: str  # 编号
    text: str  # 评分标准
    rule: Rule
    cap: t.Node | None = None  # 上限 in points
    factor: tuple[t.Node, Fraction] | None = None  # 倍数: (condition, times)
    exclusive: str = ""  # 互斥
    on_total: bool = False  # 计入=总分
    groups: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()  # names of the periods in which it is scored
    note: str = ""
    place: Place = NOWHERE  # the row's 编号 or 计分方式 cell

    @property
    def effect(self) -> Effect:
        return self.rule.effect

    @cached_property
    def tree(self) -> t.Node:
        """What it gives or takes, unsigned: its rule's amount × 倍数, capped by 上限. A condition for 触发清零."""
        amount = self.rule.amount()
        if self.effect is Effect.ZEROES:
            return amount
        if self.factor is not None:
            condition, times = self.factor
            amount = amount * t.If(condition, t.Number(times), t.ONE)
        return amount if self.cap is None else t.smaller(amount, self.cap)

    @cached_property
    def nodes(self) -> tuple[t.Node, ...]:
        """Every node in what it computes, and its data items."""
        return (*self.tree.walk(), *(node for item in self.rule.items for node in item.walk()))

    @cached_property
    def item_names(self) -> tuple[str, ...]:
        """Data items that it needs, in order."""
        return tuple(dict.fromkeys(node.name for node in self.nodes if isinstance(node, t.Item)))


@dataclass(frozen=True)
class Indicator:
    """An 编号 of the rubric: a scored indicator with clauses, or a heading with children (or both, 子项合计)."""

    key: str
    line: str
    section: str  # 项目
    title: str  # 考核内容
    full_mark: Fraction | None
    full_mark_place: Place = NOWHERE
    floor: t.Node | None = t.ZERO  # 下限; None = 不限
    from_full: bool = False  # 起点: 满分 rather than 零
    clauses: tuple[Clause, ...] = ()
    parent: str = ""
    children: tuple[str, ...] = ()
    sheet: str = ""
    place: Place = NOWHERE
    every_line: bool = False  # on the total without a 考核线 of its own: for units of any line; ``line`` is the first

    @property
    def scored(self) -> bool:
        """Has a column of its own in 得分明细."""
        return bool(self.clauses)

    @property
    def on_total(self) -> bool:
        """All of its clauses act on the total."""
        return bool(self.clauses) and all(clause.on_total for clause in self.clauses)


class Consequence(Enum):
    """后果 of a veto, without its figure."""

    UNRANKED = "不参与排名"
    ZERO_TOTAL = "总分计零"
    NO_REWARD = "取消奖励"
    NO_HONOUR = "取消评优"
    SHIFT = "名次后移"
    BOTTOM = "列入倒数"
    GRADE_CAP = "等次不高于"


@dataclass(frozen=True)
class Effects:
    """One parsed 后果 with its figure: N places, N last, or a grade."""

    consequence: Consequence
    places: int = 0
    grade: str = ""


@dataclass(frozen=True)
class Veto:
    """一票否决."""

    name: str
    condition: t.Node
    effects: tuple[Effects, ...]
    group: str = ""  # 否决组
    needed: int = 1  # 达到项数
    unit_groups: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()  # empty: every period where data falls, and those above
    on_data: bool = True  # rests on data alone, not on scores
    place: Place = NOWHERE


@dataclass(frozen=True)
class Grade:
    """等次, best first."""

    name: str
    lowest: Fraction | None = None
    last_rank: int | None = None
    ratio: Fraction | None = None
    coefficient: Fraction | None = None
    groups: tuple[str, ...] = ()
    place: Place = NOWHERE


class Pay(Enum):
    """方式 of a 奖惩."""

    FIXED = "定额"
    PER_CASE = "每例"
    ABOVE = "超额每例"
    PER_POINT = "每分"
    SHARE = "得分分配"
    COEFFICIENT = "系数"
    FORMULA = "公式"
    TEXT = ""


@dataclass(frozen=True)
class Reward:
    """奖惩: one consequence of the result."""

    name: str
    kind: str  # 类型
    basis: str = SINGLE_LINE  # 依据: 总分, a 考核线, or an 编号
    periods: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    first_rank: int | None = None
    last_rank: int | None = None
    grades: tuple[str, ...] = ()
    condition: t.Node | None = None
    consecutive: int = 1
    to: str = "单位"  # 对象
    pay: Pay = Pay.TEXT
    item: t.Node | None = None
    base: Targets | None = None
    formula: t.Node | None = None
    amount: Fraction | None = None
    cap: Fraction | None = None
    exclusive: str = ""
    sources: tuple[tuple[str, Fraction], ...] = ()
    honour: str = ""  # 称号
    template: str = ""
    place: Place = NOWHERE
    basis_label: str = ""  # 编号1.1, where 依据 is an 编号

    @property
    def basis_words(self) -> str:
        """依据 as a payment names it: 总分, 业务线, 编号1.1."""
        return self.basis_label or self.basis

    @property
    def is_fine(self) -> bool:
        return self.kind == "处罚" or (self.amount is not None and self.amount < 0)


@dataclass(frozen=True)
class Verified:
    """核定调整: an audited value beside the reported one."""

    unit: str
    period: str
    key: str  # 数据项 or 编号
    is_score: bool
    value: Fraction | str | None
    reason: str
    by: str = ""
    on: str = ""
    place: Place = NOWHERE
    value_place: Place = NOWHERE


@dataclass(frozen=True)
class PastResult:
    """历年结果."""

    year: int
    unit: str
    scope: str = SINGLE_LINE
    score: Fraction | None = None
    rank: int | None = None
    grade: str = ""
    vetoes: str = ""
    handling: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True)
class Scheme:
    """Everything that the workbook says, and the workbook itself (its sheets go into the output)."""

    settings: Settings
    units: tuple[Unit, ...]
    lines: tuple[Line, ...]
    calendar: Calendar
    items: Mapping[str, DataItem]
    indicators: Mapping[str, Indicator]
    vetoes: tuple[Veto, ...] = ()
    grades: tuple[Grade, ...] = ()
    rewards: tuple[Reward, ...] = ()
    verified: tuple[Verified, ...] = ()
    history: tuple[PastResult, ...] = ()
    names: Names = field(default_factory=Names)
    book: Book = field(default_factory=lambda: Book("", ()))

    @cached_property
    def unit_names(self) -> tuple[str, ...]:
        return tuple(unit.name for unit in self.units)

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """分组 in order of appearance."""
        return tuple(dict.fromkeys(unit.group for unit in self.units if unit.group))

    def lines_of(self, group: str) -> tuple[Line, ...]:
        """考核线 on which units of a group are scored."""
        return tuple(line for line in self.lines if not line.groups or group in line.groups)

    @cached_property
    def unreviewed(self) -> tuple[Line, ...]:
        """考核线 with a 审核人 that 考核设置 does not list as 已审核考核线."""
        approved = {fold(name) for name in self.settings.approved_lines}
        return tuple(line for line in self.lines if line.reviewer and not approved & {fold(line.name), ALL_LINES})

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        return tuple(clause for indicator in self.indicators.values() for clause in indicator.clauses)

    @cached_property
    def fillers(self) -> tuple[str, ...]:
        """Departments that fill items for all units (填报人 other than 本单位), in order of appearance."""
        owners = (owner for item in self.items.values() for owner in item.owners if not item.derived)
        return tuple(dict.fromkeys(owner for owner in owners if owner != OWN_UNIT))
