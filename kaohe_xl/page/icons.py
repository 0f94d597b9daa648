"""An icon on the desktop or in the start menu: put there from the page and taken away there, never by an installer.

Windows makes and reads its own links, asked through 考核.exe; elsewhere it is a desktop entry of freedesktop.org.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import platformdirs

from kaohe_xl.base.files import replacing
from kaohe_xl.base.system import said

NAME = "考核"
PICTURE = Path(__file__).with_name("static") / "kaohe.svg"
_PLACES = {"desktop": "桌面", "menu": "开始菜单"}
_LAUNCHER = "考核.exe"
_COMMAND = "kaohe"
_PACKAGED_ENTRY = "kaohe.desktop"  # the package's own, in the menu of everybody


@dataclass(frozen=True)
class Icon:
    """A place for an icon. ``leads``: where the one that lies there leads; empty where none lies there."""

    place: str  # desktop, menu
    path: Path
    leads: str
    program: Path

    @property
    def title(self) -> str:
        return _PLACES[self.place]

    @property
    def here(self) -> bool:
        """Does it start this program, not another copy?"""
        return bool(self.leads) and os.path.normcase(self.leads) == os.path.normcase(self.program)


def offered() -> Sequence[Icon]:
    """The places where an icon can be; none where nothing is here that could be started by one."""
    program = _program()
    if program is None:
        return []
    folders = {"desktop": platformdirs.user_desktop_path(), "menu": platformdirs.user_applications_path()}
    if _in_the_menu_already():
        del folders["menu"]
    name = f"{NAME}.lnk" if sys.platform == "win32" else f"{_COMMAND}.desktop"
    return [Icon(place, folder / name, _leads(folder / name, program), program) for place, folder in folders.items()]


def put(place: str) -> tuple[str, bool]:
    """Put it there, in place of one that leads elsewhere. A sentence, and whether it succeeded."""
    icon = _find(place)
    if icon is None:
        return "没有这个位置。", False
    try:
        icon.path.parent.mkdir(parents=True, exist_ok=True)
        _make(icon)
    except OSError as error:
        return f"没有在{icon.title}放图标：{said(error)}（{icon.path}）。", False
    if not replace(icon, leads=_leads(icon.path, icon.program)).here:
        return f"没有在{icon.title}放图标：系统没有写成 {icon.path}。程序的路径不能超过 259 个字符。", False
    return f"{icon.title}有了“{NAME}”：{icon.path}。不要了，可以在这里拿掉，也可以像别的图标一样删掉。", True


def take_away(place: str) -> tuple[str, bool]:
    """Delete the icon, nothing else. A sentence, and whether it succeeded."""
    icon = _find(place)
    if icon is None or not icon.leads:
        return "那里没有图标。", False
    try:
        icon.path.unlink()
    except OSError as error:
        return f"没有拿掉：{said(error)}（{icon.path}）。", False
    return f"已拿掉 {icon.path}。程序和考核文件夹都没有动。", True


def desktop_entry(command: str, picture: str, name: str = NAME) -> str:
    """A desktop entry of freedesktop.org. ``command``: a path or a name on the path; ``picture``: likewise."""
    return f"""[Desktop Entry]
Type=Application
Name={name}
Name[en]=Kaohe
GenericName=目标管理责任制考核
Comment=把收回的 Excel 表变成评分、排名、奖惩和通报
Exec={_quoted(command)} open %f
Icon={picture}
Terminal=false
Categories=Office;Spreadsheet;
MimeType=inode/directory;
Keywords=考核;评分;排名;Excel;
StartupNotify=false
"""


def _find(place: str) -> Icon | None:
    return next((icon for icon in offered() if icon.place == place), None)


def _program() -> Path | None:
    """What a double click starts: 考核.exe above its Python, or the command beside its Python."""
    python = Path(sys.executable).absolute()
    program = python.parents[1] / _LAUNCHER if sys.platform == "win32" else python.with_name(_COMMAND)
    return program if program.is_file() else None


def _in_the_menu_already() -> bool:
    return sys.platform != "win32" and any(
        (Path(folder) / _PACKAGED_ENTRY).is_file()
        for folder in platformdirs.PlatformDirs(multipath=True).site_applications_dir.split(os.pathsep)
    )


def _make(icon: Icon) -> None:
    """Raises: OSError."""
    if sys.platform == "win32":
        subprocess.run([icon.program, "--link", icon.path], check=False)  # noqa: S603 - ourselves; looked at afterwards
        return
    with replacing(icon.path) as draft:
        draft.write_text(desktop_entry(str(icon.program), str(PICTURE)), "utf-8")
        draft.chmod(0o755)  # file managers start no other


def _leads(path: Path, program: Path) -> str:
    """Where the icon at ``path`` leads; empty where there is none."""
    if not path.is_file():
        return ""
    if sys.platform == "win32":
        done = subprocess.run([program, "--linked", path], check=False, capture_output=True)  # noqa: S603 - ourselves
        return done.stdout.decode("utf-8", "replace")
    line = re.search(r"^Exec=(?:env )?(.*) open %f$", path.read_text("utf-8", "replace"), re.MULTILINE)
    return _unquoted(line[1]) if line else "?"


def _quoted(word: str) -> str:
    """The program of an Exec line: quoted as an argument, then as any value (each \\ doubled), no field code."""
    if re.fullmatch(r"[\w./-]+", word):
        return word
    quoted = re.sub(r'(["`$\\])', r"\\\1", word).replace("\\", "\\\\").replace("%", "%%")
    return f'env "{quoted}"' if "%" in word else f'"{quoted}"'  # GLib looks for a program named with both %


def _unquoted(word: str) -> str:
    if not word.startswith('"'):
        return word
    return re.sub(r"\\(.)", r"\1", word[1:-1].replace("%%", "%").replace("\\\\", "\\"))
