"""A command and the function of its name give the same answer: on a sample, and on a folder whose 算例 fails."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from typer.testing import CliRunner

import kaohe_xl
from kaohe_xl import api
from kaohe_xl.archive.history import NAME as HISTORY
from kaohe_xl.cli import app
from kaohe_xl.returns.report import as_json
from tests.support import markdown
from tests.support.runs import SAMPLES

FAILING = """
## 考核设置
| 设置 | 值 |
| 考核名称 | 2026年镇街考核 |
| 年度 | 2026 |
## 考核对象
| 单位名称 |
| 甲镇 |
| 乙镇 |
## 填报项
| 数据项 | 类型 |
| 投诉件数 | 整数 |
## 评分细则
| 编号 | 标准分 | 计分方式 | 数据项 | 分值 |
| 1 | 100 | 每例扣分 | 投诉件数 | 5 |
## 算例
| 算例 | 数据项 | 值 | 编号 | 应得 |
| 一件 | 投诉件数 | 1 | 1 | 90 |
"""


def kaohe(*words: object) -> tuple[int, str]:
    done = CliRunner(env={"COLUMNS": "300"}).invoke(app, [str(word) for word in words])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


def form(folder: Path, unit: str, cases: int) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("单位名称", unit), ("数据项", "填报值"), ("投诉件数", cases)):
        sheet.append(row)
    book.save(folder / "收表" / f"{unit}.xlsx")


@pytest.fixture(scope="module")
def failing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both units have returned their forms; the scheme takes 5 points where the 算例 expects 10."""
    folder = tmp_path_factory.mktemp("算例不符") / "考核"
    (folder / "收表").mkdir(parents=True)
    markdown.write(FAILING, folder / "方案.xlsx")
    for unit, cases in (("甲镇", 1), ("乙镇", 2)):
        form(folder, unit, cases)
    kaohe_xl.run(folder, anyway=True)
    return folder


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("样例") / "S8"
    shutil.copytree(next(SAMPLES.glob("S8-*")), folder, ignore=shutil.ignore_patterns("结果", "发放"))
    kaohe_xl.run(folder)
    return folder


@pytest.fixture(scope="module", params=["sample", "failing"])
def folder(request: pytest.FixtureRequest) -> Path:
    found: Path = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def unit(folder: Path) -> str:
    scheme = api.ready(folder).scheme
    assert scheme is not None
    return scheme.units[0].name


def held_together(said: tuple[int, str], answer: api.Reply) -> str:
    """Exit code and codes of findings are those of the answer; gives what was printed."""
    code, text = said
    assert code == answer.exit_code
    assert [found.code for found in answer.found if found.code not in text] == []
    assert list(answer.findings["代码"]) == [found.code for found in answer.found]
    return text


def test_check(folder: Path) -> None:
    held_together(kaohe("check", folder), kaohe_xl.check(folder))


def test_issue(folder: Path) -> None:
    answer = kaohe_xl.issue(folder)
    written = {path.name for path in (folder / "发放").rglob("*.xlsx")}
    shutil.rmtree(folder / "发放")
    assert f"已写 {len(answer.paths)} 份" in held_together(kaohe("issue", folder), answer)
    assert {path.name for path in (folder / "发放").rglob("*.xlsx")} == written


def test_status(folder: Path) -> None:
    answer = kaohe_xl.status(folder)
    assert answer.scheme is not None
    assert answer.returned is not None
    code, text = kaohe("status", folder, "--json")
    assert (code, text.rstrip("\n")) == (answer.exit_code, as_json(answer.scheme, answer.returned))
    assert kaohe("status", folder)[0] == answer.exit_code


def test_explain(folder: Path, unit: str) -> None:
    answer = kaohe_xl.explain(folder, unit)
    text = held_together(kaohe("explain", folder, unit), answer)
    assert answer.exit_code == 0
    assert str(answer) in text
    held_together(kaohe("explain", folder, "没有这个镇"), kaohe_xl.explain(folder, "没有这个镇"))
    assert kaohe_xl.explain(folder, "没有这个镇").exit_code == 2


def test_doubt(folder: Path) -> None:
    answer = kaohe_xl.doubt(folder, ranges=True)
    assert answer.bounds is not None
    assert len(answer.units) == len(answer.bounds.units)
    assert kaohe("doubt", folder, "--ranges", "--json") == (answer.exit_code, f"{answer.as_json()}\n")
    held_together(kaohe("doubt", folder, "--ranges"), answer)


def test_diff(folder: Path, sample: Path) -> None:
    held_together(kaohe("diff", sample, folder), kaohe_xl.diff(sample, folder))
    assert "没有差别" in held_together(kaohe("diff", folder, folder), kaohe_xl.diff(folder, folder))


def test_verify(folder: Path) -> None:
    (workbook,) = (folder / "结果").glob("*-评分结果.xlsx")
    answer = kaohe_xl.verify(workbook)
    text = held_together(kaohe("verify", workbook), answer)
    assert ("没有改动" in text) == answer.whole


def test_history(folder: Path, unit: str) -> None:
    answer = kaohe_xl.history(folder, unit)
    text = held_together(kaohe("history", folder, unit), answer)
    assert [run.check_code for run in answer.runs if run.check_code not in text] == []
    assert len(answer.changes) > 0
    held_together(kaohe("history", folder, "没有这个镇"), kaohe_xl.history(folder, "没有这个镇"))


def test_what_fails_is_told_with_the_answer_and_keeps_only_run_from_going_on(failing: Path) -> None:
    assert kaohe_xl.run(failing, write=False).exit_code == 2
    for answer in (
        kaohe_xl.explain(failing, "甲镇"),
        kaohe_xl.doubt(failing, ranges=True),
        kaohe_xl.diff(failing, failing),
    ):
        assert answer.exit_code == 0
        assert "S761" in list(answer.findings["代码"])


def test_a_side_without_data_is_compared_by_its_scheme_only(failing: Path, tmp_path: Path) -> None:
    alone = shutil.copy(failing / "方案.xlsx", tmp_path / "明年.xlsx")
    answer = kaohe_xl.diff(failing, alone)
    assert answer.moved is None
    assert "只对比了方案" in held_together(kaohe("diff", failing, alone), answer)


def test_a_damaged_history_is_a_finding(failing: Path, tmp_path: Path) -> None:
    root = tmp_path / "考核"
    shutil.copytree(failing, root)
    (root / "结果" / HISTORY).write_bytes(b"no database" * 100)
    answer = kaohe_xl.history(root, "甲镇")
    assert [found.code for found in answer.found] == ["R906"]
    assert answer.exit_code == 2
    held_together(kaohe("history", root, "甲镇"), answer)


def test_what_is_wrong_with_the_passwords_is_told_by_all(failing: Path, tmp_path: Path) -> None:
    root = tmp_path / "考核"
    shutil.copytree(failing, root)
    (root / "密码表.csv").write_text("谁,什么\n甲镇,x\n", encoding="utf-8")
    (workbook,) = (root / "结果").glob("*-评分结果.xlsx")
    beside = shutil.copy(root / "密码表.csv", root / "结果" / "密码表.csv")
    for said, answer in (
        (kaohe("explain", root, "甲镇"), kaohe_xl.explain(root, "甲镇")),
        (kaohe("verify", workbook), kaohe_xl.verify(workbook)),
    ):
        assert "D306" in held_together(said, answer)
        assert [found.code for found in answer.beside] == ["D306"]
    Path(beside).unlink()
    assert kaohe_xl.run(root, anyway=True).exit_code == kaohe("run", root, "--anyway")[0] == 1


def test_returned_files_may_lie_elsewhere(failing: Path, tmp_path: Path) -> None:
    shutil.copytree(failing / "收表", tmp_path / "别处")
    lines = kaohe_xl.explain(failing, "甲镇", returns=str(tmp_path / "别处")).lines
    assert lines == kaohe_xl.explain(failing, "甲镇").lines
    answer = kaohe_xl.status(failing, options=kaohe_xl.Options(returns=str(tmp_path / "没有")))
    assert [found.code for found in answer.found] == ["R169"]
    held_together(kaohe("status", failing, "--returns", tmp_path / "没有"), answer)


def _public(answer: api.Reply) -> Iterator[tuple[str, object]]:
    for name in dir(answer):
        value = getattr(answer, name)
        if not name.startswith("_") and not callable(value) and not isinstance(value, pd.DataFrame):
            yield name, value


def test_everything_that_an_answer_holds_says_in_one_line_what_it_is(folder: Path, unit: str, sample: Path) -> None:
    result = kaohe_xl.run(folder, write=False, anyway=True)
    answers: list[api.Reply] = [
        result,
        kaohe_xl.check(folder),
        kaohe_xl.status(folder),
        api.explanation_of(result, "没有这个镇"),
        api.explanation_of(result, unit),
        api.uncertainty_of(result),
        kaohe_xl.diff(sample, folder),
        kaohe_xl.history(folder, unit),
        kaohe_xl.Verification([], 0),
        kaohe_xl.Seal([], 2),
        kaohe_xl.Decided([], 2),
    ]
    for answer in answers:
        assert len(repr(answer)) < 200
        assert "\n" not in repr(answer)
        long = {name: len(repr(value)) for name, value in _public(answer) if len(repr(value)) >= 200}
        assert long == {}, type(answer)
    assert result.report is not None
    for payment in result.report.payments:
        assert len(repr(payment)) < 200


def test_a_word_that_is_no_option_is_refused(failing: Path) -> None:
    with pytest.raises(TypeError):
        kaohe_xl.status(failing, procs=2)  # type: ignore[call-arg]
    assert set(api.Options.__dataclass_fields__) - {"renderer"} == set(api.OptionWords.__annotations__)
