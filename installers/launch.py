"""考核.exe: one C file, compiled by Debian's mingw, with icon, version and manifest. No packer, no self-extraction."""

from __future__ import annotations

import struct
from pathlib import Path

from installers.steps import HOME, TREE, run, tool

_SOURCE = HOME / "launcher"
ICON = TREE / "kaohe_xl" / "page" / "static" / "kaohe.svg"
_SIZES = (16, 32, 48, 256)
_TRIPLET = "x86_64-w64-mingw32"


def build_launcher(target: Path, version: str, scratch: Path) -> None:
    """Compile the launcher to ``target``."""
    scratch.mkdir(parents=True, exist_ok=True)
    (scratch / "kaohe.ico").write_bytes(icon(scratch))
    numbers = ",".join([*(part for part in version.split(".")[:3] if part.isdigit()), "0", "0", "0"][:4])
    resources = scratch / "kaohe.o"
    windres = tool(f"{_TRIPLET}-windres", "apt-get install binutils-mingw-w64-x86-64")
    words: list[str | Path] = [
        "-c",
        "65001",
        "-I",
        scratch,
        "-I",
        _SOURCE,
        f"-DVERSION_NUMBERS={numbers}",
        f'-DVERSION_TEXT=\\"{version}\\"',
    ]
    run(windres, *words, _SOURCE / "kaohe.rc", resources)
    compiler = tool(f"{_TRIPLET}-gcc-win32", "apt-get install gcc-mingw-w64-x86-64-win32")
    flags = ["-municode", "-mconsole", "-Os", "-s", "-Wall", "-Wextra", "-Werror", "-Wl,--no-insert-timestamp"]
    run(compiler, *flags, _SOURCE / "kaohe.c", resources, "-lole32", "-o", target)


def picture(size: int, target: Path) -> Path:
    """The icon as a PNG of so many pixels."""
    run(tool("rsvg-convert", "apt-get install librsvg2-bin"), "-w", str(size), "-h", str(size), ICON, "-o", target)
    return target


def icon(scratch: Path) -> bytes:
    """The icon as Windows wants it: a directory of PNG pictures."""
    pictures = [picture(size, scratch / f"{size}.png").read_bytes() for size in _SIZES]
    head, offset = struct.pack("<HHH", 0, 1, len(_SIZES)), 6 + 16 * len(_SIZES)
    for size, data in zip(_SIZES, pictures, strict=True):
        head += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(data), offset)
        offset += len(data)
    return head + b"".join(pictures)
