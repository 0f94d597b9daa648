"""What differs between two results: who moved, by how many points, places and yuan, and because of what.

The points of all causes of a unit add up exactly to the change of its total.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from kaohe_xl.base.text import fold
from kaohe_xl.diff.schemes import SchemeChange, diff_schemes
from kaohe_xl.diff.why import Contribution, UnitOfResult, changed_rules, contributions, why
from kaohe_xl.reward import Payment
from kaohe_xl.scoring.assess import OVERALL, Assessment

ScoredResult = tuple[Assessment, Sequence[Payment]]
ZERO = Fraction(0)


@dataclass(frozen=True)
class UnitChange:
    """A unit whose score, place, grade or money changed. None = 待定, no rank, or not in that result at all."""

    unit: str
    scores: tuple[Fraction | None, Fraction | None]
    ranks: tuple[int | None, int | None]
    grades: tuple[str, str]
    money: tuple[Fraction, Fraction]
    note: str = ""

    @property
    def points(self) -> Fraction | None:
        """How many points more (or fewer) than before."""
        before, after = self.scores
        return None if before is None or after is None else after - before

    @property
    def places(self) -> int | None:
        """How many places up (positive) or down."""
        before, after = self.ranks
        return None if before is None or after is None else before - after

    @property
    def yuan(self) -> Fraction:
        return self.money[1] - self.money[0]


@dataclass(frozen=True)
class Cause:
    """What changed a unit's total: an indicator in a period, or what stands above them (折算, rounding, a veto)."""

    unit: str
    period: str
    key: str  # 编号; empty above the indicators
    title: str
    before: str  # the score as it is printed, or why there is none
    after: str
    effect: Fraction  # on the final total
    why: str


@dataclass(frozen=True)
class Paid:
    """A payment, fine or text consequence that only one result has, or with another amount."""

    unit: str
    period: str
    reward: str
    to: str
    amounts: tuple[Fraction | None, Fraction | None]
    reasons: tuple[str, str]  # 依据; empty where there is none

    @property
    def yuan(self) -> Fraction:
        return (self.amounts[1] or ZERO) - (self.amounts[0] or ZERO)


@dataclass(frozen=True)
class ResultDiff:
    """Everything that differs, each list in the order of the later scheme's units."""

    moved: tuple[UnitChange, ...]
    causes: tuple[Cause, ...]
    paid: tuple[Paid, ...]
    digits: int = 2

    def __repr__(self) -> str:
        return f"<ResultDiff {len(self.moved)} 个单位，{len(self.causes)} 个原因，{len(self.paid)} 笔奖惩>"


def diff_results(before: ScoredResult, after: ScoredResult) -> ResultDiff:
    """Compare two scored assessments, unit by unit (a renamed unit is found by its alias)."""
    old, new = before[0], after[0]
    rows = _same_units(old, new)
    rules = changed_rules(diff_schemes(old.scheme, new.scheme))
    moved = [_moved(name, pair, before, after) for name, pair in rows.items()]
    causes = [cause for name, pair in rows.items() for cause in _causes(name, pair, old, new, rules)]
    paid = [each for name, pair in rows.items() for each in _paid(name, pair, before, after)]
    digits = max(old.scheme.settings.digits, new.scheme.settings.digits)
    return ResultDiff(tuple(each for each in moved if each is not None), tuple(causes), tuple(paid), digits)


PlacePair = tuple[int | None, int | None]


def _same_units(old: Assessment, new: Assessment) -> dict[str, PlacePair]:
    """Name → row in each result; units of the later scheme first, then those that are gone."""
    known = {fold(name): row for row, unit in enumerate(old.scheme.units) for name in (*unit.aliases, unit.name)}
    rows: dict[str, PlacePair] = {}
    for row, unit in enumerate(new.scheme.units):
        names = (unit.name, *unit.aliases)
        rows[unit.name] = (next((known[fold(name)] for name in names if fold(name) in known), None), row)
    found = {pair[0] for pair in rows.values()}
    gone = {unit.name: (row, None) for row, unit in enumerate(old.scheme.units) if row not in found}
    return {**rows, **gone}


# -- who moved --------------------------------------------------------------------------------------------------------


def _moved(name: str, pair: PlacePair, before: ScoredResult, after: ScoredResult) -> UnitChange | None:
    (old, old_payments), (new, new_payments) = before, after
    unit = UnitChange(
        unit=name,
        scores=(_score(old, pair[0]), _score(new, pair[1])),
        ranks=(_rank(old, pair[0]), _rank(new, pair[1])),
        grades=(_grade(old, pair[0]), _grade(new, pair[1])),
        money=(_money(old_payments, pair[0]), _money(new_payments, pair[1])),
        note="" if None not in pair else "新增的单位" if pair[0] is None else "不再考核",
    )
    same = unit.scores[0] == unit.scores[1] and unit.ranks[0] == unit.ranks[1] and not unit.yuan
    return None if same and unit.grades[0] == unit.grades[1] and not unit.note else unit


def _score(assessment: Assessment, row: int | None) -> Fraction | None:
    return None if row is None else assessment.final.total[row]


def _rank(assessment: Assessment, row: int | None) -> int | None:
    return None if row is None else assessment.final.rank(OVERALL, row)


def _grade(assessment: Assessment, row: int | None) -> str:
    return "" if row is None else assessment.grades[row] or ""


def _money(payments: Sequence[Payment], row: int | None) -> Fraction:
    return sum((p.amount for p in payments if p.unit == row and p.amount is not None), ZERO)


# -- because of what --------------------------------------------------------------------------------------------------


def _causes(
    name: str, pair: PlacePair, old: Assessment, new: Assessment, rules: Mapping[str, Sequence[SchemeChange]]
) -> Iterator[Cause]:
    """Differences of what each indicator adds to the total; they and the rest add up to the change of the total."""
    if pair[0] is None or pair[1] is None:
        return
    one, other = contributions(old, pair[0]), contributions(new, pair[1])
    for place in dict.fromkeys([*one, *other]):
        before, after = one.get(place, Contribution()), other.get(place, Contribution())
        if before.effect == after.effect and before.score == after.score:
            continue
        period, key = place
        sides = UnitOfResult(old, pair[0]), UnitOfResult(new, pair[1])
        told = why(*sides, place, (before, after), rules.get(key, ()))
        yield Cause(
            unit=name,
            period=period,
            key=key if before.is_indicator or after.is_indicator else "",
            title=(after.title or before.title),
            before=before.words,
            after=after.words,
            effect=after.effect - before.effect,
            why=told,
        )


# -- money ------------------------------------------------------------------------------------------------------------


def _paid(name: str, pair: PlacePair, before: ScoredResult, after: ScoredResult) -> Iterator[Paid]:
    one, other = _by_reward(before[1], pair[0]), _by_reward(after[1], pair[1])
    for key in dict.fromkeys([*one, *other]):
        first, second = one.get(key), other.get(key)
        if first is None or second is None or first.amount != second.amount:
            period, reward, to, _ = key
            amounts = (first.amount if first else None, second.amount if second else None)
            reasons = (_reason(first), _reason(second))
            yield Paid(name, period, reward, to, amounts, reasons)


def _by_reward(payments: Sequence[Payment], row: int | None) -> dict[tuple[str, str, str, int], Payment]:
    found: dict[tuple[str, str, str, int], Payment] = {}
    for payment in payments:
        if payment.unit == row:
            key = (payment.period, payment.reward.name, payment.reward.to)
            found[*key, sum(1 for other in found if other[:3] == key)] = payment
    return found


def _reason(payment: Payment | None) -> str:
    if payment is None:
        return ""
    return "，".join(part for part in (payment.why, payment.how) if part)
