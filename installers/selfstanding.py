"""A Python for /opt that needs nothing of the system: Debian 12's, with the C library it was built for.

UOS 20 has glibc 2.28 and Python 3.7, 麒麟 V10 is alike; no registry has a Python 3.11 built for them. Debian's own
needs glibc 2.36, so that comes along: its loader is set as the interpreter, its folder is searched first. Programs
that we start (a browser, LibreOffice) get the system's. Works from Linux 3.2 on.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from installers.steps import BuildError, run, tool
from installers.wheels import compile_modules

MINOR = "3.11"
PREFIX = Path("/opt/kaohe")
_PACKAGES = (
    "python3.11-minimal", "libpython3.11-minimal", "libpython3.11-stdlib", "libc6", "libgcc-s1", "libstdc++6", "zlib1g",
    "libexpat1", "libssl3", "libffi8", "libsqlite3-0", "libbz2-1.0", "liblzma5", "libuuid1", "libcrypt1",
)  # fmt: skip
_LOADERS = {
    "amd64": ("ld-linux-x86-64.so.2", "x86_64-linux-gnu"),
    "arm64": ("ld-linux-aarch64.so.1", "aarch64-linux-gnu"),
}
# modules whose libraries do not come along: nothing here wants a terminal's screen or an old database
_EXTENSIONS_DROPPED = ("_curses", "_curses_panel", "_dbm", "nis", "readline")
_STDLIB_DROPPED = ("test", "idlelib", "tkinter", "lib2to3", "ensurepip", "turtledemo", "pydoc_data")


def place_python(root: Path, arch: str, scratch: Path) -> dict[str, list[Path]]:
    """Put the runtime under ``root``/opt/kaohe; the copyright files of what it consists of, by package.

    Raises:
        BuildError: a package is not to be had: the builder needs Debian 12's sources.
    """
    unpacked = _unpacked(arch, scratch)
    home, (loader, triplet) = root / PREFIX.relative_to("/"), _LOADERS[arch]
    shutil.copytree(unpacked / "usr/lib/python3.11", home / "lib/python3.11", symlinks=True)
    for name in _STDLIB_DROPPED:
        shutil.rmtree(home / "lib/python3.11" / name, ignore_errors=True)
    for name in _EXTENSIONS_DROPPED:
        for path in (home / "lib/python3.11/lib-dynload").glob(f"{name}.*"):
            path.unlink()
    for path in list((home / "lib/python3.11").rglob("*")):  # what points out of /opt is configuration of the system's
        if path.is_symlink() and not path.exists():
            path.unlink()
    for folder in (unpacked / "lib" / triplet, unpacked / "usr/lib" / triplet):
        for library in folder.glob("*.so*") if folder.is_dir() else ():
            shutil.copyfile(library.resolve(), home / "lib" / library.name)
    python = home / "bin/python3.11"
    python.parent.mkdir()
    shutil.copyfile(unpacked / "usr/bin/python3.11", python)
    patch = tool("patchelf", "apt-get install patchelf")
    for needed in ("libstdc++.so.6", "libgcc_s.so.1"):  # else wheels find the system's
        run(patch, "--add-needed", needed, python)
    run(patch, "--set-interpreter", PREFIX / "lib" / loader, python)
    run(patch, "--force-rpath", "--set-rpath", PREFIX / "lib", python)  # apart: together patchelf 0.14 mixes them up
    said = run(patch, "--print-rpath", python).strip()
    if said != str(PREFIX / "lib"):
        raise BuildError(f"patchelf set {said!r} as the folder of libraries")
    python.chmod(0o755)
    (home / "lib" / loader).chmod(0o755)
    compile_modules(home / "lib/python3.11", MINOR)
    return {
        name: [unpacked / "usr/share/doc" / name / "copyright"] for name in _PACKAGES if _has_copyright(unpacked, name)
    }


def _has_copyright(unpacked: Path, name: str) -> bool:
    return (unpacked / "usr/share/doc" / name / "copyright").is_file()


def _unpacked(arch: str, scratch: Path) -> Path:
    """Debian's packages, fetched by apt (which checks their signatures) into a state of its own, and unpacked."""
    debs, unpacked = scratch / "debs", scratch / "unpacked"
    for folder in (debs, unpacked, scratch / "state/lists/partial", scratch / "cache/archives/partial"):
        folder.mkdir(parents=True, exist_ok=True)
    options = [
        f"APT::Architecture={arch}", f"APT::Architectures={arch}", f"Dir::State={scratch / 'state'}",
        f"Dir::Cache={scratch / 'cache'}", "Dir::State::status=/dev/null", "APT::Sandbox::User=root",
    ]  # fmt: skip
    words = [word for option in options for word in ("-o", option)]
    apt = tool("apt-get", "build on Debian 12")
    run(apt, *words, "-q", "update")
    try:
        run(apt, *words, "-q", "download", *_PACKAGES, folder=debs)
    except BuildError as error:
        raise BuildError(f"apt has no Python 3.11 for {arch}: build on Debian 12.\n{error}") from error
    for package in sorted(debs.glob("*.deb")):
        run("dpkg-deb", "-x", package, unpacked)
    return unpacked
