"""The program and what it needs, as wheels: locked by hash, put into a folder for another system, trimmed, compiled."""

from __future__ import annotations

import shutil
from pathlib import Path

from installers.steps import HOME, TREE, BuildError, run, tool

PLATFORMS = {
    "windows-amd64": "x86_64-pc-windows-msvc",
    "linux-amd64": "x86_64-manylinux_2_28",
    "linux-arm64": "aarch64-manylinux_2_28",
}
_UV = "pip install uv"
# what only developers of those libraries use; the licences in .dist-info stay
_DROPPED_FOLDERS = (
    "tests",
    "bin",
    "Scripts",
    "_pyinstaller",
    "distutils",
    "f2py",
    "include",
    "includes",
    "build",
    "src",
)
_LEXERS = ("__init__", "_mapping", "python", "special", "text")  # of 250 languages that rich could colour
_WITHOUT_SOURCE = ("pandas", "numpy")
_KEPT_FOLDERS = ("pandas/_testing", "numpy/testing")
_DROPPED_FILES = (".pyi", ".pxd", ".pxi", ".pyx", ".h", ".c", ".lib", ".a", ".png", ".js.map")


def lock_file(platform: str) -> Path:
    """Versions and hashes of all that goes in for a platform; ``python -m installers.lock`` writes it."""
    return HOME / "locks" / f"{platform}.txt"


def write_lock(platform: str, python: str) -> Path:
    """Resolve pyproject.toml for a platform, markers evaluated as they are there (``pip download`` does not)."""
    path = lock_file(platform)
    path.parent.mkdir(exist_ok=True)
    words = ["pip", "compile", "-q", "--no-header", "--generate-hashes", "--only-binary", ":all:", "--upgrade"]
    words += ["--python-platform", PLATFORMS[platform], "--python-version", python]
    run(tool("uv", _UV), *words, "-o", path, TREE / "pyproject.toml", folder=TREE)
    return path


def project_wheel(scratch: Path) -> Path:
    """The program itself, with templates, samples and starter inside."""
    run(tool("uv", _UV), "build", "-q", "--wheel", "--out-dir", scratch, TREE)
    (wheel,) = scratch.glob("kaohe_xl-*.whl")
    return wheel


def install(target: Path, platform: str, python: str, wheel: Path) -> None:
    """The locked wheels and the program into ``target``, without what nobody runs, with modules compiled.

    Compiled here because the folder may be read-only there; unchecked, as a file's time changes with unpacking.

    Raises:
        BuildError: no Python of that version is here to compile with, or a wheel is missing for the platform.
    """
    words = ["pip", "install", "-q", "--link-mode", "copy", "--python-version", python, "--target", str(target)]
    words += ["--python-platform", PLATFORMS[platform], "--only-binary", ":all:"]
    run(tool("uv", _UV), *words, "--require-hashes", "-r", lock_file(platform))
    run(tool("uv", _UV), *words, "--no-deps", wheel)
    trim(target)
    compile_modules(target, python)
    for name in _WITHOUT_SOURCE:
        _leave_out_source(target / name)


def compile_modules(target: Path, python: str) -> None:
    """Keep every module compiled beside its source.

    Raises:
        BuildError: no Python of that version is here to compile with.
    """
    compiler = tool(f"python{python}", f"Python {python} (apt-get install python{python}), to compile modules with")
    quiet = ["-m", "compileall", "-q", "-f", "--invalidation-mode", "unchecked-hash", "-s", str(target), "-p", "/"]
    run(compiler, *quiet, target)


def _leave_out_source(folder: Path) -> None:
    """Only compiled modules, where sources would go: a fifth of the download, and nobody here reads them."""
    for cache in list(folder.rglob("__pycache__")):
        for module in cache.glob("*.pyc"):
            source = cache.parent / f"{module.name.split('.')[0]}.py"
            if source.exists():
                module.replace(source.with_suffix(".pyc"))
                source.unlink()
        shutil.rmtree(cache)


def trim(target: Path) -> None:
    """Take out test suites, headers and type stubs of the libraries, and of the program what ``tests`` alone read."""
    for folder in sorted((path for path in target.rglob("*") if path.is_dir()), key=lambda path: len(path.parts)):
        inside = folder.relative_to(target).as_posix()
        if folder.name in _DROPPED_FOLDERS and not inside.startswith(("kaohe_xl", *_KEPT_FOLDERS)):
            shutil.rmtree(folder, ignore_errors=True)
    for path in target.rglob("*"):
        if path.is_file() and path.suffix in _DROPPED_FILES and "kaohe_xl" not in path.relative_to(target).parts[:1]:
            path.unlink()
    for path in (target / "pygments" / "lexers").glob("*.py"):
        if path.stem not in _LEXERS:
            path.unlink()
    (target / "olefile" / "olefile2.py").unlink(missing_ok=True)
    for path in (target / "lxml").glob("objectify*"):  # of lxml, etree is what the program and python-docx use
        path.unlink()
    for folder in sorted((path for path in target.rglob("*") if path.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()
    (target / ".lock").unlink(missing_ok=True)


def require_lock(platform: str) -> None:
    """Stop if a library of pyproject.toml is not locked yet.

    Raises:
        BuildError: which, and the remedy.
    """
    missing = unlocked(platform)
    if missing:
        raise BuildError(f"not locked for {platform}: {', '.join(missing)}. Run: python -m installers.lock")


def unlocked(platform: str) -> list[str]:
    """Names of pyproject.toml's dependencies that the lock does not have."""
    import re
    import tomllib

    project = tomllib.loads((TREE / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [re.split(r"[<>=!~;\[ ]", line, maxsplit=1)[0].lower() for line in project["dependencies"]]
    lines = lock_file(platform).read_text("utf-8").splitlines()
    locked = {line.split("==")[0].strip().lower() for line in lines if "==" in line and not line.startswith((" ", "#"))}
    return [name for name in wanted if name not in locked]
