"""算例 drafted for the author to confirm: every clause at, just under and just over each of its limits, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.base.place import NOWHERE
from kaohe_xl.cases.prove import compares_units
from kaohe_xl.cases.read import CaseFigure, Subject
from kaohe_xl.cases.work_out import CaseResult, SubjectResult, work_out
from kaohe_xl.explain.clause_words import shown_value
from kaohe_xl.explain.worded_entries import worded_entries_of
from kaohe_xl.expr import tree as t
from kaohe_xl.expr.parse import NO, YES, serial
from kaohe_xl.rules.declared import specs
from kaohe_xl.rules.fields import Targets
from kaohe_xl.scheme import model as m

_FARTHEST = 60  # a cap that is reached later is of no use to anybody who reads
_MOST_VALUES = 12  # of one clause
_DATES = ((2020, 1, 1), (2040, 12, 31))  # early, late

Value = Fraction | str
CaseFigures = Mapping[str, Value]


@dataclass(frozen=True)
class Drafted:
    """One line to confirm: with these figures (the first is at issue) this 编号 comes to so much, and why."""

    name: str
    group: str
    period: str
    figures: tuple[tuple[str, str], ...]
    key: str
    expected: Fraction
    why: str
    clause: str = ""


def draft_cases(scheme: m.Scheme) -> list[Drafted]:
    """Lines for every clause that stands for itself; those that compare units or are judged cannot be asked alone."""
    found: list[Drafted] = []
    for indicator in scheme.indicators.values():
        clauses = [clause for clause in indicator.clauses if clause.periods]
        askable = not any(compares_units(clause) or clause.judged for clause in clauses)
        if clauses and askable:
            found += _Indicator(scheme, indicator).drafted()
    return found


class _Indicator:
    def __init__(self, scheme: m.Scheme, indicator: m.Indicator) -> None:
        self.scheme, self.indicator = _alone(scheme, indicator), indicator
        self.clauses = [clause for clause in indicator.clauses if clause.periods]
        groups = next((clause.groups for clause in self.clauses if clause.groups), ())
        line = next((each for each in scheme.lines if each.name == indicator.line), None)
        wanted = groups or (line.groups if line is not None else ())
        self.unit = next((u for u in scheme.units if not wanted or u.group in wanted), scheme.units[0])
        names = dict.fromkeys(name for clause in self.clauses for name in _inputs(scheme, clause))
        self.items = [scheme.items[name] for name in names]

    def drafted(self) -> Iterator[Drafted]:
        quiet = self._quiet()
        for clause in self.clauses:
            names = _inputs(self.scheme, clause)
            if not names or (clause.on_total and not self.indicator.on_total):
                continue  # what goes straight to the total does not show in the score of its 编号
            item = self.scheme.items[names[0]]
            values = self._values(clause, item, quiet)
            worked = self._work_out([{**quiet, item.name: value} for value in values], clause.periods[0])
            for value, result in zip(values, worked.by_subject(), strict=True):
                score = result.of(self.indicator.key)
                if isinstance(score, Fraction):
                    yield self._line(clause, item, {**quiet, item.name: value}, score, result)

    def _line(
        self, clause: m.Clause, item: m.DataItem, figures: CaseFigures, score: Fraction, result: SubjectResult
    ) -> Drafted:
        order = [item, *(each for each in self.items if each.name != item.name)]
        shown = tuple((each.name, _typed(each, figures[each.name])) for each in order)
        worked = result.worked
        why = worded_entries_of(worked.assessment).reasons_by_period[worked.period].sentence(clause, result.row)
        several = len(self.scheme.calendar.periods) > 1
        name = f"{self.indicator.key} {item.name} {shown[0][1]}"
        period = worked.period if several else ""
        return Drafted(name, self.unit.group, period, shown, self.indicator.key, score, why, clause.key)

    def _work_out(self, all_figures: Sequence[CaseFigures], period: str = "") -> CaseResult:
        items = {item.name: item for item in self.items}
        subjects = [
            Subject(
                f"{self.unit.name}{number}",
                self.unit,
                [
                    CaseFigure(items[name], value, _typed(items[name], value), NOWHERE)
                    for name, value in figures.items()
                ],
            )
            for number, figures in enumerate(all_figures)
        ]
        return work_out(self.scheme, subjects, period or self.clauses[0].periods[0])

    def _scores(self, all_figures: Sequence[CaseFigures]) -> list[Fraction | str | None]:
        return [result.of(self.indicator.key) for result in self._work_out(all_figures).by_subject()]

    def _quiet(self) -> dict[str, Value]:
        """Figures of the items that leave each other alone: of each the one that gives most, the others as they are."""
        starts = [{item.name: _choices(item)[end] for item in self.items} for end in (0, -1)]
        scores = self._scores(starts)
        known = [score if isinstance(score, Fraction) else Fraction(-1) for score in scores]
        quiet: dict[str, Value] = starts[known.index(max(known))]
        for item in self.items:
            choices = _choices(item)
            scores = self._scores([{**quiet, item.name: value} for value in choices])
            best = max((s for s in scores if isinstance(s, Fraction)), default=None)
            if best is not None:
                quiet[item.name] = choices[scores.index(best)]
        return quiet

    # -- what is worth asking -----------------------------------------------------------------------------------------

    def _values(self, clause: m.Clause, item: m.DataItem, quiet: CaseFigures) -> Sequence[Value]:
        if item.type is t.ValueType.YES_NO:
            return [YES, NO]
        if not item.type.is_numeric:
            return []
        found: list[Fraction] = []
        per = _per(clause, item)
        for limit in _limits(clause, item.name, self.unit):
            step = _step(item, limit)
            found += [limit - step, limit, limit + step]
            found += [limit - per, limit + per] if per is not None else []
        if item.type in (t.ValueType.NUMBER, t.ValueType.INTEGER) and not found:
            found = [Fraction(0), Fraction(1), Fraction(2), *self._where_it_ends(item, quiet)]
        inside = [value for value in found if _allowed(item, value)]
        return list(dict.fromkeys(sorted(inside)))[:_MOST_VALUES]

    def _where_it_ends(self, item: m.DataItem, quiet: CaseFigures) -> list[Fraction]:
        """The figure at which a cap or the floor is reached, and the next one."""
        scores = self._scores([{**quiet, item.name: Fraction(n)} for n in range(_FARTHEST + 1)])
        end = next((n for n in range(_FARTHEST) if all(score == scores[n] for score in scores[n:])), None)
        return [Fraction(end), Fraction(end + 1)] if end else []


def _alone(scheme: m.Scheme, indicator: m.Indicator) -> m.Scheme:
    """A scheme of that one indicator, where it asks nothing of the others: quick to work out."""
    nodes = [node for clause in indicator.clauses for node in clause.nodes]
    if any(isinstance(node, t.ScoreOf | t.Given | t.VetoOf | t.Past | t.Streak | t.OfSubs) for node in nodes):
        return scheme
    names = {name for clause in indicator.clauses for name in _inputs(scheme, clause)}
    names |= {name for clause in indicator.clauses for name in clause.item_names}
    items = {name: item for name, item in scheme.items.items() if name in names or item.derived}
    inputs = {n.name for i in items.values() if i.formula for n in i.formula.walk() if isinstance(n, t.Item)}
    items |= {name: scheme.items[name] for name in inputs}
    only = replace(indicator, parent="", children=())
    return replace(
        scheme,
        items=items,
        indicators={indicator.key: only},
        vetoes=(),
        grades=(),
        rewards=(),
        approved=(),
        past_results=(),
    )


def _inputs(scheme: m.Scheme, clause: m.Clause) -> list[str]:
    """Reported items that a clause rests on; derived ones through what they are made from."""
    found: dict[str, None] = {}
    front = list(clause.item_names)
    while front:
        name = front.pop(0)
        formula = scheme.items[name].formula
        if formula is None:
            found[name] = None
        else:
            front += [node.name for node in formula.walk() if isinstance(node, t.Item)]
    return list(found)


def _per(clause: m.Clause, item: m.DataItem) -> Fraction | None:
    """One 每 of the clause, in the item's own figures."""
    per = next((getattr(clause.rule, name) for name, s in specs(type(clause.rule)).items() if s.header == "每"), None)
    if not isinstance(per, t.Number):
        return None
    return per.value / 100 if item.type is t.ValueType.PERCENT and not per.percent else per.value


def _limits(clause: m.Clause, name: str, unit: m.Unit) -> list[Fraction]:
    """Figures that the item is held against in the clause: its 基准, and what is compared with it."""
    rule = clause.rule
    targets = [value for field in specs(type(rule)) if isinstance(value := getattr(rule, field), Targets)]
    bases = [part for target in targets for each in target.every for _, part in each.parts]
    found = [node.value for base in bases for node in base.walk() if isinstance(node, t.Number)]
    told = [unit.attributes.get(node.name) for base in bases for node in base.walk() if isinstance(node, t.Attribute)]
    found += [value for value in told if isinstance(value, Fraction)]
    for node in clause.tree.walk():
        if isinstance(node, t.Compare):
            for one, other in ((node.left, node.right), (node.right, node.left)):
                if isinstance(one, t.Item) and one.name == name:
                    found += [each.value for each in other.walk() if isinstance(each, t.Number)]
    return list(dict.fromkeys(found))


def _step(item: m.DataItem, limit: Fraction) -> Fraction:
    """Just under and just over: one whole, a day, a tenth of a point, or one more decimal than the limit has."""
    if item.type in (t.ValueType.INTEGER, t.ValueType.DATE):
        return Fraction(1)
    scale = 100 if item.type is t.ValueType.PERCENT else 1
    decimals = len(decimal_text(limit * scale, most=6).partition(".")[2])
    return Fraction(1, 10 ** (decimals + 1)) / scale


def _allowed(item: m.DataItem, value: Fraction) -> bool:
    low = item.low if item.low is not None else Fraction(0)
    return value >= low and (item.high is None or value <= item.high)


def _choices(item: m.DataItem) -> list[Value]:
    if item.type is t.ValueType.YES_NO:
        return [NO, YES]
    if not item.type.is_numeric:
        return ["有"]
    if item.type is t.ValueType.DATE:
        return [Fraction(serial(date(year, month, day))) for year, month, day in _DATES]
    ends = [bound for bound in (item.low, item.high) if bound is not None]
    usual = [Fraction(0), Fraction(1), Fraction(100)]
    return [value for value in dict.fromkeys([*usual, *ends]) if _allowed(item, value)] or [Fraction(0)]


def _typed(item: m.DataItem, value: Value) -> str:
    """As it would be typed into a form."""
    if isinstance(value, str):
        return value
    if item.type is t.ValueType.PERCENT or item.type is t.ValueType.DATE:
        return shown_value(item, value)
    return decimal_text(value, most=6)
