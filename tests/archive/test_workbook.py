"""验证 of a result workbook: untouched it is whole, and every edit by hand is named with what it moves."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

import kaohe_xl
from benchmarks.doubt import SAMPLES
from kaohe_xl.archive import engine
from kaohe_xl.cli import app


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("验证") / "考核"
    shutil.copytree(SAMPLES / "S1-乡镇工作考核", folder)
    output = kaohe_xl.run(folder).output
    assert output is not None
    return output


def test_untouched_it_is_whole_and_the_engine_agrees(result: Path) -> None:
    answer = CliRunner().invoke(app, ["verify", str(result)])
    assert answer.exit_code == 0, answer.output
    assert "没有改动" in answer.output
    assert "866 个公式用另一个引擎重新计算，866 个与本程序的准确数相同" in answer.output


def test_every_edit_is_named_with_what_it_moves(result: Path, tmp_path: Path) -> None:
    root = tmp_path / "考核"
    shutil.copytree(result.parent.parent, root)
    path = root / "结果" / result.name
    book = openpyxl.load_workbook(path)
    score = _first(book["得分明细"], formula=True)
    used = _first(book["填报数据"], formula=False)
    typed, formula = book["填报数据"][used].value, book["得分明细"][score].value
    book["得分明细"][score].value = 1.25
    book["填报数据"][used].value = typed + 3
    book["排名"]["A1"].value = "另一个标题"
    del book["扣分清单"]
    book.save(path)
    checked = kaohe_xl.verify(path)
    told = {(each.code, each.place.sheet, each.place.cell): each.text for each in checked.found}
    assert not checked.whole
    assert "现在是 1.25" in told["R911", "得分明细", score]
    assert str(formula)[:20] in told["R911", "得分明细", score]
    assert ("R913", "填报数据", used) in told
    assert ("R913", "排名", "A1") in told
    assert ("R915", "扣分清单", "") in told
    assert any(code == "R919" and sheet in ("排名", "得分汇总") for code, sheet, _ in told)


def test_without_the_engine_the_cells_are_compared_all_the_same(result: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "LIBRARY", "no_such_library")
    checked = kaohe_xl.verify(result)
    assert [each.code for each in checked.found] == ["R917"]
    assert checked.whole


def test_a_workbook_that_lies_anywhere(result: Path, tmp_path: Path) -> None:
    lost = tmp_path / "散落.xlsx"
    shutil.copy(result, lost)
    answer = CliRunner().invoke(app, ["verify", str(lost)])
    assert answer.exit_code == 2
    assert "R910" in answer.output


def _first(sheet: object, *, formula: bool) -> str:
    for row in sheet.iter_rows(min_row=5, min_col=4):  # type: ignore[attr-defined]
        for cell in row:
            wanted = cell.data_type == "f" if formula else isinstance(cell.value, int | float)
            if wanted:
                return str(cell.coordinate)
    raise AssertionError("nothing there")
