"""会不会变 against random completions: every place, grade and yuan must lie in the stated range.

python -m benchmarks.doubt [completions] [sample …]
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import pandas as pd

from benchmarks.read_samples import SAMPLES, read
from kaohe_xl.base.tidy import State
from kaohe_xl.bounds import Doubt, doubt_of
from kaohe_xl.bounds.figures import limits
from kaohe_xl.bounds.open_figures import OpenFigure, open_figures
from kaohe_xl.expr import tree as t
from kaohe_xl.reward import settle
from kaohe_xl.scheme.model import DataItem, Scheme, Ties
from kaohe_xl.scoring.assess import OVERALL, Assessment, PeriodResult, assess

_FAR = 10**9
CLIMB = 40  # steps of a climb
_WIDE = 1000  # figures without a limit are drawn below it


@dataclass
class Tally:
    """What the completions of one sample came to."""

    completions: int = 0
    outside: list[str] = field(default_factory=list)
    best: dict[int, int] = field(default_factory=dict)
    worst: dict[int, int] = field(default_factory=dict)


def without(tidy: pd.DataFrame, drawn: random.Random, share: float, scheme: Scheme) -> pd.DataFrame:
    """The table with some figures taken away: whole forms of units, and single figures."""
    tidy = tidy.copy()
    states, values = tidy["状态"].to_numpy(dtype=object).copy(), tidy["值"].to_numpy(dtype=object).copy()
    gone = {(p, u) for p in set(tidy["期次"]) for u in set(tidy["单位"]) if drawn.random() < share / 2}
    for row, (period, unit) in enumerate(zip(tidy["期次"], tidy["单位"], strict=True)):
        if (period, unit) in gone or drawn.random() < share / 4:
            states[row] = (State.UNRETURNED if (period, unit) in gone else State.BLANK).value
            values[row] = None
    return tidy.assign(状态=states, 值=values)


def draw(item: DataItem, drawn: random.Random, mode: int) -> Fraction | str:
    """A figure that a form may give. ``mode``: 0 least, 1 greatest, else anything, often an end."""
    if item.type is t.ValueType.YES_NO:
        return ("否", "是")[mode] if mode < 2 else drawn.choice(("是", "否"))
    if not item.type.is_numeric:
        return drawn.choice(("有", "无"))
    low, high = limits(item)
    low, high = max(low, Fraction(-_WIDE)), min(high, Fraction(_WIDE))
    if item.type is t.ValueType.DATE:
        low, high = max(low, Fraction(44000)), min(max(high, Fraction(44001)), Fraction(47000))
    if item.high is None and item.type is t.ValueType.PERCENT:
        high = Fraction(3)
    if mode < 2:
        return (low, high)[mode]
    kind = drawn.random()
    if kind < 0.25:
        return low
    if kind < 0.5:
        return high
    if item.type in (t.ValueType.INTEGER, t.ValueType.DATE):
        return Fraction(drawn.randint(int(low), int(high)))
    return low + (high - low) * Fraction(drawn.randint(0, 1000), 1000)


def completed(tidy: pd.DataFrame, found: Sequence[OpenFigure], scheme: Scheme, drawn: random.Random) -> pd.DataFrame:
    """The table with its open figures filled in, some left as they are. Half the time each unit leans one way."""
    units = {name: row for row, name in enumerate(scheme.unit_names)}
    wanted = {(each.period, each.row, each.item) for each in found}
    lean = {row: drawn.choice((0, 1, 2, 2)) for row in units.values()}
    leaning: dict[tuple[int, str], int] = {}
    states, values = tidy["状态"].to_numpy(dtype=object).copy(), tidy["值"].to_numpy(dtype=object).copy()
    columns = zip(tidy["期次"], tidy["单位"], tidy["数据项"], strict=True)
    leave = drawn.random() < 0.3
    for number, (period, unit, name) in enumerate(columns):
        row = units.get(unit)
        if row is None or (period, row, name) not in wanted or (leave and drawn.random() < 0.2):
            continue
        mode = leaning.setdefault((lean[row], name), drawn.choice((0, 1))) if lean[row] < 2 else 2
        values[number], states[number] = draw(scheme.items[name], drawn, mode), State.REPORTED.value
    return tidy.assign(状态=states, 值=values)


Choices = dict[tuple[int, str], Fraction | str | None]  # unit and item → what stands there; None: left as it is


def chosen(tidy: pd.DataFrame, found: Sequence[OpenFigure], scheme: Scheme, choices: Choices) -> pd.DataFrame:
    """The table with its open figures filled in as chosen."""
    units = {name: row for row, name in enumerate(scheme.unit_names)}
    wanted = {(each.period, each.row, each.item) for each in found}
    states, values = tidy["状态"].to_numpy(dtype=object).copy(), tidy["值"].to_numpy(dtype=object).copy()
    for number, (period, unit, name) in enumerate(zip(tidy["期次"], tidy["单位"], tidy["数据项"], strict=True)):
        row = units.get(unit, -1)
        if (period, row, name) in wanted and (value := choices.get((row, name))) is not None:
            values[number], states[number] = value, State.REPORTED.value
    return tidy.assign(状态=states, 值=values)


def options(item: DataItem) -> tuple[Fraction | str | None, ...]:
    """The ends of what an item allows, and nothing at all."""
    if item.type is t.ValueType.YES_NO:
        return "是", "否", None
    if not item.type.is_numeric:
        return (None,)
    low, high = limits(item)
    if item.type is t.ValueType.DATE:
        return max(low, Fraction(1)), high, None
    return max(low, Fraction(-_FAR)), min(high, Fraction(_FAR)), None


def leaning(lacking: pd.DataFrame, found: Sequence[OpenFigure], scheme: Scheme, up: bool) -> Choices:
    """What brings every unit's total as far up (or down) as it goes, item after item, twice over."""
    items = list(dict.fromkeys(each.item for each in found))
    rows = {name: {each.row for each in found if each.item == name} for name in items}
    choices: Choices = {(row, name): None for name in items for row in rows[name]}
    for _ in range(2):
        for name in items:
            reached: dict[int, list[tuple[bool, int, Fraction, int]]] = {}
            for number, value in enumerate(options(scheme.items[name])):
                tried = {**choices, **{(row, name): value for row in rows[name]}}
                final = assess(scheme, chosen(lacking, found, scheme, tried))[0].final
                for row in rows[name]:
                    total = final.total[row]
                    if total is not None:
                        reached.setdefault(row, []).append((*_worth(final, row, total, up=up), -number))
            for row, each in reached.items():
                choices[row, name] = options(scheme.items[name])[-max(each)[-1]]
    return choices


def _worth(final: PeriodResult, row: int, total: Fraction, *, up: bool) -> tuple[bool, int, Fraction]:
    """How far a unit gets up (or down): ranked at all, places that vetoes move it, its total."""
    hit = final.consequences[row]
    moved = hit.moves.shift + 1000 * bool(hit.moves.bottom)
    return (not hit.unranked, -moved, total) if up else (not hit.unranked, moved, -total)


def climbed(
    scheme: Scheme,
    lacking: pd.DataFrame,
    found: Sequence[OpenFigure],
    doubt: Doubt,
    tally: Tally,
    row: int,
    ends: tuple[Choices, Choices],
) -> None:
    """From where :func:`directed` ended, one figure after the other changed as long as that brings the place on."""
    told = doubt.units[row].place
    if told is None:
        return
    drawn = random.Random(row)
    keys = list(dict.fromkeys((each.row, each.item) for each in found))
    for up in (True, False):
        end, reached = (told.best, tally.best) if up else (told.worst, tally.worst)
        if reached.get(row) == end or not keys:
            continue
        own, others = ends if up else ends[::-1]
        choices = {key: (own if key[0] == row else others)[key] for key in own}
        place: int | None = None
        for _ in range(CLIMB):
            tried = dict(choices)
            for key in drawn.sample(keys, min(len(keys), drawn.randint(1, 3))):
                tried[key] = drawn.choice(options(scheme.items[key[1]]))
            result, _ = assess(scheme, chosen(lacking, found, scheme, tried))
            compare(doubt, result, tally)
            tally.completions += 1
            now = result.final.rank(OVERALL, row)
            if now is not None and (place is None or (now <= place if up else now >= place)):
                place, choices = now, tried
            if place == end:
                break


def directed(
    scheme: Scheme, lacking: pd.DataFrame, found: Sequence[OpenFigure], doubt: Doubt, tally: Tally, rows: Sequence[int]
) -> tuple[Choices, Choices]:
    """Every unit at its best with all others at their worst, and the other way round."""
    best, worst = (leaning(lacking, found, scheme, up) for up in (True, False))
    drawn = random.Random(1)
    for row in rows:
        for own, others in ((best, worst), (worst, best)):
            # where equal scores take one place, the others have to differ: a few tries
            for attempt in range(6 if scheme.settings.ties is Ties.DENSE else 1):
                mixed = {key: (own if key[0] == row else others)[key] for key in best}
                if attempt:
                    mixed |= _differing(scheme, [key for key in mixed if key[0] != row], drawn)
                compare(doubt, assess(scheme, chosen(lacking, found, scheme, mixed))[0], tally)
                tally.completions += 1
    return best, worst


def _differing(scheme: Scheme, keys: Sequence[tuple[int, str]], drawn: random.Random) -> Choices:
    """Another figure for one or two of every unit's."""
    by_row: dict[int, list[tuple[int, str]]] = {}
    for key in keys:
        by_row.setdefault(key[0], []).append(key)
    changed = [key for own in by_row.values() for key in drawn.sample(own, min(len(own), drawn.randint(0, 2)))]
    return {key: draw(scheme.items[key[1]], drawn, 2) for key in changed}


def compare(doubt: Doubt, assessment: Assessment, tally: Tally) -> None:
    """One completion against the stated ranges."""
    payments, _ = settle(assessment)
    sums = [Fraction(0)] * len(doubt.units)
    for payment in payments:
        sums[payment.unit] += payment.amount or 0
    final = assessment.final
    for row, told in enumerate(doubt.units):
        rank, total = final.rank(OVERALL, row), final.total[row]
        if rank is not None:
            tally.best[row] = min(rank, tally.best.get(row, rank))
            tally.worst[row] = max(rank, tally.worst.get(row, rank))
            place = told.place
            if place is None or not place.best <= rank <= place.worst:
                tally.outside.append(f"{told.unit} 第{rank}名 {place}")
        elif told.place is not None and told.place.certain:
            tally.outside.append(f"{told.unit} 没有名次 {told.place}")
        if total is not None and not (told.low is None or told.low <= total) & (
            told.high is None or total <= told.high
        ):
            tally.outside.append(f"{told.unit} {total} {told.low}～{told.high}")
        if assessment.grades[row] not in told.grades:
            tally.outside.append(f"{told.unit} {assessment.grades[row]} {set(told.grades)} {rank} {told.place}")
        if not told.yuan[0] <= sums[row] <= told.yuan[1]:
            tally.outside.append(f"{told.unit} {float(sums[row])}元 {[float(y) for y in told.yuan]}")
        fell = {name for name, rows in final.fallen.items() if rows[row]}
        if not set(told.vetoes_certain) <= fell <= {*told.vetoes_certain, *told.vetoes_open}:
            tally.outside.append(f"{told.unit} 否决 {fell}")


def sample(name: str) -> tuple[Scheme, pd.DataFrame]:
    """Scheme and figures of a sample."""
    scheme, returned = read(name)
    return scheme, returned.tidy


def tried(
    scheme: Scheme, tidy: pd.DataFrame, completions: int, seed: int, share: float = 0.3, search: bool = False
) -> Iterator[tuple[Doubt, Tally]]:
    """Figures taken away at random, then filled in again ``completions`` times; with ``search`` at the ends first."""
    drawn = random.Random(seed)
    lacking = without(tidy, drawn, share, scheme)
    assessment, _ = assess(scheme, lacking)
    doubt, tally = doubt_of(assessment), Tally()
    found = open_figures(assessment)
    if search:
        ends = directed(scheme, lacking, found, doubt, tally, range(len(scheme.units)))
        for row in range(len(scheme.units)):
            climbed(scheme, lacking, found, doubt, tally, row, ends)
    for _ in range(completions):
        result, _ = assess(scheme, completed(lacking, found, scheme, drawn))
        compare(doubt, result, tally)
        tally.completions += 1
    yield doubt, tally


def main() -> None:
    """Print a line for each sample."""
    words = sys.argv[1:]
    completions = int(words[0]) if words else 10_000
    for path in sorted(SAMPLES.iterdir()):
        if words[1:] and not any(path.name.startswith(word) for word in words[1:]):
            continue
        scheme, tidy = sample(path.name)
        each = max(1, completions // 3)
        done = outside = attained = units = 0
        started, seed, shown = time.perf_counter(), 0, ""
        while done < completions:
            for doubt, tally in tried(scheme, tidy, each, seed, share=(0.05, 0.3, 1.0)[seed % 3], search=True):
                done, outside = done + tally.completions, outside + len(tally.outside)
                shown = shown or next(iter(tally.outside), "")
                for row, told in enumerate(doubt.units):
                    if told.place is not None and told.place.may:
                        units += 1
                        attained += (tally.best.get(row), tally.worst.get(row)) == (told.place.best, told.place.worst)
            seed += 1
        print(
            f"{path.name}: {done} completions, {outside} outside {shown}, both ends attained {attained}/{units}"
            f" = {attained / max(units, 1):.1%}, {time.perf_counter() - started:.0f} s",
            flush=True,
        )


if __name__ == "__main__":
    main()
