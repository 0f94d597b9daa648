"""奖惩: who gets or pays what, computed how, from which source of money."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from kaohe_xl.assess import OVERALL, Assessment, PeriodResult, ResultSource, result_source
from kaohe_xl.exact import decimal_text, round_half_up, share_out
from kaohe_xl.expr import tree as t
from kaohe_xl.expr.evaluate import Evaluator
from kaohe_xl.finding import Finding
from kaohe_xl.messages import finding
from kaohe_xl.rank import Ranking
from kaohe_xl.scheme import model as m

CENTS = 2
_HONOURS = ("通报表扬", "表扬", "称号")


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
        name: result_source(result, scheme, assessment.scopes, assessment.grades)
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
    evaluate = Evaluator(source)
    rows = [
        row
        for row in range(source.size)
        if _eligible(assessment, reward, source.result, row)
        and _in_ranks(assessment, reward, source.result, row)
        and (not reward.grades or assessment.grades[row] in reward.grades)
    ]
    rows = _meeting_condition(reward, source, evaluate, rows, findings)
    rows = [row for row in rows if _years_in_a_row(assessment, reward, row)]
    if reward.pay is m.Pay.SHARE:
        amounts = _shares(reward, source, rows)
    elif reward.pay is m.Pay.FIXED and assessment.scheme.settings.tied_prize is m.TiedPrize.SHARED:
        amounts = _shared_prizes(assessment, reward, source.result, rows)
    else:
        amounts = {row: _amount(assessment, reward, source, evaluate, row, findings) for row in rows}
    found = []
    for row in rows:
        amount, how = amounts[row]
        if amount == 0 and reward.pay is not m.Pay.FIXED:
            continue
        if amount is None and reward.pay is not m.Pay.TEXT:
            continue  # reported where it was computed
        found.append(_payment(assessment, reward, source.result, row, amount, how))
    return found


def _payment(
    assessment: Assessment, reward: m.Reward, result: PeriodResult, row: int, amount: Fraction | None, how: str
) -> Payment:
    if amount is not None and reward.is_fine:
        amount = -abs(amount)
    split: dict[str, Fraction] = {}
    if amount is not None and reward.sources:
        shares = share_out(abs(amount), [weight for _, weight in reward.sources], CENTS)
        sign = -1 if amount < 0 else 1
        split = {name: sign * share for (name, _), share in zip(reward.sources, shares, strict=True)}
    return Payment(reward, row, result.period.name, _why(assessment, reward, result, row), how, amount, split)


# -- who -------------------------------------------------------------------------------------------------------------


def barred(reward: m.Reward, result: PeriodResult, row: int) -> bool:
    """Does a veto bar the unit from this reward? 补贴 for work done stays; penalties are never barred."""
    told = result.consequences[row]
    honour = reward.kind in _HONOURS or bool(reward.honour)
    if reward.is_fine or not (honour or reward.kind == "奖励"):
        return False
    return told.no_reward or (told.no_honour and honour)


def _eligible(assessment: Assessment, reward: m.Reward, result: PeriodResult, row: int) -> bool:
    unit = assessment.scheme.units[row]
    if reward.groups and unit.group not in reward.groups:
        return False
    return not barred(reward, result, row)


def _in_ranks(assessment: Assessment, reward: m.Reward, result: PeriodResult, row: int) -> bool:
    if reward.first_rank is None and reward.last_rank is None:
        return True
    ranking = result.ranking_of(reward.basis, row)
    if ranking is None or ranking.ranks[row] is None:
        return False
    top = _paid_rank(assessment, reward, result, ranking, row)
    return within_ranks(reward, top, ranking.from_bottom(row) or 0)


def _paid_rank(assessment: Assessment, reward: m.Reward, result: PeriodResult, ranking: Ranking, row: int) -> int:
    """Rank from the top; with 递补 it counts only units that are not barred from this reward."""
    if not assessment.scheme.settings.pass_on:
        return ranking.ranks[row] or 0
    open_to = [other for other in ranking.ranked if not barred(reward, result, other)]
    return ranking.among(row, open_to) or 0


def within_ranks(reward: m.Reward, top: int, bottom: int) -> bool:
    """Are a rank from the top and one from the bottom (1 = last) inside 名次起…名次止, both inclusive?"""
    first = reward.first_rank if reward.first_rank is not None else 1
    last = reward.last_rank if reward.last_rank is not None else first
    if (first < 0) == (last < 0) and first > last:
        first, last = last, first
    after_first = top >= first if first > 0 else bottom <= -first
    before_last = top <= last if last > 0 else bottom >= -last
    return after_first and before_last


def _meeting_condition(
    reward: m.Reward, source: ResultSource, evaluate: Evaluator, rows: Sequence[int], findings: list[Finding]
) -> list[int]:
    if reward.condition is None:
        return list(rows)
    truth = evaluate.truth(reward.condition)
    unknown = [row for row in rows if not truth.ok[row] and not source.figures.unreturned[row]]
    findings.extend(_cannot_tell(reward, source, row, reward.condition) for row in unknown)
    return [row for row in rows if truth.ok[row] and truth.value[row]]


def _cannot_tell(reward: m.Reward, source: ResultSource, row: int, node: t.Node) -> Finding:
    names = list(dict.fromkeys(n.name for n in node.walk() if isinstance(n, t.Item)))
    absent = [name for name in names if not source.figures.items[name].states[row].has_value]
    place = next((p for name in absent for p in source.figures.items[name].sources[row]), reward.place)
    unit = source.scheme.units[row].name
    details = {"name": unit, "reward": reward.name, "item": "、".join(absent or names), "when": source.figures.period}
    return finding("R202", place, unit=unit, period=source.figures.period, **details)


# -- consecutive years -----------------------------------------------------------------------------------------------


def _years_in_a_row(assessment: Assessment, reward: m.Reward, row: int) -> bool:
    """连续次数 k: the same bounds held in each of the k − 1 years before (历年结果)."""
    year = assessment.scheme.settings.year
    if reward.consecutive <= 1:
        return True
    if year is None:
        return False
    return all(_held_in(assessment.scheme, reward, row, year - back) for back in range(1, reward.consecutive))


def _held_in(scheme: m.Scheme, reward: m.Reward, row: int, year: int) -> bool:
    peers = [past for past in scheme.history if past.year == year and past.scope == reward.basis]
    own = next((past for past in peers if past.unit == scheme.units[row].name), None)
    if own is None:
        return False
    if reward.first_rank is not None or reward.last_rank is not None:
        if own.rank is None:
            return False
        bottom = 1 + sum(1 for past in peers if past.rank is not None and past.rank > own.rank)
        if not within_ranks(reward, own.rank, bottom):
            return False
    if reward.grades and own.grade not in reward.grades:
        return False
    return reward.condition is None or _condition_held(reward, own)


def _condition_held(reward: m.Reward, own: m.PastResult) -> bool:
    """A past year knows its vetoes and what was done; any other condition shows only in 处理."""
    assert reward.condition is not None
    nodes = list(reward.condition.walk())
    named = [node.name for node in nodes if isinstance(node, t.VetoOf)]
    if named and not any(isinstance(node, t.Item | t.Given | t.ScoreOf | t.Attribute) for node in nodes):
        return all(name in own.vetoes or name in own.handling for name in named)
    return reward.name in own.handling


# -- how much --------------------------------------------------------------------------------------------------------

Amounts = dict[int, tuple[Fraction | None, str]]


def yuan(amount: Fraction) -> str:
    """12000 → 12000元; cents only when there are any."""
    return f"{decimal_text(round_half_up(amount, CENTS), most=CENTS)}元"


def _amount(
    assessment: Assessment,
    reward: m.Reward,
    source: ResultSource,
    evaluate: Evaluator,
    row: int,
    findings: list[Finding],
) -> tuple[Fraction | None, str]:
    if reward.pay is m.Pay.TEXT:
        return None, ""
    value, how = _COMPUTE[reward.pay](assessment, reward, source, evaluate, row)
    if value is None:
        node = reward.formula or reward.item or t.ZERO
        if not source.figures.unreturned[row]:
            findings.append(_cannot_tell(reward, source, row, node))
        return None, how
    if reward.cap is not None and abs(value) > reward.cap:
        value = reward.cap if value > 0 else -reward.cap
        how += f"，以{yuan(reward.cap)}为限"
    return round_half_up(value, CENTS), how


def _fixed(
    assessment: Assessment, reward: m.Reward, source: ResultSource, evaluate: Evaluator, row: int
) -> tuple[Fraction | None, str]:
    return _fixed_amount(reward)


def _per_case(
    assessment: Assessment, reward: m.Reward, source: ResultSource, evaluate: Evaluator, row: int
) -> tuple[Fraction | None, str]:
    assert reward.item is not None
    count = evaluate.number(reward.item)[row]
    amount = reward.amount or Fraction(0)
    if count is None:
        return None, ""
    return amount * count, f"{yuan(amount)} × {decimal_text(count)}{_measure(assessment, reward)}"


def _above(
    assessment: Assessment, reward: m.Reward, source: ResultSource, evaluate: Evaluator, row: int
) -> tuple[Fraction | None, str]:
    assert reward.item is not None
    assert reward.base is not None
    count, base = evaluate.number(reward.item)[row], evaluate.number(reward.base.base)[row]
    amount = reward.amount or Fraction(0)
    if count is None or base is None:
        return None, ""
    above = max(Fraction(0), count - base)
    measure = _measure(assessment, reward)
    how = f"{yuan(amount)} × （{decimal_text(count)} − {decimal_text(base)}）{measure}"
    return amount * above, how


def _per_point(
    assessment: Assessment, reward: m.Reward, source: ResultSource, evaluate: Evaluator, row: int
) -> tuple[Fraction | None, str]:
    score = basis_score(source.result, reward.basis, row)
    amount = reward.amount or Fraction(0)
    if score is None:
        return None, ""
    return amount * score, f"{yuan(amount)} × {decimal_text(score)}分"


def _coefficient(
    assessment: Assessment, reward: m.Reward, source: ResultSource, evaluate: Evaluator, row: int
) -> tuple[Fraction | None, str]:
    grade = next((g for g in assessment.scheme.grades if g.name == assessment.grades[row]), None)
    amount = reward.amount or Fraction(0)
    if grade is None or grade.coefficient is None:
        return Fraction(0), "没有等次系数"
    return amount * grade.coefficient, f"{yuan(amount)} × 系数{decimal_text(grade.coefficient)}（{grade.name}）"


def _formula(
    assessment: Assessment, reward: m.Reward, source: ResultSource, evaluate: Evaluator, row: int
) -> tuple[Fraction | None, str]:
    assert reward.formula is not None
    value = evaluate.number(reward.formula)[row]
    text = reward.place.cell
    used = "，".join(
        f"{node.name}={decimal_text(number)}"
        for node in {n.name: n for n in reward.formula.walk() if isinstance(n, t.Item | t.Attribute)}.values()
        if node.type.is_numeric and (number := evaluate.number(node)[row]) is not None
    )
    return value, f"按公式（{used}）" if used else f"按公式（奖惩 {text}）"


_Compute = Callable[[Assessment, m.Reward, ResultSource, Evaluator, int], tuple[Fraction | None, str]]
_COMPUTE: dict[m.Pay, _Compute] = {
    m.Pay.FIXED: _fixed,
    m.Pay.PER_CASE: _per_case,
    m.Pay.ABOVE: _above,
    m.Pay.PER_POINT: _per_point,
    m.Pay.COEFFICIENT: _coefficient,
    m.Pay.FORMULA: _formula,
}


def _measure(assessment: Assessment, reward: m.Reward) -> str:
    name = reward.item.name if isinstance(reward.item, t.Item) else ""
    item = assessment.scheme.items.get(name)
    return item.measure if item else ""


def basis_score(result: PeriodResult, basis: str, row: int) -> Fraction | None:
    """The score that a reward rests on."""
    if basis == OVERALL:
        return result.total[row]
    column = result.lines.get(basis, result.indicators.get(basis))
    return column[row] if column is not None else None


def _shares(reward: m.Reward, source: ResultSource, rows: Sequence[int]) -> Amounts:
    """得分分配: the pool by score; shares add up to the pool to the 分. A negative score weighs nothing."""
    weights = [max(Fraction(0), basis_score(source.result, reward.basis, row) or Fraction(0)) for row in rows]
    pool = reward.amount or Fraction(0)
    shares = share_out(pool, weights, CENTS)
    whole = decimal_text(sum(weights, Fraction(0)))
    return {
        row: (share, f"{yuan(pool)} × {decimal_text(weight)} ÷ {whole}")
        for row, share, weight in zip(rows, shares, weights, strict=True)
    }


def _shared_prizes(assessment: Assessment, reward: m.Reward, result: PeriodResult, rows: Sequence[int]) -> Amounts:
    """平分: tied units share the amounts of all the places that they occupy."""
    amounts: Amounts = {}
    ties: dict[tuple[str, int], list[int]] = {}
    for row in rows:
        ranking = result.ranking_of(reward.basis, row)
        if ranking is None or (reward.first_rank or 0) <= 0:
            amounts[row] = _fixed_amount(reward)
            continue
        ties.setdefault((ranking.scope, _paid_rank(assessment, reward, result, ranking, row)), []).append(row)
    family = [other for other in assessment.scheme.rewards if _same_family(reward, other)]
    for (_, place), tied in ties.items():
        if len(tied) == 1:
            amounts[tied[0]] = _fixed_amount(reward)
            continue
        prizes = [_prize_at(family, position) for position in range(place, place + len(tied))]
        pool = sum(prizes, Fraction(0))
        shares = share_out(pool, [Fraction(1)] * len(tied), CENTS)
        for row, share in zip(tied, shares, strict=True):
            last = place + len(tied) - 1
            amounts[row] = (share, f"第{place}至{last}名合计{yuan(pool)}，{len(tied)}个单位平分")
    return amounts


def _fixed_amount(reward: m.Reward) -> tuple[Fraction | None, str]:
    amount = reward.amount or Fraction(0)
    return amount, f"定额{yuan(abs(amount))}"


def _same_family(one: m.Reward, other: m.Reward) -> bool:
    """Prizes of one ladder: alike but for the ranks and the amount."""
    return (
        other.pay is m.Pay.FIXED
        and (other.first_rank or 0) > 0
        and (one.kind, one.basis, one.to, one.periods, one.groups)
        == (other.kind, other.basis, other.to, other.periods, other.groups)
    )


def _prize_at(family: Sequence[m.Reward], place: int) -> Fraction:
    return next((r.amount or Fraction(0) for r in family if within_ranks(r, place, 10**9)), Fraction(0))


# -- afterwards ------------------------------------------------------------------------------------------------------


def _exclusive(payments: Sequence[Payment]) -> list[Payment]:
    """互斥组: a unit's (and 对象's) largest of the group stays, the first on a tie.

    Text consequences have no amount to compare: of these the one for the most consecutive years stays.
    """
    best: dict[tuple[object, ...], Payment] = {}

    def weight(payment: Payment) -> tuple[Fraction, int]:
        if payment.amount is None:
            return Fraction(0), payment.reward.consecutive
        return abs(payment.amount), 0

    for payment in payments:
        mark = payment.reward.exclusive
        if not mark:
            continue
        key = (payment.unit, payment.reward.to, mark, payment.period)
        if key not in best or weight(payment) > weight(best[key]):
            best[key] = payment
    kept = {id(payment) for payment in best.values()}
    return [payment for payment in payments if not payment.reward.exclusive or id(payment) in kept]


def _why(assessment: Assessment, reward: m.Reward, result: PeriodResult, row: int) -> str:
    parts = []
    if result.period.name != assessment.scheme.calendar.root.name:
        parts.append(result.period.name)
    if reward.first_rank is not None or reward.last_rank is not None:
        ranking = result.ranking_of(reward.basis, row)
        if ranking is not None:
            parts.append(_rank_words(assessment, reward, result, ranking, row))
    elif reward.pay in (m.Pay.SHARE, m.Pay.PER_POINT):
        parts.append(reward.basis)
    if reward.grades:
        parts.append(f"等次{assessment.grades[row]}")
    if reward.condition is not None:
        parts.append("符合条件")
    if reward.consecutive > 1:
        parts.append(f"连续{reward.consecutive}年")
    return "，".join(parts) or "按量计发"


def _rank_words(assessment: Assessment, reward: m.Reward, result: PeriodResult, ranking: Ranking, row: int) -> str:
    if (reward.first_rank or 0) < 0:
        return f"{reward.basis}倒数第{ranking.from_bottom(row)}名"
    top = _paid_rank(assessment, reward, result, ranking, row)
    passed = f"（递补，原第{ranking.ranks[row]}名）" if top != ranking.ranks[row] else ""
    return f"{reward.basis}第{top}名{passed}"


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
