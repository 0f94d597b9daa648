"""Very many units: a volume for each 上级单位 with all sheets of its units, and a summary workbook on top.

Scores, ranks and amounts are those of the whole; a volume only shows fewer units. What a volume or the summary cannot
recompute on its own stands there as a value.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeVar

from kaohe_xl.base.filenames import safe_name
from kaohe_xl.base.finding import Finding
from kaohe_xl.returns.model import FileOutcome, FillerStatus, Outcome, Received, Returned
from kaohe_xl.reward import Payment, total_by
from kaohe_xl.scheme.model import Scheme
from kaohe_xl.scoring.assess import Assessment
from kaohe_xl.sheets.build import GENERATED, own_sheets, result_sheets, unit_sheets
from kaohe_xl.sheets.contents import contents_sheet
from kaohe_xl.sheets.frame import Anchors, Canvas, total_of
from kaohe_xl.sheets.layout import Layout
from kaohe_xl.sheets.model import Out, Sheet, Style, Workbook
from kaohe_xl.sheets.problems import problems_sheet
from kaohe_xl.sheets.received import received_sheet
from kaohe_xl.sheets.standings import SAME

MOST_UNITS = 2_000  # in one workbook: beyond that no program opens it quickly, and writing it takes much memory
NAME, FOLDER = "分册", "分册"
_COLUMNS = ("序号", "分册", "文件", "单位数", "总分合计", "奖惩笔数", "奖惩金额", "文件数", "问题数")
_WIDTHS = (6, 18, 40, 9, 14, 9, 17, 9, 9)
_RETURNS = "../../收表/"  # seen from 结果/分册/
_MOST_LISTED = 200_000  # rows of 收表情况 and 数据问题 in the summary: what needs attention


_Filled = TypeVar("_Filled", FileOutcome, FillerStatus)


@dataclass(frozen=True)
class Volume:
    """``units``: rows of the scheme, in its order. ``file``: its name, in the folder of volumes."""

    name: str
    units: tuple[int, ...]
    saved_as: str = ""  # where the file's own name was taken

    @property
    def file(self) -> str:
        return self.saved_as or f"{safe_name(self.name)}-评分结果.xlsx"


def volumes_of(scheme: Scheme, most: int = MOST_UNITS) -> list[Volume]:
    """Every unit in exactly one volume; none if one workbook takes them all.

    A volume holds the units of a 上级单位, in several parts where these are more than ``most``; units without one go
    by ``most`` at a time.
    """
    if len(scheme.units) <= most:
        return []
    groups: dict[str, list[int]] = {}
    for row, unit in enumerate(scheme.units):
        groups.setdefault(unit.parent, []).append(row)
    found = []
    for parent, rows in groups.items():
        parts = [rows[start : start + most] for start in range(0, len(rows), most)]
        for number, part in enumerate(parts, start=1):
            name = parent or ("其它" if len(groups) > 1 else "单位")
            found.append(Volume(f"{name}（{number}）" if len(parts) > 1 else name, tuple(part)))
    return found


def volume_workbook(
    assessment: Assessment, payments: Sequence[Payment], returned: Returned, findings: Sequence[Finding], volume: Volume
) -> Workbook:
    """All sheets of a volume's units; values, because what they are ranked by stands in other volumes too."""
    layout = Layout(assessment, volume.units)
    own = _Own(assessment.scheme, volume)
    shown = unit_sheets(layout, own.payments(payments), own.returned(returned), own.findings(findings), _RETURNS)
    settings = assessment.scheme.settings
    names = [sheet.name for sheet in shown]
    part = f"{volume.name}，版次 {edition(assessment, payments)}"
    sheets = [contents_sheet(assessment.scheme, names, part), *(_alone(sheet, names) for sheet in shown)]
    return Workbook(sheets, {}, f"{settings.title}（{volume.name}）", digits=settings.digits)


def edition(assessment: Assessment, payments: Sequence[Payment]) -> str:
    """A short sign of a result: volumes and summary that bear the same one are of the same scoring.

    A run that is killed between two files leaves volumes of one scoring beside the summary of another.
    """
    totals = assessment.final.total.to_list()
    told = [f"{unit.name}|{total}" for unit, total in zip(assessment.scheme.units, totals, strict=True)]
    told += [f"{payment.unit}|{payment.reward.name}|{payment.amount}" for payment in payments]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:8]


def summary_workbook(
    assessment: Assessment,
    payments: Sequence[Payment],
    returned: Returned,
    findings: Sequence[Finding],
    volumes: Sequence[Volume],
    extra: Sequence[Sheet] = (),
    folder: str = FOLDER,
) -> Workbook:
    """Ranks and totals of all units, what needs attention, and where the volumes are."""
    scheme = assessment.scheme
    scored = result_sheets(assessment) if scheme.indicators else []
    told = [
        index_sheet(assessment, payments, returned, findings, volumes, folder),
        *extra,
        received_sheet(assessment, _not_in_volumes(scheme, returned), Anchors(), returned),
        problems_sheet(scheme, findings if len(findings) <= _MOST_LISTED else _of_no_unit(scheme, findings)),
    ]
    own = own_sheets(scheme.book, GENERATED)
    sheets = [*(_still(sheet) for sheet in scored), *told, *own]
    contents = contents_sheet(scheme, [sheet.name for sheet in sheets if not sheet.hidden])
    at = 1 if scored else 0
    return Workbook([*sheets[:at], contents, *sheets[at:]], {}, scheme.settings.title, digits=scheme.settings.digits)


def index_sheet(
    assessment: Assessment,
    payments: Sequence[Payment],
    returned: Returned,
    findings: Sequence[Finding],
    volumes: Sequence[Volume],
    folder: str = FOLDER,
) -> Sheet:
    """分册: what each volume holds, with a link to it; live sums, held against what was scored and settled."""
    scheme, final = assessment.scheme, assessment.final
    canvas = Canvas(len(_COLUMNS))
    canvas.title(scheme.settings, NAME)
    header = canvas.head(_COLUMNS)
    first = canvas.next_row
    sums = [Fraction(0)] * 6
    totals = final.total.to_list()
    shares = _Shares(scheme, volumes, payments, returned, findings)
    for number, volume in enumerate(volumes):
        counts = [
            Fraction(len(volume.units)),
            sum((totals[row] or Fraction(0) for row in volume.units), Fraction(0)),
            Fraction(len(shares.payments[number])),
            _spent(shares.payments[number]),
            Fraction(shares.files[number]),
            Fraction(shares.findings[number]),
        ]
        sums = [whole + count for whole, count in zip(sums, counts, strict=True)]
        file = f"{folder}/{volume.file}"
        canvas.add(
            Out(number + 1, Style.WHOLE),
            Out(volume.name, Style.NAME),
            Out(file, Style.LINK, link=f"external:{file}"),
            *(Out(count, style) for count, style in zip(counts, _STYLES, strict=True)),
        )
    last = canvas.next_row - 1
    figures = [
        Out(value, style, formula=total_of(letter, first, last))
        for value, style, letter in zip(sums, _SUM_STYLES, "DEFGHI", strict=True)
    ]
    canvas.add(Out("合计", Style.TOTAL), Out(None, Style.TOTAL), Out(None, Style.TOTAL), *figures)
    scores = sum((total or Fraction(0) for total in totals), Fraction(0))
    whole = [Fraction(len(scheme.units)), scores, Fraction(len(payments)), _spent(payments)]
    canvas.add(
        Out("应为", Style.TOTAL),
        Out(None, Style.TOTAL),
        Out("考核对象、总分、奖惩的总数", Style.TOTAL),
        *(Out(value, style) for value, style in zip(whole, _SUM_STYLES, strict=False)),
    )
    same = [f"ROUND({letter}{last + 1}-{letter}{last + 2},6)=0" for letter in "DEFG"]
    verdict = f'IF(AND({",".join(same)}),"{SAME}","不一致")'
    agrees = all(mine == value for mine, value in zip(sums, whole, strict=False))
    canvas.add(
        Out("核对", Style.TOTAL),
        Out(SAME if agrees else "不一致", Style.GOOD if agrees else Style.BAD, formula=verdict),
    )
    _money_by_kind(canvas, scheme, payments)
    canvas.note(
        "单位太多，各单位的得分明细、扣分清单、奖励金额、成绩单、填报数据等在各分册里；得分、名次和奖惩都按全部单位计算。"
        "没有归到某个单位的文件和问题只在本工作簿的收表情况、数据问题里。"
        f"本次评分的版次是 {edition(assessment, payments)}，各册目录上也有；版次不同的分册是另一次评分的，不能合用。"
    )
    canvas.signature()
    widths = {position: float(width) for position, width in enumerate(_WIDTHS)}
    return Sheet(NAME, canvas.rows, widths, canvas.merges, header_first=header - 1, frozen=(header, 2), tab="#7030A0")


def _spent(payments: Sequence[Payment]) -> Fraction:
    return sum((payment.amount for payment in payments if payment.amount is not None), Fraction(0))


_STYLES = (Style.WHOLE, Style.SCORE, Style.WHOLE, Style.MONEY, Style.WHOLE, Style.WHOLE)
_SUM_STYLES = (Style.TOTAL, Style.TOTAL_SCORE, Style.TOTAL, Style.TOTAL_MONEY, Style.TOTAL, Style.TOTAL)


def _money_by_kind(canvas: Canvas, scheme: Scheme, payments: Sequence[Payment]) -> None:
    """Totals of the whole by 类型 and by 资金来源."""
    if not payments:
        return
    canvas.add()
    sources: dict[str, Fraction] = {}
    for payment in payments:
        for name, share in payment.sources.items():
            sources[name] = sources.get(name, Fraction(0)) + share
    kinds = total_by(payments, lambda payment: payment.reward.kind)
    for title, sums in (("奖惩金额按类型", kinds), ("奖惩金额按资金来源", sources)):
        if sums:
            canvas.joined((Out(title, Style.HEAD), canvas.width))
        for name, amount in sums.items():
            canvas.joined((Out(name, Style.NAME), 6), (Out(amount, Style.MONEY), 1), (Out(None, Style.NAME), 2))


def _still(sheet: Sheet) -> Sheet:
    """The sheet with values in place of its formulas, which look at sheets that are not here, or at all units."""
    rows = [
        [cell._replace(formula="", array=False) if cell and cell.formula else cell for cell in row]
        for row in sheet.cells
    ]
    return replace(sheet, cells=rows, charts=())


def _alone(sheet: Sheet, names: Sequence[str]) -> Sheet:
    """The sheet of a volume: no formula looks at another sheet, no link leads to a sheet that is not there."""
    there = tuple(f"internal:{start}" for name in names for start in (f"'{name}'!", f"{name}!"))

    def alone(cell: Out | None) -> Out | None:
        if cell is None:
            return None
        if cell.formula and "!" in cell.formula:
            cell = cell._replace(formula="", array=False)
        if cell.link.startswith("internal:") and not cell.link.startswith(there):
            cell = cell._replace(link="", style=Style.CENTER if cell.style is Style.LINK else cell.style)
        return cell

    return replace(sheet, cells=[[alone(cell) for cell in row] for row in sheet.cells])


def _of_no_unit(scheme: Scheme, findings: Sequence[Finding]) -> list[Finding]:
    names = frozenset(scheme.unit_names)
    return [finding for finding in findings if finding.unit not in names]


class _Own:
    """What belongs to the units of a volume."""

    def __init__(self, scheme: Scheme, volume: Volume) -> None:
        self.rows = frozenset(volume.units)
        self.names = frozenset(scheme.units[row].name for row in volume.units)

    def payments(self, payments: Sequence[Payment]) -> list[Payment]:
        return [payment for payment in payments if payment.unit in self.rows]

    def findings(self, findings: Sequence[Finding]) -> list[Finding]:
        return [finding for finding in findings if finding.unit in self.names]

    def returned(self, returned: Returned) -> Returned:
        return replace(
            returned,
            files=[file for file in returned.files if file.filler in self.names],
            fillers=[status for status in returned.fillers if status.filler in self.names],
        )


class _Shares:
    """What falls to each volume, counted in one pass."""

    def __init__(
        self,
        scheme: Scheme,
        volumes: Sequence[Volume],
        payments: Sequence[Payment],
        returned: Returned,
        findings: Sequence[Finding],
    ) -> None:
        volume_of = {row: number for number, volume in enumerate(volumes) for row in volume.units}
        named = {scheme.units[row].name: number for row, number in volume_of.items()}
        self.payments: list[list[Payment]] = [[] for _ in volumes]
        for payment in payments:
            self.payments[volume_of[payment.unit]].append(payment)
        self.files, self.findings = [0] * len(volumes), [0] * len(volumes)
        for file in returned.files:
            if file.filler in named:
                self.files[named[file.filler]] += 1
        for finding in findings:
            if finding.unit in named:
                self.findings[named[finding.unit]] += 1


def _not_in_volumes(scheme: Scheme, returned: Returned) -> Returned:
    """What is no unit's, who is short and what was not taken; the others are in the units' volumes only."""
    names = frozenset(scheme.unit_names)
    taken = (Outcome.ACCEPTED, Outcome.SUPERSEDED, Outcome.IGNORED)
    fillers = [s for s in returned.fillers if s.filler not in names or s.received is not Received.RETURNED]
    files = [file for file in returned.files if file.filler not in names or file.outcome not in taken]
    return replace(returned, fillers=_first(fillers, names), files=_first(files, names))


def _first(listed: Sequence[_Filled], names: frozenset[str]) -> list[_Filled]:
    """What no volume holds always; of the rest as many as a sheet takes."""
    room = max(0, _MOST_LISTED - sum(each.filler not in names for each in listed))
    kept = []
    for each in listed:
        if each.filler not in names:
            kept.append(each)
        elif room:
            room -= 1
            kept.append(each)
    return kept
