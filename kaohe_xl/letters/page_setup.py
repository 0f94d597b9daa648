"""The page of docs/公文格式.md put into a Word document: styles, margins, grid, page numbers.

The standard page lies ready as templates/公文纸.docx, so that no run has to make it; this makes it again:

    python -m kaohe_xl.letters.page_setup
"""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Any

import docx
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt
from lxml.etree import XMLSyntaxError

from kaohe_xl.base import resources
from kaohe_xl.letters import gbt9704 as page
from kaohe_xl.letters.gbt9704 import Align, Length, ParagraphFormat
from kaohe_xl.letters.word_package import STANDARD, packed, parts_of

_ALIGNMENT = {align: WD_ALIGN_PARAGRAPH.from_xml(align.value) for align in Align}


def laid_out(letterhead: bytes | None = None) -> bytes:
    """A document to write letters in: the standard page, or an office's own with our styles.

    Raises:
        ValueError: the letterhead is not a sound Word file.
    """
    try:
        document = docx.Document(BytesIO(letterhead)) if letterhead else docx.Document()
    except (zipfile.BadZipFile, KeyError, XMLSyntaxError) as error:
        raise ValueError(f"不是完好的 .docx 文件（{error}）") from None
    lay_out(document, own_page=letterhead is not None)
    saved = BytesIO()
    document.save(saved)
    return saved.getvalue()


def lay_out(document: Docx, own_page: bool = False) -> None:
    """Styles, page, grid and page numbers; styles of these names that are there already stay as they are.

    ``own_page``: only the styles, the page is the office's own.
    """
    known = {style.name for style in document.styles}
    for face in page.FACES:
        if face.name not in known:
            _add_style(document, face)
    if not own_page:
        normal: Any = document.styles["Normal"]
        _set_font(normal, page.FANG_SONG, page.BODY)
        document.settings.odd_and_even_pages_header_footer = True
        set_page(document.sections[0])
        _number_pages(document.sections[0])


def set_page(section: Any) -> None:
    """A4, the margins of the standard, and the grid of 22 lines of 28 characters."""
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = page.PAGE_WIDTH, page.PAGE_HEIGHT
    section.top_margin, section.bottom_margin = page.TOP, page.BOTTOM
    section.left_margin, section.right_margin = page.LEFT, page.RIGHT
    section.footer_distance = page.FOOTER
    section.header_distance = Mm(15)
    properties = section._sectPr
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)
    grid = OxmlElement("w:docGrid")
    grid.set(qn("w:type"), "linesAndChars")
    grid.set(qn("w:linePitch"), str(page.LINE.twips))
    grid.set(qn("w:charSpace"), str(page.CHAR_SPACE))
    properties.append(grid)


def _add_style(document: Docx, face: ParagraphFormat) -> None:
    new: Any = document.styles.add_style(face.name, WD_STYLE_TYPE.PARAGRAPH)
    new.base_style = document.styles["Normal"]
    _set_font(new, face.font, face.size)
    layout = new.paragraph_format
    layout.alignment = _ALIGNMENT[face.align]
    layout.space_before = layout.space_after = Pt(0)
    layout.widow_control = False
    if face.exact:
        layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Emu(page.LINE)
    else:
        layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.AT_LEAST, Pt(18)
    snap = OxmlElement("w:snapToGrid")
    snap.set(qn("w:val"), "0")
    new.element.get_or_add_pPr().insert_element_before(
        snap, "w:spacing", "w:ind", "w:contextualSpacing", "w:mirrorIndents", "w:jc", "w:outlineLvl", "w:rPr"
    )
    if face.size == page.BODY:
        closer = OxmlElement("w:spacing")
        closer.set(qn("w:val"), str(page.CLOSER))
        new.element.rPr.insert_element_before(closer, "w:w", "w:kern", "w:position", "w:sz", "w:szCs")
    if face.indent:
        layout.first_line_indent = Emu(page.CHARACTER * face.indent)
        new.element.pPr.ind.set(qn("w:firstLineChars"), str(face.indent * 100))


def _set_font(style: Any, name: str, size: Length) -> None:
    style.font.size = size
    _set_fonts(style.element.get_or_add_rPr(), name)


def set_run_font(run: Any, name: str) -> None:
    """Another font for a part of a paragraph, for Chinese and Latin alike."""
    _set_fonts(run._r.get_or_add_rPr(), name)


def _set_fonts(properties: Any, name: str) -> None:
    fonts = properties.get_or_add_rFonts()
    for old in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{old}"), None)
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), name)


# -- page numbers ----------------------------------------------------------------------------------------------------


def _number_pages(section: Any) -> None:
    """— 1 —, one character in from the outer edge: right on odd pages, left on even ones."""
    for footer, align in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.alignment = align
        layout = paragraph.paragraph_format
        layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Emu(page.PAGE_NUMBER)
        layout.space_before = layout.space_after = Pt(0)
        if align is WD_ALIGN_PARAGRAPH.RIGHT:
            layout.right_indent = page.PAGE_NUMBER
        else:
            layout.left_indent = page.PAGE_NUMBER
        for part in ("— ", "PAGE", " —"):
            run: Any = paragraph.add_run("" if part == "PAGE" else part)
            run.font.size = page.PAGE_NUMBER
            set_run_font(run, page.SONG)
            if part == "PAGE":
                _add_field(run, part)


def _add_field(run: Any, code: str) -> None:
    for kind in ("begin", None, "separate", "text", "end"):
        if kind is None:
            element = OxmlElement("w:instrText")
            element.set(qn("xml:space"), "preserve")
            element.text = f" {code} "
        elif kind == "text":
            element = OxmlElement("w:t")
            element.text = "1"
        else:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        run._r.append(element)


if __name__ == "__main__":
    (resources.templates() / STANDARD).write_bytes(packed(parts_of(laid_out())))
