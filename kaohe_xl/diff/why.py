"""What each indicator adds to a unit's total, and why it adds something else than in another result."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.base.sheet_names import RUBRIC
from kaohe_xl.base.tidy import State
from kaohe_xl.diff.schemes import SchemeChange
from kaohe_xl.explain.clause_words import plain, shown_value
from kaohe_xl.explain.points_ledger import PointsLedger
from kaohe_xl.explain.points_ledger.entry import factor_of
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme.check import top_scored
from kaohe_xl.scoring.assess import Assessment, PeriodResult
from kaohe_xl.scoring.figures import FigureColumn
from kaohe_xl.scoring.score import PeriodScore

ZERO = Fraction(0)
At = tuple[str, str]  # (期次, 编号 or what stands above the indicators)
_COLUMNS_OF_TEXT = ("评分标准", "备注", "说明", "项目", "考核内容")


@dataclass(frozen=True)
class Contribution:
    """``effect``: points in the final total; ``words``: the score as printed, or why there is none."""

    effect: Fraction = ZERO
    score: Fraction | None = None
    words: str = "—"
    title: str = ""
    is_indicator: bool = False


def contributions(assessment: Assessment, row: int) -> dict[At, Contribution]:
    """What makes up a unit's total, which is the sum of all effects. A pending total counts as 0."""
    found: dict[At, Contribution] = {}
    if assessment.final.total[row] is None:
        return found
    for result in assessment.periods.values():
        if result.score is not None:
            found.update(_of_indicators(assessment.scheme, result, result.score, row))
    above: dict[At, tuple[Fraction, Fraction]] = {}
    for entry in PointsLedger(assessment).of(row):
        if entry.indicator is None and entry.counted:
            place = (entry.period, entry.through.value)
            points, effect = above.get(place, (ZERO, ZERO))
            above[place] = (points + entry.points, effect + entry.effect)
    for place, (points, effect) in above.items():  # points as printed, like those of indicators; the effect is weighted
        found[place] = Contribution(effect, points, plain(points), place[1])
    return found


def _of_indicators(
    scheme: m.Scheme, result: PeriodResult, score: PeriodScore, row: int
) -> Iterator[tuple[At, Contribution]]:
    """Indicators that a line adds up, and clauses that act on the total."""
    factor, digits = factor_of(scheme, result.period.name), scheme.settings.digits
    worth = {i.key: factor * line.weight for line in scheme.lines for i in top_scored(scheme, line.name)}
    for key, own in score.indicators.items():
        value = own.score[row]
        on_total = [score.clauses[c.key] for c in own.indicator.clauses if c.on_total and c.key in score.clauses]
        extra = sum((each.points.round(digits)[row] or ZERO for each in on_total), ZERO)
        in_line = score.lines[own.indicator.line].score.ok[row]
        base = (value or ZERO) * worth.get(key, ZERO) if in_line and not own.indicator.on_total else ZERO
        words = own.status[row].value if value is None else decimal_text(value, digits)
        if extra and not own.indicator.on_total:
            words += f"，另计入总分 {decimal_text(extra, digits)}"
        title = own.indicator.title or own.indicator.section
        yield (result.period.name, key), Contribution(base + extra * factor, value, words, title, is_indicator=True)


# -- why --------------------------------------------------------------------------------------------------------------


def changed_rules(changes: Sequence[SchemeChange]) -> dict[str, list[SchemeChange]]:
    """Changes of the rubric by 编号, without those of mere wording."""
    found: dict[str, list[SchemeChange]] = {}
    for change in changes:
        if change.sheet.startswith(RUBRIC) and change.column not in _COLUMNS_OF_TEXT:
            found.setdefault(change.key, []).append(change)
    return found


@dataclass(frozen=True)
class UnitOfResult:
    """A unit in one of two results."""

    assessment: Assessment
    row: int


def why(
    old: UnitOfResult,
    new: UnitOfResult,
    at: At,
    pair: tuple[Contribution, Contribution],
    rules: Sequence[SchemeChange],
) -> str:
    """Values that differ, rules that differ, or what else there is to say."""
    before, after = pair
    parts = [f"评分细则{change.words}" for change in rules]
    if before.is_indicator and after.is_indicator:
        parts = [*_values(old, new, at), *_approved(old, new, at), *parts]
        worths = _worth(old.assessment, at), _worth(new.assessment, at)
        if worths[0] != worths[1]:
            parts.append(f"1 分折合总分 {plain(worths[0])} → {plain(worths[1])}")
        return "；".join(parts) or "与其它单位比较，或引用的得分有变化"
    if after.is_indicator or before.is_indicator:
        return "；".join(parts) or ("这一期新增的编号" if after.is_indicator else "这一期不再有这个编号")
    return f"{at[1]}有变化"


def _values(old: UnitOfResult, new: UnitOfResult, at: At) -> Iterator[str]:
    """Data items of the indicator that came to something else."""
    period, key = at
    names: dict[str, None] = {}
    for each in (old, new):
        indicator = each.assessment.scheme.indicators[key]
        names.update(dict.fromkeys(n for c in indicator.clauses if period in c.periods for n in c.item_names))
    for name in names:
        one, other = _figure(old.assessment, period, name), _figure(new.assessment, period, name)
        first = _shown(one, old.row) if one is not None else "没有这个数据项"
        second = _shown(other, new.row) if other is not None else "没有这个数据项"
        if first != second:
            yield f"{name} {first} → {second}"


def _figure(assessment: Assessment, period: str, name: str) -> FigureColumn | None:
    result = assessment.periods.get(period)
    return result.figures.items.get(name) if result is not None else None


def _shown(figure: FigureColumn, row: int) -> str:
    """92.3%, 3例（核定）, 未报."""
    state: State = figure.states[row]
    if not state.has_value:
        return state.value
    words = shown_value(figure.item, figure.values[row])
    notes = [word for word, true in (("核定", row in figure.approved), ("缺省", state is State.DEFAULT)) if true]
    return f"{words}（{'，'.join(notes)}）" if notes else words


def _approved(old: UnitOfResult, new: UnitOfResult, at: At) -> Iterator[str]:
    """A score that was approved in one of them."""
    changes = []
    for each in (old, new):
        result = each.assessment.periods.get(at[0])
        own = result.score.indicators.get(at[1]) if result is not None and result.score is not None else None
        changes.append(own.approved.get(each.row) if own is not None else None)
    before, after = (_approved_words(change) for change in changes)
    if before != after:
        yield f"得分核定 {before} → {after}"


def _approved_words(change: m.ApprovedValue | None) -> str:
    if change is None:
        return "无"
    return f"{plain(change.value)}分" if isinstance(change.value, Fraction) else str(change.value)


def _worth(assessment: Assessment, at: At) -> Fraction:
    """What one point of the indicator is worth in the final total."""
    scheme = assessment.scheme
    indicator = scheme.indicators[at[1]]
    factor = factor_of(scheme, at[0])
    if indicator.on_total:
        return factor
    weights: Mapping[str, Fraction] = {line.name: line.weight for line in scheme.lines}
    top = {each.key for each in top_scored(scheme, indicator.line)}
    return factor * weights[indicator.line] if indicator.key in top else ZERO
