"""A sheet to be written: cells with value, formula and style by name; no Excel library in sight."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from fractions import Fraction
from typing import NamedTuple

from kaohe_xl.base.grid import Merge

Plain = str | int | bool | Fraction | date | datetime | None


class Style(Enum):
    """What a cell is; how that looks is decided once, by the writer."""

    TITLE = "title"  # the sheet's title, merged over the table
    SUBTITLE = "subtitle"  # unit, date, scope line under the title
    HEAD = "head"
    TEXT = "text"  # left, wrapped
    NAME = "name"  # a unit's name: centred
    CENTER = "center"
    SCORE = "score"  # 小数位 decimals
    POINTS = "points"  # a clause's unrounded figure, up to 4 decimals
    WHOLE = "whole"
    PERCENT = "percent"
    NUMBER = "number"  # a reported value, as many decimals as it has
    DAY = "day"
    MONEY = "money"  # two decimals, thousands
    TOTAL = "total"  # a total row's label
    TOTAL_SCORE = "total_score"
    TOTAL_MONEY = "total_money"
    ABSENT = "absent"  # 未报, 缺数据, 不适用 …: grey
    GOOD = "good"
    BAD = "bad"
    WARN = "warn"  # words to mind
    CAUTION = "caution"  # a state that is neither good nor bad: centred
    NOTE = "note"
    STALE = "stale"  # a line that speaks up when something has changed since scoring
    SIGN = "sign"  # signature block
    LINK = "link"
    LETTER = "letter"  # a paragraph of a notice
    LETTER_HEAD = "letter_head"  # 一、 a heading in it
    LETTER_SIGN = "letter_sign"  # 落款 and date
    FILL = "fill"  # a cell of a form that is to be filled in

    __hash__ = object.__hash__  # members are single objects; Enum's own costs a call for each cell of a workbook


class Out(NamedTuple):
    """One cell. ``formula`` (without '=') is live, ``value`` its cached result.

    ``link``: ``internal:'Sheet'!A1`` (see :func:`kaohe_xl.sheets.refs.link_to`) or ``external:`` and a path.
    """

    value: Plain = None
    style: Style = Style.TEXT
    formula: str = ""
    array: bool = False
    link: str = ""
    comment: str = ""
    number_format: str = ""  # overrides the style's
    unlocked: bool = False


class ChartKind(Enum):
    BAR = "bar"
    STACKED = "stacked"
    LINE = "line"


@dataclass(frozen=True)
class Chart:
    """A native chart over cells of a sheet: (first row, first column, last row, last column), 0-based as xlsxwriter."""

    kind: ChartKind
    title: str
    categories: tuple[str, int, int, int, int]
    series: Sequence[tuple[str, tuple[str, int, int, int, int]]]
    row: int
    column: int
    width: int = 0  # pixels; 0 = as wide as the sheet's columns
    height: int = 360
    from_zero: bool = False  # the axis starts at 0 however close the values are


@dataclass(frozen=True)
class Validation:
    """What a block of cells to be filled in may hold (0-based, inclusive): one of ``choices``, or what ``formula``
    (over the block's first cell) says is right, or anything; with words for who fills it in."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int
    prompt: str
    choices: tuple[str, ...] = ()
    formula: str = ""
    error: str = ""
    source: str = ""  # cells that hold the choices, where they are too many to be named


class ColourScale(Enum):
    """Conditional format of a block."""

    BARS = "data bars"
    SCALE = "colour scale"
    MEDALS = "medals"
    MARKS = "share of the full mark"  # which stands two rows above the (one-column) block


@dataclass(frozen=True)
class Sheet:
    """A sheet to write. Rows and columns in ``cells`` are 0-based positions in the list; None = nothing there."""

    name: str
    cells: Sequence[Sequence[Out | None]]
    widths: Mapping[int, float] = field(default_factory=dict)  # 0-based column → characters; others are computed
    merges: Sequence[Merge] = ()
    header_rows: int = 1  # repeated on each printed page, together with ``header_first``
    header_first: int = 0
    frozen: tuple[int, int] = (1, 1)  # rows, columns
    landscape: bool = True
    charts: Sequence[Chart] = ()
    heats: Sequence[tuple[ColourScale, int, int, int, int]] = ()
    page_breaks: Sequence[int] = ()  # before these 0-based rows
    blocks: Sequence[tuple[int, int]] = ()  # 0-based first and last rows that should not be split between pages
    kept_at_end: int = 0  # last rows that stay together on a page, so that nobody signs an empty one
    protected: bool = False
    hidden: bool = False
    validations: Sequence[Validation] = ()
    column_groups: Sequence[tuple[int, int]] = ()  # 0-based columns kept together where the sheet is cut into pages
    fills_page: bool = False  # a table narrower than the page is widened towards it
    tab: str = ""  # colour
    outline: bool = False


@dataclass(frozen=True)
class Workbook:
    """Sheets in order and the names that formulas use."""

    sheets: Sequence[Sheet]
    names: Mapping[str, str] = field(default_factory=dict)
    title: str = ""
    digits: int = 2  # decimals of SCORE cells
