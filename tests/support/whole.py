"""Everything that a calculation came to, as plain data: two of them are equal only if every figure is."""

from __future__ import annotations

from typing import Any

from kaohe_xl.base.exact import Exact
from kaohe_xl.scoring.assess import Assessment


def whole(assessment: Assessment) -> dict[str, Any]:
    """Clauses, indicators, lines, totals, rankings and grades of every period."""
    result: dict[str, Any] = {"grades": list(assessment.grades)}
    for name, period in assessment.periods.items():
        found: dict[str, Any] = {
            "total": _column(period.total),
            "lines": {key: _column(column) for key, column in period.lines.items()},
            "rankings": {basis: [list(ranking.ranks) for ranking in each] for basis, each in period.rankings.items()},
            "consequences": [each.names for each in period.consequences],
        }
        if period.score is not None:
            found["clauses"] = {
                key: (_column(score.points), _column(score.raw), list(score.status))
                for key, score in period.score.clauses.items()
            }
            found["indicators"] = {
                key: (_column(score.score), _column(score.before_rounding), list(score.status), score.approved)
                for key, score in period.score.indicators.items()
            }
            found["on_total"] = _column(period.score.on_total)
        result[name] = found
    return result


def _column(column: Exact) -> list[Any]:
    return list(column.to_list())
