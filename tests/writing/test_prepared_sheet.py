"""A sheet that another process makes ready is the very sheet that this one would have written."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kaohe_xl.base.grid import Merge
from kaohe_xl.parallel.executor import Executor, here
from kaohe_xl.parallel.processes import processes
from kaohe_xl.returns.model import Returned
from kaohe_xl.sheets import build
from kaohe_xl.sheets.model import Out, Sheet, Style, Workbook
from kaohe_xl.sheets.registry import APART, RESULT_SHEETS
from kaohe_xl.sheets.result import RunResult
from kaohe_xl.writing import prepared_sheet as ready_module
from kaohe_xl.writing import results
from kaohe_xl.writing.prepared_sheet import make_ready, numbered
from kaohe_xl.writing.results import helpers, write_results
from kaohe_xl.writing.rows import CellStyle, Strings, rows_xml
from kaohe_xl.writing.write import write_workbook
from tests.support.small import Small, small
from tests.support.xlsx import stored

TEXTS = st.text(max_size=6) | st.sampled_from(["\x01s0\x01", "\x01", "<r>粗</r>", "_x0001_", "=1+1", "甲镇\n乙镇"])
VALUES = TEXTS | st.fractions() | st.booleans() | st.dates(date(1950, 1, 1)) | st.none()
CELLS = st.builds(
    Out,
    VALUES,
    st.sampled_from([Style.TEXT, Style.SCORE, Style.LINK, Style.FILL]),
    formula=st.sampled_from(["", "", 'IF(A1="\x01","甲",1)']),
    number_format=st.sampled_from(["", "0.0%"]),
    unlocked=st.booleans(),
)
ROWS = st.lists(st.lists(st.none() | CELLS, max_size=4), min_size=1, max_size=8)


class Looks(dict[CellStyle, int]):
    def __missing__(self, look: CellStyle) -> int:
        self[look] = len(self)
        return self[look]


def table() -> Strings:
    known: dict[str, int] = {}
    return Strings(lambda text: known.setdefault(text, len(known)))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # of a machine with other work
@given(ROWS, st.integers(1, 5))
def test_marks_become_the_workbooks_numbers(rows: list[list[Out | None]], together: int) -> None:
    sheet = Sheet("表", rows)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ready_module, "_TOGETHER", together)
        ready = pickle.loads(pickle.dumps(make_ready(sheet, 2)))
    assert len(ready.rows) == -(-len(rows) // together)
    directly = "".join(rows_xml(sheet, ready.laid.heights, Looks(), table()))
    assert "".join(numbered(ready, Looks(), table())) == directly


def test_a_sheet_made_ready_is_written_as_any_other(tmp_path: Path) -> None:
    first = Sheet("汇总", [[Out("标题", Style.TITLE), None], [Out("甲镇"), Out(Fraction(9), Style.SCORE)]])
    rows = [
        [Out("清单", Style.TITLE), None, None],
        [
            Out("甲镇", comment="原填：九分"),
            Out(Fraction(9), Style.SCORE),
            Out("查看", Style.LINK, link="internal:'汇总'!A1"),
        ],
        [Out("很长的一段话，" * 20), Out(Fraction(1, 3), Style.SCORE, formula="B2/27"), Out(None, Style.TOTAL)],
    ]
    sheet = Sheet("清单", rows, {0: 12.0}, [Merge(1, 1, 1, 3)], kept_at_end=1, frozen=(1, 1), landscape=False)
    book = Workbook([first, Sheet("清单", ()), Sheet("末页", [[Out("末")]])])
    plain = Workbook([first, sheet, book.sheets[2]])
    expected = write_workbook(plain, tmp_path / "a.xlsx")
    path = write_workbook(book, tmp_path / "b.xlsx", {"清单": lambda: make_ready(sheet, 2)})
    assert looks_of(path) == looks_of(expected)
    assert stored(path) == stored(expected)


def looks_of(path: Path) -> list[object]:
    """All that stands in the sheets and how it looks."""
    found: list[object] = []
    looks: dict[tuple[int, ...], str] = {}  # a few dozen, of thousands of cells
    for page in openpyxl.load_workbook(path):
        sizes = [{key: getattr(d, size) for key, d in dimensions.items()} for dimensions, size in
                 ((page.column_dimensions, "width"), (page.row_dimensions, "height"))]  # fmt: skip
        breaks = [each.id for each in page.row_breaks.brk]
        found += [page.title, sizes, breaks, sorted(map(str, page.merged_cells.ranges)), page.print_title_rows]
        found += [page.freeze_panes, page.page_setup.orientation, page.page_setup.scale, page.page_setup.fitToHeight]
        for cell in (cell for row in page.iter_rows() for cell in row):
            link = cell.hyperlink.location if cell.hyperlink else None
            comment = cell.comment.text if cell.comment else None
            style = tuple(getattr(cell, "_style", None) or ())  # merged cells have none
            if style not in looks:
                look = (cell.number_format, cell.font, cell.fill, cell.border, cell.alignment, cell.protection)
                looks[style] = repr(look)
            found.append((cell.coordinate, looks[style], link, comment))
    return found


# -- the whole result ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def result() -> Small:
    return small()


@pytest.fixture(scope="module")
def two() -> Iterator[Executor]:
    with processes(2, results.__name__) as executor:
        yield executor


def written(result: Small, folder: Path, help_from: Executor | None, most: int = 2_000) -> list[Path]:
    returned = Returned(result.assessment.tidy, [], [])
    path = folder / "结果.xlsx"
    whole = RunResult(result.assessment, result.payments, returned, result.findings)
    write_results(whole, path, most=most, help_from=help_from)
    return sorted(folder.rglob("*.xlsx"))


@pytest.mark.parametrize("most", [2_000, 1], ids=["one workbook", "volumes"])
def test_with_help_the_result_is_the_same(result: Small, two: Executor, most: int, tmp_path: Path) -> None:
    alone, helped = (written(result, tmp_path / name, help_from, most) for name, help_from in (("a", None), ("b", two)))
    assert [path.name for path in alone] == [path.name for path in helped]
    assert len(alone) == (1 if most > 3 else 4)
    for one, other in zip(alone, helped, strict=True):
        assert stored(one) == stored(other)
        assert looks_of(one) == looks_of(other)


def test_sheets_made_apart_are_not_made_here_too(
    result: Small, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[str] = []
    made: list[str] = []

    def told(function: Callable[[str], object], pieces: list[str]) -> Iterator[object]:
        asked.extend(pieces)
        return here(function, pieces)

    listed = [replace(each, make=counted(each.make, made)) if each.apart else each for each in RESULT_SHEETS]
    monkeypatch.setattr(build, "RESULT_SHEETS", listed)
    written(result, tmp_path / "a", told)  # type: ignore[arg-type]
    there = {sheet for sheet, _ in stored(tmp_path / "a" / "结果.xlsx")}
    wanted = [name for name in APART if name in there]  # 敏感 only where 考核设置 asks for it
    assert sorted(wanted) == ["填报数据", "扣分清单"]
    assert asked == wanted
    assert sorted(made) == sorted(wanted)


def counted(make: Callable[..., Sheet], made: list[str]) -> Callable[..., Sheet]:
    def counting(*arguments: object) -> Sheet:
        sheet = make(*arguments)
        made.append(sheet.name)
        return sheet

    return counting


def test_who_helps(result: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    """A desk's run starts no process for it; one processor helps nobody."""
    with helpers(result.scheme, 2) as nobody:
        assert nobody is None
    monkeypatch.setattr(results, "_MUCH", 1)
    with helpers(result.scheme, 1) as nobody:
        assert nobody is None
    with helpers(result.scheme, 2) as somebody:
        assert somebody is not None
        assert list(somebody(abs, [-1, 2])) == [1, 2]
