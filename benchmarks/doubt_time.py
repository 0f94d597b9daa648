"""会不会变 and 敏感 against the run, for 200 units × 80 clauses; processor seconds, since other work may be going on.

python -m benchmarks.doubt_time [units] [forms missing]
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.generate import generate
from kaohe_xl import pipeline
from kaohe_xl.bounds import doubt_of
from kaohe_xl.intake.reader import ReadOptions
from kaohe_xl.returns.report import unsettled
from kaohe_xl.sensitivity import sensitivity_of


def spent() -> float:
    """Processor seconds of this process and of those that it waited for."""
    return sum(
        usage.ru_utime + usage.ru_stime
        for usage in (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def main() -> None:
    """Print a line for each part."""
    units = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    missing = int(sys.argv[2]) if len(sys.argv) > 2 else 20
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "考核"
        generate(root, units)
        for path in sorted((root / "收表").rglob("*.xlsx"))[:missing]:
            path.unlink()
        job, _ = pipeline.locate(root)
        assert job is not None
        before, clock = spent(), time.perf_counter()
        report = pipeline.run_alone(job, ReadOptions(jobs=2))
        run = spent() - before
        print(f"run {run:.1f} s processor, {time.perf_counter() - clock:.1f} s clock", flush=True)
        assert report.assessment is not None
        for name, made in (
            ("doubt", lambda: len(doubt_of(report.assessment, unsettled(report.returned)).figures)),
            ("sensitivity", lambda: len(sensitivity_of(report.assessment).pairs)),
        ):
            before, clock = spent(), time.perf_counter()
            found = made()
            own = spent() - before
            print(f"{name} {own:.1f} s processor, {time.perf_counter() - clock:.1f} s clock, {found}", flush=True)


if __name__ == "__main__":
    main()
