"""What 得分汇总 holds and where: a table per period, units × sections and lines, each row adding up to its total."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from kaohe_xl.base.exact import BoolArray, Exact, decimal_text, total
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme.check import top_scored
from kaohe_xl.scoring.assess import rounding_of_lines, weighted_line
from kaohe_xl.scoring.score import ScoreStatus
from kaohe_xl.sheets.live.layout import SUMMARY, Layout
from kaohe_xl.sheets.refs import cell_at

PENDING = m.Unreturned.PENDING.value
PLAIN = (Fraction(0), Fraction(1))  # weights of a line that need no column of their own


@dataclass(frozen=True)
class PlanColumn:
    """A column of a table. ``kind``: section, scaled, line, weighted, child, combined, onto, rounding, total,
    lines."""

    kind: str
    key: str
    title: str
    over: str = ""  # heading over several columns


@dataclass(frozen=True)
class PlanTable:
    """The table of a period and a ranking scope: ``head_row`` and the rows of its units, 1-based."""

    period: str
    title: str  # empty: the sheet's title is enough
    units: tuple[int, ...]
    head_row: int  # the lower of the header rows
    parts: tuple[PlanColumn, ...]
    first_column: int  # of the parts
    two_heads: bool

    @property
    def first_row(self) -> int:
        return self.head_row + 1

    @property
    def last_row(self) -> int:
        return self.head_row + len(self.units)

    def row_of(self, unit: int) -> int:
        return self.first_row + self.units.index(unit)

    def column(self, kind: str, key: str = "") -> int | None:
        """1-based column of a part."""
        return next((self.first_column + i for i, p in enumerate(self.parts) if (p.kind, p.key) == (kind, key)), None)


def marks_below(name: str) -> str:
    """加强监测（25分）: the marks on a line of their own."""
    return re.sub(r"\s*(?=[（(][^（(]*[）)]$)", "\n", name)


def line_of(part: PlanColumn) -> str:
    """The 考核线 that a column belongs to."""
    return part.key.partition("\n")[0]


class Plan:
    """Where everything stands in 得分汇总."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.scheme = layout.scheme
        self.shows_lines = len(self.scheme.lines) > 1 or self.scheme.lines[0].name != m.SINGLE_LINE
        self._members: dict[tuple[str, str], list[m.Indicator]] = {}
        self.tables = self._tables()
        self._table_of = {(table.period, unit): table for table in self.tables for unit in table.units}

    def table(self, period: str, unit: int) -> PlanTable:
        return self._table_of[period, unit]

    def cell(self, period: str, unit: int, kind: str, key: str = "") -> str:
        """``得分汇总!K12``; empty where the table has no such column."""
        table = self.table(period, unit)
        column = table.column(kind, key)
        return "" if column is None else cell_at(SUMMARY, table.row_of(unit), column)

    def line_cell(self, period: str, unit: int, line: str) -> str:
        """The cell that a line is ranked by: put together from the periods below, or the period's own."""
        return self.cell(period, unit, "lines", line) or self.cell(period, unit, "line", line)

    def members(self, line: str, period: str) -> list[m.Indicator]:
        """Indicators of a period that a line adds up."""
        if (line, period) not in self._members:
            scored = self.layout.score(period).indicators
            self._members[line, period] = [i for i in top_scored(self.scheme, line) if i.key in scored]
        return self._members[line, period]

    def in_section(self, part: PlanColumn, period: str) -> list[m.Indicator]:
        """Indicators that a section's column adds up."""
        _, _, section = part.key.partition("\n")
        return [i for i in self.members(line_of(part), period) if (i.section or i.title) == section]

    def _tables(self) -> tuple[PlanTable, ...]:
        calendar, scopes = self.scheme.calendar, self.layout.assessment.scopes
        names = [period.name for period in calendar.periods]
        ordered = sorted(names, key=lambda name: (calendar.level(name), names.index(name)))
        found = []
        row = 3  # below the title and the line under it
        first_column = 3 if self.scheme.groups else 2
        for name in ordered:
            for scope in scopes:
                parts = self._parts(name, scope.members)
                label = f"（{scope.name}）" if len(scopes) > 1 else ""
                title = f"{name}{label}" if len(ordered) > 1 or label else ""
                two_heads = any(part.over for part in parts)
                head_row = row + (1 if title else 0) + (1 if two_heads else 0)
                table = PlanTable(name, title, scope.members, head_row, parts, first_column, two_heads)
                found.append(table)
                row = table.last_row + 2
        return tuple(found)

    def _parts(self, period: str, units: Sequence[int]) -> tuple[PlanColumn, ...]:
        score = self.layout.score(period)
        children = self.scheme.calendar.children(period)
        lines = [line for line in self.scheme.lines if self._in_line(line.name)[list(units)].any()]
        parts: list[PlanColumn] = []
        if not children or any(self.members(line.name, period) for line in lines):
            for line in lines:
                parts += self._line_parts(line, period, units)
        for child in children:
            share = f"（{decimal_text((child.weight or Fraction(0)) * 100)}%）" if self._weighted(period) else ""
            parts.append(PlanColumn("child", child.name, f"{child.name}{share}"))
        onto = any(
            clause.clause.on_total and clause.status[unit] is not ScoreStatus.ABSENT
            for clause in score.clauses.values()
            for unit in units
        )
        if children and (len(parts) > len(children) or onto):
            parts.append(PlanColumn("combined", "", f"{self.scheme.calendar.by_name[period].combine.value}得分"))
        if onto:
            parts.append(PlanColumn("onto", "", "加减分"))
        weighted = [part for part in parts if part.kind == "weighted"]
        if weighted and (len(weighted) > 1 or any(self._rounding(period)[unit] for unit in units)):
            parts.append(PlanColumn("rounding", "", "四舍五入"))
        parts.append(PlanColumn("total", "", "总分"))
        if children and self.shows_lines:
            over = "各线得分（只用于单独排名）" if len(lines) > 1 else ""
            parts += [PlanColumn("lines", line.name, line.name, over) for line in lines]
        return tuple(parts)

    def _line_parts(self, line: m.Line, period: str, units: Sequence[int]) -> list[PlanColumn]:
        score = self.layout.score(period)
        sections = list(dict.fromkeys(member.section or member.title for member in self.members(line.name, period)))
        over = line.name if self.shows_lines and len(sections) > 1 else ""
        found = [PlanColumn("section", f"{line.name}\n{name}", marks_below(name), over) for name in sections]
        if len(sections) <= 1 and self.shows_lines:
            found = []
        own = score.lines.get(line.name)
        if own is not None and any(own.adjustment[unit] for unit in units):
            found.append(PlanColumn("scaled", line.name, "不适用折算", over))
        if self.shows_lines:
            share = f"（计入{decimal_text(line.weight * 100)}%）" if line.weight not in PLAIN else ""
            alone = "（单独排名）" if line.weight == 0 else ""
            title = "小计" if over else f"{line.name}{alone}"
            found.append(PlanColumn("line", line.name, title, over))
            if share:
                found.append(PlanColumn("weighted", line.name, f"{line.name}{share}", over))
        return found

    def _rounding(self, period: str) -> Sequence[Fraction | None]:
        combined = self.layout.assessment.periods[period].combined
        return rounding_of_lines(self.scheme, self.layout.score(period), combined).to_list()

    def _weighted(self, period: str) -> bool:
        return self.scheme.calendar.by_name[period].combine is m.Combine.WEIGHTED

    # -- values -------------------------------------------------------------------------------------------------------

    def values(self, period: str, part: PlanColumn) -> Sequence[Fraction | None]:
        """A column's figures from the exact engine, one per unit; None where there is none."""
        result = self.layout.assessment.periods[period]
        score, size = self.layout.score(period), len(self.scheme.units)
        match part.kind:
            case "section":
                inside = self.in_section(part, period)
                column = total([score.indicators[i.key].score.fill(0) for i in inside], size)
                return column.masked(self._in_line(line_of(part))).to_list()
            case "scaled":
                return score.lines[part.key].adjustment.masked(self._in_line(part.key)).to_list()
            case "line":
                own = score.lines[part.key].score if part.key in score.lines else Exact.full(0, size)
                return own.masked(self._in_line(part.key)).to_list()
            case "weighted":
                line = next(each for each in self.scheme.lines if each.name == part.key)
                column = weighted_line(self.scheme, line, score.lines[part.key].score)
                return column.masked(self._in_line(part.key)).to_list()
            case "child":
                return self.layout.assessment.periods[part.key].total.to_list()
            case "combined":
                return result.combined.to_list() if result.combined is not None else [None] * size
            case "onto":
                return result.on_total.to_list()
            case "rounding":
                return self._rounding(period)
            case "lines":
                return result.lines[part.key].to_list()
            case _:
                return result.total.to_list()

    def _in_line(self, name: str) -> BoolArray:
        line = next(each for each in self.scheme.lines if each.name == name)
        inside = [not line.groups or unit.group in line.groups for unit in self.scheme.units]
        return np.array(inside, dtype=np.bool_)
