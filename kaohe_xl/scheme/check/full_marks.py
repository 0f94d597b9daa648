"""Sums of 标准分: parents, lines, and what a 项目 says of itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.base.finding import Finding
from kaohe_xl.base.text import narrow
from kaohe_xl.messages import finding
from kaohe_xl.scheme import model as m

_SAYS = re.compile(r"\((?:共|计|满分)?(\d+(?:\.\d+)?)分\)")


def applies(clause: m.Clause, group: str, period: str) -> bool:
    """Does the clause exist for units of the group in the period?"""
    return period in clause.periods and (not clause.groups or group in clause.groups)


def top_scored(scheme: m.Scheme, line: str, unread: frozenset[str] = frozenset()) -> list[m.Indicator]:
    """Indicators that a line adds up: scored (or ``unread``), not on the total, and below no other scored indicator."""
    found = []
    for indicator in scheme.indicators.values():
        scored = indicator.scored or indicator.key in unread
        if indicator.line != line or not scored or (indicator.on_total and indicator.key not in unread):
            continue
        above = indicator.parent
        while above and not (scheme.indicators[above].scored or above in unread):
            above = scheme.indicators[above].parent
        if not above:
            found.append(indicator)
    return found


def parent_sums(scheme: m.Scheme) -> Iterator[Finding]:
    """A parent's 标准分 equals the sum of its children's."""
    for indicator in scheme.indicators.values():
        if not indicator.children or indicator.clauses or indicator.full_mark is None:
            continue
        parts = [_mark(scheme, scheme.indicators[child]) for child in indicator.children]
        if sum(parts) != indicator.full_mark:
            yield finding(
                "S306",
                indicator.full_mark_place,
                key=indicator.key,
                declared=decimal_text(indicator.full_mark),
                total=decimal_text(sum(parts, Fraction(0))),
                parts=" + ".join(decimal_text(part) for part in parts),
            )


def _mark(scheme: m.Scheme, indicator: m.Indicator) -> Fraction:
    """标准分; of a heading that has none, what stands below it."""
    if indicator.full_mark is not None or not indicator.children:
        return indicator.full_mark or Fraction(0)
    return sum((_mark(scheme, scheme.indicators[child]) for child in indicator.children), Fraction(0))


def line_totals(scheme: m.Scheme, unread: frozenset[str] = frozenset()) -> Iterator[Finding]:
    """The indicators of a line add up to its declared 满分, for every group and leaf period; one finding a line.

    ``unread``: 编号 with rules that could not be read; they count as scored for everybody.
    """
    for line in scheme.lines:
        wrong = next(_wrong_totals(scheme, line, unread), None) if line.full_mark is not None else None
        if wrong is not None:
            yield wrong


def _wrong_totals(scheme: m.Scheme, line: m.Line, unread: frozenset[str]) -> Iterator[Finding]:
    declared = line.full_mark or Fraction(0)
    for group in line.groups or scheme.groups or ("",):
        for period in scheme.calendar.leaves:
            scored = [
                indicator
                for indicator in top_scored(scheme, line.name, unread)
                if indicator.key in unread or any(applies(c, group, period.name) for c in indicator.clauses)
            ]
            total = sum((indicator.full_mark or Fraction(0) for indicator in scored), Fraction(0))
            if scored and total != declared:
                yield finding(
                    "S307",
                    line.place,
                    line=line.name,
                    where=_where(group, _period(scheme, period.name)),
                    declared=decimal_text(declared),
                    total=decimal_text(total),
                    gap=decimal_text(abs(total - declared)),
                    side="多" if total > declared else "少",
                )


def _where(*parts: str) -> str:
    said = [part for part in parts if part]
    return f"（{'，'.join(said)}）" if said else ""


def _period(scheme: m.Scheme, name: str) -> str:
    return name if len(scheme.calendar.leaves) > 1 else ""


def section_totals(scheme: m.Scheme) -> Iterator[Finding]:
    """A 项目 that names its own points (加强监测（25分）) has indicators that add up to them."""
    sections: dict[tuple[str, str], list[m.Indicator]] = {}
    for line in scheme.lines:
        for indicator in top_scored(scheme, line.name):
            sections.setdefault((line.name, indicator.section), []).append(indicator)
    for (_, section), indicators in sections.items():
        said = _SAYS.search(narrow(section))
        everywhere = all(_everywhere(scheme, indicator) for indicator in indicators)
        total = sum((indicator.full_mark or Fraction(0) for indicator in indicators), Fraction(0))
        if said and everywhere and total != Fraction(said[1]):
            keys = "、".join(indicator.key for indicator in indicators)
            yield finding("S320", indicators[0].place, section=section, total=decimal_text(total), keys=keys)


def _everywhere(scheme: m.Scheme, indicator: m.Indicator) -> bool:
    """Is it scored for every unit in every leaf period?"""
    return all(
        any(period.name in clause.periods and not clause.groups for clause in indicator.clauses)
        for period in scheme.calendar.leaves
    )
