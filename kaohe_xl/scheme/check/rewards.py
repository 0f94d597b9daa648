"""奖惩 that can never be given, that are given twice, or whose figures do not fit what they rest on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.base.finding import Finding
from kaohe_xl.base.text import did_you_mean
from kaohe_xl.expr import tree as t
from kaohe_xl.messages import finding
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme.check.uses import reward_nodes


def paid_ranks(scheme: m.Scheme) -> Iterator[Finding]:
    """A paid rank beyond the number of units that are ranked is never paid."""
    for reward in scheme.rewards:
        count = len(_candidates(scheme, reward))
        beyond = [rank for rank in (reward.first_rank, reward.last_rank) if rank is not None and abs(rank) > count]
        if count and beyond:
            rank = max(beyond, key=abs)
            words = f"第 {rank} 名" if rank > 0 else f"倒数第 {-rank} 名"
            yield finding("S502", reward.place, reward=reward.name, rank=words, units=count)


def _candidates(scheme: m.Scheme, reward: m.Reward) -> list[m.Unit]:
    """Units that are ranked on the reward's basis and inside its 适用分组."""
    on_line = _basis_groups(scheme, reward)
    return [
        unit
        for unit in scheme.units
        if (not reward.groups or unit.group in reward.groups) and (not on_line or unit.group in on_line)
    ]


def _basis_groups(scheme: m.Scheme, reward: m.Reward) -> tuple[str, ...]:
    """分组 that have a score on the basis; empty = all."""
    for line in scheme.lines:
        if line.name == reward.basis:
            return line.groups
    indicator = scheme.indicators.get(reward.basis)
    if indicator is None:
        return ()
    own = next((each.groups for each in scheme.lines if each.name == indicator.line and not indicator.every_line), ())
    clauses = [clause.groups for clause in indicator.clauses]
    named = {group for groups in clauses for group in groups} if clauses and all(clauses) else set()
    return tuple(group for group in own if group in named) if own and named else tuple(named) or own


def basis_concerns_units(scheme: m.Scheme) -> Iterator[Finding]:
    """A 依据 on which none of the units in 适用分组 is scored."""
    for reward in scheme.rewards:
        if scheme.units and _uses_basis(reward) and not _candidates(scheme, reward):
            on_line = "、".join(_basis_groups(scheme, reward))
            groups = "、".join(reward.groups) or "没有写适用分组"
            yield finding("S601", reward.place, reward=reward.name, basis=reward.basis, on=on_line, groups=groups)


def _uses_basis(reward: m.Reward) -> bool:
    ranked = reward.first_rank is not None or reward.last_rank is not None
    return ranked or reward.pay in (m.Pay.SHARE, m.Pay.PER_POINT)


def basis_scored(scheme: m.Scheme) -> Iterator[Finding]:
    """An 编号 as 依据 in a period in which it has no score."""
    for reward in scheme.rewards:
        indicator = scheme.indicators.get(reward.basis)
        if indicator is None or not _uses_basis(reward):
            continue
        for period in reward.periods or (scheme.calendar.root.name,):
            if not _scored_in(scheme, indicator, period):
                yield finding("S602", reward.place, reward=reward.name, basis=reward.basis, when=period)
                break


def _scored_in(scheme: m.Scheme, indicator: m.Indicator, period: str) -> bool:
    """Scored in the period itself, or in all of its children, put together."""
    if any(period in clause.periods for clause in indicator.clauses):
        return True
    children = scheme.calendar.children(period)
    return bool(children) and all(_scored_in(scheme, indicator, child.name) for child in children)


def pools(scheme: m.Scheme) -> Iterator[Finding]:
    """得分分配 in several rows of one name, or over several 依据: each of them shares out its whole 金额."""
    named: dict[str, list[m.Reward]] = {}
    for reward in scheme.rewards:
        if reward.pay is m.Pay.SHARE:
            named.setdefault(reward.name, []).append(reward)
    for name, rewards in named.items():
        if len(rewards) > 1:
            total = sum((reward.amount or Fraction(0) for reward in rewards), Fraction(0))
            yield finding("S603", rewards[1].place, reward=name, count=len(rewards), total=decimal_text(total))


def coefficients(scheme: m.Scheme) -> Iterator[Finding]:
    """系数 needs a 系数 in the grades that it goes by."""
    for reward in scheme.rewards:
        if reward.pay is not m.Pay.COEFFICIENT:
            continue
        bare = [
            g.name for g in scheme.grades if g.coefficient is None and (not reward.grades or g.name in reward.grades)
        ]
        if not scheme.grades or len(bare) == len(
            [g for g in scheme.grades if not reward.grades or g.name in reward.grades]
        ):
            yield finding("S604", reward.place, reward=reward.name)


def grade_names(scheme: m.Scheme) -> Iterator[Finding]:
    """等次=优良 in a condition, where there is no such 等次."""
    known = list(dict.fromkeys(grade.name for grade in scheme.grades))
    wheres = [(reward.name, reward.place, tuple(reward_nodes(reward))) for reward in scheme.rewards]
    wheres += [(veto.name, veto.place, tuple(veto.condition.walk())) for veto in scheme.vetoes]
    for name, place, nodes in wheres:
        for word in dict.fromkeys(word for node in nodes if (word := _grade_word(node)) is not None):
            if word not in known:
                hint = did_you_mean(word, known) or "先在等次工作表里写明各等次"
                yield finding("S605", place, name=name, grade=word, hint=hint)


def _grade_word(node: t.Node) -> str | None:
    """X of 等次=X."""
    if isinstance(node, t.Compare):
        for grade, words in ((node.left, node.right), (node.right, node.left)):
            if isinstance(grade, t.Given) and grade.quantity is t.Quantity.GRADE and isinstance(words, t.TextLiteral):
                return words.text
    return None


# -- twice, never, to everybody ---------------------------------------------------------------------------------------


def paid_twice(scheme: m.Scheme) -> Iterator[Finding]:
    """Two fixed prizes of one ladder that the same rank gets both."""
    prizes = [reward for reward in scheme.rewards if _is_prize(reward)]
    for one, other in combinations(prizes, 2):
        if not _same_ladder(one, other) or (one.exclusive and one.exclusive == other.exclusive):
            continue
        shared = sorted(set(_ranks(one)) & set(_ranks(other)))
        if shared:
            details = {"one": one.name, "other": other.name, "first": one.place.cell}
            yield finding("S606", other.place, rank=shared[0], **details)


def _is_prize(reward: m.Reward) -> bool:
    bounded = (reward.first_rank or 0) > 0 and (reward.last_rank or 0) > 0
    plain = reward.condition is None and not reward.grades and reward.consecutive == 1
    return reward.pay is m.Pay.FIXED and reward.kind == "奖励" and bounded and plain


def _ranks(reward: m.Reward) -> range:
    first, last = sorted((reward.first_rank or 0, reward.last_rank or 0))
    return range(first, min(last, first + 1000) + 1)


def _same_ladder(one: m.Reward, other: m.Reward) -> bool:
    groups = not one.groups or not other.groups or bool(set(one.groups) & set(other.groups))
    return groups and (one.basis, one.to, one.periods) == (other.basis, other.to, other.periods)


def earlier_years(scheme: m.Scheme) -> Iterator[Finding]:
    """连续次数 needs the year, and the years before in 历年结果."""
    year = scheme.settings.year
    known = {(past.year, past.scope) for past in scheme.past_results}
    for reward in scheme.rewards:
        if reward.consecutive < 2:
            continue
        if year is None:
            yield finding(
                "S607", reward.place, reward=reward.name, count=reward.consecutive, missing="考核设置没有填年度"
            )
            continue
        missing = [back for back in range(1, reward.consecutive) if (year - back, reward.basis) not in known]
        if missing:
            listed = f"历年结果里没有 {'、'.join(str(year - back) for back in missing)} 年“{reward.basis}”的结果"
            yield finding("S607", reward.place, reward=reward.name, count=reward.consecutive, missing=listed)


def everybody(scheme: m.Scheme) -> Iterator[Finding]:
    """A fixed amount without ranks, grades or a condition goes to every unit."""
    for reward in scheme.rewards:
        limits: Sequence[object] = (reward.first_rank, reward.last_rank, reward.condition)
        unlimited = not reward.grades and reward.consecutive == 1 and all(limit is None for limit in limits)
        if reward.pay is m.Pay.FIXED and unlimited:
            yield finding("S608", reward.place, reward=reward.name, units=len(_candidates(scheme, reward)))


CHECKS = (
    paid_ranks,
    basis_concerns_units,
    basis_scored,
    pools,
    coefficients,
    grade_names,
    paid_twice,
    earlier_years,
    everybody,
)
