"""得分汇总: units × sections and lines, a table per period; every row adds up to its total, all of it live."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.base.place import cell_name
from kaohe_xl.expr.cells import rounded
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme.tables import LINES, PERIODS
from kaohe_xl.scoring.score import ScoreStatus
from kaohe_xl.sheets.live.formula_text import number_text
from kaohe_xl.sheets.live.formulas import OUT_OF_SCOPE, Formulas
from kaohe_xl.sheets.live.layout import DETAIL, FIRST_ROW, PROCESS, ROW, SUMMARY
from kaohe_xl.sheets.live.plan import PENDING, PLAIN, Plan, PlanColumn, PlanTable, line_of
from kaohe_xl.sheets.model import Out, Sheet, Style
from kaohe_xl.sheets.result import ResultSheet, has_scores
from kaohe_xl.sheets.sheet_parts import PORTRAIT, Canvas

_NA = ScoreStatus.NOT_APPLICABLE.value
_TOTALS = ("total", "combined")
_MANY = 18  # columns: with more, headings wrap so that the table stays on one page
_NARROWEST = 7.0


def summary_sheet(plan: Plan, formulas: Formulas) -> Sheet:
    """The tables, the final period first."""
    return _Summary(plan, formulas).sheet()


class _Summary:
    def __init__(self, plan: Plan, formulas: Formulas) -> None:
        self.plan, self.formulas = plan, formulas
        self.layout, self.scheme = plan.layout, plan.scheme
        self.digits = self.scheme.settings.digits
        self.keys = ["单位名称", "分组"] if self.scheme.groups else ["单位名称"]
        widest = max(len(table.parts) for table in plan.tables)
        self.canvas = Canvas(len(self.keys) + widest)

    def sheet(self) -> Sheet:
        canvas = self.canvas
        canvas.title(self.scheme.settings, SUMMARY)
        blocks = []
        for table in self.plan.tables:
            first = canvas.next_row - 1
            self._table(table)
            blocks.append((first, canvas.next_row - 2))
            canvas.add()
        canvas.rows.pop()
        canvas.signature()
        blocks[-1] = (blocks[-1][0], canvas.next_row - 2)  # nobody signs an empty page
        only = self.plan.tables[0] if len(self.plan.tables) == 1 else None
        heads = (2 if only.two_heads else 1) if only else 2
        return Sheet(
            SUMMARY,
            canvas.rows,
            widths=self._widths() if canvas.width > _MANY else {},
            merges=canvas.merges,
            header_first=only.head_row - heads if only else 0,  # several tables have their own: the title repeats
            header_rows=heads,
            frozen=(only.head_row if only else 2, 1),
            landscape=canvas.width > PORTRAIT,
            blocks=blocks,
            fills_page=True,
            tab="#4472C4",
        )

    def _widths(self) -> dict[int, float]:
        """Columns as wide as their figures, however long the headings are."""
        widths: dict[int, float] = {}
        for row in self.canvas.rows:
            for column, cell in enumerate(row):
                if cell is not None and isinstance(cell.value, Fraction):
                    shown = len(decimal_text(cell.value, self.digits))
                    widths[column] = max(widths.get(column, _NARROWEST), shown + 1.4)
        return widths

    def _table(self, table: PlanTable) -> None:
        canvas = self.canvas
        width = len(self.keys) + len(table.parts)
        if table.title:
            number = canvas.add(Out(table.title, Style.TOTAL), *[Out(None, Style.TOTAL)] * (width - 1))
            canvas.merge(number, 1, width)
        if table.two_heads:
            self._upper_head(table)
        number = canvas.add(*(Out(text, Style.HEAD) for text in (*self.keys, *(part.title for part in table.parts))))
        if number != table.head_row:
            raise ValueError(f"header of {table.title} in row {number}, planned {table.head_row}")
        columns = [self._column(table, part) for part in table.parts]
        for position, unit in enumerate(table.units):
            told = self.scheme.units[unit]
            name = [Out(told.name, Style.NAME)] + ([Out(told.group, Style.CENTER)] if self.scheme.groups else [])
            canvas.add(*name, *(column[position] for column in columns))

    def _upper_head(self, table: PlanTable) -> None:
        """考核线 over its sections; the other headings reach over both rows."""
        canvas = self.canvas
        number = canvas.next_row
        cells: list[Out | None] = [Out(text, Style.HEAD) for text in self.keys]
        for position, part in enumerate(table.parts):
            before = table.parts[position - 1].over if position else ""
            fresh = not part.over or part.over != before
            cells.append(Out((part.over or part.title) if fresh else None, Style.HEAD))
        canvas.add(*cells)
        start = 0
        for position, part in enumerate(table.parts):
            column = table.first_column + position
            if not part.over:
                canvas.merge_block(number, column, number + 1, column)
                continue
            start = column if position == 0 or table.parts[position - 1].over != part.over else start
            last = position + 1 == len(table.parts) or table.parts[position + 1].over != part.over
            if last:
                canvas.merge(number, start, column)
        for column in range(1, len(self.keys) + 1):
            canvas.merge_block(number, column, number + 1, column)

    def _column(self, table: PlanTable, part: PlanColumn) -> list[Out]:
        style = Style.TOTAL_SCORE if part.kind in _TOTALS else Style.SCORE
        result = self.layout.assessment.periods[table.period]
        cells = []
        values = self.plan.values(table.period, part)
        for unit in table.units:
            value = values[unit]
            if value is None:
                pending = part.kind in ("total", "child", "combined", "rounding")
                cells.append(Out(PENDING if pending else OUT_OF_SCOPE, Style.ABSENT))
            elif part.kind == "total" and result.consequences[unit].zero_total:
                cells.append(
                    Out(value, style, comment=f"一票否决，总分计零：{'、'.join(result.consequences[unit].names)}")
                )
            else:
                cells.append(Out(value, style, formula=self._formula(table, part, unit)))
        return cells

    # -- formulas -----------------------------------------------------------------------------------------------------

    def _formula(self, table: PlanTable, part: PlanColumn, unit: int) -> str:
        match part.kind:
            case "section":
                inside = self.plan.in_section(part, table.period)
                return f"ROUND(SUM({','.join(self._scores(table, inside, unit))}),{self.digits})"
            case "scaled":
                return self._scaled(table, part.key, unit)
            case "line":
                return self._line(table, part.key, unit)
            case "weighted":
                return rounded(self._weighted_line(table, part.key, unit), self.digits)
            case "rounding":
                printed = ",".join(self._printed(table, unit))
                return self._if_known(table, unit, f"ROUND({self._exactly(table, unit)}-SUM({printed}),{self.digits})")
            case "child":
                return self.plan.cell(part.key, unit, "total")
            case "combined":
                return self._combined(
                    table, [self._own(table, unit, "child", child) for child in self._children(table)]
                )
            case "onto":
                return self.formulas.sum_rounded(self._on_total(table, unit))
            case "lines":
                return self._combined_line(table, part.key, unit)
            case _:
                return self._total(table, unit)

    def _own(self, table: PlanTable, unit: int, kind: str, key: str = "") -> str:
        """A cell of the same row; empty where the table has no such column."""
        column = table.column(kind, key)
        return "" if column is None else cell_name(table.row_of(unit), column)

    def _children(self, table: PlanTable) -> list[str]:
        return [child.name for child in self.scheme.calendar.children(table.period)]

    def _scores(self, table: PlanTable, indicators: Sequence[m.Indicator], unit: int) -> list[str]:
        columns = [self.layout.detail_columns["indicator", indicator.key] for indicator in indicators]
        row = str(self.layout.row(table.period, unit))
        return [run.replace(ROW, row) for run in self.layout.runs(DETAIL, columns)]

    def _line(self, table: PlanTable, line: str, unit: int) -> str:
        """Sections and 折算; where these have no columns, straight from 得分明细."""
        sections = [part for part in table.parts if part.kind == "section" and line_of(part) == line]
        if sections:
            first = self._own(table, unit, "section", sections[0].key)
            last = self._own(table, unit, "section", sections[-1].key)
            added = [first if first == last else f"{first}:{last}"]
        else:
            added = self._scores(table, self.plan.members(line, table.period), unit)
        if not added:
            return "0"
        scaled = self._own(table, unit, "scaled", line) or self._scaled(table, line, unit)
        return f"ROUND(SUM({','.join([*added, scaled] if scaled else added)}),{self.digits})"

    def _scaled(self, table: PlanTable, line: str, unit: int) -> str:
        """剔除折算: what the indicators that apply would have come to on all of the line's marks."""
        members = self.plan.members(line, table.period)
        if self.scheme.settings.not_applicable is not m.NotApplicable.SCALE or not members:
            return ""
        scores = self._scores(table, members, unit)
        marks = [_marks_over(run) for run in scores]
        pairs = list(zip(scores, marks, strict=True))
        dropped = "+".join(f'SUMPRODUCT(({run}="{_NA}")*{mark})' for run, mark in pairs)
        left = "+".join(f'SUMPRODUCT(({run}<>"{_NA}")*({run}<>"{OUT_OF_SCOPE}")*{mark})' for run, mark in pairs)
        value = f"SUM({','.join(scores)})*({dropped})/({left})"
        count = "+".join(f'COUNTIF({run},"{_NA}")' for run in scores)
        return f"IF({count}=0,0,IFERROR({rounded(value, self.digits)},0))"

    def _combined(self, table: PlanTable, cells: Sequence[str]) -> str:
        """Children put together by 汇总方式; not known while one of them is not."""
        period = self.scheme.calendar.by_name[table.period]
        children = self.scheme.calendar.children(table.period)
        if period.combine is m.Combine.WEIGHTED:
            weights = [
                self.formulas.parameters.in_column(PERIODS, child.place, "权重")
                or number_text(child.weight or Fraction(0))
                for child in children
            ]
            value = "+".join(f"{cell}*{weight}" for cell, weight in zip(cells, weights, strict=True))
        else:
            value = "+".join(cells)
            value = f"({value})/{len(cells)}" if period.combine is m.Combine.MEAN else value
        known = f"COUNT({','.join(cells)})={len(cells)}"
        return f'IF({known},{rounded(value, self.digits)},"{PENDING}")'

    def _combined_line(self, table: PlanTable, line: str, unit: int) -> str:
        below = self._combined(table, [self.plan.line_cell(child, unit, line) for child in self._children(table)])
        own = self._own(table, unit, "line", line)
        return f"ROUND({below}+{own},{self.digits})" if own else below

    def _on_total(self, table: PlanTable, unit: int) -> list[str]:
        row = str(self.layout.row(table.period, unit))
        clauses = [c.clause for c in self.layout.score(table.period).clauses.values() if c.clause.on_total]
        columns = [self.layout.final_column(clause) for clause in clauses]
        return [self.layout.at(PROCESS, column).replace(ROW, row) for column in columns]

    def _total(self, table: PlanTable, unit: int) -> str:
        children = self._children(table)
        if children and not self._own(table, unit, "combined"):
            return self._combined(table, [self._own(table, unit, "child", child) for child in children])
        rounding = self._own(table, unit, "rounding")
        if not rounding and any(part.kind == "weighted" for part in table.parts):
            return self._if_known(table, unit, self._exactly(table, unit))
        added = [*self._printed(table, unit), *([rounding] if rounding else [])]
        if len(added) == 1 and added[0].startswith("ROUND("):
            return added[0]
        return self._if_known(table, unit, f"ROUND(SUM({','.join(added)}),{self.digits})" if added else "0")

    def _if_known(self, table: PlanTable, unit: int, formula: str) -> str:
        combined = self._own(table, unit, "combined")
        return f'IF(ISNUMBER({combined}),{formula},"{PENDING}")' if combined else formula

    def _printed(self, table: PlanTable, unit: int) -> list[str]:
        """The columns that a row's total adds up, but for what rounding changes."""
        added: list[str] = []
        for line in self.scheme.lines:
            if not self.plan.shows_lines:
                added += [self._line(table, line.name, unit)] if self._has_line(table, line.name) else []
            elif line.weight:
                added.append(self._own(table, unit, "line" if line.weight in PLAIN else "weighted", line.name))
        added += [self._own(table, unit, kind) for kind in ("combined", "onto")]
        return [cell for cell in added if cell]

    def _exactly(self, table: PlanTable, unit: int) -> str:
        """Lines by their weights and what stands beside them, rounded once."""
        added = [self._weighted_line(table, line.name, unit) for line in self.scheme.lines if line.weight]
        added += [self._own(table, unit, kind) for kind in ("combined", "onto")]
        return rounded("+".join(term for term in added if term), self.digits)

    def _weighted_line(self, table: PlanTable, name: str, unit: int) -> str:
        """N(K12)*权重 (— where the unit is not of the line counts nothing); empty where the table has no such line."""
        cell = self._own(table, unit, "line", name)
        line = next(each for each in self.scheme.lines if each.name == name)
        if not cell or line.weight in PLAIN:
            return f"N({cell})" if cell else ""
        weight = self.formulas.parameters.in_column(LINES, line.place, "计入总分") or number_text(line.weight)
        return f"N({cell})*{weight}"

    def _has_line(self, table: PlanTable, line: str) -> bool:
        return any(part.kind in ("section", "line") and line_of(part) == line for part in table.parts)


def _marks_over(run: str) -> str:
    """The 标准分 row of 得分明细 above a run of scores: 得分明细!C7:E7 → 得分明细!C$5:E$5."""
    prefix, _, cells = run.rpartition("!")
    letters = [cell.rstrip("0123456789") for cell in cells.split(":")]
    return f"{prefix}!" + ":".join(f"{letter}${FIRST_ROW - 2}" for letter in letters)


SUMMARY_SHEET = ResultSheet(
    name=SUMMARY,
    says="各单位各项目得分，逐期汇总到总分",
    make=lambda scored: summary_sheet(scored.plan, scored.formulas),
    when=has_scores,
)
