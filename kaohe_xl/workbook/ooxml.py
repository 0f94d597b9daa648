"""What stands in an .xlsx package beside the values: sheets and their parts, cell styles, formulas without a result.

Read with expat and nothing else: no entity is declared or fetched (a DOCTYPE is refused), nothing is built in memory
but what is asked for, and Transitional and Strict namespaces are alike because only local names are looked at.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat
from zipfile import ZipFile

from kaohe_xl.grid import Merge

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_HIDDEN = ("hidden", "veryHidden")


class PackageError(ValueError):
    """The package is not a workbook that can be read; the text says what is wrong."""


@dataclass(frozen=True)
class SheetPart:
    """A worksheet of the package: its name, the part that holds its cells, and whether it is hidden."""

    name: str
    path: str
    hidden: bool = False


@dataclass
class SheetScan:
    """What one pass over a sheet's XML gives; positions are (row, column), 1-based."""

    styles: dict[tuple[int, int], int] = field(default_factory=dict)
    uncached: set[tuple[int, int]] = field(default_factory=set)  # a formula, but no value beside it
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)


def parse_xml(
    data: bytes,
    start: Callable[[str, Mapping[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Run expat over ``data``; the callbacks get names and attributes without their namespaces.

    Raises:
        PackageError: not well-formed, or a DOCTYPE (where entity bombs live; no spreadsheet program writes one).
    """

    def on_start(name: str, attributes: dict[str, str]) -> None:
        start(_local(name), {_local(key): value for key, value in attributes.items()})

    def on_end(name: str) -> None:
        if end is not None:
            end(_local(name))

    def on_doctype(*_: object) -> None:
        raise PackageError("XML 里有 DOCTYPE 声明")

    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartElementHandler = on_start
    parser.EndElementHandler = on_end
    parser.StartDoctypeDeclHandler = on_doctype
    if text is not None:
        parser.CharacterDataHandler = text
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise PackageError(f"XML 有错：{error}") from error


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def position_of(reference: str) -> tuple[int, int]:
    """(row, column) of an A1 reference, 1-based.

    Raises:
        PackageError: not a reference.
    """
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        raise PackageError(f"单元格地址不对：{reference[:20]}")
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]), column


def workbook_part(package: ZipFile) -> str:
    """Path of the main workbook part.

    Raises:
        PackageError: the package has none.
    """
    for target, kind in _relationships(package, "_rels/.rels", "").values():
        if kind.endswith("/officeDocument"):
            return target
    raise PackageError("压缩包里没有工作簿")


def sheet_parts(package: ZipFile) -> list[SheetPart]:
    """The worksheets in order (chart and dialog sheets, which have no cells, are left out).

    Raises:
        PackageError: no workbook in the package, or a part that is missing or broken.
    """
    main = workbook_part(package)
    folder, base = posixpath.split(main)
    relations = _relationships(package, posixpath.join(folder, "_rels", base + ".rels"), folder)
    sheets: list[SheetPart] = []

    def start(name: str, attributes: Mapping[str, str]) -> None:
        if name == "sheet" and "name" in attributes:
            target, kind = relations.get(attributes.get("id", ""), ("", ""))
            if kind.endswith("/worksheet"):
                sheets.append(SheetPart(attributes["name"], target, attributes.get("state") in _HIDDEN))

    parse_xml(read_part(package, main), start)
    return sheets


def read_part(package: ZipFile, path: str) -> bytes:
    """A part's bytes.

    Raises:
        PackageError: there is no such part.
    """
    try:
        return package.read(path)
    except KeyError as error:
        raise PackageError(f"压缩包里缺少 {path[:80]}") from error


def _relationships(package: ZipFile, path: str, folder: str) -> dict[str, tuple[str, str]]:
    """Relation id → (target part, type)."""
    relations: dict[str, tuple[str, str]] = {}

    def start(name: str, attributes: Mapping[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            part = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            relations[attributes.get("Id", "")] = (part, attributes.get("Type", ""))

    parse_xml(read_part(package, path), start)
    return relations


def scan_sheet(data: bytes) -> SheetScan:
    """One pass over a sheet's XML: styles, error cells, formulas without a value, merged blocks.

    Raises:
        PackageError: broken XML or cell references.
    """
    scan = SheetScan()
    row = column = 0
    formula = in_value = False
    kind = ""
    shown: list[str] = []

    def start(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal row, column, formula, in_value, kind
        if name == "c":
            # the address may be left out: then the cell stands right of the one before
            row, column = position_of(attributes["r"]) if "r" in attributes else (row, column + 1)
            formula, kind = False, attributes.get("t", "")
            shown.clear()
            if "s" in attributes:
                scan.styles[row, column] = int(attributes["s"])
        elif name == "row":
            row, column = (int(attributes["r"]) if "r" in attributes else row + 1), 0
        elif name == "f":
            formula = True
        elif name in ("v", "is"):
            in_value = True
        elif name == "mergeCell":
            first, _, last = attributes.get("ref", "").partition(":")
            scan.merges.append(Merge(*position_of(first), *position_of(last or first)))

    def end(name: str) -> None:
        nonlocal in_value
        if name in ("v", "is"):
            in_value = False
        elif name == "c":
            if kind == "e":
                scan.errors[row, column] = "".join(shown).strip() or "#VALUE!"
            elif formula and kind != "str" and not "".join(shown).strip():
                # a formula whose result is an empty text is of the kind str, with an empty value
                scan.uncached.add((row, column))

    def text(characters: str) -> None:
        if in_value and (formula or kind == "e"):
            shown.append(characters)

    parse_xml(data, start, end, text)
    return scan
