"""A package that is spelled oddly, as some programs write it and LibreOffice reads it, put into the usual spelling.

Part names in another letter case or with backslashes, XML in UTF-16, a style number that is an empty text.
"""

from __future__ import annotations

import posixpath
import re
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile

from kaohe_xl.reading.limits import Refused
from kaohe_xl.reading.package import Package

_TARGET = re.compile(rb'Target\s*=\s*["\']([^"\']+)["\']')
_EXTERNAL = re.compile(rb"TargetMode\s*=\s*[\"']External")
_RELATION = re.compile(rb"<Relationship\b[^>]*>")
_DECLARED = re.compile(r"(<\?xml[^>]*?)\s+encoding\s*=\s*[\"'][^\"']*[\"']", re.IGNORECASE)
_FIXED = ("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels")
_WIDE = (b"\xff\xfe", b"\xfe\xff")
_XML = (".xml", ".rels")


def repaired(package: Package) -> bytes | None:
    """The package in the usual spelling; None if it has that already.

    Raises:
        Refused: a part that is broken.
    """
    parts = {name: package.read(name) for name in package.parts}
    plain = {_slashed(name): _as_utf8(name, data) for name, data in parts.items()}
    wanted = {name.lower(): name for name in (*_FIXED, *_referred(plain))}
    usual = {wanted.get(name.lower(), name): _bare(data) for name, data in plain.items()}
    if len(usual) < len(parts):
        raise Refused("D105", problem="压缩包里有同名的部件")
    if usual == parts:
        return None
    rewritten = BytesIO()
    with ZipFile(rewritten, "w", ZIP_STORED) as target:
        for name, data in usual.items():
            target.writestr(name, data)
    return rewritten.getvalue()


def _slashed(name: str) -> str:
    return name.replace("\\", "/").lstrip("/")


def _as_utf8(name: str, data: bytes) -> bytes:
    if not (name.lower().endswith(_XML) and data.startswith(_WIDE)):
        return data
    try:
        return _DECLARED.sub(r"\1", data.decode("utf-16"), count=1).encode()
    except UnicodeDecodeError as error:
        raise Refused("D105", problem=f"部件 {name[:80]} 的文字编码不对") from error


def _bare(data: bytes) -> bytes:
    return data.replace(b' s=""', b"") if b' s=""' in data else data


def _referred(parts: dict[str, bytes]) -> list[str]:
    """Names as the relations write them."""
    found = []
    for name, data in parts.items():
        if not name.lower().endswith(".rels"):
            continue
        usual = next((fixed for fixed in _FIXED if fixed.lower() == name.lower()), name)
        folder = posixpath.dirname(posixpath.dirname(usual))
        for relation in _RELATION.findall(data):
            target = _TARGET.search(relation)
            if target is None or _EXTERNAL.search(relation):
                continue
            text = target[1].decode("utf-8", "replace").replace("\\", "/")
            found.append(text.lstrip("/") if text.startswith("/") else posixpath.normpath(posixpath.join(folder, text)))
    return found
