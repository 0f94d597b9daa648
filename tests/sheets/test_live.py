"""The scored workbook is live: LibreOffice recomputes every figure to what the exact engine wrote beside it."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import pytest

from kaohe_xl.base.place import cell_name
from kaohe_xl.expr.tree import Number, ValueType
from kaohe_xl.scheme.model import DataItem
from kaohe_xl.sheets.live.layout import CHECK, DETAIL, PROCESS, RANKING, REPORTED, USED, Layout
from kaohe_xl.sheets.model import Sheet
from tests.support.engine import as_result
from tests.support.libreoffice import Office
from tests.support.results import Scored, read_again, sample
from tests.support.xlsx import Key, Stored, changed, recalculation_differences, same, stored
from tests.test_samples import differences

NUMBERS = tuple(range(1, 10))
EDITED = (1, 3, 5, 7, 9)  # between them: every way of scoring, several periods and lines, vetoes, moved ranks
EDITS = 12  # figures changed in each of them
WRONG: Key = (DETAIL, "F9")
# one worker: the workbooks are made and recalculated once for all tests here
pytestmark = [pytest.mark.libreoffice, pytest.mark.xdist_group("live")]


@dataclass(frozen=True)
class Recalculated:
    """A workbook as it was written (or typed over) and as LibreOffice then shows it."""

    path: Path
    cached: Mapping[Key, Stored]
    fresh: Mapping[Key, Stored]


@pytest.fixture(scope="module")
def runs(soffice: Office, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Recalculated]:
    """S1…S9 as written; E1, E3 … with figures typed over; broken: one formula off by 0.01; one: a single count changed.

    All in one start of LibreOffice.
    """
    folder = tmp_path_factory.mktemp("results")
    paths = [sample(number).write(folder / f"S{number}.xlsx") for number in NUMBERS]
    cached = {path.stem: stored(path) for path in paths}
    fourth = paths[3]
    for number in EDITED:
        path, rng = folder / f"S{number}.xlsx", random.Random(f"what if {number}")
        values = {**_edits(sample(number), rng), **_parameters(number, cached[path.stem], rng)}
        paths.append(changed(path, folder / f"E{number}.xlsx", values, {}))
    paths.append(changed(fourth, folder / "one.xlsx", {_one_count(): 3}, {}))
    wrong = f"{cached['S1'][WRONG].formula}+0.01"  # the smallest that ranks
    paths.append(changed(paths[0], folder / "broken.xlsx", {}, {WRONG: wrong}))
    fresh = soffice.recalculate_all(paths)
    return {
        path.stem: Recalculated(path, cached.get(path.stem) or stored(path), stored(result))
        for path, result in zip(paths, fresh, strict=True)
    }


@pytest.mark.parametrize("number", NUMBERS)
def test_recalculation_changes_nothing(number: int, runs: Mapping[str, Recalculated]) -> None:
    run = runs[f"S{number}"]
    assert recalculation_differences(run.cached, run.fresh)[:10] == []
    assert sum(1 for cell in run.cached.values() if cell.formula) > 100
    assert run.fresh[CHECK, "B3"].value == "一致"


@pytest.mark.parametrize("number", NUMBERS)
def test_scored_workbook_is_an_input_that_gives_the_same_result(number: int, runs: Mapping[str, Recalculated]) -> None:
    once, again = sample(number), read_again(runs[f"S{number}"].path)
    assert differences(as_result(again.assessment, again.payments), as_result(once.assessment, once.payments)) == []


def test_a_formula_wrong_by_a_hundredth_is_noticed(runs: Mapping[str, Recalculated]) -> None:
    found = recalculation_differences(runs["broken"].cached, runs["broken"].fresh)
    assert any(line.startswith("得分明细!F9:") for line in found)
    assert any(line.startswith("得分汇总!") for line in found)
    assert any(line.startswith("排名!") for line in found)


# -- what-if ----------------------------------------------------------------------------------------------------------


def _values(item: DataItem, rng: random.Random) -> float | str:
    """Something that a person may type for the item."""
    if rng.random() < 0.08:
        return "不适用"
    match item.type:
        case ValueType.YES_NO:
            return rng.choice(("是", "否"))
        case ValueType.PERCENT:
            return rng.randrange(0, 1001) / 1000
        case ValueType.DATE:
            return 44_896 + rng.randrange(-400, 60)
        case ValueType.TEXT | ValueType.ATTACHMENT:
            return rng.choice(("同意", "不同意"))
    low, high = item.low or Fraction(0), item.high or Fraction(100)
    figure = low + (high - low) * rng.randrange(0, 1001) / 1000 / rng.choice((1, 10, 100))
    return int(figure) if item.type is ValueType.INTEGER else round(float(figure), 2)


def _edits(result: Scored, rng: random.Random) -> dict[Key, float | str]:
    """Some values of 填报数据 typed over, but not of units that returned nothing: 校验 asks for a new run for these."""
    layout = Layout(result.assessment)
    found: dict[Key, float | str] = {}
    while len(found) < EDITS:
        name, leaf = rng.choice(layout.reported_items), rng.choice(layout.scheme.calendar.leaves).name
        unit = rng.randrange(layout.size)
        if not result.assessment.periods[leaf].figures.unreturned[unit]:
            cell = cell_name(layout.reported_row(leaf, unit), layout.reported_columns["item", name])
            found[REPORTED, cell] = _values(layout.scheme.items[name], rng)
    return found


def _parameters(number: int, cells: Mapping[Key, Stored], rng: random.Random) -> dict[Key, float | str]:
    """Some numbers of the rubric that formulas read where they stand."""
    places = [
        node.cell
        for clause in sample(number).assessment.scheme.clauses
        for node in clause.tree.walk()
        if isinstance(node, Number) and node.cell is not None
    ]
    found: dict[Key, float | str] = {}
    for place in rng.sample(places, min(3, len(places))):
        old = cells[place.sheet, place.cell].value
        assert isinstance(old, float)
        found[place.sheet, place.cell] = round(old * 1.5, 4)
    return found


def _one_count() -> Key:
    """登记差错例数 of 云峰街道 at the end of the year."""
    layout = Layout(sample(4).assessment)
    unit = layout.scheme.unit_names.index("云峰街道")
    column = layout.reported_columns["item", "登记差错例数"]
    return REPORTED, cell_name(layout.reported_row("年终", unit), column)


@pytest.mark.parametrize("number", EDITED)
def test_changed_figures_move_everything_that_is_live(number: int, runs: Mapping[str, Recalculated]) -> None:
    """What the workbook then shows is what the engine says of the changed workbook, cell by cell."""
    shown = runs[f"E{number}"].fresh
    assert [f"{key} {cell.error}" for key, cell in shown.items() if cell.error] == []
    now = read_again(runs[f"E{number}"].path)
    sheets = {sheet.name: sheet for sheet in now.workbook.sheets}
    found = []
    for name in (USED, PROCESS, DETAIL):
        if name in sheets:
            found += _unlike(sheets[name], shown)
    assert found[:10] == []
    if RANKING in sheets:
        before = {sheet.name: sheet for sheet in sample(number).workbook.sheets}
        assert _standings(before[RANKING], shown) == _standings(sheets[RANKING], None)


def _unlike(sheet: Sheet, shown: Mapping[Key, Stored]) -> list[str]:
    """Cells that the engine would write otherwise (参与比较 follows from vetoes, which are settled in a run)."""
    found = []
    kept_out = {
        c for row in sheet.cells[:6] for c, cell in enumerate(row) if cell is not None and cell.value == "参与比较"
    }
    for r, row in enumerate(sheet.cells[5:], start=5):
        for c, cell in enumerate(row):
            if cell is None or c in kept_out:
                continue
            now = shown.get((sheet.name, cell_name(r + 1, c + 1)), Stored(None))
            value = float(cell.value) if isinstance(cell.value, Fraction) else cell.value
            if not same(value, now.value):
                found.append(f"{sheet.name}!{cell_name(r + 1, c + 1)}: engine {value!r}, shown {now.value!r}")
    return found


def _standings(sheet: Sheet, shown: Mapping[Key, Stored] | None) -> dict[tuple[str, str], tuple[object, object]]:
    """(table, unit) → rank (before vetoes move anybody) and score, as the sheet's cells or as they are shown."""

    def value(row: int, column: int) -> object:
        cell = sheet.cells[row][column]
        if shown is not None:
            found = shown.get((RANKING, cell_name(row + 1, column + 1)), Stored(None)).value
        else:
            found = cell.value if cell is not None else None  # type: ignore[assignment]
        return round(float(found), 6) if isinstance(found, float | Fraction | int) else found

    found: dict[tuple[str, str], tuple[object, object]] = {}
    row = 0
    while row < len(sheet.cells):
        names = [cell.value if cell is not None else None for cell in sheet.cells[row]]
        if names[0] != "名次":
            row += 1
            continue
        head = sheet.cells[row - 1][0]
        title = str(head.value) if head is not None else ""
        rank = names.index("原名次") if "原名次" in names else 0
        score = names.index("总分") if "总分" in names else names.index("得分")
        row += 1
        while row < len(sheet.cells) and sheet.cells[row][1] is not None:
            unit = sheet.cells[row][1]
            assert unit is not None
            found[title, str(unit.value)] = value(row, rank), value(row, score)
            row += 1
    return found


def test_one_value_moves_score_total_and_rank(runs: Mapping[str, Recalculated]) -> None:
    """The case a clerk will try first: one town's count in 填报数据."""
    layout = Layout(sample(4).assessment)
    unit = layout.scheme.unit_names.index("云峰街道")
    shown = runs["one"].fresh
    score = (DETAIL, cell_name(layout.row("年终", unit), layout.detail_columns["indicator", "1.1"]))
    assert (runs["S4"].cached[score].value, shown[score].value) == (4, 1)
    now = read_again(runs["one"].path).assessment.final
    standing = _standings(next(s for s in sample(4).workbook.sheets if s.name == RANKING), shown)
    total = now.total[unit]
    assert total is not None
    assert standing["全年　总分排名", "云峰街道"] == (now.rank("总分", unit), float(total))
    assert now.rank("总分", unit) != sample(4).assessment.final.rank("总分", unit)
    assert shown[CHECK, "B3"].value != "一致"
    assert "请重新评分" in str(shown[RANKING, "A3"].value)
