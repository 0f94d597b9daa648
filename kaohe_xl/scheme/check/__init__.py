"""What a careful reviewer would ask about a scheme that can be read: sums that differ, points that never matter, rules
that can never apply. Each check looks at nothing but the scheme; what cannot be scored is an error, the rest warnings.
"""

from __future__ import annotations

from kaohe_xl.finding import Finding
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme.check import clauses as clauses
from kaohe_xl.scheme.check import grades as grades
from kaohe_xl.scheme.check import marks as marks
from kaohe_xl.scheme.check import rewards as rewards
from kaohe_xl.scheme.check import uses as uses
from kaohe_xl.scheme.check import vetoes as vetoes
from kaohe_xl.scheme.check.marks import applies, top_scored
from kaohe_xl.scheme.check.uses import used_items

__all__ = ["applies", "review", "top_scored", "used_items"]

_CHECKS = (*marks.CHECKS, *uses.CHECKS, *clauses.CHECKS, *vetoes.CHECKS, *grades.CHECKS, *rewards.CHECKS)


def review(scheme: m.Scheme) -> list[Finding]:
    """All checks, one finding for each thing to look at."""
    return [found for check in _CHECKS for found in check(scheme)]
