"""The live formulas of the aligned sheets, as templates for a row, one for all units that are treated alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.base.text import fold
from kaohe_xl.expr import tree as t
from kaohe_xl.expr.cells import Formula, NoFormula, rounded
from kaohe_xl.expr.excel import formula
from kaohe_xl.rules.base import Effect
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme.model.calendar import leaves_until
from kaohe_xl.scoring.score import IndicatorScore, PeriodScore, ScoreStatus
from kaohe_xl.sheets.live.formula_text import count_word, is_any, why_absent, writable
from kaohe_xl.sheets.live.helper_columns import HelperColumn
from kaohe_xl.sheets.live.layout import DETAIL, PROCESS, ROW, USED, Layout
from kaohe_xl.sheets.live.parameters import Parameters
from kaohe_xl.sheets.live.row_cells import RowCells
from kaohe_xl.sheets.live.row_template import StaticValues, Template
from kaohe_xl.sheets.live.why_no_points import INVALID, LACKING, NOT_APPLICABLE, all_present, unless_owed, why_no_points

OUT_OF_SCOPE = "—"
_ZEROED = ScoreStatus.ZEROED.value


class Formulas:
    """Templates for everything in 采用数据 and 计分过程 that can be live. ``static_values``: what cannot."""

    def __init__(self, layout: Layout, parameters: Parameters) -> None:
        self.layout = layout
        self.parameters = parameters
        self.static_values: dict[tuple[str, str], StaticValues] = {}

    def cells(self, period: str, own: str, indicator: m.Indicator | None = None) -> RowCells:
        return RowCells(self.layout, self.parameters, period, own, indicator)

    def _known_around(self, tree: t.Node, cells: RowCells) -> str:
        """Is what other periods and sub-units give to a tree known? Empty where it asks for nothing of that kind."""
        asked = [formula(n, cells).guard.text for n in tree.walk_own() if isinstance(n, t.Streak | t.OfSubs)]
        asked = list(dict.fromkeys(each for each in asked if each))
        return asked[0] if len(asked) == 1 else f"AND({','.join(asked)})" if asked else ""

    # -- 采用数据 -----------------------------------------------------------------------------------------------------

    def derived(self, item: m.DataItem, period: str) -> Template | None:
        """A 派生项 in 采用数据."""
        assert item.formula is not None
        found = self._try(USED, item.name, item.formula, self.cells(period, USED))
        if found is None:
            return None
        names = dict.fromkeys(node.name for node in item.formula.walk_now() if isinstance(node, t.Item))
        cells = [self.cells(period, USED).item(name) for name in names]
        last = unless_owed(self._known_around(item.formula, self.cells(period, USED)), f'"{INVALID}"')
        if cells:
            dropped = f'IF({is_any(cells, NOT_APPLICABLE)},"{NOT_APPLICABLE}",{last})'
            last = f'IF({is_any(cells, LACKING)},"{LACKING}",{dropped})'
        otherwise = why_absent(cells, last)
        return self._fitting(USED, item.name, self._guarded(found, otherwise))

    # -- 计分过程 -----------------------------------------------------------------------------------------------------

    def clause(self, clause: m.Clause, period: str) -> Template | None:
        """Signed points of a clause before 互斥, or the word for why there are none."""
        indicator = self.layout.scheme.indicators[clause.indicator]
        cells = self.cells(period, PROCESS, indicator)
        found = self._try(PROCESS, clause.key, clause.tree, cells)
        if found is None:
            return None
        items = [(cells.item(name), self.layout.scheme.items[name].type) for name in clause.item_names]
        if clause.effect is Effect.ZEROES:
            found = found.map(lambda text: f'IF({text},"{_ZEROED}",0)')
        elif clause.effect is Effect.TAKES:
            found = found.map(lambda text: f"-({text})")
        about = is_any([cells.item(name) for name in clause.own_items], NOT_APPLICABLE)
        why = why_no_points(items, about, bool(found.guard.beyond(all_present(items))))
        template = self._guarded(found, unless_owed(self._known_around(clause.tree, cells), why))
        return self._fitting(PROCESS, clause.key, template)

    def final(self, clause: m.Clause, period: str) -> Template:
        """互斥: the points if no rival has more (nor the same, further up); words stay. 合计上限: what is left."""
        own = self._clause_cell(clause)
        if clause.pool is not None:
            return self._pooled(clause, own, period)
        rivals = [c for c in self.layout.scored_clauses if c.exclusive == clause.exclusive and period in c.periods]
        before = True
        beaten = []
        for rival in rivals:
            if rival.key == clause.key:
                before = False
                continue
            sign = ">=" if before else ">"
            beaten.append(f"ROUND(ABS(N({self._clause_cell(rival)}))-ABS({own}),9){sign}0")
        if not beaten:
            return Template(own)
        asked = beaten[0] if len(beaten) == 1 else f"OR({','.join(beaten)})"
        return Template(f"IF(ISNUMBER({own}),IF({asked},0,{own}),{own})")

    def _pooled(self, clause: m.Clause, own: str, period: str) -> Template:
        """What the group has used with this row, less what it had used before it; never more than its cap."""
        assert clause.pool is not None
        assert clause.pool.cap is not None
        name, digits = fold(clause.pool.name), self.layout.scheme.settings.digits
        group = [
            c
            for c in self.layout.scored_clauses
            if c.pool is not None and fold(c.pool.name) == name and period in c.periods
        ]
        before = group[: [c.key for c in group].index(clause.key)]
        cap = decimal_text(clause.pool.cap.value, most=6)
        sums = [f"ROUND(ABS(N({self._clause_cell(c)})),{digits})" for c in before]
        used = f"MIN({'+'.join(sums)},{cap})" if sums else "0"
        total = f"MIN({'+'.join([*sums, f'ROUND(ABS({own}),{digits})'])},{cap})"
        return Template(f"IF(ISNUMBER({own}),SIGN({own})*ROUND({total}-{used},{digits}),{own})")

    def helper(self, helper: HelperColumn, period: str) -> Template | None:
        if helper.streak is not None:
            return self._streak(helper, helper.streak, period)
        indicator = helper.indicator
        if helper.statistic is not None:
            own = helper.statistic
            cells = RowCells(self.layout, self.parameters, period, PROCESS, indicator, writing=own)
            used = self.layout.helper_periods.get(helper.key, (period,))  # elsewhere nobody looks at it
            found = self._try(PROCESS, helper.title, own, cells, told=period in used)
            return None if found is None else self._fitting(PROCESS, helper.title, self._guarded(found, f'"{LACKING}"'))
        assert indicator is not None
        columns = self.score_columns(indicator.key, period, below=True)
        runs = self.layout.runs(DETAIL, columns, PROCESS)
        return Template(f"ROUND(SUM({','.join(runs)}),{self.layout.scheme.settings.digits})" if runs else "0")

    def _streak(self, helper: HelperColumn, streak: t.Streak, period: str) -> Template | None:
        """A leaf: one more than at the leaf before, or 0. A period above: the longest (or the last) of its leaves."""
        leaves, inside = leaves_until(self.layout.scheme.calendar, period)
        if inside is not None:
            lengths = [self._at_leaf(helper, leaf, period) for leaf in leaves[inside:]]
            return Template(lengths[-1] if streak.run is t.Run.CURRENT else f"MAX({','.join(lengths)})")
        found = self._try(PROCESS, helper.title, streak.condition, self.cells(period, PROCESS))
        if found is None:
            return None
        longer = f"1+{self._at_leaf(helper, leaves[-1], period)}" if leaves else "1"
        holds, known = f"IF({found.text},{longer},0)", found.guard.text
        text = f"IF({known},{holds},{longer if helper.most else '0'})" if known else holds
        return self._fitting(PROCESS, helper.title, Template(text, found.array))

    def _at_leaf(self, helper: HelperColumn, leaf: str, period: str) -> str:
        """The unit's cell of the helper in another period: as far down there as the row is down here."""
        column = self.layout.process_columns["helper", helper.key]
        down = self.layout.first_row(period) - 1
        return f"INDEX({self.layout.over(PROCESS, column, leaf, PROCESS)},{ROW}-{down})"

    def veto(self, veto: m.Veto, period: str) -> Template | None:
        """是 where the veto's condition holds."""
        found = self._try(PROCESS, veto.name, veto.condition, self.cells(period, PROCESS))
        if found is None:
            return None
        found = found.map(lambda text: f'IF({text},"是","否")')
        return self._fitting(PROCESS, veto.name, self._guarded(found, f'"{LACKING}"'))

    # -- 得分明细 -----------------------------------------------------------------------------------------------------

    def score(self, score: IndicatorScore, period: str, unit: int) -> Template | None:
        """What stands in 得分明细: the clauses put together, or the 核定 score; None where it can only be a value."""
        indicator, handling = score.indicator, self.layout.scheme.settings.not_applicable
        scaled = indicator.on_total or handling is m.NotApplicable.SCALE
        change = score.approved.get(unit)
        if change is not None and (scaled or isinstance(change.value, Fraction)):
            return self._approved(change)
        if not scaled and handling is m.NotApplicable.MEAN:
            return self._mean_of_others(indicator, period)
        full = self.parameters.number(indicator.full_mark_place) if handling is m.NotApplicable.FULL else None
        instead = rounded(full or "0", self.layout.scheme.settings.digits)
        if change is not None:  # 核定 as 不适用
            return Template(instead)
        own = existing(indicator, self.layout.score(period), unit)
        return self.indicator(indicator, own) if scaled else self.indicator(indicator, own, dropped=instead)

    def raw_score(self, score: IndicatorScore, period: str, unit: int) -> Template | None:
        """The score before 组平均 stands in for 不适用, for its column in 计分过程."""
        if unit in score.approved:
            return self._approved(score.approved[unit])
        own = existing(score.indicator, self.layout.score(period), unit)
        return self.indicator(score.indicator, own, PROCESS) if own else None

    def indicator(
        self, indicator: m.Indicator, own: Sequence[m.Clause], on: str = DETAIL, dropped: str = f'"{NOT_APPLICABLE}"'
    ) -> Template:
        """The rounded sum of the clauses ``own``, which exist for the unit; ``dropped``: shown if none applies."""
        columns = [self.layout.final_column(clause) for clause in own]
        runs = self.layout.runs(PROCESS, columns, on)
        none_applies = f"{count_word(runs, NOT_APPLICABLE)}={len(columns)}"
        if indicator.on_total:
            cells = [self.layout.at(PROCESS, column, on) for column in columns]
            return Template(f"IF({none_applies},{dropped},{self.sum_rounded(cells)})")
        value, digits = self._clamped(indicator, runs), self.layout.scheme.settings.digits
        lacking = f"{count_word(runs, LACKING)}+{count_word(runs, INVALID)}>0"
        whole = rounded(value, digits)
        partly = rounded(f"IF({lacking},MIN(0,{value}),{value})", digits)
        if any(clause.effect is Effect.ZEROES for clause in own):
            partly = f"IF({count_word(runs, _ZEROED)}>0,0,{partly})"
        return Template(f"IF(COUNT({','.join(runs)})={len(columns)},{whole},IF({none_applies},{dropped},{partly}))")

    def _approved(self, change: m.ApprovedValue) -> Template | None:
        if not isinstance(change.value, Fraction):
            reference = self.parameters.anything(change.value_place)
            return Template(reference) if reference else None
        reference = self.parameters.number(change.value_place)
        return Template(f"ROUND({reference},{self.layout.scheme.settings.digits})") if reference else None

    def _mean_of_others(self, indicator: m.Indicator, period: str) -> Template:
        """组平均: over the raw scores in 计分过程, since a cell cannot average a column that it stands in."""
        column = self.layout.process_columns["raw", indicator.key]
        own, every = self.layout.at(PROCESS, column), self.layout.over(PROCESS, column, period)
        cells = self.cells(period, DETAIL)
        conditions = [f"ISNUMBER({every})"]
        scope, comparable = cells.scope(), cells.comparable_range()
        if scope is not None:
            conditions.append(f"({cells.scope_range()}={scope})")
        if comparable is not None:
            conditions.append(f'({comparable}="是")')
        mean = rounded(f"AVERAGE(IF({'*'.join(conditions)},{every}))", self.layout.scheme.settings.digits)
        return Template(f'IF({own}="{NOT_APPLICABLE}",IFERROR({mean},0),{own})', array=True)

    def sum_rounded(self, cells: Iterable[str]) -> str:
        """Clauses that act on the total, each rounded as the printed row that it is."""
        digits = self.layout.scheme.settings.digits
        parts = [rounded(f"N({cell})", digits) for cell in cells]
        return parts[0] if len(parts) == 1 else f"ROUND({'+'.join(parts)},{digits})"

    def _clamped(self, indicator: m.Indicator, runs: Sequence[str]) -> str:
        value = f"SUM({','.join(runs)})"
        if indicator.full_mark is not None:
            full = self.parameters.number(indicator.full_mark_place) or decimal_text(indicator.full_mark, most=15)
            value = f"MIN({full},{full}+{value})" if indicator.from_full else f"MIN({full},{value})"
        if indicator.floor is None:
            return value
        assert isinstance(indicator.floor, t.Number)
        place = indicator.floor.cell
        reference = self.parameters.number(place) if place is not None else None
        return f"MAX({reference or decimal_text(indicator.floor.value, most=15)},{value})"

    def score_columns(self, key: str, period: str, below: bool = False) -> list[int]:
        """Columns of 得分明细 that 得分[key] adds up: its own, or those of what stands below it."""
        indicators = self.layout.scheme.indicators
        if key in self.layout.score(period).indicators and not below:
            return [self.layout.detail_columns["indicator", key]]
        return [column for child in indicators[key].children for column in self.score_columns(child, period)]

    # -- inside -------------------------------------------------------------------------------------------------------

    def _clause_cell(self, clause: m.Clause) -> str:
        return self.layout.at(PROCESS, self.layout.process_columns["clause", clause.key], PROCESS)

    def _try(self, sheet: str, what: str, node: t.Node, cells: RowCells, told: bool = True) -> Formula | None:
        try:
            return formula(node, cells)
        except NoFormula as reason:
            if told:
                self.static_values[sheet, what] = StaticValues(sheet, what, str(reason))
            return None

    def _guarded(self, found: Formula, otherwise: str) -> Template:
        question = found.guard.text
        return Template(f"IF({question},{found.text},{otherwise})" if question else found.text, found.array)

    def _fitting(self, sheet: str, what: str, template: Template) -> Template | None:
        if writable(template.at(1_048_576)):
            return template
        self.static_values[sheet, what] = StaticValues(sheet, what, "公式太长")
        return None


def existing(indicator: m.Indicator, score: PeriodScore, unit: int) -> tuple[m.Clause, ...]:
    """Clauses that make up an indicator's score for a unit (those on the total only if there are no others)."""
    here = [clause for clause in indicator.clauses if clause.key in score.clauses]
    own = [clause for clause in here if not clause.on_total] or here
    return tuple(clause for clause in own if score.clauses[clause.key].status[unit] is not ScoreStatus.ABSENT)
