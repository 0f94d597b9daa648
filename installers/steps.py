"""What the builders share: running a tool, checking a hash, finding a tool or saying which package brings it."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

HOME = Path(__file__).resolve().parent
TREE = HOME.parent
EPOCH = 1_704_067_200  # 2024-01-01: every file in what is built bears this time, so that two builds are the same bytes


class BuildError(Exception):
    """A build that cannot go on; its text tells the remedy."""


def run(*words: str | Path, folder: Path | None = None) -> str:
    """Run a tool and give what it printed.

    Raises:
        BuildError: it failed; with its last words.
    """
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(EPOCH), "LC_ALL": "C.UTF-8"}
    done = subprocess.run(  # noqa: S603 - tools that we name
        [str(word) for word in words], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BuildError(f"{words[0]} ended with {done.returncode}:\n{(done.stdout + done.stderr)[-3000:]}")
    return done.stdout


def tool(name: str, package: str) -> str:
    """The path of a tool.

    Raises:
        BuildError: it is not installed; with the package that brings it.
    """
    beside = Path(sys.executable).with_name(name)
    found = str(beside) if beside.is_file() else shutil.which(name)
    if found is None:
        raise BuildError(f"{name} is missing: {package}")
    return found


def require_hash(path: Path, sha256: str) -> None:
    """Stop unless this is the very file that was looked at when its hash was written down.

    Raises:
        BuildError: another file.
    """
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != sha256:
        raise BuildError(f"{path.name} has sha256 {found}, expected {sha256}: not the file that was checked")


def megabytes(path: Path) -> float:
    """Size of a file, or of all files under a folder, in 10⁶ bytes."""
    files = [path] if path.is_file() else [each for each in path.rglob("*") if each.is_file() and not each.is_symlink()]
    return sum(each.stat().st_size for each in files) / 1e6
