"""An official letter's page, laid out to GB/T 9704-2012 (党政机关公文格式); docs/公文格式.md compares the figures."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Length(int):
    """A length in EMU, as Word files measure: 36,000 to the millimetre, 12,700 to the point, 635 to the twip."""

    @property
    def pt(self) -> float:
        return self / 12_700

    @property
    def twips(self) -> int:
        return round(self / 635)


def millimetres(value: float) -> Length:
    return Length(value * 36_000)


def points(value: float) -> Length:
    return Length(value * 12_700)


class Align(Enum):
    """How the lines of a paragraph stand."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"
    JUSTIFY = "both"


SONG, FANG_SONG, HEI, KAI, TITLE_FONT = "宋体", "仿宋_GB2312", "黑体", "楷体_GB2312", "方正小标宋简体"

PAGE_WIDTH, PAGE_HEIGHT = millimetres(210), millimetres(297)
TOP, BOTTOM, LEFT, RIGHT = map(millimetres, (37, 35, 28, 26))  # leaves a type area of 156 × 225 mm
BODY, TITLE, PAGE_NUMBER, NOTES = points(16), points(22), points(14), points(14)  # 3号, 2号, 4号, 4号
LINES, CHARACTERS = 22, 28
LINE = Length(579 * 635)  # 225 mm ÷ 22 lines, rounded down so that the 22nd fits
_PITCH = 15.79  # points: 156 mm ÷ 28 characters, rounded down
CHAR_SPACE = round((_PITCH - BODY.pt) * 4096)  # what the grid takes off each 16 pt character, in 1/4096 pt
# The grid says 28 characters, but programs differ over a character that is wider than its cell (LibreOffice gives it
# two cells). So the paragraphs do not follow the grid: their characters stand 0.3 pt closer, which makes 28 anywhere.
CLOSER = -6  # twips
CHARACTER = points(BODY.pt + CLOSER / 20)
# the dash of the page number stands 7 mm below the type area; it is drawn in the middle of its 14 pt line
NUMBER_BELOW = millimetres(7)
FOOTER = Length(BOTTOM - NUMBER_BELOW - PAGE_NUMBER // 2)


@dataclass(frozen=True)
class ParagraphFormat:
    """How a kind of paragraph looks. ``indent``: first line, in characters."""

    name: str
    font: str = FANG_SONG
    size: Length = BODY
    align: Align = Align.JUSTIFY
    indent: int = 2
    exact: bool = True


MAIN_TITLE = ParagraphFormat("公文标题", TITLE_FONT, TITLE, Align.CENTER, 0)
NUMBER = ParagraphFormat("公文文号", align=Align.CENTER, indent=0)
ADDRESSEE = ParagraphFormat("公文主送", align=Align.LEFT, indent=0)
TEXT = ParagraphFormat("公文正文")
HEADING_1 = ParagraphFormat("公文一级标题", HEI)
HEADING_2 = ParagraphFormat("公文二级标题", KAI)
HEADING_3 = ParagraphFormat("公文三级标题")
HEADING_4 = ParagraphFormat("公文四级标题")
ATTACHMENT = ParagraphFormat("公文附件说明", align=Align.LEFT)
SIGNATURE = ParagraphFormat("公文署名", align=Align.RIGHT, indent=0)
COPIES = ParagraphFormat("公文版记", size=NOTES, align=Align.LEFT, indent=0)
CELL = ParagraphFormat("公文表格", size=points(12), align=Align.CENTER, indent=0, exact=False)
FACES = (
    MAIN_TITLE, NUMBER, ADDRESSEE, TEXT, HEADING_1, HEADING_2, HEADING_3, HEADING_4, ATTACHMENT, SIGNATURE, COPIES,
    CELL,
)  # fmt: skip
