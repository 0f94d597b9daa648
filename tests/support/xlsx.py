"""Cells of an .xlsx as they are stored: formula, kind and value; and the smallest change to one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
CLOSE = 1e-9

Key = tuple[str, str]  # sheet, cell


@dataclass(frozen=True)
class Stored:
    """``value``: a number, a text, or None; ``error``: #DIV/0! and the like."""

    value: float | str | None
    formula: str = ""
    error: str = ""


def stored(path: Path) -> dict[Key, Stored]:
    """Every cell of a workbook that holds something."""
    with ZipFile(path) as package:
        shared = _shared(package)
        found = {}
        for name, part in sheet_parts(package).items():
            for cell, content in _cells(package.read(part), shared):
                found[name, cell] = content
        return found


def sheet_parts(package: ZipFile) -> dict[str, str]:
    """Sheet → the part that holds its cells."""
    relations = ElementTree.fromstring(package.read("xl/_rels/workbook.xml.rels"))
    targets = {each.attrib["Id"]: each.attrib["Target"].removeprefix("/xl/") for each in relations}
    book = ElementTree.fromstring(package.read("xl/workbook.xml"))
    return {each.attrib["name"]: f"xl/{targets[each.attrib[_RELATION]]}" for each in book.iter(f"{_MAIN}sheet")}


def _shared(package: ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in package.namelist():
        return []
    root = ElementTree.fromstring(package.read("xl/sharedStrings.xml"))
    return ["".join(t.text or "" for t in each.iter(f"{_MAIN}t")) for each in root.iter(f"{_MAIN}si")]


def _cells(data: bytes, shared: list[str]) -> Iterator[tuple[str, Stored]]:
    for cell in ElementTree.fromstring(data).iter(f"{_MAIN}c"):
        kind = cell.attrib.get("t", "n")
        inside = {each.tag: each.text or "" for each in cell}  # find() looks through all of them each time
        formula, text = inside.get(f"{_MAIN}f"), inside.get(f"{_MAIN}v")
        if kind == "inlineStr":
            text = "".join(t.text or "" for t in cell.iter(f"{_MAIN}t"))
        written = formula or ""
        if text is None and formula is None:
            continue
        if kind == "e":
            yield cell.attrib["r"], Stored(None, written, text or "")
        elif kind == "s":
            yield cell.attrib["r"], Stored(shared[int(text or 0)], written)
        elif kind in ("str", "inlineStr"):
            yield cell.attrib["r"], Stored(text or "", written)
        else:
            yield cell.attrib["r"], Stored(float(text) if text else None, written)


def same(one: object, other: object) -> bool:
    """Equal as figures (no text and an empty text are the same); a number is never a text."""
    if isinstance(one, float | int) and isinstance(other, float | int):
        return abs(one - other) <= CLOSE * max(1.0, abs(one))
    return (one or "") == (other or "") and isinstance(one, str | None) and isinstance(other, str | None)


def recalculation_differences(cached: Mapping[Key, Stored], fresh: Mapping[Key, Stored]) -> list[str]:
    """Formulas whose value is not the cached one, or is an error."""
    found = []
    for key, cell in cached.items():
        if not cell.formula:
            continue
        now = fresh.get(key, Stored(None))
        if cell.error or now.error or not same(cell.value, now.value):
            where = "!".join(key)
            found.append(
                f"{where}: cached {cell.error or cell.value!r}, now {now.error or now.value!r} ={cell.formula}"
            )
    return found


def changed(path: Path, target: Path, values: Mapping[Key, float | str | None], formulas: Mapping[Key, str]) -> Path:
    """A copy with other values typed into some cells and other formulas in some; nothing else is touched."""
    with ZipFile(path) as package, ZipFile(target, "w", ZIP_DEFLATED) as out:
        parts = {part: name for name, part in sheet_parts(package).items()}
        for name in package.namelist():
            data = package.read(name)
            sheet = parts.get(name)
            if sheet is not None:
                text = data.decode()
                for (where, cell), value in values.items():
                    text = _typed(text, cell, value) if where == sheet else text
                for (where, cell), formula in formulas.items():
                    text = _formula(text, cell, formula) if where == sheet else text
                data = text.encode()
            out.writestr(name, data)
    return target


def _pattern(cell: str) -> re.Pattern[str]:
    return re.compile(rf'<c r="{cell}"((?: s="\d+")?)[^>]*?(?:/>|>.*?</c>)')


def _typed(text: str, cell: str, value: float | str | None) -> str:
    if value is None:
        content = ' r="{}"{}/>'
    elif isinstance(value, str):
        content = ' r="{}"{} t="inlineStr"><is><t>' + escape(value).replace("{", "{{") + "</t></is></c>"
    else:
        content = ' r="{}"{}><v>' + repr(value) + "</v></c>"
    replaced, count = _pattern(cell).subn(lambda m: "<c" + content.format(cell, m[1]), text, count=1)
    assert count == 1, f"no cell {cell}"
    return replaced


def _formula(text: str, cell: str, formula: str) -> str:
    found = re.search(rf'<c r="{cell}"[^>]*><f[^>]*>(.*?)</f>', text)
    assert found is not None, f"no formula in {cell}"
    start, end = found.span(1)
    return text[:start] + escape(formula) + text[end:]
