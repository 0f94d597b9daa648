"""An official letter's page, laid out to GB/T 9704-2012 (党政机关公文格式); docs/公文格式.md compares the figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Length, Mm, Pt, Twips

SONG, FANG_SONG, HEI, KAI, TITLE_FONT = "宋体", "仿宋_GB2312", "黑体", "楷体_GB2312", "方正小标宋简体"

PAGE_WIDTH, PAGE_HEIGHT = Mm(210), Mm(297)
TOP, BOTTOM, LEFT, RIGHT = Mm(37), Mm(35), Mm(28), Mm(26)  # leaves a type area of 156 × 225 mm
BODY, TITLE, PAGE_NUMBER, NOTES = Pt(16), Pt(22), Pt(14), Pt(14)  # 3号, 2号, 4号, 4号
LINES, CHARACTERS = 22, 28
LINE = Twips(579)  # 225 mm ÷ 22 lines, rounded down so that the 22nd fits
_PITCH = 15.79  # points: 156 mm ÷ 28 characters, rounded down
_CHAR_SPACE = round((_PITCH - BODY.pt) * 4096)  # what the grid takes off each 16 pt character, in 1/4096 pt
# The grid says 28 characters, but programs differ over a character that is wider than its cell (LibreOffice gives it
# two cells). So the paragraphs do not follow the grid: their characters stand 0.3 pt closer, which makes 28 anywhere.
CLOSER = -6  # twips
CHARACTER = Pt(BODY.pt + CLOSER / 20)
# the dash of the page number stands 7 mm below the type area; it is drawn in the middle of its 14 pt line
NUMBER_BELOW = Mm(7)
FOOTER = Length(BOTTOM - NUMBER_BELOW - PAGE_NUMBER // 2)


@dataclass(frozen=True)
class Face:
    """How a kind of paragraph looks. ``indent``: first line, in characters."""

    name: str
    font: str = FANG_SONG
    size: Length = BODY
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.JUSTIFY
    indent: int = 2
    exact: bool = True


MAIN_TITLE = Face("公文标题", TITLE_FONT, TITLE, WD_ALIGN_PARAGRAPH.CENTER, 0)
NUMBER = Face("公文文号", align=WD_ALIGN_PARAGRAPH.CENTER, indent=0)
ADDRESSEE = Face("公文主送", align=WD_ALIGN_PARAGRAPH.LEFT, indent=0)
TEXT = Face("公文正文")
HEADING_1 = Face("公文一级标题", HEI)
HEADING_2 = Face("公文二级标题", KAI)
HEADING_3 = Face("公文三级标题")
HEADING_4 = Face("公文四级标题")
ATTACHMENT = Face("公文附件说明", align=WD_ALIGN_PARAGRAPH.LEFT)
SIGNATURE = Face("公文署名", align=WD_ALIGN_PARAGRAPH.RIGHT, indent=0)
COPIES = Face("公文版记", size=NOTES, align=WD_ALIGN_PARAGRAPH.LEFT, indent=0)
CELL = Face("公文表格", size=Pt(12), align=WD_ALIGN_PARAGRAPH.CENTER, indent=0, exact=False)
FACES = (
    MAIN_TITLE, NUMBER, ADDRESSEE, TEXT, HEADING_1, HEADING_2, HEADING_3, HEADING_4, ATTACHMENT, SIGNATURE, COPIES,
    CELL,
)  # fmt: skip


def lay_out(document: Docx, page: bool = True) -> None:
    """Styles, page, grid and page numbers; styles of these names that are there already stay as they are.

    ``page`` False: only the styles, the page is the office's own.
    """
    known = {style.name for style in document.styles}
    for face in FACES:
        if face.name not in known:
            _add_style(document, face)
    if page:
        normal: Any = document.styles["Normal"]
        _set_font(normal, FANG_SONG, BODY)
        document.settings.odd_and_even_pages_header_footer = True
        set_page(document.sections[0])
        _number_pages(document.sections[0])


def set_page(section: Section) -> None:
    """A4, the margins of the standard, and the grid of 22 lines of 28 characters."""
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = PAGE_WIDTH, PAGE_HEIGHT
    section.top_margin, section.bottom_margin = TOP, BOTTOM
    section.left_margin, section.right_margin = LEFT, RIGHT
    section.footer_distance = FOOTER
    section.header_distance = Mm(15)
    properties = section._sectPr
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)
    grid = OxmlElement("w:docGrid")
    grid.set(qn("w:type"), "linesAndChars")
    grid.set(qn("w:linePitch"), str(round(LINE.twips)))
    grid.set(qn("w:charSpace"), str(_CHAR_SPACE))
    properties.append(grid)


def _add_style(document: Docx, face: Face) -> None:
    new: Any = document.styles.add_style(face.name, WD_STYLE_TYPE.PARAGRAPH)
    new.base_style = document.styles["Normal"]
    _set_font(new, face.font, face.size)
    layout = new.paragraph_format
    layout.alignment = face.align
    layout.space_before = layout.space_after = Pt(0)
    layout.widow_control = False
    if face.exact:
        layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
    else:
        layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.AT_LEAST, Pt(18)
    snap = OxmlElement("w:snapToGrid")
    snap.set(qn("w:val"), "0")
    new.element.get_or_add_pPr().insert_element_before(
        snap, "w:spacing", "w:ind", "w:contextualSpacing", "w:mirrorIndents", "w:jc", "w:outlineLvl", "w:rPr"
    )
    if face.size == BODY:
        closer = OxmlElement("w:spacing")
        closer.set(qn("w:val"), str(CLOSER))
        new.element.rPr.insert_element_before(closer, "w:w", "w:kern", "w:position", "w:sz", "w:szCs")
    if face.indent:
        layout.first_line_indent = Length(CHARACTER * face.indent)
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


def _number_pages(section: Section) -> None:
    """— 1 —, one character in from the outer edge: right on odd pages, left on even ones."""
    for footer, align in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.alignment = align
        layout = paragraph.paragraph_format
        layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, PAGE_NUMBER
        layout.space_before = layout.space_after = Pt(0)
        if align is WD_ALIGN_PARAGRAPH.RIGHT:
            layout.right_indent = PAGE_NUMBER
        else:
            layout.left_indent = PAGE_NUMBER
        for part in ("— ", "PAGE", " —"):
            run: Any = paragraph.add_run("" if part == "PAGE" else part)
            run.font.size = PAGE_NUMBER
            set_run_font(run, SONG)
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
