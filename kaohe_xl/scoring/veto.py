"""一票否决: which conditions hold, which vetoes fall, and what they do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from kaohe_xl.base.exact import BoolArray
from kaohe_xl.base.finding import Finding
from kaohe_xl.base.place import NOWHERE
from kaohe_xl.expr import tree as t
from kaohe_xl.expr.evaluate import Evaluator
from kaohe_xl.expr.wording import absent_words
from kaohe_xl.messages import finding
from kaohe_xl.scheme import model as m
from kaohe_xl.scoring.figures import Figures
from kaohe_xl.scoring.rank import Moves

Fallen = dict[str, BoolArray]  # 否决项 → units on which it fell


@dataclass(frozen=True)
class Consequences:
    """What the fallen vetoes of a period do to one unit, put together."""

    unranked: bool = False
    zero_total: bool = False
    no_reward: bool = False
    no_honour: bool = False
    moves: Moves = field(default_factory=Moves)
    grade_cap: str = ""
    names: tuple[str, ...] = ()


_NOTHING = Consequences()


def evaluate_vetoes(
    scheme: m.Scheme, vetoes: Sequence[m.Veto], evaluate: Evaluator, figures: Figures
) -> tuple[Fallen, list[Finding]]:
    """Vetoes whose condition holds in the period — alone, or with enough others of its 否决组.

    A condition that lacks its data does not hold, and is reported.
    """
    findings: list[Finding] = []
    holds: Fallen = {}
    groups = np.array([unit.group for unit in scheme.units], dtype=object)
    for veto in vetoes:
        truth = evaluate.truth(veto.condition)
        concerned = np.ones(len(groups), dtype=np.bool_)
        if veto.unit_groups:
            concerned = np.isin(groups.astype(str), list(veto.unit_groups))
        holds[veto.name] = truth.value & truth.ok & concerned
        unknown = np.flatnonzero(~truth.ok & concerned & ~figures.unreturned)
        findings.extend(_unknown(scheme, veto, figures, int(row)) for row in unknown)
    fallen: Fallen = {}
    for veto in vetoes:
        if veto.group:
            peers = [other for other in vetoes if other.group == veto.group]
            count = np.sum([holds[peer.name] for peer in peers], axis=0)
            needed = max(peer.needed for peer in peers)
            fallen[veto.name] = holds[veto.name] & (count >= needed)
        else:
            fallen[veto.name] = holds[veto.name]
    return fallen, findings


def _unknown(scheme: m.Scheme, veto: m.Veto, figures: Figures, row: int) -> Finding:
    names = list(dict.fromkeys(n.name for n in veto.condition.walk() if isinstance(n, t.Item)))
    absent = [name for name in names if not figures.items[name].states[row].has_value]
    place = next((p for name in absent for p in figures.items[name].sources[row]), NOWHERE)
    unit = scheme.units[row].name
    items = absent_words(veto.condition, absent or names)
    details = {"name": unit, "when": figures.period, "item": items, "veto": veto.name}
    return finding("F606", place, unit=unit, period=figures.period, **details)


def evaluated_in(veto: m.Veto, period: str, calendar: m.Calendar) -> bool:
    """Is the condition looked at in the period? Named periods only, or else every leaf (scores: every period)."""
    if veto.periods:
        return period in veto.periods
    return not veto.on_data or period in {leaf.name for leaf in calendar.leaves}


def carried_up(veto: m.Veto, fallen: Mapping[str, Fallen], period: str, calendar: m.Calendar) -> BoolArray | None:
    """Units on which the veto fell in a period below; None if it is limited to named periods."""
    if veto.periods:
        return None
    below = [fallen[child.name][veto.name] for child in calendar.children(period) if veto.name in fallen[child.name]]
    return np.logical_or.reduce(below) if below else None


def consequences(scheme: m.Scheme, fallen: Fallen, row: int) -> Consequences:
    """Consequences of all vetoes that fell on a unit; those of one 否决组 count once each."""
    if not any(rows[row] for rows in fallen.values()):
        return _NOTHING
    effects: list[m.Effects] = []
    names: list[str] = []
    groups_done: set[tuple[str, m.Effects]] = set()
    for veto in scheme.vetoes:
        if veto.name not in fallen or not fallen[veto.name][row]:
            continue
        names.append(veto.name)
        for effect in veto.effects:
            if veto.group and (veto.group, effect) in groups_done:
                continue
            groups_done.add((veto.group, effect))
            effects.append(effect)
    kinds = {effect.consequence for effect in effects}
    return Consequences(
        unranked=m.Consequence.UNRANKED in kinds,
        zero_total=m.Consequence.ZERO_TOTAL in kinds,
        no_reward=m.Consequence.NO_REWARD in kinds,
        no_honour=m.Consequence.NO_HONOUR in kinds,
        moves=Moves(
            shift=sum(e.places for e in effects if e.consequence is m.Consequence.SHIFT),
            bottom=min((e.places for e in effects if e.consequence is m.Consequence.BOTTOM), default=0),
        ),
        grade_cap=_lowest_cap(scheme, effects),
        names=tuple(names),
    )


def _lowest_cap(scheme: m.Scheme, effects: Sequence[m.Effects]) -> str:
    order = [grade.name for grade in scheme.grades]
    caps = [effect.grade for effect in effects if effect.consequence is m.Consequence.GRADE_CAP]
    return max(caps, key=order.index, default="")
