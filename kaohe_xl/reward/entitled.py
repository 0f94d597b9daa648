"""Who is entitled: groups, ranks as a reward counts them, conditions, vetoes, and the years before."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from kaohe_xl.base.finding import Finding
from kaohe_xl.expr import tree as t
from kaohe_xl.expr.evaluate import Evaluator
from kaohe_xl.expr.wording import absent_words
from kaohe_xl.messages import finding
from kaohe_xl.scheme import model as m
from kaohe_xl.scoring.assess import Assessment, PeriodResult, ResultSource
from kaohe_xl.scoring.rank import Ranking

_HONOURS = ("通报表扬", "表扬", "称号")


def barred(reward: m.Reward, result: PeriodResult, row: int) -> bool:
    """Is the unit barred by a veto, or since nothing of it came in? 补贴 for work done stays; so do penalties."""
    told = result.consequences[row]
    if not _is_merit(reward):
        return False
    for_place = reward.first_rank is not None or reward.last_rank is not None or bool(reward.grades)
    if for_place and result.figures.silent[row]:
        return True
    honour = reward.kind in _HONOURS or bool(reward.honour)
    return told.no_reward or (told.no_honour and honour)


@dataclass(eq=False)
class Places:
    """Places in one period as one reward counts them: with 递补, from the top only units that may have it count."""

    reward: m.Reward
    result: PeriodResult
    pass_on: bool

    @cached_property
    def _open(self) -> dict[str, list[int]]:
        """Sorted ranks of the units that are not barred, by scope."""
        return {
            ranking.scope: sorted(
                ranking.ranks[row] or 0 for row in ranking.ranked if not barred(self.reward, self.result, row)
            )
            for ranking in self.result.rankings.get(self.reward.basis, ())
        }

    def ranking(self, row: int) -> Ranking | None:
        """The ranking in which the unit has a rank."""
        ranking = self.result.ranking_of(self.reward.basis, row)
        return ranking if ranking is not None and ranking.ranks[row] is not None else None

    def from_top(self, row: int) -> int:
        """1 = first. Only for units with a rank."""
        ranking = self.ranking(row)
        assert ranking is not None
        own = ranking.ranks[row] or 0
        return 1 + bisect_left(self._open[ranking.scope], own) if self.pass_on else own

    def paid(self, row: int) -> bool:
        """Is the unit inside 名次起…名次止? True where the reward names no ranks."""
        if self.reward.first_rank is None and self.reward.last_rank is None:
            return True
        ranking = self.ranking(row)
        return ranking is not None and within_ranks(self.reward, self.from_top(row), ranking.from_bottom(row) or 0)

    def words(self, row: int) -> str:
        """总分第2名（递补，原第3名）, 总分倒数第1名."""
        ranking = self.ranking(row)
        if ranking is None:
            return ""
        if (self.reward.first_rank or 0) < 0:
            return f"{self.reward.basis_words}倒数第{ranking.from_bottom(row)}名"
        top = self.from_top(row)
        passed = f"（递补，原第{ranking.ranks[row]}名）" if top != ranking.ranks[row] else ""
        return f"{self.reward.basis_words}第{top}名{passed}"


@dataclass(eq=False)
class RewardInPeriod:
    """One row of 奖惩 in one period, and what it is settled on."""

    assessment: Assessment
    reward: m.Reward
    source: ResultSource

    @cached_property
    def places(self) -> Places:
        return Places(self.reward, self.source.result, self.assessment.scheme.settings.pass_on)

    @cached_property
    def evaluate(self) -> Evaluator:
        return Evaluator(self.source)


def within_ranks(reward: m.Reward, top: int, bottom: int) -> bool:
    """Are a rank from the top and one from the bottom (1 = last) inside 名次起…名次止, both inclusive?"""
    first = reward.first_rank if reward.first_rank is not None else 1
    last = reward.last_rank if reward.last_rank is not None else first
    if (first < 0) == (last < 0) and first > last:
        first, last = last, first
    after_first = top >= first if first > 0 else bottom <= -first
    before_last = top <= last if last > 0 else bottom >= -last
    return after_first and before_last


def entitled(given: RewardInPeriod, findings: list[Finding]) -> list[int]:
    """Rows of the units that the reward falls to, in scheme order."""
    assessment, source = given.assessment, given.source
    reward, scheme = given.reward, assessment.scheme
    rows = [
        row
        for row, unit in enumerate(scheme.units)
        if (not reward.groups or unit.group in reward.groups)
        and not barred(reward, source.result, row)
        and not (assessment.provisional and source.result.figures.silent[row])  # it still may come in
        and given.places.paid(row)
        and (not reward.grades or assessment.grades[row] in reward.grades)
    ]
    rows = _meeting_condition(given, rows, findings)
    if reward.consecutive <= 1:
        return rows
    past = _past_years(scheme, reward)
    return [row for row in rows if _years_in_a_row(scheme, reward, past, scheme.units[row].name)]


def past_years_held(scheme: m.Scheme, reward: m.Reward, row: int) -> bool:
    """Did the unit hold the place or grade in each of the years before that 连续年数 asks for?"""
    return _years_in_a_row(scheme, reward, _past_years(scheme, reward), scheme.units[row].name)


def _is_merit(reward: m.Reward) -> bool:
    """奖励 or an honour: something that a veto can take away."""
    return not reward.is_fine and (reward.kind == "奖励" or reward.kind in _HONOURS or bool(reward.honour))


def _meeting_condition(given: RewardInPeriod, rows: Sequence[int], findings: list[Finding]) -> list[int]:
    reward, source = given.reward, given.source
    if reward.condition is None:
        return list(rows)
    truth = given.evaluate.truth(reward.condition)
    unknown = [row for row in rows if not truth.ok[row] and not source.figures.unreturned[row]]
    findings.extend(cannot_tell(reward, source, row, reward.condition) for row in unknown)
    return [row for row in rows if truth.ok[row] and truth.value[row]]


def cannot_tell(reward: m.Reward, source: ResultSource, row: int, node: t.Node) -> Finding:
    names = list(dict.fromkeys(n.name for n in node.walk() if isinstance(n, t.Item)))
    absent = [name for name in names if not source.figures.items[name].states[row].has_value]
    place = next((p for name in absent for p in source.figures.items[name].sources[row]), reward.place)
    unit = source.scheme.units[row].name
    lacking = absent_words(node, absent or names)
    details = {"name": unit, "reward": reward.name, "item": lacking, "when": source.figures.period}
    return finding("R202", place, unit=unit, period=source.figures.period, **details)


@dataclass(frozen=True)
class _PastYear:
    """Results of a year on one basis: by unit, and the ranks in order."""

    units: dict[str, m.PastResult]
    ranks: list[int]


def _past_years(scheme: m.Scheme, reward: m.Reward) -> dict[int, _PastYear]:
    found: dict[int, _PastYear] = {}
    for past in scheme.past_results:
        if past.scope == reward.basis:
            year = found.setdefault(past.year, _PastYear({}, []))
            year.units.setdefault(past.unit, past)
            if past.rank is not None:
                insort(year.ranks, past.rank)
    return found


def _years_in_a_row(scheme: m.Scheme, reward: m.Reward, past: Mapping[int, _PastYear], unit: str) -> bool:
    """连续次数 k: the same bounds held in each of the k − 1 years before (历年结果)."""
    year = scheme.settings.year
    if year is None:
        return False
    return all(_held_in(scheme, reward, past.get(year - back), unit) for back in range(1, reward.consecutive))


def _held_in(scheme: m.Scheme, reward: m.Reward, past: _PastYear | None, unit: str) -> bool:
    own = past.units.get(unit) if past is not None else None
    if past is None or own is None:
        return False
    if reward.first_rank is not None or reward.last_rank is not None:
        if own.rank is None:
            return False
        if not within_ranks(reward, own.rank, 1 + len(past.ranks) - bisect_right(past.ranks, own.rank)):
            return False
    if reward.grades and own.grade not in reward.grades:
        return False
    return reward.condition is None or _condition_held(scheme, reward, own)


def _condition_held(scheme: m.Scheme, reward: m.Reward, own: m.PastResult) -> bool:
    """A past year knows its vetoes and what was done; any other condition shows only in 处理."""
    assert reward.condition is not None
    nodes = list(reward.condition.walk())
    named = [node.name for node in nodes if isinstance(node, t.VetoOf)]
    if named and not any(isinstance(node, t.Item | t.Given | t.ScoreOf | t.Attribute) for node in nodes):
        said = f"{own.vetoes}；{own.handling}"
        return all(any(each in said for each in _members(scheme, name)) for name in named)
    return reward.name in own.handling


def _members(scheme: m.Scheme, name: str) -> list[str]:
    """A veto by its name; a 否决组 by its own name or any of its vetoes."""
    return [name, *(veto.name for veto in scheme.vetoes if veto.group == name)]
