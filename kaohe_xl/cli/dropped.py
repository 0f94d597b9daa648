"""What Explorer drops onto the program's icon: an assessment is opened, returned files go into the 收表 of one."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated

import typer

from kaohe_xl.base.filenames import RETURNS, SCHEME_FILE, numbered
from kaohe_xl.cli.options import app, stop

_ASK = "这些表放进哪个考核？把那个考核文件夹拖到这个窗口里，再按回车"


@app.command("dropped", hidden=True)
def dropped(paths: Annotated[list[Path], typer.Argument(help="拖到图标上的文件夹或文件")]) -> None:
    """拖到图标上的：考核文件夹就打开，收回的表就放进 收表"""
    from kaohe_xl.screen import console

    homes = {assessment_of(path) for path in paths}
    home = homes.pop() if len(homes) == 1 else None
    if home is None:
        typed = Path(typer.prompt(_ASK).strip().strip('"'))
        home = assessment_of(typed)
        if home is None:
            stop(f"“{typed}”里没有 方案.xlsx，不是考核文件夹。什么都没有放。")
            return
        for copied in take_in(paths, home / RETURNS):
            console.print(f"已放进 {copied}", markup=False)
    app(["open", str(home)])


def assessment_of(path: Path) -> Path | None:
    """The folder of the assessment that a path is, or lies in; None if it lies in none."""
    here = path.absolute()
    return next((folder for folder in (here, *here.parents) if (folder / SCHEME_FILE).is_file()), None)


def take_in(paths: list[Path], target: Path) -> list[Path]:
    """Copy files and folders into 收表; what is there already stays, the new one gets a number."""
    target.mkdir(exist_ok=True)
    copied = []
    for path in paths:
        free = next(each for each in numbered(target / path.name) if not each.exists())
        if path.is_dir():
            shutil.copytree(path, free)
        else:
            shutil.copy2(path, free)
        copied.append(free)
    return copied
