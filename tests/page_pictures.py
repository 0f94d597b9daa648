"""Pictures of the page for docs/: ``python -m tests.page_pictures`` (needs chromium)."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.support.browser import browser

PICTURES = Path(__file__).parent.parent / "docs" / "图"
ROOMS = {"页面-收表": "returns", "页面-结果": "results", "页面-说明": "results?unit=柳湾镇&key=1.1"}


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as home, browser() as chromium:
        command = [sys.executable, "-m", "kaohe_xl.cli", "open", "--demo", "--no-browser"]
        environment = {**os.environ, "HOME": home, "TMPDIR": home, "PYTHONUNBUFFERED": "1"}
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as served:
            assert served.stdout is not None
            window = chromium.new_page(viewport={"width": 1100, "height": 700})
            window.goto(served.stdout.readline().strip())
            base = window.url.rsplit("/", 1)[0]
            for name, address in ROOMS.items():
                window.goto(f"{base}/{address}")
                window.screenshot(path=str(PICTURES / f"{name}.png"))
            served.terminate()


if __name__ == "__main__":
    main()
