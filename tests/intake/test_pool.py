"""A crash, a hang or a memory bomb in a reading process costs one file; the rest is read and nothing is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kaohe_xl.intake.discover import discover
from kaohe_xl.intake.passwords import Passwords
from kaohe_xl.intake.pool import PoolError, ProcessPool
from kaohe_xl.intake.reader import OpenedFile, ReadOptions, ReturnsReader
from kaohe_xl.reading.limits import MEBIBYTE, Limits
from tests.support import making
from tests.support.pids import gone

FORM = making.fill_form()
ALL = Passwords(("x",))
POSIX = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="signals as POSIX has them")


def fill(folder: Path, names: list[str]) -> None:
    for name in names:
        (folder / name).write_bytes(FORM)


def outcome(opened: OpenedFile) -> str:
    return opened.refusal.code if opened.refusal is not None else "read"


def at_work(reader: ReturnsReader, unlike: set[int] | None = None) -> list[int]:
    """Process ids of those that are at a file, once there is one (and none that was seen before)."""
    pool = reader._pool
    for _ in range(600):
        with pool._lock:
            found = [p.popen.pid for p in pool._busy if p.ready and p.deadline is not None]
        if found and not set(found) & (unlike or set()):
            return found
        time.sleep(0.05)
    raise AssertionError("no process is at work")


def read_while(folder: Path, options: ReadOptions, act: Callable[[ReturnsReader], None]) -> dict[str, str]:
    """Read a folder while something happens to the processes."""
    with ReturnsReader(options) as reader:
        actor = threading.Thread(target=act, args=(reader,))
        actor.start()
        found = {opened.name: outcome(opened) for opened in reader.read(discover(folder))}
        actor.join()
    return found


@POSIX
@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGABRT, signal.SIGKILL])
def test_a_crash_costs_the_file_that_was_read_and_no_other(tmp_path: Path, number: signal.Signals) -> None:
    fill(tmp_path, [f"{n}.xlsx" for n in range(9)])
    (tmp_path / "4慢.xlsx").write_bytes(making.slow_to_decrypt(FORM))  # something to be killed at

    def kill(reader: ReturnsReader) -> None:
        killed: set[int] = set()
        for _ in range(2):  # the file gets a second try
            for _ in range(4):  # by then the good files before it are done
                time.sleep(0.2)
                pids = at_work(reader, killed)
            killed.update(pids)
            for pid in pids:
                os.kill(pid, number)

    found = read_while(tmp_path, ReadOptions(Limits(seconds=30), jobs=1, passwords=ALL), kill)
    assert found.pop("4慢.xlsx") == "D110"
    assert found == {f"{n}.xlsx": "read" for n in range(9)}


@POSIX
def test_a_crash_that_does_not_come_again_costs_nothing(tmp_path: Path) -> None:
    """A file must not be refused for what another one did to the process."""
    (tmp_path / "慢.xlsx").write_bytes(making.slow_to_decrypt(FORM).replace(b'"9999999"', b'"0700000"'))

    def kill_once(reader: ReturnsReader) -> None:
        for pid in at_work(reader):
            os.kill(pid, signal.SIGKILL)

    found = read_while(tmp_path, ReadOptions(Limits(seconds=60), jobs=1, passwords=ALL), kill_once)
    assert found == {"慢.xlsx": "D104"}  # it was read to the end: the spin count was forged, so the password fails


def test_a_hang_is_ended_and_the_process_is_gone(tmp_path: Path) -> None:
    fill(tmp_path, ["1.xlsx", "3.xlsx"])
    (tmp_path / "2挂.xlsx").write_bytes(making.slow_to_decrypt(FORM))
    seen: list[int] = []

    def watch(reader: ReturnsReader) -> None:
        seen.extend(at_work(reader))

    started = time.monotonic()
    found = read_while(tmp_path, ReadOptions(Limits(seconds=2), jobs=1, passwords=ALL), watch)
    assert found == {"1.xlsx": "read", "2挂.xlsx": "D109", "3.xlsx": "read"}
    assert time.monotonic() - started < 20
    assert seen
    assert all(gone(pid) for pid in seen)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps a process to its address space")
def test_a_memory_bomb_costs_one_file(tmp_path: Path) -> None:
    """Wherever in a batch it comes; the file after it is read as if nothing had happened."""
    names = [f"{n:02}.xlsx" for n in range(20)]
    fill(tmp_path, names)
    rows = b"<row><c><v>1</v></c></row>" * 8_000_000  # 200 MB that pack into almost nothing
    bomb = making.replaced(FORM, making.SHEET1, b"</sheetData>", rows + b"</sheetData>")
    (tmp_path / "09.xlsx").write_bytes(bomb)  # the last of its batch
    limits = Limits(memory=128 * MEBIBYTE, unpacked=300 * MEBIBYTE, ratio=10_000)
    with ReturnsReader(ReadOptions(limits, jobs=1)) as reader:
        answers = {opened.name: opened for opened in reader.read(discover(tmp_path))}
    assert outcome(answers.pop("09.xlsx")) == "D110"
    assert {(outcome(opened), opened.reading) for opened in answers.values()} == {("read", "快速")}


def test_answers_come_in_order_and_one_for_each(tmp_path: Path) -> None:
    names = [f"{n:03}.xlsx" for n in range(60)]
    fill(tmp_path, names)
    with ReturnsReader(ReadOptions(jobs=2)) as reader:
        assert [opened.name for opened in reader.read(discover(tmp_path))] == names
        # the processes are used again
        before = [process.popen.pid for process in reader._pool._idle]
        assert outcome(reader.read_exact(discover(tmp_path)[0])) == "read"
        assert [process.popen.pid for process in reader._pool._idle] != []
        assert {process.popen.pid for process in reader._pool._idle} <= set(before)
    assert all(gone(pid) for pid in before)


def test_reading_that_nobody_asks_for_has_ended_with_the_reader(tmp_path: Path) -> None:
    """As when the scheme turns out to have mistakes while the files are already being opened."""
    fill(tmp_path, [f"{n:02}.xlsx" for n in range(40)])
    before = set(threading.enumerate())
    with ReturnsReader(ReadOptions(jobs=2)) as reader:
        reader.read(discover(tmp_path))
    assert set(threading.enumerate()) <= before


def test_stopping_half_way_ends_the_processes_at_once(tmp_path: Path) -> None:
    fill(tmp_path, ["1.xlsx"])
    (tmp_path / "2慢.xlsx").write_bytes(making.slow_to_decrypt(FORM))
    started = time.monotonic()
    with ReturnsReader(ReadOptions(Limits(seconds=60), jobs=2, passwords=ALL)) as reader:
        answers = reader.read(discover(tmp_path))
        assert outcome(next(iter(answers))) == "read"
        pids = at_work(reader)
        answers.close()  # type: ignore[attr-defined]
    assert time.monotonic() - started < 15
    assert all(gone(pid) for pid in pids)


@POSIX
def test_no_process_outlives_a_killed_program(tmp_path: Path) -> None:
    """The program itself is killed while a file hangs: the reading process ends itself soon after its limit."""
    (tmp_path / "慢.xlsx").write_bytes(making.slow_to_decrypt(FORM))
    program = (
        "import sys, threading, time\nfrom pathlib import Path\n"
        "from kaohe_xl.intake.discover import discover\nfrom kaohe_xl.reading.limits import Limits\n"
        "from kaohe_xl.intake.passwords import Passwords\n"
        "from kaohe_xl.intake.reader import ReadOptions, ReturnsReader\n"
        "reader = ReturnsReader(ReadOptions(Limits(seconds=1), jobs=1, passwords=Passwords(('x',))))\n"
        "def tell():\n"
        "    while not any(p.ready and p.deadline for p in reader._pool._busy): time.sleep(0.05)\n"
        "    print(*[p.popen.pid for p in reader._pool._busy], flush=True)\n"
        "threading.Thread(target=tell, daemon=True).start()\n"
        f"list(reader.read(discover(Path({str(tmp_path)!r}))))\n"
    )
    child = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    pids = [int(pid) for pid in child.stdout.readline().split()]
    child.kill()
    child.wait()
    child.stdout.close()
    assert pids
    until = time.monotonic() + 15  # trying the password would take longer
    while time.monotonic() < until and not all(gone(pid) for pid in pids):
        time.sleep(0.2)
    assert all(gone(pid) for pid in pids)


def test_an_installation_that_cannot_start_processes_says_so_instead_of_refusing_files() -> None:
    config = {"limits": {"nonsense": 1}, "passwords": {"common": [], "by_unit": {}}}
    task = {"path": "x", "member": None, "name": "x", "exactly": False, "because": ""}
    with ProcessPool(config, 1, 5.0) as pool, pytest.raises(PoolError, match="nonsense"):
        list(pool.map([task]))


def test_what_a_library_prints_does_not_disturb_the_messages(tmp_path: Path) -> None:
    """A worker's standard output is not the channel: print in it and read on."""
    fill(tmp_path, ["1.xlsx"])
    script = (
        "import sys\nfrom kaohe_xl.intake import worker\nfrom kaohe_xl.reading import opening\n"
        "real = worker.open_content\n"
        "def noisy(*a, **k):\n    print('noise' * 1000, flush=True)\n    return real(*a, **k)\n"
        "worker.open_content = noisy\nworker.main()\n"
    )
    path = tmp_path / "1.xlsx"
    task = {"path": str(path), "member": None, "name": "1.xlsx", "exactly": False, "because": "", "ticket": 7}
    with ReturnsReader() as reader:
        config = reader._pool._config
    child = subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert child.stdin is not None
    assert child.stdout is not None
    import json

    from kaohe_xl.intake.reply import book_in
    from kaohe_xl.intake.worker import READY, receive, send, unticket

    send(child.stdin, config)
    assert receive(child.stdout) == READY
    send(child.stdin, json.dumps([task]).encode())
    reply = receive(child.stdout)
    child.stdin.close()
    child.wait(20)
    child.stdout.close()
    assert reply is not None
    ticket, answer = unticket(reply)
    assert ticket == 7
    assert book_in(answer)


def test_a_file_can_be_read_again_while_others_are_being_read(tmp_path: Path) -> None:
    """As returns do that need the exact path for some files: neither reading disturbs the other."""
    fill(tmp_path, [f"{n:03}.xlsx" for n in range(30)])
    (tmp_path / "015慢.xlsx").write_bytes(making.slow_to_decrypt(FORM).replace(b'"9999999"', b'"0500000"'))
    with ReturnsReader(ReadOptions(jobs=2, passwords=ALL)) as reader:
        seen = []
        for opened in reader.read(discover(tmp_path)):
            again = reader.read_exact(opened.source) if "慢" not in opened.name else opened
            seen.append((outcome(opened), outcome(again), again.reading))
    assert seen.count(("read", "read", "精确")) == 30
    assert [first for first, _, _ in seen].count("D104") == 1


def test_answers_asked_for_after_closing_are_an_error_not_a_wait(tmp_path: Path) -> None:
    fill(tmp_path, [f"{n}.xlsx" for n in range(3)])
    (tmp_path / "9慢.xlsx").write_bytes(making.slow_to_decrypt(FORM))
    with ReturnsReader(ReadOptions(jobs=1, passwords=ALL)) as reader:
        answers = iter(reader.read(discover(tmp_path)))
        next(answers)
    with pytest.raises(PoolError, match="closed"):
        list(answers)
