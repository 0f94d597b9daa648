"""Every kind of second look, over every period."""

from __future__ import annotations

from fractions import Fraction

from kaohe_xl.base.finding import Finding
from kaohe_xl.returns.model import Returned
from kaohe_xl.scheme import model as m
from kaohe_xl.suspicion.figures import jumps, rates
from kaohe_xl.suspicion.forms import PeriodForms, forms_of
from kaohe_xl.suspicion.saved_by import shared_names
from kaohe_xl.suspicion.whole_forms import Likeness, empty_or_zero, likenesses, round_numbers, told_alike


def second_look(scheme: m.Scheme, returned: Returned) -> list[Finding]:
    """Notes (D770 to D776) on what deserves to be checked with whoever filled it in. Nothing is changed by them."""
    periods = forms_of(scheme, returned.tidy)
    found: list[Finding] = []
    pairs: list[Likeness] = []
    for leaf in scheme.calendar.leaves:
        now = periods.get(leaf.name)
        if now is None:
            continue
        pairs += likenesses(scheme.items, now)
        found += empty_or_zero(scheme.items, now)
        found += round_numbers(scheme.items, now)
        found += rates(scheme.items, now)
        earlier = scheme.calendar.before(leaf.name)
        if earlier is not None and earlier.name in periods:
            found += jumps(scheme.items, now, _by_item(scheme, periods[earlier.name]), earlier.name)
    if len(scheme.calendar.leaves) == 1 and scheme.settings.year is not None:
        now = periods.get(scheme.calendar.leaves[0].name)
        if now is not None:
            found += jumps(scheme.items, now, _last_year(scheme), f"{scheme.settings.year - 1}年")
    return [*told_alike(scheme.items, pairs), *found, *shared_names(scheme, returned)]


def _by_item(scheme: m.Scheme, period: PeriodForms) -> dict[str, dict[str, Fraction]]:
    found: dict[str, dict[str, Fraction]] = {}
    for unit, form in period.items():
        for name, value in form.numbers(scheme.items).items():
            found.setdefault(name, {})[unit] = value
    return found


def _last_year(scheme: m.Scheme) -> dict[str, dict[str, Fraction]]:
    """What 历年结果 says of data items."""
    year = scheme.settings.year
    found: dict[str, dict[str, Fraction]] = {}
    for past in scheme.past_results:
        if year is not None and past.year == year - 1 and past.score is not None and past.scope in scheme.items:
            found.setdefault(past.scope, {})[past.unit] = past.score
    return found
