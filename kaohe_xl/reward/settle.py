"""奖惩 settled: payments in order, 互斥组 applied, sources of money split to the 分."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from kaohe_xl.base.exact import share_out
from kaohe_xl.base.finding import Finding
from kaohe_xl.messages import finding
from kaohe_xl.reward.amounts import CENTS, amounts_of, yuan
from kaohe_xl.reward.entitled import Places, RewardInPeriod, entitled
from kaohe_xl.scheme import model as m
from kaohe_xl.scoring.assess import Assessment, ResultSource, result_source

_LISTED = 8  # units


@dataclass(frozen=True)
class Payment:
    """One payment, fine or text consequence. ``amount`` in yuan, negative for a fine, None for text."""

    reward: m.Reward
    unit: int
    period: str
    why: str  # 依据: 总分第1名
    how: str  # 计算: 50元 × 3例
    amount: Fraction | None
    sources: Mapping[str, Fraction]

    def __repr__(self) -> str:
        return f"<Payment {self.reward.kind} {self.period} 第{self.unit + 1}个单位 {self.amount}>"

    def receiver(self, scheme: m.Scheme) -> str:
        """The unit, or the person in the unit's attribute column (书记 张三)."""
        if self.reward.to == "单位":
            return "单位"
        who = scheme.units[self.unit].attributes.get(self.reward.to)
        return f"{self.reward.to} {who}" if who else self.reward.to


def settle(assessment: Assessment) -> tuple[list[Payment], list[Finding]]:
    """All payments: order by 奖惩 row, then period, then unit."""
    scheme = assessment.scheme
    findings: list[Finding] = []
    payments: list[Payment] = []
    sources = {
        name: result_source(
            result, scheme, assessment.scopes, assessment.grades, assessment.before(name), assessment.periods
        )
        for name, result in assessment.periods.items()
    }
    for reward in scheme.rewards:
        wanted = reward.periods or (scheme.calendar.root.name,)
        for period in (p.name for p in scheme.calendar.periods if p.name in wanted):
            payments.extend(_settle_one(assessment, reward, sources[period], findings))
    kept = _exclusive(payments)
    findings.extend(_over_budget(scheme, kept))
    return kept, findings


def _settle_one(
    assessment: Assessment, reward: m.Reward, source: ResultSource, findings: list[Finding]
) -> list[Payment]:
    given = RewardInPeriod(assessment, reward, source)
    places, rows = given.places, entitled(given, findings)
    findings.extend(_crowded(assessment, places, rows))
    amounts = amounts_of(given, rows, findings)
    found = []
    for row in rows:
        amount, how = amounts[row]
        if amount == 0 and reward.pay is not m.Pay.FIXED:
            continue
        if amount is None and reward.pay is not m.Pay.TEXT:
            continue  # reported where it was computed
        found.append(_payment(assessment, places, row, amount, how))
    return found


def _crowded(assessment: Assessment, places: Places, rows: Sequence[int]) -> Iterator[Finding]:
    """More units than places, since some of them tie, in a scheme that does not say what then: paid, and told."""
    reward, scheme = places.reward, assessment.scheme
    first = reward.first_rank
    last = reward.last_rank if reward.last_rank is not None else first
    decided = "并列奖金" in scheme.settings.places or reward.pay is m.Pay.SHARE
    if first is None or last is None or (first < 0) != (last < 0) or decided:
        return
    size, period = abs(last - first) + 1, places.result.period.name
    by_scope: dict[str, list[str]] = {}
    for row in rows:
        if (ranking := places.ranking(row)) is not None:
            by_scope.setdefault(ranking.scope, []).append(scheme.units[row].name)
    for units in by_scope.values():
        if len(units) > size:
            listed = "、".join(units[:_LISTED]) + ("等" if len(units) > _LISTED else "")
            told: dict[str, Any] = {"places": size, "count": len(units), "units": listed, "when": period}
            yield finding("R205", reward.place, period=period, reward=reward.name, **told)


def _payment(assessment: Assessment, places: Places, row: int, amount: Fraction | None, how: str) -> Payment:
    reward, period = places.reward, places.result.period.name
    if amount is not None and reward.is_fine:
        amount = -abs(amount)
    split: dict[str, Fraction] = {}
    if amount is not None and reward.sources:
        shares = share_out(abs(amount), [weight for _, weight in reward.sources], CENTS)
        sign = -1 if amount < 0 else 1
        split = {name: sign * share for (name, _), share in zip(reward.sources, shares, strict=True)}
    return Payment(reward, row, period, _why(assessment, places, row), how, amount, split)


def _why(assessment: Assessment, places: Places, row: int) -> str:
    """依据: what entitles the unit, in words."""
    reward = places.reward
    parts = []
    if places.result.period.name != assessment.scheme.calendar.root.name:
        parts.append(places.result.period.name)
    if reward.first_rank is not None or reward.last_rank is not None:
        parts.append(places.words(row))
    elif reward.basis != m.SINGLE_LINE or reward.pay in (m.Pay.SHARE, m.Pay.PER_POINT):
        parts.append(reward.basis_words)
    if reward.grades:
        parts.append(f"等次{assessment.grades[row]}")
    if reward.condition is not None:
        parts.append("符合条件")
    if reward.consecutive > 1:
        parts.append(f"连续{reward.consecutive}年")
    return "，".join(part for part in parts if part) or "按量计发"


def _exclusive(payments: Sequence[Payment]) -> list[Payment]:
    """互斥组: a unit's (and 对象's) largest of the group stays, once in the year; the first on a tie.

    A exclusive that ends in （每期） is settled in each period by itself.
    Text consequences have no amount to compare: of these the one for the most consecutive years stays.
    """
    best: dict[tuple[object, ...], Payment] = {}

    def weight(payment: Payment) -> tuple[Fraction, int]:
        if payment.amount is None:
            return Fraction(0), payment.reward.consecutive
        return abs(payment.amount), 0

    for payment in payments:
        exclusive = payment.reward.exclusive
        if not exclusive:
            continue
        key = (
            payment.unit,
            payment.reward.to,
            exclusive,
            payment.period if payment.reward.exclusive_each_period else None,
        )
        if key not in best or weight(payment) > weight(best[key]):
            best[key] = payment
    kept = {id(payment) for payment in best.values()}
    return [payment for payment in payments if not payment.reward.exclusive or id(payment) in kept]


def _over_budget(scheme: m.Scheme, payments: Sequence[Payment]) -> list[Finding]:
    spent = sum((p.amount for p in payments if p.amount is not None and p.amount > 0), Fraction(0))
    budget = scheme.settings.budget
    if budget is None or spent <= budget:
        return []
    return [finding("R203", scheme.rewards[0].place, spent=yuan(spent), budget=yuan(budget))]


def total_by(payments: Sequence[Payment], key: Callable[[Payment], str]) -> dict[str, Fraction]:
    """Sums of the amounts by some heading, in order of appearance."""
    sums: dict[str, Fraction] = {}
    for payment in payments:
        if payment.amount is not None:
            heading = key(payment)
            sums[heading] = sums.get(heading, Fraction(0)) + payment.amount
    return sums
