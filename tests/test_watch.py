"""Watching a folder: slow copies, drives that go away, full disks, Ctrl-C — the result is right or as before."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import random
import shutil
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from io import BytesIO, StringIO
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from rich.console import Console

from kaohe_xl.base.finding import Finding
from kaohe_xl.screen.watch_view import LiveView, RunSummary
from kaohe_xl.sheets.model import Out, Sheet, Workbook
from kaohe_xl.watching.lock import is_free
from kaohe_xl.watching.watch import Phase, Settling, WatchState, watch
from kaohe_xl.writing.write import write_workbook

FORK = multiprocessing.get_context("fork")
OUTPUT = "2022-评分结果.xlsx"
COPIED = 40


def folder_at(path: Path) -> Path:
    """An assessment folder with a scheme and nothing returned."""
    (path / "收表").mkdir(parents=True)
    (path / "方案.xlsx").write_bytes(form("方案", 0))
    return path


def form(unit: str, value: int) -> bytes:
    """A returned workbook, some kilobytes of it."""
    data = BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [unit, value])
        for row in range(1, 60):
            sheet.write_row(row, 0, [random.Random(value * row).random() for _ in range(5)])
    return data.getvalue()


def score(folder: Path) -> dict[str, int]:
    """Read what came back and write the output, as a run does: a file that cannot be read is left out."""
    values: dict[str, int] = {}
    for path in sorted((folder / "收表").rglob("*.xlsx")):
        try:
            sheet = openpyxl.load_workbook(path, read_only=False).worksheets[0]
        except Exception:  # noqa: BLE001 — half a workbook breaks openpyxl in many ways
            continue
        values[str(sheet["A1"].value)] = int(str(sheet["B1"].value))
    rows = [[Out(name), Out(Fraction(value))] for name, value in values.items()]
    rows.append([Out("合计"), Out(Fraction(sum(values.values())))])
    write_workbook(Workbook((Sheet("排名", rows),)), folder / "结果" / OUTPUT)
    return values


def read_output(folder: Path) -> dict[str, int]:
    """The output, which must be whole: it opens, and its rows add up to its total."""
    rows = list(openpyxl.load_workbook(folder / "结果" / OUTPUT).worksheets[0].values)
    values = {str(name): int(str(value)) for name, value in rows}
    total = values.pop("合计")
    assert total == sum(values.values())
    return values


@dataclass
class Watcher:
    """A watch in a thread of this process."""

    folder: Path
    run: Callable[[], object]
    settle: float = 0.15
    patience: float = 60.0
    states: list[WatchState] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    error: BaseException | None = None

    def __post_init__(self) -> None:
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self._watch, daemon=True)

    def _watch(self) -> None:
        try:
            self.findings = watch(
                self.folder, self.run, self.states.append, Settling(self.settle, self.patience), stop=self.stop
            )
        except RuntimeError as error:
            self.error = error

    def until(self, true: Callable[[], bool], seconds: float = 15.0) -> None:
        end = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < end, self.states[-3:]
            time.sleep(0.01)

    def quiet(self, runs: int = 1) -> None:
        """At least so many runs, and nothing more to do."""
        self.until(lambda: bool(self.states) and self.states[-1].runs >= runs and self.state.phase is Phase.WAITING)

    @property
    def state(self) -> WatchState:
        return self.states[-1]

    @property
    def phases(self) -> list[Phase]:
        return [state.phase for state in self.states]

    @property
    def codes(self) -> list[str]:
        seen = [state.finding.code for state in self.states if state.finding is not None]
        return list(dict.fromkeys(seen))


@contextmanager
def watching(folder: Path, run: Callable[[], object] | None = None, **options: float) -> Iterator[Watcher]:
    watcher = Watcher(folder, run or (lambda: score(folder)), **options)
    watcher.thread.start()
    try:
        yield watcher
    finally:
        watcher.stop.set()
        watcher.thread.join(timeout=10)
        assert not watcher.thread.is_alive()


def copy_slowly(folder: Path, files: list[tuple[str, bytes]], seconds: float) -> None:
    """As a dozen people drop files on a network drive: several at a time, each in pieces, all over so many seconds."""
    chance = random.Random(7)

    def copy(mine: list[tuple[str, bytes]]) -> None:
        for name, content in mine:
            cuts = sorted(chance.sample(range(1, len(content)), 2))
            with (folder / "收表" / name).open("wb", buffering=0) as target:
                for start, end in zip([0, *cuts], [*cuts, len(content)], strict=True):
                    target.write(content[start:end])
                    time.sleep(chance.random() * 2 * seconds / (3 * len(mine)))

    threads = [threading.Thread(target=copy, args=(files[start::5],)) for start in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_many_files_in_slow_pieces_give_one_right_result_and_no_broken_one_on_the_way(tmp_path: Path) -> None:
    folder = folder_at(tmp_path)
    files = [(f"单位{number}.xlsx", form(f"单位{number}", number * 37)) for number in range(COPIED)]
    expected = {f"单位{number}": number * 37 for number in range(COPIED)}
    random.Random(3).shuffle(files)
    opened: list[int] = []
    with watching(folder, settle=0.3, patience=1.2) as watcher:
        watcher.quiet()
        copying = FORK.Process(target=copy_slowly, args=(folder, files, 4.0), daemon=True)
        began = time.monotonic()
        copying.start()
        while copying.is_alive() or watcher.state.phase is not Phase.WAITING or watcher.state.files < COPIED + 1:
            values = read_output(folder)
            assert values.items() <= expected.items()
            opened.append(len(values))
            assert time.monotonic() < began + 40
            time.sleep(0.02)
        copying.join()
        assert time.monotonic() - began > 2.8
        assert read_output(folder) == expected
        runs = watcher.state.runs
        time.sleep(1.0)
        assert watcher.state.runs == runs
    assert 3 <= runs < 9  # the first, the last, and some between: bursts are put together, but nobody waits for ever
    assert len(opened) > 20
    assert [path.name for path in (folder / "结果").iterdir() if "tmp" in path.name] == []


def be_watched(folder: Path) -> None:
    """In a process of its own, for a test to interrupt; each run takes a moment."""

    def run() -> object:
        found = score(folder)
        time.sleep(0.02)
        (folder / "收表" / "again.xlsx").touch()  # something new: run again at once
        return found

    watch(folder, run, lambda state: None, Settling(0.0))


def until_watched(folder: Path) -> None:
    end = time.monotonic() + 10
    while is_free(folder / "结果" / ".监视.lock"):
        assert time.monotonic() < end
        time.sleep(0.01)


def test_ctrl_c_at_any_moment_leaves_a_whole_result_and_a_free_folder(tmp_path: Path) -> None:
    folder = folder_at(tmp_path)
    for number in range(3):
        (folder / "收表" / f"{number}.xlsx").write_bytes(form(f"单位{number}", number))
    score(folder)
    chance = random.Random(11)
    for _ in range(8):
        process = FORK.Process(target=be_watched, args=(folder,), daemon=True)
        process.start()
        until_watched(folder)
        time.sleep(chance.random() * 0.3)
        assert process.pid is not None
        os.kill(process.pid, signal.SIGINT)
        process.join(timeout=10)
        assert process.exitcode == 0
        assert read_output(folder) == {"单位0": 0, "单位1": 1, "单位2": 2}
        assert is_free(folder / "结果" / ".监视.lock")
    log = (folder / "结果" / "运行记录.log").read_text("utf-8").splitlines()
    assert sum(line.endswith("监视 停止（Ctrl-C）") for line in log) == 8
    assert all(line[:4] == f"{time.localtime().tm_year}" and line[10] == " " for line in log)


def swallow(folder: Path) -> None:
    """A run in which Ctrl-C gets lost, as it does in a destructor or in a library with a bare except."""

    def run() -> object:
        (folder / "begun").touch()
        with contextlib.suppress(KeyboardInterrupt):
            time.sleep(10)
        return score(folder)

    watch(folder, run, lambda state: None, Settling(0.0))


def test_ctrl_c_that_gets_lost_in_a_run_ends_the_watch_after_it(tmp_path: Path) -> None:
    folder = folder_at(tmp_path)
    process = FORK.Process(target=swallow, args=(folder,), daemon=True)
    process.start()
    end = time.monotonic() + 10
    while not (folder / "begun").exists():
        assert time.monotonic() < end
        time.sleep(0.01)
    time.sleep(0.1)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGINT)
    process.join(timeout=5)
    assert process.exitcode == 0
    assert read_output(folder) == {}


def test_a_second_watcher_is_refused_and_one_that_was_killed_is_not_in_the_way(tmp_path: Path) -> None:
    folder = folder_at(tmp_path)
    first = FORK.Process(target=be_watched, args=(folder,), daemon=True)
    first.start()
    until_watched(folder)
    with watching(folder) as second:
        second.thread.join(timeout=5)
        assert [finding.code for finding in second.findings] == ["R701"]
        assert f"进程 {first.pid}" in second.findings[0].text
        assert second.state.phase is Phase.STOPPED
    first.kill()
    first.join()
    with watching(folder) as third:
        third.quiet()
    assert "接替" not in (folder / "结果" / "运行记录.log").read_text("utf-8").splitlines()[0]
    assert "没有正常结束" in (folder / "结果" / "运行记录.log").read_text("utf-8")


def test_a_drive_that_goes_away_and_comes_back_is_taken_up_again(tmp_path: Path) -> None:
    folder = folder_at(tmp_path / "网络盘")
    away = tmp_path / "不在"
    with watching(folder) as watcher:
        watcher.quiet()
        folder.rename(away)
        watcher.until(lambda: watcher.state.phase is Phase.GONE)
        (away / "收表" / "新.xlsx").write_bytes(form("城关镇", 5))
        away.rename(folder)
        watcher.quiet(2)
        assert read_output(folder) == {"城关镇": 5}
        folder.rename(away)
        folder.mkdir()  # an empty place where the drive was mounted
        watcher.until(lambda: watcher.state.phase is Phase.GONE)
        assert list(folder.iterdir()) == []
        folder.rmdir()
        away.rename(folder)
        watcher.quiet(3)
        shutil.rmtree(folder / "结果")  # and the lock with it
        (folder / "收表" / "再.xlsx").write_bytes(form("柳湾镇", 6))
        watcher.quiet(4)
        assert not is_free(folder / "结果" / ".监视.lock")
    assert read_output(folder) == {"城关镇": 5, "柳湾镇": 6}
    assert watcher.codes == ["R703"]


def test_a_full_disk_is_told_and_the_work_is_done_when_there_is_room(tmp_path: Path) -> None:
    folder = folder_at(tmp_path)
    full = [True]

    def run() -> object:
        if full[0]:
            with Path("/dev/full").open("wb", buffering=0) as disk:
                disk.write(b"x")
        return score(folder)

    with watching(folder, run) as watcher:
        watcher.until(lambda: bool(watcher.states) and watcher.state.phase is Phase.FAILED)
        told = watcher.state.finding
        assert told is not None
        assert (told.code, told.remedy) == ("R705", "磁盘满了：腾出空间")
        assert not (folder / "结果" / OUTPUT).exists()
        full[0] = False
        (folder / "收表" / "新.xlsx").write_bytes(form("城关镇", 5))
        watcher.quiet()
        assert watcher.state.finding is None
    assert read_output(folder) == {"城关镇": 5}


def test_a_file_that_goes_while_it_is_read_and_another_that_comes_are_both_seen(tmp_path: Path) -> None:
    folder = folder_at(tmp_path)
    gone, new = folder / "收表" / "走.xlsx", folder / "收表" / "来.xlsx"
    gone.write_bytes(form("走", 1))

    def run() -> object:
        if gone.exists():
            gone.unlink()
            new.write_bytes(form("来", 2))
            gone.read_bytes()
        return score(folder)

    with watching(folder, run) as watcher:
        watcher.quiet()
    assert read_output(folder) == {"来": 2}
    assert watcher.codes == ["R705"]


def test_only_inputs_start_a_run(tmp_path: Path) -> None:
    folder = folder_at(tmp_path)
    (folder / "发放").mkdir()
    with watching(folder, settle=0.1) as watcher:
        watcher.quiet()
        for name in ("收表/~$城关镇.xlsx", "收表/城关镇.xlsx.tmp", "结果/手记.txt", "发放/城关镇.xlsx", "收表/.隐藏"):
            (folder / name).write_bytes(b"x")
        time.sleep(0.6)
        assert watcher.state.runs == 1
        (folder / "方案.xlsx").write_bytes(form("方案", 1))
        watcher.quiet(2)
        (folder / "收表" / "下级").mkdir()
        (folder / "收表" / "下级" / "城关镇.xlsx").write_bytes(form("城关镇", 5))
        watcher.quiet(3)
        (folder / "收表" / "下级" / "城关镇.xlsx").unlink()
        watcher.quiet(4)
    assert read_output(folder) == {}


def test_one_file_that_never_rests_does_not_keep_the_others_waiting(tmp_path: Path) -> None:
    folder = folder_at(tmp_path)
    with watching(folder, settle=0.3, patience=0.6) as watcher:
        watcher.quiet()
        (folder / "收表" / "好.xlsx").write_bytes(form("好", 1))
        restless = (folder / "收表" / "长.bin").open("wb", buffering=0)
        end = time.monotonic() + 10
        while watcher.state.runs < 2 and time.monotonic() < end:
            restless.write(b"x")
            time.sleep(0.05)
        assert any(state.moving == ("长.bin",) or "收表/长.bin" in state.moving for state in watcher.states)
        restless.close()
    assert read_output(folder) == {"好": 1}
    assert "先按现在的内容做" in (folder / "结果" / "运行记录.log").read_text("utf-8")


def test_a_log_that_cannot_be_written_is_told_and_stops_nothing(tmp_path: Path) -> None:
    folder = folder_at(tmp_path)
    (folder / "结果" / "运行记录.log").mkdir(parents=True)
    with watching(folder) as watcher:
        watcher.quiet()
    assert watcher.codes == ["R706"]
    assert read_output(folder) == {}


def test_a_mistake_of_ours_is_not_swallowed_and_frees_the_folder(tmp_path: Path) -> None:
    folder = folder_at(tmp_path)

    def run() -> object:
        raise RuntimeError("ours")

    with watching(folder, run) as watcher:
        watcher.thread.join(timeout=5)
    assert str(watcher.error) == "ours"
    assert is_free(folder / "结果" / ".监视.lock")


def test_a_single_workbook_is_watched_alone(tmp_path: Path) -> None:
    book = tmp_path / "一本.xlsx"
    book.write_bytes(form("一本", 1))
    with watching(book, book.read_bytes) as watcher:
        watcher.quiet()
        (tmp_path / "别的.xlsx").write_bytes(b"x")
        time.sleep(0.4)
        assert watcher.state.runs == 1
        book.write_bytes(form("一本", 2))
        watcher.quiet(2)
        book.unlink()
        watcher.until(lambda: watcher.state.phase is Phase.GONE)


@pytest.mark.parametrize("terminal", [True, False])
def test_the_live_picture_shows_who_is_missing_and_who_leads(tmp_path: Path, terminal: bool) -> None:
    folder = folder_at(tmp_path)
    output = StringIO()
    console = Console(file=output, force_terminal=terminal, width=100, color_system=None)

    def describe(result: object) -> RunSummary:
        return RunSummary(1, 3, ("柳湾镇", "[红]石乡"), 2, (("1", "城关镇", "98.50"),), str(result))

    stop = threading.Event()
    with LiveView(describe, console) as view:

        def show(state: WatchState) -> None:
            view(state)
            if state.runs:
                stop.set()

        watch(folder, lambda: OUTPUT, show, Settling(0.1), stop=stop)
    shown = output.getvalue()
    assert "评分 1 次" in shown
    assert ("柳湾镇、[红]石乡" in shown, "98.50" in shown, f"结果：{OUTPUT}" in shown) == (terminal,) * 3
