"""分册: what each volume of a very large result holds, with live sums held against the whole."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from kaohe_xl.base.finding import Finding
from kaohe_xl.returns.model import Returned
from kaohe_xl.reward import Payment, total_by
from kaohe_xl.scheme.model import Scheme
from kaohe_xl.sheets.model import Out, Sheet, Style
from kaohe_xl.sheets.result import ResultSheet, Scored
from kaohe_xl.sheets.scores.ranking_tables import SAME
from kaohe_xl.sheets.sheet_parts import Canvas, total_of
from kaohe_xl.sheets.volume import FOLDER, Volume, scoring_stamp

NAME = "分册"
_COLUMNS = ("序号", "分册", "文件", "单位数", "总分合计", "奖惩笔数", "奖惩金额", "文件数", "问题数")
_WIDTHS = (6, 18, 40, 9, 14, 9, 17, 9, 9)


def index_sheet(scored: Scored) -> Sheet:
    """What each volume holds, with a link to it; live sums, held against what was scored and settled."""
    assessment, payments, volumes = scored.assessment, scored.payments, scored.volumes
    scheme, final = assessment.scheme, assessment.final
    canvas = Canvas(len(_COLUMNS))
    canvas.title(scheme.settings, NAME)
    header = canvas.head(_COLUMNS)
    first = canvas.next_row
    sums = [Fraction(0)] * 6
    totals = final.total.to_list()
    shares = _Shares(scheme, volumes, payments, scored.returned, scored.findings)
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
        file = f"{FOLDER}/{volume.file}"
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
        f"本次评分的版次是 {scoring_stamp(assessment, payments)}，各册目录上也有；"
        "版次不同的分册是另一次评分的，不能合用。"
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


INDEX_SHEET = ResultSheet(
    name=NAME,
    says="单位太多时：每个上级单位一册，各册的单位数、总分、金额合计，打开各册的链接",
    make=index_sheet,
    when=lambda scored: bool(scored.volumes),
)
