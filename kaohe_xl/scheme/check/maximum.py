"""The most points that a giving clause can give, where that can be said."""

from __future__ import annotations

from fractions import Fraction

from kaohe_xl.expr import tree as t
from kaohe_xl.rules.by_rank import ByRank
from kaohe_xl.rules.compared import Scaled
from kaohe_xl.rules.direct_score import DirectScore
from kaohe_xl.rules.efficacy import Efficacy
from kaohe_xl.rules.judged_gain import JudgedGain
from kaohe_xl.rules.meet import Meet
from kaohe_xl.rules.ratio import Ratio
from kaohe_xl.rules.scaled_to_mean import ScaledToMean
from kaohe_xl.rules.tier_gain import TierGain
from kaohe_xl.scheme import model as m


def most_points(clause: m.Clause, full_mark: Fraction) -> Fraction | None:
    """None: without limit, or it depends on the data."""
    if clause.factor is not None:
        return None
    most = _of_rule(clause, full_mark)
    if isinstance(clause.cap, t.Number):
        return clause.cap.value if most is None else min(most, clause.cap.value)
    return most


def _of_rule(clause: m.Clause, full_mark: Fraction) -> Fraction | None:
    match clause.rule:
        case ScaledToMean(points=points, cap=cap):
            return points.value if cap is None else cap.value
        case Ratio(points=points, cap=share):
            return points.value * share.value
        case Meet(points=points) | Scaled(points=points):
            return points.value
        case ByRank(points=figures):
            return max(figure.value for figure in figures)
        case TierGain(tiers=tiers):
            return max(points.value for _, points in tiers)
        case Efficacy(points=points):
            return max(y.value for _, y in points)
        case JudgedGain(limits=(_, highest)):
            return highest.value
        case DirectScore(cap=cap):
            return full_mark if cap is None else cap.value
        case _:
            return None
