"""扣分清单: each point lost or gained, why, and where it stands; a unit's rows add up to its score minus full marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.base.place import Place, column_letter
from kaohe_xl.explain.clause_words import approved_words
from kaohe_xl.explain.points_ledger import Balance, PointsEntry, Through
from kaohe_xl.explain.value_words import ValueWords
from kaohe_xl.explain.worded_entries import worded_entries_of
from kaohe_xl.scoring.assess import Assessment
from kaohe_xl.sheets.link_targets import link_targets_of
from kaohe_xl.sheets.model import Out, Sheet, Style
from kaohe_xl.sheets.result import ResultSheet, has_scores
from kaohe_xl.sheets.sheet_parts import MOST_LINKS, Anchors, Canvas, SheetRow, link_cell, own_link, points

NAME = "扣分清单"
_SLACK = "0.000005"  # half a unit beyond the last decimal that a total can have
_UNAPPROVED = 9  # characters: 核定 where it only holds the check of each 小计
_WIDTHS = {
    "单位名称": 10, "期次": 7, "编号": 8, "考核内容": 13, "评分标准": 24, "数据": 20, "规则说明": 34, "得扣分": 9,
    "影响总分": 9, "核定": 16, "来源": 27, "查数据": 7, "原件": 6,
}  # fmt: skip


def deductions_sheet(
    assessment: Assessment, link_targets: Anchors | None = None, units: Sequence[int] | None = None
) -> Sheet:
    """The list for ``units`` (all of them in scheme order), each followed by its 小计."""
    rows = range(len(assessment.scheme.units)) if units is None else units
    return _List(assessment, link_targets or Anchors(), rows).sheet()


class _List:
    def __init__(self, assessment: Assessment, link_targets: Anchors, units: Sequence[int]) -> None:
        self.assessment, self.link_targets, self.units = assessment, link_targets, units
        self.scheme = assessment.scheme
        self.digits = self.scheme.settings.digits
        self.worded = worded_entries_of(assessment)
        self._made: dict[tuple[str, Style], Out] = {}
        several = len(self.scheme.calendar.periods) > 1
        weighted, count = False, 0
        for row in self.units:
            told = self.worded.told(row)
            count += len(told)
            weighted = weighted or any(entry.effect != entry.points for entry, _ in told)
        self.linked = count * 3 <= MOST_LINKS
        needed = {"期次": several, "影响总分": weighted, "查数据": self.linked, "原件": self.linked}
        hidden = {name for name, there in needed.items() if not there}
        self.columns = [name for name in _WIDTHS if name not in hidden]
        self.sum_column = column_letter(self.columns.index("影响总分" if weighted else "得扣分") + 1)

    def sheet(self) -> Sheet:
        canvas = Canvas(len(self.columns))
        canvas.title(self.scheme.settings, NAME)
        header = canvas.head(self.columns)
        for row in self.units:
            first = canvas.next_row
            for entry, why in self.worded.told(row):
                canvas.add(*self._row(entry, why))
            self._subtotal(canvas, self.worded.balance(row), first)
        canvas.note(self._legend())
        canvas.signature()
        return replace(canvas.sheet(NAME, self._widths(canvas.rows[header:]), header), kept_at_end=5)

    def _widths(self, rows: Sequence[SheetRow]) -> list[int]:
        """核定 takes no more room than it needs; the texts get it."""
        at = self.columns.index("核定")
        approved = any((cell := row[at]) is not None and cell.value and not cell.formula for row in rows)
        return [_UNAPPROVED if name == "核定" and not approved else _WIDTHS[name] for name in self.columns]

    def _legend(self) -> str:
        told = "得扣分：正数为得分，负数为扣分，都以标准分为准；同一编号各行之和＝该编号得分－标准分。"
        if "影响总分" in self.columns:
            told += "影响总分：按期次权重和计入总分折合，“—”不计入总分（单独排名，或已含在上一级编号里）。"
        if not self.linked:
            told += f"行数太多，链接会超过 Excel 每张表 {MOST_LINKS:,} 个的上限，本表没有链接；出处见来源。"
        return told + "每个单位各行之和＝总分－满分，见小计行。"

    def _row(self, entry: PointsEntry, why: str) -> SheetRow:
        unit = self.scheme.units[entry.row]
        clause_reasons = self.worded.reasons_by_period[entry.period]
        values = [value for clause in entry.clauses for value in clause_reasons.values(clause, entry.row)]
        values = list({value.item: value for value in values}.values())
        places = self._places(entry, values)
        content, text = self._content(entry), "；".join(clause.text for clause in entry.clauses if clause.text)
        cells = {
            "单位名称": self._same(unit.name, Style.NAME),
            "期次": self._same(entry.period, Style.CENTER),
            "编号": self._key(entry),
            "考核内容": self._same(content),
            "评分标准": self._same(text),
            "数据": Out("\n".join(f"{value.item}＝{value.shown}" for value in values)),
            "规则说明": Out(why),
            "得扣分": points(entry.points),
            "影响总分": points(entry.effect) if entry.counted else Out("—", Style.CENTER),
            "核定": self._same(self._approved(entry, values)),
            "来源": Out("\n".join(str(place) for place in places)),
        }
        if self.linked:
            cells["查数据"] = link_cell("查看", self._data_link(entry, values))
            cells["原件"] = link_cell("打开", self._source_link(places))
        return [cells[name] for name in self.columns]

    def _content(self, entry: PointsEntry) -> str:
        if entry.indicator is None:
            return entry.through.value
        return entry.indicator.title or entry.indicator.section

    def _key(self, entry: PointsEntry) -> Out:
        if entry.indicator is None:
            return Out(entry.line if len(self.scheme.lines) > 1 else "", Style.CENTER)
        if not self.linked:
            return self._same(entry.indicator.key, Style.CENTER)
        place = entry.clauses[0].place if entry.clauses else entry.indicator.place
        return Out(entry.indicator.key, Style.LINK, link=own_link(place))

    def _same(self, text: str, style: Style = Style.TEXT) -> Out:
        """A cell that many rows share."""
        key = (text, style)
        if key not in self._made:
            self._made[key] = Out(text, style)
        return self._made[key]

    def _data_link(self, entry: PointsEntry, values: Sequence[ValueWords]) -> str:
        return self.link_targets.value_link(entry.period, entry.row, values[0].item) if values else ""

    def _approved(self, entry: PointsEntry, values: Sequence[ValueWords]) -> str:
        told = [f"{value.item}：{value.note}" for value in values if value.approved is not None]
        if entry.through is Through.APPROVED and entry.indicator is not None:
            score = self.assessment.periods[entry.period].score
            assert score is not None
            told.append(f"得分核定：{approved_words(score.indicators[entry.indicator.key].approved[entry.row])}")
        return "\n".join(told)

    def _places(self, entry: PointsEntry, values: Sequence[ValueWords]) -> list[Place]:
        """Cells that the points rest on: those of the data, or of the approved score."""
        if entry.through is Through.APPROVED and entry.indicator is not None:
            score = self.assessment.periods[entry.period].score
            assert score is not None
            return [score.indicators[entry.indicator.key].approved[entry.row].place]
        return list(dict.fromkeys(place for value in values for place in value.places))

    def _source_link(self, places: Sequence[Place]) -> str:
        """Link to the first of the places that can be opened, a returned file before the scheme's own cells."""
        return next(
            (link for place in self._returned_first(places) if (link := self.link_targets.source_link(place))), ""
        )

    def _returned_first(self, places: Sequence[Place]) -> list[Place]:
        return sorted(places, key=lambda place: place.file == self.link_targets.scheme_file)

    def _subtotal(self, canvas: Canvas, balance: Balance, first: int) -> None:
        """单位 小计: full marks, what was lost, the score; live sum, and a check against the ranking's total."""
        name = self.scheme.units[balance.row].name
        number, last = canvas.next_row, canvas.next_row - 1
        total = f"SUM({self.sum_column}{first}:{self.sum_column}{last})" if last >= first else "0"
        cells: SheetRow = [Out(None, Style.TOTAL) for _ in self.columns]
        cells[0] = Out(name, Style.TOTAL)
        position = {column: index for index, column in enumerate(self.columns)}
        cells[position["编号"]] = Out("小计", Style.TOTAL)
        cells[position["规则说明"]] = Out(self._sum_words(balance), Style.TOTAL)
        sum_position = ord(self.sum_column) - ord("A")
        cells[sum_position] = Out(balance.lost, Style.TOTAL_SCORE, formula=total)
        reference = self.link_targets.total_cell(balance.row)
        if reference and balance.total is not None:
            full = decimal_text(balance.full, most=10)
            same = f"ABS({full}+{self.sum_column}{number}-{reference})<{_SLACK}"
            formula = f'IF(ISNUMBER({reference}),IF({same},"一致","已改动，请重新评分"),"已改动，请重新评分")'
            cells[position["核定"]] = Out("一致", Style.TOTAL, formula=formula)
        canvas.add(*cells)

    def _sum_words(self, balance: Balance) -> str:
        full, lost = decimal_text(balance.full), decimal_text(abs(balance.lost), self.digits)
        if balance.total is None:
            return f"满分{full}分，得分待定"
        sign = "－" if balance.lost < 0 else "＋"
        return f"满分{full}{sign}{lost}＝得分{decimal_text(balance.total, self.digits)}"


DEDUCTIONS_SHEET = ResultSheet(
    name=NAME,
    says="每一分扣在哪里：条款、数据、规则、出自哪个文件哪个单元格",
    make=lambda scored: deductions_sheet(scored.assessment, link_targets_of(scored), scored.units),
    when=has_scores,
    by_unit=True,
    apart=True,
)
