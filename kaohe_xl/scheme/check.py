"""What a careful reviewer would ask about a scheme that can be read: sums, unused items, points that never matter."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from kaohe_xl.exact import decimal_text
from kaohe_xl.expr import tree as t
from kaohe_xl.finding import Finding
from kaohe_xl.messages import finding
from kaohe_xl.scheme import model as m


def review(scheme: m.Scheme) -> list[Finding]:
    """All checks; each yields findings and looks at nothing but the scheme."""
    checks = (_sums, _line_totals, _unused_items, _weak_clauses, _references, _tie_breaks, _paid_ranks)
    return [found for check in checks for found in check(scheme)]


def _sums(scheme: m.Scheme) -> Iterator[Finding]:
    """A parent's 标准分 equals the sum of its children's."""
    for indicator in scheme.indicators.values():
        if not indicator.children or indicator.clauses or indicator.full_mark is None:
            continue
        parts = [scheme.indicators[child].full_mark or Fraction(0) for child in indicator.children]
        if sum(parts) != indicator.full_mark:
            yield finding(
                "S306",
                indicator.full_mark_place,
                key=indicator.key,
                declared=decimal_text(indicator.full_mark),
                total=decimal_text(sum(parts, Fraction(0))),
                parts=" + ".join(decimal_text(part) for part in parts),
            )


def top_scored(scheme: m.Scheme, line: str) -> list[m.Indicator]:
    """Indicators that a line adds up: scored, not on the total, and below no other scored indicator."""
    found = []
    for indicator in scheme.indicators.values():
        if indicator.line != line or not indicator.scored or indicator.on_total:
            continue
        above = indicator.parent
        while above and not scheme.indicators[above].scored:
            above = scheme.indicators[above].parent
        if not above:
            found.append(indicator)
    return found


def _line_totals(scheme: m.Scheme) -> Iterator[Finding]:
    """The indicators of a line add up to its declared 满分, for every group and leaf period."""
    for line in scheme.lines:
        if line.full_mark is None:
            continue
        for group in line.groups or scheme.groups or ("",):
            for period in scheme.calendar.leaves:
                marks = [
                    indicator.full_mark or Fraction(0)
                    for indicator in top_scored(scheme, line.name)
                    if any(applies(clause, group, period.name) for clause in indicator.clauses)
                ]
                if marks and sum(marks) != line.full_mark:
                    yield finding(
                        "S307",
                        line.place,
                        line=line.name,
                        group=f"（{group}）" if group else "",
                        period=period.name,
                        declared=decimal_text(line.full_mark),
                        total=decimal_text(sum(marks, Fraction(0))),
                    )
                    return


def applies(clause: m.Clause, group: str, period: str) -> bool:
    """Does the clause exist for units of the group in the period?"""
    return period in clause.periods and (not clause.groups or group in clause.groups)


def _all_nodes(scheme: m.Scheme) -> Iterator[t.Node]:
    for clause in scheme.clauses:
        yield from clause.nodes
    for veto in scheme.vetoes:
        yield from veto.condition.walk()
    for reward in scheme.rewards:
        for node in (reward.condition, reward.item, reward.formula, reward.base.base if reward.base else None):
            if node is not None:
                yield from node.walk()


def used_items(scheme: m.Scheme) -> set[str]:
    """Items that scoring, vetoes or rewards use, directly or through a derived item."""
    used = {node.name for node in _all_nodes(scheme) if isinstance(node, t.Item)}
    front = set(used)
    while front:
        formulas = [item.formula for name in front if (item := scheme.items.get(name)) and item.formula]
        front = {n.name for formula in formulas for n in formula.walk() if isinstance(n, t.Item)} - used
        used |= front
    return used


def _unused_items(scheme: m.Scheme) -> Iterator[Finding]:
    used = used_items(scheme)
    for item in scheme.items.values():
        if item.name not in used and item.type is not t.ValueType.ATTACHMENT:
            yield finding("S501", item.place, item=item.name)


def _weak_clauses(scheme: m.Scheme) -> Iterator[Finding]:
    """A clause whose figure can never matter: zero points, or 上限 of zero, or above the whole indicator."""
    for clause in scheme.clauses:
        indicator = scheme.indicators[clause.indicator]
        points = getattr(clause.rule, "points", None)
        if isinstance(points, t.Number) and points.value == 0:
            yield finding("S308", clause.place, key=clause.key, problem="分值是 0，写了等于没写")
        elif (
            isinstance(points, t.Number)
            and indicator.full_mark is not None
            and not clause.on_total
            and indicator.floor is t.ZERO
            and points.value > indicator.full_mark
        ):
            mark = decimal_text(indicator.full_mark)
            problem = f"分值 {decimal_text(points.value)} 超过本项标准分 {mark}，超出的部分永远不起作用"
            yield finding("S308", clause.place, key=clause.key, problem=problem)
        if isinstance(clause.cap, t.Number) and clause.cap.value == 0:
            yield finding("S308", clause.place, key=clause.key, problem="上限是 0，这一条永远不起作用")


def _references(scheme: m.Scheme) -> Iterator[Finding]:
    """得分[…] must not lead back to itself."""
    needs: dict[str, set[str]] = {}
    for indicator in scheme.indicators.values():
        nodes = [node for clause in indicator.clauses for node in clause.nodes]
        needs[indicator.key] = {node.key for node in nodes if isinstance(node, t.ScoreOf)}
        if any(isinstance(node, t.Given) and node.quantity is t.Quantity.CHILDREN for node in nodes):
            needs[indicator.key] |= set(indicator.children)
    for key in needs:
        seen: set[str] = set()
        front = set(needs[key])
        while front - seen:
            seen |= front
            front = {each for name in front for each in needs.get(name, set())}
        if key in seen:
            yield finding("S309", scheme.indicators[key].place, key=key)


def _tie_breaks(scheme: m.Scheme) -> Iterator[Finding]:
    known = {line.name for line in scheme.lines} | set(scheme.indicators)
    for name in scheme.settings.tie_breaks:
        if name not in known:
            yield finding("S310", scheme.units[0].place if scheme.units else scheme.lines[0].place, name=name)


def _paid_ranks(scheme: m.Scheme) -> Iterator[Finding]:
    """A paid rank beyond the number of units is never paid."""
    for reward in scheme.rewards:
        candidates = [unit for unit in scheme.units if not reward.groups or unit.group in reward.groups]
        rank = reward.first_rank
        if rank is not None and abs(rank) > len(candidates):
            yield finding("S502", reward.place, reward=reward.name, rank=rank, units=len(candidates))
