"""``python installers/deb.py OUT [--arch amd64|arm64]``: the package for Debian, 统信UOS and 麒麟.

Everything is under /opt/kaohe, with a Python and a C library of its own (``selfstanding``); beside it a command, a man
page, a desktop file and an icon. There are no maintainer scripts: dpkg takes away all that it brought.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import shutil
import sys
import tempfile
import time
from pathlib import Path

if not __package__:  # run as a file
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from installers import wheels
from installers.launch import ICON, picture
from installers.licences import gather_licences
from installers.selfstanding import MINOR, PREFIX, place_python
from installers.steps import EPOCH, HOME, BuildError, megabytes, run
from kaohe_xl import __version__
from kaohe_xl.page.icons import desktop_entry

_SOURCE = HOME / "debian"
_MAINTAINER = "kaohe_xl <kaohe-xl@example.org>"
# 统信UOS and deepin take entries for the right button on a folder from a place of their own; Peony (麒麟), Caja and
# Nautilus offer the menu's under 打开方式, by its MimeType
_RIGHT_BUTTON = Path("usr/share/deepin/dde-file-manager/oem-menuextensions/kaohe.desktop")
_DATE = time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime(EPOCH))


def build_tree(root: Path, arch: str, scratch: Path) -> None:
    """All files of the package under ``root``.

    Raises:
        BuildError: something is not what it must be.
    """
    platform = f"linux-{arch}"
    wheels.require_lock(platform)
    others = place_python(root, arch, scratch / "debian")
    home = root / PREFIX.relative_to("/")
    packages = home / "lib/python3/dist-packages"  # where Debian's Python looks under its own prefix
    wheels.install(packages, platform, MINOR, wheels.project_wheel(scratch / "wheel"))
    gather_licences(packages, home / "share/licences", others)
    _place(_SOURCE / "kaohe", home / "bin/kaohe", 0o755)
    (root / "usr/bin").mkdir(parents=True)
    (root / "usr/bin/kaohe").symlink_to(PREFIX / "bin/kaohe")
    _write(desktop_entry("kaohe", "kaohe"), root / "usr/share/applications/kaohe.desktop")
    on_folders = desktop_entry("kaohe", "kaohe", "用考核打开") + "X-DFM-MenuTypes=SingleDir\n"
    _write(on_folders, root / _RIGHT_BUTTON)
    _place(ICON, root / "usr/share/icons/hicolor/scalable/apps/kaohe.svg")
    for size in (48, 128):
        target = root / f"usr/share/icons/hicolor/{size}x{size}/apps/kaohe.png"
        target.parent.mkdir(parents=True)
        picture(size, target)
    _zip(_SOURCE.joinpath("kaohe.1").read_bytes(), root / "usr/share/man/man1/kaohe.1.gz")
    _place(_SOURCE / "overrides", root / "usr/share/lintian/overrides/kaohe")
    changes = [f"kaohe ({__version__}) stable; urgency=low", "", "  * See CHANGELOG.md of the project.", ""]
    changes += [f" -- {_MAINTAINER}  {_DATE}", ""]
    _zip("\n".join(changes).encode(), root / "usr/share/doc/kaohe/changelog.gz")
    copyright_text = (
        "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\nFiles: *\n"
        "Copyright: the kaohe_xl authors\nLicense: Apache-2.0\n"
        " On Debian systems: /usr/share/common-licenses/Apache-2.0.\n"
        " What comes along has its own licences: /opt/kaohe/share/licences.\n"
    )
    (root / "usr/share/doc/kaohe/copyright").write_text(copyright_text, "utf-8")


def write_control(root: Path, arch: str) -> None:
    """DEBIAN/: what dpkg wants to know."""
    size = sum(path.stat().st_size for path in root.rglob("*") if path.is_file()) // 1024
    control = f"""Package: kaohe
Version: {__version__}
Architecture: {arch}
Maintainer: {_MAINTAINER}
Installed-Size: {size}
Recommends: xdg-utils
Suggests: libreoffice-calc
Section: misc
Priority: optional
Description: scores, ranks and rewards returned Excel forms
 For the yearly assessment (目标管理责任制考核) of towns, streets and departments:
 returned forms in, ranking workbook, notices and mail drafts out. It brings
 its own Python and libraries and works without internet.
"""
    sums = [
        f"{hashlib.md5(path.read_bytes()).hexdigest()}  {path.relative_to(root)}"  # noqa: S324 - dpkg's format
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.is_symlink()
    ]
    (root / "DEBIAN").mkdir()
    (root / "DEBIAN/control").write_text(control, "utf-8")
    (root / "DEBIAN/md5sums").write_text("\n".join([*sums, ""]), "utf-8")


def _place(source: Path, target: Path, mode: int = 0o644) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    target.chmod(mode)


def _write(text: str, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, "utf-8")


def _zip(data: bytes, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(gzip.compress(data, 9, mtime=0))


def _settle_modes(root: Path) -> None:
    """Readable by all, writable by root, runnable only what is run."""
    root.chmod(0o755)
    for path in root.rglob("*"):
        if not path.is_symlink():
            runnable = path.is_dir() or path.parent.name == "bin" or path.name.startswith("ld-linux")
            path.chmod(0o755 if runnable else 0o644)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, help="folder for the package")
    parser.add_argument("--arch", choices=("amd64", "arm64"), default="amd64")
    words = parser.parse_args()
    out, began = words.out.resolve(), time.monotonic()
    out.mkdir(parents=True, exist_ok=True)
    target = out / f"kaohe_{__version__}_{words.arch}.deb"
    with tempfile.TemporaryDirectory(prefix="kaohe-") as scratch:
        root = Path(scratch) / "root"
        try:
            root.mkdir()
            build_tree(root, words.arch, Path(scratch))
            _settle_modes(root)
            write_control(root, words.arch)
            run("dpkg-deb", "--root-owner-group", "-Zxz", "-z4", "--build", root, target)
        except BuildError as error:
            print(f"not built: {error}", file=sys.stderr)
            return 1
        unpacked = megabytes(root)
    print(f"{target}: {megabytes(target):.1f} MB, unpacked {unpacked:.1f} MB, {time.monotonic() - began:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
