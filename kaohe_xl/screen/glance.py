"""A run's report in a few lines, for the live picture of a watched folder."""

from __future__ import annotations

from fractions import Fraction

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.base.finding import Severity
from kaohe_xl.pipeline import Report
from kaohe_xl.returns.model import Received
from kaohe_xl.scoring.assess import OVERALL
from kaohe_xl.screen.watch_view import RunSummary


def glance(result: object) -> RunSummary:
    """Who is missing, what is wrong, and the top of the ranking."""
    assert isinstance(result, Report)
    problems = sum(finding.severity is not Severity.NOTE for finding in result.findings)
    if result.assessment is None or result.returned is None:
        return RunSummary(0, 0, problems=problems, output="方案有错误，没有评分")
    scheme, final = result.assessment.scheme, result.assessment.final
    fillers = result.returned.fillers
    missing = tuple(dict.fromkeys(f"{f.filler}（{f.period}）" for f in fillers if f.received is Received.MISSING))
    ranked = [
        (rank, scheme.units[row].name, decimal_text(final.total[row] or Fraction(0), scheme.settings.digits))
        for ranking in final.rankings.get(OVERALL, ())
        for row in ranking.ranked
        if (rank := ranking.ranks[row]) is not None and rank <= 5
    ]
    return RunSummary(
        returned=sum(f.received is not Received.MISSING for f in fillers),
        of=len(fillers),
        missing=missing,
        problems=problems,
        top=tuple((str(rank), name, score) for rank, name, score in sorted(ranked)),
        output=str(result.output or ""),
    )
