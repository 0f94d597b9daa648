"""The door for other programs: what it gives equals what the commands write."""

from __future__ import annotations

import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import kaohe_xl
from kaohe_xl import api
from tests.support import small_folder
from tests.support.runs import SAMPLES


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> api.Result:
    folder = tmp_path_factory.mktemp("api") / "S8"
    shutil.copytree(next(SAMPLES.glob("S8-*")), folder)
    return kaohe_xl.run(folder)


@pytest.fixture(scope="module")
def towns() -> api.Result:
    return kaohe_xl.run(next(SAMPLES.glob("S4-*")), write=False)


def _sheet(result: api.Result, name: str) -> list[tuple[object, ...]]:
    assert result.output is not None
    return list(openpyxl.load_workbook(result.output, data_only=True)[name].values)


def test_the_ranking_has_the_workbooks_columns_and_exact_figures(towns: api.Result) -> None:
    ranking = towns.ranking
    assert list(ranking.columns[:5]) == ["名次", "单位名称", "分组", "总分", "等次"]
    assert len(ranking) == 12
    first = ranking.iloc[0]
    assert (first["名次"], first["总分"]) == (1, Decimal("99.7"))
    assert list(ranking["总分"]) == sorted(ranking["总分"], reverse=True)


def test_the_scores_are_a_row_for_each_unit_and_period(towns: api.Result) -> None:
    scores = towns.scores
    assert list(scores.columns[:3]) == ["单位名称", "期次", "1.1"]
    assert set(scores["期次"]) == {"半年", "年终"}
    assert isinstance(scores["1.1"].iloc[0], Decimal)


def test_the_deductions_add_up_to_the_totals(towns: api.Result) -> None:
    lost = towns.deductions[towns.deductions["影响总分"] != "—"].groupby("单位名称")["影响总分"].sum()
    totals = towns.ranking.set_index("单位名称")["总分"]
    for unit, total in totals.items():
        assert Decimal(100) + lost.get(unit, Decimal(0)) == total


def test_what_is_written_is_what_is_told(written: api.Result) -> None:
    rows = _sheet(written, "奖励金额")
    head = next(at for at, row in enumerate(rows) if row[0] == "单位名称")
    paid = [row[6] for row in rows[head + 1 : head + 1 + len(written.payments)]]
    assert [float(amount) for amount in written.payments["金额"]] == paid
    assert len(written.payments) > 0
    files = {path.name for path in (written.output or Path()).parent.iterdir()}
    assert "运行记录.log" in files


def test_nothing_is_written_where_that_was_asked(tmp_path: Path) -> None:
    folder = tmp_path / "S8"
    shutil.copytree(next(SAMPLES.glob("S8-*")), folder, ignore=shutil.ignore_patterns("结果"))
    before = sorted(path for path in folder.rglob("*") if path.is_file())
    result = kaohe_xl.run(folder, write=False)
    assert result.output is None
    assert len(result.payments) > 0
    assert sorted(path for path in folder.rglob("*") if path.is_file()) == before


def test_every_finding_and_file_is_a_row(towns: api.Result) -> None:
    assert len(towns.findings) == len(towns.found)
    assert set(towns.findings["级别"]) <= {"错误", "注意", "说明"}
    assert {"采用", "拒收"} <= set(towns.returns["结果"])
    assert "未报" in set(towns.fillers["情况"])


def test_the_other_commands(tmp_path: Path) -> None:
    folder = small_folder.write(tmp_path / "考核")
    assert kaohe_xl.check(folder).exit_code in (0, 1)
    assert len(kaohe_xl.issue(folder).paths) == 6
    assert kaohe_xl.status(folder).exit_code == 1
    why = str(kaohe_xl.explain(folder, "东风镇", "1.1"))
    assert "东风镇" in why
    assert "!填报表!" in why
    assert kaohe_xl.diff(folder, folder).tables == {}
    assert len(kaohe_xl.doubt(folder, ranges=True).units) == 3
    assert kaohe_xl.seal(folder, "").exit_code == 2
    assert kaohe_xl.history(folder, "东风镇").exit_code == 1
    tried = kaohe_xl.decide(
        folder,
        "东风镇",
        "1.2",
        "部分采纳",
        reason="来信",
        by="考核办",
        value="1",
        period="下半年",
        on_paper=True,
        write=False,
    )
    assert (tried.exit_code, tried.written, tried.now) == (0, False, 1)
    assert list(tried.moved.columns) == ["单位", "总分", "名次", "等次", "奖惩（元）"]


def test_a_difference_is_a_table(tmp_path: Path) -> None:
    sample, folder = (shutil.copytree(next(SAMPLES.glob("S8-*")), tmp_path / name) for name in ("S8", "改了的S8"))
    book = openpyxl.load_workbook(folder / "方案.xlsx")
    sheet = book["奖惩"]
    head = next(row for row in sheet.iter_rows() if any(cell.value == "金额" for cell in row))
    column = next(cell.column for cell in head if cell.value == "金额")
    cell = next(c for (c,) in sheet.iter_rows(head[0].row + 1, min_col=column, max_col=column) if c.value)
    cell.value = float(cell.value) + 100
    book.save(folder / "方案.xlsx")
    tables = kaohe_xl.diff(sample, folder).tables
    assert tables
    assert all(isinstance(table, pd.DataFrame) for table in tables.values())


def test_what_is_no_assessment_is_said_not_raised(tmp_path: Path) -> None:
    result = kaohe_xl.run(tmp_path / "没有", write=False)
    assert result.exit_code == 2
    assert len(result.findings) == 1
    assert result.ranking.empty
    assert list(result.ranking.columns[:2]) == ["名次", "单位名称"]
    assert "exit_code=2" in repr(result)


def test_the_names_are_there_in_whatever_order_they_are_imported() -> None:
    """diff/ and explain/ are folders too: the functions win at the door."""
    for first in ("kaohe_xl.run", "from kaohe_xl import api", "import kaohe_xl.diff.results"):
        code = f"import kaohe_xl; {first}; kaohe_xl.run; assert callable(kaohe_xl.diff) and callable(kaohe_xl.explain)"
        subprocess.run([sys.executable, "-c", code], check=True)
