"""How much: one function for each 方式, with the words of the calculation beside the figure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from kaohe_xl.base.exact import decimal_text, round_half_up, share_out
from kaohe_xl.base.finding import Finding
from kaohe_xl.expr import tree as t
from kaohe_xl.reward.entitled import Places, RewardInPeriod, cannot_tell, within_ranks
from kaohe_xl.scheme import model as m
from kaohe_xl.scoring.assess import OVERALL, Assessment, PeriodResult, ResultSource

CENTS = 2
Amounts = dict[int, tuple[Fraction | None, str]]


def yuan(amount: Fraction) -> str:
    """12000 → 12000元; cents only when there are any."""
    return f"{decimal_text(round_half_up(amount, CENTS), most=CENTS)}元"


def _amount(given: RewardInPeriod, row: int, findings: list[Finding]) -> tuple[Fraction | None, str]:
    reward, source = given.reward, given.source
    if reward.pay is m.Pay.TEXT:
        return None, ""
    value, how = _COMPUTE[reward.pay](given, row)
    if value is None:
        node = reward.formula or reward.item or t.ZERO
        if not source.figures.unreturned[row]:
            findings.append(cannot_tell(reward, source, row, node))
        return None, how
    return round_half_up(value, CENTS), how


def _capped(reward: m.Reward, amounts: Amounts) -> Amounts:
    """上限: the most that a unit gets (or pays) by this row, however it is reckoned.

    What a pool or tied places give up by it stays unpaid: nobody else gets more than the share that is due to it.
    """
    if reward.cap is None:
        return amounts
    most = round_half_up(reward.cap, CENTS)
    found = dict(amounts)
    for row, (value, how) in amounts.items():
        if value is not None and abs(value) > most:
            left = "，超出的部分不再分给别的单位" if reward.pay is m.Pay.SHARE else ""
            found[row] = (most if value > 0 else -most, f"{how}，以{yuan(reward.cap)}为限{left}")
    return found


def amounts_of(given: RewardInPeriod, rows: Sequence[int], findings: list[Finding]) -> Amounts:
    """Amount (yuan, two decimals; None = text only or not known) and its calculation for each entitled row."""
    reward = given.reward
    if reward.pay is m.Pay.SHARE:
        amounts = _shares(reward, given.source, rows)
    elif reward.pay is m.Pay.FIXED and given.assessment.scheme.settings.tied_prize is m.TiedPrize.SHARED:
        amounts = _shared_prizes(given.assessment, given.places, rows)
    else:
        amounts = {row: _amount(given, row, findings) for row in rows}
    return _capped(reward, amounts)


def _fixed(given: RewardInPeriod, row: int) -> tuple[Fraction | None, str]:
    return _fixed_amount(given.reward)


def _per_case(given: RewardInPeriod, row: int) -> tuple[Fraction | None, str]:
    assessment, reward, evaluate = given.assessment, given.reward, given.evaluate
    assert reward.item is not None
    count = evaluate.number(reward.item)[row]
    amount = reward.amount or Fraction(0)
    if count is None:
        return None, ""
    return amount * count, f"{yuan(amount)} × {decimal_text(count)}{_measure(assessment, reward)}"


def _above(given: RewardInPeriod, row: int) -> tuple[Fraction | None, str]:
    assessment, reward, evaluate = given.assessment, given.reward, given.evaluate
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


def _per_point(given: RewardInPeriod, row: int) -> tuple[Fraction | None, str]:
    reward, source = given.reward, given.source
    score = basis_score(source.result, reward.basis, row)
    amount = reward.amount or Fraction(0)
    if score is None:
        return None, ""
    return amount * score, f"{yuan(amount)} × {decimal_text(score)}分"


def _coefficient(given: RewardInPeriod, row: int) -> tuple[Fraction | None, str]:
    assessment, reward = given.assessment, given.reward
    grade = next((g for g in assessment.scheme.grades if g.name == assessment.grades[row]), None)
    amount = reward.amount or Fraction(0)
    if grade is None or grade.coefficient is None:
        return Fraction(0), "没有等次系数"
    return amount * grade.coefficient, f"{yuan(amount)} × 系数{decimal_text(grade.coefficient)}（{grade.name}）"


def _formula(given: RewardInPeriod, row: int) -> tuple[Fraction | None, str]:
    reward, evaluate = given.reward, given.evaluate
    assert reward.formula is not None
    value = evaluate.number(reward.formula)[row]
    text = reward.place.cell
    used = "，".join(
        f"{node.name}={decimal_text(number)}"
        for node in {n.name: n for n in reward.formula.walk() if isinstance(n, t.Item | t.Attribute)}.values()
        if node.type.is_numeric and (number := evaluate.number(node)[row]) is not None
    )
    return value, f"按公式（{used}）" if used else f"按公式（奖惩 {text}）"


_Compute = Callable[[RewardInPeriod, int], tuple[Fraction | None, str]]
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


def _shared_prizes(assessment: Assessment, places: Places, rows: Sequence[int]) -> Amounts:
    """平分: tied units share the amounts of all the places that they occupy."""
    reward = places.reward
    amounts: Amounts = {}
    ties: dict[tuple[str, int], list[int]] = {}
    for row in rows:
        ranking = places.ranking(row)
        if ranking is None or (reward.first_rank or 0) <= 0:
            amounts[row] = _fixed_amount(reward)
        else:
            ties.setdefault((ranking.scope, places.from_top(row)), []).append(row)
    family = [other for other in assessment.scheme.rewards if _same_family(reward, other)]
    for (_, place), tied in ties.items():
        if len(tied) == 1:
            amounts[tied[0]] = _fixed_amount(reward)
            continue
        last = place + len(tied) - 1
        pool = sum((_prize_at(family, position) for position in range(place, last + 1)), Fraction(0))
        shares = share_out(pool, [Fraction(1)] * len(tied), CENTS)
        for row, share in zip(tied, shares, strict=True):
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
