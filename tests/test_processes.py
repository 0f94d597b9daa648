"""Work in several processes comes to what it comes to here; a process that is gone costs time, and nothing else."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from functools import partial

import pytest

from kaohe_xl.parallel.processes import processes
from kaohe_xl.parallel.shared_data import SharedData
from tests.support.pids import ended

POSIX = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="signals as POSIX has them")


def cube(number: int) -> int:
    return number**3


def fragile(here: int, number: int) -> int:
    """Ends any process but ``here``."""
    if os.getpid() != here:
        os.kill(os.getpid(), signal.SIGKILL)
    return cube(number)


def wrong(number: int) -> int:
    raise ZeroDivisionError(number)


def own_number(_: int) -> int:
    return os.getpid()


def looked_up(common: SharedData[dict[int, int]], number: int) -> tuple[int, int]:
    return common.value[number], id(common.value)


def test_results_come_in_order() -> None:
    with processes(2, __name__) as executor:
        assert list(executor(cube, range(20))) == [n**3 for n in range(20)]


@POSIX
def test_what_a_killed_process_leaves_is_done_here() -> None:
    with processes(2, __name__) as executor:
        assert list(executor(partial(fragile, os.getpid()), range(5))) == [n**3 for n in range(5)]
        assert list(executor(cube, [2])) == [8], "the pool is broken, and the work is done all the same"


def test_a_mistake_of_ours_is_raised_here() -> None:
    with processes(1, __name__) as executor, pytest.raises(ZeroDivisionError, match="7"):
        list(executor(wrong, [7]))


def test_what_is_common_goes_over_once_and_leaves_no_file() -> None:
    with SharedData({n: n + 1 for n in range(9)}) as common, processes(1, __name__) as executor:
        found = list(executor(partial(looked_up, common), range(9)))
        file = common._file
        assert file is not None
        assert file.exists()
    assert [value for value, _ in found] == list(range(1, 10))
    assert len({where for _, where in found}) == 1, "unpacked again"
    assert not file.exists()


_FOREVER = """
import time
from kaohe_xl.parallel.processes import processes
from tests.test_processes import own_number
with processes(1, "time") as spread:
    print(*spread(own_number, [0]), flush=True)
    list(spread(time.sleep, [600]))
"""


@POSIX
@pytest.mark.parametrize("end", ["SIGKILL", "SIGINT"])
def test_nobody_stays_behind(end: str) -> None:
    """Whoever closes the window, presses Ctrl-C or ends the program finds no process left at work."""
    with subprocess.Popen(
        [sys.executable, "-c", _FOREVER], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
    ) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        if end == "SIGINT":
            os.killpg(parent.pid, signal.SIGINT)  # as a terminal does it
        else:
            parent.kill()
    for _ in range(200):
        if ended(child):
            return
        time.sleep(0.05)
    os.kill(child, signal.SIGKILL)
    raise AssertionError("still at work")
