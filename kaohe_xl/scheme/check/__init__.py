"""What a careful reviewer would ask about a scheme that can be read: sums that differ, points that never matter, rules
that can never apply. Each check looks at nothing but the scheme; what cannot be scored is an error, the rest warnings.
"""

from __future__ import annotations

from kaohe_xl.base.finding import Finding
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme.check import clauses as clauses
from kaohe_xl.scheme.check import full_marks as full_marks
from kaohe_xl.scheme.check import grades as grades
from kaohe_xl.scheme.check import related_data as related_data
from kaohe_xl.scheme.check import rewards as rewards
from kaohe_xl.scheme.check import uses as uses
from kaohe_xl.scheme.check import vetoes as vetoes
from kaohe_xl.scheme.check.full_marks import applies, top_scored
from kaohe_xl.scheme.check.uses import used_items

__all__ = ["applies", "review", "top_scored", "used_items"]

_CHECKS = (
    uses.known_only_later,
    uses.past_figures,
    *clauses.CHECKS,
    *vetoes.CHECKS,
    *grades.CHECKS,
    *rewards.CHECKS,
    *related_data.CHECKS,
)
_WHOLE = (uses.unused_items, full_marks.section_totals, clauses.full_mark_reachable, clauses.lonely_exclusive)


def review(scheme: m.Scheme, unread: frozenset[str] = frozenset(), *, whole: bool = True) -> list[Finding]:
    """One finding for each thing to look at.

    ``unread``: 编号 with rules that could not be read; their marks still count. ``whole``: everything else could be
    read; if not, what looks unused or incomplete may only look so, and nothing is said of it.
    """
    found = [*full_marks.parent_sums(scheme), *full_marks.line_totals(scheme, unread), *uses.rings(scheme)]
    found += uses.score_references(scheme)
    found += [each for check in _CHECKS for each in check(scheme)]
    return found + [each for check in (_WHOLE if whole else ()) for each in check(scheme)]
