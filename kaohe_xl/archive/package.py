"""定稿包: a zip of everything that a decision rests on, with a manifest of SHA-256, and the check that it is whole.

A changed manifest is told by its own digest beside it. Whoever changes both leaves a package whose 校验码 is no longer
the one on the signed page: that page is the last word.
"""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, asdict, dataclass, field, fields
from pathlib import Path, PurePosixPath

from kaohe_xl.base.files import replacing
from kaohe_xl.base.finding import Finding
from kaohe_xl.base.place import Place
from kaohe_xl.messages import finding

FOLDER = "定稿"
MANIFEST, SEAL, FIGURES = "清单.json", "清单.sha256", "结果数据.json"
_NAME = re.compile(r"第(\d+)版\.zip")
_FIXED = (1980, 1, 1, 0, 0, 0)  # the same package whenever it is made
_MOST_BYTES = 4 * 2**30


@dataclass(frozen=True)
class Edition:
    """One sealed package on disk."""

    number: int
    path: Path


@dataclass(frozen=True)
class Manifest:
    """清单: who sealed what, when, with which program, and the hash of every file."""

    title: str
    edition: int
    sealed_by: str
    sealed_at: str
    reason: str
    version: str
    check_code: str
    closed: bool
    files: Mapping[str, str] = field(default_factory=dict)  # name → SHA-256
    scheme: str = ""  # the scheme's name in the package
    modified: Mapping[str, str] = field(default_factory=dict)  # name → when the file was last changed, local time

    def __repr__(self) -> str:
        return f"<Manifest {self.title} 第{self.edition}版，{self.sealed_by}，{len(self.files)} 个文件>"


_KINDS: Mapping[str, type] = {
    **dict.fromkeys(("title", "sealed_by", "sealed_at", "reason", "version", "check_code", "scheme"), str),
    "edition": int,
    "closed": bool,
    "files": dict,
    "modified": dict,
}


def package_code(seal: str) -> str:
    """封存码: sixteen digits of the manifest's SHA-256, which whoever remakes the hashes cannot keep."""
    digits = seal.strip().upper()[:16]
    return "-".join(digits[at : at + 4] for at in range(0, 16, 4))


@dataclass(frozen=True)
class OpenedPackage:
    """A package that was read: its manifest (None: there is none to be read), its files, the figures that it states."""

    manifest: Manifest | None
    files: Mapping[str, bytes]
    figures: Mapping[str, str]
    findings: Sequence[Finding]
    code: str = ""  # 封存码, of the manifest as it stands


def editions(folder: Path) -> list[Edition]:
    """The sealed editions in a folder of packages, oldest first."""
    found = [
        Edition(int(match[1]), path)
        for path in (folder.iterdir() if folder.is_dir() else ())
        if (match := _NAME.fullmatch(path.name))
    ]
    return sorted(found, key=lambda each: each.number)


def write_package(path: Path, manifest: Manifest, files: Mapping[str, bytes], figures: Mapping[str, str]) -> Path:
    """Write a package; never over one that is there.

    Raises:
        FileExistsError: the edition was sealed before.
        OSError: the disk does not take it.
    """
    stated = json.dumps(figures, ensure_ascii=False, indent=0, sort_keys=True).encode()
    parts = {**files, FIGURES: stated}
    hashed = {name: hashlib.sha256(data).hexdigest() for name, data in sorted(parts.items())}
    told = json.dumps({**asdict(manifest), "files": hashed}, ensure_ascii=False, indent=1).encode()
    parts[MANIFEST] = told
    parts[SEAL] = f"{hashlib.sha256(told).hexdigest()}\n".encode()
    path.parent.mkdir(exist_ok=True)
    if path.exists():
        raise FileExistsError(17, "exists", str(path))
    with replacing(path) as draft, zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in sorted(parts.items()):
            package.writestr(zipfile.ZipInfo(name, _FIXED), data, zipfile.ZIP_DEFLATED)
    path.chmod(0o444)
    return path


def opened(path: Path) -> OpenedPackage:
    """Read a package and compare every file with the manifest. Nothing in it is executed."""
    where = path.name
    try:
        with zipfile.ZipFile(path) as package:
            infos = package.infolist()
            if sum(info.file_size for info in infos) > _MOST_BYTES:
                return OpenedPackage(None, {}, {}, [finding("R901", Place(where), problem="太大")])
            names = [info.filename for info in infos]
            twice = sorted({name for name in names if names.count(name) > 1})
            files = {info.filename: package.read(info) for info in infos if not info.is_dir()}
    except Exception as error:  # noqa: BLE001 - a broken zip raises whatever zipfile and its decompressors stumble over
        return OpenedPackage(None, {}, {}, [finding("R901", Place(where), problem=type(error).__name__)])
    found = [finding("R902", Place(f"{where}/{name}"), what="在包里有两份") for name in twice]
    found += [finding("R902", Place(f"{where}/{n}"), what="文件名越出文件夹") for n in files if not _inside(n)]
    manifest = _manifest(files, where, found)
    if manifest is None:
        return OpenedPackage(None, files, {}, found)
    for name, digest in manifest.files.items():
        if name not in files:
            found.append(finding("R902", Place(f"{where}/{name}"), what="清单里有，包里没有：被删除或改名"))
        elif hashlib.sha256(files[name]).hexdigest() != digest:
            found.append(finding("R902", Place(f"{where}/{name}"), what="内容与定稿时不同"))
    for name in files.keys() - manifest.files.keys() - {MANIFEST, SEAL}:
        found.append(finding("R902", Place(f"{where}/{name}"), what="定稿时没有，后来加进来的"))
    try:
        figures = json.loads(files.get(FIGURES, b"{}"))
    except ValueError:
        figures = {}
    code = package_code(hashlib.sha256(files[MANIFEST]).hexdigest())
    return OpenedPackage(manifest, files, figures if isinstance(figures, dict) else {}, found, code)


def _inside(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return not path.is_absolute() and ".." not in path.parts and ":" not in name


def _manifest(files: Mapping[str, bytes], where: str, found: list[Finding]) -> Manifest | None:
    told, seal = files.get(MANIFEST), files.get(SEAL)
    if told is None:
        found.append(finding("R902", Place(f"{where}/{MANIFEST}"), what="没有清单"))
        return None
    if seal is None or seal.decode("ascii", "replace").strip() != hashlib.sha256(told).hexdigest():
        found.append(finding("R902", Place(f"{where}/{MANIFEST}"), what="清单本身被改过（与清单.sha256 不符）"))
    try:
        read = json.loads(told)
    except ValueError:
        read = None
    if not _is_manifest(read):
        found.append(finding("R902", Place(f"{where}/{MANIFEST}"), what="清单读不懂"))
        return None
    return Manifest(**read)


def _is_manifest(read: object) -> bool:
    """Has it all that a manifest needs, nothing more, and each of its kind? ``read``: anything that JSON can hold."""
    if not isinstance(read, dict):
        return False
    needed = {each.name for each in fields(Manifest) if each.default is each.default_factory is MISSING}
    if not needed <= read.keys() <= _KINDS.keys():
        return False
    mappings = [each for each in read.values() if isinstance(each, dict)]
    texts = all(isinstance(text, str) for mapping in mappings for text in mapping.values())
    return texts and all(isinstance(each, _KINDS[name]) for name, each in read.items())
