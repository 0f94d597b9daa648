"""排名: one table per scope, line and period, the overall one first; live ranks, medals, bars and charts."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kaohe_xl.archive import check_code
from kaohe_xl.scoring.assess import OVERALL, PeriodResult, Scope
from kaohe_xl.scoring.rank import Ranking
from kaohe_xl.sheets.live.formulas import Formulas
from kaohe_xl.sheets.live.layout import RANKING, SUMMARY
from kaohe_xl.sheets.live.plan import Plan, PlanColumn, PlanTable, line_of
from kaohe_xl.sheets.model import Chart, ChartKind, ColourScale, Out, Sheet, Style
from kaohe_xl.sheets.result import ResultSheet, Scored, has_scores
from kaohe_xl.sheets.scores.ranking_tables import SAME, STATUS, RankingTable, RankingTableMaker
from kaohe_xl.sheets.sheet_parts import Canvas

_CHART_ROWS = 14  # kept free below the overall tables, for each chart: two and a table fit on a page
_CHART_HEIGHT = 300
_MOST_SERIES = 12
_PROVISIONAL = "表还没有收齐，名次和奖惩都可能变；没有交表的不排名。"
_UPRIGHT = 10  # columns, most of them narrow, that a page held upright takes


@dataclass(frozen=True)
class RankingPage:
    """The sheet, and where its tables stand."""

    sheet: Sheet
    tables: tuple[RankingTable, ...]

    def overall(self, unit: int) -> RankingTable | None:
        """The final overall table that a unit stands in."""
        return next((table for table in self.tables if unit in table.positions and table.basis == OVERALL), None)


def ranking_page(plan: Plan, formulas: Formulas, status: str, code: str = "") -> RankingPage:
    """``status``: reference of the cell of 校验 that tells whether anything has changed since scoring.

    ``code``: the 校验码 at the foot of a result that is the last word.
    """
    return _Ranking(plan, formulas, status, code).page()


class _Ranking:
    def __init__(self, plan: Plan, formulas: Formulas, status: str, code: str) -> None:
        self.plan, self.status, self.code = plan, status, code
        self.tables: list[RankingTable] = []
        self.table_maker = RankingTableMaker(plan, formulas, self.tables)
        self.heats: list[tuple[ColourScale, int, int, int, int]] = []
        self.blocks: list[tuple[int, int]] = []
        self.canvas = Canvas(max(len(self.table_maker.columns(*each)) for each in self.table_maker.wanted()))

    def page(self) -> RankingPage:
        canvas = self.canvas
        canvas.title(self.plan.scheme.settings, RANKING)
        warning = "数据或方案已改动：得分和名次已重算，等次、奖惩等请重新评分，详见校验"
        if self.plan.layout.assessment.provisional:
            waiting = self.plan.layout.assessment.waiting
            canvas.across(Out(f"{waiting}。{_PROVISIONAL}", Style.WARN))
        canvas.across(Out("", Style.STALE, formula=f'IF({self.status}="{SAME}","","{warning}")'))
        charts: list[Chart] = []
        scopes = len(self.plan.layout.assessment.scopes)
        for number, (result, basis, ranking) in enumerate(self.table_maker.wanted(), start=1):
            self._table(result, basis, ranking)
            if number == scopes:
                charts = self._charts()
            canvas.add()
        if self.code and not self.plan.layout.assessment.provisional:
            canvas.across(Out(f"校验码 {self.code}", Style.SUBTITLE))
        canvas.signature()
        self.blocks[-1] = (self.blocks[-1][0], canvas.next_row - 2)  # nobody signs an empty page
        sheet = Sheet(
            RANKING,
            canvas.rows,
            merges=canvas.merges,
            header_rows=2,  # the title, on every page: each table has its own head
            frozen=(3, 0),
            landscape=canvas.width > _UPRIGHT,
            charts=charts,
            heats=self.heats,
            blocks=self.blocks,
            fills_page=True,
            tab="#C00000",
        )
        return RankingPage(sheet, tuple(self.tables))

    def _table(self, result: PeriodResult, basis: str, ranking: Ranking) -> None:
        canvas = self.canvas
        columns = self.table_maker.columns(result, basis, ranking)
        start = canvas.next_row - 1
        name = Out(self.table_maker.name(result, basis, ranking), Style.TOTAL)
        canvas.joined((name, canvas.width))
        self._row([Out(column, Style.HEAD) for column in columns])
        ranked = sorted(ranking.ranked, key=lambda row: (ranking.ranks[row] or 0, ranking.base_ranks[row] or 0, row))
        order = (*ranked, *(row for row in ranking.members if ranking.ranks[row] is None))
        base = columns.index("原名次") + 1 if "原名次" in columns else 0
        score = columns.index("总分" if basis == OVERALL else "得分") + 1
        placed = RankingTable(result.period.name, basis, ranking, order, len(ranked), canvas.next_row, 1, score, base)
        self.tables.append(placed)
        for unit in order:
            self._row([self.table_maker.cell(placed, result, columns, at, unit) for at in range(len(columns))])
        first, last = placed.first_row - 1, placed.first_row + len(ranked) - 2
        if ranked:
            self.heats += [
                (ColourScale.MEDALS, first, 0, last, 0),
                (ColourScale.BARS, first, score - 1, last, score - 1),
            ]
        self.blocks.append((start, canvas.next_row - 2))

    def _row(self, cells: list[Out]) -> None:
        """The last column, 备注, takes what the widest table has more: all tables are as wide as the page."""
        self.canvas.joined(*((cell, 1) for cell in cells[:-1]), (cells[-1], self.canvas.width - len(cells) + 1))

    # -- charts -------------------------------------------------------------------------------------------------------

    def _charts(self) -> list[Chart]:
        """Totals as bars, and what they are made of, stacked: below the overall tables, in rows kept free for them."""
        charts = [self._totals(table) for table in self.tables if table.ranked]
        stacked = [self._stacked(scope) for scope in self.plan.layout.assessment.scopes]
        charts += [chart for chart in stacked if chart is not None]
        placed = []
        for chart in charts:
            self.canvas.add()
            start = self.canvas.next_row - 1
            for _ in range(_CHART_ROWS):
                self.canvas.add()
            self.blocks.append((start, start + _CHART_ROWS - 1))
            placed.append(replace(chart, row=start))
        return placed

    def _totals(self, table: RankingTable) -> Chart:
        first, last = table.first_row - 1, table.first_row + table.ranked - 2
        names = (RANKING, first, 1, last, 1)
        values = (RANKING, first, table.score_column - 1, last, table.score_column - 1)
        scope = f"（{table.ranking.scope}）" if len(self.plan.layout.assessment.scopes) > 1 else ""
        scores = [table.ranking.scores[unit] or 0 for unit in table.order[: table.ranked]]
        return Chart(
            ChartKind.BAR,
            f"{table.period}总分{scope}",
            names,
            [("总分", values)],
            row=0,
            column=0,
            height=_CHART_HEIGHT,
            from_zero=min(scores) >= 0,
        )

    def _stacked(self, scope: Scope) -> Chart | None:
        """Sections (or lines) of the final period, or of the last one that has any."""
        calendar = self.plan.scheme.calendar
        for period in (calendar.root, *reversed(calendar.leaves)):
            table = self.plan.table(period.name, scope.members[0])
            parts = self._parts(table)
            if len(parts) > 1:
                first, last = table.first_row - 1, table.last_row - 1
                series = []
                for part in parts:
                    column = (table.column(part.kind, part.key) or 1) - 1
                    title = part.key if part.kind == "line" else part.title.replace("\n", "")
                    series.append((title, (SUMMARY, first, column, last, column)))
                names = (SUMMARY, first, 0, last, 0)
                title = f"{table.title or period.name}得分构成"
                return Chart(ChartKind.STACKED, title, names, series, 0, 0, 0, _CHART_HEIGHT)
        return None

    def _parts(self, table: PlanTable) -> list[PlanColumn]:
        counted = {line.name for line in self.plan.scheme.lines if line.weight}
        lines = [part for part in table.parts if part.kind == "line" and part.key in counted]
        sections = [part for part in table.parts if part.kind == "section" and line_of(part) in counted]
        return lines if len(lines) > 1 or len(sections) > _MOST_SERIES else sections


def page_of(scored: Scored) -> RankingPage:
    return ranking_page(scored.plan, scored.formulas, STATUS, check_code(scored.assessment, scored.payments))


RANKING_SHEET = ResultSheet(
    name=RANKING,
    says="总排名，各考核线、各期排名，图表",
    make=lambda scored: scored.once(page_of).sheet,
    when=has_scores,
)
