"""Vetoes that can never fall, or always do; groups that ask for more than they have."""

from __future__ import annotations

from collections.abc import Iterator

from kaohe_xl.base.finding import Finding
from kaohe_xl.expr import tree as t
from kaohe_xl.expr.wording import wording
from kaohe_xl.messages import finding
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme.check.reach import try_out
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


CHECKS = (
    possible,
    groups,
    last_value_only,
)
