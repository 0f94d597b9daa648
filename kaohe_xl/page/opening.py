"""A file or folder in the program that the system has for it: Excel, WPS, the file manager."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from kaohe_xl.base.system import said


def open_outside(path: Path) -> str:
    """Open it; a sentence where that cannot be, else empty."""
    try:
        if sys.platform == "win32":
            os.startfile(path)  # noqa: S606 - a file or folder of the assessment, in its own program
            return ""
        tool = shutil.which("open" if sys.platform == "darwin" else "xdg-open")
        if tool is None:
            return f"这台电脑没有可以打开文件的程序，请自己打开 {path}"
        subprocess.Popen([tool, str(path)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
    except OSError as error:
        return f"没有打开 {path.name}：{said(error)}"
    return ""
