"""可疑 against seeded frauds and slips: which are noted, and what is noted on the samples as they are.

Of S2 and S4, what the returned forms said is changed after reading: figures, blanks, the name that saved a file.

python -m benchmarks.second_look
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

import pandas as pd

from benchmarks.read_samples import SAMPLES, read
from kaohe_xl.base.tidy import State
from kaohe_xl.expr.tree import ValueType
from kaohe_xl.returns.model import Returned
from kaohe_xl.scheme.model import Scheme
from kaohe_xl.suspicion import second_look
from kaohe_xl.suspicion.forms import COUNTED, forms_of

SEEDED = ("S2-社区月考核", "S4-2022镇街考核")
Change = Callable[[Scheme, Returned, random.Random], tuple[Returned, str]]  # what came back, and whose form it is


@dataclass(frozen=True)
class Seeded:
    """A fraud or slip, and the code that should note it."""

    name: str
    code: str
    change: Change


def _form(scheme: Scheme, returned: Returned, drawn: random.Random) -> tuple[str, str, str]:
    """A period, and two units that returned something in it."""
    periods = forms_of(scheme, returned.tidy)
    whole = {p: [u for u, form in units.items() if len(form.values) >= 5] for p, units in periods.items()}
    period = drawn.choice([p for p, units in whole.items() if len(units) >= 4])
    one, other = drawn.sample(whole[period], 2)
    return period, one, other


def _edited(returned: Returned, period: str, unit: str, edit: Callable[[str, object], object]) -> Returned:
    tidy = returned.tidy.copy()
    at = (tidy["期次"] == period) & (tidy["单位"] == unit) & (tidy["状态"] == State.REPORTED.value)
    tidy.loc[at, "值"] = pd.Series(
        [edit(item, value) for item, value in zip(tidy.loc[at, "数据项"], tidy.loc[at, "值"], strict=True)],
        index=tidy.index[at],
        dtype=object,
    )
    return replace(returned, tidy=tidy)


def copied(changed: int) -> Change:
    """Another unit's figures, some of them changed afterwards."""

    def change(scheme: Scheme, returned: Returned, drawn: random.Random) -> tuple[Returned, str]:
        period, one, other = _form(scheme, returned, drawn)
        source = forms_of(scheme, returned.tidy)[period][other].numbers(scheme.items)
        kept = set(drawn.sample(sorted(source), min(changed, len(source))))
        return _edited(
            returned, period, one, lambda item, value: source.get(item, value) if item not in kept else value
        ), one

    return change


def all_of(value: Callable[[Scheme, str, Fraction, random.Random], Fraction]) -> Change:
    """Every figure of a form replaced."""

    def change(scheme: Scheme, returned: Returned, drawn: random.Random) -> tuple[Returned, str]:
        period, one, _ = _form(scheme, returned, drawn)

        def edit(item: str, old: object) -> object:
            counted = isinstance(old, Fraction) and scheme.items[item].type in COUNTED
            return value(scheme, item, old, drawn) if counted and isinstance(old, Fraction) else old

        return _edited(returned, period, one, edit), one

    return change


def _rounded(scheme: Scheme, item: str, old: Fraction, drawn: random.Random) -> Fraction:
    if scheme.items[item].type is ValueType.PERCENT:
        return Fraction(round(old * 10), 10)
    return Fraction(round(old / 10) * 10) if old > 10 else old


def blank(scheme: Scheme, returned: Returned, drawn: random.Random) -> tuple[Returned, str]:
    """A form that came back empty."""
    period, one, _ = _form(scheme, returned, drawn)
    tidy = returned.tidy.copy()
    at = (tidy["期次"] == period) & (tidy["单位"] == one)
    tidy.loc[at, "值"], tidy.loc[at, "状态"] = None, State.BLANK.value
    return replace(returned, tidy=tidy), one


def jumped(scheme: Scheme, returned: Returned, drawn: random.Random) -> tuple[Returned, str]:
    """One usual figure with a zero too many (a percent: divided by a hundred), in a period that has one before."""
    periods = forms_of(scheme, returned.tidy)
    later = [p for p in periods if (b := scheme.calendar.before(p)) is not None and b.name in periods]
    period = drawn.choice(later)
    one = drawn.choice([unit for unit, form in periods[period].items() if form.values])
    numbers = periods[period][one].numbers(scheme.items)
    usual = [name for name, value in numbers.items() if value >= 4 or scheme.items[name].type is ValueType.PERCENT]
    item = drawn.choice([name for name in usual if numbers[name]] or list(numbers))
    by = Fraction(1, 100) if scheme.items[item].type is ValueType.PERCENT else Fraction(10)
    return _edited(returned, period, one, lambda name, old: old * by if name == item else old), one  # type: ignore[operator]


def saved_as(whose: Callable[[Scheme, str], str]) -> Change:
    """Two units' files saved under one name."""

    def change(scheme: Scheme, returned: Returned, drawn: random.Random) -> tuple[Returned, str]:
        _, one, other = _form(scheme, returned, drawn)
        name = whose(scheme, other)
        files = [
            replace(f, saved_by=name if f.filler == one or (f.filler == other and name != other) else f.saved_by)
            for f in returned.files
        ]
        return replace(returned, files=files), one

    return change


KINDS = (
    *(Seeded("another unit's form under one's own name", "D770", copied(0)) for _ in range(5)),
    *(Seeded("the same, one figure changed", "D770", copied(1)) for _ in range(2)),
    *(Seeded("zeros throughout", "D771", all_of(lambda *_: Fraction(0))) for _ in range(2)),
    Seeded("nothing filled in", "D772", blank),
    Seeded("rounded to tens", "D773", all_of(_rounded)),
    *(Seeded("a zero too many", "D774", jumped) for _ in range(2)),
    Seeded("saved by another unit's filler", "D776", saved_as(lambda scheme, unit: "王会计")),
    Seeded("saved by another unit", "D776", saved_as(lambda scheme, unit: unit)),
)


def seeded() -> Iterator[tuple[str, Seeded, str, bool]]:
    """Sample, what was done, to whom, and was it noted; only notes that the sample did not have before count."""
    for name in SEEDED:
        scheme, returned = read(name)
        clean = {str(each) for each in second_look(scheme, returned)}
        for number, kind in enumerate(KINDS):
            changed, unit = kind.change(scheme, returned, random.Random(100 + number))
            new = [each for each in second_look(scheme, changed) if str(each) not in clean]
            hit = any(each.code == kind.code and unit in str(each) for each in new)
            yield name, kind, unit, hit


def main() -> None:
    """Print every sample's notes, then a line for each seeded case."""
    for path in sorted(SAMPLES.iterdir()):
        found = second_look(*read(path.name))
        print(f"{path.name}: {len(found)} notes as it is {'; '.join(map(str, found))}")
    done = list(seeded())
    for name, kind, unit, hit in done:
        print(f"{name} {unit}: {kind.name} ({kind.code}): {'noted' if hit else 'MISSED'}")
    print(f"noted {sum(hit for *_, hit in done)} of {len(done)}")


if __name__ == "__main__":
    main()
