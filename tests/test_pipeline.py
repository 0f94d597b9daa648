"""What the commands do before there is anything to score: folders without a scheme, broken schemes, seeded mistakes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kaohe_xl.cli import app
from kaohe_xl.pipeline import load, locate

SAMPLE = next((Path(__file__).parent.parent / "sample_workbooks").glob("S8-*"))


def kaohe(*words: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    code, said = kaohe("run", tmp_path / "没有")
    assert code == 2
    assert "R101" in said


def test_a_folder_without_a_scheme_says_what_to_do(tmp_path: Path) -> None:
    code, said = kaohe("run", tmp_path)
    assert code == 2
    assert "R102" in said
    assert "kaohe new" in said


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"%PDF-1.7"])
@pytest.mark.parametrize("command", ["run", "check", "issue", "status"])
def test_a_scheme_that_cannot_be_read_is_a_finding_not_a_crash(tmp_path: Path, command: str, content: bytes) -> None:
    (tmp_path / "方案.xlsx").write_bytes(content)
    code, said = kaohe(command, tmp_path)
    assert code == 2
    assert "方案.xlsx" in said


def test_a_scheme_of_another_name_is_found_when_it_is_the_only_one(tmp_path: Path) -> None:
    shutil.copy(SAMPLE / "方案.xlsx", tmp_path / "2022年方案.xlsx")
    (tmp_path / "旧.xlsx").write_bytes(b"PK\x03\x04 broken")
    job, findings = locate(tmp_path)
    assert job is not None
    assert job.scheme.name == "2022年方案.xlsx"
    assert findings == []
    scheme, _ = load(job)
    assert scheme is not None


def test_a_scheme_with_errors_scores_nothing(tmp_path: Path) -> None:
    import openpyxl

    shutil.copy(SAMPLE / "方案.xlsx", tmp_path / "方案.xlsx")
    book = openpyxl.load_workbook(tmp_path / "方案.xlsx")
    book.remove(book["填报项"])
    book.save(tmp_path / "方案.xlsx")
    code, said = kaohe("run", tmp_path)
    assert code == 2
    assert "S101" in said
    assert not (tmp_path / "结果").exists() or not list((tmp_path / "结果").glob("*.xlsx"))


def test_the_last_line_counts_the_forms_that_are_missing(tmp_path: Path) -> None:
    assert kaohe("new", tmp_path / "新考核")[0] == 0
    code, said = kaohe("run", tmp_path / "新考核")
    assert code == 1
    assert "有需要留意的地方（" in said
    assert "未报 18）" in said
    assert "阶段性结果" in said  # nobody has reported: nobody has a place
