"""Everything measured in one go, on the same files: docs/性能.md.

    python -m benchmarks                        10, 100, 1,000 and 10,000 units: takes an hour or two
    python -m benchmarks --units 10,100         a part; what was measured before in the same --folder stays on the page

Every candidate is a process of its own. They take turns, round after round, so that a machine that slows down slows
down all of them; the page gives medians. pyDMNrules is put into a virtual environment of its own, in --folder.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from fractions import Fraction
from multiprocessing import get_context
from pathlib import Path

from benchmarks.cells import keep_cells
from benchmarks.dmn_tables import write_dmn
from benchmarks.generate import CLAUSES, generate, unit_name
from benchmarks.page import READ, page
from benchmarks.reading import all_runs

_ROUNDS = {10: 9, 100: 5, 1000: 3, 10_000: 1}
_DMN = "pyDMNrules==1.4.5"
_NEAR = Fraction(1, 10**9)  # pyDMNrules reckons in binary floats
RIVALS = ("floor", "floor-values", "openpyxl")


@dataclass(frozen=True)
class Measured:
    """One process: seconds on the clock, CPU seconds of it and its children, the largest of them in MB."""

    seconds: float
    cpu: float
    megabytes: float


def measured(command: list[str], apart: bool = False) -> Measured:
    """Run a command. ``apart``: it says at the end how long its clock stood still.

    Raises:
        RuntimeError: it failed.
    """
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as errors:
        began = time.perf_counter()
        process = subprocess.Popen(command, stdout=said, stderr=errors, env=_environment())
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in (0, 1):  # 1: scored, and something needs attention
            errors.seek(0)
            raise RuntimeError(f"{command}: {errors.read()[-2000:].decode(errors='replace')}")
        said.seek(0)
        still = json.loads(said.read()) if apart else {"seconds": 0.0, "cpu": 0.0}
    cpu = usage.ru_utime + usage.ru_stime - still["cpu"]
    return Measured(seconds - still["seconds"], cpu, usage.ru_maxrss / (2**20 if sys.platform == "darwin" else 1024))


def _environment() -> dict[str, str]:
    """Ours, and compiled modules are kept, as they are wherever a program is installed."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def measure_units(home: Path, units: int, rounds: int) -> dict[str, object]:
    """All candidates on one size."""
    folder, cells = home / f"{units}个单位", home / f"{units}个单位的输出"
    if not (folder / "方案.xlsx").exists():
        generate(folder, units)
    run = [sys.executable, "-m", "kaohe_xl.cli", "run", str(folder)]
    taken: dict[str, list[Measured]] = {}
    shutil.rmtree(folder / "结果", ignore_errors=True)
    measured(run)  # also fills the caches of the file system
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as other:
        # not here: what this process has taken counts as a candidate's, which it starts
        written = other.submit(keep_cells, folder / "结果", cells).result()
    for number in range(rounds):
        shutil.rmtree(folder / "结果", ignore_errors=True)
        taken.setdefault("run", []).append(measured(run))
        for name in RIVALS:
            command = [sys.executable, "-m", "benchmarks.rivals", name, str(folder), str(cells)]
            taken.setdefault(name, []).append(measured(command, apart=True))
            for output in cells.glob("*.xlsx"):
                output.unlink()
        if units == min(_ROUNDS):
            command = [sys.executable, "-m", "benchmarks.rivals", "imports", str(folder), str(cells)]
            taken.setdefault("imports", []).append(measured(command, apart=True))
        print(
            f"{units} 个单位，第 {number + 1} 轮：", {name: round(runs[-1].seconds, 2) for name, runs in taken.items()}
        )
    scored = _scored(folder, rounds)
    return {
        "cells": written,
        "runs": {name: [asdict(each) for each in runs] for name, runs in taken.items()},
        "assess": scored["seconds"],
        "settle": scored["settle"],
    }


def _scored(folder: Path, rounds: int, few: int = 0) -> dict[str, list[object]]:
    command = [sys.executable, "-m", "benchmarks.scoring", str(folder), "--rounds", str(rounds)]
    done = subprocess.run([*command, "--units-of", str(few)], check=True, capture_output=True, text=True)
    found: dict[str, list[object]] = json.loads(done.stdout)
    return found


def compare_with_dmn(home: Path, units: int) -> dict[str, object]:
    """pyDMNrules on the clauses of a few units: how long it takes, and that it comes to the same points.

    Raises:
        RuntimeError: a clause of a unit came to other points.
    """
    folder = home / f"{units}个单位-DMN"
    if not (folder / "方案.xlsx").exists():
        generate(folder, units)
    python = _dmn_python(home)
    scored = _scored(folder, 3, units)
    write_dmn(home / "rules.xlsx")
    (home / "units.json").write_text(json.dumps(scored["units"]), "utf-8")
    script = Path(__file__).with_name("dmn_run.py")
    command = [str(python), str(script), str(home / "rules.xlsx"), str(home / "units.json")]
    decided = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    for row, (ours, theirs) in enumerate(zip(scored["points"], decided["points"], strict=True)):
        for number, (own, other) in enumerate(zip(ours, theirs, strict=True), 1):  # type: ignore[call-overload]
            if abs(Fraction(own) - Fraction(other)) > _NEAR:
                raise RuntimeError(f"{unit_name(row)}, clause {number}: {own} here, {other} by pyDMNrules")
    return {"units": units, "clauses": CLAUSES, "seconds": decided["seconds"]}


def _dmn_python(home: Path) -> Path:
    environment = home / "venv-dmn"
    python = environment / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "-q", _DMN], check=True)
    return python


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--units", default=",".join(map(str, _ROUNDS)), help="sizes, separated by commas")
    parser.add_argument("--rounds", type=int, help="of each size; else the fewer the larger")
    parser.add_argument("--dmn-units", type=int, default=50, help="units that pyDMNrules decides; 0: leave it out")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "kaohe-benchmarks")
    parser.add_argument("--save", type=Path, default=Path(__file__).parents[1] / "docs" / "性能.md")
    words = parser.parse_args()
    words.folder.mkdir(parents=True, exist_ok=True)
    kept = words.folder / "measured.json"
    found = json.loads(kept.read_text("utf-8")) if kept.exists() else {}
    if words.dmn_units:
        found["dmn"] = compare_with_dmn(words.folder, words.dmn_units)
    for units in map(int, filter(None, words.units.split(","))):
        rounds = words.rounds or next((n for size, n in _ROUNDS.items() if units <= size), 1)
        found[str(units)] = measure_units(words.folder, units, rounds)
        if units == READ:
            found["reading"] = all_runs(words.folder / f"{units}个单位", 2 * rounds)
        kept.write_text(json.dumps(found), "utf-8")
    kept.write_text(json.dumps(found), "utf-8")
    text = page(found)
    words.save.write_text(text, "utf-8")
    print(text)


if __name__ == "__main__":
    main()
