"""Vetoes that can never fall, or always do; groups that ask for more than they have."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.base.finding import Finding
from kaohe_xl.expr import tree as t
from kaohe_xl.expr.wording import wording
from kaohe_xl.messages import finding
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme.check.full_marks import top_scored
from kaohe_xl.scheme.check.satisfiable import try_out
from kaohe_xl.scheme.items import range_words


def possible(scheme: m.Scheme) -> Iterator[Finding]:
    """A condition that cannot hold, or cannot fail, on any value that its items may take."""
    for veto in scheme.vetoes:
        trial = try_out(scheme, [veto.condition])
        if trial is None:
            continue
        ranges = "，".join(f"“{name}”{range_words(scheme.items[name])}" for name in trial.items)
        details = {"veto": veto.name, "condition": wording(veto.condition), "ranges": ranges}
        if not trial.holds[0].any():
            yield finding("S402", veto.place, **details)
        elif trial.holds[0].all():
            yield finding("S403", veto.place, **details)


def groups(scheme: m.Scheme) -> Iterator[Finding]:
    """达到项数 of a 否决组: no more than it has rows, and the same in all of them."""
    found: dict[str, list[m.Veto]] = {}
    for veto in scheme.vetoes:
        if veto.group:
            found.setdefault(veto.group, []).append(veto)
    for name, vetoes in found.items():
        needed = max(veto.needed for veto in vetoes)
        if needed > len(vetoes):
            yield finding("S404", vetoes[0].place, group=name, needed=needed, count=len(vetoes))
        said = {veto.needed for veto in vetoes if veto.needed != 1}
        if len(said) > 1:
            listed = "、".join(f"{veto.place.cell} {veto.needed}" for veto in vetoes)
            yield finding("S405", vetoes[0].place, group=name, listed=listed, needed=needed)


def last_value_only(scheme: m.Scheme) -> Iterator[Finding]:
    """A veto looked at in a higher period only sees the last value of a yes/no item: an earlier 是 would be lost."""
    if len(scheme.calendar.leaves) < 2:
        return
    leaves = {leaf.name for leaf in scheme.calendar.leaves}
    for veto in scheme.vetoes:
        if not veto.periods or leaves & set(veto.periods):
            continue
        for name in dict.fromkeys(node.name for node in veto.condition.walk() if isinstance(node, t.Item)):
            item = scheme.items[name]
            if item.type is t.ValueType.YES_NO and item.gather is m.Gather.LAST and not item.derived:
                last = scheme.calendar.leaves[-1].name
                yield finding("S409", item.place, item=name, veto=veto.name, last=last)


def never_reaches_the_year(scheme: m.Scheme) -> Iterator[Finding]:
    """适用期次 limits a veto to the periods that it names: one that names 年终 alone does nothing to the year.

    Nothing is said where nobody is graded or paid for the year anyway.
    """
    root = scheme.calendar.root.name
    if scheme.rewards and not scheme.grades and not any(root in (each.periods or (root,)) for each in scheme.rewards):
        return
    for veto in scheme.vetoes:
        if veto.periods and root not in veto.periods:
            named = "、".join(veto.periods)
            yield finding("S410", veto.place, veto=veto.name, periods=named, root=root)


def out_of_reach(scheme: m.Scheme) -> Iterator[Finding]:
    """A condition on 总分 without 适用期次 is looked at in every period, also in one whose 满分 is below it."""
    for veto in scheme.vetoes:
        limits = [limit for node in veto.condition.walk() if (limit := _total_limit(node)) is not None]
        if veto.periods or not limits:
            continue
        marks = {period.name: _full_marks(scheme, period) for period in scheme.calendar.periods}
        low = {name: full for name, full in marks.items() if 0 < full < max(limits)}
        if low and len(low) < len(marks):
            listed = "、".join(f"{name}满分{decimal_text(full)}分" for name, full in low.items())
            yield finding("S411", veto.place, veto=veto.name, condition=wording(veto.condition), listed=listed)


def _total_limit(node: t.Node) -> Fraction | None:
    """60 of 总分<60."""
    if not isinstance(node, t.Compare):
        return None
    for total, limit in ((node.left, node.right), (node.right, node.left)):
        if isinstance(total, t.Given) and total.quantity is t.Quantity.TOTAL and isinstance(limit, t.Number):
            return limit.value
    return None


def _full_marks(scheme: m.Scheme, period: m.Period) -> Fraction:
    """满分 of a period's total: its own indicators by the weights of their lines, and the periods below."""
    own = sum(
        (
            line.weight * (indicator.full_mark or 0)
            for line in scheme.lines
            for indicator in top_scored(scheme, line.name)
            if any(period.name in clause.periods for clause in indicator.clauses)
        ),
        Fraction(0),
    )
    children = scheme.calendar.children(period.name)
    below = [_full_marks(scheme, child) for child in children]
    if period.combine is m.Combine.WEIGHTED:
        below = [marks * (child.weight or 0) for marks, child in zip(below, children, strict=True)]
    together = sum(below, Fraction(0))
    return own + (together / len(below) if below and period.combine is m.Combine.MEAN else together)


CHECKS = (
    possible,
    groups,
    last_value_only,
    never_reaches_the_year,
    out_of_reach,
)
