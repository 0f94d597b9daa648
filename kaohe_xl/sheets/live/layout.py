"""Where everything stands in the scored workbook, settled before any formula is written.

采用数据, 计分过程 and 得分明细 are aligned: a unit in a period has the same row in all three, periods one below the
other, units in scheme order. A formula is therefore a template with :data:`ROW` for its row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from kaohe_xl.base import sheet_names
from kaohe_xl.base.place import column_letter
from kaohe_xl.expr import tree as t
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme.subordinates import asks_results
from kaohe_xl.scoring.assess import Assessment
from kaohe_xl.scoring.score import PeriodScore
from kaohe_xl.sheets.live.helper_columns import HelperColumn, composed_helpers, helpers_of
from kaohe_xl.sheets.refs import quoted_sheet

REPORTED, USED, PROCESS, DETAIL = sheet_names.DATA, sheet_names.USED, "计分过程", "得分明细"
SUMMARY, RANKING, CHECK = "得分汇总", sheet_names.RANKING, "校验"
ROW = "\ue000"  # stands for the row's number in a template; no cell of a workbook holds it
FIRST_ROW = 7  # 1-based row of the first unit in the aligned sheets
Slot = tuple[str, str]  # what a column holds: its kind and name
UNIT_NAME, PARENT = "单位名称", "上级单位"
MOST_FORMULAS = 60_000  # above this many formula cells in the aligned sheets their values are written instead


class Layout:
    """Rows and columns of the aligned sheets (1-based) and of 填报数据. ``units``: those shown, all if not given."""

    def __init__(self, assessment: Assessment, units: Sequence[int] | None = None) -> None:
        self.assessment = assessment
        self.scheme = assessment.scheme
        self.units = tuple(range(len(self.scheme.units)) if units is None else units)
        self.size = len(self.units)
        self.is_part = self.size < len(self.scheme.units)
        self._places = {unit: place for place, unit in enumerate(self.units)}
        self.several_periods = len(self.scheme.calendar.periods) > 1
        leaves = [leaf.name for leaf in self.scheme.calendar.leaves]
        self.periods: tuple[str, ...] = tuple(
            period.name
            for period in self.scheme.calendar.periods
            if period.name in leaves or self.score(period.name).indicators
        )

    def score(self, period: str) -> PeriodScore:
        """What the rubric gave in a period (nothing in one that only combines others)."""
        score = self.assessment.periods[period].score
        return score if score is not None else _nothing(self.assessment, period)

    # -- rows ---------------------------------------------------------------------------------------------------------

    def first_row(self, period: str) -> int:
        return FIRST_ROW + self.periods.index(period) * self.size

    def last_row(self, period: str) -> int:
        return self.first_row(period) + self.size - 1

    def row(self, period: str, unit: int) -> int:
        return self.first_row(period) + self._places[unit]

    @cached_property
    def rows(self) -> tuple[tuple[str, int], ...]:
        """(period, unit) of every row, from :data:`FIRST_ROW` on."""
        return tuple((period, unit) for period in self.periods for unit in self.units)

    def reported_row(self, period: str, unit: int) -> int:
        leaves = [leaf.name for leaf in self.scheme.calendar.leaves]
        return FIRST_ROW + leaves.index(period) * self.size + self._places[unit]

    # -- columns ------------------------------------------------------------------------------------------------------

    @cached_property
    def key_columns(self) -> tuple[str, ...]:
        """Leading columns of every sheet with a row per unit and period."""
        return (UNIT_NAME, "期次") if self.several_periods else (UNIT_NAME,)

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """Columns of 采用数据 about the unit: 分组, 排名范围, 参与比较 where they matter, and attributes in use."""
        found = ["分组"] if self.scheme.groups else []
        if len(self.assessment.scopes) > 1:
            found.append("排名范围")
        if self.some_kept_out:
            found.append("参与比较")
        if any(isinstance(node, t.OfSubs) for node in self._nodes):
            found.append(PARENT)
        used = [node.name for node in self._nodes if isinstance(node, t.Attribute) and node.name not in found]
        return tuple(dict.fromkeys([*found, *used]))

    @cached_property
    def some_kept_out(self) -> bool:
        """May a veto that rests on data keep a unit out of comparisons?"""
        effects = [effect for veto in self.scheme.vetoes if veto.on_data for effect in veto.effects]
        return any(effect.consequence is m.Consequence.UNRANKED for effect in effects)

    @cached_property
    def used_items(self) -> tuple[str, ...]:
        """Data items that something is computed from, in scheme order; all of them where nothing is."""
        named = {node.name for node in self._nodes if isinstance(node, t.Item)}
        return tuple(name for name in self.scheme.items if name in named or not named)

    @cached_property
    def reported_items(self) -> tuple[str, ...]:
        """Data items that are filled in, in scheme order."""
        return tuple(name for name, item in self.scheme.items.items() if not item.derived)

    @cached_property
    def _nodes(self) -> tuple[t.Node, ...]:
        """Nodes of every tree of the scheme; derived items bring their formula's along."""
        trees: list[t.Node] = [veto.condition for veto in self.scheme.vetoes]
        for reward in self.scheme.rewards:
            trees += [node for node in (reward.condition, reward.item, reward.formula) if node is not None]
            trees += [reward.base.base] if reward.base is not None else []
        nodes = [node for clause in self.scheme.clauses for node in clause.nodes]
        nodes += [node for tree in trees for node in tree.walk()]
        known: set[str] = set()
        for node in nodes:  # grows while it is walked through
            item = self.scheme.items.get(node.name) if isinstance(node, t.Item) else None
            if item is not None and item.formula is not None and item.name not in known:
                known.add(item.name)
                nodes.extend(item.formula.walk())
        return tuple(nodes)

    @cached_property
    def _live_nodes(self) -> tuple[t.Node, ...]:
        """Nodes of what may stand as a formula: clauses, vetoes on data, derived items."""
        derived = [formula for name in self.used_items if (formula := self.scheme.items[name].formula) is not None]
        trees = [*(clause.tree for clause in self.scored_clauses), *(v.condition for v in self.data_vetoes), *derived]
        return tuple(node for tree in trees for node in tree.walk())

    @cached_property
    def used_columns(self) -> Mapping[Slot, int]:
        """Columns of 采用数据: key, fact, item."""
        return self._numbered([("fact", name) for name in self.facts] + [("item", name) for name in self.used_items])

    @cached_property
    def reported_columns(self) -> Mapping[Slot, int]:
        """Columns of 填报数据: key, item."""
        return self._numbered([("item", name) for name in self.reported_items])

    def _numbered(self, slots: Sequence[Slot]) -> dict[Slot, int]:
        keys = [("key", name) for name in self.key_columns]
        return {slot: number for number, slot in enumerate([*keys, *slots], start=1)}

    @cached_property
    def scored_clauses(self) -> tuple[m.Clause, ...]:
        """Clauses that are scored in some period, in rubric order."""
        return tuple(clause for clause in self.scheme.clauses if clause.periods)

    @cached_property
    def process_columns(self) -> Mapping[Slot, int]:
        """Columns of 计分过程: key, clause (with its 互斥 settled: final), helper, veto."""
        slots: list[Slot] = []
        for clause in self.scored_clauses:
            slots.append(("clause", clause.key))
            if clause.settled_late:
                slots.append(("final", clause.key))
        slots += [("helper", helper.key) for helper in self.helpers]
        slots += [("raw", indicator.key) for indicator in self.averaged]
        slots += [("veto", veto.name) for veto in self.data_vetoes]
        return self._numbered(slots)

    def final_column(self, clause: m.Clause) -> int:
        """Column of what a clause comes to, 互斥 settled."""
        return self.process_columns["final" if clause.settled_late else "clause", clause.key]

    @cached_property
    def data_vetoes(self) -> tuple[m.Veto, ...]:
        return tuple(veto for veto in self.scheme.vetoes if veto.on_data)

    @cached_property
    def indicators(self) -> tuple[m.Indicator, ...]:
        """Indicators with a column in 得分明细, in rubric order."""
        return tuple(i for i in self.scheme.indicators.values() if any(clause.periods for clause in i.clauses))

    @cached_property
    def detail_columns(self) -> Mapping[Slot, int]:
        """Columns of 得分明细: key, indicator."""
        return self._numbered([("indicator", indicator.key) for indicator in self.indicators])

    @cached_property
    def helpers(self) -> tuple[HelperColumn, ...]:
        found: dict[str, HelperColumn] = {}
        for clause in self.scored_clauses:
            indicator = self.scheme.indicators[clause.indicator]
            for helper in helpers_of(clause.tree, indicator, self.scheme):
                found.setdefault(helper.key, helper)
        for node in self._live_nodes:
            for helper in composed_helpers(node):
                found.setdefault(helper.key, helper)
        return tuple(helper for helper in found.values() if self._may_stand(helper))

    @cached_property
    def helper_periods(self) -> Mapping[str, set[str]]:
        """The periods in which a clause looks at a helper; what only derived items and vetoes look at is not listed."""
        found: dict[str, set[str]] = {}
        for clause in self.scored_clauses:
            helpers = helpers_of(clause.tree, self.scheme.indicators[clause.indicator], self.scheme)
            for helper in [*helpers, *(each for node in clause.tree.walk() for each in composed_helpers(node))]:
                found.setdefault(helper.key, set()).update(clause.periods)
        others = [
            *(v.condition for v in self.data_vetoes),
            *(i.formula for i in self.scheme.items.values() if i.formula),
        ]
        for helper in (each for tree in others for node in tree.walk() for each in composed_helpers(node)):
            found.pop(helper.key, None)
        return found

    def _may_stand(self, helper: HelperColumn) -> bool:
        return not isinstance(helper.statistic, t.OfSubs) or self.acyclic(helper.statistic)

    def acyclic(self, node: t.OfSubs) -> bool:
        """Can it look at a whole column? A superior's own cell stands there too, and must not rest on this one."""
        if not asks_results(node.part):
            return True
        scores = [each for each in node.part.walk() if isinstance(each, t.ScoreOf)]
        given = [each for each in node.part.walk() if isinstance(each, t.VetoOf | t.Given)]
        indicators = self.scheme.indicators
        if given or any(each.key not in indicators for each in scores):
            return False
        composing = (t.ScoreOf, t.OfSubs, t.VetoOf, t.Given)
        clauses = [clause for each in scores for clause in indicators[each.key].clauses]
        return bool(clauses) and not any(isinstance(n, composing) for clause in clauses for n in clause.nodes)

    @cached_property
    def averaged(self) -> tuple[m.Indicator, ...]:
        """Indicators whose raw score needs a column of its own, because 不适用 stands for the mean of the others."""
        if self.scheme.settings.not_applicable is not m.NotApplicable.MEAN:
            return ()
        return tuple(indicator for indicator in self.indicators if not indicator.on_total)

    @cached_property
    def live(self) -> bool:
        """Formulas, or values: there would be too many formulas, or not all units are here."""
        return self.formula_cells <= MOST_FORMULAS and not self.is_part

    @cached_property
    def formula_cells(self) -> int:
        columns = len(self.used_columns) + len(self.process_columns) + len(self.detail_columns)
        return len(self.rows) * columns

    # -- references ---------------------------------------------------------------------------------------------------

    def at(self, sheet: str, column: int, own: str = "") -> str:
        """Template of a cell in the row's own line of an aligned sheet; no sheet name when it stands on ``own``."""
        prefix = "" if sheet == own else f"{quoted_sheet(sheet)}!"
        return f"{prefix}{column_letter(column)}{ROW}"

    def over(self, sheet: str, column: int, period: str, own: str = "") -> str:
        """All units' cells of one column in a period."""
        prefix = "" if sheet == own else f"{quoted_sheet(sheet)}!"
        letter = column_letter(column)
        return f"{prefix}${letter}${self.first_row(period)}:${letter}${self.last_row(period)}"

    def runs(self, sheet: str, columns: Iterable[int], own: str = "") -> tuple[str, ...]:
        """The columns' cells in the row's own line, neighbours put together: C7:E7, G7."""
        prefix = "" if sheet == own else f"{quoted_sheet(sheet)}!"
        found: list[list[int]] = []
        for column in sorted(columns):
            if found and found[-1][1] == column - 1:
                found[-1][1] = column
            else:
                found.append([column, column])
        spell = [(column_letter(first), column_letter(last)) for first, last in found]
        return tuple(f"{prefix}{a}{ROW}" if a == b else f"{prefix}{a}{ROW}:{b}{ROW}" for a, b in spell)


def _nothing(assessment: Assessment, period: str) -> PeriodScore:
    result = assessment.periods[period]
    return PeriodScore(result.figures, {}, {}, {}, result.on_total)
