"""Everything that counts → the tidy table, with at least one row for every value that is expected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from kaohe_xl.base.tidy import Columns, Record, State
from kaohe_xl.returns.answers import Answers, PeriodUnit
from kaohe_xl.returns.claims import unreturned
from kaohe_xl.returns.names.name_lookup import Filler
from kaohe_xl.returns.versions import Adopted
from kaohe_xl.scheme.model import OWN_UNIT, DataItem, Scheme
from kaohe_xl.scheme.needs import NeededItems


def complete(scheme: Scheme, needs: NeededItems, adopted: Mapping[Filler, Adopted]) -> pd.DataFrame:
    """Rows for every expected value, in the order of the scheme, then for what was given beyond it."""
    given: dict[PeriodUnit, list[Answers]] = {}
    returned: set[tuple[Filler, str]] = set()
    for filler, result in adopted.items():
        for subject, answers in result.answers.items():
            given.setdefault(subject, []).append(answers)
            returned.add((filler, answers.period))
    columns = Columns()
    beyond: list[Record] = []
    for leaf in scheme.calendar.leaves:
        names = {group: tuple(item.name for item in needs.items(group, leaf.name)) for group in _groups(scheme)}
        for unit in scheme.units:
            answers_of = given.pop((leaf.name, unit.name), [])
            expected = names[unit.group]
            if len(answers_of) == 1 and answers_of[0].items == expected and len(answers_of[0].filled) == len(expected):
                _add_form(columns, answers_of[0])
                continue
            items = needs.items(unit.group, leaf.name)
            for record in _expected((leaf.name, unit.name), items, answers_of, returned):
                columns.add(record)
            beyond.extend(_unexpected(answers_of, frozenset(expected)))
    for answers_of in given.values():
        beyond.extend(_unexpected(answers_of, frozenset()))
    for record in beyond:
        columns.add(record)
    return columns.frame()


def _groups(scheme: Scheme) -> set[str]:
    return {unit.group for unit in scheme.units}


def _add_form(columns: Columns, answers: Answers) -> None:
    """A form in which everything that is asked is filled in: whole columns at once."""
    size, readings = len(answers), answers.readings
    columns.extend(
        [answers.period] * size,
        [answers.unit] * size,
        answers.items,
        [reading.raw for reading in readings],
        [reading.value for reading in readings],
        [reading.state.value for reading in readings],
        answers.files,
        answers.sheets,
        answers.cells,
        [answers.filler] * size,
        [reading.reason for reading in readings],
    )


def _expected(
    subject: PeriodUnit, items: Sequence[DataItem], given: Sequence[Answers], returned: set[tuple[Filler, str]]
) -> Iterator[Record]:
    """What was given for each item; where nothing was, whether a form of one of its owners came back at all."""
    period, unit = subject
    at = [{item: k for k, item in enumerate(answers.items)} for answers in given]
    for item in items:
        found = [(answers, where[item.name]) for answers, where in zip(given, at, strict=True) if item.name in where]
        filled = [(answers, k) for answers, k in found if not answers.readings[k].blank]
        owners = [Filler(unit, False) if owner == OWN_UNIT else Filler(owner, True) for owner in item.owners]
        if found:
            yield from (answers.record(k) for answers, k in filled or found[:1])
        elif any((owner, period) in returned for owner in owners):
            yield Record(period, unit, item.name, "", None, State.BLANK)
        else:
            yield unreturned(period, unit, item.name)


def _unexpected(given: Sequence[Answers], expected: frozenset[str]) -> Iterator[Record]:
    for answers in given:
        for k, item in enumerate(answers.items):
            if item not in expected and not answers.readings[k].blank:
                yield answers.record(k)
