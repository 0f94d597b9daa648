"""Samples drafted from the office's Word file, completed by hand as a clerk would, and run: the expected results.

``data/S4-补全.md`` is all that the clerk types, counted: every cell that scores, ranks, money and the asking for
data need. What is only told to people or checks what is typed (说明, 别名, 邮箱, 最小, 最大) is left as it was drafted.
So are 编号 and the names of data items: the forms are issued from the completed scheme and filled with the sample's
figures, as in an office that never saw the sample. The units come from a list given with ``--units``,
with the columns that the sample has about them.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from kaohe_xl.reading.read import read_book
from kaohe_xl.scheme import tables
from kaohe_xl.writing.drafted import draft
from tests.drafting.wording import wording
from tests.independent.common import Data, UnitData, Value
from tests.samples.fill import returned_files
from tests.samples.plans import Plan
from tests.support.completing import cells_of, complete, paste_history, read_completion
from tests.support.engine import load_scheme
from tests.support.random_cases import THOROUGH
from tests.support.runs import expected, run, sample
from tests.support.word import word
from tests.test_samples import differences

_DATA = Path(__file__).parent / "data"
_PAGE = Path(__file__).parents[2] / "docs" / "起草.md"
_NOT = "不是 "
_TOLD = ("别名", "邮箱")  # of the units
_OPPOSITE: Mapping[Value, Value] = {"是": "否", "否": "是"}
# and the most that may be left to type, as a share of the sample's cells; all four before a release
SAMPLES = {"S1": 0.05, "S3": 0.26, "S4": 0.09, "S6": 0.25} if THOROUGH else {"S1": 0.05, "S4": 0.09}


@dataclass(frozen=True)
class Completed:
    """What a run of the completed draft came to; cells typed, in all and in 评分细则; cells of the sample's scheme."""

    result: dict[str, Any]
    typed: int
    of_the_rubric: int
    cells: int


def _completed(name: str, folder: Path) -> Completed:
    office = folder / f"{name}.docx"
    office.write_bytes(word(wording(name)))
    job = folder / name
    made, _ = draft(office, job, _list_of_units(name, folder / "名单.xlsx"))
    assert made is not None
    completion = read_completion((_DATA / f"{name}-补全.md").read_text(encoding="utf-8"))
    typed = complete(job / "方案.xlsx", completion)
    paste_history(job / "方案.xlsx", sample(name) / "方案.xlsx")
    data = importlib.import_module(f"tests.independent.{name.lower()}").BASE
    scheme = load_scheme(job / "方案.xlsx")
    figures = _as_drafted(data, completion.names)
    assert scheme.items.keys() == {item for units in figures.values() for values in units.values() for item in values}
    files = returned_files(scheme, figures, Plan())
    for path, content in files.items():
        target = job / "收表" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    result = run(job).result
    result["indicators"] = _renumbered(result["indicators"], completion.numbers)
    return Completed(result, sum(typed.values()), typed["评分细则"], cells_of(sample(name) / "方案.xlsx"))


def _list_of_units(name: str, path: Path) -> Path:
    """The sample's units with what is said about them, as a list beside the office's file: 单位名称 first."""
    book = Workbook()
    for grid in read_book(sample(name) / "方案.xlsx").starting_with("考核对象"):
        table = tables.UNITS.table_in(grid)
        assert table is not None
        columns = [column for column in {"单位名称": 0, **table.columns, **table.unknown} if column not in _TOLD]
        book.worksheets[0].append(columns)
        for row in table:
            book.worksheets[0].append([row[column].value for column in columns])
    book.save(path)
    return path


def _as_drafted(data: Data, names: Mapping[str, str]) -> Data:
    """The sample's figures under the drafted names."""
    asked = {mine: theirs.removeprefix(_NOT).split("、") for mine, theirs in names.items()}
    known = {item for items in asked.values() for item in items}

    def renamed(values: UnitData) -> UnitData:
        kept = {item: value for item, value in values.items() if item not in known}
        answers = {mine: [values[item] for item in items if item in values] for mine, items in asked.items()}
        return kept | {mine: _answer(found, names[mine]) for mine, found in answers.items() if found}

    return {period: {unit: renamed(values) for unit, values in units.items()} for period, units in data.items()}


def _answer(values: Sequence[Value], told: str) -> Value:
    """“不是 甲” asks for the opposite; “甲、乙” whether both."""
    value = values[0] if len(values) == 1 else "是" if set(values) == {"是"} else "否"
    return _OPPOSITE.get(value, value) if told.startswith(_NOT) else value


def _renumbered(scores: Mapping[str, Any], numbers: Mapping[str, str]) -> dict[str, Any]:
    """Scores by the sample's 编号."""
    return {
        period: {unit: {numbers.get(key, key): score for key, score in found.items()} for unit, found in units.items()}
        for period, units in scores.items()
    }


@pytest.fixture(scope="module", params=SAMPLES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def completed(name: str, tmp_path_factory: pytest.TempPathFactory) -> Completed:
    return _completed(name, tmp_path_factory.mktemp(name))


def test_the_completed_draft_comes_to_what_is_expected(name: str, completed: Completed) -> None:
    assert differences(_in_order(completed.result), _in_order(expected(name))) == []


def _in_order(result: dict[str, Any]) -> dict[str, Any]:
    """Payments by whom they go to: one row of 奖惩 may do what several rows of the sample do."""
    return result | {"payments": sorted(result["payments"], key=lambda each: (each["unit"], each["reward"]))}


def test_little_is_left_to_type(name: str, completed: Completed) -> None:
    assert completed.typed <= SAMPLES[name] * completed.cells


def test_the_page_says_how_much(name: str, completed: Completed) -> None:
    row = re.search(rf"^\| {name} .*", _PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert row is not None
    figures = [int(figure) for figure in re.findall(r" (\d+)%? \|", row[0])]
    share = round(100 * completed.typed / completed.cells)
    assert figures == [completed.cells, completed.typed, share, completed.of_the_rubric]
