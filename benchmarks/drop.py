"""From dropping a corrected file onto the page to its new ranking, at 40 units; beside importing the libraries once.

python -m benchmarks.drop [repeats]
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx

from benchmarks.generate import generate

UNITS = 40


def main() -> None:
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "考核"
        generate(folder, UNITS)
        times = _dropped(folder, Path(scratch), repeats)
    imports = [_timed([sys.executable, "-c", "import pandas, openpyxl, xlsxwriter"]) for _ in range(repeats)]
    print(f"drop → ranking, {UNITS} units: median {statistics.median(times):.2f} s, most {max(times):.2f} s")
    print(f"import pandas, openpyxl, xlsxwriter: median {statistics.median(imports):.2f} s")


def _timed(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True)
    return time.perf_counter() - start


def _dropped(folder: Path, home: Path, repeats: int) -> list[float]:
    command = [sys.executable, "-m", "kaohe_xl.cli", "open", str(folder), "--no-browser"]
    environment = {**os.environ, "HOME": str(home), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as served:
        assert served.stdout is not None
        link = served.stdout.readline().strip()
        address, key = link.split("/first")[0], link.split("/a/")[1].strip("/")
        with httpx.Client(base_url=address, headers={"Origin": address}, timeout=120) as client:
            client.cookies.update(httpx.get(link).cookies)
            client.get(f"/a/{key}/results").raise_for_status()
            forms = sorted(path for path in (folder / "收表").rglob("*.xlsx"))
            times = [_one(client, key, forms[number % len(forms)], number) for number in range(repeats)]
        served.terminate()
    return times


def _one(client: httpx.Client, key: str, form: Path, number: int) -> float:
    """The content of a form under another name, as a newer version of it."""
    content = form.read_bytes()
    start = time.perf_counter()
    words = {"name": f"更正{number}_{form.name}", "modified": str(int(time.time() * 1000))}
    client.post(f"/a/{key}/upload", params=words, content=content).raise_for_status()
    client.get(f"/a/{key}/results").raise_for_status()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
