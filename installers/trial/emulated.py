"""``python -m installers.trial.emulated DEB``: the arm64 package on this machine, its processor emulated by qemu.

S4 is scored by the command in a root that holds the package and a shell, nothing else; the result must equal this
system's cell by cell. Needs root, ``apt-get install qemu-user-static busybox-static gcc``. Exit status 0 if all holds.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from installers.selfstanding import PREFIX
from installers.steps import BuildError, run, tool
from installers.trial.apart import set_apart
from installers.trial.windows import SAMPLE, Trial, score_here, take_sample

_EMULATOR = "/qemu-aarch64-static"
_PYTHON = PREFIX / "bin/python3.11"
# what Python starts, it starts by its own name; this kernel cannot run that, so a program of ours stands there instead
_IN_ITS_PLACE = f"""
#include <unistd.h>
int main(int count, char **words) {{
    char *all[count + 5];
    all[0] = "{_EMULATOR}"; all[1] = "-0"; all[2] = words[0]; all[3] = "{_PYTHON}.arm64";
    for (int each = 1; each <= count; each++) all[each + 3] = words[each];
    return execv(all[0], all), 127;
}}
"""


def make_root(package: Path, root: Path, scratch: Path) -> None:
    """A root with the package, a shell, and the emulator in front of its Python.

    Raises:
        BuildError: a tool is missing.
    """
    run("dpkg-deb", "-x", package, root)
    for folder in ("bin", "tmp", "root", "dev"):
        (root / folder).mkdir(exist_ok=True)
    shutil.copy(tool("qemu-aarch64-static", "apt-get install qemu-user-static"), root / _EMULATOR[1:])
    shutil.copy(tool("busybox", "apt-get install busybox-static"), root / "bin/sh")
    (root / "dev/null").touch()
    source = scratch / "in_its_place.c"
    source.write_text(_IN_ITS_PLACE, "ascii")
    python = root / _PYTHON.relative_to("/")
    python.rename(python.with_name(f"{python.name}.arm64"))
    run(tool("gcc", "apt-get install gcc"), "-static", "-O1", "-o", python, source)


def try_package(package: Path, scratch: Path, trial: Trial) -> None:
    """S4 here and there."""
    ours = take_sample(scratch / "here")
    score_here(ours, trial)
    root = scratch / "arm64"
    make_root(package, root, scratch)
    theirs = take_sample(root / "root" / SAMPLE)
    kaohe = ["chroot", str(root), str(PREFIX / "bin/kaohe")]
    code = "import platform; print(platform.machine())"
    machine = run("chroot", root, _PYTHON, "-P", "-c", code).strip()
    trial.hold("the emulated processor", machine == "aarch64", machine)
    began = time.monotonic()
    done = subprocess.run([*kaohe, "run", f"/root/{SAMPLE}"], capture_output=True, check=False)  # noqa: S603 - ours
    seconds = f"{time.monotonic() - began:.0f} s"
    trial.hold("kaohe run S4", done.returncode == 1, f"status {done.returncode}, {seconds} {done.stderr[-300:]!r}")
    trial.equal("on arm64", ours, theirs)


def main() -> int:
    """Exit status 0 if all holds."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("package", type=Path)
    package = words.parse_args().package.resolve()
    trial = Trial()
    try:
        with tempfile.TemporaryDirectory(prefix="kaohe-arm64-") as scratch:
            set_apart(Path(scratch))
            try_package(package, Path(scratch), trial)
    except BuildError as error:
        trial.hold("the trial goes on", False, error)
    print(f"{trial.failed} failed")
    return 1 if trial.failed else 0


if __name__ == "__main__":
    sys.exit(main())
