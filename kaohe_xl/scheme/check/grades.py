"""Grades that nobody can get, or that leave somebody without one."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.base.finding import Finding
from kaohe_xl.messages import finding
from kaohe_xl.scheme import model as m


def reachable(scheme: m.Scheme) -> Iterator[Finding]:
    """Grades stand best first: one below another that takes everybody, or as much, is never reached."""
    seen: set[tuple[str, ...]] = set()
    for group in scheme.groups or ("",):
        own = [grade for grade in scheme.grades if not grade.groups or group in grade.groups]
        rows = tuple(grade.place.cell for grade in own)
        if rows in seen:  # groups that read the same rows are reported once
            continue
        seen.add(rows)
        for position, grade in enumerate(own):
            above = next((other for other in own[:position] if _takes_all_of(other, grade)), None)
            if above is not None:
                yield finding("S407", grade.place, grade=grade.name, above=above.name)
        if own and own[-1].lowest is not None and own[-1].lowest > 0:
            lowest = decimal_text(own[-1].lowest)
            yield finding("S408", own[-1].place, grade=own[-1].name, lowest=lowest)


def _takes_all_of(above: m.Grade, grade: m.Grade) -> bool:
    """Whoever could get ``grade`` gets ``above`` first, which has no limit in number."""
    if above.ratio is not None:
        return False
    if above.lowest is not None and above.lowest > (grade.lowest if grade.lowest is not None else Fraction(-(10**9))):
        return False
    return above.last_rank is None or (grade.last_rank is not None and above.last_rank >= grade.last_rank)


CHECKS = (reachable,)
