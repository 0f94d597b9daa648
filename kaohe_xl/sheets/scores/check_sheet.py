"""校验: sums, counts, ranks, money and the scheme, recomputed live, each with 一致 or what to do."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from kaohe_xl.base.place import cell_name
from kaohe_xl.scoring.assess import OVERALL
from kaohe_xl.sheets.live.formulas import Formulas
from kaohe_xl.sheets.live.layout import CHECK, MOST_FORMULAS, RANKING, USED
from kaohe_xl.sheets.live.plan import PENDING
from kaohe_xl.sheets.model import Out, Plain, Sheet, Style
from kaohe_xl.sheets.refs import cell_at
from kaohe_xl.sheets.result import ResultSheet, Scored, has_scores
from kaohe_xl.sheets.schemes.scheme import snapshot_of
from kaohe_xl.sheets.scores.live_checks import Check, money_checks, result_checks, scheme_checks
from kaohe_xl.sheets.scores.ranking_sheet import page_of
from kaohe_xl.sheets.scores.ranking_tables import SAME, STALE, RankingTable
from kaohe_xl.sheets.scores.unit_rows import TOO_BIG
from kaohe_xl.sheets.sheet_parts import Canvas

_COLUMNS = ("检查项", "内容", "应为", "实为", "结论")
_UNIT_COLUMNS = ("单位名称", "排名范围", "评分时总分", "现总分", "结论", "评分时名次", "现名次")
_FIRST = 6  # row of the first check


def check_sheet(formulas: Formulas, tables: Sequence[RankingTable], checks: Sequence[Check]) -> Sheet:
    """``tables``: those of 排名; none where nothing is scored."""
    return _CheckSheet(formulas, tables).sheet(checks)


class _CheckSheet:
    def __init__(self, formulas: Formulas, tables: Sequence[RankingTable]) -> None:
        self.formulas = formulas
        self.scheme = formulas.layout.scheme
        self.finals = [t for t in tables if t.basis == OVERALL and t.period == self.scheme.calendar.root.name]
        self.canvas = Canvas(len(_UNIT_COLUMNS) if self.finals else len(_COLUMNS))
        self.header = _FIRST - 1  # row of the head that pages repeat: the units' table is the longer one

    def sheet(self, checks: Sequence[Check]) -> Sheet:
        canvas = self.canvas
        canvas.title(self.scheme.settings, CHECK)
        units = sum(len(table.order) for table in self.finals)
        first_unit = _FIRST + len(checks) + 2
        verdicts = [(f"$E${_FIRST}:$E${_FIRST + len(checks) - 1}", len(checks))] if checks else []
        verdicts += [(f"$E${first_unit}:$E${first_unit + units - 1}", units)] if units else []
        agree = "+".join(f'COUNTIF({area},"{SAME}")' for area, _ in verdicts) or "0"
        total = sum(count for _, count in verdicts)
        status = f'IF({agree}={total},"{SAME}","有 "&({total}-({agree}))&" 处不一致")'
        canvas.add(Out("核对结果", Style.TOTAL), Out(SAME, Style.TOTAL, formula=status))
        canvas.add()
        canvas.head(_COLUMNS)
        for check in checks:
            self._add(check)
        if units:
            self._units()
        table_end = len(canvas.rows)
        self._notes()
        return Sheet(
            CHECK,
            canvas.rows,
            widths={0: 14.0, 1: 53.0, 2: 14.0, 3: 14.0, 4: 20.0, 5: 11.0, 6: 9.0},
            merges=canvas.merges,
            header_first=self.header - 1,
            frozen=(5, 0),
            blocks=[(self.header - 1, self.header)] if units else [],
            kept_at_end=len(canvas.rows) - table_end + 3,
            tab="#70AD47",
        )

    def _add(self, check: Check) -> None:
        row = self.canvas.next_row
        holds = check.holds.format(c=cell_name(row, 3), d=cell_name(row, 4))
        verdict = Out(SAME, Style.GOOD, formula=f'IF({holds},"{SAME}","{check.otherwise}")')
        self.canvas.add(Out(check.name, Style.NAME), Out(check.text), check.wanted, check.found, verdict)

    def _units(self) -> None:
        """Score and rank as scored and as they are now, unit by unit."""
        canvas = self.canvas
        canvas.add()
        self.header = canvas.head(_UNIT_COLUMNS)
        for table in self.finals:
            for unit in table.order:
                self._unit(table, unit)

    def _unit(self, table: RankingTable, unit: int) -> None:
        row = self.canvas.next_row
        total = table.ranking.scores[unit]
        rank = table.ranking.base_ranks[unit]
        known = self.formulas.layout.assessment.final.total[unit]
        scored: Plain = PENDING if known is None else (known if total is None else total)
        column = table.base_column or table.rank_column
        now = Out(None if rank is None else Fraction(rank), Style.WHOLE)
        same = f"{cell_name(row, 3)}={cell_name(row, 4)}"
        if rank is not None:
            now = Out(Fraction(rank), Style.WHOLE, formula=cell_at(RANKING, table.row_of(unit), column))
            same = f"AND({same},{cell_name(row, 6)}={cell_name(row, 7)})"
        self.canvas.add(
            Out(self.scheme.units[unit].name, Style.NAME),
            Out(f"{table.ranking.scope}{'（名次按移动前）' if table.base_column else ''}"),
            Out(scored, Style.SCORE),
            Out(scored, Style.SCORE, formula=table.score_cell(unit)),
            Out(SAME, Style.GOOD, formula=f'IF({same},"{SAME}","{STALE}")'),
            Out(None if rank is None else Fraction(rank), Style.WHOLE),
            now,
        )

    def _notes(self) -> None:
        canvas = self.canvas
        canvas.add()
        if not self.formulas.layout.live:
            canvas.note(TOO_BIG.format(most=MOST_FORMULAS))
        for each in sorted(self.formulas.static_values.values(), key=lambda each: each.sheet != USED):
            canvas.note(f"{each.sheet}的“{each.what}”写的是数值，不随改动重算：{each.why}。改动后请重新评分。")
        canvas.note(
            "排名、得分汇总、得分明细、计分过程、采用数据里的数都是公式，改动填报数据、核定值或细则中的分值、标准分，随即重算。"
            f"基准里的文字、等次、奖惩、否决后果不随改动重算：出现“{STALE}”的，请重新评分。"
        )


def _check(scored: Scored) -> Sheet:
    checks = scheme_checks(scored.once(snapshot_of).changes)
    tables: Sequence[RankingTable] = ()
    if has_scores(scored):
        tables = scored.once(page_of).tables
        checks += result_checks(scored.plan, tables)
    checks += money_checks(scored.scheme, scored.payments, scored.made)
    return check_sheet(scored.formulas, tables, checks)


CHECK_SHEET = ResultSheet(name=CHECK, says="合计、人数、名次、预算是否一致，实时显示", make=_check, from_others=True)
