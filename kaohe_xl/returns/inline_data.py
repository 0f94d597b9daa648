"""填报数据: the data in the scheme workbook itself, as a matrix (单位名称 期次 + a column per item) or as a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kaohe_xl.base.finding import Finding
from kaohe_xl.base.sheet_names import DATA
from kaohe_xl.base.tidy import Record, State, to_frame
from kaohe_xl.messages import finding
from kaohe_xl.returns.claims import Claim, Placing, unreturned
from kaohe_xl.returns.extract import extract
from kaohe_xl.returns.forms.layout import Shape
from kaohe_xl.returns.model import FillerStatus, Returned
from kaohe_xl.returns.names.name_lookup import NameLookup
from kaohe_xl.returns.status import FormOfFiller, must_fill, status
from kaohe_xl.scheme.model import DataItem, Period, Scheme
from kaohe_xl.scheme.needs import NeededItems


def inline_data(scheme: Scheme) -> Returned:
    """Read 填报数据 of the scheme's own workbook (and further sheets whose names begin so).

    Returns:
        The tidy table with at least one row for every expected period × unit × item (see :mod:`kaohe_xl.base.tidy`), a
        status for each unit and leaf period, and the findings. There are no files.
    """
    known, needs = NameLookup(scheme), NeededItems(scheme)
    leaves = scheme.calendar.leaves
    placing = Placing(known, period=leaves[0].name if len(leaves) == 1 else None)
    years = (scheme.settings.year,) if scheme.settings.year else ()
    claims: list[Claim] = []
    findings: list[Finding] = []
    grids = scheme.book.starting_with(DATA)
    for grid in grids:
        found = extract(grid, known)
        findings.extend(found.findings)
        if not any(header.shape is not Shape.FORM for header in found.headers):
            findings.append(finding("F401", grid.place(1, 1), sheet=grid.name))
            continue
        claims.extend(placing.claims((e for e in found.entries if e.unit is not None), years=years))
    findings.extend(placing.findings)
    findings.extend(each for claim in claims for each in claim.findings)
    if not grids:
        findings.append(finding("F402", sheet=DATA))
    records, fillers = _complete(scheme, needs, claims)
    return Returned(to_frame(records), fillers=fillers, findings=findings)


def _complete(scheme: Scheme, needs: NeededItems, claims: list[Claim]) -> tuple[list[Record], list[FillerStatus]]:
    """Rows for what is there and for what is expected and is not; how each unit stands."""
    given: dict[tuple[str, str], dict[str, list[Claim]]] = {}
    for claim in claims:
        period, name, item = claim.key
        given.setdefault((period, name), {}).setdefault(item, []).append(claim)
    records: list[Record] = []
    fillers: list[FillerStatus] = []
    for leaf in scheme.calendar.leaves:
        for unit in scheme.units:
            expected = needs.items(unit.group, leaf.name)
            mine = given.get((leaf.name, unit.name), {})
            filled = {item: rows for item in mine if (rows := [claim for claim in mine[item] if not claim.blank])}
            for item in dict.fromkeys([*(each.name for each in expected), *filled]):
                # a row that is blank from end to end is a unit that returned nothing
                rows = filled.get(item) or (mine.get(item, [])[:1] if filled else [])
                records.extend(claim.record() for claim in rows)
                if not rows:
                    records.append(unreturned(leaf.name, unit.name, item))
            if filled or expected:  # of whom nothing is asked nothing is waited for
                fillers.append(_status(scheme, unit.name, leaf, expected, filled))
    return records, fillers


def _status(
    scheme: Scheme, unit: str, leaf: Period, expected: Sequence[DataItem], filled: Mapping[str, Sequence[Claim]]
) -> FillerStatus:
    wrong = [item for item, rows in filled.items() if any(row.reading.state is State.INVALID for row in rows)]
    missing = [item.name for item in must_fill(scheme, expected) if item.name not in filled]
    form = FormOfFiller(
        filler=unit, period=leaf.name, missing=missing, returned=bool(filled), deadline=leaf.deadline, wrong=wrong
    )
    return status(form)
