"""Why a clause gave what it gave, and where its figures stand: one period's clauses in words, unit by unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cached_property

from kaohe_xl.base.exact import round_half_up
from kaohe_xl.base.place import NOWHERE
from kaohe_xl.base.text import fold
from kaohe_xl.base.tidy import State
from kaohe_xl.explain.clause_words import AskedFigures, ClauseWords, approved_words, plain, same_number, shown_value
from kaohe_xl.explain.streaks_and_subs import StreaksAndSubs, composed
from kaohe_xl.explain.value_words import ValueWords
from kaohe_xl.expr import tree as t
from kaohe_xl.expr.evaluate import Evaluator
from kaohe_xl.expr.guard import MISSING
from kaohe_xl.expr.single_unit import AllUnitsSource
from kaohe_xl.expr.wording import wording
from kaohe_xl.rules.base import Effect
from kaohe_xl.rules.figure_words import FigureWords
from kaohe_xl.rules.sentence import FigureOf, SentenceTree, choose, words
from kaohe_xl.scheme import model as m
from kaohe_xl.scoring.assess import Assessment, PeriodResult
from kaohe_xl.scoring.figures import FigureColumn
from kaohe_xl.scoring.score import ClauseScore, ScoreStatus, UnitSource

_NOT_COUNTING = (ScoreStatus.ABSENT, ScoreStatus.NOT_APPLICABLE, ScoreStatus.MISSING, ScoreStatus.INVALID)


class ClauseReasons:
    """Puts the clauses of one period into words; everything that does not depend on the unit is kept."""

    def __init__(self, assessment: Assessment, result: PeriodResult) -> None:
        self.scheme = assessment.scheme
        self.result = result
        self._wholes: dict[str, AllUnitsSource] = {}
        self._around: dict[str, StreaksAndSubs] = {}
        self._asked: dict[str, AskedFigures] = {}
        self._trees: dict[str, SentenceTree] = {}
        self._told: dict[tuple[str, int], str] = {}  # prepared, by clause and row

    @cached_property
    def _measures(self) -> dict[str, str]:
        return {name: item.measure for name, item in self.scheme.items.items()}

    def _for_one(self, clause: m.Clause, tree: SentenceTree, row: int) -> str:
        """A sentence filled in with the figures of one unit, as a clause sees them."""
        if clause.indicator not in self._wholes:
            self._wholes[clause.indicator] = AllUnitsSource(self._source(clause))
        evaluator = self._wholes[clause.indicator].evaluator(row)
        return FigureWords(evaluator, self._measures, lambda name, _: self._absent(name, row)).sentence(tree, 0)

    def _source(self, clause: m.Clause) -> UnitSource:
        """What the clauses of an indicator are evaluated on."""
        indicator = self.scheme.indicators[clause.indicator]
        scores = {key: s.score for key, s in self.result.score.indicators.items()} if self.result.score else {}
        return replace(self.result.source, scores=scores, indicator=indicator)

    # -- clauses -----------------------------------------------------------------------------------------------------

    def clause(self, clause: m.Clause, row: int) -> ClauseWords:
        """A clause that is scored in this period, for one unit."""
        return ClauseWords(clause, self.sentence(clause, row), self.values(clause, row))

    def sentence(self, clause: m.Clause, row: int) -> str:
        score = self._score(clause)
        status = score.status[row]
        effect = "不计分" if clause.on_total else "该项计零"
        if status is ScoreStatus.ABSENT:
            return "本单位所在分组不适用这一条"
        if status is ScoreStatus.NOT_APPLICABLE:
            figures = [self.result.figures.items[name] for name in clause.item_names]
            named = "、".join(f"“{f.item.name}”" for f in figures if f.states[row] is State.NOT_APPLICABLE)
            return f"{named}不适用，这一条不计"
        if status is ScoreStatus.MISSING:
            return f"缺{self.lacking([clause], row)}，{effect}"
        if status is ScoreStatus.INVALID:
            allowed = any(isinstance(node, t.Valid) for node in clause.tree.walk())
            given = self._for_one(clause, clause.rule.sentence(), row) if allowed else self._given(clause, row)
            return f"{given if allowed else f'{given}，算不出来'}，{effect}"
        told = self._told.get((clause.key, row)) or self._for_one(clause, self._tree(clause), row)
        told = f"{told}{self._behind_words(clause, row)}"
        if clause.effect is Effect.ZEROES:
            return told
        return f"{told}{self._reason(clause, row)}{self._outcome(score, row)}"

    def _behind_words(self, clause: m.Clause, row: int) -> str:
        """Which months in a row, which sub-units."""
        told = "；".join(each.listed for each in self.behind(clause, row))
        return f"（{told}）" if told else ""

    def behind(self, clause: m.Clause, row: int) -> tuple[ValueWords, ...]:
        """What 连续( ) and 下级…( ) came to in a clause and in the derived items that it uses."""
        nodes = self._figures_of(clause).composed
        if not nodes:
            return ()
        if clause.indicator not in self._around:
            self._around[clause.indicator] = StreaksAndSubs(self._source(clause), self._measures)
        return tuple(self._around[clause.indicator].of(node, row) for node in nodes)

    def _figures_of(self, clause: m.Clause) -> AskedFigures:
        """What a clause looks at; the same for every unit."""
        if clause.key not in self._asked:
            trees = [clause.tree, *clause.rule.items, *self._formulas(clause)]
            items = [node.name for tree in trees for node in tree.walk_now() if isinstance(node, t.Item)]
            nodes = {wording(node): node for tree in trees for node in composed(tree)}
            self._asked[clause.key] = AskedFigures(tuple(dict.fromkeys(items)), tuple(nodes.values()))
        return self._asked[clause.key]

    def _formulas(self, clause: m.Clause) -> list[t.Node]:
        """Of the derived items of a clause, and of those that these use."""
        names, found = list(clause.item_names), []
        for name in names:
            formula = self.scheme.items[name].formula
            if formula is not None:
                found.append(formula)
                names += [n.name for n in formula.walk_own() if isinstance(n, t.Item) and n.name not in names]
        return found

    def _reason(self, clause: m.Clause, row: int) -> str:
        """What the judge wrote: 扣分原因, 佐证."""
        told = self.result.figures.items[clause.judged].reason(row) if clause.judged else ""
        return f"（{told}）" if told else ""

    def prepare(self, clause: m.Clause, rows: Sequence[int]) -> None:
        """Put a clause into words for many units at once; :meth:`sentence` then only looks them up."""
        status = self._score(clause).status
        counting = [row for row in rows if status[row] not in _NOT_COUNTING]
        if len(counting) < 2:
            return
        figure_words = FigureWords(Evaluator(self._source(clause)), self._measures, self._absent)
        told = figure_words.sentences(self._tree(clause), counting)
        self._told.update(((clause.key, row), sentence) for row, sentence in zip(counting, told, strict=True))

    def forget(self) -> None:
        """Drop what :meth:`prepare` made."""
        self._told.clear()

    def _tree(self, clause: m.Clause) -> SentenceTree:
        """The rule's words, 倍数 and 上限: what a clause says of every unit that it counts for."""
        if clause.key not in self._trees:
            self._trees[clause.key] = sentence_of(clause)
        return self._trees[clause.key]

    def _absent(self, name: str, row: int) -> str:
        word: str = self.result.figures.items[name].states[row].value
        return word

    def _score(self, clause: m.Clause) -> ClauseScore:
        assert self.result.score is not None
        return self.result.score.clauses[clause.key]

    def _outcome(self, score: ClauseScore, row: int) -> str:
        clause = score.clause
        raw, points = (column.to_list()[row] or Fraction(0) for column in (score.raw, score.points))
        word = "扣" if clause.effect is Effect.TAKES else "得"
        if clause.pool is not None and raw != points:
            return self._pooled(clause, word, raw, points)
        if raw and not points:
            return f"，应{word}{plain(abs(raw))}分，与{self._winner(clause, row)}互斥，就高不就低，这一条不计"
        told = f"，{_signed(clause.effect, points)}"
        if clause.on_total and points:
            rounded = round_half_up(points, self.scheme.settings.digits)
            told += "，直接计入总分" if rounded == points else f"，四舍五入后以{plain(abs(rounded))}分计入总分"
        return told

    def _pooled(self, clause: m.Clause, word: str, raw: Fraction, points: Fraction) -> str:
        """合计上限: what this one would be, and what is left of the cap."""
        pool = clause.pool
        assert pool is not None
        assert pool.cap is not None
        rounded = round_half_up(abs(raw), self.scheme.settings.digits)
        if rounded == abs(points):
            told = f"，{_signed(clause.effect, points)}"
        else:
            cap = plain(pool.cap.value)
            told = f"，应{word}{plain(rounded)}分，“{pool.name}”合起来以{cap}分为限，计{plain(abs(points))}分"
        return told + ("，直接计入总分" if clause.on_total and points else "")

    def _winner(self, clause: m.Clause, row: int) -> str:
        assert self.result.score is not None
        peers = [s for s in self.result.score.clauses.values() if s.clause.exclusive == clause.exclusive]
        winner = next((s.clause for s in peers if s.points[row] and s.clause is not clause), clause)
        return f"编号{winner.indicator}的“{winner.text or winner.rule.name}”"

    def lacking(self, clauses: Sequence[m.Clause], row: int) -> str:
        """What is missing for some clauses: “入库率”（未报）、“准确率”（缺数据）."""
        named = []
        for clause in clauses:
            figures = [self.result.figures.items[name] for name in clause.item_names]
            absent = [f for f in figures if not f.states[row].has_value]
            apart = [each for each in self.behind(clause, row) if each.shown == MISSING]
            told = [f"“{each.item}”（{each.note}）" for each in apart]
            told = told or [f"“{f.item.name}”（{self._absence(f, row)}）" for f in absent]
            named += told or [self._no_peers(clause)]
        return "、".join(dict.fromkeys(named))

    def _absence(self, figure: FigureColumn, row: int) -> str:
        """The word for an absent value; a derived item says which of its inputs is missing."""
        word: str = figure.states[row].value
        if figure.item.formula is None:
            return word
        inputs = dict.fromkeys(n.name for n in figure.item.formula.walk() if isinstance(n, t.Item))
        absent = [name for name in inputs if not self.result.figures.items[name].states[row].has_value]
        return f"{word}：没有{'、'.join(absent)}" if absent else "算不出来"

    def _no_peers(self, clause: m.Clause) -> str:
        """Nothing of its own is missing: what it is compared with is (last period, an attribute, other units)."""
        nodes = [n for n in clause.tree.walk() if isinstance(n, t.Past | t.Attribute | t.Given | t.ScoreOf)]
        named = list(dict.fromkeys(f"“{wording(node)}”" for node in nodes))
        return "、".join(named) or "可比的数"

    def _given(self, clause: m.Clause, row: int) -> str:
        return "，".join(f"{value.item}{value.shown}" for value in self.values(clause, row)) or "所用的数"

    # -- values ------------------------------------------------------------------------------------------------------

    def values(self, clause: m.Clause, row: int) -> tuple[ValueWords, ...]:
        """The data items of a clause, with the inputs of derived ones; what runs and sub-units' figures rest on."""
        own = (self.value(self.result.figures.items[name], row) for name in self._figures_of(clause).items)
        return (*own, *self.behind(clause, row))

    def value(self, figure: FigureColumn, row: int) -> ValueWords:
        item, state = figure.item, figure.states[row]
        shown = shown_value(item, figure.values[row]) if state.has_value else state.value
        places = tuple(dict.fromkeys(place for place in figure.sources[row] if place != NOWHERE))
        return ValueWords(item.name, shown, self._note(figure, row, shown), places, figure.approved.get(row))

    def _note(self, figure: FigureColumn, row: int, shown: str) -> str:
        notes = []
        item, state, raw = figure.item, figure.states[row], figure.raw[row]
        if row in figure.approved:
            before = figure.reported.get(row)
            old = shown_value(item, before) if before is not None else "没有数"
            return f"核定，原报{old}；{approved_words(figure.approved[row])}"
        if state is State.DEFAULT:
            notes.append("没有填报，按缺省值")
        elif item.formula is not None and state.has_value:
            notes.append(f"＝{wording(item.formula)}")
        elif raw and fold(raw) != fold(shown) and not same_number(item, raw, figure.values[row]):
            notes.append(f"原文“{raw}”")
        leaves = self.scheme.calendar.leaves_of(self.result.period.name)
        if len(leaves) > 1 and item.formula is None and state.has_value:
            numeric = isinstance(figure.values[row], Fraction)
            how = item.gather.value if numeric or item.gather is m.Gather.ANY else m.Gather.LAST.value
            notes.append(f"取{'、'.join(leaf.name for leaf in leaves)}的{how}")
        return "；".join(notes)


def sentence_of(clause: m.Clause) -> SentenceTree:
    """The rule's sentence with 倍数 and 上限, up to but not including the final 得/扣 N 分."""
    told = clause.rule.sentence()
    if clause.effect is Effect.ZEROES:
        return told
    if clause.factor is not None:
        condition, times = clause.factor
        told = words(told, choose((condition, f"，{wording(condition)}，按{plain(times)}倍计")))
    if clause.cap is not None:
        amount = replace(clause, cap=None).tree
        limited = words("，算得", FigureOf(amount), "分，以", FigureOf(clause.cap), "分为限")
        told = words(told, choose((t.compare(amount, ">", clause.cap), limited)))
    return told


def _signed(effect: Effect, points: Fraction) -> str:
    if effect is Effect.TAKES:
        return f"扣{plain(-points)}分" if points else "不扣分"
    return f"得{plain(points)}分" if points >= 0 else f"得负{plain(-points)}分"
