"""Cells written into an existing .xlsx: the parts of that sheet change, every other byte stays as Excel left it.

openpyxl would read the whole workbook and write what it understood: pictures, WPS's own parts, macros' buttons and
unknown extensions would go. Here a sheet's XML is parsed, cells are put in, and the package is copied around it.
The format: ECMA-376 part 1, §18.3.1 (worksheets), part 2 (packages).
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from lxml import etree

from kaohe_xl.base.files import replacing
from kaohe_xl.base.place import cell_name, position_of

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_NUMBER = re.compile(r"-?(0|[1-9]\d{0,14})(\.\d{1,10})?")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")

AmendedCells = Mapping[tuple[int, int], str]  # row and column from 1 → what is to stand there


class NotAmendableError(Exception):
    """This workbook is not an .xlsx package that cells can be put into."""


def amend(path: Path, sheet: str, cells: AmendedCells, *, as_text: Sequence[int] = ()) -> None:
    """Put ``cells`` into ``sheet``; a sheet that is not there is added as the last one. Whole, or not at all.

    A text that reads as a number becomes one, except in the columns ``as_text``.

    Raises:
        OSError: the file is open elsewhere, or the disk will not take it.
        NotAmendableError: it is no such package.
    """
    try:
        with zipfile.ZipFile(path) as package:
            changed = _changed(package, sheet, cells, frozenset(as_text))
            _rewrite(path, package, changed)
    except (zipfile.BadZipFile, etree.XMLSyntaxError) as error:
        raise NotAmendableError(path.name) from error


def _changed(package: zipfile.ZipFile, sheet: str, cells: AmendedCells, as_text: frozenset[int]) -> dict[str, bytes]:
    """The parts that are no longer as they were."""
    book_name = _office_document(package)
    book, links_name = _parsed(package, book_name), _links_of(book_name)
    links = _parsed(package, links_name)
    changed: dict[str, bytes] = {}
    part = _part_of(book, links, book_name, sheet)
    if part is None:
        part, changed = _added(package, book, links, book_name, sheet)
        root = _parse(f'<worksheet xmlns="{_MAIN}"><sheetData/></worksheet>'.encode())
    else:
        root = _parsed(package, part)
    for (row, column), text in sorted(cells.items()):
        _put(root, row, column, text, as_text=column in as_text)
    _widen(root, cells)
    return {**changed, part: _bytes(root)}


def _parse(content: bytes) -> Any:
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


def _parsed(package: zipfile.ZipFile, part: str) -> Any:
    if part not in package.namelist():
        raise NotAmendableError(part)
    return _parse(package.read(part))


def _bytes(root: Any) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _links_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _office_document(package: zipfile.ZipFile) -> str:
    for link in _parsed(package, "_rels/.rels"):
        if str(link.get("Type")).endswith("/officeDocument"):
            return str(link.get("Target")).lstrip("/")
    raise NotAmendableError("officeDocument")


def _part_of(book: Any, links: Any, book_name: str, sheet: str) -> str | None:
    for each in book.iter(f"{{{_MAIN}}}sheet"):
        if str(each.get("name")).strip() == sheet:
            wanted = each.get(f"{{{_REL}}}id")
            target = next(str(link.get("Target")) for link in links if link.get("Id") == wanted)
            return posixpath.normpath(posixpath.join("/", posixpath.dirname(book_name), target)).lstrip("/")
    return None


def _added(package: zipfile.ZipFile, book: Any, links: Any, book_name: str, sheet: str) -> tuple[str, dict[str, bytes]]:
    """A sheet more: its name in the workbook, its link, its type."""
    names = set(package.namelist())
    number = next(n for n in range(1, 10_000) if f"xl/worksheets/sheet{n}.xml" not in names)
    part = f"xl/worksheets/sheet{number}.xml"
    ids = {str(link.get("Id")) for link in links}
    own = next(f"rId{n}" for n in range(1, 100_000) if f"rId{n}" not in ids)
    target = posixpath.relpath(part, posixpath.dirname(book_name) or ".")
    etree.SubElement(links, f"{{{_PACKAGE}}}Relationship", Id=own, Type=f"{_REL}/worksheet", Target=target)
    sheets = book.find(f"{{{_MAIN}}}sheets")
    most = max((int(each.get("sheetId")) for each in sheets), default=0)
    entry = etree.SubElement(sheets, f"{{{_MAIN}}}sheet", name=sheet, sheetId=str(most + 1))
    entry.set(f"{{{_REL}}}id", own)
    types = _parsed(package, "[Content_Types].xml")
    etree.SubElement(types, f"{{{_TYPES}}}Override", PartName=f"/{part}", ContentType=_SHEET_TYPE)
    return part, {
        book_name: _bytes(book),
        _links_of(book_name): _bytes(links),
        "[Content_Types].xml": _bytes(types),
    }


def _put(root: Any, row: int, column: int, text: str, *, as_text: bool) -> None:
    """One cell; its style stays, a new one takes that of the cell above."""
    cell = _cell(root, row, column)
    for child in list(cell):
        cell.remove(child)
    cell.attrib.pop("t", None)
    if not text:
        return
    if _NUMBER.fullmatch(text) and not as_text:
        etree.SubElement(cell, f"{{{_MAIN}}}v").text = text
        return
    cell.set("t", "inlineStr")
    words = etree.SubElement(etree.SubElement(cell, f"{{{_MAIN}}}is"), f"{{{_MAIN}}}t")
    words.text = _CONTROLS.sub("", text)
    words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _cell(root: Any, row: int, column: int) -> Any:
    data = root.find(f"{{{_MAIN}}}sheetData")
    line = _slot(data, f"{{{_MAIN}}}row", row, lambda each: int(each.get("r")), str(row))
    name = cell_name(row, column)
    known = {each.get("r"): each for each in line}
    cell = known.get(name)
    if cell is None:
        cell = _slot(line, f"{{{_MAIN}}}c", column, lambda each: position_of(each.get("r"))[1], name)
        above = data.xpath(f'm:row[@r="{row - 1}"]/m:c[@r="{cell_name(row - 1, column)}"]', namespaces={"m": _MAIN})
        if above and above[0].get("s") and row > 2:
            cell.set("s", above[0].get("s"))
    return cell


def _slot(parent: Any, tag: str, number: int, number_of: Any, name: str) -> Any:
    """The child of that number, made in its place in the order if it is not there."""
    at = 0
    for at, each in enumerate(parent, 1):
        if number_of(each) == number:
            return each
        if number_of(each) > number:
            at -= 1
            break
    made = etree.Element(tag, r=name)
    parent.insert(at, made)
    return made


def _widen(root: Any, cells: AmendedCells) -> None:
    """<dimension> says up to where a sheet is filled."""
    area = root.find(f"{{{_MAIN}}}dimension")
    if area is None or not cells:
        return
    first, _, last = str(area.get("ref")).partition(":")
    (top, left), (bottom, right) = position_of(first), position_of(last or first)
    rows, columns = [row for row, _ in cells], [column for _, column in cells]
    start = cell_name(min([top, *rows]), min([left, *columns]))
    area.set("ref", f"{start}:{cell_name(max([bottom, *rows]), max([right, *columns]))}")


def _rewrite(path: Path, package: zipfile.ZipFile, changed: Mapping[str, bytes]) -> None:
    with replacing(path) as draft:
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as target:
            for entry in package.infolist():
                target.writestr(entry, changed.get(entry.filename, package.read(entry)), entry.compress_type)
            for part in changed.keys() - set(package.namelist()):
                target.writestr(part, changed[part])
        draft.chmod(path.stat().st_mode & 0o777)
        package.close()  # Windows replaces no file that is open
