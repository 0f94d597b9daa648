"""Strict Open XML (ISO/IEC 29500 Strict): the same workbook under other namespaces, which openpyxl does not know."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_STORED, ZipFile

from kaohe_xl.reading.package import Package

_NAMESPACES = (  # Strict, Transitional; the longer ones first
    (b"purl.oclc.org/ooxml/spreadsheetml/main", b"schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (
        b"purl.oclc.org/ooxml/officeDocument/relationships",
        b"schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (b"purl.oclc.org/ooxml/drawingml/main", b"schemas.openxmlformats.org/drawingml/2006/main"),
    (
        b"purl.oclc.org/ooxml/drawingml/spreadsheetDrawing",
        b"schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing",
    ),
    (b"purl.oclc.org/ooxml/drawingml/chart", b"schemas.openxmlformats.org/drawingml/2006/chart"),
    (
        b"purl.oclc.org/ooxml/officeDocument/extendedProperties",
        b"schemas.openxmlformats.org/officeDocument/2006/extended-properties",
    ),
    (
        b"purl.oclc.org/ooxml/officeDocument/docPropsVTypes",
        b"schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes",
    ),
)


def as_transitional(package: Package) -> bytes:
    """The package in memory with Transitional namespaces.

    Raises:
        Refused: a part that is broken.
    """
    rewritten = BytesIO()
    with ZipFile(rewritten, "w", ZIP_STORED) as target:
        for name in package.parts:
            data = package.read(name)
            if name.lower().endswith((".xml", ".rels")):
                for strict, transitional in _NAMESPACES:
                    data = data.replace(strict, transitional)
            target.writestr(name, data)
    return rewritten.getvalue()
