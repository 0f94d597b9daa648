"""The same form as LibreOffice writes it in each of its formats is read to the same values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pytest

from kaohe_xl.base.grid import Grid
from kaohe_xl.intake.discover import discover
from kaohe_xl.intake.reader import OpenedFile, ReturnsReader
from kaohe_xl.reading.read import read_book
from tests.reading.test_hidden_rows import xlsx as hidden_xlsx
from tests.support import making
from tests.support.libreoffice import Office

KINDS = ("xlsx", "ods", "fods", "xls", "html", "csv")


def with_error() -> bytes:
    """The form with a formula that fails."""
    calculated, failing = '<c r="D6"><f>C6*2</f><v>6</v></c>', '<c r="D6"><f>1/0</f><v>0</v></c>'
    return making.replaced(making.fill_form(), making.SHEET1, calculated, failing)


@pytest.fixture(scope="module")
def saved(soffice: Office, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both workbooks in every format; each format is a start of LibreOffice, which takes longer than they do."""
    folder = tmp_path_factory.mktemp("saved")
    form, hidden = folder / "form.xlsx", hidden_xlsx(folder / "hidden.xlsx")
    form.write_bytes(with_error())
    for kind in KINDS:
        for made in soffice.recalculate_all([form, hidden], kind):
            target = folder / made.stem / made.name
            target.parent.mkdir(exist_ok=True)
            made.rename(target)
    return folder


@pytest.mark.libreoffice
@pytest.mark.parametrize("suffix", ["ods", "xls", "fods"])
def test_hidden_rows_stay_hidden(saved: Path, suffix: str) -> None:
    assert read_book(saved / "hidden" / f"hidden.{suffix}").grids[0].hidden_rows == {2, 4}


@pytest.mark.libreoffice
def test_every_format_that_libreoffice_writes(saved: Path) -> None:
    with ReturnsReader() as reader:
        answers = {Path(opened.name).suffix: opened for opened in reader.read(discover(saved / "form"))}
    assert len(answers) == 6
    for kind in (".xlsx", ".ods", ".fods", ".xls"):
        check_cells(answers[kind])
    assert [grid.name for grid in book_grids(answers[".ods"])] == ["填报表", "评分细则"]
    assert [answers[kind].reading for kind in (".xlsx", ".ods", ".xls")] == ["快速", "精确（ods）", "精确（xls）"]
    page = book_grids(answers[".html"])[0]
    assert page.cell(4, 3).value == pytest.approx(0.953, abs=0)
    assert page.cell(4, 3).shown_as_percent
    text = book_grids(answers[".csv"])[0]
    assert text.cell(4, 3).value in ("95.3%", "95.30%")
    assert text.cell(6, 4).value == "#DIV/0!"


def book_grids(opened: OpenedFile) -> Sequence[Grid]:
    assert opened.book is not None, opened.refusal
    return opened.book.grids


def check_cells(opened: OpenedFile) -> None:
    grid = book_grids(opened)[0]
    assert grid.merged_from(1, 3).text == "2022年填报表"
    assert grid.cell(4, 3).value == pytest.approx(0.953, abs=0)
    assert grid.cell(4, 3).shown_as_percent
    assert grid.cell(4, 3).text == "95.3%"
    assert grid.cell(4, 4).value == "=cmd|'/c calc'!A1"
    assert grid.cell(5, 3).value == datetime(2022, 10, 31)
    assert grid.cell(6, 3).value == 3
    assert grid.cell(6, 4).problem == "#DIV/0!"
    assert grid.cell(6, 4).value is None
