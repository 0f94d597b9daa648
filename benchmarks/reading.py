"""What reading returned files costs beside bare python-calamine and openpyxl, on the same files, in one go.

    python -m benchmarks.generate FOLDER --units 1000
    python -m benchmarks.reading FOLDER

Each candidate runs in a process of its own, in turn, several times; medians. “opened” is what this project's reading
gives to the next stage: cells with places, formats and problems, checked, from two watched processes. “understood” is
the whole of 收表: identity, items, values. CPU is that of all processes together and, unlike the time on the clock,
tells something on a machine that is busy with other things too.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.rivals import openpyxl_read, read_all
from kaohe_xl.returns.model import Returned


def bare_calamine(folder: Path) -> Callable[[], None]:
    def read() -> None:
        for _ in read_all(folder):
            pass

    return read


def opened(folder: Path) -> Callable[[], None]:
    from kaohe_xl.intake.discover import discover
    from kaohe_xl.intake.reader import ReadOptions, ReturnsReader

    def read() -> None:
        with ReturnsReader(ReadOptions(jobs=2)) as reader:
            for answer in reader.read(discover(folder / "收表")):
                if answer.refusal is not None:
                    raise RuntimeError(str(answer.refusal))

    return read


def understood(folder: Path) -> Callable[[], None]:
    from kaohe_xl.intake.reader import ReadOptions
    from kaohe_xl.reading.read import read_book
    from kaohe_xl.returns.receive import opening, receive
    from kaohe_xl.scheme.read import read_scheme

    scheme, findings = read_scheme(read_book(folder / "方案.xlsx"))
    if scheme is None:
        raise RuntimeError(str(findings))

    def understand() -> None:
        with opening(folder / "收表", ReadOptions(jobs=2)) as begun:
            check(receive(scheme, begun))

    return understand


def check(returned: Returned) -> None:
    """Every file counted, or the figure means nothing."""
    if any(file.outcome.value != "采用" for file in returned.files):
        raise RuntimeError("a file was not taken")


def by_openpyxl(folder: Path) -> Callable[[], None]:
    def read() -> None:
        openpyxl_read(folder)

    return read


CANDIDATES: dict[str, Callable[[Path], Callable[[], None]]] = {
    "calamine": bare_calamine,
    "opened": opened,
    "understood": understood,
    "openpyxl": by_openpyxl,
}


def one_run(name: str, folder: Path) -> dict[str, float]:
    """Seconds, CPU seconds and the largest process of one candidate; what a run has loaded anyway is there before."""
    import openpyxl  # noqa: F401
    import python_calamine  # noqa: F401

    import kaohe_xl.returns.receive  # noqa: F401

    candidate = CANDIDATES[name](folder)
    started, before = time.perf_counter(), _cpu()
    candidate()
    seconds, cpu = time.perf_counter() - started, _cpu() - before
    return {"seconds": seconds, "cpu": cpu, "megabytes": max(_own_peak(), _peak_of_children())}


def _own_peak() -> float:
    """MB. Linux counts what the process that started this one had; the kernel's own figure of this one does not."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) / 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 1024)


def _peak_of_children() -> float:
    import resource

    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / (2**20 if sys.platform == "darwin" else 1024)


def _cpu() -> float:
    import resource

    return sum(
        usage.ru_utime + usage.ru_stime
        for usage in (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    )


def all_runs(folder: Path, rounds: int) -> dict[str, list[dict[str, float]]]:
    """What every candidate takes, round after round, each in a process of its own."""
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in CANDIDATES}
    for _ in range(rounds):
        for name in CANDIDATES:
            command = [sys.executable, "-m", "benchmarks.reading", str(folder), "--only", name]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            runs[name].append(json.loads(done.stdout))
    return runs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", choices=CANDIDATES)
    words = parser.parse_args()
    if words.only:
        print(json.dumps(one_run(words.only, words.folder)))
        return
    runs = all_runs(words.folder, words.rounds)
    print(f"{'':12}{'seconds':>9}{'CPU':>9}{'x clock':>9}{'x CPU/2':>9}{'peak MB':>9}")
    base = statistics.median(run["seconds"] for run in runs["calamine"])
    base_cpu = statistics.median(run["cpu"] for run in runs["calamine"])
    for name, measured in runs.items():
        seconds, cpu, peak = (
            statistics.median(run[key] for run in measured) for key in ("seconds", "cpu", "megabytes")
        )
        print(f"{name:12}{seconds:9.2f}{cpu:9.2f}{seconds / base:9.2f}{cpu / 2 / base_cpu:9.2f}{peak:9.0f}", flush=True)


if __name__ == "__main__":
    main()
