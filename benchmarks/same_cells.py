"""Do the samples still come out the same? ``python -m benchmarks.same_cells BEFORE [AFTER] [NAME …]``

BEFORE and AFTER are source trees (AFTER: this one). Each sample is run by both, in copies; every workbook of 结果/ is
compared cell by cell: value, formula, number format, note and link. Says how many cells there are, and which differ.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path
from typing import Any

import openpyxl

_TREE = Path(__file__).parent.parent
_SAMPLES = _TREE / "sample_workbooks"
_MOST_TOLD = 20


def main() -> int:
    """Exit status: 0 nothing differs, 1 something does."""
    trees = [Path(word) for word in sys.argv[1:] if Path(word).is_dir()]
    names = [word for word in sys.argv[1:] if not Path(word).is_dir()]
    before, after = trees[0], trees[1] if len(trees) > 1 else _TREE
    different = 0
    warnings.simplefilter("ignore")  # openpyxl knows no data bars
    with tempfile.TemporaryDirectory() as scratch:
        for sample in sorted(_SAMPLES.glob("S*")):
            if names and not any(sample.name.startswith(name) for name in names):
                continue
            old, new = (cells(_run(tree, sample, Path(scratch) / which)) for tree, which in _both(before, after))
            changed = sorted(key for key in old.keys() | new.keys() if old.get(key) != new.get(key))
            print(f"{sample.name}: {len(old)} cells, {len(changed)} different", flush=True)
            for key in changed[:_MOST_TOLD]:
                print(f"  {key}: {old.get(key)} → {new.get(key)}")
            different += len(changed)
    return 1 if different else 0


def _both(before: Path, after: Path) -> list[tuple[Path, str]]:
    return [(before, "before"), (after, "after")]


def _run(tree: Path, sample: Path, folder: Path) -> Path:
    target = folder / sample.name
    shutil.copytree(sample, target, ignore=shutil.ignore_patterns("结果", "发放"))
    environment = {**os.environ, "PYTHONPATH": str(tree)}
    command = [sys.executable, "-m", "kaohe_xl.cli", "run", str(target)]
    done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, check=False)
    if done.returncode == 2:
        raise SystemExit(done.stdout.decode("utf-8", "replace") + done.stderr.decode("utf-8", "replace"))
    return target / "结果"


def cells(folder: Path) -> dict[str, tuple[Any, ...]]:
    """Every cell of every workbook in a folder, by workbook, sheet and place."""
    found: dict[str, tuple[Any, ...]] = {}
    for path in sorted(folder.rglob("*.xlsx")):
        live, cached = (openpyxl.load_workbook(path, data_only=only) for only in (False, True))
        for number, sheet in enumerate(live.worksheets):
            found[f"{path.name}!{sheet.title}"] = (number, sheet.sheet_state, sheet.dimensions)
            for row in sheet.iter_rows():
                for cell in row:
                    value = getattr(cell.value, "text", cell.value)
                    shown = cached[sheet.title][cell.coordinate].value
                    note = cell.comment.text if cell.comment else None
                    link = (cell.hyperlink.target, cell.hyperlink.location) if cell.hyperlink else None
                    if (value, note, link) != (None, None, None):
                        key = f"{path.name}!{sheet.title}!{cell.coordinate}"
                        found[key] = (value, shown, cell.number_format, note, link)
    return found


if __name__ == "__main__":
    sys.exit(main())
