"""The nine samples from end to end: messy folder in, scored workbook out, every file and every figure accounted for."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
import sys
import zipfile
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from kaohe_xl import pipeline
from kaohe_xl.base.finding import Severity
from kaohe_xl.intake.passwords import Passwords
from kaohe_xl.intake.reader import ReadOptions
from kaohe_xl.returns.model import FileState, Received
from tests.support.random_cases import THOROUGH
from tests.support.runs import Ran, copied, expected, job_of, run, sample, scored
from tests.test_samples import differences

SCHEMES = [f"s{number}" for number in range(1, 11)]


@dataclass(frozen=True)
class Wanted:
    """What a run of a sample has to say; every file that is not named here is 采用, every filler 已报."""

    files: dict[str, FileState] = field(default_factory=dict)
    fillers: dict[tuple[str, str], Received] = field(default_factory=dict)
    printed: tuple[str, ...] = ()
    exit_code: int = 1  # each has a late, missing or incomplete form, on purpose
    most_lines: int = 48


REFUSED, OLDER, PASSED_OVER, PARTLY = FileState.REFUSED, FileState.SUPERSEDED, FileState.IGNORED, FileState.PARTLY
LATE, INCOMPLETE, MISSING = Received.LATE, Received.PARTLY, Received.MISSING

WANTED = {
    "s1": Wanted(
        fillers={
            ("古渡镇", "全年"): LATE,
            ("梅坞乡", "全年"): INCOMPLETE,
            ("望湖镇", "全年"): MISSING,
            ("考核办", "全年"): INCOMPLETE,
            ("档案室", "全年"): INCOMPLETE,
        },
        printed=("望湖镇：全年填报表尚未收到", "单独采用篇数", "迟 2 天"),
    ),
    "s2": Wanted(
        fillers={
            ("友谊社区", "5月"): MISSING,
            ("光明社区", "3月"): INCOMPLETE,
            ("街道财务科", "3月"): INCOMPLETE,
            **{(f"街道{name}", "5月"): INCOMPLETE for name in ("信息科", "服务科", "党政办", "财务科")},
            ("街道信息科", "11月"): INCOMPLETE,
        },
        printed=("友谊社区：5月填报表尚未收到", "光明社区：3月填报表已收到，还缺 “掌握例数”", "区 "),
    ),
    "s3": Wanted(
        fillers={
            ("双河镇", "半年"): INCOMPLETE,
            ("区市场局", "半年"): MISSING,
            ("区考核办", "半年"): INCOMPLETE,
            ("区考核办", "年终"): INCOMPLETE,
        },
        printed=("区市场局：半年填报表尚未收到", "信息采用篇数"),
    ),
    "s4": Wanted(
        files={
            "半年/青石镇_半年.xlsx": OLDER,
            "半年/双河镇_半年.xlsx": REFUSED,
            "年终/凤凰镇_年终.xlsx": REFUSED,
            "年终/考核工作情况说明.xlsx": REFUSED,
            "年终/~$柳湾镇_年终.xlsx": PASSED_OVER,
            "年终/龙潭镇_年终.xlsx": PARTLY,
        },
        fillers={
            ("双河镇", "半年"): MISSING,
            ("龙潭镇", "半年"): LATE,
            ("南苑街道", "半年"): INCOMPLETE,
            ("南苑街道", "年终"): INCOMPLETE,
        },
        printed=(
            "收到文件 32 份：采用 26，部分采用 1，重复 1，拒收 3，忽略 1",
            "应报 28 份：已报 24，迟报 1，部分 2，未报 1",
            "半年/双河镇_半年.xlsx：文件已损坏",
            "写的是“凤凰镇”",
            "Word",
            "年终/龙潭镇_年终.xlsx!填报表!C82",
            "南苑街道 缺“统计误差次数”，编号 2.2 该项计零",
            "奖励 6 项，补贴 1,460,000 元（18 笔）",
            "退回修改（3 份）",
        ),
        most_lines=46,
    ),
    "s5": Wanted(
        fillers={("龙泉乡", "全年"): INCOMPLETE, ("县考核办", "全年"): INCOMPLETE},
        printed=("养护资料齐全", "考核弄虚作假", "处罚 -60,000 元"),
    ),
    "s6": Wanted(
        fillers={("经济发展办", "年度"): INCOMPLETE},
        printed=("集体资产台账（平安里社区）", "1 条考核线的评分还没有审核：民政线（审核人：分管民生副主任）"),
    ),
    "s7": Wanted(
        files={"石桥镇_年度（初报）.xlsx": REFUSED},
        fillers={("县责任书办", "年度"): INCOMPLETE, ("县统计局", "年度"): INCOMPLETE},
        printed=("设了打开密码", "性别比（龙潭乡）"),
    ),
    "s8": Wanted(
        fillers={("青岭镇", "全年"): INCOMPLETE, ("望湖乡", "全年"): MISSING, ("市项目办", "全年"): INCOMPLETE},
        printed=("望湖乡：全年填报表尚未收到", "改卫生间数", "验收合格（沙溪镇、望湖乡）"),
    ),
    "s9": Wanted(
        fillers={
            ("马秀英", "5月"): MISSING,
            ("王建军", "6月"): INCOMPLETE,
            ("马秀英", "8月"): INCOMPLETE,
            ("赵小兰", "9月"): LATE,
        },
        printed=("马秀英：5月填报表尚未收到", "赵小兰：9月填报表已收到，比截止日期迟 2 天"),
    ),
    "s10": Wanted(
        fillers={("银杏社区", "年度"): MISSING, ("梅园社区", "年度"): MISSING},  # 自评, for which nothing waits
        printed=("民政线（审核人：民生副主任）",),
    ),
}

Run = Callable[[str], Ran]


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A run of a sample on a copy of its folder, made once."""

    @cache
    def once(name: str) -> Ran:
        return run(copied(name, tmp_path_factory.mktemp(name)))

    return once


@pytest.mark.parametrize("name", SCHEMES)
def test_every_figure_equals_the_independent_calculation(name: str, ran: Run) -> None:
    assert differences(ran(name).result, expected(name)) == []


@pytest.mark.parametrize("name", SCHEMES)
def test_every_file_and_every_filler_is_accounted_for(name: str, ran: Run) -> None:
    returned, wanted = ran(name).report.returned, WANTED[name]
    assert returned is not None
    assert sorted(file.name for file in returned.files) == sorted(_files_in(sample(name) / "收表"))
    assert {f.name: f.outcome for f in returned.files if f.outcome is not FileState.ACCEPTED} == wanted.files
    assert all(file.reason for file in returned.files if file.outcome is not FileState.ACCEPTED)
    received = {(f.filler, f.period): f.received for f in returned.fillers if f.received is not Received.RETURNED}
    assert received == wanted.fillers


def _files_in(folder: Path) -> list[str]:
    names = []
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.suffix == ".zip":
            with zipfile.ZipFile(path, metadata_encoding="gb18030") as bundle:
                names += [f"{name}/{inner}" for inner in bundle.namelist()]
        elif path.is_file():
            names.append(name)
    return names


@pytest.mark.parametrize("name", SCHEMES)
def test_the_summary_names_what_needs_attention_and_fits_a_screen(name: str, ran: Run) -> None:
    printed, wanted = ran(name).printed, WANTED[name]
    assert ran(name).report.exit_code == wanted.exit_code
    assert [text for text in wanted.printed if text not in printed] == []
    assert str(ran(name).report.output) in printed
    assert len(printed.splitlines()) <= wanted.most_lines


@pytest.mark.parametrize("name", SCHEMES)
def test_the_scored_workbook_is_there_and_no_input_was_touched(name: str, ran: Run) -> None:
    output = ran(name).report.output
    assert output is not None
    sheets = set(load_workbook(output, read_only=True).sheetnames)
    assert {"奖励金额", "收表情况", "数据问题", "填报数据", "考核对象", "填报项"} <= sheets
    if name != "s8":  # which pays and does not score
        assert {"排名", "得分汇总", "得分明细", "扣分清单"} <= sheets
        assert any(sheet.startswith("评分细则") for sheet in sheets)
    assert ran(name).after == ran(name).before


@pytest.mark.parametrize("name", SCHEMES)
def test_running_the_scored_workbook_again_gives_the_same_result(name: str, ran: Run, tmp_path: Path) -> None:
    output = ran(name).report.output
    assert output is not None
    again, findings = scored(Path(shutil.copy(output, tmp_path)))
    assert differences(again, expected(name)) == []
    assert [str(f) for f in findings if f.severity is Severity.ERROR] == []


@pytest.mark.parametrize("name", SCHEMES if THOROUGH else ["s1", "s4", "s9"])
def test_names_of_files_and_folders_change_nothing(name: str, ran: Run, tmp_path: Path) -> None:
    """Every file gets a name that says nothing, in a folder that says nothing."""
    folder = copied(name, tmp_path)
    files = [path for path in sorted((folder / "收表").rglob("*")) if path.is_file() and "~$" not in path.name]
    rng = random.Random(f"shuffle {name}")
    rng.shuffle(files)
    for number, path in enumerate(files):
        target = folder / "收表" / rng.choice(("", "新建文件夹", "微信文件/收到")) / f"{number}{path.suffix}"
        target.parent.mkdir(parents=True, exist_ok=True)
        path.rename(target)
    again, _ = scored(folder)
    assert differences(again, expected(name)) == []


def test_the_password_of_an_encrypted_file_changes_its_fate_and_no_figure(ran: Run) -> None:
    """石桥镇 sent an encrypted form, then an open one; 说明.txt tells the password."""
    folder = ran("s7").folder
    (password,) = re.findall(r"密码 (\w+)", (folder / "说明.txt").read_text(encoding="utf-8"))
    job = job_of(folder)
    scheme, _ = pipeline.load(job)
    assert scheme is not None
    returned = pipeline.collect(job, scheme, ReadOptions(jobs=2, passwords=Passwords((password,))))
    fate = {file.name: (file.outcome, file.superseded_by) for file in returned.files}
    assert fate["石桥镇_年度（初报）.xlsx"] == (OLDER, "石桥镇_年度.xlsx")
    told = ran("s7").report.returned
    assert told is not None
    assert returned.tidy["值"].tolist() == told.tidy["值"].tolist()


# -- by the command line -----------------------------------------------------------------------------------------------


def test_the_command_line_scores_a_sample(tmp_path: Path) -> None:
    folder = copied("s1", tmp_path)
    command = [sys.executable, "-m", "kaohe_xl.cli", "run", str(folder)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", env=None, timeout=300, check=False)
    assert done.returncode == 1, done.stderr
    assert [text for text in WANTED["s1"].printed if text not in done.stdout] == []
    assert len(list((folder / "结果").glob("*-评分结果.xlsx"))) == 1


# -- one bad cell ------------------------------------------------------------------------------------------------------


def test_a_bad_cell_is_named_and_the_rest_is_scored(tmp_path: Path) -> None:
    folder = copied("s1", tmp_path)
    path = folder / "收表" / "安和镇_全年.xlsx"
    book = load_workbook(path)
    cell = next(row[2] for row in book["填报表"].iter_rows(min_row=9) if row[0].value == "信息缺报篇数")
    cell.value = "好几篇吧"
    book.save(path)
    bad = run(folder)
    assert bad.report.exit_code == 1
    place = f"安和镇_全年.xlsx!填报表!{cell.coordinate}"
    assert place in bad.printed
    assert "好几篇吧" in bad.printed
    moved = {line.split(":")[0] for line in differences(bad.result, expected("s1"))}
    assert moved, "a lost value must cost something"
    assert {path for path in moved if path.startswith("/indicators")} == {"/indicators/全年/安和镇/8"}
    assert {path.split("/")[3] for path in moved if path.startswith("/totals")} == {"安和镇"}


# -- money -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SCHEMES)
def test_amounts_by_unit_kind_and_source_add_up_to_each_other(name: str, ran: Run) -> None:
    """The sheet 奖励金额 as a reader adds it up, against its own totals and the independent calculation."""
    output = ran(name).report.output
    assert output is not None
    rows, totals = _rewards(output)
    wanted = expected(name)["payments"]
    paid = [row["金额"] for row in rows if row["金额"]]
    assert sum(paid) == sum(Fraction(each["amount"]) for each in wanted if each["amount"] is not None)
    assert len(rows) == len(wanted)
    if not paid:
        return
    assert totals["合计"] == {"": sum(paid)}
    for heading, column in (("按单位合计", "单位名称"), ("按类型合计", "类型")):
        sums: dict[str, Fraction] = defaultdict(Fraction)
        for row in rows:
            if row["金额"]:
                sums[row[column]] += row["金额"]
        assert totals[heading] == dict(sums)
    if "按资金来源合计" in totals:
        sources: dict[str, Fraction] = defaultdict(Fraction)
        for each in wanted:
            for source, share in each["sources"].items():
                sources[source] += Fraction(share)
        sources["未注明"] += sum(paid) - sum(sources.values())
        assert totals["按资金来源合计"] == {source: amount for source, amount in sources.items() if amount}


def _rewards(output: Path) -> tuple[list[dict[str, Any]], dict[str, dict[str, Fraction]]]:
    """Rows of 奖励金额, and its totals by heading, as the sheet shows them."""
    sheet = load_workbook(output, data_only=True, read_only=True)["奖励金额"]
    table = [list(row) for row in sheet.iter_rows(values_only=True)]
    header = next(number for number, row in enumerate(table) if row[0] == "单位名称")
    names = [str(name) for name in table[header]]
    amount = names.index("金额")
    rows: list[dict[str, Any]] = []
    totals: dict[str, dict[str, Fraction]] = {}
    heading = ""
    for row in table[header + 1 :]:
        if row[0] == "合计":
            heading = "合计"
            totals[heading] = {"": _exact(row[amount])}
        elif not heading and row[1] is not None:
            rows.append(dict(zip(names, row, strict=True)) | {"金额": row[amount] and _exact(row[amount])})
        elif row[0] is not None and row[amount] is None:
            heading = str(row[0])
        elif row[0] is not None and heading:
            totals.setdefault(heading, {})[str(row[0])] = _exact(row[amount])
    return rows, totals


def _exact(value: Any) -> Fraction:
    return Fraction(str(value))
