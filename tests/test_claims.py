"""What a run may claim: nothing of a folder that is not there, nothing final while forms are still to come in."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from typer.testing import CliRunner

import kaohe_xl
import kaohe_xl.writing.write as writing
from kaohe_xl.base.finding import Severity
from kaohe_xl.cli import app
from kaohe_xl.outbox import LetterKind, prepare
from kaohe_xl.pipeline import PROVISIONAL, load, locate, running
from kaohe_xl.watching.lock import take
from tests.support import markdown

SCHEME = """
## 考核设置
| 设置 | 值 |
| 考核名称 | 2026年镇街考核 |
| 年度 | 2026 |
| 并列奖金 | 各按名次 |
{more}
## 考核对象
| 单位名称 | 邮箱 |
| 甲镇 | a@example.cn |
| 乙镇 | b@example.cn |
| 丙镇 | c@example.cn |
## 填报项
| 数据项 | 类型 | 缺省值 |
| 投诉件数 | 整数 | {default} |
## 评分细则
| 编号 | 标准分 | 计分方式 | 数据项 | 分值 |
| 1 | 100 | 每例扣分 | 投诉件数 | 5 |
## 奖惩
| 奖惩 | 类型 | 名次起 | 名次止 | 金额 | 条件 |
| 一等奖 | 奖励 | 1 | 1 | 10000 | |
| 末位罚款 | 处罚 | -1 | -1 | -500 | |
| 批评 | 通报批评 | | | | 总分<60 |
"""
FORMS: dict[str, int | str] = {"甲镇": 1, "乙镇": 2, "丙镇": 3}
DATA = "## 填报数据\n| 单位名称 | 投诉件数 |\n"


def kaohe(*words: str | Path) -> tuple[int, str]:
    done = CliRunner().invoke(app, [str(word) for word in words])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


def folder(
    root: Path, forms: dict[str, int | str] | None, *, data: str = "", more: str = "", default: str = ""
) -> Path:
    """An assessment; ``forms``: what each unit returned, None for no 收表 at all."""
    root.mkdir(parents=True)
    text = SCHEME.format(more=more, default=default) + (DATA + data if data else "")
    markdown.write(text, root / "方案.xlsx")
    if forms is not None:
        (root / "收表").mkdir()
    for unit, cases in (forms or {}).items():
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        for row in (("单位名称", unit), ("数据项", "填报值"), ("投诉件数", cases)):
            sheet.append(row)
        book.save(root / "收表" / f"{unit}.xlsx")
    return root


def ranks(result: kaohe_xl.Result) -> dict[str, object]:
    return dict(zip(result.ranking["单位名称"], result.ranking["名次"], strict=True))


def paid(result: kaohe_xl.Result) -> set[tuple[str, str]]:
    return set(zip(result.payments["单位名称"], result.payments["奖惩"], strict=True))


# -- a 收表 that is not there ----------------------------------------------------------------------------------------


def _renamed(root: Path) -> None:
    (root / "收表").rename(root / "收表（旧）")


def _a_file(root: Path) -> None:
    _renamed(root)
    (root / "收表").write_text("", encoding="utf-8")


def _dangling(root: Path) -> None:
    _renamed(root)
    (root / "收表").symlink_to(root / "网络盘")


def results_in(root: Path) -> dict[Path, bytes]:
    """What an earlier run left."""
    return {path: path.read_bytes() for path in (root / "结果").rglob("*") if path.is_file()}


@pytest.mark.parametrize("gone", [_renamed, _a_file, _dangling])
def test_a_folder_that_is_not_there_is_not_nobody(tmp_path: Path, gone: Callable[[Path], None]) -> None:
    root = folder(tmp_path / "考核", {"甲镇": 0, "乙镇": 1, "丙镇": 2})
    kaohe("run", root)
    before = results_in(root)
    gone(root)
    for command, *words in (("run",), ("status",), ("explain", "甲镇"), ("mail", "--remind"), ("mail",)):
        code, said = kaohe(command, root, *words)
        assert (code, "收表不见了" in said, "催报" in said) == (2, True, False), (command, words, said)
        assert results_in(root) == before, (command, words)


def _emptied(root: Path) -> None:
    for path in (root / "收表").iterdir():
        path.unlink()


def _emptied_but_for_a_lock(root: Path) -> None:
    _emptied(root)
    (root / "收表" / "~$甲镇.xlsx").write_bytes(b"x")


def _an_empty_sub_folder(root: Path) -> None:
    _emptied(root)
    (root / "收表" / "第一批").mkdir()


@pytest.mark.parametrize("gone", [_emptied, _emptied_but_for_a_lock, _an_empty_sub_folder])
def test_the_empty_place_of_a_drive_is_not_nobody(tmp_path: Path, gone: Callable[[Path], None]) -> None:
    root = folder(tmp_path / "考核", {"甲镇": 0, "乙镇": 1, "丙镇": 2})
    kaohe("run", root)
    before = results_in(root)
    gone(root)
    for command, *words in (("run",), ("run", "--closed"), ("status",), ("mail", "--remind")):
        code, said = kaohe(command, root, *words)
        assert (code, "R115" in said, "催报" in said) == (2, True, False), (command, words, said)
        assert results_in(root) == before, (command, words)
    (root / "结果").rename(root / "去年的结果")  # what it says to do where one begins anew
    assert kaohe("run", root)[0] == 1


def test_an_empty_folder_is_nobody(tmp_path: Path) -> None:
    code, said = kaohe("run", folder(tmp_path / "考核", {}))
    assert code == 1
    assert "阶段性结果" in said


# -- 填报数据 beside 收表 ----------------------------------------------------------------------------------------------

INLINE = "| 甲镇 | 3 |\n| 乙镇 | 1 |\n| 丙镇 | 0 |\n"


def test_a_folder_its_scheme_and_a_workbook_of_any_name_agree(tmp_path: Path) -> None:
    root = folder(tmp_path / "考核", None, data=INLINE)
    other = root / "换个名字.xlsx"
    results = [kaohe_xl.run(root, write=False), kaohe_xl.run(root / "方案.xlsx", write=False)]
    other.write_bytes((root / "方案.xlsx").read_bytes())
    results.append(kaohe_xl.run(other, write=False))
    assert all(ranks(result) == {"丙镇": 1, "乙镇": 2, "甲镇": 3} for result in results)


def test_with_returns_the_scheme_means_its_folder(tmp_path: Path) -> None:
    root = folder(tmp_path / "考核", {"甲镇": 0}, data=INLINE)
    job, _ = locate(root / "方案.xlsx")
    assert job is not None
    assert not job.single
    assert ranks(kaohe_xl.run(root, write=False)) == ranks(kaohe_xl.run(root / "方案.xlsx", write=False))


@pytest.mark.parametrize(
    ("forms", "inline", "cases", "codes"),
    [
        ({"甲镇": 2}, "| 乙镇 | 1 |\n| 丙镇 | 4 |\n", {"甲镇": 2, "乙镇": 1, "丙镇": 4}, []),
        ({"甲镇": 2}, "| 甲镇 | 2 |\n| 乙镇 | 1 |\n| 丙镇 | 4 |\n", {"甲镇": 2, "乙镇": 1, "丙镇": 4}, ["F404"]),
        ({"甲镇": 2}, "| 甲镇 | 3 |\n| 乙镇 | 1 |\n| 丙镇 | 4 |\n", {"甲镇": 2, "乙镇": 1, "丙镇": 4}, ["F403"]),
        ({"甲镇": ""}, "| 甲镇 | 3 |\n| 乙镇 | 1 |\n| 丙镇 | 4 |\n", {"甲镇": 3, "乙镇": 1, "丙镇": 4}, []),
        ({"甲镇": "很多"}, "| 甲镇 | 3 |\n| 乙镇 | 1 |\n| 丙镇 | 4 |\n", {"乙镇": 1, "丙镇": 4}, ["F101", "F403"]),
        ({"甲镇": 2, "乙镇": 5}, "| 甲镇 | |\n| 丙镇 | 4 |\n", {"甲镇": 2, "乙镇": 5, "丙镇": 4}, []),
        (
            {"甲镇": 0},
            "| 甲镇 | 无 |\n| 乙镇 | 1 |\n| 丙镇 | 4 |\n",
            {"甲镇": 0, "乙镇": 1, "丙镇": 4},
            ["F113", "F404"],
        ),
        ({}, INLINE, {"甲镇": 3, "乙镇": 1, "丙镇": 0}, []),
        ({"甲镇": 2, "乙镇": 1, "丙镇": 4}, "| 甲镇 | |\n", {"甲镇": 2, "乙镇": 1, "丙镇": 4}, []),
        ({"丙镇": 9}, "| 丙镇 | 9.0 |\n| 甲镇 | 1 |\n| 乙镇 | 2 |\n", {"甲镇": 1, "乙镇": 2, "丙镇": 9}, ["F404"]),
    ],
)
def test_both_count_and_the_return_wins(
    tmp_path: Path, forms: dict[str, int | str], inline: str, cases: dict[str, int], codes: list[str]
) -> None:
    result = kaohe_xl.run(folder(tmp_path / "考核", forms, data=inline), write=False)
    assert result.assessment is not None
    tidy = result.assessment.tidy
    values = {row["单位"]: row["值"] for _, row in tidy.iterrows() if isinstance(row["值"], Fraction)}
    assert values == cases
    assert sorted(set(result.findings["代码"]) & {"F101", "F113", "F403", "F404"}) == codes
    assert not result.assessment.provisional or len(cases) < 3


# -- provisional -------------------------------------------------------------------------------------------------------


def test_while_forms_are_to_come_in_nobody_who_sent_nothing_is_ranked_paid_fined_or_criticised(tmp_path: Path) -> None:
    root = folder(tmp_path / "考核", {"甲镇": 1})
    result = kaohe_xl.run(root)
    assert result.exit_code == 1
    assert ranks(result) == {"甲镇": 1, "乙镇": None, "丙镇": None}
    assert paid(result) == {("甲镇", "一等奖"), ("甲镇", "末位罚款")}
    told = result.findings[result.findings["代码"] == "R113"].iloc[0]
    assert "乙镇（" in told["问题"]
    assert "丙镇（" in told["问题"]
    book = openpyxl.load_workbook(result.output)  # type: ignore[arg-type]
    first = [str(cell) for row in book["排名"].iter_rows(max_row=4, values_only=True) for cell in row if cell]
    assert any(PROVISIONAL in text for text in first)
    assert any("表还没有收齐" in text for text in first)
    assert any("3 份" in text and "2 份未报" in text and "丙镇" in text for text in first)  # how much, and whom
    letter = "\n".join(p.text for p in docx.Document(str(root / "结果" / "通报和通知.docx")).paragraphs)
    assert "阶段性结果" in letter
    assert "乙镇" in letter
    card = "\n".join(p.text for p in docx.Document(str(root / "结果" / "成绩单" / "甲镇_成绩单.docx")).paragraphs)
    assert "阶段性结果" in card
    assert "丙镇" not in card  # who owes what is not every unit's business
    assert (root / "结果" / "阶段性结果.txt").is_file()


def test_nobody_at_all_means_nobody_is_first(tmp_path: Path) -> None:
    root = folder(tmp_path / "考核", {})
    for closed in (False, True):
        result = kaohe_xl.run(root, write=False, closed=closed)
        assert set(ranks(result).values()) == {None}
        assert not {name for _, name in paid(result)} & {"一等奖"}


@pytest.mark.parametrize(
    ("more", "closed", "provisional"),
    [
        ("", False, True),
        ("| 收表 | 进行中 |", False, True),
        ("| 收表 | 已截止 |", False, False),
        ("", True, False),
        ("| 收表 | 进行中 |", True, False),
    ],
)
@pytest.mark.parametrize("unreturned", ["计零", "不排名", "待定"])
def test_the_office_says_when_the_waiting_ends(
    tmp_path: Path, more: str, closed: bool, provisional: bool, unreturned: str
) -> None:
    root = folder(tmp_path / "考核", {"甲镇": 1, "乙镇": 3}, more=f"{more}\n| 缺报处理 | {unreturned} |")
    result = kaohe_xl.run(root, write=False, closed=closed)
    assert result.assessment is not None
    assert result.assessment.provisional is provisional
    assert ranks(result)["甲镇"] == 1
    last = 3 if not provisional and unreturned == "计零" else None
    assert ranks(result)["丙镇"] == last
    assert ("丙镇", "末位罚款") in paid(result) if last else ("乙镇", "末位罚款") in paid(result)
    criticised = not provisional and unreturned != "待定"  # its total is 0, whether it is ranked or not
    assert (("丙镇", "批评") in paid(result)) is criticised


def test_everything_in_ends_the_waiting_by_itself(tmp_path: Path) -> None:
    root = folder(tmp_path / "考核", {"甲镇": 1})
    kaohe("run", root)
    markdown.write(SCHEME.format(more="", default="") + DATA + "| 乙镇 | 2 |\n| 丙镇 | 3 |\n", root / "方案.xlsx")
    code, said = kaohe("run", root)
    assert (code, "阶段性" in said) == (0, False)
    assert not (root / "结果" / "阶段性结果.txt").exists()


def test_notices_of_a_provisional_result_are_not_sent(tmp_path: Path) -> None:
    root = folder(tmp_path / "考核", {"甲镇": 1})
    kaohe("run", root)
    job, _ = locate(root)
    assert job is not None
    scheme, _ = load(job)
    assert scheme is not None
    for kind in (LetterKind.SCORES, LetterKind.NOTICE):
        letters, findings = prepare(root, scheme, kind)
        assert (letters, [found.code for found in findings]) == ([], ["R518"])
    letters, _ = prepare(root, scheme, LetterKind.SCORES, provisional=True)
    assert letters
    assert kaohe("mail", root)[0] == 1
    assert "阶段性" in kaohe("mail", root)[1]


@pytest.mark.parametrize("stage", ["write_results", "write_notices", "send_back"])
def test_a_run_that_ends_half_way_leaves_nothing_to_be_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    root = folder(tmp_path / "考核", {"甲镇": 1})
    kept = getattr(running, stage)

    def killed(*words: Any, **options: Any) -> None:
        kept(*words, **options)  # all of this stage is on disk, nothing of the next
        raise KeyboardInterrupt

    monkeypatch.setattr(running, stage, killed)
    with pytest.raises(KeyboardInterrupt):
        kaohe_xl.run(root)
    code, said = kaohe("mail", root)
    assert (code, "R518" in said) == (1, True)


@pytest.mark.parametrize(
    "more",
    ["", "| 收表 | 进行中 |", "| 收表 | |", "| 注：以上由考核办填写，有改动须经领导小组同意，不要随意修改。 | |"],
)
def test_a_result_that_was_closed_by_hand_says_so_when_it_is_read_again(tmp_path: Path, more: str) -> None:
    root = folder(tmp_path / "考核", {"甲镇": 1, "乙镇": 3}, more=more)
    before = (root / "方案.xlsx").read_bytes()
    result = kaohe_xl.run(root, closed=True)
    assert result.output is not None
    again = kaohe_xl.run(result.output, write=False)
    assert again.assessment is not None
    assert not again.assessment.provisional
    assert (ranks(again), paid(again)) == (ranks(result), paid(result))
    assert ranks(again)["丙镇"] == 3
    assert (root / "方案.xlsx").read_bytes() == before
    assert "第3名" in kaohe("explain", root, "丙镇", "--closed")[1]
    assert "第3名" not in kaohe("explain", root, "丙镇")[1]


# -- one at a time, and disks that will not ----------------------------------------------------------------------------


def test_a_run_waits_for_nobody_and_says_who_is_at_it(tmp_path: Path) -> None:
    root = folder(tmp_path / "考核", {"甲镇": 1, "乙镇": 2, "丙镇": 3})
    (root / "结果").mkdir()
    lock, _ = take(root / "结果" / ".监视.lock", "监视")
    assert lock is not None
    with lock:
        code, said = kaohe("run", root)
        assert code == 2
        assert "R701" in said
        assert list((root / "结果").glob("*.xlsx")) == []
    assert kaohe("run", root)[0] == 0


def test_a_result_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    root = folder(tmp_path / "考核", {"甲镇": 1, "乙镇": 2, "丙镇": 3})
    (root / "结果").write_text("不是文件夹", encoding="utf-8")
    code, said = kaohe("run", root)
    assert code == 2
    assert "写不进去" in said
    assert (root / "结果").read_text("utf-8") == "不是文件夹"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_said_and_the_old_result_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = folder(tmp_path / "考核", {"甲镇": 1, "乙镇": 2, "丙镇": 3})
    kaohe("run", root)
    output = next((root / "结果").glob("*-评分结果.xlsx"))
    before = output.read_bytes()
    import xlsxwriter

    def full(*_: object) -> None:
        raise xlsxwriter.exceptions.FileCreateError(OSError(28, os.strerror(28)))

    monkeypatch.setattr(xlsxwriter.Workbook, "_store_workbook", full)
    code, said = kaohe("run", root)
    assert code == 2
    assert "磁盘满了" in said
    assert output.read_bytes() == before
    assert list((root / "结果").glob(".kaohe-*")) == []


def test_json_status_still_names_who_owes(tmp_path: Path) -> None:
    code, said = kaohe("status", folder(tmp_path / "考核", {"甲镇": 1}), "--json")
    assert code == 1
    assert {each["填报者"] for each in json.loads(said)["填报者"] if each["状态"] == "未报"} == {"乙镇", "丙镇"}
    assert Severity.ERROR.value == "错误"


@pytest.mark.skipif(os.name == "nt", reason="there the open file itself says so")
def test_an_open_result_gets_one_other_name_and_a_forgotten_lock_file_none(tmp_path: Path) -> None:
    root = folder(tmp_path / "考核", {"甲镇": 1, "乙镇": 2, "丙镇": 3})
    assert kaohe("run", root)[0] == 0
    output = next((root / "结果").glob("*-评分结果.xlsx"))
    for lock_file in ("~${}", ".~lock.{}#", ".~{}"):
        left_open = output.with_name(lock_file.format(output.name))
        left_open.write_bytes(b"x")
        for _ in range(2):
            code, said = kaohe("run", root)
            assert (code, "R103" in said) == (1, True), lock_file
        (other,) = set((root / "结果").glob("[!.~]*评分结果*.xlsx")) - {output}
        os.utime(left_open, (1, 1))
        assert kaohe("run", root)[0] == 0, lock_file
        left_open.unlink()
        other.unlink()


def test_a_list_of_passwords_that_cannot_be_read_is_attention(tmp_path: Path) -> None:
    root = folder(tmp_path / "考核", {"甲镇": 1, "乙镇": 2, "丙镇": 3})
    assert kaohe("run", root)[0] == 0
    (root / "密码表.xlsx").write_bytes(b"no workbook")
    code, said = kaohe("run", root)
    assert code == 1
    assert "密码表" in said


def test_a_result_that_somebody_edited_is_kept(tmp_path: Path) -> None:
    root = folder(tmp_path / "考核", {"甲镇": 1, "乙镇": 2, "丙镇": 3})
    kaohe("run", root)
    output = next((root / "结果").glob("*-评分结果.xlsx"))
    for _ in range(2):  # one that nobody touched is simply replaced
        assert "R114" not in kaohe("run", root)[1]
    book = openpyxl.load_workbook(output)
    book["填报数据"]["B5"] = 77
    book.save(output)
    edited = output.read_bytes()
    code, said = kaohe("run", root)
    assert (code, "R114" in said) == (1, True)
    assert [path.read_bytes() for path in (root / "结果" / "旧稿").iterdir()] == [edited]
    assert output.read_bytes() != edited


def _edit(path: Path) -> bytes:
    book = openpyxl.load_workbook(path)
    book["填报数据"]["B5"] = 77
    book.save(path)
    return path.read_bytes()


def test_an_edited_result_stays_where_it_is_while_the_disk_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = folder(tmp_path / "考核", {"甲镇": 1, "乙镇": 2, "丙镇": 3})
    kaohe("run", root)
    output = next((root / "结果").glob("*-评分结果.xlsx"))
    edited = _edit(output)

    def full(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(writing, "_write", full)
    assert kaohe("run", root)[0] == 2
    assert output.read_bytes() == edited


def test_an_edited_result_with_another_name_is_kept_too(tmp_path: Path) -> None:
    root = folder(tmp_path / "考核", {"甲镇": 1, "乙镇": 2, "丙镇": 3})
    kaohe("run", root)
    output = next((root / "结果").glob("*-评分结果.xlsx"))
    output.with_name(f"~${output.name}").write_bytes(b"x")
    kaohe("run", root)
    edited = _edit(output.with_name(f"{output.stem}(2).xlsx"))
    code, said = kaohe("run", root)
    assert (code, "R114" in said, "R103" in said) == (1, True, True)
    assert [path.read_bytes() for path in (root / "结果" / "旧稿").iterdir()] == [edited]


def test_a_form_that_somebody_filled_in_is_not_overwritten(tmp_path: Path) -> None:
    root = folder(tmp_path / "考核", {})
    assert kaohe("issue", root)[0] == 0
    assert kaohe("issue", root)[0] == 0
    form = next((root / "发放").rglob("乙镇_*.xlsx"))
    book = openpyxl.load_workbook(form)
    sheet = book["填报表"]
    cell = next(c for row in sheet.iter_rows() for c in row if c.value == "投诉件数")
    sheet.cell(cell.row, cell.column + 2).value = 3
    book.save(form)
    filled = form.read_bytes()
    code, said = kaohe("issue", root)
    assert (code, "D503" in said, form.read_bytes() == filled) == (1, True, True)


def test_what_a_killed_run_left_is_swept(tmp_path: Path) -> None:
    root = folder(tmp_path / "考核", {"甲镇": 1, "乙镇": 2, "丙镇": 3})
    (root / "结果").mkdir()
    (root / "结果" / ".kaohe-abc.tmp").write_bytes(b"half")
    kaohe("run", root)
    assert list((root / "结果").glob(".kaohe-*")) == []


def test_rare_characters_survive_an_output_in_gbk(tmp_path: Path) -> None:
    root = folder(tmp_path / "考核", {"甲镇": 1}, more="| 主办单位 | 𬇙水县 |")
    markdown.write((SCHEME.format(more="", default="")).replace("丙镇", "𬇙水镇"), root / "方案.xlsx")
    done = subprocess.run(
        [sys.executable, "-m", "kaohe_xl.cli", "run", str(root)],
        env={**os.environ, "PYTHONIOENCODING": "gbk"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert "甲镇" in done.stdout.decode("gbk")


def test_a_comparison_says_that_one_side_is_not_there(tmp_path: Path) -> None:
    one, other = (folder(tmp_path / name, FORMS) for name in ("甲", "乙"))
    _renamed(other)
    code, said = kaohe("diff", one, other)
    assert (code, "R112" in said) == (1, True)
    assert "单位变化" not in said
    difference = kaohe_xl.diff(one, other)
    assert [found.code for found in difference.found if found.code == "R112"] == ["R112"]


def test_an_explanation_of_a_provisional_result_says_so(tmp_path: Path) -> None:
    root = folder(tmp_path / "考核", {"甲镇": 1})
    assert "阶段性结果" in kaohe("explain", root, "甲镇")[1]
    assert "阶段性结果" not in kaohe("explain", root, "甲镇", "--closed")[1]
    assert "阶段性结果" not in str(kaohe_xl.explain(root, "甲镇", closed=True))


def test_a_form_to_be_corrected_that_somebody_edited_is_kept(tmp_path: Path) -> None:
    root = folder(tmp_path / "考核", {"甲镇": "很多", "乙镇": 2, "丙镇": 3})
    kaohe("run", root)
    form = next((root / "结果" / "退回修改").glob("甲镇_*.xlsx"))
    book = openpyxl.load_workbook(form)
    book["填报表"]["F1"] = "已电话告知"
    book.save(form)
    edited = form.read_bytes()
    assert "R114" in kaohe("run", root)[1]
    assert [path.read_bytes() for path in (root / "结果" / "退回修改" / "旧稿").iterdir()] == [edited]
