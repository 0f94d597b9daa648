"""评分标准 read by the grammar that drafts schemes, and held against the row's columns by what both do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from kaohe_xl.base.cells import Cell
from kaohe_xl.base.exact import Exact, decimal_text
from kaohe_xl.base.place import NOWHERE
from kaohe_xl.drafting.clauses import draft_cell
from kaohe_xl.drafting.drafted import Confidence, DraftRow
from kaohe_xl.expr import tree as t
from kaohe_xl.expr.evaluate import Evaluator
from kaohe_xl.expr.parse import ExpressionNames
from kaohe_xl.rules.base import Effect, Rule
from kaohe_xl.rules.declared import Context, FieldError, specs
from kaohe_xl.rules.direct_score import DirectScore
from kaohe_xl.rules.fields import plain_number
from kaohe_xl.rules.illustrate import Units
from kaohe_xl.rules.judged_loss import Judged
from kaohe_xl.rules.judged_score import Assessed
from kaohe_xl.rules.read import read_rule
from kaohe_xl.rules.registry import BY_NAME

_BY_JUDGES = (Assessed, Judged, DirectScore)
_COUNTED = (t.ValueType.NUMBER, t.ValueType.INTEGER, t.ValueType.PERCENT)
_ABOUT_OTHERS = (
    t.Across,
    t.Statistic,
    t.Past,
    t.Given,
    t.Attribute,
    t.ScoreOf,
    t.VetoOf,
    t.ByGroup,
    t.Streak,
    t.OfSubs,
)


@dataclass(frozen=True)
class Disagreement:
    """At this value the sentence promises ``by_words``, the columns give ``by_columns``."""

    value: str
    by_words: str
    by_columns: str


def read_back(sentence: str, rule: Rule, cap: t.Node | None, full: Fraction, subject: str) -> Disagreement | None:
    """The first value at which a sentence that is read without a doubt does something else than its row.

    Only rows that stand alone for one counted item: what the words of several rows share, nobody can tell apart.
    """
    if isinstance(rule, _BY_JUDGES) or len(rule.items) != 1:
        return None
    if not isinstance(rule.x, t.Item) or rule.x.type not in _COUNTED:
        return None
    nodes = list(rule.amount().walk())
    if any(isinstance(node, _ABOUT_OTHERS) for node in nodes) or any(
        isinstance(node, t.Item) and node.name != rule.x.name for node in nodes
    ):
        return None
    drafted = draft_cell(sentence, full, subject=subject)
    if len(drafted) != 1 or drafted[0].sure is not Confidence.HIGH or len(drafted[0].items) != 1:
        return None
    told = _rule_of(drafted[0], rule.x, full)
    if told is None:
        return None
    said, said_cap = told
    values = list(_probes(rule, said))
    ours, theirs = _scores(rule, cap, full, values), _scores(said, said_cap, full, values)
    for value, mine, words in zip(values, ours, theirs, strict=True):
        if mine != words:
            return Disagreement(_shown(rule.x, value), _points(words), _points(mine))
    return None


def _rule_of(row: DraftRow, item: t.Item, full: Fraction) -> tuple[Rule, t.Node | None] | None:
    """The drafted columns as a rule about the row's own item; None where they are of another type."""
    kind = BY_NAME.get(row.columns.get("计分方式", ""))
    drafted = row.items[0]
    percent = item.type is t.ValueType.PERCENT
    if kind is None or (drafted.type == "百分比") != percent or drafted.type not in ("百分比", "整数", "数值"):
        return None
    columns = {name: text.replace(drafted.name, item.name) for name, text in row.columns.items()}
    cells = {spec.header: Cell(columns.get(spec.header), NOWHERE) for spec in specs(kind).values()}
    names = ExpressionNames(items={item.name: item.type})
    rule, _ = read_rule(kind, cells, Context(names=names, full_mark=t.Number(full)))
    try:
        cap = plain_number(columns["上限"]) if kind.caps_points and "上限" in columns else None
    except FieldError:
        return None
    return (
        (rule, cap)
        if rule is not None and not any(isinstance(n, _ABOUT_OTHERS) for n in rule.amount().walk())
        else None
    )


def _probes(*rules: Rule) -> Iterator[Fraction]:
    """Figures that either rule is held against, and around them; a few plain ones."""
    x = rules[0].x
    assert isinstance(x, t.Item)
    step = Fraction(1, 100) if x.type is t.ValueType.PERCENT else Fraction(1)
    limits = {node.value for rule in rules for node in rule.amount().walk() if isinstance(node, t.Number)}
    near = {limit + k * step for limit in limits for k in (-2, -1, 0, 1)}
    plain = {Fraction(k) * (Fraction(1, 10) if x.type is t.ValueType.PERCENT else 1) for k in range(11)}
    top = Fraction(1) if x.type is t.ValueType.PERCENT else None
    return (v for v in sorted(near | plain, reverse=top is not None) if v >= 0 and (top is None or v <= top))


def _scores(rule: Rule, cap: t.Node | None, full: Fraction, values: Sequence[Fraction]) -> list[Fraction | None]:
    """What the indicator comes to at each value."""
    x = rule.x
    assert isinstance(x, t.Item)
    evaluator = Evaluator(Units({x.name: x.type}, {x.name: list(values)}, [""] * len(values)))
    size = len(values)
    whole, none = Exact.full(full, size), Exact.full(0, size)
    if rule.effect is Effect.ZEROES:
        truth = evaluator.truth(rule.amount())
        return none.where(truth.value, whole).to_list()
    amount = evaluator.number(rule.amount() if cap is None else t.smaller(rule.amount(), cap))
    score = whole - amount if rule.effect is Effect.TAKES else amount
    return score.maximum(none).minimum(whole).to_list()


def _shown(item: t.Item, value: Fraction) -> str:
    return f"{decimal_text(value * 100)}%" if item.type is t.ValueType.PERCENT else decimal_text(value)


def _points(value: Fraction | None) -> str:
    return "没有得分" if value is None else f"{decimal_text(value, most=4)}分"
