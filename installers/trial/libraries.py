"""``python -m installers.trial.libraries FOLDER [--most 2.28]``: what every program and library in a folder asks for.

Each must find, inside the folder, the libraries and the versions of symbols that it was linked against. With ``--most``
also: no wheel asks for a newer symbol of glibc than that, so that pipx runs where the system's glibc is as old.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from installers.steps import run, tool

_ELF = b"\x7fELF"
_NEEDED = re.compile(r"\(NEEDED\).*\[(.+)\]")
_FILE = re.compile(r"File: (\S+)")
_VERSION = re.compile(r"Name: (\S+)")
_GLIBC = re.compile(r"GLIBC_(\d+)\.(\d+)(?:\.\d+)?")


def programs(folder: Path) -> Iterator[Path]:
    """Every ELF file of the folder."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink() and path.open("rb").read(4) == _ELF:
            yield path


def asked(path: Path) -> tuple[set[str], dict[str, set[str]]]:
    """The libraries that it needs, and the versions of symbols by library."""
    said = run(tool("readelf", "apt-get install binutils"), "-dVW", path)
    versions: dict[str, set[str]] = {}
    library = ""
    for line in said.partition("Version needs section")[2].splitlines():
        if found := _FILE.search(line):
            library = found[1]
            versions[library] = set()
        elif library and (found := _VERSION.search(line)):
            versions[library].add(found[1])
    return set(_NEEDED.findall(said)), versions


def defined(path: Path) -> set[str]:
    """The versions of symbols that a library has."""
    said = run(tool("readelf", "apt-get install binutils"), "-VW", path)
    return set(_VERSION.findall(said.partition("Version definition section")[2].partition("Version needs section")[0]))


def missing(folder: Path) -> list[str]:
    """What a file asks for and the folder does not have, a sentence each."""
    files = list(programs(folder))
    by_name = {path.name: path for path in files}
    offers: dict[str, set[str]] = {}
    told = []
    for path in files:
        needed, versions = asked(path)
        told += [f"{path.name}: no {name}" for name in sorted(needed - by_name.keys())]
        for library, wanted in versions.items():
            if library in by_name:
                if library not in offers:
                    offers[library] = defined(by_name[library])
                told += [f"{path.name}: {library} has no {each}" for each in sorted(wanted - offers[library])]
    return told


def too_new(folder: Path, most: tuple[int, int]) -> list[str]:
    """Files that ask for a newer glibc than ``most``, and the newest that any asks for, as the last line."""
    told, newest = [], (0, 0)
    for path in programs(folder):
        wanted = {name for each in asked(path)[1].values() for name in each}
        versions = [(int(found[1]), int(found[2])) for name in wanted if (found := _GLIBC.fullmatch(name))]
        highest = max(versions, default=(0, 0))
        newest = max(newest, highest)
        if highest > most:
            told.append(f"{path.relative_to(folder)}: GLIBC_{highest[0]}.{highest[1]}")
    return [*told, f"newest asked for: GLIBC_{newest[0]}.{newest[1]}"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--most", default="")
    words = parser.parse_args()
    if words.most:
        first, second = words.most.split(".")
        *told, newest = too_new(words.folder, (int(first), int(second)))
        print(newest)
    else:
        told = missing(words.folder)
    print("\n".join([*told, f"{len(told)} failed of {len(list(programs(words.folder)))} files"]))
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())
