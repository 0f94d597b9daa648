"""Two at once are kept apart by name, and nobody who died keeps anybody out."""

from __future__ import annotations

import errno
import fcntl
import json
import multiprocessing
import os
import shutil
import socket
import time
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from kaohe_xl.watching.lock import is_free, take

FORK = multiprocessing.get_context("fork")


def hold(path: Path, told: Connection, *, with_worker: bool = False) -> None:
    lock, _ = take(path, "监视目录")
    if with_worker:  # as a pool of readers has; it outlives the one that is killed
        worker = FORK.Process(target=time.sleep, args=(5,))
        worker.start()
        told.send(worker.pid)
    else:
        told.send(lock is not None)
    time.sleep(30)


def test_a_second_one_is_told_who_has_it(tmp_path: Path) -> None:
    path = tmp_path / ".监视.lock"
    first, findings = take(path, "监视目录")
    assert first is not None
    assert findings == []
    second, findings = take(path, "监视目录")
    assert (second, [finding.code for finding in findings]) == (None, ["R701"])
    assert f"进程 {os.getpid()}" in findings[0].text
    assert not is_free(path)
    first.release()
    first.release()
    assert not path.exists()
    assert is_free(path)
    third, findings = take(path, "监视目录")
    assert third is not None
    assert findings == []
    third.release()


@pytest.mark.parametrize("with_worker", [False, True])
def test_the_lock_of_one_that_was_killed_is_taken_over(tmp_path: Path, with_worker: bool) -> None:
    path = tmp_path / ".监视.lock"
    here, there = FORK.Pipe()
    holder = FORK.Process(target=hold, args=(path, there), kwargs={"with_worker": with_worker})
    holder.start()
    worker = here.recv()
    assert take(path, "监视目录")[0] is None
    holder.kill()
    holder.join()
    lock, findings = take(path, "监视目录")
    assert lock is not None
    assert [finding.code for finding in findings] == ["R702"]
    assert f"进程 {holder.pid}" in findings[0].text
    lock.release()
    if with_worker:
        os.kill(worker, 9)


@pytest.mark.parametrize(
    "left", [b"", b'{"pid": 1', b"\xff\xfe", b'{"pid": 999999, "host": "x", "since": "", "purpose": "y"}']
)
def test_a_left_over_file_keeps_nobody_out(tmp_path: Path, left: bytes) -> None:
    path = tmp_path / ".监视.lock"
    path.write_bytes(left)
    assert is_free(path)
    lock, _ = take(path, "监视目录")
    assert lock is not None
    assert json.loads(path.read_text())["pid"] == os.getpid()
    lock.release()


def test_a_lock_knows_when_its_folder_went_away(tmp_path: Path) -> None:
    folder = tmp_path / "结果"
    folder.mkdir()
    lock, _ = take(folder / ".lock", "监视目录")
    assert lock is not None
    assert lock.held()
    shutil.rmtree(folder)
    assert not lock.held()
    folder.mkdir()
    again, _ = take(folder / ".lock", "监视目录")
    assert again is not None
    lock.release()  # must not take away the new one's file
    assert again.held()
    again.release()


def test_where_a_drive_knows_no_locks_the_process_number_decides(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(handle: int, operation: int) -> None:
        raise OSError(errno.ENOLCK, "no locks")

    monkeypatch.setattr(fcntl, "flock", refuse)
    path = tmp_path / ".监视.lock"
    dead = FORK.Process(target=os.getpid)
    dead.start()
    dead.join()
    for pid, host, free in [
        (os.getpid(), socket.gethostname(), False),
        (dead.pid, socket.gethostname(), True),
        (dead.pid, "另一台机器", False),
    ]:
        path.write_text(json.dumps({"pid": pid, "host": host, "since": "2022-06-30", "purpose": "监视目录"}))
        assert is_free(path) is free
        lock, _ = take(path, "监视目录")
        assert (lock is not None) is free
        if lock is not None:
            lock.release()


def test_a_folder_that_is_not_there_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        take(tmp_path / "nowhere" / ".lock", "监视目录")
